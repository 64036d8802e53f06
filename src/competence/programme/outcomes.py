"""A row for every effect that the programme expects, by what it would be seen in, also where nobody measures it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pandas as pd

from competence.programme import posts, told
from competence.tables import ALL, OUTCOMES_EXPECTED
from competence.vocabulary import COMPARED

if TYPE_CHECKING:
    from competence.programme.evaluation import Material

# Where each outcome that is compared comes from, and what to collect where nothing does.
_COMPARED = {
    "resignations": ("flows", "collect_reasons"),
    "sick_days": ("absences", "collect_absence"),
    "time_to_fill": ("recruitments", "collect_recruitments"),
}
_SURVEYED = ("engagement", "collect_survey")
# What each other indicator is read with: rows of period, administration, value and interval.
_READ: dict[str, tuple[str, str, str, Callable]] = {
    "managers_leaving": ("flows", "followed", "collect_manager_levels", posts.leaving),
    "span_of_control": ("stock", "followed", "collect_manager_levels", posts.span),
    "staff_moves": ("flows", "followed", "collect_administrations", posts.moves),
    "contacts": ("manager_survey", "self_rated", "collect_manager_survey", told.contacts),
    "self_rating": ("manager_survey", "self_rated", "collect_manager_survey", told.self_rating),
    "joint_initiatives": ("initiatives", "activity", "collect_initiatives", told.joint_initiatives),
    "initiatives_begun": ("initiatives", "activity", "collect_initiatives", told.initiatives_begun),
}
_UNCOUNTED = {"managers_sickness": "collect_managers_sickness"}
_NEED = "recruitment_need_cum"


def expected(
    material: Material, effects: pd.DataFrame | None, needs: pd.DataFrame | None, config
) -> pd.DataFrame:
    """The table `programme_outcomes`: a row at least for each expected effect and what it would be seen in.

    What is followed over time, told by managers themselves or counted as activity says nothing of the programme's
    part: its verdict is `not_estimated`. Where the source is missing the one row says `not_measured`, what to start
    collecting, and no number.

    Parameters
    ----------
    effects : the table `programme_effects`. needs : the table `needs_annual`. config : the project's `Config`.
    """
    rows = []
    for effect in config.programme.effect:
        named = {"outcome": effect.id, "expected_effect": effect.expected}
        if not effect.indicators:
            rows.append(named | _absent("", ""))
        for indicator in effect.indicators:
            rows += [named | row for row in _rows(indicator, material, effects, needs, config)]
    if not rows:
        return OUTCOMES_EXPECTED.empty()
    frame = pd.DataFrame(rows)
    # A column of nothing but nulls has no type of its own.
    return OUTCOMES_EXPECTED.check(
        frame.astype({**dict.fromkeys(("value", "p02_5", "p97_5"), "float64"), "period": "datetime64[us]"})
    )


def _rows(indicator: str, material: Material, effects, needs, config) -> Iterator[dict]:
    if indicator in COMPARED:
        yield _compared(indicator, material, effects)
        return
    if indicator == "need":
        found = _need(needs)
        source, evidence, lacking = "forecast", "followed", ""
    elif indicator in _UNCOUNTED:
        yield _absent(indicator, _UNCOUNTED[indicator])
        return
    else:
        source, evidence, lacking, read = _READ[indicator]
        found = read(material, config)
    if found.empty:
        yield _absent(indicator, lacking)
        return
    for row in found.to_dict("records"):
        yield {
            "indicator": indicator, "source": source, "evidence": evidence, "verdict": "not_estimated",
            "needs_more": "", "p02_5": None, "p97_5": None, **row,
        }  # fmt: skip


def _absent(indicator: str, code: str) -> dict:
    return {
        "indicator": indicator, "source": "", "evidence": "not_measured", "period": pd.NaT, "administration": ALL,
        "value": None, "p02_5": None, "p97_5": None, "verdict": "not_measured", "needs_more": code,
    }  # fmt: skip


def _compared(indicator: str, material: Material, effects: pd.DataFrame | None) -> dict:
    """The one figure by the main method, or what to collect."""
    source, lacking = _COMPARED.get(indicator, _SURVEYED)
    if material.programme_groups is None or material.programme_groups.empty:
        return _absent(indicator, "collect_course_records")
    if effects is None or effects.empty:
        return _absent(indicator, "collect_manager_units" if material.unit_periods is not None else lacking)
    main = effects[
        (effects["outcome"] == indicator) & (effects["estimand"] == "trained_then")
        & (effects["estimator"] == "imputation") & (effects["kind"] == "simple")
    ]  # fmt: skip
    if main.empty:
        return _absent(indicator, lacking)
    row = main.iloc[0]
    if row["verdict"] == "not_measured":
        return _absent(indicator, row["needs_more"] or lacking)
    return {
        "indicator": indicator, "source": source, "evidence": "compared", "period": row["last"],
        "administration": ALL, "value": row["estimate"], "p02_5": row["p02_5"], "p97_5": row["p97_5"],
        "verdict": row["verdict"], "needs_more": row["needs_more"],
    }  # fmt: skip


def _need(needs: pd.DataFrame | None) -> pd.DataFrame:
    """Recruitments needed up to the last year ahead, by administration and in all."""
    columns = ["period", "administration", "value", "p02_5", "p97_5"]
    if needs is None:
        return pd.DataFrame(columns=columns)
    rows = needs[
        (needs["scenario"] == "base") & (needs["quantity"] == _NEED) & (needs["occupation"] == ALL)
        & (needs["period"] == needs["period"].max())
    ].dropna(subset=["mean"])  # fmt: skip
    return rows.rename(columns={"mean": "value"})[columns]
