"""Swedish texts. `{name}` takes a value, `{name:ord|flera}` the word that agrees with its number."""

TEXTS = {
    "and": "och",
    "or": "eller",
    "unplaced": "Okänd förvaltning",
    "unknown_occupation": "Okänd yrkesgrupp",
    "municipality": "Kommunen",
    "interval": "åtta gånger av tio mellan {low} och {high}",
    "at_end_of": "i slutet av {year}",
    "in_month": "i {month}",
    # --- The page ----------------------------------------------------------------------------------------------
    "page.title": "{name} – kompetensförsörjning",
    "page.kicker": "Kompetensförsörjning",
    "page.until": "Uppgifter till och med {day}",
    "page.all": "Alla förvaltningar",
    "page.contents": "Innehåll",
    "page.skip": "Till innehållet",
    "page.table": "Visa siffrorna",
    "page.edition": "Utgåva {edition}",
    "page.contact": "Kontakt: {contact}",
    "page.footer": "{municipality}. Talen är avrundade var för sig och summerar därför inte alltid på enheten.",
    "page.scroll": "Tabell: {caption}",
    "section.1": "Det viktigaste",
    "section.4": "I dag",
    "section.5": "De närmaste {months} månaderna",
    "section.5.short": "De närmaste två åren",
    "section.6": "{years} år: antal",
    "section.7": "{years} år: kompetens",
    "section.11": "Hur säkert är det?",
    "section.12": "Underlaget",
    "years.10": "Tio",
    "joined.subject": "{name} m.fl.",
    "year_to": "året till {month}",
    "joined.page": (
        "{name} är för liten för att visas för sig. Alla tal på sidan gäller {names} tillsammans, om inget annat sägs."
    ),
    # --- 1 Essentials ------------------------------------------------------------------------------------------
    "lead.both": (
        "{name} behöver rekrytera {need} {need:person|personer} till {year}. Kompetens saknas mest i kravet "
        "”{requirement}”: {gap} årsarbetare."
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
        "{surplus} för många och {short} för få{beyond}."
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
        "{surplus} årsarbetare för många och {short} för få."
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
    "assumed": (
        "Dagens bemanning antas vara rätt: lediga tjänster är inte levererade, så en brist som redan finns syns inte."
    ),
    "sure": ("Rekryteringsbehovet är {certainty}: spannet är {width} av behovet. {tested}"),
    "sure.unknown": "Hur säkert det är går inte att säga för så få. {tested}",
    "tested.one": "Prognosen är prövad mot utfall ett år framåt, inte längre.",
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
    "card.people.surplus": "{n:person|personer} för många",
    "card.skills.unit": "årsarbetare saknas",
    "card.enough": "räcker",
    "card.none": "inga krav",
    "card.unknown": "går inte att säga",
    "card.skills.of": "i kravet ”{requirement}”",
    "card.even": "åtta gånger av tio mellan {surplus} för många och {short} för få",
    "card.unclear": "oklart",
    "card.as_now": "om rekryteringen går som nu",
    # --- 4 Today -----------------------------------------------------------------------------------------------
    "today.intro": (
        "{name} har {heads} månadsavlönade medarbetare, som motsvarar {fte} årsarbetare. Timavlönade räknas inte hit."
    ),
    "key.caption": "Nyckeltal för {name} och kommunen",
    "key.caption.all": "Nyckeltal för {name}",
    "key.measure": "Mått",
    "key.before": "Året före",
    "key.headcount": "Medarbetare, {when}",
    "key.fte": "Årsarbetare, {when}",
    "key.mean_age": "Medelålder, år ({when})",
    "key.old": "60 år och äldre ({when})",
    "key.permanent": "Tillsvidareanställda ({when})",
    "key.women": "Kvinnor ({when})",
    "key.exits": "Slutade under {when}",
    "key.exits_share": "Slutade, andel av medarbetarna ({when})",
    "key.hires": "Anställdes under {when}",
    "key.vacancies": "Lediga tjänster, årsarbetare ({when})",
    "key.qualified": "{requirement}: uppfyller kravet ({when})",
    "key.note": (
        "Medarbetare: månadsavlönade personer, var och en räknad en gång. Årsarbetare: summan av "
        "sysselsättningsgraderna. Slutade: alla som lämnade månadsanställning i kommunen, pension inräknad; andelen är "
        "av medeltalet medarbetare i årets början och slut."
    ),
    "causes.caption": "Varför medarbetare slutade under {when}",
    "causes.cause": "Orsak",
    "causes.number": "Antal",
    "causes.share": "Andel av medarbetarna",
    "cause.retirement": "Pension",
    "cause.resignation": "Egen begäran",
    "cause.other": "Annat, mest tidsbegränsade anställningar som löpte ut",
    "causes.together": (
        "Talen gäller {names} tillsammans: för sig är de för små för att visas uppdelade på orsak."
    ),
    "causes.everyone": "Talen gäller hela kommunen: uppdelade på orsak är de för små för att visas för sig.",
    "causes.few": "Varför medarbetare slutar visas inte: talen är för små för att delas upp.",
    "causes.none": "Varför medarbetare slutar framgår inte av leveranserna.",
    "rows.caption": "Medarbetare efter yrkesgrupp, {when}",
    "rows.group": "Yrkesgrupp",
    "rows.heads": "Medarbetare",
    "rows.share": "Andel",
    "rows.all": "Alla",
    "rows.note": "Yrkesgrupper med färre än {limit} medarbetare redovisas tillsammans, så att ingen kan kännas igen.",
    "age.title": "{share} av medarbetarna är 60 år eller äldre",
    "age.title.plain": "Så gamla är medarbetarna",
    "age.alt": (
        "Stapeldiagram över åldrarna hos {name}. Störst är gruppen {most} med {count} medarbetare; den yngsta, "
        "{first}, har {young} och den äldsta, {last}, {old}."
    ),
    "age.mark": "med kommunens fördelning",
    "age.caption": "Medarbetare efter ålder, {name}, {when}",
    "age.band": "Ålder",
    "age.open": "{first} år och äldre",
    "age.from_to": "{first}–{last} år",
    "age.below": "under {last} år",
    "age.withheld": (
        "Åldrarna visas inte: någon åldersgrupp är så liten att enskilda skulle kunna kännas igen."
    ),
    "age.undelivered": "Ålder finns inte i leveranserna.",
    # --- 5 Months ----------------------------------------------------------------------------------------------
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
    # --- 6 Ten years: people -----------------------------------------------------------------------------------
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
    "bridge.alt.missing": " Går rekryteringen som nu saknas {gap} av dem.",
    "bridge.today": "I dag",
    "bridge.leave": "Slutar till {year}",
    "bridge.join": "Kommer från andra grupper till {year}",
    "bridge.remain": "Kvar av dagens {year}",
    "bridge.recruit": "Att rekrytera",
    "bridge.replace": "Nya som hinner sluta",
    "bridge.need": "Behövs {year}",
    "bridge.missing": "Saknas om det går som nu",
    "bridge.over": "För många om det går som nu",
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
    # --- 7 Ten years: competence -------------------------------------------------------------------------------
    "skills.two": (
        "En full bemanning kan dölja att kompetens saknas. Därför står två brister sida vid sida: för få medarbetare, "
        "och för få som uppfyller kravet. De läggs aldrig ihop, och inte heller olika krav: en person kan räknas under "
        "flera."
    ),
    "skills.intro": (
        "{when} behövs {required} årsarbetare som uppfyller kravet, och {qualified} väntas finnas."
    ),
    "skills.gap.short": "Det saknas {gap}{interval}.",
    "skills.gap.surplus": "Det är {gap} fler än vad som krävs{interval}.",
    "skills.gap.either": (
        "Om det räcker går inte att säga: åtta gånger av tio mellan {surplus} för många och {short} för få."
    ),
    "skills.gap.even": "Det väntas räcka.",
    "skills.gap.mean": "Det väntas saknas {gap}.",
    "skills.gap.train": "Det motsvarar {train} av de anställda, om bristen skulle täckas med utbildning.",
    "skills.law": "Kravet är lag: {source}.",
    "skills.own": "Kravet är kommunens eget mål: {source}.",
    "skills.nosource.law": "Kravet är lag.",
    "skills.nosource.own": "Kravet är kommunens eget mål.",
    "skills.share.all": "Alla årsarbetare ska uppfylla det {year}.",
    "skills.share": "{share} av årsarbetarna ska uppfylla det {year}.",
    "skills.cliff": (
        "Övergångsregeln gäller till och med {day}; därefter räknas de som stöder sig på den inte längre."
    ),
    "skills.title.short": "{year} saknas {gap} årsarbetare: {requirement}",
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
    "skills.recruit": "Rekryteras med rätt kompetens under året, personer",
    "skills.train": "Eller utbildas av de anställda, personer",
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
        "kompetensbrist att räkna. Nya krav läggs till i inställningarna av den som svarar för underlaget."
    ),
    "skills.section.undelivered": (
        "Kompetensen kan inte bedömas: inga uppgifter om legitimation, examen eller bevis har levererats."
    ),
    "skills.order": (
        "Det som behövs är en fil ur HR-systemet eller registret med en rad per person och bevis: person, vilket "
        "bevis, datum från och till. Kraven läggs sedan in i inställningarna."
    ),
    "skills.people": ("Bredvid kompetensen står antalet. {sentence}"),
    # --- 11 How sure -------------------------------------------------------------------------------------------
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
    # --- 12 The material ---------------------------------------------------------------------------------------
    "sources.caption": "Leveranser",
    "sources.source": "Källa",
    "sources.file": "Senaste fil",
    "sources.files": "Filer",
    "sources.delivered": "Levererad",
    "sources.rows": "Rader",
    "sources.none": "Inga leveranser är förtecknade.",
    "who": (
        "Som medarbetare räknas månadsavlönade{agreements}. En person med flera anställningar räknas en gång, i den "
        "största. Den som är helt tjänstledig räknas med i antalet."
    ),
    "who.agreements": " enligt {names}",
    "who.unknown": ", även där avtalet är okänt",
    "not_staff.caption": "Rader som inte är personal, hela kommunen",
    "not_staff.kind": "Slag",
    "not_staff.why": "Skäl",
    "not_staff.rows": "Rader",
    "accounts.caption": "Vad som hände med de levererade raderna, hela kommunen",
    "accounts.what": "Rader",
    "accounts.number": "Antal",
    "accounts.used": "Användes",
    "accounts.not_staff": "Är inte personal",
    "accounts.quarantined": "Lades åt sidan",
    "accounts.all": "Levererades",
    "quarantine.caption": "Rader som lades åt sidan, hela kommunen",
    "quarantine.reason": "Skäl",
    "kind.no_employment": "Timmar utan anställning",
    "reason.blank_row": "Tom rad",
    "reason.repeated_heading": "Rubriken en gång till",
    "reason.before_heading": "Rad ovanför rubriken",
    "reason.sum_row": "Summarad",
    "reason.footer": "Fotnot",
    "reason.superseded": "Ersatt av en nyare leverans",
    "reason.protected": "Skyddad identitet",
    "reason.duplicate": "Dubblett",
    "reason.field_count": "Fel antal fält",
    "reason.missing_identity": "Personnummer saknas",
    "reason.bad_identity": "Felaktigt personnummer",
    "reason.identity_in_text": "Personnummer i fel kolumn",
    "reason.missing_value": "Nödvändig uppgift saknas",
    "reason.bad_date": "Oläsligt datum",
    "reason.date_out_of_range": "Orimligt datum",
    "reason.end_before_start": "Slutar före start",
    "reason.bad_share": "Orimlig sysselsättningsgrad",
    "reason.bad_number": "Orimligt tal",
    "reason.unknown_value": "Okänt ord",
    "reason.unknown_qualification": "Okänd kompetens",
    "reason.duplicate_key": "Samma nyckel, annat innehåll",
    "kind.elected": "Förtroendevalda",
    "kind.fee_paid": "Arvoderade",
    "kind.youth_job": "Ungdomsjobb",
    "kind.on_call_firefighter": "Räddningspersonal i beredskap",
    "kind.labour_market_job": "Arbetsmarknadsanställda",
    "kind.assistant_pan": "Anhöriganställda",
    "quarantine.none": "Inga rader lades åt sidan.",
    "material.h.sources": "Källor",
    "material.h.who": "Vilka som räknas",
    "material.h.breaks": "Brott i serierna",
    "material.h.quality": "Kvalitet",
    "material.h.assumptions": "Antaganden",
    "material.h.method": "Metoden i korthet",
    "material.h.contact": "Kontakt",
    "breaks.caption": "Dagar då talen bytte betydelse",
    "breaks.day": "Dag",
    "breaks.what": "Vad",
    "breaks.whom": "Gäller",
    "breaks.source": "Källa",
    "breaks.everyone": "alla",
    "breaks.none": "Inga brott är angivna.",
    "quality.caption": "Mått på underlaget",
    "quality.quarantined_share": "Rader som lades åt sidan",
    "quality.missing": "Uppgift saknas",
    "quality.unknown_administration": "Anställningar utan förvaltning",
    "quality.unknown_occupation": "Anställningar utan yrkesgrupp",
    "quality.residual_share": "Antal som tillkomna och avgångna inte förklarar",
    "quality.own_requests_mended": "Egen begäran som räknas som pension på grund av ålder",
    "quality.gaps": "Avbrott som inte räknas som att sluta, för att personen kom tillbaka",
    "quality.mass_exits": "Dagar då ovanligt många lämnade en enhet",
    "quality.exits_without_reason": "Slutade utan angiven orsak",
    "column.agreement": "avtal",
    "column.birth_year": "födelseår",
    "column.contract": "anställningsform",
    "column.contract_share": "sysselsättningsgrad",
    "column.hired": "första anställningsdag",
    "column.sex": "kön",
    "column.title": "befattning",
    "column.unit": "enhet",
    "quality.measure": "Mått",
    "quality.value": "Värde",
    "quality.passed": "Inom gränsen?",
    "quality.yes": "ja",
    "quality.no": "nej",
    "quality.none": "Inga mått på underlaget är gjorda.",
    "residual.ok": (
        "Antal vid årets början, plus alla som kom, minus alla som gick, blir antalet vid dess slut: det går ihop i "
        "varje grupp och period."
    ),
    "residual.off": (
        "Antal vid årets början, plus alla som kom, minus alla som gick, går inte ihop med antalet vid dess slut för "
        "{share} av medarbetarna."
    ),
    "assumptions.caption": "Antaganden och vem som svarar för dem",
    "assumptions.what": "Antagande",
    "assumptions.value": "Säger",
    "assumptions.owner": "Svarar för",
    "assumptions.source": "Källa",
    "assumptions.unowned": "ingen angiven",
    "assumptions.orphans": "{n} av {all} antaganden som rör sidan saknar någon som svarar för dem.",
    "assumptions.owned": "Alla antaganden som rör sidan har någon som svarar för dem.",
    "assumption.requirement": "Krav: {name}",
    "assumption.share": "{share} från {year}",
    "assumption.link": "Bemanning: {occupations}",
    "assumption.link.population": "följer antalet {low}–{high} år gamla invånare",
    "assumption.link.total": "följer antalet medarbetare i övrigt",
    "assumption.link.none": "följer inget; hålls oförändrat",
    "assumption.change": "Beslutad ändring: {what}",
    "assumption.change.value": "gånger {factor} från {day}",
    "assumption.target": "Riktålder för pension",
    "assumption.target.value": "{age} år för födda från {year}",
    "assumption.break": "Brott: {what}",
    "assumption.break.value": "från {day}",
    "method.1": (
        "Hur ofta medarbetare slutar, byter grupp och anställs räknas ur historien efter ålder, anställningstid, "
        "yrkesgrupp och förvaltning. Små grupper lutar sig mot större, så att ett enstaka år inte slår igenom."
    ),
    "method.2": (
        "Behovet följer befolkningen och dagens bemanning i förhållande till den. Framtiden spelas sedan upp {draws} "
        "gånger med olika utfall av slumpen. Spannet är det område där åtta av tio av dem hamnar."
    ),
    "method.3": (
        "”Behövs” är det antal som bemanningen kräver. ”Att rekrytera” är de som måste anställas för att nå dit, även de "
        "som ersätter nya som hinner sluta. ”Saknas” är skillnaden mellan behovet och det antal som väntas finnas om "
        "rekryteringen går som den har gått."
    ),
    "contact": "Frågor om rapporten besvaras av {contact}.",
    "contact.none": "Ingen kontakt är angiven.",
    "published": (
        "Inget antal om 1–4 personer visas. Yrkesgrupper under {limit} redovisas tillsammans, händelser läggs ihop "
        "mellan förvaltningar till minst {limit}, och det som ändå är för litet står som ”färre än {limit}”. Ålder, kön, "
        "anställningsform, kompetens och vilka som slutat gäller hela år, aldrig enstaka månader."
    ),
    "band.below": "färre än {n}",
    "cell.withheld": "visas inte",
    "cell.unknown": "okänt",
    "cell.together": "tills. m. {names}",
    "cell.others": "tills. m. {n} andra",
    "cell.others.note": "För {when} gäller ”tills. m. {n} andra” {names}.",
    "cell.everyone": "hela kommunen",
    # --- Index -------------------------------------------------------------------------------------------------
    "index.title": "{name} – kompetensförsörjning",
    "index.h.glance": "Kommunen i stort",
    "index.h.administrations": "Förvaltningarna",
    "index.h.run": "Vad som gjordes",
    "index.caption": "Förvaltningarna i dag och {year}",
    "index.administration": "Förvaltning",
    "index.heads": "Medarbetare i dag",
    "index.need": "Behöver rekryteras till {year}",
    "index.gap": "Saknas {year} om det går som nu",
    "index.skills": "Störst kompetensbrist {year}, årsarbetare",
    "index.trend": "Behovet {year} mot i dag",
    "index.certainty": "Hur säkert",
    "index.certainty.note": (
        "Hur säkert: spannet i rekryteringsbehovet delat med behovet. Under 20 % säker, under 50 % ganska säker, annars "
        "osäker."
    ),
    "index.failed.named": "{name} har ingen ny rapport: {why}.",
    "index.requirement": "Krav",
    "index.skills.none": "inga krav",
    "index.skills.few": "för få för att visas",
    "index.skills.undelivered": "ej levererat",
    "index.skills.enough": "räcker",
    "index.skills.caption": "Krav på kompetens i kommunen {year}, årsarbetare",
    "index.run.caption": "Rapporter i denna utgåva",
    "index.run.report": "Rapport",
    "index.run.status": "Läge",
    "index.run.made": "gjord",
    "index.run.failed": "inte gjord: {why}",
    "index.run.last": "senast gjord med uppgifter till och med {month}",
    "index.run.never": "ingen tidigare rapport finns",
    "index.run.all": "Alla {n} rapporter är gjorda.",
    "index.run.some": "{made} av {all} rapporter är gjorda.",
    "index.alt": (
        "Linjediagram för hela {name}. Utfall: {first} medarbetare {from} och {now} {origin}. Väntat antal: {last} {year}"
        "{interval}. Behovet {year}: {need_last}."
    ),
    "failed.title": "Ingen ny rapport för {name}",
    "failed.why": "Rapporten kunde inte göras i denna körning: {why}.",
    "failed.last": "Den senaste rapporten bygger på uppgifter till och med {month}.",
    "failed.never": "Någon tidigare rapport finns inte.",
    "failed.contact": "Fråga {contact}.",
    "why.notebook": "en anteckningsbok för förvaltningen gick fel",
    "why.page": "sidan gick inte att göra",
    "why.no_staff": "förvaltningen har ingen personal i leveranserna",
}
