"""Section 6: ten years of people, in Swedish."""

TEXTS = {
    "people.title.short": "{when} behövs {required} medarbetare; {heads} väntas finnas",
    "people.title.same": "{when} väntas antalet medarbetare räcka",
    "people.alt": (
        "Linjediagram för {name}. Utfall: {first} medarbetare {from} och {now} {origin}. Väntat antal: {last} {year}"
        "{interval}. Behovet: {need_first} {next} och {need_last} {year}."
    ),
    "people.series.heads": "väntas",
    "people.series.need": "behövs",
    "people.unit": "Medarbetare",
    "people.caption": "År för år, {name}",
    "people.year": "År",
    "people.today": "{when} (i dag)",
    "people.required": "Behövs",
    "people.heads": "Väntas finnas",
    "people.gap": "Saknas",
    "people.need": "Rekryteras under året",
    "people.need_cum": "Rekryteras sammanlagt",
    "people.remaining": "Kvar av dagens",
    "people.change": "Behovet mot i dag",
    "people.note": (
        "Väntas finnas: om rekryteringen går som den har gått. Saknas: det som behövs minus det som väntas finnas; "
        "minus betyder fler än behovet. Rekryteras sammanlagt: från i dag, med de tjänster som redan är lediga. Inom "
        "parentes: åtta gånger av tio hamnar det däremellan."
    ),
    "people.note.short": "Inom parentes: åtta gånger av tio hamnar det däremellan. Minus betyder fler än vad som behövs.",
    "seen": "utfall",
    "ahead": "prognos",
    "ahead.untested": "prognos, streckad = oprövad",
    "untested": "oprövat",
    "untested.years": "Åren efter {year} är inte prövade mot utfall; de är ritade streckade.",
    "untested.all": "Prognosen har inte kunnat prövas mot utfall; den är ritad streckad.",
    "breaks": "{letter}: {what} ({day}). Talen före och efter går inte att jämföra rakt av.",
    "bridge.title": "Från {today} i dag till {required} {when}: {need} att rekrytera",
    "bridge.alt": (
        "Trappa i steg för {name}: {today} medarbetare i dag, varav {remaining} väntas vara kvar {year}; {need} behöver "
        "rekryteras, varav {replacing} ersätter nya som hinner sluta; då nås de {required} som behövs.{missing}"
    ),
    "bridge.alt.missing": " Går rekryteringen som nu väntas {gap} av dem saknas.",
    "bridge.alt.either": (
        " Om det räcker när rekryteringen går som nu är oklart: åtta gånger av tio mellan {between}."
    ),
    "bridge.today": "I dag",
    "bridge.leave": "Slutar till {year}",
    "bridge.join": "Kommer från andra grupper till {year}",
    "bridge.remain": "Kvar av dagens {year}",
    "bridge.recruit": "Att rekrytera",
    "bridge.replace": "Nya som hinner sluta",
    "bridge.need": "Behövs {year}",
    "bridge.missing": "Saknas om det går som nu",
    "bridge.over": "Fler än behovet om det går som nu",
    "bridge.either": "Saknas om det går som nu: oklart",
    "bridge.caption": "Från i dag till {year}, {name}",
    "bridge.step": "Steg",
    "bridge.number": "Medarbetare",
    "people.rows.caption": "Efter yrkesgrupp, {name}: i dag och {year}",
    "people.rows.today": "I dag",
    "people.rows.required": "Behövs {year}",
    "people.rows.remaining": "Kvar av dagens",
    "people.rows.need": "Att rekrytera",
    "people.rows.gap": "Saknas",
    "people.rows.note": (
        "Minus betyder att det finns fler än vad som behövs. För yrkesgrupper som redovisas tillsammans visas inget spann."
    ),
    "people.series.standard": "standardmodellen",
    "standard.intro": (
        "Standardmodellen, som många kommuner räknar med, skriver fram förra årets takt: behovet följer befolkningen, och lika "
        "stor andel slutar varje år."
    ),
    "standard.more": "Den ger {theirs} att rekrytera till {year}, där vår prognos ger fler: {ours}.",
    "standard.fewer": "Den ger {theirs} att rekrytera till {year}, där vår prognos ger färre: {ours}.",
    "standard.same": "Den ger {theirs} att rekrytera till {year}, lika många som vår prognos: {ours}.",
    "standard.caption": "Vår prognos bredvid standardmodellen, {name}",
    "standard.what": "Vad",
    "standard.ours": "Vår prognos (spann)",
    "standard.theirs": "Standardmodellen",
    "standard.note": "Standardmodellen ger ett tal utan spann. Hur fel den har haft förut står på sidan för hela kommunen.",
    "standard.required_headcount": "Behövs {year}",
    "standard.headcount_without_hiring": "Kvar av dagens {year}",
    "standard.exits": "Slutar under {year}",
    "standard.recruitment_need": "Rekryteras under {year}",
    "standard.recruitment_need_cum": "Rekryteras sammanlagt till {year}",
}
