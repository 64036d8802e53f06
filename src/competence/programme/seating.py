"""The next course groups: how many managers of each class sit in which, for most meetings that have not been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from competence.programme import placing
from competence.tables import GROUP_SEATS, LEVELS, PROGRAMME_GROUPS

_RULED = LEVELS[:3]  # responsibility letters that lead others
_TOO_LONG = "No seating was found in the time given to the search: name fewer dates at a time."


@dataclass(frozen=True, repr=False)
class Seating:
    """A proposal: `seats` (table `group_seats`), and the same by administration (table `programme_groups`).

    `value` : pairs from two administrations, and once more each couple of two that have met less than chance would
    have given; no seating of the same sizes within the same limits has more than `bound`. `remarks` : in words, what
    the limits did not allow.
    """

    seats: pd.DataFrame
    groups: pd.DataFrame
    value: float
    bound: float
    remarks: tuple[str, ...]


def propose(
    classes: pd.DataFrame,
    dates: Sequence[date],
    *,
    size: tuple[int, int] = (20, 28),
    apart: str = "head",
    meetings: pd.DataFrame | None = None,
) -> Seating:
    """Seat managers so that most of them meet others from other administrations, above all those not yet met.

    First as many as possible get a seat, then the groups are made as even as they can be, then the pairs from two
    administrations are most. Where two administrations have met less than chance would have given, first couples
    (as many as both have in the group) count once more, in full where they have never met.

    Parameters
    ----------
    classes : the table `group_classes`.
    dates : first days of the groups that can be held; one group a day.
    size : fewest and most managers in a group.
    apart : `head` (never with the own head), `level` (never with a higher level of the own administration), `nobody`.
    meetings : the table `programme_meetings` of the groups so far; None: nobody has met.

    Raises
    ------
    ValueError : a class that is somebody's head holds more than one manager, or `apart` is none of the three.
    """
    if apart not in ("head", "level", "nobody"):
        raise ValueError(f"apart: {apart!r} is none of head, level, nobody")
    days = sorted({day.isoformat() for day in dates})
    if classes.empty or not days:
        told = () if classes.empty else ("No dates are named: nobody can be seated.",)
        return _told(classes, days, np.zeros((len(classes), len(days)), np.int64), 0.0, 0.0, told)
    names, case = _case(classes, days, size, apart, meetings)
    found, bound = placing.best(case)
    heads = np.stack([found[case.administration == a].sum(0) for a in range(len(names))])
    remarks = _remarks(classes, case, found, days) if np.isfinite(bound) else [_TOO_LONG]
    return _told(classes, days, found, placing.value(heads, case.weight), bound, remarks)


def _case(classes, days, size, apart, meetings) -> tuple[pd.Index, placing.Case]:
    administration, names = pd.factorize(classes["administration"], sort=True)
    at = pd.Series(np.arange(len(classes)), index=classes["class"])
    managers = classes["managers"].to_numpy()
    head = np.full(len(classes), -1)
    if apart == "head":
        led = classes["head"].notna().to_numpy()
        head[led] = at.reindex(classes["head"][led]).fillna(-1).astype(np.int64)
        if (managers[head[head >= 0]] > 1).any():
            raise ValueError("classes: a head is alone in its class")
    level = pd.Categorical(classes["manager_level"], categories=_RULED).codes.astype(np.int64)
    barred = [set(written.split("|")) for written in classes["barred"]]
    return names, placing.Case(
        managers=managers,
        administration=administration,
        level=level if apart == "level" else np.full(len(classes), -1),
        head=head,
        allowed=np.array([[day not in days_off for day in days] for days_off in barred]),
        low=size[0],
        high=size[1],
        weight=_weights(names, meetings),
    )


def _weights(names: pd.Index, meetings: pd.DataFrame | None) -> np.ndarray:
    """(administrations, administrations): 1 where two have never met, 0 where as much as by chance or more."""
    weight = np.ones((len(names), len(names)))
    if meetings is not None:
        for row in meetings.itertuples():
            if row.expected_pairs > 0 and row.administration in names and row.other in names:
                one, other = names.get_loc(row.administration), names.get_loc(row.other)
                weight[one, other] = weight[other, one] = max(1 - row.pairs / row.expected_pairs, 0.0)
    return weight


def _told(classes, days, found, value, bound, remarks) -> Seating:
    start = pd.to_datetime(pd.Series([*days, None])).astype("datetime64[us]")
    waits = classes["managers"].to_numpy() - found.sum(1)
    row, column = np.nonzero(np.column_stack([found, waits]))
    seats = pd.DataFrame(
        {
            "start": start.iloc[column].to_numpy(),
            "class": classes["class"].to_numpy()[row],
            "managers": np.column_stack([found, waits])[row, column],
        }
    )
    placed = seats[seats["start"].notna()].merge(classes[["class", "administration"]], on="class")
    groups = placed.groupby(["start", "administration"])["managers"].sum().reset_index()
    groups = groups.assign(group=groups["start"].dt.strftime("%Y-%m-%d"))
    return Seating(GROUP_SEATS.check(seats), PROGRAMME_GROUPS.check(groups), value, bound, tuple(remarks))


def _remarks(classes: pd.DataFrame, case: placing.Case, found: np.ndarray, days: list[str]) -> list[str]:
    """What the limits did not allow, and what would."""
    told = []
    everybody, waits = int(case.managers.sum()), case.managers - found.sum(1)
    held = int((found.sum(0) > 0).sum())
    never = np.where(case.allowed.any(1), 0, waits)
    if never.any():
        told.append(f"{_who(classes, never)} can come on none of the dates.")
    able = everybody - int(never.sum())
    if able < case.low:
        told.append(
            f"{_number(able, 'manager')} cannot fill a group of {case.low}: name a smaller group_size."
        )
        return told
    if able > case.high * len(days):
        more = -(-(able - case.high * len(days)) // case.high)
        told.append(
            f"There is room for {case.high * len(days)} of {_number(able, 'manager')}, at most {case.high} in "
            f"{_number(len(days), 'group')}: name {_number(more, 'more date')}, or larger groups."
        )
    elif (waits > never).any():
        told.append(
            f"{_who(classes, waits - never)} found no seat within the limits of dates, size and who sits with whom: "
            "name more dates or a wider group_size."
        )
    if held < len(days):
        unused = [day for day, n in zip(days, found.sum(0)) if n == 0]
        told.append(f"No group is held on {', '.join(unused)}: there are too few managers who can come.")
    return told


def _who(classes: pd.DataFrame, counts: np.ndarray) -> str:
    """`3 managers (social 1, vard 2)`."""
    by = pd.Series(counts, index=classes["administration"]).groupby(level=0).sum()
    listed = ", ".join(f"{name} {n}" for name, n in by[by > 0].items())
    return f"{_number(counts.sum(), 'manager')} ({listed})"


def _number(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
