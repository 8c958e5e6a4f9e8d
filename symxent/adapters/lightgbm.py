"""LightGBM: a loss as ``objective`` in the parameters of lightgbm.train, or of its scikit-learn estimators.

LightGBM gives raw scores in float64, (n,) or (n, classes) in F order.  With an objective of one's own it starts at 0,
and ``predict_proba`` gives raw scores: apply the sigmoid, ``symxent.kernels.sigmoid``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from symxent.adapters import objective as common
from symxent.adapters.extras import require
from symxent.losses.loss import Loss

require("lightgbm", "lightgbm")


@dataclass(frozen=True)
class NativeObjective:
    """``objective(preds, dataset)`` for lightgbm.train: weights of the Dataset are applied."""

    derivatives: common.Derivatives | common.RowDerivatives

    def __call__(self, preds: common.Array, dataset: Any) -> tuple[common.Array, common.Array]:
        return self.derivatives(preds, np.asarray(dataset.get_label()), dataset.get_weight())


@dataclass(frozen=True)
class EstimatorObjective:
    """``objective(y_true, y_pred, weight)`` for LGBMClassifier and LGBMRegressor."""

    derivatives: common.Derivatives | common.RowDerivatives

    def __call__(
        self, y_true: common.Array, y_pred: common.Array, weight: common.Array | None = None
    ) -> tuple[common.Array, common.Array]:
        return self.derivatives(y_pred, np.asarray(y_true), weight)


@dataclass(frozen=True)
class EstimatorSoftmax:
    """``objective(y_true, y_pred, weight)`` for several classes; what it returns is in F order like the scores."""

    curvature: str = "majorant"
    floor: float = 0.0

    def __call__(
        self, y_true: common.Array, y_pred: common.Array, weight: common.Array | None = None
    ) -> tuple[common.Array, common.Array]:
        gradient, hessian = common.softmax_derivatives(y_pred, np.asarray(y_true), self.curvature, self.floor)
        if weight is not None:
            gradient, hessian = gradient * weight[:, None], hessian * weight[:, None]
        return np.asfortranarray(gradient), np.asfortranarray(hessian)


def objective(
    loss: Loss | str, *, curvature: str = "exact", floor: float = 0.0, **parameters: float
) -> NativeObjective:
    """The loss for ``lightgbm.train({"objective": ...}, dataset)``; ``parameters`` are the loss's own.

    Raises SymxentError for parameters that it has not, ValueError at a label that it has no value for.
    """
    return NativeObjective(common.of(loss, curvature, floor, parameters))


def estimator_objective(
    loss: Loss | str, *, curvature: str = "exact", floor: float = 0.0, **parameters: float
) -> EstimatorObjective:
    """The loss for ``LGBMClassifier(objective=...)``; ``parameters`` are the loss's own."""
    return EstimatorObjective(common.of(loss, curvature, floor, parameters))
