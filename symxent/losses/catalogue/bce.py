"""Binary cross-entropy in the logit, labels 0 and 1."""

from sympy import log

from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, target

z, y = logit("z"), target("y", values=(0, 1))
p = sigmoid(z)

loss = Loss(
    "bce",
    -(y * log(p) + (1 - y) * log(1 - p)),
    wrt=z,
    title="Binary cross-entropy",
    source="Good, Rational decisions (1952); the negative log-likelihood of a Bernoulli variable",
)
