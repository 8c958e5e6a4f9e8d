"""Pseudo-Huber loss: smooth, a square near the target, nearly straight far from it."""

from sympy import sqrt

from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y")
delta = parameter("delta", 1, between=(0.001, 1000))
t = (z - y) / delta

loss = Loss(
    "pseudo_huber",
    delta**2 * (sqrt(1 + t**2) - 1),
    wrt=z,
    title="Pseudo-Huber loss",
    source="Hartley, Zisserman: Multiple view geometry in computer vision (2004), appendix 6.8",
    gradient_as=delta * t / sqrt(1 + t**2),
    hessian_as=1 / ((1 + t**2) * sqrt(1 + t**2)),
)
