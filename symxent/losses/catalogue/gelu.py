"""GELU: z Φ(z), with Φ the distribution function of the normal distribution."""

from symxent.language.functions import Phi
from symxent.losses.loss import Loss
from symxent.losses.variables import logit

z = logit("z")

loss = Loss(
    "gelu",
    z * Phi(z),
    wrt=z,
    title="GELU",
    source="Hendrycks, Gimpel: Gaussian error linear units (2016)",
)
