"""The simulation against a municipality simulated person by person."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from competence.forecast import classes, needs, simulate
from competence.forecast.history import AGES, TENURE_EDGES

YEARS = 6
CELLS = 3
ADMINISTRATION = np.arange(CELLS)
TARGETS = np.array([40.0, 25.0, 60.0])
ENTRY_AGES = np.array([24, 31, 38, 47])
ENTRY = np.array([0.3, 0.3, 0.25, 0.15])


def yearly_rates():
    """(causes, ages, tenures) yearly probabilities: retirement, resignation, contract end, move."""
    table = np.zeros((4, len(AGES), 3))
    table[0] = np.select([AGES < 61, AGES < 65, AGES < 67], [0.0, 0.08, 0.3], 0.6)[:, None]
    table[1] = np.interp(AGES, [20, 40, 60], [0.16, 0.10, 0.05])[:, None] * np.array([2.0, 1.0, 0.6])
    table[2] = np.array([0.20, 0.03, 0.0])
    table[3] = 0.02
    return table


MULTIPLIER = np.array([1.0, 1.3, 0.8])
MOVE_TO = [2, 2, 0]


def by_person(years: int, burn: int, runs: int, seed: int):
    """Municipalities simulated person by person, month by month: plain, and without the model's code.

    Each runs `burn` years before the origin, so that ages and tenures are what such staff come to have.
    Returns staff at the origin (cells, ages, tenures) on the average, exits (runs, years, causes, cells),
    headcount and those still there from the origin (runs, years, cells).
    """
    rng = np.random.default_rng(seed)
    table = yearly_rates() / 12
    leaving = len(table) - 1
    stock = np.zeros((CELLS, len(AGES), 3))
    exits = np.zeros((runs, years, leaving, CELLS))
    headcount, remaining = np.zeros((runs, years, CELLS)), np.zeros((runs, years, CELLS))
    for run in range(runs):
        cell = np.repeat(np.arange(CELLS), TARGETS.astype(int))
        age, tenure = rng.uniform(22, 64, len(cell)), rng.exponential(5, len(cell))
        old = np.zeros(len(cell), bool)
        for month in range(-12 * burn, 12 * years):
            at = (
                np.clip(age.astype(int) - AGES[0], 0, len(AGES) - 1),
                np.digitize(np.floor(tenure), TENURE_EDGES[1:]),
            )
            if month == 0:
                old[:] = True
                np.add.at(stock, (cell, *at), 1 / runs)
            chance = table[:, at[0], at[1]] * MULTIPLIER[cell]
            drawn = rng.random(len(cell)) < np.cumsum(chance, axis=0)
            cause = np.where(drawn.any(axis=0), drawn.argmax(axis=0), -1)
            if month >= 0:
                for j in range(leaving):
                    exits[run, month // 12, j] += np.bincount(cell[cause == j], minlength=CELLS)
            cell = np.where(cause == leaving, np.array(MOVE_TO)[cell], cell)
            stay = (cause == -1) | (cause == leaving)
            cell, age, tenure, old = cell[stay], age[stay] + 1 / 12, tenure[stay] + 1 / 12, old[stay]
            for c in range(CELLS):
                count = max(0, int(TARGETS[c] - (cell == c).sum()))
                cell = np.append(cell, np.full(count, c))
                age = np.append(age, rng.choice(ENTRY_AGES, size=count, p=ENTRY) + rng.random(count))
                tenure, old = np.append(tenure, np.zeros(count)), np.append(old, np.zeros(count, bool))
            if month >= 0 and month % 12 == 11:
                headcount[run, month // 12] = np.bincount(cell, minlength=CELLS)
                remaining[run, month // 12] = np.bincount(cell[old], minlength=CELLS)
    return stock, exits, headcount, remaining


def plan(stock, years=YEARS, months=24):
    groups = classes.build(years, has_age=True, has_tenure=True)
    entry = np.zeros((CELLS, len(AGES), 3))
    entry[:, ENTRY_AGES - AGES[0], 0] = ENTRY
    names = ("retirement", "resignation", "contract_end", "move_out")
    history = SimpleNamespace(
        yearly=False, a_year=12, months=1, cells=CELLS, administration=ADMINISTRATION, administrations=("a", "b", "c"),
        origin=pd.Timestamp("2025-12-31"), headcount=stock.sum(axis=(1, 2))[None],
    )  # fmt: skip
    rates = SimpleNamespace(
        causes=[SimpleNamespace(name=n, season=np.ones((CELLS, 12))) for n in names], exits=3, history=history,
        multipliers=lambda rng, draws, years: np.broadcast_to(
            MULTIPLIER[:, None], (draws, years, CELLS, 4)).astype(np.float32),
        tables=lambda rng, years: np.broadcast_to(yearly_rates() / 12, (years + 1, 4, len(AGES), 3)),
    )  # fmt: skip
    posts = SimpleNamespace(
        staff_at=lambda block, elapsed: np.broadcast_to(TARGETS, (block.stop - block.start, CELLS)),
        required_at=lambda block, elapsed: np.broadcast_to(TARGETS, (block.stop - block.start, CELLS)).copy(),
    )
    start = groups.start(stock)
    to = np.eye(CELLS)[MOVE_TO]
    return simulate.Plan(
        rates=rates, demand=posts, classes=groups, start=start, entry=entry, within=stock.sum(axis=(0, 2)),
        move_to=to, change_to=to, years=years, months=months,
    )  # fmt: skip


def test_means_are_those_of_a_simulation_by_person():
    runs = 200
    stock, exits, heads, remaining = by_person(YEARS, 10, runs, seed=2)
    paths = simulate.run(plan(stock), np.random.default_rng(1), 4000)
    ends = 12 * np.arange(1, YEARS + 1)
    ours = np.stack([needs.summed(paths, part, ends) for part in paths.exits], axis=2)
    at = np.searchsorted(paths.ends, ends)
    for name, mine, theirs in (
        ("exits by cause", ours, exits),
        ("exits", ours.sum(axis=2), exits.sum(axis=2)),
        ("headcount", paths.headcount[:, at], heads),
        ("of today's staff", paths.remaining[:, at], remaining),
    ):
        error = np.sqrt(theirs.var(axis=0) / runs + mine.var(axis=0) / len(mine))
        # Classes are wider than persons: one per cent is theirs.
        z = (mine.mean(axis=0) - theirs.mean(axis=0)) / np.hypot(error, 0.01 * mine.mean(axis=0))
        assert (np.abs(z) > 3).mean() <= 0.02, name
        assert np.abs(z).max() < 4, name
        assert abs(mine.mean() / theirs.mean() - 1) < 0.025, name
        if name == "exits":  # chance is as large as it is among persons
            assert 0.85 < mine.var(axis=0).mean() / theirs.var(axis=0).mean() < 1.15
