"""The truth's expected exits are what the planted hazards give on average."""

import pandas as pd

from competence import sample


def test_expected_exits_agree_with_what_came():
    found = []
    for seed in (1, 2):
        made = sample.waist(seed, employees=1500)
        expected = pd.DataFrame(made.truth["expected_exits"])
        flows = made.tables["flows"]
        keys = [flows["period"].dt.year.rename("year"), "administration", flows["flow"].rename("cause")]
        seen = flows.groupby(keys)["count"].sum().rename("seen").reset_index()
        found.append(expected.merge(seen, how="left").fillna({"seen": 0}))
    whole = pd.concat(found).groupby("cause")[["expected", "seen"]].sum()
    assert set(whole.index) >= {"retirement", "resignation", "contract_end", "other_exit"}
    # Counts of chances: five standard deviations of a Poisson count.
    assert ((whole["seen"] - whole["expected"]).abs() < 5 * whole["expected"] ** 0.5).all()
