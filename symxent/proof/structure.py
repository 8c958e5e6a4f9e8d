"""Where a claim may break: at joints of its functions, edges of its powers, sums of one term or none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise

from sympy import (
    Abs,
    Basic,
    Derivative,
    Expr,
    Heaviside,
    Indexed,
    Interval,
    KroneckerDelta,
    LambertW,
    Max,
    Min,
    Mod,
    Pow,
    Product,
    Rational,
    S,
    Set,
    Subs,
    Sum,
    Symbol,
    acos,
    acosh,
    asin,
    atanh,
    binomial,
    ceiling,
    exp,
    factorial,
    floor,
    frac,
    gamma,
    log,
    loggamma,
    sign,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from symxent.language.functions import logit
from symxent.logic.letters import kinds_in
from symxent.proof.situation import bounds
from symxent.proof.zeros import simpler

#: Expressions that are to be zero at a point, all at once.
Place = tuple[Expr, ...]

HALF = Rational(1, 2)
NEXT = Rational(1, 10**12)  # of the width of a set
MOST_PAIRS = 6  # of the arguments of one function, or of the places of one claim


@lru_cache(maxsize=512)
def places(lhs: Expr, rhs: Expr, op: str) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """What has to be zero for a claim to stand at an edge or beside it; and where a value is merely special.

    >>> from sympy.abc import x, y
    >>> places(Abs(x - 2), log(y), "=")
    (((x - 2,), (x - 3,), (x - 1,)), ((y - 1,),))
    """
    found: dict[int, dict[Place, None]] = {0: {}, 1: {}, 2: {}}
    for side in (lhs, rhs):
        for rank, place in _of(side):
            found[rank].setdefault(place)
    if op != "=":
        beyond = {">": (0, -1), ">=": (0, -1), "<": (0, 1), "<=": (0, 1)}.get(op, (0,))
        for u in (u for level in beyond for u in simpler(lhs - rhs - level)):
            found[0].setdefault((u,))
    joints = list(dict.fromkeys(place for place in found[0] if len(place) == 1))
    for a, b in list(combinations(joints, 2))[:MOST_PAIRS]:
        found[1].setdefault((*a, *b))
    edges, beside, special = ([p for p in found[n] if any(u.free_symbols for u in p)] for n in sorted(found))
    return (*edges, *beside), tuple(special)


@lru_cache(maxsize=512)
def inside(lhs: Expr, rhs: Expr) -> tuple[Place, ...]:
    """What has to be zero for functions that are defined on a part of the reals only to have a value.

    >>> from sympy.abc import x
    >>> inside(log(-x - 9), x)
    ((-x - 10,), (-x - 11,), (-x - 19/2,))
    """
    found: dict[Place, None] = {}
    for e in sorted((kinds_in(lhs, *_DEFINED) | kinds_in(rhs, *_DEFINED)), key=str):
        if not (isinstance(e, Pow) and e.exp.is_Integer):
            found.update({(e.args[0] - level,): None for level in _DEFINED[e.func]})
    return tuple(found)


_DEFINED: dict[type, tuple[Expr | int, ...]] = {
    log: (1, 2, HALF), Pow: (1, 4, Rational(1, 4)), asin: (0, HALF), acos: (0, HALF), acosh: (1, 2), atanh: (0, HALF),
    loggamma: (1, 2), LambertW: (0, 1), logit: (HALF,),
}  # fmt: skip


# The lines of a derivation have most of their parts in common.
@lru_cache(maxsize=4096)
def _of(e: Basic) -> tuple[tuple[int, Place], ...]:
    """Places with their rank: 0 at a joint or edge, 1 beside it, 2 where a value is merely special."""
    return tuple(dict.fromkeys(_walked(e))) if e.args else ()


def _walked(e: Basic) -> Iterator[tuple[int, Place]]:
    if isinstance(e, Sum | Product):
        yield from _of_terms(e)
        return
    if isinstance(e, Derivative | Subs):
        yield from _of(e.expr)
        return
    if isinstance(e, Abs | sign | Heaviside):
        yield from _joint(e.args[0])
    elif isinstance(e, Max | Min):
        for a, b in list(combinations(e.args, 2))[:MOST_PAIRS]:
            yield from _joint(a - b)
    elif isinstance(e, Relational):
        yield from _joint(e.args[0] - e.args[1])
    elif isinstance(e, KroneckerDelta):
        yield 0, (e.args[0] - e.args[1],)
    elif isinstance(e, floor | ceiling | frac):
        yield from ((0, (e.args[0] - step,)) for step in (S.Zero, HALF))
    elif isinstance(e, Mod):
        p, q = e.args
        yield from ((0, (u,)) for u in (p, p - q, p + q))
    elif isinstance(e, Pow):
        yield from _power(*e.args)
    elif isinstance(e, AppliedUndef):
        pass  # its arguments may meet, but where they do nobody says
    elif type(e) in _EDGES:
        yield from ((2, (s,)) for edge in _EDGES[type(e)] for s in simpler(e.args[0] - edge))
    elif isinstance(e, binomial):
        n, k = e.args
        yield from ((1, (u,)) for u in (k, n - k, n - k + 1))
    for a in e.args:
        if not isinstance(e, Indexed):
            yield from _of(a)


_EDGES: dict[type, tuple[int, ...]] = {
    log: (1,), exp: (0,), asin: (1, -1), acos: (1, -1), acosh: (1,), atanh: (0,), factorial: (0,), gamma: (1,),
    LambertW: (0,),
}  # fmt: skip


def _joint(u: Expr) -> Iterator[tuple[int, Place]]:
    """At a joint and on both sides of it."""
    for s in simpler(u):
        yield 0, (s,)
    for s in simpler(u):
        yield from ((1, (s - way,)) for way in (1, -1))


def _power(base: Expr, power: Expr) -> Iterator[tuple[int, Place]]:
    """Bases 0 and −1, exponents 0, 1 and ½, and what they are together."""
    if base is S.Exp1:
        yield from ((2, (s,)) for s in simpler(power))
    elif power.is_Rational:
        if power.is_positive:
            yield from ((0 if power.q != 1 else 2, (s,)) for s in simpler(base))
    else:
        for b in () if base.is_Rational else simpler(base):
            yield from ((0, (b, power - edge)) for edge in (0, 1))
        if not (base.is_Rational or base.is_nonnegative):
            yield from ((0, (base + 1, power - edge)) for edge in (1, 0))
        yield from ((0, (power - edge,)) for edge in (S.Zero, S.One, HALF))
        yield from ((1, (b,)) for b in simpler(base) if b.free_symbols)


def _of_terms(e: Expr) -> Iterator[tuple[int, Place]]:
    """A sum of one term and of none; and the places of its first term, best where it has no other."""
    first: dict[Basic, Expr] = {}
    single: list[Expr] = []
    for letter, *ends in reversed(e.limits):
        if len(ends) == 2:
            low, high = (end.xreplace(first) for end in ends)
            yield from ((0, (high - low + 1 - terms,)) for terms in (0, 1) if (high - low).free_symbols)
            single += [high - low] if (high - low).free_symbols else []
            first[letter] = low
    for rank, place in _of(e.function):
        here = tuple(_at(u, first) for u in place)
        if single:
            yield rank, (*single, *here)
        yield max(rank, 1) if single else rank, here


def _at(u: Expr, first: dict[Basic, Expr]) -> Expr:
    """The expression at the first terms; what is differentiated by an index has none there, and stays as it is."""
    return u.xreplace(first) if u.free_symbols & set(first) and not u.has(Derivative) else u


def ends_of(where: Set, *, near: bool) -> list[Expr]:
    """The ends of a set that belong to it, those that are no fractions as well; ``near``: and what lies next to others.

    >>> from sympy import pi
    >>> ends_of(Interval(0, pi), near=True)
    [0, pi]
    """
    odd = [where.end] if isinstance(where, Interval) and not where.right_open else []
    odd += [where.start] if isinstance(where, Interval) and not where.left_open else []
    return ends(bounds(where), near=near) + [e for e in odd if e.is_finite and e.is_number and not e.is_Rational]


def ends(values: tuple[Expr | None, Expr | None, bool, bool] | None, *, near: bool) -> list[Expr]:
    """The ends of a set that belong to it; ``near``: and what lies next to the others."""
    if values is None:
        return []
    low, high, above, below = values
    inward = (high - low if low is not None and high is not None else 1) * NEXT
    found = []
    if low is not None and (near or not above):
        found.append(low + inward if above else low)
    if high is not None and (near or not below):
        found.append(high - inward if below else high)
    return found


def ties(scalars: list[Symbol], components: list[Indexed]) -> Iterator[Place]:
    """Where symbols meet: all of them, and two by two."""
    for group in (scalars, components):
        pairs = [a - b for a, b in pairwise(group)]
        if len(pairs) > 1:
            yield tuple(pairs)
        yield from ((pair,) for pair in pairs[:MOST_PAIRS])
