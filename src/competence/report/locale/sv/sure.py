"""Section 11: how sure it is, in Swedish."""

TEXTS = {
    "sure.rule": (
        "Säker, ganska säker eller osäker avgörs av spannet, alltså det område där utfallet hamnar åtta gånger av tio. "
        "Är spannet mindre än 20 % av behovet är bedömningen säker, under 50 % ganska säker, annars osäker. Längre fram än "
        "prövningen visar att antalet medarbetare, de som slutar och de som anställs håller är den högst ganska säker."
    ),
    "sure.here": (
        "Rekryteringsbehovet för {name} är {need} {need:person|personer} till {year}{interval}. Spannet är {width} av "
        "behovet. Det räknas som {certainty}."
    ),
    "sure.capped": "Spannet är smalt nog för säkert, men så långt fram är prognosen inte visad hålla.",
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
    "sure.caption": "Prognos och utfall för {year}",
    "sure.what": "Vad",
    "sure.ours": "Prognos (spann)",
    "sure.outcome": "Utfall",
    "sure.inside": "Hamnade utfallet i spannet?",
    "sure.yes": "ja",
    "sure.no": "nej",
    "sure.headcount": "{name}: medarbetare i slutet av året",
    "sure.exits": "{name}: slutade under året",
    "sure.vacancies": (
        "Lediga tjänster är inte levererade. Därför antas dagens bemanning vara rätt, och alla brister framåt är utöver "
        "den som kan finnas redan i dag."
    ),
    "note.no_volumes": "Antal brukare eller elever är inte levererat: behovet räknas direkt ur befolkningen.",
    "note.volume_missing": "En volym som bemanningen ska följa saknas: där följer behovet befolkningen, eller hålls oförändrat.",
    "note.volume_zero": "En volym som bemanningen ska följa är noll: där följer behovet befolkningen, eller hålls oförändrat.",
    "note.projection_short": "Befolkningsprognosen slutar före prognosen: de sista åren är framskrivna.",
    "note.own_share_folded": "Andelen i egen regi är inte levererad: den räknas in i bemanningen per invånare.",
    "note.population_old": "Den räknade befolkningen slutar före det senaste räknade året: den är framskriven dit.",
    "note.counted": (
        "Underlaget är antal, inte personer. Små antal som avsändaren har dolt är uppskattade så att alla summor "
        "stämmer. Den som slutar och kommer tillbaka inom några månader går inte att känna igen."
    ),
    "note.age_groups": "Ålder är levererad i grupper: hur många som har varje ålder är uppskattat ur grupperna.",
    "note.one_way": "Byten mellan förvaltningar eller yrken är bara levererade i ena änden: vart de ledde är okänt.",
    "note.no_agency": "Inhyrd personal är inte levererad: den räknas inte in i bemanningen.",
    "note.agency_unpriced": "Inhyrd personal är levererad i kronor utan pris per årsarbetare: den räknas inte in.",
    "note.event_without_cells": "Ett beslut i inställningarna rör ingen yrkesgrupp som finns: det har ingen verkan.",
    "note.scenario_unmeasured": "Åtgärden ”{about}” är inte räknad: kompetensen den gäller är inte levererad.",
    "note.one_cause": "Orsak till att någon slutar saknas: vad behovet beror på visar alla som slutar tillsammans.",
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
    "sure.h.past": "Hur det har gått förut",
    "sure.h.revised": "Vad som ändrats sedan förra utgåvan",
    "sure.years.test": "Antal, slutar och anställs prövade så långt fram?",
    "sure.years.tried": "ja",
    "sure.years.untried": "nej",
    "sure.years.untold": "inte räknat",
    "sure.years.note": (
        "Behovet självt kan inte prövas, för vad som behövdes syns inte i efterhand. Det som prövats mot utfall är antalet "
        "medarbetare, antalet som slutar och antalet som anställs."
    ),
    "sure.no_span": "inget spann",
    "sure.not_told": "visas inte",
    "sure.totals": "För {name} som helhet hamnade utfallet inom spannet {hit} gånger av {n}.",
    "sure.totals.right": "Det är ungefär de åtta av tio som spannen lovar, eller fler.",
    "sure.totals.low": (
        "Prognoserna av {what} hamnade utanför oftare än de lovar, {missed} av {n} gånger, och alla låg för lågt: det blev fler."
    ),
    "sure.totals.high": (
        "Prognoserna av {what} hamnade utanför oftare än de lovar, {missed} av {n} gånger, och alla låg för högt: det blev färre."
    ),
    "sure.totals.both": "Prognoserna av {what} hamnade utanför oftare än de lovar, {missed} av {n} gånger, åt båda håll.",
    "sure.test": (
        "Prognosen har gjorts om som den hade sett ut tidigare år, med det som då var känt, och ställts mot vad som kom. "
        "Tabellen visar {year}, det senaste hela året."
    ),
    "sure.trials": (
        "Av {n} sådana prognoser för enskilda yrkesgrupper i {name} hamnade utfallet {hit} gånger inom spannet: ungefär {tenths} "
        "gånger av tio."
    ),
    "sure.ledger": (
        "Av de {n} tal för {name} som har publicerats i tidigare utgåvor och nu fått sitt utfall hamnade {hit} inom spannet: "
        "ungefär {tenths} gånger av tio."
    ),
    "sure.trials.right": "Det är vad spannen lovar.",
    "sure.trials.wide": "Det är oftare än de åtta som spannen lovar: de är hellre för breda än för smala.",
    "sure.trials.narrow": "Det är färre än de åtta som spannen lovar: läs dem som något för smala.",
    "sure.ahead": "{n} år före",
    "sure.made": "Gjord",
    "sure.naive": "Senast kända när prognosen gjordes",
    "sure.hires": "{name}: anställdes under året",
    "sure.nothing": (
        "Det finns ännu inget helt år att pröva prognosen mot. Till dess bör alla tal framåt läsas som riktning."
    ),
    "sure.past.title": "Antalet medarbetare hamnade inom spannet {hit} av {n} gånger",
    "sure.past.title.plain": "Så träffade tidigare prognoser av antalet medarbetare",
    "sure.past.came": "utfall",
    "sure.past.said": "prognos som den hade sett ut",
    "sure.past.alt": (
        "Linjediagram över antalet medarbetare hos {name}: {first} i slutet av {from} och {last} i slutet av {to}, bredvid {n} "
        "tidigare prognoser med spann. {hit} av {all} utfall ligger inom spannen."
    ),
    "sure.past.caption": "Tidigare prognoser av antalet medarbetare, {name}",
    "sure.past.made": "Kände till och med",
    "sure.past.year": "Gällde",
    "sure.past.forecast": "Prognos (spann)",
    "sure.past.outcome": "Utfall",
    "sure.broke": (
        "Under {year} hände något som prognosen inte rymde: {names}. En omorganisation, ändrade koder eller ett beslut kan ligga "
        "bakom. Är det så bör det skrivas in som ett brott, annars räknas det som om det vore slump."
    ),
    "sure.broke.exits": "antalet som slutade",
    "sure.broke.hires": "antalet som anställdes",
    "sure.broke.higher": "fler än väntat",
    "sure.broke.lower": "färre än väntat",
    "sure.shelf": "Så långt har prognoserna hållit i hela kommunen: {holds}.",
    "sure.shelf.until": "{name} håller till {year}",
    "sure.shelf.none": "För {names} har prognosen inte hållit ens ett år framåt i de flesta yrkesgrupper.",
    "sure.shelf.headcount": "antalet medarbetare",
    "sure.shelf.exits": "antalet som slutar",
    "sure.shelf.hires": "antalet som anställs",
    "sure.shelf.untested": "Hur långt prognosen håller är inte prövat: det behövs minst tre tidigare år att göra om den från.",
    "sure.untested": (
        "Längre fram än {years} år är den inte prövad här. Små yrkesgrupper och åren långt fram är de osäkraste: läs dem som "
        "riktning, inte som tal att budgetera efter."
    ),
    "sure.layers": (
        "Att spannet är så brett {year} beror mest på {name} ({share} av osäkerheten), därnäst på {name2} ({share2})."
    ),
    "sure.layer.parameters": "att dagens takter bara är kända ur några få år",
    "sure.layer.years": "att åren skiljer sig från varandra",
    "sure.layer.population": "att befolkningen kan bli en annan",
    "sure.layer.individual": "slumpen i vilka som slutar och kommer",
    "sure.layer.head": "Vad osäkerheten kommer av",
    "sure.layer.of.headcount": "antalet medarbetare",
    "sure.layer.of.need": "rekryteringsbehovet",
    "sure.layer.caption": "Vad osäkerheten i {what} kommer av, {name}",
    "sure.revision.new_data": "Nya uppgifter",
    "sure.revision.new_projection": "Ny befolkningsprognos",
    "sure.revision.changed_assumption": "Ändrade antaganden",
    "sure.revision.changed_model": "Ändrad metod",
    "sure.revision.sum": "Hela ändringen",
    "sure.revision.head": "Vad som ändrats",
    "sure.revision.number": "Ändring",
    "sure.revision.caption": "Ändring av {what} {year} sedan förra utgåvan, {name}",
    "sure.revision.note": "Plus betyder att prognosen höjts.",
    "sure.revision.of.recruitment_need_cum": "rekryteringsbehovet till och med",
    "sure.revision.of.recruitment_need": "rekryteringsbehovet under",
    "sure.revision.of.required_headcount": "antalet som behövs",
    "sure.revision.of.headcount": "antalet som väntas finnas",
    "sure.revised.none": "Prognosen säger detsamma som i förra utgåvan.",
    "sure.revised.up": "Sedan förra utgåvan har {what} {year} höjts med {n}.",
    "sure.revised.down": "Sedan förra utgåvan har {what} {year} sänkts med {n}.",
    "sure.revised.within": "Det ryms inom spannet.",
    "sure.revised.beyond": "Det är mer än vad spannet rymmer.",
    "count.0": "noll",
    "count.1": "ett",
    "count.2": "två",
    "count.3": "tre",
    "count.4": "fyra",
    "count.5": "fem",
    "count.6": "sex",
    "count.7": "sju",
    "count.8": "åtta",
    "count.9": "nio",
    "count.10": "tio",
}
