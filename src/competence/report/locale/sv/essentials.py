"""Section 1: what a reader with one minute takes away, in Swedish."""

TEXTS = {
    "lead.both": (
        "{name} behöver rekrytera {need} {need:person|personer} till {year}. Då väntas {gap} årsarbetare som uppfyller "
        "kravet ”{requirement}” saknas."
    ),
    "lead.skills.few": (
        "{name} väntas {year} sakna {gap} årsarbetare som uppfyller kravet ”{requirement}”, och {people} "
        "{people:person|personer} i antal om rekryteringen går som nu."
    ),
    "lead.skills.enough": (
        "{name} väntas ha folk så det räcker {year}, men sakna {gap} årsarbetare som uppfyller kravet "
        "”{requirement}”."
    ),
    "lead.skills.only": (
        "{name} väntas {year} sakna {gap} årsarbetare som uppfyller kravet ”{requirement}”."
    ),
    "lead.need": "{name} behöver rekrytera {need} {need:person|personer} till {year}.",
    "lead.none": "{name} behöver inte bli fler till {year}.",
    "needed.more": (
        "{when} behövs {required} {required:medarbetare|medarbetare}, {change} fler än de {today} som finns i dag."
    ),
    "needed.fewer": (
        "{when} behövs {required} {required:medarbetare|medarbetare}, {change} färre än de {today} som finns i dag."
    ),
    "needed.same": "{when} behövs lika många medarbetare som i dag, {today}.",
    "recruit": (
        "Till dess behöver {need} {need:person|personer} rekryteras{interval}, för av dagens medarbetare väntas "
        "{remaining} vara kvar."
    ),
    "recruit.surplus": (
        "Ingen behöver rekryteras i ett slag: behovet minskar med fler än de som slutar, och {need} "
        "{need:tjänst|tjänster} blir över."
    ),
    "then": "då",
    "gap.short": "Går rekryteringen som nu saknas {gap} {gap:person|personer} {when}{interval}{beyond}.",
    "gap.surplus": (
        "Går rekryteringen som nu finns {gap} {gap:person|personer} fler än vad som behövs {when}{interval}."
    ),
    "gap.either": (
        "Går rekryteringen som nu går det inte att säga om det blir brist: åtta gånger av tio hamnar det {when} mellan "
        "{between}{beyond}."
    ),
    "gap.even": "Går rekryteringen som nu väntas antalet räcka {when}{beyond}.",
    "gap.mean": "Går rekryteringen som nu väntas {gap} {gap:person|personer} saknas {when}{beyond}.",
    "gap.unknown": "Om det blir brist går inte att säga: dagens läge är okänt.",
    "gap.beyond": ", utöver den brist som kan finnas redan i dag",
    "skills.short": (
        "Bristen på rätt kompetens är störst i kravet ”{requirement}”: {when} saknas {gap} årsarbetare{interval}."
    ),
    "skills.short.both": (
        "Bristen på rätt kompetens är störst i kravet ”{requirement}”: {first} årsarbetare {soon} och {gap} {when}{interval}."
    ),
    "skills.either": (
        "Om kompetensen räcker går inte att säga: i kravet ”{requirement}” hamnar det åtta gånger av tio mellan "
        "{between}, i årsarbetare."
    ),
    "skills.enough": "Kompetensen väntas räcka i alla krav som gäller yrkesgrupperna här.",
    "skills.none": "Inget krav på legitimation, examen eller bevis gäller yrkesgrupperna här.",
    "skills.few": "Kraven på legitimation, examen eller bevis gäller här så få att deras antal inte kan visas.",
    "skills.undelivered": (
        "Om kompetensen räcker går inte att säga: inga uppgifter om legitimation, examen eller bevis har levererats."
    ),
    "soon": (
        "Det börjar redan nu: till och med {month} behöver {need} {need:person|personer} rekryteras{interval}."
    ),
    "counted": (
        "Underlaget är antal utan personer: den som slutar och kommer tillbaka inom några månader, som lärare över "
        "sommaren, räknas både som en som slutat och som en som rekryterats."
    ),
    "assumed": (
        "Dagens bemanning antas vara rätt: lediga tjänster är inte levererade, så en brist som redan finns syns inte."
    ),
    "sure": ("Rekryteringsbehovet är {certainty}: spannet är {width} av behovet. {tested}"),
    "sure.unknown": "Hur säkert det är går inte att säga för så få. {tested}",
    "tested.some": (
        "Prövat mot utfall {years} år framåt är antalet medarbetare, de som slutar och de som anställs; behovet självt går inte "
        "att pröva."
    ),
    "tested.none": "Prognosen har ännu inte kunnat prövas mot utfall.",
    "certainty.sure": "säkert",
    "certainty.fairly": "ganska säkert",
    "certainty.unsure": "osäkert",
    "certainty.label.sure": "säker",
    "certainty.label.fairly": "ganska säker",
    "certainty.label.unsure": "osäker",
    "card.people": "För få medarbetare {year}",
    "card.skills": "För få med rätt kompetens {year}",
    "card.people.unit": "{n:person saknas|personer saknas}",
    "card.people.surplus": "{n:person|personer} fler än behovet",
    "card.skills.unit": "årsarbetare saknas",
    "card.enough": "räcker",
    "card.none": "inga krav",
    "card.unknown": "går inte att säga",
    "card.skills.of": "i kravet ”{requirement}”",
    "card.even": "åtta gånger av tio mellan {between}",
    "between.both": "{surplus} fler än behovet och {short} för få",
    "between.short": "{low} och {high} för få",
    "between.surplus": "{low} och {high} fler än behovet",
    "card.unclear": "oklart",
    "card.as_now": "om rekryteringen går som nu",
}
