"""Beside the counts of people: service volumes, agency staff, costs and committees' frames, as tables.

Volumes take the planted need apart: residents x users per resident x own share are told, what is left of the
planted ratio is FTE per user. Nothing here moves a count of people: each subject has a stream of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from competence.sample.calendar import BURN_IN
from competence.tables import AGENCY_STAFF, ALL, BUDGET_FRAME, SERVICE_VOLUMES, STAFF_COSTS


@dataclass(frozen=True)
class Service:
    """A service: ages it is for, users per resident and their yearly change (log), who runs how much of it.

    places : administration -> (share of the users, share of those that the own organisation serves).
    by : occupations whose planted own share moves the service's.
    """

    ages: tuple[int, int]
    users: float
    trend: float
    places: dict[str, tuple[float, float]]
    by: tuple[str, ...] = ()


SERVICES = {
    "äldreomsorg": Service((80, 100), 0.36, -0.010, {"vard": (0.55, 1.0), "omsorg": (0.45, 0.8)},
                           ("assistant_nurse", "care_aide")),
    "förskola": Service((1, 5), 0.86, 0.001, {"utbildning": (1.0, 0.8)}),
    "grundskola": Service((6, 15), 0.99, 0.0, {"utbildning": (1.0, 0.86)}),
    "gymnasieskola": Service((16, 18), 0.97, 0.0, {"utbildning": (1.0, 0.72)}),
    "individ och familj": Service((0, 64), 0.021, 0.002, {"social": (1.0, 0.9)}),
    "tillsynsobjekt": Service((0, 100), 0.034, 0.0, {"samhalle": (1.0, 1.0)}),
}  # fmt: skip
USERS_WALK = 0.005  # yearly standard deviation of users per resident (log)

# Agency staff: FTE beyond the posts by contracted FTE, and what one costs a year in the last year's prices.
AGENCY = {"nurse": (0.02, 1_900_000), "social_worker": (0.012, 1_450_000),
          "child_welfare_officer": (0.015, 1_500_000)}  # fmt: skip
AGENCY_FILLS = 0.7  # of the posts that are open and not advertised
AGENCY_MEMORY, AGENCY_SPREAD = 0.8, 0.25
SEK_ONLY = ("social", 2019)  # this administration told cost alone through this year

MONTHLY_PAY = {"manager_a": 92_000, "manager_b": 68_000, "manager_c": 54_000, "nurse": 43_500, "therapist": 37_000,
               "teacher_compulsory": 41_000, "teacher_upper": 42_500, "special_teacher": 45_000,
               "preschool_teacher": 36_500, "social_worker": 40_500, "child_welfare_officer": 41_500,
               "engineer": 46_500, "planner": 43_000, "officer": 43_000, "it": 42_000, "assistant_nurse": 32_500,
               "care_aide": 28_500, "childminder": 28_500, "cleaner": 27_500}  # fmt: skip
USUAL_PAY, CHARGES, PAY_GROWTH = 33_500, 1.4398, 0.028
FRAME_AHEAD, FRAME_GROWTH, FRAME_SPREAD = (
    4,
    0.002,
    0.006,
)  # plan years; what a frame grows a year, and its spread


class Volumes:
    """The four tables of a world; see the functions of the same names."""

    def __init__(self, world):
        self.world = world
        months = world.months
        self.years = np.array([y for y in months.years if 0 <= months.index(int(y), 12) <= months.count])

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """By name."""
        return {
            "service_volumes": self.service_volumes,
            "agency_staff": self.agency_staff,
            "staff_costs": self.staff_costs,
            "budget_frame": self.budget_frame,
        }

    @cached_property
    def service_volumes(self) -> pd.DataFrame:
        """Users at each year's end."""
        rng, rows = self.world.streams("volumes"), []
        for name, service in SERVICES.items():
            walk = np.cumsum(rng.standard_normal(len(self.years)) * USERS_WALK)
            rate = service.users * np.exp(service.trend * np.arange(len(self.years)) + walk)
            users = self.world.residents.group(service.ages, self.years) * rate
            for place, (part, own) in service.places.items():
                own_share = own * self._own(place, service)
                for year, count, share in zip(self.years, np.round(users * part), own_share):
                    rows.append((int(year), place, name, float(count), float(np.round(count * share))))
        return SERVICE_VOLUMES.check(pd.DataFrame(rows, columns=SERVICE_VOLUMES.names))

    def _own(self, place: str, service: Service) -> np.ndarray:
        """Own share at the years' ends against the opening stock's."""
        plan, demand = self.world.plan, self.world.demand
        mine = [c for c, (a, o) in enumerate(plan.names) if a == place and o in service.by]
        column = np.array([self.world.months.index(int(y), 12) for y in self.years]) + BURN_IN
        if not mine:
            return np.ones(len(self.years))
        weight = demand.worked[mine, BURN_IN] / demand.own[mine, BURN_IN]
        return (demand.own[mine][:, column].T @ weight) / (demand.own[mine, BURN_IN] @ weight)

    @cached_property
    def agency_staff(self) -> pd.DataFrame:
        """Agency staff by month: on posts that are open and not advertised, and beyond the posts."""
        world, plan = self.world, self.world.plan
        rng, count = world.streams("agency"), world.months.count + 1
        panel, demand = world.counter.panel, world.demand
        at = panel.month * plan.cells + panel.cell
        heads = np.bincount(at, minlength=count * plan.cells).reshape(count, -1)
        fte = np.bincount(at, panel.share, count * plan.cells).reshape(count, -1)
        advertised = self._advertised(count)
        level = np.zeros(plan.cells)
        rows = []
        for month in range(count):
            level = AGENCY_MEMORY * level + AGENCY_SPREAD * rng.standard_normal(plan.cells) * 0.6
            open_posts = (demand.posts[:, month + BURN_IN] - heads[month]) * demand.share
            idle = AGENCY_FILLS * np.maximum(open_posts - advertised[month], 0.0)
            for c, (place, occupation) in enumerate(plan.names):
                if occupation not in AGENCY:
                    continue
                part, price = AGENCY[occupation]
                worked = (idle[c] + part * fte[month, c] * np.exp(level[c])) * (1 - demand.absence[c])
                worked = float(np.round(worked, 2))
                if worked > 0:
                    year = int(world.months.year(month))
                    sek = float(np.round(worked * price / 12 * self._prices(year)))
                    told = np.nan if place == SEK_ONLY[0] and year <= SEK_ONLY[1] else worked
                    rows.append((world.months.periods[month], place, occupation, told, sek))
        frame = pd.DataFrame(rows, columns=AGENCY_STAFF.names)
        return AGENCY_STAFF.check(frame) if rows else AGENCY_STAFF.empty()

    def _advertised(self, count: int) -> np.ndarray:
        """FTE open and advertised, months x cells of the plan."""
        found = np.zeros((count, self.world.plan.cells))
        table = self.world.vacancies
        month = self.world.months.periods.get_indexer(pd.DatetimeIndex(table["period"]))
        place = {name: c for c, name in enumerate(self.world.plan.names)}
        cell = [place[name] for name in zip(table["administration"], table["occupation"])]
        found[month, cell] = table["open_posts_fte"]
        return found

    def _prices(self, year: int) -> float:
        """Level of pay and prices in a year against the last observed one's."""
        return float((1 + PAY_GROWTH) ** (year - int(self.years[-1])))

    @cached_property
    def _cost(self) -> np.ndarray:
        """SEK a year and FTE, cells x years, each in its own year's prices."""
        rng, plan = self.world.streams("costs"), self.world.plan
        pay = np.array([MONTHLY_PAY.get(o, USUAL_PAY) for _, o in plan.names], dtype=float)
        own = np.exp(0.02 * rng.standard_normal(plan.cells))
        walk = np.exp(np.cumsum(0.004 * rng.standard_normal((plan.cells, len(self.years))), axis=1))
        level = np.array([self._prices(int(y)) for y in self.years])
        return np.round((pay * own)[:, None] * walk * level * 12 * CHARGES)

    @cached_property
    def staff_costs(self) -> pd.DataFrame:
        """What a full-time equivalent costs."""
        rows = [
            (int(year), a, o, float(self._cost[c, i]), int(year))
            for i, year in enumerate(self.years)
            for c, (a, o) in enumerate(self.world.plan.names)
        ]
        return STAFF_COSTS.check(pd.DataFrame(rows, columns=STAFF_COSTS.names))

    @cached_property
    def budget_frame(self) -> pd.DataFrame:
        """Committees' frames: what the posts granted cost; plan years grow less than the need does."""
        rng, world, plan = self.world.streams("frame"), self.world, self.world.plan
        config, rows = world.counter.config, []
        column = np.array([world.months.index(int(y), 12) for y in self.years]) + BURN_IN
        fte = world.demand.posts[:, column] * world.demand.share[:, None]
        last = int(self.years[-1])
        for committee in config.committee:
            weight = np.array([committee.administrations.get(a, 0.0) for a, _ in plan.names])
            posts, sek = weight @ fte, weight @ (fte * self._cost)
            for year, number, money in zip(self.years, posts, sek):
                rows.append((int(year), committee.id, ALL, float(np.round(money, -3)), int(year),
                             float(np.round(number, 1))))  # fmt: skip
            growth = np.cumsum(FRAME_GROWTH + FRAME_SPREAD * rng.standard_normal(FRAME_AHEAD))
            for ahead, factor in enumerate(np.exp(growth), 1):
                rows.append((last + ahead, committee.id, ALL, float(np.round(sek[-1] * factor, -3)), last,
                             float(np.round(posts[-1] * factor, 1))))  # fmt: skip
        return BUDGET_FRAME.check(pd.DataFrame(rows, columns=BUDGET_FRAME.names))

    def truth(self) -> dict:
        """What was planted, beside the tables."""
        return {
            "services": {
                name: {"ages": list(s.ages), "users_per_resident": s.users, "trend": s.trend,
                       "own_share_at_first": {a: own for a, (_, own) in s.places.items()}}
                for name, s in SERVICES.items()
            },
            "own_share": [
                {"year": r.year, "administration": r.administration, "service": r.service,
                 "own_share": round(r.own_users / r.users, 6) if r.users else None}
                for r in self.service_volumes.itertuples()
            ],
            "agency_fte_by_year": {
                str(y): {o: round(float(v), 2) for o, v in mine.groupby("occupation")["worked"].sum().items()}
                for y, mine in self._agency_worked().groupby("year")
            },
            "frame_growth_per_year": FRAME_GROWTH,
        }  # fmt: skip

    def _agency_worked(self) -> pd.DataFrame:
        """Agency FTE, a year's mean, also where only its cost is told."""
        table = self.agency_staff
        price = table["occupation"].map({o: p for o, (_, p) in AGENCY.items()}).astype(float)
        year = table["period"].dt.year
        level = year.map({int(y): self._prices(int(y)) for y in year.unique()}).astype(float)
        worked = table["fte"].fillna(table["sek"] * 12 / (price * level)) / 12
        return pd.DataFrame({"year": year, "occupation": table["occupation"], "worked": worked})
