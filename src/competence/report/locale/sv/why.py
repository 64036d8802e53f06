"""Sections 8 and 9: why, and what would help, in Swedish."""

TEXTS = {
    "section.8": "Varför?",
    "section.9": "Vad skulle hjälpa?",
    "drivers.absent": (
        "Vad rekryteringsbehovet beror på är inte uträknat i den här utgåvan. I avsnittet om i dag står varför "
        "medarbetare slutade under det senaste hela året."
    ),
    "drivers.intro": (
        "Rekryteringsbehovet {when} har delats upp på vad det beror på. Där orsaker hänger ihop, så att den enes verkan beror på "
        "den andres, är det som är gemensamt fördelat mellan dem."
    ),
    "drivers.untold": (
        "Varför medarbetare slutar är inte levererat för {name}. Pension, egen begäran och tidsbegränsade som går ut kan därför "
        "inte skiljas åt, och hur mycket av behovet som ligger nära chefen går inte att säga."
    ),
    "drivers.all": "Hela behovet beror på {name}; annat minskar det något.",
    "drivers.one": "Behovet beror mest på {name} ({share}).",
    "drivers.two": "Behovet beror mest på {name} ({share}) och därnäst på {name2} ({share2}).",
    "drivers.near.share": "Sammanlagt kommer {share} av behovet av orsaker som ligger nära chefen.",
    "drivers.reach": (
        "Nära chefen är orsaker som uppstår i arbetet och på arbetsplatsen; hur mycket av dem som går att påverka är inte räknat. "
        "Utanför är det som bestäms av befolkningen, pensionsreglerna eller politiska beslut. Uppdelningen är en räkning på "
        "prognosen, inte ett betyg på någon."
    ),
    "drivers.title": "Störst del av rekryteringen till {year} beror på {name}: {n} personer",
    "drivers.title.untold": "Störst del av rekryteringen till {year} ersätter dem som slutar, varför är inte känt: {n} personer",
    "drivers.alt": "Stapeldiagram över vad rekryteringsbehovet för {name} till {year} beror på, i personer: {parts}.",
    "drivers.caption": "Vad rekryteringsbehovet beror på, {name}, till {year}",
    "drivers.head.driver": "Orsak",
    "drivers.head.reach": "Var orsaken ligger",
    "drivers.head.need": "Personer",
    "drivers.head.share": "Andel av summan",
    "drivers.share.less": "minskar behovet",
    "drivers.share.more": "mer än hela",
    "drivers.h.near": "Nära chefen",
    "drivers.h.outside": "Utanför",
    "drivers.h.untold": "Orsaken är inte känd",
    "drivers.reach.untold": "inte känt",
    "drivers.reach.near": "nära chefen",
    "drivers.reach.outside": "utanför",
    "drivers.sum.near": "Nära chefen, summa",
    "drivers.sum.outside": "Utanför, summa",
    "drivers.sum.untold": "Okänd orsak, summa",
    "drivers.sum": "Summan av orsakerna",
    "drivers.rest.vacant": "Tjänster som är lediga redan i dag",
    "drivers.rest.approximate": "Skillnad för att orsakerna är räknade ungefärligt",
    "drivers.rest.need": "Rekryteringsbehovet på sidan",
    "drivers.note": (
        "Minus betyder att orsaken minskar behovet. Orsakerna är räknade på väntade värden och inte på hela prognosen: därför "
        "skiljer sig summan från behovet, så mycket som de sista raderna visar."
    ),
    "drivers.demography": "Befolkningen",
    "drivers.undelivered": "inte levererat",
    "drivers.staffing_policy": "Beslut om bemanning",
    "drivers.retirement": "Pension",
    "drivers.resignation": "Egen begäran",
    "drivers.other_exits": "Tidsbegränsade som går ut och annat",
    "drivers.internal_moves": "Byten inom kommunen",
    "drivers.absence_returns": "Tjänstledighet och återkomst",
    "drivers.fte": "Sysselsättningsgrad",
    "drivers.unknown_exits": "Slutar, orsaken är inte känd",
    "drivers.because.demography": "att befolkningen förändras",
    "drivers.because.staffing_policy": "beslut om bemanningen",
    "drivers.because.retirement": "att medarbetare går i pension",
    "drivers.because.resignation": "att medarbetare slutar på egen begäran",
    "drivers.because.other_exits": "att tidsbegränsade anställningar går ut och liknande",
    "drivers.because.internal_moves": "att medarbetare byter tjänst inom kommunen",
    "drivers.because.absence_returns": "att medarbetare är tjänstlediga",
    "drivers.because.unknown_exits": "att medarbetare slutar, varför är inte känt",
    "drivers.because.fte": "ändrad sysselsättningsgrad",
    "levers.absent": (
        "Inga möjliga åtgärder är räknade i den här utgåvan. De läggs upp i inställningarna, var och en med vad den ändrar, "
        "vad den kostar och vem som beslutar."
    ),
    "levers.intro": (
        "Varje åtgärd är räknad som om den infördes nu, allt annat lika, och jämförd med prognosen {when}. Skillnaden är "
        "alltså åtgärdens egen."
    ),
    "levers.need": "Mest hjälper ”{name}”: {n} färre att rekrytera{interval}{cost}.",
    "levers.skill": (
        "Mest hjälper ”{name}”: {n} färre årsarbetare saknas i kravet ”{requirement}” {when}{interval}{cost}."
    ),
    "levers.skill.also": (
        "Mot bristen på kompetens hjälper ”{name}” mest: {n} färre årsarbetare saknas i kravet ”{requirement}”{interval}{cost}."
    ),
    "levers.cost": ", för {cost} miljoner kronor om året",
    "levers.cost.whole": ", för {cost} miljoner kronor om året i hela kommunen",
    "levers.none": "Ingen av de räknade åtgärderna minskar behovet med säkerhet.",
    "levers.title": "Till {year} hjälper ”{name}” mest: {n} färre att rekrytera",
    "levers.title.none": "Ingen räknad åtgärd minskar rekryteringen till {year} med säkerhet",
    "levers.alt": (
        "Stapeldiagram för {name} över hur många fler eller färre som behöver rekryteras till {year} med varje åtgärd: {parts}."
    ),
    "levers.caption": "Åtgärder jämförda med prognosen, {name}, till {year}",
    "levers.harm": "Men ”{name}” gör samtidigt bristen större i {requirements}.",
    "levers.harm.of": "kravet ”{requirement}” med {n} årsarbetare{interval}",
    "levers.idle": "Utan verkan här: {names}.",
    "levers.all_idle": "Ingen av de räknade åtgärderna har någon verkan här: {names}.",
    "levers.option.harm": "; {n} fler saknas i kravet ”{requirement}”",
    "levers.unmoved": "ändras inte",
    "levers.unknown": "inte räknat",
    "levers.head.scenario": "Åtgärd",
    "levers.head.strategy": "Strategi",
    "levers.head.need": "Att rekrytera",
    "levers.head.gap": "Personer som saknas",
    "levers.head.skill": "Rätt kompetens som saknas, årsarbetare",
    "levers.head.cost": "Miljoner kronor om året",
    "levers.head.owner": "Vem beslutar",
    "levers.no_strategy": "Utan strategi",
    "levers.table.note": (
        "Talen är skillnader mot prognosen: minus är färre. Inom parentes: åtta gånger av tio hamnar skillnaden däremellan. "
        "Rätt kompetens: det krav där åtgärden hjälper mest, och varje krav där bristen klart växer. Kostnaden gäller hela kommunen, utom där åtgärden bara rör en förvaltning."
    ),
    "levers.note": (
        "Åtgärder kan inte utan vidare läggas ihop: två som verkar på samma sak ger mindre tillsammans än var för sig."
    ),
    "levers.option": "{name}: {n} färre{cost}",
    "levers.option.cost": ", {cost} mkr",
    "levers.option.cost.whole": ", {cost} mkr (kommunen)",
}
