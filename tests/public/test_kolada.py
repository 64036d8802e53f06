"""Measures of peers: titles looked up, pages put together, and what is said where something is not there."""

import json
from datetime import date
from urllib.parse import quote

import pytest

from competence.public import PublicError, fetch_kolada, search_kolada

from .conftest import Answer

TODAY = date(2026, 3, 1)
NAMES = {"0580": "Linköping", "0581": "Norrköping", "1880": "Örebro", "1980": "Västerås", "0680": "Jönköping"}
MEASURES = {
    "N00090": "Sjukfrånvaro bland anställda, andel (%)",
    "N00091": "Sjukfrånvaro bland anställda över 50, andel (%)",
    "N00200": "Månadsavlönade, antal",
}
GROUPS = [
    ("G1", "Liknande kommuner socioekonomi, Linköping, 2022", ["0680"]),
    ("G2", "Liknande kommuner socioekonomi, Linköping, 2024", ["0581", "1880", "1980", "0580"]),
    ("G3", "Liknande kommuner socioekonomi, Lund, 2024", ["1880"]),
    ("G4", "Liknande kommuner äldreomsorg, Linköping, 2025", ["1980"]),
]
CONFIG = """
[fetch.kolada]
base = "{base}/v3"
measures = ["sjukfrånvaro bland anställda,  andel (%)", "Månadsavlönade, antal"]
first_year = 2021
"""


class Kolada:
    def __init__(self, service, page=5000):
        self.service, self.page, self.calls = service, page, []
        self.measures, self.groups, self.names = dict(MEASURES), list(GROUPS), dict(NAMES)
        service.on(r"/v3/kpi$", lambda r: self.paged(r, [
            {"id": id, "title": title, "publication_date": "2026-02-22", "municipality_type": "K"}
            for id, title in self.measures.items() if r["query"].get("title", "").casefold() in title.casefold()
        ]))  # fmt: skip
        service.on(r"/v3/municipality$", lambda r: self.paged(r, [
            *({"id": code, "title": name, "type": "K"} for code, name in self.names.items()),
            {"id": "0005", "title": "Region Östergötland", "type": "L"},
        ]))  # fmt: skip
        service.on(r"/v3/municipality_groups$", lambda r: self.paged(r, [
            {"id": id, "title": title, "members": [{"member_id": m, "member_title": NAMES.get(m)} for m in members]}
            for id, title, members in self.groups if r["query"].get("title", "").casefold() in title.casefold()
        ]))  # fmt: skip
        service.on(r"/v3/data/kpi/", self.data)

    def paged(self, request, entries):
        page = int(request["query"].get("page", 1))
        size = min(self.page, int(request["query"]["per_page"]))
        here = entries[(page - 1) * size : page * size]
        more = page * size < len(entries)
        following = f"http://api.kolada.example{request['path']}?page={page + 1}&per_page={size}"
        if title := request["query"].get("title"):
            following += f"&title={quote(title)}"
        return {"values": here, "count": len(here), "next_url": following if more else None}

    def data(self, request):
        _, _, _, _, kpis, _, places = request["path"].split("/")
        kpis, places = kpis.split(","), places.split(",")
        if len(kpis) > 25 or len(places) > 25:
            return Answer({"detail": "too many"}, 422)
        self.calls.append((kpis, places))
        return self.paged(request, [
            {"kpi": kpi, "municipality": place, "period": year,
             "values": [{"gender": g, "count": 1, "status": "", "value": self.value(kpi, place, year, g)} for g in "TKM"]}
            for kpi in kpis for place in places for year in range(2019, 2025)
        ])  # fmt: skip

    @staticmethod
    def value(kpi, place, year, gender):
        if (place, year) == ("1880", 2022):
            return None
        return round(int(place) / 100 + (year - 2000) / 10 + "TKM".index(gender), 3)


@pytest.fixture
def fetched(service, project, waits):
    kolada = Kolada(service)

    def fetch(more="", config=CONFIG, dry=False):
        found = fetch_kolada(settings(more, config), TODAY, dry=dry)
        folder = settings(more, config).raw
        return found, {path.name: path.read_bytes() for path in folder.iterdir()}

    def settings(more="", config=CONFIG):
        return project(config.replace("{base}", service.address) + more)

    fetch.kolada, fetch.settings = kolada, settings
    return fetch


def rows(data):
    head, *lines = data.decode().splitlines()
    assert head == "year;municipality;measure;value;source;municipality_code"
    return [line.split(";") for line in lines]


def test_own_and_similar_municipalities_by_title(fetched):
    found, files = fetched()
    got = rows(files["kolada_peers.csv"])
    # Two measures, four municipalities, four years; one value of each measure is missing.
    assert len(got) == 2 * (4 * 4 - 1)
    assert {row[1] for row in got} == {"Linköping", "Norrköping", "Örebro", "Västerås"}
    assert {row[2] for row in got} == {MEASURES["N00090"], MEASURES["N00200"]}
    assert ["2024", "Linköping", "Månadsavlönade, antal", "8,2", "Kolada N00200", "0580"] in got
    assert any("2 values are marked as missing" in remark for remark in found.remarks)
    assert found.files[0].updated == date(2026, 2, 22)
    told = json.loads(files["kolada_peers.source.json"])
    assert told["query"]["measures"]["N00090"] == MEASURES["N00090"]
    assert list(told["query"]["municipalities"]) == ["0580", "0581", "1880", "1980"]


def test_the_same_answer_changes_no_byte(fetched):
    _, first = fetched()
    found, again = fetched()
    assert again == first and found.files[0].state == "same"


def test_pages_are_put_together(fetched):
    _, whole = fetched()
    fetched.kolada.page = 3
    assert fetched()[1] == whole


def test_long_lists_are_parted(fetched):
    for i in range(60):
        fetched.kolada.names[f"{2000 + i}"] = f"Ort {i}"
    codes = ", ".join(f'"{2000 + i}"' for i in range(60))
    _, files = fetched(f"municipalities = [{codes}]\n")
    assert {len(places) for _, places in fetched.kolada.calls} == {25, 14}
    assert len({row[5] for row in rows(files["kolada_peers.csv"])}) == 64


def test_a_title_that_is_not_there_tells_the_nearest(fetched):
    with pytest.raises(
        PublicError, match=r"no measure called 'Sjukfrånvaro anställda'.*Sjukfrånvaro bland anställda, andel"
    ):
        fetched(config=CONFIG.replace("sjukfrånvaro bland anställda,  andel (%)", "Sjukfrånvaro anställda"))


def test_two_measures_of_one_title_are_refused(fetched):
    fetched.kolada.measures["N99999"] = MEASURES["N00090"]
    with pytest.raises(PublicError, match="2 measures called"):
        fetched()


def test_a_group_that_is_not_there_tells_the_nearest(fetched):
    with pytest.raises(PublicError, match="no group called 'Liknande kommuner, Linköping'"):
        fetched('similar = "Liknande kommuner"\n')
    fetched.kolada.groups = []
    with pytest.raises(PublicError, match="similar"):
        fetched()
    _, files = fetched('similar = ""\nmunicipalities = ["1980"]\n')
    assert {row[1] for row in rows(files["kolada_peers.csv"])} == {"Linköping", "Västerås"}


def test_an_unknown_municipality_is_named(fetched):
    with pytest.raises(PublicError, match=r"code 0009.*municipalities"):
        fetched('municipalities = ["0009"]\n')
    del fetched.kolada.names["0580"]
    with pytest.raises(PublicError, match=r"code 0580.*\[municipality\]"):
        fetched()


def test_no_measures_tells_how_to_find_them(fetched):
    with pytest.raises(PublicError, match="--search"):
        fetched(config='\n[fetch.kolada]\nbase = "{base}/v3"\n')
    assert search_kolada(fetched.settings(), "sjuk") == sorted(list(MEASURES.items())[:2])


def test_women_and_men_apart(fetched):
    _, files = fetched('gender = "K"\n')
    assert ["2024", "Linköping", "Månadsavlönade, antal", "9,2", "Kolada N00200", "0580"] in rows(
        files["kolada_peers.csv"]
    )


def test_a_dry_run_asks_for_no_values(fetched):
    found, files = fetched(dry=True)
    assert files == {} and fetched.kolada.calls == []
    assert [asked.cells for asked in found.asked] == [8]


@pytest.mark.parametrize("body", [
    [], {"value": []}, {"values": [{"kpi": "N00090"}]}, {"values": [{"kpi": "N00090", "municipality": "0580",
     "period": 2024, "values": [{"gender": "T", "value": "hög"}]}]},
])  # fmt: skip
def test_values_of_another_form_are_refused(fetched, service, body):
    _, before = fetched()
    service.on(r"/data/kpi/", lambda _: Answer(body))
    with pytest.raises(PublicError, match="Kolada"):
        fetched()
    assert {path.name: path.read_bytes() for path in fetched.settings().raw.iterdir()} == before


def test_fewer_values_than_promised_are_refused(fetched, service):
    service.on(r"/v3/kpi$", lambda _: {"values": [], "count": 7, "next_url": None})
    with pytest.raises(PublicError, match="promised 7"):
        fetched()


def test_pages_without_end_are_refused(fetched, service):
    service.on(
        r"/v3/municipality$",
        lambda r: {"values": [], "next_url": f"{service.address}/v3/municipality?page=2"},
    )
    with pytest.raises(PublicError, match="do not end"):
        fetched()
