"""The municipality as a whole: the simulation, its counts at the waist, and the truth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from competence import config as cf
from competence.sample import (
    absences,
    counts,
    counts_competence,
    counts_cover,
    counts_posts,
    dates,
    demand,
    hazards,
    hours,
    panel,
    population,
    reasons,
    recruiting,
    rollout,
    second,
    simulate,
    truth,
    volumes,
)  # fmt: skip
from competence.sample.calendar import Months
from competence.sample.plan import Plan
from competence.sample.streams import Streams
from competence.sample.variants import variant as variant_of

SMALLEST, SHORTEST = 300, 24
# No municipality of Sweden bears it.
CODE = "9901"


@dataclass(frozen=True)
class Municipality:
    """Counts at the waist with their truth.

    Parameters
    ----------
    tables : the tables of `competence.tables` by name.
    truth : what was planted, as in `truth.json`.
    config : the sample's `municipality.toml`.
    """

    tables: dict[str, pd.DataFrame]
    truth: dict
    config: cf.Config


def config_path() -> Path:
    """Where the sample's `municipality.toml` lies: the checkout's own, else the packaged one."""
    checkout = Path(__file__).resolve().parents[3] / cf.FILE_NAME
    return checkout if checkout.is_file() else Path(__file__).with_name(cf.FILE_NAME)


def config_text() -> str:
    """The sample's `municipality.toml`."""
    return config_path().read_text(encoding="utf-8")


def describes(config: cf.Config) -> bool:
    """Whether a configuration is the sample's, so that its files may be written for it unasked."""
    return config.municipality.code == CODE


@cache
def config() -> cf.Config:
    """The sample's configuration."""
    return cf.load(config_path())


class World:
    """Everything simulated for one seed; parts are made when asked for."""

    def __init__(self, seed: int, employees: int, months: int, end: str, variant: str):
        if employees < SMALLEST:
            raise ValueError(f"employees = {employees}: expected at least {SMALLEST}")
        if months < SHORTEST:
            raise ValueError(f"months = {months}: expected at least {SHORTEST}")
        self.seed = seed
        self.streams = Streams(seed)
        self.months = Months(months, end)
        self.plan = Plan(employees)
        self.variant = variant_of(variant, self.months)
        first, last = int(self.months.years[0]), int(self.months.years[-1])
        self.residents = population.simulate(self.streams, employees, first, last)
        self.demand = demand.simulate(self.streams, self.plan, self.months, self.residents)
        self.rollout = rollout.plan_groups(self.streams, self.plan, self.months)
        level = hazards.turnover_level(self.streams, self.plan, self.months, self.variant)
        self.history = simulate.Simulation(
            self.streams, self.plan, self.months, self.demand, level, self.rollout.finished(), self.variant,
            config().exits.own_request_retirement_age,
        ).run()  # fmt: skip
        spells = self.history.spells
        self.start, self.end = dates.days(self.streams, self.months, spells)
        self.coded, self.counted = reasons.recorded(
            self.streams, self.plan, self.history.people, spells, self.end, self.variant,
            own_request_age=config().exits.own_request_retirement_age,
        )  # fmt: skip

    @cached_property
    def second(self):
        """Second employments."""
        return second.employments(self.streams, self.plan, self.history.spells)

    @cached_property
    def absences(self):
        """Absences by day."""
        return absences.simulate(
            self.streams, self.months, self.history.people, self.history.spells, self.start, self.end
        )

    @cached_property
    def hours(self):
        """Hours of hourly staff."""
        return hours.simulate(self.streams, self.months, self.history.spells)

    @cached_property
    def recruitments(self):
        """Advertised posts."""
        return recruiting.describe(self.streams, self.plan, self.months, self.history.posts)

    @cached_property
    def counter(self) -> counts.Counter:
        """What counts this world."""
        spread = panel.build(self.history.spells, self.second)
        away = absences.at_month_ends(self.months, self.absences)
        return counts.Counter(self.plan, self.months, config(), self.history, spread, self.counted, away)

    @cached_property
    def vacancies(self) -> pd.DataFrame:
        """The table `vacancies`."""
        return counts_posts.vacancies(self.counter, self.recruitments)

    @cached_property
    def volumes(self) -> volumes.Volumes:
        """Service volumes, agency staff, costs and frames."""
        return volumes.Volumes(self)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The waist."""
        counter = self.counter
        competence = counts_competence.CompetenceCounter(counter)
        return {
            "stock": counter.stock(),
            "flows": counter.flows(),
            "competence_stock": competence.stock(),
            "competence_flows": competence.flows(),
            "vacancies": self.vacancies,
            "cover": counts_cover.cover(counter, self.absences, self.hours),
            "population": self.residents.table(self.months.periods[-1]),
            **self.volumes.tables,
        }


def waist(seed: int = 1, employees: int = 9500, months: int = 120, end: str = "2025-12",
          variant: str = "plain") -> Municipality:  # fmt: skip
    """The municipality straight at the waist: counts, no persons.

    Parameters
    ----------
    seed : same seed, same tables.
    employees : monthly-paid staff, about; at least 300.
    months : observed months, at least 24; `stock` has one period more, the opening stock before the first of them.
    end : last month, `YYYY-MM`.
    variant : a name of `variants.VARIANTS`; `name@YYYY-MM` sets from when a hostile one holds.

    Raises
    ------
    ValueError : a size, length or variant that cannot be.
    """
    world = World(seed, employees, months, end, variant)
    return Municipality(world.tables, truth.tell(world), config())
