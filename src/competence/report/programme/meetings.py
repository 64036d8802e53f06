"""Who has met whom in the course groups, against what chance would have given."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from competence.report.blocks import Chart, Table, Text
from competence.report.cube import Cell
from competence.report.figures import Fig, plain
from competence.report.numbers import number
from competence.report.programme.plots import Square, matrix
from competence.report.view import View
from competence.report.wording import shown

PERCENT = {"percent": True, "decimals": 0}
TABLE, MIXING = "programme_meetings", "programme_mixing"
CHANCE = 0.05
HALF, MORE = 0.5, 1.5  # of what chance would have given: hardly met, and met much


def sentences(v: View) -> list[Markup]:
    """How many of a hundred meetings were across administrations, against chance; what it does not say."""
    cross, by_chance = (v.cube.cell(MIXING, m) for m in ("cross_share", "expected_cross_share"))
    if cross is None or by_chance is None:
        return [v.t("programme.meetings.absent")]
    if len(sets(v)) == 1:
        return [v.t("programme.meetings.one")]
    figures = [Fig(c.value * 100, "") for c in (cross, by_chance)]
    told = [v.t("programme.meetings.cross", n=figures[0], chance=figures[1])]
    p = v.cube.cell(MIXING, "p_value")
    if p is not None:
        key = "like" if p.value >= CHANCE else "less" if cross.value < by_chance.value else "more"
        told.append(v.t(f"programme.meetings.{key}"))
    return [*told, v.t("programme.meetings.activity")]


def sets(v: View) -> list[str]:
    """Ids of the administrations that stand alone or together, in the config's order."""
    return v.cube.values(TABLE, "group") and sorted(v.cube.values(TABLE, "group"), key=lambda s: _place(v, s))


def _place(v: View, members: str) -> int:
    order = list(v.config.administrations)
    return min((order.index(a) for a in members.split("+") if a in order), default=len(order))


def name(v: View, members: str, *, short: bool = True) -> str:
    """Names of those that stand together."""
    return v.listed([v.short_of(a) if short else v.name_of(a) for a in members.split("+")])


def cell(v: View, one: str, two: str, measure: str = "pairs") -> Cell | None:
    """A figure of two administrations (or of one within itself)."""
    return v.cube.cell(TABLE, measure, group=one, by="other", category=two)


def ratio(v: View, one: str, two: str) -> float | None:
    """Pairs over what chance would have given; None where either is not told or nothing was to be expected."""
    pairs, by_chance = cell(v, one, two), cell(v, one, two, "expected_pairs")
    if pairs is None or by_chance is None or not by_chance.value:
        return None
    value = pairs.value if pairs.value is not None else pairs.high / 2
    return value / by_chance.value


def totals(v: View) -> Table | None:
    """Of a hundred meetings, across administrations and by chance."""
    cross, by_chance, groups = (
        v.cube.cell(MIXING, m) for m in ("cross_share", "expected_cross_share", "groups")
    )
    if cross is None or by_chance is None or len(sets(v)) < 2:
        return None
    rows = (
        (v.texts["programme.meetings.row.groups"], shown(v, groups)),
        (v.texts["programme.meetings.row.cross"], Fig(cross.value * 100).markup(v.locale)),
        (v.texts["programme.meetings.row.chance"], Fig(by_chance.value * 100).markup(v.locale)),
    )
    head = (v.texts["programme.meetings.head.what"], v.texts["programme.meetings.head.number"])
    return Table("programmet-blandning", v.t("programme.meetings.caption.all"), head, rows)


def here(v: View) -> Iterator:
    """Whom this page's administration has met."""
    mine = next((s for s in sets(v) if v.administration in s.split("+")), None)
    yield Text(Markup(" ").join(sentences(v)))
    if (found := totals(v)) is not None:
        yield found
    if mine is None or len(sets(v)) < 2:
        return
    others = [s for s in sets(v) if s != mine]
    least = [s for s in others if (r := ratio(v, mine, s)) is not None and r < HALF]
    who = name(v, mine)
    if least:
        yield Text(
            v.t("programme.meetings.here.least", name=who, others=v.listed([name(v, s) for s in least]))
        )
    else:
        yield Text(v.t("programme.meetings.here.all", name=who))
    rows = tuple(_row(v, mine, s, name(v, s)) for s in others)
    head = tuple(v.texts[f"programme.meetings.head.{k}"] for k in ("other", "pairs", "chance"))
    caption = v.t("programme.meetings.caption.here", name=who)
    yield Table("programmet-moten", caption, head, rows, (v.t("programme.meetings.note"),))


def _row(v: View, one: str, two: str, heading: str) -> tuple:
    return (heading, shown(v, cell(v, one, two)), shown(v, cell(v, one, two, "expected_pairs")))


def chart(v: View) -> Chart | None:
    """The matrix of who has met whom."""
    found = sets(v)
    if len(found) < 2:
        return None
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :]]
    squares = {}
    for i, a in enumerate(found):
        for j, b in enumerate(found[: i + 1]):
            c, r = cell(v, a, b), ratio(v, a, b)
            text = (
                ""
                if c is None
                else number(c.value, locale=v.locale)
                if c.value is not None
                else v.texts["programme.few"]
            )
            style = "none" if r is None else "less" if r < HALF else "more" if r > MORE else "even"
            squares[i, j] = Square(text, style)
    rated = [(r, a, b) for a, b in pairs if (r := ratio(v, a, b)) is not None]
    r, a, b = min(rated, default=(1.0, "", ""))
    low = bool(rated) and r < HALF
    names = {"a": name(v, a), "b": name(v, b)} if low else {}
    title = v.t("programme.meetings.title.least" if low else "programme.meetings.title.all", **names)
    numbers = [(c.value, a, b) for a, b in pairs if (c := cell(v, a, b)) is not None and c.value is not None]
    most = max(numbers, default=None)
    alt = [
        v.t(
            "programme.meetings.alt",
            n=Fig(len(found)),
            hardly=Fig(sum(x[0] < HALF for x in rated)),
            pairs=Fig(len(rated)),
        )
    ]
    if most is not None:
        alt.append(v.t("programme.meetings.alt.most", a=name(v, most[1]), b=name(v, most[2]), n=Fig(most[0])))
    rows = tuple(
        _row(v, a, b, v.say("programme.meetings.pair", a=name(v, a), b=name(v, b)) if a != b else
             v.say("programme.meetings.within", a=name(v, a)))
        for i, a in enumerate(found) for b in found[: i + 1]
    )  # fmt: skip
    head = tuple(v.texts[f"programme.meetings.head.{k}"] for k in ("two", "pairs", "chance"))
    table = Table("programmet-moten", v.t("programme.meetings.caption"), head, rows)
    keys = tuple((s, v.texts[f"programme.meetings.key.{s}"]) for s in ("less", "even", "more"))
    drawing = matrix([name(v, s) for s in found], squares, keys)
    return Chart(
        "programmet-matris",
        title,
        plain(Markup(" ").join(alt)),
        drawing,
        table,
        (v.t("programme.meetings.note"),),
    )
