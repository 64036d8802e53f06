"""Small municipalities of known truth, as counts."""

from pathlib import Path

import pytest

from competence import config, forecast, sample


@pytest.fixture(scope="session")
def setup():
    return config.load(Path(__file__).resolve().parents[2])


@pytest.fixture(scope="session")
def municipality():
    return sample.waist(seed=5, employees=1500, months=72)


@pytest.fixture(scope="session")
def counts(municipality):
    return forecast.Counts(
        **{name: municipality.tables.get(name) for name in forecast.Counts.__dataclass_fields__}
    )


@pytest.fixture(scope="session")
def issued(counts, setup):
    return forecast.run(counts, setup, seed=3, draws=150, years=4, months=24)
