"""Functions that distinguish cases: what they are where the case is decided, and when it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from sympy import (
    Abs,
    Basic,
    Eq,
    Expr,
    Ge,
    Gt,
    Heaviside,
    KroneckerDelta,
    Le,
    Lt,
    Max,
    Min,
    Ne,
    Piecewise,
    Pow,
    S,
    Tuple,
    sign,
)
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Not, Or

from symxent.logic.letters import kinds_in
from symxent.logic.ring import Frac, Refused

if TYPE_CHECKING:
    from symxent.logic.checker import Checker

JOINTED = (Abs, Max, Min, sign, Heaviside, Piecewise)
Possible: TypeAlias = Callable[[Relational], frozenset[int]]  # the signs that its left less its right side may have
ANY_SIGN = frozenset((-1, 0, 1))
#: The signs of left − right for which a relation holds.
_HOLDS = {Gt: {1}, Ge: {0, 1}, Lt: {-1}, Le: {-1, 0}, Eq: {0}, Ne: {-1, 1}}


def cases(e: Expr) -> list[tuple[Expr, Basic]]:
    """What a function is under which condition; where several hold, one is as good as another, but for Piecewise."""
    u = e.args[0]
    if isinstance(e, Piecewise):
        return [(value, condition) for value, condition in e.args]
    if isinstance(e, Max | Min):
        kind = Ge if isinstance(e, Max) else Le
        return [(a, Tuple(*(kind(a, b, evaluate=False) for b in e.args if b != a))) for a in e.args]
    above, zero, below = (kind(u, S.Zero, evaluate=False) for kind in (Gt, Eq, Lt))
    if isinstance(e, Abs):
        return [(u, Ge(u, S.Zero, evaluate=False)), (-u, Le(u, S.Zero, evaluate=False))]
    if isinstance(e, sign):
        return [(S.One, above), (S.Zero, zero), (S.NegativeOne, below)]
    return [(S.One, above), (e.args[1] if len(e.args) > 1 else S.Half, zero), (S.Zero, below)]


def chosen(e: Expr, possible: Possible) -> Expr | None:
    """The case that is there; None where that is open, or there is none."""
    for value, condition in cases(e):
        holds = truth(condition, possible)
        if holds:
            return value
        if holds is None and isinstance(e, Piecewise):
            return None
    return None


def truth(condition: Basic, possible: Possible) -> bool | None:
    """Whether a condition is true at every point (True), at none (False), or open (None)."""
    if condition in (S.true, S.false):
        return condition is S.true
    if isinstance(condition, Not):
        inner = truth(condition.args[0], possible)
        return None if inner is None else not inner
    if isinstance(condition, And | Or | Tuple):
        found, decisive = set(), isinstance(condition, Or)
        for a in condition.args:  # what decides nothing any more is not asked
            found.add(truth(a, possible))
            if decisive in found:
                return decisive
        return None if None in found else not decisive
    holds = _HOLDS.get(type(condition))
    if holds is None:
        raise Refused(f"the condition {condition} is not in the language of the rules")
    signs = possible(condition)
    return True if signs <= holds else False if not signs & holds else None


def deciding(e: Expr) -> list[Expr]:
    """The expressions on whose signs the case depends."""
    return [r.args[0] - r.args[1] for _, condition in cases(e) for r in kinds_in(condition, *_HOLDS)]


def value(c: Checker, e: Expr) -> Frac:
    """The case that is there; else |u| is an atom of square u², max(a, b) is (a + b + |a − b|)/2."""
    found = chosen(e, c.possible)
    if found is not None:
        return c.value(found)
    if isinstance(e, Abs):
        atom, u = c.function("abs", e.args, e), c.value(e.args[0])
        number = c.ring.number.get(("abs", c.ring.key(u)))
        if number is not None and u[1].is_constant():
            c.ring.powers[number] = (2, u[0] * u[0])
        return atom
    if isinstance(e, Max | Min):
        side = 1 if isinstance(e, Max) else -1
        first, *others = e.args
        for b in others:
            first = (first + b + side * Abs(first - b, evaluate=False)) / 2
        return c.value(first)
    deltas = with_deltas(e)
    c.need(deltas != e, "which case of {}", e)
    return c.value(deltas)


def with_deltas(e: Expr) -> Expr:
    """Piecewise((a, i = j), (b, True)) over indices as a δ_ij + b (1 − δ_ij), and 0^|i − j| as δ_ij, throughout."""
    powers = (p for p in kinds_in(e, Pow) if p.base is S.Zero and isinstance(p.exp, Abs))
    found: dict[Expr, Expr] = {p: KroneckerDelta(p.exp.args[0], 0) for p in powers}
    for p in kinds_in(e, Piecewise):
        *branches, (result, last) = p.args
        if last != True or not all(isinstance(r, Eq | Ne) for _, r in branches):  # noqa: E712
            continue
        for branch, condition in reversed(branches):
            delta = KroneckerDelta(*condition.args)
            delta = delta if isinstance(condition, Eq) else 1 - delta
            result = branch * delta + result * (1 - delta)
        found[p] = result
    return e.xreplace(found) if found else e


def delta(c: Checker, e: KroneckerDelta) -> Frac:
    """1 or 0 where the indices are known to be one or not, or a declared value; else an atom that is its own square."""
    i, j = e.args  # without a range of its own
    same = c.integers.equal(i, j)
    if same is not None:
        return c.ring.one if same else c.ring.zero
    for left, right in c.hypotheses.equal:
        if left in (KroneckerDelta(i, j), KroneckerDelta(j, i)):
            return c.value(right)
    gap = (i - j).expand()
    key = ("delta", frozenset((gap, -gap)))
    found = c.atom(key, e)
    c.ring.powers[c.ring.number[key]] = (2, found[0])
    return found
