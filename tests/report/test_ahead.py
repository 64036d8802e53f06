"""What the pages tell of decisions, reasons, scenarios and the past, and what they must not."""

import dataclasses
import re
from importlib.util import module_from_spec, spec_from_file_location
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from competence.report import (
    Cube,
    charts,
    critical,
    decide,
    html,
    levers,
    publish,
    render,
    skills,
    story,
    trust,
    why,
)
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
        late = [d for d in found if d.latest is not None and d.latest <= view(name).origin]
        assert found[: len(late)] == late
        assert [d.weight for d in late] == sorted((d.weight for d in late), reverse=True)
        dates = [d.latest for d in found[len(late) :] if d.latest is not None]
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


def _over(v, early, late, since=2028):
    """Ends of a figure by year: `early` until `since`, then `late`."""
    return {p: early if p.year < since else late for p in v.years}


def _people_rows(v):
    return [d for d in decide.decisions(v) if d.occupations]


def test_a_shortage_of_people_is_due_when_it_is_there_not_when_its_ends_happen_to_pass_nought(
    cube, config, view
):
    seen = view("utbildning")
    gap, skill = ("people_rows", "gap", None), ("competence_outlook", "competence_gap_fte", None)

    def changed(early, late, since=2028):
        none = {skill: (0.0, -5.0, 5.0)}
        return _changed(cube, config, "utbildning", {gap: _over(seen, early, late, since), **none})

    # Four are short all along; that the lower end comes to 1 in 2028 is no date.
    flat = _people_rows(changed((4.0, 0.0, 7.0), (4.0, 1.0, 8.0)))
    assert flat and all(d.need == seen.origin and d.now for d in flat)
    assert "4 (1–8)" in flat[0].why.striptags() and "4 (0–7)" in flat[0].why.striptags()
    growing = _people_rows(changed((1.0, -2.0, 4.0), (10.0, 5.0, 15.0), 2031))
    assert growing and all(d.need == pd.Timestamp("2030-12-31") for d in growing)
    # Fewer than three, one year alone, and an end that is printed as nought are none.
    assert not _people_rows(changed((2.0, 1.0, 4.0), (2.0, 1.0, 4.0)))
    assert not _people_rows(changed((5.0, 1.0, 9.0), (5.0, 0.0, 9.0), 2027))
    quiet = changed((5.0, 0.0, 9.0), (5.0, 0.0, 9.0))
    assert not _people_rows(quiet)
    bare = View(Cube(quiet.cube.frame[quiet.cube.frame["table"] != "plan"]), config, "utbildning")
    assert "två år i rad" in next(iter(decide.section(bare))).text.striptags()
    # What is sure now and unclear later is said to be so.
    fading = _people_rows(changed((11.0, 2.0, 22.0), (12.0, -1.0, 26.0), 2030))[0].why.striptags()
    assert "2026 saknas 11 (2–22) personer" in fading and "2035 är det oklart: 12 (−1 till 26)" in fading


def test_decisions_print_their_span_and_no_option_twice(view):
    for name in ("utbildning", "vard", "social"):
        v = view(name)
        told = []
        for d in decide.decisions(v):
            assert re.search(r"\(−?\d[\d\xa0]*(,\d)?(–| till )\d", d.why.striptags()), d.why.striptags()
            options = str(d.options).split('<span class="option">')[1:]
            told += options
            if "kravet" in d.what.striptags():
                assert any("hålla jämna steg" in o for o in options)
                assert any("tbilda högst" in o for o in options)
            assert "två vägar" not in d.options and "eller rekrytera" not in d.options
        assert len(set(told)) == len(told)


def test_an_option_for_one_group_names_only_what_touches_it(view):
    """Scenarios for all occupations stand under the table; one for teachers in the rows of teachers alone."""
    v = view("utbildning")
    scenarios = {**v.config.scenarios}
    scenarios["keep_more"] = SimpleNamespace(
        name="Behåll lärare", strategy="keep", decides="", occupations=("teacher_compulsory",)
    )
    config = SimpleNamespace(**{n: getattr(v.config, n) for n in ("municipality", "occupations", "requirements")},
                             scenarios=scenarios, strategy=())  # fmt: skip
    v = View(v.cube, config, "utbildning")
    rows = {g.group: decide._people_options(v, g) for g in critical.groups(v)}
    assert (
        "Behåll lärare" in rows["teacher_compulsory"] and "(hela förvaltningen)" in rows["teacher_compulsory"]
    )
    assert not any(
        "Behåll lärare" in options for group, options in rows.items() if "teacher_compulsory" not in group
    )
    assert "Behåll lärare" not in decide._everyone(v)


def test_a_group_is_critical_only_for_a_shortage_that_is_claimed(cube, config):
    gap, skill = ("people_rows", "gap", None), ("competence_rows", "competence_gap_fte", None)
    v = _changed(cube, config, "vard", {gap: (4.0, 0.0, 9.0), skill: (2.0, 1.0, 4.0)})
    (only,) = critical.section(v)
    assert only.kind == "text" and "minst tre väntas saknas" in only.text.striptags()
    v = _changed(cube, config, "vard", {gap: (40.0, 2.0, 80.0), skill: (2.0, 1.0, 4.0)})
    rows = next(b for b in critical.section(v) if b.kind == "table").rows
    assert len(rows) >= 3 and {r[-1] for r in rows} == {v.texts["certainty.label.unsure"]}


def test_no_chart_claims_a_shortage_that_the_card_calls_unclear(cube, config):
    v = _changed(cube, config, "vard", {("people", "gap", None): (38.0, -12.0, 91.0)})
    drawn = charts.people_bridge(v)
    assert story.cards(v)[0].figure == "oklart" or story.cards(v)[1].figure == "oklart"
    assert "oklart" in drawn.alt and "mellan 12 fler än behovet och 91 för få" in drawn.alt
    assert "saknas" not in drawn.alt and "saknas" not in drawn.title.striptags()
    v = _changed(cube, config, "vard", {("people", "gap", None): (38.0, 12.0, 91.0)})
    assert "38 av dem saknas" in charts.people_bridge(v).alt


def test_training_is_said_to_close_no_more_than_those_who_lack_it(cube, config):
    """Of 120 short, twelve work here without the title: the rest must be recruited."""
    requirement = "assistant_nurse_title"
    v = _changed(cube, config, "vard", {
        ("competence_outlook", "competence_gap_fte", requirement): (120.0, 110.0, 130.0),
        ("competence_outlook", "training_need", requirement): (12.0, 8.0, 20.0),
    })  # fmt: skip
    told = " ".join(s.striptags() for s in skills.sentences(v, requirement))
    assert "Högst 12 kan täckas genom att utbilda anställda; resten måste rekryteras." in told


def test_directors_meet_no_settings_and_nobody_is_one_too_many(pages):
    for name in ("utbildning", "vard", "raddning"):
        text = pages[name].all("main")[0].text
        assert "för många" not in text and "Ledtid saknas" not in text and "inställningarna" not in text


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
        assert len(sections) in (5, 12)
        for section in sections:
            assert len(section.text.split()) >= 12, (missing, section.attrs)
