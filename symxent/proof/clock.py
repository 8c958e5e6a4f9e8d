"""The time that a thread has had for its own work: what its deadlines go by.

Processor time, so that what else the machine does changes no verdict; and without what Python takes to go through all
objects of the process for garbage, which with much in memory is longer than a step of a page may take, and falls into
whichever step happens to be judged.
"""

from __future__ import annotations

import gc
import threading
import time
from collections import defaultdict
from typing import Literal

#: Of collections of garbage, those that go through all objects.
_ALL = 2
#: Seconds of them, by the thread that they fell to.
_COLLECTED: dict[int, float] = defaultdict(float)
_BEGUN: dict[int, float] = {}


def _note(phase: Literal["start", "stop"], info: dict[str, int]) -> None:
    if info["generation"] != _ALL:
        return
    thread = threading.get_ident()
    if phase == "start":
        _BEGUN[thread] = time.thread_time()
    elif thread in _BEGUN:
        _COLLECTED[thread] += time.thread_time() - _BEGUN.pop(thread)


gc.callbacks.append(_note)


def thread_time() -> float:
    """Seconds of processor time that this thread has had for its own work; differences of it mean something."""
    return time.thread_time() - collected(threading.get_ident())


def collected(thread: int) -> float:
    """Seconds of processor time that a thread has spent on collections of all garbage."""
    return _COLLECTED.get(thread, 0.0)
