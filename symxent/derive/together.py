"""Several pages at once, each in a process of its own: pages do not depend on one another."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from symxent.derive.derivation import DerivedPage
from symxent.errors import FromProcess, InternalError, SymxentError
from symxent.processors import processors

MOST_WORKERS = 8


def derive_by_name(name: str, thorough: bool = False) -> DerivedPage:
    """Derive a page of the catalogue."""
    from symxent.derive.catalogue import page
    from symxent.derive.judge import derive

    return derive(page(name), thorough=thorough)


def end_quietly() -> None:
    """For a process beside the main one: Ctrl-C ends it, and only the main one says so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _carrying(job: Callable[[], Any]) -> Any:
    """The result of a job; what broke it off is carried to the main process, which does not see its stack."""
    try:
        return job()
    except (SymxentError, OSError):
        raise
    except Exception as error:
        raise FromProcess(InternalError.of(error)) from None


@contextmanager
def at_once(jobs: Sequence[Callable[[], Any]]) -> Iterator[Sequence[Callable[[], Any]]]:
    """The jobs, begun side by side; each is called for its result, in any order.

    Where processes cannot be forked cheaply (everywhere but on Linux), or on one processor, a job runs when it is
    called.  A job has to be a function of a module with arguments that can be pickled.
    """
    workers = min(MOST_WORKERS, len(jobs), processors())
    if workers < 2 or sys.platform != "linux":
        yield jobs
        return
    pool = ProcessPoolExecutor(workers, mp_context=get_context("fork"), initializer=end_quietly)
    try:
        futures: list[Future[Any]] = [pool.submit(_carrying, job) for job in jobs]
        yield [future.result for future in futures]
    finally:
        # After an error or an interruption, what has not begun is not begun any more.
        pool.shutdown(cancel_futures=True)
