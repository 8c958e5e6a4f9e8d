"""Generalised cross-entropy (1 − p^q)/q of the probability p of the label: between cross-entropy and absolute error."""

from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y", values=(0, 1))
q = parameter("q", 0.7, between=(0.05, 0.95))
p = sigmoid(z)

loss = Loss(
    "generalised_ce",
    y * (1 - p**q) / q + (1 - y) * (1 - (1 - p) ** q) / q,
    wrt=z,
    title="Generalised cross-entropy",
    source="Zhang, Sabuncu: Generalized cross entropy loss for noisy labels (2018), eq. 6",
)
