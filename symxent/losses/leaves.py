"""Rows that weigh too little: boosters bound the sum of curvatures of a leaf, and one row may be below that alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from symxent.losses.compile import compiled
from symxent.losses.loss import Loss, sample

FARTHEST = 800.0
CHILD_WEIGHTS = {"LightGBM's min_sum_hessian_in_leaf": 1e-3, "XGBoost's min_child_weight": 1.0}


@dataclass(frozen=True)
class Fall:
    """From which score on, either way, the curvature of one row is below a booster's bound on the sum of a leaf.

    ``below``, ``above`` are scores: left of the one and right of the other it is smaller, for the label ``at``; None
    where it is smaller everywhere or nowhere (``everywhere`` tells which).
    """

    at: tuple[tuple[str, float], ...]
    weight: float
    below: float | None
    above: float | None
    everywhere: bool


def falls(loss: Loss, weight: float) -> list[Fall]:
    """Where the compiled curvature of a single row is smaller than ``weight``, for each label."""
    made = compiled(loss)
    scores = np.concatenate([-np.geomspace(FARTHEST, 1e-3, 4000), [0.0], np.geomspace(1e-3, FARTHEST, 4000)])
    found = []
    for at in labels_of(loss):
        values = made.hessian(scores, *at.values(), *loss.settings())
        enough = np.flatnonzero(np.broadcast_to(values, scores.shape) >= weight)
        if not len(enough):
            found.append(Fall(tuple(at.items()), weight, None, None, True))
            continue
        first, last = int(enough[0]), int(enough[-1])
        below = float(scores[first]) if first > 0 else None
        above = float(scores[last]) if last < len(scores) - 1 else None
        found.append(Fall(tuple(at.items()), weight, below, above, False))
    return found


def labels_of(loss: Loss) -> list[dict[str, float]]:
    """Each choice of labels, by name; some value of a target that takes many."""
    return [{v.name: float(at.get(v, sample(v))) for v in loss.targets} for at in loss.labels]
