"""Sines and cosines: one pair of generators, with c² = 1 − s², for each monomial of an argument.

A fractional multiple of a monomial that already has a pair refines its scale, and the work starts anew.
"""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING, TypeAlias

from flint import fmpq, fmpz_poly
from sympy import Expr, Rational, S, asin, atan, cos, pi, sin, sqrt

from symxent.logic import Step
from symxent.logic.trigonometry import FINEST, chebyshev, multiple, together
from symxent.proof.budget import Restart, Undecided
from symxent.proof.fractions import Frac
from symxent.proof.generators import Generator, free_of, rational

if TYPE_CHECKING:
    from symxent.proof.engine import Engine

Pair: TypeAlias = tuple[Frac, Frac]  # the sine and the cosine of one number
MOST_TIMES = 64


def sine(g: Engine, e: Expr) -> Frac:
    return _value(g, e, 0)


def cosine(g: Engine, e: Expr) -> Frac:
    return _value(g, e, 1)


def _value(g: Engine, e: Expr, which: int) -> Frac:
    """By the sums of its argument; the logic is told which they are."""
    a = g.ring.lowest(g.value(e.args[0]))
    parts = _parts(g, a)
    found: Pair = (g.ring.zero, g.ring.one)
    for v, n in parts:
        found = together(g.ring, found, multiple(g.ring, _pair(g, v), n))
    rule = "cosine of a sum" if which else "sine of a sum"
    if len(parts) > 1 or any(n != 1 for _, n in parts):
        g.note(lambda: Step(rule, (g.expr(a),), tuple((g.expr(v), Rational(n)) for v, n in parts)))
    return found[which]


def _parts(g: Engine, a: Frac) -> list[tuple[Frac, int]]:
    """a as Σ nᵢ vᵢ, one vᵢ for each monomial; what stands over a sum stays together.

    A number that goes with a monomial in every argument that holds no other one stays with it: of sin(2x − 3) and
    cos(4x − 6) the sines and cosines are of x − 3/2.
    """
    n, d = a
    if not n:
        return []
    if all(g.generator_of_factor(f) for f, _ in d):
        terms = [(g.ring.lowest((g.ring.ctx.from_dict({m: fmpq(1)}), d)), c) for m, c in n.terms()]
    else:
        lead = n.leading_coefficient()
        terms = [((n / lead, d), lead)]
    found = []
    for unit, c in _with_their_numbers(g, terms):
        row = _row(g, unit)
        if row is not None and row.expr is pi:  # each fraction of π has a value of its own
            found.append((g.ring.scale(unit, c), 1))
            continue
        if unit[0].is_constant() and max(abs(int(c.p)), int(c.q)) > MOST_TIMES:
            found.append((g.ring.scale(unit, c), 1))
            continue
        key = ("angle", g.ring.key(unit))
        scale = g.scales.setdefault(key, int(c.q))
        if scale % int(c.q):
            g.scales[key] = lcm(scale, int(c.q))
            raise Restart
        times = c * scale
        if abs(times) > MOST_TIMES:
            raise Undecided(f"the multiple {times} of an angle is too large")
        found.append((g.ring.scale(unit, fmpq(1, scale)), int(times.p)))
    return found


def _with_their_numbers(g: Engine, terms: list[tuple[Frac, fmpq]]) -> list[tuple[Frac, fmpq]]:
    """The terms, each with the number beside it, and what is left of the number of the argument."""
    moving = [(unit, c) for unit, c in terms if not unit[0].is_constant() and not _is_pi(g, unit)]
    if not moving or any(unit[1] for unit, _ in terms):
        return terms
    number = sum((c for unit, c in terms if unit[0].is_constant()), fmpq(0))
    if len(moving) == 1:
        ((unit, c),) = moving
        _learn(g, unit, number / c)
    found = [(unit, c) for unit, c in terms if _is_pi(g, unit)]
    for unit, c in moving:
        beside = fmpq(*(g.scales.get((name, g.ring.key(unit)), default) for name, default in _BESIDE))
        number -= c * beside
        found.append((g.ring.add(unit, g.ring.constant(int(beside.p), int(beside.q))), c))
    return [*found, (g.ring.one, number)] if number else found


_BESIDE = (("beside an angle", 0), ("part beside an angle", 1))


def _learn(g: Engine, unit: Frac, beside: fmpq) -> None:
    """The number beside a monomial in an argument that holds no other; 0 where it is not the same in all of them."""
    above, below = ((name, g.ring.key(unit)) for name, _ in _BESIDE)
    known = fmpq(g.scales[above], g.scales[below]) if above in g.scales else None
    if known is None or known not in (0, beside):
        new = beside if known is None else fmpq(0)
        g.scales[above], g.scales[below] = int(new.p), int(new.q)
        if known is not None or (beside and ("angle", g.ring.key(unit)) in g.scales):
            raise Restart


def _is_pi(g: Engine, unit: Frac) -> bool:
    row = _row(g, unit)
    return row is not None and row.expr is pi


def _row(g: Engine, unit: Frac) -> Generator | None:
    """The generator that a fraction consists of."""
    n, d = unit
    if d or len(n) != 1 or n.total_degree() != 1:
        return None
    return g.table.rows[next(i for i, e in enumerate(n.degrees()) if e)]


def _pair(g: Engine, v: Frac) -> Pair:
    """Both at an argument that is not split."""
    row = _row(g, v)
    if row is not None and isinstance(row.expr, asin | atan) and v[0].leading_coefficient() == 1:
        (f,) = row.expr.args
        if isinstance(row.expr, asin):
            return g.value(f), g.value(sqrt(1 - f**2))
        size = g.ring.invert(g.value(sqrt(1 + f**2)))
        return g.ring.multiply(g.value(f), size), size
    if row is not None and row.expr is pi:
        return _at_a_fraction(g, v)
    arg, free = g.expr(v), free_of(g, v)
    if (turns := arg / pi).is_integer:
        return g.ring.zero, g.value(S.NegativeOne**turns)
    s, c = (g.atom(f(arg, evaluate=False), free) for f in (sin, cos))
    number = next(i for i, e in enumerate(c[0].degrees()) if e)
    g.ring.powers[number] = (2, g.ring.one[0] - s[0] * s[0])
    return s, c


def _at_a_fraction(g: Engine, v: Frac) -> Pair:
    """At rπ: what is known to be written with roots, else polynomials in cos(π/N)."""
    r = rational(v[0].leading_coefficient())
    return _wave_at(g, sin, r, S.Half - r), _wave_at(g, cos, r, r)


def _wave_at(g: Engine, f: type[Expr], r: Rational, turn: Rational) -> Frac:
    """sin(rπ) or cos(rπ), which is cos(turn π)."""
    value = f(r * pi)
    if value.has(sin, cos):
        return _by_chebyshev(g, turn)
    if r.q > 2:  # the logic has the others of its own
        rule = "sine at a fraction of π" if f is sin else "cosine at a fraction of π"
        g.note(lambda: Step(rule, (r * pi,), (value,)))
    return g.value(value)


def _by_chebyshev(g: Engine, r: Rational) -> Frac:
    """cos(rπ) as a polynomial in cos(π/N), N even, which obeys its minimal equation; for a common N of all of them."""
    if lcm(g.scales.get("parts of π", 2), int(r.q)) > FINEST:
        raise Undecided(f"the cosine of {r} π")
    finest = g.scales.setdefault("parts of π", lcm(2, int(r.q)))
    if finest % int(r.q):
        g.scales["parts of π"] = lcm(finest, int(r.q))
        raise Restart
    minimal = fmpz_poly.cos_minpoly(2 * finest)  # of 2 cos(π/N), monic
    field = g.ring
    x = g.atom(cos(pi / finest, evaluate=False))
    double = x[0] * 2
    lower = sum((double**i * int(minimal[i]) for i in range(minimal.degree())), field.zero[0])
    number = next(i for i, e in enumerate(x[0].degrees()) if e)
    field.powers[number] = (minimal.degree(), -lower / 2 ** minimal.degree())
    return chebyshev(field, x, int(r.p) * finest // int(r.q))
