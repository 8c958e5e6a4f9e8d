"""Several pages at once, each in a process of its own: pages do not depend on one another."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from threading import current_thread, main_thread
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


_pressed: list[bool] = []  # Ctrl-C, while it was held back


def end_quietly() -> None:
    """For a process beside the main one: Ctrl-C ends it, and only the main one says so.

    A program that was started in the background is not told of Ctrl-C, and then neither is what it starts.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if _pressed:
        signal.raise_signal(signal.SIGINT)


@contextmanager
def ctrl_c_held_back() -> Iterator[None]:
    """While processes are begun Ctrl-C waits: in one that has not yet come to ``end_quietly`` it would be a traceback.

    A mask of signals would not do: a thread of a library that has none takes the signal for the whole process.
    """
    before = signal.getsignal(signal.SIGINT)
    if before in (signal.SIG_IGN, None) or current_thread() is not main_thread():
        yield
        return
    signal.signal(signal.SIGINT, lambda *_: _pressed.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if _pressed:
            _pressed.clear()
            signal.raise_signal(signal.SIGINT)


def end_children() -> None:
    """Ends the processes beside this one: Ctrl-C is lost on one that was just being forked."""
    for child in active_children():
        child.terminate()


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
        with ctrl_c_held_back():
            futures: list[Future[Any]] = [pool.submit(_carrying, job) for job in jobs]
        yield [future.result for future in futures]
    except KeyboardInterrupt:
        end_children()
        raise
    finally:
        # After an error or an interruption, what has not begun is not begun any more.
        pool.shutdown(cancel_futures=True)
