"""The simulation against municipalities simulated person by person, and what must hold in every draw."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from competence.forecast import chance, classes, needs, simulate
from competence.forecast.history import AGES, TENURE_EDGES

YEARS = 10
CELLS = 3
SIZES = np.array([90, 30, 160])
ENTRY_AGES = np.array([24, 31, 38, 47])
ENTRY = np.array([0.3, 0.3, 0.25, 0.15])
NAMES = ("retirement", "resignation", "contract_end", "move_out")
MULTIPLIER = np.array([1.0, 1.5, 0.8])
MOVE_TO = np.array([2, 2, 0])
GROWTH = np.array([1.02, 1.0, 0.98])
OPEN = np.array([0.0, 0.06, 0.04])  # what is required beyond the staff, from the first year on
CHECKED = (1, 5, 10)


def yearly_rates():
    """(causes, ages, tenures) yearly rates: retirement, resignation, contract end, move."""
    table = np.zeros((4, len(AGES), 3))
    table[0] = np.select([AGES < 61, AGES < 65, AGES < 67], [0.0, 0.08, 0.3], 0.6)[:, None]
    table[1] = np.interp(AGES, [20, 40, 60], [0.16, 0.10, 0.05])[:, None] * np.array([2.0, 1.0, 0.6])
    table[2] = np.array([0.20, 0.03, 0.0])
    table[3] = 0.02
    return table


def futures(runs, rng):
    """Drawn multipliers (runs, years, cells, causes) and staff (runs, years + 1, cells) of some municipalities."""
    level = np.exp(
        0.1 * rng.standard_normal((runs, YEARS, 1, 1)) + 0.05 * rng.standard_normal((runs, 1, 1, 4))
    )
    ratio = np.cumsum(0.02 * rng.standard_normal((runs, YEARS, CELLS)), axis=1)
    staff = SIZES * GROWTH ** np.arange(1, YEARS + 1)[:, None] * np.exp(ratio)
    start = np.broadcast_to(SIZES.astype(float), (runs, 1, CELLS))
    return MULTIPLIER[:, None] * level, np.concatenate([start, staff], axis=1)


def line(nodes, month):
    """Whole years' nodes joined by lines."""
    year, part = divmod(month, 12)
    return nodes[:, year] if part == 0 else nodes[:, year] * (1 - part / 12) + nodes[:, year + 1] * part / 12


# --- the reference: persons in one long list, month by month, without any of the model's code


def by_person(cell, age, tenure, multiplier, target, rng):
    """Futures of the persons given: exits (runs, years, causes, cells), moves and staff (runs, years, cells).

    Of each run's persons whole years of age and class of tenure are those given; the rest is the run's own.
    """
    runs, years = multiplier.shape[:2]
    table, leaving = yearly_rates() / 12, len(NAMES) - 1
    run = np.repeat(np.arange(runs), len(cell))
    age = (np.floor(age) + rng.random((runs, len(age)))).ravel()
    tenure = alike(tenure, runs, rng).ravel()
    cell = np.tile(cell, runs)
    rounding = rng.random((runs, CELLS))
    exits, moves, staff = np.zeros((runs, years, leaving, CELLS)), *np.zeros((2, runs, years, CELLS))
    for month in range(12 * years):
        year = month // 12
        at = np.clip(age.astype(int) - AGES[0], 0, len(AGES) - 1), np.digitize(tenure // 12, TENURE_EDGES[1:])
        hazard = table[:, at[0], at[1]].T * multiplier[run, year, cell]
        sums = np.cumsum(hazard, axis=1)
        cause = (rng.random(len(run))[:, None] >= sums).sum(axis=1)  # len(NAMES): stays
        for j in range(leaving):
            gone = cause == j
            exits[:, year, j] += np.bincount(run[gone] * CELLS + cell[gone], minlength=runs * CELLS).reshape(
                runs, -1
            )
        moved = cause == leaving
        for sign, where in ((-1, cell[moved]), (1, MOVE_TO[cell[moved]])):
            moves[:, year] += sign * np.bincount(run[moved] * CELLS + where, minlength=runs * CELLS).reshape(
                runs, -1
            )
        cell = np.where(moved, MOVE_TO[cell], cell)
        stay = cause >= leaving
        run, cell, age, tenure = run[stay], cell[stay], age[stay] + 1 / 12, tenure[stay] + 1
        count = np.bincount(run * CELLS + cell, minlength=runs * CELLS).reshape(runs, CELLS)
        hired = np.maximum(np.floor(line(target, month + 1) - count + rounding), 0).astype(int)
        who = np.repeat(np.arange(runs * CELLS), hired.ravel())
        run, cell = np.append(run, who // CELLS), np.append(cell, who % CELLS)
        age = np.append(age, rng.choice(ENTRY_AGES, size=len(who), p=ENTRY) + rng.random(len(who)))
        tenure = np.append(tenure, np.zeros(len(who)))
        staff[:, year] = count + hired
    return exits, moves, staff


def start(rng, times=1):
    """Persons who have come about: forty years of one municipality, (cell, age, tenure in months)."""
    table = yearly_rates().sum(axis=0) / 12
    cell = np.repeat(np.arange(CELLS), SIZES * times)
    age, tenure = rng.uniform(22, 64, len(cell)), rng.integers(0, 120, len(cell)).astype(float)
    for _ in range(480):
        at = np.clip(age.astype(int) - AGES[0], 0, len(AGES) - 1), np.digitize(tenure // 12, TENURE_EDGES[1:])
        new = rng.random(len(cell)) < table[at] * MULTIPLIER[cell]
        age = np.where(
            new, rng.choice(ENTRY_AGES, size=len(cell), p=ENTRY) + rng.random(len(cell)), age + 1 / 12
        )
        tenure = np.where(new, 0.0, tenure + 1)
    return cell, age, tenure


def alike(tenure, runs, rng):
    """(runs, persons) tenures of the same classes as those given, spread as they have come about."""
    many = start(np.random.default_rng(3), times=20)[2]
    kind, pool = (np.digitize(x // 12, TENURE_EDGES[1:]) for x in (tenure, many))
    return np.stack([rng.choice(many[pool == k], runs) for k in kind], axis=1)


# --- ours


def plan(stock, multiplier, staff, months=24):
    """A plan of three administrations of one cell, with drawn multipliers and staff."""
    groups = classes.build(YEARS, has_age=True, has_tenure=True)
    entry = np.zeros((CELLS, len(AGES), 3))
    entry[:, ENTRY_AGES - AGES[0], 0] = ENTRY
    history = SimpleNamespace(
        yearly=False, a_year=12, months=1, cells=CELLS, administration=np.arange(CELLS),
        administrations=("a", "b", "c"), origin=pd.Timestamp("2025-12-31"), staff=stock.sum(axis=(1, 2))[None],
    )  # fmt: skip
    rates = SimpleNamespace(
        causes=[SimpleNamespace(name=n, season=np.ones((CELLS, 12))) for n in NAMES], exits=3, history=history,
        multipliers=lambda rng, draws, years: multiplier.astype(np.float32),
        tables=lambda rng, years: np.broadcast_to(yearly_rates() / 12, (years + 1, 4, len(AGES), 3)),
    )  # fmt: skip
    required = wanted(staff)
    posts = SimpleNamespace(
        staff_at=lambda block, elapsed: line(staff[block], elapsed),
        required_at=lambda block, elapsed: line(required[block], elapsed).copy(),
    )
    to = np.eye(CELLS)[MOVE_TO]
    return simulate.Plan(
        rates=rates, demand=posts, classes=groups, start=groups.start(stock), entry=entry,
        within=stock.sum(axis=(0, 2)), move_to=to, change_to=to, years=YEARS, months=months,
    )  # fmt: skip


def wanted(staff):
    """What is required: today's staff, then a share more."""
    return staff * np.where(np.arange(YEARS + 1)[:, None] > 0, 1 + OPEN, 1.0)


def simulated(runs, seed=1, months=24):
    """Both sides: our paths and the reference's, `runs` draws of each, with futures of their own."""
    people = start(np.random.default_rng(9))
    stock = np.zeros((CELLS, len(AGES), 3))
    at = people[1].astype(int) - AGES[0], np.digitize(people[2] // 12, TENURE_EDGES[1:])
    np.add.at(stock, (people[0], *at), 1)
    rng = np.random.default_rng(seed)
    multiplier, staff = futures(runs, rng)
    mine = plan(stock, multiplier, staff, months)
    paths = simulate.run(mine, np.random.default_rng(seed + 1), runs)
    multiplier, staff = futures(runs, rng)
    exits, _, heads = by_person(*people, multiplier, staff, rng)
    required = wanted(staff)
    leavers, moves, _ = by_person(*people, multiplier, required, rng)
    need = np.diff(required, axis=1) + leavers.sum(axis=2) - moves
    theirs = {name: exits[:, :, j] for j, name in enumerate(NAMES[:3])}
    theirs |= {"exits": exits.sum(axis=2), "headcount": heads, "need": need}
    return figures(mine, paths), theirs


def figures(mine, paths):
    """Yearly (draws, years, cells) of our paths, by name."""
    ends = 12 * np.arange(1, YEARS + 1)
    at = np.searchsorted(paths.ends, ends)
    required = np.concatenate(
        [mine.demand.required_at(slice(None), 0)[:, None], paths.required[:, at]], axis=1
    )
    need_exits, need_moves = (needs.summed(paths, x, ends) for x in (paths.need_exits, paths.need_moves))
    ours = {name: needs.summed(paths, paths.exits[j], ends) for j, name in enumerate(NAMES[:3])}
    return ours | {
        "exits": needs.summed(paths, paths.exits.sum(axis=0), ends), "headcount": paths.headcount[:, at],
        "need": np.diff(required, axis=1) + need_exits - need_moves,
    }  # fmt: skip


def compare(ours, theirs):
    """Rows (figure, year, cell, z of the means, ratio of the variances, p of Kolmogorov and Smirnov)."""
    rows = []
    for name in theirs:
        for year in CHECKED:
            for cell in range(CELLS):
                a, b = ours[name][:, year - 1, cell], theirs[name][:, year - 1, cell]
                if not b.any():
                    continue
                error = np.sqrt(a.var() / len(a) + b.var() / len(b))
                p = stats.ks_2samp(a, b, method="asymp").pvalue
                rows.append((name, year, cell, (a.mean() - b.mean()) / error, a.var() / b.var(), p,
                             a.mean() / b.mean() - 1))  # fmt: skip
    return pd.DataFrame(rows, columns=["figure", "year", "cell", "z", "variance", "p", "off"])


def test_small_draws_are_those_of_a_simulation_by_person():
    rows = compare(*simulated(200)).dropna()
    assert (rows["z"].abs() > 3).mean() <= 0.05
    assert rows["z"].abs().max() < 4.5
    assert (rows["p"] > 0.001).mean() > 0.97
    assert 0.9 < rows["variance"].mean() < 1.1


@pytest.mark.slow
def test_draws_are_those_of_a_simulation_by_person():
    """Exits by cause, headcount and need of three cells, 1, 5 and 10 years ahead, 4,000 draws of each."""
    rows = compare(*simulated(4000, seed=21)).dropna()
    # Of 53 means two lie just outside (a cell's tenth year), of the variances four (error 2-4 %).
    assert (rows["z"].abs() > 3).sum() <= 3 and rows["z"].abs().max() < 4
    assert rows["variance"].between(0.9, 1.1).mean() > 0.92 and rows["variance"].between(0.85, 1.15).all()
    assert (rows["p"] > 0.001).all()


@pytest.mark.parametrize("expected", [0.02, 0.7, 5.0, 30.0])
def test_chance_has_the_moments_of_its_distribution(expected):
    uniform = (np.arange(20000) + 0.5) / 20000
    events = chance.poisson(uniform, np.full(uniform.shape, expected))
    assert events.mean() == pytest.approx(expected, rel=0.01)
    assert events.var() == pytest.approx(expected, rel=0.02)
    if expected < 20:
        known = stats.poisson.ppf(uniform, expected)
        assert (events == known).mean() > 0.995


def test_few_who_leave_often_spread_less_than_poisson():
    uniform = (np.arange(20000) + 0.5) / 20000
    events = chance.binomial(uniform, np.full(uniform.shape, 3.0), np.full(uniform.shape, 0.25))
    assert (events == stats.binom.ppf(uniform, 12, 0.25)).mean() > 0.999


def test_without_chance_every_draw_is_its_expectation():
    rng = np.random.default_rng(4)
    multiplier, staff = futures(2, rng)
    people = start(np.random.default_rng(9))
    stock = np.zeros((CELLS, len(AGES), 3))
    np.add.at(
        stock, (people[0], people[1].astype(int) - AGES[0], np.digitize(people[2] // 12, TENURE_EDGES[1:])), 1
    )
    mine = plan(stock, np.repeat(multiplier[:1], 600, axis=0), np.repeat(staff[:1], 600, axis=0))
    still = simulate.run(mine, np.random.default_rng(1), 600, chance=False)
    drawn = simulate.run(mine, np.random.default_rng(1), 600)
    assert np.ptp(still.exits, axis=1).max() < 1e-3
    exits = drawn.exits.sum(axis=(0, 2, 3))
    error = exits.std() / np.sqrt(600)
    assert abs(exits.mean() - still.exits[:, 0].sum()) < 3 * error + 0.01 * exits.mean()


def test_a_lever_keeps_the_random_numbers_in_common():
    """A tenth fewer resignations: the other causes lose nothing by chance, and the difference is tight."""
    people = start(np.random.default_rng(9))
    stock = np.zeros((CELLS, len(AGES), 3))
    np.add.at(
        stock, (people[0], people[1].astype(int) - AGES[0], np.digitize(people[2] // 12, TENURE_EDGES[1:])), 1
    )
    multiplier, staff = futures(400, np.random.default_rng(4))
    fewer = multiplier * np.array([1, 0.9, 1, 1])
    base, other = (
        simulate.run(plan(stock, m, staff), np.random.default_rng(1), 400) for m in (multiplier, fewer)
    )
    first, second = (x.exits[1][:, :12].sum(axis=(1, 2)) for x in (base, other))
    assert (second <= first).mean() > 0.97
    assert (first - second).std() < 0.5 * first.std()


def test_stock_follows_its_flows_in_every_draw():
    people = start(np.random.default_rng(9))
    stock = np.zeros((CELLS, len(AGES), 3))
    np.add.at(
        stock, (people[0], people[1].astype(int) - AGES[0], np.digitize(people[2] // 12, TENURE_EDGES[1:])), 1
    )
    multiplier, staff = futures(200, np.random.default_rng(4))
    paths = simulate.run(plan(stock, multiplier, staff), np.random.default_rng(1), 200)
    before = np.concatenate([np.broadcast_to(SIZES, (200, 1, CELLS)), paths.headcount[:, :-1]], axis=1)
    after = before - paths.exits.sum(axis=0) + paths.moves + paths.hires
    assert np.abs(after - paths.headcount).max() < 1e-3
    assert np.abs(paths.moves.sum(axis=2)).max() < 1e-6 and np.abs(paths.need_moves.sum(axis=2)).max() < 1e-6
    assert (paths.headcount >= 0).all() and (paths.exits >= 0).all() and (paths.hires >= 0).all()
    assert np.array_equal(paths.hires, np.rint(paths.hires))


def test_those_of_today_pass_on_in_tenure_as_they_would_by_person():
    """Rates of the second class alone: who stood in the first at the origin comes under them within a year."""
    groups = classes.build(YEARS, has_age=True, has_tenure=True)
    stands = groups.stands(np.zeros((3, len(groups.old))), 6.0)
    assert stands[0, :2, 0] == pytest.approx([0.5, 0.5], abs=1e-3)
    assert stands[1, 1:, 0] == pytest.approx([0.875, 0.125], abs=1e-3)
    for months in (0.0, 12.0, 30.0, 48.0, 60.0, 119.0):
        stands = groups.stands(np.full((3, len(groups.old)), 0.3), months)
        assert np.allclose(stands.sum(axis=1), 1)
    assert (stands[:, 2] == 1).all()
