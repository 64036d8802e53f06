"""The ground of the statutory table: hours over hours, day by day against a slow count of days."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competence import workforce
from competence.tables import ABSENCES, SICKNESS
from competence.workforce.sickness import sickness

from . import parts
from .conftest import World, employments, events, spell, table

FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
HOURS = 165.0 * 12 / 365


def town(folder):
    world = World(folder)
    world.text = world.text.replace("history_from = 2024-01-01", "history_from = 2023-01-01")
    world.delivered_on = date(2024, 1, 31)
    return world


@pytest.fixture
def year(tmp_path):
    """A town whose only whole year is 2023."""
    return town(tmp_path)


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return town(tmp_path_factory.mktemp("by")).config


def sick(person, start, end, extent=1.0, kind="sick"):
    return {"person": person, "kind": kind, "extent": extent, "start": start, "end": end}


def told(world, rows, absences):
    world.tables["absences"] = absences
    found = world.build(employments([{**r, "employment": str(i)} for i, r in enumerate(rows)])).sickness
    return None if found is None else found.set_index(["administration", "sex", "age_band"])


def test_hours_follow_days_extent_and_contracted_share(year):
    found = told(
        year, [spell("a", "2020-01-01", contract_share=0.5)], [sick("a", "2023-02-01", "2023-02-10", 0.5)]
    )
    row = found.loc[("vard", "female", "30_49")]
    assert row["year"] == 2023
    assert row["ordinary_hours"] == pytest.approx(165 * 12 * 0.5)
    assert row["sick_hours"] == pytest.approx(10 * 0.5 * 0.5 * HOURS, abs=1e-3)
    assert row["sick_hours_60_plus"] == 0
    assert len(found) == 1, "2024 is no whole year"


def test_rows_without_a_day_between_are_one_long_spell(year):
    away = [
        sick("a", "2023-02-01", "2023-03-02"),
        sick("a", "2023-03-03", "2023-04-01", 0.5),
        sick("a", "2023-05-01", "2023-05-05"),
    ]
    row = told(year, [spell("a", "2020-01-01")], away).iloc[0]
    assert row["sick_hours_60_plus"] == pytest.approx((30 + 15) * HOURS, abs=1e-3)
    assert row["sick_hours"] == pytest.approx((30 + 15 + 5) * HOURS, abs=1e-3)


def test_a_long_spell_is_long_in_both_its_years_and_one_that_goes_on_counts_as_far_as_known(year):
    away = [sick("a", "2022-12-01", "2023-01-31"), sick("b", "2023-12-20", None)]
    row = told(year, [spell("a", "2020-01-01"), spell("b", "2020-01-01")], away).iloc[0]
    assert row["sick_hours"] == pytest.approx((31 + 12) * HOURS, abs=1e-3)
    assert row["sick_hours_60_plus"] == pytest.approx(31 * HOURS, abs=1e-3), (
        "12 + 31 days of b are known: not yet 60"
    )


def test_bands_are_by_age_at_the_year_s_end(year):
    rows = [spell(str(born), "2020-01-01", birth_year=born) for born in (1994, 1993, 1974, 1973)]
    rows.append(spell("x", "2020-01-01", birth_year=None))
    found = told(year, rows, [sick("1994", "2023-02-01", "2023-02-01")])
    whole = 165 * 12
    assert found["ordinary_hours"].round(6).to_dict() == {
        ("vard", "female", "to_29"): whole, ("vard", "female", "30_49"): 2 * whole,
        ("vard", "female", "from_50"): whole, ("vard", "female", "unknown"): whole,
    }  # fmt: skip


def test_who_holds_two_posts_is_away_from_both(year):
    rows = [
        spell("a", "2020-01-01", contract_share=0.6),
        spell("a", "2020-01-01", contract_share=0.3, administration="skola"),
    ]
    found = told(year, rows, [sick("a", "2023-02-01", "2023-02-10")])
    assert found.loc[("vard", "female", "30_49"), "sick_hours"] == pytest.approx(6 * HOURS, abs=1e-3)
    assert found.loc[("skola", "female", "30_49"), "sick_hours"] == pytest.approx(3 * HOURS, abs=1e-3)


def test_delivered_hours_go_before_what_absences_tell(year):
    given_ = table(SICKNESS, [{"year": 2022, "administration": "vard", "sex": "female", "age_band": "to_29",
                               "ordinary_hours": 100, "sick_hours": 10, "sick_hours_60_plus": 0}])  # fmt: skip
    year.tables["absences"] = [sick("a", "2023-02-01", "2023-02-10")]
    delivered = year.delivered([spell("a", "2020-01-01")])
    delivered = delivered.__class__(**{**delivered.__dict__, "sickness": given_})
    pd.testing.assert_frame_equal(workforce.build(delivered, year.config).sickness, given_)


def test_without_absences_or_a_whole_year_nothing_is_told(world, year):
    assert year.build([spell("a", "2020-01-01")]).sickness is None
    assert told(world, [spell("a", "2020-01-01")], [sick("a", "2024-02-01", "2024-02-10")]) is None


NEAR = st.dates(date(2022, 11, 1), date(2024, 1, 20))
POST = st.tuples(
    st.integers(0, 3), NEAR, st.none() | NEAR, st.sampled_from([0.4, 0.75, 1.0]), st.sampled_from(["vard", "skola"]),
    st.sampled_from(["permanent", "hourly"]),
)  # fmt: skip
AWAY = st.tuples(
    st.integers(0, 4), NEAR, st.none() | st.integers(0, 90), st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    st.sampled_from(["sick", "sick", "sick", "parental"]),
)  # fmt: skip


def slowly(posts, away):
    """(ordinary, sick, long) hours by administration, person by person and day by day."""
    known = date(2024, 1, 31)
    out: dict[str, list[float]] = {}
    for who in {p[0] for p in posts}:
        mine = [(s, min(known, s + timedelta(n)) if n is not None else known, e)
                for w, s, n, e, kind in away if w == who and kind == "sick" and e > 0 and s <= known]  # fmt: skip
        days = {}
        for start, end, extent in mine:
            for i in range((end - start).days + 1):
                days[start + timedelta(i)] = min(1.0, days.get(start + timedelta(i), 0.0) + extent)
        long = set()
        for day in days:
            if day - timedelta(1) not in days:
                run = [day]
                while run[-1] + timedelta(1) in days:
                    run.append(run[-1] + timedelta(1))
                long |= set(run) if len(run) >= 60 else set()
        for _, start, end, share, place, _ in (p for p in posts if p[0] == who and p[5] != "hourly"):
            sums = out.setdefault(place, [0.0, 0.0, 0.0])
            day = max(start, FIRST)
            while day <= min(LAST, LAST if end is None else max(end, start)):
                sums[0] += share * HOURS
                sums[1] += share * HOURS * days.get(day, 0.0)
                sums[2] += share * HOURS * days.get(day, 0.0) * (day in long)
                day += timedelta(1)
    return {place: sums for place, sums in out.items() if sums[0]}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(POST, min_size=1, max_size=6), st.lists(AWAY, min_size=1, max_size=8))
def test_hours_are_those_of_a_count_day_by_day(config, posts, away):
    frame = employments([
        spell(f"p{w}", str(s), None if e is None else str(max(s, e)), contract_share=share, administration=place,
              contract=contract, employment=str(i))
        for i, (w, s, e, share, place, contract) in enumerate(posts)
    ])  # fmt: skip
    absences = events(ABSENCES, [
        sick(f"p{w}", str(s), None if n is None else str(s + timedelta(n)), e, k) for w, s, n, e, k in away
    ])  # fmt: skip
    built = parts.counted(frame, parts.periods("2023-01-31", "2024-01-31"))
    found = sickness(parts.nothing(absences=absences), built.paid, built.number, built.periods, config)
    columns = ["ordinary_hours", "sick_hours", "sick_hours_60_plus"]
    ours = found.groupby("administration")[columns].sum().T.to_dict("list")
    theirs = slowly(posts, away)
    assert set(ours) == set(theirs)
    for place, sums in theirs.items():
        assert ours[place] == pytest.approx(sums, abs=0.02)
        assert ours[place][2] <= ours[place][1] + 1e-6 <= ours[place][0] + 1e-3
