"""Where a loss of a row of scores bends down: scores x and a direction v, by the power series of the loss over balls.

The coefficient of s² in the loss at x + s v is negative there; no derivative of ours has a part in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, arb_series, ctx
from numpy.typing import NDArray
from sympy import Basic, Expr, IndexedBase, Integer, Rational, S

from symxent.kernels.reference.ball_program import compile_balls
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.kernels.stable.measure.points import PARAMETERS
from symxent.logic import By, NotConvex, Refused, Theorem, check
from symxent.losses.convexity import HALVINGS
from symxent.losses.loss import Loss, sample
from symxent.losses.over_classes import j, k, t, v, with_deltas, x, y
from symxent.losses.variables import LossVariable
from symxent.proof.arguments import hypotheses_of
from symxent.proof.refute import shown
from symxent.proof.verdict import Ball, Status, Verdict, Witness

SIZES = (2, 3, 4)  # classes of the rows that are tried
ROWS = 60  # of each size
GRID = 8  # scores, shares and directions are multiples of 1/8, and so are exact
BITS = 256
BENDS = -1e-4  # the least eigenvalue of a Hessian, in float64, from which on it is looked at in balls
Numbers = tuple[Rational, ...]
Point = dict[Basic, Any]  # by symbols of proofs, exact: a number, or of a row a tuple of them; classes from 1 on


@dataclass(frozen=True)
class Bend:
    """A point and a direction along which the second derivative of the loss is negative."""

    at: Point
    direction: Numbers
    value: arb


def bends_down(loss: Loss) -> Verdict | None:
    """Refuted: the loss is convex; None where no bend is found."""
    bend = _bend(loss)
    if bend is None:
        return None
    reason = "at x the loss bends down along v: vᵀHv is negative, by the power series of the loss over balls"
    methods, witness = ("power series",), _witness(loss, bend)
    return Verdict(Status.REFUTED, loss.expr, loss.wrt, "is convex in", methods, reason, witness=witness)


def above_a_chord(loss: Loss) -> Theorem | None:
    """The theorem that the loss lies above a chord along the direction in which it bends down, if one is found."""
    bend = _bend(loss)
    if bend is None:
        return None
    row = bend.at[x]
    at: list[tuple[Expr, Expr]] = [(k, Integer(len(row)))]
    at += [(s, value) for s, value in bend.at.items() if s not in (x, y)]
    at += [(y[n], share) for n, share in enumerate(bend.at.get(y, ()), start=1)]
    statement = NotConvex(loss.rows.plain(), x, hypotheses_of(loss.domain), k)
    for n in range(HALVINGS):
        ends = (tuple(a + sign * b / 2**n for a, b in zip(row, bend.direction, strict=True)) for sign in (-1, 1))
        try:
            return check(statement, By("chord", (), (tuple(at), *ends)))
        except Refused:
            continue
    return None


def _bend(loss: Loss) -> Bend | None:
    for at in _points(loss):
        hessian = _hessian(loss, at)
        if not np.isfinite(hessian).all():
            continue
        values, vectors = np.linalg.eigh((hessian + hessian.T) / 2)
        if values[0] >= BENDS:
            continue
        direction = _exact(vectors[:, 0] / np.abs(vectors[:, 0]).max() * GRID)
        value = _second_derivative(loss, at, direction)
        if value < 0:
            return Bend(at, direction, value)
    return None


def _points(loss: Loss) -> Iterator[Point]:
    rng = np.random.default_rng(1)
    choices = {p.plain: _settings(p) for p in loss.parameters}
    for _ in range(ROWS):
        for size in SIZES:
            scores = _exact(rng.normal(size=size) * rng.choice([1.0, 3.0]) * GRID)
            shares = _exact(rng.multinomial(GRID, np.full(size, 1 / size)))  # which sum to 1
            settings = {p: values[int(rng.integers(len(values)))] for p, values in choices.items()}
            label = Integer(int(rng.integers(size)) + 1)
            at: Point = {x: scores, **({t: label} if loss.label is not None else {}), **settings}
            yield at | ({y: shares} if loss.shares is not None else {})


def _exact(values: NDArray[Any]) -> Numbers:
    """Multiples of 1/8, given as numbers of eighths."""
    return tuple(Rational(int(a), GRID) for a in np.round(values))


def _settings(parameter: LossVariable) -> list[Rational]:
    """Values that a parameter is tried at: its default, the usual ones, and the ends of its range."""
    ends = [end for end in (parameter.where.inf, parameter.where.sup) if end.is_Rational]
    values = map(Rational, [sample(parameter), *ends, *(repr(float(u)) for u in PARAMETERS)])
    return [value for value in values if parameter.where.contains(value) is S.true]


def _hessian(loss: Loss, at: Point) -> NDArray[np.float64]:
    """The Hessian in u = x/τ at one row in float64: only where it is negative balls are asked."""
    size = len(at[x])
    columns: Point = {v: np.eye(size)}
    for s, value in at.items():
        numbers = [float(a) for a in value] if isinstance(value, tuple) else float(value)
        columns[s] = np.tile(numbers, (size, 1)) if isinstance(value, tuple) else np.full(size, numbers)
    scale = loss.rows.factor("gradient").xreplace({s: a for s, a in at.items() if isinstance(a, Expr)})
    columns[x] = columns[x] * float(scale)
    if t in columns:
        columns[t] = columns[t].astype(int) - 1
    product = with_deltas(loss.rows.parts("hessian_product").formula)
    return np.array(Evaluator(columns, np.dtype(np.float64), index=j)(product), dtype=np.float64)


def _second_derivative(loss: Loss, at: Point, direction: Numbers) -> arb:
    """d²/ds² of the loss at x + s v, at s = 0, as a ball."""
    precision, cap = ctx.prec, ctx.cap
    ctx.prec, ctx.cap = BITS, 3
    try:
        inputs: dict[Basic, list[object]] = {
            s: [_ball(a) for a in value] if isinstance(value, tuple) else [_ball(value - int(s == t))]
            for s, value in at.items()
        }
        inputs[x] = [arb_series([a, _ball(b)], 3) for a, b in zip(inputs[x], direction, strict=True)]
        program = compile_balls(loss.rows.plain(), tuple(inputs), len(direction))
        series = program([value for values in inputs.values() for value in values])
        return 2 * series[2]
    finally:
        ctx.prec, ctx.cap = precision, cap


def _ball(value: Rational) -> arb:
    return arb(int(value.p)) / arb(int(value.q))


def _witness(loss: Loss, bend: Bend) -> Witness:
    """What refutes, in the loss's own names; classes from 1 on as in formulas."""
    names: dict[Basic, Basic] = {p.plain: p for p in loss.parameters}
    names |= {t: loss.label} if loss.label is not None else {}
    rows = [(loss.wrt, bend.at[x]), (IndexedBase("v"), bend.direction), (loss.shares, bend.at.get(y, ()))]
    point: list[tuple[Basic, Expr]] = [(loss.wrt.classes, Integer(len(bend.direction)))]
    point += [(names[s], value) for s, value in bend.at.items() if s in names]
    point += [(base[n], a) for base, values in rows for n, a in enumerate(values, start=1)]
    return Witness(tuple(point), Ball("0", "0"), shown(bend.value))
