"""How staff stand to what is required of their occupation, at each period's end and between."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.tables import COMPETENCE_FLOWS, COMPETENCE_STOCK, STATUSES
from competence.workforce.counting import DECIMALS, Cells, Roll
from competence.workforce.identities import in_force
from competence.workforce.timeline import FOREVER, Spells, day_number

BAND = 5
_ORDER = sorted((*STATUSES, "outside"))
_CODE = {status: code for code, status in enumerate(_ORDER)}
_OUTSIDE = _CODE["outside"]


def covered(config, qualifications: pd.DataFrame | None) -> frozenset[str]:
    """Qualifications that a delivered source tells of, so that having no row means lacking it."""
    if qualifications is None:
        return frozenset()
    return frozenset(q for s in config.sources.values() if s.table == "qualifications" for q in s.covers)


def tables(found: Roll, paid: Spells, cells: Cells, qualifications, number, config):
    """`competence_stock` and `competence_flows`; None where no requirement meets an occupation of the staff.

    In force on a day are requirements by their own dates. Status, best first: a proof that satisfies and is
    valid that day, a transitional one (by its kind, or by `transitional_by`) until the rule's end, training that
    goes on, else `lacks` where a delivered source covers any satisfying qualification and `unknown` where none
    does. Where the requirement asks for a scope, proofs of another are none.
    """
    stocks, flows = [], []
    proofs = _proofs(qualifications, number)
    for requirement in config.requirement:
        rows = _rows(found, paid, requirement)
        if not len(rows):
            continue
        status = _status(found, rows, proofs, requirement, covered(config, qualifications))
        stocks.append(_stock(found, paid, cells, rows, status).assign(requirement=requirement.id))
        flows.append(_flows(found, cells, rows, status, requirement).assign(requirement=requirement.id))
    if not stocks:
        return None, None
    return (
        COMPETENCE_STOCK.check(pd.concat(stocks, ignore_index=True)),
        COMPETENCE_FLOWS.check(pd.concat(flows, ignore_index=True)),
    )


def _rows(found: Roll, paid: Spells, requirement) -> np.ndarray:
    """Rows of the roll in its occupations while it is in force."""
    occupation = paid.frame["occupation"].isin(requirement.occupations).to_numpy()
    when = in_force(requirement, _as_days(found)).to_numpy()
    return np.flatnonzero(occupation[found.spell] & when[found.at])


def _as_days(found: Roll) -> pd.Series:
    return pd.Series(found.periods.astype("datetime64[us]"))


def _proofs(qualifications: pd.DataFrame | None, number: pd.Series) -> pd.DataFrame:
    """Proofs of persons on the roll, with first and last day as numbers."""
    columns = ["who", "qualification", "scope", "basis", "first", "last"]
    if qualifications is None:
        return pd.DataFrame(columns=columns)
    at = number.index.get_indexer(qualifications["person"])
    known, who = qualifications[at >= 0], number.to_numpy()[at[at >= 0]]
    first = known["valid_from"].fillna(pd.Timestamp("1900-01-01"))
    return pd.DataFrame(
        {
            "who": who,
            "qualification": known["qualification"].to_numpy(dtype=object),
            "scope": known["scope"].fillna("").to_numpy(dtype=object),
            "basis": known["basis"].to_numpy(dtype=object),
            "first": day_number(first),
            "last": day_number(known["valid_to"]),
        }
    )


def _status(found: Roll, rows, proofs: pd.DataFrame, requirement, known: frozenset[str]) -> np.ndarray:
    """Code of the status of each row."""
    if requirement.scope is not None and len(proofs):
        proofs = proofs[proofs["scope"].str.contains(requirement.scope, case=False, regex=True)]
    satisfying = proofs["qualification"].isin(requirement.satisfied_by)
    in_training, by_rule = (proofs["basis"] == kind for kind in ("in_training", "transitional"))
    bridging = (
        proofs["qualification"].isin(requirement.transitional_by) | satisfying & by_rule
    ) & ~in_training
    default = "lacks" if known & set(requirement.satisfied_by) else "unknown"
    status = np.full(len(rows), _CODE[default])
    training = _held(found, rows, proofs[satisfying & in_training])
    status[training] = _CODE["in_training"]
    bridged = _held(found, rows, proofs[bridging])
    if requirement.transitional_until:
        until = np.datetime64(requirement.transitional_until)
        bridged &= found.periods[found.at[rows]] <= until
    status[bridged] = _CODE["transitional"]
    status[_held(found, rows, proofs[satisfying & ~in_training & ~by_rule])] = _CODE["meets"]
    return status


def _held(found: Roll, rows: np.ndarray, proofs: pd.DataFrame) -> np.ndarray:
    """Whether the person of a row holds one of the proofs on the period's last day."""
    who, day = found.who[rows], found.periods[found.at[rows]].astype("int64")
    held = np.zeros(len(rows), bool)
    # Persons hold few proofs of a kind: one pass for each one's first, second, … proof.
    nth = proofs.groupby("who").cumcount().to_numpy() if len(proofs) else np.zeros(0, int)
    size = int(max(who.max(initial=0), proofs["who"].max() if len(proofs) else 0)) + 1
    for n in range(int(nth.max(initial=-1)) + 1):
        some = proofs[nth == n]
        first, last = np.full(size, FOREVER), np.full(size, -FOREVER)
        first[some["who"].to_numpy(int)] = some["first"].to_numpy(int)
        last[some["who"].to_numpy(int)] = some["last"].to_numpy(int)
        held |= (first[who] <= day) & (day <= last[who])
    return held


def _bands(cells: Cells, found: Roll, rows: np.ndarray) -> np.ndarray:
    age = cells.age(found.spell[rows], found.periods[found.at[rows]])
    return np.where(age < 0, -1, age // BAND)


def _keys(cells: Cells, found: Roll, rows: np.ndarray) -> np.ndarray:
    """Cell and age band of each row in one number."""
    key = np.zeros(len(rows), np.int64)
    for column in ("administration", "occupation", "contract"):
        key = key * len(cells.names[column]) + cells.codes[column][found.spell[rows]]
    return key * 32 + _bands(cells, found, rows) + 1


def _unpacked(cells: Cells, key: np.ndarray) -> dict[str, object]:
    key, band = np.divmod(key, 32)
    band = band - 1
    columns = {"age_band": pd.arrays.IntegerArray((np.maximum(band, 0) * BAND).astype(np.int16), band < 0)}
    for column in ("contract", "occupation", "administration"):
        key, code = np.divmod(key, len(cells.names[column]))
        columns[column] = pd.array(cells.names[column][code], dtype="str")
    return columns


def _stock(found: Roll, paid: Spells, cells: Cells, rows, status) -> pd.DataFrame:
    key = (found.at[rows] * np.int64(1 << 40) + _keys(cells, found, rows)) * 8 + status
    unique, where = np.unique(key, return_inverse=True)
    main, n = found.main[rows], len(unique)
    cell, code = np.divmod(unique, 8)
    return pd.DataFrame(
        {
            "period": found.periods[cell >> 40].astype("datetime64[us]"),
            **_unpacked(cells, cell & ((1 << 40) - 1)),
            "status": np.array(_ORDER, object)[code],
            "headcount": np.bincount(where[main], minlength=n),
            "fte": np.round(np.bincount(where, paid.fte[found.spell[rows]], n), DECIMALS),
        }
    )


def _flows(found: Roll, cells: Cells, rows, status, requirement) -> pd.DataFrame:
    """Changes of status within a cell, and coming to or leaving one; none in the first period in force."""
    main = found.main[rows]
    rows, status = rows[main], status[main]
    order = np.lexsort((found.at[rows], found.who[rows]))
    rows, status = rows[order], status[order]
    at, who, key = found.at[rows], found.who[rows], _keys(cells, found, rows)
    cell = key >> 5
    stays = np.zeros(len(rows), bool)  # there in the next period, in the same cell
    stays[:-1] = (who[1:] == who[:-1]) & (at[1:] == at[:-1] + 1) & (cell[1:] == cell[:-1])
    stayed = np.append(False, stays[:-1]) if len(rows) else stays
    gained = np.flatnonzero(stays)
    gained = gained[status[gained] != status[gained + 1]] + 1
    # Where a requirement begins or ends to be in force, nobody comes or goes.
    first, last = np.flatnonzero(in_force(requirement, _as_days(found)).to_numpy())[[0, -1]]
    left = np.flatnonzero(~stays & (at < last))
    came = np.flatnonzero(~stayed & (at > first))
    keys = np.concatenate(
        [
            _change(at[gained], key[gained], status[gained - 1], status[gained]),
            _change(at[left] + 1, key[left], status[left], np.full(len(left), _OUTSIDE)),
            _change(at[came], key[came], np.full(len(came), _OUTSIDE), status[came]),
        ]
    )
    unique, count = np.unique(keys, return_counts=True)
    cell, to = np.divmod(unique, 8)
    cell, was = np.divmod(cell, 8)
    return pd.DataFrame(
        {
            "period": found.periods[cell >> 40].astype("datetime64[us]"),
            **_unpacked(cells, cell & ((1 << 40) - 1)),
            "from_status": np.array(_ORDER, object)[was],
            "to_status": np.array(_ORDER, object)[to],
            "count": count,
        }
    )


def _change(at, key, was, now) -> np.ndarray:
    return ((at * np.int64(1 << 40) + key) * 8 + was) * 8 + now
