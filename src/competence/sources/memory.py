"""Memory given back to the system between the steps of a large delivery."""

from __future__ import annotations

import pyarrow as pa


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
