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
