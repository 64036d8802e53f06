"""Coverage, the two promises and the drain, on roll-outs whose end is known."""

import numpy as np
import pandas as pd
import pytest

from competence.config.programme import Programme
from competence.programme import drain
from competence.programme.coverage import cover
from competence.tables import ALL, COVERAGE, PROGRAMME_GROUPS, PROGRAMME_STATUS, PROMISE

START = pd.Timestamp("2022-09-01")


def month_end(months: int) -> pd.Timestamp:
    return START + pd.offsets.MonthEnd(months) if months else START - pd.Timedelta(days=1)


def rollout(months: int, groups: int, *, size=20, gap=2, length=2, managers=(130, 70), left=0.0, last=None):
    """A roll-out seen so many months in: group g begins in month g x gap; the managers of both places take turns."""
    rows, sat = [], []
    for month in range(months + 1):
        begun = min(groups, (month - 1) // gap + 1 if month else 0)
        done = min(groups, max(0, (month - length) // gap + (1 if month >= length else 0)))
        before = min(groups, max(0, (month - 1 - length) // gap + (1 if month - 1 >= length else 0)))
        for place, many in zip(("a", "b"), managers):
            stay = round(many * (1 - left) ** (month / 12))
            share = many / sum(managers)
            through, way = (min(round(n * size * share), stay) for n in (done, begun))
            now = through - min(round(before * size * share), stay)
            for status, n in (
                ("completed", through),
                ("under_way", way - through),
                ("not_begun", stay - way),
            ):
                if n:
                    rows.append((month_end(month), place, status, True, "over_six_months", n, now if status == "completed" else 0))  # fmt: skip
            if many - stay:
                rows.append((month_end(month), place, "not_begun", False, "over_six_months", many - stay, 0))
    for g in range(groups):
        if g * gap < months:
            for place, many in zip(("a", "b"), managers):
                sat.append(
                    (
                        f"G{g:02d}",
                        START + pd.DateOffset(months=g * gap),
                        place,
                        round(size * many / sum(managers)),
                    )
                )
    status = pd.DataFrame(rows, columns=["period", "administration", "status", "in_post_at_start", "service", "managers", "completed_now"])  # fmt: skip
    status = status.assign(manager_level="C", days=0, months_to_complete=lambda t: 7.0 * t["completed_now"])
    frame = pd.DataFrame(sat, columns=["group", "start", "administration", "managers"])
    for f, names in ((status, ["period"]), (frame, ["start"])):
        f[names] = f[names].astype("datetime64[us]")
    status = status.astype({"managers": "int64", "completed_now": "int64"})
    return PROGRAMME_STATUS.check(status), PROGRAMME_GROUPS.check(frame.astype({"managers": "int64"}))


def told(status, groups, *, due="2024-08-31", seed=1, draws=300):
    config = Programme(rollout_end=pd.Timestamp(due).date() if due else None)
    coverage, promise = cover(
        status, groups, None, None, config, origin=status["period"].max(), rng=np.random.default_rng(seed), draws=draws
    )  # fmt: skip
    return coverage, promise.set_index(["administration", "promise"])


def test_without_course_records_nothing_is_said():
    config, origin = Programme(), pd.Timestamp("2024-01-31")
    for status, groups in ((None, None), (PROGRAMME_STATUS.empty(), PROGRAMME_GROUPS.empty())):
        coverage, promise = cover(
            status, groups, None, None, config, origin=origin, rng=np.random.default_rng(1)
        )
        assert coverage.empty and promise.empty
        assert list(coverage) == COVERAGE.names and list(promise) == PROMISE.names


def test_what_was_observed_is_told_as_it_was_and_adds_up():
    status, groups = rollout(9, 10)
    coverage, promise = told(status, groups)
    seen = coverage[coverage["drain"] == "observed"]
    assert seen[["p10", "p90"]].isna().all(axis=None)
    now = seen[(seen["period"] == month_end(9)) & (seen["administration"] == ALL)].set_index("status")[
        "managers"
    ]
    assert now.to_dict() == {"completed": 80, "under_way": 20, "not_begun": 100, "all": 200}
    whole = seen[seen["status"] != "all"].groupby(["period", "administration"])["managers"].sum()
    assert (whole.unstack()[["a", "b"]].sum(axis=1) == whole.unstack()[ALL]).all()
    assert promise.loc[(ALL, "in_post_at_start"), "share"] == pytest.approx(0.4)
    assert promise.loc[(ALL, "in_post_at_start"), "months_to_complete"] == pytest.approx(7.0)


def test_a_roll_out_in_good_time_holds_and_a_late_one_does_not():
    # 20 managers every other month: 190 of 200 need ten groups, the tenth over in month 20.
    status, groups = rollout(12, 10)
    early = told(status, groups, due="2024-12-31")[1].loc[(ALL, "in_post_at_start")]
    late = told(status, groups, due="2023-12-31")[1].loc[(ALL, "in_post_at_start")]
    assert early["chance"] > 0.9 and late["chance"] < 0.05
    assert early["p10"] <= early["p50"] <= early["p90"]
    assert abs((early["p50"] - month_end(20)).days) < 75
    assert late["pace_needed"] > early["pace_needed"] > 0


def test_a_roll_out_without_a_promised_day_has_dates_and_no_chance():
    row = told(*rollout(12, 10), due=None)[1].loc[(ALL, "in_post_at_start")]
    assert pd.isna(row["due"]) and pd.isna(row["chance"]) and pd.isna(row["pace_needed"])
    assert pd.notna(row["p50"])


def test_one_group_just_begun_says_little_and_claims_nothing():
    status, groups = rollout(1, 1)
    _, promise = told(status, groups)
    row = promise.loc[(ALL, "in_post_at_start")]
    assert row["share"] == 0 and pd.isna(row["pace"]) and pd.isna(row["months_to_complete"])
    assert 0.05 < row["chance"] < 0.95
    assert (row["p90"] - row["p10"]).days > 100


def test_all_done_is_dated_and_certain():
    status, groups = rollout(24, 10)
    coverage, promise = told(status, groups)
    row = promise.loc[(ALL, "in_post_at_start")]
    assert row["share"] == 1 and row["chance"] == 1
    assert row["p10"] == row["p50"] == row["p90"] == month_end(20)
    assert "roll_out" not in set(coverage["drain"])
    last = coverage[(coverage["drain"] == "no_groups") & (coverage["administration"] == ALL)]["period"].max()
    assert last == month_end(24 + 60)


def test_three_years_after_no_groups_come_by_themselves():
    status, groups = rollout(56, 10, left=0.12)
    coverage, promise = told(status, groups)
    row = promise.loc[(ALL, "all_with_service")]
    assert pd.isna(row["p50"]) and row["chance"] == 0
    assert "roll_out" not in set(coverage["drain"])


def test_what_has_been_learnt_drains_by_turnover():
    # With 12 % a year half are untrained after 5.4 years: e^(-5 x 0.128) = 0.53 of those through are left after five.
    rng = np.random.default_rng(2)
    turnover = np.full(4000, -np.log(0.88))
    found = dict(drain.ahead(np.full((4000, 1), 200), np.array([200]), turnover, 22, rng))
    assert found["no_groups"][60].mean() == pytest.approx(200 * 0.88**5, rel=0.02)
    assert found["no_groups"][60].mean() < found["one_group"][60].mean() < 200
    kept = dict(drain.ahead(np.full((4000, 1), 180), np.array([200]), turnover, 22, rng))["keep"]
    assert kept[60].mean() == pytest.approx(180, rel=0.02)
    # Nine of ten of 200 posts lose 12 % a year: 21.6 places, and more where not all who are booked get through.
    assert drain.places(200, turnover, np.full(4000, 0.8)).mean() == pytest.approx(0.9 * 200 * 0.12 / 0.8)


def test_administrations_are_told_on_their_own():
    status, groups = rollout(12, 10)
    coverage, promise = told(status, groups)
    assert set(promise.index.get_level_values(0)) == {"a", "b", ALL}
    ahead = coverage[(coverage["drain"] == "no_groups") & (coverage["status"] == "completed")]
    by = ahead.pivot(index="period", columns="administration", values="managers")
    assert (by[["a", "b"]].sum(axis=1) - by[ALL]).abs().max() < 1e-6
