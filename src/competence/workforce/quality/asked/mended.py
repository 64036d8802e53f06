"""What rules mended while a delivery was read; each is counted, none is hidden."""

from __future__ import annotations

from competence.workforce.quality.asked.entry import Asked

# Rules that mend a value where it is read, by name, in words.
RULES: dict[str, str] = {}
ASKED = (
    Asked(
        id="mended",
        subject="mended",
        asks="How many values did each rule read otherwise than they are written?",
        says="Values that a rule read otherwise than they are written",
        unit="rows",
    ),
)
