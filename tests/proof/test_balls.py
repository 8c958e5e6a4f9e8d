"""Ball arithmetic: rigorous values, and none where there is none."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import pytest
from flint import arb, ctx
from identities import X, a, i, j, k, l, m, n, vx, x, z
from sympy import (
    Abs,
    Derivative,
    Eq,
    Expr,
    Heaviside,
    Integer,
    KroneckerDelta,
    LambertW,
    Max,
    Min,
    Mod,
    Piecewise,
    Pow,
    Product,
    Rational,
    Sum,
    acos,
    acosh,
    acot,
    acoth,
    acsc,
    acsch,
    asec,
    asech,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    beta,
    binomial,
    ceiling,
    cos,
    cosh,
    cot,
    coth,
    csc,
    csch,
    digamma,
    erf,
    erfc,
    erfi,
    erfinv,
    exp,
    factorial,
    ff,
    floor,
    frac,
    gamma,
    harmonic,
    lambdify,
    log,
    loggamma,
    pi,
    polygamma,
    rf,
    sec,
    sech,
    sign,
    sin,
    sinc,
    sinh,
    sqrt,
    tan,
    tanh,
    zeta,
)
from sympy.codegen.cfunctions import exp2, expm1, log1p, log2, log10

from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus
from symxent.proof.balls import NotSeparated, NoValue, ball, holds_at

THIRD = Rational(1, 3)
VECTOR = {vx[1]: Integer(1), vx[2]: Rational(-1, 2), vx[3]: Rational(3, 4), k: Integer(3)}

ONE_ARGUMENT = [
    exp, log, sin, cos, tan, cot, sec, csc, asin, acos, atan, acot, sinc, sinh, cosh, tanh, coth, sech, csch, asinh,
    atanh, asech, acsch, erf, erfc, erfi, erfinv, gamma, loggamma, digamma, zeta, LambertW, sqrt, Abs, sign, factorial,
    floor, ceiling, frac,
]  # fmt: skip

OF_MORE: list[tuple[Expr, Callable[[mpmath.mpf], mpmath.mpf]]] = [
    (asec(x + 2), lambda u: mpmath.acos(1 / (u + 2))),
    (acsc(-x - 2), lambda u: -mpmath.asin(1 / (u + 2))),
    (acot(-x), lambda u: -mpmath.atan(1 / u)),
    (acosh(x + 2), lambda u: mpmath.acosh(u + 2)),
    (acoth(x + 2), lambda u: mpmath.atanh(1 / (u + 2))),
    (atan2(x, -2), lambda u: mpmath.atan2(u, -2)),
    (beta(x, 2 * x), lambda u: mpmath.beta(u, 2 * u)),
    (binomial(x, 3), lambda u: mpmath.binomial(u, 3)),
    (binomial(7, x), lambda u: mpmath.binomial(7, u)),
    (rf(x, 4), lambda u: mpmath.rf(u, 4)),
    (ff(x, 2 * x), lambda u: mpmath.ff(u, 2 * u)),
    (gamma(-x), lambda u: mpmath.gamma(-u)),
    (digamma(-x), lambda u: mpmath.digamma(-u)),
    (polygamma(2, x), lambda u: mpmath.polygamma(2, u)),
    (harmonic(x), lambda u: mpmath.harmonic(u)),
    (zeta(3, x), lambda u: mpmath.zeta(3, u)),
    (zeta(x - 3), lambda u: mpmath.zeta(u - 3)),
    (LambertW(-x / 2, -1), lambda u: mpmath.lambertw(-u / 2, -1).real),
    (Mod(x, -Rational(1, 4)), lambda u: u - mpmath.mpf(1) / 2),
    (Mod(-x, 1), lambda u: 1 - u),
    (sinc(0 * x), lambda u: mpmath.mpf(1)),
]


@pytest.mark.parametrize("function", ONE_ARGUMENT, ids=lambda f: f.__name__)
def test_a_ball_holds_the_value_that_mpmath_computes(function: type) -> None:
    own = {LambertW: lambda u: mpmath.lambertw(u).real, frac: lambda u: u, floor: mpmath.floor, ceiling: mpmath.ceil}
    agrees(function(x), own[function] if function in own else lambdify(x, function(x), "mpmath"))


@pytest.mark.parametrize(("written", "expected"), OF_MORE, ids=[str(row[0]) for row in OF_MORE])
def test_functions_of_several_arguments_and_of_other_ranges(
    written: Expr, expected: Callable[[mpmath.mpf], mpmath.mpf]
) -> None:
    agrees(written, expected)


def agrees(written: Expr, expected: Callable[[mpmath.mpf], mpmath.mpf]) -> None:
    with mpmath.workdps(40):
        decimals = mpmath.nstr(expected(mpmath.mpf(1) / 3), 35)
    with ctx.workprec(140):
        assert abs(ball(written, {x: THIRD}, 140) - arb(decimals)) < arb("1e-30")


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


EXACTLY: list[tuple[Expr, Expr, Expr]] = [
    # where no ball decides, at a third
    (sqrt(1 - 3 * x), THIRD, Integer(0)),
    (acos(3 * x), THIRD, Integer(0)),
    (acosh(3 * x), THIRD, Integer(0)),
    (floor(3 * x), THIRD, Integer(1)),
    (ceiling(3 * x), THIRD, Integer(1)),
    (frac(3 * x), THIRD, Integer(0)),
    (Mod(1, x), THIRD, Integer(0)),
    (sign(3 * x - 1), THIRD, Integer(0)),
    (sign(Abs(x) - x), THIRD, Integer(0)),
    (Heaviside(floor(3 * x) - 1), THIRD, Rational(1, 2)),
    (Piecewise((5, Eq(Max(3 * x, 1), 1)), (7, True)), THIRD, Integer(5)),
    (KroneckerDelta(3 * x, 1), THIRD, Integer(1)),
    (binomial(6 * x, 1), THIRD, Integer(2)),
    # powers
    (0**z, Integer(0), Integer(1)),
    (z**z, Integer(0), Integer(1)),
    (0 ** Abs(z), Integer(2), Integer(0)),
    (z ** sin(z), Integer(0), Integer(1)),
    (z ** exp(z), Integer(0), Integer(0)),
    (Pow(-2, 6 * z), THIRD, Integer(4)),
    (Pow(-2, Max(z, 3)), Integer(1), Integer(-8)),
    # where functions end, begin and step
    (asin(z), Integer(-1), -pi / 2),
    (acosh(z), Integer(1), Integer(0)),
    (asech(z), Integer(1), Integer(0)),
    (acot(z), Integer(0), pi / 2),
    (atan2(0, z), Integer(-1), pi),
    (factorial(z), Integer(0), Integer(1)),
    (binomial(z, 3), Integer(-2), Integer(-4)),
    (binomial(3, z), Integer(-1), Integer(0)),
    (binomial(z, 5), Integer(3), Integer(0)),
    (beta(z, 1), Rational(-1, 2), Integer(-2)),
    (harmonic(z, 2), Integer(2), Rational(5, 4)),
    (zeta(z), Integer(0), Rational(-1, 2)),
    (floor(z), Rational(-1, 2), Integer(-1)),
    (Mod(z, 3), Integer(-1), Integer(2)),
]


@pytest.mark.parametrize(("written", "at", "expected"), EXACTLY, ids=[f"{row[0]} at {row[1]}" for row in EXACTLY])
def test_at_an_edge_the_exact_value_decides(written: Expr, at: Expr, expected: Expr) -> None:
    point = {x: at, z: at}
    assert ball(written, point).overlaps(ball(expected, {}))
    assert ball(written, point).rad() < 1e-30


NO_VALUE: list[tuple[Expr, dict[Expr, Expr]]] = [
    (z ** sin(z), {z: Rational(-1, 2)}),
    (0**z, {z: Integer(-1)}),
    (0 ** -exp(z), {z: Integer(1)}),
    (sin(1 / x), {x: Integer(0)}),
    (cot(x), {x: Integer(0)}),
    (asin(x), {x: Integer(2)}),
    (acosh(x), {x: Rational(1, 2)}),
    (asec(x), {x: Rational(1, 2)}),
    (asech(x), {x: Integer(0)}),
    (atanh(x), {x: Integer(1)}),
    (acoth(x), {x: Integer(1)}),
    (acsch(x), {x: Integer(0)}),
    (atan2(x, x), {x: Integer(0)}),
    (erfinv(x), {x: Integer(1)}),
    (gamma(x), {x: Integer(-2)}),
    (loggamma(x), {x: Rational(-1, 2)}),
    (digamma(x), {x: Integer(0)}),
    (factorial(x), {x: Integer(-1)}),
    (binomial(x, Rational(1, 2)), {x: Integer(-3)}),
    (beta(x, 2), {x: Integer(-1)}),
    (zeta(x), {x: Integer(1)}),
    (LambertW(x), {x: Integer(-1)}),
    (LambertW(x, -1), {x: Integer(1)}),
    (LambertW(x, 1), {x: Integer(1)}),
    (Mod(1, x), {x: Integer(0)}),
    (logit(x), {x: Integer(1)}),
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
