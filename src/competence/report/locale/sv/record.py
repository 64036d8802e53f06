"""The record of processing, in Swedish."""

TEXTS = {
    "record.title": "Register över behandling av personuppgifter",
    "record.heading": "Personuppgifter i kompetensförsörjningsprognosen",
    "record.lead": (
        "Sidan är gjord av municipality.toml och av vad som ligger i mappen. Den beskriver en behandling, och är tänkt "
        "att föras in i kommunens register enligt artikel 30 i dataskyddsförordningen. Den är ett arbetspapper och "
        "ingår inte i rapporterna."
    ),
    "record.missing": "Inte ifyllt",
    "record.missing.lead": "Detta behöver den personuppgiftsansvarige skriva in i municipality.toml:",
    "record.missing.item": "{what}: skriv {key} under [{section}]",
    "record.complete": "Alla uppgifter som sidan frågar efter är ifyllda.",
    "record.none": "Inte ifyllt.",
    "record.controller": "Vem som ansvarar",
    "record.controller.name": "Personuppgiftsansvarig",
    "record.controller.contact": "Kontakt",
    "record.controller.officer": "Dataskyddsombud",
    "record.controller.owner": "Håller sidan aktuell",
    "record.controller.decided": "Senast genomgången",
    "record.purpose": "Varför uppgifterna behandlas",
    "record.purpose.text": "Ändamål",
    "record.purpose.ground": "Rättslig grund",
    "record.persons": "Vilkas uppgifter",
    "record.persons.text": "Registrerade",
    "record.persons.protected": (
        "Rader om personer med skyddade personuppgifter läses inte in. Bara antalet rader sparas."
    ),
    "record.data": "Vilka uppgifter",
    "record.data.lead": (
        "Ur varje leverans läses bara de kolumner som är uppräknade här. Namn, adresser och allt annat som filerna "
        "innehåller lämnas oläst."
    ),
    "record.data.file": "{table} ({source})",
    "record.data.identity": (
        "Personnumret läses för att ge födelseår, juridiskt kön och en kod som bara den hemliga nyckeln kan återskapa. "
        "Numret självt sparas inte. Med nyckeln kan en kod prövas mot ett känt nummer, och koderna är därför "
        "personuppgifter."
    ),
    "record.data.none": "Inga personer levereras, bara antal.",
    "record.recipients": "Vilka som får del av uppgifterna",
    "record.recipients.text": "Mottagare",
    "record.recipients.published": (
        "Rapporterna visar antal. Tal som gäller färre än {protected} personer visas inte, och uppgifter om hälsa inte "
        "för färre än {health}. Mappen data/processed innehåller små antal och lämnas inte ut."
    ),
    "record.transfers": "Överföring utanför EU och EES",
    "record.transfers.text": "Överföring",
    "record.transfers.program": (
        "Inläsning, prognos och rapporter sker på den egna datorn utan nätverk. Bara när öppen statistik hämtas görs "
        "anrop utåt, och då skickas inga personuppgifter."
    ),
    "record.retention": "Hur länge uppgifterna finns kvar",
    "record.retention.years": "{table}: {years} år efter leveransens dag",
    "record.retention.all": "Alla leveranser: {years} år efter leveransens dag",
    "record.retention.rest": "Övriga leveranser: {years} år efter leveransens dag",
    "record.retention.text": "Gallring",
    "record.retention.how": (
        "Gallringen görs med competence purge --retention. Filerna i {raw} är kommunens egna och gallras vid källan."
    ),
    "record.retention.kept": "Sparade leveranser: {count}, den äldsta från {first} och den senaste från {last}.",
    "record.retention.kept.none": "Inga leveranser är sparade.",
    "record.retention.purged": "Enskilda som har tagits bort på begäran: {persons}, senast {day}.",
    "record.retention.purged.none": "Ingen enskild har tagits bort på begäran.",
    "record.security": "Hur uppgifterna skyddas",
    "record.security.program": (
        "Personnummer blir koder redan när raden läses, med en nyckel som ligger utanför mappen och går att byta.",
        "Allt i data/processed och data/kept kan bara läsas av det konto som kör programmet.",
        "Felmeddelanden och loggar nämner fil, rad och kolumn, men aldrig värden.",
        "Ingen del av prognosen eller rapporterna får en rad om en person, bara antal.",
    ),
    "record.security.text": "Egna åtgärder",
    "record.places": "Var uppgifterna ligger",
    "record.places.raw": "{raw}: filerna som de levererades, med personnummer. Ändras aldrig av programmet.",
    "record.places.kept": "data/kept: leveranserna med koder i stället för personnummer. Går inte att återskapa.",
    "record.places.processed": "data/processed: tabellerna som prognosen vilar på. Kan raderas och byggas om.",
    "record.places.key": "Nyckeln: utanför mappen, läsbar bara för kontot som kör programmet.",
    "table.employments": "Anställningar",
    "table.absences": "Frånvaro",
    "table.hours": "Arbetade timmar",
    "table.qualifications": "Behörigheter och utbildningar",
    "table.programme_participants": "Deltagare i ledarprogrammet",
    "table.manager_units": "Vem som har lett vilken enhet",
    "table.recruitments": "Rekryteringar",
}
