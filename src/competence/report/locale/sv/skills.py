"""Section 7: ten years of competence, in Swedish."""

TEXTS = {
    "skills.two": (
        "En full bemanning kan dölja att kompetens saknas. Därför står två brister sida vid sida: för få medarbetare, "
        "och för få som uppfyller kravet. De läggs aldrig ihop, och inte heller olika krav: en person kan räknas under "
        "flera."
    ),
    "skills.intro": (
        "{when} behövs {required} årsarbetare som uppfyller kravet, och {qualified} väntas finnas."
    ),
    "skills.gap.short": "Då väntas {gap} saknas{interval}.",
    "skills.gap.surplus": "Det är {gap} fler än vad som krävs{interval}.",
    "skills.gap.either": ("Om det räcker går inte att säga: åtta gånger av tio mellan {between}."),
    "skills.gap.even": "Det väntas räcka.",
    "skills.gap.mean": "Det väntas saknas {gap}.",
    "skills.gap.train": "Högst {train} av de anställda kan utbildas för att minska bristen.",
    "skills.gap.train.rest": "Högst {train} kan täckas genom att utbilda anställda; resten måste rekryteras.",
    "skills.law": "Kravet är lag: {source}.",
    "skills.own": "Kravet är kommunens eget mål: {source}.",
    "skills.nosource.law": "Kravet är lag.",
    "skills.nosource.own": "Kravet är kommunens eget mål.",
    "skills.share.all": "Alla årsarbetare ska uppfylla det {year}.",
    "skills.share": "{share} av årsarbetarna ska uppfylla det {year}.",
    "skills.cliff": (
        "Övergångsregeln gäller till och med {day}; därefter räknas de som stöder sig på den inte längre."
    ),
    "skills.title.short": "{year} väntas {gap} årsarbetare saknas: {requirement}",
    "skills.title.enough": "{year} väntas kompetensen räcka: {requirement}",
    "skills.title.either": "{year} kan kompetensen räcka, men det är inte säkert: {requirement}",
    "skills.alt": (
        "Linjediagram för {name}, kravet ”{requirement}”. {seen}Väntas uppfylla kravet: {first} årsarbetare {next} och "
        "{last} {year}{interval}. Krävs: {need_first} {next} och {need_last} {year}."
    ),
    "skills.alt.seen": "Uppfyllde kravet: {first} årsarbetare {from} och {now} {origin}. ",
    "skills.series.has": "väntas ha",
    "skills.series.need": "krävs",
    "skills.unit": "Årsarbetare",
    "skills.caption": "{requirement}, {name}: år för år i årsarbetare",
    "skills.required": "Krävs",
    "skills.qualified": "Uppfyller",
    "skills.transitional": "Stöder sig på övergångsregel",
    "skills.unknown": "Uppgift saknas",
    "skills.gap": "Saknas",
    "skills.recruit": "Rekryteras under året för att hålla jämna steg, personer",
    "skills.train": "Kan utbildas av de anställda, högst, personer",
    "skills.now.caption": "{requirement}, {name}, {when}",
    "skills.now.status": "Läge",
    "skills.now.heads": "Medarbetare",
    "skills.now.fte": "Årsarbetare",
    "skills.now.share": "Andel",
    "status.meets": "uppfyller",
    "status.transitional": "övergångsregel",
    "status.in_training": "under utbildning",
    "status.lacks": "uppfyller inte",
    "status.unknown": "uppgift saknas",
    "status.all": "Alla som kravet gäller",
    "skills.untested": "Prognosen av kompetens är inte prövad mot utfall; den är ritad streckad.",
    "skills.withheld": (
        "Kravet gäller här så få medarbetare att antalet inte kan visas utan att enskilda kan kännas igen."
    ),
    "skills.few.note": "Lägen med färre än {limit} medarbetare redovisas tillsammans.",
    "skills.now.note": (
        "”Uppgift saknas” betyder att ingen leverans täcker yrkesgruppen eller personen; det är inte samma sak som att "
        "inte uppfylla kravet."
    ),
    "skills.section.none": (
        "Inget krav på legitimation, examen eller bevis är upplagt för yrkesgrupperna här, så det finns ingen "
        "kompetensbrist att räkna. Nya krav läggs till av den som svarar för underlaget."
    ),
    "skills.section.undelivered": (
        "Kompetensen kan inte bedömas: inga uppgifter om legitimation, examen eller bevis har levererats."
    ),
    "skills.order": (
        "Det som behövs är en fil ur HR-systemet eller registret med en rad per person och bevis: person, vilket "
        "bevis, datum från och till. Den som svarar för underlaget lägger sedan in kraven."
    ),
    "skills.people": ("Bredvid kompetensen står antalet. {sentence}"),
    "skills.cliff.n": (
        "Övergångsregeln gäller till och med {day}; {when} väntas {n} årsarbetare ännu stödja sig på den, och därefter "
        "räknas de inte längre."
    ),
    "skills.unknown.range": (
        "För {n} årsarbetare saknas uppgift: uppfyller alla de kravet är bristen {least}, uppfyller ingen det är den {gap}."
    ),
    "skills.series.rule": "med övergångsregel",
    "skills.mark": "{letter}: övergångsregeln gäller till och med {day}.",
    "skills.least": "Saknas om alla okända uppfyller",
    "skills.table.note": (
        "Saknas: det som krävs minus de som uppfyller; den som stöder sig på en övergångsregel räknas inte som att uppfylla. "
        "Minus betyder fler än vad som krävs. Rekryteras: så många som uppfyller kravet måste "
        "anställas under året för att bristen inte ska växa; det tar inte bort den brist som redan finns. Kan utbildas: så "
        "många av de anställda som saknar kompetensen, högst lika många som bristen."
    ),
}
