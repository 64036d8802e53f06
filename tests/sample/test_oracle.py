"""The oracle: its past is the municipality's, its futures differ only in what nobody can know."""

import numpy as np
import pytest

from competence import sample
from competence.sample.oracle import Oracle

SEED, SIZE, ORIGIN = 3, 600, 96


@pytest.fixture(scope="module")
def oracle():
    return Oracle(SEED, SIZE, ORIGIN)


@pytest.fixture(scope="module")
def residents(oracle):
    first, year = oracle.residents.first, int(oracle.months.year(ORIGIN))
    known = np.stack([oracle.residents.observed[year - first + k].sum(axis=1) for k in range(2)])
    return np.repeat(known[None], 12, axis=0)


def test_its_past_is_the_municipalitys(oracle):
    stock = sample.waist(SEED, SIZE).tables["stock"]
    now = stock[stock["period"] == oracle.months.periods[ORIGIN]]
    heads = now.groupby(["administration", "occupation"])["headcount"].sum()
    seen = np.array([heads.get(name, 0) for name in oracle.plan.names])
    # Those whose second employment is the larger stand elsewhere.
    assert np.abs(oracle.staff() - seen).sum() <= 0.02 * seen.sum()


def test_stock_is_stock_plus_in_less_out_in_every_future(oracle, residents):
    made = oracle.foresee(1, residents)
    whole = {name: getattr(made, name)[:, 0].sum(axis=1) for name in ("exits", "hires", "headcount")}
    # Moves cancel over the whole; transfers and those away over a summer are back by a year's end.
    gone = oracle.staff().sum() + whole["hires"] - whole["exits"] - whole["headcount"]
    assert np.abs(gone).max() <= 3


def test_futures_differ_and_are_the_same_for_the_same_seed(oracle, residents):
    one, again, other = (oracle.foresee(1, residents[:3], seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.exits, again.exits)
    assert not np.array_equal(one.exits, other.exits)
    assert not np.array_equal(one.exits[0], one.exits[1])


def test_an_origin_within_a_year_is_refused():
    with pytest.raises(ValueError, match="December"):
        Oracle(SEED, SIZE, ORIGIN + 1)
