"""Runs jobs side by side in worker processes; one failure costs its own job only, an interrupt ends them all."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context

from competence.run.kernels import Job, Outcome


def cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(jobs: Iterable[Job], work: Callable[[Job], Outcome], workers: int) -> Iterator[Outcome]:
    """Yield an outcome for every job, in the order they end. An interrupt ends the workers with what they run."""
    jobs = list(jobs)
    if workers <= 1 or len(jobs) <= 1:
        for job in jobs:
            yield work(job)
        return
    with processes(min(workers, len(jobs))) as pool:
        waiting = {pool.submit(work, job): job for job in jobs}
        for future in as_completed(waiting):
            job = waiting[future]
            try:
                yield future.result()
            except BrokenProcessPool:
                yield Outcome(job.name, job.administration, 0.0, "the worker process died")


@contextmanager
def processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool whose processes are ended by whatever interrupts the block."""
    # Spawned, not forked: the parent may hold threads (Arrow, progress bar).
    with (
        tempfile.TemporaryDirectory(prefix="competence-", ignore_cleanup_errors=True) as private,
        ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(private,)
        ) as pool,
    ):
        try:
            yield pool
        except BaseException:
            for process in list((pool._processes or {}).values()):
                process.terminate()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin(private: str) -> None:
    """A worker dies of an interrupt without a word; what it leaves lies where its parent clears up."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    tempfile.tempdir = private
