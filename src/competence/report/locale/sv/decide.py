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
    "decide.why.skill": "{first} årsarbetare saknas {soon} och {last} {year}",
    "decide.why.allowed": "({n} av dem arbetar på en övergångsregel som gäller till {day})",
    "decide.why.people": "{first} {first:person|personer} saknas {soon} och {last} {year}, om rekryteringen går som nu",
    "decide.why.cliff": (
        "{n} årsarbetare stöder sig på en övergångsregel som slutar gälla {day}; {when} saknas {last}"
    ),
    "decide.why.frame": "Behovet kostar {n} miljoner kronor mer än ramen {year}",
    "decide.now": "Nu; verkar tidigast {works}",
    "decide.by": "{month}",
    "decide.no_lead": "Ledtid saknas i inställningarna",
    "decide.options.none": "Ingen möjlighet är räknad",
    "decide.options.whole": "(alla yrkesgrupper)",
    "decide.options.train": "Utbilda {train} av de anställda, eller rekrytera {recruit} som uppfyller kravet ({year}); kostnad inte räknad",
    "decide.options.frame": "Höja ramen, ändra bemanningen eller minska behovet",
    "decide.note": (
        "Senast: den dag bristen märks minus tiden det tar att utbilda eller rekrytera; nu betyder att den dagen redan har "
        "passerat. Möjligheterna är de som verkar mest; "
        "talen säger hur mycket bristen eller rekryteringen minskar till sista året, inom parentes åtta gånger av tio. mkr: "
        "miljoner kronor om året; (kommunen) betyder för hela kommunen."
    ),
    "decide.none": (
        "Ingen brist är så säker och så stor att den kräver beslut nu: i ingen yrkesgrupp och i inget krav saknas med "
        "säkerhet minst tre."
    ),
    "critical.caption": "Kritiska yrkesgrupper, {name}",
    "critical.intro": (
        "Yrkesgrupperna står efter hur stor bristen väntas vara {when}: den större av brist på personer och brist på rätt "
        "kompetens, som aldrig läggs ihop."
    ),
    "critical.people": "Personer saknas {year}",
    "critical.skill": "Årsarbetare med rätt kompetens saknas {year}",
    "critical.days": "Dagar att tillsätta",
    "critical.applicants": "Behöriga sökande per tjänst",
    "critical.old": "60 år och äldre",
    "critical.sure": "Hur säkert",
    "critical.note": (
        "Minus betyder att det finns fler än vad som behövs; inom parentes: åtta gånger av tio hamnar det däremellan. Dagar "
        "att tillsätta: hälften av årets tjänster tog kortare tid, hälften längre. Hur säkert gäller rekryteringsbehovet."
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
        "I ingen yrkesgrupp väntas det saknas personer eller rätt kompetens {when}. Hur många som behöver rekryteras i varje "
        "grupp står längre fram."
    ),
    "critical.absent": (
        "Ingen prognos efter yrkesgrupp kan visas här: grupperna är för små eller prognosen gäller bara hela förvaltningen."
    ),
}
