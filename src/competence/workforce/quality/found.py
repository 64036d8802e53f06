"""What a measure is given, and where it puts its figures."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from competence.config import Config
from competence.sources import Delivered, values
from competence.sources.packed import PackedFrame
from competence.tables import ALL, QUALITY
from competence.workforce.quality.registry import REGISTRY
from competence.workforce.timeline import Events, Spells


@dataclass(frozen=True, repr=False)
class Build:
    """What there is to measure: the deliveries, and what was built of them.

    `frame`, `paid` and `happened` are None where counts are delivered instead of persons, `competence_stock` where
    no requirement is set; a measure that needs one of them is then left out. `periods` are the period ends
    (datetime64[D]). `named` says of each spell of `frame` which source it came from.
    """

    delivered: Delivered
    config: Config
    frame: pd.DataFrame | None
    paid: Spells | None
    happened: Events | None
    stock: pd.DataFrame | PackedFrame
    flows: pd.DataFrame
    competence_stock: pd.DataFrame | None
    periods: np.ndarray

    def sources(self, files: pd.Series) -> pd.Series:
        """The source of each file named."""
        source = {f.name: f.source for f in self.delivered.files}
        return pd.Series(values.mapped(files, source.get), index=files.index)

    def inside(self, day: np.ndarray) -> np.ndarray:
        """Whether days (numbers since 1970) lie within the intervals of the flows."""
        days = self.periods.astype("int64")
        return (day > days[0]) & (day <= days[-1])


@dataclass(repr=False)
class Found:
    """Collects rows of the table `quality`; question, limit and consequence stand in the registry."""

    config: Config
    rows: list[dict] = field(default_factory=list)

    def add(self, measure: str, value: float | None, *, source: str = ALL, category: str = ALL) -> None:
        """Put down a figure; it passes where there is no limit, no figure, or the figure is not above the limit.

        Raises
        ------
        KeyError : the registry has no such measure.
        """
        asked = REGISTRY[measure]
        limit = asked.limit_in(self.config)
        passed = limit is None or value is None or not value > limit
        self.rows.append(
            {
                "measure": measure, "source": source, "category": category,
                "value": np.nan if value is None else float(value), "unit": asked.unit,
                "limit": np.nan if limit is None else float(limit),
                "consequence": asked.consequence, "passed": bool(passed),
                "message": asked.says, "mend": asked.mend,
            }
        )  # fmt: skip

    def table(self) -> pd.DataFrame:
        """The table `quality`."""
        return QUALITY.check(pd.DataFrame(self.rows, columns=QUALITY.names))
