"""The known-truth municipality through forecast, cube and pages: told enough, and nothing too small."""

import dataclasses
from pathlib import Path

import pytest

from competence import config as configuration
from competence import forecast, sample
from competence.report import Cube, Results, publish, render
from competence.tables import ALL

AHEAD = ("drivers", "scenario_differences", "plan_years", "layers")
COUNTED = ("staff", "rows", "splits", "events", "competence")


@pytest.fixture(scope="module")
def config():
    """The sample's own, with its scenarios."""
    return configuration.load(Path(__file__).parents[2])


@pytest.fixture(scope="module", params=[(201, 1500), pytest.param((202, 9500), marks=pytest.mark.slow)])
def made(request, config):
    seed, employees = request.param
    tables = sample.waist(seed=seed, employees=employees, months=48).tables
    counts = forecast.Counts(**{f.name: tables.get(f.name) for f in dataclasses.fields(forecast.Counts)})
    found = forecast.run(counts, config, draws=100, seed=1)
    results = Results(
        stock=tables["stock"], flows=tables["flows"], competence_stock=tables["competence_stock"],
        vacancies=tables["vacancies"], needs_annual=found.needs_annual, needs_monthly=found.needs_monthly,
        competence_needs=found.competence_needs, backtest=forecast.backtest(counts, config, draws=100, seed=1),
        notes=found.notes, cover=tables.get("cover"),
        **{name: getattr(found, name) for name in AHEAD},
    )  # fmt: skip
    return results, publish(results, config)


def test_nothing_observed_is_under_ten_and_nine_of_ten_are_shown(made):
    results, cube = made
    found = cube[
        cube["table"].isin(COUNTED) & cube["measure"].str.startswith(("headcount", "exits", "hires"))
    ]
    found = found[~found["measure"].str.endswith("_share") & found["value"].notna()]
    assert not found["value"].between(0.5, 9.5).any()
    rows = cube[(cube["table"] == "rows") & (cube["state"] == "shown")]
    total = results.staff.loc[results.staff["period"] == results.times.origin, "headcount"].sum()
    assert rows["value"].sum() >= 0.9 * total


def test_figures_are_those_at_the_waist(made):
    results, cube = made
    found = Cube(cube)
    now = results.staff[results.staff["period"] == results.times.origin]
    heads = now.groupby("administration")["headcount"].sum()
    for administration, n in heads.items():
        cell = found.cell("staff", "headcount", administration, results.times.origin)
        if cell.state == "shown":
            assert cell.value == n
        rows = found.cells("rows", administration=administration)
        assert {o for r in rows for o in r.group.split("+")} >= set(
            now.loc[(now["administration"] == administration) & (now["headcount"] > 0), "occupation"]
        )
    assert found.cell("staff", "headcount", ALL, results.times.origin).value == heads.sum()


def test_forecast_of_rows_adds_up_to_the_administrations(made):
    _, cube = made
    found = Cube(cube)
    last = max(c.period for c in found.cells("people"))
    for administration in found.values("people", "administration"):
        if administration == ALL:
            continue
        cells = found.cells(
            "people_rows", administration=administration, period=last, measure="required_headcount"
        )
        whole = found.cell("people", "required_headcount", administration, last).value
        assert abs(sum(c.value for c in cells) - whole) <= 0.5 * (len(cells) + 1)


def test_every_administration_gets_its_report(made, config, tmp_path):
    _, cube = made
    status = [
        {"administration": a, "made": True, "why": "made", "last_good": None} for a in config.administrations
    ]
    render(cube, config, tmp_path, status=status)
    assert all(e["made"] for e in status)
    for a in config.administrations:
        text = (tmp_path / a / "report.html").read_text(encoding="utf-8")
        assert [f'data-section="{n}"' in text for n in (*range(1, 10), 11, 12)] == [True] * 11
        assert ">nan<" not in text and "None" not in text
