"""Every measure of the input: what it asks, its limit, what follows beyond it, and what to do then.

`check`, the notebook and the page docs/quality.md are made from this. The entries stand in `asked/`, a module a
subject; a measure that is put down without an entry is refused.
"""

from __future__ import annotations

from competence.workforce.quality.asked import (
    breaks,
    columns,
    competence,
    counts,
    deliveries,
    exits,
    hidden,
    mended,
    programme,
    rows,
    snapshots,
    stays,
    words,
)
from competence.workforce.quality.asked.entry import Asked

# Subjects in the order in which a new user meets them, with the question each of them answers.
SUBJECTS = {
    "rows": "Is every delivered row accounted for?",
    "words": "Does the config know every word and every spelling?",
    "deliveries": "Did every delivery come, in time and whole?",
    "columns": "What is not filled in, and what cannot be right?",
    "exits": "Are the ends coded so that leaving can be told from moving?",
    "stays": "What did the rules join, part and link among employments?",
    "breaks": "Did a series change its meaning on a day that the break table does not name?",
    "snapshots": "What can snapshots not see?",
    "counts": "Do stock and flows fit together?",
    "hidden": "What is hidden in counts that are delivered as such, and do their totals agree?",
    "competence": "Of how many is it known whether they are qualified?",
    "programme": "Can surveys, leaders and course records be tied to units?",
    "mended": "What did the rules mend at reading?",
}
_ALL = (
    rows,
    words,
    deliveries,
    columns,
    exits,
    stays,
    breaks,
    snapshots,
    counts,
    hidden,
    competence,
    programme,
    mended,
)
REGISTRY: dict[str, Asked] = {asked.id: asked for part in _ALL for asked in part.ASKED}
RULES: dict[str, str] = mended.RULES

__all__ = ["REGISTRY", "RULES", "SUBJECTS", "Asked"]
