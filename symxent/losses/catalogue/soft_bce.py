"""Binary cross-entropy in the logit, with a share between 0 and 1 instead of a label."""

from symxent.kernels.catalogue import cross_entropy
from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, target

z, y = logit("z"), target("y", between=(0, 1))

loss = Loss(
    "soft_bce",
    cross_entropy(y, sigmoid(z)),
    wrt=z,
    title="Binary cross-entropy of a share",
    source="the cross-entropy of two Bernoulli distributions",
)
