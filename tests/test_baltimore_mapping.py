"""A real city's spellings: few rules, each with its reason, and the same administrations in all years."""

import re
from pathlib import Path

import pandas as pd
import pytest

from competence import sources
from competence.config import load
from competence.tables import plain

PROJECT = Path(__file__).parents[1] / "examples" / "baltimore"
RAW = Path(__file__).parents[2] / "shared" / "data" / "baltimore"
needs_data = pytest.mark.skipif(not RAW.is_dir(), reason="the city's files are not here")

ROWS = {2012: 16_049, 2013: 19_137, 2014: 18_981, 2015: 14_017}
KEYS = {2012: 15_954, 2013: 19_084, 2014: 18_910, 2015: 14_007}


@pytest.fixture(scope="module")
def config():
    return load(PROJECT)


@pytest.fixture(scope="module")
def payroll() -> pd.DataFrame:
    """The files as they lie, read without the project's own reader."""
    years = [
        pd.read_csv(RAW / f"employee_salaries_fy{year}.csv", dtype=str, keep_default_na=False).assign(
            year=year
        )
        for year in ROWS
    ]
    return pd.concat(years, ignore_index=True)


@pytest.fixture(scope="module")
def staff(config, payroll) -> pd.DataFrame:
    """Rows of staff with the administration that the rules give, applied here by hand."""
    strip = re.compile(config.sources["payroll"].strip["administration"], re.IGNORECASE)
    bare = payroll["Agency"].map(lambda s: " ".join(strip.sub("", s).split()))
    rules = [(r.pattern, a.id) for a in config.administration for r in a.rules]
    found = {
        name: [a for pattern, a in rules if re.search(pattern, name, re.IGNORECASE)] for name in bare.unique()
    }
    assert {name: hits for name, hits in found.items() if len(hits) != 1} == {}, "one rule fits each name"
    columns = {"administration": bare, "title": payroll["JobTitle"].str.strip()}
    outside = pd.Series(False, payroll.index)
    for rule in config.population.not_staff:
        fits = re.compile(rule.pattern, re.IGNORECASE).search
        outside |= columns[rule.column].map(fits).notna()
    placed = payroll.assign(administration=bare.map(lambda name: found[name][0]))
    return placed[~outside]


def test_few_rules_each_with_its_reason(config):
    rules = [r for a in config.administration for r in a.rules]
    assert len(rules) <= 60
    assert all(len(r.reason) > 15 for r in (*rules, *config.population.not_staff))
    assert 30 <= len(config.administrations) <= 45
    assert len(config.administrations) == len(config.administration), "no history: the same in all years"
    assert len(config.occupations) <= 12
    assert config.yearly


@needs_data
def test_every_spelling_has_one_rule_and_every_administration_staff_in_all_years(config, payroll, staff):
    assert payroll["Agency"].nunique() == 1_241
    years = staff.groupby("administration")["year"].nunique()
    assert years.to_dict() == dict.fromkeys(config.administrations, 4)


@needs_data
def test_people_stay_where_the_rules_put_them(staff):
    """An agency split over two administrations, or renamed into another, would show as a wave of moves."""
    once = staff.drop_duplicates(["year", "PersonKey"]).set_index("PersonKey")
    for year in (2013, 2014, 2015):
        before, after = (once.loc[once["year"] == y, "administration"] for y in (year - 1, year))
        both = pd.concat([before, after], axis=1, join="inner", keys=["before", "after"])
        moved = both[both["before"] != both["after"]]
        # The 911 exchange went from Police to Information Technology in 2013: a move, told in the rule.
        exchange = (moved["before"] == "police") & (moved["after"] == "information_technology")
        if year == 2013:
            assert exchange.sum() == 163
        assert len(moved[~exchange]) < 0.012 * len(both)


@needs_data
def test_nobody_is_both_staff_and_not(payroll, staff):
    keys = staff.groupby("year")["PersonKey"].nunique()
    others = payroll.drop(staff.index).groupby("year")["PersonKey"].nunique()
    assert (keys + others).to_dict() == KEYS


@needs_data
def test_the_reader_finds_the_same(config, staff):
    delivered = sources.read(config, sources.throwaway_key())
    rows = delivered.accounts.groupby("source_file")["rows"].sum()
    assert rows.tolist() == list(ROWS.values())
    assert len(delivered.quarantine) == 0
    assert "unknown" not in set(delivered.aliases["administration"])
    assert (delivered.aliases["reason"].str.len() > 0).all()
    read = plain(delivered.employments)
    by_hand = staff.groupby(["year", "administration"]).size()
    pd.testing.assert_series_equal(
        read.groupby([read["start"].dt.year.rename("year"), "administration"]).size(),
        by_hand, check_dtype=False, check_index_type=False,
    )  # fmt: skip
    assert set(read["occupation"]) <= set(config.occupations)
    assert (read["occupation"] == "other").mean() < 0.1
    # Two-digit years: 6/23/52 is 1952, and 7/1/13 in the file of 2013 is 2013.
    assert read["hired"].min() == pd.Timestamp("1952-06-23")
    assert (read["hired"] <= read["start"]).all()
