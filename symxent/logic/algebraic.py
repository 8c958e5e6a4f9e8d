"""Algebraic numbers: one that is nearer to 0 than those that are not 0 can be, is 0.

E = U/L for algebraic integers U and L of a field of degree D at most, whose conjugates lie within 2^u and 2^l of 0.  If
U is not 0, the product of its conjugates is a whole number other than 0, hence |U| ≥ 2^(−u (D − 1)), and |E| ≥
2^(−u (D − 1) − l).  (Burnikel, Funke, Mehlhorn, Schirra and Schmitt, A separation bound for real algebraic
expressions, 2001.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb, fmpq, fmpz_poly
from sympy import Add, Expr, Mul, Pow, Rational, cos, pi, sin

from symxent.logic.numbers import enclosure
from symxent.logic.ring import Frac, Refused

if TYPE_CHECKING:
    from symxent.logic.checker import Checker, Step

MOST_BITS = 200_000
FINEST = 360  # parts of π

Bits = tuple[int, int]  # u and l


def need_zero(e: Expr) -> None:
    """That a number written with whole numbers, + − · /, roots and cosines of fractions of π is 0; else Refused."""
    degrees: dict[Expr, int] = {}
    u, l = _bits(e, degrees)
    degree = 1
    for one in degrees.values():
        degree *= one
    bits = u * (degree - 1) + l
    if bits > MOST_BITS:
        raise Refused(f"a number of degree {degree} whose distance from 0 takes {bits} bits")
    value = enclosure(e, bits=bits + u + l + 64)
    if value is None or not abs(value) < arb(2) ** -bits:
        raise Refused(f"{e} is 0")


def _bits(e: Expr, degrees: dict[Expr, int]) -> Bits:
    """The bounds of a number; ``degrees``: by which degree each root and cosine extends the field of those inside."""
    if isinstance(e, Rational):
        return (max(1, abs(int(e.p))) - 1).bit_length(), (int(e.q) - 1).bit_length()
    if isinstance(e, sin | cos):
        r = e.args[0] / pi
        if not isinstance(r, Rational) or r.q > FINEST:
            raise Refused(f"{e} is at a fraction of π")
        turn = (fmpq(1, 2) - fmpq(int(r.p), int(r.q)) if isinstance(e, sin) else fmpq(int(r.p), int(r.q))) / 2
        degrees[e] = fmpz_poly.cos_minpoly(int(turn.q)).degree()
        return 1, 1  # twice a cosine is an algebraic integer
    if isinstance(e, Add | Mul):
        u, l = _bits(e.args[0], degrees)
        for a in e.args[1:]:
            v, m = _bits(a, degrees)
            u, l = (u + v if isinstance(e, Mul) else max(u + m, v + l) + 1), l + m
        return u, l
    if isinstance(e, Pow) and isinstance(e.exp, Rational):
        (u, l), times, order = _bits(e.base, degrees), abs(int(e.exp.p)), int(e.exp.q)
        if order > 1:  # (U/L)^(1/k) = (U L^(k − 1))^(1/k)/L
            degrees[Pow(e.base, Rational(1, order), evaluate=False)] = order
            u = -(-(u + l * (order - 1)) // order)
        u, l = u * times, l * times
        return (u, l) if e.exp > 0 else (l, u)
    raise Refused(f"{e} is an algebraic number")


def root_of_number(c: Checker, step: Step) -> Frac:
    """u^(p/q) → t for algebraic numbers u ≥ 0 and t.  args: u, p/q; parts: t."""
    (t,), (u, power) = step.parts, step.args
    need_zero(Pow(u, power, evaluate=False) - t)
    return c.value(t)
