"""Binary cross-entropy in the logit, with a share between 0 and 1 instead of a label."""

from sympy import log

from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, target

z, y = logit("z"), target("y", between=(0, 1))
p = sigmoid(z)

loss = Loss(
    "soft_bce",
    -(y * log(p) + (1 - y) * log(1 - p)),
    wrt=z,
    title="Binary cross-entropy of a share",
    source="the cross-entropy of two Bernoulli distributions",
)
