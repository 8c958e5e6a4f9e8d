"""Mish: z tanh(softplus(z))."""

from sympy import tanh

from symxent.language.functions import softplus
from symxent.losses.loss import Loss
from symxent.losses.variables import logit

z = logit("z")

loss = Loss(
    "mish",
    z * tanh(softplus(z)),
    wrt=z,
    title="Mish",
    source="Misra: Mish, a self regularized non-monotonic activation function (2019)",
)
