"""The standard model against an example worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from competence import forecast
from competence.config import Config
from competence.forecast import history, model, population, standard
from competence.tables import FLOW_TABLE, POPULATION, STOCK

YEARS = pd.to_datetime(["2024-12-31", "2025-12-31"])
CELL = {
    "administration": "vard", "occupation": "assistant_nurse", "contract": "permanent", "sex": "female",
    "tenure": None, "manager_level": "none",
}  # fmt: skip


def rows(table, entries, **columns):
    frame = pd.DataFrame([{**CELL, **columns, **entry} for entry in entries])
    for name in ("tenure", "age"):
        frame[name] = frame[name].astype("Int16")
    return table.check(frame)


@pytest.fixture(scope="module")
def counts():
    """100 assistant nurses at both year-ends; 80+ residents 1000, 1020, 1040 from the base year on."""
    staff = {2024: {40: 60, 63: 16, 64: 20, 65: 4}, 2025: {30: 19, 41: 51, 64: 16, 65: 14}}
    stock = rows(STOCK, [
        {"period": YEARS[i], "age": age, "headcount": n, "fte": 0.9 * n}
        for i, year in enumerate(staff) for age, n in staff[year].items()
    ], on_leave=0, absent_fte=0.0)  # fmt: skip
    flows = rows(FLOW_TABLE, [
        {"flow": "retirement", "age": 65, "count": 6}, {"flow": "retirement", "age": 66, "count": 4},
        {"flow": "resignation", "age": 41, "count": 9}, {"flow": "hire", "age": 30, "count": 19},
    ], period=YEARS[1])  # fmt: skip
    residents = POPULATION.check(pd.DataFrame([
        {"year": year, "age": 85, "sex": "female", "persons": persons, "known_from": pd.NaT,
         "kind": kind, "variant": "main" if kind == "projected" else "observed"}
        for year, persons, kind in [(2024, 990.0, "observed"), (2025, 1000.0, "observed"),
                                    (2026, 1020.0, "projected"), (2027, 1040.0, "projected")]
    ]).astype({"known_from": "datetime64[us]"}))  # fmt: skip
    residents.loc[residents["kind"] == "projected", "known_from"] = pd.Timestamp("2025-06-01")
    return forecast.Counts(stock, flows, population=residents)


@pytest.fixture(scope="module")
def residents():
    """The same 80+ as an object, without errors."""
    ahead = np.zeros((1, 3, 101))
    ahead[0, :, 85] = 1000, 1020, 1040
    past = np.zeros((2, 101))
    past[:, 85] = 990, 1000
    return population.Residents(np.array([2024, 2025]), past, ahead, True)


def test_hand_worked_example(counts, residents, setup):
    # Base year 2025: of 20 aged 64 at its start 6 retired (0.3), of 4 aged 65 all (1.0); of the 100 - 10 others
    # 9 left (0.1). Recruits are 30 years old.
    # 2026: needed 100 x 1.02 x 1.005 = 102.51. Retire 16 x 0.3 + 14 x 1.0 = 18.8; leave 0.1 x (100 - 18.8) = 8.12;
    #       recruits 2.51 + 26.92 = 29.43. Those who stay: 17.1 aged 31, 45.9 aged 42, 10.08 aged 65.
    # 2027: needed 100 x 1.04 x 1.005^2 = 105.0426. Retire 10.08 x 1.0; leave 0.1 x (102.51 - 10.08) = 9.243;
    #       recruits 2.5326 + 19.323 = 21.8556.
    found = standard.project(history.read(counts), setup, residents, 2)
    assert found.required[:, 0] == pytest.approx([102.51, 105.0426])
    assert found.headcount[:, 0] == pytest.approx([102.51, 105.0426])
    assert found.retirements[:, 0] == pytest.approx([18.8, 10.08])
    assert found.exits[:, 0] == pytest.approx([26.92, 19.323])
    assert found.hires[:, 0] == pytest.approx([29.43, 21.8556])


def test_rule_age_by_hand(counts, residents, setup):
    # All who turn 65 in the year retire: in 2025's start 24 of them, so that 9 of 76 others left; in 2026 30, and
    # 70 x 9 / 76 = 8.2895 leave.
    rule = setup.fields.standard_model.model_copy(update={"rule_age": 65})
    config = Config(setup.path, setup.fields.model_copy(update={"standard_model": rule}))
    found = standard.project(history.read(counts), config, residents, 1)
    assert found.retirements[0, 0] == pytest.approx(30.0)
    assert found.exits[0, 0] == pytest.approx(30 + 70 * 9 / 76)


def test_base_years_exits_are_reproduced_where_nothing_changes(counts, residents, setup):
    # Monthly counts, ages by month: the base year's rates on the base year's first staff give its exits again.
    h = history.read(counts)
    leave, retire = standard._rates(h, None)
    first = standard._staff(h, 0)
    assert (first * retire).sum() == pytest.approx(10)
    assert (first * (1 - retire) * leave).sum() == pytest.approx(9)


def test_monthly_source_reproduces_its_base_year(municipality, setup):
    counts = forecast.Counts(municipality.tables["stock"], municipality.tables["flows"])
    h = history.read(counts)
    leave, retire = standard._rates(h, None)
    first = standard._staff(h, len(h.periods) - 13)
    told = h.flow("retirement")[-12:].sum()
    assert (first * retire).sum() == pytest.approx(told, rel=0.03)
    assert ((first * (1 - retire)) * leave).sum() == pytest.approx(
        h.flow("resignation", "contract_end", "exit_to_hourly", "other_exit", "unknown_exit")[-12:].sum(),
        rel=0.02,
    )


def test_table_has_one_figure_and_adds_up(counts, setup):
    built = model.build(counts, setup, seed=1, draws=20, years=2, months=0)
    table = standard.table(built, setup)
    assert set(table["scenario"]) == {"standard_model"}
    assert (table["p10"] == table["mean"]).all() and (table["p97_5"] == table["mean"]).all()
    wide = table[(table["administration"] == "*") & (table["occupation"] == "*")].pivot(
        index="period", columns="quantity", values="mean"
    )
    change = wide["required_headcount"].diff().fillna(wide["required_headcount"].iloc[0] - 100)
    assert (change + wide["exits"]).to_numpy() == pytest.approx(wide["hires"].to_numpy())
    assert wide["required_fte"].to_numpy() == pytest.approx(0.9 * wide["required_headcount"].to_numpy())
    assert not table[["mean", "p10"]].isna().any(axis=None)


def test_without_ages_reasons_or_residents_it_still_stands(counts, setup):
    stock = counts.stock.assign(age=pd.Series(pd.NA, index=counts.stock.index, dtype="Int16"))
    flows = counts.flows.assign(age=pd.Series(pd.NA, index=counts.flows.index, dtype="Int16"))
    flows["flow"] = flows["flow"].replace({"retirement": "unknown_exit", "resignation": "unknown_exit"})
    stock, flows = (
        frame.groupby([c for c in frame if c not in sums], dropna=False)[sums].sum().reset_index()
        for frame, sums in ((stock, ["headcount", "on_leave", "fte", "absent_fte"]), (flows, ["count"]))
    )
    found = standard.project(history.read(forecast.Counts(stock, flows)), setup, None, 3)
    assert np.isfinite(found.hires).all()
    assert found.retirements.sum() == 0
    # 19 of 100 left; need grows by 0.5 per cent a year alone.
    assert found.exits[0, 0] == pytest.approx(19)
    assert found.required[:, 0] == pytest.approx([100.5, 101.0025, 101.5075125])
