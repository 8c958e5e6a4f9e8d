"""Γ and what is written with it: 1/Γ at the highest of the shifts by whole numbers that occur, times a polynomial."""

from __future__ import annotations

from collections.abc import Hashable
from math import gcd
from typing import TYPE_CHECKING

from flint import fmpq
from sympy import Expr, Integer, Mul, Rational, S, pi, polygamma, sin, sqrt

from symxent.logic import Step
from symxent.logic.gamma import MOST_PARTS, MOST_SHIFTS, rgamma
from symxent.proof.budget import Restart, Undecided
from symxent.proof.fractions import Frac
from symxent.proof.generators import free_of, rational

if TYPE_CHECKING:
    from symxent.proof.engine import Engine


def reciprocal(g: Engine, e: Expr) -> Frac:
    """1/Γ(u) = u (u + 1) … (u + k − 1)/Γ(u + k)."""
    f = g.field
    u = f.lowest(g.translate(e.args[0]))
    r = _number(u)
    if r is not None and r.q in (1, 2):
        return _at_a_number(g, r)
    parts = _parts(g, u)
    if parts > 1:
        g.note(lambda: Step("multiplication of Γ", (g.expr(u),), (Integer(parts),)))
        w = g.expr(u)
        each = Mul(*(rgamma((w + i) / parts) for i in range(parts)))
        return g.translate((2 * pi) ** Rational(parts - 1, 2) * Integer(parts) ** (S.Half - w) * each)
    if _is_reflected(g, u):
        g.note(lambda: Step("reflection of Γ", (g.expr(u),), ()))
        w = g.expr(u)
        return g.translate(sin(pi * w, evaluate=False) / (pi * rgamma(1 - w)))
    k, top = _up(g, "gamma", u)
    value = g.atom(rgamma(g.expr(top)), free_of(g, top))
    for i in range(k):
        value = f.multiply(value, f.add([u, f.constant(i)]))
    if k:
        g.note(lambda: Step("recurrence of Γ", (g.expr(u),), (Integer(k),)))
    return value


def polygamma_of(g: Engine, e: Expr) -> Frac:
    """ψ(u) = ψ(u + k) − 1/u − … − 1/(u + k − 1)."""
    f = g.field
    order = g.translate(e.args[0])
    u = f.lowest(g.translate(e.args[1]))
    if order[0]:
        return g.atom(polygamma(g.expr(order), g.expr(u)), free_of(g, u))
    k, top = _up(g, "digamma", u)
    terms = [g.atom(polygamma(0, g.expr(top)), free_of(g, top))]
    for i in range(k):
        terms.append(f.negative(f.invert(f.add([u, f.constant(i)]))))
    if k:
        reciprocal(g, rgamma(g.expr(u)))  # that it is not 0 is asked for
        g.note(lambda: Step("recurrence of ψ", (g.expr(u),), (Integer(k),)))
    return f.add(terms)


def _parts(g: Engine, u: Frac) -> int:
    """Which multiple u is, but for a number, of the largest that all arguments along it are multiples of."""
    n, d = u
    along = n - next((c for m, c in n.terms() if not any(m)), fmpq(0))
    if d or not along:
        return 1
    size, unit = abs(along.leading_coefficient()), str(along / along.leading_coefficient())
    p, q = (("parts of Γ", name, unit) for name in ("p", "q"))
    known = fmpq(g.scales.setdefault(p, int(size.p)), g.scales.setdefault(q, int(size.q)))
    shared = fmpq(gcd(int(known.p * size.q), int(size.p * known.q)), known.q * size.q)
    if max(known, size) > MOST_PARTS * shared:
        return 1
    if shared != known:
        g.scales[p], g.scales[q] = int(shared.p), int(shared.q)
        raise Restart
    return int((size / shared).p)


def _is_reflected(g: Engine, u: Frac) -> bool:
    """Whether Γ(1 − u) is written with, but for whole numbers, rather than Γ(u)."""
    mirrored = g.field.lowest(g.field.add([g.field.one, g.field.negative(u)]))
    key, other = (("gamma", _class(g, a)[1]) for a in (u, mirrored))
    if key == other or ("reflected", other) in g.scales or (u[0].leading_coefficient() > 0 and not u[0].is_constant()):
        if key != other and other in g.scales and ("reflected", other) not in g.scales:
            g.scales["reflected", other] = 1
            raise Restart
        return False
    return ("reflected", key) in g.scales or other in g.scales


def _class(g: Engine, u: Frac) -> tuple[int, Hashable]:
    """The whole number in u, and a name of what is left."""
    n, d = u
    whole = 0 if d else next((int(c.floor()) for m, c in n.terms() if not any(m)), 0)
    return whole, g.field.key(g.field.add([u, g.field.constant(-whole)]))


def _up(g: Engine, kind: str, u: Frac) -> tuple[int, Frac]:
    """By how much u is less than the highest argument that differs from it by a whole number, and that one."""
    f = g.field
    whole, name = _class(g, u)
    key = (kind, name)
    top = g.scales.setdefault(key, whole)
    if whole > top:
        g.scales[key] = whole
        raise Restart
    if top - whole > MOST_SHIFTS:
        raise Undecided("arguments of Γ that are too far apart")
    return top - whole, f.add([u, f.constant(top - whole)])


def _number(u: Frac) -> Rational | None:
    n, d = u
    if d or not n.is_constant():
        return None
    return rational(n.leading_coefficient()) if n else Integer(0)


def _at_a_number(g: Engine, r: Rational) -> Frac:
    if abs(r) > MOST_SHIFTS:
        raise Undecided(f"Γ at {r}")
    value, top = (Integer(1), Integer(1)) if r.q == 1 else (1 / sqrt(pi), Rational(1, 2))
    while r < top:
        value, r = value * r, r + 1
    while r > top:
        r -= 1
        value = value / r
    return g.translate(value)


def gamma_of(g: Engine, e: Expr) -> Frac:
    return g.field.invert(g.translate(rgamma(e.args[0])))


def beta_of(g: Engine, e: Expr) -> Frac:
    a, b = e.args
    return g.translate(rgamma(a + b) / (rgamma(a) * rgamma(b)))


def binomial_of(g: Engine, e: Expr) -> Frac:
    n, k = e.args
    times = _number(g.field.lowest(g.translate(k)))
    if times is not None and times.q == 1 and times <= MOST_SHIFTS:
        value = g.field.one if times >= 0 else g.field.zero
        for i in range(int(max(times, 0))):
            value = g.field.multiply(value, g.translate((n - i) / Integer(i + 1)))
        return value
    return g.translate(rgamma(k + 1) * rgamma(n - k + 1) / rgamma(n + 1))
