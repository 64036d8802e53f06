"""A small project whose deliveries a test writes by hand."""

from pathlib import Path
from textwrap import dedent

import pytest

from competence import config, sources

KEY = bytes(range(32))
CONFIG = """
[municipality]
name = "Provköping"

[[administration]]
id = "vard"
name = "Vårdförvaltningen"
aliases = ["VF"]

[[administration]]
id = "skola"
name = "Skolförvaltningen"
aliases = ["SKF"]
rules = [{ pattern = "^bildning", reason = "Hette så till 2019" }]

[[administration]]
id = "aldre"
name = "Äldreförvaltningen"
end = 2018-12-31
successor = "vard"

[[occupation]]
id = "manager_c"
name = "Enhetschefer"
family = "management"
manager_level = "C"

[[occupation]]
id = "nurse"
name = "Sjuksköterskor"
family = "care"
codes = ["2060"]
titles = ["sjuksk"]

[[occupation]]
id = "other"
name = "Övriga"
family = "other"
titles = ["."]

[[qualification]]
id = "nurse_licence"
name = "Sjuksköterskelegitimation"
aliases = ["Leg. ssk"]
basis = "licence"

[[population.not_staff]]
kind = "elected"
column = "agreement"
pattern = "^elected$"
reason = "Förtroendevalda"

[sources.hr]
table = "employments"
path = "hr_*.csv"
kind = "spells"
columns = { person = "Persnr", protected = "Skyddad", employment = "Anst", administration = "Förvaltning", unit = "Enhet", code = "AID", title = "Befattning", agreement = "Avtal", contract = "Form", contract_share = "Grad", manager_level = "Ansv", start = "Från", end = "Till", exit_reason = "Orsak", hired = "Anställd" }
share_unit = "percent"

[sources.hr.values]
agreement = { "FTV" = "elected" }
contract = { "TV" = "permanent", "Vik" = "fixed_term", "Tim" = "hourly" }
exit_reason = { "EB" = "resignation", "Pens" = "retirement", "VO" = "transfer_out", "Tid" = "contract_end", "Flytt" = "internal_move" }
protected = { Ja = "yes", Nej = "no" }

[quality]
quarantined_share_stop = 0.5
"""
HEAD = (
    "Persnr;Namn;Skyddad;Anst;Förvaltning;Enhet;AID;Befattning;Avtal;Form;Grad;Ansv;Från;Till;Orsak;Anställd"
)


def number(born="19850101", serial=980) -> str:
    """A test number (birth numbers 980-999): twelve digits."""
    ten = f"{born[2:]}{serial:03d}"
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(ten))
    return f"{born}{serial:03d}{-total % 10}"


def spell(person=None, **other) -> str:
    """A row of the HR export."""
    row = {
        "person": number() if person is None else person, "name": "Zörflid Quandersson", "protected": "", "employment": "1",
        "administration": "VF", "unit": "Norr", "code": "206010", "title": "Sjuksköterska", "agreement": "AB",
        "contract": "TV", "share": "100", "level": "", "start": "2015-01-01", "end": "", "reason": "",
        "hired": "2015-01-01",
    }  # fmt: skip
    unknown = set(other) - set(row)
    assert not unknown
    return ";".join({**row, **other}.values())


class Project:
    """A project folder; `read` reads what was written into it."""

    def __init__(self, folder: Path):
        self.folder, self.raw = folder, folder / "data" / "raw"
        self.raw.mkdir(parents=True)
        self.text = CONFIG

    def write(self, name: str, rows, head: str | None = HEAD, encoding="utf-8", end="\n") -> Path:
        lines = [*([head] if head else []), *rows]
        path = self.raw / name
        path.write_bytes((end.join(lines) + end).encode(encoding))
        return path

    def add(self, text: str) -> None:
        self.text += dedent(text)

    @property
    def config(self):
        path = self.folder / "municipality.toml"
        path.write_text(self.text, encoding="utf-8")
        return config.load(path)

    def read(self, key=KEY):
        return sources.read(self.config, key)

    def refused(self) -> list[str]:
        """Codes of the faults that stop the delivery."""
        with pytest.raises(sources.DeliveryError) as error:
            self.read()
        self.message = str(error.value)
        assert error.value.__cause__ is None
        return [f.code for f in error.value.faults]


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("COMPETENCE_KEY_FILE", str(tmp_path / "key"))
    return Project(tmp_path / "projekt")


@pytest.fixture
def people():
    """Thirty staff as rows of the HR export."""
    return [spell(number(f"19{60 + i}0315", 980 + i % 20), employment=str(i)) for i in range(30)]


@pytest.fixture
def as_csv(tmp_path, people):
    """What thirty staff come to from CSV."""
    plain = Project(tmp_path / "plain")
    plain.write("hr_2024-12-31.csv", people)
    return plain.read().employments
