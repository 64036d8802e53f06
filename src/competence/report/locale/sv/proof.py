"""The municipality's page: the whole back-test and the plan's money, in Swedish."""

TEXTS = {
    "municipality.title": "{name}, hela kommunen",
    "municipality.link": "Hela kommunen: planåren, orsaker, åtgärder och hur prognosen har träffat",
    "section.proof": "Hur har prognosen träffat?",
    "section.plan": "Planåren: behov och ram",
    "method.name.ours": "vår prognos",
    "method.name.last_value": "som förra året",
    "method.name.drift": "samma ändring som hittills",
    "method.name.historic_mean": "medeltalet hittills",
    "method.name.standard_model": "standardmodellen",
    "method.name.ets": "utjämnad tidsserie",
    "proof.of.headcount": "Antal medarbetare",
    "proof.of.exits": "Slutar",
    "proof.of.hires": "Anställs",
    "proof.years": "{n} år fram",
    "proof.h.methods": "Bredvid andra sätt att räkna",
    "proof.h.spans": "Är spannen lagom breda?",
    "proof.h.shelf": "Hur länge håller prognosen?",
    "proof.methods.how": (
        "Alla sätt har fått samma uppgifter: det som var känt då. Felet gäller hela spannet, så den som lovar för mycket "
        "straffas lika väl som den som gissar fel; ”som förra året” är satt till 100 och lägre är bättre."
    ),
    "proof.verdict.better": "För {what} hade vår prognos {share} mindre fel än det bästa av de andra sätten, {method}.",
    "proof.verdict.worse": "För {what} hade vår prognos {share} större fel än det bästa av de andra sätten, {method}.",
    "proof.verdict.same": "För {what} hade vår prognos lika stort fel som {method}.",
    "proof.methods.title.won": "Inget annat sätt att räkna hade mindre fel än vår prognos",
    "proof.methods.title.lost": "Andra sätt att räkna hade mindre fel än vår prognos: {lost}",
    "proof.methods.title.mixed": "Vår prognos träffade bäst för {won}; andra sätt hade mindre fel för {lost}",
    "standard.better": "I hela kommunens prövning har den hittills träffat bättre än vår prognos för {names}.",
    "proof.standard": "Standardmodellen har hittills träffat bättre än vår prognos för {names}.",
    "proof.methods.alt": "Stapeldiagram över felet med olika sätt att räkna, där som förra året är 100: {parts}.",
    "proof.methods.caption": "Felet efter sätt att räkna och år framåt, som förra året = 100",
    "proof.methods.head": "Vad och sätt",
    "proof.methods.all": "Alla år",
    "proof.methods.note": (
        "Räknat över högst {series} prognoser per mått och år framåt, gjorda om från {origins} {origins:tidigare år|tidigare år}, "
        "en för varje yrkesgrupp i varje förvaltning."
    ),
    "proof.spans.how": (
        "Spannet lovar att utfallet hamnar inom det åtta gånger av tio. Är staplarna kortare än märket är spannen för smala, är "
        "de längre är de för breda."
    ),
    "proof.spans.title": "Utfallet hamnade inom spannet {low} till {high} gånger av hundra",
    "proof.spans.title.one": "Utfallet hamnade inom spannet {low} gånger av hundra",
    "proof.spans.mark": "vad spannet lovar: 80 gånger av hundra",
    "proof.spans.name": "{what}, {n} år fram",
    "proof.spans.alt": "Stapeldiagram över hur många gånger av hundra utfallet hamnade inom spannet: {parts}.",
    "proof.spans.what": "Vad",
    "proof.spans.narrow": "Inom spannet, gånger av hundra",
    "proof.spans.wide": "Inom det breda spannet, gånger av hundra",
    "proof.spans.caption": "Hur ofta utfallet hamnade inom spannet",
    "proof.spans.note": "Spannet ska hålla 80 gånger av hundra, det breda 95. Det breda spannet visas inte på sidorna.",
    "proof.calibration": (
        "Det som prövningen visat har använts: spannen har gjorts bredare eller smalare så att de håller vad de lovar."
    ),
    "proof.calibration.caption": "Hur mycket spannen har ändrats efter prövningen",
    "proof.calibration.band": "Så långt fram",
    "proof.calibration.rests": "Vilar på",
    "proof.calibration.tried": "{n} tidigare år",
    "proof.calibration.borrowed": "lånat av det längst prövade",
    "proof.calibration.wider": "{n} % bredare",
    "proof.calibration.narrower": "{n} % smalare",
    "proof.calibration.same": "oförändrat",
    "band.months_1_3": "1–3 månader",
    "band.months_4_12": "4–12 månader",
    "band.months_13_24": "13–24 månader",
    "band.year_1": "1 år",
    "band.years_2_3": "2–3 år",
    "band.years_4": "4 år och mer",
    "proof.shelf.how": (
        "En prognos håller så länge minst 70 av hundra yrkesgrupper träffas tillräckligt nära, även räknat med slumpen: antalet "
        "medarbetare inom 10 % av gruppen, de som slutar och anställs inom 2,5 % av gruppen om året."
    ),
    "proof.shelf.title": "Prognosen av {what} håller till {year}",
    "proof.shelf.title.but": "Prognosen av {what} håller till {year}; {names} håller inte ens ett år",
    "proof.shelf.title.none": "Ingen prognos har träffat tillräckligt nära i de flesta yrkesgrupper",
    "proof.shelf.mark": "gränsen: 70 av hundra",
    "proof.shelf.alt": "Stapeldiagram över hur många yrkesgrupper av hundra som prognosen träffat tillräckligt nära: {parts}.",
    "proof.shelf.caption": "Hur nära prognosen träffat, yrkesgrupper av hundra",
    "proof.shelf.what": "Vad",
    "proof.shelf.share": "Träffade",
    "proof.shelf.low": "Minst, räknat med slumpen",
    "proof.shelf.origins": "Tidigare år",
    "proof.shelf.verdict": "Bedömning",
    "proof.shelf.holds": "håller",
    "proof.shelf.does_not_hold": "håller inte",
    "proof.shelf.not_tested": "för lite prövat",
    "plan.h": "Behovet mot budgetramen",
    "plan.h.committee": "Behovet mot ramen för {committee}",
    "plan.h.with": "Behovet mot ramen för {committee}, som även rymmer {others}",
    "plan.wider": "Ramen för {committee} gäller {names} tillsammans, så talen är större än bara {name}.",
    "plan.provider": "{name} hör inte till någon nämnd med egen ram i inställningarna; därför ställs behovet inte mot någon ram.",
    "plan.clear.under": "{committee} håller sig klart inom ramen {years}.",
    "plan.clear.over": "{committee} behöver klart mer än ramen {years}.",
    "plan.clear.none": "Inget år går en nämnd klart över eller under sin ram: alla spann rymmer båda.",
    "plan.title.none": "Ingen nämnd går klart över eller under sin ram {year}",
    "plan.title.over": "{year} går {over} klart över sin ram",
    "plan.title.under": "{year} håller sig {under} klart inom sin ram",
    "plan.title.both": "{year} går {over} klart över sin ram, och {under} håller sig klart inom sin",
    "plan.alt": (
        "Stapeldiagram över avvikelsen mellan personalprognosen och budgetramen {year} i miljoner kronor, nämnd för nämnd: {parts}."
    ),
    "plan.caption": "Avvikelse mellan personalprognosen och nämndens budgetram, {name}",
    "plan.year": "Nämnd och år",
    "plan.required_fte": "Behövs, årsarbetare",
    "plan.sek": "Kostnad, miljoner kronor",
    "plan.frame_sek": "Ram, miljoner kronor",
    "plan.deviation_sek": "Avvikelse, miljoner kronor",
    "plan.note": (
        "Behovet gånger kostnaden per årsarbetare minus ramen, i {price} års priser. Plus betyder att behovet kostar mer än "
        "ramen; inom parentes: åtta gånger av tio hamnar det däremellan."
    ),
    "plan.note.no_price": "Behovet gånger kostnaden per årsarbetare minus ramen, i fasta priser. Plus betyder mer än ramen.",
    "plan.note.fte": "Kostnad per årsarbetare eller ram är inte levererad för alla: där visas bara årsarbetare.",
    "plan.over": "{committee} väntas behöva {n} miljoner kronor mer än ramen {year}{interval}.",
    "plan.under": "{committee} väntas klara sig inom ramen {year}, med {n} miljoner kronor till godo{interval}.",
    "plan.either": (
        "Om ramen räcker för {committee} {year} går inte att säga: åtta gånger av tio hamnar behovet mellan {under} miljoner "
        "kronor under ramen och {over} över."
    ),
    "plan.either.many": "Om ramen räcker {year} går inte att säga för {committees}: spannen rymmer både över och under.",
    "plan.fte": "Kostnader eller ramar är inte levererade, så bara årsarbetare kan visas.",
    "plan.absent": (
        "Behovet kan inte ställas mot budgetramen: kostnad per årsarbetare och nämndernas ramar är inte levererade."
    ),
}
