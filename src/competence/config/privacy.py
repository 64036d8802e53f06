"""What is said of personal data: the record of processing, the key, and how long deliveries are kept."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from competence.config.parts import Day, Delivered, Frozen, Part, Text


class Privacy(Part):
    """The pseudonym key (default: in the user's configuration folder), and what the record of processing says.

    `purpose`, `legal_ground`, `persons` (whose data), `recipients`, `transfers` (outside the EU/EEA) and `security`
    (measures beyond those of the program) are texts of the controller's own; `decided` and `owner`: when the record
    was last gone through and by which role.
    """

    key_file: Text | None = None
    controller: Text | None = None
    contact: Text | None = None
    protection_officer: Text | None = None
    purpose: tuple[Text, ...] = ()
    legal_ground: Text | None = None
    persons: tuple[Text, ...] = ()
    recipients: tuple[Text, ...] = ()
    transfers: Text | None = None
    security: tuple[Text, ...] = ()
    owner: Text | None = None
    decided: Day | None = None


class Retention(Part):
    """For how many years after its day a kept delivery stays, by table; `years` for those not named by `tables`.

    Nothing goes by itself: `competence purge --retention` drops what is older.
    """

    years: int | None = Field(None, ge=1, le=100)
    tables: Annotated[dict[Delivered, Annotated[int, Field(ge=1, le=100)]], AfterValidator(Frozen)] = Frozen()

    def of(self, table: str) -> int | None:
        """Years for a table; None where nothing is said."""
        return self.tables.get(table, self.years)
