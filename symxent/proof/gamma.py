"""Γ and what is written with it: 1/Γ at the highest of the shifts by whole numbers that occur, times a polynomial."""

from __future__ import annotations

from collections.abc import Hashable
from math import gcd
from typing import TYPE_CHECKING

from flint import fmpq
from sympy import Expr, Integer, polygamma

from symxent.logic.gamma import MOST_PARTS, MOST_SHIFTS, at_a_number, falling, rgamma
from symxent.logic.gamma import gamma_of as gamma_where_defined
from symxent.proof.budget import Restart, Undecided
from symxent.proof.fractions import Frac
from symxent.proof.generators import free_of

if TYPE_CHECKING:
    from symxent.proof.engine import Engine


def reciprocal(g: Engine, e: Expr) -> Frac:
    """1/Γ(u) = u (u + 1) … (u + k − 1)/Γ(u + k)."""
    u = g.ring.lowest(g.value(e.args[0]))
    r = g.constant(u)
    if r is not None and r.q in (1, 2):
        if abs(r) > MOST_SHIFTS:
            raise Undecided(f"Γ at {r}")
        return at_a_number(g, r)
    parts = _parts(g, u)
    if parts > 1:
        return g.by_rule("multiplication of Γ", (g.expr(u),), (Integer(parts),))
    if _is_reflected(g, "gamma", u):
        return g.by_rule("reflection of Γ", (g.expr(u),))
    k = _up(g, "gamma", u)
    return g.by_rule("recurrence of Γ", (g.expr(u),), (Integer(k),)) if k else g.atom(rgamma(g.expr(u)), free_of(g, u))


def polygamma_of(g: Engine, e: Expr) -> Frac:
    """ψₙ(u) = ψₙ(u + k) − (−1)ⁿ n! (u^(−n − 1) + … + (u + k − 1)^(−n − 1)); ψ(u) = ψ(1 − u) − π cot(πu)."""
    order, u = (g.ring.lowest(g.value(a)) for a in e.args)
    n = g.expr(order)
    if not order[0] and _is_reflected(g, "digamma", u):
        return g.by_rule("reflection of ψ", (n, g.expr(u)))
    k = _up(g, f"polygamma {n}" if order[0] else "digamma", u)
    if not k:
        return g.atom(polygamma(n, g.expr(u)), free_of(g, u) | free_of(g, order))
    reciprocal(g, rgamma(g.expr(u)))  # that it is not 0 is asked for
    return g.by_rule("recurrence of ψ", (n, g.expr(u)), (Integer(k),))


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


def _is_reflected(g: Engine, kind: str, u: Frac) -> bool:
    """Whether Γ(1 − u) is written with, but for whole numbers, rather than Γ(u); or ψ."""
    mirrored = g.ring.lowest(g.ring.subtract(g.ring.one, u))
    key, other = ((kind, _class(g, a)[1]) for a in (u, mirrored))
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
    return whole, g.ring.key(g.ring.add(u, g.ring.constant(-whole)))


def _up(g: Engine, kind: str, u: Frac) -> int:
    """By how much u is less than the highest argument that differs from it by a whole number."""
    whole, name = _class(g, u)
    key = (kind, name)
    top = g.scales.setdefault(key, whole)
    if whole > top:
        g.scales[key] = whole
        raise Restart
    if top - whole > MOST_SHIFTS:
        raise Undecided("arguments of Γ that are too far apart")
    return top - whole


def gamma_of(g: Engine, e: Expr) -> Frac:
    _restart_once(g, "Γ", _class(g, g.ring.lowest(g.value(e.args[0])))[1], "falling")
    return gamma_where_defined(g, e)


def _restart_once(g: Engine, kind: str, name: Hashable, other: str) -> None:
    """Remember what is met of a class of arguments: what was met before may be written otherwise."""
    if (kind, name) not in g.scales:
        g.scales[kind, name] = 1
        if (other, name) in g.scales:
            raise Restart


def falling_of(g: Engine, e: Expr) -> Frac:
    """u(u − 1)…(u − k + 1) of the least u − a, with the least number of factors, that the proof meets in their class;
    from its end where that one is met: k − 1 − u instead of u; by Γ where it is that of one that is met."""
    u, k = (g.ring.lowest(g.value(a)) for a in e.args)
    (whole, name), (factors, rest) = _class(g, u), _class(g, k)
    mirrored = g.ring.lowest(g.ring.add(k, g.ring.constant(-1), g.ring.negative(u)))
    g.scales["falling", name] = 1
    if ("Γ", name) in g.scales:
        return g.by_rule("falling factorial by Γ", (g.expr(u), g.expr(k)))
    if ("least", name, rest) not in g.scales and ("least", _class(g, mirrored)[1], rest) in g.scales:
        return g.by_rule("falling factorial from its end", (g.expr(u), g.expr(k)))
    least, fewest = ("least", name, rest), ("fewest", name, rest)
    now = g.scales.setdefault(least, whole), g.scales.setdefault(fewest, factors - whole)
    g.scales[least], g.scales[fewest] = min(now[0], whole), min(now[1], factors - whole)
    if now != (g.scales[least], g.scales[fewest]):
        raise Restart
    a, b = whole - now[0], factors - whole - now[1]
    if max(a, b) > MOST_SHIFTS:
        raise Undecided("binomial coefficients that are too far apart")
    args = g.expr(u), g.expr(k)
    if a or b:
        return g.by_rule("falling factorial", args, (Integer(a), Integer(b)))
    return g.atom(falling(*args), free_of(g, u) | free_of(g, k))
