"""CatBoost: a loss as ``loss_function``, the derivatives of minus the loss as CatBoost wants them.

CatBoost calls from its own threads with lists; set ``eval_metric`` as well, which it cannot guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from symxent.adapters import objective as common
from symxent.adapters.extras import require
from symxent.errors import SymxentError
from symxent.losses.loss import Loss

require("catboost", "catboost")


@dataclass
class Objective:
    """An object with ``calc_ders_range``; not frozen, because CatBoost writes notes of its own into it."""

    derivatives: common.Derivatives

    def calc_ders_range(
        self, approxes: Sequence[float], targets: Sequence[float], weights: Sequence[float] | None
    ) -> list[tuple[float, float]]:
        scores, labels = np.asarray(approxes, float), np.asarray(targets, float)
        gradient, hessian = self.derivatives(scores, labels, None if weights is None else np.asarray(weights, float))
        return list(zip((-gradient).tolist(), (-hessian).tolist(), strict=True))


def objective(loss: Loss | str, *, curvature: str = "exact", floor: float = 0.0, **parameters: float) -> Objective:
    """The loss for ``CatBoost(loss_function=..., eval_metric=...)``; ``parameters`` are the loss's own.

    Raises SymxentError for parameters that it has not, ValueError at a label that it has no value for.
    """
    derivatives = common.of(loss, curvature, floor, parameters)
    if derivatives.loss.by_row:
        raise SymxentError(f"{derivatives.loss.name} is over a row of classes; CatBoost takes losses of one score here")
    return Objective(derivatives)
