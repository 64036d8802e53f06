"""The population as a statistics office saves it: its shapes, spellings and totals, read by config alone."""

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from competence import sources
from competence.public import editions, kolada

SEXES = {"kvinnor": "female", "män": "male"}
AGES = [*(f"{age} år" for age in range(100)), "100+ år"]
YEARS = (2023, 2024)
COUNTIES = (
    Path(__file__).parents[2].parent
    / "shared"
    / "data"
    / "scb_population_counties"
    / "population_1968_2010.csv"
)


def persons(year, age, sex):
    return (year - 2000) * 10 + (150 - age) + (sex == "kvinnor")


EXPECTED = {
    (year, age, SEXES[sex]): persons(year, age, sex) for year in YEARS for age in range(101) for sex in SEXES
}
LABELS = [("0580 Linköping", age, sex) for age in AGES for sex in SEXES]
WIDE = """
columns = { region = "region", age = "ålder", sex = "kön" }
across = { persons = "" }
constants = { kind = "observed" }
values.sex = { kvinnor = "female", "män" = "male" }
"""
LONG = WIDE.replace('across = { persons = "" }\n', "").replace(
    'sex = "kön"', 'sex = "kön", year = "år", persons = "{}"'
)


def figures(age, sex):
    return [str(persons(year, AGES.index(age), sex)) for year in YEARS]


def wide(heads, rows=None, sep=";", title=True):
    """Quoted as PxWeb does it, a title and a blank line above."""
    quoted = sep.join(f'"{h}"' for h in ("region", "ålder", "kön", *heads))
    lines = ['"Folkmängden efter region, ålder, kön och år"', ""] if title else []
    body = [sep.join([f'"{r}"', f'"{a}"', f'"{s}"', *figures(a, s)]) for r, a, s in LABELS]
    return "\n".join([*lines, quoted, *body, *(rows or [])]) + "\n"


def long(figure="Folkmängd", year="år"):
    rows = [f'"{r}";"{a}";"{s}";"{y}";{n}' for r, a, s in LABELS for y, n in zip(YEARS, figures(a, s))]
    return "\n".join([f'"region";"ålder";"kön";"{year}";"{figure}"', *rows]) + "\n"


def workbook(titles=(), stubs=True):
    """As PxWeb writes it: no headings above the labels, each label once, notes below."""
    book = openpyxl.Workbook()
    sheet = book.active
    for text in titles:
        sheet.append([text])
    sheet.append([])
    sheet.append([None, None, None, "Folkmängd"])
    sheet.append([None, None, None, *map(str, YEARS)])
    before = (None, None)
    for region, age, sex in LABELS:
        here = (region if region != before[0] else None, age if age != before[1] else None)
        sheet.append([*here, sex, *(int(n) for n in figures(age, sex))])
        before = region, age
    sheet.append([])
    for note in (["Fr.o.m. 2025 är en liten osäkerhet införd."], [], ["Kontakt:"], ["Statistikservice"],
                 ["Databas:", "Statistikdatabasen"], ["Källa:", "SCB"], ["Senast uppdaterad:", "2025-02-21"]):  # fmt: skip
        sheet.append(note)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@pytest.fixture
def read(project, people):
    """A function: population and its accounts of one delivered file, by what the config says of it."""

    def read(name, data, config):
        (project.raw / name).write_bytes(data)
        project.write("hr_20260131.csv", people)
        project.add(f'\n[sources.befolkning]\ntable = "population"\npath = "{name}"\n{config}')
        delivered = project.read()
        accounts = delivered.accounts[delivered.accounts["source"] == "befolkning"]
        found = {(k, c): n for k, c, n in accounts[["kind", "category", "rows"]].itertuples(index=False)}
        return delivered.population, found

    return read


def cells(table):
    return {
        (int(y), int(a), s): float(n)
        for y, a, s, n in table[["year", "age", "sex", "persons"]].itertuples(index=False)
    }


SAVED = {
    "semicolons, with a title": (wide([str(y) for y in YEARS]).encode(), WIDE, 1),
    "commas, the old code page": (
        wide([str(y) for y in YEARS], sep=",").encode("cp1252"), WIDE + 'delimiter = ","\n', 1,
    ),
    "the figure's name before the year": (wide([f"Folkmängd {y}" for y in YEARS], title=False).encode(), WIDE, 0),
    "two figures, one wanted": (
        wide([f"Folkmängd {y}" for y in YEARS], title=False).replace(
            '"Folkmängd 2024"', '"Folkmängd 2024";"Folkökning 2024"').replace("\n", ";7\n").replace(
            '"Folkökning 2024";7', '"Folkökning 2024"').encode(),
        WIDE.replace('persons = ""', 'persons = "Folkmängd"'), 0,
    ),
    "a row for each year": (long().encode(), LONG.replace("{}", "Folkmängd"), 0),
    "codes": (
        long("BE0101N1", "tid").replace(" år", "").replace('"kvinnor"', '"2"').replace('"män"', '"1"').encode(),
        LONG.replace("{}", "BE0101N1").replace('"år"', '"tid"').replace("kvinnor =", '"2" =').replace('"män" =', '"1" ='),
        0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SAVED)
def test_shapes_of_saved_text(read, shape):
    data, config, above = SAVED[shape]
    table, accounts = read("befolkning.csv", data, config)
    assert cells(table) == EXPECTED
    rows = 404 if "år = " in config or "year = " in config else 202
    assert accounts == {("used", "*"): rows, **({("quarantined", "before_heading"): above} if above else {})}


def test_a_saved_workbook(read):
    config = WIDE.replace('"region"', '"#1"').replace('"ålder"', '"#2"').replace('"kön"', '"#3"')
    table, accounts = read("befolkning.xlsx", workbook(["Folkmängden efter region, ålder, kön och år"]),
                           config + 'fill_down = ["region", "age"]\n')  # fmt: skip
    assert cells(table) == EXPECTED
    assert accounts[("used", "*")] == 202
    assert {c for k, c in accounts if k == "quarantined"} <= {
        "before_heading",
        "footer",
        "blank_row",
        "sum_row",
    }


def test_totals_and_bands_are_not_added_to_their_parts(read):
    rows = [
        '"0580 Linköping";"totalt ålder";"män";1;1', '"0580 Linköping";"0 år";"totalt";1;1',
        '"0580 Linköping";"totalt, samtliga åldrar";"totalt, samtliga män och kvinnor";1;1',
        '"0580 Linköping";"0-4 år";"män";1;1', '"0580 Linköping";"95-99 år";"kvinnor";1;1',
    ]  # fmt: skip
    table, accounts = read("befolkning.csv", wide(["2023", "2024"], rows).encode(), WIDE)
    assert cells(table) == EXPECTED
    assert accounts[("quarantined", "sum_row")] == 5


def test_bands_alone_are_no_ages(read):
    data = '"region";"ålder";"kön";"2023"\n' + "".join(
        f'"0580";"{a}";"{s}";5\n' for a in ("0-4 år", "5-9 år", "7 år", "8 år", "9 år") for s in SEXES
    )
    _, accounts = read("befolkning.csv", data.encode(), WIDE)
    assert accounts == {("quarantined", "bad_number"): 4, ("used", "*"): 6}


def test_rows_of_other_places_are_set_aside(read):
    other = [f'"0581 Norrköping";"{a}";"{s}";9;9' for a in AGES for s in SEXES]
    data = wide(["2023", "2024"], other).encode()
    table, accounts = read("befolkning.csv", data, WIDE + 'only = { region = "0580" }\n')
    assert cells(table) == EXPECTED
    assert accounts[("not_staff", "not_selected")] == 202


def test_a_year_without_figures_is_left_out_and_a_row_without_any_is_told(read):
    data = wide(["2023", "2024"]).splitlines()
    data = [
        line.rsplit(";", 2)[0] + ";..;" + line.rsplit(";", 1)[1] if line[1:5] == "0580" else line
        for line in data
    ]
    table, accounts = read(
        "befolkning.csv", "\n".join([*data, '"0580";"5 år";"män";..;..']).encode() + b"\n", WIDE
    )
    assert cells(table) == {key: n for key, n in EXPECTED.items() if key[0] == 2024}
    assert accounts[("quarantined", "missing_value")] == 1


@pytest.mark.parametrize(
    ("heads", "code"), [(["2023", "Folkmängd 2023"], "ambiguous_column"), (["a", "b"], "missing_column")]
)
def test_headings_that_are_no_years_are_refused(read, heads, code):
    with pytest.raises(sources.DeliveryError) as refusal:
        read("befolkning.csv", wide(heads).encode(), WIDE)
    assert [fault.code for fault in refusal.value.faults] == [code]


def test_what_fetch_writes_is_read(read):
    """The heading and words of the files that `competence fetch scb` keeps."""
    rows = [
        f"{y};{a};{s};{n};projected;main;2025-06-03;0580 Linköping;TAB698"
        for (y, a, s), n in EXPECTED.items()
    ]
    columns = ", ".join(f'{c} = "{c}"' for c in editions.READ)
    data = "\n".join([";".join(editions.HEAD), *rows]) + "\n"
    table, accounts = read(
        "scb_projection_tab698_2025-06-03.csv", data.encode(), f"columns = {{ {columns} }}\n"
    )
    assert cells(table) == EXPECTED
    assert set(table["known_from"]) == {pd.Timestamp("2025-06-03")} and set(table["kind"]) == {"projected"}
    assert accounts == {("used", "*"): 404}


def test_peers_that_fetch_writes_are_read(project, people):
    rows = [
        "2024;Linköping;Månadsavlönade, antal;8,2;Kolada N00200;0580",
        "2024;Örebro;Månadsavlönade, antal;7;Kolada N00200;1880",
    ]
    project.write("kolada_peers.csv", rows, ";".join(kolada.HEAD))
    project.write("hr_20260131.csv", people)
    columns = ", ".join(f'{c} = "{c}"' for c in kolada.HEAD[:5])
    project.add(f'\n[sources.peers]\ntable = "peers"\npath = "kolada_peers.csv"\ncolumns = {{ {columns} }}\n')
    peers = project.read().peers
    assert list(peers["value"]) == [8.2, 7.0] and set(peers["municipality"]) == {"Linköping", "Örebro"}


PX = """\
CHARSET="ANSI";
AXIS-VERSION="2013";
CODEPAGE="iso-8859-1";
LANGUAGE="sv";
DECIMALS=0;
TITLE="Folkmängd efter region, ålder, kön och år";
STUB="region","ålder","kön";
HEADING="år";
VALUES("region")="Linköping";
VALUES("ålder")={ages};
VALUES("kön")="män","kvinnor","totalt";
VALUES("år")="2023","2024";
CODES("region")="0580";
DATA=
{data};
"""


def test_a_px_file_with_totals(read):
    data = "\n".join(" ".join(figures(age, sex)) for age in AGES for sex in ("män", "kvinnor", "kvinnor"))
    px = PX.format(ages=",".join(f'"{age}"' for age in AGES), data=data).encode("iso-8859-1")
    table, accounts = read("befolkning.px", px, LONG.replace("{}", "DATA"))
    assert cells(table) == EXPECTED
    assert accounts == {("used", "*"): 404, ("quarantined", "sum_row"): 202}


@pytest.mark.skipif(not COUNTIES.is_file(), reason="the counties' population is not here")
def test_the_counties_are_read_by_config_alone(read):
    config = """
delimiter = ","
columns = { region = "region", age = "age", sex = "sex" }
across = { persons = "" }
only = { region = "Östergötland" }
constants = { kind = "observed" }
"""
    data = COUNTIES.read_bytes()
    names = {line.split(",")[0] for line in data.decode().splitlines()[1:]}
    place = next(name for name in names if name.startswith(("Östergötland", "Ostergotland")))
    table, accounts = read("lan.csv", data, config.replace("Östergötland", place))
    delivered = pd.read_csv(io.BytesIO(data))
    assert sum(accounts.values()) == len(delivered)
    mine = delivered[delivered["region"] == place]
    assert accounts == {("used", "*"): len(mine), ("not_staff", "not_selected"): len(delivered) - len(mine)}
    long = mine.melt(["region", "sex", "age"], var_name="year", value_name="persons")
    assert cells(table) == {
        (int(y), min(int(str(a).rstrip("+")), 100), s): float(n)
        for y, a, s, n in long[["year", "age", "sex", "persons"]].itertuples(index=False)
    }
