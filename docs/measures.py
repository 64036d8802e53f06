"""The page quality.md: every measure of the input, from the registry that the program measures by."""

from __future__ import annotations

from competence.config.sections import Exits, Quality
from competence.workforce.quality import REGISTRY, RULES, SUBJECTS, Asked
from competence.workforce.quality import breaks as b

HEAD = """# Is the input good enough?

Made by `python docs/pages.py` from the registry in `src/competence/workforce/quality`. `competence check` measures all
of this before anything is built and changes nothing; the notebook `1_data_quality` draws it.

What follows where a figure is above its limit:

- **stop** – the input must not be used: nothing is built, the last good results stand;
- **warn** – it is used; look before you trust what rests on it;
- **note** – good to know; has no limit.

Limits are yours to set under `[quality]` in `municipality.toml`, the number given here is what holds if you say
nothing. A limit that you raise does not make the fault go away: write down beside it why.
"""


def page() -> str:
    """The page as text."""
    parts = [HEAD]
    for subject, question in SUBJECTS.items():
        asked = [a for a in REGISTRY.values() if a.subject == subject]
        parts.append(f"## {question}\n\n{_table(asked)}\n")
        if subject == "breaks":
            parts.append(_breaks())
        if subject == "mended" and RULES:
            parts.append(_rules())
    parts.append(_keys())
    return "\n".join(parts).rstrip() + "\n"


def _table(asked: list[Asked]) -> str:
    limited = any(a.limit is not None for a in asked)
    head = "| measure | what it asks | " + ("limit | follows | what to do |" if limited else "figure |")
    lines = [head, "|---|---|" + ("---|---|---|" if limited else "---|")]
    for a in asked:
        if limited:
            lines.append(f"| `{a.id}` | {a.asks} | {_limit(a)} | {a.consequence} | {a.mend} |")
        else:
            lines.append(f"| `{a.id}` | {a.asks} | {a.unit} |")
    return "\n".join(lines)


def _limit(a: Asked) -> str:
    if a.limit is None:
        return ""
    if not isinstance(a.limit, str):
        return f"{a.limit:g} {a.unit}"
    section, _, key = a.limit.partition(".")
    default = {"quality": Quality, "exits": Exits}[section].model_fields[key].default
    return f"{default:g} {a.unit}, `[{section}] {key}`"


def _breaks() -> str:
    return f"""### How a break is seen

Every series is held against its own history, so that a municipality that varies much is not blamed for it.

- A **step** is a change of headcount between two period ends that the people who came and left do not explain: moves
  and changes of code. It is told from {b.PERSONS} persons, {b.SHARE:.0%} of the headcount and {b.SURE:g} standard
  deviations on, by administration and by occupation.
- A **leap** is one period's hires or exits above what such a period usually has, by the same limits.
- A **shift** is a year's hires or exits per head against the year before, where at least {b.SHIFT_EVENTS} are told: at
  least {b.SHIFT_SURE:g} standard deviations apart, when a year's turnover differs by {b.YEARS_DIFFER:.0%} of its own
  accord.
- With fewer than {b.FEWEST + 1} period ends nothing can be seen, and that is said.

A `[[break]]` or an event of `[demand]` names it where its day lies within a month of the jump (three of a shift) and it
is about the administration or the occupation, or about all.
"""


def _rules() -> str:
    lines = [
        "| rule | what it does |",
        "|---|---|",
        *(f"| `{rule}` | {words} |" for rule, words in RULES.items()),
    ]
    return "\n".join(lines) + "\n"


def _keys() -> str:
    lines = ["## All limits\n", "```toml", "[quality]"]
    lines += [f"{name} = {info.default}" for name, info in Quality.model_fields.items()]
    return "\n".join([*lines, "```"]) + "\n"
