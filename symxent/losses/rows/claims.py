"""Claims about a row loss: equations and inequalities for every number of classes, and convexity in the scores.

Convexity is proved where the Hessian is c (diag p − p pᵀ) with c ≥ 0: vᵀ(diag p − p pᵀ)v is the variance of v under p.
It is refuted by scores x and a direction v along which the loss bends down: the coefficient of s² in the power series
of the loss at x + s v, over balls, in which no derivative of ours has a part.  What is proved is said in the symbols of
proofs: scores x, classes k, the class t, shares y.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, arb_series, ctx
from numpy.typing import NDArray
from sympy import (
    Basic,
    Derivative,
    Expr,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Rational,
    S,
    Sum,
    Symbol,
    simplify,
)
from sympy.core.relational import Relational

from symxent.errors import SymxentError
from symxent.kernels.reference.ball_program import compile_balls
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.kernels.stable.measure.points import PARAMETERS
from symxent.language.display import line
from symxent.language.functions import softmax
from symxent.logic import By, Convex, NotConvex, Refused, Theorem, check
from symxent.losses.convexity import HALVINGS, NotShown, follows
from symxent.losses.loss import Loss, sample
from symxent.losses.rows import calculus
from symxent.losses.variables import LossVariable
from symxent.proof import prove
from symxent.proof.arguments import hypotheses_of
from symxent.proof.budget import Work
from symxent.proof.refute import shown
from symxent.proof.verdict import Ball, Status, Verdict, Witness

SIZES = (2, 3, 4)  # classes of the rows that are tried
ROWS = 60  # of each size
GRID = 8  # scores and directions are multiples of 1/8, and so are exact
BITS = 256
BENDS = -1e-4  # the least eigenvalue of a Hessian, in float64, from which on it is looked at in balls
SECONDS = 10.0
Settings = dict[LossVariable, Fraction]
Row = NDArray[np.float64]


def relation(loss: Loss, claim: Relational, op: str) -> Verdict:
    """The verdict on an equation or inequality, for every number of classes."""
    left, right = (_of_the_loss(loss, side) for side in (claim.lhs, claim.rhs))
    verdict = prove(left, right, loss.domain, op=op, seconds=SECONDS, clock=Work())
    return verdict if verdict.proved else replace(verdict, lhs=claim.lhs, rhs=claim.rhs)


def _of_the_loss(loss: Loss, expr: Expr) -> Expr:
    """A side of a claim over the symbols of proofs; raises SymxentError for what is no variable of the loss."""
    letters = {base.label for base in expr.atoms(IndexedBase)}
    known = {loss.wrt.classes, loss.label, *loss.parameters}
    for symbol in sorted(expr.free_symbols - letters - known - {loss.wrt, loss.shares, calculus.j}, key=str):
        if isinstance(symbol, LossVariable) or (isinstance(symbol, Symbol) and not symbol.is_integer):
            raise SymxentError(f"{loss.name}.claim: {symbol} is no variable of the loss")
    return loss.rows.over_scores(loss.rows.in_symbols_of_proofs(expr))


def is_convex(loss: Loss) -> Verdict:
    """The verdict on: the loss is convex in its row of scores, for every number of classes."""
    whole = Verdict(Status.UNKNOWN, loss.expr, loss.wrt, "is convex in")
    proved = _by_variance(loss)
    if proved is not None:
        return proved
    bend = _bends_down(loss)
    if bend is not None:
        reason = "at x the loss bends down along v: vᵀHv is negative, by the power series of the loss over balls"
        witness = _witness(loss, bend)
        return replace(whole, status=Status.REFUTED, methods=("power series",), witness=witness, reason=reason)
    return replace(whole, reason="its Hessian is no multiple of diag p − p pᵀ, and no counter-example was found")


def _by_variance(loss: Loss) -> Verdict | None:
    """Proved, if the Hessian is proved to be c (diag p − p pᵀ) with c ≥ 0 that no score has a part in; else None."""
    x, j, k = calculus.x, calculus.j, calculus.k
    p = softmax(x, j, k)
    factor = simplify(loss.rows.hessian_parts.other / (p * (1 - p)))
    if factor.has(x) or factor.has(j):
        return None
    l = Symbol("l", integer=True)
    domain = loss.domain.extended(indices={l: (S.One, k)})
    scale = loss.rows.plain_scale
    times = scale**2 * factor
    share, other = loss.rows.over_scores(p), loss.rows.over_scores(softmax(x, l, k))
    gradient = loss.rows.over_scores(scale * calculus.with_deltas(loss.rows.gradient_parts.formula))
    verdicts = [
        prove(lhs, rhs, domain, op=op, seconds=SECONDS, clock=Work())
        for lhs, rhs, op in (
            (Integer(0), times, "<="),
            (Integer(0), share, "<="),
            (Sum(share, (j, 1, k)), Integer(1), "="),
            (Derivative(loss.rows.plain, x[j]), gradient, "="),
            (Derivative(gradient, x[l]), times * share * (KroneckerDelta(j, l) - other), "="),
        )
    ]
    premises = [v.theorem for v in verdicts if v.theorem is not None]
    if len(premises) < len(verdicts):
        return None
    statement = Convex(loss.rows.plain, x, hypotheses_of(domain), k)
    try:
        theorem = follows(statement, "variance", *premises, parts=(share, j, l))
    except NotShown:
        return None
    words = "" if times == 1 else f"{line(times)} times "
    reason = f"its Hessian is {words}diag p − p pᵀ, and vᵀ(diag p − p pᵀ)v is the variance of v under p"
    return Verdict.of(theorem, tuple(dict.fromkeys(m for v in verdicts for m in v.methods)), reason)


@dataclass(frozen=True)
class Bend:
    """Scores and a direction along which the second derivative of the loss is negative, and all else that is fixed."""

    row: Row
    direction: Row
    label: int
    shares: Row
    settings: Settings
    value: arb


def _bends_down(loss: Loss) -> Bend | None:
    """A place at which the second derivative is negative by balls, if one is found."""
    for row, label, shares, settings in _rows(loss):
        hessian = _hessian(loss, row, label, shares, settings)
        if not np.isfinite(hessian).all():
            continue
        values, vectors = np.linalg.eigh((hessian + hessian.T) / 2)
        if values[0] >= BENDS:
            continue
        v = np.round(vectors[:, 0] / np.abs(vectors[:, 0]).max() * GRID) / GRID
        bend = _second_derivative(loss, row, v, label, shares, settings)
        if bend < 0:
            return Bend(row, v, label, shares, settings, bend)
    return None


def above_a_chord(loss: Loss) -> Theorem | None:
    """The theorem that the loss lies above a chord along the direction in which it bends down, if one is found."""
    bend = _bends_down(loss)
    if bend is None:
        return None
    at: list[tuple[Expr, Expr]] = [(calculus.k, Integer(len(bend.row)))]
    at += [(calculus.t, Integer(bend.label + 1))] if loss.label is not None else []
    at += [(p.plain, Rational(v.numerator, v.denominator)) for p, v in bend.settings.items()]
    if loss.shares is not None:
        at += [(calculus.y[n], Rational(float(a))) for n, a in enumerate(bend.shares, start=1)]
    statement = NotConvex(loss.rows.plain, calculus.x, hypotheses_of(loss.domain), calculus.k)
    for n in range(HALVINGS):
        ends = (bend.row - bend.direction / 2**n, bend.row + bend.direction / 2**n)
        rows = [tuple(Rational(float(a)) for a in end) for end in ends]
        try:
            return check(statement, By("chord", (), (tuple(at), *rows)))
        except Refused:
            continue
    return None


def _rows(loss: Loss) -> Iterator[tuple[Row, int, Row, Settings]]:
    """Scores, a class, shares and parameters, all exact."""
    rng = np.random.default_rng(1)
    choices = {p: _settings(p) for p in loss.parameters}
    for _ in range(ROWS):
        for k in SIZES:
            row = np.round(rng.normal(size=k) * rng.choice([1.0, 3.0]) * GRID) / GRID
            shares = rng.multinomial(GRID, np.full(k, 1 / k)) / GRID  # which sum to 1
            settings = {p: values[int(rng.integers(len(values)))] for p, values in choices.items()}
            yield row, int(rng.integers(k)), shares, settings


def _settings(parameter: LossVariable) -> list[Fraction]:
    """Values that a parameter is tried at: its default, the usual ones, and the ends of its range."""
    ends = [end for end in (parameter.where.inf, parameter.where.sup) if end.is_Rational]
    values = map(Rational, [sample(parameter), *ends, *(repr(float(v)) for v in PARAMETERS)])
    return [Fraction(int(v.p), int(v.q)) for v in values if parameter.where.contains(v) is S.true]


def _hessian(loss: Loss, row: Row, label: int, shares: Row, settings: Settings) -> Row:
    """The Hessian in u = x/τ at one row in float64: only where it is negative balls are asked."""
    k = len(row)
    scale = float(_value(loss.rows.scale, settings))
    columns: dict[Basic, NDArray[Any]] = {calculus.x: np.tile(row * scale, (k, 1)), calculus.v: np.eye(k)}
    columns |= {calculus.y: np.tile(shares, (k, 1))} if loss.shares is not None else {}
    columns |= {calculus.t: np.full(k, label)} if loss.label is not None else {}
    columns |= {p.plain: np.full(k, float(value)) for p, value in settings.items()}
    product = calculus.with_deltas(loss.rows.product_parts.formula)
    return np.array(Evaluator(columns, np.dtype(np.float64), index=calculus.j)(product), dtype=np.float64)


def _value(expr: Expr, settings: Settings) -> Expr:
    return expr.xreplace({p: Rational(value.numerator, value.denominator) for p, value in settings.items()})


def _second_derivative(loss: Loss, row: Row, v: Row, label: int, shares: Row, settings: Settings) -> arb:
    """d²/ds² of the loss at x + s v, at s = 0, as a ball."""
    precision, cap = ctx.prec, ctx.cap
    ctx.prec, ctx.cap = BITS, 3
    try:
        inputs: dict[Basic, list[object]] = {
            calculus.x: [arb_series([arb(float(a)), arb(float(b))], 3) for a, b in zip(row, v, strict=True)]
        }
        if loss.shares is not None:
            inputs[calculus.y] = [arb(float(a)) for a in shares]
        if loss.label is not None:
            inputs[calculus.t] = [arb(label)]
        inputs |= {p.plain: [arb(value.numerator) / arb(value.denominator)] for p, value in settings.items()}
        program = compile_balls(loss.rows.plain, tuple(inputs), len(row))
        series = program([value for values in inputs.values() for value in values])
        return 2 * series[2]
    finally:
        ctx.prec, ctx.cap = precision, cap


def _witness(loss: Loss, bend: Bend) -> Witness:
    """What refutes, in the loss's own names; classes from 1 on as in formulas."""
    direction = IndexedBase("v")
    point: list[tuple[Basic, Expr]] = [(loss.wrt.classes, Integer(len(bend.row)))]
    point += [(loss.label, Integer(bend.label + 1))] if loss.label is not None else []
    point += [(p, Rational(value.numerator, value.denominator)) for p, value in bend.settings.items()]
    rows = [
        (loss.wrt, bend.row),
        (direction, bend.direction),
        *([(loss.shares, bend.shares)] if loss.shares is not None else []),
    ]
    point += [(base[n + 1], Rational(float(a))) for base, values in rows for n, a in enumerate(values)]
    return Witness(tuple(point), Ball("0", "0"), shown(bend.value))
