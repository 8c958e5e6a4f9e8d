"""Functions that distinguish cases: what they are where the case is decided, and when it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Abs, Basic, Eq, Expr, Ge, Gt, Heaviside, KroneckerDelta, Le, Lt, Max, Ne, Piecewise, S, sign
from sympy.logic.boolalg import And, Not, Or

from symxent.logic import sums
from symxent.logic.ring import Frac, Refused

if TYPE_CHECKING:
    from symxent.logic.checker import Checker


def absolute(c: Checker, e: Abs) -> Frac:
    """|u| is u or −u, where the sign of u is known."""
    u = c.value(e.args[0])
    s, _ = c.signs.of_expression(e.args[0])
    if s:
        return u if s > 0 else c.ring.negative(u)
    found = c.function("abs", e.args, e)
    number = c.ring.number.get(("abs", c.ring.key(u)))
    if number is not None and u[1].is_constant():
        c.ring.powers[number] = (2, u[0] * u[0])
    return found


def signum(c: Checker, e: sign) -> Frac:
    if c.zero(e.args[0]):
        return c.ring.zero
    s, strict = c.signs.of_expression(e.args[0])
    c.need(strict and bool(s), f"the sign of {e.args[0]}")
    return c.ring.constant(s)


def heaviside(c: Checker, e: Heaviside) -> Frac:
    if c.zero(e.args[0]):
        return c.value(e.args[1]) if len(e.args) > 1 else c.ring.constant(1, 2)
    s, strict = c.signs.of_expression(e.args[0])
    c.need(strict and bool(s), f"the sign of {e.args[0]}")
    return c.ring.one if s > 0 else c.ring.zero


def extreme(c: Checker, e: Expr) -> Frac:
    """max(a, b, …) is the argument that is at least all others; else max(a, b) = (a + b + |a − b|)/2."""
    side = 1 if isinstance(e, Max) else -1
    for a in e.args:
        if all(a == b or c.signs.of_expression((a - b) * side)[0] > 0 for b in e.args):
            return c.value(a)
    first, *others = e.args
    for b in others:
        first = (first + b + side * Abs(first - b, evaluate=False)) / 2
    return c.value(first)


def piecewise(c: Checker, e: Piecewise) -> Frac:
    for branch, condition in e.args:
        holds = truth(c, condition)
        if holds is None:
            deltas = sums.with_deltas(c, e)
            c.need(deltas is not None, f"whether {condition}")
            return c.value(deltas)
        if holds:
            return c.value(branch)
    raise Refused("no branch of a case distinction applies")


def delta(c: Checker, e: KroneckerDelta) -> Frac:
    i, j = e.args[:2]
    c.need(len(e.args) == 2, "a delta without a range of its own")
    same = c.integers.equal(i, j)
    if same is not None:
        return c.ring.one if same else c.ring.zero
    for left, right in c.hypotheses.equal:
        if left in (KroneckerDelta(i, j), KroneckerDelta(j, i)) and right in (0, 1):
            return c.value(right)
    gap = (i - j).expand()
    key = ("delta", frozenset((gap, -gap)))
    found = c.atom(key, e)
    c.ring.powers[c.ring.number[key]] = (2, found[0])
    return found


def truth(c: Checker, condition: Basic) -> bool | None:
    """Whether a condition is true at every point (True), at none (False), or open (None)."""
    if condition in (S.true, S.false):
        return condition is S.true
    if isinstance(condition, Not):
        inner = truth(c, condition.args[0])
        return None if inner is None else not inner
    if isinstance(condition, And | Or):
        found = [truth(c, a) for a in condition.args]
        decisive = isinstance(condition, Or)
        if decisive in found:
            return decisive
        return None if None in found else not decisive
    if not isinstance(condition, Eq | Ne | Lt | Le | Gt | Ge):
        raise Refused(f"the condition {condition} is not in the language of the rules")
    left, right = condition.args
    if isinstance(condition, Eq | Ne) and left.is_integer and right.is_integer:
        same = c.integers.equal(left, right)
        if same is not None:
            return same == isinstance(condition, Eq)
    if c.zero(left - right):
        return isinstance(condition, Eq | Le | Ge)
    sign, strict = c.signs.of_expression(left - right)
    if strict and isinstance(condition, Eq | Ne):
        return isinstance(condition, Ne)
    if sign and strict:
        return isinstance(condition, Gt | Ge) == (sign > 0)
    if isinstance(condition, Ge | Lt) and sign > 0:
        return isinstance(condition, Ge)
    if isinstance(condition, Le | Gt) and sign < 0:
        return isinstance(condition, Le)
    return None
