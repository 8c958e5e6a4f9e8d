"""Printed decimals are correctly rounded, ties included."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from identities import vx, x
from sympy import Expr, Integer, Rational, Sum, Symbol, exp, log, pi, sin, sqrt

from symxent.language.functions import sigmoid, softmax
from symxent.proof.balls import NoValue
from symxent.proof.rounding import correctly_rounded

PRINTED: list[tuple[Expr, int, str]] = [
    (exp(Rational("1.25")), 2, "3.49"),
    (exp(Rational("2.44")), 2, "11.47"),
    (exp(Rational("0.78")), 2, "2.18"),
    (exp(Rational("0.12")), 2, "1.13"),
    (-exp(Rational(1, 3)), 0, "-1"),
    (Rational(1, 8), 2, "0.13"),
    (Rational(-1, 8), 2, "-0.13"),
    (Rational(-1, 1000), 2, "0.00"),
    (Rational("1.005"), 2, "1.01"),
    (Integer(7), 3, "7.000"),
    (Integer(7), 0, "7"),
    (log(exp(Rational(1, 8))), 2, "0.13"),
    (-log(exp(Rational(1, 8))), 2, "-0.13"),
    (sqrt(2) ** 2 / 16, 2, "0.13"),
    (sigmoid(log(3)) / 6, 2, "0.13"),
    (exp(pi * sqrt(163)), 0, "262537412640768744"),
    (exp(pi * sqrt(163)), 12, "262537412640768743.999999999999"),
    (log(Integer(1)), 2, "0.00"),
]


@pytest.mark.parametrize(("value", "decimals", "expected"), PRINTED, ids=[str(row[0]) for row in PRINTED])
def test_a_printed_decimal_is_the_nearest(value: Expr, decimals: int, expected: str) -> None:
    assert correctly_rounded(value, decimals) == expected


def test_values_of_symbols_and_components_are_taken() -> None:
    at = {vx[1]: Rational("1.25"), vx[2]: Rational("2.44"), vx[3]: Rational("0.78"), vx[4]: Rational("0.12")}
    assert correctly_rounded(softmax(vx, 1, 4), 4, at) == "0.1910"
    m = Symbol("m", integer=True)
    assert correctly_rounded(Sum(exp(vx[m]), (m, 1, 4)), 2, at) == "18.27"
    assert correctly_rounded(exp(x), 3, {x: Integer(1)}) == "2.718"


def test_a_value_that_does_not_exist_has_no_decimals() -> None:
    with pytest.raises(NoValue):
        correctly_rounded(log(-x), 2, {x: Integer(1)})


@given(st.decimals(min_value=-1000, max_value=1000, places=4), st.integers(0, 3))
def test_a_rational_is_rounded_as_decimal_does(value: Decimal, decimals: int) -> None:
    expected = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert Decimal(correctly_rounded(Rational(str(value)), decimals)) == expected


@given(st.integers(1, 500), st.integers(0, 12))
def test_a_sine_is_rounded_as_mpmath_does(n: int, decimals: int) -> None:
    with mpmath.workdps(60):
        expected = mpmath.nint(mpmath.sin(n) * 10**decimals) / mpmath.mpf(10) ** decimals
        assert abs(mpmath.mpf(correctly_rounded(sin(Integer(n)), decimals)) - expected) < mpmath.mpf(10) ** -40
