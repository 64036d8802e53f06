"""Numbers, words that agree with them, gaps told no surer than they are, colours that can be read."""

import itertools

import pytest

from competence.config.deliveries import SOURCE_COLUMNS
from competence.report import colours, locale
from competence.report.figures import Fig, fill
from competence.report.numbers import number, span, whole
from competence.report.svg import spread, ticks
from competence.report.wording import gap_kind
from competence.sources import reasons


@pytest.mark.parametrize(
    "value, how, text",
    [
        (1904, {}, "1\u00a0904"),
        (-12.4, {}, "−12"),
        (-0.3, {}, "0"),
        (0.128, {"percent": True, "decimals": 1}, "12,8\u00a0%"),
        (0.004, {"percent": True}, "<1\u00a0%"),
        (0.0, {"percent": True}, "0\u00a0%"),
        (7, {"sign": True}, "+7"),
        (45.25, {"decimals": 1}, "45,2"),
        (None, {}, "–"),
        (float("nan"), {}, "–"),
    ],
)
def test_numbers_as_a_swedish_reader_writes_them(value, how, text):
    assert number(value, **how) == text


def test_spans():
    assert span(20, 110) == "20–110"
    assert span(-8, 31) == "−8 till 31"
    assert span(4, 4) == "4"
    assert whole(-0.2) == 0 and str(whole(-0.2)) == "0.0"


@pytest.mark.parametrize(
    "count, text", [(1, "1 person saknas"), (2, "2 personer saknas"), (0, "0 personer saknas")]
)
def test_words_agree_with_their_number(count, text):
    assert fill("{n} {n:person|personer} saknas", n=Fig(count)).striptags() == text


def test_values_cannot_bring_markup():
    assert "<b>" not in fill("{name} behöver fler", name="<b>Vård</b> & omsorg")


def _gap(value, low, high):
    return gap_kind(*(None if x is None else Fig(x) for x in (value, low, high)))


def test_a_gap_is_claimed_only_where_the_interval_carries_it():
    assert _gap(60, 20, 110) == "short"
    assert _gap(60, -5, 110) == "either"
    assert _gap(60, 1, 110) == "short"
    # A lower end of -0.41 or +0.4 is printed as 0: nobody may be short, and nobody is claimed to be.
    assert _gap(3, 0, 6) == "either"
    assert _gap(-3, -6, 0) == "either"
    assert _gap(-72, -247, -1) == "surplus"
    assert _gap(-60, -110, -20) == "surplus"
    assert _gap(0, 0, 0) == "even"
    assert _gap(60, None, None) == "mean"
    assert _gap(None, None, None) == "unknown"


@pytest.mark.parametrize("colour", ["#1f4e79", "#ffd400", "#ffffff", "#000000", "#7fc8a9"])
def test_the_municipalitys_colours_can_be_read_on_paper_and_in_the_dark(colour):
    for ground in (colours.LIGHT, colours.DARK):
        assert colours.contrast(colours.readable(colour, ground), ground) >= 4.5


def test_labels_never_lie_on_each_other():
    places = spread([50.0, 52.0, 55.0, 190.0], 30, 10, 200)
    assert all(b - a >= 30 for a, b in itertools.pairwise(places)) and places[-1] <= 200


def test_axis_marks_are_round_and_enclose_the_values():
    marks = ticks(847, 2013, 5)
    assert marks[0] <= 847 and marks[-1] >= 2013 and marks[1] - marks[0] in (200, 250, 500)
    assert ticks(0, 0, 4)[-1] >= 1


def test_every_reason_and_every_table_that_may_be_delivered_has_swedish_words():
    texts = locale.texts("sv")
    assert [code for code in reasons.ROW if f"reason.{code}" not in texts] == []
    assert [table for table in SOURCE_COLUMNS if f"table.{table}" not in texts] == []
