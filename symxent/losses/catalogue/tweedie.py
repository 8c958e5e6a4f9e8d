"""Tweedie deviance in the logarithm of the mean, power ρ between 1 (Poisson) and 2 (gamma), less its constants."""

from sympy import exp

from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y", at_least=0)
rho = parameter("rho", 1.5, between=(1.1, 1.9))

loss = Loss(
    "tweedie",
    exp((2 - rho) * z) / (2 - rho) - y * exp((1 - rho) * z) / (1 - rho),
    wrt=z,
    title="Tweedie deviance in the log-mean",
    source="Jørgensen: Exponential dispersion models (1987)",
)
