"""The gamma function and what is written with it, by 1/Γ, which has a value everywhere: 1/Γ(u) = u/Γ(u + 1).

A number below is a polynomial times the value at the highest shift that the proof names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sympy import (
    Expr,
    Function,
    Integer,
    Pow,
    Rational,
    S,
    beta,
    binomial,
    cot,
    factorial,
    gamma,
    pi,
    polygamma,
    sin,
    sqrt,
)

from symxent.logic.ring import Frac
from symxent.logic.values import F, Values

if TYPE_CHECKING:
    from symxent.logic.checker import Checker, Step

MOST_SHIFTS = 64
MOST_PARTS = 12  # of an argument that is divided


class rgamma(Function):
    """1/Γ(z): 0 at 0, −1, −2, …"""

    nargs = 1


class falling(Function):
    """z (z − 1) … (z − k + 1) for k = 0, 1, 2, …"""

    nargs = 2


def reciprocal(c: Checker, e: Expr) -> Frac:
    """1/Γ(u): what a step makes of it; at a number by the values at 1 and 1/2; else an atom."""
    u = c.value(e.args[0])
    r = c.constant(u)
    if r is not None and r.q in (1, 2) and abs(r) <= MOST_SHIFTS:
        return at_a_number(c, r)
    return c.function("rgamma", e.args, e)


def at_a_number(c: Values[F], r: Rational) -> F:
    """1/Γ at a whole number or half of one."""
    top = Integer(1) if r.q == 1 else Rational(1, 2)
    value = c.ring.one if r.q == 1 else c.invert(c.value(sqrt(pi)))
    while r < top:
        value, r = c.ring.multiply(value, c.value(r)), r + 1
    while r > top:
        r -= 1
        value = c.ring.multiply(value, c.value(1 / r))
    return value


def gamma_of(c: Values[F], e: Expr) -> F:
    """Γ(u) where it is defined."""
    return c.invert(c.value(rgamma(e.args[0])))


def beta_of(c: Values[F], e: Expr) -> F:
    a, b = e.args
    above = c.value(rgamma(a + b))
    return c.ring.multiply(above, c.invert(c.ring.multiply(c.value(rgamma(a)), c.value(rgamma(b)))))


def binomial_of(c: Values[F], e: Expr) -> F:
    """n (n − 1) … (n − k + 1)/k! for k ∈ ℕ; Γ(n + 1)/(Γ(k + 1) Γ(n − k + 1)) where n is no negative integer."""
    n, k = e.args
    times = c.constant(c.value(k))
    if times is not None and times.q == 1 and times <= MOST_SHIFTS:
        value = c.ring.one if times >= 0 else c.ring.zero
        for i in range(int(max(times, 0))):
            value = c.ring.multiply(value, c.value((n - i) / Integer(i + 1)))
        return value
    if counts(c, k) and c.signs.of_expression(n + 1) != (1, True):
        return c.ring.multiply(c.value(falling(n, k)), c.value(rgamma(k + 1)))
    above = c.value(rgamma(n + 1))
    below = c.ring.multiply(c.value(rgamma(k + 1)), c.value(rgamma(n - k + 1)))
    return c.ring.multiply(below, c.invert(above))


def counts(c: Values[F], k: Expr) -> bool:
    """Whether k is one of 0, 1, 2, … at every point."""
    return c.integers.are_integers(k.expand()) and c.integers.at_least(k, 0)


def of_steps(c: Checker, e: Expr) -> Frac:
    """What a step makes of it, else an atom."""
    return c.function(type(e).__name__, e.args, e)


def shifted(c: Checker, step: Step) -> Frac:
    """1/Γ(u) → u (u + 1) … (u + k − 1)/Γ(u + k).  parts: k."""
    (u,), (k,) = step.args, step.parts
    c.need(k.is_Integer and 0 <= k <= MOST_SHIFTS, "{} steps up", k)
    value = c.value(rgamma(u + k))
    for i in range(int(k)):
        value = c.ring.multiply(value, c.value(u + i))
    return value


def multiplied(c: Checker, step: Step) -> Frac:
    """1/Γ(u) → (2π)^((k − 1)/2) k^(1/2 − u) Π 1/Γ((u + i)/k).  parts: k."""
    (u,), (k,) = step.args, step.parts
    c.need(k.is_Integer and 1 <= k <= MOST_PARTS, "{} parts", k)
    value = c.value((2 * pi) ** Rational(k - 1, 2) * Pow(k, Rational(1, 2) - u, evaluate=False))
    for i in range(int(k)):
        value = c.ring.multiply(value, c.value(rgamma((u + i) / k)))
    return value


def reflected(c: Checker, step: Step) -> Frac:
    """1/Γ(u) → sin(πu) Γ(1 − u)/π, where the latter has a value."""
    (u,) = step.args
    below = c.ring.multiply(c.value(pi), c.value(rgamma(1 - u)))
    return c.ring.multiply(c.value(sin(pi * u, evaluate=False)), c.invert(below))


def polygamma_shifted(c: Checker, step: Step) -> Frac:
    """ψₙ(u) → ψₙ(u + k) − (−1)ⁿ n! (u^(−n − 1) + … + (u + k − 1)^(−n − 1)).  args: n, u; parts: k."""
    (n, u), (k,) = step.args, step.parts
    c.need(k.is_Integer and 0 <= k <= MOST_SHIFTS, "{} steps up", k)
    c.need(counts(c, n), "{} derivatives", n)
    value, moved = c.value(polygamma(n, u + k, evaluate=False)), c.ring.zero
    for i in range(int(k)):
        c.invert(c.value(u + i))
        moved = c.ring.add(moved, c.value(Pow(u + i, -n - 1, evaluate=False)))
    return c.ring.subtract(value, c.ring.multiply(c.value(S.NegativeOne**n * factorial(n)), moved))


def digamma_reflected(c: Checker, step: Step) -> Frac:
    """ψ(u) → ψ(1 − u) − π cot(πu), where this has a value.  args: 0, u."""
    n, u = step.args
    c.need(n == 0, "ψ itself")
    return c.ring.subtract(c.value(polygamma(0, 1 - u, evaluate=False)), c.value(pi * cot(pi * u, evaluate=False)))


def falling_lowered(c: Checker, step: Step) -> Frac:
    """u(u − 1)… of k factors → the first a of them, times those of u − a without the last b, times these.

    parts: a, b.
    """
    (u, k), (a, b) = step.args, step.parts
    c.need(a.is_Integer and b.is_Integer and 0 <= a <= MOST_SHIFTS and 0 <= b <= MOST_SHIFTS, "{} and {} factors", a, b)
    c.need(counts(c, k - a - b), "{} >= {}", k, a + b)
    value = c.value(falling(u - a, k - a - b))
    for factor in (*(u - i for i in range(int(a))), *(u - k + 1 + i for i in range(int(b)))):
        value = c.ring.multiply(value, c.value(factor))
    return value


def falling_mirrored(c: Checker, step: Step) -> Frac:
    """u(u − 1)…(u − k + 1) → (−1)^k (k − 1 − u)(k − 2 − u)…(−u)."""
    u, k = step.args
    c.need(counts(c, k), "{} factors", k)
    return c.value(S.NegativeOne**k * falling(k - 1 - u, k))


def falling_by_gamma(c: Checker, step: Step) -> Frac:
    """u(u − 1)…(u − k + 1) → Γ(u + 1)/Γ(u − k + 1), where Γ(u + 1) has a value."""
    u, k = step.args
    c.need(counts(c, k), "{} factors", k)
    return c.ring.multiply(c.value(rgamma(u - k + 1)), c.invert(c.value(rgamma(u + 1))))


VALUES: dict[type, Callable[[Checker, Expr], Frac]] = {
    rgamma: reciprocal,
    gamma: gamma_of,
    beta: beta_of,
    binomial: binomial_of,
    polygamma: of_steps,
    falling: of_steps,
}
