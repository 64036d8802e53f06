"""Published figures of Callaway & Sant'Anna's county data, by two packages; ours against the library where they meet."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from competence.programme import impute

COUNTIES = Path(__file__).resolve().parents[3] / "shared" / "data" / "mpdta" / "mpdta.csv"
pytestmark = pytest.mark.skipif(not COUNTIES.is_file(), reason="the counties of ../shared are not here")
# (controls, covariate, with the never treated): simple, its error, and other averages of Callaway & Sant'Anna.
PUBLISHED = {
    ("never", False, True): (-0.0400, 0.0120, {"group": -0.0310, "dynamic": -0.0772, "calendar": -0.0417}),
    ("never", True, True): (-0.0418, 0.0115, {}),
    ("not_yet", False, True): (-0.0398, 0.0121, {"dynamic": -0.0774}),
    ("not_yet", True, True): (-0.0414, 0.0114, {}),
    ("not_yet", False, False): (-0.0418, 0.0205, {}),
}
DIGITS = 0.00005
SAMPLED = 0.0005  # the errors were bootstrapped


@pytest.fixture(scope="module")
def counties():
    return pd.read_csv(COUNTIES).rename(columns={"first.treat": "first"})


def chosen(counties, case):
    return counties if case[2] else counties[counties["first"] > 0]


@pytest.mark.parametrize("case", PUBLISHED)
def test_the_library_gives_the_published_figures(counties, case):
    from diff_diff import CallawaySantAnna

    controls = "never_treated" if case[0] == "never" else "not_yet_treated"
    data = chosen(counties, case)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = CallawaySantAnna(control_group=controls).fit(
            data, "lemp", "countyreal", "year", "first", covariates=["lpop"] if case[1] else None
        )
    simple, error, others = PUBLISHED[case]
    assert found.overall_att == pytest.approx(simple, abs=DIGITS)
    assert found.overall_se == pytest.approx(error, abs=SAMPLED)
    size = data.drop_duplicates("countyreal")["first"].value_counts()
    cells = pd.DataFrame(
        [(g, t, effect["effect"], size[g]) for (g, t), effect in found.group_time_effects.items() if t >= g],
        columns=["group", "time", "effect", "size"],
    ).dropna()

    def averages(by):
        return cells.groupby(by).apply(lambda c: np.average(c["effect"], weights=c["size"]))

    by_group = averages("group")
    told = {
        "group": np.average(by_group, weights=size[by_group.index]),
        "dynamic": averages(cells["time"] - cells["group"]).mean(),
        "calendar": averages("time").mean(),
    }
    assert {k: told[k] for k in others} == pytest.approx(others, abs=DIGITS)
    if not case[2]:
        assert set(cells["group"]) == {2004, 2006}


@pytest.mark.parametrize("case", PUBLISHED)
def test_a_second_package_confirms_them(counties, case, capsys):
    from csdid.att_gt import ATTgt

    controls = "nevertreated" if case[0] == "never" else "notyettreated"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        method = ATTgt(
            "lemp", "year", "countyreal", "first", chosen(counties, case), control_group=[controls],
            xformla="lemp~lpop" if case[1] else None,
        ).fit("dr", bstrap=False)  # fmt: skip
        told = {
            kind: method.aggte(kind, na_rm=True, bstrap=False).atte
            for kind in ("simple", *PUBLISHED[case][2])
        }
    simple, error, others = PUBLISHED[case]
    assert told["simple"]["overall_att"] == pytest.approx(simple, abs=DIGITS)
    assert told["simple"]["overall_se"] == pytest.approx(error, abs=SAMPLED)
    assert {k: told[k]["overall_att"] for k in others} == pytest.approx(others, abs=DIGITS)


def laid_out(counties):
    y = counties.pivot(index="countyreal", columns="year", values="lemp")
    first = counties.groupby("countyreal")["first"].first().reindex(y.index).to_numpy()
    group = np.where(first > 0, np.unique(first, return_inverse=True)[1], -1)
    n = len(y)
    rows, one = impute.rows(
        y.to_numpy(), np.ones(y.shape, bool), np.ones(n), np.arange(n), np.zeros(n, int), group
    )
    free = y.columns.to_numpy() < np.where(first > 0, first, 9999)[:, None]
    return rows, free[one], first[one]


@pytest.mark.parametrize("never", [True, False])
def test_imputation_is_the_library_s_where_all_trained_weigh_the_same(counties, never):
    from diff_diff import ImputationDiD

    data = counties if never else counties[counties["first"] > 0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = ImputationDiD().fit(data, "lemp", "countyreal", "year", "first")
    rows, free, _ = laid_out(data)
    everywhere = np.ones(free.shape[1], bool)
    ours = impute.estimate(rows, impute.design(rows, free[None], ~free[None], everywhere, 1, overlap=False))
    assert ours.value[0] == pytest.approx(found.overall_att, abs=1e-9)
    # Ours carries n / (n - 1) by cell, the least of which has 20 counties.
    assert 1 <= ours.by_unit(rows)[0] / found.overall_se <= np.sqrt(20 / 19)


def test_a_group_with_nobody_left_to_compare_with_is_not_identified(counties):
    rows, free, first = laid_out(counties[counties["first"] > 0])
    everywhere = np.ones(free.shape[1], bool)
    part = np.stack([first == year for year in (2004, 2006, 2007)])[..., None] * np.ones(free.shape[1])
    alike = (np.broadcast_to(x, part.shape) for x in (free, ~free))
    ours = impute.estimate(rows, impute.design(rows, *alike, everywhere, 1, True, part))
    assert np.isfinite(ours.value).tolist() == [True, True, False]
