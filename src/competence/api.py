"""What notebooks import: `load`, `quality`, `short_term`, `long_term`, `evaluation`, `backtest`.

Each reads the stored tables of a project; a forecast whose parameters are those of the stored one is read,
any other is computed in memory by the same model, and nothing is written.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd

from competence import config as configuration
from competence import views
from competence.config import Config
from competence.run import files, steps, store
from competence.tables import ALL

if TYPE_CHECKING:
    from competence.forecast import Counts


@dataclass(frozen=True)
class Project:
    """A project folder as an analyst meets it: the config and the tables at the waist (counts, no persons)."""

    config: Config

    @cached_property
    def stock(self) -> views.Cells:
        """Staff at each period's end."""
        return self._cells("stock", ("headcount", "fte"))

    @cached_property
    def flows(self) -> views.Cells:
        """Movements in each period."""
        return self._cells("flows", ("count",))

    @cached_property
    def competence_stock(self) -> views.Cells:
        """Staff by requirement and status; one requirement at a time, they are never added up."""
        return self._cells("competence_stock", ("headcount", "fte"))

    @cached_property
    def counts(self) -> Counts:
        """What a forecast starts from, to use its functions one at a time (docs/forecast.md)."""
        return store.counts(self.config)

    def _cells(self, name: str, measures: tuple[str, ...]) -> views.Cells:
        return views.Cells(name, store.read(store.waist_path(self.config, name)), measures)

    @property
    def administrations(self) -> pd.DataFrame:
        """Id and name of each administration of today."""
        return pd.DataFrame(
            [(a.id, a.name) for a in self.config.administrations.values()], columns=["administration", "name"]
        )

    @property
    def occupations(self) -> pd.DataFrame:
        """Id, name and family of each occupation group."""
        return pd.DataFrame(
            [(o.id, o.name, o.family) for o in self.config.occupations.values()],
            columns=["occupation", "name", "family"],
        )

    def __repr__(self) -> str:
        return (
            f"Project({self.config.municipality.name}: {len(self.config.administrations)} administrations, "
            f"{len(self.config.occupations)} occupation groups, {len(self.config.sources)} sources)"
        )


def load(project: str | Path | None = None) -> Project:
    """Open a project.

    Parameters
    ----------
    project : its folder; default the nearest `municipality.toml` upwards from the working directory.

    Raises
    ------
    competence.config.ConfigError : the file is missing or has faults (all are told).
    """
    return Project(configuration.load(project))


def quality(project: str | Path | None = None) -> views.Quality:
    """Is the input good enough? A picture with words for each question, and measures with limit and consequence."""
    config = configuration.load(project)
    names = ("accounts", "quality", "stock", "flows")
    needed = [store.read(store.waist_path(config, name)) for name in names]
    found = (
        store.read_if(store.waist_path(config, name))
        for name in ("completeness", "breaks_seen", "spellings", "competence_stock", "delivery_changes")
    )
    return views.Quality(config, *needed, *found)


def long_term(
    project: str | Path | None = None,
    administration: str = ALL,
    *,
    horizon: int | None = None,
    scenario: str = "base",
    seed: int | None = None,
    draws: int | None = None,
) -> views.LongTerm:
    """The next years: people and competence, why, and what would change it.

    Parameters
    ----------
    project : project folder (default: nearest upwards).
    administration : administration id, or `*` for the municipality.
    horizon : years ahead (default: `[calendar] horizon_years`).
    scenario : `base`, or a scenario of the config whose levers are pulled.
    seed, draws : randomness (default: `[model]`).
    """
    config, found = _forecast(
        project, administration, years=horizon, seed=seed, draws=draws, scenario=scenario
    )
    needs = _of(found.needs_annual, administration)
    return views.LongTerm(
        config, administration, _history(config, administration), needs[needs["scenario"] == scenario],
        _of(found.competence_needs, administration), found.notes,
        driver_rows=_of(found.drivers, administration),
        scenario_rows=_of(found.scenario_differences, administration),
        standard_rows=needs[needs["scenario"] == "standard_model"],
        plan_rows=found.plan_years if administration == ALL else None,
    )  # fmt: skip


def short_term(
    project: str | Path | None = None,
    administration: str = ALL,
    *,
    horizon: int | None = None,
    seed: int | None = None,
    draws: int | None = None,
) -> views.ShortTerm:
    """The next months: headcount, exits, hires. `horizon` is in months; the rest as `long_term`.

    Raises
    ------
    ValueError : the source delivers years only, and twelve months are never made up from them.
    """
    config, found = _forecast(project, administration, months=horizon, seed=seed, draws=draws)
    if found.needs_monthly is None:
        raise ValueError("this project's source delivers years only: there is no forecast by month")
    return views.ShortTerm(
        config, administration, _history(config, administration),
        _of(found.needs_monthly, administration), found.notes,
    )  # fmt: skip


def backtest(project: str | Path | None = None, *, origins: int | None = None) -> views.Skill:
    """How good would past forecasts have been? Six methods side by side.

    Parameters
    ----------
    origins : how many year-ends to forecast from (default: the stored back-test's three).

    Raises
    ------
    competence.forecast.ForecastError : no origin leaves a year to hold out.
    """
    config = configuration.load(project)
    if origins is None and store.untestable(config):
        from competence.forecast import ForecastError

        raise ForecastError("no origin leaves a whole year to hold out")
    if origins is None:
        tables = [
            store.read(store.backtest_path(config, name), "competence forecast") for name in store.BACKTEST
        ]
        return views.Skill(config, *tables)
    from competence import forecast

    found = forecast.skill(store.counts(config), config, origins=origins)
    if found.backtest is None:
        raise forecast.ForecastError("no origin leaves a whole year to hold out")
    return views.Skill(config, *found)


def evaluation(project: str | Path | None = None) -> views.Evaluation:
    """What the leadership programme did: who is through, who has met, what it moved, what that means for the need.

    Raises
    ------
    competence.run.store.NotBuilt : it has not been evaluated yet; the message says which command does it.
    """
    config = configuration.load(project)
    found = store.evaluation(config)
    if found is None:
        raise store.NotBuilt("the programme is not evaluated yet; run: competence forecast")
    return views.Evaluation(config, found)


def _forecast(project, administration, *, scenario="base", **given) -> tuple[Config, Any]:
    """The stored forecast where its parameters are those asked for, else computed here and now."""
    config = configuration.load(project)
    if administration != ALL and administration not in config.administrations:
        known = ", ".join(config.administrations)
        raise ValueError(f"no administration {administration!r}; known: {known}, or {ALL!r} for all")
    if scenario not in ("base", *config.scenarios):
        known = ", ".join(("base", *config.scenarios))
        raise ValueError(f"no scenario {scenario!r}; known: {known}")
    asked = store.parameters(config) | {k: v for k, v in given.items() if v is not None}
    if scenario == "base" and _stored(config, asked):
        tables = {name: store.read_if(store.forecast_path(config, name)) for name in store.FORECAST}
        notes = tuple(files.read_json(store.made_path(config))["notes"])
        return config, SimpleNamespace(**tables, notes=notes)
    from competence import forecast

    told = ", ".join(f"{k}={v}" for k, v in ({"scenario": scenario} | asked).items())
    print(f"Computing in memory ({told}); nothing is stored.", file=sys.stderr)
    return config, forecast.run(
        store.counts(config), config, scenario=scenario, calibration=store.calibration(config), **asked
    )


def _stored(config: Config, asked: dict[str, int]) -> bool:
    """Whether the stored forecast was made with these parameters, from the counts and the config of now."""
    made = store.made_path(config)
    if not made.is_file():
        return False
    told = files.read_json(made)
    return told["parameters"] == asked and told["inputs"] == steps.digest(store.forecast_inputs(config))


def _of(needs: pd.DataFrame | None, administration: str) -> pd.DataFrame | None:
    if needs is None:
        return None
    return needs[needs["administration"] == administration].reset_index(drop=True)


def _history(config: Config, administration: str) -> pd.DataFrame:
    """Headcount and FTE by period and occupation of one administration (or all)."""
    columns = ["period", "administration", "occupation", "headcount", "fte"]
    stock = store.read(store.waist_path(config, "stock"), columns=columns)
    if administration != ALL:
        stock = stock[stock["administration"] == administration]
    return stock.groupby(["period", "occupation"], as_index=False)[["headcount", "fte"]].sum()
