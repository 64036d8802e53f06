"""What a result rests on: inputs by hash, code, packages, seed; and on which machine it was made."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from competence.config import Config
from competence.run import steps


def of_edition(config: Config, edition: str, deliveries: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Provenance that stands beside an edition: the same for the same inputs, wherever it was made."""
    return {
        "edition": edition,
        "municipality": config.municipality.name,
        "used": [{k: d[k] for k in ("source", "name", "delivered", "sha256")} for d in deliveries],
        "config": config.fingerprint,
        "code": steps.code("."),
        "packages": {name: version(name) for name in ("competence", *steps.DRAWN)},
        "parameters": {"seed": config.model.seed, "draws": config.model.draws},
    }


def machine() -> dict[str, Any]:
    """The processor and linear algebra a run was made with; between processors the last bit may differ."""
    from threadpoolctl import threadpool_info

    blas = sorted({f"{i.get('internal_api')} {i.get('version')}" for i in threadpool_info()})
    return {
        "python": platform.python_version(),
        "cpu": platform.machine(),
        "system": platform.system(),
        "blas": blas,
    }
