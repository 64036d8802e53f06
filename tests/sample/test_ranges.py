"""The sample looks like a Swedish municipality; the benchmark checks it at full size."""

import pandas as pd
import pytest

from competence import sample

# Figures of a size: they move too much in a small municipality, or count its administrations at full size.
NOT_SMALL = {"administrations under 100 persons", "need: volume", "need: turnover"}


def test_figures_lie_within_the_published_ranges(ranges):
    drawn = pd.DataFrame([ranges.figures(sample.waist(seed, 3000)) for seed in (1, 2, 3)]).mean()
    outside = {
        name: round(float(drawn[name]), 3)
        for name, (low, high) in ranges.RANGES.items()
        if name not in NOT_SMALL and not low <= drawn[name] <= high
    }
    assert not outside


@pytest.mark.slow
def test_the_benchmark_passes_at_full_size(ranges, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["sample_ranges.py", "--seeds", "1", "2"])
    assert ranges.main() == 0
    assert "22 of 22 within" in capsys.readouterr().out


def test_a_figure_outside_fails(ranges, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["sample_ranges.py", "--seeds", "1", "--employees", "300"])
    monkeypatch.setitem(ranges.RANGES, "mean age", (20, 21))
    assert ranges.main() == 1
    assert "OUTSIDE" in capsys.readouterr().out
