"""What is right, and what each known mistake would give: exact values in ball arithmetic, for every label.

A mistake is a hypothesis: if an objective gives what the mistake gives, it is named.  Of one score a hypothesis is a
formula: the sigmoid left out or applied twice, other labels, another curvature.  Of several classes it may also be what
is done with the arrays: transposed, counted from 1, one-hot where class numbers come, the softmax over the wrong axis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Integer, Rational, Symbol, nan, simplify, zoo

from symxent.errors import SymxentError
from symxent.kernels.reference.ulp import Exact
from symxent.kernels.reference.values import evaluate
from symxent.language.functions import sigmoid
from symxent.losses.calculus import derivative
from symxent.losses.curvature import KINDS, curvature, guarantees
from symxent.losses.form_of_score import bare, symbol
from symxent.losses.loss import Loss
from symxent.losses.over_classes import j, t, x
from symxent.losses.variables import LossVariable

Floats = NDArray[np.float64]
# Scores of the middle, where every decent formula works, and of the whole range; of a class that is ahead of others.
MIDDLE = np.concatenate([-np.geomspace(0.05, 4, 8)[::-1], np.geomspace(0.05, 4, 8)])
OUTER = np.concatenate([np.arange(5, 121, 1.0), np.arange(125, 1001, 5.0)])
LEADS = (10.0, 20.0, 40.0, 100.0, 300.0, 1000.0)
PRECISIONS = (256, 1024, 4096)
ROUNDED = 1e-5  # what float32 does to the logarithm of a factor
XGBOOSTS = "2 p (1 − p), XGBoost's own until dmlc/xgboost#12537"
LIGHTGBMS = "k/(k − 1) p (1 − p), LightGBM's own"
ABSOLUTE = "absolute, the size of the gradient, XGBoost's own since dmlc/xgboost#12537"


@dataclass(frozen=True)
class Points:
    """Rows to try an objective on: scores (n,), or (n, k) of k classes, and one label each."""

    scores: Floats
    labels: Floats


@dataclass(frozen=True)
class Mistake:
    """A mistake by its code, and what it gives at some points; ``kind`` is that of the curvature that it is."""

    code: str
    words: str
    values: Floats
    kind: str = ""


@dataclass(frozen=True)
class Reference:
    """The loss that an objective should be of, its parameters, and the number of classes of one over a row.

    Raises SymxentError for a loss of which no library's objective could be.
    """

    loss: Loss
    settings: Mapping[str, float]
    classes: int

    def __post_init__(self) -> None:
        if not self.loss.by_row:
            label_of(self.loss)
        elif self.classes < 2:
            raise SymxentError(f"an objective of several classes has two at least; classes={self.classes} was given")
        elif self.loss.label is None or self.loss.shares is not None:
            raise SymxentError(f"{self.loss.name} has no class label; the libraries give an objective one label a row")

    def middle(self, dtype: type) -> Points:
        """Moderate scores that a library's type holds exactly: the rounding of its input is no fault of an objective.

        Of more rows than classes, so that a transposed array cannot pass for one that is not.
        """
        if not self.loss.by_row:
            return points(self.loss, MIDDLE.astype(dtype).astype(np.float64))
        n = 3 * self.classes + 2
        scores = np.random.default_rng(7).normal(size=(n, self.classes))
        return Points(scores.astype(dtype).astype(np.float64), np.arange(n, dtype=np.float64) % self.classes)

    def outer(self) -> Points:
        """Large scores of either sign; of several classes, one that leads by more and more, right or wrong."""
        if not self.loss.by_row:
            return points(self.loss, np.concatenate([-OUTER, OUTER]))
        scores = np.zeros((len(LEADS), self.classes + 1, self.classes))
        scores[:, :, 0] = np.array(LEADS)[:, None]
        labels = np.zeros(scores.shape[:2])
        labels[:, -1] = 1
        return Points(scores.reshape(-1, self.classes), labels.ravel())

    def exact(self, name: str, at: Points) -> Floats:
        """The proved gradient or Hessian (of a row its diagonal) at the points, correctly rounded."""
        loss = self.loss
        if not loss.by_row:
            formula = loss.gradient if name == "gradient" else loss.hessian
            return self._values(at_each_label(loss, formula), at)
        fixed = {p.plain: _number(self.settings[p.name]) for p in loss.parameters}
        formula = loss.rows.plain(name if name == "gradient" else "hessian_diagonal").xreplace(fixed)
        columns = {x: at.scores, t: at.labels.astype(int)}
        return evaluate(formula, columns, PRECISIONS, index=j).nearest

    def place(self, at: Points, number: int) -> str:
        """Where the number of that place in an array of all results is from."""
        if self.loss.by_row:
            return "row {}, class {}".format(*np.unravel_index(number, at.scores.shape))
        return f"z = {at.scores[number]:.6g}, label {at.labels[number]:g}"

    def since(self, at: Points, bad: NDArray[np.bool_]) -> str:
        """From which score on something is bad."""
        rows = np.flatnonzero(bad.reshape(len(bad), -1).any(axis=1))
        sizes = np.abs(at.scores).reshape(len(bad), -1).max(axis=1)
        i = int(rows[np.argmin(sizes[rows])])
        if self.loss.by_row:
            return f"when one class leads by {sizes[i]:g}"
        return f"from z = {'−' * bool(at.scores[i] < 0)}{sizes[i]:g} on, label {at.labels[i]:g}"

    def gradient_mistakes(self, at: Points, right: Floats) -> Iterator[Mistake]:
        """What the known mistakes give as gradient, each computed when it is asked for."""
        if self.loss.by_row:
            yield from self._of_arrays(at, right)
            return
        for code, formulas in _gradients(self.loss):
            yield Mistake(code, "", self._values(formulas, at))

    def hessian_mistakes(self, at: Points, right: Floats) -> Iterator[Mistake]:
        """What is given as Hessian instead of it: other kinds of curvature, other variables, other losses."""
        if not self.loss.by_row:
            for code, words, formulas in _hessians(self.loss):
                yield Mistake(code, words, self._values(formulas, at), words if words in KINDS else "")
            return
        n, k = right.shape
        if self.loss.rows.has_softmax_hessian:
            yield Mistake("OBJ203", XGBOOSTS, 2 * right, "majorant")
            yield Mistake("OBJ203", LIGHTGBMS, k / (k - 1) * right)
        yield Mistake("OBJ203", ABSOLUTE, np.abs(self.exact("gradient", at)), "absolute")
        for turned in (right.T.reshape(n, k), right.ravel().reshape(k, n).T):
            yield Mistake("OBJ110", "of the Hessian, that is", turned)

    def further_on(self, factor: float) -> str:
        """In words the δ for which a multiple of the Hessian h is h(z + δ), a number of two decimals; else nothing.

        Where h is c e^z, e^δ h is h at z + δ: what XGBoost and LightGBM do with Poisson's ``max_delta_step``.
        """
        loss = self.loss
        if loss.by_row or factor <= 1 or simplify(derivative(loss.hessian, loss.wrt) - loss.hessian) != 0:
            return ""
        step = round(float(np.log(factor)), 2)
        if abs(np.log(factor) - step) > ROUNDED:
            return ""
        return f"that of {loss.wrt} + {step:g}, as max_delta_step={step:g} of XGBoost's and LightGBM's Poisson has it"

    def guaranteed(self, kind: str) -> str:
        """What is proved of a kind of curvature, as the end of a sentence."""
        if not kind:
            return ""
        (words, bounds), *others = guarantees(self.loss, kind)
        proved = "".join(f"; it {claimed}, proved" for claimed, verdict in others if verdict.proved)
        return f"; that it {words} is {bounds.status.value}{proved}"

    @property
    def is_plain(self) -> bool:
        """Whether the Hessian's diagonal is p (1 − p): then conventions of libraries have a meaning."""
        return self.loss.rows.scale == 1 and self.loss.rows.has_softmax_hessian

    def _of_arrays(self, at: Points, right: Floats) -> Iterator[Mistake]:
        (n, k), scores, labels = right.shape, at.scores, at.labels.astype(int)

        def gradient(scores: Floats, labels: NDArray[np.int_]) -> Floats:
            return self.exact("gradient", Points(scores, labels.astype(np.float64)))

        for turned in (right.T.reshape(n, k), right.ravel().reshape(k, n).T):
            yield Mistake("OBJ110", "the result is in the wrong order", turned)
        for turned in (scores.T.reshape(n, k), scores.reshape(k, n).T):
            yield Mistake("OBJ110", "the scores are read in the wrong order", gradient(turned, labels))
        yield Mistake("OBJ112", "", gradient(scores, (labels - 1) % k))
        p = _softmax(scores, 1)
        yield Mistake("OBJ106", "of the softmax, that is", gradient(p, labels))
        if self.is_plain:
            own = np.eye(k)[labels]
            yield Mistake("OBJ105", "no softmax is applied", right - p + scores)
            yield Mistake("OBJ113", "", right - p + _softmax(scores, 0))
            words = "the number of the class is subtracted from every class"
            yield Mistake("OBJ111", words, p - labels[:, None])
            yield Mistake("OBJ199", "the row's class is not subtracted", right + own * (p - right))

    def _values(self, formulas: Mapping[float, Expr], at: Points) -> Floats:
        return exact(formulas, self.loss, at, self.settings).nearest


def _softmax(scores: Floats, axis: int) -> Floats:
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


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
    if not low.is_finite:
        return (-2.0, 0.0, 3.0)
    first = low + Rational(1, 4) if label.where.left_open else low
    return (float(first), float(low + 1), float(low + 3))


def points(loss: Loss, scores: Floats) -> Points:
    """Every score with every label."""
    labels = np.array(label_values(loss))
    return Points(np.tile(scores, len(labels)), np.repeat(labels, len(scores)))


def exact(formulas: Mapping[float, Expr], loss: Loss, at: Points, settings: Mapping[str, float]) -> Exact:
    """The formulas at the points, each row by that of its label, with what is left; at infinite scores the limits."""
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


def _gradients(loss: Loss) -> Iterator[tuple[str, Mapping[float, Expr]]]:
    """Codes of known mistakes of one score, with formulas for what each gives as gradient at each label."""
    z, right = loss.wrt, at_each_label(loss, loss.gradient)
    p = sigmoid(z)
    slope = p * (1 - p)
    values_of_label = sorted(right)
    if loss.expr.has(sigmoid) or len(label_of(loss).values) == 2:
        yield "OBJ104", {y: g / slope for y, g in right.items()}
        yield "OBJ105", {y: g.xreplace({p: z}) for y, g in right.items()}
        yield "OBJ105", {y: g.xreplace({p: z}) / (z * (1 - z)) for y, g in right.items()}
        yield "OBJ106", {y: g.subs(z, p) for y, g in right.items()}
    if values_of_label == [0.0, 1.0]:
        # y g₁(y z): a gradient for labels ±1, at y = 0 and y = 1.
        yield "OBJ107", {0.0: Integer(0), 1.0: right[1.0]}
        yield "OBJ109", {0.0: right[1.0], 1.0: right[0.0]}
    if values_of_label == [-1.0, 1.0]:
        low, high = right[-1.0], right[1.0]
        # g₀ + y (g₁ − g₀), as for labels 0 and 1, at y = −1.
        yield "OBJ108", {-1.0: 2 * low - high, 1.0: high}
        yield "OBJ109", {-1.0: high, 1.0: low}


def _hessians(loss: Loss) -> Iterator[tuple[str, str, Mapping[float, Expr]]]:
    """Codes, words and formulas for what is given as Hessian of one score instead of it."""
    z = loss.wrt
    p = sigmoid(z)
    for kind in KINDS:
        if kind == "exact":
            continue
        try:
            yield "OBJ203", kind, at_each_label(loss, curvature(loss, kind))
        except SymxentError:
            continue  # the Fisher curvature is of two labels only
    yield "OBJ203", "square of the gradient", at_each_label(loss, loss.gradient**2)
    right = at_each_label(loss, loss.hessian)
    yield "OBJ205", "", {y: h / (p * (1 - p)) ** 2 for y, h in right.items()}
    if loss.expr.has(sigmoid):
        by_p = {y: _by_probability(g, z) for y, g in at_each_label(loss, loss.gradient).items()}
        yield "OBJ205", "", by_p
    if loss.hessian != p * (1 - p):
        yield "OBJ206", "", at_each_label(loss, p * (1 - p))


def _by_probability(gradient: Expr, z: Symbol) -> Expr:
    """d²L/dp² of dL/dz: twice the chain rule backwards."""
    p = sigmoid(z)
    slope = p * (1 - p)
    return (gradient / slope).diff(z) / slope


def _number(value: float) -> Expr:
    return Rational(repr(float(value)))


def settings_of(loss: Loss, given: Mapping[str, float]) -> dict[str, float]:
    """A value for each parameter."""
    return dict(zip((p.name for p in loss.parameters), loss.settings(given), strict=True))
