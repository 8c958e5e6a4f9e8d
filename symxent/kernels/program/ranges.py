"""Where the value of an expression must lie: interval arithmetic, never too narrow, often wider than need be.

The kernels choose by it between e^v and e^v for v ≤ 0, which changes nothing that is computed, only which of two
functions, equal on the range, computes it; the conditions of rewrites are decided by it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product

from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    FiniteSet,
    Indexed,
    Interval,
    Max,
    Min,
    Mul,
    Piecewise,
    Poly,
    Pow,
    Set,
    Sum,
    exp,
    log,
    nsimplify,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p

from symxent.kernels.arithmetic import nearest
from symxent.language.domain import Domain
from symxent.language.functions import sigmoid, softmax, softplus

MOST_SYMBOLS = 5  # of a polynomial whose corners are tried


@dataclass(frozen=True)
class Range:
    """low ≤ value ≤ high, with < where the end is open; an infinite end means no bound."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def __or__(self, other: Range) -> Range:
        return _hull([*self.ends, *other.ends])

    @property
    def ends(self) -> tuple[tuple[float, bool], tuple[float, bool]]:
        """Both ends, each with whether it is open."""
        return (self.low, self.low_open), (self.high, self.high_open)

    def map(self, f: Callable[[float], float]) -> Range:
        """The image under an increasing function."""
        return Range(f(self.low), f(self.high), self.low_open, self.high_open)

    def inside(self, where: Set) -> bool:
        """Whether every value in the range lies in the set."""
        if isinstance(where, FiniteSet):
            return self.low == self.high and self.low in {float(v) for v in where}
        if not isinstance(where, Interval):
            return where.is_superset(Interval(-math.inf, math.inf)) is True
        start, end = float(where.start), float(where.end)
        above = self.low > start or (self.low == start and (self.low_open or not where.left_open))
        below = self.high < end or (self.high == end and (self.high_open or not where.right_open))
        return above and below

    def within(self, other: Range) -> bool:
        """Whether every value in the range lies between the ends of another, whatever these are."""
        return other.low <= self.low and self.high <= other.high


EVERYTHING = Range(-math.inf, math.inf, True, True)
UNIT = Range(0.0, 1.0)
NONNEGATIVE = Range(0.0, math.inf, False, True)
POSITIVE = Range(0.0, math.inf, True, True)
WHOLE: Mapping[type, Range] = {
    sigmoid: Range(0.0, 1.0, True, True),
    softmax: Range(0.0, 1.0, True, True),
    tanh: Range(-1.0, 1.0, True, True),
    softplus: POSITIVE,
}
INCREASING: Mapping[type, Callable[[float], float]] = {
    exp: nearest.exp,
    expm1: lambda v: nearest.exp(v) - 1,
    log: nearest.log,
    log1p: lambda v: nearest.log(1 + v),
}


def range_of_set(domain: Set) -> Range:
    """The enclosure of a set of reals."""
    if isinstance(domain, Interval):
        return Range(float(domain.start), float(domain.end), bool(domain.left_open), bool(domain.right_open))
    return Range(float(domain.inf), float(domain.sup))


def bounds(expr: Expr, domain: Domain) -> Range:
    """An enclosure of the values of ``expr`` over the domain.

    >>> from sympy.abc import p
    >>> from symxent.language.domain import UNIT
    >>> bounds(1 - p, Domain({p: UNIT}))
    Range(low=0.0, high=1.0, low_open=True, high_open=True)
    """
    return range_of(expr, {s: range_of_set(where) for s, where in domain.where.items()})


def range_of(expr: Basic, known: Mapping[Basic, Range]) -> Range:
    """An enclosure of ``expr`` when the symbols lie in their ``known`` ranges (elsewhere: anything)."""
    if expr in known:
        return known[expr]
    if isinstance(expr, Indexed):
        return known.get(expr.base, EVERYTHING)
    if expr.is_number:
        return Range(float(expr), float(expr))
    if type(expr) in WHOLE:
        return WHOLE[type(expr)]
    if isinstance(expr, Add) and (corners := _at_corners(expr, known)) is not None:
        return corners
    if isinstance(expr, Sum):
        body = range_of(expr.function, known)
        return Range(0.0 if body.low >= 0 else -math.inf, 0.0 if body.high <= 0 else math.inf)
    if isinstance(expr, Piecewise):
        return reduce(Range.__or__, [range_of(branch.expr, known) for branch in expr.args])
    parts = [range_of(a, known) for a in expr.args if isinstance(a, Expr)]
    if isinstance(expr, Add):
        return reduce(_plus, parts)
    if isinstance(expr, Mul):
        return reduce(_times, parts)
    if isinstance(expr, Pow):
        return _power(expr, *parts)
    if isinstance(expr, Abs):
        return _absolute(parts[0])
    if isinstance(expr, Max | Min):
        pick = max if isinstance(expr, Max) else min
        return Range(pick(p.low for p in parts), pick(p.high for p in parts))
    if type(expr) in INCREASING:
        image = parts[0].map(INCREASING[type(expr)])
        return Range(_outwards(image.low, -math.inf), _outwards(image.high, math.inf), image.low_open, image.high_open)
    return _of_kernels(type(expr).__name__, parts)


def _outwards(value: float, end: float) -> float:
    """A rounded value of a function moved on, so that it is a bound; e⁰ = 1 and log 1 = 0 are exact."""
    return value if value in (0.0, 1.0) or math.isinf(value) else math.nextafter(value, end)


def _of_kernels(name: str, parts: Sequence[Range]) -> Range:
    """The range of a function that programs have, and formulas have not."""
    if name == "once":
        return parts[0]
    if name == "exp_difference":
        return UNIT
    if name == "exp_product":
        return _times(parts[0], parts[1]).map(nearest.exp)
    if name == "exp_quotient":
        return NONNEGATIVE
    if name == "sigmoid_power":
        return UNIT if parts[1].within(NONNEGATIVE) else NONNEGATIVE
    return EVERYTHING


def _at_corners(expr: Expr, known: Mapping[Basic, Range]) -> Range | None:
    """Exact bounds of a polynomial that is linear in each of its symbols: it is extreme at corners of the box.

    Interval arithmetic would count a symbol twice and lose that (1 − ε)y + ε/2 lies in [0, 1].
    """
    symbols = sorted(expr.free_symbols, key=lambda s: s.name)
    boxes = [known.get(s, EVERYTHING) for s in symbols]
    if len(symbols) > MOST_SYMBOLS or any(math.isinf(b.low) or math.isinf(b.high) for b in boxes):
        return None
    if not expr.is_polynomial(*symbols) or any(Poly(expr, *symbols).degree(s) > 1 for s in symbols):
        return None
    values = []
    for corner in product(*[b.ends for b in boxes]):
        chosen = {s: nsimplify(value) for s, (value, _) in zip(symbols, corner, strict=True)}
        values.append((float(expr.xreplace(chosen)), any(is_open for _, is_open in corner)))
    return _hull(values)


def _hull(values: Sequence[tuple[float, bool]]) -> Range:
    """What holds all of some values; an end is open only when every value there is left out."""
    low, high = min(v for v, _ in values), max(v for v, _ in values)
    return Range(low, high, all(o for v, o in values if v == low), all(o for v, o in values if v == high))


def _plus(a: Range, b: Range) -> Range:
    return Range(a.low + b.low, a.high + b.high, a.low_open or b.low_open, a.high_open or b.high_open)


def _times(a: Range, b: Range) -> Range:
    corners = []
    for (x, x_open), (y, y_open) in product(a.ends, b.ends):
        value = 0.0 if 0.0 in (x, y) else x * y
        # A product of zero is reached when the factor that is zero is reached, whatever the other does.
        reached_zero = (x == 0 and not x_open) or (y == 0 and not y_open)
        corners.append((value, not reached_zero if value == 0 else (x_open or y_open)))
    return _hull(corners)


def _absolute(inner: Range) -> Range:
    ends = [(abs(value), is_open) for value, is_open in inner.ends]
    return _hull([*ends, (0.0, False)] if inner.low < 0 < inner.high else ends)


def _power(expr: Pow, base: Range, exponent: Range) -> Range:
    if expr.exp.is_Integer:
        return _integer_power(base, int(expr.exp))
    if base.within(UNIT) and exponent.within(NONNEGATIVE):
        return Range(0.0, 1.0, base.low > 0 or base.low_open, base.high_open and exponent.low > 0)
    if base.low > 0 or (base.low == 0 and base.low_open):
        return POSITIVE
    return NONNEGATIVE if base.low >= 0 or expr.exp.is_Rational else EVERYTHING


def _integer_power(base: Range, n: int) -> Range:
    if n < 0:
        if base.low > 0 or base.high < 0:
            return _integer_power(Range(1 / base.high, 1 / base.low, base.high_open, base.low_open), -n)
        if base.low == 0 and base.low_open:
            return POSITIVE
        return NONNEGATIVE if base.low >= 0 or n % 2 == 0 else EVERYTHING
    if n % 2 == 0:
        base = _absolute(base)
    return base.map(lambda value: _finite_power(value, n))


def _finite_power(value: float, n: int) -> float:
    try:
        return float(value**n)
    except OverflowError:
        return math.copysign(math.inf, value) if n % 2 else math.inf
