"""Which exponents are computed whole."""

import pytest
from sympy import Abs, Max, Min, Rational, Symbol, exp, sqrt, symbols

from symxent.kernels.program.exponents import exp_product, exp_quotient, exp_square, is_free, sigmoid_power, whole
from symxent.kernels.program.loops import Input, exp_difference
from symxent.kernels.program.lower import lower
from symxent.language.functions import sigmoid, softplus
from symxent.proof import prove

a, b, n, u = symbols("a b n u", real=True)
WHOLE = [
    (sigmoid(a) ** n, sigmoid_power(a, n)),
    (sigmoid(a) ** Rational(7, 10), sigmoid_power(a, Rational(7, 10))),
    (exp(-n * softplus(a)), sigmoid_power(-a, n)),
    (exp(n * softplus(a)), sigmoid_power(-a, -n)),
    (exp(a * b), exp_product(a, b)),
    (exp(-(a**2) / 2), exp_product(-a / 2, a)),
    (exp(a / b), exp_quotient(a, b)),
    (exp(-Abs(a / b) / 2), exp_quotient(-Abs(a) / 2, Abs(b))),
    (exp(-((a / b) ** 2) / 2), exp_square(a, b, Rational(-1, 2))),
    (exp(-Abs(a + b)), exp_difference(Min(a, -b), Max(a, -b))),
    (exp(3 * a), exp_product(3, a)),
    (exp(Rational(7, 10) * a), exp_product(Rational(7, 10), a)),
]


@pytest.mark.parametrize(("expr", "expected"), WHOLE, ids=[str(e) for e, _ in WHOLE])
def test_an_exponent_that_is_a_product_is_computed_whole_and_means_the_same(expr, expected):
    assert whole(expr) == expected
    assert prove(expr, expected.rewrite(exp)).proved


PLAIN = (
    *(exp(a), exp(-a), exp(2 * a), exp(-a / 2), exp(a + b)),
    *(exp(-softplus(a)), exp(-2 * softplus(a)), sigmoid(a) ** 2),
)


@pytest.mark.parametrize("expr", PLAIN, ids=str)
def test_an_exponent_that_is_exact_or_a_sum_is_left_as_it_is(expr):
    assert whole(expr) is None


def test_a_power_is_free_unless_products_and_roots_make_it():
    assert [is_free(e) for e in (u**n, u ** Rational(1, 3), u**2, sqrt(u), 1 / u, u)] == [True, True] + [False] * 4


def test_what_is_computed_whole_has_a_name_and_so_have_its_arguments():
    plain = ((1 + sigmoid(a + n) ** n) * exp(a * (n - 1))).xreplace({a: Symbol("a"), n: Symbol("n")})
    program = lower("f", (Input("a"), Input("n")), {"out": ((), plain)})
    text = str(program)
    assert "q = sigmoid_power(w, n)" in text
    assert "exp_product(a, w2)" in text
    assert "sigmoid(w)" not in text
