"""Ball arithmetic: rigorous values, and none where there is none."""

from __future__ import annotations

import mpmath
import pytest
from flint import arb, ctx
from identities import X, a, i, j, k, l, m, n, vx, x, z
from sympy import (
    Abs,
    Derivative,
    Expr,
    Heaviside,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Piecewise,
    Pow,
    Product,
    Rational,
    Sum,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    cos,
    cosh,
    coth,
    digamma,
    erf,
    erfc,
    exp,
    factorial,
    gamma,
    lambdify,
    log,
    loggamma,
    pi,
    sech,
    sign,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)
from sympy.codegen.cfunctions import exp2, expm1, log1p, log2, log10

from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus
from symxent.proof.balls import NotSeparated, NoValue, ball, holds_at

THIRD = Rational(1, 3)
VECTOR = {vx[1]: Integer(1), vx[2]: Rational(-1, 2), vx[3]: Rational(3, 4), k: Integer(3)}

ONE_ARGUMENT = [
    exp, log, sin, cos, tan, asin, atan, sinh, cosh, tanh, coth, sech, asinh, atanh, erf, erfc, gamma, loggamma,
    digamma, sqrt, Abs, sign, factorial,
]  # fmt: skip


@pytest.mark.parametrize("function", ONE_ARGUMENT, ids=lambda f: f.__name__)
def test_a_ball_holds_the_value_that_mpmath_computes(function: type) -> None:
    with mpmath.workdps(40):
        expected = lambdify(x, function(x), "mpmath")(mpmath.mpf(1) / 3)
        decimals = mpmath.nstr(expected, 35)
    with ctx.workprec(140):
        assert abs(ball(function(x), {x: THIRD}, 140) - arb(decimals)) < arb("1e-30")


OWN_FUNCTIONS: list[tuple[Expr, Expr]] = [
    (sigmoid(x), 1 / (1 + exp(-x))),
    (softplus(x), log(1 + exp(x))),
    (logit(x), log(x / (1 - x))),
    (log1p(x), log(1 + x)),
    (expm1(x), exp(x) - 1),
    (log2(x), log(x) / log(2)),
    (log10(x), log(x) / log(10)),
    (exp2(x), 2**x),
    (acosh(x + 2), log(x + 2 + sqrt((x + 2) ** 2 - 1))),
    (Max(x, 0, -x), x),
    (Min(x, 1), x),
    (Heaviside(x), Integer(1)),
    (Heaviside(x - THIRD), Rational(1, 2)),
    (Piecewise((1, x > 1), (2, x <= 1)), Integer(2)),
    (Pow(x, Rational(5, 3)), exp(5 * log(x) / 3)),
    (x**x, exp(x * log(x))),
    (Derivative(x**3, x), 3 * x**2),
]


@pytest.mark.parametrize(("written", "meant"), OWN_FUNCTIONS, ids=[str(row[0]) for row in OWN_FUNCTIONS])
def test_a_function_has_the_value_of_its_definition(written: Expr, meant: Expr) -> None:
    at = {x: THIRD}
    assert ball(written, at).overlaps(ball(meant, at))
    assert ball(written, at).rad() < 1e-30


def test_sums_products_and_deltas_are_written_out() -> None:
    total = exp(Integer(1)) + exp(Rational(-1, 2)) + exp(Rational(3, 4))
    assert ball(Sum(exp(vx[m]), (m, 1, k)), VECTOR).overlaps(ball(total, {}))
    assert ball(softmax(vx, i, k), {**VECTOR, i: Integer(2)}).overlaps(ball(exp(Rational(-1, 2)) / total, {}))
    assert ball(logsumexp(vx, k), VECTOR).overlaps(ball(log(total), {}))
    assert ball(Product(m, (m, 1, k)), VECTOR) == 6
    assert ball(Sum(KroneckerDelta(m, 2) * vx[m], (m, 1, k)), VECTOR) == arb(-0.5)
    assert ball(Sum(m * l, (m, 1, l), (l, 1, k)), VECTOR) == 1 + 2 * 3 + 3 * 6
    assert ball(Sum(vx[m], (m, 1, k)), {**VECTOR, k: Integer(0)}) == 0
    assert ball(Sum(X[m, 1], (m, 1, 2)), {X[1, 1]: Integer(2), X[2, 1]: Integer(5)}) == 7


NO_VALUE: list[tuple[Expr, dict[Expr, Expr]]] = [
    (log(x), {x: Integer(-1)}),
    (log(x), {x: Integer(0)}),
    (sqrt(x), {x: Integer(-1)}),
    (1 / x, {x: Integer(0)}),
    (x ** Rational(1, 3), {x: Integer(-8)}),
    (x**z, {x: Integer(-2), z: Rational(1, 2)}),
    (Piecewise((1, x > 0)), {x: Integer(-1)}),
    (a, {x: Integer(1)}),
    (Sum(vx[m], (m, 1, k)), {k: Integer(2), vx[1]: Integer(1)}),
    (Sum(m, (m, 1, 10**7)), {}),
    (Sum(vx[m], (m, 1, k)), {k: Integer(-3)}),
    (softmax(vx, i, k), {**VECTOR, i: Integer(4)}),
    (vx[n], {n: Rational(1, 2)}),
    (Pow(x, 10**9, evaluate=False), {x: Integer(2)}),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "at"), NO_VALUE, ids=[str(row[0]) for row in NO_VALUE])
def test_what_has_no_value_gets_none(expr: Expr, at: dict[Expr, Expr]) -> None:
    with pytest.raises(NoValue):
        ball(expr, at)


def test_zero_to_whole_powers_of_a_wide_ball_stays_finite() -> None:
    assert ball((sin(pi) + x) ** 2, {x: Integer(0)}).contains(arb(0))


def test_a_comparison_that_precision_does_not_decide_is_not_decided() -> None:
    zero = sin(pi * x) ** 2 + cos(pi * x) ** 2 - 1
    with pytest.raises(NotSeparated):
        ball(log(zero), {x: THIRD})
    with pytest.raises(NotSeparated):
        holds_at(zero > 0, {x: THIRD})
    assert holds_at((x > 0) & ~(x > j) | (x > 1), {x: THIRD, j: Integer(1)})
