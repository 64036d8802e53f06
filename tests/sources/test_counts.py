"""Counts as they are delivered: totals are never added to their parts, what is hidden adds up to them."""

from textwrap import dedent

import numpy as np
import pandas as pd
import pytest

from competence import config, sources
from competence.sources import counts_fill
from competence.sources.ages import group
from competence.sources.counts_fill import ALL_CODE, Puzzle

KEY = bytes(range(32))
BASE = """
municipality.name = "Provköping"
occupation = [
    { id = "nurse", name = "Sjuksköterskor", family = "care", titles = ["sjuksk"] },
    { id = "other", name = "Övriga", family = "other", titles = ["."] },
]
administration = [
    { id = "vard", name = "Vård" },
    { id = "skola", name = "Skola" },
    { id = "aldre", name = "Äldre", end = 2023-12-31, successor = "vard" },
]
"""
STAFF = """
[sources.staff]
table = "stock"
kind = "counts"
path = "counts_*.csv"
columns = { period = "Månad", administration = "Förvaltning", title = "Befattning", sex = "Kön", age = "Ålder" }
values.sex = { Kvinna = "female", Man = "male" }
total = ["Totalt", "Kommunen totalt"]
fte_from = 5

[sources.staff.measures]
"Tillsvidare" = { is = "headcount", contract = "permanent" }
"Visstid" = { is = "headcount", contract = "fixed_term" }
"Årsarb" = "fte"
"""
FLOWS = """
[sources.flows]
table = "flows"
kind = "counts"
path = "counts_*.csv"
columns = { period = "Månad", administration = "Förvaltning", title = "Befattning", sex = "Kön", age = "Ålder" }
values.sex = { Kvinna = "female", Man = "male" }
total = ["Totalt", "Kommunen totalt"]

[sources.flows.measures]
"Nya" = "hire"
"Egen" = "resignation"
"- varav 65" = { is = "retirement", part_of = "Egen" }
"Pension" = "retirement"
"""
HEAD = "Månad;Förvaltning;Befattning;Kön;Ålder;Tillsvidare;Visstid;Årsarb;Nya;Egen;- varav 65;Pension\n"


@pytest.fixture
def read(tmp_path):
    """Read counts from rows of text, by file name."""

    def of(text=STAFF + FLOWS, more=BASE, **files):
        (tmp_path / "data" / "raw").mkdir(parents=True, exist_ok=True)
        for name, rows in files.items():
            (tmp_path / "data" / "raw" / f"{name}.csv").write_bytes(dedent(rows).encode("cp1252"))
        (tmp_path / "municipality.toml").write_text(more + text, encoding="utf-8")
        return sources.read(config.load(tmp_path), KEY)

    return of


def rows(month: str, *lines: str) -> str:
    return HEAD + "".join(f"{month};{line}\n" for line in lines)


LINES = (
    "Vård;Sjuksköterska;Kvinna;30-39;<5;<5;..;<5;0;0;0",
    "Vård;Sjuksköterska;Kvinna;65-;7;<5;8,50;0;<5;<5;0",
    "Vård;Sjuksköterska;Man;-29;<5;0;..;0;0;0;0",
    "Vård;Sjuksköterska;Totalt;Totalt;11;<5;13,25;<5;<5;<5;0",
    "Vård;Totalt;Totalt;Totalt;11;4;13,25;3;2;1;0",
    "Skola;Lärare;Kvinna;40-49;1\u00a0204;0;1\u00a0100,50;0;0;0;<5",
    "Skola;Lärare;Totalt;Totalt;1\u00a0204;0;1\u00a0100,50;0;0;0;<5",
    "Skola;Totalt;Totalt;Totalt;1\u00a0204;0;1\u00a0100,50;0;0;0;1",
    "Kommunen totalt;Totalt;Totalt;Totalt;1\u00a0215;4;1\u00a0113,75;3;2;1;1",
)


def sums(counted: pd.DataFrame, *by: str) -> dict:
    return counted.groupby(list(by))["value"].sum().round(6).to_dict()


def test_totals_are_not_added_and_hidden_cells_add_up_to_them(read):
    found = read(counts_a="Rubrik\n" + rows("2024-01", *LINES), counts_b=rows("202402", *LINES))
    counted = found.counted
    staff = counted[counted["table"] == "stock"]
    month = staff[staff["period"] == "2024-01-31"]
    assert sums(month, "administration", "measure", "contract") == {
        ("skola", "fte", "permanent"): 1100.5,
        ("skola", "headcount", "permanent"): 1204,
        ("vard", "fte", "fixed_term"): pytest.approx(2.8, abs=2),
        ("vard", "fte", "permanent"): pytest.approx(10.4, abs=2),
        ("vard", "headcount", "fixed_term"): 4,
        ("vard", "headcount", "permanent"): 11,
    }
    assert sums(month, "administration", "measure")["vard", "fte"] == 13.25
    flows = counted[(counted["table"] == "flows") & (counted["period"] == "2024-01-31")]
    assert sums(flows, "administration", "measure") == {
        ("skola", "retirement"): 1,
        ("vard", "hire"): 3,
        ("vard", "resignation"): 1,
        ("vard", "retirement"): 1,
    }
    assert set(counted["period"].dt.strftime("%Y-%m")) == {"2024-01", "2024-02"}
    told = found.accounts.groupby(["source", "kind", "category"])["rows"].sum().to_dict()
    assert told["staff", "quarantined", "total_row"] == 2 * 5
    assert told["staff", "used", "*"] == 2 * 4
    assert told["staff", "quarantined", "before_heading"] == 1
    assert found.reconciled[["beyond_parts", "short_of_parts"]].to_numpy().sum() == 0


def test_hidden_fte_tells_how_few_heads_there_are(read):
    """`..` stands for fewer than five: both kinds together, not five of each."""
    staff = read(counts_a=rows("2024-01", *LINES)).counted
    young = staff[(staff["age_from"] == 30) & (staff["measure"] == "headcount")]
    assert 2 <= young["value"].sum() <= 4
    assert (young["value"] >= 1).all()


def test_administrations_follow_today_and_ages_are_groups(read):
    lines = [line.replace("Vård;", "Äldre;") for line in LINES]
    found = read(counts_a=rows("2023-12", *lines))
    assert set(found.counted["administration"]) == {"vard", "skola"}
    assert dict(zip(found.aliases["spelling"], found.aliases["administration"]))["Kommunen totalt"] == "*"
    old = found.counted[found.counted["written"] == "- varav 65"].iloc[0]
    assert (old["measure"], old["age_from"], old["value"]) == ("retirement", 65, 1)
    assert pd.isna(old["age_to"])


def test_what_a_total_holds_beyond_its_parts_is_counted_and_told(read):
    lines = [*LINES[:4], "Vård;Totalt;Totalt;Totalt;14;4;16,25;3;2;1;0"]
    found = read(counts_a=rows("2024-01", *lines))
    staff = found.counted[(found.counted["measure"] == "headcount")]
    assert staff["value"].sum() == 18
    rest = staff[staff["occupation"] == "unknown"]
    assert (rest["value"].item(), rest["sex"].item(), rest["administration"].item()) == (3, "unknown", "vard")
    assert found.reconciled.set_index("written").loc["Tillsvidare", "beyond_parts"] == 3


def test_parts_stand_where_a_total_is_too_small(read):
    lines = [*LINES[:4], "Vård;Totalt;Totalt;Totalt;9;4;13,25;3;2;1;0"]
    found = read(counts_a=rows("2024-01", *lines))
    told = found.reconciled.set_index("written")
    assert told.loc["Tillsvidare", "short_of_parts"] == 2
    heads = found.counted[
        (found.counted["measure"] == "headcount") & (found.counted["contract"] == "permanent")
    ]
    assert heads["value"].sum() == 11


def test_without_totals_the_middle_of_the_range_is_taken(read):
    many = [f"Vård;Titel {i};Kvinna;30-39;<5;0;..;0;0;0;0" for i in range(40)]
    found = read(STAFF.replace("fte_from = 5", "") + FLOWS, counts_a=rows("2024-01", *many))
    heads = found.counted[found.counted["measure"] == "headcount"]["value"].sum()
    assert heads == pytest.approx(40 * 2.5, abs=3)
    assert found.reconciled.set_index("written").loc["Tillsvidare", "exact_totals"] == 0


def test_a_total_that_the_config_does_not_name_is_refused(read):
    lines = [
        "Vård;A;Kvinna;30-39;30;0;30;0;0;0;0", "Skola;A;Kvinna;30-39;20;0;20;0;0;0;0",
        "Äldre;A;Kvinna;30-39;25;0;25;0;0;0;0", "Hela kommunen;A;Kvinna;30-39;75;0;75;0;0;0;0",
    ]  # fmt: skip
    with pytest.raises(sources.DeliveryError) as error:
        read(counts_a=rows("2024-01", *lines))
    assert "undeclared_total" in str(error.value)
    assert "Förvaltning = 'Hela kommunen'" in str(error.value)


def test_a_total_among_totals_that_the_config_does_not_name_is_refused(read):
    """Four levels of rows, and a municipality's total whose word was forgotten."""
    with pytest.raises(sources.DeliveryError) as error:
        read((STAFF + FLOWS).replace(', "Kommunen totalt"', ""), counts_a=rows("2024-01", *LINES))
    assert "Förvaltning = 'Kommunen totalt'" in str(error.value)


def test_an_administration_that_holds_half_of_all_is_no_total(read):
    lines = [
        "Vård;A;Kvinna;30-39;50;10;52;3;1;0;0", "Skola;A;Kvinna;30-39;30;8;33;1;1;0;0",
        "Äldre;A;Kvinna;30-39;20;3;20;1;1;0;0",
    ]  # fmt: skip
    found = read(counts_a=rows("2024-01", *lines), counts_b=rows("2024-02", *lines))
    assert found.quarantine.empty


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Vård;Lärare;Kvinna;gamla;5;0;5;0;0;0;0", "bad_age"),
        ("Vård;Lärare;Kvinna;30-39;fem;0;5;0;0;0;0", "bad_number"),
        ("Vård;Lärare;Kvinna;30-39;-5;0;5;0;0;0;0", "bad_number"),
        ("Vård;Lärare;Kvinna;30-39;5,5;0;5;0;0;0;0", "bad_number"),
        ("Fritid;Lärare;Kvinna;30-39;5;0;5;0;0;0;0", "unknown_administration"),
        ("Skola;Lärare;Kvinna;40-49;9;0;5;0;0;0;0", "duplicate_key"),
        (LINES[5], "duplicate"),
    ],
)
def test_a_row_that_cannot_be_used_is_told(read, line, code):
    many = [f"Vård;Titel {i};Kvinna;30-39;9;0;9;0;0;0;0" for i in range(20)]
    found = read(counts_a=rows("2024-01", *LINES[5:6], *many, line))
    assert code in set(found.quarantine["reason"])
    assert found.accounts.groupby("source")["rows"].sum().eq(22).all()


def test_a_newer_file_stands_for_the_months_it_delivers_again(read):
    later = [line.replace("1\u00a0204", "1\u00a0210") for line in LINES]
    found = read(
        STAFF + FLOWS,
        **{"counts_2024-02-01": rows("2024-01", *LINES) + rows("2023-12", *LINES).removeprefix(HEAD),
           "counts_2024-03-01": rows("2024-01", *later)},
    )  # fmt: skip
    heads = found.counted[
        (found.counted["measure"] == "headcount") & (found.counted["administration"] == "skola")
    ]
    assert sums(heads, "period") == {pd.Timestamp("2023-12-31"): 1204, pd.Timestamp("2024-01-31"): 1210}


LONG = """
[sources.{table}]
table = "{table}"
kind = "counts"
path = "qlik.csv"
delimiter = ","
decimal = "."
columns = {{ period = "Period", administration = "Enhet", measure = "Mått", measure_part = "Kolumn", value = "Mätvärde" }}
total = ["0000"]
measures = {measures}
"""


def test_a_long_export_is_pivoted_and_the_whole_is_not_added(read, tmp_path):
    """Qlik: a byte order mark, CRLF, one row a figure, a unit code for the whole municipality."""
    figures = {"Anställda / Kvinnor": (40, 60), "Anställda / Män": (10, 15), "Årsarbetare / Alla": (45.5, 70.25),
               "Slutat / Pension": (1, 2), "Sjukfrånvaro / Andel": (5.1, 6.2)}  # fmt: skip
    text = "Period,Enhet,Mått,Kolumn,Mätvärde\r\n"
    for month in ("2024-01", "2024-02"):
        for name, (care, school) in figures.items():
            for unit, value in (("V1", care), ("S1", school), ("0000", care + school)):
                text += f"{month},{unit},{name.replace(' / ', ',')},{value}\r\n"
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "qlik.csv").write_bytes(text.encode("utf-8-sig"))
    more = BASE.replace('name = "Vård"', 'name = "Vård", aliases = ["V1"]').replace(
        'name = "Skola"', 'name = "Skola", aliases = ["S1"]'
    )
    stock = '{ "Anställda / Kvinnor" = "headcount", "Anställda / Män" = "headcount", "Årsarbetare / Alla" = "fte" }'
    found = read(
        LONG.format(table="stock", measures=stock)
        + LONG.format(table="flows", measures='{ "Slutat / Pension" = "retirement" }'),
        more,
    )
    month = found.counted[found.counted["period"] == "2024-02-29"]
    assert sums(month, "administration", "measure") == {
        ("vard", "headcount"): 50, ("skola", "headcount"): 75, ("vard", "fte"): 45.5, ("skola", "fte"): 70.25,
        ("vard", "retirement"): 1, ("skola", "retirement"): 2,
    }  # fmt: skip
    told = found.accounts.groupby(["source", "category"])["rows"].sum()
    assert told["stock", "*"] == 2 * 2 * 3
    assert told["stock", "other_measure"] == 2 * 2 * 3
    assert told["stock", "total_row"] == 2 * 3


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("37", (37, 37)), ("37 år", (37, 37)), ("30-39", (30, 39)), ("30–39 år", (30, 39)), ("-29", (None, 29)),
        ("<30", (None, 29)), ("Under 30", (None, 29)), ("29 år och yngre", (None, 29)), ("65-", (65, None)),
        ("65+", (65, None)), ("65 år och äldre", (65, None)), ("65-w", (65, None)), (">64", (65, None)),
        ("över 64 år", (65, None)), ("", (None, None)), ("..", (None, None)), ("16-", (16, None)),
        ("30 till 39 år", (30, 39)),
    ],
)  # fmt: skip
def test_ages_are_read_as_they_are_written(text, ages):
    assert tuple(None if pd.isna(a) else a for a in group(text)) == ages


@pytest.mark.parametrize("text", ["gamla", "39-30", "300", "30-40-50", "x37"])
def test_what_is_no_age_is_none(text):
    assert group(text) is None


@pytest.mark.parametrize("seed", range(25))
def test_filled_parts_meet_every_total_and_stay_in_their_range(seed):
    """Whatever was hidden: whole numbers, 1 to 4 for each `<5`, none below nought, all told totals met."""
    rng = np.random.default_rng(seed)
    truth, keys = [], []
    for a in range(3):
        for t in range(int(rng.integers(1, 6))):
            for s in range(2):
                for g in range(int(rng.integers(1, 5))):
                    keys.append((a, 10 * a + t, s, g))
                    heads = rng.poisson(rng.gamma(1.0, 4.0), 2)
                    truth.append((*heads, rng.binomial(heads[0], 0.3)))
    keys, truth = np.array(keys), np.array(truth, float)
    parts = len(keys)
    for level in ((2, 3), (1, 2, 3), (0, 1, 2, 3)):
        summed = keys[:parts].copy()
        summed[:, level] = ALL_CODE
        distinct, where = np.unique(summed, axis=0, return_inverse=True)
        whole = np.stack([np.bincount(where.ravel(), truth[:parts, m]) for m in range(3)], axis=1)
        keys, truth = np.concatenate([keys, distinct]), np.concatenate([truth, whole])
    exact = (keys[:, 1] == ALL_CODE)[:, None]
    hidden = (truth > 0) & (truth < 5) & ~exact
    low, high = np.where(hidden, 1, truth), np.where(hidden, 4, truth)
    heads = truth[:, :2].sum(axis=1)
    fte = np.where((heads >= 5) | (heads == 0) | exact[:, 0], heads * 0.9, np.nan)
    found = counts_fill.solve(
        Puzzle(keys, low, high, np.full(low.shape, 2.0), np.full(len(keys), np.nan), 0, ((2, 0),))
    )
    _holds(found, keys, truth, low, high, parts, exact)
    assert (found.value[:parts, 2] <= found.value[:parts, 0]).all()
    both = counts_fill.solve(Puzzle(keys, low[:, :2], high[:, :2], np.full((len(keys), 2), 2.0), fte, 5))
    _holds(both, keys, truth[:, :2], low[:, :2], high[:, :2], parts, exact)
    few = np.isnan(fte[:parts])
    assert (both.value[:parts][few].sum(axis=1) <= 4).all()
    again = counts_fill.solve(Puzzle(keys, low[:, :2], high[:, :2], np.full((len(keys), 2), 2.0), fte, 5))
    np.testing.assert_array_equal(again.value, both.value)


def _holds(found, keys, truth, low, high, parts, exact):
    value = found.value[:parts]
    assert (value == np.rint(value)).all()
    assert (value >= low[:parts]).all()
    assert (value <= high[:parts]).all()
    assert found.rest.sum() == found.over.sum() == 0
    totals = np.arange(parts, len(keys))
    under = counts_fill.members(keys, totals, np.arange(parts))
    sums = under @ value
    assert (sums >= low[totals]).all()
    assert (sums <= high[totals]).all()
    np.testing.assert_array_equal(sums[exact[totals, 0]], truth[totals][exact[totals, 0]])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (STAFF, "stock and flows"),
        (STAFF.replace('kind = "counts"', 'kind = "rows"') + FLOWS, 'write kind = "counts"'),
        (STAFF + FLOWS.replace('part_of = "Egen"', 'part_of = "Ögon"'), "part_of names 'Ögon'"),
        (STAFF.replace('"Årsarb" = "fte"', '"Årsarb" = "hire"') + FLOWS, "'hire' is no figure of stock"),
        (STAFF + FLOWS.split("[sources.flows.measures]")[0], "has no figures"),
        (
            STAFF + FLOWS + '[sources.away]\ntable = "absences"\npath = "a.csv"\n'
            'columns = { person = "P", kind = "K", start = "S" }\n',
            "absences: rows of persons",
        ),
        (
            STAFF + FLOWS + '[sources.hr]\ntable = "employments"\nkind = "spells"\npath = "a.csv"\n'
            'columns = { person = "P", administration = "A", start = "S" }\n',
            "counted twice",
        ),
    ],
)  # fmt: skip
def test_a_config_of_counts_that_does_not_fit_together_is_refused(read, text, told):
    with pytest.raises(config.ConfigError) as error:
        read(text, counts_a=rows("2024-01", *LINES))
    assert told in str(error.value)
