"""Brier score: the squared error of a probability, as a function of its logit."""

from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, target

z, y = logit("z"), target("y", values=(0, 1))

loss = Loss(
    "brier",
    (sigmoid(z) - y) ** 2,
    wrt=z,
    title="Brier score",
    source="Brier: Verification of forecasts expressed in terms of probability (1950)",
    notes="convex in the probability, not in the logit",
)
