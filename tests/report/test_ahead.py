"""What the pages tell of decisions, reasons, scenarios and the past, and what they must not."""

import dataclasses
import re
from importlib.util import module_from_spec, spec_from_file_location
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from competence.report import Cube, decide, html, levers, publish, render, skills, story, trust, why
from competence.report.svg import width_of
from competence.report.view import View
from competence.tables import ALL

_spec = spec_from_file_location("report_page_again", Path(__file__).with_name("page.py"))
page = module_from_spec(_spec)
_spec.loader.exec_module(page)


@pytest.fixture(scope="module")
def results(make_results):
    return make_results(full=True, years=4)


@pytest.fixture(scope="module")
def cube(results, config):
    return publish(results, config).assign(edition="2025-12-3fa91c02")


@pytest.fixture(scope="module")
def view(cube, config):
    looked = Cube(cube)
    return lambda administration: View(looked, config, administration)


@pytest.fixture(scope="module")
def pages(cube, config, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ahead")
    paths = render(cube, config, folder, status=[])
    return {p.parent.name: page.parse(p.read_text(encoding="utf-8")) for p in paths}


SIZES = {"end": 15}


def _boxes(svg):
    for node in svg.all("text"):
        words = "".join(c for c in node.children if isinstance(c, str))
        size = next((SIZES[c] for c in node.attrs.get("class", "").split() if c in SIZES), 13)
        x, y, wide = float(node.attrs["x"]), float(node.attrs["y"]), width_of(words, size) / 1.12
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[node.attrs.get("text-anchor", "start")]
        yield words, left, y - 0.72 * size, left + wide, y + 0.18 * size


def test_no_label_of_a_chart_lies_on_another_nor_outside_it(pages):
    charts = 0
    for name, p in pages.items():
        for svg in p.all("svg"):
            width, height = (float(n) for n in svg.attrs["viewbox"].split()[2:])
            boxes = list(_boxes(svg))
            charts += 1
            for (a, *one), (b, *two) in combinations(boxes, 2):
                apart = one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
                assert apart, (name, a, b, one, two)
            for words, left, top, right, bottom in boxes:
                inside = left >= -2 and right <= width + 2 and top >= -4 and bottom <= height + 2
                assert inside, (name, words, left, right, width)
    assert charts > 60


def _changed(cube, config, administration, changes):
    """The view of an administration with figures of its cube changed: (table, measure, category or None) → values."""
    frame = cube.copy()
    for (table, measure, category), values in changes.items():
        found = (
            (frame["table"] == table)
            & (frame["measure"] == measure)
            & (frame["administration"] == administration)
        )
        if category is not None:
            found &= frame["category"] == category
        for period, ends in values.items() if isinstance(values, dict) else ((None, values),):
            frame.loc[
                found if period is None else found & (frame["period"] == period), ["value", "p10", "p90"]
            ] = ends
    return View(Cube(frame), config, administration)


def test_where_people_suffice_but_competence_does_not_that_stands_first(cube, config):
    """No gap in heads, a third of the teachers unqualified: the competence gap is what a reader meets first."""
    v = _changed(cube, config, "utbildning", {("people", "gap", None): (0.0, -5.0, 5.0)})
    assert "kompetens" in story.essentials(v)[0].striptags()
    assert [c.style for c in story.cards(v)] == ["skills", "people"]
    assert "årsarbetare" in story.lead(v).striptags()
    v = _changed(cube, config, "utbildning", {("people", "gap", None): (950.0, 900.0, 990.0)})
    assert [c.style for c in story.cards(v)] == ["people", "skills"]
    assert "rekryteras" in story.essentials(v)[0].striptags()


def test_decisions_are_at_most_five_with_dates_owners_and_options(pages, view):
    for name in ("utbildning", "vard", "social"):
        table = next(t for t in pages[name].all("table") if t.attrs["id"] == "beslut")
        rows = table.all("tr")[1:]
        assert 1 <= len(rows) <= 5
        for row in rows:
            assert all(cell.text.strip() for cell in row.all("td"))
        found = decide.decisions(view(name))
        dates = [d.latest for d in found if d.latest is not None]
        assert dates == sorted(dates)


def test_a_decision_is_due_by_the_need_less_the_lead_time(cube, config, view):
    """Assistant nurses on a transitional rule until 30 June 2033, 18 months to train: by the end of 2031."""
    requirement = "assistant_nurse_title"
    resting = {p: (120.0 if p.year < 2033 else 0.0,) * 3 for p in view("vard").years}
    v = _changed(cube, config, "vard", {
        ("competence_outlook", "competence_gap_fte", requirement): (120.0, 110.0, 130.0),
        ("competence_outlook", "transitional_fte", requirement): resting,
    })  # fmt: skip
    name = v.requirement_name(requirement)
    row = next(d for d in decide.decisions(v) if name in d.what.striptags())
    assert row.latest == pd.Timestamp("2031-12-30")
    assert "30 juni 2033" in row.why.striptags() and "120" in row.why.striptags()
    assert row.owner == "Vård- och omsorgsdirektören"
    assert "30 juni 2033" in " ".join(s.striptags() for s in skills.sentences(v, requirement))
    # A shortage that is there already should have been met before today.
    late = _changed(cube, config, "vard", {
        ("competence_outlook", "competence_gap_fte", requirement): (120.0, 110.0, 130.0),
        ("competence_outlook", "transitional_fte", requirement): (0.0, 0.0, 0.0),
    })  # fmt: skip
    row = next(d for d in decide.decisions(late) if name in d.what.striptags())
    assert row.latest < late.origin


def test_drivers_on_the_page_sum_to_the_need_and_say_who_can_do_something(view, results):
    found = why.read(view("utbildning"))
    needs = results.drivers
    mine = needs[(needs["administration"] == "utbildning") & (needs["horizon"] == 10)]
    assert abs(found.total - mine["mean"].sum()) <= 4
    assert {c.measure for c in found.cells} == {"near", "outside"}
    assert "egen begäran" in why.largest(view("utbildning")).striptags()


def test_the_scenario_that_helps_most_is_named_with_its_interval_and_cost(view):
    told = levers.helps_most(view("vard")).striptags()
    assert "”Behåll fler”" in told and "åtta gånger av tio" in told and "i hela kommunen" in told
    assert "2,4 miljoner" in told
    assert "i hela kommunen" not in levers.helps_most(view(ALL)).striptags()


def test_a_scenario_of_a_requirement_that_is_withheld_is_withheld(cube):
    options = cube[(cube["table"] == "options") & cube["measure"].str.endswith("nurse_licence")]
    assert "vard" in set(options["administration"])
    assert not set(options["administration"]) & {"kommunledning", "utbildning"}


def test_the_standard_model_never_mixes_with_our_own_forecast(cube, results):
    found, last = Cube(cube), results.needs_annual["period"].max()
    needs = results.needs_annual
    mine = needs[(needs["administration"] == "vard") & (needs["occupation"] == ALL) & (needs["period"] == last)
                 & (needs["quantity"] == "required_headcount")].set_index("scenario")["mean"]  # fmt: skip
    assert found.cell("people", "required_headcount", "vard", last).value == round(mine["base"])
    assert found.cell("standard", "required_headcount", "vard", last).value == round(mine["standard_model"])


def test_a_committee_of_an_administration_that_is_told_with_another_is_withheld(cube):
    plan = cube[cube["table"] == "plan"]
    told = plan[plan["value"].notna()]
    assert "von" in set(told["category"])
    # The committees of the two administrations that are joined.
    assert not {"kfn", "sbn"} & set(told["category"])
    assert set(plan.loc[plan["category"].isin(["kfn", "sbn"]), "state"]) == {"withheld"}


def test_staff_over_sixty_by_row_cannot_be_taken_from_what_is_shown(cube, results):
    """Rows shown, their rest and every row left out: none holds one to nine."""
    found = Cube(cube)
    end = results.times.year_ends[-1]
    staff = results.staff[results.staff["period"] == end]
    seen = 0
    for administration in found.values("row_ages", "administration"):
        mine = staff[(staff["administration"] == administration) & (staff["age"] >= 60)]
        cells = found.cells("row_ages", administration=administration, measure="headcount")
        shown = [c for c in cells if c.value is not None]
        for c in shown:
            inside = mine[mine["occupation"].isin(c.group.split("+"))]
            assert c.value == inside["headcount"].sum() and (c.value == 0 or c.value >= 10)
        hidden = len(cells) - len(shown)
        rest = mine["headcount"].sum() - sum(c.value for c in shown)
        assert hidden == 0 or (hidden >= 2 and (rest == 0 or rest >= 10))
        # Only where the administration's own ages tell how many are over sixty.
        bands = found.values("splits", "category", administration=administration, by="age_band", period=end)
        assert any(b.startswith("60") for b in bands)
        seen += len(shown)
    assert seen >= 2


def test_the_last_summer_is_told_in_tens_only(cube):
    values = cube.loc[(cube["table"] == "summer_seen"), ["administration", "measure", "value"]]
    told = values.pivot_table(index="administration", columns="measure", values="value")
    assert len(told) > 3
    assert (told.min(axis=1) >= 10).all()
    assert ((told["summer_persons"] - told["summer_returned"]) >= 10).all()


def test_past_forecasts_stand_beside_outcomes_that_the_cube_shows(view, results):
    v = view("vard")
    assert v.tested_years == 4 and v.tested_until == pd.Timestamp("2029-12-31")
    table = trust.past_table(v)
    assert [r[1].striptags() for r in table.rows[:3]] == ["1 år före", "3 år före", "4 år före"]
    chart = trust.chart(v)
    assert "10 av 10" in chart.title.striptags()


def test_how_far_each_forecast_holds_is_told_as_a_year(view):
    told = trust.shelf(view("vard")).striptags()
    assert "antalet medarbetare håller till 2028" in told and "antalet som slutar håller till 2026" in told
    assert "För antalet som anställs har prognosen inte hållit" in told


def test_the_municipalitys_page_sets_the_methods_side_by_side(pages):
    p = pages["municipality"]
    text = p.all("main")[0].text
    for name in ("som förra året", "standardmodellen", "vår prognos", "medeltalet hittills"):
        assert name in text
    ids = {t.attrs["id"] for t in p.all("table")}
    assert {
        "metoder-tabell",
        "spann-tabell",
        "kalibrering",
        "haller-tabell",
        "planar",
        "varfor-tabell",
        "hjalper",
    } <= ids
    rows = next(t for t in p.all("table") if t.attrs["id"] == "metoder-tabell").all("tr")[1:]
    ours = [r for r in rows if "vår prognos" in r.all("th")[0].text]
    assert [float(r.all("td")[-1].text) for r in ours] == [91.0] * 3


def test_what_must_have_broken_is_named_by_published_row(results, config):
    """A row of teachers halved within a year, and a small group that shares its row with others."""
    table, end = results.backtest.copy(), results.times.year_ends[-1]
    year = (
        (table["horizon"] == 12)
        & (table["origin"] == results.times.year_ends[-2])
        & (table["method"] == "ours")
    )
    quiet = View(Cube(publish(results, config)), config, "utbildning")
    assert trust.broke(quiet) == ""
    for occupation in ("teacher_compulsory", "nurse"):
        mine = year & (table["administration"] == "utbildning") & (table["occupation"] == occupation)
        table.loc[mine & (table["quantity"] == "headcount"), "actual"] -= 200.0
        table.loc[mine & (table["quantity"] == "exits"), "actual"] += 200.0
    cube = Cube(publish(dataclasses.replace(results, backtest=table), config))
    told = trust.broke(View(cube, config, "utbildning")).striptags()
    assert f"Under {end.year} hände något" in told and "lärare i grundskola (färre än väntat)" in told
    assert {c.category for c in cube.cells("broke")} == {"headcount"}
    assert "sjuksköterskor" in told and "elevhälsa" in told, "never finer than the published row"
    assert trust.broke(View(cube, config, "vard")) == ""


def test_what_was_revised_is_told_with_its_reasons(view, pages):
    assert trust.revisions(view("vard")) is not None
    assert "Sedan förra utgåvan" in pages["vard"].all("main")[0].text


OPTIONAL = (
    "needs_monthly", "competence_needs", "drivers", "scenario_differences", "plan_years", "layers", "revisions", "backtest",
    "backtest_scores", "calibration", "shelf_life", "ledger", "cover", "vacancies",
)  # fmt: skip
TABLES = ("people_rows", "row_ages", "hard", "standard", "months", "options", "backtest", "shelf")
NOTHING = re.compile(r">\s*(nan|None|NaT)\s*<|\bnan\b")


def test_tables_that_are_absent_leave_pages_that_say_so_in_words(results, config):
    looked = Cube(publish(dataclasses.replace(results, **dict.fromkeys(OPTIONAL)), config))
    _told(looked, config, "all")


def test_every_section_is_told_whatever_table_of_the_cube_is_empty(cube, config):
    for table in TABLES:
        _told(Cube(cube[cube["table"] != table]), config, table)


def _told(looked, config, missing):
    """Every section of two pages has words, none of which is a hole."""
    for made in (
        html.report_page(View(looked, config, "vard")),
        html.municipality_page(View(looked, config)),
    ):
        assert not NOTHING.search(made)
        sections = page.parse(made).all("section")
        assert len(sections) in (5, 11)
        for section in sections:
            assert len(section.text.split()) >= 12, (missing, section.attrs)
