"""The steps of a build one by one, for tests that run hundreds of small towns."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from competence.workforce import counting
from competence.workforce import timeline as tl


def periods(first: str, last: str) -> np.ndarray:
    """Month ends."""
    return pd.date_range(first, last, freq="ME").to_numpy().astype("datetime64[D]")


def counted(frame: pd.DataFrame, ends: np.ndarray, absences=None) -> SimpleNamespace:
    """Spells, roll, events, stock and flows of `employments` at period ends."""
    number = tl.numbers(frame)
    by_hour = (frame["contract"] == "hourly").to_numpy()
    paid, hourly = tl.spells(frame[~by_hour], number), tl.spells(frame[by_hour], number)
    line = tl.timeline(paid)
    happened = tl.events(line, paid, hourly, 120)
    found = counting.roll(ends, paid, line, absences, number)
    cells = counting.Cells(paid)
    return SimpleNamespace(
        number=number, paid=paid, line=line, happened=happened, found=found, periods=ends,
        stock=counting.stock(found, paid, cells).frame(), flows=counting.flows(found, happened, cells),
    )  # fmt: skip


def nothing(**tables) -> SimpleNamespace:
    """Deliveries with these tables and no others."""
    names = (
        "absences", "engagement", "survey_rounds", "recruitments", "manager_units", "participants", "sickness",
    )  # fmt: skip
    return SimpleNamespace(**{**dict.fromkeys(names), **tables})
