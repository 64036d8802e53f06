"""The sums that must hold in every cell of every period; a build that breaks one is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.sources.packed import PackedFrame
from competence.tables import ENTRY_FLOWS, LEAVING_FLOWS
from competence.workforce.summing import summed

CELL = ["administration", "occupation", "contract"]
_BY = (*CELL, "period")


class IdentityError(AssertionError):
    """Counts do not add up. The message tells how many cells, which identity and the first of them."""


def check(stock, flows, competence_stock, competence_flows, config) -> None:
    """Raise `IdentityError` where stock, flows and competence do not fit together."""
    stock_and_flows(stock, flows)
    within(flows)
    if competence_stock is not None:
        statuses(stock, competence_stock, config)
        status_flows(competence_stock, competence_flows)


def stock_and_flows(stock: pd.DataFrame | PackedFrame, flows: pd.DataFrame) -> None:
    """headcount(t) = headcount(t-1) + what enters - what leaves, by administration × occupation × contract."""
    residual = residuals(stock, flows)
    _refuse(residual[residual != 0], "stock and flows")


def residuals(stock: pd.DataFrame | PackedFrame, flows: pd.DataFrame) -> pd.Series:
    """headcount less what the previous period and the flows give, by cell and period from the second on."""
    heads = summed(stock, _BY, "headcount").unstack("period", fill_value=0)
    signed = flows["count"].where(flows["flow"].isin(ENTRY_FLOWS), 0)
    signed = signed - flows["count"].where(flows["flow"].isin(LEAVING_FLOWS), 0)
    net = summed(flows.assign(signed=signed), _BY, "signed").unstack("period", fill_value=0)
    periods = heads.columns
    index = heads.index.union(net.index)
    heads = heads.reindex(index, fill_value=0)
    net = net.reindex(index=index, columns=periods, fill_value=0)
    return (heads.diff(axis=1) - net).iloc[:, 1:].stack()


def within(flows: pd.DataFrame) -> None:
    """Moves and changes cancel over the municipality; changes over each administration."""
    for kind, by in (("move", ["period"]), ("change", ["period", "administration"])):
        mine = flows[flows["flow"].isin([f"{kind}_in", f"{kind}_out"])]
        net = (
            mine["count"]
            .where(mine["flow"] == f"{kind}_in", -mine["count"])
            .groupby([mine[c] for c in by])
            .sum()
        )
        _refuse(net[net != 0], f"{kind}s")


def statuses(stock: pd.DataFrame | PackedFrame, competence: pd.DataFrame, config) -> None:
    """For each requirement the statuses sum to the stock of the occupations it covers, heads and FTE."""
    for requirement in config.requirement:
        mine = competence[competence["requirement"] == requirement.id]
        covered = stock.take(np.flatnonzero(stock["occupation"].isin(requirement.occupations)))
        covered = covered[in_force(requirement, covered["period"])]
        for value, exact in (("headcount", 0), ("fte", 1e-6)):
            whole = covered.groupby(["period", *CELL])[value].sum()
            parts = mine.groupby(["period", *CELL])[value].sum()
            # Each printed sum is rounded to six decimals: their sum may be off by one for every part.
            wrong = whole.subtract(parts, fill_value=0).abs()
            _refuse(wrong[wrong > exact * (200 if exact else 1)], f"statuses of {requirement.id}")


def in_force(requirement, period: pd.Series) -> pd.Series:
    """Whether a requirement is in force on days."""
    low = pd.Timestamp(requirement.valid_from or pd.Timestamp.min)
    high = pd.Timestamp(requirement.valid_to or pd.Timestamp.max)
    return (period >= low) & (period <= high)


def status_flows(stock: pd.DataFrame, flows: pd.DataFrame) -> None:
    """Heads by status = those of the period before + what came to the status - what left it."""
    by = [*CELL, "requirement"]
    heads = stock.groupby([*by, "status", "period"])["headcount"].sum().unstack("period", fill_value=0)
    gone = flows.rename(columns={"from_status": "status"}).assign(signed=-flows["count"])
    came = flows.rename(columns={"to_status": "status"}).assign(signed=flows["count"])
    both = pd.concat([f[[*by, "status", "period", "signed"]] for f in (gone, came)])
    both = both[both["status"] != "outside"]
    net = both.groupby([*by, "status", "period"])["signed"].sum().unstack("period", fill_value=0)
    index = heads.index.union(net.index)
    heads = heads.reindex(index, fill_value=0)
    residual = heads.diff(axis=1) - net.reindex(index=index, columns=heads.columns, fill_value=0)
    # The first period in which a requirement is in force has no period before it.
    first = stock.groupby("requirement")["period"].min()
    begins = residual.index.get_level_values("requirement").map(first)
    residual = residual.where(pd.DataFrame({p: begins < p for p in residual.columns}, index=index), 0)
    wrong = residual.stack()
    _refuse(wrong[wrong != 0], "competence flows")


def _refuse(wrong: pd.Series, what: str) -> None:
    if len(wrong):
        first = wrong.index[0] if isinstance(wrong.index[0], tuple) else (wrong.index[0],)
        place = ", ".join(str(getattr(part, "date", lambda part=part: part)()) for part in first)
        raise IdentityError(f"{what}: {len(wrong)} cells do not add up; first at {place}")
