"""The made municipality, as a function of its seed."""

import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("programme_made", Path(__file__).with_name("made.py"))


@pytest.fixture(scope="session")
def made():
    module = importlib.util.module_from_spec(_SPEC)
    _SPEC.loader.exec_module(module)
    return module
