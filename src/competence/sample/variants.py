"""Variants of the municipality: each breaks one assumption, or plants one thing to be found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from competence.sample.calendar import Months

HOSTILE_MONTHS = 36  # the last months, in which a hostile variant holds, unless named with @


@dataclass(frozen=True)
class Variant:
    """What differs from the plain municipality.

    Parameters
    ----------
    name : as given.
    since : month index from which a change in time holds.
    resign : factor on resignations from `since` on.
    reorganise : share of one administration's units moved to another at `since`, unannounced.
    merge_code : care aides are coded as assistant nurses from `since` on.
    wrong_reasons : share of exits whose reason is recorded wrongly.
    variance : factor on the standard deviation of the year shocks of turnover.
    freeze : months without hires from outside, from `since` on.
    hired_qualified : at most this share of hires has the competence asked for; None = as planned.
    fill : factor on the chance that an open post is filled.
    effect : factor on resignations in units whose manager has finished the programme.
    """

    name: str = "plain"
    since: int = 0
    resign: float = 1.0
    reorganise: float = 0.0
    merge_code: bool = False
    wrong_reasons: float = 0.0
    variance: float = 1.0
    freeze: int = 0
    hired_qualified: float | None = None
    fill: float = 1.0
    effect: float = 1.0


VARIANTS: dict[str, Variant] = {
    v.name: v
    for v in (
        Variant(),
        Variant("turnover_up", resign=1.5),
        Variant("reorganisation", reorganise=0.4),
        Variant("merged_code", merge_code=True),
        Variant("wrong_reasons", wrong_reasons=0.2),
        Variant("double_variance", variance=2.0),
        Variant("hiring_freeze", freeze=12),
        Variant("unqualified_hires", hired_qualified=2 / 3),
        Variant("vacancies_6", fill=0.25),
        Variant("programme_effect", effect=0.8),
    )
}


def check(months: int, end: str, name: str) -> None:
    """Raise `ValueError`, in words fit to be shown, where `end` is no month or `name` no variant."""
    variant(name, Months(months, end))


def variant(name: str, months: Months) -> Variant:
    """The variant called `name`, or `name@YYYY-MM` to say from when a hostile change holds.

    Raises
    ------
    ValueError : no such variant, or the month lies outside the observed ones.
    """
    name, _, at = name.partition("@")
    if name not in VARIANTS:
        raise ValueError(f"no variant {name!r}; there are {', '.join(VARIANTS)}")
    since = months.count - HOSTILE_MONTHS + 1
    if at:
        try:
            year, month = (int(part) for part in at.split("-"))
        except ValueError:
            raise ValueError(f"variant {name}: {at!r} is no month; expected YYYY-MM") from None
        since = months.index(year, month)
        if not 1 <= since <= months.count:
            raise ValueError(f"variant {name}: {at} is not among the observed months")
    return replace(VARIANTS[name], since=max(1, since))
