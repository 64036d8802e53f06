"""Words follow the numbers."""

import numpy as np
import pytest

from competence.programme import verdicts
from competence.programme.verdicts import Error

# low, high, smallest that matters, adjusted p, bounds hold, less is better -> word
CASES = [
    # More is better, the primary outcome or one that Holm leaves.
    (0.1, 4.0, 3.0, 0.04, True, False, "supported"),
    (0.1, 4.0, 3.0, 0.04, False, False, "supported_if_parallel"),
    (0.1, 4.0, 3.0, 0.04, None, False, "supported_if_parallel"),
    (3.5, 6.0, 3.0, 1e-9, True, False, "supported"),
    (0.2, 1.5, 3.0, 0.01, True, False, "supported"),
    (0.2, 1.5, 3.0, 0.01, False, False, "supported_if_parallel"),
    (1e-6, 2.0, 3.0, 0.0499, True, False, "supported"),
    (-4.0, -0.1, 3.0, 0.04, True, False, "harm"),
    (-4.0, -0.1, 3.0, 0.04, False, False, "harm_if_parallel"),
    (-4.0, -0.1, 3.0, 0.04, None, False, "harm_if_parallel"),
    (-9.0, -5.0, 3.0, 1e-9, True, False, "harm"),
    (-1.0, -0.2, 3.0, 0.003, True, False, "harm"),
    # Holm takes it back, whatever the interval and the bounds.
    (0.1, 4.0, 3.0, 0.06, True, False, "cannot_be_said"),
    (0.1, 2.0, 3.0, 0.06, True, False, "cannot_be_said"),
    (-2.0, -0.1, 3.0, 0.12, True, False, "cannot_be_said"),
    (-4.0, -0.1, None, 0.051, False, False, "cannot_be_said"),
    # Nought inside, both ends within what matters.
    (-1.0, 2.0, 3.0, 0.5, None, False, "ruled_out"),
    (-2.9, 2.9, 3.0, 1.0, None, False, "ruled_out"),
    (-2.0, 0.5, 3.0, 0.2, None, False, "ruled_out"),
    (0.0, 2.0, 3.0, 0.05, None, False, "ruled_out"),
    (-2.0, 0.0, 3.0, 0.05, None, False, "ruled_out"),
    (-0.2, 0.2, 0.5, 0.9, True, False, "ruled_out"),
    # Nought inside, an end at or beyond what matters.
    (-1.0, 3.0, 3.0, 0.3, None, False, "cannot_be_said"),
    (-3.0, 1.0, 3.0, 0.3, None, False, "cannot_be_said"),
    (-1.0, 5.0, 3.0, 0.2, None, False, "cannot_be_said"),
    (-5.0, 1.0, 3.0, 0.2, None, False, "cannot_be_said"),
    (-8.0, 8.0, 3.0, 1.0, True, False, "cannot_be_said"),
    (0.0, 3.5, 3.0, 0.05, None, False, "cannot_be_said"),
    # No smallest named: nothing is ruled out.
    (-0.1, 0.1, None, 0.9, None, False, "cannot_be_said"),
    (0.1, 0.3, None, 0.01, True, False, "supported"),
    # Less is better: resignations, sick days, time to fill, in per cent.
    (-30.0, -2.0, 10.0, 0.02, True, True, "supported"),
    (-30.0, -2.0, 10.0, 0.02, False, True, "supported_if_parallel"),
    (2.0, 30.0, 10.0, 0.02, True, True, "harm"),
    (2.0, 30.0, 10.0, 0.02, None, True, "harm_if_parallel"),
    (-22.0, 12.0, 10.0, 0.6, None, True, "cannot_be_said"),
    (-9.0, 9.5, 10.0, 0.9, None, True, "ruled_out"),
    (-30.0, -2.0, 10.0, 0.2, True, True, "cannot_be_said"),
    # Nothing identified.
    (np.nan, np.nan, 3.0, np.nan, None, False, "not_estimated"),
    (np.nan, 2.0, 3.0, 0.5, True, True, "not_estimated"),
    (-np.inf, np.inf, 3.0, 0.5, True, False, "not_estimated"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_word_follows_the_numbers(case):
    low, high, smallest, p, hold, less, word = case
    found = verdicts.verdict(low, high, smallest, p=p, bounds_hold=hold, less_is_better=less)
    assert found == word


def test_forty_cases():
    assert len(CASES) == 40


def test_the_wider_interval_is_used_not_the_larger_error():
    # 0.95 by group is the smaller error, and with 12 degrees of freedom the wider interval.
    assert verdicts.wider(1.0, 0.95, 13) == Error(0.95, 12)
    assert verdicts.wider(1.0, 0.85, 13) == Error(1.0, np.inf)
    assert verdicts.wider(1.0, np.nan, 1) == Error(1.0, np.inf)


def test_mde_is_what_is_found_four_times_of_five_at_the_same_level():
    error = Error(0.7, 12.0)
    assert verdicts.detectable(Error(1.0, np.inf)) == pytest.approx(1.95996 + 0.84162, abs=1e-4)
    rng = np.random.default_rng(1)
    for level in (0.05, 0.01):
        estimate = verdicts.detectable(error, level) + error.se * rng.standard_t(12, 40_000)
        assert (estimate > verdicts.half_width(error, level)).mean() == pytest.approx(0.80, abs=0.01)


def test_holm_as_published():
    # Holm (1979), four p-values.
    p = np.array([0.01, 0.04, 0.03, 0.005, np.nan])
    assert verdicts.holm(p)[:4] == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert np.isnan(verdicts.holm(p)[4])
