"""Expressions that are one but for the names of their bound letters, and such that only look so."""

import pytest
from sympy import Derivative, Dummy, Function, IndexedBase, Integral, KroneckerDelta, Product, Subs, Sum, exp, symbols

from symxent.logic import alike

i, j, k, l, m, n, d = symbols("i j k l m n d", integer=True)
t = symbols("t", real=True)
x, y = IndexedBase("x"), IndexedBase("y")
f = Function("f")
P, Q = symbols("P Q", commutative=False)
j1, j2 = Dummy("j", integer=True), Dummy("j", integer=True)

ALIKE = [
    (x[i], x[i]),
    (Sum(x[m], (m, 1, k)), Sum(x[n], (n, 1, k))),
    (exp(Sum(x[m], (m, 1, k))) * y[m], exp(Sum(x[n], (n, 1, k))) * y[m]),
    (Sum(x[m] * Sum(y[n] * m, (n, 1, m)), (m, 1, k)), Sum(x[l] * Sum(y[m] * l, (m, 1, l)), (l, 1, k))),
    (Sum(m * n, (m, 1, n), (n, 1, k)), Sum(l * m, (l, 1, m), (m, 1, k))),
    (Product(f(m), (m, 1, k)), Product(f(n), (n, 1, k))),
    (Sum(x[m], (m, 1, m)), Sum(x[n], (n, 1, m))),  # the end is outside of the sum
    (Sum(x[m], (m, 1, k)), Sum(x[j1], (j1, 1, k))),
    (Sum(Derivative(f(x[m]), x[i]), (m, 1, k)), Sum(Derivative(f(x[n]), x[i]), (n, 1, k))),
    (Sum(Subs(f(t, m), t, m), (m, 1, k)), Sum(Subs(f(t, n), t, n), (n, 1, k))),
    (Sum(Subs(f(m), m, m), (m, 1, k)), Sum(Subs(f(n), n, n), (n, 1, k))),
    # Sums stand in the order of their letters' names.
    (Sum(i * x[i], (i, 1, k)) + Sum(n * n, (n, 1, k)), Sum(n * x[n], (n, 1, k)) + Sum(i * i, (i, 1, k))),
    (Sum(KroneckerDelta(j, m) * x[m], (m, 1, k)), Sum(KroneckerDelta(j, j1) * x[j1], (j1, 1, k))),  # so does a delta
]
APART = [
    (x[j1], x[j2]),
    (Sum(KroneckerDelta(j, m), (m, 1, k)), Sum(KroneckerDelta(i, m), (m, 1, k))),
    (Sum(KroneckerDelta(j, m), (m, 1, k)), Sum(KroneckerDelta(j, d), (m, 1, k))),
    (Sum(x[m], (m, 1, k)), Sum(x[m], (m, 1, d))),
    (Sum(x[m], (m, 1, k)), Sum(x[m], (n, 1, k))),
    (Sum(x[n], (m, 1, k)), Sum(x[n], (n, 1, k))),
    (Sum(x[m], (m, 1, k)), Sum(y[m], (m, 1, k))),
    (Sum(x[m], (m, 1, k)), Product(x[m], (m, 1, k))),
    (Sum(x[m], (m, 1, k)), Sum(x[n], (n, 0, k))),
    (Sum(x[m] * y[i], (m, 1, k)), Sum(x[n] * y[j], (n, 1, k))),
    (Sum(Sum(x[n], (m, 1, k)), (n, 1, k)), Sum(Sum(x[n], (n, 1, k)), (m, 1, k))),
    (Sum(m * n, (m, 1, n), (n, 1, k)), Sum(n * m, (m, 1, n), (m, 1, k))),
    (Sum(x[m], (m, 1, n)), Sum(x[n], (n, 1, m))),
    (Sum(x[m] + x[j1], (m, 1, k)), Sum(x[n] + x[j2], (n, 1, k))),
    (Sum(Derivative(f(x[m]), x[m]), (m, 1, k)), Sum(Derivative(f(x[n]), x[i]), (n, 1, k))),
    (Sum(Subs(f(t, m), t, m), (m, 1, k)), Sum(Subs(f(t, m), t, n), (n, 1, k))),
    (Sum(x[m] + n, (m, 1, k)), Sum(x[n] + n, (n, 1, k))),
    (Derivative(f(t), t), Derivative(f(t), (t, 2))),
    (Sum(x[i], (i, 1, k)) + Sum(y[n], (n, 1, d)), Sum(x[n], (n, 1, d)) + Sum(y[i], (i, 1, k))),
    (f(i, j), f(j, i)),
    (P * Q, Q * P),
    (Sum(Integral(m * t, (t, 0, 1)), (m, 1, k)), Sum(Integral(m * t, (t, 0, 1)), (n, 1, k))),
    (Sum(x[i] * y[j], (i, 1, k)) * x[m], Sum(x[i] * y[j], (i, 1, k)) * x[n]),
]


@pytest.mark.parametrize(("a", "b"), ALIKE)
def test_expressions_that_differ_in_bound_letters_are_alike(a, b):
    assert alike(a, b)
    assert alike(b, a)


@pytest.mark.parametrize(("a", "b"), APART)
def test_expressions_that_differ_otherwise_are_not_alike(a, b):
    assert not alike(a, b)
    assert not alike(b, a)
