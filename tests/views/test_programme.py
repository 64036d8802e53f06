"""The programme as notebooks show it: of any state, and never beside what the municipality chose itself."""

from dataclasses import fields
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest

from competence import config, views
from competence.programme import Programme
from competence.tables import TABLES

matplotlib.use("Agg")
ORIGIN = pd.Timestamp("2025-12-31")
PICTURES = ("coverage", "meetings", "events", "effects", "worth")
WORDS = ("coverage", "mixing", "effects", "methods", "balance", "outcomes", "worth")


@pytest.fixture(scope="module")
def setup():
    return config.load(Path(__file__).resolve().parents[2])


def frame(name, rows):
    table = TABLES[f"programme_{name}"]
    made = pd.concat([table.empty().astype(object), pd.DataFrame(rows)], ignore_index=True)
    return table.check(made.astype({c.name: c.dtype for c in table.columns}))


def programme(**frames):
    blank = {f.name: TABLES[f"programme_{f.name}"].empty() for f in fields(Programme)}
    return Programme(**(blank | frames))


def effect(outcome, estimate, kind="simple", at="*"):
    return {"outcome": outcome, "estimand": "trained_then", "estimator": "imputation", "kind": kind, "at": at,
            "estimate": estimate, "se": 1.0, "p02_5": estimate - 2, "p97_5": estimate + 2, "units": 300, "groups": 9,
            "verdict": "cannot_be_said" if kind == "simple" else None, "needs_more": ""}  # fmt: skip


@pytest.mark.parametrize("state", ["empty", "before_the_forecast"])
def test_where_there_is_little_or_nothing_every_table_and_picture_still_comes(setup, state):
    late = {} if state == "empty" else dict.fromkeys(("outcomes", "link", "at_home"))
    shown = views.Evaluation(setup, programme(**late))
    for name in WORDS:
        assert getattr(shown, name)().empty, name
    assert shown.promise.empty and shown.at_home("vard").empty
    for name in PICTURES:
        assert getattr(shown, f"plot_{name}")() is not None, name


def test_who_met_whom_stands_once_in_the_matrix(setup):
    rows = [{"administration": a, "other": b, "groups": 2, "pairs": n, "expected_pairs": 5.0}
            for a, b, n in (("skola", "skola", 3), ("skola", "vard", 7), ("vard", "vard", 1))]  # fmt: skip
    axes = views.Evaluation(setup, programme(meetings=frame("meetings", rows))).plot_meetings().axes[0]
    told = {tuple(np.round(t.get_position()).astype(int)): t.get_text() for t in axes.texts}
    assert told == {(0, 0): "3", (0, 1): "7", (1, 1): "1"}


def test_effects_in_points_and_in_per_cent_are_never_on_one_axis(setup):
    shown = views.Evaluation(
        setup,
        programme(effects=frame("effects", [effect("hme_leadership", 2.0), effect("resignations", -30.0)])),
    )
    for unit, outcome in (("points of 100", "hme_leadership"), ("per cent", "resignations")):
        axes = shown.plot_effects(unit).axes[0]
        assert [t.get_text() for t in axes.get_yticklabels() if t.get_text()] == [outcome]


def test_time_runs_from_before_the_course_to_after_it(setup):
    rows = [
        effect("hme_leadership", v, "event", at)
        for at, v in (("6", 2.0), ("-6", 0.1), ("12", 3.0), ("-12", 0.0))
    ]
    axes = views.Evaluation(setup, programme(effects=frame("effects", rows))).plot_events().axes[0]
    line = axes.containers[0].lines[0]
    assert line.get_xdata().tolist() == [-12, -6, 6, 12] and line.get_ydata().tolist() == [0.0, 0.1, 2.0, 3.0]


def test_scenarios_of_the_municipality_stand_without_the_programmes_own(setup):
    (own, *_) = setup.scenarios
    rows = pd.DataFrame(
        [{"period": ORIGIN, "occupation": "*", "quantity": "recruitment_need_cum", "requirement": "*", "scenario": name,
          "mean": -5.0, "p10": -6.0, "p90": -4.0, "cost_sek": np.nan} for name in (own, "programme_measured", "programme_assumed")]
    )  # fmt: skip
    told = views.LongTerm(setup, "*", None, None, (), scenario_rows=rows).scenarios()
    assert told["scenario"].tolist() == [setup.scenarios[own].name]
    nothing = rows[rows["scenario"] != own]
    assert views.LongTerm(setup, "*", None, None, (), scenario_rows=nothing).scenarios().empty
