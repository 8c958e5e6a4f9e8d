"""XGBoost: a loss as ``obj`` of xgboost.train, or as ``objective`` of its scikit-learn estimators.

Of several classes it is a loss over a row, ``objective("softmax_cross_entropy", curvature="majorant")``.

XGBoost gives raw scores in float32, (n,) or (n, classes) in C order, and wants arrays of that shape back.  With an
objective of one's own it starts at the base score itself, a raw score: set ``base_score=0``.  XGBClassifier keeps its
own link beside the objective, reads the base score as a probability, and starts at 0 with ``base_score=0.5``.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from symxent.adapters import objective as common
from symxent.adapters.extras import require
from symxent.losses.loss import Loss

xgboost = require("xgboost", "xgboost")

TINY = 1e-16  # XGBoost's own floor of a Hessian


def labels_of(matrix: Any) -> common.Array:
    """The labels of a DMatrix, for reading while it lives: (n,), or (n, targets) where a row has several.

    ``get_label`` copies them, which is a third of an objective's time.
    """
    where = _in_place(matrix, b"label")
    if where is None:
        return matrix.get_label()
    rows = matrix.num_row()
    return where if where.size <= rows else where.reshape(rows, -1)


def weights_of(matrix: Any) -> common.Array | None:
    """The weights of the rows of a DMatrix, for reading while it lives, or None where it has none."""
    where = _in_place(matrix, b"weight")
    found = matrix.get_weight() if where is None else where
    return found if len(found) else None


def _in_place(matrix: Any, field: bytes) -> common.Array | None:
    """A row of numbers of a DMatrix where XGBoost keeps it, by the function of its C interface; None if that fails."""
    call = getattr(getattr(xgboost.core, "_LIB", None), "XGDMatrixGetFloatInfo", None)
    if call is None or not isinstance(matrix, xgboost.DMatrix):
        return None
    length, start = ctypes.c_uint64(), ctypes.POINTER(ctypes.c_float)()
    if call(matrix.handle, field, ctypes.byref(length), ctypes.byref(start)) != 0:
        return None
    if not length.value:
        return np.empty(0, np.float32)
    values = np.ctypeslib.as_array(start, (length.value,))
    values.flags.writeable = False
    return values


def _read(matrix: Any) -> tuple[common.Array, common.Array | None]:
    return labels_of(matrix), weights_of(matrix)


def objective(
    loss: Loss | str, *, curvature: str = "exact", floor: float = TINY, **parameters: float
) -> common.Objective:
    """The loss for ``xgboost.train(params, dtrain, obj=...)`` and for ``XGBClassifier(objective=...)``.

    ``parameters`` are the loss's own.  Weights of the rows are applied.
    Raises SymxentError for parameters that it has not, ValueError at a label that it has no value for.
    """
    return common.Objective(common.of(loss, curvature, floor, parameters), _read)
