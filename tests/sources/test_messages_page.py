from pathlib import Path

from competence.sources import FATAL, ROW
from competence.vocabulary import HARMLESS

PAGE = Path(__file__).parents[2] / "docs" / "messages.md"


def test_every_code_stands_on_the_page_with_its_message():
    text = PAGE.read_text(encoding="utf-8")
    rows = [f"| `{code}` | {message} |" for code, message in FATAL.items()]
    rows += [f"| `{code}`{'°' if code in HARMLESS else ''} | {message} |" for code, message in ROW.items()]
    assert [line for line in text.splitlines() if line.startswith("| `")] == rows
