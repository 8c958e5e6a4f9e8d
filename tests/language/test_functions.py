"""The field's functions: their derivatives and rewritings, against mpmath at many digits."""

import mpmath
import pytest
from sympy import Float, Function, IndexedBase, Rational, Symbol, diff, exp, lambdify, log, symbols, tanh

from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus

x = Symbol("x", real=True)
TEXTBOOK = {
    sigmoid: lambda t: 1 / (1 + mpmath.exp(-t)),
    softplus: lambda t: mpmath.log(1 + mpmath.exp(t)),
    logit: lambda t: mpmath.log(t / (1 - t)),
}


@pytest.mark.parametrize("function", TEXTBOOK, ids=lambda f: f.__name__)
@pytest.mark.parametrize("point", [Rational(1, 7), Rational(1, 2), Rational(9, 10)])
def test_value_and_derivatives_agree_with_the_textbook_formula(function: Function, point: Rational) -> None:
    with mpmath.workdps(40):
        at = mpmath.mpf(point.p) / point.q
        assert mpmath.almosteq(function(x).evalf(40, subs={x: point}), TEXTBOOK[function](at), 1e-30)
        for order in (1, 2, 3):
            value = diff(function(x), x, order).rewrite(exp).evalf(40, subs={x: point})
            assert mpmath.almosteq(value, mpmath.diff(TEXTBOOK[function], at, order), 1e-12)


def test_the_sigmoid_of_zero_is_a_half_and_stays_exact() -> None:
    assert sigmoid(0) == Rational(1, 2)
    assert sigmoid(x).subs(x, 0) == Rational(1, 2)
    assert isinstance(sigmoid(Float(1)).evalf(), Float)


def test_rewriting_leaves_only_exp_and_log() -> None:
    y, k = IndexedBase("y", real=True), Symbol("k", integer=True, positive=True)
    i = symbols("i", integer=True)
    for expression in (sigmoid(x), softplus(x), logit(x), softmax(y, i, k), logsumexp(y, k)):
        assert not expression.rewrite(exp).has(sigmoid, softplus, logit, softmax, logsumexp)
    assert sigmoid(x).rewrite(tanh).has(tanh)
    assert logit(x).rewrite(log) == log(x / (1 - x))


def test_softmax_of_explicit_classes_is_a_plain_quotient() -> None:
    y = IndexedBase("y", real=True)
    value = lambdify([y[1], y[2]], softmax(y, 1, 2).rewrite(exp), "math")(0.5, -0.25)
    assert value == pytest.approx(1 / (1 + float(mpmath.exp(-0.75))))
