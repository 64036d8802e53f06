"""One person is one pseudonym, however an export spells the number; nothing else is taken for a number."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from competence.sources import identity

DELIVERED = date(2025, 12, 31)
KEY = b"k" * 32


def ours(value):
    return identity.canonical(value, DELIVERED)


def test_published_numbers_pass_the_check_digit():
    # Examples that the Swedish Tax Agency and the population register's description print.
    assert identity.luhn("8112189876")
    assert identity.luhn("6408233234")
    assert identity.luhn("6709199530")
    assert not identity.luhn("8112189877")


@pytest.mark.parametrize(
    "spelling",
    [
        "198112189876", "19811218-9876", "19811218+9876", "811218-9876", "8112189876", "811218 9876",
        "19811218\u00a09876", " 811218-9876 ", "811218\u20139876", "198112189876.0", "8112189876,0",
        "1.98112189876E+11", "1,98112189876E+11", "'198112189876", '="19811218-9876"',
    ],
)  # fmt: skip
def test_every_spelling_of_a_number_meets(spelling):
    assert ours(spelling) == "198112189876"


def test_lost_leading_zeros_come_back():
    assert ours("20001015-9990"[2:]) is None  # wrong check digit stays wrong
    number = "200001019802"
    number = next(f"20000101980{d}" for d in range(10) if identity.luhn(f"000101980{d}"))
    assert ours(str(int(number[2:]))) == number


def test_the_century_makes_the_person_a_worker():
    def year(ten, delivered):
        full = next(f"{ten}980{d}" for d in range(10) if identity.luhn(f"{ten}980{d}"))
        found = identity.canonical(full, delivered)
        return found and int(found[:4])

    assert year("110601", date(2025, 6, 1)) == 2011  # fourteen that day
    assert year("110602", date(2025, 6, 1)) is None  # thirteen, or a hundred and thirteen
    assert year("460602", date(2025, 6, 1)) == 1946  # seventy-eight
    assert year("400101", date(2025, 6, 1)) == 1940  # retired long ago; the other century has not come yet


def test_coordination_numbers_are_numbers():
    full = next(f"19850161980{d}" for d in range(10) if identity.luhn(f"850161980{d}"))
    assert ours(full) == full
    assert ours(full[2:]) == full


@pytest.mark.parametrize("wrong", ["198113189876", "19811218987", "abc", "198112189877", "1,98E+11", "12345"])
def test_what_is_no_number_is_refused(wrong):
    assert ours(wrong) is None


def test_a_column_gives_pseudonym_code_birth_and_sex():
    values = pd.Series(
        ["811218-9876", "19811218-9876", "6408233234", "", "0000000000", "1234567890", "SKYDDAD"]
    )
    found = identity.people(values, KEY, "personnummer", DELIVERED)
    assert found.person[0] == found.person[1] != found.person[2]
    assert len(found.person[0]) == 16
    assert list(found.code) == [
        "",
        "",
        "",
        "missing_identity",
        "missing_identity",
        "bad_identity",
        "protected",
    ]
    assert list(found.born[:4]) == [19811218, 19811218, 19640823, 0]
    assert list(found.sex[:3]) == ["male", "male", "male"]
    assert found.twin[0] == found.twin[1] not in (found.twin[2], found.person[0])
    assert found.twin[3] is None


def test_a_coordination_number_is_born_on_its_day_and_looks_like_its_successor():
    old, new = (
        next(f"{ten}980{d}" for d in range(10) if identity.luhn(f"{ten}980{d}"))
        for ten in ("850161", "850101")
    )
    found = identity.people(pd.Series([old, new]), KEY, "personnummer", DELIVERED)
    assert list(found.born) == [19850101, 19850101]
    assert list(found.coordination) == [True, False]
    assert found.twin[0] == found.twin[1]
    assert found.person[0] != found.person[1]


def test_the_day_of_birth_goes_no_further_than_the_age_needs():
    born, last = np.array([19600701, 19600701, 19600701, 0]), np.array([630, 701, 1231, 630])
    assert identity.on_last_day(born, last).tolist() == [19601231, 19600101, 19600101, 0]


def test_the_pseudonym_hangs_on_the_key():
    values = pd.Series(["8112189876"])
    one = identity.people(values, KEY, "personnummer", DELIVERED).person[0]
    other = identity.people(values, b"x" * 32, "personnummer", DELIVERED).person[0]
    assert one != other
    assert "811218" not in one


def test_opaque_ids_are_hashed_as_they_stand():
    found = identity.people(
        pd.Series(["05f2cc84b579", "05F2CC84B579", " 05f2cc84b579 ", ""]), KEY, "opaque", DELIVERED
    )
    assert found.person[0] == found.person[2] != found.person[1]
    assert found.code[3] == "missing_identity"


@pytest.mark.parametrize(
    "text",
    [
        "Sjuksköterska 811218-9876",
        "8112189876",
        "Leg 19811218 9876 natt",
        "811218-0000",
        "1981-12-18-9876",
        "81-12-18 9876",
    ],
)
def test_a_number_in_any_text_is_found(text):
    assert identity.holds_identity(text)
    assert "9876" not in identity.masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Undersköterska",
        "151010",
        "2024-01-31",
        "20240131",
        "Enhet 4030100001",
        "013-206000",
        "2024-01-31-2025-01-30",
    ],
)
def test_codes_dates_and_telephones_are_none(text):
    assert not identity.holds_identity(text)


def test_what_is_shown_of_a_bad_value_is_masked():
    assert identity.masked("kort 811218-9876") == "kort ***"
    assert identity.masked("zorflid@provkoping.example") == "***"
    assert identity.masked("Zörflid Quandersson", letters=False) == "***"
    assert identity.masked("2062-01-01", letters=False) == "2062-01-01"
    assert identity.masked("750 kr", letters=False) == "750 kr"
