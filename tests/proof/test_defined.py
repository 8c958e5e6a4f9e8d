"""What both sides being defined says may be used, and is named where one side alone rests on it."""

from __future__ import annotations

import pytest
from sympy import Expr, FiniteSet, Function, Interval, Range, Rational, cbrt, log, sqrt, symbols

from symxent.proof import prove

x, y, z, c = symbols("x y z c", real=True)

ROOTS = [
    (sqrt(z / (c + z)), sqrt(z) / sqrt(c + z)),
    (sqrt(x * y * z), sqrt(x) * sqrt(y) * sqrt(z)),
    (cbrt(x / y), cbrt(x) / cbrt(y)),
    (sqrt(1 - x**2), sqrt(1 - x) * sqrt(1 + x)),
    (log(x) + log(y), log(x * y)),
]


@pytest.mark.parametrize(("lhs", "rhs"), ROOTS)
def test_roots_and_logarithms_have_values_only_where_their_arguments_allow_it(lhs: Expr, rhs: Expr) -> None:
    assert prove(lhs, rhs).proved


def test_a_fact_that_one_side_alone_rests_on_is_named() -> None:
    assert prove(sqrt(x * y), sqrt(x) * sqrt(y)).used == (
        "x >= 0, where sqrt(x) is defined",
        "y >= 0, where sqrt(y) is defined",
    )
    assert not prove(sqrt(x) * sqrt(y) * sqrt(x), x * sqrt(y)).used


def test_a_root_that_only_one_factor_has_splits_nothing() -> None:
    """√(xy) has a value where both are negative, and there √x has none; |x| it is where nothing else is said."""
    assert prove(sqrt(x**2), x).refuted
    assert prove(sqrt(x**2 * y), x * sqrt(y)).refuted
    assert prove(sqrt(x**2 * y) + sqrt(x), x * sqrt(y) + sqrt(x)).proved


def test_what_an_unknown_function_is_taken_of_has_a_value_somewhere() -> None:
    f = Function("f")
    assert not prove(f(sqrt(x - 3)), f(x), {x: FiniteSet(-1, 0)}).proved
    assert not prove(f(x - Rational(1, 3)), f((x - 3) ** Rational(21, 10)), {x: Range(-1, 3)}).proved
    assert prove(f(sqrt(x**2)), f(x), {x: FiniteSet(1, 4)}).proved
    assert prove(f(x) * sqrt(x), sqrt(x) * f(x), {x: Interval(0, 1)}).proved
