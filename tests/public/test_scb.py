"""What an analyst gets who fetches the population, and what they are told where the agency's tables changed."""

import hashlib
import json
import random
from datetime import date
from itertools import product
from math import prod

import pytest

from competence.public import PublicError, cells, fetch_scb

from .conftest import Answer
from .pxweb import Pxweb, persons, problem

TODAY = date(2026, 3, 1)


@pytest.fixture
def fetched(service, project, waits):
    """A function: fetch with more configuration; the result, the raw folder's files by name."""
    px = Pxweb(service)

    def fetch(more="", dry=False, today=TODAY):
        config = project(f'\n[fetch.scb]\nbase = "{service.address}/api/v2"\n{more}')
        found = fetch_scb(config, today, dry=dry)
        return found, {path.name: path.read_bytes() for path in config.raw.iterdir()}

    fetch.px = px
    return fetch


def rows(data):
    head, *lines = data.decode().splitlines()
    return [dict(zip(head.split(";"), line.split(";"))) for line in lines]


def test_observed_years_of_two_tables_and_the_projection_are_kept(fetched):
    found, files = fetched()
    observed = rows(files["scb_population.csv"])
    assert len(observed) == 6 * 101 * 2
    assert {row["year"] for row in observed} == {str(y) for y in range(2020, 2026)}
    for row in observed:
        code = {"male": "1", "female": "2"}[row["sex"]]
        last = "100+1" if row["table"] == "TAB5557" else "100+"
        age = last if row["age"] == "100" else row["age"]
        assert int(row["persons"]) == persons(row["table"], "0580", row["year"], age, code)
        assert (row["kind"], row["known_from"], row["region"]) == ("observed", "", "0580 Linköping")
    # Published on the third in Sweden, the second in UTC.
    projected = rows(files["scb_projection_tab698_2025-06-03.csv"])
    assert {row["known_from"] for row in projected} == {"2025-06-03"}
    assert {row["year"] for row in projected} == {str(y) for y in range(2026, 2031)}
    assert [kept.state for kept in found.files] == ["new", "new"]


def test_where_it_came_from_stands_beside(fetched):
    _, files = fetched()
    told = json.loads(files["scb_population.source.json"])
    assert told["fetched"] == "2026-03-01" and told["updated"] == "2026-02-22"
    assert [t["id"] for t in told["tables"]] == ["TAB638", "TAB5557"]
    assert told["tables"][0]["address"].endswith("/tables/TAB638/data")
    chosen = {s["variableCode"]: s["valueCodes"] for s in told["tables"][1]["query"]["selection"]}
    assert chosen["Civilstand"] == ["SC"] and chosen["Region"] == ["0580"]
    assert told["sha256"] == hashlib.sha256(files["scb_population.csv"]).hexdigest()


def test_noise_is_told_and_not_smoothed_away(fetched):
    found, files = fetched()
    assert found.residuals == {**dict.fromkeys(range(2020, 2025), 0), 2025: -2}
    assert any("2025 -2" in remark and "noise" in remark for remark in found.remarks)
    assert json.loads(files["scb_population.source.json"])["sum_of_ages_less_total"]["2025"] == -2


def test_the_same_answer_changes_no_byte(fetched):
    _, first = fetched()
    found, again = fetched(today=date(2026, 8, 1))
    assert again == first
    assert [kept.state for kept in found.files] == ["same", "same"]
    assert found.files[0].fetched == TODAY
    assert found.facts(date(2026, 8, 1))["files"][0]["days_old"] == 160


def test_a_revised_year_is_told_and_replaces(fetched):
    fetched()
    fetched.px.value = lambda t, r, y, a, s: persons(t, r, y, a, s) + (y == "2024" and a == "7" and s == "1")
    kept = fetched()[0].files[0]
    assert (kept.state, kept.added, kept.changed, kept.gone) == ("changed", 0, 1, 0)


def test_a_new_projection_stands_beside_the_earlier_one(fetched):
    _, first = fetched()
    fetched.px.tables["TAB698"]["updated"] = "2026-06-02T06:00:00Z"
    _, republished = fetched()
    assert republished == first  # the same figures under a new date are no new edition
    fetched.px.value = lambda t, r, y, a, s: persons(t, r, y, a, s) + (t == "TAB698")
    _, files = fetched()
    assert files["scb_projection_tab698_2025-06-03.csv"] == first["scb_projection_tab698_2025-06-03.csv"]
    assert rows(files["scb_projection_tab698_2026-06-02.csv"])[0]["known_from"] == "2026-06-02"


@pytest.mark.parametrize("limit", [404, 1011])
def test_questions_stay_under_the_limit_of_cells(fetched, limit):
    _, whole = fetched()
    fetched.px.limit = fetched.px.told_limit = limit
    asked = len(fetched.px.asked)
    _, files = fetched()
    sizes = [
        prod(len(chosen["valueCodes"]) for chosen in request["body"]["selection"])
        for request in fetched.px.asked[asked:]
    ]
    assert max(sizes) <= limit
    assert files == whole


@pytest.mark.parametrize("limit", [1, 2, 7, 100, 5000])
def test_a_parted_question_asks_for_each_cell_once(limit):
    question = {
        "Tid": ["1", "2", "3"],
        "Alder": [str(a) for a in range(11)],
        "Kon": ["m", "f"],
        "Region": ["0580"],
    }
    parts = cells.part(question, limit)
    assert max(map(cells.count, parts)) <= limit
    asked = [codes for part in parts for codes in product(*part.values())]
    assert sorted(asked) == sorted(product(*question.values()))


def test_a_limit_that_is_not_told_is_found_by_halving(fetched):
    _, whole = fetched()
    fetched.px.limit = 300
    _, files = fetched()
    assert files == whole


def test_a_table_found_by_its_title(fetched):
    _, whole = fetched()
    _, files = fetched(
        '[[fetch.scb.tables]]\nkind = "projected"\ntitle = "folkmängd flyttningar region ålder kön"\n'
    )
    assert files["scb_projection_tab698_2025-06-03.csv"] == whole["scb_projection_tab698_2025-06-03.csv"]


def test_a_dry_run_asks_for_no_data(fetched):
    found, files = fetched(dry=True)
    assert files == {} and fetched.px.asked == []
    assert sum(asked.cells for asked in found.asked) == 11 * 101 * 2


def test_a_series_that_goes_on_elsewhere_is_told(fetched):
    later = {
        **fetched.px.tables["TAB5557"],
        "label": "Folkmängden efter region, civilstånd, ålder och kön. År 2026",
    }
    later["variables"] = {**later["variables"], "Tid": ("år", {"2026": "2026"}, False)}
    fetched.px.tables["TAB7000"] = later
    found, _ = fetched()
    assert any("TAB7000" in remark and "later years" in remark for remark in found.remarks)


def test_the_block_to_paste_is_given_until_a_source_reads_the_files(fetched, project, service):
    found, _ = fetched()
    assert found.block.startswith("[sources.scb_population]")
    config = project(f'\n[fetch.scb]\nbase = "{service.address}/api/v2"\n\n{found.block}')
    again = fetch_scb(config, TODAY)
    assert again.block == ""


def test_other_sources_of_the_population_are_named(fetched, project, service):
    other = (
        '\n[sources.befolkning]\ntable = "population"\npath = "befolkning.csv"\nconstants = { kind = "observed" }\n'
        'columns = { year = "År", age = "Ålder", sex = "Kön", persons = "Antal" }\n'
    )
    found = fetch_scb(project(f'\n[fetch.scb]\nbase = "{service.address}/api/v2"\n{other}'), TODAY)
    assert any("befolkning" in remark and "twice" in remark for remark in found.remarks)


def renamed(variable, new):
    def change(px):
        variables = px.tables["TAB638"]["variables"]
        px.tables["TAB638"]["variables"] = {new if k == variable else k: v for k, v in variables.items()}

    return change


def recoded(variable, codes, id="TAB638"):
    def change(px):
        label, old, elimination = px.tables[id]["variables"][variable]
        px.tables[id]["variables"][variable] = (label, codes(dict(old)), elimination)

    return change


def without(codes, *names):
    return {k: v for k, v in codes.items() if k not in names}


CHANGED = {
    "a renamed variable": (renamed("Alder", "Aldersklass"), "'Alder'", "'Aldersklass'"),
    "a renamed time": (renamed("Tid", "Ar"), "'Tid'", "Set `time`"),
    "a municipality that is gone": (recoded("Region", lambda c: without(c, "0580")), "'0580'", "municipality"),
    "ages that are missing": (recoded("Alder", lambda c: without(c, "17", "18")), "'17', '18'", "single year"),
    "ages in classes": (recoded("Alder", lambda c: {"-4": "0-4 år", "tot": "totalt"}), "'0'", "single year"),
    "another spelling of the last age": (
        recoded("Alder", lambda c: {("100-" if k == "100+" else k): v for k, v in c.items()}), "'100-'", "`oldest`",
    ),
    "a sex by another name": (recoded("Kon", lambda c: {"1": "pojkar", "2": "kvinnor"}), "'män'", "'pojkar'"),
    "a figure by another name": (
        recoded("ContentsCode", lambda c: {"X": "Befolkning", "BE0101N2": "Folkökning"}), "'Folkmängd'", "'Befolkning'",
    ),
    "a new variable": (
        lambda px: px.tables["TAB638"]["variables"].update({"Vistelse": ("vistelse", {"1": "kort", "2": "lång"}, False)}),
        "'Vistelse'", "fixed",
    ),
    "a table that is gone": (lambda px: px.tables.pop("TAB638"), "TAB638", "TAB5557"),
    "a table of something else": (
        lambda px: px.tables["TAB638"].update(label="Antal hushåll efter region, ålder och kön"), "folkmängd", "hushåll",
    ),
    "no day of publication": (lambda px: px.tables["TAB698"].update(updated=None), "TAB698", "updated"),
    "a total that means something else": (
        lambda px: setattr(px, "value", lambda t, r, y, a, s: persons(t, r, y, a, s) * (3 if a == "tot" else 1)),
        "total is", "a code must mean something else",
    ),
    "a hole in a year": (
        lambda px: setattr(px, "value", lambda t, r, y, a, s: None if (y, a) == ("2021", "9") else persons(t, r, y, a, s)),
        "lacks 2 of 202", "2021",
    ),
    "negative persons": (lambda px: setattr(px, "value", lambda *_: -1), "number of persons", "nothing was read"),
    "text for persons": (lambda px: setattr(px, "value", lambda *_: ".."), "number of persons", "nothing was read"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGED)
def test_what_changed_is_named_and_the_last_files_stand(fetched, change, tmp_path):
    _, before = fetched()
    alter, *words = CHANGED[change]
    alter(fetched.px)
    with pytest.raises(PublicError) as refusal:
        fetched()
    for word in words:
        assert word in str(refusal.value)
    assert {path.name: path.read_bytes() for path in (tmp_path / "data" / "raw").iterdir()} == before


def test_a_year_without_any_value_is_left_out_and_told(fetched):
    fetched.px.value = lambda t, r, y, a, s: None if y == "2020" else persons(t, r, y, a, s)
    found, files = fetched()
    assert "2020" not in {row["year"] for row in rows(files["scb_population.csv"])}
    assert any("gives nothing" in remark and "2020" in remark for remark in found.remarks)


def test_the_config_meets_a_change(fetched):
    recoded("Alder", lambda c: {("100-" if k == "100+" else k): v for k, v in c.items()})(fetched.px)
    renamed("Civilstand", "Stand")(fetched.px)
    fetched.px.value = lambda t, r, y, a, s: persons(t, r, y, "100+" if a == "100-" else a, s)
    _, files = fetched('oldest = ["100+", "100+1", "100-"]\n')
    assert len(rows(files["scb_population.csv"])) == 6 * 101 * 2


@pytest.mark.parametrize("body", [
    {"values": []}, [], None, {"value": [1], "id": ["Tid"], "size": [1], "dimension": {}},
    {"value": {"x": 1}, "id": [], "dimension": {}},
])  # fmt: skip
def test_an_answer_of_another_form_is_refused(fetched, service, body):
    service.on(r"/data$", lambda _: Answer(body))
    with pytest.raises(PublicError, match="TAB638"):
        fetched()


def test_fewer_values_than_asked_for_are_refused(fetched, service):
    whole = fetched.px.data

    def short(request):
        dataset = whole(request)
        dataset["value"] = dataset["value"][:-1]
        return dataset

    service.on(r"/data$", short)
    with pytest.raises(PublicError, match="another number of values"):
        fetched()


def test_values_by_position_and_codes_in_a_list_are_read(fetched, service):
    """JSON-stat allows both forms."""
    whole, (_, plain) = fetched.px.data, fetched()

    def sparse(request):
        dataset = whole(request)
        dataset["value"] = {str(i): v for i, v in enumerate(dataset["value"])}
        for dimension in dataset["dimension"].values():
            dimension["category"]["index"] = list(dimension["category"]["index"])
        return dataset

    service.on(r"/data$", sparse)
    assert fetched()[1] == plain


def test_a_file_of_the_users_own_is_left_alone(fetched, project):
    config = project()
    mine = config.raw / "scb_population.csv"
    mine.write_text("year;age\n", encoding="utf-8")
    with pytest.raises(PublicError, match="left alone"):
        fetched()
    assert [path.name for path in config.raw.iterdir()] == ["scb_population.csv"]
    mine.unlink()
    (config.raw / "scb_projection_tab698_egen.csv").write_bytes(b"\xff\xfe\x00;")
    fetched()
    mine.write_bytes(mine.read_bytes() + b"2026;0;male;1;observed;;;;\n")
    with pytest.raises(PublicError, match="left alone"):
        fetched()


def test_another_refusal_is_told_in_the_services_own_words(fetched, service):
    service.on(r"/data$", problem("Illegal selection expression"))
    with pytest.raises(PublicError, match="Illegal selection expression"):
        fetched()


def spoiled(rng, value, depth=0):
    """The same JSON with one thing in it changed for something else."""
    if not isinstance(value, dict | list) or not value or (depth and rng.random() < 0.3):
        return rng.choice([None, [], {}, "x", -1, 1e400, True, [value, value], {"0": value}])
    at = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
    changed = value.copy()
    if rng.random() < 0.25:
        del changed[at]
    else:
        changed[at] = spoiled(rng, value[at], depth + 1)
    return changed


@pytest.mark.parametrize("pattern", [r"/config$", r"/tables$", r"/metadata$", r"/data$"])
def test_a_spoiled_answer_is_refused_and_never_half_taken(fetched, service, pattern, tmp_path):
    px, rng = fetched.px, random.Random(pattern)
    for table in px.tables.values():
        year = max(table["variables"]["Tid"][1])
        table["variables"]["Tid"] = ("år", {year: year}, False)
    _, whole = fetched()
    routes = dict(
        zip(("/config$", "/tables$", "/metadata$", "/data$"), (None, px.listed, px.metadata, px.data))
    )
    plain = routes[pattern] or (
        lambda _: {"maxDataCells": 150000, "maxCallsPerTimeWindow": 30, "timeWindow": 10}
    )
    taken = refused = 0
    tries = 12 if pattern in (r"/metadata$", r"/data$") else 3
    for _ in range(tries):
        service.on(pattern, lambda request: Answer(spoiled(rng, plain(request))))
        try:
            fetched()
            taken += 1
        except PublicError:
            refused += 1
            there = {path.name: path.read_bytes() for path in (tmp_path / "data" / "raw").iterdir()}
            assert there.keys() == whole.keys()
        for path in (tmp_path / "data" / "raw").iterdir():
            path.unlink()
        for name, data in whole.items():
            (tmp_path / "data" / "raw" / name).write_bytes(data)
    assert taken + refused == tries
