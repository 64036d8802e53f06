"""The next groups: the best there is, within every limit, and words where a limit cannot be kept."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import OptimizeResult

from competence.programme import mixing, placing
from competence.programme.seating import propose
from competence.tables import GROUP_CLASSES, MEETINGS

DAYS = [date(2026, 1, 13) + timedelta(28 * n) for n in range(6)]


def classes(rows) -> pd.DataFrame:
    """`group_classes` of (administration, managers, level, head, numbers of barred days), shortened at the end."""
    full = [(*row, *(1, "C", None, ())[len(row) - 1 :]) for row in rows]
    frame = pd.DataFrame(full, columns=["administration", "managers", "manager_level", "head", "barred"])
    barred = ["|".join(DAYS[n].isoformat() for n in sorted(days)) for days in frame["barred"]]
    head = pd.array([None if pd.isna(h) else int(h) for h in frame["head"]], dtype="Int64")
    return GROUP_CLASSES.check(frame.assign(**{"class": range(len(full)), "head": head, "barred": barred}))


def seated(found) -> pd.DataFrame:
    """(classes, days) heads of those who have a seat."""
    return found.seats.dropna().pivot_table("managers", "class", "start", "sum", 0)


def waiting(found) -> dict[int, int]:
    return found.seats[found.seats["start"].isna()].set_index("class")["managers"].to_dict()


def met(pairs, expected=1.0) -> pd.DataFrame:
    """`programme_meetings` of administrations that have met so much."""
    rows = [{"administration": a, "other": b, "groups": 1, "pairs": float(n), "expected_pairs": expected} for (a, b), n in pairs.items()]  # fmt: skip
    return MEETINGS.check(pd.DataFrame(rows))


@pytest.mark.parametrize("apart", ["head", "level", "nobody"])
@pytest.mark.parametrize("seed", range(6))
def test_no_seating_at_all_is_better(apart, seed):
    """Against every seating of eight managers in two or three groups, one by one."""
    rng = np.random.default_rng(seed)
    days = 2 + seed % 2
    rows = [("abc"[rng.integers(3)], 1, "BC"[int(n > 1)], None if n < 2 else int(rng.integers(2)),
             tuple(d for d in range(days) if rng.random() < 0.2)) for n in range(8)]  # fmt: skip
    given_ = classes(rows)
    found = propose(given_, DAYS[:days], size=(2, 4), apart=apart)
    best, who = (-1, 0, 0.0), given_["administration"].to_numpy()
    for seats in product(range(-1, days), repeat=8):
        sizes = np.array([seats.count(g) for g in range(days)])
        if ((sizes > 0) & ((sizes < 2) | (sizes > 4))).any():
            continue
        if not all(g < 0 or kept(rows, n, g, seats, apart) for n, g in enumerate(seats)):
            continue
        heads = np.array(
            [[sum(s == g and w == a for s, w in zip(seats, who)) for g in range(days)] for a in "abc"]
        )
        first = (sizes.sum(), -int((sizes**2).sum()))
        best = max(best, (*first, placing.value(heads, np.ones((3, 3)))))
    sizes = found.groups.groupby("group")["managers"].sum()
    # Who waits and how even the groups are comes first; their sizes may be dealt to the days in other ways.
    assert (int(sizes.sum()), -int((sizes**2).sum())) == best[:2]
    assert found.value <= best[2] + 1e-9
    if sizes.max() - sizes.min() <= 1 and len(sizes) == days:
        assert found.value == pytest.approx(best[2])
    assert found.value <= found.bound + 1e-6


def kept(rows, n: int, group: int, seats, apart: str) -> bool:
    """Whether the limits of one manager hold."""
    place, _, level, head, barred = rows[n]
    if group in barred:
        return False
    if apart == "head":
        return head is None or seats[head] != group
    same = [rows[m][2] for m, g in enumerate(seats) if g == group and rows[m][0] == place]
    return apart == "nobody" or set(same) == {level}


ROW = st.tuples(
    st.sampled_from("abcd"), st.integers(1, 5), st.sampled_from("ABC"), st.none() | st.integers(0, 2),
    st.frozensets(st.integers(0, 3), max_size=4),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(ROW, min_size=3, max_size=9),
    st.sampled_from(["head", "level", "nobody"]),
    st.integers(1, 4),
    st.sampled_from([(2, 3), (3, 6), (4, 4)]),
)
def test_every_limit_is_kept_and_nobody_is_lost(rows, apart, days, size):
    rows = [(a, 1 if n < 3 else m, level, head if n >= 3 else None, off) for n, (a, m, level, head, off) in enumerate(rows)]  # fmt: skip
    given_ = classes(rows)
    found = propose(given_, DAYS[:days], size=size, apart=apart)
    assert found.seats.groupby("class")["managers"].sum().to_dict() == given_.set_index("class")["managers"].to_dict()  # fmt: skip
    seats = seated(found)
    assert seats.sum().between(*size).all()
    level, place = (given_.set_index("class")[c] for c in ("manager_level", "administration"))
    for start, column in seats.items():
        there = set(column.index[column > 0])
        for n in there:
            assert start.date() not in {DAYS[d] for d in rows[n][4]}
            if apart == "head":
                assert rows[n][3] not in there
            if apart == "level":
                assert {level[m] for m in there if place[m] == place[n]} == {level[n]}
    assert found.value <= found.bound + 1e-6
    assert found.groups["managers"].sum() == seats.to_numpy().sum()
    assert bool(waiting(found)) <= bool(found.remarks)


def test_administrations_are_spread_evenly_over_groups_of_even_size():
    found = propose(classes([("a", 20), ("b", 10), ("c", 6), ("d", 4)]), DAYS[:4], size=(8, 12))
    by = found.groups.pivot_table("managers", "administration", "group")
    assert (by.max(axis=1) - by.min(axis=1)).max() <= 1
    assert set(found.groups.groupby("group")["managers"].sum()) == {10}
    told, _ = mixing.mixed(found.groups, rng=np.random.default_rng(1), draws=99)
    all_ = told.set_index("group").loc["*"]
    assert all_["cross_pairs"] > all_["expected_cross_pairs"]


def test_who_has_met_enough_leaves_the_pairs_alone():
    rows = [("a", 9), ("b", 6), ("c", 3)]
    everybody = met(dict.fromkeys(("aa", "ab", "ac", "bb", "bc", "cc"), 1))
    found = propose(classes(rows), DAYS[:3], size=(6, 6), meetings=everybody)
    heads = found.groups.pivot_table("managers", "administration", "group", fill_value=0).to_numpy()
    assert found.value == found.bound == mixing.cross_pairs(heads.T).sum()


@pytest.mark.parametrize("never", [("c", "d"), ("c", "e"), ("d", "e")])
def test_administrations_that_never_met_are_brought_together(never):
    """Three administrations of two; the large ones fill the four groups, so the small could keep apart at no cost."""
    pairs = {(x, y): 1 for i, x in enumerate("abcde") for y in "abcde"[i:]} | {never: 0}
    rows = [("a", 9), ("b", 9), ("c", 2), ("d", 2), ("e", 2)]
    found = propose(classes(rows), DAYS[:4], size=(6, 6), meetings=met(pairs))
    both = found.groups[found.groups["administration"].isin(never)].groupby("group").size()
    assert (both == 2).sum() == 2


def test_too_many_managers_wait_and_the_missing_dates_are_told():
    found = propose(classes([("a", 10), ("b", 7)]), DAYS[:2], size=(4, 6))
    assert sum(waiting(found).values()) == 5
    assert found.remarks == (
        "There is room for 12 of 17 managers, at most 6 in 2 groups: name 1 more date, or larger groups.",
    )


def test_too_few_managers_use_fewer_dates_the_earliest():
    found = propose(classes([("a", 5), ("b", 4)]), DAYS[:4], size=(4, 6))
    assert found.groups["group"].unique().tolist() == [d.isoformat() for d in DAYS[:2]]
    assert found.remarks == ("No group is held on 2026-03-10, 2026-04-07: there are too few managers who can come.",)  # fmt: skip


def test_later_dates_are_used_where_the_early_ones_are_barred():
    found = propose(classes([("a", 4, "C", None, (0,)), ("b", 1)]), DAYS[:3], size=(5, 6))
    assert len(found.groups["group"].unique()) == 1 and not waiting(found)


@pytest.mark.parametrize(
    ("rows", "days", "told"),
    [
        ([("a", 2), ("b", 1)], 2, "3 managers cannot fill a group of 4: name a smaller group_size."),
        ([("a", 4), ("b", 2, "C", None, (0, 1))], 2, "2 managers (b 2) can come on none of the dates."),
        ([("a", 1, "B"), ("a", 4, "C", 0)], 1, "1 manager (a 1) found no seat within the limits of dates, size and "
         "who sits with whom: name more dates or a wider group_size."),
        ([("a", 4)], 0, "No dates are named: nobody can be seated."),
    ],
    ids=["too few", "barred from all", "only with the head", "no dates"],
)  # fmt: skip
def test_what_cannot_be_is_said(rows, days, told):
    found = propose(classes(rows), DAYS[:days], size=(4, 6))
    assert told in found.remarks
    assert sum(waiting(found).values()) + found.groups["managers"].sum() == sum(row[1] for row in rows)


def test_nobody_left_to_seat_is_no_fault():
    found = propose(GROUP_CLASSES.empty(), DAYS, size=(4, 6))
    assert found.seats.empty and found.groups.empty and found.remarks == ()


def test_a_search_that_is_cut_off_says_so_and_seats_nobody(monkeypatch):
    found = OptimizeResult(x=None, status=1)
    monkeypatch.setattr(placing, "milp", lambda *_, **__: found)
    monkeypatch.setattr(placing, "sizes", lambda case: np.full(case.allowed.shape[1], 5))
    told = propose(classes([("a", 5), ("b", 5)]), DAYS[:2], size=(4, 6))
    assert told.groups.empty and waiting(told) == {0: 5, 1: 5}
    assert told.remarks == (
        "No seating was found in the time given to the search: name fewer dates at a time.",
    )


def test_a_head_who_shares_a_class_is_refused():
    with pytest.raises(ValueError, match="a head is alone in its class"):
        propose(classes([("a", 2, "B"), ("a", 4, "C", 0)]), DAYS[:2], size=(2, 4))
