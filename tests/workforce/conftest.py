"""Deliveries as tables, small enough to count by hand."""

from datetime import date

import pandas as pd
import pytest

from competence import config, workforce
from competence.sources import Delivered, DeliveredFile
from competence.sources.packed import PackedFrame
from competence.tables import ABSENCES, ACCOUNTS, EMPLOYMENTS, HOURS, QUALIFICATIONS, QUARANTINE, RECRUITMENTS

CONFIG = """
[municipality]
name = "Provköping"

[[administration]]
id = "vard"
name = "Vård"

[[administration]]
id = "skola"
name = "Skola"

[[occupation]]
id = "nurse"
name = "Sjuksköterskor"
family = "care"
titles = ["ssk"]

[[occupation]]
id = "aide"
name = "Vårdbiträden"
family = "care"
titles = ["vbitr"]

[[qualification]]
id = "licence"
name = "Legitimation"
aliases = []
basis = "licence"

[[qualification]]
id = "rule"
name = "Övergångsregel"
aliases = []
basis = "transitional"

[[qualification]]
id = "elsewhere"
name = "Registreras ingenstans"
aliases = []
basis = "course"

[[requirement]]
id = "nurse_licence"
name = "Legitimation"
occupations = ["nurse"]
satisfied_by = ["licence"]
transitional_by = ["rule"]
kind = "law"
share_required = { 2020 = 1.0 }
from = 2024-02-01
transitional_until = 2024-04-30

[[requirement]]
id = "aide_course"
name = "Kurs"
occupations = ["aide"]
satisfied_by = ["elsewhere"]
kind = "own_target"
share_required = { 2020 = 0.5 }

[sources.hr]
table = "employments"
path = "hr.csv"
kind = "spells"
columns = { person = "P", administration = "F", start = "S" }
history_from = 2024-01-01

[sources.reg]
table = "qualifications"
path = "reg.csv"
columns = { person = "P", qualification = "Q" }
covers = ["licence", "rule"]
"""
PERSONS = {"snapshots": "snap.csv", "spells": "hr.csv"}


def spell(person, start, end=None, **other):
    """A row of `employments`; `start` and `end` as text."""
    return {
        "person": person, "employment": person, "administration": "vard", "unit": "Norr", "occupation": "nurse",
        "title": "ssk", "agreement": "AB", "contract": "permanent", "contract_share": 1.0, "sex": "female",
        "birth_year": 1980, "manager_level": "none", "start": start, "end": end, "exit_reason": None,
        "hired": start, **other,
    }  # fmt: skip


def table(definition, rows, **more):
    frame = pd.DataFrame(rows)
    for name in definition.names:
        if name not in frame:
            frame[name] = more.get(name)
    for c in definition.columns:
        if c.dtype == "datetime64[us]":
            frame[c.name] = pd.to_datetime(frame[c.name]).astype(c.dtype)
    return definition.check(frame)


def employments(rows, file="hr.csv"):
    rows = [{**r, "source_file": file, "source_row": i} for i, r in enumerate(rows, 2)]
    frame = table(EMPLOYMENTS, rows, left_censored=False, right_censored=False)
    return frame.assign(exit_reason_delivered=frame["exit_reason"])


def events(definition, rows):
    return table(definition, [{**r, "source_file": "x.csv", "source_row": i} for i, r in enumerate(rows, 2)])


class World:
    """A config and what is delivered under it."""

    def __init__(self, folder):
        self.folder, self.text = folder, CONFIG
        self.delivered_on = date(2024, 6, 30)
        self.tables = {}

    @property
    def config(self):
        path = self.folder / "municipality.toml"
        path.write_text(self.text, encoding="utf-8")
        return config.load(path)

    def snapshots(self, interval="month"):
        self.text = self.text.replace('kind = "spells"', f'kind = "snapshots"\ninterval = "{interval}"')
        self.text = self.text.replace('start = "S"', 'period = "S"').replace(
            "history_from = 2024-01-01\n", ""
        )

    def delivered(self, rows):
        frame = rows if isinstance(rows, pd.DataFrame) else employments(rows)
        made = {
            "absences": lambda r: events(ABSENCES, r),
            "hours": lambda r: events(HOURS, r),
            "qualifications": lambda r: events(QUALIFICATIONS, r),
            "recruitments": lambda r: table(RECRUITMENTS, r, unit=""),
        }
        tables = {n: made[n](self.tables[n]) if n in self.tables else None for n in made}
        empty = pd.DataFrame
        return Delivered(
            staff=PackedFrame.of(EMPLOYMENTS.check(frame)), **tables, participants=None, engagement=None, population=None,
            quarantine=QUARANTINE.empty(), accounts=ACCOUNTS.empty(),
            files=(DeliveredFile("hr", "hr.csv", "0", len(frame), self.delivered_on),),
            aliases=empty(), unmapped=empty(columns=["source", "column", "value", "rows"]),
            persons=empty(columns=["source", "period", "category", "persons"]), months=empty(), raw=(),
        )  # fmt: skip

    def build(self, rows):
        return workforce.build(self.delivered(rows), self.config)


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)
