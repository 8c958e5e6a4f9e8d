"""How much can be done at once."""

from __future__ import annotations

import os


def processors() -> int:
    """How many processors this process may run on: a container may be given fewer than the machine has.

    >>> processors() >= 1
    True
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
