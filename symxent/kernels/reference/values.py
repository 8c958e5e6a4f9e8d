"""The rigorous reference: a formula in ball arithmetic, with as many bits as its rounding needs.

A formula is compiled once to a list of ball operations and run at each point with 128 bits, then the points that are
still undecided with more.  Different forms of one formula, equal by proof, may stand in for each other: whichever form
has a ball small enough gives the digits, so that 1 − σ(z) at z = 10³⁰⁰ need not be computed with 10³⁰⁰ bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import factorial
from typing import Any

import numpy as np
from flint import arb, arb_series, ctx
from numpy.typing import NDArray
from sympy import Expr, Interval, Symbol

from symxent.kernels.reference.ball_program import BallProgram, compile_balls
from symxent.kernels.reference.ulp import Exact, Floats
from symxent.language.domain import Domain

PRECISIONS = (128, 256, 1024, 4096)
ENOUGH_BITS = 80  # of relative accuracy: 53 and the digits behind them
LEAST = 2.0**-40  # of an ulp: what is left where it is less than can be told
PARTS = 2**20  # of an ulp, to which the rest is told

Ends = Mapping[Symbol, tuple[tuple[float, int], ...]]
"""For a symbol the finite ends of its interval, each with the direction, +1 or −1, that leads inside."""


def evaluate(
    forms: Sequence[Expr] | Expr,
    columns: Mapping[Symbol, Floats],
    precisions: Sequence[int] = PRECISIONS,
    ends: Ends | None = None,
) -> Exact:
    """The formula at each point, to some 80 bits; forms after the first stand in where an earlier one is undecided.

    ``columns`` gives an array of shape (n,) for each symbol; ±inf stands for the limit, and so do the ``ends`` of
    intervals where the formula itself has no value (0 log 0).  A point at which no form was decided is NaN.
    """
    forms = (forms,) if isinstance(forms, Expr) else tuple(forms)
    symbols = tuple(columns)
    table = np.stack([np.asarray(columns[s], dtype=np.float64) for s in symbols], axis=1)
    nearest = np.full(len(table), np.nan)
    rest = np.zeros(len(table))
    open_points = np.flatnonzero(np.isfinite(table).all(axis=1))
    programs = [compile_balls(form, symbols) for form in forms]
    for bits in precisions:
        for program in programs:
            left = []
            for i in open_points:
                found = _at(program, [arb(float(v)) for v in table[i]], bits)
                if found is None:
                    left.append(i)
                else:
                    nearest[i], rest[i] = found
            open_points = np.array(left, dtype=int)
    for i in np.flatnonzero(np.isinf(table).any(axis=1)):
        nearest[i] = _limit(programs, table[i], precisions)
    for place, symbol in enumerate(symbols):
        for end, inwards in (ends or {}).get(symbol, ()):
            for i in np.flatnonzero(np.isnan(nearest) & (table[:, place] == end)):
                nearest[i] = _limit_at_end(programs, table[i], place, inwards, precisions)
    return Exact(nearest, rest)


def _at(program: BallProgram, inputs: Sequence[Any], bits: int) -> tuple[float, float] | None:
    before = ctx.prec
    ctx.prec = bits
    try:
        return decide(program(inputs))
    except (ZeroDivisionError, ValueError):
        return None
    finally:
        ctx.prec = before


def decide(value: Any) -> tuple[float, float] | None:
    """The nearest double of a ball and the rest in ulps; None when the ball is too large to tell.

    Both are those of the number, whatever ball of it the library has: the rest is rounded to ``PARTS`` of an ulp, and
    only where every number of the ball rounds alike.
    """
    if not isinstance(value, arb) or value.is_nan():
        return None
    if not value.is_finite():
        return (float(value.mid()), 0.0) if value.is_exact() else None
    bound = value.abs_upper()
    if bound < TINIEST:  # far below half the smallest denormal
        return 0.0, 0.0
    if value.abs_lower() > HUGEST:
        return (np.inf if value > 0 else -np.inf), 0.0
    if not value.is_exact() and value.rel_accuracy_bits() < ENOUGH_BITS:
        return None
    near = float(value.mid())
    if np.isinf(near):
        return near, 0.0
    unit = float(np.spacing(min(abs(near), 1.7e308)))
    gap = value - arb(near)
    parts = (gap / arb(unit) * PARTS + HALF).floor()
    if not parts.is_exact():
        return None
    # On which side of a tie of the shorter format a number lies is told by the sign alone.
    least = LEAST if gap > 0 else -LEAST if gap < 0 else 0.0
    return near, float(parts) / PARTS or least


TINIEST = arb(2) ** -1110
HUGEST = arb(2) ** 1025
HALF = arb(1) / 2
DEEP = 2.0**-1000


def derivative(
    forms: Sequence[Expr] | Expr,
    columns: Mapping[Symbol, Floats],
    along: Symbol,
    order: int = 1,
    precisions: Sequence[int] = PRECISIONS,
) -> Exact:
    """The derivative of the formula by power series over balls: no symbolic derivative has a part in it.

    NaN at limits, at kinks, and where no form was decided.
    """
    forms = (forms,) if isinstance(forms, Expr) else tuple(forms)
    symbols = tuple(columns)
    table = np.stack([np.asarray(columns[s], dtype=np.float64) for s in symbols], axis=1)
    nearest, rest = np.full(len(table), np.nan), np.zeros(len(table))
    open_points = np.flatnonzero(np.isfinite(table).all(axis=1))
    programs = [compile_balls(form, symbols) for form in forms]
    place = symbols.index(along)
    before = ctx.cap
    ctx.cap = order + 1
    try:
        for bits in precisions:
            for program in programs:
                left = []
                for i in open_points:
                    inputs: list[Any] = [arb(float(v)) for v in table[i]]
                    inputs[place] = arb_series([inputs[place], 1], order + 1)
                    found = _coefficient(program, inputs, order, bits)
                    if found is None:
                        left.append(i)
                    else:
                        nearest[i], rest[i] = found
                open_points = np.array(left, dtype=int)
    finally:
        ctx.cap = before
    return Exact(nearest, rest)


def _coefficient(program: BallProgram, inputs: Sequence[Any], order: int, bits: int) -> tuple[float, float] | None:
    before = ctx.prec
    ctx.prec = bits
    try:
        series = program(inputs)
        if not isinstance(series, arb_series):
            return None if not isinstance(series, arb) or series.is_nan() else (0.0, 0.0)
        return decide(series[order] * factorial(order))
    except (ZeroDivisionError, ValueError):
        return None
    finally:
        ctx.prec = before


def condition(
    forms: Sequence[Expr] | Expr,
    columns: Mapping[Symbol, Floats],
    exact: Exact,
    rounded: Mapping[Symbol, NDArray[np.bool_]],
) -> Floats:
    """Near a root or a pole, Σ |x ∂f/∂x / f| over the inputs where they are rounded; 1 elsewhere.

    A point is near a root when f changes sign within twice Newton's step, near a pole when 1/f does.
    There the rounding of the inputs moves the result by more ulps than any arithmetic; in the tail of an exponential
    the sum is large too, but excuses nothing.
    """
    total, near = np.zeros(len(exact)), np.zeros(len(exact), dtype=bool)
    for symbol, inexact in rounded.items():
        values = columns[symbol]
        slope = derivative(forms, columns, symbol, precisions=PRECISIONS[:2]).nearest
        with np.errstate(all="ignore"):
            grown = np.where(inexact, np.nan_to_num(np.abs(values * (slope / exact.nearest)), nan=0.0, posinf=1e308), 0)
            step = 2 * exact.nearest / slope
            far = np.copysign(np.maximum(np.abs(step), 4 * np.spacing(np.abs(values))), step)
        for beyond in (values - far, values + far):  # Newton's step for f, and for 1/f
            doubtful = np.flatnonzero((grown > 1) & np.isfinite(beyond) & ~near)
            if len(doubtful):
                moved = {s: (beyond if s is symbol else v)[doubtful] for s, v in columns.items()}
                there, here = evaluate(forms, moved).nearest, exact.nearest[doubtful]
                # A tail that falls below the smallest number has come to no root.
                near[doubtful] |= (np.sign(there) * np.sign(here) <= 0) & ((there != 0) | (np.abs(here) > DEEP))
        total = np.minimum(total + np.minimum(grown, 1e307), 1e308)
    return np.where(near, np.clip(total, 1.0, 1e308), 1.0)


def ends_of(domain: Domain, symbols: Sequence[Symbol]) -> Ends:
    """The finite ends of the intervals in which the symbols live: there a formula may have but a limit."""
    found = {}
    for symbol in symbols:
        where = domain.set_of(symbol)
        if isinstance(where, Interval):
            both = ((where.start, 1), (where.end, -1))
            found[symbol] = tuple((float(end), inwards) for end, inwards in both if end.is_finite)
    return found


def _limit_at_end(
    programs: Sequence[BallProgram], point: Floats, place: int, inwards: int, precisions: Sequence[int]
) -> float:
    """The limit as one coordinate comes to the end of its interval from inside."""
    for exponents in ((80, 90), (2300, 2400)):
        values: list[float] = []
        for exponent in exponents:
            found = None
            for bits in precisions:
                with _bits(max(bits, 2 * exponent)):
                    inputs = [arb(float(v)) for v in point]
                    inputs[place] = inputs[place] + inwards * arb(2) ** -exponent
                found = next((t for t in (_at(q, inputs, bits) for q in programs) if t is not None), None)
                if found is not None:
                    break
            values.append(np.nan if found is None else found[0])
        if values[0] == values[1]:
            return float(values[0])
    return float("nan")


@contextmanager
def _bits(bits: int) -> Iterator[None]:
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def _limit(programs: Sequence[BallProgram], point: Floats, precisions: Sequence[int]) -> float:
    """The limit as the infinite coordinates grow, taken when two far points round to the same number."""
    for exponents in ((50, 58), (2300, 2400)):
        values = []
        for exponent in exponents:
            far = arb(2) ** exponent
            inputs = [arb(float(v)) if np.isfinite(v) else (far if v > 0 else -far) for v in point]
            tries = (_at(program, inputs, bits) for bits in precisions for program in programs)
            found = next((t for t in tries if t is not None), None)
            values.append(np.nan if found is None else found[0])
        if values[0] == values[1]:
            return float(values[0])
    return float("nan")
