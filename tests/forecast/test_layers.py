"""Whose the width is: the shares sum to the whole, and each layer's is nought where there is nothing of it."""

from dataclasses import replace

import numpy as np
import pytest

from competence.forecast import layers, model
from competence.vocabulary import LAYERS


@pytest.fixture(scope="module")
def table(counts, setup):
    built = model.build(
        replace(counts, population=None, service_volumes=None), setup, seed=1, draws=40, years=2, months=0
    )
    return layers.shares(built, draws=40)


def test_shares_sum_to_one(table):
    wide = table.pivot(index=["administration", "quantity", "horizon"], columns="layer", values="share")
    assert list(wide.columns) == sorted(LAYERS)
    assert np.allclose(wide.sum(axis=1), 1.0, atol=1e-9)


def test_without_residents_nothing_is_theirs(table):
    assert table.loc[table["layer"] == "population", "share"].abs().max() < 1e-9


def test_chance_matters_more_in_the_small(table):
    mine = table[(table["layer"] == "individual") & (table["quantity"] == "exits") & (table["horizon"] == 1)]
    share = mine.set_index("administration")["share"]
    assert share.drop("*").median() > share["*"]
    assert share.between(-0.2, 1.2).all()
