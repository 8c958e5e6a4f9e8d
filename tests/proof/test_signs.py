"""Range and sign claims: each proved by an argument in words."""

from __future__ import annotations

import pytest
from identities import CLASSES, ONE_HOT, X, a, c, d, i, j, k, l, m, n, p, q, vp, vq, vv, vw, vx, vy, x, y, z
from sympy import (
    Derivative,
    Expr,
    IndexedBase,
    Integer,
    Interval,
    Max,
    Piecewise,
    Rational,
    Sum,
    cosh,
    exp,
    log,
    oo,
    tanh,
)

from symxent.language.domain import CLOSED_UNIT, LABEL, UNIT, Domain, simplex
from symxent.language.functions import logsumexp, sigmoid, softmax, softplus
from symxent.proof import Status, prove

ZERO, ONE = Integer(0), Integer(1)
REAL = Domain()
LOSS = Domain(where={y: CLOSED_UNIT, p: UNIT})
LABELS = CLASSES.extended(where={vy: CLOSED_UNIT})
TWO_SIMPLICES = Domain(where={vp: UNIT, vq: UNIT}, equal=(simplex(vp, k), simplex(vq, k)))
BCE = -(y * log(p) + (1 - y) * log(1 - p))
MEAN = Sum(softmax(vx, l, k) * vv[l], (l, 1, k))

BOUNDS: list[tuple[str, Expr, str, Expr, Domain, str]] = [
    ("sigmoid above 0", sigmoid(z), ">", ZERO, REAL, ""),
    ("sigmoid below 1", sigmoid(z), "<", ONE, REAL, ""),
    ("slope at most a quarter", Derivative(sigmoid(z), z), "<=", Rational(1, 4), REAL, "even power"),
    ("tanh within", tanh(z), "<", ONE, REAL, ""),
    ("softplus above relu", softplus(z), ">", Max(z, 0), REAL, "logarithm"),
    ("softplus near relu", softplus(z), "<=", Max(z, 0) + log(2), REAL, "logarithm"),
    ("cosh at least 1", cosh(z), ">=", ONE, REAL, ""),
    ("bce", BCE, ">=", ZERO, LOSS, "one side of 1"),
    ("bce, strictly", BCE, ">", ZERO, LOSS, "one side of 1"),
    ("bce in the logit", softplus(z) - y * z, ">", ZERO, LOSS, "affine in y"),
    ("bce in the logit, labels", softplus(z) - y * z, ">", ZERO, Domain(where={y: LABEL}), "affine in y"),
    ("bce second derivative", Derivative(softplus(z) - y * z, z, 2), ">", ZERO, REAL, ""),
    ("focal loss", -((1 - p) ** 2) * log(p), ">=", ZERO, LOSS, "squared"),
    ("binary entropy", -p * log(p) - (1 - p) * log(1 - p), ">", ZERO, LOSS, "one side of 1"),
    ("log below its tangent", log(q), "<=", q - 1, REAL, "log t ≤ t − 1"),
    ("exp above its tangent", exp(x), ">=", 1 + x, REAL, "1 + t ≤ e^t"),
    ("arithmetic and geometric mean", a**2 + c**2, ">=", 2 * a * c, REAL, "even power"),
    ("softmax above 0", softmax(vx, i, k), ">", ZERO, CLASSES, ""),
    ("softmax at most 1", softmax(vx, i, k), "<=", ONE, CLASSES, "own term"),
    (
        "softmax below 1, two classes",
        softmax(vx, i, k),
        "<",
        ONE,
        CLASSES.extended(where={k: Interval(2, oo)}),
        "own term",
    ),
    ("softmax below 1, k − 1 > 0", softmax(vx, i, k), "<", ONE, CLASSES.extended(positive=(k - 1,)), "own term"),
    ("log-sum-exp above each", logsumexp(vx, k), ">=", vx[j], CLASSES, "own term"),
    ("cross-entropy", -Sum(vy[m] * log(softmax(vx, m, k)), (m, 1, k)), ">=", ZERO, LABELS, "each summand"),
    ("relative entropy", Sum(vp[m] * log(vp[m] / vq[m]), (m, 1, k)), ">=", ZERO, TWO_SIMPLICES, "log t ≤ t − 1"),
    (
        "quadratic form",
        Sum(vw[m] * Sum(X[m, l] * vv[l], (l, 1, d)) ** 2, (m, 1, n)),
        ">=",
        ZERO,
        Domain(where={vw: UNIT}),
        "squared",
    ),
    (
        "curvature of the loss",
        Sum(sigmoid(vx[m]) * (1 - sigmoid(vx[m])) * vv[m] ** 2, (m, 1, n)),
        ">=",
        ZERO,
        REAL,
        "squared",
    ),
    ("squared error", Sum((vx[m] - vy[m]) ** 2, (m, 1, n)), ">=", ZERO, REAL, "squared"),
    ("Huber", Piecewise((a**2 / 2, a**2 <= 1), (Max(a, -a) - Rational(1, 2), True)), ">=", ZERO, REAL, ""),
    ("exponential is not zero", exp(x), "!=", ZERO, REAL, ""),
    ("a number", exp(ONE), ">", Rational(27, 10), REAL, "one side exceeds the other by 0.0182818"),
    ("a number beside 0", exp(ONE), ">", ZERO, REAL, "it is 2.71828 everywhere"),
]


@pytest.mark.parametrize(
    ("lhs", "op", "rhs", "domain", "words"), [row[1:] for row in BOUNDS], ids=[row[0] for row in BOUNDS]
)
def test_a_bound_is_proved_by_an_argument_in_words(lhs: Expr, op: str, rhs: Expr, domain: Domain, words: str) -> None:
    verdict = prove(lhs, rhs, domain, op=op)
    assert verdict.status is Status.PROVED, str(verdict)
    assert words in verdict.reason
    assert verdict.reason


def test_a_certificate_is_proved_equal_and_its_shape_looked_at() -> None:
    hessian = Sum(softmax(vx, m, k) * vv[m] ** 2, (m, 1, k)) - MEAN**2
    certificate = Sum(softmax(vx, m, k) * (vv[m] - MEAN) ** 2, (m, 1, k))
    assert prove(hessian, ZERO, REAL, op=">=").status is Status.UNKNOWN
    assert prove(hessian, ZERO, REAL, op=">=", certificate=certificate).proved
    wrong = prove(hessian, ZERO, REAL, op=">=", certificate=2 * certificate)
    assert wrong.status is Status.UNKNOWN
    assert "certificate" in wrong.reason


def test_the_facts_that_a_bound_rests_on_are_named() -> None:
    used = prove(Sum(vp[m] * log(vp[m] / vq[m]), (m, 1, k)), ZERO, TWO_SIMPLICES, op=">=").used
    assert "Sum(p[m], (m, 1, k)) = 1" in used
    assert "0 < q < 1" in used


def test_a_sum_over_an_empty_range_is_not_above_zero() -> None:
    w = IndexedBase("w")
    claim = Sum(exp(w[m]), (m, i + 1, k))
    assert prove(claim, ZERO, CLASSES, op=">=").proved
    assert not prove(claim, ZERO, CLASSES, op=">").proved
    assert not prove(vy[i], ONE, ONE_HOT, op="<=").proved  # real labels that add up to 1 may exceed it
