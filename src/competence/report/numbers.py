"""The one place where a number becomes text."""

from __future__ import annotations

import math
from functools import lru_cache

from babel.numbers import format_decimal

DASH = "–"
MINUS = "−"


def whole(value: float) -> float:
    """`value` as the whole number that is published: nearest, ties to even, never a negative nought."""
    return float(round(value)) + 0.0


@lru_cache(maxsize=50_000)
def number(
    value: float | None,
    *,
    decimals: int = 0,
    percent: bool = False,
    sign: bool = False,
    millions: bool = False,
    locale: str = "sv",
) -> str:
    """`value` in the reader's language; a dash where there is none.

    Parameters
    ----------
    decimals : digits after the decimal mark.
    percent : `value` is a share (0-1) and is written in per cent.
    sign : write a plus before what is above nought.
    millions : write in millions.
    """
    if value is None or math.isnan(value):
        return DASH
    if percent:
        value = value * 100
        if 0 < value < 0.5 * 10**-decimals:
            return f"<{number(10**-decimals, decimals=decimals, locale=locale)}\u00a0%"
    if millions:
        value /= 1e6
    value = round(value, decimals) + 0.0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(value, pattern, locale=locale).replace("-", MINUS)
    if percent:
        text += "\u00a0%"
    return "+" + text if sign and value > 0 else text


def span(low: float, high: float, *, locale: str = "sv", **how) -> str:
    """A range of values: "12–30"; with spaces around the dash where a bound is negative."""
    a, b = number(low, locale=locale, **how), number(high, locale=locale, **how)
    if a == b:
        return a
    plain = low >= 0 and high >= 0 and not how.get("sign")
    return f"{a}{DASH}{b}" if plain else f"{a} till {b}" if locale == "sv" else f"{a} to {b}"
