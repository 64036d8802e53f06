"""Deliveries of counts: cells of staff, flows or competence instead of persons.

A row is a *part* or, where a word of `total` stands in one of its columns, a *total* over that column. Totals are
never added to their parts; they tell what the hidden ones must add up to (`counts_known`). What comes out holds no
totals, is in today's organisation and occupation groups, and tells how much of it was estimated.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.config import counted, spelling
from competence.sources import counts_figures, counts_known, values
from competence.sources.ages import group
from competence.sources.counts_figures import Figures
from competence.sources.employments import administrations, occupations
from competence.sources.faults import DeliveryError, fault
from competence.sources.places import Places
from competence.sources.sheet import Sheet
from competence.tables import COUNTED, RECONCILED, UNKNOWN

TABLES = tuple(counted.MEASURES)
# The columns that part the rows; the units and codes, and `split`, are summed over afterwards.
PARTING = (
    "administration", "unit", "occupation", "code", "title", "contract", "sex", "age", "tenure", "manager_level",
    "requirement", "status", "split",
)  # fmt: skip
# What a total over a column leaves unknown.
_UNTOLD = {
    "administration": "administration", "occupation": "occupation", "title": "occupation", "code": "occupation",
    "contract": "contract", "sex": "sex", "age": "age", "tenure": "tenure", "manager_level": "manager_level",
    "status": "status",
}  # fmt: skip
WORDS, CLOSE, SHARP = (
    3,
    0.9,
    0.1,
)  # of a column, and shares of periods and of a sum, by which a total gives itself away


def clean(sheet: Sheet, places: Places, config) -> dict[str, pd.DataFrame]:
    """The rows of a source of counts as the tables `counted` and `reconciled`.

    Raises
    ------
    DeliveryError : `undeclared_total`.
    """
    period = sheet.day("period", required=True, period=True, years_ahead=1)
    sheet.superseded(period)
    figures = counts_figures.read(sheet)
    summed = _totals(sheet)
    total = summed.any(axis=1).to_numpy()
    place = administrations(sheet, places)
    over = summed["administration"].to_numpy() if "administration" in summed else False
    low, high = figures.ranges(sheet)
    _refuse_undeclared(sheet, period, summed, low, high)
    sheet.fail((place == UNKNOWN).to_numpy() & ~over, "unknown_administration", "administration")
    sheet.fail(total & (sheet.not_staff == ""), "total_row")
    dimensions = _dimensions(sheet, place, places, config, summed)
    key = _key(sheet, period, figures)
    sheet.duplicates(within=period)
    sheet.unique(key.where(~total))
    rows = sheet.ok | ((sheet.fault == "total_row") & period.notna().to_numpy())
    known = counts_known.Known(period[rows].to_numpy(), _codes(sheet, summed, rows), low[rows], high[rows])
    settled = counts_known.settle(known, figures.kinds, sheet.source)
    return _tables(sheet, figures, dimensions[rows].reset_index(drop=True), settled)


def _totals(sheet: Sheet) -> pd.DataFrame:
    """Rows × parting columns: whether a row is a total over the column.

    An empty cell of a row that is a total elsewhere is one too. A column that holds nothing but totals parts
    nothing, as if it were not delivered.
    """
    words = {spelling(word) for word in sheet.source.total}
    there = [c for c in PARTING if c in sheet.source.columns]
    summed = pd.DataFrame({c: values.flags(sheet.text(c), lambda v: spelling(v) in words) for c in there})
    empty = pd.DataFrame({c: values.flags(sheet.text(c), lambda v: not v.strip()) for c in there})
    summed |= empty & summed.any(axis=1).to_numpy()[:, None]
    usable = sheet.ok
    for column in there:
        if usable.any() and summed.loc[usable, column].all():
            summed[column] = False
    return summed


def _refuse_undeclared(sheet: Sheet, period: pd.Series, summed: pd.DataFrame, low, high) -> None:
    """Stop where the rows of one word are the sum of all others in the column: added up, all would count twice.

    They are so in every figure and nearly every period, among rows of one level (parts, or totals over the same).
    """
    rows = np.flatnonzero(sheet.ok)
    level = (
        pd.MultiIndex.from_frame(summed.iloc[rows]).factorize()[0] if summed.shape[1] else np.zeros(len(rows))
    )
    faults = []
    for column in (c for c in PARTING if c in sheet.source.columns):
        mine = ~summed[column].to_numpy()[rows]
        at = rows[mine]
        keys = [level[mine], sheet.tidy(column).to_numpy()[at], period.to_numpy()[at]]
        least, most = (pd.DataFrame(np.nan_to_num(x[at])).groupby(keys).sum() for x in (low, high))
        others = (x.groupby(level=[0, 2]).transform("sum") - x for x in (least, most))
        rest_least, rest_most = others
        agree = ((most >= rest_least) & (least <= rest_most)).all(axis=1)
        sharp = ((most > 0) & (most - least <= SHARP * most)).any(axis=1)
        often = (agree & sharp).groupby(level=[0, 1]).mean() >= CLOSE
        words = often.groupby(level=0).transform("size") >= WORDS
        heading = sheet.source.columns[column]
        heading = heading if isinstance(heading, str) else heading[0]
        for name in sorted({name for _, name in often.index[often & words]}):
            told = fault(sheet.id, "undeclared_total", f"{heading} = '{name}'")
            faults.append(told._replace(source=sheet.id, headings=(name,)))
            sheet.undeclared.add(spelling(name))
    if faults:
        raise DeliveryError(faults)


def _dimensions(sheet: Sheet, place: pd.Series, places: Places, config, summed: pd.DataFrame) -> pd.DataFrame:
    """The columns of `counted` row by row, in our words; what a total sums over is `unknown` there."""
    level = sheet.word("manager_level")
    ages = values.each(sheet.text("age"), group)
    sheet.fail(np.array([a is None for a in ages], bool), "bad_age", "age")
    requirement = None
    if sheet.has("requirement"):
        ids = {spelling(n): r.id for r in config.requirement for n in (r.id, r.name)}
        requirement = values.each(sheet.text("requirement"), lambda v: ids.get(spelling(v), ""))
        sheet.fail(requirement == "", "unknown_value", "requirement")
    frame = pd.DataFrame(
        {
            "administration": place.astype("str"),
            "occupation": _occupation(sheet, places, config, level),
            "contract": sheet.word("contract").astype("str"),
            "sex": sheet.word("sex").astype("str"),
            "age_from": pd.array([a[0] if a else pd.NA for a in ages], dtype="Int16"),
            "age_to": pd.array([a[1] if a else pd.NA for a in ages], dtype="Int16"),
            "tenure": sheet.number("tenure", high=70, whole=True).astype("Int16"),
            "manager_level": level.astype("str"),
            "requirement": requirement,
            "status": sheet.word("status").astype("str") if sheet.has("status") else None,
        }
    )
    for column in summed.columns.intersection(list(_UNTOLD)):
        mine = _UNTOLD[column]
        if mine in ("age", "tenure"):
            frame.loc[summed[column], ["age_from", "age_to"] if mine == "age" else [mine]] = pd.NA
        else:
            frame.loc[summed[column], mine] = UNKNOWN
    return frame


def _occupation(sheet: Sheet, places: Places, config, level: pd.Series) -> np.ndarray:
    """Occupation group: by its own id or name where a column gives it, else by code and title."""
    found = occupations(sheet, places, level).astype("str").to_numpy()
    ids = {spelling(name): o.id for o in config.occupation for name in (o.id, o.name)}
    given = values.each(sheet.text("occupation"), lambda v: ids.get(spelling(v), UNKNOWN))
    found = np.where(given == UNKNOWN, found, given)
    title = sheet.tidy("title")
    sheet.lost("title", title.where((found == UNKNOWN) & (title != "").to_numpy()))
    return found


def _key(sheet: Sheet, period: pd.Series, figures: Figures) -> pd.Series:
    """What a row must be alone with: period, every parting column as written, and the figure of a long export."""
    parts = [period.astype("str"), *(_bare(sheet, c) for c in PARTING if c in sheet.source.columns)]
    if figures.of_row is not None:
        parts.append(pd.Series(figures.of_row, index=period.index).astype("str"))
    return parts[0].str.cat(parts[1:], sep="\n")


def _bare(sheet: Sheet, column: str) -> pd.Series:
    return sheet.words(column, spelling).astype("str")


def _codes(sheet: Sheet, summed: pd.DataFrame, rows: np.ndarray) -> np.ndarray:
    """(rows, parting columns) the written words as numbers, `ALL_CODE` where the row is a total over them."""
    columns = [
        # Sorted, so that no figure hangs on the order of the rows.
        np.where(
            summed.loc[rows, c], counts_known.ALL_CODE, pd.factorize(_bare(sheet, c)[rows], sort=True)[0]
        )
        for c in summed.columns
    ]
    return np.column_stack(columns) if columns else np.zeros((int(rows.sum()), 0), int)


def _tables(sheet: Sheet, figures: Figures, dimensions: pd.DataFrame, settled) -> dict[str, pd.DataFrame]:
    """Both tables, from what has been settled."""
    own = {"source": sheet.id, "table": sheet.source.table}
    frames = []
    for cells in settled.cells:
        kind = figures.kinds[cells.figure]
        frame = dimensions.iloc[cells.row].reset_index(drop=True)
        contract = kind.contract if cells.contract is None else cells.contract
        frames.append(
            frame.assign(
                **own, period=cells.period, measure=kind.measure, written=kind.heading, value=cells.value,
                hidden=cells.hidden, estimated=np.where(cells.hidden > 0, cells.value, 0.0),
                contract=frame["contract"] if contract is None else contract,
            )
        )  # fmt: skip
    found = pd.concat(frames, ignore_index=True) if frames else COUNTED.empty()
    by = list(COUNTED.key)
    found = found.groupby(by, dropna=False, sort=False)[["value", "hidden", "estimated"]].sum().reset_index()
    told = settled.told.assign(
        **own,
        measure=[figures.kinds[i].measure for i in settled.told["figure"]],
        written=[figures.kinds[i].heading for i in settled.told["figure"]],
    ).drop(columns="figure")  # fmt: skip
    return {"counted": COUNTED.check(found.astype({"hidden": "int64"})), "reconciled": RECONCILED.check(told)}
