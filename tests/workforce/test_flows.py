"""Stock and flows say what happened, on the day it happened, and add up."""

import pandas as pd
import pytest

from competence import workforce
from competence.workforce import identities

from .conftest import employments, spell


def told(waist):
    """Flows as {(month, flow, administration, occupation, contract): count}."""
    f = waist.flows
    return {
        (r.period.strftime("%m"), r.flow, r.administration, r.occupation, r.contract): r.count
        for r in f.rename(columns={"count": "n"}).assign(count=f["count"]).itertuples()
    }


def kinds(waist):
    return {(month, flow) for month, flow, *_ in told(waist)}


def heads(waist):
    return waist.stock.groupby(waist.stock["period"].dt.strftime("%m"))["headcount"].sum().to_dict()


def test_comings_and_goings_are_dated_by_the_day(world):
    rows = [
        spell("a", "2010-01-01"),
        spell("b", "2010-01-01", "2024-02-29", exit_reason="resignation"),  # counts through its last day
        spell("c", "2024-03-01"),
        spell("d", "2024-04-10", "2024-04-20", exit_reason="contract_end"),  # seen by no month's end
        spell("e", "2010-01-01", "2024-06-30", exit_reason="retirement"),  # leaves in July
        spell("f", "2010-01-01", "2026-01-01", exit_reason="contract_end"),  # a plan, not an exit
    ]
    waist = world.build(rows)
    assert told(waist) == {
        ("03", "resignation", "vard", "nurse", "permanent"): 1,
        ("03", "hire", "vard", "nurse", "permanent"): 1,
        ("04", "hire", "vard", "nurse", "permanent"): 1,
        ("04", "contract_end", "vard", "nurse", "permanent"): 1,
    }
    assert heads(waist) == {"01": 4, "02": 4, "03": 4, "04": 4, "05": 4, "06": 4}


@pytest.mark.parametrize(("back", "gap"), [("2024-05-30", True), ("2024-05-31", False)])
def test_back_within_120_days_is_a_gap(world, back, gap):
    rows = [
        spell("a", "2010-01-01", "2024-01-31", exit_reason="contract_end"),
        spell("a", back),
        spell("b", "2010-01-01"),
    ]
    found = kinds(world.build(rows))
    assert found == (
        {("02", "gap_out"), ("05", "gap_in")} if gap else {("02", "contract_end"), ("05", "hire")}
    )


def test_a_return_beyond_the_last_period_but_delivered_is_a_gap_already(world):
    rows = [spell("a", "2010-01-01", "2024-06-10"), spell("a", "2024-08-10"), spell("b", "2010-01-01")]
    assert kinds(world.build(rows)) == {("06", "gap_out")}
    assert kinds(world.build([rows[0], rows[2]])) == {("06", "unknown_exit")}


def test_moves_and_changes_are_no_exits(world):
    rows = [
        spell("a", "2010-01-01", "2024-02-14", exit_reason="internal_move"),
        spell("a", "2024-02-15", administration="skola"),
        spell("b", "2010-01-01", "2024-03-31", contract="fixed_term"),
        spell("b", "2024-04-01"),
        spell("c", "2010-01-01", "2024-04-30"),
        spell("c", "2024-05-01", contract_share=0.5, unit="Syd"),  # of no cell's concern
    ]
    waist = world.build(rows)
    assert told(waist) == {
        ("02", "move_out", "vard", "nurse", "permanent"): 1,
        ("02", "move_in", "skola", "nurse", "permanent"): 1,
        ("04", "change_out", "vard", "nurse", "fixed_term"): 1,
        ("04", "change_in", "vard", "nurse", "permanent"): 1,
    }
    last = waist.stock[waist.stock["period"] == "2024-05-31"]
    assert last["fte"].sum() == 2.5


def test_several_employments_are_one_person_in_the_main_ones_cell(world):
    rows = [
        spell("a", "2010-01-01", contract_share=0.4),
        spell("a", "2011-01-01", "2024-03-31", contract_share=0.6, administration="skola", occupation="aide"),
        spell("b", "2012-01-01", contract_share=0.5, administration="skola"),
        spell("b", "2011-01-01", contract_share=0.5),  # as large, and earlier
    ]
    waist = world.build(rows)
    january = (
        waist.stock[waist.stock["period"] == "2024-01-31"]
        .groupby("administration")[["headcount", "fte"]]
        .sum()
    )
    assert january.round(6).to_dict("index") == {
        "skola": {"headcount": 1, "fte": 1.1},
        "vard": {"headcount": 1, "fte": 0.9},
    }
    # The main employment ends, the person stays: a move, whatever the reason says.
    assert kinds(waist) == {("04", "move_out"), ("04", "move_in")}


def test_late_own_requests_are_retirements_with_the_delivered_code_beside(world):
    rows = [
        spell("a", "2000-01-01", "2024-03-15", birth_year=1961, exit_reason="resignation"),
        spell("b", "2000-01-01", "2024-03-15", birth_year=1962, exit_reason="resignation"),
        spell("c", "2000-01-01"),
    ]
    waist = world.build(rows)
    assert kinds(waist) == {("03", "retirement"), ("03", "resignation")}
    late = waist.employments[waist.employments["birth_year"] == 1961].iloc[0]
    assert (late["exit_reason"], late["exit_reason_delivered"]) == ("retirement", "resignation")
    quality = waist.quality.set_index("measure")["value"]
    assert quality["own_requests_mended"] == 1
    world.text = world.text.replace(
        "[sources.hr]", "[exits]\nown_request_retirement_age_by_birth_year = { 1961 = 65 }\n[sources.hr]", 1
    )
    assert kinds(world.build(rows)) == {("03", "resignation")}


def test_hourly_staff_stand_outside_and_are_known_where_they_cross(world):
    hour = {"contract": "hourly", "contract_share": None}
    rows = [
        spell("a", "2023-01-01", "2024-02-29", **hour),
        spell("a", "2024-03-01"),
        spell("b", "2010-01-01", "2024-03-31", exit_reason="contract_end"),
        spell("b", "2024-04-01", **hour),
        spell("c", "2010-01-01", "2024-04-30", exit_reason="retirement", birth_year=1957),
        spell("c", "2024-05-01", **hour),
        spell("d", "2024-01-01", **hour),
        spell("e", "2010-01-01"),
    ]
    waist = world.build(rows)
    assert kinds(waist) == {("03", "hire_from_hourly"), ("04", "exit_to_hourly"), ("05", "retirement")}
    assert "hourly" not in set(waist.stock["contract"])


def test_every_reason_has_its_flow(world):
    reasons = {
        "retirement": "retirement", "resignation": "resignation", "redundancy": "other_exit",
        "personal_reasons": "other_exit", "contract_end": "contract_end", "internal_move": "unknown_exit",
        "transfer_out": "transfer_out", "death": "other_exit", "other": "other_exit", "unknown": "unknown_exit",
    }  # fmt: skip
    rows = [spell("z", "2010-01-01")]
    rows += [spell(r, "2010-01-01", "2024-02-10", exit_reason=r) for r in reasons]
    flows = world.build(rows).flows.groupby("flow")["count"].sum().to_dict()
    assert flows == pd.Series(reasons.values()).value_counts().to_dict()


def test_leavers_are_as_old_as_at_the_start_and_hires_as_at_the_end(world):
    world.text = world.text.replace("history_from = 2024-01-01", "history_from = 2023-11-01")
    rows = [
        spell("a", "2022-12-15", "2024-01-10", birth_year=1970, exit_reason="resignation"),
        spell("b", "2024-01-10", birth_year=1990),
        spell("c", "2010-01-01"),
    ]
    waist = world.build(rows)
    flows = waist.flows.set_index("flow")
    assert (flows.loc["resignation", "age"], flows.loc["resignation", "tenure"]) == (53, 1)
    assert (flows.loc["hire", "age"], flows.loc["hire", "tenure"]) == (34, 0)


def test_full_leave_and_absence_on_the_last_day(world):
    rows = [spell("a", "2010-01-01", contract_share=0.8), spell("b", "2010-01-01")]
    world.tables["absences"] = [
        {"person": "a", "kind": "parental", "extent": 1.0, "start": "2024-02-10", "end": "2024-04-29"},
        {"person": "b", "kind": "sick", "extent": 0.5, "start": "2024-02-29", "end": "2024-02-29"},
        {"person": "b", "kind": "sick", "extent": 0.75, "start": "2024-02-29", "end": None},
        {"person": "b", "kind": "vacation", "extent": 1.0, "start": "2024-01-01", "end": "2024-01-31"},
        {"person": "x", "kind": "sick", "extent": 1.0, "start": "2024-01-01", "end": None},
    ]
    waist = world.build(rows)
    by = waist.stock.groupby(waist.stock["period"].dt.month)[["on_leave", "absent_fte"]].sum()
    assert by["on_leave"].tolist() == [0, 1, 1, 0, 0, 0]
    assert by["absent_fte"].tolist() == [0, 1.8, 1.55, 0.75, 0.75, 0.75]
    assert kinds(waist) == {("02", "leave"), ("04", "return")}


def test_without_share_age_sex_and_reason_it_works(world):
    bare = {
        "contract_share": None,
        "birth_year": None,
        "sex": "unknown",
        "contract": "unknown",
        "hired": None,
    }
    rows = [spell(p, "2010-01-01", end, **bare) for p, end in (("a", None), ("b", "2024-03-10"), ("c", None))]
    waist = world.build(rows)
    assert (waist.stock["fte"].sum(), waist.stock["headcount"].sum()) == (14, 14)
    assert waist.stock["age"].isna().all()
    assert kinds(waist) == {("03", "unknown_exit")}
    missing = waist.quality[waist.quality["measure"] == "missing"].set_index("category")["value"]
    assert missing["contract_share"] == missing["birth_year"] == 1


def test_many_leaving_one_unit_on_one_day_are_flagged(world):
    rows = [
        spell(f"p{i}", "2010-01-01", "2024-03-10", unit="Hemmet", exit_reason="resignation")
        for i in range(20)
    ]
    rows.append(spell("z", "2010-01-01"))
    quality = world.build(rows).quality.set_index("measure")
    assert quality.loc["mass_exits", "value"] == 1
    assert not quality.loc["mass_exits", "passed"]
    marked = [{**r, "exit_reason": "transfer_out"} if r["end"] else r for r in rows]
    assert world.build(marked).quality.set_index("measure").loc["mass_exits", "passed"]


def test_counts_do_not_hang_on_pseudonyms_or_on_row_order(world):
    rows = [
        spell("b", "2010-01-01", contract_share=0.5),
        spell("b", "2010-01-01", contract_share=0.5, administration="skola"),
        spell("a", "2012-01-01", "2024-02-20"),
        spell("c", "2024-02-10"),
    ]
    frame = employments(rows)
    first = world.build(frame)
    renamed = frame.assign(person=frame["person"].map({"a": "zz", "b": "yy", "c": "xx"}))
    for other in (renamed, renamed.iloc[::-1], frame.sample(frac=1, random_state=1)):
        waist = world.build(other)
        for name in ("stock", "flows", "quality", "competence_stock", "competence_flows"):
            pd.testing.assert_frame_equal(getattr(first, name), getattr(waist, name))


def test_a_broken_identity_stops_the_build_and_names_cells_only(world, monkeypatch):
    waist = world.build([spell("person", "2010-01-01"), spell("b", "2024-03-10")])
    flows = waist.flows.assign(count=waist.flows["count"] + 1)
    with pytest.raises(
        workforce.IdentityError, match="1 cells do not add up; first at vard, nurse, permanent"
    ):
        identities.stock_and_flows(waist.stock, flows)
    monkeypatch.setattr("competence.workforce.counting.flows", lambda *a: flows)
    with pytest.raises(workforce.IdentityError) as error:
        world.build([spell("person", "2010-01-01"), spell("b", "2024-03-10")])
    assert "person" not in str(error.value)


def test_what_is_shown_of_a_waist_is_totals(world):
    text = repr(world.build([spell("person", "2010-01-01")]))
    assert "1 persons" in text
    assert "vard" not in text
    assert "person'" not in text
