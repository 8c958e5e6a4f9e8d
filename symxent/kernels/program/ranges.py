"""Where the values of an expression lie: interval arithmetic, for what programs choose and for what rewrites ask.

A range is an enclosure in exact arithmetic: never too narrow, often wider than need be.  Choosing by it never changes
what is computed, only which of two functions, equal on the range, computes it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
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


@dataclass(frozen=True)
class Range:
    """low ≤ value ≤ high, with < where the end is open; an infinite end means no bound."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def __or__(self, other: Range) -> Range:
        return _hull([(r.low, r.low_open) for r in (self, other)], [(r.high, r.high_open) for r in (self, other)])

    @property
    def is_positive(self) -> bool:
        return self.low > 0 or (self.low == 0 and self.low_open)

    @property
    def is_negative(self) -> bool:
        return self.high < 0 or (self.high == 0 and self.high_open)

    def inside(self, where: Set) -> bool:
        """Whether every value lies in the set."""
        if isinstance(where, FiniteSet):
            return self.low == self.high and self.low in {float(v) for v in where}
        if not isinstance(where, Interval):
            return where.is_superset(Interval(-math.inf, math.inf)) is True
        start, end = float(where.start), float(where.end)
        above = self.low > start or (self.low == start and (self.low_open or not where.left_open))
        below = self.high < end or (self.high == end and (self.high_open or not where.right_open))
        return (above or start == -math.inf) and (below or end == math.inf)  # no value is infinite


EVERYTHING = Range(-math.inf, math.inf, True, True)
UNIT = Range(0.0, 1.0)
NONNEGATIVE = Range(0.0, math.inf)
OPEN_UNIT, POSITIVE = Range(0.0, 1.0, True, True), Range(0.0, math.inf, True)
Known = Callable[[Basic], Range | None]
End = tuple[float, bool]
"""A number, and whether it is left out."""

FUNCTIONS: Mapping[type, Range] = {
    **dict.fromkeys((sigmoid, softmax), OPEN_UNIT),
    tanh: Range(-1.0, 1.0, True, True),
    softplus: POSITIVE,
}
INCREASING: Mapping[type, tuple[Callable[[float], float], Range]] = {
    exp: (nearest.exp, POSITIVE),
    expm1: (lambda v: nearest.exp(v) - 1, Range(-1.0, math.inf, True)),
    log: (nearest.log, EVERYTHING),
    log1p: (lambda v: nearest.log(1 + v), EVERYTHING),
}


def range_of_set(domain: Set) -> Range:
    """The enclosure of a set of reals."""
    is_open = (domain.left_open, domain.right_open) if isinstance(domain, Interval) else (False, False)
    return Range(float(domain.inf), float(domain.sup), *map(bool, is_open))


def range_of(expr: Basic, known: Mapping[Basic, Range]) -> Range:
    """An enclosure of ``expr`` when the symbols lie in their ``known`` ranges (elsewhere: anything)."""
    return _range(expr, known.get)


def bounds(expr: Expr, domain: Domain) -> Range:
    """An enclosure of the values of ``expr`` over the domain.

    >>> from sympy.abc import p
    >>> bounds(1 - p, Domain({p: Interval.open(0, 1)}))
    Range(low=0.0, high=1.0, low_open=True, high_open=True)
    """

    def known(node: Basic) -> Range | None:
        if isinstance(node, Pow) and node.exp.is_Integer and node.exp.is_negative:
            # No more than its sign: 1/(1 + e^−z) is to become a sigmoid before log(1 − p) takes it for a p.
            return POSITIVE if node.exp % 2 == 0 or bounds(node.base, domain).is_positive else EVERYTHING
        return range_of_set(domain.set_of(node)) if node.is_Symbol or not node.args else None

    return _range(expr, known)


def within(inner: Range, outer: Range) -> bool:
    """Whether a range lies in another, ends aside."""
    return outer.low <= inner.low and inner.high <= outer.high


WHOLE = ("once", "in_pairs")  # what kernels compute as a whole, by name: its file needs this one


def _range(expr: Basic, known: Known) -> Range:
    if expr.is_number:
        value = float(expr.replace(lambda e: type(e).__name__ in WHOLE, lambda e: e.args[0]))
        return Range(value, value)
    if (given := known(expr.base if isinstance(expr, Indexed) else expr)) is not None:
        return given
    if (corners := _at_corners(expr, known)) is not None:
        return corners
    parts = [_range(a, known) for a in expr.args if isinstance(a, Expr)]
    if isinstance(expr, Add):
        return reduce(_plus, parts)
    if isinstance(expr, Mul):
        return reduce(_times, parts)
    if isinstance(expr, Pow):
        return _power(parts[0], int(expr.exp)) if expr.exp.is_Integer else _free_power(*parts)
    if isinstance(expr, Piecewise):
        return reduce(Range.__or__, [_range(branch.expr, known) for branch in expr.args])
    if isinstance(expr, Sum):
        body = _range(expr.function, known)
        return Range(0.0 if body.low >= 0 else -math.inf, 0.0 if body.high <= 0 else math.inf)
    if isinstance(expr, Abs):
        mirrored = Range(-parts[0].high, -parts[0].low, parts[0].high_open, parts[0].low_open)
        whole = parts[0] | mirrored
        if parts[0].low <= 0 <= parts[0].high:
            return Range(0.0, whole.high, parts[0].is_positive or parts[0].is_negative, whole.high_open)
        return parts[0] if parts[0].low > 0 else mirrored
    if isinstance(expr, Max | Min):
        pick = max if isinstance(expr, Max) else min
        return Range(pick(p.low for p in parts), pick(p.high for p in parts))
    return _of_function(expr, parts)


def _of_function(expr: Basic, parts: list[Range]) -> Range:
    if type(expr) in INCREASING:
        return _image(parts[0], *INCREASING[type(expr)])
    if type(expr) in FUNCTIONS:
        return FUNCTIONS[type(expr)]
    name = type(expr).__name__
    if name in WHOLE:
        return parts[0]
    if name == "exp_difference":
        return UNIT
    if name == "exp_product":
        return _image(_times(parts[0], parts[1]), nearest.exp, NONNEGATIVE)
    if name in ("exp_quotient", "exp_square"):
        return UNIT if expr.args[-1].is_negative and len(expr.args) == 3 else NONNEGATIVE
    if name == "sigmoid_power":
        return UNIT if within(parts[1], NONNEGATIVE) else NONNEGATIVE
    return EVERYTHING


def _at_corners(expr: Basic, known: Known) -> Range | None:
    """Exact bounds of a polynomial that is linear in each of its symbols: it is extreme at corners of the box.

    Interval arithmetic would count a symbol twice and lose that (1 − ε)y + ε/2 lies in [0, 1].
    """
    if not isinstance(expr, Add):
        return None
    symbols = sorted(expr.free_symbols, key=lambda s: s.name)
    boxes = [known(s) or EVERYTHING for s in symbols]
    if len(symbols) > 5 or any(math.isinf(b.low) or math.isinf(b.high) for b in boxes):
        return None
    if not expr.is_polynomial(*symbols) or any(Poly(expr, *symbols).degree(s) > 1 for s in symbols):
        return None
    values = []
    for corner in product(*[((b.low, b.low_open), (b.high, b.high_open)) for b in boxes]):
        chosen = {s: nsimplify(value) for s, (value, _) in zip(symbols, corner, strict=True)}
        values.append((float(expr.xreplace(chosen)), any(is_open for _, is_open in corner)))
    return _hull(values, values)


def _hull(lows: list[End], highs: list[End]) -> Range:
    """The range of such ends: one is open only when every one that attains it is open."""
    low, high = min(v for v, _ in lows), max(v for v, _ in highs)
    return Range(low, high, all(o for v, o in lows if v == low), all(o for v, o in highs if v == high))


def _plus(a: Range, b: Range) -> Range:
    return Range(a.low + b.low, a.high + b.high, a.low_open or b.low_open, a.high_open or b.high_open)


def _times(a: Range, b: Range) -> Range:
    corners = []
    for x, x_open in ((a.low, a.low_open), (a.high, a.high_open)):
        for y, y_open in ((b.low, b.low_open), (b.high, b.high_open)):
            # A product of zero is reached when the factor that is zero is reached, whatever the other does.
            reached_zero = (x == 0 and not x_open) or (y == 0 and not y_open)
            value = 0.0 if 0.0 in (x, y) else x * y
            corners.append((value, not reached_zero if value == 0 else x_open or y_open))
    return _hull(corners, corners)


def _power(base: Range, n: int) -> Range:
    if n < 0:
        if base.low > 0 or base.high < 0:
            return _power(Range(1 / base.high, 1 / base.low, base.high_open, base.low_open), -n)
        return POSITIVE if base.low >= 0 or n % 2 == 0 else EVERYTHING
    ends = [(_raised(v, n), is_open) for v, is_open in ((base.low, base.low_open), (base.high, base.high_open))]
    if n % 2 == 0 and base.low <= 0 <= base.high:
        ends.append((0.0, base.is_positive or base.is_negative))
    return _hull(ends, ends)


def _raised(value: float, n: int) -> float:
    try:
        return float(value**n)
    except OverflowError:
        return math.inf if value > 0 or n % 2 == 0 else -math.inf


def _free_power(base: Range, exponent: Range) -> Range:
    if within(base, UNIT) and exponent.low >= 0:
        return Range(0.0, 1.0, base.is_positive, base.high_open and exponent.is_positive)
    return POSITIVE if base.is_positive else NONNEGATIVE


def _image(inner: Range, f: Callable[[float], float], whole: Range) -> Range:
    """The image under an increasing function, rounded outwards where that may not be exact."""
    low, high = f(inner.low), f(inner.high)
    if inner.low not in (0.0, -math.inf):
        low = math.nextafter(low, -math.inf)
    if inner.high not in (0.0, math.inf):
        high = math.nextafter(high, math.inf)
    return Range(
        max(low, whole.low),
        min(high, whole.high),
        inner.low_open or (low <= whole.low and whole.low_open),
        inner.high_open or (high >= whole.high and whole.high_open),
    )
