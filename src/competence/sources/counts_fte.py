"""FTE that is hidden: near what is usual for its heads, never more than they are, so that every total told is met.

For one period, as a linear program with a convex cost: each step further from the usual share costs more.
"""

from __future__ import annotations

import numpy as np

from competence.sources.counts_fill import CLOSE, OFF, REST, Program, members

STEPS = 4  # on either side of the usual


def spread(at, low: np.ndarray, high: np.ndarray, heads: np.ndarray):
    """FTE of every part, what totals hold beyond their parts, and what they lack; each (keys,).

    Parameters
    ----------
    at : the keys by period. low, high : (keys,) equal where told; nan where nothing is. heads : (keys,) of the parts.
    """
    told = low == high
    value = np.where(told & ~at.total, low, 0.0)
    rest, over = np.zeros(len(low)), np.zeros(len(low))
    known = told & ~at.total & (heads > 0)
    usual = float(value[known].sum() / heads[known].sum()) if known.any() else 1.0
    usual = min(usual, 1.0)
    for t in range(at.periods):
        mine = at.within(t)
        _period(at, mine, told, low, heads, usual, value, rest, over)
    return value, rest, over


def _period(at, mine, told, low, heads, usual, value, rest, over) -> None:
    codes, total = at.codes[mine], at.total[mine]
    parts, where = np.flatnonzero(~total), np.flatnonzero(total & told[mine])
    under, wider = members(codes, where, parts), members(codes, where, where)
    program, hidden = Program(), {}
    for j in parts[~told[mine[parts]]]:
        full, start = heads[mine[j]], usual * heads[mine[j]]
        up = program.add(np.arange(1, STEPS + 1.0), (full - start) / STEPS)
        down = program.add(np.arange(1, STEPS + 1.0), start / STEPS)
        hidden[j] = start, [*up, *down], [1.0] * STEPS + [-1.0] * STEPS
    spare, short = program.add([REST] * len(where), np.inf), program.add([OFF] * len(where), np.inf)
    for i in range(len(where)):
        inside = parts[under.indices[under.indptr[i] : under.indptr[i + 1]]]
        free = [hidden[j] for j in inside if j in hidden]
        goal = low[mine[where[i]]] - value[mine[inside]].sum() - sum(start for start, _, _ in free)
        rests = spare[wider.indices[wider.indptr[i] : wider.indptr[i + 1]]]
        columns = [c for _, own, _ in free for c in own]
        signs = [s for _, _, own in free for s in own]
        program.limit([*columns, *rests, short[i]], [*signs, *([1.0] * len(rests)), -1.0], goal, goal)
    found = program.solve(whole=False)
    for j, (start, columns, signs) in hidden.items():
        value[mine[j]] = max(start + found[columns] @ np.array(signs), 0.0)
    for i, j in enumerate(where):
        rest[mine[j]] = found[spare[i]] if found[spare[i]] > CLOSE else 0.0
        over[mine[j]] = found[short[i]] if found[short[i]] > CLOSE else 0.0
