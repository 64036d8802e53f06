"""The evaluation's tables for the small made-up municipality, in the states a programme goes through."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from competence import tables
from competence.tables import ALL
from competence.vocabulary import COMPARED, DRIVERS, REACHES

MANAGERS = {
    "kommunledning": 14,
    "utbildning": 45,
    "vard": 33,
    "social": 12,
    "raddning": 5,
    "kultur": 6,
    "samhalle": 3,
}
ORIGIN = pd.Timestamp("2025-12-31")
DONE = {"2022-12": 0.1, "2023-12": 0.5, "2024-08": 0.93, "2024-12": 0.9, "2025-12": 0.82}
JUST = {"2025-10": 0.0, "2025-11": 0.0, "2025-12": 0.0}


def fit(table, rows):
    """A checked frame; columns that are not given are empty."""
    frame = pd.DataFrame(rows).reindex(columns=table.names)
    for column in table.columns:
        values = frame[column.name]
        if column.dtype in ("str", "string", "text"):
            values = values.where(values.notna(), "" if not column.nullable else None)
        frame[column.name] = values.astype(column.dtype)
    return table.check(frame)


def ends(months):
    return {pd.Timestamp(m) + pd.offsets.MonthEnd(0): share for m, share in months.items()}


def coverage(shares=DONE, managers=MANAGERS, under_way=0, drains=True, origin=ORIGIN, left=0):
    """Observed by month and what is expected ahead; `left` : months that the roll-out still goes on."""
    rows = []

    def add(period, administration, drain, counts, spread=None):
        for status, n in (*counts.items(), ("all", sum(counts.values()))):
            low, high = (None, None) if spread is None else (n * (1 - spread), n * (1 + spread))
            rows.append({"period": period, "administration": administration, "drain": drain, "status": status,
                         "managers": n, "p10": low, "p90": high})  # fmt: skip

    for period, share in ends(shares).items():
        total = dict.fromkeys(("completed", "under_way", "not_begun"), 0)
        for a, n in managers.items():
            through = round(share * n)
            going = min(round(under_way * n), n - through) if period == origin else 0
            counts = {"completed": through, "under_way": going, "not_begun": n - through - going}
            add(period, a, "observed", counts)
            total = {k: total[k] + v for k, v in counts.items()}
        add(period, ALL, "observed", total)
    last = list(shares.values())[-1]
    for months in range(1, left + 1):
        share = last + (0.95 - last) * months / left
        for a, n in {**managers, ALL: sum(managers.values())}.items():
            add(
                origin + pd.offsets.MonthEnd(months),
                a,
                "roll_out",
                {"completed": share * n, "under_way": 0.0, "not_begun": (1 - share) * n},
                0.05,
            )
    last, origin = (0.95 if left else last), origin + pd.offsets.MonthEnd(left)
    if drains:
        for months in range(1, 61):
            period = origin + pd.offsets.MonthEnd(months)
            for drain, towards, pace in (
                ("no_groups", 0.0, 0.11),
                ("one_group", 0.6, 0.11),
                ("keep", 0.9, 0.3),
            ):
                share = towards + (last - towards) * np.exp(-pace * months / 12)
                for a, n in {**managers, ALL: sum(managers.values())}.items():
                    add(
                        period,
                        a,
                        drain,
                        {"completed": share * n, "under_way": 0.0, "not_begun": (1 - share) * n},
                        0.08,
                    )
    return fit(
        tables.PROGRAMME_COVERAGE
        if hasattr(tables, "PROGRAMME_COVERAGE")
        else tables.TABLES["programme_coverage"],
        rows,
    )


def promise(share=0.97, due="2024-08-31", p50="2024-09-30", chance=0.4, **how):
    rows = [{
        "origin": ORIGIN, "administration": ALL, "promise": name, "share": max(share - 0.1 * i, 0.0), "due": due,
        "p10": how.get("p10", p50), "p50": p50, "p90": how.get("p90", p50), "chance": chance, "pace": 5.2,
        "pace_needed": how.get("pace_needed"), "places_a_year": 21.0, "months_to_complete": 9.0,
    } for i, name in enumerate(("in_post_at_start", "all_with_service"))]  # fmt: skip
    return fit(tables.TABLES["programme_promise"], rows)


def mixing(managers=MANAGERS, groups=5, favour=0.6):
    """(MIXING, MEETINGS) of mixed groups; utbildning and vard have met less than by chance."""
    rows, total = [], sum(managers.values())
    names = list(managers)
    expected = {
        (a, b): managers[a] * managers[b] * groups * 20 / total
        for i, a in enumerate(names)
        for b in names[i:]
    }
    for (a, b), n in expected.items():
        less = {"utbildning", "vard"} == {a, b}
        rows.append({"administration": a, "other": b, "groups": groups, "pairs": round(n * (0.3 if less else favour + 0.4)),
                     "expected_pairs": n / 2 if a == b else n})  # fmt: skip
    meetings = fit(tables.TABLES["programme_meetings"], rows)
    cross = 0.0 if len(names) < 2 else 0.62
    every = [{"group": g, "size": 22, "pairs": 231, "cross_pairs": 231 * cross, "expected_cross_pairs": 231 * (cross + 0.09 * (cross > 0)),
              "ei": 2 * cross - 1, "expected_ei": None, "p_value": 0.012 if cross else None}
             for g in [f"Grupp {i + 1}" for i in range(groups)] + [ALL]]  # fmt: skip
    return fit(tables.TABLES["programme_mixing"], every), meetings


def effect(outcome, estimate, low, high, verdict, needs="", **more):
    row = {
        "outcome": outcome, "estimand": "trained_then", "estimator": "imputation", "kind": "simple", "at": ALL,
        "estimate": estimate, "se": None, "p02_5": low, "p97_5": high, "mde": more.pop("mde", None), "units": 120, "groups": 9,
        "first": "2023-03-31", "last": "2024-03-31", "verdict": verdict, "needs_more": needs, "smallest": more.pop("smallest", None),
    }  # fmt: skip
    return row | more


def effects(rows=None, events=True):
    rows = rows or [
        effect("hme_leadership", 1.9, 0.4, 3.4, "supported_if_parallel", mde=2.1, smallest=3.0),
        effect("hme_governance", 0.3, -1.1, 1.7, "ruled_out", mde=2.0, smallest=3.0, ruled_out=1.66),
        effect("resignations", -8.2, -29.0, 14.0, "cannot_be_said", "more_quarters", mde=27.0, smallest=10.0),
        effect("time_to_fill", None, None, None, "not_measured", "collect_recruitments"),
    ]
    out = list(rows)
    main = rows[0]
    if main["estimate"] is not None and events:
        for i, at in enumerate((-12, -6, 0, 6, 12)):
            value = 0.1 * i - 0.2 if at < 0 else main["estimate"] * (0.7 + 0.15 * i)
            out.append(
                main
                | {
                    "kind": "event",
                    "at": str(at),
                    "estimate": value,
                    "p02_5": value - 1.6,
                    "p97_5": value + 1.6,
                }
            )
        out.append(
            main | {"estimator": "callaway_santanna", "p02_5": main["p02_5"] - 1, "p97_5": main["p97_5"] + 1}
        )
        out.append(main | {"estimand": "trained_now"})
    return fit(tables.TABLES["programme_effects"], out)


def balance():
    rows = [{"outcome": "hme_leadership", "start": s, "units": n, "level": x, "trend": t}
            for s, n, x, t in (("2023-01-31", 14, 0.8, 0.1), ("2023-05-31", 12, 0.2, None), ("2023-10-31", 4, 9.0, 1.0),
                               ("2024-03-31", 15, -0.5, -0.2), ("2024-08-31", 13, -0.4, 0.0))]  # fmt: skip
    return fit(tables.TABLES["programme_balance"], rows)


def outcomes(config, measured=True, found=None):
    rows = []
    judged = {} if found is None else {r.outcome: r for r in found[found["kind"] == "simple"].itertuples()}
    for e in config.programme.effect:
        for indicator in e.indicators or ("",):
            row = {
                "outcome": e.id,
                "expected_effect": e.expected,
                "indicator": indicator,
                "administration": ALL,
            }
            if indicator in COMPARED and indicator in judged and judged[indicator].verdict != "not_measured":
                r = judged[indicator]
                rows.append(row | {"source": "engagement", "evidence": "compared", "period": r.last, "value": r.estimate,
                                   "p02_5": r.p02_5, "p97_5": r.p97_5, "verdict": r.verdict, "needs_more": r.needs_more})  # fmt: skip
            elif not measured or indicator in COMPARED or not indicator:
                code = "collect_course_records" if not measured else "collect_recruitments"
                rows.append(row | {"evidence": "not_measured", "verdict": "not_measured", "needs_more": code})
            else:
                evidence = {"contacts": "self_rated", "self_rating": "self_rated", "joint_initiatives": "activity",
                            "initiatives_begun": "activity"}.get(indicator, "followed")  # fmt: skip
                value = {"managers_leaving": 0.131, "managers_sickness": 0.052, "contacts": 6.4, "self_rating": -2.1,
                         "span_of_control": 24.6, "staff_moves": 31.0, "need": 900.0}.get(indicator, 12.0)  # fmt: skip
                rows.append(row | {"source": "stock", "evidence": evidence, "period": ORIGIN, "value": value,
                                   "verdict": "not_estimated"})  # fmt: skip
                if indicator == "managers_leaving":
                    rows.append(row | {"source": "stock", "evidence": evidence, "period": ORIGIN, "value": 0.2,
                                       "administration": "raddning", "verdict": "not_estimated"})  # fmt: skip
    return fit(tables.TABLES["programme_outcomes"], rows)


def link(basis="measured", sizes=MANAGERS, low=-0.4, years=10):
    rows = []
    for a, n in {**sizes, ALL: sum(sizes.values())}.items():
        for k in range(1, years + 1):
            mean = 0.12 * n * k
            end = ORIGIN + pd.DateOffset(years=k)
            for quantity, unit in (("recruitments_avoided", 1.0), ("value_sek", 110_000.0)):
                rows.append({"origin": ORIGIN, "period": end, "administration": a, "basis": basis, "quantity": quantity,
                             "mean": mean * unit, "p10": low * mean * unit, "p90": 2.2 * mean * unit})  # fmt: skip
            if a == ALL:
                cost = 9.2e6 + 1.1e6 * k
                rows.append({"origin": ORIGIN, "period": end, "administration": a, "basis": basis, "quantity": "cost_sek",
                             "mean": cost, "p10": cost, "p90": cost})  # fmt: skip
    return fit(tables.TABLES["programme_link"], rows)


def at_home(drivers, config):
    """Initiatives against resignation in two administrations, none elsewhere."""
    rows = []
    last = drivers[drivers["horizon"] == drivers["horizon"].max()]
    acts = {e.driver: e.id for e in config.programme.effect if e.driver}
    for r in last[(last["occupation"] == ALL) & (last["administration"] != ALL)].itertuples():
        if r.driver not in DRIVERS or r.reach not in REACHES:
            continue
        whole = (
            last[(last["administration"] == r.administration) & (last["occupation"] == ALL)]["mean"]
            .clip(lower=0)
            .sum()
        )
        met = r.driver == "resignation" and r.administration in ("utbildning", "vard")
        rows.append({
            "administration": r.administration, "outcome": acts.get(r.driver, ""), "driver": r.driver, "reach": r.reach,
            "need": r.mean, "large": bool(r.mean >= 0.1 * whole), "initiative": "I-017" if met else "", "status": "under_way" if met else "",
            "from_programme": True if met else None, "with_administrations": "social" if met else "",
            "owner_role": "Verksamhetschef" if met else "",
        })  # fmt: skip
    return fit(tables.TABLES["programme_at_home"], rows)


def programme(config, drivers=None, **parts):
    """All nine tables of a programme that is done; `parts` stand in their place."""
    mixed, met = mixing()
    found = {
        "coverage": coverage(), "promise": promise(), "mixing": mixed, "meetings": met, "effects": effects(), "balance": balance(),
        "link": link(), "at_home": None if drivers is None else at_home(drivers, config),
    } | parts  # fmt: skip
    if "outcomes" not in found:
        found["outcomes"] = outcomes(config, found=found["effects"])
    return SimpleNamespace(**found)
