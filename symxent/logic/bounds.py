"""Signs that rest on a bound: log t ≥ 1 − 1/t, e^t ≥ 1 + t, one logarithm, both ends of an interval."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from sympy import Expr, Sum, exp

from symxent.logic.letters import free_in, outermost
from symxent.logic.polynomials import UNKNOWN, Sign
from symxent.logic.ring import at
from symxent.logic.sum_steps import enter

if TYPE_CHECKING:
    from symxent.logic.checker import Checker, Step

SignCheck: TypeAlias = "Callable[[Checker, Step], Sign]"


def by_bound(below: Callable[[Expr], Expr], *, positive: bool = False, inside: bool = False) -> SignCheck:
    """u ≥ l ≥ 0 for u − l = Σ cᵢ below(tᵢ), if cᵢ ≥ 0 and below ≥ 0 (``positive``: for t > 0); ``inside``: Σ u ≥ Σ l.

    parts: l, (cᵢ, tᵢ) …
    """

    def check(c: Checker, step: Step) -> Sign:
        (u,), (lower, *pairs) = step.args, step.parts
        least, scope = lower, free_in(u)
        if inside:
            u, v, low, high = outermost(u)
            c.need(low == 1, "a range from 1")
            enter(c, v, high)
            least, scope = Sum(lower, (v, 1, high)), free_in(u)
        c.need_within(scope, step.parts)
        gap = c.ring.zero
        for k, t in pairs:
            c.need_nonnegative(k)
            if positive:
                c.need_positive(t)
            gap = c.ring.add(gap, c.value(k * below(t)))
        c.need_equal(c.ring.subtract(c.value(u), c.value(lower)), gap, "the bound")
        s, strict = c.signs.of_expression(least)
        return (1, strict) if s > 0 else UNKNOWN

    return check


def terms(c: Checker, step: Step) -> Sign:
    """u = Σ tᵢ has the sign of the tᵢ, strictly where one of them has.  parts: t₁, …"""
    (u,) = step.args
    c.need_equal(c.value(u), c.ring.add(*map(c.value, step.parts)), "the terms")
    signs = [c.signs.of_expression(t) for t in step.parts]
    sides = {s for s, _ in signs}
    c.need(len(sides) == 1 and sides != {0}, "terms of one sign")
    return (sides.pop(), any(strict for _, strict in signs))


def as_one_logarithm(c: Checker, step: Step) -> Sign:
    """u has the sign of t − 1 for e^(n u) = t, n > 0.  parts: n, t."""
    n, t = step.parts
    c.need(n > 0, "n > 0")
    c.need_equal(c.value(exp(n * step.args[0], evaluate=False)), c.value(t), "the exponential")
    return c.signs.of(c.ring.subtract(c.value(t), c.ring.one))


def affine(c: Checker, step: Step) -> Sign:
    """u = a x + b has on [p, q] the sign that it has at both ends: it lies between b + a p and b + a q.  parts: x."""
    (x,) = step.parts
    u, r = c.value(step.args[0]), c.hypotheses.range_of(x)
    i = c.ring.number.get(x, 0)
    c.need(r.low is not None and r.high is not None, "{} lies between two numbers", x)
    c.need(c.ring.meaning[i] == x and u[0].degrees()[i] == 1, "affine in {}", x)
    ends = [at(u[0], i, end) for end in (r.low, r.high)]
    signs = [c.signs.of((n, u[1])) for n in ends]
    found = {s for (s, _), n in zip(signs, ends, strict=True) if n}
    if len(found) != 1:
        return UNKNOWN
    # Strictly between the ends one strict end is enough; an end that belongs to the range has to be strict itself.
    inside = [strict or is_open for (_, strict), is_open in zip(signs, (r.open_low, r.open_high), strict=True)]
    return (found.pop(), all(inside) and any(strict for _, strict in signs))
