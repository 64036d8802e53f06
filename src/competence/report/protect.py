"""How small counts are kept from being read off: parts of a known whole, splits and events.

Every function is a rule of its input alone (no clock, no memory), so that a closed year comes out the same in
every edition. A reader is taken to know these rules and every published sum. What is protected is a count of
1-4 persons; limits are twice that, because "joined, so it was under the limit" must not say 1-4 either.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Part:
    """Published labels that share one figure: shown, joined (two or more labels) or a band (one label)."""

    labels: tuple
    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def state(self) -> str:
        """Shown, joined, band or withheld."""
        if self.value is None:
            return "band" if self.low is not None else "withheld"
        return "shown" if len(self.labels) == 1 else "joined"


def parts(
    values: Mapping[Hashable, int],
    limit: int,
    *,
    last: Sequence = (),
    sizes: Mapping[Hashable, int] | None = None,
) -> list[Part]:
    """Publish the parts of a whole whose sum is published exactly.

    Parts of 1 to `limit` − 1 are joined with each other, and with the smallest larger part where together they
    are still under `limit` or alone. `last` are labels that are joined only where nothing else is left;
    `sizes` say which larger part is the smallest, where not `values` do, so that it is the same in every month.
    Where all would be joined into the whole, which says nothing, and the whole is at least 2 × `limit` − 1, the
    small ones get a band from nought and the large one the band that follows. A nought is shown.
    """
    order = list(values)
    small = [k for k in order if 0 < values[k] < limit]
    large = sorted(
        (k for k in order if values[k] >= limit),
        key=lambda k: (k in last, (values if sizes is None else sizes)[k], order.index(k)),
    )
    shown = [k for k in order if values[k] == 0 or (values[k] >= limit)]
    if not small:
        return [Part((k,), values[k]) for k in order]
    total = sum(values[k] for k in small)
    whole = sum(values.values())
    joined = list(small)
    if len(small) < 2 or total < limit:
        partner = [k for k in large if k not in last] or large
        if len(large) > 1 or not large:
            joined += partner[:1]
        elif whole >= 2 * limit - 1 and total < limit:
            rest = [Part((k,), 0) for k in order if values[k] == 0]
            bands = [Part((k,), None, 0, limit - 1) for k in small]
            return [*bands, Part((large[0],), None, whole - limit + 1, whole), *rest]
        else:
            joined += large
    value = sum(values[k] for k in joined)
    group = Part(tuple(k for k in order if k in joined), value if value >= limit else None)
    return [group, *(Part((k,), values[k]) for k in shown if k not in joined)]


def unite(
    figures: Mapping[Hashable, Sequence[int]], sizes: Mapping[Hashable, float], limit: int
) -> list[tuple]:
    """Partition units so that each figure of each set is at least `limit`.

    Parameters
    ----------
    figures : for each unit its figures (exits, hires …).
    sizes : for each unit its size; units that fall short are joined smallest first, with each other before
        with a unit that suffices. Ties break by the order of `figures`.

    Returns
    -------
    Sets of units in the order of `figures`; an empty list where even all together fall short.
    """
    order = list(figures)
    rank = sorted(order, key=lambda k: (sizes[k], order.index(k)))

    def enough(members) -> bool:
        return bool((np.sum([figures[k] for k in members], axis=0) >= limit).all())

    if not order or not enough(order):
        return []
    sets: list[list] = []
    pending: list = []
    for unit in (k for k in rank if not enough([k])):
        pending.append(unit)
        if enough(pending):
            sets.append(pending)
            pending = []
    whole = [[k] for k in rank if enough([k])]
    while pending and not enough(pending):
        # Left over: to the smallest set of small ones first, then to the smallest unit that stood alone.
        pending = sorted(pending + (sets.pop() if sets else whole.pop(0)), key=rank.index)
    sets += whole + ([pending] if pending else [])
    return sorted((tuple(sorted(s, key=order.index)) for s in sets), key=lambda s: order.index(s[0]))


def levels(
    cells: Mapping[Hashable, Sequence[int]],
    sets: Sequence[Sequence[Sequence[int]]],
    limit: int,
    left_out: Mapping[Hashable, int] | None = None,
) -> tuple[dict[Hashable, int | None], int | None]:
    """Which of several splits, finest first, each unit may show, and which the whole may show.

    A unit may show a split where each of its cells is nought or at least `limit`. Units that may not must be
    at least two, and together nought or at least `limit` in each cell, so that the whole less the others tells
    nothing of one of them; until they are, the smallest unit that could is added to them.

    Parameters
    ----------
    cells : for each unit its counts in the finest cells.
    sets : each split as lists of positions of the finest cells that it adds up.
    left_out : persons of each unit (also of units without `cells`) whose trait is unknown. Headcount less the
        split tells their number, so a unit where they are 1 to `limit` − 1 shows no split, nor does the whole
        where those of the units without a split are so few.

    Returns
    -------
    (split of each unit, split of the whole): positions in `sets`, None where none may be shown.
    """
    order = list(cells)
    left = list(order)
    unknown = left_out or {}
    found: dict[Hashable, int | None] = dict.fromkeys(order)
    top: int | None = None

    def fine(members, split) -> bool:
        total = np.sum([cells[k] for k in members], axis=0)
        counts = np.array([total[list(group)].sum() for group in split])
        return bool(((counts == 0) | (counts >= limit)).all())

    for level, split in enumerate(sets):
        bad = [k for k in left if 0 < unknown.get(k, 0) < limit or not fine([k], split)]
        good = sorted((k for k in left if k not in bad), key=lambda k: (sum(cells[k]), order.index(k)))
        while bad and good and (len(bad) < 2 or not fine(bad, split)):
            bad.append(good.pop(0))
        for k in good:
            found[k] = level
        if top is None and fine(order, split) and (not bad or len(bad) > 1) and (not bad or fine(bad, split)):
            top = level
        left = [k for k in order if k in bad]
        if not left:
            break
    untold = sum(n for k, n in unknown.items() if found.get(k) is None)
    return found, None if 0 < untold < limit else top
