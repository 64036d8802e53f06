"""Databases: only read, in an order of their own, and silent about addresses, passwords and values."""

import sqlite3
from datetime import date

import pandas as pd
import pytest

from competence import config as configuration
from competence.sources import formats

from .conftest import number
from .delivering import HEADINGS, cells_of, point, same, told


def database(project, people, order=1, query='"select * from anstallda"', **keys):
    project.raw.mkdir(exist_ok=True, parents=True)
    with sqlite3.connect(project.raw / "hr.db") as connection:
        columns = ", ".join(f'"{h}"' for h in HEADINGS)
        connection.execute("drop table if exists anstallda")
        connection.execute(f"create table anstallda ({columns})")
        marks = ", ".join("?" * len(HEADINGS))
        rows = [[c or None for c in cells_of(row)] for row in people][::order]
        connection.executemany(f"insert into anstallda values ({marks})", rows)
    connection.close()
    if "path = " in project.text:
        point(
            project, format='"database"', url='"sqlite:///hr.db"', query=query, delivered="2024-12-31", **keys
        )


def test_a_query_gives_what_the_csv_gives_whatever_order_its_rows_come_in(project, people, as_csv):
    database(project, people)
    first = project.read()
    assert first.files[0].name == "hr.database"
    key = ["person", "start"]
    assert same(first.employments.sort_values(key), as_csv.sort_values(key))
    database(project, people, order=-1)
    second = project.read()
    assert second.files == first.files
    pd.testing.assert_frame_equal(second.employments, first.employments)


def test_what_a_database_gives_now_is_told_by_a_hash(project, people):
    database(project, people)
    first = formats.databases(project.config)
    assert first == formats.databases(project.config) and set(first) == {"hr.database"}
    database(project, people[1:])
    assert formats.databases(project.config) != first


def test_the_day_of_delivery_may_stand_in_the_query(project, people):
    database(project, people, query="\"select *, '2024-11-30' as Delivered from anstallda\"")
    project.text = project.text.replace("delivered = 2024-12-31", "")
    assert project.read().files[0].delivered == date(2024, 11, 30)


def test_a_database_is_only_read(project, people):
    database(project, people)
    before = (project.raw / "hr.db").read_bytes()
    project.read()
    assert (project.raw / "hr.db").read_bytes() == before
    assert sorted(p.name for p in project.raw.iterdir()) == ["hr.db"]


def test_an_error_of_a_database_repeats_nothing(project, people, monkeypatch):
    database(project, people, query=f"\"select '{number()}' as x from nowhere\"")
    message = told(project)
    assert "bad_query" in message and "OperationalError" in message
    assert number() not in message and "nowhere" not in message and "hr.db" not in message
    project.text = project.text.replace("sqlite:///hr.db", "sqlite:///other.db")
    assert "missing_file" in told(project) and not (project.raw / "other.db").exists()


@pytest.mark.parametrize(
    ("url", "word"),
    [
        (
            "postgresql://reader:${HR_PASSWORD}@127.0.0.1:1/hr",
            "the environment variable HR_PASSWORD is not set",
        ),
        ("postgresql://reader@127.0.0.1:1/hr", "no connection"),
        ("oracle://reader@127.0.0.1:1/hr", "its driver is not installed: pip install oracledb"),
        ("nonsense://reader@127.0.0.1:1/hr", "no address of a database"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_in_a_word(project, people, monkeypatch, url, word):
    monkeypatch.delenv("HR_PASSWORD", raising=False)
    database(project, people)
    project.text = project.text.replace("sqlite:///hr.db", url)
    message = told(project)
    assert "no_database" in message and word in message
    assert "reader" not in message and "127.0.0.1" not in message


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("sqlite:///hr.db", "postgresql://reader:hemligt@server/hr", "a password has no place in this file"),
        (
            "sqlite:///hr.db",
            "postgresql://server/hr?password=hemligt",
            "a password has no place in this file",
        ),
        ("select * from anstallda", "delete from anstallda", "begins with SELECT or WITH"),
        ("select * from anstallda", "select 1; drop table anstallda", "one query, not several"),
        ("select * from anstallda", "with x as (delete from a returning 1) select 1", "DELETE changes"),
        ('format = "database"', 'format = "csv"', "url has a meaning only with"),
        ('url = "sqlite:///hr.db"', 'path = "hr.csv"', "needs url"),
    ],
)
def test_the_config_refuses_what_is_no_reading(project, people, old, new, word):
    database(project, people)
    assert old in project.text
    project.text = project.text.replace(old, new)
    with pytest.raises(configuration.ConfigError) as error:
        _ = project.config
    assert word in str(error.value) and "hemligt" not in str(error.value)


def test_a_word_that_changes_may_stand_in_quotes(project, people):
    database(
        project,
        people,
        query="'''select *, \"update\" from (select *, 'delete; drop' as \"update\" from anstallda)'''",
    )
    assert len(project.read().employments) == 30
