"""Deliveries beside the employments come to their tables."""

import pandas as pd

from .conftest import number

ONE, TWO = number("19600315", 980), number("19610315", 981)


def source(project, name, table, columns, **more):
    lines = [f'[sources.{name}]\ntable = "{table}"\npath = "{name}*.csv"']
    pairs = ", ".join(f'{k} = "{v}"' for k, v in columns.items())
    lines.append(f"columns = {{ {pairs} }}")
    lines += [f"{k} = {v}" for k, v in more.items()]
    project.add("\n".join(lines) + "\n")


def staffed(project, people):
    project.write("hr_2025-12-31.csv", people)


def test_absences(project, people):
    staffed(project, people)
    source(
        project, "franvaro", "absences", {"person": "P", "kind": "K", "extent": "O", "start": "S", "end": "T"}
    )
    project.add("[sources.franvaro.values]\nkind = { Sjukdom = 'sick' }\n")
    rows = [
        f"{ONE};SJUKDOM;50;2024-01-01;2024-01-31",
        f"{ONE[2:8]}-{ONE[8:]};sjukdom;;2024-03-01;",
        f"{TWO};Sjukdom;100;2024-01-02;2024-01-01",
    ]
    project.write("franvaro.csv", [*rows, rows[0]], head="P;K;O;S;T")
    found = project.read()
    assert found.absences["extent"].tolist() == [0.5, 1.0]
    assert found.absences["person"].nunique() == 1
    assert pd.isna(found.absences["end"].iloc[1])
    assert sorted(found.quarantine["reason"]) == ["duplicate", "end_before_start"]


def test_hours_of_a_newer_delivery_replace_those_of_an_older(project, people):
    staffed(project, people)
    source(
        project,
        "timlon",
        "hours",
        {"person": "P", "period": "M", "hours": "H"},
        constants='{ kind = "hourly" }',
    )
    project.write("timlon_2025-11-30.csv", [f"{ONE};2025-10;10", f"{ONE};2025-11;20"], head="P;M;H")
    project.write(
        "timlon_2025-12-31.csv", [f"{ONE};2025-11;25,5", f"{ONE};202512;30", f"{ONE};202512;-4"], head="P;M;H"
    )
    found = project.read()
    assert dict(zip(found.hours["period"].dt.strftime("%Y-%m"), found.hours["hours"])) == {
        "2025-10": 10, "2025-11": 25.5, "2025-12": 30,
    }  # fmt: skip
    assert found.quarantine["reason"].tolist() == ["superseded", "bad_number"]


def test_qualifications_by_the_catalogue(project, people):
    staffed(project, people)
    columns = {
        "person": "P",
        "qualification": "Q",
        "scope": "B",
        "valid_from": "S",
        "valid_to": "T",
        "in_training": "U",
    }
    source(project, "bevis", "qualifications", columns, covers='["nurse_licence"]')
    project.add('[sources.bevis.values]\nin_training = { Ja = "yes", Nej = "no" }\n')
    rows = [
        f"{ONE};leg. SSK;;2010-01-01;9999-12-31;Nej",
        f"{TWO};Leg. ssk;;2025-01-01;2027-06-30;Ja",
        f"{TWO};Truckkort;;;;Nej",
    ]
    project.write("bevis.csv", rows, head="P;Q;B;S;T;U")
    found = project.read()
    assert found.qualifications["basis"].tolist() == ["licence", "in_training"]
    assert found.qualifications["scope"].isna().all()
    assert found.quarantine["reason"].tolist() == ["unknown_qualification"]


def test_recruitments(project, people):
    staffed(project, people)
    columns = {
        "recruitment": "Id", "administration": "F", "title": "B", "contract": "A", "posts": "P",
        "advertised": "S", "filled": "T", "outcome": "U", "applicants": "N", "qualified_applicants": "Q",
    }  # fmt: skip
    source(project, "rekr", "recruitments", columns)
    project.add('[sources.rekr.values]\noutcome = { Tillsatt = "filled" }\n')
    rows = [
        "1;VF;Sjuksköterska;permanent;1;2025-01-01;2025-02-01;Tillsatt;5;2",
        "2;SKF;Vaktm;permanent;0,5;2025-01-01;;;;",
        "1;VF;Annan;permanent;1;2025-01-01;;;1;1",
        "Summa;;;;1,5;;;;;",
    ]
    project.write("rekr.csv", rows, head="Id;F;B;A;P;S;T;U;N;Q")
    found = project.read()
    assert found.recruitments["outcome"].tolist() == ["filled", "open"]
    assert found.recruitments["occupation"].tolist() == ["nurse", "other"]
    assert found.recruitments["posts"].tolist() == [1, 0.5]
    assert found.quarantine["reason"].tolist() == ["duplicate_key", "sum_row"]


def test_survey_and_course_records(project, people):
    staffed(project, people)
    source(
        project,
        "enkat",
        "engagement",
        {"unit": "E", "round": "O", "date": "D", "hme_leadership": "L", "invited": "U", "respondents": "S"},
    )
    source(
        project,
        "kurs",
        "programme_participants",
        {"person": "P", "group": "G", "start": "S", "days_attended": "D", "completed": "K"},
    )
    project.write(
        "enkat.csv",
        ["Norr;2024;2024-10-01;78,5;20;15", "Syd;2024;2024-10-01;;4;3", "Norr;2025;2025-10-01;101;20;15"],
        head="E;O;D;L;U;S",
    )
    project.write("kurs.csv", [f"{ONE};1;2023-01-10;5;2023-05-10", f"{TWO};1;2023-01-10;;"], head="P;G;S;D;K")
    found = project.read()
    assert found.engagement["hme_leadership"].tolist()[0] == 78.5
    assert found.quarantine["reason"].tolist() == ["bad_number"]
    assert found.participants["days_attended"].tolist() == [5, 0]


def test_population_and_projections_of_every_edition(project, people):
    staffed(project, people)
    columns = {"year": "År", "age": "Ålder", "sex": "Kön", "persons": "Antal"}
    values = '[sources.{}.values]\nsex = {{ Kvinnor = "female", "Män" = "male" }}\n'
    source(project, "bef", "population", columns, constants='{ kind = "observed" }')
    project.add(values.format("bef"))
    source(
        project, "prog", "population", {**columns, "known_from": "Publ"}, constants='{ kind = "projected" }'
    )
    project.add(values.format("prog"))
    project.write(
        "bef.csv",
        [
            "2024;0 år;Kvinnor;1 250",
            "2024;100+;Män;3",
            "2024;101;Män;1",
            "2024;Totalt;Män;9",
            "2024;7;Män;..",
        ],
        head="År;Ålder;Kön;Antal",
    )
    project.write("prog_2024-06-01.csv", ["2030;0;Kvinnor;1200;2024-06-01"], head="År;Ålder;Kön;Antal;Publ")
    project.write(
        "prog_2025-06-01.csv",
        ["2030;0;Kvinnor;1100;2025-06-01", "2031;0;Kvinnor;1100;"],
        head="År;Ålder;Kön;Antal;Publ",
    )
    found = project.read()
    observed = found.population[found.population["kind"] == "observed"]
    assert observed["persons"].tolist() == [1250, 4]
    assert observed["variant"].unique() == ["observed"]
    projected = found.population[found.population["kind"] == "projected"]
    assert projected["known_from"].dt.year.tolist() == [2024, 2025]
    assert sorted(found.quarantine["reason"]) == ["missing_value", "missing_value", "sum_row"]


def test_snapshots_by_period_and_by_delivery(project):
    project.text = project.text.replace('kind = "spells"', 'kind = "snapshots"')
    project.text = project.text.replace('start = "Från", end = "Till", ', "")
    from .conftest import spell

    rows = [spell(ONE), spell(TWO)]
    project.write("hr_2025-11-30.csv", rows)
    project.write("hr_2025-12-31.csv", rows[:1])
    found = project.read()
    assert found.employments["start"].dt.strftime("%Y-%m-%d").tolist() == [
        "2025-11-30",
        "2025-11-30",
        "2025-12-31",
    ]
    assert (found.employments["start"] == found.employments["end"]).all()
    assert found.persons["persons"].tolist() == [2, 1]


def test_a_proof_may_say_itself_what_kind_it_is(project, people):
    staffed(project, people)
    columns = {"person": "P", "qualification": "Q", "scope": "B", "basis": "S", "in_training": "U"}
    source(project, "bevis", "qualifications", columns)
    project.add(
        '[sources.bevis.values]\nbasis = { "Övergångsregel" = "transitional" }\nin_training = { Ja = "yes" }\n'
    )
    rows = [f"{ONE};Leg. ssk;Barn;Övergångsregel;", f"{TWO};Leg. ssk;;;", f"{TWO};Leg. ssk;Barn;;Ja"]
    project.write("bevis.csv", rows, head="P;Q;B;S;U")
    found = project.read()
    assert found.qualifications["basis"].tolist() == ["transitional", "licence", "in_training"]
    assert found.qualifications["scope"].fillna("").tolist() == ["Barn", "", "Barn"]


def test_recruitments_keep_their_unit(project, people):
    staffed(project, people)
    columns = {"recruitment": "N", "administration": "F", "unit": "E", "posts": "A", "advertised": "S"}
    source(project, "rekrytering", "recruitments", columns)
    project.write("rekrytering.csv", ["1;VF;Norr  A;1;2025-01-01", "2;VF;;1;2025-01-01"], head="N;F;E;A;S")
    assert project.read().recruitments["unit"].tolist() == ["Norr A", ""]
