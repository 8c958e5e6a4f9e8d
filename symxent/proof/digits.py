"""Summands in canonical pieces: a fraction over a factor q is written in powers of q, like digits in base q.

σ(z) = e^z/(1 + e^z) and 1 − σ(z) = 1/(1 + e^z) are linearly dependent, so their sums are not two generators.  With v a
generator in which q has a leading coefficient of one term, division by q leaves digits of lower degree in v, and
1, v, …, v^(deg q − 1) over q, q², … are linearly independent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq_mpoly
from sympy import Symbol

from symxent.logic.ring import coefficients
from symxent.proof.fractions import Frac, Powers
from symxent.proof.generators import Generator, expression

if TYPE_CHECKING:
    from symxent.proof.engine import Engine

ORDER = {"exp": 0, "symbol": 1, "sum": 2, "atom": 3, "log": 4, "root": 5}


def digits(g: Engine, a: Frac, v: Symbol | None) -> list[Frac]:
    """Pieces that add up to ``a``, seen as a function of what depends on v (None: of everything)."""
    moving = [(f, e) for f, e in a[1] if len(g.ring.factors[f]) > 1 and depends(g, f, v)]
    if not moving:
        return [a]
    for f, e in moving:
        main = _main_generator(g, f, v)
        if main is not None:
            return _expand(g, a, f, e, main, v)
    return [a]


def depends(g: Engine, f: int, v: Symbol | None) -> bool:
    """Whether a factor holds a letter (None: any is)."""
    return v is None or any(v in g.table.rows[i].free for i in g.generators_of_factor(f))


def _main_generator(g: Engine, f: int, v: Symbol | None) -> int | None:
    """A generator that depends on v and whose highest power in the factor has a coefficient of one term."""
    q = g.ring.factors[f]
    rows = [g.table.rows[i] for i in g.generators_of_factor(f) if i not in g.ring.powers]
    fit = [
        r
        for r in rows
        if (v is None or v in r.free) and len(coefficients(q, r.number)[max(coefficients(q, r.number))]) == 1
    ]
    return min(fit, key=lambda r: (ORDER.get(r.kind, 9), _name(g, r))).number if fit else None


def _name(g: Engine, row: Generator) -> str:
    """A name that does not depend on the scale at which an exponential happens to be held."""
    return str(row.expr if row.inside is None or row.kind != "exp" else expression(g, row.inside))


def _expand(g: Engine, a: Frac, f: int, e: int, main: int, v: Symbol | None) -> list[Frac]:
    """The digits of ``a`` in base q = factor f, for the main generator; the other factors stay below."""
    field = g.ring
    q = field.factors[f]
    others = dict(a[1])
    del others[f]
    pieces: list[Frac] = []
    single = field.number_of(field.gens[main])
    if single in others and len(coefficients(q, main)[0]) == 1:
        return _split_off_power(g, a, f, main, single, v)
    n = a[0]
    parts = coefficients(q, main)
    degree = max(parts)
    lead = parts[degree]
    below: Powers = tuple(sorted(others.items()))
    while e and n:
        quotient, n, lowered = _divide(field.zero[0], field.gens[main], n, q, main, degree, lead)
        weight = field.invert((lead**lowered, ()))
        below_here = field.lowest(field.multiply(weight, (field.one[0], below)))
        if n:
            pieces.append(field.lowest(field.multiply((n, ((f, e),)), below_here)))
        n, e = quotient, e - 1
        below_frac = below_here
        if n:
            n, below = field.lowest(field.multiply((n, ()), below_frac))
    if n:
        pieces += digits(g, field.lowest((n, below)), v)
    return pieces


def _divide(
    zero: fmpq_mpoly, x: fmpq_mpoly, n: fmpq_mpoly, q: fmpq_mpoly, main: int, degree: int, lead: fmpq_mpoly
) -> tuple[fmpq_mpoly, fmpq_mpoly, int]:
    """lead^t·n = quotient·q + remainder in the main generator."""
    quotient, times = zero, 0
    while n and (top := n.degrees()[main]) >= degree:
        head = coefficients(n, main)[top] * x ** (top - degree)
        if lead.is_constant():
            step = head / lead.leading_coefficient()
        else:
            quotient, n, step, times = quotient * lead, n * lead, head, times + 1
        quotient += step
        n -= step * q
    return quotient, n, times


def _split_off_power(g: Engine, a: Frac, f: int, main: int, single: int, v: Symbol | None) -> list[Frac]:
    """1/(x·q) = [1/x − ((q − q₀)/x)/q]/q₀, with q₀ the part of q free of x, of one term."""
    field = g.ring
    q, (n, d) = field.factors[f], a
    constant = coefficients(q, main)[0]
    over = field.invert((constant, ()))
    lower = dict(d)
    lower[f] -= 1
    one = field.multiply((n, tuple((k, e) for k, e in sorted(lower.items()) if e)), over)
    lower = dict(d)
    lower[single] -= 1
    rest = (q - constant) / field.gens[main]
    two = field.multiply((-n * rest, tuple((k, e) for k, e in sorted(lower.items()) if e)), over)
    return [*digits(g, field.lowest(one), v), *digits(g, field.lowest(two), v)]
