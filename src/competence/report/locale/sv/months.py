"""Section 5: the near future, in Swedish."""

TEXTS = {
    "months.intro": (
        "Till och med {month} väntas {exits} {exits:medarbetare|medarbetare} sluta och {hires} anställas."
    ),
    "months.peaks": "Flest slutar i {peaks}.",
    "months.level": "Antalet medarbetare väntas vara {heads} i {month}{interval}.",
    "months.need": "För att hålla bemanningen behöver {need} {need:person|personer} rekryteras under tiden.",
    "months.heads.title.up": "Antalet medarbetare väntas öka till {heads} i {month}",
    "months.heads.title.down": "Antalet medarbetare väntas minska till {heads} i {month}",
    "months.heads.title.same": "Antalet medarbetare väntas vara oförändrat i {month}",
    "months.heads.alt": (
        "Linjediagram över antalet medarbetare hos {name}, månad för månad: {first} i {from}, {now} i {origin} och "
        "väntat {last} i {month}{interval}."
    ),
    "months.exits.title": "Flest slutar i {peaks}",
    "months.exits.title.even": "Ungefär lika många slutar varje månad",
    "months.exits.alt": (
        "Stapeldiagram över hur många som väntas sluta varje månad hos {name}: {first} i {from} och {last} i "
        "{month}; högst är {peak} i {peak_month}."
    ),
    "months.caption": "Månad för månad, {name}",
    "months.month": "Månad",
    "months.heads": "Medarbetare i slutet av månaden",
    "months.exits": "Slutar",
    "months.hires": "Anställs",
    "months.need.head": "Behöver rekryteras",
    "months.sum": "Alla månader",
    "months.untested": "Månaderna efter {month} är inte prövade mot utfall; de är ritade streckade.",
    "months.dash": "Streck: antalet på en dag kan inte summeras.",
    "people.dash": "Streck: raden i dag är utfall, och för den är inget behov räknat.",
    "months.summed": "Summorna är räknade före avrundningen.",
    "months.yearly": (
        "Leveranserna visar personalen en gång om året. Då går det att räkna år men inte månader: tolv månadstal "
        "skulle vara påhittade. Med en leverans varje månad, eller med anställningarnas från- och till-datum, kan "
        "månaderna visas här."
    ),
    "next.caption": "De närmaste åren, {name}",
    "next.year": "År",
    "next.heads": "Medarbetare i slutet av året",
    "next.exits": "Slutar",
    "next.hires": "Anställs",
    "next.need": "Behöver rekryteras",
    "months.yearly.next": (
        "Till {year} väntas {exits} {exits:medarbetare|medarbetare} sluta{interval} och {need} behöva rekryteras."
    ),
    "months.absent": "Ingen prognos per månad är gjord för {name}.",
    "summer.h": "Sommaren",
    "summer.undelivered": (
        "Timmar är inte levererade för {name}. Därför visas varken hur många som behöver anlitas till sommaren eller hur mycket "
        "frånvaro som ska täckas."
    ),
    "summer.untold": "inte räknat",
    "summer.unseen": "inte känt än",
    "months.need.open": (
        "Dessutom är {n} {n:tjänst ledig|tjänster lediga} redan i dag: tillsammans {cum}, det tal som står för samma dag i "
        "avsnittet om åren framåt."
    ),
    "months.need.more": (
        "I avsnittet om åren framåt står {cum} för samma dag: där ingår även de tjänster som är lediga redan i dag."
    ),
    "summer.persons": (
        "Till sommaren {year}, vecka 25–33, behöver {n} {n:person|personer} anlitas för att täcka semestrar och annan frånvaro{interval}."
    ),
    "summer.fte": "Arbetet som ska täckas motsvarar {n} årsarbetare.",
    "summer.seen": "Sommaren {year} anlitades {engaged}, och av dem hade {back} varit här även sommaren före.",
    "summer.caption": "Sommaren, vecka 25–33, {name}",
    "summer.year": "Sommar",
    "summer.was": "{year} (utfall)",
    "summer.engage": "Personer att anlita",
    "summer.back": "Därav tillbaka från året före",
    "summer.work": "Arbete att täcka, årsarbetare",
    "summer.note": "Inom parentes: åtta gånger av tio hamnar det däremellan. Årsarbetare är räknade på de nio veckorna.",
    "cover.unit": "Årsarbetare",
    "cover.title": "Mest frånvaro att täcka är det i {month}: {n} årsarbetare",
    "cover.alt": (
        "Stapeldiagram över hur mycket frånvaro som ska täckas av vikarier och timavlönade hos {name}, månad för månad i "
        "årsarbetare: {first} i {from} och {last} i {month}; högst är {peak} i {peak_month}."
    ),
    "cover.caption": "Frånvaro att täcka månad för månad i årsarbetare, {name}",
    "cover.cover_fte": "Ska täckas",
    "cover.cover_supplied_fte": "Väntas bli täckt",
    "cover.cover_gap_fte": "Saknas",
    "cover.note": "Ska täckas: semester, sjukdom och föräldraledighet i den del som behöver en vikarie.",
}
