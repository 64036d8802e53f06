"""The generator is frozen: what is tuned and reported on it must not move unseen.

Whoever changes hazards, demand or plan on purpose sets the new hashes here and tunes and reports again.
"""

import hashlib

import numpy as np
import pandas as pd
import pytest

from competence import sample
from competence.sample.streams import Streams

# Sums of floating point differ in the last bit between processors, and one draw then falls otherwise.
PROCESSOR = "6c5f31ae3cc125af"
HASHES = {
    1: "5bf319066d788ecc",
    2: "d6d6abb3910c53e2",
    3: "1ec6352d618caaff",
}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def processor() -> str:
    rng = Streams(0)("processor")
    x = rng.standard_normal(20000)
    parts = [
        x,
        np.exp(x),
        np.log(np.abs(x)),
        np.expm1(-np.abs(x)),
        rng.standard_gamma(2.2, 20000),
        np.sqrt(np.abs(x)),
    ]
    return digest(np.concatenate(parts).tobytes())


@pytest.mark.parametrize("seed", sorted(HASHES))
def test_counts_are_those_that_were_frozen(seed):
    if processor() != PROCESSOR:
        pytest.skip("another processor or another numpy: floats differ in their last bit")
    tables = sample.waist(seed, employees=1500).tables
    parts = []
    for name, value in (("stock", "headcount"), ("flows", "count"), ("competence_stock", "headcount")):
        keys = [
            c
            for c in ("period", "administration", "occupation", "contract", "flow", "status")
            if c in tables[name]
        ]
        counts = tables[name].groupby(keys)[value].sum()
        parts.append(pd.util.hash_pandas_object(counts.reset_index(), index=False).to_numpy().tobytes())
    assert digest(b"".join(parts)) == HASHES[seed]
