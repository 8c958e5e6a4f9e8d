"""Logistic loss, labels −1 and 1: binary cross-entropy with other names for the labels."""

from sympy import exp, log

from symxent.losses.loss import Loss
from symxent.losses.variables import logit, target

z, y = logit("z"), target("y", values=(-1, 1))

loss = Loss(
    "logistic",
    log(1 + exp(-y * z)),
    wrt=z,
    title="Logistic loss",
    source="Friedman, Hastie, Tibshirani: Additive logistic regression (2000)",
)
