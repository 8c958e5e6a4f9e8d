"""A contestant in a process of its own: ``python -m symxent.kernels.bench.worker NAME THREADS``.

Thread pools of several libraries in one process spin against each other and slow everybody down; apart, each has the
machine to itself while the others sleep.  A line of JSON in, a line of JSON out: ``{"case": …}`` gets ready,
``{"repeat": n}`` makes calls that are not timed and n that are, and tells the seconds of one.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from typing import Any

from symxent.kernels.bench.task import Call, Case
from symxent.kernels.run.device import finish


def main() -> None:
    """Serve until the input ends.  Only answers go to what was the standard output: libraries print where they like."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    if hasattr(os, "sched_setaffinity"):  # every library's thread pool goes by it
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[2])])
    module = import_module(f"symxent.kernels.bench.contestants.{sys.argv[1]}")
    call: Call | None = None
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if "case" in asked:
                call = None  # its arrays go before the next are made
                case = Case(asked["case"]["task"], tuple(asked["case"]["shape"]), asked["case"]["dtype"])
                builder = getattr(module, case.task, None)
                call = builder(*case.arrays()) if builder else None
                answer: dict[str, Any] = {"repeat": _repeats(call)} if call else {}
            else:
                answer = {"seconds": _timed(call, asked["repeat"])} if call else {}
        except Exception as error:  # a library may refuse what it likes: the table then has a gap, with the reason
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
            call = None
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


ENOUGH = 4e-3  # seconds that one measured repetition lasts at least


def _repeats(call: Call) -> int:
    call()  # may compile
    fastest = min(_timed(call, 1) for _ in range(5))  # one may wait for a thread that wakes up
    return max(1, min(10_000, int(ENOUGH / max(fastest, 1e-7))))


def _timed(call: Call, repeat: int) -> float:
    for _ in range(3 if repeat > 1 else 1):  # threads wake up, which on an idle machine may take two ticks of its clock
        call()
    finish()
    began = time.perf_counter()
    for _ in range(repeat):
        call()
    finish()
    return (time.perf_counter() - began) / repeat


if __name__ == "__main__":
    main()
