"""What the boosters have in common: a loss as gradient and curvature of raw scores, weights applied, labels checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import S

from symxent import kernels
from symxent.errors import SymxentError
from symxent.kernels.run.load import one_thread
from symxent.losses.loss import Loss
from symxent.losses.variables import LossVariable

Array = NDArray[Any]


class BadLabel(ValueError, SymxentError):
    """A label that the loss has no value for, as a ValueError: what the boosters' own checks raise."""


@dataclass(frozen=True)
class Derivatives:
    """Gradient and curvature of a loss at raw scores, in the scores' own precision; it pickles by its loss.

    ``settings`` are values of the loss's parameters, in their order.
    """

    loss: Loss
    settings: tuple[float, ...] = ()
    _kernel: list[Any] = field(default_factory=list, compare=False, repr=False)

    def __call__(self, scores: Array, labels: Array, weights: Array | None = None) -> tuple[Array, Array]:
        if not self._kernel:
            self._kernel.append(self.loss.compile().gradient_hessian)
        dtype = scores.dtype if scores.dtype in (np.float32, np.float64) else np.dtype(np.float64)
        parameters = [dtype.type(s) for s in self.settings]
        arguments = (scores.astype(dtype, copy=False), labels.astype(dtype, copy=False), *parameters)
        with one_thread(self._kernel[0]):
            gradient, hessian = self._kernel[0](*arguments)
        # The maximum is NaN where anything is; what that is from is looked for only then.
        if gradient.size and np.isnan(gradient.max()):
            self.complain(scores, labels)
        if weights is not None and len(weights):
            gradient, hessian = gradient * weights, hessian * weights
        return gradient, hessian

    def complain(self, scores: Array, labels: Array) -> None:
        """Raises BadLabel for the first label outside of its set; scores may be infinite, that is no label's fault."""
        label = self.loss.targets[0]
        wrong = np.flatnonzero(~allowed(label, labels))
        if len(wrong):
            i = int(wrong[0])
            raise BadLabel(f"labels[{i}] is {labels[i]:g}, but the loss {self.loss.name} takes labels in {label.where}")
        if np.isnan(scores).any():
            raise BadLabel(f"scores[{int(np.flatnonzero(np.isnan(scores))[0])}] is NaN: the model has diverged")

    def __getstate__(self) -> dict[str, Any]:
        return {"loss": self.loss, "settings": self.settings, "_kernel": []}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)


def allowed(variable: LossVariable, values: Array) -> NDArray[np.bool_]:
    """Which values lie in the set of a variable."""
    if variable.values:
        return np.isin(values, [float(v) for v in variable.values])
    if variable.where is S.Reals:
        return np.isfinite(values)
    low, high = float(variable.where.inf), float(variable.where.sup)
    above = values > low if variable.where.left_open else values >= low
    below = values < high if variable.where.right_open else values <= high
    return above & below & np.isfinite(values)


def of(loss: Loss | str, curvature: str, floor: float, parameters: dict[str, float]) -> Derivatives:
    """The derivatives of a loss, or of one of the catalogue by its name.

    Raises SymxentError for a loss without exactly one target, and for parameters that it has not.
    """
    if isinstance(loss, str):
        from symxent.losses.catalogue import named

        loss = named(loss)
    if len(loss.targets) != 1:
        raise SymxentError(f"{loss.name} has {len(loss.targets)} targets; a booster gives one label a row")
    settings = loss.settings(parameters)
    if curvature != "exact" or floor > 0:
        loss = loss.with_curvature(curvature, floor)
    return Derivatives(loss, settings)


def kernel(name: str) -> Any:
    """The generated kernel of that name."""
    return getattr(kernels, name)


def softmax_derivatives(scores: Array, labels: Array, curvature: str, floor: float) -> tuple[Array, Array]:
    """Gradient and curvature of cross-entropy at scores (n, k), for class numbers as labels.

    ``curvature`` is "exact", the diagonal p (1 − p), or "majorant", 2 p (1 − p), which bounds the whole Hessian.
    """
    if curvature not in ("exact", "majorant"):
        raise SymxentError(f"softmax has the curvatures exact and majorant, not {curvature!r}")
    classes = labels.astype(np.int64)
    wrong = np.flatnonzero((classes != labels) | (classes < 0) | (classes >= scores.shape[1]))
    if len(wrong):
        i, k = int(wrong[0]), scores.shape[1]
        raise BadLabel(f"labels[{i}] is {labels[i]:g}, but there are {k} classes (0…{k - 1})")
    rows = np.ascontiguousarray(scores)
    gradient = kernel("categorical_cross_entropy_gradient")(rows, classes)
    hessian = kernel("categorical_cross_entropy_hessian_diagonal")(rows)
    if curvature == "majorant":
        hessian = 2 * hessian
    return gradient, np.maximum(hessian, floor, dtype=hessian.dtype) if floor > 0 else hessian
