"""Measures of the input: every one has its words; breaks that nobody named are seen, and ordinary years are not."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from competence import sample, workforce
from competence.config.sections import Quality
from competence.sources import DeliveredFile
from competence.workforce.quality import REGISTRY, SUBJECTS, Build, breaks

from .conftest import employments, spell

# Each variant with what must be seen of it; the plain municipality and such as only vary more stay quiet.
SEEN = {"reorganisation": "step", "merged_code": "step"}
QUIET = ("plain", "turnover_up", "double_variance", "wrong_reasons")


def lone(variant, seed, employees=300, months=36):
    """Breaks that are seen and not named, of a municipality straight at the waist."""
    town = sample.waist(seed, employees=employees, months=months, variant=variant)
    stock, flows = town.tables["stock"], town.tables["flows"]
    periods = np.unique(stock["period"].to_numpy().astype("datetime64[D]"))
    seen = breaks.seen(Build(None, town.config, None, None, None, stock, flows, None, periods))
    return seen[~seen["named"]]


def test_every_measure_says_what_it_asks_and_what_to_do():
    assert {a.subject for a in REGISTRY.values()} == set(SUBJECTS)
    for asked in REGISTRY.values():
        assert asked.asks.endswith("?") and asked.says and not asked.says.endswith("."), asked.id
        assert asked.mend.endswith(".") if asked.limit is not None else True, asked.id
        assert (asked.consequence != "note") == (asked.limit is not None), asked.id


def test_every_limit_is_a_key_of_the_config_and_every_key_is_a_limit():
    keys = {a.limit.partition(".")[2] for a in REGISTRY.values() if isinstance(a.limit, str)}
    # A shrunken delivery is refused while it is read.
    assert keys | {"fewer_rows_stop"} == set(Quality.model_fields)
    for asked in REGISTRY.values():
        if isinstance(asked.limit, str):
            assert asked.limit.endswith(f"_{asked.consequence}"), asked.id


@pytest.mark.parametrize("variant", SEEN)
def test_an_unnamed_break_is_seen(variant):
    found = lone(variant, 1)
    assert SEEN[variant] in set(found["what"])
    assert found.loc[found["what"] == "step", "period"].dt.strftime("%Y-%m").unique().tolist() == ["2023-01"]


@pytest.mark.parametrize("variant", QUIET)
def test_ordinary_years_are_quiet(variant):
    assert lone(variant, 2).empty


@pytest.mark.slow
@pytest.mark.parametrize(("employees", "months"), [(300, 36), (300, 60), (1500, 60), (4000, 120)])
def test_seen_in_nine_of_ten_and_quiet_in_nine_of_ten(employees, months):
    seeds = range(11, 21)
    assert sum(lone("plain", s, employees, months).empty for s in seeds) >= 9
    for variant, what in SEEN.items():
        assert sum(what in set(lone(variant, s, employees, months)["what"]) for s in seeds) >= 9


def test_a_hiring_freeze_is_seen_where_it_can_be():
    assert "shift" in set(lone("hiring_freeze", 2)["what"]) or "leap" in set(lone("hiring_freeze", 2)["what"])


def test_a_break_is_named_by_day_and_group(world):
    rows = [spell(f"p{i}", "2022-01-01", administration="skola" if i < 30 else "vard") for i in range(60)]
    # Twenty of the school's go to care on one day, and nobody says so.
    rows[:20] = [spell(f"p{i}", "2022-01-01", "2024-02-29", administration="skola", exit_reason="internal_move")
                 for i in range(20)]  # fmt: skip
    rows += [spell(f"p{i}", "2024-03-01", administration="vard", hired="2022-01-01") for i in range(20)]
    world.text = world.text.replace("history_from = 2024-01-01", "history_from = 2023-01-31")
    waist = world.build(rows)
    assert set(waist.breaks_seen["id"]) == {"skola", "vard"} and not waist.breaks_seen["named"].any()
    assert not measured(waist).loc["breaks_unnamed_level", "passed"]
    world.text += '\n[[break]]\ndate = 2024-03-01\nwhat = "Flytt"\nadministrations = ["skola", "vard"]\neffect = "level"\n'
    named = world.build(rows)
    assert named.breaks_seen["named"].all()
    assert measured(named).loc["breaks_unnamed_level", "passed"]
    assert measured(named).loc["breaks_named", "value"] == 2


def measured(waist):
    return waist.quality.set_index("measure")


def test_what_cannot_be_right_is_counted_and_not_refused(world):
    rows = [spell(f"p{i}", "2024-01-01", hired="2015-04-01") for i in range(40)]
    rows += [spell("young", "2024-01-01", birth_year=2015), spell("none", "2024-01-01", contract_share=0.0)]
    rows += [spell(f"q{i}", "2024-01-01", contract_share=1.0, employment=f"q{i}a") for i in range(2)]
    rows += [spell(f"q{i}", "2024-01-01", contract_share=1.0, employment=f"q{i}b") for i in range(2)]
    # Together no more than full time: one row is not closed by the other.
    rows += [spell("twice", day, employment="t", contract_share=0.4) for day in ("2024-01-01", "2024-02-01")]
    q = measured(world.build(rows))
    assert q.loc["age_implausible", "value"] == pytest.approx(1 / len(rows))
    assert q.loc["share_zero", "value"] == pytest.approx(1 / len(rows))
    assert q.loc["over_full_time", "value"] == pytest.approx(2 / 45)
    assert q.loc["overlapping", "value"] == pytest.approx(1 / len(rows))
    assert (q.loc["ends_before_start", "value"], q.loc["hired_after_start", "value"]) == (0, 0)
    for name in ("age_implausible", "share_zero", "over_full_time", "overlapping"):
        assert not q.loc[name, "passed"]


def test_a_column_that_ceases_to_be_filled_in_is_told(world):
    world.text = world.text.replace("history_from = 2024-01-01", "history_from = 2021-12-31")
    rows = [spell(f"p{i}", "2020-01-01", "2023-06-30") for i in range(20)]
    rows += [spell(f"n{i}", "2023-07-01", unit="") for i in range(20)]
    waist = world.build(rows)
    bad = waist.quality[(waist.quality["measure"] == "missing_more") & ~waist.quality["passed"]]
    assert bad["category"].tolist() == ["unit"]
    last = waist.completeness[waist.completeness["period"] == waist.completeness["period"].max()]
    assert last.set_index("column")[["spells", "without"]].loc["unit"].tolist() == [20, 20]
    assert last.set_index("column")[["spells", "without"]].loc["title"].tolist() == [20, 0]


def test_a_snapshot_that_is_missing_is_told(world):
    world.snapshots()
    months = ["2024-01-31", "2024-02-29", "2024-04-30", "2024-05-31"]
    rows = employments([spell(f"p{i}", m, m, hired="2015-01-01") for m in months for i in range(5)])
    q = measured(world.build(rows))
    assert q.loc["snapshots_missing", "value"] == 1 and not q.loc["snapshots_missing", "passed"]


def test_requirements_that_no_register_covers_are_told(world):
    world.tables["qualifications"] = [
        {"person": f"p{i}", "qualification": "licence", "basis": "licence", "valid_from": "2020-01-01"}
        for i in range(3)
    ]
    rows = [spell(f"p{i}", "2024-01-01") for i in range(4)]
    waist = world.build([*rows, *(spell(f"a{i}", "2024-01-01", occupation="aide") for i in range(4))])
    uncovered = waist.quality[waist.quality["measure"] == "requirement_uncovered"].set_index("category")[
        "value"
    ]
    assert uncovered.to_dict() == {"nurse_licence": 0, "aide_course": 1}
    unknown = waist.quality[waist.quality["measure"] == "requirement_unknown"].set_index("category")["value"]
    assert list(unknown.index) == ["nurse_licence"]


def test_a_delivery_that_is_late_and_a_month_without_rows_are_told(world):
    world.text += '\n[sources.tim]\ntable = "hours"\npath = "tim.csv"\ncolumns = { person = "P", period = "M", hours = "H" }\nconstants = { kind = "hourly" }\n'
    world.text = world.text.replace("history_from = 2024-01-01", "history_from = 2023-01-31")
    delivered = world.delivered([spell(f"p{i}", "2020-01-01") for i in range(5)])
    months = [f"{m}" for m in pd.period_range("2023-01", "2024-03", freq="M") if f"{m}" != "2023-09"]
    late = DeliveredFile("tim", "tim.csv", "1", 10, date(2024, 1, 10))
    told = pd.DataFrame({"source": "tim", "month": months, "rows": 50})
    delivered = replace(delivered, files=(*delivered.files, late), months=told)
    q = workforce.build(delivered, world.config).quality
    tim = q[q["source"] == "tim"].set_index("measure")
    assert tim.loc[["days_behind", "months_behind", "months_missing"], "value"].tolist() == [172, 3, 1]
    assert not tim.loc[["days_behind", "months_behind", "months_missing"], "passed"].any()
