"""Competence carried through the simulation: sums, lapses, unknowns, and the planted shortage."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from competence import forecast, sample
from competence.forecast import competence, history, model, standing, statuses
from competence.forecast.standing import COUNT


def requirement(setup, name, **changes):
    """The config with one requirement changed."""
    changed = tuple(r.model_copy(update=changes) if r.id == name else r for r in setup.requirement)
    return replace(setup, fields=setup.fields.model_copy(update={"requirement": changed}))


def followed(counts, setup, years=3, draws=100):
    built = model.build(counts, setup, seed=1, draws=draws, years=years, months=6)
    rates = statuses.fit(standing.read(counts, built.history, setup), built.history)
    tracker = competence.Tracker(rates, built, setup)
    return built, built.simulate(tracker), tracker


def test_statuses_sum_to_the_staff_of_the_cell(counts, setup):
    _, paths, tracker = followed(counts, setup)
    at = np.searchsorted(paths.ends, 12 * np.arange(1, 4))
    staff = paths.headcount[:, at][..., tracker.s.cell]
    assert np.allclose(tracker.held.sum(axis=3), staff, atol=1e-3)


def test_exits_and_hires_by_status_keep_what_the_staff_gained(counts, setup):
    """Over the years seen: staff by status = first + hires - exits + moves + changes of status."""
    h = history.read(counts)
    seen = standing.read(counts, h, setup)
    kinds = {name: x.sum(axis=0) for name, x in seen.events.items()}
    gained = kinds["hires"] - kinds["exits"] + kinds["moves_in"] - kinds["moves_out"]
    by_status = gained.reshape(len(gained), 2, COUNT).sum(axis=1)
    by_status += seen.changes.sum(axis=1) - seen.changes.sum(axis=2)
    first = h.nodes[0]
    grown = (seen.heads[-1] - seen.heads[first]).reshape(len(gained), 2, COUNT).sum(axis=1)
    settled = [n for n, r in enumerate(seen.requirement) if seen.heads[first, n].sum() > 0]
    assert np.abs(by_status - grown)[settled].max() < 4


def test_a_dated_lapse_takes_the_transitional_away(counts, setup):
    """The transitional titles end within the horizon: nobody is transitional the year after."""
    name = "assistant_nurse_title"
    soon = date(counts.origin.year + 2, 6, 30)
    told = forecast.run(
        counts, requirement(setup, name, transitional_until=soon), draws=100, years=3, months=0
    )
    table = told.competence_needs
    table = table[
        (table["requirement"] == name) & (table["administration"] == "*") & (table["occupation"] == "*")
    ]
    mean = table.pivot(index="period", columns="quantity", values="mean")
    assert mean["transitional_fte"].iloc[0] > 5
    assert mean["transitional_fte"].iloc[1:].tolist() == [0, 0]


def test_unknown_is_carried_as_unknown(counts, setup):
    """Where no source covers a requirement nobody is said to meet or to lack it."""

    def blank(frame, columns):
        frame = frame.copy()
        mine = frame["requirement"] == "nurse_licence"
        for column in columns:
            hidden = mine & (frame[column] != "outside")
            frame[column] = frame[column].where(~hidden, "unknown")
        keys = [c for c in frame.columns if c not in ("headcount", "fte", "count")]
        numbers = [c for c in ("headcount", "fte", "count") if c in frame]
        return frame.groupby(keys, as_index=False, dropna=False)[numbers].sum()

    hidden = replace(
        counts,
        competence_stock=blank(counts.competence_stock, ["status"]),
        competence_flows=blank(counts.competence_flows, ["from_status", "to_status"]),
    )
    table = forecast.run(hidden, setup, draws=100, years=2, months=0).competence_needs
    table = table[(table["requirement"] == "nurse_licence") & (table["administration"] == "*")]
    mean = table[table["occupation"] == "*"].pivot(index="period", columns="quantity", values="mean")
    whole = mean["unknown_fte"] / mean["required_qualified_fte"]
    assert whole.between(0.9, 1.05).all()
    assert (mean["qualified_fte"] < 0.02 * mean["unknown_fte"]).all()


def test_a_requirement_that_is_not_known_yet_is_absent(counts, setup):
    later = requirement(setup, "nurse_licence", known_from=date(counts.origin.year + 1, 1, 1))
    table = forecast.run(counts, later, draws=100, years=1, months=0).competence_needs
    assert "nurse_licence" not in set(table["requirement"]) and len(table)


def test_a_full_staff_list_hides_a_planted_shortage(setup):
    """A third of hires unqualified: the competence gap is large where the gap in heads is small."""
    planted = sample.waist(seed=8, employees=2500, months=84, variant="unqualified_hires")
    fields = forecast.Counts.__dataclass_fields__
    counts = forecast.Counts(**{name: planted.tables.get(name) for name in fields})
    origin = counts.periods[48]
    told = forecast.run(counts, setup, origin=origin, draws=150, years=3, months=0)
    table = told.competence_needs
    table = table[
        (table["requirement"] == "teacher_compulsory_licence") & (table["period"] == counts.periods[-1])
    ]
    table = table[(table["administration"] == "utbildning") & (table["occupation"] != "*")]
    gap = table[table["quantity"] == "competence_gap_fte"].iloc[0]
    truth = pd.DataFrame(planted.truth["competence"])
    truth = truth[(truth["year"] == counts.origin.year) & (truth["occupation"] == "teacher_compulsory")].iloc[
        0
    ]
    heads = told.needs_annual
    heads = heads[(heads["occupation"] == "teacher_compulsory") & (heads["administration"] == "utbildning")]
    short = heads.loc[(heads["quantity"] == "gap") & (heads["period"] == counts.periods[-1]), "mean"].iloc[0]
    assert gap["mean"] > 4 * abs(short)
    assert gap["p02_5"] < truth["true_gap_fte"] < gap["p97_5"]


def test_no_source_no_table(counts, setup):
    told = forecast.run(replace(counts, competence_stock=None), setup, draws=100, years=1, months=0)
    assert told.competence_needs is None and "no_competence" in told.notes


@pytest.mark.parametrize("year, expected", [(2026, 0.5), (2030, 0.6)])
def test_required_share_follows_its_years(setup, year, expected):
    assert setup.requirements["care_education"].share(year) == expected


@pytest.mark.parametrize(
    ("until", "months"),
    [("2025-06-30", 0), ("2025-12-31", 1), ("2026-06-30", 7), ("2026-06-15", 6), ("2027-12-31", 25)],
)
def test_a_transitional_rule_counts_through_its_last_day(until, months):
    model = SimpleNamespace(history=SimpleNamespace(origin=pd.Timestamp("2025-12-31")))
    assert competence._lapse(model, date.fromisoformat(until)) == months


def levered(counts, setup, **levers):
    built = model.build(counts, setup, seed=1, draws=60, years=3, months=0)
    rates = statuses.fit(standing.read(counts, built.history, setup), built.history)
    tracker = competence.Tracker(rates, built, setup, **{k: v(rates) for k, v in levers.items()})
    paths = built.simulate(tracker)
    return rates, tracker, paths, competence.table(built, paths, tracker, setup), built


@pytest.fixture(scope="module")
def unlevered(counts, setup):
    return levered(counts, setup)


def test_training_closes_the_gap_by_whom_it_trains(counts, setup, unlevered):
    rates, base, paths, _, _ = unlevered
    pair = int(np.argmax(rates.start[:, 3::COUNT].sum(axis=1)))  # where most lack it

    def two_a_year(rates):
        return np.where(np.arange(len(rates.cell)) == pair, 2.0, 0.0) * np.ones((3, 1))

    _, trained, other, _, _ = levered(counts, setup, training=two_a_year)
    assert np.array_equal(other.headcount, paths.headcount)  # a lever on competence moves no people
    more = (trained.held - base.held)[..., 0].mean(axis=0)
    # Some of those trained leave within the year, as others who lacked it do.
    assert 1.2 < more[0, pair] < 2.1 and more[0, pair] < more[2, pair] < 6.1
    untouched = np.arange(len(rates.cell)) != pair
    assert np.abs(more[:, untouched]).max() < 1e-6


def test_a_hiring_mix_is_what_it_is_set_to(counts, setup, unlevered):
    base = unlevered[1]
    _, all_meet, _, _, _ = levered(counts, setup, hire_meets=lambda rates: np.ones((3, len(rates.cell))))
    _, as_usual, _, _, _ = levered(counts, setup, hire_meets=lambda r: np.full((3, len(r.cell)), np.nan))
    assert np.array_equal(as_usual.held, base.held)
    assert (all_meet.held[..., 0].mean(axis=0) >= base.held[..., 0].mean(axis=0) - 1e-6).all()
    assert all_meet.held[..., 0].sum() > 1.02 * base.held[..., 0].sum()


def test_bounds_and_draws_are_those_of_the_table(unlevered):
    _, tracker, _, table, built = unlevered
    ends = competence.bounds(table)
    assert (ends["gap_if_all_meet"] <= ends["gap"] + 1e-9).all()
    drawn = competence.draws(built, tracker).set_index(["administration", "requirement", "period"])
    mean = drawn.filter(regex=r"^d\d").mean(axis=1)
    mine = table[(table["quantity"] == "qualified_fte") & (table["occupation"] == "*")]
    mine = mine.set_index(["administration", "requirement", "period"])["mean"]
    assert np.allclose(mean.reindex(mine.index), mine, rtol=1e-4, atol=1e-3)


def test_what_a_transitional_rule_covers_is_short_from_the_day_it_ends(counts, setup, unlevered):
    name = "assistant_nurse_title"
    ended = requirement(setup, name, transitional_until=date(counts.origin.year + 2, 6, 30))
    table = levered(counts, ended)[3]
    rows = competence.bounds(table)
    rows = rows[(rows["requirement"] == name) & (rows["administration"] == "*") & (rows["occupation"] == "*")]
    first, second, _ = rows.sort_values("period")["gap_now"]
    before = unlevered[3]
    before = before[(before["requirement"] == name) & (before["administration"] == "*")]
    resting = before[(before["quantity"] == "transitional_fte") & (before["occupation"] == "*")]["mean"].iloc[
        1
    ]
    assert resting > 5
    assert second - first > 0.6 * resting


def test_a_requirement_that_nobody_meets_is_a_gap_not_a_hole(counts, setup):
    def nobody(frame, columns):
        frame = frame.copy()
        mine = frame["requirement"] == "nurse_licence"
        for column in columns:
            frame[column] = frame[column].mask(mine & (frame[column] != "outside"), "lacks")
        numbers = [c for c in ("headcount", "fte", "count") if c in frame]
        keys = [c for c in frame.columns if c not in numbers]
        return frame.groupby(keys, as_index=False, dropna=False)[numbers].sum()

    hidden = replace(
        counts,
        competence_stock=nobody(counts.competence_stock, ["status"]),
        competence_flows=nobody(counts.competence_flows, ["from_status", "to_status"]),
    )
    table = levered(hidden, setup)[3]
    mean = table[table["requirement"] == "nurse_licence"].pivot_table(
        index=["administration", "occupation", "period"], columns="quantity", values="mean"
    )
    assert len(mean) and np.isfinite(mean.to_numpy()).all()
    assert (mean["qualified_fte"] < 0.1 * mean["required_qualified_fte"] + 0.3).all()
    assert (mean["competence_gap_fte"] > 0).all()


def test_a_requirement_holds_from_and_to_its_dates(counts, setup):
    year = counts.origin.year
    name = "teacher_compulsory_licence"
    changed = requirement(setup, name, valid_from=date(year + 2, 1, 1), valid_to=date(year + 2, 12, 31))
    table = levered(counts, changed)[3]
    years = table.loc[table["requirement"] == name, "period"].dt.year
    assert set(years) == {year + 2}


def test_an_occupation_of_one_person_has_all_its_rows(counts, setup):
    """All but one nurse of an administration gone: never a missing row, never not a number."""
    stock = counts.competence_stock
    cells = stock[stock["requirement"] == "nurse_licence"].groupby("administration")["headcount"].sum()
    small = cells.idxmin()

    def one(frame, number):
        frame = frame.copy()
        mine = (frame["administration"] == small) & (frame["occupation"] == "nurse")
        whole = frame[mine].groupby("period")[number].transform("sum") if mine.any() else 1.0
        for column in [c for c in ("headcount", "fte", "absent_fte", "sick_fte") if c in frame]:
            frame[column] = frame[column].astype(float)
            frame.loc[mine, column] = frame.loc[mine, column] / whole
        return frame

    alone = replace(
        counts,
        stock=one(counts.stock, "headcount"),
        competence_stock=one(counts.competence_stock, "headcount"),
    )
    table = levered(alone, setup)[3]
    mine = table[(table["administration"] == small) & (table["requirement"] == "nurse_licence")]
    assert len(mine) and np.isfinite(mine[["mean", "p10", "p90"]].to_numpy()).all()
