"""`python -m competence.cli`."""

from competence.cli import main

main()
