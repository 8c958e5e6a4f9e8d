"""Where the values of an expression lie: interval arithmetic over the domain, for the conditions of rewrites."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

from sympy import (
    Abs,
    Add,
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
    exp,
    log,
    nsimplify,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p

from symxent.kernels.arithmetic import nearest
from symxent.kernels.program.loops import once
from symxent.language.domain import Domain
from symxent.language.functions import sigmoid, softmax, softplus


@dataclass(frozen=True)
class Bounds:
    """low ≤ value ≤ high, with < where the end is open; an infinite end is always open."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def inside(self, where: Set) -> bool:
        """Whether every value between the bounds lies in the set."""
        if isinstance(where, FiniteSet):
            return self.low == self.high and self.low in {float(v) for v in where}
        if not isinstance(where, Interval):
            return where.is_superset(Interval(-math.inf, math.inf)) is True
        start, end = float(where.start), float(where.end)
        above = self.low > start or (self.low == start and (self.low_open or not where.left_open))
        below = self.high < end or (self.high == end and (self.high_open or not where.right_open))
        return above and below


EVERYTHING = Bounds(-math.inf, math.inf, True, True)
UNIT_OPEN = Bounds(0.0, 1.0, True, True)


def bounds(expr: Expr, domain: Domain) -> Bounds:
    """An enclosure of the values of ``expr`` over the domain: never too narrow, often wider than need be.

    >>> from sympy.abc import p
    >>> from symxent.language.domain import UNIT
    >>> bounds(1 - p, Domain({p: UNIT}))
    Bounds(low=0.0, high=1.0, low_open=True, high_open=True)
    """
    if expr.is_number:
        value = float(expr)
        return Bounds(value, value)
    if expr.is_Symbol:
        return _of_set(domain.set_of(expr))
    corners = _at_corners(expr, domain)
    if corners is not None:
        return corners
    if isinstance(expr, Add):
        total = Bounds(0.0, 0.0)
        for term in expr.args:
            total = _add(total, bounds(term, domain))
        return total
    if isinstance(expr, Mul):
        coefficient, rest = expr.as_coeff_Mul()
        scaled = Bounds(float(coefficient), float(coefficient))
        for factor in Mul.make_args(rest):
            scaled = _multiply(scaled, bounds(factor, domain))
        return scaled
    if isinstance(expr, Pow):
        return _power(expr, domain)
    if isinstance(expr, exp):
        return _monotone(bounds(expr.args[0], domain), nearest.exp, Bounds(0.0, math.inf, True, True))
    if isinstance(expr, log):
        return _monotone(bounds(expr.args[0], domain), nearest.log, EVERYTHING)
    if isinstance(expr, log1p):
        return _monotone(_add(bounds(expr.args[0], domain), Bounds(1.0, 1.0)), nearest.log, EVERYTHING)
    if isinstance(expr, expm1):
        return Bounds(-1.0, math.inf, True, True)
    if isinstance(expr, Indexed):
        return _of_set(domain.set_of(expr.base))
    if isinstance(expr, sigmoid | softmax):
        return UNIT_OPEN
    if isinstance(expr, tanh):
        return Bounds(-1.0, 1.0, True, True)
    if isinstance(expr, softplus):
        return Bounds(0.0, math.inf, True, True)
    if isinstance(expr, once):
        return bounds(expr.args[0], domain)
    if isinstance(expr, Abs):
        return Bounds(0.0, math.inf, False, True)
    if isinstance(expr, Max | Min):
        parts = [bounds(a, domain) for a in expr.args]
        pick = max if isinstance(expr, Max) else min
        return Bounds(pick(b.low for b in parts), pick(b.high for b in parts))
    if isinstance(expr, Piecewise):
        parts = [bounds(branch.expr, domain) for branch in expr.args]
        return Bounds(min(b.low for b in parts), max(b.high for b in parts))
    return EVERYTHING


def _at_corners(expr: Expr, domain: Domain) -> Bounds | None:
    """Exact bounds of a polynomial that is linear in each of its symbols: it is extreme at corners of the box.

    Interval arithmetic would count a symbol twice and lose that (1 − ε)y + ε/2 lies in [0, 1].
    """
    symbols = sorted(expr.free_symbols, key=lambda s: s.name)
    boxes = [_of_set(domain.set_of(s)) for s in symbols]
    if not isinstance(expr, Add) or len(symbols) > 5 or any(math.isinf(b.low) or math.isinf(b.high) for b in boxes):
        return None
    if not expr.is_polynomial(*symbols) or any(Poly(expr, *symbols).degree(s) > 1 for s in symbols):
        return None
    values = []
    for corner in product(*[((b.low, b.low_open), (b.high, b.high_open)) for b in boxes]):
        chosen = {s: nsimplify(value) for s, (value, _) in zip(symbols, corner, strict=True)}
        values.append((float(expr.xreplace(chosen)), any(is_open for _, is_open in corner)))
    low, high = min(v for v, _ in values), max(v for v, _ in values)
    return Bounds(low, high, all(o for v, o in values if v == low), all(o for v, o in values if v == high))


def _of_set(where: Set) -> Bounds:
    if isinstance(where, FiniteSet):
        values = [float(v) for v in where]
        return Bounds(min(values), max(values))
    if isinstance(where, Interval):
        return Bounds(float(where.start), float(where.end), bool(where.left_open), bool(where.right_open))
    return EVERYTHING


def _add(a: Bounds, b: Bounds) -> Bounds:
    return Bounds(a.low + b.low, a.high + b.high, a.low_open or b.low_open, a.high_open or b.high_open)


def _multiply(a: Bounds, b: Bounds) -> Bounds:
    corners = []
    for x, x_open in ((a.low, a.low_open), (a.high, a.high_open)):
        for y, y_open in ((b.low, b.low_open), (b.high, b.high_open)):
            value = 0.0 if 0.0 in (x, y) else x * y
            # A product of zero is reached when the factor that is zero is reached, whatever the other does.
            reached_zero = (x == 0 and not x_open) or (y == 0 and not y_open)
            is_open = not reached_zero if value == 0 else (x_open or y_open)
            corners.append((value, is_open))
    low, high = min(c[0] for c in corners), max(c[0] for c in corners)
    # An end is open only when every corner that attains it is open.
    return Bounds(low, high, all(o for v, o in corners if v == low), all(o for v, o in corners if v == high))


def _power(expr: Pow, domain: Domain) -> Bounds:
    base = bounds(expr.base, domain)
    if expr.exp.is_Integer and int(expr.exp) % 2 == 0:
        positive = base.low > 0 or (base.low == 0 and base.low_open) or base.high < 0
        if int(expr.exp) > 0 and not math.isinf(largest := max(-base.low, base.high)):
            try:
                high = largest ** int(expr.exp) * (1 + 1e-9 * (largest != 1))
            except OverflowError:
                high = math.inf
            return Bounds(0.0, high, positive, math.isinf(high))
        return Bounds(0.0, math.inf, positive, True)
    if base.low > 0 or (base.low == 0 and base.low_open):
        inside_unit = base.high <= 1 and bounds(expr.exp, domain).low > 0
        return Bounds(0.0, 1.0 if inside_unit else math.inf, True, base.high_open if inside_unit else True)
    if base.low >= 0 and bounds(expr.exp, domain).low > 0:
        return Bounds(0.0, math.inf, False, True)
    return EVERYTHING


def _monotone(inner: Bounds, f: object, whole: Bounds) -> Bounds:
    low, high = f(inner.low), f(inner.high)  # type: ignore[operator]
    # Rounding outwards: the bound of a rounded function value is not the value itself.
    return Bounds(
        max(math.nextafter(low, -math.inf), whole.low),
        min(math.nextafter(high, math.inf), whole.high),
        inner.low_open or low <= whole.low,
        inner.high_open or high >= whole.high,
    )
