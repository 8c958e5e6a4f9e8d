"""Bound letters: what is free."""

import pytest
from sympy import Derivative, Dummy, Function, IndexedBase, Integer, Product, Subs, Sum, exp, symbols

from symxent.proof.binding import free_among

i, j, k, l, m, n, d = symbols("i j k l m n d", integer=True)
t = symbols("t", real=True)
x, y = IndexedBase("x"), IndexedBase("y")
f = Function("f")
j1, j2 = Dummy("j", integer=True), Dummy("j", integer=True)

FREE = [
    n * Sum(m, (m, 1, k)),
    m + Sum(m, (m, 1, m)),
    Sum(m * n, (m, 1, n), (n, 1, m)),
    Sum(m * n, (m, 1, l), (n, 1, m)),
    Product(x[n], (n, 1, k)) * x[l],
    Sum(x[m] * Sum(x[n] * m, (n, 1, m)), (m, 1, k)),
    Derivative(f(m), m) + Subs(f(n), n, Integer(0)),
    exp(t),
]


@pytest.mark.parametrize("e", FREE)
def test_the_free_letters_are_those_that_sympy_calls_free(e):
    assert free_among({m, n, l}, e) == e.free_symbols & {m, n, l}
