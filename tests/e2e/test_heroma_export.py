"""An export of unfamiliar shape, by configuration alone: every figure of its answer sheet, by the sheet's words.

What stands at the waist is taken from there; what the waist does not hold (exits by last day, full time, sick
days) is counted here from our tables of persons.
"""

import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from competence import config, sources, workforce
from competence.vocabulary import EXIT_FLOWS

HERE = Path(__file__)
EXPORT = HERE.parents[3] / "shared" / "data" / "exports" / "heroma_spells"
pytestmark = pytest.mark.skipif(not EXPORT.is_dir(), reason="the made exports are not here")
NAMES = {
    "Kommunledningskontoret": "klk", "Utbildningsförvaltningen": "utb", "Social- och omsorgsförvaltningen": "sof",
    "Tekniska förvaltningen": "tek", "Kultur- och fritidsförvaltningen": "kff", "Miljö- och byggförvaltningen": "mbf",
    "_all": "*",
}  # fmt: skip
CAUSES = {
    "resignation": ["resignation"], "retirement": ["retirement"], "contract_end": ["contract_end"],
    "other": ["redundancy", "personal_reasons", "death", "other"], "transfer": ["transfer_out"],
    "unknown": ["unknown"],
}  # fmt: skip
YEARS = range(2017, 2025)
DAY = pd.Timedelta(days=1)
BACK_WITHIN = pd.Timedelta(days=120)


class Town:
    """The export read, the waist built, and the answer sheet."""

    def __init__(self, folder: Path):
        raw = folder / "data" / "raw"
        raw.mkdir(parents=True)
        configs = HERE.parents[1] / "configs"
        shutil.copy(configs / "heroma.toml", folder / "municipality.toml")
        shutil.copy(configs / "heroma_units.csv", raw / "enheter.csv")
        for path in (EXPORT / "delivery").iterdir():
            shutil.copy(path, raw)
        self.config = config.load(folder)
        self.delivered = sources.read(self.config, b"k" * 32)
        self.waist = workforce.build(self.delivered, self.config)
        self.sheet = json.loads((EXPORT / "answers.json").read_text(encoding="utf-8"))
        frame = self.waist.employments
        self.hourly = frame[frame["contract"] == "hourly"]
        self.paid = frame[frame["contract"] != "hourly"]
        self.main = main_employments(self.paid)

    def answers(self, what):
        """(year, administration, answer) of a part of the sheet that is parted by administration."""
        for year in YEARS:
            for name, answer in self.sheet["years"][str(year)][what].items():
                yield year, NAMES[name], answer


def main_employments(paid: pd.DataFrame) -> pd.DataFrame:
    """Stretches (first, last) of each person's main employment: the largest share, then the earliest row."""
    rows = paid.assign(
        last=paid["end"].fillna(pd.Timestamp("2200-01-01")), share=paid["contract_share"].fillna(1)
    )
    rows = rows.assign(first=rows["start"]).sort_values(["person", "start"], kind="stable")
    reach = (
        rows.groupby("person", observed=True)["last"].cummax().groupby(rows["person"], observed=True).shift()
    )
    several = rows["person"].isin(rows.loc[rows["start"] <= reach, "person"])
    found = [rows[~several]]
    for _, mine in rows[several].groupby("person", observed=True):
        days = np.unique(np.r_[mine["start"].to_numpy(), (mine["last"] + DAY).to_numpy()])
        ranked = mine.sort_values(["share", "start"], ascending=[False, True], kind="stable")
        start, last = ranked["start"].to_numpy(), ranked["last"].to_numpy()
        begun = [(d, n) for d, n in pairwise(days) if ((start <= d) & (last >= d)).any()]
        best = [int(np.argmax((start <= d) & (last >= d))) for d, _ in begun]
        piece = ranked.iloc[best].assign(first=[d for d, _ in begun], last=[n for _, n in begun])
        found.append(piece.assign(last=piece["last"] - DAY))
    return pd.concat(found, ignore_index=True)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return Town(tmp_path_factory.mktemp("ronnforsa") / "projekt")


def test_every_row_is_accounted_for_by_the_sheets_kinds(town):
    accounts = town.delivered.accounts.groupby(["source", "kind", "category"])["rows"].sum()
    rows = {f.source: f.rows for f in town.delivered.files}
    (sheet,) = town.sheet["files"].values()
    staff, away, proofs = sheet["Anställningar"], sheet["Frånvaro"], sheet["Kompetenser"]
    for source, data in (
        ("anstallningar", staff["employment_rows_incl_duplicates"]),
        ("franvaro", away["data_rows_incl_duplicates"]),
        ("kompetenser", proofs["data_rows"]),
    ):
        assert accounts[source].sum() == rows[source]
        heads = accounts[source].get(("quarantined", "before_heading"), 0)
        assert accounts[source].sum() - heads == data
    mine = accounts["anstallningar"]
    assert staff["lines_in_file"] == staff["heading_lines"] + staff["employment_rows_incl_duplicates"]
    assert mine.drop("quarantined").sum() + staff["protected_rows"] == staff["rows_after_duplicates"]
    assert mine["quarantined", "duplicate"] == staff["duplicate_rows"]
    assert mine["quarantined", "protected"] == staff["protected_rows"]
    assert mine["not_staff"].to_dict() == staff["not_staff_rows"]
    assert mine["not_staff"].sum() == staff["not_staff_rows_total"]
    assert len(town.paid) == staff["staff_monthly_rows"]
    assert len(town.hourly) == staff["staff_hourly_rows"]
    mine = accounts["franvaro"]
    assert mine["quarantined", "duplicate"] == away["duplicate_rows"]
    assert mine["quarantined", "protected"] == away["protected_rows"]
    kinds = town.delivered.absences["kind"].value_counts().to_dict()
    kinds["leave"] += kinds.pop("study")
    words = {
        "vab": "child_care",
        "vacation": "vacation",
        "sick": "sick",
        "parental": "parental",
        "leave": "leave",
    }
    answer = away["rows_after_duplicates_not_protected_by_kind"]
    assert {word: kinds[ours] for word, ours in words.items()} == answer
    assert accounts["kompetenser"]["not_staff", "not_wanted"] == proofs["rows_of_other_kind"]


def test_stock_on_the_measuring_day(town):
    stock = town.waist.stock
    there = town.main
    for year, where, answer in town.answers("administrations"):
        day = pd.Timestamp(year, 12, 31)
        rows = stock[stock["period"] == day]
        main = there[(there["first"] <= day) & (there["last"] >= day)]
        if where != "*":
            rows, main = rows[rows["administration"] == where], main[main["administration"] == where]
        heads = rows["headcount"]
        lasting = rows["contract"].isin(["permanent", "trial"])
        found = {
            "headcount": heads.sum(),
            "women": heads[rows["sex"] == "female"].sum(),
            "permanent": heads[lasting].sum(),
            "fixed_term": heads[~lasting].sum(),
            "full_time": (main["contract_share"] == 1).sum(),
            "managers": heads[rows["manager_level"].isin(["A", "B", "C"])].sum(),
            "fte": round(rows["fte"].sum(), 2),
        }
        assert found == answer, (year, where)
        assert len(main) == answer["headcount"]


def stays(town) -> pd.DataFrame:
    """First and last stretch of every stay in monthly-paid work, 120 days without it ending one."""
    line = town.main.sort_values(["person", "first"])
    before = line.groupby("person")["last"].shift()
    fresh = before.isna() | (line["first"] - before > BACK_WITHIN)
    return line.assign(stay=fresh.cumsum())


def test_exits_by_cause_and_last_day(town):
    last = stays(town).groupby("stay").tail(1)
    taken = pd.Timestamp(town.delivered.files[0].delivered)
    reason = last["exit_reason"].fillna("unknown")
    for year, where, answer in town.answers("exits"):
        gone = (last["last"].dt.year == year) & (last["last"] <= taken)
        gone &= (where == "*") | (last["administration"] == where)
        found = {name: int((gone & reason.isin(ours)).sum()) for name, ours in CAUSES.items()}
        found["total"] = int(gone.sum())
        own = last["exit_reason_delivered"] == "resignation"
        found["of_retirement_coded_egen_begaran"] = int((gone & own & (reason == "retirement")).sum())
        assert found == answer, (year, where)


def test_the_flows_tell_the_same_the_day_after(town):
    """What is counted above from the rows stands in `flows`, each a day later, by administration and year."""
    line, flows = stays(town), town.waist.flows
    last, first = line.groupby("stay").tail(1), line.groupby("stay").head(1)
    before = line.groupby("stay")["administration"].shift()
    moved = line[before.notna() & (before != line["administration"])]
    for names, days, rows in (
        ([*EXIT_FLOWS, "transfer_out"], last["last"] + DAY, last),
        (["hire", "hire_from_hourly"], first["first"], first),
        (["move_in"], moved["first"], moved),
    ):
        told = flows[flows["flow"].isin(names)]
        told = told.groupby([told["period"].dt.year, "administration"], observed=True)["count"].sum()
        inside = days.between("2017-02-01", "2024-12-31")
        there = rows[inside].groupby([days[inside].dt.year, "administration"], observed=True).size()
        assert told.to_dict() == there.to_dict(), names


def test_hires(town):
    first = stays(town).groupby("stay").head(1)
    for year, where, answer in town.answers("hires"):
        came = first["first"].dt.year == year
        assert (came & ((where == "*") | (first["administration"] == where))).sum() == answer, (year, where)


def test_internal_moves(town):
    line = stays(town)
    before = line.groupby("stay")["administration"].shift()
    moved = line[before.notna() & (before != line["administration"])].assign(was=before)
    year_of = (moved["first"] - DAY).dt.year  # dated by the last day in the old place
    for year, where, answer in town.answers("internal_moves"):
        now = moved[year_of == year]
        out = now if where == "*" else now[now["was"] == where]
        come = now if where == "*" else now[now["administration"] == where]
        assert {"moved_out": len(out), "moved_in": len(come)} == answer, (year, where)


def test_qualified(town):
    requirements = {
        "teacher": "teacher_licence", "preschool_teacher": "preschool_licence", "nurse": "nurse_licence",
        "assistant_nurse": "assistant_nurse_title",
    }  # fmt: skip
    stock = town.waist.competence_stock
    for year in YEARS:
        now = stock[stock["period"] == pd.Timestamp(year, 12, 31)]
        answers = town.sheet["years"][str(year)]["qualified"]
        for occupation, by_place in answers.items():
            for name, answer in by_place.items():
                rows = now[
                    (now["requirement"] == requirements[occupation]) & (now["administration"] == NAMES[name])
                ]
                heads = rows["headcount"].sum()
                meets = rows.loc[rows["status"] == "meets", "headcount"].sum()
                found = {"in_occupation": heads, "qualified": meets, "share": round(meets / heads, 4)}
                assert found == answer, (year, occupation, name)


def test_sick_days(town):
    sick = town.delivered.absences[town.delivered.absences["kind"] == "sick"]
    line = town.main[["person", "first", "last", "administration"]]
    pairs = sick.reset_index().merge(line, on="person")
    pairs = pairs[(pairs["first"] <= pairs["start"]) & (pairs["last"] >= pairs["start"])]
    place = pairs.set_index("index")["administration"]
    sick = sick.assign(administration=place.reindex(sick.index))
    for year, where, answer in town.answers("sick_days"):
        low, high = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
        days = (sick["end"].clip(upper=high) - sick["start"].clip(lower=low)).dt.days + 1
        days = days.clip(lower=0) * sick["extent"]
        mine = days if where == "*" else days[sick["administration"] == where]
        assert mine.sum() == answer, (year, where)


def test_hourly_and_protected_persons(town):
    quality = town.waist.quality.set_index("measure")["value"]
    for year in YEARS:
        day = pd.Timestamp(year, 12, 31)
        hourly, paid = (
            f[(f["start"] <= day) & (f["end"].isna() | (f["end"] >= day))]["person"]
            for f in (town.hourly, town.paid)
        )
        answer = town.sheet["years"][str(year)]
        assert len(set(hourly) - set(paid)) == answer["hourly_persons_not_monthly_paid"], year
        assert quality["protected_persons"] == answer["protected_persons"]
