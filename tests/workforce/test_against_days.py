"""Any set of spells gives the stock and flows that counting day by day gives."""

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competence.tables import ENTRY_FLOWS, EXIT_FLOWS

from .conftest import spell

FIRST = pd.Timestamp("2023-11-01")
ENDS = pd.date_range("2024-01-31", periods=6, freq="ME")


@st.composite
def some_spells(draw):
    rows = []
    for person in draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=7)):
        start = draw(st.integers(0, 270))
        length = draw(st.one_of(st.none(), st.integers(0, 200)))
        day = FIRST + pd.Timedelta(days=start)
        rows.append(
            spell(
                person,
                str(day.date()),
                None if length is None else str((day + pd.Timedelta(days=length)).date()),
                administration=draw(st.sampled_from(["vard", "skola"])),
                occupation=draw(st.sampled_from(["nurse", "aide"])),
                contract=draw(st.sampled_from(["permanent", "permanent", "fixed_term", "hourly"])),
                contract_share=draw(st.sampled_from([0.5, 1.0])),
                exit_reason=draw(st.sampled_from([None, "resignation", "contract_end"])) if length else None,
            )
        )
    rows.append(spell("z", "2010-01-01"))
    return rows


def by_hand(rows):
    """Main cell of each person on each day (None = not monthly-paid), the plainest way."""
    days = pd.date_range(FIRST, ENDS[-1] + pd.Timedelta(days=130))
    state = {}
    for person in {r["person"] for r in rows}:
        mine = [(i, r) for i, r in enumerate(rows) if r["person"] == person and r["contract"] != "hourly"]
        starts = [pd.Timestamp(r["start"]) for _, r in mine]
        ends = [days[-1] if r["end"] is None else pd.Timestamp(r["end"]) for _, r in mine]
        for day in days:
            here = [
                (-r["contract_share"], r["start"], i, (r["administration"], r["occupation"], r["contract"]))
                for (i, r), start, end in zip(mine, starts, ends)
                if start <= day <= end
            ]
            state[person, day] = min(here)[3] if here else None
    return state, days


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(some_spells())
def test_counting_by_days(world, rows):
    waist = world.build(rows)
    state, days = by_hand(rows)
    people = sorted({p for p, _ in state})
    for end in ENDS:
        expected = pd.Series([state[p, end] for p in people if state[p, end]]).value_counts().to_dict()
        stock = waist.stock[(waist.stock["period"] == end) & (waist.stock["headcount"] > 0)]
        found = stock.groupby(["administration", "occupation", "contract"])["headcount"].sum().to_dict()
        assert found == expected
    exits, entries = 0, 0
    window = days[(days > ENDS[0]) & (days <= ENDS[-1])]
    for p in people:
        for day in window:
            before, now = state[p, day - pd.Timedelta(days=1)], state[p, day]
            around = range(1, 120)
            if before and not now:
                back = any(state.get((p, day + pd.Timedelta(days=k - 1))) for k in around)
                exits += not back
            if now and not before:
                away = any(state.get((p, day - pd.Timedelta(days=1 + k))) for k in around)
                entries += not away
    flows = waist.flows.groupby("flow")["count"].sum()
    assert flows[flows.index.isin(EXIT_FLOWS)].sum() == exits
    assert flows[flows.index.isin([f for f in ENTRY_FLOWS if f.startswith("hire")])].sum() == entries
