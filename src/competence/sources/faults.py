"""What stops a delivery, told in lines that hold no value of a person; and the edge that turns errors into it."""

from __future__ import annotations

import functools
import os
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from competence.run.files import Damaged
from competence.sources.reasons import FATAL
from competence.tables import TableError


class DeliveryFault(NamedTuple):
    """One fault: which file (a name, never a path), which line of it, a stable code, what to do.

    `source` : of the config, where it is known. `missing` : our columns that have no heading; `headings` : those that
    the file has instead (its heading as it stands, never a row of data); `unfit` : of which column of ours a heading
    is not, by its values (ours, heading). All are for proposing lines of the config.
    """

    file: str
    line: int | None
    code: str
    message: str
    source: str = ""
    missing: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    unfit: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.code}: {self.message}"


class DeliveryError(ValueError):
    """The deliveries must not be used. `faults` holds one `DeliveryFault` each, `str()` a line each."""

    def __init__(self, faults: list[DeliveryFault]):
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def fault(file: str, code: str, detail: str = "", line: int | None = None) -> DeliveryFault:
    """A fault with its documented message and, where given, a detail that holds no delivered value."""
    return DeliveryFault(file, line, code, FATAL[code] + (f" ({detail})" if detail else ""))


def grouped(faults: Iterable[DeliveryFault]) -> list[list[DeliveryFault]]:
    """The same fault of many files together, in the order in which each was first found; none twice."""
    found: dict[tuple, list[DeliveryFault]] = {}
    for each in dict.fromkeys(faults):
        same = (each.code, each.message, each.source, each.missing, each.headings)
        found.setdefault(same, []).append(each)
    return list(found.values())


def told(faults: Iterable[DeliveryFault]) -> list[str]:
    """A line each, the same fault of many files once: how many files, and the first."""
    return [
        str(same[0] if len(same) == 1 else same[0]._replace(file=f"{len(same)} files, first {same[0].file}"))
        for same in grouped(faults)
    ]


def edge(function: Callable | None = None, *, ours: tuple[type[Exception], ...] = ()) -> Callable:
    """Turn whatever escapes a public function into ours: type and place, never the text of the error.

    Messages of pandas, pandera and Python repeat values; a value of a person must not get out that way. Errors
    of the classes `ours` hold none and pass; so do those of the system, with their own words alone: the number
    that says what is the matter, and the file.
    """
    if function is None:
        return functools.partial(edge, ours=ours)

    @functools.wraps(function)
    def guarded(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except (DeliveryError, TableError, Damaged, *ours):
            raise
        except Exception as error:
            told = _of_system(error) or DeliveryError(
                [fault("competence", "internal", f"{type(error).__name__} at {_place(error)}")]
            )
        raise told

    return guarded


def _of_system(error: Exception) -> OSError | None:
    if not isinstance(error, OSError) or not error.errno:
        return None
    path = error.filename if isinstance(error.filename, str) and os.path.isabs(error.filename) else None
    return OSError(error.errno, os.strerror(error.errno), path)


def _place(error: BaseException) -> str:
    """The innermost line of ours."""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if "competence" in Path(f.filename).parts]
    return f"{Path(ours[-1].filename).stem}:{ours[-1].lineno}" if ours else "unknown place"
