"""The programme on the pages: nothing claimed that its interval does not carry, nothing told of one manager."""

import dataclasses
import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from competence.report import Cube, locale, publish
from competence.report.blocks import Section
from competence.report.cube import Writer
from competence.report.figures import OBSERVED
from competence.report.html import environment, programme_page
from competence.report.observed import Observed
from competence.report.outlook import Outlook
from competence.report.programme import cube as written
from competence.report.programme import effects, expected, page, verdicts
from competence.report.view import View
from competence.tables import ALL
from competence.vocabulary import INDICATORS, NEEDS_MORE, VERDICTS


def _load(name):
    spec = spec_from_file_location(f"report_{name}", Path(__file__).with_name(f"{name}.py"))
    found = module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


frames, parsed = _load("programme_frames"), _load("page")
# The trade's words, which no reader meets.
JARGON = (
    "konfidens", "p-värde", "signifik", "holm", "e–i", "e-i-index", "mde", "pre-trend", "parallella trender", "identifier",
    "estimand", "estimat", "skattning", "imputation", "kohort", "bootstrap", "permutation", "regression", "prior",
    "standardfel", "nollhypotes", "95 %-", "nan", "none", "null", "true", "false",
)  # fmt: skip


@pytest.fixture(scope="module")
def base(make_results):
    return make_results(full=True, years=4)


@pytest.fixture(scope="module")
def cubed(base, config):
    """The cube with a programme's tables: everything else is worked out once, the programme by its own writer."""
    observed = Observed(base, config, Writer())
    observed.write()
    without = publish(base, config)

    def made(programme):
        results = dataclasses.replace(base, programme=programme)
        outlook = Outlook(results, config, Writer(), observed.map, observed.event_sets)
        written.write(outlook)
        frame = outlook.writer.frame()
        frame = pd.concat([without, frame[frame["table"] != "first_year"]], ignore_index=True)
        return Cube(frame.assign(edition="2025-12-3fa91c02"))

    return made


@pytest.fixture(scope="module")
def view(base, config, cubed):
    """The cube of a programme in some state, seen from an administration."""
    cubes = {}

    def made(administration=ALL, state="done"):
        if state not in cubes:
            cubes[state] = cubed(STATES[state](config, base.drivers))
        return View(cubes[state], config, administration)

    return made


@pytest.fixture(scope="module")
def section(view):
    """Section 10 of an administration's report in some state."""
    made = {}

    def told(administration, state="done"):
        if (administration, state) not in made:
            made[administration, state] = _section(view(administration, state))
        return made[administration, state]

    return told


def _not_begun(config, drivers):
    empty = dict.fromkeys(("promise", "mixing", "meetings", "balance", "link"))
    return frames.programme(
        config,
        drivers,
        **empty,
        coverage=None,
        effects=None,
        outcomes=frames.outcomes(config, measured=False),
    )


def _begun(config, drivers):
    blank = [frames.effect("hme_leadership", None, None, None, "not_estimated", "more_groups", smallest=3.0)]
    mixed, met = frames.mixing(groups=1)
    found = frames.effects(blank)
    return frames.programme(
        config, drivers, coverage=frames.coverage(frames.JUST, under_way=0.2, left=24), effects=found, balance=None, mixing=mixed,
        meetings=met, link=frames.link("assumed", low=0.4),
        promise=frames.promise(0.0, "2027-08-31", "2027-11-30", 0.3, p90=None, pace_needed=5.9),
    )  # fmt: skip


def _done_long_ago(config, drivers):
    shares = {
        "2020-12": 0.4,
        "2021-12": 1.0,
        "2022-12": 0.98,
        "2023-12": 0.97,
        "2024-12": 0.96,
        "2025-12": 0.96,
    }
    return frames.programme(
        config, drivers, coverage=frames.coverage(shares), promise=frames.promise(0.99, p50="2021-10-31")
    )


def _all_done(config, drivers):
    return frames.programme(config, drivers, coverage=frames.coverage({"2024-12": 0.5, "2025-12": 1.0}))


def _one_administration(config, drivers):
    alone = {"utbildning": 45}
    mixed, met = frames.mixing(alone)
    return frames.programme(config, drivers, coverage=frames.coverage(managers=alone), mixing=mixed, meetings=met,
                            link=frames.link(sizes=alone))  # fmt: skip


def _reworded(config, drivers):
    rows = [frames.effect("hme_leadership", None, None, None, "not_estimated", "reworded", smallest=3.0)]
    return frames.programme(config, drivers, effects=frames.effects(rows), balance=None)


def _manager_gone(config, drivers):
    """As done, but one trained manager less at the end."""
    shares = frames.coverage({"2024-12": 0.9, "2025-12": 0.82})
    at = (shares["period"] == frames.ORIGIN) & (shares["drain"] == "observed")
    for place in ("utbildning", ALL):
        mine = at & (shares["administration"] == place)
        shares.loc[mine & (shares["status"] == "completed"), "managers"] -= 1
        shares.loc[mine & (shares["status"] == "all"), "managers"] -= 1
    return frames.programme(config, drivers, coverage=shares)


STATES = {
    "off": lambda config, drivers: None, "no_records": _not_begun, "begun": _begun, "done": frames.programme,
    "all_done": _all_done, "done_long_ago": _done_long_ago, "one_administration": _one_administration, "reworded": _reworded,
    "manager_gone": _manager_gone,
}  # fmt: skip


def _pages(view, section, state):
    return {
        "programme": parsed.parse(programme_page(view(state=state))),
        **{a: section(a, state) for a in ("vard", "raddning", "samhalle")},
    }


def _section(v):
    blocks = Section("programmet", 10, "Programmet", tuple(page.section(v)))
    template = environment().get_template("page.html.j2")
    rendered = template.render(
        lang="sv", t=v.t, style="", municipality="", contact="", until="", edition="", lead="", notice="", home="", broad=False,
        title="", heading="", sections=[blocks],
    )  # fmt: skip
    return parsed.parse(rendered).all("section")[0]


def _said(node) -> str:
    return re.sub(
        r"\s+",
        " ",
        " ".join([node.text, *(n.attrs["aria-label"] for n in node.walk() if "aria-label" in n.attrs)]),
    )


@pytest.fixture(scope="module", params=list(STATES))
def told(request, view, section):
    """(state, pages) of a programme in one of its states."""
    return request.param, _pages(view, section, request.param)


def test_every_state_reads_as_sentences_and_without_jargon(told):
    state, pages = told
    for name, p in pages.items():
        said = _said(p)
        for word in JARGON:
            assert not re.search(rf"(?<![a-zåäö]){re.escape(word)}", said.lower()), (state, name, word)
        text = p.text if name != "programme" else p.all("main")[0].text
        bad = re.search(
            r".{20}(\s[,.;:](?!\w)|\.\.|\(\)|{|}|\b1 (personer|rekryteringar|månader)\b).{0,10}", text
        )
        assert not bad, (state, name, bad and bad[0])
        assert len(said.split()) > 120


def test_every_number_in_a_sentence_is_a_tables(told):
    state, pages = told
    for name, p in pages.items():
        places, texts = set(), set()
        for table in p.all("table"):
            places |= {(n.attrs["data-cell"], n.attrs.get("data-part", "value")) for n in table.all("data")}
            for s in table.all("span"):
                if "data-cell" in s.attrs:
                    places |= {(s.attrs["data-cell"], part) for part in s.attrs["data-part"].split()}
            texts |= {n.text.strip().lstrip("−+") for n in table.all("th", "td", "span", "data")}
        for node in p.all("data", "span"):
            if node.inside("table") or node.attrs.get("class") != "nb":
                continue
            if node.tag == "data":
                place = (node.attrs["data-cell"], node.attrs.get("data-part", "value"))
                assert place in places, (state, name, place, node.text, node.parent.text)
            else:
                assert node.text.strip().lstrip("−+") in texts, (state, name, node.text, node.parent.text)


def test_figures_are_the_cubes(told, view):
    state, pages = told
    cube = view(state=state).cube
    by_key = {c.key: c for table in cube.frame["table"].unique() for c in cube.cells(table)}
    for p in pages.values():
        for node in p.all("data"):
            value = getattr(by_key[node.attrs["data-cell"]], node.attrs.get("data-part", "value"))
            shown = float(re.sub(r"[^\d,]", "", node.text).replace(",", "."))
            ways = [
                abs(value),
                round(abs(value), 1),
                round(abs(value)),
                round(abs(value) * 100),
                round(abs(value) / 1e6, 1),
            ]
            assert any(shown == pytest.approx(w, abs=0.051 if w is ways[0] else 1e-9) for w in ways), (
                node.text
            )


def test_charts_have_each_an_alternative_of_their_own(told):
    state, pages = told
    for name, p in pages.items():
        said = [n.attrs["aria-label"] for n in p.walk() if n.attrs.get("role") == "img"]
        titles = [n.text.strip() for n in p.all("figcaption")]
        assert len(said) == len(set(said)) and not set(said) & set(titles), (state, name)
        assert all(re.search(r"\d", s) for s in said)
        ids = [n.attrs["id"] for n in p.walk() if "id" in n.attrs]
        assert len(ids) == len(set(ids)), (state, name)


@pytest.mark.parametrize("state", ["off", "no_records", "begun", "reworded"])
def test_where_nothing_is_known_nothing_is_claimed(view, section, state):
    for name, p in _pages(view, section, state).items():
        said = _said(p).lower()
        assert "stöds" not in said and "högre än det annars" not in said and "utesluten" not in said, (
            state,
            name,
        )


def test_without_records_every_expected_effect_says_what_to_collect(view, config):
    for administration in (ALL, "vard", "samhalle"):
        rows = expected.table(view(administration, "no_records")).rows
        assert len(rows) == sum(max(len(e.indicators), 1) for e in config.programme.effect)
        assert all("mäts inte; börja samla in" in str(r[4]) and r[3] == "–" for r in rows)


def test_every_expected_effect_has_its_row_whatever_there_is(view, config):
    for state in STATES:
        for administration in (ALL, "vard", "samhalle"):
            said = [str(r[0]) for r in expected.table(view(administration, state)).rows]
            assert all(any(e.expected in s for s in said) for e in config.programme.effect), state


def test_what_leadership_can_touch_stands_whatever_the_programme_gave(section):
    for state in STATES:
        text = _said(section("vard", state))
        assert (
            "orsaker nära chefen" in text and "inte hur stor den är" in text and "läggs aldrig ihop" in text
        )


def test_no_manager_can_be_told_apart(told, view):
    """Counts of managers are nought, of ten or more, or a band; so is what is left of every published whole."""
    state, _ = told
    cube = view(state=state).cube
    for table in ("programme_coverage", "programme_meetings", "first_year"):
        assert table in OBSERVED
        for c in cube.cells(table):
            if (
                c.value is not None
                and not c.measure.endswith("_share")
                and not c.measure.startswith("expected")
            ):
                assert c.value == 0 or c.value >= 10, c
    seen = {}
    for c in cube.cells("programme_coverage", measure="completed"):
        every = cube.cell("programme_coverage", "managers", c.administration, c.period)
        if c.value is not None:
            rest = every.value - c.value
            assert rest == 0 or rest >= 10, c
            seen.setdefault(c.period, {})[c.administration] = (
                c.value,
                every.value,
                frozenset({c.administration, *c.joined_with}),
            )
    for found in seen.values():
        if ALL not in found or len(found) < 2:
            continue
        sets = {s: (n, m) for a, (n, m, s) in found.items() if a != ALL}
        left = [
            found[ALL][0] - sum(n for n, _ in sets.values()),
            found[ALL][1] - sum(m for _, m in sets.values()),
        ]
        assert all(x == 0 or x >= 10 for x in (left[0], left[1] - left[0])), (state, left)


def test_small_administrations_stand_together_among_those_who_met(view):
    groups = view().cube.values("programme_meetings", "group")
    assert all(sum(frames.MANAGERS[a] for a in g.split("+")) >= 10 for g in groups)
    assert sorted(a for g in groups for a in g.split("+")) == sorted(frames.MANAGERS)
    pairs = sum(
        c.value or 0
        for c in view().cube.cells("programme_meetings", measure="pairs", group=groups[0], category=groups[1])
    )
    _, met = frames.mixing()
    keys = {a: g for g in groups for a in g.split("+")}
    mine = met[
        [{keys[a], keys[b]} == {groups[0], groups[1]} for a, b in zip(met["administration"], met["other"])]
    ]
    assert pairs == mine["pairs"].sum()


def test_an_administrations_own_share_of_leaving_managers_is_not_told(view, section):
    cube = view("raddning").cube
    assert cube.cells("programme_outcomes", administration="raddning", category="managers_leaving") == []
    assert "hela kommunen" in _said(section("raddning"))


def test_start_groups_of_few_units_are_left_out(view):
    starts = {c.period for c in view().cube.cells("programme_balance")}
    assert pd.Timestamp("2023-10-31") not in starts and len(starts) == 4


def _finding(config, cubed, row):
    found = SimpleNamespace(**dict.fromkeys(("coverage", "promise", "mixing", "meetings", "balance", "outcomes", "link", "at_home")),
                            effects=frames.effects([row], events=False))  # fmt: skip
    v = View(cubed(found), config)
    return v, verdicts.findings(v)[0]


@pytest.mark.parametrize(
    "code, ends, words, never",
    [
        ("supported", (0.6, 2.4), "Det stöds av jämförelsen", "om utvecklingen"),
        (
            "supported_if_parallel",
            (0.4, 3.4),
            "om utvecklingen annars hade varit likadan",
            "stöds av jämförelsen.",
        ),
        ("harm", (-3.0, -0.4), "Det är en försämring, och den stöds av jämförelsen", "högre"),
        ("harm_if_parallel", (-3.0, -0.4), "försämring, och den stöds, om", "högre"),
        ("ruled_out", (-1.0, 1.4), "en större än 1,5 enheter är utesluten", "stöds"),
        ("cannot_be_said", (-1.0, 4.0), "kan inte sägas än", "stöds"),
        ("cannot_be_said", (0.2, 4.0), "kan en så stor komma av slumpen", "stöds"),
    ],
)
def test_verdicts_become_words_one_to_one(config, cubed, code, ends, words, never):
    low, high = ends
    more = {"ruled_out": 1.41} if code == "ruled_out" else {}
    row = frames.effect("hme_leadership", (low + high) / 2, low, high, code, "more_rounds" if code == "cannot_be_said" else "",
                        mde=3.4, smallest=3.0, **more)  # fmt: skip
    v, f = _finding(config, cubed, row)
    said = verdicts.sentence(v, f).striptags()
    assert words in said and never not in said
    if code == "cannot_be_said":
        assert "En förändring mindre än 3,4 enheter hade vi inte kunnat se" in said


def test_words_of_verdicts_codes_and_indicators_are_all_there():
    texts = locale.texts("sv")
    assert [c for c in VERDICTS if f"programme.verdict.{c}" not in texts] == []
    assert [c for c in NEEDS_MORE if f"programme.more.{c}" not in texts] == []
    assert [c for c in INDICATORS if f"programme.indicator.{c}" not in texts] == []
    assert len({texts[f"programme.verdict.{c}"] for c in VERDICTS}) == len(VERDICTS)


def test_size_is_told_for_what_it_is(config, cubed):
    def said(low, high):
        row = frames.effect("hme_leadership", (low + high) / 2, low, high, "supported", smallest=3.0)
        return verdicts.sentence(*_finding(config, cubed, row)).striptags()

    assert "mindre än de 3,0 enheter som kommunen räknar" in said(0.4, 2.6)
    assert "Om den når de 3,0 enheter" in said(0.4, 4.0)
    assert "misstänka" in said(5.0, 9.0) and "misstänka" not in said(0.4, 4.0)
    assert "mellan 0,03 och 3,40" in said(0.03, 3.4), "an end above nought is never printed as nought"


def test_how_far_the_effect_is_known_is_said(view):
    said = " ".join(s.striptags() for s in effects.sentences(view()))
    assert "upp till 12 månader efter avslutad kurs; vad som kommer senare går inte att veta" in said


def test_recruitments_avoided_are_claimed_only_where_the_range_carries_it(section, base, config, cubed):
    assert "går det inte att säga att någon rekrytering undviks" in _said(section("vard"))
    parts = frames.programme(config, base.drivers, link=frames.link(low=0.3))
    v = View(cubed(parts), config, "vard")
    assert re.search(r"undviks \d+ rekryteringar", _said(_section(v)))
    begun = _said(section("vard", "begun"))
    assert (
        "Antagande, inte mätning: en effekt om 5 procent färre som slutar" in begun
        and "skulle betyda" in begun
    )


def test_a_driver_that_nothing_is_done_about_shows_an_empty_cell(section):
    said = _said(section("social"))
    assert "ingen åtgärd" in said and "möts inte av någon åtgärd" in said
    met = _said(section("vard"))
    assert "I-017 (pågår, Verksamhetschef, med Social, ur programmet)" in met


def test_the_promise_is_told_with_its_chance_and_what_it_takes(view):
    said = _said(parsed.parse(programme_page(view(state="begun"))))
    assert "Chansen att det som är lovat till den 31 augusti 2027 hålls är 30 %" in said
    assert "för att hålla dagen behövs 5,9" in said
    assert "Med de grupper som återstår väntas 95 %" in said and "Kommer inga grupper därefter" in said
    late = _said(parsed.parse(programme_page(view())))
    assert "Det var lovat till den 31 augusti 2024 och är inte nått" in late and "minst 95 %" in late


def test_the_page_is_there_where_the_config_tells_of_a_programme(view, config):
    assert page.there(view(state="off"))
    bare = SimpleNamespace(effect=(), rollout_start=None)
    v = view(state="off")
    hidden = View(v.cube, SimpleNamespace(programme=bare))
    assert not page.there(hidden)


def test_exits_of_the_first_year_stand_for_enough_of_both_kinds(view, config):
    cube = view(state="off").cube.frame
    rows = cube[cube["table"] == "first_year"]
    assert len(rows) > 1 and (rows["value"] >= config.publication.row_limit).all()
