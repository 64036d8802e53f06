"""Municipalities drawn once for all tests."""

import importlib.util
from pathlib import Path

import pytest

from competence import sample

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def town():
    """A small one over ten years."""
    return sample.waist(seed=11, employees=1500)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The files of a small one over four years."""
    folder = tmp_path_factory.mktemp("raw")
    sample.write(folder, seed=12, employees=900, months=48)
    return folder


@pytest.fixture(scope="session")
def ranges():
    """The benchmark that prints the sample beside published ranges."""
    spec = importlib.util.spec_from_file_location("sample_ranges", ROOT / "benchmarks" / "sample_ranges.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
