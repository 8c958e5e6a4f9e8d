"""Kinds of domains of one symbol, with what is known of them: their ends, and whether these belong to them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from sympy import Complement, FiniteSet, Intersection, Interval, Range, Rational, S, Set, Symbol, Union, oo

KINDS = (
    "reals",
    "open",
    "closed",
    "half-open left",
    "half-open right",
    "open half-line",
    "closed half-line",
    "half-line down",
    "finite",
    "integers",
    "naturals",
    "range",
    "intersection",
    "point",
    "union",
    "punctured",
    "assumption",
)
ASSUMPTIONS = (  # an assumption of SymPy's, whether 0 belongs to it, whether it goes down from there
    ("positive", False, False),
    ("nonnegative", True, False),
    ("negative", False, True),
    ("nonpositive", True, True),
)


@dataclass(frozen=True)
class Place:
    """A symbol and where it lives: within [low, high], each end in it or not; None is no end.

    ``where``: the set to declare, None where the symbol's own assumptions say it all.  ``members``: all points, where
    they are few.  ``holes``: points in between that do not belong to it.
    """

    kind: str
    symbol: Symbol
    where: Set | None
    low: Fraction | None = None
    low_in: bool = False
    high: Fraction | None = None
    high_in: bool = False
    members: tuple[Fraction, ...] = ()
    holes: tuple[Fraction, ...] = ()
    whole: bool = False  # integers only

    def has(self, q: Fraction) -> bool:
        """Whether the point is certainly in it; also False for a point of an unknown gap."""
        if self.members:
            return q in self.members
        if (self.whole and q.denominator != 1) or q in self.holes:
            return False
        above = self.low is None or q > self.low or (q == self.low and self.low_in)
        below = self.high is None or q < self.high or (q == self.high and self.high_in)
        return above and below

    def lacks(self, q: Fraction) -> bool:
        """Whether the point is certainly not in it."""
        return not self.has(q) and (bool(self.members) or self.kind != "union" or q in self.holes or self._outside(q))

    def _outside(self, q: Fraction) -> bool:
        return (self.low is not None and q < self.low) or (self.high is not None and q > self.high)

    def special(self) -> list[Fraction]:
        """Points at which something may happen."""
        ends = [e for e in (self.low, self.high) if e is not None]
        return [*self.members, *ends, *self.holes]


def place(rng: Random, symbol: str = "x", kinds: tuple[str, ...] = KINDS, **facts: bool) -> Place:
    """A domain of a random kind; ``facts`` are further assumptions of the symbol."""
    kind = rng.choice(kinds)
    name = {"real": True, **facts} if rng.random() < 0.8 or kind in ("reals", "assumption") else facts
    s = Symbol(symbol, **name)
    a = Fraction(rng.choice((0, 0, 0, 1, -1, 2, -2, Fraction(1, 2), Fraction(-3, 2), Fraction(1, 10**9))))
    b = a + rng.choice((1, 1, 2, 3, Fraction(1, 2), Fraction(1, 10**9)))
    A, B = Rational(a.numerator, a.denominator), Rational(b.numerator, b.denominator)
    n = Fraction(rng.randint(-2, 2))
    N, length = int(n), rng.randint(1, 4)
    if kind == "reals":
        return Place(kind, s, S.Reals if rng.random() < 0.3 else None)
    if kind == "open":
        return Place(kind, s, Interval.open(A, B), a, False, b, False)
    if kind == "closed":
        return Place(kind, s, Interval(A, B), a, True, b, True)
    if kind == "half-open left":
        return Place(kind, s, Interval.Lopen(A, B), a, False, b, True)
    if kind == "half-open right":
        return Place(kind, s, Interval.Ropen(A, B), a, True, b, False)
    if kind == "open half-line":
        return Place(kind, s, Interval.open(A, oo), a)
    if kind == "closed half-line":
        return Place(kind, s, Interval(A, oo), a, True)
    if kind == "half-line down":
        closed = rng.random() < 0.6
        return Place(kind, s, Interval(-oo, A, True, not closed), None, False, a, closed)
    if kind in ("finite", "point"):
        count = 1 if kind == "point" else rng.randint(2, 4)
        members = tuple(sorted({a + rng.choice((0, 1, 2, -1, Fraction(1, 2))) for _ in range(count)}))
        where = FiniteSet(*(Rational(q.numerator, q.denominator) for q in members))
        return Place(kind, s, where, members[0], True, members[-1], True, members)
    if kind == "integers":
        s = Symbol(symbol, integer=True, **facts) if rng.random() < 0.5 else s
        return Place(kind, s, S.Integers if not s.is_integer or rng.random() < 0.5 else None, whole=True)
    if kind == "naturals":
        zero = rng.random() < 0.5
        return Place(kind, s, S.Naturals0 if zero else S.Naturals, Fraction(0 if zero else 1), True, whole=True)
    if kind == "range":
        members = tuple(Fraction(i) for i in range(N, N + length))
        within = Intersection(Interval(N, N + length - 1), S.Integers)
        return Place(
            kind,
            s,
            rng.choice((Range(N, N + length), within)),
            members[0],
            True,
            members[-1],
            True,
            members,
            whole=True,
        )
    if kind == "intersection":
        return _crossed(rng, s, symbol, a, A, facts)
    if kind == "union":
        gap = B + 1
        second = Interval(gap, gap + 1) if rng.random() < 0.5 else Interval.open(gap, oo)
        high = (b + 2, True) if second.end is not S.Infinity else (None, False)
        return Place(kind, s, Union(Interval.open(A, B), second), a, False, *high, holes=(b, b + Fraction(1, 2)))
    if kind == "punctured":
        return Place(kind, s, Complement(S.Reals, FiniteSet(A)), holes=(a,))
    fact, low_in, down = rng.choice(
        (
            ("positive", False, False),
            ("nonnegative", True, False),
            ("negative", False, True),
            ("nonpositive", True, True),
        )
    )
    s = Symbol(symbol, **{fact: True}, **facts)
    zero_end = Fraction(0)
    if down:
        return Place(kind, s, None, None, False, zero_end, low_in)
    return Place(kind, s, None, zero_end, low_in)


def _crossed(rng: Random, s: Symbol, name: str, a: Fraction, A: Rational, facts: dict[str, bool]) -> Place:
    """What two sources say of a symbol together: its set, and its assumptions or another set."""
    if rng.random() < 0.5:
        s = Symbol(name, nonnegative=True, **facts)
        low = max(a, Fraction(0)) if a + 1 >= 0 else None
        if low is not None:
            return Place("intersection", s, Interval(A - 1, A + 2), max(a - 1, Fraction(0)), True, a + 2, True)
    s = Symbol(name, integer=True, **facts)
    members = tuple(Fraction(i) for i in range(-6, 7) if a - 1 < i <= a + 2)
    return Place(
        "intersection", s, Interval.Lopen(A - 1, A + 2), members[0], True, members[-1], True, members, whole=True
    )
