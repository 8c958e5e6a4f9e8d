"""Whether a claim is false at a point, by the evaluator of claims, which shares no code with the logic.

A point gives a rational number to each symbol, a tuple to each vector (components 1, 2, …; a dict for several indices),
and a function of numbers to the name of each unknown function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from claims.meaning import Evaluator, Point
from claims.points import exact as exactly
from claims.points import honours, inside
from claims.reals import Real
from sympy import Basic, Expr, Indexed, Symbol

from symxent.logic import Claim, Hypotheses

Place = Mapping[Any, Any]


def is_false(claim: Claim, at: Place) -> bool:
    """Whether the claim is about this point and does not hold there; by Karr's convention about crossed sums.

    Raises Undefined where a side has no value, AssertionError where a hypothesis does not hold.
    """
    known = _Known(claim.hypotheses, at)
    known.must_hold()
    gap = known.sign(claim.lhs - claim.rhs) if claim.op != "=" else known.gap(claim.lhs, claim.rhs)
    said = {"=": gap == 0, "!=": gap != 0, "<": gap < 0, "<=": gap <= 0, ">": gap > 0, ">=": gap >= 0}
    return not said[claim.op]


class _Known:
    """What the point says of expressions."""

    def __init__(self, h: Hypotheses, at: Place) -> None:
        self.h, self.at = h, at
        self.values = {s: _real(number) for s, number in at.items() if isinstance(s, Symbol)}
        functions = {s: number for s, number in at.items() if isinstance(s, str)}
        tied = tuple((left, right) for left, right in h.equal if isinstance(left, Symbol | Indexed))
        self.point = Point(self.values, self._component, tied, functions)

    def _component(self, base: Basic, places: tuple[int, ...]) -> Real:
        given = self.at[base]
        if isinstance(given, Mapping):
            return _real(given[places])
        (place,) = places
        assert 1 <= place <= len(given), f"{base}[{place}] is not given"
        return _real(given[place - 1])

    def gap(self, a: Expr, b: Expr, indices: Mapping[Basic, int] | None = None) -> int:
        at = Evaluator(self.point, karr=True)
        at.bound = {i: Real.of(place) for i, place in (indices or {}).items()}
        return at.sign(at.value(a) - at.value(b))

    def sign(self, e: Expr) -> int:
        return self.gap(e, e - e)

    def must_hold(self) -> None:
        h = self.h
        for s, number in self.at.items():
            for one in _numbers(number):
                assert s not in h.where or inside(h.where[s], exactly(_fraction(one))), f"{s} = {one}"
            assert not isinstance(s, Symbol) or honours(s, exactly(_fraction(number))), f"{s} = {number}"
        for i, (low, high) in h.indices.items():
            assert i not in self.at or (self.gap(i, low) >= 0 and self.gap(high, i) >= 0), f"the range of {i}"
        for e in h.positive:
            assert self.sign(e) > 0, f"{e} > 0"
        for e in h.nonnegative:
            assert self.sign(e) >= 0, f"{e} >= 0"
        for e in h.nonzero:
            assert self.sign(e) != 0, f"{e} != 0"
        for left, right in (pair for pair in h.equal if pair not in self.point.ties):
            assert all(self.gap(left, right, places) == 0 for places in self._for_each_index(left, right)), f"{left}"
        for s, e in h.values.items():
            assert self.gap(s, e) == 0, f"{s} = {e}"
        for one, other in h.distinct:
            assert self.gap(one, other) != 0, f"{one} != {other}"

    def _for_each_index(self, *sides: Expr) -> Iterator[Mapping[Basic, int]]:
        """A declared equality holds for every value of the indices in it."""
        free = [i for i in self.h.indices if any(i in e.free_symbols for e in sides)]
        at = Evaluator(self.point)
        ranges = (range(at.whole(low), at.whole(high) + 1) for low, high in (self.h.indices[i] for i in free))
        return (dict(zip(free, places, strict=True)) for places in product(*ranges))


def _numbers(given: Any) -> tuple[Any, ...]:
    if isinstance(given, Mapping):
        return tuple(given.values())
    return given if isinstance(given, tuple) else () if callable(given) else (given,)


def _fraction(number: Any) -> Fraction:
    return Fraction(str(number))


def _real(number: Any) -> Real:
    return Real.of(_fraction(number))
