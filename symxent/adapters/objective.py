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
from symxent.losses.catalogue import named
from symxent.losses.loss import Loss
from symxent.losses.variables import LossVariable

Array = NDArray[Any]
ROW_CURVATURES = ("exact", "majorant", "absolute")
_listed = ", ".join(ROW_CURVATURES)


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
            gradient, hessian = _times(gradient, weights), _times(hessian, weights)
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


def _times(values: Array, weights: Array) -> Array:
    """The values times weights, in their own precision, and in place where they are an array of their own."""
    out = values if values.flags.owndata and values.flags.writeable else None
    return np.multiply(values, weights, out=out, dtype=values.dtype, casting="same_kind")


@dataclass(frozen=True)
class RowDerivatives:
    """Gradient and curvature of a loss over a row of classes at raw scores (n, classes); it pickles by its loss.

    ``curvature``: "exact", the Hessian's diagonal; "majorant", twice that, which bounds the whole Hessian of a softmax
    cross-entropy; "absolute", the size of the gradient.
    """

    loss: Loss
    settings: tuple[float, ...] = ()
    curvature: str = "exact"
    floor: float = 0.0

    def __call__(self, scores: Array, labels: Array, weights: Array | None = None) -> tuple[Array, Array]:
        if scores.ndim != 2:
            raise BadLabel(f"scores of shape {scores.shape} were given; {self.loss.name} takes (rows, classes)")
        kernel = self.loss.compile().gradient_hessian_diagonal
        classes = class_numbers(labels, scores.shape[1])
        numbers = [scores.dtype.type(s) for s in self.settings]
        with one_thread(kernel):
            gradient, hessian = kernel(np.ascontiguousarray(scores), classes, *numbers)
        if gradient.size and np.isnan(gradient.max()) and np.isnan(scores).any():
            row = int(np.argwhere(np.isnan(scores))[0, 0])
            raise BadLabel(f"scores[{row}] holds NaN: the model has diverged")
        hessian = _of_kind(self.curvature, gradient, hessian)
        hessian = np.maximum(hessian, self.floor, dtype=hessian.dtype) if self.floor > 0 else hessian
        if weights is not None and len(weights):
            column = np.asarray(weights, gradient.dtype)[:, None]
            gradient, hessian = gradient * column, hessian * column
        return gradient, hessian


def _of_kind(curvature: str, gradient: Array, diagonal: Array) -> Array:
    """The curvature of a row from its gradient and the diagonal of its Hessian."""
    if curvature == "absolute":
        return np.abs(gradient)
    return 2 * diagonal if curvature == "majorant" else diagonal


def class_numbers(labels: Array, count: int) -> NDArray[np.int64]:
    """Labels as class numbers; raises BadLabel that names the first that is no class."""
    classes = labels.astype(np.int64)
    wrong = np.flatnonzero((classes != labels) | (classes < 0) | (classes >= count))
    if len(wrong):
        i = int(wrong[0])
        raise BadLabel(f"labels[{i}] is {labels[i]:g}, but there are {count} classes (0…{count - 1})")
    return classes


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


def of(loss: Loss | str, curvature: str, floor: float, parameters: dict[str, float]) -> Derivatives | RowDerivatives:
    """The derivatives of a loss, or of one of the catalogue by its name.

    Raises SymxentError for a loss without exactly one target, and for parameters that it has not.
    """
    if isinstance(loss, str):
        loss = named(loss)
    if loss.by_row:
        return _of_rows(loss, curvature, floor, parameters)
    if len(loss.targets) != 1:
        raise SymxentError(f"{loss.name} has {len(loss.targets)} targets; a booster gives one label a row")
    settings = loss.settings(parameters)
    if curvature != "exact" or floor > 0:
        loss = loss.with_curvature(curvature, floor)
    return Derivatives(loss, settings)


def _of_rows(loss: Loss, curvature: str, floor: float, parameters: dict[str, float]) -> RowDerivatives:
    if loss.label is None or loss.shares is not None:
        raise SymxentError(f"{loss.name} has no class label alone; a booster gives one label a row")
    if curvature not in ROW_CURVATURES:
        raise SymxentError(f"a loss over a row of classes has the curvatures {_listed}, not {curvature!r}")
    if curvature == "majorant" and not loss.rows.has_softmax_hessian:
        raise SymxentError(f"twice the diagonal is a bound for p (1 − p), which is not the Hessian of {loss.name}")
    return RowDerivatives(loss, loss.settings(parameters), curvature, floor)


def kernel(name: str) -> Any:
    """The generated kernel of that name."""
    return getattr(kernels, name)


def softmax_derivatives(scores: Array, labels: Array, curvature: str, floor: float) -> tuple[Array, Array]:
    """Gradient and curvature of cross-entropy at scores (n, k), for class numbers as labels.

    ``curvature`` is "exact", the diagonal p (1 − p), "majorant", 2 p (1 − p), which bounds the whole Hessian, or
    "absolute", |p − y|.
    """
    if curvature not in ROW_CURVATURES:
        raise SymxentError(f"softmax has the curvatures {_listed}, not {curvature!r}")
    classes = class_numbers(labels, scores.shape[1])
    rows = np.ascontiguousarray(scores)
    gradient = kernel("categorical_cross_entropy_gradient")(rows, classes)
    hessian = _of_kind(curvature, gradient, kernel("categorical_cross_entropy_hessian_diagonal")(rows))
    return gradient, np.maximum(hessian, floor, dtype=hessian.dtype) if floor > 0 else hessian
