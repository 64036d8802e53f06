"""Section 10 and the programme's page, in Swedish."""

TEXTS = {
    "section.10": "Programmet här",
    "programme.title": "Ledarprogrammet i {name}",
    "programme.link": "Ledarprogrammet: hur långt det har kommit, vilka som har mötts, om det verkar och vad det betyder för behovet",
    "programme.here": "här",
    "programme.municipality": "hela kommunen",
    "programme.none": "Kommunen har inte angett något ledarprogram. Därför följs här inga deltagare, möten eller effekter.",
    "programme.least": "minst {n}",
    "programme.few": "få",
    "programme.between": "nitton gånger av tjugo mellan {low} och {high}",
    "programme.ends": "{low} till {high}",
    "programme.unit.points": "enheter",
    "programme.unit.percent": "procent",
    # --- What leadership can touch -----------------------------------------------------------------------------
    "programme.touch.h": "Vad ledarskapet kan påverka här",
    "programme.touch.absent": "Vad rekryteringsbehovet beror på är inte uträknat, så det går inte att säga hur mycket av det som ligger nära chefen.",
    "programme.touch.both": (
        "Av rekryteringsbehovet {when} kommer {near} {near:person|personer} av orsaker nära chefen och {outside} av orsaker utanför. "
        "Det är en räkning på prognosen: den visar var ledarskap kan ha betydelse, inte hur stor den är, och den gäller vad programmet än visar sig ge."
    ),
    "programme.touch.near": (
        "Orsaker nära chefen ger {near} {near:person|personer} av rekryteringsbehovet {when}; orsakerna utanför lägger inte till några "
        "({outside}). Det är en räkning på prognosen: den visar var ledarskap kan ha betydelse, inte hur stor den är."
    ),
    "programme.touch.none": (
        "Orsaker nära chefen lägger inte till något i rekryteringsbehovet {when} ({near}); orsakerna utanför ger {outside}. Det är en "
        "räkning på prognosen och säger inget om vad ledarskapet har gett."
    ),
    "programme.touch.what": "Vad",
    "programme.touch.n": "Antal eller andel",
    "programme.touch.caption": "Vad ledarskapet kan påverka, {name}",
    "programme.touch.row.near": "Rekryteringsbehov av orsaker nära chefen, personer",
    "programme.touch.row.outside": "Rekryteringsbehov av orsaker utanför, personer",
    "programme.touch.row.first_year": "Bredvid: slutade under sitt första år i anställningen, {year}",
    "programme.touch.row.leaving": "Bredvid: chefer som slutade i kommunen, andel, {year}",
    "programme.touch.row.training": "Bredvid: redan anställda som skulle behöva bli behöriga, ”{requirement}”, till {year}",
    "programme.touch.note": (
        "Raderna läggs aldrig ihop: den som slutar under sitt första år kan också vara räknad bland orsakerna nära chefen. "
        "Vad som ligger nära chefen har kommunen själv angett."
    ),
    # --- Coverage ----------------------------------------------------------------------------------------------
    "programme.coverage.h": "Vilka som har gått",
    "programme.coverage.absent": (
        "Vilka chefer som har gått programmet mäts inte: inga kursdeltagare är levererade. Börja lämna en lista med deltagare, kursgrupp, "
        "startdag och om kursen är slutförd."
    ),
    "programme.coverage.untold": (
        "För {name} går det inte att visa hur många som har gått utan att peka ut någon. Det här gäller hela kommunen:"
    ),
    "programme.coverage.some": "{n} av {all} chefer ({share}) hade gått klart programmet {when}.",
    "programme.coverage.all": "Alla {all} chefer hade gått klart programmet {when}.",
    "programme.coverage.nobody": "Ingen av de {all} cheferna hade gått klart programmet {when}.",
    "programme.coverage.nearly": "Färre än {left} av {all} chefer hade inte gått klart programmet {when}.",
    "programme.coverage.few": "Färre än {few} av {all} chefer hade gått klart programmet {when}.",
    "programme.coverage.with.under_way": "{n} av {all} chefer hade gått klart programmet eller gick det {when}.",
    "programme.coverage.with.not_begun": "{n} av {all} chefer hade gått klart programmet eller inte börjat {when}.",
    "programme.coverage.whose": " Talen gäller {names} tillsammans.",
    "programme.coverage.caption": "Chefer som har gått klart programmet, {name}",
    "programme.coverage.head.when": "När",
    "programme.coverage.head.kind": "Vad",
    "programme.coverage.head.share": "Andel av cheferna",
    "programme.coverage.head.all": "Chefer",
    "programme.coverage.head.through": "Har gått klart",
    "programme.coverage.note": (
        "Förvaltningarnas läge visas som det var vid årets slut. Framåt: väntad andel, inom parentes åtta gånger av tio däremellan."
    ),
    "programme.drain.observed": "Utfall",
    "programme.drain.name.roll_out": "Med de grupper som återstår",
    "programme.drain.name.no_groups": "Utan nya grupper",
    "programme.drain.name.one_group": "Med en grupp om året",
    "programme.drain.name.keep": "Med så många platser att nio av tio hålls",
    "programme.drain.roll_out": "Med de grupper som återstår väntas {share} av cheferna ha gått det {when}{between}.",
    "programme.drain.no_groups": "Utan nya grupper väntas {share} av cheferna ha gått programmet {when}{between}, för att chefer byts ut.",
    "programme.drain.no_groups.after": "Kommer inga grupper därefter väntas {share} av cheferna ha gått programmet {when}{between}, för att chefer byts ut.",
    "programme.drain.one_group": "Med en grupp om året väntas {share} ha gått det {when}{between}.",
    "programme.promise.in_post_at_start": "de som var chefer när programmet började och är kvar",
    "programme.promise.all_with_service": "alla chefer med minst ett halvår på posten",
    "programme.promise.share": "Av {who} har {share} gått klart.",
    "programme.promise.reached": "Av {who} har {share} gått klart: målet, 95 av 100, är nått.",
    "programme.promise.when": "Målet, 95 av 100, väntas nås i {month}{between}.",
    "programme.promise.between": ", åtta gånger av tio mellan {low} och {high}",
    "programme.promise.from": ", tidigast i {low} nio gånger av tio",
    "programme.promise.never": "Målet, 95 av 100, väntas inte nås inom de år som är räknade, om grupperna fortsätter som hittills.",
    "programme.promise.passed": "Det var lovat till den {day} och är inte nått.",
    "programme.promise.chance": "Chansen att det som är lovat till den {day} hålls är {chance}.",
    "programme.promise.pace": "Hittills har {pace} chefer i månaden gått klart; för att hålla dagen behövs {needed}.",
    "programme.promise.caption": "Löftet om 95 av 100 chefer: läge, dag, chans och takt",
    "programme.promise.head.who": "Vilka",
    "programme.promise.head.share": "Har gått klart",
    "programme.promise.head.due": "Lovat till",
    "programme.promise.head.when": "Väntas nås",
    "programme.promise.head.chance": "Chans att dagen hålls",
    "programme.promise.head.pace": "Klara i månaden hittills",
    "programme.promise.head.needed": "Klara i månaden som behövs",
    "programme.promise.head.places": "Platser om året som håller nio av tio",
    "programme.promise.note": "Dag och chans är räknade med den takt, de uteblivna och de chefsbyten som har varit.",
    "programme.chart.unit": "Andel av cheferna som har gått klart",
    "programme.chart.seen": "utfall",
    "programme.chart.due": "planen i jämn takt: alla i {month}",
    "programme.chart.roll_out": "återstående grupper",
    "programme.chart.no_groups": "utan nya grupper",
    "programme.chart.one_group": "en grupp om året",
    "programme.chart.keep": "platser som håller nio av tio",
    "programme.chart.title.seen": "{share} av cheferna hade gått klart programmet {when}",
    "programme.chart.title.band": "Minst {share} av cheferna hade gått klart programmet {when}",
    "programme.chart.title.after": "; utan nya grupper därefter väntas {share} {when}",
    "programme.chart.title.drain": "; utan nya grupper väntas {share} {when}",
    "programme.chart.alt": (
        "Linjediagram för {name} över andelen chefer som har gått klart: {first} i {start} och {share} i {now}, bredvid en jämn takt mot det lovade."
    ),
    "programme.chart.alt.ahead": "Framåt, {kind}: {share} i {when}.",
    # --- Meetings ----------------------------------------------------------------------------------------------
    "programme.meetings.h": "Vilka som har mötts",
    "programme.meetings.absent": (
        "Vilka som har mötts i kursgrupperna mäts inte, eller är för få för att visas. Det som behövs är en lista med deltagare och kursgrupp."
    ),
    "programme.meetings.one": "Alla som har gått hör till samma förvaltning eller visas tillsammans: det finns ingen annan förvaltning att möta.",
    "programme.meetings.cross": (
        "Av hundra möten i kursgrupperna var {n} med någon från en annan förvaltning; slumpen hade gett {chance}."
    ),
    "programme.meetings.like": "Skillnaden är inte större än slumpen själv kan ge.",
    "programme.meetings.less": "Grupperna är alltså mindre blandade än om platserna hade lottats.",
    "programme.meetings.more": "Grupperna är alltså mer blandade än om platserna hade lottats.",
    "programme.meetings.activity": "Det visar vad som har gjorts, inte vad det har gett.",
    "programme.meetings.here.least": "{name} har mött {others} mindre än hälften så ofta som slumpen hade gett.",
    "programme.meetings.here.all": "{name} har mött alla andra minst hälften så ofta som slumpen hade gett.",
    "programme.meetings.caption.all": "Möten i kursgrupperna, hela kommunen",
    "programme.meetings.caption.here": "Möten mellan {name} och andra förvaltningar",
    "programme.meetings.caption": "Möten mellan och inom förvaltningar",
    "programme.meetings.head.what": "Vad",
    "programme.meetings.head.number": "Antal",
    "programme.meetings.head.other": "Förvaltning",
    "programme.meetings.head.two": "Förvaltningar",
    "programme.meetings.head.pairs": "Möten",
    "programme.meetings.head.chance": "Slumpen hade gett",
    "programme.meetings.row.groups": "Kursgrupper",
    "programme.meetings.row.cross": "Möten med en annan förvaltning, av hundra",
    "programme.meetings.row.chance": "Slumpen hade gett, av hundra",
    "programme.meetings.pair": "{a} – {b}",
    "programme.meetings.within": "{a}, inom sig",
    "programme.meetings.note": (
        "Ett möte är två chefer som satt i samma kursgrupp. Förvaltningar med få chefer visas tillsammans. Slumpen: lika stora grupper, platserna lottade."
    ),
    "programme.meetings.title.least": "Minst har {a} och {b} mötts, mätt mot slumpen",
    "programme.meetings.title.all": "Alla förvaltningar har mötts, ingen mindre än hälften så ofta som slumpen hade gett",
    "programme.meetings.alt": (
        "Rutnät över möten mellan {n} förvaltningar: {hardly} av {pairs} par har mötts mindre än hälften så ofta som slumpen hade gett."
    ),
    "programme.meetings.alt.most": "Flest möten har {a} och {b}: {n}.",
    "programme.meetings.key.less": "under hälften av slumpen",
    "programme.meetings.key.even": "ungefär som slumpen",
    "programme.meetings.key.more": "mer än en och en halv gång slumpen",
    # --- Worth -------------------------------------------------------------------------------------------------
    "programme.worth.h": "Vad det betyder för behovet",
    "programme.worth.absent": "Vad programmet betyder för rekryteringsbehovet är inte uträknat i den här utgåvan.",
    "programme.worth.between": ", åtta gånger av tio mellan {low} och {high}",
    "programme.worth.measured.sure": (
        "Med det som jämförelsen visar om egen begäran undviks {n} {n:rekrytering|rekryteringar} {when}{between}."
    ),
    "programme.worth.measured.unsure": (
        "Med det som jämförelsen visar om egen begäran går det inte att säga att någon rekrytering undviks: i medeltal {n} {when}{between}."
    ),
    "programme.worth.measured.added": (
        "Med det som jämförelsen visar om egen begäran blir det {n} {n:rekrytering|rekryteringar} fler {when}{between}."
    ),
    "programme.worth.assumed.avoided": (
        "Antagande, inte mätning: en effekt om {s} procent {kind} som slutar på egen begäran skulle betyda {n} färre {n:rekrytering|rekryteringar} {when}{between}."
    ),
    "programme.worth.assumed.added": (
        "Antagande, inte mätning: en effekt om {s} procent {kind} som slutar på egen begäran skulle betyda {n} fler {n:rekrytering|rekryteringar} {when}{between}."
    ),
    "programme.worth.fewer": "färre",
    "programme.worth.more": "fler",
    "programme.worth.value.measured": "I medeltal motsvarar det {value} miljoner kronor i rekryteringskostnad{between}.",
    "programme.worth.value.assumed": "Det skulle motsvara {value} miljoner kronor i rekryteringskostnad{between}.",
    "programme.worth.cost": "Programmets kostnad under samma tid är {cost} miljoner kronor.",
    "programme.worth.cost.here": "Förvaltningens del av programmets kostnad under samma tid är {cost} miljoner kronor.",
    "programme.worth.how": (
        "Effekten är dragen ur hela sitt spann, också när den inte är säkerställd, och hålls tillbaka mot noll: på förhand räknas "
        "effekter utöver ungefär {prior} procent åt något håll som mindre troliga."
    ),
    "programme.worth.basis.measured": "Enligt jämförelsen",
    "programme.worth.basis.assumed": "Antagande, inte mätning",
    "programme.worth.caption": "Rekryteringar som undviks, värde och kostnad, {name}",
    "programme.worth.head.year": "Till och med",
    "programme.worth.head.basis": "Grund",
    "programme.worth.head.avoided": "Rekryteringar som undviks",
    "programme.worth.head.value": "Värde, miljoner kronor",
    "programme.worth.head.cost": "Kostnad, miljoner kronor",
    "programme.worth.note": (
        "Talen är sammanlagda från i dag. Minus betyder fler rekryteringar. Värdet är antalet gånger kommunens kostnad för en rekrytering."
    ),
    "programme.worth.unit": "Rekryteringar som undviks, sammanlagt",
    "programme.worth.axis": "Till och med året",
    "programme.worth.title.sure": "Till {year} undviks {n} {n:rekrytering|rekryteringar}, enligt jämförelsen",
    "programme.worth.title.unsure": "Om rekryteringar undviks till {year} går inte att säga: spannet rymmer noll",
    "programme.worth.title.added": "Till {year} blir det {n} {n:rekrytering|rekryteringar} fler, enligt jämförelsen",
    "programme.worth.title.assumed": "Antagande, inte mätning: till {year} skulle {n} {n:rekrytering|rekryteringar} undvikas",
    "programme.worth.alt": (
        "Kurva med spann för {name}, {basis}: {first} rekryteringar som undviks till {from} och {last} till {to}, åtta gånger av tio mellan {low} och {high}."
    ),
    # --- At home -----------------------------------------------------------------------------------------------
    "programme.home.h": "Vad som görs hemma",
    "programme.home.absent": (
        "Vad som görs hemma efter kursen mäts inte: inga åtgärder är levererade, eller så är det inte uträknat vad behovet beror på."
    ),
    "programme.home.some": "{n} av {all} stora orsaker till rekryteringsbehovet möts inte av någon åtgärd: {names}.",
    "programme.home.met": "{all:Den enda stora orsaken|Var och en av de stora orsakerna} till rekryteringsbehovet möts av minst en åtgärd. Om åtgärderna hjälper är inte mätt.",
    "programme.home.intro": (
        "En stor orsak ger minst en tiondel av det som lägger till i rekryteringsbehovet {when}. Tabellen visar om någon åtgärd är riktad mot den, inte om åtgärden hjälper."
    ),
    "programme.home.caption": "Från orsak till åtgärd, {name}",
    "programme.home.head.driver": "Orsak",
    "programme.home.head.reach": "Var den ligger",
    "programme.home.head.need": "Rekryteringar till {year}",
    "programme.home.head.effect": "Väntad effekt av programmet",
    "programme.home.head.initiative": "Åtgärd hemma",
    "programme.home.no_effect": "ingen",
    "programme.home.none": "ingen åtgärd",
    "programme.home.all_met": "ingen",
    "programme.home.with": "med {names}",
    "programme.home.from": "ur programmet",
    "programme.home.large": "Stora orsaker, antal",
    "programme.home.total": "{large}, varav {empty} utan åtgärd",
    "programme.home.note": (
        "En stor orsak ger minst en tiondel av det som lägger till i behovet. Åtgärder som inte är "
        "riktade mot en orsak står inte här."
    ),
    "programme.home.everywhere.caption": "Stora orsaker till behovet och åtgärder, efter förvaltning",
    "programme.home.everywhere.administration": "Förvaltning",
    "programme.home.everywhere.large": "Stora orsaker",
    "programme.home.everywhere.met": "Möts av någon åtgärd",
    "programme.home.everywhere.empty": "Möts inte av någon",
    "programme.home.everywhere.begun": "Åtgärder",
    "programme.home.everywhere.note": "Vilka åtgärderna är står i förvaltningens egen rapport, avsnittet om programmet.",
    "programme.initiative.planned": "planerad",
    "programme.initiative.under_way": "pågår",
    "programme.initiative.done": "klar",
    "programme.initiative.stopped": "avbruten",
    "programme.initiative.unknown": "läge okänt",
}
