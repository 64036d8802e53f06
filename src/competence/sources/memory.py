"""Memory given back to the system between the steps of a large delivery."""

from __future__ import annotations

import contextlib
import ctypes

import pyarrow as pa

_MMAP_THRESHOLD = -3  # glibc's name of it, malloc.h
LARGE = 1 << 24  # bytes; less costs time to lay out pages anew


def large_apart() -> None:
    """Let large arrays have pages of their own, given back as soon as they are freed; nothing where glibc is not.

    Left to itself glibc learns from the first large array that is freed to keep the next ones among the small ones.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, LARGE)


def give_back() -> None:
    """Return what has been freed and is still held for later; where the system has no way to, nothing happens.

    What one step needed for a while stands in small pieces between what it made, and the next one asks for large
    ones: without this, each step adds its own.
    """
    ours = pa.default_memory_pool()
    ours.release_unused()
    # The system's pool trims the allocator that numpy and Python use as well, but only while it is in charge.
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        pa.default_memory_pool().release_unused()
    finally:
        pa.set_memory_pool(ours)
