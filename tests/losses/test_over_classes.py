"""Closed forms of derivatives for symbolic k: each is proved to be the derivative, a wrong one is refuted."""

from __future__ import annotations

import pytest
from sympy import Derivative, Expr, Interval, KroneckerDelta, S, Sum, Symbol, log

from symxent.language.domain import NONNEGATIVE, Domain
from symxent.language.functions import logsumexp, softmax
from symxent.losses.over_classes import Parts, along, differentiated, j, k, split, t, v, with_deltas, x, y
from symxent.proof import prove

epsilon, gamma = Symbol("epsilon", real=True), Symbol("gamma", positive=True)
m = Symbol("m", integer=True)


def p(index: Symbol) -> Expr:
    return softmax(x, index, k)


LOSSES: dict[str, Expr] = {
    "cross-entropy": -log(p(t)),
    "label-smoothed": -Sum(((1 - epsilon) * KroneckerDelta(j, t) + epsilon / k) * log(p(j)), (j, 1, k)),
    "of shares": -Sum(y[j] * log(p(j)), (j, 1, k)),
    "focal": -((1 - p(t)) ** gamma) * log(p(t)),
    "Brier": Sum((p(j) - KroneckerDelta(j, t)) ** 2, (j, 1, k)),
    "with a penalty of log-sum-exp": logsumexp(x, k) - x[t] + epsilon * logsumexp(x, k) ** 2,
    "with a penalty of confidence": -log(p(t)) + epsilon * Sum(p(j) * log(p(j)), (j, 1, k)),
    "squared scores": Sum(x[j] ** 2 * p(j), (j, 1, k)) + logsumexp(x, k),
}
DOMAIN = Domain(where={epsilon: Interval(0, 1), y: NONNEGATIVE}, indices={j: (S.One, k), t: (S.One, k), m: (S.One, k)})


@pytest.mark.parametrize("name", LOSSES)
def test_gradient_diagonal_and_product_are_proved_to_be_the_derivatives(name: str) -> None:
    loss = LOSSES[name]
    labelled = loss.has(t)
    value = split(loss)
    first = differentiated(Parts(value if labelled else None, value))
    second = differentiated(first)
    third = differentiated(first, lambda expr, _: along(expr))
    gradient, diagonal, product = (with_deltas(parts.formula) for parts in (first, second, third))
    assert prove(loss, with_deltas(value), DOMAIN).proved
    assert prove(Derivative(loss, x[j]), gradient, DOMAIN).proved
    assert prove(Derivative(gradient, x[j]), diagonal, DOMAIN, seconds=20).proved
    in_v = Sum(v[m] * Derivative(gradient, x[m]), (m, 1, k))
    verdict = prove(in_v, product, DOMAIN, seconds=20)
    # Of a delta under two sums the prover decides nothing; it must not call it false either.
    assert not verdict.refuted if name == "Brier" else verdict.proved


def test_a_wrong_gradient_is_refuted() -> None:
    loss = LOSSES["label-smoothed"]
    value = split(loss)
    right = differentiated(Parts(value, value)).formula
    wrong = right - epsilon * KroneckerDelta(j, t) / k
    assert prove(Derivative(loss, x[j]), wrong, DOMAIN).refuted


def test_a_sum_with_a_delta_is_split_without_a_new_difference() -> None:
    value = split(LOSSES["Brier"])
    assert value.has(Sum)
    assert not value.has(KroneckerDelta)
    assert (p(t) - 1) ** 2 in value.args
