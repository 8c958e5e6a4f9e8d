"""Poisson loss in the logarithm of the rate, less the constant log y!."""

from sympy import exp

from symxent.losses.loss import Loss
from symxent.losses.variables import logit, target

z, y = logit("z"), target("y", at_least=0)

loss = Loss(
    "poisson",
    exp(z) - y * z,
    wrt=z,
    title="Poisson loss in the log-rate",
    source="McCullagh, Nelder: Generalized linear models (1989), chapter 6",
)
