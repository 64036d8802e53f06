"""What is joined or banded may not be read off, not even by one who knows the rules and every published sum."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competence.report.protect import Part, levels, parts, unite
from competence.report.rows import extend, form

LIMIT = 10


def looks(found: list[Part]) -> tuple:
    return tuple((p.labels, p.value, p.low, p.high) for p in found)


def possible(published, whole: int, size: int) -> list[tuple]:
    """Every way to split `whole` that would have been published so."""
    ways = []
    for head in product(range(whole + 1), repeat=size - 1):
        rest = whole - sum(head)
        if rest >= 0 and looks(parts(dict(enumerate((*head, rest))), LIMIT)) == published:
            ways.append((*head, rest))
    return ways


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 22), min_size=2, max_size=3).filter(lambda v: sum(v) >= LIMIT))
def test_a_protected_part_of_a_known_whole_stays_open(values):
    published = looks(parts(dict(enumerate(values)), LIMIT))
    ways = possible(published, sum(values), len(values))
    assert tuple(values) in ways
    for i, value in enumerate(values):
        if 1 <= value <= 4:
            could = {way[i] for way in ways}
            assert max(could) >= 5 and len(could) >= 5


def test_parts_cover_the_whole_once():
    found = parts(
        {"meets": 80, "transitional": 0, "in_training": 3, "lacks": 25, "unknown": 4}, LIMIT, last=("meets",)
    )
    assert sorted(label for p in found for label in p.labels) == sorted(
        ["meets", "transitional", "in_training", "lacks", "unknown"]
    )
    assert next(p for p in found if "meets" in p.labels).state == "shown"
    assert next(p for p in found if "in_training" in p.labels).value == 32


def test_a_small_part_beside_one_large_is_a_band_from_nought():
    small, large = parts({"lacks": 3, "meets": 27}, LIMIT)
    assert (small.low, small.high, small.state) == (0, 9, "band")
    assert (large.low, large.high) == (21, 30)


@pytest.mark.parametrize(
    "figures", [[(3, 12), (40, 38), (11, 15)], [(3, 2), (4, 1), (9, 9), (2, 2), (50, 60)]]
)
def test_events_are_joined_until_each_figure_is_large_enough(figures):
    named = dict(enumerate(figures))
    sets = unite(named, {k: sum(f) for k, f in named.items()}, LIMIT)
    assert sorted(k for s in sets for k in s) == sorted(named)
    for members in sets:
        assert min(sum(named[k][i] for k in members) for i in (0, 1)) >= LIMIT


def test_events_too_few_altogether_are_not_published():
    assert unite({"a": (3, 50), "b": (4, 50)}, {"a": 60, "b": 70}, LIMIT) == []


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 30), min_size=3, max_size=3).filter(lambda v: sum(v) >= LIMIT))
def test_a_joined_count_of_events_stays_open(values):
    def published(counts):
        named = {k: (v,) for k, v in enumerate(counts)}
        sets = unite(named, {0: 50, 1: 90, 2: 400}, LIMIT)
        return tuple((s, sum(counts[k] for k in s)) for s in sets), sum(counts)

    told = published(values)
    ways = [
        w for w in product(range(sum(values) + 1), repeat=3) if sum(w) == told[1] and published(w) == told
    ]
    for i, value in enumerate(values):
        if value <= 4:
            could = {way[i] for way in ways}
            assert max(could) >= 5 and len(could) >= 5


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=3, max_size=3))
def test_a_split_that_a_unit_may_not_show_cannot_be_taken_from_the_whole(counts):
    sizes = [sum(c) for c in counts]
    if min(sizes) < LIMIT:
        return

    def published(cells):
        found, top = levels(dict(enumerate(cells)), [[[0], [1]]], LIMIT)
        shown = tuple(cells[k] if found[k] == 0 else None for k in found)
        return shown, tuple(map(sum, zip(*cells))) if top == 0 else None

    told = published(counts)
    ways = []
    for first in product(*(range(n + 1) for n in sizes)):
        cells = [(a, n - a) for a, n in zip(first, sizes)]
        if published(cells) == told:
            ways.append(cells)
    for i, pair in enumerate(counts):
        for j in (0, 1):
            if 1 <= pair[j] <= 4:
                could = {cells[i][j] for cells in ways}
                assert max(could) >= 5 and len(could) >= 5


def _stock(cells):
    import pandas as pd

    return pd.DataFrame(
        [(*k, n) for k, n in cells.items()], columns=["administration", "occupation", "headcount"]
    )


FAMILIES = {"nurse": "care", "aide": "care", "therapist": "care", "clerk": "office", "chief": "office"}


def test_small_groups_join_family_first_then_administration_then_the_smallest_row():
    cells = {
        ("a", "nurse"): 7,
        ("a", "aide"): 6,
        ("a", "therapist"): 30,
        ("a", "clerk"): 90,
        ("a", "chief"): 2,
    }
    found = form(_stock(cells), ["a"], FAMILIES, LIMIT)
    # Nurses and aides are one family; the chief alone goes to the smallest row, which is theirs.
    assert found.rows["a"] == (("nurse", "aide", "chief"), ("therapist",), ("clerk",))


def test_an_administration_under_the_limit_shares_everything_with_a_neighbour():
    cells = {("a", "nurse"): 6, ("b", "nurse"): 40, ("c", "clerk"): 300}
    found = form(_stock(cells), ["a", "b", "c"], FAMILIES, LIMIT)
    assert found.units == {"a+b": ("a", "b"), "c": ("c",)}
    assert found.rows["a+b"] == (("nurse",),)


def test_who_is_new_since_the_map_was_formed_joins_the_smallest_row_and_unit_whatever_the_size_now():
    then = {("a", "nurse"): 40, ("a", "clerk"): 20, ("b", "nurse"): 300}
    formed = form(_stock(then), ["a", "b"], FAMILIES, LIMIT)
    for n in (1, 12, 90):
        found = extend(
            formed, _stock(then), _stock({("a", "nurse"): 5, ("a", "chief"): n, ("d", "aide"): n}), FAMILIES
        )
        assert found.units == {"a+d": ("a", "d"), "b": ("b",)}
        assert found.rows == {"a+d": (("nurse",), ("aide", "clerk", "chief")), "b": (("nurse",),)}


def test_who_shrinks_is_joined_with_the_one_that_was_smallest_when_the_map_was_formed():
    sizes = {"a": 10, "b": 20, "c": 21, "d": 100}
    for now in ({"a": 4, "b": 20, "c": 22, "d": 100}, {"a": 4, "b": 25, "c": 12, "d": 11}):
        assert next(p.labels for p in parts(now, LIMIT, sizes=sizes) if len(p.labels) > 1) == ("a", "b")
