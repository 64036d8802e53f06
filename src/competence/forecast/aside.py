"""Parts of a forecast that wait for no other part: beside it where there is an executor, else in their turn."""

from __future__ import annotations

import pickle
from concurrent.futures import Executor, Future

import numpy as np
from threadpoolctl import threadpool_limits


def submit(executor: Executor | None, work, *args) -> Future:
    """Hand in a function of a module and its arguments, or work it out here and now.

    Arguments are packed before this returns, so that what they work out once and keep may go on growing here;
    their arrays, which nobody changes, are not copied.
    """
    if executor is not None:
        arrays: list[pickle.PickleBuffer] = []
        packed = pickle.dumps((work, args), protocol=5, buffer_callback=arrays.append)
        handed = executor.submit(
            _unpacked, packed, [np.frombuffer(array.raw(), np.uint8) for array in arrays]
        )
        executor.submit(int)  # the queue to a process keeps what it sent last: something small
        return handed
    done: Future = Future()
    done.set_result(work(*args))
    return done


def _unpacked(packed: bytes, arrays: list[np.ndarray]):
    work, args = pickle.loads(packed, buffers=arrays)
    with threadpool_limits(1):  # sums in another order would be other bytes
        return work(*args)
