"""Where an expression is smooth in a variable: away from kinks, steps and the ends of its domain.

At a joint a derivative is taken to have no value, also where the pieces may happen to meet smoothly: nothing is refuted
there.  Between joints the expression is made of analytic functions, and so the same serves derivatives of any order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from flint import arb
from sympy import (
    Abs,
    Basic,
    Derivative,
    Expr,
    Heaviside,
    Indexed,
    Integer,
    Max,
    Min,
    Mod,
    Piecewise,
    Pow,
    Product,
    Sum,
    acot,
    atan2,
    ceiling,
    expand,
    floor,
    frac,
    sign,
    sinc,
)
from sympy.core.relational import Relational

from symxent.logic import JOINTED, deciding
from symxent.logic.letters import kinds_in
from symxent.proof.ball_functions import NotSeparated, NoValue
from symxent.proof.exact import Values, Within, exact, places

STEPS_AT_ZERO = (Abs, sign, Heaviside, acot)
STEPS_AT_INTEGERS = (floor, ceiling, frac, Mod)
CHOICES = (Piecewise, Max, Min, atan2)


@lru_cache(maxsize=1024)
def difference(a: Expr, b: Expr) -> Expr:
    """What is compared with 0 where a is compared with b."""
    return a - b


@lru_cache(maxsize=1024)
def _has_joints(e: Expr) -> bool:
    if e.has(*STEPS_AT_ZERO, *STEPS_AT_INTEGERS, *CHOICES):
        return True
    return any(not power.exp.is_Integer for power in kinds_in(e, Pow))


@lru_cache(maxsize=4096)
def _depends(e: Expr, by: Expr) -> bool:
    return bool(e.has(by.base if isinstance(by, Indexed) else by))


@dataclass(frozen=True)
class Joints:
    """Where the joints of an expression lie, by what evaluates it: values, signs, conditions."""

    ball_at: Callable[[Expr, Values], arb]
    sign_at: Callable[[Expr, Values], int]
    holds_at: Callable[[Basic, Values], bool]

    def refuse(self, e: Expr, by: tuple[Expr, ...], at: Values) -> None:
        """Raise NoValue where an expression is not seen to be smooth, at a point, in each of some variables."""
        if _has_joints(e):
            for variable in by:
                self._refuse(e, variable, at)

    def _refuse(self, e: Expr, by: Expr, at: Values) -> None:
        if not _depends(e, by):
            return
        if isinstance(e, Sum | Product):
            self._refuse_in_terms(e, by, at, tuple(e.limits))
            return
        parts = e.args
        if isinstance(e, Piecewise):
            parts = (self._branch(e, by, at),)
        elif isinstance(e, Max | Min):
            parts = (self._outermost(e, at),)
        elif isinstance(e, STEPS_AT_ZERO):
            self._off_zero(e.args[0], at)
        elif isinstance(e, STEPS_AT_INTEGERS):
            self._off_integers(e.args[0] / e.args[1] if isinstance(e, Mod) else e.args[0], at)
        elif isinstance(e, atan2) and self.sign_at(e.args[1], at) <= 0:
            self._off_zero(e.args[0], at)
        elif isinstance(e, Pow) and e.base == 0 and isinstance(e.exp, Abs):
            return self._off_zero(e.exp.args[0], at)
        elif isinstance(e, Pow) and not e.exp.is_Integer and self.sign_at(e.base, at) <= 0:
            power = exact(e.exp, at)
            if power is None or power.q != 1 or _depends(e.exp, by):
                raise NoValue("a derivative at the end of a domain")
        for part in parts:
            if isinstance(part, Expr):
                self._refuse(part, by, at)

    def _refuse_in_terms(self, e: Expr, by: Expr, at: Values, limits: tuple[tuple[Expr, Expr, Expr], ...]) -> None:
        if not limits:
            self._refuse(e.function, by, at)
            return
        for place in places(limits[-1], at):
            self._refuse_in_terms(e, by, Within(limits[-1][0], Integer(place), at), limits[:-1])

    def _off_zero(self, u: Expr, at: Values) -> None:
        if self.sign_at(u, at) == 0:
            raise NoValue("a derivative at a joint")

    def _off_integers(self, u: Expr, at: Values) -> None:
        value = exact(u, at)
        if value is None and self.ball_at(u, at).contains_integer():
            raise NotSeparated("whether this is a whole number")
        if value is not None and value.q == 1:
            raise NoValue("a derivative at a step")

    def _branch(self, e: Piecewise, by: Expr, at: Values) -> Expr:
        """The branch in force, where it is so all around."""
        for value, condition in e.args:
            for edge in kinds_in(condition, Relational):
                gap = difference(*edge.args)
                if _depends(gap, by):
                    self._off_zero(gap, at)
                    self._refuse(gap, by, at)
            if self.holds_at(condition, at):
                return value
        raise NoValue("no branch of a case distinction applies")

    def _outermost(self, e: Expr, at: Values) -> Expr:
        """The argument that is the maximum or minimum by itself."""
        way = 1 if isinstance(e, Max) else -1
        for a in e.args:
            if all(self.sign_at(difference(a, b), at) == way for b in e.args if b != a):
                return a
        raise NoValue("a derivative at a joint")


def has_joint(*sides: Expr) -> bool:
    """Whether a function with joints is differentiated."""
    return any(d.expr.has(*JOINTED) for e in sides for d in kinds_in(e, Derivative))


def joints_of(*sides: Expr) -> tuple[Expr, ...]:
    """What is 0 at a joint of something that is differentiated, for joints that are not inside of others."""
    derived = [d.expr for e in sides for d in kinds_in(e, Derivative) if not d.expr.has(Sum, Product)]
    found: list[Expr] = []
    for u in (expand(u) for f in derived for j in kinds_in(f, *JOINTED) for u in deciding(j)):
        if u.free_symbols and not u.has(*JOINTED) and u not in found and -u not in found:
            found.append(u)
    return tuple(found)


def jumps(*sides: Expr) -> bool:
    """Whether a side may jump, or has a power u^v of which u = 0 is a case of its own."""
    powers = (p for e in sides for p in kinds_in(e, Pow) if p.exp.free_symbols and (p.base.free_symbols or p.base == 0))
    return any(e.has(sign, Heaviside, Piecewise, sinc) for e in sides) or any(not p.base.is_positive for p in powers)
