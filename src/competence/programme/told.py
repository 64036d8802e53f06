"""What managers say of themselves, and what is begun at home: self-rated change and counted activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from competence.programme.posts import COLUMNS
from competence.tables import ALL

if TYPE_CHECKING:
    from competence.programme.evaluation import Material


def contacts(material: Material, config) -> pd.DataFrame:
    """Change in what managers say of their contacts in other administrations, after the course less before."""
    return _change(material, config, "contacts")


def self_rating(material: Material, config) -> pd.DataFrame:
    """Change in how managers rate themselves on complex problems and new ways, after the course less before."""
    return _change(material, config, "self_rating")


def joint_initiatives(material: Material, config) -> pd.DataFrame:
    """Initiatives with two or more administrations begun so far, by the administration that began them."""
    found = _begun(material)
    return _counted(found, None if found is None else found[found["with_administrations"] != ""], material)


def initiatives_begun(material: Material, config) -> pd.DataFrame:
    """Initiatives out of the programme begun so far, by administration."""
    found = _begun(material)
    return _counted(found, None if found is None else found[found["from_programme"]], material)


def _change(material: Material, config, indicator: str) -> pd.DataFrame:
    """Mean change over course groups (or administrations) asked both times, in points of 100, weighed by answers.

    The interval is over the groups (t): managers of a group answer alike. One row, for the municipality.
    """
    asked, pattern = material.manager_survey, config.programme.items.get(indicator)
    empty = pd.DataFrame(columns=COLUMNS)
    if asked is None or pattern is None:
        return empty
    mine = asked[asked["item"].str.contains(pattern, case=False, regex=True)].dropna(subset=["mean"])
    mine = mine[mine["period"] <= material.origin]
    mine = mine.assign(points=(mine["mean"] - 1) / (mine["scale_max"] - 1) * 100)
    keys = ["group", "administration", "item"]
    before, after = (mine[mine["when"] == when].set_index(keys) for when in ("before", "after"))
    both = before.merge(after, left_index=True, right_index=True, suffixes=("_before", "_after"))
    if both.empty:
        return empty
    weight = np.minimum(both["respondents_before"], both["respondents_after"]).astype(float)
    change = (both["points_after"] - both["points_before"]) * weight
    # A group's questions are one answer: it counts once.
    by_group = pd.DataFrame({"change": change, "weight": weight}).groupby(["group", "administration"]).sum()
    by_group = by_group[by_group["weight"] > 0]
    if by_group.empty:
        return empty
    value = by_group["change"].sum() / by_group["weight"].sum()
    half = _half(by_group, value)
    row = (both["period_after"].max(), ALL, value, value - half, value + half)
    return pd.DataFrame([row], columns=COLUMNS)


def _half(by_group: pd.DataFrame, value: float) -> float:
    """Half the 95 % interval of a weighted mean over groups; not known for one group."""
    n = len(by_group)
    if n < 2:
        return np.nan
    apart = by_group["change"] - value * by_group["weight"]
    se = np.sqrt(n / (n - 1) * (apart**2).sum()) / by_group["weight"].sum()
    return float(stats.t.ppf(0.975, n - 1) * se)


def _begun(material: Material) -> pd.DataFrame | None:
    """Initiatives that have begun; None where no list is delivered."""
    listed = material.initiatives
    if listed is None:
        return None
    return listed[(listed["start"] <= material.origin) & (listed["status"] != "planned")]


def _counted(begun: pd.DataFrame | None, some: pd.DataFrame | None, material: Material) -> pd.DataFrame:
    """How many of some initiatives, for each administration that has begun any, and in all."""
    if begun is None:
        return pd.DataFrame(columns=COLUMNS)
    count = some.groupby("administration").size().reindex(sorted(set(begun["administration"])), fill_value=0)
    count.loc[ALL] = len(some)
    return pd.DataFrame(
        {
            "period": material.origin,
            "administration": count.index,
            "value": count.to_numpy(float),
            "p02_5": np.nan,
            "p97_5": np.nan,
        }
    )
