"""The rigorous reference: a formula in ball arithmetic, with as many bits as its rounding needs.

A formula is compiled once to a list of ball operations and run at each point with 128 bits, then the points that are
still undecided with more.  Different forms of one formula, equal by proof, may stand in for each other: whichever form
has a ball small enough gives the digits, so that 1 − σ(z) at z = 10³⁰⁰ need not be computed with 10³⁰⁰ bits.

The inputs are columns: an array of shape (n,) for a number, one of shape (n, k) for an ``IndexedBase`` of an element a
class, class numbers counted from 0 for an integer symbol, which is a label.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import factorial
from typing import Any

import numpy as np
from flint import arb, arb_series, ctx
from numpy.typing import NDArray
from sympy import Basic, Expr, IndexedBase, Interval, Symbol

from symxent.kernels.reference.ball_program import BallProgram, compile_balls
from symxent.kernels.reference.ulp import Exact, Floats
from symxent.language.domain import Domain

PRECISIONS = (128, 256, 1024, 4096)
ENOUGH_BITS = 80  # of relative accuracy: 53 and the digits behind them
LEAST = 2.0**-40  # of an ulp: what is left where it is less than can be told
PARTS = 2**20  # of an ulp, to which the rest is told

Ends = Mapping[Symbol, tuple[tuple[float, int], ...]]
"""For a symbol the finite ends of its interval, each with the direction, +1 or −1, that leads inside."""


Columns = Mapping[Any, NDArray[Any]]


def evaluate(
    forms: Sequence[Expr] | Expr,
    columns: Columns,
    precisions: Sequence[int] = PRECISIONS,
    ends: Ends | None = None,
    index: Symbol | None = None,
) -> Exact:
    """The formula at each point, to some 80 bits; forms after the first stand in where an earlier one is undecided.

    ±inf stands for the limit, and so do the ``ends`` of intervals where the formula itself has no value (0 log 0).  A
    point at which no form was decided is NaN.  The shape is (n,), or (n, k) with an ``index``.
    """
    table, programs = _compiled(forms, columns, index)
    known = _known(forms if isinstance(forms, Expr) else forms[0], tuple(columns), len(table[0]), index)
    open_ = _open(forms if isinstance(forms, Expr) else tuple(forms), tuple(columns), tuple(precisions), index)
    nearest = np.full((len(table), len(programs[0].results)), np.nan)
    rest = np.zeros_like(nearest)
    infinite = set(np.flatnonzero(np.isinf(table).any(axis=1)).tolist())
    for i, point in enumerate(map(tuple, table.tolist())):
        if i in infinite:
            nearest[i] = _limit(programs, table[i], precisions)
            continue
        values = known.get(point) or open_.get(point) or _decided(programs, list(map(arb, point)), precisions)
        (open_ if None in values else known)[point] = values
        for place, found in enumerate(values):
            if found is not None:
                nearest[i, place], rest[i, place] = found
    for place, symbol in enumerate(columns if ends else ()):
        for end, inwards in (ends or {}).get(symbol, ()):
            for i in map(int, np.flatnonzero(np.isnan(nearest[:, 0]) & (table[:, place] == end))):
                nearest[i] = _limit_at_end(programs, table[i], place, inwards, precisions)
    return Exact(nearest, rest) if index is not None else Exact(nearest[:, 0], rest[:, 0])


@lru_cache(maxsize=8)
def _known(
    formula: Expr, symbols: tuple[Basic, ...], width: int, index: Symbol | None
) -> dict[tuple[float, ...], list[tuple[float, float] | None]]:
    """The values of a formula that were decided before: one search after another asks at the same points."""
    return {}


@lru_cache(maxsize=8)
def _open(
    forms: tuple[Expr, ...] | Expr, symbols: tuple[Basic, ...], precisions: tuple[int, ...], index: Symbol | None
) -> dict[tuple[float, ...], list[tuple[float, float] | None]]:
    """What was left undecided by just these forms with as many bits as there are: it takes the longest to see."""
    return {}


def _compiled(
    forms: Sequence[Expr] | Expr, columns: Columns, index: Symbol | None = None
) -> tuple[Floats, list[BallProgram]]:
    """The columns side by side, and a program for each form."""
    classes = max((a.shape[1] for s, a in columns.items() if isinstance(s, IndexedBase)), default=0)
    forms = (forms,) if isinstance(forms, Expr) else tuple(forms)
    table = np.column_stack([np.asarray(a, dtype=np.float64) for a in columns.values()])
    return table, [compile_balls(form, tuple(columns), classes, index) for form in forms]


def _itself(value: Any) -> Any:
    return value


def _decided(
    programs: list[BallProgram],
    inputs: Sequence[Any],
    precisions: Sequence[int],
    read: Callable[[Any], Any] = _itself,
) -> list[tuple[float, float] | None]:
    """What is decided of each value, with as few bits as can be; ``read`` of it.

    Whichever program decides it, it is the same; the one that did is asked first at the next point.
    """
    found: list[tuple[float, float] | None] = [None] * len(programs[0].results)
    before = ctx.prec
    try:
        for bits in precisions:
            ctx.prec = bits
            for place, program in enumerate(programs):
                try:
                    values = program.values(inputs)
                    found = [f or decide(read(value)) for f, value in zip(found, values, strict=True)]
                except (ZeroDivisionError, ValueError):
                    continue
                if None not in found:
                    programs.insert(0, programs.pop(place))
                    return found
    finally:
        ctx.prec = before
    return found


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


def derivative(
    forms: Sequence[Expr] | Expr,
    columns: Columns,
    along: Basic,
    order: int = 1,
    precisions: Sequence[int] = PRECISIONS,
) -> Exact:
    """The derivative of the formula by power series over balls: no symbolic derivative has a part in it.

    Of shape (n,), or along an array (n, k).  NaN at limits, at kinks, and where no form was decided.
    """
    table, programs = _compiled(forms, columns)
    owners = [s for s, a in columns.items() for _ in range(a.shape[1] if isinstance(s, IndexedBase) else 1)]
    places = [place for place, owner in enumerate(owners) if owner == along]
    nearest, rest = np.full((len(table), len(places)), np.nan), np.zeros((len(table), len(places)))

    def coefficient(value: Any) -> Any:
        if isinstance(value, arb_series):
            return value[order] * factorial(order)
        return arb(0) if isinstance(value, arb) and not value.is_nan() else None

    before = ctx.cap
    ctx.cap = order + 1
    try:
        for i in map(int, np.flatnonzero(np.isfinite(table).all(axis=1))):
            for component, place in enumerate(places):
                inputs: list[Any] = [arb(float(v)) for v in table[i]]
                inputs[place] = arb_series([inputs[place], 1], order + 1)
                (found,) = _decided(programs, inputs, precisions, coefficient)
                if found is not None:
                    nearest[i, component], rest[i, component] = found
    finally:
        ctx.cap = before
    return Exact(nearest, rest) if isinstance(along, IndexedBase) else Exact(nearest[:, 0], rest[:, 0])


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
    programs: list[BallProgram], point: Floats, place: int, inwards: int, precisions: Sequence[int]
) -> Floats:
    """The limit as one coordinate comes to the end of its interval from inside."""

    def inside(exponent: int) -> list[Any]:
        before = ctx.prec
        ctx.prec = 2 * exponent
        try:
            inputs = [arb(float(v)) for v in point]
            inputs[place] = inputs[place] + inwards * arb(2) ** -exponent
        finally:
            ctx.prec = before
        return inputs

    return _same_at(((80, 90), (2300, 2400)), inside, programs, precisions)


def _limit(programs: list[BallProgram], point: Floats, precisions: Sequence[int]) -> Floats:
    """The limit as the infinite coordinates grow."""

    def far(exponent: int) -> list[Any]:
        beyond = arb(2) ** exponent
        return [arb(float(v)) if np.isfinite(v) else (beyond if v > 0 else -beyond) for v in point]

    return _same_at(((50, 58), (2300, 2400)), far, programs, precisions)


def _same_at(
    pairs: Sequence[tuple[int, int]],
    inputs: Callable[[int], list[Any]],
    programs: list[BallProgram],
    precisions: Sequence[int],
) -> Floats:
    """A limit: the number to which two points round that are near it, by the first pair of exponents of which both do;
    NaN where none does.
    """
    limit = np.full(len(programs[0].results), np.nan)
    for pair in pairs:
        found = [_decided(programs, inputs(exponent), precisions) for exponent in pair]
        one, other = (np.array([np.nan if f is None else f[0] for f in each]) for each in found)
        limit = np.where(np.isnan(limit) & (one == other), one, limit)
        if not np.isnan(limit).any():
            break
    return limit
