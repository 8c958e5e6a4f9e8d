"""Exponentials: one generator for each monomial of an exponent.

Exponentials of monomials that are linearly independent over ℚ are algebraically independent.  A fractional multiple of
a monomial that already has a generator refines its scale, and the work starts anew.
"""

from __future__ import annotations

from collections.abc import Callable
from math import lcm
from typing import TYPE_CHECKING, TypeAlias

from flint import fmpq, fmpq_mpoly
from sympy import Expr, LambertW, Rational, exp

from symxent.logic import Step
from symxent.proof.budget import NeedSign, Restart, Undecided
from symxent.proof.digits import digits
from symxent.proof.fractions import Frac, Powers
from symxent.proof.generators import Generator, expression, free_of

if TYPE_CHECKING:
    from symxent.proof.engine import Engine

LARGEST_EXPONENT = 100_000


def exponential(g: Engine, a: Frac) -> Frac:
    """e^a."""
    field = g.ring
    n, d = field.lowest(a)
    if not n:
        return field.one
    value, parts = field.one, Parts()
    pieces = [(n, d)] if all(g.generator_of_factor(f) for f, _ in d) else digits(g, (n, d), None)
    for piece in pieces:
        value = field.multiply(value, _exponential_of_piece(g, *piece, parts))
    g.note(lambda: Step("exponential of a sum", (g.expr((n, d)),), tuple(part() for part in parts)))
    return value


Parts: TypeAlias = list[Callable[[], tuple[Expr | None, Rational, Expr | None]]]


def _exponential_of_piece(g: Engine, n: fmpq_mpoly, d: Powers, parts: Parts) -> Frac:
    """e^(n/d), one factor for each term of n."""
    below: dict[int, int] = {}
    rest: list[tuple[int, int]] = []
    for f, e in d:
        row = g.generator_of_factor(f)
        if row is None:
            rest.append((f, e))
        else:
            below[row.number] = e
    value = g.ring.one
    for exponents, c in n.terms():
        powers = {i: e for i, e in enumerate(exponents) if e}
        for i, e in below.items():
            powers[i] = powers.get(i, 0) - e
        monomial = tuple(sorted((i, e) for i, e in powers.items() if e))
        value = g.ring.multiply(value, _exponential_of_multiple(g, monomial, tuple(rest), int(c.p), int(c.q), parts))
    return value


def _exponential_of_multiple(g: Engine, monomial: Powers, rest: Powers, p: int, q: int, parts: Parts) -> Frac:
    """exp(p/q · monomial/rest)."""
    if not rest and len(monomial) == 1 and monomial[0][1] == 1:
        row = g.table.rows[monomial[0][0]]
        if row.kind == "log" and row.inside is not None:  # exp(c·log f) = f^c
            inside = row.inside
            parts.append(lambda: (None, Rational(p, q), g.expr(inside)))
            return g.root(inside, p, q)
        if q == 1 and isinstance(w := row.expr, LambertW) and len(w.args) == 1:  # e^(W(u)) = u/W(u)
            u = g.value(w.args[0])
            if g.signs.of_fraction(g.ring.multiply(u, u)) != (1, True):
                raise NeedSign(w.args[0], at_zero=True)
            parts.append(lambda: (w, Rational(p), None))
            whole = g.ring.multiply(u, g.ring.invert(g.ring.generator(row.number, 1)))
            return g.ring.power(whole, p)
    row = _generator(g, monomial, rest, q)
    power = p * (row.scale // q)
    if abs(power) > LARGEST_EXPONENT:
        raise Undecided(f"the multiple {p}/{q} in an exponent is too large")
    exponent = exponent_of(g, row, 1)
    parts.append(lambda: (g.expr(exponent), Rational(power), None))
    return g.ring.generator(row.number, power)


def _generator(g: Engine, monomial: Powers, rest: Powers, q: int) -> Generator:
    key = ("exp", monomial, rest)
    row = g.table.find(key)
    if row is None:
        inside = _fraction(g, monomial, rest)
        scale = g.scales[key] = lcm(g.scales.get(key, 1), q)
        row = g.table.add(
            g,
            key,
            "exp",
            lambda: exp(expression(g, inside) * Rational(1, scale)),
            free_of(g, inside),
            sign=2,
            inside=inside,
            scale=scale,
        )
    elif row.scale % q:
        g.scales[key] = lcm(row.scale, q)
        raise Restart
    return row


def _fraction(g: Engine, monomial: Powers, rest: Powers) -> Frac:
    value: Frac = (g.ring.one[0], rest)
    for i, e in monomial:
        value = g.ring.multiply(value, g.ring.generator(i, e))
    return value


def exponent_of(g: Engine, row: Generator, times: int) -> Frac:
    """The logarithm of a power of an exponential."""
    assert row.inside is not None
    return g.ring.scale(row.inside, fmpq(times, row.scale))
