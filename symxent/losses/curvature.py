"""The kinds of curvature that a second-order method may be given instead of the Hessian, and what is proved of them.

Boosters divide by a sum of curvatures, so a Hessian that is negative or tiny is trouble.  What they use instead has
several names; whether it bounds the Hessian from above (then a Newton step never overshoots) is a claim like others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sympy import Abs, Expr, Integer, Max, Rational

from symxent.errors import SymxentError
from symxent.language.functions import sigmoid
from symxent.proof.verdict import Verdict

if TYPE_CHECKING:
    from symxent.losses.loss import Loss
    from symxent.losses.variables import LossVariable

FARTHEST = 800.0
CHILD_WEIGHTS = {"LightGBM's min_sum_hessian_in_leaf": 1e-3, "XGBoost's min_child_weight": 1.0}


def exact(loss: Loss) -> Expr:
    """The Hessian itself."""
    return loss.hessian


def majorant(loss: Loss) -> Expr:
    """2 p (1 − p) with p = σ(z): the bound for each class of a softmax, which XGBoost used for years."""
    p = sigmoid(loss.wrt)
    return 2 * p * (1 - p)


def absolute(loss: Loss) -> Expr:
    """The size of the gradient: |p − y| for binary cross-entropy."""
    return Abs(loss.gradient)


def fisher(loss: Loss) -> Expr:
    """The Hessian expected when the label is 1 with probability σ(z); it no longer depends on the label."""
    label = _label(loss)
    low, high = label.values
    p = sigmoid(loss.wrt)
    return p * loss.hessian.xreplace({label: high}) + (1 - p) * loss.hessian.xreplace({label: low})


KINDS: Mapping[str, Callable[[Loss], Expr]] = {
    "exact": exact,
    "majorant": majorant,
    "absolute": absolute,
    "fisher": fisher,
}


def curvature(loss: Loss, kind: str, floor: float = 0.0) -> Expr:
    """The formula of a kind of curvature, nowhere below ``floor`` if that is positive.

    Raises SymxentError for a kind that there is not, or that the loss cannot have.
    """
    if loss.by_row:
        raise SymxentError(
            f"{loss.name} is of a row of classes: another curvature or a floor is of losses of one score"
        )
    if kind not in KINDS:
        raise SymxentError(f"there is no curvature {kind!r}; there are {', '.join(KINDS)}")
    formula = KINDS[kind](loss)
    return Max(Rational(repr(float(floor))), formula) if floor > 0 else formula


def bounds_hessian(loss: Loss, kind: str) -> Verdict:
    """The verdict on: this curvature is nowhere smaller than the Hessian."""
    from symxent.losses.claims import everywhere

    return everywhere(loss, loss.hessian, curvature(loss, kind), "<=")


def is_positive(loss: Loss, kind: str) -> Verdict:
    """The verdict on: this curvature is positive everywhere."""
    from symxent.losses.claims import everywhere

    return everywhere(loss, Integer(0), curvature(loss, kind), "<")


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
    from symxent.losses.compile import compiled

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
    from symxent.losses.loss import sample

    found: list[dict[str, float]] = [{}]
    for target in loss.targets:
        values = [float(v) for v in target.values] or [float(sample(target))]
        found = [{**at, target.name: value} for at in found for value in values]
    return found


def _label(loss: Loss) -> LossVariable:
    label = next((t for t in loss.targets if tuple(map(int, t.values)) in ((0, 1), (-1, 1))), None)
    if label is None or len(loss.targets) != 1:
        raise SymxentError(f"{loss.name} has no Fisher curvature: one label of two values was expected")
    return label
