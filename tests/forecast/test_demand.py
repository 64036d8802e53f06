"""Posts: what they follow, and what happens where nothing tells."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from competence import forecast
from competence.forecast import demand, growth, history
from competence.forecast import population as residents


def wanted(table, **where):
    for column, value in where.items():
        table = table[table[column] == value]
    return table


def demands(setup, **changes):
    changed = setup.demand.model_copy(update=changes)
    return replace(setup, fields=setup.fields.model_copy(update={"demand": changed}))


def test_a_decided_change_of_staffing_moves_what_is_required(counts, setup):
    """A tenth more firefighters from the second year on, decided and known."""
    change = (
        type(setup.demand)
        .model_fields["changes"]
        .annotation.__args__[0](
            date=date(counts.origin.year + 2, 3, 1),
            occupations=("firefighter",),
            factor=1.1,
            what="ny station",
        )
    )
    plain, more = (
        forecast.run(counts, c, draws=100, years=3, months=0, seed=1).needs_annual
        for c in (setup, demands(setup, changes=(change,)))
    )
    where = {"occupation": "firefighter", "administration": "*", "quantity": "required_headcount"}
    ratio = wanted(more, **where)["mean"].to_numpy() / wanted(plain, **where)["mean"].to_numpy()
    assert ratio == pytest.approx([1.0, 1.1, 1.1])


def test_posts_follow_residents_and_support_follows_the_whole(counts, setup):
    """Twice the old in the projection: nurses grow, teachers do not, cleaners a little."""
    population = counts.population.copy()
    ahead = (population["kind"] == "projected") & (population["age"] >= 80)
    population.loc[ahead & (population["year"] > counts.origin.year), "persons"] *= 1.5
    h = history.read(counts)
    ratios = {}
    for name, frame in (("plain", counts.population), ("older", population)):
        people = residents.project(frame, 3, np.random.default_rng(1), 50)
        _, coming = demand.drivers(h, setup, people, 50, 3)
        ratios[name] = coming[:, 3].mean(axis=0)
    grown = ratios["older"] / ratios["plain"]
    by = {
        o: grown[h.occupation == h.occupations.index(o)].mean() for o in ("nurse", "teacher_upper", "cleaner")
    }
    assert by["nurse"] > 1.4
    assert by["teacher_upper"] == pytest.approx(1.0)
    assert 1.02 < by["cleaner"] < by["nurse"]


def test_without_residents_or_vacancies_todays_staff_is_the_measure(counts, setup):
    bare = replace(counts, population=None, vacancies=None)
    told = forecast.run(bare, setup, draws=150, years=3, months=0)
    assert {"no_population", "no_vacancies"} <= set(told.notes)
    whole = wanted(told.needs_annual, administration="*", occupation="*", quantity="required_headcount")
    now = counts.stock.loc[counts.stock["period"] == counts.origin, "headcount"].sum()
    assert whole["mean"].to_numpy() == pytest.approx([now] * 3, rel=0.06)


def test_the_gap_at_the_origin_is_the_open_posts(counts, setup):
    told = forecast.run(counts, setup, draws=100, years=1, months=1)
    whole = told.needs_annual[
        (told.needs_annual["administration"] == "*") & (told.needs_annual["occupation"] == "*")
    ]
    mean = whole.set_index("quantity")["mean"]
    now = counts.vacancies[counts.vacancies["period"] == counts.origin]["open_posts_fte"].sum()
    share = counts.stock.loc[counts.stock["period"] == counts.origin, ["fte", "headcount"]].sum()
    open_persons = now / (share["fte"] / share["headcount"])
    assert mean["recruitment_need_cum"] - mean["recruitment_need"] == pytest.approx(open_persons, rel=0.1)


def test_a_reorganisation_is_no_trend():
    seen = np.array([[0.0, 0.01, -0.01, 0.9, 0.91, 0.9], [0.0, 0.01, 0.0, 0.02, 0.01, 0.0]])
    kept = growth._since_jump(seen, np.ones(2))
    assert np.isnan(kept[0, :3]).all() and np.isfinite(kept[0, 3:]).all()
    assert np.isfinite(kept[1]).all()
