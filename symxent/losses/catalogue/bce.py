"""Binary cross-entropy in the logit, labels 0 and 1."""

from symxent.kernels.catalogue import cross_entropy
from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, target

z, y = logit("z"), target("y", values=(0, 1))

loss = Loss(
    "bce",
    cross_entropy(y, sigmoid(z)),
    wrt=z,
    title="Binary cross-entropy",
    source="Good, Rational decisions (1952); the negative log-likelihood of a Bernoulli variable",
)
