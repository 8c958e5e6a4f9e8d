"""What a judgement may cost, and how it says that it could not be reached."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from sympy import Expr

from symxent.errors import SymxentError

MAX_TERMS = 20_000  # of one polynomial
MAX_DEGREE = 4_000  # of one power that is expanded
MAX_EXPLICIT = 2_000  # terms of a sum with integer bounds
MAX_DEPTH = 120  # nesting of an expression
MAX_NODES = 30_000  # size of an expression
FACTOR_TERMS, FACTOR_DEGREE = 300, 60  # beyond them a polynomial is kept unfactored


class Undecided(SymxentError):
    """The normal form does not decide this expression; the message says what stands in the way."""


class Undefined(Undecided):
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


@dataclass
class Budget:
    """A deadline, looked at often and cheaply.

    >>> Budget(seconds=60).check()
    """

    seconds: float = 2.0
    started: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        return self.seconds - (time.monotonic() - self.started)

    def check(self) -> None:
        if self.left < 0:
            raise Undecided(f"the normal form took longer than its budget of {self.seconds:g} s")
