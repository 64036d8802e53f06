"""What is planted can be found again in the counts, and the truth says what the counts are."""

import numpy as np
import pandas as pd
import pytest

from competence import sample
from competence.sample import municipality, survey
from competence.sample.organisation import Organisation
from competence.sample.sheets import Sheet
from competence.tables import EXIT_FLOWS


@pytest.fixture(scope="module")
def variants():
    names = ("plain", "turnover_up", "reorganisation", "merged_code", "wrong_reasons", "hiring_freeze",
             "unqualified_hires", "vacancies_6", "programme_effect", "double_variance")  # fmt: skip
    return {name: sample.waist(seed=21, employees=3000, variant=name) for name in names}


def yearly(town, *flows):
    rows = town.tables["flows"][town.tables["flows"]["flow"].isin(flows)]
    return rows.groupby(rows["period"].dt.year)["count"].sum()


def test_the_truth_tells_the_counts(town):
    truth, stock = town.truth["administrations"], town.tables["stock"]
    heads = stock.groupby(["administration", "period"])["headcount"].sum().unstack(fill_value=0)
    assert truth["periods"] == [str(p.date()) for p in heads.columns]
    for name, row in truth["by_administration"].items():
        assert row["headcount"] == heads.loc[name].tolist()
    exits = sum(sum(map(sum, row["exits"].values())) for row in truth["by_administration"].values())
    flows = town.tables["flows"]
    assert exits == flows.loc[flows["flow"].isin(EXIT_FLOWS), "count"].sum()


def test_gap_is_need_less_those_who_are_qualified(town):
    need = {
        (r["year"], r["administration"], r["occupation"]): r["true_required_fte"]
        for r in town.truth["required"]
    }
    stock = town.tables["competence_stock"]
    meets = stock[stock["status"] == "meets"]
    fte = meets.groupby([meets["period"], "administration", "requirement"])["fte"].sum()
    assert len(town.truth["competence"]) > 60
    for row in town.truth["competence"]:
        at = (pd.Timestamp(row["year"], 12, 31), row["administration"], row["requirement"])
        held = fte.get(at, 0.0)
        target = need[row["year"], row["administration"], row["occupation"]] * row["share_required"]
        assert row["true_gap_fte"] == pytest.approx(target - held, abs=1e-3)


def test_staff_follows_the_need_and_vacancies_fill_the_rest(town):
    need = pd.DataFrame(town.truth["required"]).groupby("year")["true_required_fte"].sum()
    stock = town.tables["stock"]
    ends = stock[stock["period"].dt.month == 12]
    fte = ends.groupby(ends["period"].dt.year)["fte"].sum().reindex(need.index)
    assert (need / fte).between(0.95, 1.08).all()


def test_hostile_variants_leave_the_past_as_it_was_and_break_what_follows(variants):
    plain = yearly(variants["plain"], *EXIT_FLOWS)
    before = plain.index[plain.index < 2023]
    for name in ("turnover_up", "hiring_freeze", "merged_code", "reorganisation"):
        other = yearly(variants[name], *EXIT_FLOWS)
        assert (other[before] == plain[before]).all()
    up, normal = (
        yearly(variants[n], "resignation")[[2023, 2024, 2025]].sum() for n in ("turnover_up", "plain")
    )
    assert up > 1.2 * normal
    hires = {n: yearly(variants[n], "hire")[2023] for n in ("hiring_freeze", "plain")}
    assert hires["hiring_freeze"] < 0.7 * hires["plain"]


def test_a_merged_code_and_a_reorganisation_show_as_one_jump(variants):
    stock = variants["merged_code"].tables["stock"]
    aides = stock[(stock["occupation"] == "care_aide") & (stock["period"] > "2023-03-01")]
    plain = variants["plain"].tables["stock"]
    usual = plain[(plain["occupation"] == "care_aide") & (plain["period"] > "2023-03-01")]
    assert aides["headcount"].sum() < 0.25 * usual["headcount"].sum()
    flows = variants["reorganisation"].tables["flows"]
    moves = flows[flows["flow"] == "move_in"].groupby("period")["count"].sum()
    assert moves.idxmax() == pd.Timestamp("2023-01-31")
    assert moves.max() > 50


def test_wrong_reasons_change_reasons_only(variants):
    plain, wrong = (variants[n].tables["flows"] for n in ("plain", "wrong_reasons"))
    for flows in ("hire",), EXIT_FLOWS:
        assert (yearly(variants["plain"], *flows) == yearly(variants["wrong_reasons"], *flows)).all()
    reasons = [f.groupby("flow")["count"].sum() for f in (plain, wrong)]
    assert reasons[1]["resignation"] < 0.95 * reasons[0]["resignation"]


def test_planted_variants_plant_what_they_say(variants):
    def unqualified(town):
        flows = town.tables["competence_flows"]
        came = flows[(flows["from_status"] == "outside") & (flows["requirement"] == "preschool_licence")]
        return came.loc[came["to_status"] == "lacks", "count"].sum() / came["count"].sum()

    assert unqualified(variants["unqualified_hires"]) == pytest.approx(1 / 3, abs=0.07)
    assert unqualified(variants["plain"]) < 0.25

    def vacant(town):
        open_posts = town.tables["vacancies"]["open_posts_fte"].sum()
        return open_posts / (open_posts + town.tables["stock"]["fte"].sum())

    assert vacant(variants["vacancies_6"]) == pytest.approx(0.06, abs=0.012)
    assert vacant(variants["plain"]) < 0.025
    late = [yearly(variants[n], "resignation")[[2024, 2025]].sum() for n in ("programme_effect", "plain")]
    assert late[0] < 0.92 * late[1]


def test_year_shocks_are_doubled_where_planted(variants):
    def spread(town):
        return np.log(yearly(town, "resignation")).std()

    assert spread(variants["double_variance"]) > 1.3 * spread(variants["plain"])


def test_people_retire_later_with_the_target_age_but_only_half_of_them():
    towns = [sample.waist(seed=s, employees=6000).tables for s in (31, 32, 33)]

    def rate_at_65(first, last):
        """Retirements at 65 of those born then, per person and month."""
        events = heads = 0
        for t in towns:
            gone, there = t["flows"][t["flows"]["flow"] == "retirement"], t["stock"]
            for frame, column in ((gone, "count"), (there, "headcount")):
                born = frame["period"].dt.year - frame["age"].astype(int)
                total = frame.loc[(frame["age"] == 65) & born.between(first, last), column].sum()
                events, heads = (events + total, heads) if column == "count" else (events, heads + total)
        return events / heads

    # Target age 65 before, 66 and 67 after: all of them waiting would leave next to nobody at 65.
    assert 0.4 < rate_at_65(1958, 1960) / rate_at_65(1951, 1957) < 0.85


def test_the_survey_bears_the_effect_that_is_planted():
    slopes = []
    for seed in range(40, 46):
        world = municipality.World(seed, 3000, 120, "2025-12", "plain")
        finished = {u: int(m) for u, m in enumerate(world.rollout.finished())}
        sheet = Sheet("survey", [])
        truth = survey.engagement(world, Organisation(world.plan), finished, sheet)
        rows = pd.DataFrame([line.split(";") for line in sheet.lines])
        frame = pd.DataFrame(truth).assign(
            leadership=pd.to_numeric(rows[4].str.replace(",", "."), errors="coerce"),
            others=pd.to_numeric(rows[3].str.replace(",", "."), errors="coerce"),
        ).dropna()  # fmt: skip
        outcome = frame["leadership"] - frame["leadership"].groupby(frame["unit"]).transform("mean")
        treated = frame["trained"].astype(float)
        treated = treated - treated.groupby(frame["unit"]).transform("mean")
        slopes.append((outcome * treated).sum() / (treated**2).sum())
        assert frame.loc[~frame["trained"], "effect"].eq(0).all()
    assert np.mean(slopes) == pytest.approx(2.0, abs=0.9)
