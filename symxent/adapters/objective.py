"""What the boosters have in common: a loss as gradient and curvature of raw scores, weights applied, labels checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import S

from symxent import kernels
from symxent.errors import SymxentError
from symxent.kernels.run.labels import BadLabel
from symxent.kernels.run.load import one_thread
from symxent.language.domain import set_text
from symxent.losses.catalogue import named
from symxent.losses.loss import Loss
from symxent.losses.start import Start, start
from symxent.losses.variables import LossVariable

Array = NDArray[Any]


@dataclass(frozen=True)
class Derivatives:
    """Gradient and curvature of a loss at raw scores, in the scores' own precision; it pickles by its loss.

    Scores are (n,), of a loss over a row of classes (n, classes), and labels then class numbers.  ``settings`` are
    values of the loss's parameters, in their order.
    """

    loss: Loss
    settings: tuple[float, ...] = ()
    _kernel: list[Any] = field(default_factory=list, compare=False, repr=False)

    def __call__(self, scores: Array, labels: Array, weights: Array | None = None) -> tuple[Array, Array]:
        by_row = self.loss.by_row
        if not self._kernel:
            self._kernel.append(getattr(self.loss.compile(), "_".join(self.loss.outputs[1:])))
        dtype = scores.dtype if scores.dtype in (np.float32, np.float64) else np.dtype(np.float64)
        if by_row:
            if scores.ndim != 2:
                raise BadLabel(
                    f"scores of shape {scores.shape} were given; {self.loss.plain_name} takes (rows, classes)"
                )
            given, targets = np.ascontiguousarray(scores, dtype), class_numbers(labels, scores.shape[1])
        else:
            if labels.shape != scores.shape:
                raise misfit(self.loss, labels.shape, scores.shape)
            given, targets = scores.astype(dtype, copy=False), labels.astype(dtype, copy=False)
        with one_thread(self._kernel[0]):
            gradient, hessian = self._kernel[0](given, targets, *[dtype.type(s) for s in self.settings])
        # The maximum is NaN where anything is; what that is from is looked for only then.
        if gradient.size and np.isnan(gradient.max()):
            self.complain(scores, labels)
        if weights is not None and len(weights):
            column = np.asarray(weights)[:, None] if by_row else weights
            gradient, hessian = _times(gradient, column), _times(hessian, column)
        return gradient, hessian

    def start(self, labels: Array, weights: Array | None = None, classes: int = 0) -> Start:
        """The constant score that is best for these labels; raises BadLabel and SymxentError as ``losses.start``."""
        fixed = dict(zip((p.name for p in self.loss.parameters), self.settings, strict=True))
        labels = np.asarray(labels, np.float64)
        if self.loss.by_row:
            class_numbers(labels, max(classes, int(labels.max(initial=0)) + 1))
        else:
            check_labels(self.loss, self.loss.targets[0], labels)
        return start(self.loss.plain.at(**fixed), labels, weights, classes)

    def complain(self, scores: Array, labels: Array) -> None:
        """Raises BadLabel for the first label outside of its set; scores may be infinite, that is no label's fault."""
        if not self.loss.targets[0].is_class:
            check_labels(self.loss, self.loss.targets[0], labels)
        if np.isnan(scores).any():
            raise BadLabel(f"scores[{int(np.argwhere(np.isnan(scores))[0, 0])}] is NaN: the model has diverged")

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_kernel": []}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class Objective:
    """A loss as a booster calls it, whichever way: ``objective(scores, data_set)`` as its ``train`` does, whose labels
    and weights ``read`` gives, or ``objective(labels, scores, sample_weight)`` as its scikit-learn estimators do.
    """

    derivatives: Derivatives
    read: Callable[[Any], tuple[Array, Array | None]]

    def __call__(self, first: Array, second: Any, sample_weight: Array | None = None) -> tuple[Array, Array]:
        if hasattr(second, "get_label"):
            return self.derivatives(first, *self.read(second))
        return self.derivatives(second, np.asarray(first), sample_weight)

    def start(self, data: Any, sample_weight: Array | None = None, classes: int = 0) -> Start:
        """The constant score that is best for the labels of a data set, or for an array of labels with their weights.

        The library begins there for an objective of its own, and not for this one: see ``losses.start``.
        """
        labels, weights = self.read(data) if hasattr(data, "get_label") else (data, sample_weight)
        return self.derivatives.start(labels, weights, classes)


def _times(values: Array, weights: Array) -> Array:
    """The values times weights, in their own precision, and in place where they are an array of their own."""
    out = values if values.flags.owndata and values.flags.writeable else None
    return np.multiply(values, weights, out=out, dtype=values.dtype, casting="same_kind")


def class_numbers(labels: Array, count: int) -> NDArray[np.int64]:
    """Labels as class numbers; raises BadLabel that names the first that is no class."""
    classes = labels.astype(np.int64)
    wrong = np.flatnonzero((classes != labels) | (classes < 0) | (classes >= count))
    if len(wrong):
        i = int(wrong[0])
        raise BadLabel(f"labels[{i}] is {labels[i]:g}, but there are {count} classes (0…{count - 1})")
    return classes


def check_labels(loss: Loss, label: LossVariable, labels: Array) -> None:
    """Raises BadLabel for the first label outside of its set."""
    wrong = np.argwhere(~allowed(label, labels))
    if len(wrong):
        at = tuple(int(i) for i in wrong[0])
        where = f"labels[{', '.join(map(str, at))}] is" if at else "the label is"
        raise BadLabel(
            f"{where} {labels[at]:g}, but the loss {loss.plain_name} takes labels in {set_text(label.where)}"
        )


def misfit(loss: Loss, labels: tuple[int, ...], scores: tuple[int, ...]) -> BadLabel:
    """What is said of labels and scores of different shapes, which would be spread over each other."""
    spread = " (a column against a row would be spread to a square)" if len(labels) != len(scores) else ""
    given = f"labels of shape {tuple(labels)} against scores of shape {tuple(scores)}{spread}"
    return BadLabel(f"{loss.plain_name}: {given}; labels of shape {tuple(scores)} were expected")


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

    Raises SymxentError for a loss without exactly one target, for parameters and curvatures that it has not.
    """
    loss = named(loss) if isinstance(loss, str) else loss
    if len(loss.targets) != 1 or loss.shares is not None:
        targets = ", ".join(v.name for v in loss.targets) or "none"
        raise SymxentError(f"{loss.name} has the targets {targets}; a booster gives one label a row")
    exact = curvature == "exact" and not floor > 0
    return Derivatives(loss if exact else loss.with_curvature(curvature, floor), loss.settings(parameters))


def kernel(name: str) -> Any:
    """The generated kernel of that name."""
    return getattr(kernels, name)
