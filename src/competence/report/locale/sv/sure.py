"""Section 11: how sure it is, in Swedish."""

TEXTS = {
    "sure.rule": (
        "Säker, ganska säker eller osäker avgörs av spannet, alltså det område där utfallet hamnar åtta gånger av tio. "
        "Är spannet mindre än 20 % av behovet är bedömningen säker, under 50 % ganska säker, annars osäker."
    ),
    "sure.here": (
        "Rekryteringsbehovet för {name} är {need} {need:person|personer} till {year}{interval}. Spannet är {width} av "
        "behovet. Det räknas som {certainty}."
    ),
    "sure.here.unknown": (
        "Rekryteringsbehovet för {name} är {need} {need:person|personer} till {year}. Spannet är inte räknat, för talet "
        "läggs ihop av flera."
    ),
    "sure.years.caption": "Hur säkert rekryteringsbehovet är, {name}",
    "sure.years.year": "Till och med",
    "sure.years.need": "Att rekrytera",
    "sure.years.span": "Spann",
    "sure.years.width": "Spann delat med behov",
    "sure.years.kind": "Bedömning",
    "sure.years.between": "{low} till {high}",
    "sure.test": (
        "Så här hade prognosen gått för {year}, det senaste hela året, om den hade gjorts innan året började, med det som "
        "då var känt:"
    ),
    "sure.caption": "Prognos och utfall för {year}",
    "sure.what": "Vad",
    "sure.ours": "Prognos (spann)",
    "sure.outcome": "Utfall",
    "sure.inside": "Hamnade utfallet i spannet?",
    "sure.naive": "Om allt varit som året före",
    "sure.yes": "ja",
    "sure.no": "nej",
    "sure.headcount": "{name}: medarbetare i slutet av året",
    "sure.exits": "{name}: slutade under året",
    "sure.untested": (
        "Längre än ett år är prognosen inte prövad här. Erfarenheten av sådana prognoser är att små yrkesgrupper och "
        "åren långt fram är de osäkraste. Läs dem som riktning, inte som tal att budgetera efter."
    ),
    "sure.nothing": (
        "Det finns ännu inget helt år att pröva prognosen mot. Till dess bör alla tal framåt läsas som riktning."
    ),
    "sure.vacancies": (
        "Lediga tjänster är inte levererade. Därför antas dagens bemanning vara rätt, och alla brister framåt är utöver "
        "den som kan finnas redan i dag."
    ),
    "note.no_age": "Ålder saknas i leveranserna: pensionerna räknas med en gemensam takt för alla.",
    "note.no_reasons": "Orsak till att någon slutar saknas i leveranserna: alla orsaker räknas tillsammans.",
    "note.no_sex": "Kön saknas i leveranserna.",
    "note.no_share": "Sysselsättningsgrad saknas i leveranserna: en medarbetare räknas som en årsarbetare.",
    "note.no_contract": "Anställningsform saknas i leveranserna: fasta och tidsbegränsade räknas tillsammans.",
    "note.no_tenure": "Anställningstid saknas i leveranserna: nya och gamla i tjänst räknas med samma takt.",
    "note.no_population": "Befolkningsprognos saknas: behovet hålls oförändrat.",
    "note.no_cover": "Timavlönades arbete är inte levererat: det räknas inte in i bemanningen.",
    "note.no_vacancies": "Lediga tjänster är inte levererade: dagens bemanning antas vara rätt.",
    "note.no_competence": "Uppgifter om kompetens är inte levererade.",
    "note.no_projection": "Befolkningsprognos är inte levererad: den är räknad ur befolkningens egen utveckling.",
    "note.no_absence": "Frånvaro är inte levererad: behovet räknas som om alla arbetar sin sysselsättningsgrad.",
    "note.short_history": "Historien är kort: spannen är vidgade därefter.",
    "note.yearly_source": "Leveranserna är årliga: månader kan inte räknas.",
}
