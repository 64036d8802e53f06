"""Posts: what they follow, and what happens where nothing tells."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from competence.forecast import demand, growth, history
from competence.forecast import population as residents


def posts(counts, setup, draws=100, years=3):
    h = history.read(counts)
    people = residents.project(counts.population, years, np.random.default_rng(1), draws)
    return demand.fit(h, setup, people, counts, np.random.default_rng(2), draws, years)


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
    plain, more = (posts(counts, c) for c in (setup, demands(setup, changes=(change,))))
    h = history.read(counts)
    mine = np.array(h.occupations)[h.occupation] == "firefighter"
    for year, factor in ((1, 1.0), (2, 1.1), (3, 1.1)):
        before, after = (d.required_at(slice(None), 12 * year) for d in (plain, more))
        assert after[:, mine] == pytest.approx(factor * before[:, mine])
        assert after[:, ~mine] == pytest.approx(before[:, ~mine])


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
    told = posts(
        replace(counts, population=None, vacancies=None, agency_staff=None, service_volumes=None), setup
    )
    now = counts.stock.loc[counts.stock["period"] == counts.origin, "headcount"].sum()
    required = told.staff + told.open
    assert not told.has_vacancies and required[:, 0].sum(axis=1) == pytest.approx(now)
    assert required.sum(axis=2).mean(axis=0) == pytest.approx([now] * 4, rel=0.06)


def test_a_reorganisation_is_no_trend():
    seen = np.array([[0.0, 0.01, -0.01, 0.9, 0.91, 0.9], [0.0, 0.01, 0.0, 0.02, 0.01, 0.0]])
    kept = growth._since_jump(seen, np.ones(2))
    assert np.isnan(kept[0, :3]).all() and np.isfinite(kept[0, 3:]).all()
    assert np.isfinite(kept[1]).all()
