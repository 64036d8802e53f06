"""At home: outcome, driver, need and initiative by administration, with the cells where no initiative stands."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from competence.tables import ALL, AT_HOME
from competence.vocabulary import DRIVERS

LARGE = 0.1  # of what an administration's drivers add
_NONE = {
    "initiative": "", "status": "", "from_programme": pd.NA, "with_administrations": "", "owner_role": "",
}  # fmt: skip


def met(drivers: pd.DataFrame | None, initiatives: pd.DataFrame | None, config) -> pd.DataFrame:
    """The table `programme_at_home`: every driver of every administration, also where nothing is done about it.

    Parameters
    ----------
    drivers : the table `drivers`, whose last horizon is told. initiatives : the table; None where not delivered.
    config : the project's `Config`.
    """
    if drivers is None:
        return AT_HOME.empty()
    last = drivers[drivers["horizon"] == drivers["horizon"].max()]
    whole = last[(last["occupation"] == ALL) & (last["administration"] != ALL)]
    asked = {
        driver: [e.id for e in config.programme.effect if e.driver == driver] or [""] for driver in DRIVERS
    }
    rows = list(_rows(whole, initiatives, asked))
    if not rows:
        return AT_HOME.empty()
    frame = pd.DataFrame(rows).astype({"from_programme": "boolean"})
    return AT_HOME.check(frame)


def _rows(whole: pd.DataFrame, initiatives: pd.DataFrame | None, asked) -> Iterator[dict]:
    added = whole["mean"].clip(lower=0).groupby(whole["administration"]).transform("sum")
    whole = whole.assign(large=(whole["mean"] >= LARGE * added) & (added > 0))
    for row in whole.itertuples():
        mine = [] if initiatives is None else _acting(initiatives, row.administration, row.driver)
        for outcome in asked[row.driver]:
            for told in mine or [_NONE]:
                yield {
                    "administration": row.administration, "outcome": outcome, "driver": row.driver,
                    "reach": row.reach, "need": row.mean, "large": bool(row.large), **told,
                }  # fmt: skip


def _acting(initiatives: pd.DataFrame, administration: str, driver: str) -> list[dict]:
    """What an administration began on a driver."""
    mine = initiatives[(initiatives["administration"] == administration) & (initiatives["driver"] == driver)]
    return mine[list(_NONE)].to_dict("records")
