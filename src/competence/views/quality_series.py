"""Pictures of series and standing: headcount and flows with breaks, coverage of requirements, what was changed."""

from __future__ import annotations

from string import ascii_lowercase

import pandas as pd

from competence.config import Config
from competence.tables import ALL, EXIT_FLOWS, STATUSES, UNKNOWN
from competence.views.drawing import axes_of, shown
from competence.views.pictured import Pictured
from competence.views.quality_rows import BLUE, GREY, ORANGE, PALE

HIRES = ("hire", "hire_from_hourly")
_STATUS = {
    "meets": BLUE,
    "transitional": "#5b8db8",
    "in_training": "#a8c4dc",
    "lacks": ORANGE,
    "unknown": PALE,
}
_CHANGE = {"added": BLUE, "changed": ORANGE, "gone": "#7a2e00", "rolled_out": PALE}
MOST = 6  # series of one picture


def whole(stock: pd.DataFrame, flows: pd.DataFrame, seen: pd.DataFrame, config: Config) -> Pictured:
    """Headcount above, hires and exits below; each break is a line with a letter, told in the sentences."""
    heads = stock.groupby("period")["headcount"].sum()
    moved = _moved(flows, heads.index)
    first, last = heads.index[0], heads.index[-1]
    says = [
        f"From {first:%Y-%m} to {last:%Y-%m} the monthly-paid staff went from {heads.iloc[0]:,} to {heads.iloc[-1]:,} "
        f"persons; in the last twelve months {moved['hires'].tail(_year(heads.index)).sum():,} came and "
        f"{moved['exits'].tail(_year(heads.index)).sum():,} left."
    ]
    marks = [
        (pd.Timestamp(b.date), f"{b.what} (named)", GREY)
        for b in config.breaks
        if first < pd.Timestamp(b.date) <= last
    ]
    lone = seen[~seen["named"]]
    marks += [(p, f"{_who(rows)} (seen, not named)", ORANGE) for p, rows in lone.groupby("period")]
    marks.sort(key=lambda m: m[0])
    figure, (top, low) = _two(6.0)
    top.plot(heads.index, heads, color=BLUE, lw=1.8)
    top.set_ylim(0, heads.max() * 1.12)
    top.set(ylabel="headcount")
    # Two lines in one picture: exits are dashed, so that they can be told apart without colour.
    low.plot(moved.index, moved["hires"], color=BLUE, lw=1.2, label="hires")
    low.plot(moved.index, moved["exits"], color=ORANGE, lw=1.2, ls=(0, (4, 1.5)), label="exits")
    low.set_ylim(0, None)
    low.set(ylabel="hires and exits a period")
    low.legend(loc="upper left", bbox_to_anchor=(0.0, -0.12), ncols=2, frameon=False)
    told, high = [], 0
    for number, (day, what, colour) in enumerate(marks):
        letter = ascii_lowercase[number % 26]
        for axes in (top, low):
            axes.axvline(day, color=colour, lw=1.0, ls="-" if colour == GREY else "--")
        # Letters of breaks that lie close to each other stand one above the other.
        near = number and (day - marks[number - 1][0]).days < (last - first).days * 0.03
        high = high + 1 if near else 0
        top.annotate(letter, (day, 1), xycoords=("data", "axes fraction"), xytext=(0, 3 + 11 * high),
                     textcoords="offset points", color=colour, fontsize=9, ha="center")  # fmt: skip
        told.append(f"{letter} = {day:%Y-%m}: {what}")
    says += [f"Lines mark breaks: {'; '.join(told)}."] if told else ["No break is named or seen."]
    if len(lone):
        says.append(
            "Name each that is not named as a [[break]], or say in the unit map what happened; see below."
        )
    alt = (
        f"Line of the headcount from {heads.iloc[0]:,} in {first:%Y-%m} to {heads.iloc[-1]:,} in {last:%Y-%m}, and of "
        f"hires and exits a period; {len(marks)} breaks are marked."
    )
    return Pictured(tuple(says), shown(figure), alt, moved.assign(headcount=heads).reset_index())


def unnamed(stock: pd.DataFrame, flows: pd.DataFrame, seen: pd.DataFrame) -> Pictured:
    """The series that jump without the config saying why, at most six, the surest first."""
    lone = seen[~seen["named"]].sort_values("sure", ascending=False)
    if lone.empty:
        named = int(seen["named"].sum())
        more = f" {named} jumps are seen that the config names." if named else ""
        return Pictured((f"No series jumps in a way that the config does not name.{more}",))
    says = [f"{r.period:%Y-%m}: {_sentence(r)}." for r in lone.itertuples()]
    says = says[: 2 * MOST] + ([f"… and {len(says) - 2 * MOST} more."] if len(says) > 2 * MOST else [])
    says.append(
        "What to do: if units were moved, add them to the unit map; if a code or the export changed, name it as a "
        "[[break]]; if it truly happened so, name it too, so that the model does not take it for a rate."
    )
    drawn = lone.drop_duplicates(["kind", "id", "of"]).head(MOST)
    import matplotlib.pyplot as plt
    from matplotlib.dates import YearLocator

    rows = -(-len(drawn) // 2)
    figure, grid = plt.subplots(
        rows, min(2, len(drawn)), figsize=(9.0, 2.4 * rows), layout="constrained", squeeze=False
    )
    for axes, r in zip(grid.flat, drawn.itertuples()):
        series = _series(stock, flows, r)
        axes.plot(series.index, series, color=BLUE, lw=1.4)
        axes.axvline(r.period, color=ORANGE, lw=1.0, ls="--")
        axes.set_ylim(0, None)
        axes.set_title(f"{'whole' if r.kind == ALL else r.id}: {r.of}, {r.period:%Y-%m}", fontsize=9)
        axes.tick_params(labelsize=8)
        axes.spines[["top", "right"]].set_visible(False)
        axes.xaxis.set_major_locator(YearLocator(1 + (series.index[-1] - series.index[0]).days // 2200))
    for axes in list(grid.flat)[len(drawn) :]:
        axes.set_visible(False)
    columns = ["period", "kind", "id", "what", "of", "before", "after", "sure"]
    return Pictured(
        tuple(says), shown(figure), "Small line pictures: " + " ".join(says[:MOST]), lone[columns]
    )


def coverage(standing: pd.DataFrame | None, config: Config) -> Pictured:
    """Standing to each requirement at the end, in per cent of the staff under it."""
    if standing is None or standing.empty:
        return Pictured(("No requirement is set in the config: nothing is asked of competence.",))
    last = standing[standing["period"] == standing["period"].max()]
    wide = last.pivot_table(
        index="requirement", columns="status", values="headcount", aggfunc="sum", fill_value=0, observed=True
    )
    wide = wide.reindex(columns=list(STATUSES), fill_value=0)
    wide = wide.reindex([r.id for r in config.requirement if r.id in wide.index])
    heads = wide.sum(axis=1)
    share = wide.div(heads.clip(lower=1), axis=0) * 100
    blind = share.index[share[UNKNOWN] >= 99.5]
    says = [
        f"{len(wide)} requirements are in force; of {len(wide) - len(blind)} at least something is known."
    ]
    if len(blind):
        says.append(
            f"Nothing is known of {', '.join(blind)}: order the register, and name what it holds in covers of its source."
        )
    half = [r for r in share.index if 25 < share.loc[r, UNKNOWN] < 99.5]
    if half:
        says.append(
            "Much is unknown of " + ", ".join(f"{r} ({share.loc[r, UNKNOWN]:.0f}%)" for r in half) + "."
        )
    figure, axes = axes_of(height=0.42 * len(share) + 1.4)
    left = pd.Series(0.0, index=share.index)
    for status, colour in _STATUS.items():
        axes.barh(
            share.index,
            share[status],
            left=left,
            color=colour,
            label=status.replace("_", " "),
            edgecolor="white",
        )
        left += share[status]
    axes.set(xlabel="per cent of the staff under the requirement, at the end")
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=5, frameon=False)
    alt = "Bars by requirement: " + "; ".join(
        f"{r} {share.loc[r, 'meets']:.0f}% meet it, {share.loc[r, UNKNOWN]:.0f}% unknown" for r in share.index
    )
    return Pictured(tuple(says), shown(figure), alt, wide.reset_index())


def changes(found: pd.DataFrame | None) -> Pictured:
    """Rows of past months that a later delivery added, dropped or changed, by month."""
    if found is None:
        return Pictured(("No earlier delivery is kept: there is no past to compare with yet.",))
    rows = found[found["change"] != "rolled_out"]
    if rows.empty:
        return Pictured(("The newest deliveries tell the same past as those before.",))
    by = rows.groupby(["source", "change"], observed=True)["rows"].sum().unstack("change", fill_value=0)
    says = [
        f"{source}: of months that had been told before, "
        + ", ".join(f"{n:,} rows are {_DID[c]}" for c, n in counts.items() if n)
        + "."
        for source, counts in by.iterrows()
    ]
    columns = rows[(rows["change"] == "changed") & (rows["column"] != ALL)]
    if len(columns):
        most = columns.groupby("column", observed=True)["rows"].sum().nlargest(3)
        says.append(
            "What says otherwise most often: " + ", ".join(f"{c} ({n:,})" for c, n in most.items()) + "."
        )
    says.append(
        "Some change is usual (late registrations); if closed years changed much, ask whoever made the export."
    )
    drawn = (
        rows.groupby(["month", "change"], observed=True)["rows"]
        .sum()
        .unstack("change", fill_value=0)
        .sort_index()
    )
    figure, axes = axes_of(height=3.2)
    low = pd.Series(0, index=drawn.index)
    for change, colour in _CHANGE.items():
        if change in drawn:
            axes.bar(
                range(len(drawn)), drawn[change], bottom=low, color=colour, label=_DID[change], width=0.9
            )
            low += drawn[change]
    step = -(-len(drawn) // 10)
    axes.set_xticks(range(0, len(drawn), step), [str(m) for m in drawn.index[::step]])
    axes.tick_params(axis="x", labelsize=8)
    axes.set(ylabel="rows", xlabel="month that the rows tell of")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, frameon=False)
    return Pictured(
        tuple(says), shown(figure), "Bars by month: " + " ".join(says), rows.reset_index(drop=True)
    )


_DID = {"added": "new", "gone": "gone", "changed": "told otherwise", "rolled_out": "older than the window"}


def _moved(flows: pd.DataFrame, periods: pd.Index) -> pd.DataFrame:
    """Hires and exits a period, from the second period on."""
    kind = pd.Series("", index=flows.index)
    kind[flows["flow"].isin(HIRES)], kind[flows["flow"].isin(EXIT_FLOWS)] = "hires", "exits"
    wide = flows["count"].groupby([flows["period"], kind]).sum().unstack(fill_value=0)
    return wide.reindex(index=periods[1:], columns=["hires", "exits"], fill_value=0)


def _series(stock: pd.DataFrame, flows: pd.DataFrame, row) -> pd.Series:
    """The series that a row of `breaks_seen` is of."""
    if row.kind != ALL:
        stock, flows = stock[stock[row.kind] == row.id], flows[flows[row.kind] == row.id]
    heads = stock.groupby("period")["headcount"].sum()
    return heads if row.of == "headcount" else _moved(flows, heads.index)[row.of]


def _sentence(row) -> str:
    who = "the municipality" if row.kind == ALL else f"{row.kind} {row.id}"
    if row.what == "step":
        return f"{who} goes from {row.before:,.0f} to {row.after:,.0f} persons at once, and not by hires and exits"
    if row.what == "leap":
        return f"{who} has {row.after:,.0f} {row.of} in one period where about {row.before:,.0f} are usual"
    return f"{who} has {row.after:,.0f} {row.of} in a year after {row.before:,.0f} in the year before"


def _who(rows: pd.DataFrame) -> str:
    names = ["whole" if kind == ALL else id_ for kind, id_ in zip(rows["kind"], rows["id"])]
    return ", ".join(dict.fromkeys(names))


def _year(periods: pd.Index) -> int:
    """Periods in a year."""
    return 12 if len(periods) > 1 and (periods[1] - periods[0]).days < 100 else 1


def _two(height: float):
    """Two axes one above the other, the same time below both."""
    import matplotlib.pyplot as plt

    figure, both = plt.subplots(2, 1, figsize=(9.0, height), layout="constrained", sharex=True)
    for axes in both:
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="#dddddd", lw=0.6)
        axes.set_axisbelow(True)
    return figure, both
