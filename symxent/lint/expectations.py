"""What is right, and what each known mistake would give: exact values in ball arithmetic, for every label.

A mistake is a hypothesis with a formula of its own: if an objective gives what the formula gives, it is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Integer, Piecewise, Symbol, nan, zoo

from symxent.errors import SymxentError
from symxent.kernels.reference.ulp import Exact
from symxent.kernels.reference.values import evaluate
from symxent.language.functions import sigmoid
from symxent.losses.curvature import KINDS, curvature
from symxent.losses.loss import Loss, sample
from symxent.losses.stabilise import bare, symbol
from symxent.losses.variables import LossVariable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Points:
    """Rows to try an objective on: scores, one label each, and the parameters at their settings."""

    scores: Floats
    labels: Floats


@dataclass(frozen=True)
class Hypothesis:
    """A mistake by its code, and a formula for what it gives at each label."""

    code: str
    words: str
    formulas: Mapping[float, Expr]


def label_of(loss: Loss) -> LossVariable:
    """The target of a loss that objectives are written for; raises SymxentError when there is not exactly one."""
    if len(loss.targets) != 1:
        raise SymxentError(f"{loss.name} has {len(loss.targets)} targets; an objective is given one label a row")
    return loss.targets[0]


def label_values(loss: Loss) -> tuple[float, ...]:
    """The labels to try: all of a few, or some of an interval."""
    label = label_of(loss)
    if label.values:
        return tuple(float(v) for v in label.values)
    low, high = label.where.inf, label.where.sup
    if low.is_finite and high.is_finite:
        return tuple(float(low + (high - low) * k / 4) for k in range(5))
    return (float(low), 1.0, 3.0) if low.is_finite else (-2.0, 0.0, 3.0)


def points(loss: Loss, scores: Floats) -> Points:
    """Every score with every label."""
    labels = np.array(label_values(loss))
    return Points(np.tile(scores, len(labels)), np.repeat(labels, len(scores)))


def values(formulas: Mapping[float, Expr], loss: Loss, at: Points, settings: Mapping[str, float]) -> Floats:
    """The formulas at the points, each row by the formula of its label, correctly rounded; NaN where undefined."""
    return exact(formulas, loss, at, settings).nearest


def exact(formulas: Mapping[float, Expr], loss: Loss, at: Points, settings: Mapping[str, float]) -> Exact:
    """The same, with what is left of each; at infinite scores the limits."""
    found = Exact(np.full(len(at.scores), np.nan), np.zeros(len(at.scores)))
    z = symbol(loss.wrt)
    for label, formula in formulas.items():
        rows = np.flatnonzero(at.labels == label)
        fixed = {symbol(p): _number(settings.get(p.name, p.default or 0.0)) for p in loss.parameters}
        expr = bare(loss, formula).xreplace(fixed)
        if expr.has(nan, zoo):
            continue
        if not expr.free_symbols:
            found.nearest[rows] = float(expr)
            continue
        here = evaluate(expr, {z: at.scores[rows]}, (128, 256, 1024))
        found.nearest[rows], found.rest[rows] = here.nearest, here.rest
    return found


def at_each_label(loss: Loss, formula: Expr) -> dict[float, Expr]:
    """The formula with each label put in."""
    label = label_of(loss)
    exact = {float(v): v for v in label.values}
    return {value: formula.xreplace({label: exact.get(value, _number(value))}) for value in label_values(loss)}


def gradient_mistakes(loss: Loss) -> Iterator[Hypothesis]:
    """Formulas for what the known mistakes give as gradient."""
    z, right = loss.wrt, at_each_label(loss, loss.gradient)
    p = sigmoid(z)
    slope = p * (1 - p)
    values_of_label = sorted(right)
    if loss.expr.has(sigmoid) or len(label_of(loss).values) == 2:
        yield Hypothesis("OBJ104", "", {y: g / slope for y, g in right.items()})
        yield Hypothesis("OBJ105", "", {y: g.xreplace({p: z}) for y, g in _as_sigmoids(loss).items()})
        yield Hypothesis("OBJ105", "", {y: g.xreplace({p: z}) / (z * (1 - z)) for y, g in _as_sigmoids(loss).items()})
        yield Hypothesis("OBJ106", "", {y: g.subs(z, p) for y, g in right.items()})
    if values_of_label == [0.0, 1.0]:
        # y g₁(y z): a gradient for labels ±1, at y = 0 and y = 1.
        one = right[1.0]
        yield Hypothesis("OBJ107", "", {0.0: Integer(0), 1.0: one})
        yield Hypothesis("OBJ109", "", {0.0: right[1.0], 1.0: right[0.0]})
    if values_of_label == [-1.0, 1.0]:
        low, high = right[-1.0], right[1.0]
        # g₀ + y (g₁ − g₀), as for labels 0 and 1, at y = −1.
        yield Hypothesis("OBJ108", "", {-1.0: 2 * low - high, 1.0: high})
        yield Hypothesis("OBJ109", "", {-1.0: high, 1.0: low})


def hessian_mistakes(loss: Loss) -> Iterator[Hypothesis]:
    """Formulas for what is given as Hessian instead of it: other kinds of curvature, other variables, other losses."""
    z = loss.wrt
    p = sigmoid(z)
    for kind in KINDS:
        if kind == "exact":
            continue
        try:
            yield Hypothesis("OBJ203", kind, at_each_label(loss, curvature(loss, kind)))
        except SymxentError:
            continue  # the Fisher curvature is of two labels only
    yield Hypothesis("OBJ203", "square of the gradient", at_each_label(loss, loss.gradient**2))
    right = at_each_label(loss, loss.hessian)
    yield Hypothesis("OBJ205", "", {y: h / (p * (1 - p)) ** 2 for y, h in right.items()})
    if loss.expr.has(sigmoid):
        by_p = {y: _by_probability(g, z) for y, g in at_each_label(loss, loss.gradient).items()}
        yield Hypothesis("OBJ205", "", by_p)
    if loss.hessian != p * (1 - p):
        yield Hypothesis("OBJ206", "", at_each_label(loss, p * (1 - p)))


def _by_probability(gradient: Expr, z: Symbol) -> Expr:
    """d²L/dp² of dL/dz: twice the chain rule backwards."""
    p = sigmoid(z)
    slope = p * (1 - p)
    return (gradient / slope).diff(z) / slope


def _as_sigmoids(loss: Loss) -> dict[float, Expr]:
    """The gradient where log(1 + e^z) and the like have become σ, so that σ(z) can be replaced by z."""
    return at_each_label(loss, loss.gradient.replace(lambda e: isinstance(e, Piecewise), lambda e: e))


def _number(value: float) -> Expr:
    from sympy import Rational

    return Rational(repr(float(value)))


def settings_of(loss: Loss, given: Mapping[str, float]) -> dict[str, float]:
    """A value for each parameter."""
    return dict(zip((p.name for p in loss.parameters), loss.settings(given), strict=True))


def sample_label(loss: Loss) -> float:
    """Some label."""
    return float(sample(label_of(loss)))
