"""Audit loss functions of other libraries: value, gradient and second derivative against ball arithmetic.

A function is run as its library differentiates it, over the whole range of scores and at both infinities, for every
label; the reference is that of the linter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr

from symxent.kernels.reference.ulp import Exact, error
from symxent.lint import expectations as expected
from symxent.losses.compile import compiled
from symxent.losses.loss import Loss

Floats = NDArray[np.float64]
Derivatives = Callable[[Any, Floats, Floats, str], Sequence[Floats | None]]
OUTPUTS = ("value", "gradient", "hessian")
FORMATS = ("float32", "float64")
# Scores off the kinks of hinge and Huber losses at the labels that are tried: there a second derivative is a choice.
NEAR = np.array([0.001, 0.03, 0.1, 0.25, 0.5, 0.75, 1.125, 1.5, 2.25, 2.5, 3.25, 3.75])
FAR = np.concatenate([np.arange(5, 101, 2.5), np.arange(110, 1001, 30.0)])
SCORES = np.concatenate([-FAR[::-1], -NEAR[::-1], [0.0], NEAR, FAR]).astype(np.float32).astype(np.float64)


@dataclass(frozen=True)
class Subject:
    """A function of (scores, labels) that should be of a loss; ``parameters`` are the loss's."""

    name: str
    loss: Loss
    call: Any
    parameters: Mapping[str, float]


@dataclass(frozen=True)
class Audited:
    """One output in one format: the worst error in ULP at finite scores and where, NaN there, infinities missed."""

    output: str
    dtype: str
    error: float
    where: str
    undefined: int
    at_limits: tuple[str, ...]

    @property
    def lost(self) -> bool:
        """Whether it gives NaN where there is a number, or no digit of it."""
        return self.undefined > 0 or bool(self.at_limits) or self.error >= 2.0 ** np.finfo(self.dtype).nmant

    @property
    def text(self) -> str:
        """The error in a few letters."""
        if self.undefined:
            return "NaN"
        if self.error >= 2.0 ** np.finfo(self.dtype).nmant:
            return "all"
        return f"{self.error:.2f}" if self.error < 1000 else f"{self.error:.0e}".replace("e+0", "e").replace("e+", "e")


def audit(subject: Subject, derivatives: Derivatives) -> list[Audited]:
    """Every output that the function has, in both formats."""
    scores = np.concatenate([SCORES, [-np.inf, np.inf]])
    at = _points(subject.loss, scores)
    settings = expected.settings_of(subject.loss, subject.parameters)
    formulas = (subject.loss.expr, subject.loss.gradient, subject.loss.hessian)
    exact = [expected.exact(_at_labels(subject.loss, formula), subject.loss, at, settings) for formula in formulas]
    for output, right in zip(OUTPUTS, exact, strict=True):
        right.nearest[:] = _with_limits(subject.loss, output, right.nearest, at, settings)
    found = []
    for dtype in FORMATS:
        with np.errstate(all="ignore"):
            results = derivatives(subject.call, at.scores, at.labels, dtype)
        for output, got, right in zip(OUTPUTS, results, exact, strict=True):
            if got is not None:
                found.append(_audited(output, dtype, np.asarray(got, np.float64), right, at))
    return found


def _with_limits(loss: Loss, output: str, exact: Floats, at: expected.Points, settings: Mapping[str, float]) -> Floats:
    """The exact values; where scores are infinite and balls decide nothing, the stated values of the stable forms."""
    labels = (at.labels,) if loss.targets else ()
    with np.errstate(all="ignore"):
        stated = compiled(loss).kernels[output](at.scores, *labels, *settings.values())
    return np.where(np.isinf(at.scores) & np.isnan(exact), stated, exact)


def _points(loss: Loss, scores: Floats) -> expected.Points:
    if loss.targets:
        return expected.points(loss, scores)
    return expected.Points(scores, np.zeros(len(scores)))


def _at_labels(loss: Loss, formula: Expr) -> Mapping[float, Expr]:
    return expected.at_each_label(loss, formula) if loss.targets else {0.0: formula}


def _audited(output: str, dtype: str, got: Floats, exact: Exact, at: expected.Points) -> Audited:
    form = np.finfo(dtype)
    known = ~np.isnan(exact.nearest)
    finite = np.isfinite(at.scores)
    # A result below the normal numbers has fewer digits, and may be flushed to 0 by choice.
    size = np.abs(exact.nearest)
    normal = known & finite & ((size >= float(form.tiny)) | (size == 0)) & (size <= float(form.max))
    undefined = normal & np.isnan(got)
    off = np.where(normal & ~undefined, error(got, exact, np.dtype(dtype)), 0.0)
    worst = int(np.nanargmax(off))
    ends = np.flatnonzero(known & ~finite & ~_equal(got, exact.nearest))
    place = int(np.flatnonzero(undefined)[0]) if undefined.any() else worst
    return Audited(
        output,
        dtype,
        float(off[worst]),
        _place(at, place),
        int(undefined.sum()),
        tuple(_place(at, int(i)) for i in ends),
    )


def _equal(got: Floats, wanted: Floats) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        return (got == wanted) | (np.abs(got - wanted) <= 1e-6 * np.abs(wanted))


def _place(at: expected.Points, i: int) -> str:
    return f"z = {at.scores[i]:g}, y = {at.labels[i]:g}".replace("inf", "∞").replace("-", "−")


def table(found: Sequence[tuple[str, Sequence[Audited]]]) -> str:
    """The audited functions as a table: worst errors, where that of the gradient is, and infinities that are missed."""
    rows: list[tuple[str, ...]] = [("function", "format", *OUTPUTS, "gradient worst at", "no limit at ±∞")]
    for name, outputs in found:
        for dtype in FORMATS:
            here = {a.output: a for a in outputs if a.dtype == dtype}
            if not here:
                continue
            slope = here.get("gradient")
            missed = [o for o in OUTPUTS if o in here and here[o].at_limits]
            texts = [here[o].text if o in here else "" for o in OUTPUTS]
            rows.append((name, dtype, *texts, slope.where if slope else "", ", ".join(missed)))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)
