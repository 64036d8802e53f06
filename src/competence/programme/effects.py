"""What the programme moved: units compared with those whose managers had not begun, within administrations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competence.config.programme import Programme
from competence.programme import comparison
from competence.programme.balance import balance
from competence.programme.comparison import Compared
from competence.programme.figures import figures
from competence.programme.judged import judged
from competence.programme.lot import orders
from competence.programme.panel import Courses, courses, panel
from competence.tables import ALL, BALANCE, PROGRAMME_GROUPS, SURVEY_ROUNDS, UNIT_PERIODS
from competence.vocabulary import COMPARED

PERMUTATIONS = 999
_CELLS = ["outcome", "administration", "unit", "period", "weight"]


@dataclass(frozen=True, repr=False)
class Effects:
    """Tables `programme_effects` and `programme_balance`, and the cells that the main figures are means of.

    cells : outcome, administration, unit, period, weight (sums to 1 by outcome): `trained_then`, main method.
    """

    effects: pd.DataFrame
    balance: pd.DataFrame
    cells: pd.DataFrame


def estimate(
    unit_periods: pd.DataFrame | None,
    survey_rounds: pd.DataFrame | None,
    programme_groups: pd.DataFrame | None,
    programme: Programme,
    *,
    rng: np.random.Generator,
    permutations: int = PERMUTATIONS,
) -> Effects:
    """Effects on every outcome that the programme expects and that units can be compared in.

    Imputation (Borusyak, Jaravel & Spiess 2024) with unit and stratum x round effects, trained units weighted by
    n0 / (n0 + n1) of their stratum and round, in rounds with 20 units on each side and before the last group began.
    The interval is the wider of those by unit and by course group. The primary outcome is tested alone at 5 %, the
    others together (Holm 1979); MDE and verdict use the same level.

    Parameters
    ----------
    unit_periods, survey_rounds, programme_groups : tables of the waist; None or empty where not delivered.
    programme : section of the config. permutations : orders of the groups drawn for randomisation inference.

    Returns
    -------
    Effects
        One row at least for each outcome and estimand, also where nothing is measured or identified.
    """
    units = UNIT_PERIODS.empty() if unit_periods is None else unit_periods
    rounds = SURVEY_ROUNDS.empty() if survey_rounds is None else survey_rounds
    groups = PROGRAMME_GROUPS.empty() if programme_groups is None else programme_groups
    rows = units[units["unit"] > 0]
    taken = courses(rows, groups, programme.rollout_end)
    slots = orders(taken.names, programme.order_block, permutations, rng)
    found, balances, cells = [], [], []
    for outcome in outcomes(programme):
        p = panel(outcome, rows, rounds, taken)
        if p is None:
            found += [
                _blank(outcome, e, "not_measured", _collect(outcome)) for e in ("trained_then", "trained_now")
            ]
            continue
        balances.append(balance(p))
        for estimand in ("trained_then", "trained_now"):
            compared = comparison.compared(p, estimand)
            told = list(figures(compared, slots)) if len(p.groups) else []
            if not told:
                told = [_blank(outcome, estimand, "not_estimated", _lacks(rows, taken, compared, programme))]
            elif estimand == "trained_then":
                cells.append(_cells(compared))
            found += told
    return Effects(
        judged(found, programme, _open(rows, taken, programme)),
        BALANCE.check(pd.concat(balances)) if balances else BALANCE.empty(),
        pd.concat(cells, ignore_index=True) if cells else pd.DataFrame(columns=_CELLS),
    )


def outcomes(programme: Programme) -> list[str]:
    """What units are compared in: the primary outcome and those that an expected effect names; all where none does."""
    named = {indicator for effect in programme.effect for indicator in effect.indicators}
    asked = [o for o in COMPARED if o in named | {programme.primary}]
    return asked if named else list(COMPARED)


def _cells(c: Compared) -> pd.DataFrame:
    p = c.panel
    weight = c.main.target[0][c.rows.row] * p.weight[:, None]
    row, at = np.nonzero(weight > 0)
    who = p.units[p.unit[row]]
    return pd.DataFrame(
        {
            "outcome": p.outcome,
            "administration": who.get_level_values(0),
            "unit": who.get_level_values(1),
            "period": p.period[at].astype("datetime64[us]"),
            "weight": weight[row, at],
        }
    )


def _blank(outcome: str, estimand: str, verdict: str, needs: str) -> dict:
    return {
        "outcome": outcome, "estimand": estimand, "estimator": "imputation", "kind": "simple", "at": ALL,
        "units": 0, "groups": 0, "verdict": verdict, "needs_more": needs,
    }  # fmt: skip


def _collect(outcome: str) -> str:
    """Code of what to start collecting where nobody measures an outcome."""
    told = {
        "resignations": "collect_reasons",
        "sick_days": "collect_absence",
        "time_to_fill": "collect_recruitments",
    }
    return told.get(outcome, "collect_survey")


def _lacks(rows: pd.DataFrame, taken: Courses, c: Compared, programme: Programme) -> str:
    """Code of what it takes before anything can be compared."""
    if rows["managers"].isna().all():
        return "collect_manager_units"
    if not len(taken.names) and rows["managers_trained"].isna().all():
        return "collect_course_records"
    if c.lacks == "none_left" and _open(rows, taken, programme):
        return "more_quarters" if c.panel.percent else "more_rounds"
    return c.lacks


def _open(rows: pd.DataFrame, taken: Courses, programme: Programme) -> bool:
    """Whether more can come of this roll-out: units are left that nobody was trained in, and the end has not passed."""
    last = rows["period"].max()
    if programme.rollout_end is not None and pd.Timestamp(programme.rollout_end) <= last:
        return False
    return bool((taken.group < 0).sum() >= comparison.FEWEST)
