"""Asymmetric loss: focal with an exponent for positives and another for negatives."""

from sympy import log

from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, parameter, target

z, y = logit("z"), target("y", values=(0, 1))
gamma_pos = parameter("gamma_pos", 1, between=(0, 5))
gamma_neg = parameter("gamma_neg", 4, between=(0, 5))
p = sigmoid(z)

loss = Loss(
    "asymmetric",
    -(y * (1 - p) ** gamma_pos * log(p) + (1 - y) * p**gamma_neg * log(1 - p)),
    wrt=z,
    title="Asymmetric loss",
    source="Ridnik, Ben-Baruch, Zamir, Noy, Friedman, Protter, Zelnik-Manor: Asymmetric loss for multi-label "
    "classification (2021), eq. 4, without its probability margin",
)
