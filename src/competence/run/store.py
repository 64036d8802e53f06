"""Where the built tables lie in `data/processed`, and how rooms' results are written and read back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from competence import tables
from competence.config import Config
from competence.run import files, steps

# The model and the pages are imported where they are needed: a notebook that reads a stored forecast needs neither.
if TYPE_CHECKING:
    from competence.forecast import Counts
    from competence.report import Results

# What the forecast rests on beside stock and flows, where it was delivered.
COUNTED = (
    "competence_stock", "competence_flows", "vacancies", "cover", "population", "service_volumes",
    "agency_staff", "staff_costs", "budget_frame",
)  # fmt: skip
WAIST = (
    "stock", "flows", "competence_stock", "competence_flows", "vacancies", "cover", "population",
    "service_volumes", "agency_staff", "staff_costs", "budget_frame", "sickness", "unit_periods",
    "programme_status", "programme_groups", "survey_rounds", "manager_survey", "initiatives", "peers", "quality",
    "accounts", "quarantine",
    "completeness", "breaks_seen", "spellings",
)  # fmt: skip
BACKTEST = ("backtest", "backtest_scores", "calibration", "shelf_life")
FORECAST = (
    "needs_annual", "needs_monthly", "competence_needs", "drivers", "scenario_differences", "plan_years",
    "layers", "revisions",
)  # fmt: skip
OFFICE = "programme_office"  # folder of the list of proposed course groups: persons, never a part of a report
# What the programme is evaluated from beside stock and flows, and what comes of it before and after the forecast.
RECORDED = (
    "unit_periods", "survey_rounds", "programme_status", "programme_groups", "manager_survey", "initiatives",
)  # fmt: skip
EVALUATED = (
    "programme_coverage", "programme_promise", "programme_mixing", "programme_meetings", "programme_effects",
    "programme_balance",
)  # fmt: skip
CONCLUDED = ("programme_outcomes", "programme_link", "programme_at_home")
# What the pages are made from beside stock, flows and the annual needs, where it was delivered or made.
SHOWN = ("competence_stock", "vacancies", "cover")


class NotBuilt(FileNotFoundError):
    """A table has not been built yet; the message says which command builds it."""


def waist_path(config: Config, name: str) -> Path:
    """File of a table at (or, for quarantine and accounts, just left of) the waist."""
    return config.processed / f"{name}.parquet"


def forecast_path(config: Config, name: str) -> Path:
    """File of a forecast table."""
    return config.processed / "forecast" / f"{name}.parquet"


def made_path(config: Config) -> Path:
    """What the stored forecast was made with, and what it notes about its material."""
    return config.processed / "forecast" / "made.json"


def parameters(config: Config) -> dict[str, int]:
    """What a forecast can be asked with, as the config says it."""
    return {
        "seed": config.model.seed, "draws": config.model.draws,
        "years": config.calendar.horizon_years, "months": config.calendar.horizon_months,
    }  # fmt: skip


def backtest_inputs(config: Config) -> dict[str, str]:
    """Everything the back-test rests on, by hash: counts, config, code, packages."""
    return {
        **steps.contents(waist_path(config, name) for name in ("stock", "flows", *COUNTED)),
        "municipality.toml": config.fingerprint,
        "code": steps.code("forecast", "tables", "schema.py", "vocabulary.py", "config"),
        "packages": steps.packages(),
    }


def forecast_inputs(config: Config) -> dict[str, str]:
    """Everything the forecast rests on: what the back-test does, the calibration learnt from it, the programme's effect."""
    more = [backtest_path(config, "calibration"), programme_path(config, "programme_effects")]
    return backtest_inputs(config) | steps.contents(more)


def evaluation_inputs(config: Config) -> dict[str, str]:
    """Everything the evaluation of the programme rests on before the forecast, by hash."""
    asked = ("stock", "flows", "unit_periods", "survey_rounds", "programme_status", "programme_groups")
    return {
        **steps.contents(waist_path(config, name) for name in asked),
        "municipality.toml": config.fingerprint,
        "code": steps.code("programme", "tables", "schema.py", "vocabulary.py", "config"),
        "packages": steps.packages((*steps.NUMERIC, "diff-diff")),
    }


def programme_path(config: Config, name: str) -> Path:
    """File of a table of the programme's evaluation."""
    return config.processed / "programme" / f"{name}.parquet"


def evaluation(config: Config):
    """The evaluation's tables; None where it has not been made."""
    from competence.programme import Programme

    names = (*EVALUATED, *CONCLUDED)
    found = {name.removeprefix("programme_"): read_if(programme_path(config, name)) for name in names}
    return None if found["coverage"] is None else Programme(**found)


def backtest_path(config: Config, name: str = "backtest") -> Path:
    """File of a table of the back-test."""
    return config.processed / "backtest" / f"{name}.parquet"


def calibration(config: Config):
    """The stored calibration, where the back-test is of the counts and the config of now; else None."""
    record = config.processed / "backtest" / "step.json"
    if steps.why_stale(record, backtest_inputs(config)) is not None:
        return None
    return read_if(backtest_path(config, "calibration"))


def untestable(config: Config) -> bool:
    """Whether the back-test has been tried and no origin left a year to hold out."""
    record = config.processed / "backtest" / "step.json"
    return record.is_file() and not backtest_path(config).is_file()


def ledger_path(config: Config) -> Path:
    """File of the ledger: every forecast ever issued from this folder. Kept, not rebuilt."""
    return config.kept / "ledger.parquet"


def issued_path(config: Config, edition: str) -> Path:
    """Folder of the assumptions an issued forecast was made with. Kept, not rebuilt."""
    return config.kept / "forecasts" / edition


def published_path(config: Config) -> Path:
    """File of the published cube."""
    return config.processed / "published.parquet"


def persons_path(config: Config, name: str) -> Path:
    """File of a table with pseudonymised persons."""
    return config.processed / "persons" / f"{name}.parquet"


def write_tables(found: Mapping[str, Any], path) -> None:
    """Write each frame (checked) to `path(name)`, all or none; where a table is None its old file goes."""
    files.write_together(
        [
            (path(name), files.table_bytes(tables.plain(tables.TABLES[name].check(frame))))
            for name, frame in found.items()
            if frame is not None
        ],
        files.PRIVATE,
    )
    for name, frame in found.items():
        if frame is None:
            path(name).unlink(missing_ok=True)


def read(path: Path, command: str = "competence ingest", columns: list[str] | None = None):
    """Read a table (or some columns); `NotBuilt` names the command that builds it."""
    if not path.is_file():
        raise NotBuilt(f"{path.name} is not built yet; run: {command}")
    return files.read_table(path, columns)


def read_if(path: Path):
    """Read a table, None where it was not delivered or not built."""
    return files.read_table(path) if path.is_file() else None


def counts(config: Config) -> Counts:
    """What the forecast rests on."""
    from competence.forecast import Counts

    optional = {name: read_if(waist_path(config, name)) for name in COUNTED}
    return Counts(
        stock=read(waist_path(config, "stock")), flows=read(waist_path(config, "flows")), **optional
    )


def results(config: Config) -> Results:
    """What the pages are made from; no persons."""
    from competence.report import Results

    made = made_path(config)
    delivered = config.processed / "deliveries.json"
    optional = {
        **{name: read_if(waist_path(config, name)) for name in SHOWN},
        **{name: read_if(forecast_path(config, name)) for name in FORECAST[1:]},
        **{name: read_if(backtest_path(config, name)) for name in BACKTEST},
        "ledger": read_if(ledger_path(config)),
        "programme": evaluation(config),
    }
    return Results(
        stock=read(waist_path(config, "stock")),
        flows=read(waist_path(config, "flows")),
        quality=read(waist_path(config, "quality")),
        accounts=read(waist_path(config, "accounts")),
        needs_annual=read(forecast_path(config, "needs_annual"), "competence forecast"),
        **optional,
        notes=tuple(files.read_json(made)["notes"]) if made.is_file() else (),
        files=tuple(files.read_json(delivered)) if delivered.is_file() else (),
    )
