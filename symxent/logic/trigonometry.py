"""Sine and cosine: of a sum by the sines and cosines of its terms, of an inverse function by what defines that.

At one argument they are two atoms with cos² = 1 − sin²; at kπ/N, for an even N, both are polynomials in cos(π/N), which
obeys its minimal equation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from flint import arb, fmpq, fmpz_poly
from sympy import Add, Expr, Pow, Rational, S, asin, atan, cos, pi, sin

from symxent.logic.elementary import is_integer, power_of_minus_one
from symxent.logic.numbers import enclosed
from symxent.logic.ring import Frac, Refused
from symxent.logic.values import Arithmetic, F

if TYPE_CHECKING:
    from symxent.logic.checker import Checker, Step

Pair: TypeAlias = tuple[Frac, Frac]  # the sine and the cosine of one number
MOST_TIMES = 128  # a multiple of an angle is written out
FINEST = 360  # parts of π
MOST_TURNS = 2_000  # factors 1 + iq


def sine(c: Checker, e: Expr) -> Frac:
    return _value(c, e, "sin", 0)


def cosine(c: Checker, e: Expr) -> Frac:
    return _value(c, e, "cos", 1)


def _value(c: Checker, e: Expr, head: str, which: int) -> Frac:
    """What a step makes of it; else one of the two atoms of its argument."""
    u = c.value(e.args[0])
    found = c.by_step((head, c.ring.key(u)), head)
    return _pair(c, u, e.args[0])[which] if found is None else found


def _pair(c: Checker, u: Frac, arg: Expr) -> Pair:
    """Both at an argument that is not split: at the one of u and −u with a positive leading coefficient."""
    if not u[0]:
        return c.ring.zero, c.ring.one
    known = _of_an_inverse(c, u) or _at_a_fraction(c, u) or _at_half_turns(c, u)
    if known is not None:
        return known
    flip = u[0].leading_coefficient() < 0
    name, arg = c.ring.key(c.ring.negative(u) if flip else u), (-arg if flip else arg)
    s, k = (c.atom((f.__name__, name), f(arg, evaluate=False)) for f in (sin, cos))
    c.ring.powers.setdefault(c.ring.number["cos", name], (2, c.ring.unit - s[0] * s[0]))  # unless it is known to be 0
    return (c.ring.negative(s) if flip else s), k


def _of_an_inverse(c: Checker, u: Frac) -> Pair | None:
    """sin(asin f) = f, cos(asin f) = √(1 − f²) if −1 ≤ f ≤ 1; sin(atan f) = f/√(1 + f²), cos(atan f) = 1/√(1 + f²)."""
    side = u[0].leading_coefficient()
    a = c.meaning_of(u[0] * side) if u[1].is_one() and abs(side) == 1 else None
    if not isinstance(a, asin | atan):
        return None
    f = side.p * a.args[0]
    if isinstance(a, asin):
        if c.signs.of_expression(1 - f)[0] <= 0 or c.signs.of_expression(1 + f)[0] <= 0:
            return None
        return c.value(f), c.value(Pow(1 - f**2, S.Half, evaluate=False))
    size = c.invert(c.value(Pow(1 + f**2, S.Half, evaluate=False)))
    return c.ring.multiply(c.value(f), size), size


def _at_a_fraction(c: Checker, u: Frac) -> Pair | None:
    """At kπ/N: the polynomials of Chebyshev in cos(π/N), since sin(kπ/N) = cos((N/2 − k)π/N)."""
    r = fraction_of_pi(c, u)
    if r is None or r.q > FINEST:
        return None
    parts = int(r.q) * (1 + int(r.q) % 2)
    k = int(r.p) * parts // int(r.q)
    finest = c.ring.constant(1, 2 * parts)
    minimal = fmpz_poly.cos_minpoly(2 * parts)  # of 2 cos(2π/(2N)), monic
    if minimal.degree() == 1:
        finest = c.ring.constant(-int(minimal[0]), 2)
    else:
        name = ("cos", c.ring.key(c.ring.multiply(c.value(pi), c.ring.constant(1, parts))))
        finest = c.atom(name, cos(pi / parts, evaluate=False))
        double = finest[0] * 2
        lower = sum((double**i * int(minimal[i]) for i in range(minimal.degree())), c.ring.nought)
        c.ring.powers[c.ring.number[name]] = (minimal.degree(), -lower / 2 ** minimal.degree())
    return chebyshev(c.ring, finest, parts // 2 - k), chebyshev(c.ring, finest, k)


def _at_half_turns(c: Checker, u: Frac) -> Pair | None:
    """At wπ for an integer w: sin = 0, cos = (−1)^w."""
    w = c.ring.multiply(u, c.invert(c.value(pi)))
    return (c.ring.zero, power_of_minus_one(c, w)) if is_integer(c, w) else None


def fraction_of_pi(c: Checker, u: Frac) -> fmpq | None:
    """r of u = rπ."""
    if not u[1].is_one() or len(u[0]) != 1 or c.meaning_of(u[0] / u[0].leading_coefficient()) is not pi:
        return None
    return u[0].leading_coefficient()


def chebyshev(r: Arithmetic[F], x: F, k: int) -> F:
    """cos(k a) for x = cos a."""
    before, now = r.one, x
    if k == 0:
        return r.one
    for _ in range(abs(k) - 1):
        before, now = now, r.subtract(r.multiply(r.constant(2), r.multiply(x, now)), before)
    return now


def sine_by_step(c: Checker, step: Step) -> Frac:
    """sin(Σ nᵢ vᵢ) by sin(u + v) = sin u cos v + cos u sin v.  parts: (vᵢ, nᵢ) …"""
    return _of_sum(c, step)[0]


def cosine_by_step(c: Checker, step: Step) -> Frac:
    """cos(Σ nᵢ vᵢ) by cos(u + v) = cos u cos v − sin u sin v.  parts: (vᵢ, nᵢ) …"""
    return _of_sum(c, step)[1]


def _of_sum(c: Checker, step: Step) -> Pair:
    total, found = c.ring.zero, (c.ring.zero, c.ring.one)
    for v, n in step.parts:
        c.need(n.is_Integer, "{} is an integer", n)
        if abs(n) > MOST_TIMES:
            raise Refused(f"{n} times an angle")
        total = c.ring.add(total, c.ring.multiply(c.value(v), c.value(n)))
        one = (c.value(sin(v, evaluate=False)), c.value(cos(v, evaluate=False)))
        found = together(c.ring, found, multiple(c.ring, one, int(n)))
    c.need_equal(total, c.value(step.args[0]), "the arguments add up")
    return found


def together(r: Arithmetic[F], a: tuple[F, F], b: tuple[F, F]) -> tuple[F, F]:
    """Sine and cosine of a sum."""
    s = r.add(r.multiply(a[0], b[1]), r.multiply(a[1], b[0]))
    return s, r.subtract(r.multiply(a[1], b[1]), r.multiply(a[0], b[0]))


def multiple(r: Arithmetic[F], a: tuple[F, F], n: int) -> tuple[F, F]:
    """Sine and cosine of n times an argument."""
    found, a = (r.zero, r.one), (a if n > 0 else (r.negative(a[0]), a[1]))
    for _ in range(abs(n)):
        found = together(r, found, a)
    return found


def sine_at_fraction(c: Checker, step: Step) -> Frac:
    """sin(rπ) = cos((1/2 − r)π) → t.  args: rπ; parts: t."""
    return _at_fraction(c, step, fmpq(1, 2) - _fraction(c, step))


def cosine_at_fraction(c: Checker, step: Step) -> Frac:
    """cos(rπ) → t.  args: rπ; parts: t."""
    return _at_fraction(c, step, _fraction(c, step))


def _fraction(c: Checker, step: Step) -> fmpq:
    r = fraction_of_pi(c, c.value(step.args[0]))
    if r is None or r.q > FINEST:
        raise Refused(f"{step.args[0]} is a fraction of π")
    return r


def _at_fraction(c: Checker, step: Step, r: fmpq) -> Frac:
    """cos(rπ) = t, if t obeys its minimal equation, and this has no other root near: the slope is not 0 in between."""
    (t,), turn = step.parts, r / 2
    minimal = fmpz_poly.cos_minpoly(int(turn.q))  # of 2 cos(2π turn)
    there = enclosed(2 * cos(2 * pi * Rational(int(turn.p), int(turn.q)), evaluate=False))
    between = enclosed(2 * t).union(there)
    slope = sum((between**i * int(k) for i, k in enumerate(minimal.derivative())), arb(0))
    c.need(not slope.contains(0), "{} lies where cos({}π) does", t, r)
    value, total = c.ring.multiply(c.ring.constant(2), c.value(t)), c.ring.zero
    for k in reversed(list(minimal)):
        total = c.ring.add(c.ring.multiply(total, value), c.ring.constant(int(k)))
    c.need(not total[0], "{} obeys the equation of cos({}π)", t, r)
    return c.value(t)


def arc_tangent_of_sum(c: Checker, step: Step) -> Frac:
    """atan u → atan x + atan y, if u (1 − xy) = x + y and xy < 1.  parts: x, y."""
    (u,), (x, y) = step.args, step.parts
    c.need_positive(1 - x * y)
    c.need_equal(c.ring.multiply(c.value(u), c.value(1 - x * y)), c.value(x + y), "the tangent of the sum")
    return c.ring.add(c.value(atan(x, evaluate=False)), c.value(atan(y, evaluate=False)))


def arc_tangents_of_numbers(c: Checker, step: Step) -> Frac:
    """atan q → (rπ − Σ nᵢ atan qᵢ)/n, if (1 + iq)^n Π (1 + iqᵢ)^nᵢ e^(−irπ) is real, and they differ by less than 1.

    parts: n, r, (qᵢ, nᵢ) …
    """
    (q,), (n, r, *others) = step.args, step.parts
    terms = [(q, n), *others]
    c.need(all(isinstance(p, Rational) and k.is_Integer for p, k in terms), "multiples of arc tangents")
    c.need((4 * r).is_Integer and sum(abs(k) for _, k in terms) + abs(4 * r) <= MOST_TURNS, "{} is a part of a turn", r)
    x, y = 1, 0
    for a, b, k in [*((int(p.q), int(p.p), int(k)) for p, k in terms), (1, -1, int(4 * r))]:
        for _ in range(abs(k)):
            x, y = (x * a - y * b, x * b + y * a) if k > 0 else (x * a + y * b, y * a - x * b)
    about = enclosed(Add(-r * pi, *(k * atan(p, evaluate=False) for p, k in terms)))
    c.need(y == 0 and abs(about) < 1, "the arc tangents add up to {}π", r)
    return c.value((r * pi - Add(*(k * atan(p, evaluate=False) for p, k in others))) / n)
