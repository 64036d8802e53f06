"""One random stream a subject, so that one subject may change without moving another."""

from __future__ import annotations

import zlib

import numpy as np


class Streams:
    """Named generators of one seed: `streams("exits")` gives the same numbers whatever the others drew.

    A stream's name is hashed into its seed, so that a new subject leaves the old ones as they are.
    """

    def __init__(self, seed: int):
        self.seed = seed
        self._open: dict[str, np.random.Generator] = {}

    def __call__(self, subject: str) -> np.random.Generator:
        """The generator of `subject`, where it stands."""
        if subject not in self._open:
            sequence = np.random.SeedSequence([self.seed, zlib.crc32(subject.encode())])
            self._open[subject] = np.random.Generator(np.random.SFC64(sequence))
        return self._open[subject]
