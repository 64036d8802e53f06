"""Texts of the pages, a module a language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module


def texts(locale: str) -> Mapping[str, str]:
    """Texts of a language by key."""
    return import_module(f"{__name__}.{locale}").TEXTS
