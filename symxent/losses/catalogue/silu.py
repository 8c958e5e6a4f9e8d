"""SiLU, also called swish: z σ(z)."""

from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit

z = logit("z")

loss = Loss(
    "silu",
    z * sigmoid(z),
    wrt=z,
    title="SiLU",
    source="Elfwing, Uchibe, Doya: Sigmoid-weighted linear units (2018)",
)
