"""The pictures of 1_data_quality: drawn of any input, told in words, and the same bytes each time."""

import numpy as np
import pandas as pd
import pytest

from competence import sample, views
from competence.tables import ACCOUNTS, BREAKS_SEEN, COMPLETENESS, QUALITY, SPELLINGS
from competence.workforce.quality import Build, breaks

METHODS = ("rows", "quarantine", "spellings", "missing", "series", "breaks", "coverage", "changes")


@pytest.fixture(scope="module")
def town():
    return sample.waist(3, employees=300, months=36, variant="reorganisation")


def accounts(rows):
    frame = pd.DataFrame(rows, columns=["source", "kind", "category", "rows"])
    return ACCOUNTS.check(frame.assign(source_file=frame["source"] + ".csv"))


@pytest.fixture(scope="module")
def quality(town):
    t = town.tables
    periods = np.unique(t["stock"]["period"].to_numpy().astype("datetime64[D]"))
    of = Build(None, town.config, None, None, None, t["stock"], t["flows"], None, periods)
    filled = pd.DataFrame(
        [(p, "heroma", c, 300, n) for p in periods for c, n in (("unit", 0), ("hired", 300), ("title", 3))],
        columns=COMPLETENESS.names,
    )
    spelt = [
        ("heroma", "VOF", "vard", 90, "alias"),
        ("heroma", "Vård", "unknown", 7, "no alias and no rule fits"),
    ]
    rows = [("heroma", "used", "*", 900), ("heroma", "not_staff", "elected", 40),
            ("heroma", "quarantined", "bad_share", 3), ("heroma", "quarantined", "sum_row", 2)]  # fmt: skip
    measures = [("breaks_unnamed_level", "*", "*", 1.0, "periods", 0.0, "warn", False, "Jumps", "Name them."),
                ("missing", "heroma", "unit", 0.0, "share", np.nan, "note", True, "Without", "")]  # fmt: skip
    return views.Quality(
        town.config, accounts(rows), QUALITY.check(pd.DataFrame(measures, columns=QUALITY.names)), t["stock"],
        t["flows"], COMPLETENESS.check(filled), breaks.seen(of),
        SPELLINGS.check(pd.DataFrame(spelt, columns=SPELLINGS.names)), t["competence_stock"], None,
    )  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
def test_each_question_is_answered_in_words_and_drawn_the_same_each_time(quality, name):
    first, again = getattr(quality, name)(), getattr(quality, name)()
    assert first.says and all(s.endswith(".") and s[0].isalnum() for s in first.says)
    assert first._repr_html_() == again._repr_html_()
    if first.figure is not None:
        assert (
            len(first.alt) > 20
            and first.alt not in first.says
            and f'alt="{first.alt[:10]}' in first._repr_html_()
        )


@pytest.mark.parametrize("name", METHODS)
def test_no_label_lies_on_another(quality, name):
    """Tick labels and notes of each axes keep apart."""
    figure = getattr(quality, name)().figure
    if figure is None:
        return
    figure.draw_without_rendering()
    for axes in figure.axes:
        for labels in (axes.get_xticklabels(), axes.get_yticklabels(), axes.texts):
            boxes = [t.get_window_extent() for t in labels if t.get_text() and t.get_visible()]
            for i, one in enumerate(boxes):
                for two in boxes[i + 1 :]:
                    x = min(one.x1, two.x1) - max(one.x0, two.x0)
                    y = min(one.y1, two.y1) - max(one.y0, two.y0)
                    assert min(x, y) < 1, name


def test_the_words_are_of_the_figures(quality):
    assert "945 rows were delivered by 1 sources: 95.2% are used" in repr(quality.rows())
    assert "3 of them could not be used" in repr(quality.quarantine())
    assert "Not recognised: 1 of them, in 7 rows" in repr(quality.spellings())
    assert "Never told: hired (heroma)" in repr(quality.missing())
    told = repr(quality.breaks())
    assert "administration omsorg goes from" in told and "[[break]]" in told
    assert "omsorg" in repr(quality.series()) and "(seen, not named)" in repr(quality.series())
    assert "1 warn" in repr(quality)


def test_where_nothing_is_there_it_says_so(quality):
    bare = views.Quality(
        quality.config, accounts([("a", "used", "*", 5)]), quality.measures[quality.measures["passed"]], quality.stock,
        quality.flows, None, BREAKS_SEEN.empty(), SPELLINGS.empty(), None, None,
    )  # fmt: skip
    for name in ("quarantine", "spellings", "missing", "breaks", "coverage", "changes", "faults"):
        shown = getattr(bare, name)()
        assert shown.figure is None and len(shown.says) == 1


def test_changes_are_told_by_source(quality):
    found = pd.DataFrame(
        [("heroma", "2025-01", "changed", "hired", 12), ("heroma", "2025-02", "gone", "*", 3)],
        columns=["source", "month", "change", "column", "rows"],
    )
    told = views.quality_series.changes(found)
    assert "12 rows are told otherwise, 3 rows are gone" in repr(told) and told.figure is not None
