"""softplus as an activation: its value, slope and curvature."""

from symxent.language.functions import softplus
from symxent.losses.loss import Loss
from symxent.losses.variables import logit

z = logit("z")

loss = Loss(
    "softplus",
    softplus(z),
    wrt=z,
    title="softplus",
    source="Dugas, Bengio, Bélisle, Nadeau, Garcia: Incorporating second-order functional knowledge (2001)",
)
