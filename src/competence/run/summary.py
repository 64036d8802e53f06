"""What a run did: told in full to who started it, and without details in `reports/run.json`.

`run.json` lies among what may be handed out, so it names cells, codes and files, never the words of an error,
which may hold a count or a path.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from typing import Any

from competence.config import Config
from competence.run import files, kernels, provenance

# What each step may take in seconds on two cores at the sample's size; printed beside what it took.
BUDGET = {"setup": 35, "ingest": 20, "backtest": 45, "forecast": 25, "notebooks": 45, "report": 35}
NO_STAFF = "no_staff"


@dataclass
class StepDone:
    """One step of a run: `why` it was computed, or None where it was reused."""

    name: str
    why: str | None
    seconds: float


@dataclass
class Made:
    """One report: made, or why not."""

    administration: str
    name: str
    made: bool
    why: str
    last_good: str | None = None


@dataclass
class Summary:
    """What a run did. `faults` are told to the user; `codes` say the same in `run.json`."""

    project: str
    steps: list[StepDone] = field(default_factory=list)
    notebooks: list[kernels.Outcome] = field(default_factory=list)
    own_notebooks: list[str] = field(default_factory=list)
    reports: list[Made] = field(default_factory=list)
    edition: str | None = None
    faults: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 all done, 1 something could not be produced; an administration without staff is no failure."""
        failed = any(n.error for n in self.notebooks)
        return int(bool(self.faults) or failed or any(not r.made and r.why != NO_STAFF for r in self.reports))

    def refuse(self, text: str, code: str | None = None) -> None:
        """Note why the run could not go on: in full, and by code."""
        self.faults += text.splitlines()
        self.codes.append(code or text)

    def as_dict(self) -> dict[str, Any]:
        """All of it, for a machine."""
        told = asdict(self)
        del told["codes"]
        return {**told, "exit_code": self.exit_code}

    def write(self, config: Config, seconds: float) -> None:
        """Write `reports/run.json`. Where no pages were drawn, what stands of the run before is carried on."""
        told = self.as_dict()
        told["faults"] = self.codes
        for notebook in told["notebooks"]:
            del notebook["detail"]
        if not self.reports:
            earlier = before(config)
            told |= {"edition": earlier.get("edition"), "reports": earlier.get("reports", [])}
        told |= {
            "seconds": round(seconds, 1),
            "setup_seconds": float(os.environ.get("COMPETENCE_SETUP_SECONDS", 0)),
            "budget_seconds": BUDGET,
            "machine": provenance.machine(),
        }
        files.write_json(config.reports / "run.json", told)


def before(config: Config) -> dict[str, Any]:
    """The `run.json` that stands; empty where there is none."""
    try:
        return files.read_json(config.reports / "run.json")
    except (OSError, ValueError):
        return {}


def last_good(config: Config, administration: str) -> str | None:
    """Last period of the newest edition in which the administration's report was made."""
    earlier = before(config)
    for entry in earlier.get("reports", []):
        if entry["administration"] == administration:
            return (earlier.get("edition") or "")[:7] if entry["made"] else entry.get("last_good")
    return None
