"""One measure in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from competence.config import Config


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a measure asks.

    Parameters
    ----------
    id : stable name, as in the table `quality`.
    subject : a key of `registry.SUBJECTS`.
    asks : the question, for the page.
    says : what the figure is, in the few words that stand beside it.
    unit : of the figure: rows, share (0-1), persons, spells, days, months, spellings, qualifications, breaks.
    consequence : stop = the input must not be used; warn = look before you trust what rests on it; note = good
        to know. It follows where the figure is above the limit.
    limit : a number, a key of the config (`quality.residual_share_warn`), or None: it is only told.
    mend : what to do, for whoever reads that the limit is passed.
    """

    id: str
    subject: str
    asks: str
    says: str
    unit: str
    consequence: Literal["stop", "warn", "note"] = "note"
    limit: float | str | None = None
    mend: str = ""

    def limit_in(self, config: Config) -> float | None:
        """The limit that holds in a project."""
        if not isinstance(self.limit, str):
            return self.limit
        section, _, key = self.limit.partition(".")
        return getattr(getattr(config, section), key)
