"""Ranges of sums and products that are shifted, lengthened, or run through by another letter."""

from __future__ import annotations

import pytest
from sympy import (
    Abs,
    Derivative,
    Expr,
    Function,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Max,
    Product,
    S,
    Sum,
    Symbol,
    exp,
    symbols,
)

from symxent.language.domain import Domain
from symxent.proof import prove

x = Symbol("x", real=True)
i, j, m, l, n = symbols("i j m l n", integer=True)
k, some = Symbol("k", integer=True, positive=True), Symbol("n", integer=True, nonnegative=True)
X, Y = IndexedBase("X"), IndexedBase("Y")
f = Function("f")
WITHIN = Domain(indices={i: (Integer(1), k)})

SUMS = [
    (Sum(KroneckerDelta(i, m + 1) * X[m], (m, 0, k - 1)), X[i - 1], WITHIN),
    (Sum(KroneckerDelta(i, m) * X[m + 1], (m, 1, k)), X[i + 1], WITHIN),
    (Sum((1 - KroneckerDelta(i, m + 1)) * X[m], (m, 0, k - 1)), Sum(X[l], (l, 0, k - 1)) - X[i - 1], WITHIN),
    (Sum(KroneckerDelta(i, m) * X[m], (m, 2, k)), X[i] - KroneckerDelta(i, 1) * X[1], WITHIN),
    (Sum(KroneckerDelta(i, m) * X[m], (m, 1, k)), Sum(KroneckerDelta(i, l) * X[l], (l, 1, k)), Domain()),
    (Derivative(Sum(Max(0, X[m]) ** 2, (m, 1, k)), X[i]), 2 * Max(0, X[i]), WITHIN),
    (KroneckerDelta(i + 1, j + 1) * X[i], KroneckerDelta(i, j) * X[j], Domain()),
    (Sum(X[m] * Y[m], (m, 1, n)), Sum(X[l] * Y[l], (l, 1, n)), Domain(where={n: S.Integers})),
    (Sum(f(m), (m, 1, k)), Sum(f(m - 1), (m, 2, k + 1)), Domain()),
    (Sum(f(m + 1) - f(m), (m, 1, k)), f(k + 1) - f(1), Domain()),
    (Sum(2**m, (m, 0, k - 1)), 2**k - 1, Domain()),
    ((x - 1) * Sum(x**m, (m, 0, k - 1)), x**k - 1, Domain()),
    (Sum(0 ** Abs(i - m) * X[m], (m, 1, k)), X[i], WITHIN),
    (Product(X[m], (m, 1, k + 1)), X[k + 1] * Product(X[m], (m, 1, k)), Domain()),
    (Product(1 + X[m] ** 2, (m, 1, k + 1)), (1 + X[k + 1] ** 2) * Product(1 + X[m] ** 2, (m, 1, k)), Domain()),
    (Product(x, (m, 1, some)), x**some, Domain()),
    (Product(-exp(X[m]), (m, 1, k)), (-1) ** k * exp(Sum(X[m], (m, 1, k))), Domain()),
]


@pytest.mark.parametrize(("lhs", "rhs", "domain"), SUMS)
def test_sums_and_products_over_shifted_ranges_are_one(lhs: Expr, rhs: Expr, domain: Domain) -> None:
    assert prove(lhs, rhs, domain).proved


NOT = [
    (Derivative(Sum(Max(0, X[m]) ** 2, (m, 1, k)), X[i]), 2 * X[i], WITHIN),
    (Sum(f(m), (m, 1, k)), Sum(f(m - 1), (m, 1, k)), Domain()),
    (Sum(2**m, (m, 0, k - 1)), 2**k, Domain()),
    ((x - 1) * Sum(x**m, (m, 0, k)), x**k - 1, Domain()),
    (Sum(KroneckerDelta(i, m + 1) * X[m], (m, 0, k - 1)), X[i], WITHIN),
    (Sum(KroneckerDelta(i, m) * X[m], (m, 2, k)), X[i], WITHIN),
    (KroneckerDelta(i + 1, j), KroneckerDelta(i, j), Domain()),
    (Product(X[m], (m, 1, k + 1)), X[k] * Product(X[m], (m, 1, k)), Domain()),
    (Product(x, (m, 1, some)), abs(x) ** some, Domain()),
]


@pytest.mark.parametrize(("lhs", "rhs", "domain"), NOT)
def test_what_is_shifted_by_one_too_many_is_another(lhs: Expr, rhs: Expr, domain: Domain) -> None:
    assert prove(lhs, rhs, domain).refuted
