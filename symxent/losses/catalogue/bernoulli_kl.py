"""Kullback–Leibler divergence of a Bernoulli prediction from a share: cross-entropy less the entropy of the share."""

from sympy import Eq, Expr, Piecewise, log

from symxent.language.functions import sigmoid
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, target

z, y = logit("z"), target("y", between=(0, 1))
p = sigmoid(z)


def times_log(u: Expr) -> Expr:
    """u log u, which is 0 at u = 0."""
    return Piecewise((0, Eq(u, 0)), (u * log(u), True))


loss = Loss(
    "bernoulli_kl",
    times_log(y) + times_log(1 - y) - y * log(p) - (1 - y) * log(1 - p),
    wrt=z,
    title="Kullback–Leibler divergence",
    source="Kullback, Leibler: On information and sufficiency (1951)",
    notes="near p = y the value is a difference of nearly equal numbers: small in absolute error, not in relative",
)
