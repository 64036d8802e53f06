"""Units without names: numbers, sums that are whole, managers and their training, the survey's months."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competence import workforce
from competence.tables import ENGAGEMENT, MANAGER_UNITS, PARTICIPANTS, RECRUITMENTS, SURVEY_ROUNDS
from competence.workforce import units

from . import parts
from .conftest import ABSENCES, World, employments, events, spell, table


def built(world, rows, **tables):
    """The waist of employments with tables of ours beside them."""
    delivered = world.delivered(rows)
    return workforce.build(delivered.__class__(**{**delivered.__dict__, **tables}), world.config)


def staff(unit="Norr", count=12, start="2020-01-01", **other):
    return [spell(f"{unit}{i}", start, unit=unit, **other) for i in range(count)]


def at(frame, period, number):
    return frame[(frame["period"] == period) & (frame["unit"] == number)].iloc[0]


def test_units_are_numbered_by_administration_and_first_row(world):
    rows = [
        spell("a", "2020-01-01", unit="Öster", administration="vard"),
        spell("b", "2020-01-01", unit="Norr", administration="skola"),
        spell("c", "2020-01-01", unit=" norr ", administration="skola"),
        spell("d", "2020-01-01", unit="Alfa", administration="vard"),
        spell("e", "2020-01-01", unit="", administration="vard"),
        spell("f", "2020-01-01", unit="", administration="skola"),
    ]
    found = world.build(rows).unit_periods
    last = found[found["period"] == found["period"].max()]
    assert last.set_index(["administration", "unit"])["exposure"].mul(12).round(9).to_dict() == {
        ("skola", 0): 1, ("vard", 0): 1, ("skola", 1): 2, ("vard", 2): 1, ("vard", 3): 1,
    }  # fmt: skip


def test_without_units_there_is_no_table(world):
    assert world.build([spell("a", "2020-01-01", unit="")]).unit_periods is None


def test_sick_days_are_null_at_ten_or_fewer(world):
    world.tables["absences"] = [
        {"person": "Norr0", "kind": "sick", "extent": 0.5, "start": "2024-03-10", "end": "2024-03-19"},
        {"person": "Norr0", "kind": "sick", "extent": 1.0, "start": "2024-03-15", "end": "2024-04-02"},
        {"person": "Norr1", "kind": "vacation", "extent": 1.0, "start": "2024-03-01", "end": "2024-03-31"},
        {"person": "Söder0", "kind": "sick", "extent": 1.0, "start": "2024-03-01", "end": None},
    ]
    found = world.build([*staff("Norr", 11), *staff("Söder", 10)]).unit_periods
    assert at(found, "2024-03-31", 1)["sick_days"] == pytest.approx(5 + 17)
    assert at(found, "2024-04-30", 1)["sick_days"] == pytest.approx(2)
    assert found.loc[found["unit"] == 2, "sick_days"].isna().all()


def test_without_absences_sick_days_are_null(world):
    assert world.build(staff()).unit_periods["sick_days"].isna().all()


def test_the_survey_fills_the_months_of_its_rounds_alone(world):
    asked = table(
        ENGAGEMENT,
        [
            {"unit": "NORR", "administration": "vard", "round": "1", "date": "2024-03-05", "hme_motivation": 70,
             "hme_leadership": 80, "hme_governance": 75, "invited": 12, "respondents": 9},
            {"unit": "Norr", "administration": "unknown", "round": "2", "date": None, "hme_motivation": 71,
             "hme_leadership": 81, "hme_governance": None, "invited": 12, "respondents": 9},
            {"unit": "Norr", "administration": "vard", "round": "3", "date": "2024-06-05", "hme_motivation": 70,
             "hme_leadership": 80, "hme_governance": 75, "invited": 12, "respondents": 4},
        ],
    )  # fmt: skip
    rounds = table(SURVEY_ROUNDS, [{"round": "2", "date": "2024-05-05", "instrument": "HME"}])
    found = built(world, staff(), engagement=asked, survey_rounds=rounds)
    told = found.unit_periods
    march, may, june = (at(told, day, 1) for day in ("2024-03-31", "2024-05-31", "2024-06-30"))
    assert (march["hme_total"], march["respondents"]) == (75, 9)
    assert may["hme_leadership"] == 81
    assert np.isnan(may["hme_total"]), "a total of two sub-indices is none"
    assert june["respondents"] == 4
    assert np.isnan(june["hme_leadership"])
    assert told.loc[told["period"] == "2024-04-30", ["hme_leadership", "respondents"]].isna().all(axis=None)
    assert found.survey_rounds["instrument"].tolist() == ["unknown", "HME", "unknown"]
    assert found.survey_rounds["date"].dt.month.tolist() == [3, 5, 6]


def test_time_to_fill_is_the_median_of_the_period(world):
    one = {"administration": "vard", "unit": "Norr", "occupation": "nurse", "contract": "permanent", "posts": 1,
           "outcome": "filled"}  # fmt: skip
    rows = [
        {**one, "recruitment": "1", "advertised": "2024-02-01", "filled": "2024-03-12"},
        {**one, "recruitment": "2", "advertised": "2024-03-01", "filled": "2024-03-21"},
        {**one, "recruitment": "3", "advertised": "2024-03-01", "filled": None, "outcome": "open"},
        {**one, "recruitment": "4", "advertised": "2024-03-01", "filled": "2024-03-02", "unit": "Annan"},
    ]
    found = built(world, staff(), recruitments=table(RECRUITMENTS, rows)).unit_periods
    assert at(found, "2024-03-31", 1)["time_to_fill"] == 30
    assert found.loc[found["period"] != "2024-03-31", "time_to_fill"].isna().all()


def led(rows):
    return events(
        MANAGER_UNITS,
        [
            {"person": who, "unit": unit, "administration": "unknown", "from": start, "to": end}
            for who, unit, start, end in rows
        ],
    )


def course(rows):
    return events(
        PARTICIPANTS,
        [
            {"person": w, "group": g, "start": s, "days_attended": 5 if c else 1, "completed": c}
            for w, g, s, c in rows
        ],
    )


def test_who_leads_a_unit_and_who_of_them_is_trained(world):
    leaders = [
        spell("chef", "2020-01-01", "2024-04-15", unit="Norr", occupation="aide", exit_reason="resignation"),
        spell("ny", "2020-01-01", unit="Söder", occupation="aide"),
    ]
    history = led(
        [
            ("chef", "Norr", "2020-01-01", None),
            ("ny", "Söder", "2020-01-01", "2024-04-15"),
            ("ny", "Norr", "2024-05-01", None),
        ]
    )
    records = course([("chef", "G1", "2024-01-20", "2024-03-10"), ("ny", "G2", "2024-01-20", None)])
    found = built(
        world, [*staff("Norr"), *staff("Söder"), *leaders], manager_units=history, participants=records
    )
    north = found.unit_periods[found.unit_periods["unit"] == 1].set_index("period")
    assert north["managers"].tolist() == [1, 1, 0, 1, 1], "who has left leads no more, whatever was left open"
    assert north["managers_trained"].tolist() == [0, 1, 0, 0, 0], "it may fall"
    assert (north["first_trained"] == "2024-03-31").all(), "and the unit stays treated"
    assert (north["group"] == "G1").all()
    assert north["manager_changed"].tolist() == [False, False, False, True, False]
    south = found.unit_periods[found.unit_periods["unit"] == 2]
    assert south["first_trained"].isna().all()
    assert south["group"].isna().all()


def test_a_manager_trained_elsewhere_trains_no_unit_by_coming(world):
    history = led([("Norr0", "Söder", "2020-01-01", "2024-03-31"), ("Norr0", "Norr", "2024-04-01", None)])
    records = course([("Norr0", "G1", "2024-01-20", "2024-03-10")])
    found = built(
        world, [*staff("Norr"), *staff("Söder")], manager_units=history, participants=records
    ).unit_periods
    assert found.loc[found["unit"] == 1, "first_trained"].isna().all()
    assert at(found, "2024-05-31", 1)["managers_trained"] == 1
    assert (found.loc[found["unit"] == 2, "first_trained"] == "2024-03-31").all()


def test_without_a_history_the_nearest_letter_in_the_unit_leads_it(world):
    rows = [
        *staff("Norr"), spell("c", "2020-01-01", unit="Norr", manager_level="C"),
        spell("b", "2020-01-01", unit="Norr", manager_level="B"),
        spell("b2", "2020-01-01", unit="Stab", manager_level="B"),
    ]  # fmt: skip
    found = built(world, rows, participants=course([("b", "G", "2023-01-01", "2023-02-01")])).unit_periods
    assert (found["managers"] == 1).all()
    assert found["first_trained"].isna().all(), "the unit is led by C, not by the trained B"


def test_without_any_manager_or_course_nothing_is_claimed(world):
    found = world.build(staff()).unit_periods
    assert found[["managers", "managers_trained", "first_trained", "group"]].isna().all(axis=None)
    assert not found["manager_changed"].any()
    trained = built(world, staff(), manager_units=led([("Norr0", "Norr", "2020-01-01", None)])).unit_periods
    assert (trained["managers"] == 1).all()
    assert trained["managers_trained"].isna().all()


DAYS = st.dates(date(2023, 10, 1), date(2024, 7, 31))
SPELL = st.tuples(
    st.integers(0, 9), DAYS, st.none() | DAYS, st.sampled_from(["vard", "skola"]), st.sampled_from(["Norr", "Söder", ""]),
    st.sampled_from(["permanent", "hourly", "fixed_term"]), st.sampled_from([0.4, 0.6, 1.0]),
    st.sampled_from(["resignation", "retirement", None]),
)  # fmt: skip


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    return World(tmp_path_factory.mktemp("by")).config


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SPELL, min_size=1, max_size=14))
def test_exposure_and_resignations_add_up_to_those_of_stock_and_flows(config, drawn):
    frame = employments([
        spell(f"p{who}", str(start), None if end is None else str(max(start, end)), administration=place, unit=unit,
              contract=contract, contract_share=share, exit_reason=reason if end else None, employment=str(i))
        for i, (who, start, end, place, unit, contract, share, reason) in enumerate(drawn)
    ])  # fmt: skip
    ends = parts.periods("2024-01-31", "2024-06-30")
    built = parts.counted(frame, ends)
    named = units.number_units(built.paid)
    found = units.unit_periods(
        named, built.found, built.happened, None, parts.nothing(), built.number, config
    )
    if found is None:
        assert not (built.paid.frame["unit"] != "").any()
        return
    cell = ["period", "administration"]
    heads = built.stock.groupby(cell)["headcount"].sum().unstack(fill_value=0)
    heads = heads.reindex(pd.DatetimeIndex(ends), fill_value=0)
    mean = ((heads + heads.shift()) / 2 / 12).iloc[1:].stack()
    exposure = found.groupby(cell)["exposure"].sum().reindex(mean.index, fill_value=0)
    np.testing.assert_allclose(exposure, mean, atol=1e-12)
    left = built.flows[built.flows["flow"] == "resignation"].groupby(cell)["count"].sum()
    ours = found.groupby(cell)["resignations"].sum()
    assert ours[ours > 0].to_dict() == left.to_dict()


def test_other_keys_give_other_persons_and_the_same_units(world):
    rows = [*staff("Norr"), *staff("Söder")]
    first = world.build(rows).unit_periods
    other = world.build(
        [{**r, "person": f"x{r['person'][::-1]}", "employment": "1"} for r in rows]
    ).unit_periods
    pd.testing.assert_frame_equal(first, other)
    assert ABSENCES.persons


def quality(found):
    return found.quality.set_index("measure")


def test_what_cannot_be_tied_to_a_unit_is_measured(world):
    asked = table(
        ENGAGEMENT,
        [
            {"unit": unit, "administration": "vard", "round": round_, "date": day, "hme_motivation": 70,
             "hme_leadership": 80, "hme_governance": 75, "invited": 12, "respondents": 9}
            for unit, round_, day in (
                ("Norr", "1", "2024-03-05"), ("Borta", "1", "2024-03-05"), ("Borta", "0", "2019-03-05"),
                ("Norr", "2", None),
            )
        ],
    )  # fmt: skip
    history = led([("Norr0", "Borta", "2020-01-01", None), ("Norr0", "Norr", "2020-01-01", None)])
    records = course([("Norr0", "G", "2024-01-20", "2024-03-10"), ("Norr1", "G", "2024-01-20", None)])
    told = quality(built(world, staff(), engagement=asked, manager_units=history, participants=records))[
        "value"
    ]
    assert told["survey_unplaced"] == 0.5, "of the rows within the counted months"
    assert told["rounds_undated"] == 1
    assert told["leaders_unplaced"] == 0.5
    assert told["courses_completed"] == 0.5
    assert told["courses_without_units"] == 0
    alone = quality(built(world, staff(), participants=records))
    assert alone.loc["courses_without_units", "value"] == 1
    assert not alone.loc["courses_without_units", "passed"]
