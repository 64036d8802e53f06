"""Every page parsed back: what a reader would lose, what must never be told, what the law asks of a page."""

import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path

import pytest

from competence.report import Cube, publish, render
from competence.report.figures import OBSERVED

_spec = spec_from_file_location("report_page", Path(__file__).with_name("page.py"))
page = module_from_spec(_spec)
_spec.loader.exec_module(page)

SECTIONS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
# The trade's words, which no reader meets.
JARGON = (
    "konfidens", "prediktionsintervall", "80 %-", "80-procent", "80 procent", "percentil", "kvantil", "p-värde",
    "signifik", "wape", "holm", "shapley", "e–i", "crps", "origin", "backtest", "back-test", "residual",
    "pre-trend", "coverage", "täckningsgrad", "shelf", "hållbarhetstid", "hazard", "bayes", "prior", "posterior",
    "monte carlo", "simuler", "regression", "standardavvik", "varians", "mde", "nan", "none", "null", "true", "false",
)  # fmt: skip
CASES = {
    "thin": {},
    "full": {"full": True, "years": 4},
    "no_competence": {"competence": False},
    "no_vacancies": {"vacancies": False},
    "yearly": {"yearly": True, "years": 4, "competence": False, "vacancies": False},
}


@pytest.fixture(scope="module", params=list(CASES))
def case(request, make_results, config, tmp_path_factory):
    """(name, cube, pages by path) of one kind of material."""
    results = make_results(**CASES[request.param])
    cube = publish(results, config).assign(edition="2025-12-3fa91c02")
    folder = tmp_path_factory.mktemp(request.param)
    status = [
        {"administration": a, "made": True, "why": "made", "last_good": None} for a in config.administrations
    ]
    paths = render(cube, config, folder, status=status)
    texts = {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in paths}
    return request.param, Cube(cube), {name: page.parse(text) for name, text in texts.items()}, texts


def reports(case):
    _, cube, pages, _ = case
    present = cube.values("staff", "administration")
    return {name: p for name, p in pages.items() if name.split("/")[0] in present}


def test_a_report_for_each_administration_and_an_index(case, config):
    _, _, pages, _ = case
    assert set(pages) == {
        "index.html", "municipality/report.html", "programme/report.html", *(f"{a}/report.html" for a in config.administrations)
    }  # fmt: skip


def test_every_section_is_there_and_none_is_empty(case):
    found = reports(case)
    assert len(found) == 7
    for p in found.values():
        sections = p.all("section")
        assert [s.attrs["data-section"] for s in sections] == SECTIONS
        for section in sections:
            body = section.text.replace(section.all("h2")[0].text, "")
            assert len(body.split()) >= 15


def test_essentials_are_three_to_six_sentences_with_numbers(case):
    for p in reports(case).values():
        items = next(n for n in p.all("ul") if n.attrs.get("class") == "essentials").all("li")
        assert 3 <= len(items) <= 6
        assert sum(bool(i.all("data")) for i in items) >= 2


def test_material_that_is_missing_is_told(case):
    name, _, _, _ = case
    for p in reports(case).values():
        said = {s.attrs["data-section"]: s.text for s in p.all("section")}
        if name in ("no_competence", "yearly"):
            assert "har levererats" in said["7"] and "per person och bevis" in said["7"]
        if name in ("no_vacancies", "yearly"):
            assert "Dagens bemanning antas vara rätt" in said["1"]
            assert "utöver den brist som kan finnas redan i dag" in said["1"]
        else:
            assert "antas vara rätt" not in said["1"]
        if name == "yearly":
            assert "tolv månadstal skulle vara påhittade" in said["5"]


def test_figures_are_the_cubes_and_say_where_they_stand(case):
    """Each figure bears its place in the cube, and is that cell's number as text."""
    _, cube, pages, _ = case
    by_key = {c.key: c for table in cube.frame["table"].unique() for c in cube.cells(table)}
    seen = 0
    for p in pages.values():
        for node in p.all("data"):
            cell = by_key[node.attrs["data-cell"]]
            value = getattr(cell, node.attrs.get("data-part", "value"))
            assert abs(float(node.attrs["value"])) == pytest.approx(abs(value))
            digits = re.sub(r"[^\d,]", "", node.text)
            shown = float(digits.replace(",", "."))
            assert shown in (pytest.approx(abs(value)), pytest.approx(round(abs(value) * 100, 1)),
                             pytest.approx(round(abs(value) * 100)), pytest.approx(round(abs(value) / 1e6, 1)))  # fmt: skip
            seen += 1
    assert seen > 500


def test_every_number_in_a_sentence_stands_in_a_table_of_the_page(case):
    for name, p in reports(case).items():
        places, texts = set(), set()
        for table in p.all("table"):
            places |= {(n.attrs["data-cell"], n.attrs.get("data-part", "value")) for n in table.all("data")}
            for span in table.all("span"):
                if "data-cell" in span.attrs:
                    places |= {(span.attrs["data-cell"], part) for part in span.attrs["data-part"].split()}
            texts |= {n.text.strip().lstrip("−+") for n in table.all("td", "span", "data")}
        for node in p.all("data", "span"):
            if node.inside("table") or node.attrs.get("class") != "nb":
                continue
            if node.tag == "data":
                place = (node.attrs["data-cell"], node.attrs.get("data-part", "value"))
                assert place in places, (name, place, node.text)
            else:
                assert node.text.strip().lstrip("−+") in texts, (name, node.text)


def test_no_observed_count_of_one_to_four_on_any_page(case):
    _, _, pages, _ = case
    for p in pages.values():
        for node in p.all("data"):
            table, *_, measure = node.attrs["data-cell"].split("|")
            if (
                table in OBSERVED
                and table != "hard"
                and not measure.endswith("_share")
                and measure != "mean_age"
            ):
                assert not 1 <= abs(float(node.attrs["value"])) <= 4, node.attrs["data-cell"]


def test_nine_of_ten_stand_in_rows_with_a_number(case):
    for p in reports(case).values():
        table = next(t for t in p.all("table") if t.attrs.get("id") == "yrkesgrupper")
        rows = [
            float(r.all("td")[0].all("data")[0].attrs["value"])
            for r in table.all("tr")
            if r.all("td")[:1] and r.all("td")[0].all("data")
        ]
        *parts, total = rows
        assert sum(parts) == total
        assert sum(parts) >= 0.9 * total


def test_no_jargon_in_text_captions_or_alternatives(case):
    _, _, pages, _ = case
    for name, p in pages.items():
        said = [p.all("main")[0].text, *(n.attrs["aria-label"] for n in p.walk() if "aria-label" in n.attrs)]
        for word in JARGON:
            found = re.search(rf"(?<![a-zåäö]){re.escape(word)}", " ".join(said).lower())
            assert not found, (name, word)


def test_swedish_numbers_and_agreement(case):
    _, _, pages, _ = case
    for name, p in pages.items():
        text = p.all("main")[0].text
        assert not re.search(r"(?<![\d–(,.])\b1\s+(personer|medarbetare saknas|tjänster)\b", text), name
        assert not re.search(r"\d{4,}\s+(personer|medarbetare|årsarbetare)", text), (
            f"{name}: thousands without a space"
        )
        assert not re.search(r"\d\.\d", (p.all("section") or p.all("main"))[0].text), f"{name}: decimal point"
        assert not re.search(r"\s[,.;:]|\.\.|\(\)|{|}", re.sub(r"\.\.\.", "", text)), (
            name,
            re.search(r".{20}(\s[,.;:]|\.\.|\(\)|{|}).{10}", text),
        )


def test_pages_are_valid_and_accessible(case):
    _, _, pages, texts = case
    for name, p in pages.items():
        html = p.all("html")[0]
        assert texts[name].startswith("<!doctype html>") and html.attrs["lang"] == "sv"
        assert p.all("title")[0].text.strip()
        ids = [n.attrs["id"] for n in p.walk() if "id" in n.attrs]
        assert len(ids) == len(set(ids)), name
        for n in p.walk():
            for attribute in ("aria-labelledby", "aria-describedby"):
                assert set(n.attrs.get(attribute, "").split()) <= set(ids)
            if n.tag == "a" and n.attrs["href"].startswith("#"):
                assert n.attrs["href"][1:] in ids
        assert len(p.all("main")) == len(p.all("h1")) == len(p.all("header")) == len(p.all("footer")) == 1
        order = [int(n.tag[1]) for n in p.all("h1", "h2", "h3", "h4")]
        assert order[0] == 1 and all(b <= a + 1 for a, b in pairwise(order)), name
        for table in p.all("table"):
            assert table.all("caption")[0].text.strip()
            assert all(h.attrs.get("scope") in ("col", "row") for h in table.all("th"))
            width = len(table.all("thead")[0].all("th"))
            assert all(len(r.all("th", "td")) == width for r in table.all("tr")), table.attrs["id"]


def test_charts_have_a_claim_an_alternative_and_their_table(case):
    _, _, pages, _ = case
    for name, p in pages.items():
        alternatives = []
        for figure in p.all("figure"):
            title = figure.all("figcaption")[0].text.strip()
            image = next(n for n in figure.all("div") if n.attrs.get("role") == "img")
            alternatives.append(image.attrs["aria-label"])
            assert len(image.attrs["aria-label"]) > 40 and image.attrs["aria-label"] != title
            assert re.search(r"\d", image.attrs["aria-label"])
            assert [s.attrs["class"] for s in image.all("svg")] == ["wide", "narrow"]
            assert all(s.attrs["aria-hidden"] == "true" for s in image.all("svg"))
        assert len(alternatives) == len(set(alternatives)), name
        folded = [d for d in p.all("details") if d.all("table")]
        assert len(folded) >= len(alternatives) - 1
        if name != "index.html" and len(p.all("section")) == len(SECTIONS):
            assert len(alternatives) >= 3, name


def test_a_page_stands_alone(case):
    """No request, no script, no link out, no place on this machine."""
    _, _, _, texts = case
    for name, text in texts.items():
        assert not re.search(
            r"<script|<link|<img|<iframe|@import|url\(|https?:|javascript:|\son\w+=", text
        ), name
        assert not re.search(r"(?<![\w.])/(work|tmp|root|home|usr|Users)/", text), name
        hrefs = re.findall(r'href="([^"]+)"', text)
        assert all(h.startswith(("#", "../index.html")) or h.endswith("/report.html") for h in hrefs)


@pytest.fixture(scope="module")
def cube(results, config):
    return publish(results, config).assign(edition="2025-12-3fa91c02")


def test_an_administration_that_failed_has_a_page_that_says_so(cube, config, tmp_path):
    status = [{"administration": a, "name": "", "made": a != "vard", "why": "KeyError: 19500101-1234" if a == "vard" else "made",
               "last_good": "2025-09" if a == "vard" else None} for a in config.administrations]  # fmt: skip
    render(cube, config, tmp_path, status=status)
    text = page.parse((tmp_path / "vard" / "report.html").read_text(encoding="utf-8")).all("main")[0].text
    assert "Ingen ny rapport för Vård- och omsorgsförvaltningen" in text
    assert "september 2025" in text and "1234" not in text
    index = page.parse((tmp_path / "index.html").read_text(encoding="utf-8"))
    run = next(t for t in index.all("table") if t.attrs["id"] == "rapporter").text
    assert "inte gjord" in run and "september 2025" in run and "1234" not in run
    assert "gjord" in run


def test_a_page_that_breaks_costs_itself_only(cube, config, tmp_path, monkeypatch):
    from competence.report import html

    whole = html.report_page

    def broken(v):
        if v.administration == "social":
            raise ZeroDivisionError("secret 19500101-1234")
        return whole(v)

    monkeypatch.setattr(html, "report_page", broken)
    status = [
        {"administration": a, "made": True, "why": "made", "last_good": None} for a in config.administrations
    ]
    told = []
    render(cube, config, tmp_path, status=status, failed=lambda a, e: told.append((a, type(e))))
    assert told == [("social", ZeroDivisionError)]
    assert [e["administration"] for e in status if not e["made"] and e["why"] == "page"] == ["social"]
    assert "sidan gick inte att göra" in (tmp_path / "social" / "report.html").read_text(encoding="utf-8")
    assert 'data-section="12"' in (tmp_path / "vard" / "report.html").read_text(encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        render(cube, config, tmp_path / "again", status=status[:0])


def test_the_same_cube_gives_the_same_bytes_whatever_the_surroundings(cube, config, tmp_path):
    """Another hash seed, language, time zone and folder name."""
    cube.to_parquet(tmp_path / "cube.parquet")
    code = (
        "import sys, pandas as pd; from pathlib import Path; from competence import config; "
        "from competence.report import render; "
        "render(pd.read_parquet(sys.argv[1]), config.load(sys.argv[2]), Path(sys.argv[3]), status=[])"
    )
    made = []
    for i, env in enumerate(({"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LANG": "C"},
                             {"PYTHONHASHSEED": "77", "TZ": "UTC", "LC_ALL": "C.UTF-8"})):  # fmt: skip
        folder = tmp_path / f"å ä {i}"
        source = Path(sys.modules["competence"].__file__).parents[1]
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "cube.parquet"), str(config.folder), str(folder)],
            check=True, env={"PATH": "", "PYTHONPATH": str(source), **env},
        )  # fmt: skip
        made.append(
            {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*.html"))}
        )
    assert made[0] == made[1] and len(made[0]) == len(config.administrations) + 3
