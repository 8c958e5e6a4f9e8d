"""Huber loss: a square near the target, straight beyond δ."""

from sympy import Abs, Piecewise

from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y")
delta = parameter("delta", 1, between=(0.001, 1000))
r = z - y

loss = Loss(
    "huber",
    Piecewise((r**2 / 2, Abs(r) <= delta), (delta * (Abs(r) - delta / 2), True)),
    wrt=z,
    title="Huber loss",
    source="Huber: Robust estimation of a location parameter (1964)",
    notes="its gradient is continuous; its Hessian is 1 up to |z − y| = δ included and 0 beyond",
)
