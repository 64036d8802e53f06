"""Counts to stock and flows: nobody comes or goes on the way, age groups become ages that a forecast can use."""

import numpy as np
import pandas as pd
import pytest

from competence import sample
from competence.tables import COUNTED
from competence.workforce import delivered_ages as ages
from competence.workforce import delivered_counts, identities

GROUPS = [(None, 29), (30, 39), (40, 49), (50, 59), (60, 64), (65, None)]
STAFF = ("headcount", "on_leave", "fte", "absent_fte")
BY = ["period", "administration", "occupation", "contract", "sex"]


def grouped(age: pd.Series) -> pd.DataFrame:
    out = pd.DataFrame({"age_from": pd.NA, "age_to": pd.NA}, index=age.index, dtype="Int16")
    for low, high in GROUPS:
        inside = age.between(low or 0, high or 120).fillna(False)
        out.loc[inside, "age_from"], out.loc[inside, "age_to"] = low or pd.NA, high or pd.NA
    return out


def counted(tables: dict[str, pd.DataFrame], *, single: bool = False) -> pd.DataFrame:
    """The table `counted` that a sender without persons would have given."""
    parts = []
    for name, measures in (("stock", STAFF), ("flows", ("count",))):
        table = tables[name][tables[name]["contract"] != "hourly"]
        age = table["age"]
        span = pd.DataFrame({"age_from": age, "age_to": age}) if single else grouped(age)
        for measure in measures:
            parts.append(
                table.assign(**span, table=name, value=table[measure].astype(float),
                             measure=table["flow"] if name == "flows" else measure)
            )  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.assign(
        source="x", written=frame["measure"], hidden=0, estimated=0.0, requirement=None, status=None
    )
    found = (
        frame.groupby(list(COUNTED.key), dropna=False)[["value", "hidden", "estimated"]].sum().reset_index()
    )
    return COUNTED.check(found.astype({"hidden": "int64"}))


@pytest.fixture(scope="module")
def municipality():
    return sample.waist(seed=2, employees=400, months=36).tables


@pytest.fixture(scope="module")
def built(municipality):
    return delivered_counts.tables(counted(municipality))


def test_every_cell_keeps_its_persons_and_its_fte(built, municipality):
    for ours, name, sums in ((built[0], "stock", list(STAFF)), (built[1], "flows", ["count"])):
        table = municipality[name]
        table = table[table["contract"] != "hourly"]
        by = [*BY, "flow"] if name == "flows" else BY
        one, other = (t.groupby(by)[sums].sum() for t in (ours, table))
        other = other[(other > 0).any(axis=1)]
        pd.testing.assert_frame_equal(one, other, check_dtype=False, atol=1e-5)
        # FTE without a head, of a second employment, stands at no single age.
        told = [grouped(t["age"]).fillna(0).assign(n=t[sums[0]]).groupby(["age_from", "age_to"])["n"].sum()
                for t in (ours[ours[sums[0]] > 0], table)]  # fmt: skip
        pd.testing.assert_series_equal(*told)


def test_leave_is_never_more_than_heads(built):
    assert (built[0]["on_leave"] <= built[0]["headcount"]).all()


def test_stock_and_flows_still_add_up(built, municipality):
    assert identities.residuals(built[0], built[1]).abs().sum() == 0
    assert built[2] is None


def test_ages_read_from_groups_are_near_the_true_ones(built, municipality):
    ours, true = (
        t.groupby("age")["headcount"].sum().reindex(range(18, 72), fill_value=0).astype(float)
        for t in (built[0], municipality["stock"][municipality["stock"]["contract"] != "hourly"])
    )
    whole = true.sum()
    assert (ours - true).abs().sum() / 2 / whole < 0.12
    at = {age: (ours[:age].sum() - true[:age].sum()) / whole for age in (25, 35, 45, 55, 63, 67)}
    assert max(map(abs, at.values())) < 0.02


def test_retirements_stand_where_people_retire(built):
    flows = built[1]
    ages_ = flows[flows["flow"] == "retirement"].groupby("age")["count"].sum()
    assert ages_[(ages_.index >= 62) & (ages_.index <= 69)].sum() / ages_.sum() > 0.8


def test_the_same_counts_give_the_same_ages_whatever_the_order_of_rows(municipality):
    table = counted(municipality)
    shuffled = table.sample(frac=1, random_state=1)
    for one, other in zip(delivered_counts.tables(table), delivered_counts.tables(COUNTED.check(shuffled))):
        if one is not None:
            pd.testing.assert_frame_equal(one, other)


def test_a_cell_keeps_its_ages_from_month_to_month():
    """The same persons in a cell have the same ages in all periods; one more changes nobody's."""
    frame = pd.DataFrame(
        {"period": [1, 2, 3], "administration": "a", "age_from": pd.array([30] * 3, "Int16"),
         "age_to": pd.array([39] * 3, "Int16"), "n": [5, 5, 6]}
    )  # fmt: skip
    found = ages.spread(frame, "n", np.ones(len(ages.AGES)), ["administration"], ["period"])
    first, second, third = (found[found["row"] == i].set_index("age")["persons"] for i in range(3))
    assert first.equals(second)
    assert (third.sub(first, fill_value=0) >= 0).all()
    assert third.sum() == 6


def test_single_ages_are_left_alone(municipality):
    stock, flows, _ = delivered_counts.tables(counted(municipality, single=True))
    told = municipality["stock"]
    told = told[(told["contract"] != "hourly") & (told[list(STAFF)] > 0).any(axis=1)]
    pd.testing.assert_frame_equal(stock, told.reset_index(drop=True))
    told = municipality["flows"]
    pd.testing.assert_frame_equal(flows, told[told["contract"] != "hourly"].reset_index(drop=True))


def test_unknown_ages_stay_unknown_and_without_fte_a_head_is_a_full_time(municipality):
    table = counted(municipality)
    table = table[(table["measure"] != "fte") & (table["table"] == "stock") | (table["table"] == "flows")]
    none = pd.array([pd.NA] * len(table), "Int16")
    bare = table.assign(age_from=none, age_to=none)
    bare = bare.groupby(list(COUNTED.key), dropna=False)[["value", "hidden", "estimated"]].sum().reset_index()
    stock, flows, _ = delivered_counts.tables(COUNTED.check(bare.astype({"hidden": "int64"})))
    assert stock["age"].isna().all()
    assert flows["age"].isna().all()
    assert (stock["fte"] == stock["headcount"]).all()
