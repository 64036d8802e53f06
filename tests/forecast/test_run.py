"""What a forecast promises whatever the numbers are: identities, order, the same bytes, and no hindsight."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields, replace
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest

from competence import forecast
from competence.vocabulary import QUANTILES

DRAWS, YEARS = 150, 4
EXACT = 1e-6


def base(table):
    return table[table["scenario"] == "base"]


def wide(table, **where):
    table = base(table)
    for column, value in where.items():
        table = table[table[column] == value]
    return table.pivot(index=["administration", "occupation", "period"], columns="quantity", values="mean")


def test_parts_sum_to_wholes(issued):
    for table in (issued.needs_annual, issued.needs_monthly):
        mean = base(table).pivot(
            index=["quantity", "period"], columns=["administration", "occupation"], values="mean"
        )
        parts = mean.loc[:, [c for c in mean.columns if "*" not in c]]
        assert np.allclose(parts.sum(axis=1), mean["*", "*"], rtol=0, atol=EXACT)
        for name in {a for a, _ in parts.columns}:
            assert np.allclose(parts[name].sum(axis=1), mean[name, "*"], rtol=0, atol=EXACT)
        for name in {o for _, o in parts.columns}:
            mine = parts.loc[:, [c for c in parts.columns if c[1] == name]].sum(axis=1)
            assert np.allclose(mine, mean["*", name], rtol=0, atol=EXACT)


def test_competence_parts_sum_to_wholes(issued):
    table = issued.competence_needs
    table = table[table["quantity"] != "qualified_share"]
    mean = table.pivot_table(
        index=["requirement", "quantity", "period"], columns=["administration", "occupation"], values="mean"
    )
    parts = mean.loc[:, [c for c in mean.columns if "*" not in c]]
    assert np.allclose(parts.sum(axis=1), mean["*", "*"], rtol=0, atol=EXACT)
    gap = table.pivot(
        index=["administration", "occupation", "requirement", "period"], columns="quantity", values="mean"
    )
    short = gap["required_qualified_fte"] - gap["qualified_fte"]
    assert np.allclose(gap["competence_gap_fte"], short, rtol=0, atol=EXACT)


def test_quantiles_are_in_order(issued):
    for table in (issued.needs_annual, issued.needs_monthly, issued.competence_needs):
        figures = table[list(QUANTILES)].to_numpy()
        assert (np.diff(figures, axis=1) >= -EXACT).all()
        assert np.isfinite(table[["mean", *QUANTILES]].to_numpy()).all()


def test_need_is_growth_and_leavers_less_moves(issued, counts):
    for table in (issued.needs_annual, issued.needs_monthly):
        mean = wide(table)
        change = mean["required_headcount"].groupby(level=[0, 1]).diff()
        need = change + mean["need_exits"] - mean["need_net_moves"]
        later = change.notna()
        assert np.allclose(mean["recruitment_need"][later], need[later], rtol=0, atol=EXACT)
        # In all, from the origin on: the gap there and the needs since.
        sums = mean["recruitment_need"].groupby(level=[0, 1]).cumsum()
        start = mean["recruitment_need_cum"] - sums
        assert np.allclose(start.groupby(level=[0, 1]).std().fillna(0), 0, atol=EXACT)
        gaps = mean["net_gaps"] if "net_gaps" in mean else 0.0 * mean["gap"]
        held = mean["headcount"] - gaps.groupby(level=[0, 1]).cumsum()  # between two terms, not gone
        assert np.allclose(mean["gap"], mean["required_headcount"] - held, rtol=0, atol=1e-3)


def test_causes_sum_to_exits_and_stock_follows_its_flows(issued, counts):
    for table in (issued.needs_annual, issued.needs_monthly):
        mean = wide(table)
        causes = mean["retirements"] + mean["resignations"] + mean["other_exits"]
        assert np.allclose(causes, mean["exits"], rtol=0, atol=EXACT)
        change = mean["headcount"].groupby(level=[0, 1]).diff()
        flows = mean["hires"] - mean["exits"] + mean["net_internal_moves"]
        flows = flows + mean.get("net_gaps", 0.0)
        later = change.notna()
        assert np.allclose(change[later], flows[later], rtol=0, atol=1e-3)


def test_moves_cancel_over_the_municipality(issued):
    whole = wide(issued.needs_annual, administration="*", occupation="*")
    assert np.allclose(whole[["net_internal_moves", "need_net_moves"]], 0, atol=1e-9)


def test_twelve_months_are_the_first_year(issued):
    flows = ["exits", "hires", "retirements", "resignations", "need_exits", "recruitment_need"]
    monthly, annual = wide(issued.needs_monthly), wide(issued.needs_annual)
    first = annual.groupby(level=[0, 1]).head(1).droplevel("period")
    months = monthly.groupby(level=[0, 1]).head(12)[flows].groupby(level=[0, 1]).sum()
    assert np.allclose(months, first[flows].loc[months.index], rtol=0, atol=EXACT)
    ends = monthly["headcount"].groupby(level=[0, 1]).nth(11).droplevel("period")
    assert np.allclose(ends, first["headcount"].loc[ends.index], rtol=0, atol=EXACT)


def test_same_seed_same_bytes_whatever_the_order_of_rows(issued, counts, setup):
    shuffled = {
        name: None if frame is None else frame.sample(frac=1, random_state=7)
        for name, frame in vars(counts).items()
        if name in forecast.Counts.__dataclass_fields__
    }
    again = forecast.run(forecast.Counts(**shuffled), setup, seed=3, draws=DRAWS, years=YEARS, months=24)
    for name in ("needs_annual", "needs_monthly", "competence_needs", "draws"):
        pd.testing.assert_frame_equal(getattr(issued, name), getattr(again, name), check_exact=True)
    other = forecast.run(counts, setup, seed=4, draws=DRAWS, years=1, months=1)
    assert not other.needs_annual["mean"].equals(issued.needs_annual["mean"])


def test_same_figures_with_a_process_beside(issued, counts, setup):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        again = forecast.run(counts, setup, seed=3, draws=DRAWS, years=YEARS, months=24, beside=beside)
    for field in fields(issued):
        here, there = (getattr(made, field.name) for made in (issued, again))
        if isinstance(here, pd.DataFrame):
            pd.testing.assert_frame_equal(here, there, check_exact=True)
        else:
            assert here == there, field.name


def test_what_is_known_later_moves_nothing(counts, setup):
    """Later counts, a later projection, a later law: none may reach a forecast of the past."""
    origin = counts.periods[-13]
    kept = forecast.run(counts, setup, origin=origin, draws=100, years=1, months=2)
    later = counts.population["known_from"] > origin
    population = counts.population.assign(persons=counts.population["persons"] * np.where(later, 3.0, 1.0))
    fields = setup.fields.model_copy(update={
        "pension": setup.pension.model_copy(update={"target_ages": (
            *setup.pension.target_ages,
            setup.pension.target_ages[0].model_copy(update={"age": 71, "known_from": counts.origin.date()}),
        )}),
    })  # fmt: skip
    cut = counts.until(origin)
    cut = replace(cut, population=replace(counts, population=population).until(origin).population)
    moved = forecast.run(cut, replace(setup, fields=fields), draws=100, years=1, months=2)
    for name in ("needs_annual", "needs_monthly", "competence_needs"):
        pd.testing.assert_frame_equal(getattr(kept, name), getattr(moved, name), check_exact=True)


def test_a_source_that_lacks_dimensions_is_pooled_over_and_said(counts, setup):
    def bare(frame, kind):
        keep = ["period", "administration", "occupation"]
        plain = frame.assign(contract="unknown", sex="unknown", manager_level="none", age=pd.NA, tenure=pd.NA)
        if kind == "flows":
            exits = ("retirement", "resignation", "contract_end", "exit_to_hourly", "other_exit")
            plain["flow"] = plain["flow"].where(~plain["flow"].isin(exits), "unknown_exit")
            keep.append("flow")
        numbers = [c for c in ("headcount", "on_leave", "fte", "absent_fte", "count") if c in plain]
        summed = plain.groupby(keep, as_index=False)[numbers].sum()
        for column in ("age", "tenure"):
            summed[column] = pd.array([pd.NA] * len(summed), dtype="Int16")
        return summed.assign(contract="unknown", sex="unknown", manager_level="none")

    stock, flows = bare(counts.stock, "stock"), bare(counts.flows, "flows")
    stock["fte"] = stock["headcount"].astype(float)
    plain = forecast.run(forecast.Counts(stock, flows), setup, draws=100, years=2, months=6)
    said = {"no_age", "no_tenure", "no_reasons", "no_vacancies", "no_population", "no_competence", "no_share"}
    assert said <= set(plain.notes)
    assert plain.competence_needs is None
    quantities = set(base(plain.needs_annual)["quantity"])
    assert "exits" in quantities and not quantities & {"retirements", "resignations", "other_exits"}
    gap = base(plain.needs_annual)[base(plain.needs_annual)["quantity"].isin(["gap", "recruitment_need_cum"])]
    assert set(gap["basis"]) == {"beyond_today"}
    # And the figure is still about what came last year.
    whole = wide(plain.needs_annual, administration="*", occupation="*")["exits"].iloc[0]
    last = flows[(flows["flow"] == "unknown_exit") & (flows["period"] > counts.periods[-13])]["count"].sum()
    assert 0.7 < whole / last < 1.3


def test_where_nobody_ever_moved_there_is_a_forecast_all_the_same(counts, setup):
    still = counts.flows[~counts.flows["flow"].isin(["move_in", "move_out", "change_in", "change_out"])]
    made = forecast.run(forecast.Counts(counts.stock, still), setup, draws=100, years=4, months=6)
    moves = base(made.needs_annual)[base(made.needs_annual)["quantity"] == "net_internal_moves"]
    assert len(moves) and (moves["mean"] == 0).all()


def test_years_only(counts, setup):
    """Yearly counts give years, no months."""
    ends = counts.periods[counts.periods.month == 12]
    stock = counts.stock[counts.stock["period"].isin(ends)]
    year_end = pd.to_datetime(counts.flows["period"].dt.year.astype(str) + "-12-31").astype("datetime64[us]")
    flows = counts.flows.assign(period=year_end)
    flows = flows[flows["flow"].isin(["resignation", "retirement", "hire"])]
    keys = [c for c in flows.columns if c != "count"]
    flows = flows.groupby(keys, as_index=False, dropna=False)["count"].sum()
    yearly = forecast.run(forecast.Counts(stock, flows), setup, draws=100, years=3)
    assert yearly.needs_monthly is None and "yearly_source" in yearly.notes
    assert yearly.needs_annual["period"].dt.month.unique().tolist() == [12]
    assert yearly.needs_annual["period"].nunique() == 3


def test_too_little_history_is_refused_and_little_widened(counts, setup):
    def first(n):
        keep = counts.periods[-n:]
        return forecast.Counts(
            counts.stock[counts.stock["period"].isin(keep)],
            counts.flows[counts.flows["period"].isin(keep[1:])],
        )

    with pytest.raises(forecast.ForecastError, match="at least 2"):
        forecast.run(first(1), setup, draws=100, years=1)
    short = forecast.run(first(14), setup, draws=100, years=1, months=3)
    assert "short_history" in short.notes
    assert set(base(short.needs_annual)["basis"]) <= {"widened", "pooled", "beyond_today"}


def test_a_missing_month_is_refused(counts, setup):
    stock = counts.stock[counts.stock["period"] != counts.periods[-5]]
    with pytest.raises(forecast.ForecastError, match="uneven"):
        forecast.run(replace(counts, stock=stock), setup, draws=100, years=1)


def test_a_new_group_and_one_that_ended_are_there(counts, setup):
    """An occupation born last month has its parents' rates; one that is empty stays empty."""
    stock, flows = counts.stock.copy(), counts.flows
    newest = stock[(stock["period"] == counts.origin) & (stock["administration"] == "kultur")]
    row = newest[newest["headcount"] == 1].iloc[[0]].assign(occupation="it")
    gone = stock[(stock["occupation"] == "librarian") & (stock["period"] > counts.periods[-7])]
    stock = pd.concat([stock.drop(gone.index), row], ignore_index=True)
    told = forecast.run(replace(counts, stock=stock, flows=flows), setup, draws=100, years=2, months=3)
    table = base(told.needs_annual)
    new = table[(table["administration"] == "kultur") & (table["occupation"] == "it")]
    assert set(new.loc[new["quantity"] == "exits", "basis"]) == {"pooled"}
    assert new.loc[new["quantity"] == "exits", "mean"].between(0.01, 0.6).all()
    ended = table[(table["occupation"] == "librarian") & (table["quantity"] == "required_headcount")]
    assert (ended["mean"] < 0.5).all()
