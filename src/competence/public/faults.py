"""What stops a fetch, in one sentence each: whose service it is, what is the matter, what to do."""

from __future__ import annotations


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
