"""What a source's rows must bear as a whole once they are cleaned: not cut, not too many of them in quarantine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from competence.sources.faults import DeliveryError, fault
from competence.sources.raw import Raw
from competence.sources.sheet import Sheet
from competence.vocabulary import HARMLESS

UNREADABLE = ("bad_date", "bad_identity", "bad_share", "bad_number", "missing_identity")


def refuse_cut(raws: Sequence[Raw], sheets: Sequence[Sheet]) -> None:
    """A last line that was not ended and cannot be read was cut within its last field.

    Raises
    ------
    DeliveryError : `cut_in_row`.
    """
    faults = []
    by_id = {sheet.id: sheet for sheet in sheets}
    for raw in raws:
        sheet = by_id.get(raw.source)
        if sheet is None or raw.ended:
            continue
        mine = np.flatnonzero(sheet.frame["file"] == raw.name)
        lines = sheet.frame["row"].to_numpy()[mine]
        last = mine[lines == lines.max()]
        if sheet.fault.isin(UNREADABLE)[last].any():
            faults.append(fault(raw.name, "cut_in_row", line=int(lines.max())))
    if faults:
        raise DeliveryError(faults)


def refuse_quarantined(limit: float, sheets: Sequence[Sheet]) -> None:
    """No more than a share `limit` of the rows that were meant as data may be in quarantine.

    Raises
    ------
    DeliveryError : `too_many_quarantined`, with the three most frequent codes and a line of each.
    """
    faults = []
    for sheet in sheets:
        meant = ~sheet.fault.isin(HARMLESS)
        bad = meant & (sheet.fault != "")
        if bad.sum() > limit * meant.sum():
            words, first, rows = np.unique(sheet.fault[bad], return_index=True, return_counts=True)
            lines = sheet.frame["row"].to_numpy()[bad]
            top = sorted(zip(-rows, words, lines[first]))[:3]
            codes = ", ".join(f"{word} {-n}, first at line {line}" for n, word, line in top)
            detail = f"{bad.sum()} of {meant.sum()} rows, limit {limit:.0%}: {codes}"
            faults.append(fault(sheet.frame["file"].iloc[-1], "too_many_quarantined", detail))
    if faults:
        raise DeliveryError(faults)
