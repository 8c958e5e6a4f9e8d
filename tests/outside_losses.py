"""Losses of the literature that the catalogue has not, written as a user writes them."""

from __future__ import annotations

from sympy import Expr, Piecewise, Rational, cosh, exp, log

import symxent as sx
from symxent.language.functions import Phi, softplus
from symxent.losses.loss import Loss

z, r = sx.logit("z"), sx.prediction("r")
y, count = sx.target("y", values=(0, 1)), sx.target("y", at_least=0)
c = sx.parameter("c", 1, between=(0.1, 10))
tau = sx.parameter("tau", 0.3, between=(0.05, 0.95))
temper = sx.parameter("t", 0.5, between=(0.1, 0.9))
p, mu = sx.sigmoid(z), exp(z)


def tempered(q: Expr) -> Expr:
    """The bi-tempered logistic loss of one class, t₂ = 1: −log_t q − (1 − q^(2−t) − (1 − q)^(2−t))/(2 − t)."""
    return (1 - q ** (1 - temper)) / (1 - temper) - (1 - q ** (2 - temper) - (1 - q) ** (2 - temper)) / (2 - temper)


LOSSES: dict[str, Loss] = {
    name: Loss(name, expr, wrt=wrt)
    for name, expr, wrt in (
        ("log_cosh", log(cosh(r)), r),
        ("gumbel", z + exp(-z), z),
        ("quantile_smooth", tau * r + softplus(-r / c) * c, r),
        ("asymmetric_squares", Piecewise((tau * r**2, r >= 0), ((1 - tau) * r**2, True)), r),
        ("dice", 1 - 2 * y * p / (y + p), z),
        ("cauchy", log(1 + (r / c) ** 2), r),
        ("geman_mcclure", r**2 / (c**2 + r**2), r),
        ("tversky", 1 - y * p / (y * p + 3 * (1 - y) * p / 10 + 7 * y * (1 - p) / 10 + Rational(1, 100)), z),
        ("welsch", 1 - exp(-((r / c) ** 2) / 2), r),
        ("cloglog", -(y * log(1 - exp(-mu)) - (1 - y) * mu), z),
        ("probit", -(y * log(Phi(z)) + (1 - y) * log(Phi(-z))), z),
        ("linex", exp(c * r) - c * r - 1, r),
        ("negative_binomial", (count + c) * log(1 + mu / c) - count * z, z),
        ("bi_tempered", y * tempered(p) + (1 - y) * tempered(1 - p), z),
    )
}
