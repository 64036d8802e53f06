"""Each delivered format to one table of `competence.tables`; identity numbers end here."""
