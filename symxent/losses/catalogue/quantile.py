"""Quantile loss, also called pinball loss: its minimum over a sample is the quantile τ."""

from sympy import Max

from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y")
tau = parameter("tau", 0.5, between=(0, 1))

loss = Loss(
    "quantile",
    Max(tau * (y - z), (tau - 1) * (y - z)),
    wrt=z,
    title="Quantile loss",
    source="Koenker, Bassett: Regression quantiles (1978)",
    notes="at z = y any slope from −τ to 1 − τ is a subgradient, and 1 − τ is the one computed; the Hessian is 0",
)
