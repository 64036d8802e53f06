"""Section 10 of an administration's report, and the programme's own page for the municipality."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from competence.report.blocks import Heading, Section, Text
from competence.report.programme import coverage, effects, expected, home, meetings, touch, worth
from competence.report.view import View

FOLDER = "programme"


def there(v: View) -> bool:
    """Whether the municipality has a programme at all: the config tells of one, or there are figures of one."""
    told = v.config.programme
    return bool(told.effect or told.rollout_start or v.cube.cells(coverage.TABLE))


def section(v: View) -> Iterator:
    """10: what leadership can touch here, then what the programme reached, gave and means, then what is done at home."""
    yield from touch.blocks(v)
    if not there(v):
        yield Text(v.t("programme.none"))
        return
    yield Heading("programmet-gatt", v.texts["programme.coverage.h"])
    yield from coverage.blocks(v)
    yield Heading("programmet-mott", v.texts["programme.meetings.h"])
    yield from meetings.here(v)
    yield Heading("programmet-ger", v.texts["programme.expected.h"])
    yield Text(v.t("programme.expected.intro"))
    if (found := expected.table(v)) is not None:
        yield found
    else:
        yield Text(v.t("programme.expected.absent"))
    yield Heading("programmet-varde", v.texts["programme.worth.h"])
    yield from worth.blocks(v)
    yield Heading("programmet-hemmavid", v.texts["programme.home.h"])
    yield from home.blocks(v)


def lead(v: View) -> Markup:
    """The page in one sentence: how far it has come."""
    return coverage.sentence(v)


def essentials(v: View) -> list[Markup]:
    """How far, who met, does it work, what it is worth."""
    told = [Markup(" ").join(s for s in (coverage.sentence(v), coverage.drain(v)) if s)]
    told.append(meetings.sentences(v)[0])
    told.append(effects.first(v))
    told += [s for basis in ("measured", "assumed") if (s := worth.sentence(v, basis))][:1]
    return [s for s in told if s]


def sections(v: View) -> list[Section]:
    """The sections of `programme/report.html`."""
    t = v.texts
    found = [
        Section("det-viktigaste", 1, t["section.1"], (Text(items=tuple(essentials(v)), style="essentials"),)),
        Section("hur-langt", 10, t["programme.coverage.h"], tuple(_far(v))),
        Section("vilka-har-motts", 10, t["programme.meetings.h"], tuple(_met(v))),
        Section("verkar-det", 10, t["programme.effects.h"], tuple(effects.blocks(v))),
        Section("vantade-effekter", 10, t["programme.expected.h"], tuple(_expected(v))),
        Section("behovet", 10, t["programme.worth.h"], tuple(worth.blocks(v, drawn=True))),
        Section("hemma", 10, t["programme.home.h"], tuple(home.everywhere(v))),
    ]
    return found


def _far(v: View) -> Iterator:
    yield Text(Markup(" ").join(s for s in (coverage.sentence(v), coverage.drain(v)) if s))
    yield from coverage.promises(v)
    picture = coverage.chart(v)
    if picture is not None:
        yield picture
    elif (found := coverage.table(v)) is not None:
        yield found


def _met(v: View) -> Iterator:
    yield Text(Markup(" ").join(meetings.sentences(v)))
    if (found := meetings.totals(v)) is not None:
        yield found
    if (picture := meetings.chart(v)) is not None:
        yield picture


def _expected(v: View) -> Iterator:
    found = expected.table(v)
    yield Text(v.t("programme.expected.intro" if found is not None else "programme.expected.absent"))
    if found is not None:
        yield found
