"""How long a page may take: each step its seconds, and all of them together no more than so long a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import TypeVar

from symxent.proof.clock import thread_time
from symxent.proof.deadline import NotAsked, OutOfTime, left, within

T = TypeVar("T")
#: A page has so many times the seconds of a step, or so long for each of its steps; once they are spent, each step has
#: the least.
WHOLE, SHARE, LEAST = 4, 0.06, 0.15
#: The share of a step's time for the proof by what its letters are; the rest is for that by what they may be.
PART = 0.6
TOO_LONG = "it took longer than a step of this page may"


def in_part(work: Callable[[], T], otherwise: T) -> T:
    """What some work gives in a part of the time that is left; ``otherwise`` where it takes longer."""
    if not isfinite(left()):
        return work()
    try:
        return within(PART * left(), work)
    except OutOfTime:
        return otherwise


@dataclass
class Patience:
    """What the judge of one page has spent, in seconds of processor time, and what one more piece of work may take."""

    seconds: float
    steps: int
    spent: float = 0.0

    @property
    def allowed(self) -> float:
        """Seconds for the next piece of work.

        >>> Patience(seconds=2, steps=10).allowed, Patience(seconds=2, steps=10, spent=7.5).allowed
        (2, 0.5)
        >>> Patience(seconds=2, steps=10, spent=60).allowed
        0.15
        """
        unspent = max(WHOLE * self.seconds, SHARE * self.steps) - self.spent
        return min(self.seconds, max(unspent, LEAST))

    def within(self, work: Callable[[], T]) -> T:
        """What some work gives; raises OutOfTime where it takes longer than it is allowed to."""
        if isfinite(left()):
            return within(self.seconds, work)  # a part of what is counted already
        began = thread_time()
        try:
            return within(self.allowed, work)
        except NotAsked:
            return work()
        finally:
            self.spent += thread_time() - began
