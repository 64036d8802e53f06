"""Sections 2 and 3: what to decide, and the critical groups, in Swedish."""

TEXTS = {
    "section.2": "Att besluta",
    "section.3": "Kritiska yrkesgrupper",
    "decide.caption": "Beslut som behövs, {name}",
    "decide.what": "Vad",
    "decide.why": "Varför",
    "decide.latest": "Senast",
    "decide.owner": "Vem beslutar",
    "decide.options": "Möjligheter, med verkan och kostnad",
    "decide.what.skill": "Fler som uppfyller kravet ”{requirement}”",
    "decide.what.people": "Säkra bemanningen: {group}",
    "decide.what.frame": "Ram eller behov: {committee}",
    "decide.why.skill": "{year} saknas {n}{span} årsarbetare",
    "decide.why.people": "{year} saknas {n}{span} {n:person|personer}",
    "decide.why.already": ", ungefär lika många redan {year}: {n}{span}",
    "decide.why.last": "; {year} saknas {n}{span}",
    "decide.why.unclear": "; {year} är det oklart: {n}{span}",
    "decide.why.allowed": "({year} arbetar {n} av dem på en övergångsregel som gäller till {day})",
    "decide.why.cliff": (
        "{n} årsarbetare stöder sig på en övergångsregel som slutar gälla {day}; {when} saknas {last}{span}"
    ),
    "decide.why.frame": "Behovet kostar {n}{span} miljoner kronor mer än ramen {year}",
    "decide.now": "Nu; verkar tidigast {works}",
    "decide.now.no_lead": "Nu; ledtiden är inte angiven",
    "decide.by": "{month}",
    "decide.no_lead": "Ledtiden är inte angiven",
    "decide.options.none": "Ingen möjlighet är räknad",
    "decide.options.pace": "Rekrytera {recruit} om året som uppfyller kravet, för att hålla jämna steg ({year})",
    "decide.options.train": "Utbilda högst {train} anställda mot bristen {year}",
    "decide.options.both": (
        "Rekrytera {recruit} om året som uppfyller kravet för att hålla jämna steg; utbilda högst {train} ({year})"
    ),
    "decide.options.together": "{option} (hela förvaltningen)",
    "decide.options.recruit": "Rekrytera {n}{span} till {year}; då nås behovet",
    "decide.options.frame": "Höja ramen, ändra bemanningen eller minska behovet",
    "decide.everyone": (
        "För enskilda yrkesgrupper är verkan inte räknad. För alla yrkesgrupper tillsammans minskar bristen på personer till "
        "{year} mest så här: {options}."
    ),
    "decide.everyone.none": (
        "För enskilda yrkesgrupper är verkan av åtgärder inte räknad, och ingen räknad åtgärd minskar med säkerhet bristen på "
        "personer i alla yrkesgrupper tillsammans."
    ),
    "decide.rule": (
        "En brist står här om minst {least} väntas saknas och minst en saknas nio gånger av tio, två år i rad; en ram om den nio "
        "gånger av tio inte räcker. Personer: om rekryteringen går som nu. Inom parentes: åtta gånger av tio hamnar det däremellan."
    ),
    "decide.note": (
        "Senast: den dag bristen finns minus tiden det tar att utbilda eller rekrytera; nu: den dagen har redan passerat. "
        "Möjligheternas tal: så mycket minskar bristen till {year}; mindre än en tjugondel är utelämnat. Att rekrytera i jämna "
        "steg tar inte bort den brist som redan finns; den kan minskas "
        "genom att utbilda, högst så många. mkr: miljoner kronor om året; (kommunen): för hela kommunen."
    ),
    "decide.none": (
        "Ingen brist är så stor och så säker att den måste beslutas om: i ingen yrkesgrupp och i inget krav väntas minst {least} "
        "saknas och minst en saknas nio gånger av tio, två år i rad, och ingen ram överskrids så säkert. Grupper som redovisas "
        "tillsammans har inget spann och är inte prövade."
    ),
    "critical.caption": "Kritiska yrkesgrupper, {name}",
    "critical.intro": (
        "Yrkesgrupper där minst tre, personer eller årsarbetare med rätt kompetens, väntas saknas {when} och minst en saknas nio "
        "gånger av tio; de två bristerna läggs aldrig ihop."
    ),
    "critical.people": "Personer saknas {year}",
    "critical.skill": "Årsarbetare med rätt kompetens saknas {year}",
    "critical.days": "Dagar att tillsätta",
    "critical.applicants": "Behöriga sökande per tjänst",
    "critical.old": "60 år och äldre",
    "critical.sure": "Hur säkert",
    "critical.note": (
        "Minus betyder att det finns fler än vad som behövs; inom parentes: åtta gånger av tio hamnar det däremellan. Dagar "
        "att tillsätta: hälften av årets tjänster tog kortare tid, hälften längre. Hur säkert gäller hur stor "
        "den största bristen är: spannet mot talet."
    ),
    "critical.note.days": (
        "Dagar och sökande visas för yrkesgrupper med minst fem tillsatta tjänster under året och tillräckligt många medarbetare."
    ),
    "critical.note.posts": "Hur länge tjänster står lediga är inte levererat.",
    "critical.note.old": (
        "Hur många som är 60 år och äldre visas bara där antalet är så stort att ingen kan kännas igen."
    ),
    "critical.rest": "{n} {count:yrkesgrupp|yrkesgrupper} till står inte i tabellen; deras tal finns längre fram.",
    "critical.none": (
        "I ingen yrkesgrupp är bristen {when} både så stor att minst tre väntas saknas och så säker att minst en saknas nio gånger "
        "av tio. Hur många som behöver rekryteras i varje grupp står längre fram."
    ),
    "critical.absent": (
        "Ingen prognos efter yrkesgrupp kan visas här: grupperna är för små eller prognosen gäller bara hela förvaltningen."
    ),
}
