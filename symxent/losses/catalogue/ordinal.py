"""Ordinal loss of three ordered classes: cumulative logits with the cuts −gap/2 and gap/2."""

from sympy import Eq, Piecewise, exp, log

from symxent.language.functions import sigmoid, softplus
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y", values=(0, 1, 2))
gap = parameter("gap", 2, between=(0.1, 20))
low, high = sigmoid(-gap / 2 - z), sigmoid(gap / 2 - z)
# σ(a) − σ(b) = σ(a) σ(−b) (1 − e^(b − a)): the middle class as a product, in which nothing cancels.
middle = softplus(z - gap / 2) + softplus(-z - gap / 2) - log(1 - exp(-gap))

loss = Loss(
    "ordinal",
    Piecewise((-log(low), Eq(y, 0)), (middle, Eq(y, 1)), (-log(1 - high), True)),
    wrt=z,
    title="Ordinal loss of three classes",
    source="McCullagh: Regression models for ordinal data (1980)",
)
