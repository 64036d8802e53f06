"""A statistical database in the shapes that PxWebApi 2 is documented to give, small and made up."""

import copy
from itertools import product

from .conftest import Answer

SINGLE = [str(age) for age in range(100)]
AGES_1 = {**{a: f"{a} år" for a in SINGLE}, "100+": "100+ år", "tot": "totalt ålder"}
AGES_2 = {
    "TOT1": "totalt, samtliga åldrar",
    **{a: f"{a} år" for a in SINGLE},
    "100+1": "100+ år",
    "-4": "0-4 år",
    "100+5": "100+ år",
    "TotSA": "totalt, samtliga åldrar",
}
SEXES = {"1": "män", "2": "kvinnor"}
REGIONS = {"00": "Riket", "05": "Östergötlands län", "0580": "Linköping", "0581": "Norrköping"}


def persons(table, region, year, age, sex):
    """Made-up persons; totals of the newer table bear noise of their own."""
    single = [*SINGLE, "100+" if table != "TAB5557" else "100+1"]
    sexes = [sex] if sex in SEXES else list(SEXES)
    ages = [age] if age in single else single
    total = 0
    for s, a in product(sexes, ages):
        old = single.index(a)
        total += (int(year) - 1960) * 10 + (200 - 2 * old if old < 100 else 3) + int(s)
    return total + 2 if table == "TAB5557" and (age not in single or sex not in SEXES) else total


TABLES = {
    "TAB638": {
        "label": "Folkmängden efter region, civilstånd, ålder och kön. År 2020 - 2024",
        "updated": "2025-02-21T07:00:00Z",
        "variables": {
            "Region": ("region", REGIONS, True),
            "Civilstand": ("civilstånd", {"OG": "ogifta", "G": "gifta"}, True),
            "Alder": ("ålder", AGES_1, True),
            "Kon": ("kön", SEXES, True),
            "ContentsCode": ("tabellinnehåll", {"BE0101N1": "Folkmängd", "BE0101N2": "Folkökning"}, False),
            "Tid": ("år", {str(y): str(y) for y in range(2020, 2025)}, False),
        },
    },
    "TAB5557": {
        "label": "Folkmängden efter region, civilstånd, ålder och kön. År 2025",
        "updated": "2026-02-22T07:00:00Z",
        "variables": {
            "Region": ("region", REGIONS, True),
            "Civilstand": ("civilstånd", {"OG": "ogifta", "SC": "totalt, samtliga civilstånd"}, False),
            "Alder": ("ålder", AGES_2, False),
            "Kon": ("kön", {**SEXES, "TotSa": "totalt, samtliga män och kvinnor"}, False),
            "ContentsCode": ("tabellinnehåll", {"000007ME": "Folkmängd", "000007MG": "Folkökning"}, False),
            "Tid": ("år", {"2025": "2025"}, False),
        },
    },
    "TAB698": {
        "label": "Folkmängd, antalet födda, döda och flyttningar efter region, kön och ålder. År 2025 - 2030",
        "updated": "2025-06-02T22:00:00Z",
        "variables": {
            "Region": ("region", REGIONS, False),
            "Kon": ("kön", SEXES, True),
            "Alder": ("ålder", {k: v for k, v in AGES_1.items() if k != "tot"}, True),
            "ContentsCode": ("tabellinnehåll", {"000004LG": "Folkmängd", "000004LH": "Födda"}, False),
            "Tid": ("år", {str(y): str(y) for y in range(2026, 2031)}, False),
        },
    },
}


class Pxweb:
    """Puts the tables on a service; `tables` may be changed by a test, `limit` is in cells."""

    def __init__(self, service, limit=150_000):
        self.tables, self.limit, self.told_limit = copy.deepcopy(TABLES), limit, limit
        self.value = persons
        self.service = service
        service.on(r"/config$", lambda _: {"apiVersion": "2.3.2", "maxDataCells": self.told_limit,
                                           "maxCallsPerTimeWindow": 30, "timeWindow": 10})  # fmt: skip
        service.on(r"/tables$", self.listed)
        service.on(r"/tables/[^/]+/metadata$", self.metadata)
        service.on(r"/tables/[^/]+/data$", self.data)

    @property
    def asked(self):
        return [r for r in self.service.asked if r["path"].endswith("/data")]

    def listed(self, request):
        tables = [
            {"id": id, "label": t["label"], "updated": t["updated"], "timeUnit": "Annual", "discontinued": None,
             "firstPeriod": min(t["variables"]["Tid"][1]), "lastPeriod": max(t["variables"]["Tid"][1])}
            for id, t in self.tables.items() if "Tid" in t["variables"]
        ]  # fmt: skip
        page = int(request["query"]["pageNumber"])
        return {"language": "sv", "tables": tables[(page - 1) * 2 : page * 2],
                "page": {"pageNumber": page, "pageSize": 2, "totalElements": len(tables),
                         "totalPages": -(-len(tables) // 2)}}  # fmt: skip

    def metadata(self, request):
        table = self.tables.get(request["path"].split("/")[-2])
        if table is None:
            return Answer({"type": "Parameter error", "title": "Non-existent table", "status": 404}, 404)
        return self._dataset(
            table, {name: list(v[1]) for name, v in table["variables"].items()}, metadata=True
        )

    def data(self, request):
        id = request["path"].split("/")[-2]
        table = self.tables[id]
        chosen = {s["variableCode"]: s["valueCodes"] for s in request["body"]["selection"]}
        cells = 1
        for name, (_, codes, elimination) in table["variables"].items():
            wanted = chosen.get(name, [])
            if not wanted and not elimination:
                return problem("Missing selection for mandantory variable")
            if set(wanted) - set(codes):
                return problem("Non-existent value")
            if len(set(wanted)) != len(wanted):
                return Answer(b"", 500)
            cells *= max(1, len(wanted))
        if cells > self.limit:
            return problem("Too many cells selected")
        dataset = self._dataset(table, {n: chosen[n] for n in table["variables"] if n in chosen})
        names = list(dataset["id"])
        dataset["value"] = [
            self.value(id, *(dict(zip(names, codes))[n] for n in ("Region", "Tid", "Alder", "Kon")))
            for codes in product(*(chosen[n] for n in names))
        ]
        return dataset

    def _dataset(self, table, chosen, metadata=False):
        return {
            "version": "2.0", "class": "dataset", "label": table["label"], "source": "SCB",
            "updated": table["updated"], "id": list(chosen), "size": [len(codes) for codes in chosen.values()],
            "dimension": {
                name: {
                    "label": table["variables"][name][0],
                    "category": {
                        "index": {code: i for i, code in enumerate(codes)},
                        "label": {code: table["variables"][name][1][code] for code in codes},
                    },
                    "extension": {"elimination": table["variables"][name][2], "show": "value"},
                }
                for name, codes in chosen.items()
            },
            "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
            "value": None if metadata else [],
        }  # fmt: skip


def problem(title, status=400):
    return Answer({"type": "Parameter error", "title": title, "status": status}, status)
