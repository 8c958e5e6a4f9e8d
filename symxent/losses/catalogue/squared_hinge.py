"""Squared hinge loss, labels −1 and 1."""

from sympy import Max

from symxent.losses.loss import Loss
from symxent.losses.variables import logit, target

z, y = logit("z"), target("y", values=(-1, 1))

loss = Loss(
    "squared_hinge",
    Max(0, 1 - y * z) ** 2,
    wrt=z,
    title="Squared hinge loss",
    source="Chang, Hsieh, Lin: Coordinate descent method for large-scale L2-loss linear SVM (2008)",
    notes="its gradient is continuous; its Hessian jumps from 2 to 0 at y z = 1, where it is computed as 0",
)
