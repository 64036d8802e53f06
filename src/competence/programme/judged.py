"""From figures to rows that are judged: intervals, p-values, MDE and verdicts, at the level each outcome is tested at."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.config.programme import Programme
from competence.programme import verdicts
from competence.programme.panel import RATES, SPELLS
from competence.tables import EFFECTS


def judged(found: list[dict], programme: Programme, open_: bool) -> pd.DataFrame:
    """The table `programme_effects`.

    The primary outcome is tested alone at 5 %; the others of an estimand together (Holm 1979), and their MDE is that
    of the first step, 5 % over their number. Rows by time, group and calendar and of methods shown beside carry their
    interval and no verdict.

    Parameters
    ----------
    found : rows of `figures`, and those of what is not measured or estimated with their verdict.
    open_ : whether more can come of this roll-out.
    """
    table = pd.DataFrame(found).reindex(columns=[*EFFECTS.names, "clusters"])
    table = table.astype(dict.fromkeys(("verdict", "needs_more", "bounds_hold"), object))
    # A column that nobody has filled yet has no type of its own.
    table = table.astype(dict.fromkeys(("verdict", "needs_more"), object))
    main = ((table["estimator"] == "imputation") & (table["kind"] == "simple")).to_numpy()
    known = table["estimate"].notna().to_numpy()
    primary = (table["outcome"] == programme.primary).to_numpy()
    level = np.full(len(table), verdicts.LEVEL)
    table["smallest"] = table["outcome"].map(dict(programme.smallest)).astype(float)
    families = []
    for estimand in table["estimand"].unique():
        others = main & known & ~primary & (table["estimand"] == estimand).to_numpy()
        level[others] = verdicts.LEVEL / max(int(others.sum()), 1)
        families.append(others)
    table = table.assign(**_errors(table, level))
    p = table["p_value"].to_numpy(float)
    adjusted = np.where(main & primary, p, np.nan)
    for others in families:
        adjusted[others] = verdicts.holm(p[others])
    table["p_holm"] = adjusted
    words = [_word(row) if m and k else {} for row, m, k in zip(table.to_dict("records"), main, known)]
    for name in ("verdict", "ruled_out"):
        told = pd.Series([w.get(name) for w in words], table.index)
        table[name] = told.where(told.notna(), table[name])
    stands = table["verdict"].isin(["supported", "supported_if_parallel", "harm", "harm_if_parallel"])
    table["bounds_hold"] = table["bounds_hold"].where(stands)
    table.loc[~known & table["verdict"].isna(), "verdict"] = "not_estimated"
    short = (main & (table["verdict"] == "cannot_be_said")).to_numpy()
    rare = table["outcome"].isin(RATES + SPELLS).to_numpy()
    table.loc[short, "needs_more"] = "none_left"
    if open_:
        table.loc[short, "needs_more"] = np.where(rare[short], "more_quarters", "more_rounds")
    return EFFECTS.check(_typed(table))


def _errors(table: pd.DataFrame, level: np.ndarray) -> dict[str, list[float]]:
    out: dict[str, list[float]] = {name: [] for name in ("se", "p02_5", "p97_5", "p_value", "mde")}
    columns = (table[c].to_numpy(float) for c in ("estimate", "se_unit", "se_group", "clusters"))
    for estimate, se_unit, se_group, clusters, tested in zip(*columns, level):
        told = [np.nan] * 5
        if np.isfinite(estimate):
            error = verdicts.wider(se_unit, se_group, int(clusters))
            half = verdicts.half_width(error)
            told = [
                error.se,
                estimate - half,
                estimate + half,
                verdicts.p_value(estimate, error),
                verdicts.detectable(error, tested),
            ]
        for name, value in zip(out, told):
            out[name].append(value)
    return out


def _word(row: dict) -> dict:
    low, high = row["p02_5"], row["p97_5"]
    word = verdicts.verdict(
        low, high, None if np.isnan(row["smallest"]) else row["smallest"], p=row["p_holm"],
        bounds_hold=None if pd.isna(row["bounds_hold"]) else bool(row["bounds_hold"]),
        less_is_better=row["outcome"] in verdicts.LESS_IS_BETTER,
    )  # fmt: skip
    return {"verdict": word, "ruled_out": max(-low, high) if word == "ruled_out" else None}


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    table = table[EFFECTS.names].assign(needs_more=table["needs_more"].fillna(""))
    for column in EFFECTS.columns:
        values = table[column.name]
        if column.dtype == "str":
            values = values.where(values.notna(), None)
        table[column.name] = values.astype(column.dtype)
    return table
