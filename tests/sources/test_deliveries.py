"""What is wrong with a whole delivery stops it; what is wrong with a row costs that row; every row is told of."""

import logging
import traceback

import pandas as pd
import pytest

from competence import config, sources
from competence.sources import text

from .conftest import HEAD, KEY, number, spell


def codes(delivered):
    return dict(zip(delivered.quarantine["source_row"], delivered.quarantine["reason"]))


def test_a_good_delivery(project, people):
    project.write("hr_2025-12-31.csv", people)
    found = project.read()
    staff = found.employments
    assert len(staff) == 30
    assert list(staff["source_row"]) == list(range(2, 32))
    assert staff["birth_year"].iloc[0] == 1960
    assert set(staff["administration"]) == {"vard"}
    assert set(staff["occupation"]) == {"nurse"}
    assert staff["right_censored"].all()
    assert found.files[0].rows == 30
    assert str(found.files[0].delivered) == "2025-12-31"
    assert found.absences is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_gives_the_same_tables(project, people, encoding):
    project.write("hr_2025-12-31.csv", people, encoding="utf-8")
    first = project.read()
    project.write("hr_2025-12-31.csv", people, encoding=encoding, end="\r\n")
    pd.testing.assert_frame_equal(project.read().employments, first.employments)


# --- fatal ----------------------------------------------------------------------------------------------------


def test_missing_column_names_the_nearest_heading(project, people):
    project.write("hr_2025-12-31.csv", people, head=HEAD.replace("Befattning", "Befattningar"))
    assert project.refused() == ["missing_column"]
    assert "hr_2025-12-31.csv:1" in project.message
    assert "'befattningar'" in project.message


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_the_delimiter_is_the_one_that_finds_the_headings(project, people, mark):
    title = "Personalförteckning, alla; per | 31.12.2025"
    project.write(
        "hr_2025-12-31.csv", [HEAD.replace(";", mark), *(p.replace(";", mark) for p in people)], head=title
    )
    assert len(project.read().employments) == len(people)


@pytest.mark.parametrize("name", ["tab", "\\t", "\\\\t", "Tab"])
def test_a_delimiter_by_its_name(project, people, name):
    project.text = project.text.replace("share_unit =", f'delimiter = "{name}"\nshare_unit =')
    assert project.config.sources["hr"].delimiter == "\t"


def test_a_delimiter_of_several_characters_is_refused_with_the_names(project):
    project.text = project.text.replace("share_unit =", 'delimiter = "tabb"\nshare_unit =')
    with pytest.raises(config.ConfigError, match="expected auto, tab, comma, semicolon, pipe"):
        _ = project.config


def test_wrong_delimiter(project, people):
    project.text = project.text.replace("share_unit =", 'delimiter = ";"\nshare_unit =')
    project.write("hr_2025-12-31.csv", [p.replace(";", ",") for p in people], head=HEAD.replace(";", ","))
    assert project.refused() == ["wrong_delimiter"]
    assert "','" in project.message


def test_empty_file(project):
    (project.raw / "hr_2025-12-31.csv").write_bytes(b"")
    assert project.refused() == ["empty_file"]


def test_a_file_without_heading_is_told_once_and_shows_nothing_of_its_first_row(project, people):
    project.write("hr_2025-12-31.csv", people, head=None)
    assert project.refused() == ["missing_column"]
    assert "none of them" in project.message and "'Persnr'" in project.message
    assert "600315" not in project.message and "Quandersson" not in project.message


def test_a_link_into_the_raw_folder_is_read_under_its_name_there(project, people, tmp_path):
    path = project.write("hr_2025-12-31.csv", people)
    path.rename(tmp_path / "elsewhere.csv")
    path.symlink_to(tmp_path / "elsewhere.csv")
    assert project.read().files[0].name == "hr_2025-12-31.csv"


def test_a_file_that_may_not_be_opened(project, people, monkeypatch):
    path = project.write("hr_2025-12-31.csv", people)
    real = text.Path.open

    def refused(self, *how, **more):
        if self == path:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *how, **more)

    monkeypatch.setattr(text.Path, "open", refused)
    assert project.refused() == ["no_access"]


def test_headings_only(project):
    project.write("hr_2025-12-31.csv", ["", ";" * 15])
    assert project.refused() == ["headings_only"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_cut_within_a_row(project, people, encoding):
    path = project.write("hr_2025-12-31.csv", people, encoding=encoding)
    path.write_bytes(path.read_bytes()[:-60])
    assert project.refused() == ["cut_in_row"]


def test_cut_within_the_last_field(project, people):
    path = project.write("hr_2025-12-31.csv", people)
    path.write_bytes(path.read_bytes()[:-3])
    assert project.refused() == ["cut_in_row"]
    assert ":31:" in project.message


@pytest.mark.parametrize("times", [1, 4])
@pytest.mark.parametrize("cut", [2, 5, 9, 12])
def test_cut_within_a_last_field_that_is_not_read(project, people, cut, times):
    rows = [f"{p};person{i}@provkoping.example" for i, p in enumerate(people * times)]
    path = project.write("hr_2025-12-31.csv", rows, head=f"{HEAD};E-post")
    path.write_bytes(path.read_bytes()[:-cut])
    assert project.refused() == ["cut_in_row"]


def test_cut_within_a_quoted_field(project, people):
    path = project.write("hr_2025-12-31.csv", [*people, spell(title='"Sjuksköterska; natt"')])
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"natt") + 2])
    assert project.refused() == ["cut_in_row"]


def test_cut_within_a_character(project, people):
    path = project.write("hr_2025-12-31.csv", [*people, spell(title="Sjuksköterska")])
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex("ö".encode()) + 1])
    assert project.refused() == ["cut_in_character"]


def test_a_file_without_its_last_line_end_is_whole(project, people):
    path = project.write("hr_2025-12-31.csv", people)
    path.write_bytes(path.read_bytes()[:-1])
    assert len(project.read().employments) == 30


@pytest.mark.parametrize(
    "change", [text.Path.unlink, lambda path: path.write_bytes(path.read_bytes() + b"x")]
)
def test_a_file_that_goes_or_grows_while_it_is_read(project, people, monkeypatch, change):
    path = project.write("hr_2025-12-31.csv", people)
    real = text.encoding

    def meanwhile(*file):
        change(path)
        return real(*file)

    monkeypatch.setattr(text, "encoding", meanwhile)
    assert project.refused() == ["vanished"]


def test_no_file_and_no_day(project, people):
    assert project.refused() == ["missing_file"]
    project.write("hr_export.csv", people)
    assert project.refused() == ["no_delivery_date"]


def test_a_share_of_quarantine_above_the_limit(project, people):
    project.text = project.text.replace("quarantined_share_stop = 0.5", "quarantined_share_stop = 0.1")
    bad = [p.replace(";100;", ";750;") for p in people[:4]]
    project.write("hr_2025-12-31.csv", [*bad, *people[4:]])
    assert project.refused() == ["too_many_quarantined"]
    assert "bad_share 4" in project.message


def test_all_faults_are_told_at_once(project, people):
    project.add(
        '[sources.franvaro]\ntable = "absences"\npath = "franvaro.csv"\ncolumns = { person = "P", kind = "K", start = "S" }'
    )
    project.write("hr_2025-12-31.csv", people, head=HEAD.replace("Grad", "Omfattning").replace("AID", "Kod"))
    (project.raw / "franvaro.csv").write_bytes(b"")
    assert project.refused() == ["missing_column", "missing_column", "empty_file"]


def test_two_administrations_with_one_alias_are_refused_by_the_config(project, people):
    project.text = project.text.replace('aliases = ["SKF"]', 'aliases = ["VF"]')
    with pytest.raises(ValueError, match="VF"):
        project.config  # noqa: B018


# --- row by row -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code", "column", "value"),
    [
        ({"share": "750"}, "bad_share", "Grad", "750"),
        ({"start": "2020-01-01", "end": "2019-12-30"}, "end_before_start", "Till", "2019-12-30"),
        ({"start": "2062-01-01"}, "date_out_of_range", "Från", "2062-01-01"),
        ({"end": "2062-01-01"}, "date_out_of_range", "Till", "2062-01-01"),
        ({"start": "31 februari"}, "bad_date", "Från", "***"),
        ({"start": ""}, "missing_value", "Från", None),
        ({"title": f"Sjuksköterska {number('19850202')}"}, "identity_in_text", "Befattning", "***"),
        ({"share": number("19850202")}, "identity_in_text", "Grad", "***"),
        ({"person": "198501019998"}, "bad_identity", "Persnr", "***"),
        ({"person": ""}, "missing_identity", "Persnr", None),
        ({"person": "0000000000"}, "missing_identity", "Persnr", None),
        ({"protected": "Ja"}, "protected", None, None),
        ({"person": "SKYDDAD"}, "protected", None, None),
    ],
)
def test_a_bad_row_goes_to_quarantine_with_its_code(project, people, change, code, column, value):
    project.write("hr_2025-12-31.csv", [*people, spell(employment="99", **change)])
    found = project.read()
    (row,) = found.quarantine.itertuples()
    assert (row.source_row, row.reason) == (32, code)
    assert row.column == column or (column is None and pd.isna(row.column))
    assert row.value == value or (value is None and pd.isna(row.value))
    assert row.message == sources.ROW[code]
    assert len(found.employments) == 30


def test_rows_that_are_no_data(project, people):
    rows = [
        *people[:10], "", HEAD, ";" * 15, *people[10:], "Summa;;;;;;;;;;30;;;;;", "Uttag gjort av HR;" + ";" * 14,
        "a;b;c", ";".join([*people[0].split(";"), "mer"]), people[3],
    ]  # fmt: skip
    project.write("hr_2025-12-31.csv", ["Personalförteckning", *rows], head=None)
    project.write("hr_2025-12-31.csv", [HEAD, *rows], head="Personalförteckning")
    assert codes(project.read()) == {
        1: "before_heading", 13: "blank_row", 14: "repeated_heading", 15: "blank_row", 36: "sum_row",
        37: "footer", 38: "footer", 39: "field_count", 40: "duplicate",
    }  # fmt: skip


def test_every_row_is_used_not_staff_or_in_quarantine(project, people):
    project.write(
        "hr_2025-12-31.csv",
        [*people, spell(agreement="FTV"), spell(agreement="FTV"), "", "x", spell(share="750")],
    )
    found = project.read()
    kinds = found.accounts.groupby("kind")["rows"].sum().to_dict()
    assert kinds == {"used": 30, "not_staff": 2, "quarantined": 3}
    assert sum(kinds.values()) == found.files[0].rows
    assert ("elected", 2) in set(zip(found.accounts["category"], found.accounts["rows"]))


def test_a_protected_person_is_dropped_wherever_they_stand(project, people):
    hidden = number("19770707")
    project.add(
        """
        [sources.franvaro]
        table = "absences"
        path = "franvaro.csv"
        columns = { person = "P", kind = "K", start = "S" }
        constants = { }

        [sources.franvaro.values]
        kind = { Sjuk = "sick" }
        """.replace("        constants = { }\n", "")
    )
    rows = [*people, spell(hidden, protected="Ja"), spell(hidden[2:], protected="Nej", start="2012-01-01")]
    project.write("hr_2025-12-31.csv", rows)
    project.write(
        "franvaro.csv",
        [f"{number('19600315', 980)};Sjuk;2024-01-01", f"{hidden};Sjuk;2024-01-01"],
        head="P;K;S",
    )
    found = project.read()
    assert len(found.absences) == 1
    assert found.quarantine["reason"].tolist() == ["protected"] * 3
    assert found.quarantine[["column", "value"]].isna().all().all()
    stored = pd.concat([r.frame for r in found.raw])
    theirs = stored[stored["fault"] == "protected"].drop(
        columns=["row", "fault", "sex_number", "born", "coordination"]
    )
    assert (theirs.astype("str").fillna("") == "").all().all()
    assert hidden[:8] not in "".join(str(r.frame[c].dtype) for r in found.raw for c in r.frame)


def test_rows_of_those_who_are_no_staff_are_set_aside_elsewhere(project, people):
    project.add(
        '[sources.franvaro]\ntable = "absences"\npath = "f.csv"\ncolumns = { person = "P", kind = "K", start = "S" }'
    )
    elected = number("19500505")
    project.write("hr_2025-12-31.csv", [*people, spell(elected, agreement="FTV")])
    project.write(
        "f.csv", [f"{elected};sick;2024-01-01", f"{number('19600315', 980)};sick;2024-01-01"], head="P;K;S"
    )
    found = project.read()
    mine = found.accounts[found.accounts["source"] == "franvaro"].set_index("category")["rows"].to_dict()
    assert mine == {"*": 1, "no_employment": 1}


def test_a_word_that_no_map_has(project, people):
    project.add(
        '[sources.franvaro]\ntable = "absences"\npath = "f.csv"\ncolumns = { person = "P", kind = "K", start = "S" }'
    )
    project.write("hr_2025-12-31.csv", [*people[1:], people[0].replace(";TV;", ";Prova på;")])
    project.write(
        "f.csv",
        [f"{number('19600315', 980)};Flytt;2024-01-01"]
        + [f"{number('19600315', 980)};sick;2024-01-0{i}" for i in range(1, 9)],
        head="P;K;S",
    )
    found = project.read()
    assert found.unmapped.values.tolist() == [["hr", "contract", "Prova på", 1]]
    assert (found.employments["contract"] == "unknown").sum() == 1
    assert codes(found)[2] == "unknown_value"


# --- places and titles ----------------------------------------------------------------------------------------


def test_spellings_of_administrations(project, people):
    names = ["vf", " Vårdförvaltningen ", "Äldreförvaltningen", "Bildning och kultur", "SKF", "Okänd"]
    rows = [spell(number(f"19{60 + i}0315"), administration=n, unit="") for i, n in enumerate(names)]
    project.write("hr_2025-12-31.csv", rows)
    found = project.read()
    assert found.employments["administration"].tolist() == [
        "vard",
        "vard",
        "vard",
        "skola",
        "skola",
        "unknown",
    ]
    table = found.aliases.set_index("spelling")
    assert table.loc["Bildning och kultur", "reason"] == "rule: Hette så till 2019"
    assert table.loc["Äldreförvaltningen", "administration"] == "vard"
    assert table["rows"].sum() == 6


def test_units_say_where_a_row_belongs_today(project, people):
    project.add('[organisation]\nmap = "organisation.csv"')
    project.write(
        "organisation.csv",
        ["Norr;VF;2010-01-01;2019-06-30", "Norr;SKF;2019-07-01;", "Syd;VF;;", "Syd;SKF;;"],
        head="unit;administration;from;to",
    )
    rows = [
        spell(number("19600315"), start="2012-01-01"),
        spell(number("19610315"), unit="Syd"),
        spell(number("19620315"), unit="Väst"),
    ]
    project.write("hr_2025-12-31.csv", rows)
    assert project.read().employments["administration"].tolist() == ["skola", "vard", "vard"]
    project.write("organisation.csv", ["Norr;Nowhere;;"], head="unit;administration;from;to")
    assert project.refused() == ["bad_organisation"]


def test_occupations_by_level_code_and_title(project):
    rows = [
        spell(number("19600315"), level="C", title="Sjuksköterska"),
        spell(number("19610315"), code="206012", title="Något annat"),
        spell(number("19620315"), code="", title="SJUKSKÖTERSKA natt"),
        spell(number("19630315"), code="999999", title="Vaktmästare"),
        spell(number("19640315"), code="", title=""),
    ]
    project.write("hr_2025-12-31.csv", rows)
    found = project.read().employments["occupation"].tolist()
    assert found == ["manager_c", "nurse", "nurse", "other", "unknown"]


def test_the_newest_complete_delivery_is_read(project, people):
    project.write("hr_2024-12-31.csv", people)
    project.write("hr_2025-12-31.csv", people[:29])
    found = project.read()
    assert [f.name for f in found.files] == ["hr_2025-12-31.csv"]


# --- nobody's traces ------------------------------------------------------------------------------------------


def test_no_message_holds_a_person(project, people, caplog, capsys):
    """Every failing input above, and an error deep inside: no number in any spelling, no name, no pseudonym."""
    caplog.set_level(logging.DEBUG)
    person = number("19850202")
    told = []

    def attempt(rows, **how):
        path = project.write("hr_2025-12-31.csv", rows, **how)
        if cut := how.get("cut"):
            path.write_bytes(path.read_bytes()[:-cut])
        try:
            found = project.read()
            told.append(
                found.quarantine.to_csv() + found.aliases.to_csv() + found.unmapped.to_csv() + repr(found)
            )
        except sources.DeliveryError as error:
            told.append("".join(traceback.format_exception(error)) + str(error))

    attempt([spell(person)], head=None)
    attempt([spell(person)], head=spell(person))
    attempt([spell(person, title=person, share=person, start=person, end=f"{person[:8]}-{person[8:]}")])
    attempt([spell(person + "1"), spell(person), spell(person), spell("Zörflid Quandersson")])
    attempt([spell(person, start="Zörflid Quandersson", share="zorflid@provkoping.example")])
    attempt([spell(person).replace(";", ",")], head=HEAD.replace(";", ","))
    attempt([spell(person, protected="Ja")])
    assert told
    everything = "\n".join([*told, caplog.text, *capsys.readouterr()])
    pseudonym = project_pseudonym(person)
    for trace in (person, person[2:], person[8:], "Quandersson", "zorflid", pseudonym):
        assert trace not in everything


def project_pseudonym(person):
    from competence.sources import identity

    return identity.pseudonym(person, KEY)


def test_an_error_within_tells_its_place_and_no_value(project, people, monkeypatch):
    from competence.sources import employments

    def broken(*args):
        raise ValueError(f"cannot read {number()}")

    monkeypatch.setattr(employments, "occupations", broken)
    project.write("hr_2025-12-31.csv", people)
    assert project.refused() == ["internal"]
    assert "ValueError at employments" in project.message
    assert number() not in project.message


def test_addresses_and_words_among_dates_are_kept_nowhere(project, people):
    rows = [
        spell(title="Sjuksköterska zorflid@provkoping.example"),
        spell(number("19850202"), end="Quandersson vikarierar", employment="2"),
        spell(number("19850303"), end="uppgift saknas", employment="3"),
    ]
    project.write("hr_2025-12-31.csv", [*people, *rows])
    found = project.read()
    assert codes(found) == {33: "bad_date"}
    stored = found.raw[0].frame.to_csv() + found.employments.to_csv() + found.quarantine.to_csv()
    assert "zorflid" not in stored and "Quandersson" not in stored


def test_names_are_not_read(project, people):
    project.write("hr_2025-12-31.csv", people)
    found = project.read()
    stored = found.raw[0].frame.to_csv() + found.employments.to_csv()
    assert "Quandersson" not in stored
    assert "600315" not in stored
