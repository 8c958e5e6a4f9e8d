"""Sums over places of letters, q[k] P(Y = k): a table gives each place a value of its own."""

from __future__ import annotations

import pytest
from sympy import Abs, Dummy, Eq, Expr, IndexedBase, Integer, Interval, Sum, Symbol, oo

from symxent import E
from symxent.language.domain import Domain
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


DECLARED = (Domain(positive=(q[k],)), Domain(where={q: Interval.open(0, oo)}))


@pytest.mark.parametrize("declared", DECLARED)
def test_a_table_keeps_to_what_is_declared_of_all_places(declared: Domain) -> None:
    verdict = prove(score(k, i, Abs(q[k])), score(k, i, q[k]), declared)
    assert verdict.status in (Status.PROVED, Status.UNKNOWN)


def test_a_declared_sum_is_kept_to() -> None:
    one = Domain(equal=((Sum(q[k], (k, 1, d)), Integer(1)),))
    assert prove(score(k, i, q[k]), score(k, i, q[k] * Sum(q[j], (j, 1, d))), one).proved
    assert not prove(score(k, i, q[k]), score(k, i, q[k] * Sum(q[j], (j, 1, d)) ** 2), one).refuted


def test_what_is_declared_of_letters_is_kept_to() -> None:
    a, b = Symbol("a", real=True), Symbol("b", real=True)
    assert prove(a * E(Y), b * E(Y), Domain(equal=((a, b),))).proved
    assert prove(a * E(Y), b * E(Y)).refuted
    assert prove(Abs(q[1]) * E(Y), q[1] * E(Y), Domain(positive=(q[1],))).proved
