"""Sums over places of letters, q[k] P(Y = k): a table gives each place a value of its own."""

from __future__ import annotations

import pytest
from sympy import Dummy, Eq, Expr, IndexedBase, Sum, Symbol

from symxent.logic import Probability, RandomVariable
from symxent.proof import Status, prove

Y = RandomVariable("Y")
q = IndexedBase("q", real=True)
d = Symbol("d", integer=True, positive=True)
k, i, j = (Dummy(name, integer=True) for name in "kij")


def score(k: Dummy, i: Dummy, body: Expr) -> Expr:
    return Sum((body - Sum(q[i] ** 2, (i, 1, d))) * Probability(Eq(Y, k)), (k, 1, d))


def test_the_names_of_bound_letters_make_no_difference() -> None:
    assert prove(score(k, i, 2 * q[k] - 1), score(j, k, q[j] ** 2 - (q[j] - 1) ** 2)).proved


@pytest.mark.parametrize("body", [2 * q[j], 3 * q[j] - 1, q[j] ** 2])
def test_what_is_false_is_refuted(body: Expr) -> None:
    assert prove(score(k, i, 2 * q[k] - 1), score(j, k, body)).status is Status.REFUTED
