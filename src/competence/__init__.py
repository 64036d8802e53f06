"""Competence supply for a municipality: from HR exports to forecasts and reports.

Notebooks import the names below (see `competence.api`); everything else is the inside of the house.
"""

from importlib import import_module

__version__ = "0.1.0"

_API = ("backtest", "evaluation", "load", "long_term", "quality", "short_term")
__all__ = [*_API, "__version__"]


def __getattr__(name: str):
    # Late, so that `import competence` costs nothing to those who need one room only.
    if name in _API:
        return getattr(import_module("competence.api"), name)
    raise AttributeError(f"module 'competence' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
