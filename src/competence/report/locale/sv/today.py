"""Section 4: staff today, in Swedish."""

TEXTS = {
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
    "key.note.trial": "Bland de tillsvidareanställda räknas också de som är provanställda.",
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
    "age.estimated": "Ålder är levererad i grupper. Hur många som har varje ålder är uppskattat ur dem.",
    "age.withheld": (
        "Åldrarna visas inte: någon åldersgrupp är så liten att enskilda skulle kunna kännas igen."
    ),
    "age.undelivered": "Ålder finns inte i leveranserna.",
}
