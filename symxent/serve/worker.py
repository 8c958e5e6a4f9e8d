"""Checks run in a process of their own: whatever a text does to it, it can be ended, and the server answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from symxent.errors import InternalError, SymxentError

STEP_SECONDS = 1.0  # for one step of the text
_SPAWN = get_context("spawn")


class TooLong(SymxentError):
    """A check that used up its time; the message says how much that was."""


class Superseded(SymxentError):
    """A newer text came before this one was done: nobody waits for its answer any more."""


@dataclass(frozen=True)
class Job:
    """A text to check, with the ending that tells what kind of document it is."""

    text: str
    name: str
    correct: bool


class Worker:
    """One process that checks one text at a time; a newer text ends the check of an older one.

    A second process is kept warm, so that the one that is ended is replaced without a wait.
    """

    def __init__(self, seconds: float = 20.0) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._current = _Process()
        self._spare = _Process()
        self._turn = 0
        self._busy = False

    def check(self, job: Job) -> dict[str, object]:
        """The answer for the page: ``summary`` and ``html``, or ``error``.

        Raises TooLong when the time is up, Superseded when a newer text came.
        """
        with self._newest() as (process, turn):
            try:
                process.connection.send(job)
                if process.connection.poll(self.seconds):
                    answer = process.connection.recv()
                    assert isinstance(answer, dict)
                    return answer
            except (EOFError, OSError):
                raise self._ended(turn) from None
            self._replace(process)
            raise TooLong(f"this text takes longer than {self.seconds:.0f} seconds to check: check a part of it")

    def close(self) -> None:
        with self._lock:
            self._current.end()
            self._spare.end()

    @contextmanager
    def _newest(self) -> Iterator[tuple[_Process, int]]:
        with self._lock:
            self._turn += 1
            turn = self._turn
            if self._busy:
                self._swap()
            self._busy = True
            process = self._current
        try:
            yield process, turn
        finally:
            with self._lock:
                if turn == self._turn:
                    self._busy = False

    def _swap(self) -> None:
        self._current.end()
        self._current, self._spare = self._spare, _Process()

    def _replace(self, process: _Process) -> None:
        with self._lock:
            if process is self._current:
                self._swap()

    def _ended(self, turn: int) -> SymxentError:
        with self._lock:
            if turn != self._turn:
                return Superseded("a newer text is being checked")
            self._swap()
        return SymxentError("the check broke off: it ran out of memory, or of stack")


class _Process:
    def __init__(self) -> None:
        self.connection, far = _SPAWN.Pipe()
        self._process: BaseProcess = _SPAWN.Process(target=_serve, args=(far,), daemon=True)
        self._process.start()
        far.close()

    def end(self) -> None:
        """Whoever waits at this end of the pipe meets its end of file; closing it here could close another's."""
        self._process.kill()
        self._process.join(5)


def _serve(connection: Connection) -> None:
    """The life of a worker's process: read a job, answer it, until the other end is gone."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers itself
    _limit_memory()
    from symxent.check.report import check_text
    from symxent.report.html_check import live

    while True:
        try:
            job: Job = connection.recv()
        except (EOFError, OSError):
            return
        try:
            report = check_text(job.text, job.name, seconds=STEP_SECONDS, correct=job.correct)
            answer: dict[str, object] = {"summary": report.summary(), "html": live(report)}
        except (SymxentError, RecursionError, MemoryError) as error:
            answer = {"error": str(error) or "the text is nested too deep"}
        except Exception as error:  # the page says so, and this process goes on
            answer = {"error": str(InternalError.of(error))}
        connection.send(answer)


def _limit_memory() -> None:
    """Two gigabytes at most, where the system can say so."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
