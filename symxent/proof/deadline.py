"""What may run for long, within so many seconds of processor time; in every thread, and without signals.

What looks at a clock is a ``Budget``; SymPy does not.  There a watcher raises ``OutOfTime`` in the thread that works,
once its time is over, and again until it is heard: a finaliser reports and drops what is raised in it.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import inf
from typing import Any, TypeVar

from symxent.proof.clock import collected, thread_time

T = TypeVar("T")
#: Seconds between two rings of one alarm, and what an alarm lets pass so that a Budget's own words come first.
AGAIN, GRACE = 0.02, 0.05


class OutOfTime(BaseException):
    """Not an Exception, so that no handler inside SymPy swallows it.

    Who catches it goes on without what it waited for; it is not caught where a deadline around it is over as well.
    """


class _Overdue(BaseException):
    """The deadline around the one at hand is over: whoever waits for the inner one has no more time either."""


class NotAsked(Exception):
    """What might run for long is not begun where nothing can interrupt it."""


class _Alarm:
    """One deadline of one thread, by the processor time of that thread where another thread can read it."""

    def __init__(self, seconds: float) -> None:
        self.thread = threading.get_ident()
        self.until = thread_time() + seconds
        self.off = False
        self.clock: int | None = None
        with suppress(AttributeError, OSError):
            self.clock = time.pthread_getcpuclockid(self.thread)
        self.next = time.monotonic() + seconds + GRACE

    def left(self) -> float:
        """Seconds that are left at least, as the watcher sees it."""
        if self.clock is None:
            return 0.0  # the clock on the wall, which is never behind
        with suppress(OSError):
            return self.until + GRACE - (time.clock_gettime(self.clock) - collected(self.thread))
        return 0.0


class _Watcher:
    """One thread for all alarms of a process; it is begun when it is first needed."""

    def __init__(self) -> None:
        self.alarms: set[_Alarm] = set()
        self.lock = threading.RLock()  # held by itself, not by the condition: no alarm rings while it is being taken
        self.changed = threading.Condition(self.lock)
        self.thread: threading.Thread | None = None

    def watch(self, alarm: _Alarm) -> None:
        with self.lock:
            soonest = min((a.next for a in self.alarms), default=inf)
            self.alarms.add(alarm)
            if self.thread is None or not self.thread.is_alive():
                self._begin()
            elif alarm.next < soonest:
                self.changed.notify()

    def _begin(self) -> None:
        if self.thread is None:
            sys.unraisablehook = partial(_unless_out_of_time, sys.unraisablehook)
        self.thread = threading.Thread(target=self._run, name="symxent-deadlines", daemon=True)
        self.thread.start()

    def forget(self, alarm: _Alarm) -> None:
        """No ring of this alarm is heard after it."""
        with self.lock:
            self.alarms.discard(alarm)
            _raise_in(alarm.thread, None)

    def _run(self) -> None:
        with self.changed:
            while True:
                now = time.monotonic()
                self.alarms = {a for a in self.alarms if not a.off}
                for alarm in [a for a in self.alarms if a.next <= now]:
                    left = alarm.left()
                    if left <= 0 and not alarm.off:
                        _raise_in(alarm.thread, OutOfTime)
                    alarm.next = time.monotonic() + max(left, AGAIN)
                self.changed.wait(min((a.next for a in self.alarms), default=now + 60) - now)


def _unless_out_of_time(before: Callable[[Any], Any], unraisable: sys.UnraisableHookArgs) -> None:
    """What a finaliser cannot raise is told, an alarm that fell into it is not: it rings again."""
    if not isinstance(unraisable.exc_value, OutOfTime):
        before(unraisable)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(error) if error is not None else None
    )


_WATCHER = _Watcher()
if hasattr(os, "register_at_fork"):  # a process that was forked has no other thread, and maybe a lock that one held
    os.register_at_fork(after_in_child=_WATCHER.__init__)  # type: ignore[misc]
_LOCAL = threading.local()


def left() -> float:
    """Seconds that the work at hand has left; infinitely many where nobody set it a deadline.

    >>> left()
    inf
    """
    until: float | None = getattr(_LOCAL, "until", None)
    return inf if until is None else until - thread_time()


def within(seconds: float, work: Callable[[], T]) -> T:
    """What some work gives.

    Raises OutOfTime after so many seconds of processor time, or when a deadline around it ends.
    Raises NotAsked where nothing can interrupt it: only in CPython one thread can be stopped by another.

    >>> within(1, lambda: 2 + 2)
    4
    """
    if sys.implementation.name != "cpython":
        raise NotAsked("only in CPython it can be interrupted")
    before: float | None = getattr(_LOCAL, "until", None)
    if before is not None and (seconds := min(seconds, before - thread_time())) <= 0:
        raise _Overdue
    alarm = _Alarm(seconds)
    try:
        _LOCAL.until = alarm.until
        _WATCHER.watch(alarm)
        return work()
    except (OutOfTime, _Overdue):
        if before is not None and thread_time() >= before:
            raise _Overdue from None
        raise OutOfTime from None
    finally:
        alarm.off = True  # first, and without a call: an alarm rings where something is called
        _LOCAL.until = before
        _WATCHER.forget(alarm)
