"""Pictures of rows and words: what became of the rows, what is in quarantine, spellings, what is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competence.config import Config
from competence.tables import UNKNOWN
from competence.views.drawing import axes_of, shown
from competence.views.pictured import Pictured
from competence.vocabulary import HARMLESS

BLUE, GREY, ORANGE, PALE = "#1f4e79", "#9aa5b1", "#b35c00", "#d7dde3"
_HOW = {"id": BLUE, "name": BLUE, "alias": "#5b8db8", "rule": GREY, "nothing": ORANGE}
_RAMP = ("#f4f6f8", "#f9dcc0", "#f0b27a", "#d9833b", "#a84f0c", "#5c2200")
_STEPS = (0, 0.1, 2, 10, 30, 70, 100.1)  # per cent
MOST = 20  # bars or rows of a picture


def rows(accounts: pd.DataFrame) -> Pictured:
    """Rows in = used + not staff + quarantined, a bar a source."""
    table = accounts.pivot_table(
        index="source", columns="kind", values="rows", aggfunc="sum", fill_value=0, observed=True
    )
    table = table.reindex(columns=["used", "not_staff", "quarantined"], fill_value=0)
    whole = table.sum(axis=1)
    parts = table.sum() / max(whole.sum(), 1)
    says = [
        f"{whole.sum():,} rows were delivered by {len(table)} sources: {parts['used']:.1%} are used, "
        f"{parts['not_staff']:.1%} are not staff, {parts['quarantined']:.1%} stand in quarantine. None is lost."
    ]
    worst = (table["quarantined"] / whole).idxmax()
    if table.loc[worst, "quarantined"]:
        share = table.loc[worst, "quarantined"] / whole[worst]
        says.append(
            f"The largest share in quarantine is {worst}'s: {table.loc[worst, 'quarantined']:,} of {whole[worst]:,} "
            f"rows ({share:.1%}). The next picture says why."
        )
    figure, axes = axes_of(height=0.36 * len(table) + 1.3)
    left = np.zeros(len(table))
    for name, colour in zip(table, (BLUE, GREY, ORANGE)):
        share = (table[name] / whole * 100).to_numpy()
        axes.barh(table.index, share, left=left, color=colour, label=name.replace("_", " "))
        left += share
    for at, (used, aside, bad) in enumerate(table.itertuples(index=False)):
        told = f"{used + aside + bad:,} = {used:,}" + "".join(f" + {n:,}" for n in (aside, bad))
        axes.annotate(told, (101, at), va="center", fontsize=8, color="#333333", annotation_clip=False)
    axes.set(
        xlabel="per cent of the source's rows   |   delivered = used + not staff + quarantined", xlim=(0, 132)
    )
    axes.set_xticks(range(0, 101, 20))
    axes.margins(y=0.01)
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, frameon=False)
    alt = "Bars, one a source: " + "; ".join(
        f"{s} {r.used:,} used, {r.not_staff:,} not staff, {r.quarantined:,} in quarantine"
        for s, r in table.iterrows()
    )
    return Pictured(tuple(says), shown(figure), alt, table.assign(delivered=whole).reset_index())


def quarantine(accounts: pd.DataFrame) -> Pictured:
    """Rows in quarantine, a bar a code."""
    aside = accounts[accounts["kind"] == "quarantined"]
    if aside.empty:
        return Pictured(("No row stands in quarantine.",))
    counts = (
        aside.groupby("category", observed=True)["rows"].sum().sort_values(ascending=False, kind="stable")
    )
    bad = counts[~counts.index.isin(HARMLESS)]
    says = [f"{counts.sum():,} rows stand in quarantine under {len(counts)} codes."]
    if len(bad):
        code = bad.index[0]
        where = aside[aside["category"] == code].groupby("source", observed=True)["rows"].sum().idxmax()
        says.append(
            f"{bad.sum():,} of them could not be used; the commonest code is {code} with {bad.iloc[0]:,} rows, "
            f"most of them from {where}."
        )
        says.append(
            "What each code means and how to mend it stands in docs/messages.md; competence check tells the lines."
        )
    if harmless := int(counts.sum() - bad.sum()):
        says.append(
            f"{harmless:,} are harmless: sums, blank rows, headings, rows that a newer delivery tells again."
        )
    drawn = counts.head(MOST)
    figure, axes = axes_of(height=0.34 * len(drawn) + 1.1)
    colours = [PALE if code in HARMLESS else ORANGE for code in drawn.index]
    axes.barh(drawn.index, drawn, color=colours)
    for at, n in enumerate(drawn):
        axes.annotate(f"{n:,}", (n, at), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.set(xlabel="rows (pale: harmless)", xlim=(0, drawn.max() * 1.12))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.invert_yaxis()
    axes.grid(visible=False)
    alt = "Bars, one a code: " + ", ".join(f"{c} {n:,}" for c, n in drawn.items())
    table = aside.groupby(["source", "category"], as_index=False, observed=True)["rows"].sum()
    return Pictured(tuple(says), shown(figure), alt, table.rename(columns={"category": "code"}))


def spellings(spelt: pd.DataFrame, config: Config) -> Pictured:
    """How many spellings each administration goes by, by how they were recognised."""
    if spelt.empty:
        return Pictured(("No delivery spells an administration.",))
    how = spelt["reason"].astype("str").str.split(":").str[0].str.split(" ").str[0]
    how = how.where(spelt["administration"] != UNKNOWN, "nothing").where(lambda h: h.isin(list(_HOW)), "rule")
    by = spelt.assign(how=how).drop_duplicates(["spelling", "administration"])
    table = by.groupby(["administration", "how"], observed=True).size().unstack("how", fill_value=0)
    table = table.reindex(columns=list(_HOW), fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    most = table.index[0]
    lost = spelt[spelt["administration"] == UNKNOWN]
    says = [
        f"{by['spelling'].nunique():,} spellings stand for {(table.index != UNKNOWN).sum()} administrations; "
        f"{most} goes by most of them ({int(table.loc[most].sum())})."
    ]
    if len(lost):
        says.append(
            f"Not recognised: {lost['spelling'].nunique()} of them, in {lost['rows'].sum():,} rows. competence check "
            "proposes for each the alias to add."
        )
    else:
        says.append("Every spelling was recognised.")
    figure, axes = axes_of(height=0.36 * len(table) + 1.3)
    left = np.zeros(len(table))
    for name, colour in _HOW.items():
        if table[name].any():
            axes.barh(
                table.index, table[name], left=left, color=colour, label=f"by {name}", edgecolor="white"
            )
            left += table[name].to_numpy()
    axes.set(xlabel="spellings")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=5, frameon=False)
    alt = "Bars of spellings by administration: " + ", ".join(
        f"{a} {int(n)}" for a, n in table.sum(axis=1).items()
    )
    return Pictured(
        tuple(says), shown(figure), alt, spelt[["source", "spelling", "administration", "rows", "reason"]]
    )


def missing(filled: pd.DataFrame | None) -> Pictured:
    """Share without a value: a row a source and column, a column a period."""
    if filled is None or filled.empty:
        return Pictured(("Counts are delivered: there are no columns of persons to look at.",))
    share = filled.assign(share=filled["without"] / filled["spells"])
    wide = share.pivot_table(index=["source", "column"], columns="period", values="share", observed=True)
    some = wide[(wide > 0).any(axis=1)]
    whole = len(wide) - len(some)
    says = [
        f"Of {len(wide)} columns of monthly-paid staff, {whole} are filled in for everybody at all times."
    ]
    if some.empty:
        return Pictured(tuple(says))
    never = some[(some >= 1).all(axis=1)]
    if len(never):
        says.append(f"Never told: {_named(never.index)}. The model pools over them, and says so.")
    last, first = some.iloc[:, -1], some.iloc[:, 0]
    part = some.drop(never.index)
    if len(part):
        worst = part.iloc[:, -1].idxmax()
        says.append(
            f"Of those told in part, {worst[1]} of {worst[0]} lacks most at the end: {part.iloc[:, -1][worst]:.1%}, "
            f"where it was {first[worst]:.1%} at the beginning."
        )
        rising = part.index[part.iloc[:, -1].fillna(0) - part.iloc[:, 0].fillna(0) > 0.1]
        if len(rising):
            says.append(f"Less and less is filled in of {_named(rising)}: ask what changed in the export.")
    figure, axes = axes_of(height=0.3 * len(some) + 1.6)
    from matplotlib.colors import BoundaryNorm, ListedColormap

    # Steps, so that a few per cent are seen too, and the legend can be read off.
    norm = BoundaryNorm(_STEPS, len(_RAMP))
    grid = axes.imshow(
        some.to_numpy() * 100, aspect="auto", cmap=ListedColormap(_RAMP), norm=norm, interpolation="nearest"
    )
    axes.set_yticks(range(len(some)), [f"{s} · {c}" for s, c in some.index])
    _years(axes, some.columns)
    for at, value in enumerate(last):
        told = "" if value != value else f"{value:.0%}" if value >= 0.01 or value == 0 else "<1%"
        axes.annotate(told, (1.01, at), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    axes.annotate("at the end", (1.01, 1.0), xytext=(0, 4), xycoords="axes fraction", textcoords="offset points",
                  fontsize=8, color="#555555")  # fmt: skip
    axes.grid(visible=False)
    bar = figure.colorbar(grid, ax=axes, label="per cent without a value", pad=0.09, spacing="uniform")
    bar.set_ticks(_STEPS, labels=[f"{min(step, 100):g}" for step in _STEPS])
    alt = "Heat map, per cent without a value at the end: " + ", ".join(
        f"{s} {c} {v:.0%}" for (s, c), v in last.items() if v == v
    )
    table = share.groupby(["source", "column", share["period"].dt.year.rename("year")], observed=True)
    table = table[["spells", "without"]].sum().reset_index()
    table = table.assign(share=table["without"] / table["spells"]).drop(columns=["spells", "without"])
    return Pictured(tuple(says), shown(figure), alt, table)


def _named(index: pd.MultiIndex) -> str:
    """Columns with the sources they are of, a column once."""
    by: dict[str, list[str]] = {}
    for source, column in index:
        by.setdefault(column, []).append(source)
    return "; ".join(f"{column} ({', '.join(sources)})" for column, sources in by.items())


def _years(axes, periods: pd.Index) -> None:
    """Ticks at the first period of each year, at most ten."""
    days = pd.DatetimeIndex(periods)
    firsts = [i for i in range(len(days)) if i == 0 or days[i].year != days[i - 1].year]
    if len(firsts) > 1 and firsts[1] < 3:
        firsts = firsts[1:]
    firsts = firsts[:: -(-len(firsts) // 10)]
    axes.set_xticks(firsts, [str(days[i].year) for i in firsts])
