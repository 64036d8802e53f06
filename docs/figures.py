"""The pictures of forecast.md: each function draws one from what the page's snippets made, by name."""

from __future__ import annotations

import numpy as np
import pandas as pd

WIDTH, HEIGHT = 7.0, 3.3  # inches, at 100 points: 700 pixels wide
# Told apart by those who see colours differently, and in grey (Okabe & Ito 2008).
BLUE, ORANGE, GREEN, PINK, GREY, BLACK = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#9AA5B1", "#333333"
PALE = "#8DBBDA"
LOOKS = (("exits", ORANGE, "o", "-"), ("hires", GREEN, "s", "--"), ("headcount", BLUE, "^", "-."))
WORDS = {
    "demography": "demography", "staffing_policy": "staffing policy", "retirement": "retirement",
    "resignation": "resignation", "other_exits": "other exits", "internal_moves": "internal moves",
    "absence_returns": "absence", "fte": "contracted hours", "contract_end": "end of contract",
    "exit_to_hourly": "to hourly work", "other_exit": "other", "parameters": "rates not known exactly",
    "years": "years that differ", "population": "residents", "individual": "chance",
}  # fmt: skip


def axes_of(height: float = HEIGHT):
    """Plain axes of a picture of the usual width."""
    from competence.views import drawing

    return drawing.axes_of(WIDTH, height)


def band(axes, x, draws, colour: str, text: str, *, line: str = "-", aside: int = 0) -> None:
    """Mean and eight times of ten of draws (draws, periods), named at the end."""
    rows = pd.DataFrame({
        "mean": draws.mean(axis=0), "p10": np.quantile(draws, 0.1, axis=0), "p90": np.quantile(draws, 0.9, axis=0),
    }, index=x)  # fmt: skip
    named(axes, rows, colour, text, line=line, aside=aside)


def named(axes, rows, colour: str, text: str, *, line: str = "-", aside: int = 0) -> None:
    """Mean and eight times of ten of rows of a table, named at the end."""
    from competence.views import drawing

    drawing.band(axes, rows, colour, text, line=line, aside=aside)
    axes.margins(x=0.02)


def room(axes, share: float = 0.16) -> None:
    """Room on the right for the names of lines."""
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + share * (high - low))


def whole(table: pd.DataFrame, quantity: str, administration: str = "*") -> pd.DataFrame:
    """Rows by period of one quantity of the municipality or an administration."""
    rows = table[
        (table["quantity"] == quantity)
        & (table["administration"] == administration)
        & (table["occupation"] == "*")
    ]
    return rows.set_index("period")


def hbars(axes, names, rows: pd.DataFrame, colours=BLUE) -> None:
    """Bars of `mean` that lie, with eight times of ten."""
    axes.barh(list(names), rows["mean"], color=colours, xerr=spread(rows), ecolor=BLACK, capsize=3)
    axes.axvline(0, color=BLACK, lw=0.8)


def spread(rows: pd.DataFrame) -> np.ndarray:
    """(2, rows) from the mean down to p10 and up to p90."""
    return np.maximum([rows["mean"] - rows["p10"], rows["p90"] - rows["mean"]], 0)


def _draw_run(m):
    figure, axes = axes_of()
    staff = pd.Series(m["past"].headcount.sum(axis=1), m["past"].periods)
    axes.plot(staff[staff.index.month == m["past"].origin.month], color=BLACK)
    named(axes, whole(m["people"], "required_headcount"), ORANGE, "required", line="--", aside=6)
    named(axes, whole(m["people"], "headcount"), BLUE, "expected", aside=-6)
    room(axes)
    axes.set(ylabel="persons", title="Headcount so far, expected and required")
    return figure


def _draw_past(m):
    figure, axes = axes_of()
    years = m["past"].periods.year
    by = pd.DataFrame(m["exits"]).iloc[1:].groupby(years[1:]).sum()
    full = by[np.bincount(years[1:])[by.index] == m["past"].a_year]
    looks = zip(full.columns, (BLUE, ORANGE, GREEN, PINK, GREY), ("-", "--", "-.", ":", "-"))
    for name, colour, line in looks:
        axes.plot(full.index, full[name], color=colour, ls=line, lw=2)
    ends = [
        (full[n].iloc[-1], WORDS.get(n, n), c) for n, c in zip(full, (BLUE, ORANGE, GREEN, PINK, "#6b7682"))
    ]
    side(axes, ends)
    axes.set(ylabel="exits a year", title="Exits of the past, by cause", ylim=(0, None))
    return figure


def side(axes, ends) -> None:
    """Names beside the ends of lines, apart from each other."""
    from competence.views import drawing

    axes.set_ylim(0, None)
    drawing.labels(axes, ends, axes.get_xlim()[1])


def _draw_rates(m):
    from competence.forecast.history import AGES

    figure, axes = axes_of()
    names = [cause.name for cause in m["fitted"].causes]
    quit_, retire = (m["yearly"][names.index(name)] * 100 for name in ("resignation", "retirement"))
    axes.plot(AGES, quit_[:, 0], color=BLUE, lw=2, ls="--")
    axes.plot(AGES, quit_[:, -1], color=BLUE, lw=2)
    axes.plot(AGES, retire[:, -1], color=ORANGE, lw=2)
    axes.annotate(
        "resignation, first year", (30, quit_[15, 0]), xytext=(0, 8), textcoords="offset points", color=BLUE
    )
    axes.annotate("resignation, 5 years and more", (20, 2.5), color=BLUE)
    axes.annotate(
        "retirement",
        (AGES[np.argmax(retire[:, -1] > 30)], 30),
        xytext=(-6, 0),
        textcoords="offset points",
        color=ORANGE,
        ha="right",
    )
    axes.set(xlim=(18, 68), ylim=(0, 60), xlabel="age", ylabel="per cent a year",
             title="Chance to leave within a year, by cause")  # fmt: skip
    return figure


def _draw_posterior(m):
    figure, axes = axes_of(4.2)
    names = [cause.name for cause in m["fitted"].causes]
    mean = m["expected"].mean(axis=0)
    order = np.argsort(mean[:, names.index("resignation")])
    happened = np.stack([year_of(m["past"], cause.events) for cause in m["fitted"].causes], axis=1)
    for aside, colour, mark, name in ((0.15, BLUE, "o", "resignation"), (-0.15, ORANGE, "s", "retirement")):
        j = names.index(name)
        at = np.arange(len(order)) + aside
        ends = [mean[order, j] - m["low"][order, j], m["high"][order, j] - mean[order, j]]
        axes.errorbar(
            mean[order, j], at, xerr=ends, fmt=mark, color=colour, ms=5, capsize=3, label=f"{name}, expected"
        )
        axes.plot(
            happened[order, j], at, "x", color=BLACK, ms=5, label="happened" if name == "retirement" else None
        )
    axes.set_yticks(range(len(order)), [m["past"].administrations[i] for i in order])
    axes.legend(frameon=False, loc="lower right")
    axes.set(
        xlabel="persons a year", title="Exits that last year's conditions lead to (80 % of the posterior)"
    )
    return figure


def year_of(past, events: np.ndarray) -> np.ndarray:
    """(administrations,) events of the last twelve months."""
    by = np.equal.outer(np.arange(len(past.administrations)), past.administration)
    return by @ events[-past.a_year :].sum(axis=0)


def _draw_population(m):
    figure, axes = axes_of()
    years = m["residents"].years
    axes.plot(years, m["seen"], color=BLACK)
    band(axes, years[-1] + np.arange(m["ahead"].shape[1]), m["ahead"], BLUE, "projected")
    room(axes)
    axes.set(ylabel="residents", title="Residents of 80 years and more")
    return figure


def _draw_demand(m):
    figure, axes = axes_of()
    year = m["past"].origin.year
    for draws, colour, text, line in (
        (m["required"], ORANGE, "as projected", "-"),
        (m["still"], GREEN, "residents\nheld still", "--"),
    ):
        care = draws[..., [m["past"].occupations[o] == "assistant_nurse" for o in m["past"].occupation]].sum(
            axis=2
        )
        band(axes, year + np.arange(care.shape[1]), care, colour, text, line=line)
    room(axes, 0.2)
    axes.set(ylabel="persons", title="Assistant nurses required")
    return figure


def _draw_simulation(m):
    figure, axes = axes_of()
    axes.plot(m["when"], m["futures"][:30].T, color=PALE, lw=0.7)
    axes.plot(m["when"], np.median(m["futures"], axis=0), color=BLACK, lw=2)
    axes.set(ylabel="persons", title="Headcount of one administration: thirty futures, and the median")
    return figure


def _draw_annual(m):
    figure, axes = axes_of()
    need, leave = (whole(m["annual"], quantity) for quantity in ("recruitment_need", "need_exits"))
    years = need.index.year
    axes.bar(years, leave["mean"], color=GREY, label="to replace those who leave")
    axes.errorbar(
        years, need["mean"], yerr=spread(need), fmt="o", color=ORANGE, capsize=3, label="to recruit in all"
    )
    axes.legend(frameon=False, ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.1))
    axes.set(ylabel="persons a year", title="Recruitment need, year by year", xticks=years)
    return figure


def _draw_monthly(m):
    figure, axes = axes_of()
    for quantity, colour, line in (("hires", GREEN, "--"), ("exits", ORANGE, "-")):
        rows = whole(m["months"], quantity)
        axes.fill_between(rows.index, rows["p10"], rows["p90"], color=colour, alpha=0.18, lw=0)
        axes.plot(rows["mean"], color=colour, lw=2, ls=line, label=quantity)
    axes.margins(x=0.02)
    axes.legend(frameon=False, ncols=2, loc="upper left")
    axes.set(ylabel="persons a month", title="Exits and hires by month", ylim=(0, None))
    return figure


def _draw_summer(m):
    figure, axes = axes_of(3.9)
    rows = m["summer"][m["summer"]["administration"] != "*"]
    first = rows[rows["period"] == rows["period"].min()].sort_values("mean")
    hbars(axes, first["administration"], first)
    axes.set(
        xlabel="full-time equivalents",
        title=f"Work to be covered in the summer of {first['period'].iloc[0]:%Y}",
    )
    return figure


def _draw_competence(m):
    figure, axes = axes_of(3.8)
    by = m["title"].pivot(index="period", columns="quantity", values="mean")
    staff = by["qualified_fte"] / by["qualified_share"]
    by["others"] = staff - by["qualified_fte"] - by["transitional_fte"] - by["unknown_fte"]
    years, low = by.index.year, np.zeros(len(by))
    looks = (
        ("qualified_fte", "has the title", BLUE, ""), ("transitional_fte", "transitional rule", PALE, "//"),
        ("unknown_fte", "not known", "white", ".."), ("others", "without", GREY, ""),
    )  # fmt: skip
    for name, text, colour, hatch in looks:
        if by[name].max() >= 0.5:
            axes.bar(years, by[name], bottom=low, color=colour, hatch=hatch, edgecolor="white", label=text)
        low = low + by[name].to_numpy()
    axes.plot(years, by["required_qualified_fte"], color=ORANGE, marker="o", lw=2, label="required")
    axes.legend(frameon=False, ncols=4, loc="upper center", bbox_to_anchor=(0.5, -0.1))
    axes.set(
        ylabel="full-time equivalents", title="Assistant nurses required, and who they are", xticks=years
    )
    return figure


def _draw_drivers(m):
    figure, axes = axes_of(3.7)
    rows = m["parts"].sort_values("mean")
    hbars(
        axes, [WORDS[d] for d in rows["driver"]], rows, [BLUE if r == "near" else GREY for r in rows["reach"]]
    )
    axes.set(
        xlabel="persons to recruit in ten years", title="What the need is made of (blue: near the manager)"
    )
    return figure


def _draw_scenarios(m):
    figure, axes = axes_of(3.0)
    rows = m["differences"].query(
        "administration == '*' and occupation == '*' and requirement == '*' and quantity == 'recruitment_need_cum'"
    )
    rows = rows[rows["period"] == rows["period"].max()].sort_values("mean", ascending=False)
    hbars(axes, rows["scenario"], rows)
    axes.set(xlabel="persons against the base, ten years together", title="Recruitment need by scenario")
    return figure


def _draw_standard(m):
    figure, axes = axes_of()
    named(axes, whole(m["annual"], "exits"), BLUE, "ours", aside=-8)
    rows = whole(m["beside"], "exits")
    axes.plot(rows["mean"], color=ORANGE, lw=2, ls="--")
    axes.annotate("standard model", (rows.index[-1], rows["mean"].iloc[-1]), xytext=(5, 8),
                  textcoords="offset points", color=ORANGE, va="center")  # fmt: skip
    room(axes, 0.2)
    axes.set(ylabel="exits a year", title="Exits: ours beside the standard model")
    return figure


def _draw_plan(m):
    figure, axes = axes_of()
    rows = m["table"].dropna(subset=["deviation_sek"])
    biggest = rows.groupby("committee")["sek"].sum().nlargest(3).index
    for name, colour, mark, aside in zip(biggest, (BLUE, ORANGE, GREEN), "os^", (-0.15, 0.0, 0.15)):
        mine = rows[rows["committee"] == name]
        ends = np.maximum([mine["deviation_sek"] - mine["p10"], mine["p90"] - mine["deviation_sek"]], 0) / 1e6
        axes.errorbar(mine["year"] + aside, mine["deviation_sek"] / 1e6, yerr=ends, fmt=f"{mark}-", color=colour,
                      capsize=3, label=name)  # fmt: skip
    axes.axhline(0, color=BLACK, lw=0.8)
    axes.legend(frameon=False, title="committee")
    axes.set(ylabel="million SEK, fixed prices", title="Cost of required staff less the frame")
    return figure


def _draw_layers(m):
    from competence.vocabulary import LAYERS

    figure, axes = axes_of()
    rows = m["shares"].query("administration == '*' and quantity == 'exits'")
    by = rows.pivot(index="horizon", columns="layer", values="share")[list(LAYERS)] * 100
    left = np.zeros(len(by))
    looks = zip(by, (BLUE, ORANGE, GREEN, GREY), ("", "//", "..", ""))
    for name, colour, hatch in looks:
        axes.barh(
            range(len(by)),
            by[name],
            left=left,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            label=WORDS[name],
        )
        left += by[name].to_numpy()
    axes.set_yticks(range(len(by)), [f"{h} year{'s' if h > 1 else ''}" for h in by.index])
    axes.legend(frameon=False, ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.18))
    axes.set(xlabel="per cent of the variance", title="Exits of the municipality: whose the width is")
    return figure


def _draw_backtest(m):
    from competence.views.skill import NAMES

    figure, axes = axes_of(3.4)
    rows = m["scored"].query("level == 'cells'")
    sums = rows.groupby(["quantity", "method"])["crps"].sum().unstack("method")
    ratio = sums.div(sums["last_value"], axis=0)
    marks = dict(zip(NAMES, ("o", "|", "v", "s", "D", "^")))
    for method, mark in marks.items():
        mine = method == "ours"
        axes.plot(ratio[method], range(len(ratio)), mark, color=BLUE if mine else BLACK, ms=9 if mine else 6,
                  mfc=BLUE if mine else "none", ls="", label=NAMES[method])  # fmt: skip
    axes.set_yticks(range(len(ratio)), ratio.index)
    axes.margins(y=0.2)
    axes.legend(frameon=False, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.2))
    axes.set(xlabel="mean score against the last value's (below 1: better)", title="Who forecast best?")
    return figure


def _draw_calibration(m):
    figure, axes = axes_of(3.0)
    rows = m["scored"].query("method == 'ours' and level == 'cells'")
    for name, colour, mark, line in LOOKS:
        mine = rows[rows["quantity"] == name]
        axes.plot(
            mine["horizon"] / 12, mine["coverage"] * 100, marker=mark, color=colour, ls=line, label=name
        )
    axes.axhline(80, color=BLACK, lw=0.8)
    axes.legend(frameon=False, ncols=3)
    axes.set(ylim=(50, 100), xticks=range(1, int(rows["horizon"].max()) // 12 + 1), xlabel="years ahead", ylabel="per cent held",
             title="Intervals that claim 80 per cent, before calibration")  # fmt: skip
    return figure


def _draw_shelf(m):
    figure, axes = axes_of(3.0)
    for aside, (name, colour, mark, line) in zip((-0.06, 0, 0.06), LOOKS):
        mine = m["life"][m["life"]["quantity"] == name]
        ends = [(mine["hit_rate"] - mine["low"].fillna(mine["hit_rate"])) * 100, np.zeros(len(mine))]
        axes.errorbar(mine["horizon"] + aside, mine["hit_rate"] * 100, yerr=ends, marker=mark, color=colour, ls=line,
                      capsize=3, label=name)  # fmt: skip
    axes.axhline(70, color=BLACK, lw=0.8)
    axes.legend(frameon=False, ncols=3)
    axes.set(ylim=(0, 105), xlabel="years ahead", ylabel="per cent of cells",
             title="Within the tolerance; it holds while the lower end is above the line")  # fmt: skip
    return figure


def _draw_ledger(m):
    figure, axes = axes_of(4.0)
    rows = m["scored_rows"].query("quantity == 'exits' and occupation == '*' and administration != '*'")
    rows = rows[(rows["scenario"] == "base") & (rows["period"] == rows["period"].min())].sort_values("mean")
    at = range(len(rows))
    axes.errorbar(rows["mean"], at, xerr=spread(rows), fmt="o", color=BLUE, capsize=3, label="forecast, 80 %")
    axes.plot(rows["actual"], at, "x", color=ORANGE, ms=7, mew=2, label="came")
    axes.set_yticks(at, rows["administration"])
    axes.legend(frameon=False, loc="lower right")
    axes.set(xlabel="exits", title=f"Exits of {rows['period'].iloc[0]:%Y}, forecast a year before")
    return figure


DRAWN = {name[6:]: function for name, function in list(globals().items()) if name.startswith("_draw_")}
