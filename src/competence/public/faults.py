"""What stops a fetch, in one sentence each: whose service it is, what is the matter, what to do."""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

_OF_FORM = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)


class PublicError(Exception):
    """Public statistics could not be fetched; nothing of the project was changed."""


class Refused(PublicError):
    """The service understood and declined. `status` is HTTP's, `title` its own word for it (may be empty)."""

    def __init__(self, sentence: str, status: int, title: str = ""):
        self.status, self.title = status, title
        super().__init__(sentence)


class Passing(Exception):
    """It may go better the next time: not let in, cut, late.

    `wait` seconds are asked for (None: none named); after `tries` in all it is given up.
    """

    def __init__(self, what: str, wait: float | None = None, tries: int = 50):
        self.what, self.wait, self.tries = what, wait, tries
        super().__init__(what)


def plain(text: Any, most: int = 300) -> str:
    """A service's words fit to be shown and written: one line, printable, not endless."""
    words = str(text if text is not None else "")
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:most]


def edge(service: str) -> Callable:
    """What an answer of an unforeseen form makes of a public function: a refusal that names the place in it."""

    def around(function: Callable) -> Callable:
        @functools.wraps(function)
        def guarded(*args, **kwargs):
            try:
                return function(*args, **kwargs)
            except _OF_FORM as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                place = f"{type(error).__name__} at {Path(last.filename).stem}:{last.lineno}"
            raise PublicError(
                f"{service} answered in a form that was not foreseen ({place}); nothing was written"
            )

        return guarded

    return around
