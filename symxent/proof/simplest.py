"""The simplest point at which a claim fails: small numbers, few components, and such as the letters stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import product

from sympy import Basic, Expr, FiniteSet, Indexed, Interval, Rational, Set, Symbol, oo
from sympy.core.function import AppliedUndef

from symxent.language.domain import LABEL, POSITIVE, UNIT
from symxent.proof.candidates import fits, lies_in
from symxent.proof.plans import Plan
from symxent.proof.points import Point, built
from symxent.proof.situation import bounds

MOST_TRIES = 40  # evaluations of a claim, for a point that is found already
MOST_VALUES = 5  # simpler values that are tried of one symbol
PLAIN = (Rational(0), Rational(1), Rational(1, 2))

#: What letters usually stand for; other values are as good, and less natural.
USUAL: dict[str, Set] = {
    **dict.fromkeys(("y", "t"), LABEL),
    **dict.fromkeys(("p", "q", "pi", "y_hat", "p_hat", "q_hat", "pi_hat", "epsilon"), UNIT),
    **dict.fromkeys(("sigma", "tau", "lambda", "nu", "alpha", "beta", "eta", "gamma"), POSITIVE),
    **dict.fromkeys(("n", "m", "N", "M", "d", "k", "K"), Interval(1, oo)),
}


def simplest(point: Point, refuted: Callable[[Point], bool]) -> Point:
    """A point like one at which a claim is refuted, with simpler values; ``refuted`` tells whether the claim fails.

    First everything at once is made simple, then one value after the other, as long as the claim still fails.
    """
    tries = iter(range(MOST_TRIES))

    def tried(plan: Plan) -> Point | None:
        if next(tries, None) is None:
            return None
        found = next(built(point.pools, point.names, (plan,), point.every_index), None)
        return found if found is not None and refuted(found) else None

    best = min((p for p in (point, *map(tried, _simple_plans(point))) if p is not None), key=_weight)
    while (simpler := _with_one_simpler(best, tried)) is not best:
        best = simpler
    return best


def _with_one_simpler(point: Point, tried: Callable[[Plan], Point | None]) -> Point:
    """Each value in turn made simpler, the sizes first, then what is least simple."""
    best = point
    for u in sorted(_shown(point), key=lambda u: (u not in point.names.dimensions, -_weight_of(u, point))):
        if u not in best.read:
            continue  # a simpler value of another one has made it needless
        for value in _simpler(u, best):
            found = tried(replace(best.plan, place=(), fixed={**{s: best[s] for s in _shown(best)}, u: value}))
            if found is not None and _weight(found) < _weight(best):
                best = found
                break
    return best


def _simple_plans(point: Point) -> Iterator[Plan]:
    """Everything 0, or 1, or usual: with the least sizes, then those at hand; also where the claim is at an edge."""
    sizes = sorted(point.names.dimensions, key=str)
    now = {d: point[d] for d in sizes}
    least = {d: min(point.pools.sizes(d)) for d in sizes}
    if least != now:
        yield replace(point.plan, place=(), fixed=least)
    places = ((), point.plan.place) if point.plan.place else ((),)
    trials = (0, 1) if len(point.names.indices) > 1 else (0,)  # different indices, and equal ones
    likings = ("zero", "one", "first")
    for fixed, place, liking, n in product((least, now) if least != now else (now,), places, likings, trials):
        yield Plan(n, place, liking, fixed)


def _shown(point: Point) -> list[Basic]:
    return [u for u in point if u in point.read and isinstance(u, Symbol | Indexed | AppliedUndef)]


def _weight(point: Point) -> float:
    return sum(1 + _weight_of(u, point) for u in _shown(point))


def _weight_of(u: Basic, point: Point) -> float:
    base = u.base if isinstance(u, Indexed) else u
    return _distance(base, point[u], point.domain.set_of(base))


@lru_cache(maxsize=1024)
def _distance(u: Basic, value: Expr, where: Set) -> float:
    """How far a value is from the first that comes to mind."""
    if not value.is_Rational:
        return 6.0 + float(value.count_ops())
    usual = USUAL.get(str(u))
    if LABEL in (where, usual) and value in LABEL.args:
        return float(value == 0)
    weight = abs(value.p) + 2 * (value.q - 1) + (1.5 if value.p < 0 else 0.0)
    ends = None if isinstance(where, FiniteSet) else bounds(where)
    if ends is not None and value in ends[:2]:
        weight += 4 if None not in ends[:2] else 2
    return weight if usual is None or lies_in(value, usual) else weight + 4


def _simpler(u: Basic, point: Point) -> list[Expr]:
    """Values of a symbol or component that are simpler than the one it has."""
    base = u.base if isinstance(u, Indexed) else u
    pool = point.pools.sizes(u) if u in point.names.dimensions else point.pools.values(base)
    where = point.domain.set_of(base)
    far = {v: _distance(base, v, where) for v in (*pool, *PLAIN) if fits(base, v, point.domain)}
    return sorted((v for v in far if far[v] < _weight_of(u, point)), key=lambda v: (far[v], v))[:MOST_VALUES]
