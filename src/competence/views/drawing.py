"""Drawing for notebooks: plain axes, bands with direct labels, whole persons."""

from __future__ import annotations

import pandas as pd


def band(axes, rows: pd.DataFrame, colour: str, text: str, *, line: str = "-", aside: int = 0) -> None:
    """A mean with the band that holds eight times of ten, named at its end."""
    axes.fill_between(rows.index, rows["p10"], rows["p90"], color=colour, alpha=0.18, lw=0)
    axes.plot(rows.index, rows["mean"], color=colour, lw=2, ls=line)
    axes.annotate(
        text, (rows.index[-1], rows["mean"].iloc[-1]), xytext=(5, aside), textcoords="offset points",
        color=colour, va="center",
    )  # fmt: skip


def persons(table):
    """Persons are shown without decimals; what is unknown stays so."""
    return table.round(0).astype("Int64")


def rounded(table: pd.DataFrame, decimals: int) -> pd.DataFrame:
    """Figures with so many decimals; dates and words are left alone."""
    figures = table.select_dtypes("number").columns
    return table.assign(**{name: table[name].round(decimals) for name in figures})


def labels(axes, ends, x) -> None:
    """Direct labels at line ends, moved apart so that none lies on another."""
    low, high = axes.get_ylim()
    step = (high - low) * 0.06
    at = None
    for y, text, colour in sorted(ends):
        at = y if at is None else max(y, at + step)
        axes.annotate(
            text, (x, y), xytext=(1.02, (at - low) / (high - low)), textcoords=("axes fraction", "axes fraction"),
            color=colour, va="center", fontsize=8,
        )  # fmt: skip


def axes_of(width: float = 9.0, height: float = 4.0):
    """Plain axes of a new figure."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(width, height), layout="constrained")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dddddd", lw=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def shown(figure):
    """The figure itself, closed so that a notebook shows it once."""
    import matplotlib.pyplot as plt

    plt.close(figure)
    return figure


def bars(rows: pd.DataFrame, name: str, colours, *, label: str, title: str):
    """Horizontal bars of `mean` with the interval p10-p90, a row a bar, the first on top."""
    figure, axes = axes_of(height=0.45 * max(len(rows), 1) + 1.4)
    at = range(len(rows))
    spread = [(rows["mean"] - rows["p10"]).clip(lower=0), (rows["p90"] - rows["mean"]).clip(lower=0)]
    axes.barh(at, rows["mean"], color=list(colours), xerr=spread, ecolor="#333333", capsize=3)
    axes.set_yticks(at, rows[name])
    axes.invert_yaxis()
    axes.axvline(0, color="#333333", lw=0.8)
    axes.set(xlabel=label, title=title)
    return shown(figure)
