"""The values that a symbol may have at a point: in its set, true to its assumptions, and such as a teacher chooses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from flint import arb, fmpq
from sympy import Basic, Expr, FiniteSet, Integer, Interval, Rational, S, Set, exp, pi, sqrt

from symxent.language.domain import NONNEGATIVE, POSITIVE, REALS, Domain
from symxent.proof.balls import NoValue, ball
from symxent.proof.situation import bounds


def _rationals(text: str) -> tuple[Rational, ...]:
    return tuple(Rational(word) for word in text.split())


REAL = _rationals("1 2 -1 1/2 3 -2 1/3 0 -1/2 5/2")
FROM_ZERO = _rationals("1 2 1/2 3 1/3 3/2 4 1/4 5")
WITHIN = _rationals("1/2 1/4 3/4 1/3 2/3 1/5 3/5 1/10 4/5 2/7")
# Nothing being said, whole numbers count: from 1, and others only where a claim gives reason to look there.
COUNTING = _rationals("1 2 3 4")
SIZES = _rationals("2 3 1 4")
SIZES_FROM_ZERO = _rationals("2 3 1 0 4")
#: For sets of other kinds, from which those are taken that lie in them.
ANY = (*REAL, *_rationals("4 5 -3 6 7 8 9 10 2/3 3/2 1/4 3/4 1/10 12 16 20 25 50 100 -5 -10 -100"))

MOST, MOST_SIZES, FEW = 16, 4, 3  # values of one symbol

IRRATIONAL = (*(sqrt(2) * v for v in (*_rationals("1 -1 1/2 2"), *WITHIN)), sqrt(3), pi, -pi, exp(1), pi / 4, exp(-1))

# What a symbol may be declared to be, apart from a real number …
PROPERTIES = (
    "integer", "noninteger", "even", "odd", "prime", "composite", "zero", "nonzero", "positive", "negative",
    "nonnegative", "nonpositive", "rational", "irrational", "algebraic", "transcendental",
)  # fmt: skip
# … and what no real number is, or every one.
NEVER = ("imaginary", "infinite")
ALWAYS = ("real", "complex", "finite", "commutative")

Properties = tuple[tuple[str, bool], ...]


@lru_cache(maxsize=4096)
def properties(u: Basic) -> Properties | None:
    """What a symbol, the components of a family or the values of a function were declared to be.

    None where that is no real number, so that no value can be given to it.

    >>> from sympy import Symbol
    >>> properties(Symbol("a", nonnegative=True)), properties(Symbol("b", imaginary=True))
    ((('negative', False), ('nonnegative', True)), None)
    """
    if any(getattr(u, f"is_{name}", None) for name in NEVER):
        return None
    if any(getattr(u, f"is_{name}", None) is False for name in ALWAYS):
        return None
    known = ((name, getattr(u, f"is_{name}", None)) for name in PROPERTIES)
    return tuple((name, truth) for name, truth in known if truth is not None)


def has(value: Expr, declared: Properties) -> bool:
    return all(getattr(value, f"is_{name}") is truth for name, truth in declared)


def fits(u: Basic, value: Expr, domain: Domain) -> bool:
    """Whether a symbol, or every component of a family, may have a value."""
    declared = properties(u)
    return declared is not None and has(value, declared) and lies_in(value, domain.set_of(u))


def fits_size(u: Basic, value: Expr, domain: Domain) -> bool:
    """The same for what ends a range: a whole number, from 1 on where nothing is said of it."""
    return value.is_Integer and fits(u, value, domain) and (value >= 1 or _is_placed(u, domain))


def _is_placed(u: Basic, domain: Domain) -> bool:
    return u in domain.where or bool(getattr(u, "is_nonnegative", False))


def candidates(u: Basic, domain: Domain) -> tuple[Expr, ...]:
    """Values that a symbol or component may have, the usual ones first; empty where none is known.

    >>> from sympy import Symbol
    >>> candidates(Symbol("n", even=True), Domain())
    (2, 4, -2, 0, 6, 8, 10, 12, 16, 20, 50, 100, -10, -100, -4, 14)
    """
    declared = properties(u)
    return () if declared is None else _candidates(domain.set_of(u), declared)


def sizes(u: Basic, domain: Domain) -> tuple[Expr, ...]:
    """Values of what ends a range."""
    pool = SIZES_FROM_ZERO if _is_placed(u, domain) else SIZES
    found = tuple(v for v in pool if fits_size(u, v, domain))
    return found or tuple(sorted(v for v in candidates(u, domain) if fits_size(u, v, domain))[:MOST_SIZES])


class Pools:
    """The values that symbols may have in one domain, each worked out once."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self._values: dict[Basic, tuple[Expr, ...]] = {}
        self._sizes: dict[Basic, tuple[Expr, ...]] = {}

    def values(self, u: Basic) -> tuple[Expr, ...]:
        if u not in self._values:
            self._values[u] = candidates(u, self.domain)
        return self._values[u]

    def sizes(self, u: Basic) -> tuple[Expr, ...]:
        if u not in self._sizes:
            self._sizes[u] = sizes(u, self.domain)
        return self._sizes[u]


@lru_cache(maxsize=1024)
def _candidates(where: Set, declared: Properties) -> tuple[Expr, ...]:
    known = dict(declared)
    for pool in (IRRATIONAL,) if known.get("irrational") else (_pool(where, known.get("integer", False)), ANY):
        found = tuple(v for v in dict.fromkeys(pool) if has(v, declared) and lies_in(v, where))
        if len(found) > FEW or isinstance(where, FiniteSet):
            break
    return found[:MOST]


def _pool(where: Set, integer: bool) -> Iterable[Expr]:
    if isinstance(where, FiniteSet):
        return sorted(v for v in where.args if v.is_Rational)
    if integer and where in (REALS, NONNEGATIVE, POSITIVE):
        return (*COUNTING, *ANY, *map(Integer, range(-4, 40)))
    ends = bounds(where)
    if ends is None:
        outer = () if where is S.EmptySet else (where.inf, where.sup)
        return (*ANY, *(end for end in outer if end.is_Rational))
    low, high, above, below = ends
    if integer or where in (S.Naturals, S.Naturals0):
        return _integers(low, high)
    if low is not None and high is not None:
        shares = (*WITHIN, *(() if above else (S.Zero,)), *(() if below else (S.One,)))
        return [low + (high - low) * share for share in shares]
    if low is not None:
        return [low + v for v in FROM_ZERO] + ([] if above else [low])
    if high is not None:
        return [high - v for v in FROM_ZERO] + ([] if below else [high])
    return REAL if where is REALS else ANY


def _integers(low: Expr | None, high: Expr | None) -> list[Expr]:
    if low is None:
        return [Integer(v) for v in (range(1, 5) if high is None else range(int(high // 1), int(high // 1) - 40, -1))]
    first = int(-(-low // 1))
    last = first + 40 if high is None else min(int(high // 1), first + 40)
    return [Integer(v) for v in range(first, last + 1)]


def lies_in(value: Expr, where: Set) -> bool:
    """Whether a number surely lies in a set; for the usual sets without the cost of SymPy's general answer."""
    if not value.is_Rational:
        return _surely_lies_in(value, where)
    if where is S.Reals:
        return True
    limits = _limits(where)
    if limits is None:
        return where.contains(value) == True  # noqa: E712
    low, high, least, most = limits
    here = fmpq(int(value.p), int(value.q))
    above = low is None or here > low or (here == low and least)
    return above and (high is None or here < high or (here == high and most))


def _surely_lies_in(value: Expr, where: Set) -> bool:
    try:
        about = ball(value, {})
    except NoValue:
        return False
    limits = _limits(where)
    if limits is None:
        return where.contains(value) == True  # noqa: E712
    low, high, _, _ = limits
    return bool((low is None or about > arb(low)) and (high is None or about < arb(high)))


@lru_cache(maxsize=1024)
def _limits(where: Set) -> tuple[fmpq | None, fmpq | None, bool, bool] | None:
    """The ends of an interval with rational ends or none, and whether they belong to it; None for other sets."""
    if not isinstance(where, Interval):
        return None
    ends = []
    for end in (where.start, where.end):
        if not (end.is_Rational or end in (S.Infinity, S.NegativeInfinity)):
            return None
        ends.append(fmpq(int(end.p), int(end.q)) if end.is_Rational else None)
    return ends[0], ends[1], not where.left_open, not where.right_open
