"""Swedish texts, a module a section. `{name}` takes a value, `{name:ord|flera}` the word that agrees with it."""

from competence.report.locale.sv import (
    decide,
    essentials,
    material,
    months,
    page,
    people,
    programme,
    programme_effects,
    proof,
    record,
    skills,
    sure,
    today,
    why,
)

_MODULES = (
    decide,
    why,
    proof,
    page,
    essentials,
    today,
    months,
    people,
    skills,
    sure,
    material,
    record,
    programme,
    programme_effects,
)
TEXTS = {key: text for module in _MODULES for key, text in module.TEXTS.items()}
