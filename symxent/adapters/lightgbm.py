"""LightGBM: a loss as ``objective`` in the parameters of lightgbm.train, or of its scikit-learn estimators.

LightGBM gives raw scores in float64, (n,) or (n, classes) in F order.  With an objective of one's own it starts at 0,
and ``predict_proba`` gives raw scores: apply the sigmoid, ``symxent.kernels.sigmoid``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symxent.adapters import objective as common
from symxent.adapters.extras import require
from symxent.losses.loss import Loss

require("lightgbm", "lightgbm")


def _read(dataset: Any) -> tuple[common.Array, common.Array | None]:
    try:
        weights = dataset.get_weight()
    except Exception:  # which it raises where the data set is not made yet; what was given is there
        weights = dataset.weight
    return np.asarray(dataset.get_label()), None if weights is None else np.asarray(weights)


def objective(
    loss: Loss | str, *, curvature: str = "exact", floor: float = 0.0, **parameters: float
) -> common.Objective:
    """The loss for ``lightgbm.train({"objective": ...}, dataset)`` and for ``LGBMClassifier(objective=...)``.

    ``parameters`` are the loss's own.  Weights of the rows are applied.
    Raises SymxentError for parameters that it has not, ValueError at a label that it has no value for.
    """
    return common.Objective(common.of(loss, curvature, floor, parameters), _read)
