"""Two forecasts a year apart: the ledger scores the first, and the bridge says why the second differs."""

import os

import numpy as np
import pytest

from competence import config as configuration
from competence import sample
from competence.run import fanout, modelling, store
from competence.run.summary import Summary

SHORT = (("draws = 1000", "draws = 100"), ("horizon_years = 10", "horizon_years = 3"))


def test_a_process_beside_that_is_ended_costs_time_only(tmp_path, monkeypatch):
    (tmp_path / "municipality.toml").write_text(sample.config_text(), encoding="utf-8")
    config = configuration.load(tmp_path, files=False)
    monkeypatch.setattr(fanout, "cores", lambda: 2)
    asked = []

    def run(counts, config, *, calibration, beside=None):
        asked.append(beside)
        return beside.submit(os._exit, 1).result() if beside else "made"

    monkeypatch.setattr(modelling.forecast, "run", run)
    assert modelling.on_two_cores(None, config, calibration=None) == "made"
    assert asked[0] is not None and asked[1:] == [None]


@pytest.mark.slow
def test_the_next_forecast_scores_the_last_and_is_bridged_from_it(tmp_path):
    text = sample.config_text()
    for old, new in SHORT:
        text = text.replace(old, new)
    (tmp_path / "municipality.toml").write_text(text, encoding="utf-8")
    config = configuration.load(tmp_path, files=False)
    tables = sample.waist(5, employees=300, months=60).tables

    def run_until(period):
        for name, frame in tables.items():
            known = frame[frame["period"] <= period] if "period" in frame else frame
            store.write_tables({name: known}, lambda n: store.waist_path(config, n))
        modelling.run(config, Summary(""), force=False, progress=lambda what, share: None)
        return store.read(store.ledger_path(config))

    periods = sorted(tables["stock"]["period"].unique())
    first = run_until(periods[48])
    assert (
        set(first["entry"]) == {"issued"} and store.read_if(store.forecast_path(config, "revisions")) is None
    )
    assert run_until(periods[48]).equals(first)

    second = run_until(periods[60])
    assert second.iloc[: len(first)].reset_index(drop=True).equals(first)
    scored = second[second["entry"] == "scored"]
    whole = scored[(scored["administration"] == "*") & (scored["occupation"] == "*")]
    headcount = whole[(whole["quantity"] == "headcount") & (whole["scenario"] == "base")]
    stock = tables["stock"]
    staff = stock[(stock["period"] == periods[60]) & (stock["contract"] != "hourly")]["headcount"].sum()
    assert headcount["actual"].tolist() == [staff]

    steps = store.read(store.forecast_path(config, "revisions"))
    steps = steps[(steps["administration"] == "*") & (steps["quantity"] == "required_headcount")]

    def issued(ledger, edition):
        rows = ledger[(ledger["entry"] == "issued") & (ledger["issued_edition"] == edition)]
        rows = rows[
            (rows["administration"] == "*") & (rows["occupation"] == "*") & (rows["scenario"] == "base")
        ]
        return rows[rows["quantity"] == "required_headcount"].set_index("period")["mean"]

    old, new = (issued(second, edition) for edition in second["issued_edition"].unique()[:2])
    both = old.index.intersection(new.index)
    changed = steps.groupby("period")["mean"].sum()
    assert len(both) and np.allclose(changed[both], (new - old)[both], atol=1e-6)
