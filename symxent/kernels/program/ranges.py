"""Where the value of an expression must lie: enough interval arithmetic to choose between e^v and e^v for v ≤ 0.

A range is an enclosure in exact arithmetic, ends included; choosing by it never changes what is computed, only which
of two functions, equal on the range, computes it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from sympy import Abs, Add, Basic, Expr, Indexed, Max, Min, Mul, Piecewise, Pow, Set, Sum, exp, log
from sympy.codegen.cfunctions import expm1, log1p

from symxent.kernels.arithmetic import nearest


@dataclass(frozen=True)
class Range:
    """The closed interval [low, high]; an infinite end means no bound."""

    low: float
    high: float

    def __or__(self, other: Range) -> Range:
        return Range(min(self.low, other.low), max(self.high, other.high))

    def map(self, f: object) -> Range:
        """The image under an increasing function."""
        return Range(f(self.low), f(self.high))  # type: ignore[operator]


EVERYTHING = Range(-math.inf, math.inf)
UNIT = Range(0.0, 1.0)
NONNEGATIVE = Range(0.0, math.inf)


def range_of_set(domain: Set) -> Range:
    """The enclosure of a set of reals."""
    return Range(float(domain.inf), float(domain.sup))


def range_of(expr: Basic, known: Mapping[Basic, Range]) -> Range:
    """An enclosure of ``expr`` when the symbols lie in their ``known`` ranges (elsewhere: anything)."""
    if expr in known:
        return known[expr]
    if isinstance(expr, Indexed):
        return known.get(expr.base, EVERYTHING)
    if expr.is_number:
        value = float(expr)
        return Range(value, value)
    parts = [range_of(a, known) for a in expr.args if isinstance(a, Expr)]
    if isinstance(expr, Add):
        return Range(_sum(p.low for p in parts), _sum(p.high for p in parts))
    if isinstance(expr, Mul):
        result = parts[0]
        for part in parts[1:]:
            result = _times(result, part)
        return result
    if isinstance(expr, Pow) and expr.exp.is_Integer:
        return _power(parts[0], int(expr.exp))
    if isinstance(expr, Pow):
        return UNIT if within(parts[0], UNIT) and within(parts[1], NONNEGATIVE) else NONNEGATIVE
    if isinstance(expr, Piecewise):
        branches = [range_of(branch.expr, known) for branch in expr.args]
        result = branches[0]
        for branch in branches[1:]:
            result |= branch
        return result
    if isinstance(expr, Sum):
        body = range_of(expr.function, known)
        return Range(0.0 if body.low >= 0 else -math.inf, 0.0 if body.high <= 0 else math.inf)
    if isinstance(expr, Abs):
        low = 0.0 if parts[0].low <= 0 <= parts[0].high else min(abs(parts[0].low), abs(parts[0].high))
        return Range(low, max(abs(parts[0].low), abs(parts[0].high)))
    if isinstance(expr, Max):
        return Range(max(p.low for p in parts), max(p.high for p in parts))
    if isinstance(expr, Min):
        return Range(min(p.low for p in parts), min(p.high for p in parts))
    if type(expr).__name__ == "once":
        return parts[0]
    if type(expr).__name__ == "exp_difference":
        return UNIT
    if type(expr).__name__ == "exp_product":
        return _times(parts[0], parts[1]).map(nearest.exp)
    if type(expr).__name__ in ("exp_quotient", "exp_square"):
        return UNIT if expr.args[-1].is_negative and len(expr.args) == 3 else NONNEGATIVE
    if type(expr).__name__ == "sigmoid_power":
        return UNIT if within(parts[1], NONNEGATIVE) else NONNEGATIVE
    increasing = {
        exp: nearest.exp,
        expm1: lambda v: nearest.exp(v) - 1,
        log: nearest.log,
        log1p: lambda v: nearest.log(1 + v),
    }
    for function, f in increasing.items():
        if isinstance(expr, function):
            return parts[0].map(f)
    return EVERYTHING


def within(inner: Range, outer: Range) -> bool:
    """Whether a range lies in another."""
    return outer.low <= inner.low and inner.high <= outer.high


def _sum(values: object) -> float:
    return sum(values)  # type: ignore[call-overload]


def _times(a: Range, b: Range) -> Range:
    corners = [0.0 if 0 in (x, y) else x * y for x, y in product((a.low, a.high), (b.low, b.high))]
    return Range(min(corners), max(corners))


def _power(base: Range, n: int) -> Range:
    if n < 0:
        if base.low > 0 or base.high < 0:
            return _power(Range(1 / base.high, 1 / base.low), -n)
        return Range(0.0, math.inf) if base.low >= 0 else EVERYTHING
    ends = (base.low**n, base.high**n)
    if n % 2 == 0 and base.low <= 0 <= base.high:
        return Range(0.0, max(ends))
    return Range(min(ends), max(ends))
