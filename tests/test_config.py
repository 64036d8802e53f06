"""What an analyst meets who mistypes `municipality.toml`: every fault at once, each with its line and remedy."""

import json
import os
import pickle
import re
import string
import subprocess
import sys
import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competence.config import Config, ConfigError, find, load
from competence.config.checking import check
from competence.config.lines import Lines

REPOSITORY = Path(__file__).parents[1]
SAMPLE = (REPOSITORY / "municipality.toml").read_text(encoding="utf-8")

SMALL = """\
[municipality]
name = "Prov"

[[administration]]
id = "vard"
name = "Vård och omsorg"
aliases = ["VOF", "Vård"]

[[administration]]
id = "aldre"
name = "Äldreförvaltningen"
end = 2018-12-31
successor = "vard"

[[committee]]
id = "von"
name = "Vårdnämnden"
administrations = { vard = 1.0 }

[[occupation]]
id = "nurse"
name = "Sjuksköterskor"
family = "care"
titles = ["sjuksk"]

[[qualification]]
id = "nurse_licence"
name = "Legitimation"
aliases = ["Leg. ssk"]
basis = "licence"

[[requirement]]
id = "nurse_licence"
name = "Legitimation som sjuksköterska"
occupations = ["nurse"]
satisfied_by = ["nurse_licence"]
kind = "law"
share_required = { 2016 = 1.0 }
from = 2016-01-01

[sources.hr]
table = "employments"
path = "hr_*.csv"
kind = "spells"
columns = { person = "Persnr", administration = "Förvaltning", start = "Från" }

[sources.hr.values]
contract = { TV = "permanent" }

[[demand.links]]
occupations = ["nurse"]
driver = "population"
ages = [80, 100]

[publication]
protected = 5
"""


def write(folder: Path, text: str) -> Path:
    (folder / "municipality.toml").write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path, text: str, **options) -> list:
    with pytest.raises(ConfigError) as raised:
        load(write(folder, text), **options)
    return raised.value.faults


def line_of(text: str, marker: str) -> int:
    assert text.count(marker) == 1, f"{marker} must stand once in the test's file"
    return text[: text.index(marker)].count("\n") + 1


def test_the_repositorys_own_file_is_accepted():
    config = load(REPOSITORY)
    assert len(config.administrations) == 9
    assert "aldre" not in config.administrations
    assert set(config.occupations) >= {r for q in config.requirement for r in q.occupations}
    assert config.folder == REPOSITORY
    assert not config.yearly


def test_the_small_file_is_accepted(tmp_path):
    config = load(write(tmp_path, SMALL))
    assert config.publication.row_limit == 10
    assert config.requirements["nurse_licence"].share(2030) == 1.0
    assert [r.id for r in config.requirements_of("nurse")] == ["nurse_licence"]


# What is changed, the text by which the fault's line is found, where it is said to stand, what is said.
FAULTS = {
    "unknown key": ('family = "care"', 'familly = "care"', "familly", "occupation[1].familly",
                    "unknown key; nearest valid name: family"),
    "unknown section": ("[publication]", "[publikation]", "[publikation]", "publikation",
                        "unknown key; nearest valid name: publication"),
    "unknown list": ("[[committee]]", "[[comittee]]", "[[comittee]]", "comittee",
                     "unknown key; nearest valid name: committee"),
    "nothing near": ("protected = 5", "xyz = 5", "xyz", "publication.xyz",
                     "unknown key; valid: protected, row_limit, health_limit, mean_limit"),
    "missing key": ('kind = "law"\n', "", '[[requirement]]', "requirement[1].kind", "missing; it must be given"),
    "text for a number": ("protected = 5", 'protected = "5"', 'protected = "5"', "publication.protected",
                          '"5": expected a whole number without quotes'),
    "number for text": ('name = "Prov"', "name = 9901", "name = 9901", "municipality.name",
                        "9901: expected text in quotes"),
    "true for a number": ("protected = 5", "protected = true", "= true", "publication.protected",
                          "true: expected a whole number"),
    "half a number": ("protected = 5", "protected = 5.5", "5.5", "publication.protected",
                      "5.5: expected a whole number"),
    "below the law's limit": ("protected = 5", "protected = 4", "= 4", "publication.protected",
                              "4: expected at least 5"),
    "share above one": ("vard = 1.0", "vard = 1.5", "vard = 1.5", "committee[1].administrations.vard",
                        "1.5: expected at most 1"),
    "word out of a list": ('kind = "law"', 'kind = "laws"', '"laws"', "requirement[1].kind",
                           '"laws": expected law or own_target; nearest valid name: law'),
    "text for a list": ('titles = ["sjuksk"]', 'titles = "sjuksk"', "titles = ", "occupation[1].titles",
                        '"sjuksk": expected a list in square brackets, [ ]'),
    "one for many": ("[[committee]]", "[committee]", "[committee]", "committee",
                     "a section: expected a list in square brackets, [ ]; a section of this name is headed [[committee]]"),
    "many for one": ("[publication]", "[[publication]]", "[[publication]]", "publication",
                     "expected one section, headed by single brackets, [publication]"),
    "date in quotes": ("end = 2018-12-31", 'end = "2018-12-31"', "end = ", "administration[2].end",
                       '"2018-12-31": expected a date without quotes, e.g. 2024-01-31'),
    "year for a date": ("end = 2018-12-31", "end = 2018", "end = ", "administration[2].end",
                        "2018: expected a date without quotes"),
    "date with a time": ("end = 2018-12-31", "end = 2018-12-31 12:00:00", "end = ", "administration[2].end",
                         "expected a date without a time of day"),
    "date out of this world": ("end = 2018-12-31", "end = 0218-12-31", "end = ", "administration[2].end",
                               "0218-12-31: expected a date between 1900 and 2199"),
    "pattern": ('titles = ["sjuksk"]', 'titles = ["(sjuk"]', "(sjuk", "occupation[1].titles[1]",
                '"(sjuk": not a regular expression: missing )'),
    "glob": ('"hr_*.csv"', '"hr_**.csv"', "hr_**", "sources.hr.path", "** stands only for whole folders"),
    "empty glob": ('"hr_*.csv"', '" "', 'path = " "', "sources.hr.path", "expected a file name or a pattern"),
    "encoding": ('kind = "spells"', 'kind = "spells"\nencoding = "utf-88"', "utf-88", "sources.hr.encoding",
                 '"utf-88": no known encoding; expected e.g. auto, utf-8'),
    "day of the year": ('kind = "spells"', 'kind = "spells"\nyear_end = "06-31"', "06-31",
                        "sources.hr.year_end", '"06-31": expected month-day, e.g. 12-31 or 06-30'),
    "colour": ("[publication]", '[look]\nprimary = "blue"\n\n[publication]', "blue", "look.primary",
               '"blue": expected a colour such as #1f4e79'),
    "id": ('id = "von"', 'id = "Vårdnämnden"', "id = \"Vårdnämnden\"", "committee[1].id",
           '"Vårdnämnden": expected small letters a-z, figures and _'),
    "id twice": ("[[committee]]", '[[administration]]\nid = "aldre"  # again\nname = "B"\n\n[[committee]]',
                 "# again", "administration[3].id", '"aldre" is used twice; each id stands once'),
    "id of a device": ("[[committee]]", '[[administration]]\nid = "con"\nname = "B"\n\n[[committee]]',
                       'id = "con"', "administration[3].id", '"con" cannot be the name of a folder'),
    "alias of two": ('name = "Äldreförvaltningen"', 'name = "Äldreförvaltningen"\naliases = [\n  "ÄF",\n  "vof ",\n]',
                     '"vof "', "administration[2].aliases[2]", '"vof " also names "vard"'),
    "unknown successor": ('successor = "vard"', 'successor = "vardd"', "vardd", "administration[2].successor",
                          '"vardd" is no administration; nearest valid name: vard'),
    "successor in a circle": ('aliases = ["VOF", "Vård"]', 'successor = "aldre"\naliases = ["VOF"]',
                              'successor = "aldre"', "administration[1].successor", "goes round in a circle"),
    "end before start": ("end = 2018-12-31", "end = 2018-12-31\nstart = 2019-01-01", "end = 2018-12-31",
                         "administration[2].end", "2018-12-31 lies before start = 2019-01-01"),
    "unknown administration": ("{ vard = 1.0 }", "{ varrd = 1.0 }", "varrd",
                               "committee[1].administrations.varrd",
                               '"varrd" is no administration; nearest valid name: vard'),
    "merged administration": ("{ vard = 1.0 }", "{ aldre = 1.0 }", "{ aldre", "committee[1].administrations.aldre",
                              '"aldre" is history; name its successor "vard"'),
    "shares above one": ("[[occupation]]",
                         '[[committee]]\nid = "sn"\nname = "N"\nadministrations = { vard = 0.5 }\n\n[[occupation]]',
                         "vard = 0.5", "committee[2].administrations.vard", "add up to 1.5; at most 1"),
    "occupation that matches nobody": ('titles = ["sjuksk"]\n', "", "[[occupation]]", "occupation[1]",
                                       "matches nobody; give codes, titles or manager_level"),
    "unknown occupation": ('occupations = ["nurse"]\ndriver', 'occupations = ["nurze"]\ndriver', "nurze",
                           "demand.links[1].occupations[1]", '"nurze" is no occupation; nearest valid name: nurse'),
    "unknown qualification": ('satisfied_by = ["nurse_licence"]', 'satisfied_by = ["nurse_license"]',
                              "nurse_license", "requirement[1].satisfied_by[1]",
                              '"nurse_license" is no qualification; nearest valid name: nurse_licence'),
    "no year": ("{ 2016 = 1.0 }", "{ 2016 = 1.0, nu = 1.0 }", "nu = 1.0", "requirement[1].share_required.nu",
                '"nu" is no year; expected e.g. 2026 = 0.9'),
    "no share": ("{ 2016 = 1.0 }", "{}", "share_required", "requirement[1].share_required",
                 "empty; expected e.g. { 2026 = 0.9 }"),
    "to before from": ("from = 2016-01-01", "from = 2016-01-01\nto = 2015-01-01", "to = 2015",
                       "requirement[1].to", "2015-01-01 lies before from = 2016-01-01"),
    "driver without ages": ("ages = [80, 100]\n", "", 'driver = "population"', "demand.links[1].driver",
                            "driver population needs ages = [from, to]"),
    "service without a name": ('driver = "population"\nages = [80, 100]', 'driver = "service"', 'driver = "service"',
                               "demand.links[1].driver", "driver service needs service = "),
    "service of the whole": ('driver = "population"\nages = [80, 100]', 'driver = "total"\nservice = "bygglov"',
                             "bygglov", "demand.links[1].service", 'no meaning with driver "total"'),
    "event without a size": (
        "[publication]",
        '[[demand.event]]\ndate = 2028-01-01\nwhat = "x"\nkind = "closure"\nadministrations = ["vard"]\n\n[publication]',
        "[[demand.event]]", "demand.event[1]", "give either share"),
    "more lost than there is": (
        "[publication]",
        '[[demand.event]]\ndate = 2028-01-01\nwhat = "x"\nkind = "tender_lost"\nadministrations = ["vard"]\n'
        "share = 1.5\n\n[publication]",
        "share = 1.5", "demand.event[1].share", "1.5 is more than there is; at most 1"),
    "transfer to nobody": (
        "[publication]",
        '[[demand.event]]\ndate = 2028-01-01\nwhat = "x"\nkind = "transfer"\nadministrations = ["vard"]\nshare = 0.5\n\n'
        "[publication]",
        "[[demand.event]]", "demand.event[1]", 'a transfer needs to = "the administration that takes over"'),
    "ages in reverse": ("[80, 100]", "[100, 80]", "[100, 80]", "demand.links[1].ages",
                        "[100, 80]: expected [from, to] in years, the lower age first"),
    "one age": ("[80, 100]", "[80]", "[80]", "demand.links[1].ages", "expected [from, to] in years"),
    "column of ours": ("start = \"Från\"", "start = \"Från\", titel = \"Befattning\"", "titel",
                       "sources.hr.columns.titel", '"titel" is no column of employments; nearest valid name: title'),
    "column lacking": ('person = "Persnr", ', "", "columns = ", "sources.hr.columns",
                       'lacks person; expected person = "the heading in the file"'),
    "spells without start": (', start = "Från"', "", "columns = ", "sources.hr.columns", "lacks start"),
    "column and constant": ('kind = "spells"', 'kind = "spells"\nconstants = { start = "2020" }', "constants",
                            "sources.hr.constants.start", "stands under columns as well"),
    "unknown constant administration": (
        'administration = "Förvaltning", start = "Från" }', 'start = "Från" }\nconstants = { administration = "vart" }',
        '"vart"', "sources.hr.constants.administration", '"vart" is no administration; nearest valid name: vard'),
    "word of ours": ('TV = "permanent"', 'TV = "permanant"', "permanant", "sources.hr.values.contract.TV",
                     '"permanant" is no contract; nearest valid name: permanent'),
    "not staff by an unknown column": (
        "[publication]",
        '[[population.not_staff]]\nkind = "fee"\ncolumn = "agrement"\npattern = "x"\nreason = "y"\n\n[publication]',
        "agrement", "population.not_staff[1].column",
        '"agrement" is no column of ours; nearest valid name: agreement'),
    "reason missing": (
        "[publication]",
        '[[population.not_staff]]\nkind = "fee"\ncolumn = "agreement"\npattern = "x"\nreason = ""\n\n[publication]',
        'reason = ""', "population.not_staff[1].reason", '"": expected some text'),
}  # fmt: skip


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_fault_is_told_alone_with_its_line_and_remedy(tmp_path, name):
    old, new, marker, where, message = FAULTS[name]
    assert SMALL.count(old) == 1
    text = SMALL.replace(old, new)
    found = faults(tmp_path, text)
    assert [(f.file, f.line, f.where) for f in found] == [("municipality.toml", line_of(text, marker), where)]
    assert message in found[0].message
    assert str(found[0]).startswith(f"municipality.toml:{line_of(text, marker)}: {where}: ")


def test_the_kind_of_a_delivery_of_employments_must_be_said(tmp_path):
    text = SMALL.replace('kind = "spells"\n', "")
    (fault,) = faults(tmp_path, text)
    assert (fault.line, fault.where) == (line_of(text, 'table = "employments"'), "sources.hr.table")
    assert 'kind = "spells" or "snapshots"' in fault.message


def test_a_project_without_employments_is_refused(tmp_path):
    text = SMALL.replace('table = "employments"', 'table = "population"')
    assert any("no source delivers employments" in f.message for f in faults(tmp_path, text))


# Faults that stand apart from one another, so that each must be told beside the rest.
APART = ["unknown key", "word out of a list", "below the law's limit", "date in quotes", "glob",
         "alias of two", "unknown administration", "unknown qualification", "unknown occupation", "no year",
         "ages in reverse", "column of ours", "word of ours", "id"]  # fmt: skip


def test_every_fault_is_told_at_once_in_the_order_of_the_file(tmp_path):
    text = SMALL
    for name in APART:
        assert text.count(FAULTS[name][0]) == 1, name
        text = text.replace(FAULTS[name][0], FAULTS[name][1])
    found = faults(tmp_path, text)
    assert sorted((f.line, f.where) for f in found) == sorted(
        (line_of(text, FAULTS[name][2]), FAULTS[name][3]) for name in APART
    )
    assert [f.line for f in found] == sorted(f.line for f in found)


def test_what_stands_under_a_misspelt_heading_is_checked_and_can_be_referred_to(tmp_path):
    text = SMALL.replace("[[occupation]]", "[[ocupation]]").replace('family = "care"', "family = 5")
    assert [(f.line, f.where) for f in faults(tmp_path, text)] == [
        (line_of(text, "[[ocupation]]"), "ocupation"),
        (line_of(text, "family = 5"), "ocupation[1].family"),
    ]
    text = SAMPLE.replace('[[occupation]]\nid = "cook"', '[[occupations]]\nid = "cook"')
    text = text.replace('name = "Kockar och måltidsbiträden"', "name = 1")
    assert [(f.line, f.where) for f in faults(tmp_path, text)] == [
        (line_of(text, "[[occupations]]"), "occupations"),
        (line_of(text, "name = 1\n"), "occupations[1].name"),
    ]
    text = SMALL.replace("[sources.hr.values]", "[source.hr.values]")
    assert [(f.line, f.where) for f in faults(tmp_path, text)] == [(line_of(text, "[source.hr"), "source")]


def test_a_reference_to_an_entry_without_id_is_not_told_as_a_second_fault(tmp_path):
    text = SMALL.replace('[[occupation]]\nid = "nurse"\n', "[[occupation]]\n")
    assert [f.where for f in faults(tmp_path, text)] == ["occupation[1].id"]


def test_a_source_is_named_like_an_id(tmp_path):
    text = SMALL.replace("[sources.hr]", '[sources."Löner HR"]').replace(
        "[sources.hr.values]", '[sources."Löner HR".values]'
    )
    (fault,) = faults(tmp_path, text)
    assert (fault.line, fault.where) == (line_of(text, '[sources."Löner HR"]'), "sources.Löner HR")
    assert "expected small letters a-z" in fault.message


ODD = (
    5,
    -1,
    1.5,
    True,
    "x",
    "",
    (),
    {},
    ("x",),
    (5, {"id": 1}),
    {"x": 1},
    date(2020, 1, 1),
    datetime(2020, 1, 1),
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
def test_whatever_stands_in_a_value_is_judged_and_never_breaks_the_check(data):
    values = tomllib.loads(SAMPLE)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from([p for p, _ in _places(values)]))
        inner = values
        for part in place[:-1]:
            inner = inner[part]
        odd = data.draw(st.sampled_from(ODD))
        inner[place[-1]] = list(odd) if isinstance(odd, tuple) else odd
    checked = check(values)
    assert (checked.fields is None) == bool(checked.faults)
    assert all(isinstance(message, str) and message for _, message in checked.faults)


def _keys(text: str):
    """(line number, key) of keys and heading parts of four letters and more that stand outside { }."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\[\[?([a-z_.]+)\]\]?$", line):
            section = head[1]
            if len(section.split(".")[0]) > 3:
                yield number, section.split(".")[0]
        elif (key := re.match(r"([a-z_]{4,}) = ", line)) and section:
            yield number, key[1]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_mistyped_key_of_the_sample_is_told_with_its_line_and_the_nearest_name(tmp_path_factory, data):
    number, key = data.draw(st.sampled_from(list(_keys(SAMPLE))))
    at = data.draw(st.integers(0, len(key) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    typed = data.draw(
        st.sampled_from(
            [key[:at] + key[at + 1 :], key[:at] + letter + key[at:], key[:at] + letter + key[at + 1 :]]
        )
    )
    lines = SAMPLE.splitlines()
    lines[number - 1] = lines[number - 1].replace(key, typed, 1)
    if typed in {key, "codes", "code", "titles", "title", "name", "ages"} or not typed:
        return  # the same, or another name that is valid somewhere
    found = faults(tmp_path_factory.mktemp("typo"), "\n".join(lines))
    told = [f for f in found if f.line == number and f"nearest valid name: {key}" in f.message]
    assert told, "\n".join(map(str, found))
    assert len(found) == 1, "\n".join(map(str, found))


def test_not_toml_is_told_with_its_line_and_a_hint(tmp_path):
    for text, line, hint in (
        ("[municipality]\nname = Prov\n", 2, "text stands in quotes"),
        ("[municipality]\nname = 'Prov'\nFörvaltning på = 1\n", 3, "a key with other letters than a-z"),
        ("[municipality]\nname = 'a'\nname = 'b'\n\n[data]\n", 3, "the key stands above already"),
        ('[data]\nraw = "D:\\lön"\n', 2, "a backslash is written twice"),
    ):
        (fault,) = faults(tmp_path, text)
        assert (fault.line, fault.where) == (line, "syntax")
        assert hint in fault.message


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path):
    (tmp_path / "municipality.toml").write_bytes(SMALL.encode("cp1252"))
    with pytest.raises(ConfigError) as raised:
        load(tmp_path)
    (fault,) = raised.value.faults
    assert (fault.line, fault.message) == (
        line_of(SMALL, "Vård och omsorg"),
        "not UTF-8; save the file as UTF-8",
    )


def test_windows_line_ends_and_byte_order_mark_are_read(tmp_path):
    (tmp_path / "municipality.toml").write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    config = load(tmp_path)
    assert config.municipality.name == "Prov"
    assert config.fingerprint == load(write(tmp_path, SMALL)).fingerprint


def test_paths_that_match_no_file_are_told_with_the_nearest_file(tmp_path):
    raw = tmp_path / "data" / "raw"
    (raw / "hr_folder.csv").mkdir(parents=True)
    text = SMALL.replace("[publication]", '[organisation]\nmap = "units.csv"\n\n[publication]')
    (raw / "HR-2025-12.csv").write_text("x", encoding="utf-8")
    found = faults(tmp_path, text, files=True)
    assert [(f.line, f.where) for f in found] == [
        (line_of(text, "hr_*.csv"), "sources.hr.path"),
        (line_of(text, "units.csv"), "organisation.map"),
    ]
    assert found[0].message == (
        '"hr_*.csv" matches no file in data/raw; hr_folder.csv is a folder; nearest file there: HR-2025-12.csv'
    )
    for name in ("hr_b.csv", "hr_a.csv", "units.csv"):
        (raw / name).write_text("x", encoding="utf-8")
    config = load(tmp_path, files=True)
    assert [path.name for path in config.files("hr")] == ["hr_a.csv", "hr_b.csv"]


def test_a_missing_raw_folder_is_told_beside_other_faults(tmp_path):
    text = '[data]\nraw = "elsewhere"\n\n' + SMALL.replace("protected = 5", "protected = 4")
    assert [(f.line, f.where) for f in faults(tmp_path, text, files=True)] == [
        (2, "data.raw"),
        (line_of(text, "protected = 4"), "publication.protected"),
    ]
    assert [f.where for f in faults(tmp_path, text)] == ["publication.protected"]


def test_raw_may_lie_anywhere(tmp_path):
    elsewhere = tmp_path / "åre disk"
    elsewhere.mkdir()
    (elsewhere / "hr_1.csv").write_text("x", encoding="utf-8")
    project = tmp_path / "project"
    project.mkdir()
    for raw in ("../åre disk", str(elsewhere)):
        config = load(write(project, f'[data]\nraw = "{raw}"\n\n{SMALL}'), files=True)
        assert config.files("hr") == [elsewhere / "hr_1.csv"]
    absolute = SMALL.replace('"hr_*.csv"', f'"{elsewhere}/hr_*.csv"')
    assert load(write(project, f'[data]\nraw = "."\n\n{absolute}'), files=True).files("hr")


def test_the_fingerprint_is_of_what_is_said(tmp_path):
    first = load(write(tmp_path, SMALL)).fingerprint
    (tmp_path / "other").mkdir()
    reordered = "# a comment\n" + SMALL.replace(
        'id = "von"\nname = "Vårdnämnden"', 'name   =  "Vårdnämnden"\nid = "von"'
    )
    assert load(write(tmp_path / "other", reordered)).fingerprint == first
    assert load(write(tmp_path, SMALL + "row_limit = 11\n")).fingerprint != first
    assert load(write(tmp_path, SMALL + "row_limit = 10\n")).fingerprint == first  # the default, said


def test_the_fingerprint_is_the_same_in_another_process_and_needs_no_pandas(tmp_path):
    code = (
        "import sys, json; from competence.config import load; "
        "print(json.dumps([load(sys.argv[1]).fingerprint, 'pandas' in sys.modules]))"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(write(tmp_path, SMALL))], env=env, capture_output=True, check=True
    )
    assert json.loads(done.stdout) == [load(tmp_path).fingerprint, False]


def test_the_config_cannot_be_changed_and_can_be_sent_to_another_process(tmp_path):
    config = load(write(tmp_path, SMALL))
    with pytest.raises(Exception, match="frozen"):
        config.publication.protected = 1
    with pytest.raises(TypeError, match="frozen"):
        config.sources["hr"].columns["person"] = "Namn"
    with pytest.raises(TypeError, match="frozen"):
        config.sources["hr"].values["contract"].update(TV="hourly")
    copy = pickle.loads(pickle.dumps(config))
    assert isinstance(copy, Config)
    assert copy == config
    assert copy.fingerprint == config.fingerprint


def test_the_nearest_file_upwards_is_found(tmp_path):
    write(tmp_path, SMALL)
    deep = tmp_path / "notebooks" / "deep"
    deep.mkdir(parents=True)
    assert find(deep) == (tmp_path / "municipality.toml").resolve()
    assert load(tmp_path / "municipality.toml").folder == tmp_path.resolve()
    with pytest.raises(ConfigError, match=r"no municipality\.toml in the folder deep"):
        load(deep)


def _places(value, place=()):
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*place, key), inner
        if isinstance(inner, dict | list):
            yield from _places(inner, (*place, key))


TRICKY = '''\
top = 1
[a."b.c"]  # not [x]
text = """
[not.a.heading]
key = 1
"""
path = 'C:\\[x]'  # ]
"quoted # key" = "]"
list = [
    "one",  # [
    { inner = 1, "två" = [2, 3] },

    [
        4,
    ],
]
dotted.key.deep = 2024-01-31 12:00:00
after = true
[[a.rows]]
n = 0
[a.rows.sub]
m = 0
[[a.rows]]
n = 1
'''


@pytest.mark.parametrize("text", [SAMPLE, SMALL, TRICKY], ids=["sample", "small", "tricky"])
def test_every_value_of_a_file_has_its_line(text):
    lines, rows = Lines(text), text.splitlines()
    for place, value in _places(tomllib.loads(text)):
        assert place in lines.at, place
        if isinstance(place[-1], str):
            assert place[-1].split(".")[-1] in rows[lines.at[place] - 1], place
        elif isinstance(value, str):
            assert value in rows[lines.at[place] - 1].replace("\\\\", "\\"), place


def test_lines_of_tricky_values():
    at = Lines(TRICKY).at
    assert at[("a", "b.c", "list", 1, "två", 1)] == TRICKY[: TRICKY.index("två")].count("\n") + 1
    assert at[("a", "b.c", "list", 2, 0)] == TRICKY[: TRICKY.index("4,")].count("\n") + 1
    assert at[("a", "rows", 1, "n")] == TRICKY[: TRICKY.index("n = 1")].count("\n") + 1
    assert Lines(TRICKY).find(("a", "rows", 0, "sub", "unknown")) == at[("a", "rows", 0, "sub")]
