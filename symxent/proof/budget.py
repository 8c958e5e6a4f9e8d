"""What a judgement may cost, and how it says that it could not be reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

from sympy import Expr

from symxent.errors import SymxentError
from symxent.logic.ring import Refused, Vacuous
from symxent.proof.clock import thread_time
from symxent.proof.deadline import left

MAX_TERMS = 20_000  # of one polynomial
MAX_DEGREE = 4_000  # of one power that is expanded
MAX_DEPTH = 120  # nesting of an expression
MAX_NODES = 30_000  # size of an expression
FACTOR_TERMS, FACTOR_DEGREE = 300, 60  # beyond them a polynomial is kept unfactored


class Undecided(SymxentError, Refused):
    """The normal form does not decide this expression; the message says what stands in the way."""


class Undefined(Undecided, Vacuous):
    """The expression divides by zero, or takes the logarithm of zero, wherever it is looked at."""


class Restart(Exception):
    """A finer scale of an exponent is needed: the same work starts anew with it."""


class MoreRoom(Restart):
    """More generators are needed than the polynomial ring has: the same work starts anew in a larger one."""


@dataclass
class NeedIndex(Exception):
    """The value depends on whether two indices are equal."""

    left: Expr
    right: Expr


@dataclass
class NeedSign(Exception):
    """The value depends on the sign of an expression; ``at_zero``: on its being zero as well.

    ``known``: 1 or −1 when it is known that the expression is ≥ 0 or ≤ 0, and only zero is in question.
    """

    expr: Expr
    at_zero: bool
    known: int = 0


LOOKS_A_SECOND = 5_000  # about as many as a judgement takes of its budget, on the machine where this was measured


class Work:
    """A clock that goes by the work that is done, so that the same question has the same answer on every machine.

    For judgements that decide what is generated: there a slow or a busy processor must not make a difference.

    >>> clock = Work()
    >>> [clock() for _ in range(3)]
    [0.0002, 0.0004, 0.0006]
    """

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        return self.looks / LOOKS_A_SECOND


@dataclass
class Budget:
    """A deadline, looked at often and cheaply.

    Its seconds are of the processor's time that this thread has had: what else the machine does changes no verdict.
    It ends with the deadline around it at the latest (``deadline.within``), where it goes by the same clock.

    >>> Budget(seconds=60).check()
    """

    seconds: float = 2.0
    clock: Callable[[], float] = thread_time
    started: float = field(init=False)

    def __post_init__(self) -> None:
        if self.clock is thread_time:
            self.seconds = min(self.seconds, left())
        self.started = self.clock()

    @property
    def left(self) -> float:
        return self.seconds - (self.clock() - self.started)

    def part(self, share: float, least: float, most: float = inf) -> Budget:
        """A share of what is left, by the same clock: at least and at most so many seconds."""
        return Budget(max(least, min(most, self.left * share)), self.clock)

    def check(self) -> None:
        if self.left < 0:
            raise Undecided(f"the normal form took longer than its budget of {self.seconds:.2g} s")
