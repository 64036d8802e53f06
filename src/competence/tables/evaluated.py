"""Tables of what the leadership programme did: who is through, who has met, what it moved, what it means for need."""

from __future__ import annotations

from dataclasses import replace

from competence.schema import Column, Table, count, date, number, text
from competence.tables.common import ADMINISTRATION, COMPUTED, ORIGIN_PERIOD, PERIOD
from competence.vocabulary import (
    COVERAGE_STATUSES,
    DRAINS,
    EFFECT_KINDS,
    ESTIMANDS,
    ESTIMATORS,
    EVIDENCE,
    INDICATORS,
    INITIATIVE_STATUSES,
    LINK_BASES,
    LINK_QUANTITIES,
    PROMISES,
    REACHES,
    VERDICTS,
)
from competence.vocabulary import DRIVERS as DRIVERS_NAMED

_PLACE = replace(ADMINISTRATION, what=ADMINISTRATION.what + "; `*` = the whole municipality")
_PERIOD = replace(PERIOD, missing=COMPUTED)
_INDICATOR = text(
    "indicator",
    "what the effect would be seen in",
    INDICATORS,
    example="hme_leadership",
    missing=COMPUTED,
)
_OBSERVED = "Null in periods that lie ahead of nothing: what is observed has no interval."


def _low_high(low: str, high: str, share: str, missing: str = COMPUTED, nullable: bool = False):
    return (
        number(low, f"lower end of the interval that holds it {share}", nullable=nullable, example="12.0", missing=missing),
        number(high, f"upper end of the interval that holds it {share}", nullable=nullable, example="31.0", missing=missing),
    )  # fmt: skip


COVERAGE = Table(
    "programme_coverage",
    "How many of the managers are through the programme, month by month, and how that drains or is kept up",
    (
        _PERIOD,
        _PLACE,
        text(
            "drain",
            "`observed`, or what is assumed ahead: the groups still to come in the roll-out, and afterwards none, "
            "one a year, or as many as keep nine of ten",
            DRAINS,
            example="no_groups",
            missing=COMPUTED,
        ),
        text("status", "how far they have come", COVERAGE_STATUSES, example="completed", missing=COMPUTED),
        number("managers", "heads (expected heads where the period lies ahead)", "persons", low=0, example="231", missing=COMPUTED),
        *_low_high("p10", "p90", "eight times of ten", _OBSERVED, True),
    ),
    ("administration", "drain", "status", "period"),
)  # fmt: skip
PROMISE = Table(
    "programme_promise",
    "When the roll-out will have reached those it was promised to, and the pace and places that takes",
    (
        ORIGIN_PERIOD,
        _PLACE,
        text(
            "promise",
            "whom it holds for: those in post at the start and still there, or all in post with six months of service",
            PROMISES,
            example="in_post_at_start",
            missing=COMPUTED,
        ),
        number("share", "of them, those who are through now", "0-1", low=0, high=1, example="0.71", missing=COMPUTED),
        date("due", "last day that the municipality has promised (config)", True, example="2024-08-31", missing="Null: the config does not say when the roll-out ends."),
        date("p10", "reached before this day one time of ten", True, example="2024-06-30", missing="Null: not reached within the years asked about."),
        date("p50", "as likely before this day as after it", True, example="2024-09-30", missing="Null: not reached within the years asked about."),
        date("p90", "reached before this day nine times of ten", True, example="2025-02-28", missing="Null: not reached within the years asked about."),
        number("chance", "that it is reached by the promised day", "0-1", True, 0, 1, example="0.42", missing="Null: no day is promised."),
        number("pace", "managers who got through a month, so far", "persons a month", True, 0, example="12.6", missing="Null: no group has finished."),
        number("pace_needed", "managers a month from now on, for the promised day to hold", "persons a month", True, 0, example="15.1", missing="Null: no day is promised, or it has passed."),
        number("places_a_year", "places a year after the roll-out that keep nine of ten managers through", "persons a year", True, 0, example="41", missing="Null: turnover of managers is not known."),
        number("months_to_complete", "median months from taking up a manager's post to getting through", "months", True, 0, example="9.5", missing="Null under five who got through."),
    ),
    ("administration", "promise"),
)  # fmt: skip
MIXING = Table(
    "programme_mixing",
    "How mixed each course group was, against what chance would give; the row `*` is all groups together",
    (
        text("group", "course group, or `*` for all", example="Grupp 4", missing=COMPUTED),
        count("size", "managers who sat in the group", example="22", missing=COMPUTED),
        number("pairs", "pairs of managers who sat together", "pairs", low=0, example="231", missing=COMPUTED),
        number("cross_pairs", "of them, pairs from two administrations", "pairs", low=0, example="150", missing=COMPUTED),
        number("expected_cross_pairs", "what chance would have given, groups of the same sizes filled by lot", "pairs", low=0, example="160.2", missing=COMPUTED),
        number("ei", "external less internal pairs over all pairs (E-I index)", "-1 to 1", True, -1, 1, example="0.30", missing="Null: who sat alone met nobody."),
        number("expected_ei", "the same under chance: never judge the index without it", "-1 to 1", True, -1, 1, example="0.39", missing="Null: who sat alone met nobody."),
        number("p_value", "share of random seatings at least as far from chance (ties counted half)", "0-1", True, 0, 1, example="0.12", missing="Null: chance could have given nothing else, as with one group or one administration."),
    ),
    ("group",),
)  # fmt: skip
MEETINGS = Table(
    "programme_meetings",
    "Which administrations have met in the course groups: a row for each two, and for each with itself",
    (
        ADMINISTRATION,
        replace(ADMINISTRATION, name="other", what="the administration met; its id comes after or is the first one's"),
        count("groups", "course groups in which both sat (within one: groups where two or more did)", example="9", missing=COMPUTED),
        number("pairs", "pairs of managers who sat together", "pairs", low=0, example="64", missing=COMPUTED),
        number("expected_pairs", "what chance would have given", "pairs", low=0, example="58.1", missing=COMPUTED),
    ),
    ("administration", "other"),
)  # fmt: skip
EFFECTS = Table(
    "programme_effects",
    "What the programme is estimated to have moved, by comparing units with those not yet trained",
    (
        replace(_INDICATOR, name="outcome", what="what is compared between units"),
        text("estimand", "the unit whose manager of the time was trained, or the one led now by a trained manager", ESTIMANDS, example="trained_then", missing=COMPUTED),
        text("estimator", "method: ours, or one shown beside it", ESTIMATORS, example="imputation", missing=COMPUTED),
        text("kind", "one figure, by start group, by time since completion, or by calendar", EFFECT_KINDS, example="simple", missing=COMPUTED),
        text("at", "day on which the group was through, months since completion (under nought: before the course began), or period; `*` for the one figure", example="6", missing=COMPUTED),
        number("estimate", "difference that the programme made: points of 100, days, or per cent for rates", "outcome's own", True, example="1.9", missing="Null: not identified, nobody untrained is left to compare with."),
        number("se", "standard error used: the wider of the two", "outcome's own", True, 0, example="0.72", missing="Null: not identified."),
        number("se_unit", "standard error by unit", "outcome's own", True, 0, example="0.61", missing="Null: not identified."),
        number("se_group", "standard error by course group; never shown as the error where it is the smaller", "outcome's own", True, 0, example="0.72", missing="Null: not identified, or too few groups."),
        *_low_high("p02_5", "p97_5", "95 times of 100", "Null: not identified.", True),
        number("p_value", "chance of an estimate this far from nought if nothing was moved", "0-1", True, 0, 1, example="0.04", missing="Null: not identified."),
        number("p_randomisation", "the same, had the order of the groups been drawn by lot", "0-1", True, 0, 1, example="0.05", missing="Null: reckoned for the one figure of the main method alone."),
        number("p_holm", "p-value adjusted for that several outcomes are asked about; the primary one's stands as it is", "0-1", True, 0, 1, example="0.04", missing="Null: not identified, or of a method shown beside."),
        number("mde", "smallest change that the material would have found four times of five", "outcome's own", True, 0, example="2.1", missing="Null: not identified."),
        number("smallest", "smallest change that matters (config)", "outcome's own", True, 0, example="3", missing="Null: the config names none."),
        number("ruled_out", "a change above this is ruled out", "outcome's own", True, 0, example="2.6", missing="Null unless the verdict is `ruled_out`."),
        Column("bounds_hold", "boolean", "whether the verdict stands although trends may have differed half as much as before", nullable=True, example="True", missing="Null where it is not `supported`."),
        count("units", "units that are compared, trained or not", example="304", missing=COMPUTED),
        count("groups", "course groups that lend to the estimate", example="12", missing=COMPUTED),
        date("first", "first period of the window in which it is identified", True, example="2023-10-31", missing="Null: not identified."),
        date("last", "last period of that window", True, example="2024-10-31", missing="Null: not identified."),
        text("verdict", "what may be said", VERDICTS, True, example="cannot_be_said", missing="Null in rows shown beside: no verdict rests on them."),
        text("needs_more", "code of what it takes to say more; empty where nothing", example="more_rounds", missing="Empty: nothing."),
    ),
    ("outcome", "estimand", "estimator", "kind", "at"),
)  # fmt: skip
BALANCE = Table(
    "programme_balance",
    "Whether units that came early in the roll-out differed beforehand from those that came late",
    (
        replace(_INDICATOR, name="outcome", what="what is compared between units"),
        date("start", "first day on which the group's managers were through", example="2023-04-30", missing=COMPUTED),
        count("units", "units whose manager was in the group", example="24", missing=COMPUTED),
        number("level", "mean before any course began, less that of the unit's administration (rates and times to fill: per cent of the mean)", "outcome's own", True, example="-0.4", missing="Null: nothing was measured before."),
        number("trend", "change a year before any course began, less that of its administration", "outcome's own a year", True, example="0.1", missing="Null: fewer than two rounds before."),
    ),
    ("outcome", "start"),
)  # fmt: skip
OUTCOMES_EXPECTED = Table(
    "programme_outcomes",
    "A row for every effect that the programme expects, by administration and period, also where nobody measures it",
    (
        text("outcome", "the expected effect, by its id in the config", example="cooperation", missing=COMPUTED),
        text("expected_effect", "the effect in the programme's own words", example="Ökat samarbete mellan förvaltningar", missing=COMPUTED),
        replace(_INDICATOR, allowed=(*INDICATORS, ""), missing="Empty: the config names nothing that it would be seen in."),
        text("source", "delivered table that it is read from", example="manager_survey", missing="Empty: not measured."),
        text("evidence", "how it is known: compared with those not yet trained, followed over time, told by managers themselves, counted as activity, or not measured", EVIDENCE, example="followed", missing=COMPUTED),
        replace(_PERIOD, nullable=True, missing="Null: not measured."),
        _PLACE,
        number("value", "the figure: see the indicator for its unit", "indicator's own", True, example="0.083", missing="Null: not measured, or too few to tell."),
        *_low_high("p02_5", "p97_5", "95 times of 100", "Null: a count or an index told as it is.", True),
        text("verdict", "what may be said of the programme's part in it", VERDICTS, example="not_estimated", missing=COMPUTED),
        text("needs_more", "code of what to start collecting, or what it takes to say more; empty where nothing", example="collect_manager_units", missing="Empty: nothing."),
    ),
    ("outcome", "indicator", "administration", "period", "evidence"),
)  # fmt: skip
LINK = Table(
    "programme_link",
    "What the measured or assumed effect on resignations means for the need, the same in every simulated future",
    (
        ORIGIN_PERIOD,
        replace(_PERIOD, what="end of the year up to which it is summed"),
        _PLACE,
        text("basis", "whether the effect was drawn from what was measured, or is an assumption", LINK_BASES, example="measured", missing=COMPUTED),
        text("quantity", "recruitments avoided (running sum), their value, or the programme's cost", LINK_QUANTITIES, example="recruitments_avoided", missing=COMPUTED),
        number("mean", "what is expected", "persons or SEK", example="14.2", missing=COMPUTED),
        *_low_high("p10", "p90", "eight times of ten"),
    ),
    ("administration", "basis", "quantity", "period"),
)  # fmt: skip
AT_HOME = Table(
    "programme_at_home",
    "Expected effect, driver, need and initiative: what each administration does where its need comes from",
    (
        _PLACE,
        text("outcome", "expected effect that acts on the driver, by its id in the config; empty where none does", example="supply", missing="Empty: no expected effect names the driver."),
        text("driver", "part of the recruitment need", DRIVERS_NAMED, example="resignation", missing=COMPUTED),
        text("reach", "near the manager, or outside", REACHES, example="near", missing=COMPUTED),
        number("need", "recruitments up to the horizon that the driver makes", "persons", example="212.4", missing=COMPUTED),
        Column("large", "bool", "whether it makes a tenth or more of what its drivers add", example="True", missing=COMPUTED),
        text("initiative", "number or name of an initiative that acts on it; empty where none does", example="I-017", missing="Empty: no initiative meets the driver here."),
        text("status", "how far it has come; empty where there is none", (*INITIATIVE_STATUSES, ""), example="under_way", missing="Empty: no initiative."),
        Column("from_programme", "boolean", "whether it came out of the programme", nullable=True, example="True", missing="Null: no initiative."),
        text("with_administrations", "who takes part, ids parted by `|`", example="social", missing="Empty: done alone, or no initiative."),
        text("owner_role", "role that answers for it", example="Verksamhetschef", missing="Empty: nobody named, or no initiative."),
    ),
    ("administration", "driver", "outcome", "initiative"),
)  # fmt: skip
