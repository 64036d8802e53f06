"""What Swedish exports usually mean: words and headings as they bear them, so that `check` can propose a line.

A proposal is only ever printed; nothing is read by it. The words are those of the systems' own manuals and of the
sector's common lists (AID, AB, FGS Personal); local variants are allowed for by patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from competence.config import spelling
from competence.config.faults import nearest

# By column (`kind` by table): patterns over the word in small letters, in order, and what it means here.
WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "contract": (
        (r"^tv$|^tills?\s?v|fast anst", "permanent"),
        (r"^prov", "trial"),
        (r"timav|timl|^tim|intermit|behovsanst", "hourly"),
        (r"uppdr|förtroende|arvod|beredskap", "unknown"),
        (r"vik|viss|^vis$|säva|\bava\b|tidsbegr|projekt|säsong|allmän", "fixed_term"),
    ),
    "agreement": (
        (r"^(ab|hök|huvudöverens|allmänna best)", "AB"),
        (r"^bea", "BEA"),
        (r"^pan", "PAN"),
        (r"^rib|beredskap|deltidsbrand", "RiB"),
        (r"förtroende|^ftv|politik", "elected"),
        (r"arvod|uppdragst|^arv$|kontaktp|familjeh", "fee"),
        (r"ferie|sommarjobb|ungdomsj|^fer$", "youth"),
        (r"övr|annat", "other"),
    ),
    "sex": ((r"^(k|kv|kvinn\w*|f|female)\.?$", "female"), (r"^(m|man|män|male)\.?$", "male")),
    "manager_level": (
        (r"^a\b|^förvaltningschef", "A"),
        (r"^b\b|^(verksamhets|avdelnings)chef", "B"),
        (r"^c\b|^enhetschef", "C"),
        (r"^(-|0|n|nej|ej|ingen|medarb\w*|none|[d-m])?$", "none"),
    ),
    "exit_reason": (
        (r"pension|^pens|^åld", "retirement"),
        (r"egen beg|^eb$|på egen|egen upps", "resignation"),
        (r"arbetsbrist|^arb$", "redundancy"),
        (r"personliga|^pers$", "personal_reasons"),
        (r"avlid|^avl$|död|dödsfall", "death"),
        (r"verksamhetsöverg|^vo$|överlåt", "transfer_out"),
        (r"annan förv|byte|ändrad|ny anst|intern|omplac|förflytt|^int$", "internal_move"),
        (r"tidsbegr|upphör|^tbu$|slut", "contract_end"),
        (r"övr|annan", "other"),
    ),
    "absences.kind": (
        (r"vab|vård av (sjukt )?barn|tillf\w* föräld", "child_care"),
        (r"sjuk|arbetsskada|rehab", "sick"),
        (r"föräld|havandeskap|graviditet", "parental"),
        (r"^sem", "vacation"),
        (r"studi", "study"),
        (r"tjänstl|^tjl|ledig", "leave"),
        (r".", "other"),
    ),
    "hours.kind": ((r"tim|fyll|intermit", "hourly"), (r"ordinarie|månad", "ordinary")),
    "outcome": (
        (r"obehör", "filled_unqualified"),
        (r"tillsatt|anställd", "filled"),
        (r"avbr|återk|inställd", "cancelled"),
        (r"pågå|öppen|annons", "open"),
    ),
    "protected": ((r"^(n|nej|0|no|false|falskt)?$", "no"), (r".", "yes")),
    "in_training": ((r"^(j|ja|1|x|yes|true|sant|pågå\w*)$", "yes"), (r".?", "no")),
    "population.kind": ((r"prognos|framskr|projekt", "projected"), (r"utfall|folkm|observ|faktisk", "observed")),
}  # fmt: skip

# Who is often exported and is no staff, by what the form of employment says.
NOT_STAFF: tuple[tuple[str, str], ...] = (
    (r"förtroendev|politiker|ledamot|^ftv$", "elected"),
    (r"arvode|uppdragst|kontaktpers|familjehem|god man|^arv$", "fee_paid"),
    (r"ferie(arb|prakt|ungd)|^ferie$|sommarjobb|ungdomsjobb|^fer$", "youth_job"),
    (r"\brib\b|i beredskap|deltidsbrand", "on_call_firefighter"),
    (r"^bea\b|arbetsmarknadsanst|arbetsmarknadspol", "labour_market_job"),
    (r"^pan\b|anhöriganst", "assistant_pan"),
)
REASONS = {
    "elected": "Har uppdrag, inte anställning",
    "fee_paid": "Får arvode, är inte anställda",
    "youth_job": "Ferie- och ungdomsjobb",
    "on_call_firefighter": "Har annat huvudarbete",
    "labour_market_job": "Arbetsmarknadsåtgärd",
    "assistant_pan": "Anställda enligt PAN",
}

# How headings call our columns; a table's own come first.
HEADINGS: dict[str, str] = {
    "absences.kind": r"(frånvaro)?(orsak|typ|sort)$",
    "absences.start": r"fr\.?\s?o\.?\s?m|från|start",
    "person": r"^pers(on)?\.?\s?-?(nr|nummer|id)|^pnr|identitet|^id-?\s?(nr|nummer)",
    "protected": r"skydd|sekretess",
    "employment": r"anst(ällnings)?\.?\s?-?(nr|id|nummer)",
    "administration": r"förv(altn(ing)?)?\b|förvaltnings?(kod|namn)|^bolag",
    "unit": r"^enhet|arb(ets)?\.?\s?pl|^avdeln|^organisation|arbetsställe",
    "code": r"^aid|befattningskod|yrkeskod|etikett|^ssyk",
    "title": r"^befattning(sben\w*)?$|titel|benämning|^ben\.?$",
    "agreement": r"avtal",
    "contract": r"anst(ällnings)?\.?\s?(form|typ|grund)",
    "contract_share": r"^syss|sysselsättn|tjänstg\w*\.?\s?-?gr|^tjg|^grad",
    "sex": r"^kön",
    "birth_year": r"^föd(d|else)",
    "manager_level": r"^ansv(ar|arskod|arsbokst\w*)?\.?$|^ansv\w*\.?\s?niv|chefskod|chefsniv",
    "start": r"fr\.?\s?o\.?\s?m|från|start",
    "end": r"t\.?\s?o\.?\s?m|^till|slut",
    "exit_reason": r"(avgångs|avsluts|slut)orsak|orsak till",
    "hired": r"anst\w*\.? i kommun|anställningsdat|första anst|anst\.?dat",
    "period": r"^period|^månad|mätdat|^år$|avser",
    "extent": r"^omf",
    "hours": r"^tim",
    "qualification": r"kompetens|legitimation|behörighet|utbildning",
    "valid_from": r"giltig fr|beslut|^fr",
    "valid_to": r"giltig t|^t\.?\s?o",
}  # fmt: skip


# What nobody here needs, and much of it of persons: pay, names, addresses. Such headings are never proposed.
NEVER = re.compile(
    r"(månads|tim|grund|fast|brutto|netto|års|dag|ut?betald )lön(?!e?(avtal|eform|form))|\blön\b|löne?(belopp|summa|tillägg|grupp)"
    r"|belopp|tillägg|\bkr(onor)?\b|(för|efter|till)namn|^namn\b|personnamn|fullst\w* namn|e-?post|mejl|\bmail|adress"
    r"|telefon|\btel\b|mobil|bankkonto|kontonr|clearing|anteckn|kommentar|fritext"
)


def is_usual(column: str, table: str, written: str) -> bool:
    """Whether exports usually write such a word in the column."""
    usual = WORDS.get(f"{table}.{column}") or WORDS.get(column, ())
    bare = spelling(written)
    return any(re.search(p, bare) for p, _ in usual if p != ".") or not_staff(column, written) is not None


def word(column: str, table: str, written: str, known: Mapping[str, str]) -> str | None:
    """What a word is likely to mean: as the nearest of those that the config maps already, else by what is usual.

    Parameters
    ----------
    known : words that the config maps for the column, in any source, and what they mean.
    """
    bare = spelling(written)
    usual = WORDS.get(f"{table}.{column}") or WORDS.get(column, ())
    near = nearest(bare, [spelling(k) for k in known], 0.8)
    if near is not None:
        return next(ours for k, ours in known.items() if spelling(k) == near)
    return next((ours for pattern, ours in usual if re.search(pattern, bare)), None)


def not_staff(column: str, written: str) -> str | None:
    """The kind of people who are no staff that a word in a column seems to mean.

    Agreements have words of ours for them, which the config's rules go by; a form of employment has none.
    """
    if column != "contract":
        return None
    return next((kind for pattern, kind in NOT_STAFF if re.search(pattern, spelling(written))), None)


ENOUGH = 3  # columns of ours that a row must seem to head, to be taken for a heading


def heading(column: str, table: str, headings: Iterable[str]) -> str | None:
    """The heading that is likely to hold a column of ours."""
    pattern = HEADINGS.get(f"{table}.{column}") or HEADINGS.get(column)
    if pattern is None:
        return None
    return next(
        (h for h in headings if re.search(pattern, spelling(h)) and not NEVER.search(spelling(h))), None
    )


def known(headings: Iterable[str]) -> set[str]:
    """Columns of ours that some of the headings seem to be."""
    bare = [spelling(h) for h in headings]
    return {column for column, pattern in HEADINGS.items() if any(re.search(pattern, h) for h in bare)}


def columns(
    table: str,
    wanted: Iterable[str],
    headings: Iterable[str],
    taken: Iterable[str],
    unfit: Iterable[tuple[str, str]] = (),
) -> dict[str, str]:
    """For each wanted column of ours the heading that is likely to hold it; a heading goes to one of them.

    Parameters
    ----------
    taken : headings that the config reads already.
    unfit : (ours, heading) of which the values say that they are not the same.
    """
    left = [h for h in headings if spelling(h) not in {spelling(t) for t in taken}]
    denied = set(unfit)
    found: dict[str, str] = {}
    for column in wanted:
        guess = heading(column, table, [h for h in left if (column, h) not in denied])
        if guess is not None:
            found[column] = guess
            left.remove(guess)
    return found


def place(written: str, named: Mapping[str, Iterable[str]]) -> str | None:
    """The administration that a spelling is likely to mean, or None.

    Compared are names without what all of them share (`-förvaltningen`, `&` for `och`), then the first letters, then
    whether all its words stand in one name alone.

    Parameters
    ----------
    named : by administration, its id, name, short name and aliases.
    """
    spelt = {_core(text): id_ for id_, texts in named.items() for text in texts if text}
    bare = _core(written)
    near = nearest(bare, spelt, 0.7)
    if near is not None:
        return spelt[near]
    starts = {id_ for text, id_ in spelt.items() if bare and min(len(bare), len(text)) >= 3
              and (text.startswith(bare) or bare.startswith(text))}  # fmt: skip
    if len(starts) == 1:
        return starts.pop()
    words = set(bare.split())
    holds = {id_ for text, id_ in spelt.items() if len(words) > 1 and words <= set(text.split())}
    return holds.pop() if len(holds) == 1 else None


def _core(text: str) -> str:
    """A name without what administrations' names share."""
    text = spelling(text).replace("&", "och")
    text = re.sub(r"[-\s]*(förvaltning(en|s)?|förv\.?|nämnden|kontoret|avdelningen)\b", "", text)
    return re.sub(r"[^\w]+", " ", text).strip()
