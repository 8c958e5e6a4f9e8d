"""Any expression made stable: the form that a textbook of numerics gives, proved, measured, as code."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import Expr, Interval, Rational, Symbol, acosh, asinh, atanh, cosh, exp, log, oo, sinh, sqrt, symbols
from sympy.codegen.cfunctions import expm1

import symxent as sx
from symxent.errors import SymxentError
from symxent.kernels.expression import WORST, stable
from symxent.kernels.stable.candidates import FEW

x, y = symbols("x y", real=True)
POSITIVE = {x: Interval.open(0, oo)}
# The expression, where its variable lives, a point at which it is wrong as written, and its value there.
CASES: list[tuple[str, Expr, dict[Any, Any], float | tuple[float, ...], float]] = [
    ("difference of reciprocals", 1 / (x + 1) - 1 / x, POSITIVE, 1e12, -1e-24),
    ("difference of roots", sqrt(x + 1) - sqrt(x), POSITIVE, 1e20, 5e-11),
    ("difference of reciprocal roots", 1 / sqrt(x) - 1 / sqrt(x + 1), POSITIVE, 1e20, 5e-31),
    ("logarithm near 1", log(1 + x), {x: Interval.open(-1, oo)}, -1e-18, -1e-18),
    ("cosh near 0", cosh(x) - 1, {}, 1e-9, 5e-19),
    ("exponentials of both signs", exp(x) - 2 + exp(-x), {}, 1e-9, 1e-18),
    ("three fractions", 1 / (x + 1) - 2 / x + 1 / (x - 1), {}, 1e40, 2e-120),
    ("a square that overflows", x / (x**2 + 1), {}, 1e200, 1e-200),
    ("a common factor", sqrt((exp(2 * x) - 1) / (exp(x) - 1)), {}, 1e-18, 2**0.5),
    ("area cosine", log(x + sqrt(x**2 - 1)), {}, 1 + 2.0**-50, 2.0**-24.5),
    ("area tangent", log((1 + x) / (1 - x)) / 2, {}, 1e-18, 1e-18),
    ("expm1 and a half-line", log(-expm1(-exp(x))), {x: Interval.open(-oo, 0)}, -800.0, -800.0),
    ("a product that overflows", 3 * x * y**2, {}, (1e-200, 1e180), 3e160),
    ("a root in a root", 1 - sqrt(Rational(1, 2) + 1 / (2 * sqrt(x**2 + 1))), {}, 1e-12, 1.25e-25),
    ("sinh of a quotient", (exp(x / y) - exp(-x / y)) / 2, {y: Interval.open(0, oo)}, (1e-20, 1.0), 1e-20),
    ("two divisors that overflow", (x + y) / (2 * x * y), {}, (3e200, 3e200), 1 / 3e200),
]


@pytest.mark.parametrize(("words", "expr", "where", "at", "value"), CASES, ids=[case[0] for case in CASES])
def test_what_cancels_as_written_is_mended_and_proved(
    words: str, expr: Expr, where: dict[Any, Any], at: float | tuple[float, ...], value: float
) -> None:
    found = stable(expr, where)
    assert found.proof.proved
    assert not found.failure
    assert max(found.error) < 5 < max(found.error_as_written)
    assert found.compile()(*np.atleast_1d(at)) == pytest.approx(value, rel=1e-9)


def test_the_largest_numbers_have_a_logarithm_too() -> None:
    f = stable(log(1 + x), POSITIVE).compile()
    assert f(np.float32(3.4e38)) == pytest.approx(np.log(3.4e38), rel=1e-6)
    assert f(1.7e308) == pytest.approx(np.log(1.7e308), rel=1e-15)


def test_several_variables_and_ends_of_a_range() -> None:
    found = sx.stable(sqrt(x**2 + y) - x, {x: (Fraction(1), 1e6), y: (1e-6, 1)})
    assert found.proof.proved
    assert [s.name for s in found.symbols] == ["x", "y"]
    assert max(found.error) < 16
    assert found.compile()(1e6, 1.0) == pytest.approx(0.5e-6, rel=1e-9)


@pytest.mark.parametrize(
    ("formula", "where"),
    [
        ("2*x/(1 - 3*x*(2 + x/5)/7) + x", {}),  # next to its poles a form with fewer operations loses twice as much
        ("(x - y)*(x + 2*y)/(x**2 + 3*y**2)", {}),
        ("(x + 3)*(y + 3)/((x + y + 6)**2*(x + y + 7))", {"x": (-3, oo), "y": (-3, oo)}),
        ("(3*x - 1)*sqrt(3*x - 1)/(1 + x**2)", {}),
        ("x**y*(1 - x)", {"x": (0, 1), "y": (1, 2)}),
    ],
)
def test_no_form_is_worse_than_the_formula_as_written(formula: str, where: dict[Any, Any]) -> None:
    found = stable(formula, where)
    assert all(ours <= max(FEW, theirs) for ours, theirs in zip(found.error, found.error_as_written, strict=True))


@pytest.mark.parametrize(
    ("formula", "where"),
    [
        (asinh(3 * x), {}),
        (atanh(x), {}),
        (acosh(x), {x: (1, oo)}),
        (log(exp(x) + exp(y)), {}),
        (exp(x * y**2), {}),  # a product that overflows in no order of its factors but one, and is rounded in all
    ],
)
def test_functions_that_every_library_has_are_accurate(formula: Expr, where: dict[Any, Any]) -> None:
    found = stable(formula, where)
    assert found.proof.proved
    assert max(found.error) < 2


def test_where_the_rounding_of_an_input_leaves_no_digit_no_error_counts() -> None:
    # At the number next to a root of the denominator the quotient is infinite in one order of operations, by luck.
    found = stable("(1 + 2*x)/(1 + x*(99/100 + x*9/200)) - x")
    assert max(found.error_as_written) < 1e6


def test_what_cannot_be_mended_says_so() -> None:
    found = stable(sinh(x) - x)
    assert "the best form found is wrong by" in found.failure
    assert not max(found.error) < WORST
    assert "✗" in found.text()


def test_numpy_code_gives_what_the_ufunc_gives() -> None:
    found = stable(log(1 + exp(x)), name="soft")
    (text,) = found.files("numpy").values()
    space: dict[str, Any] = {}
    exec(compile(text, "soft.py", "exec"), space)
    at = np.array([-800.0, -40.0, 0.0, 3.0, 800.0])
    np.testing.assert_allclose(space["soft"](at), found.compile()(at), rtol=1e-15)
    assert {file.rpartition(".")[2] for file in found.files()} == {"c", "h"}


@pytest.mark.parametrize(
    ("expr", "where", "words"),
    [
        (x + y, {Symbol("w"): (0, 1)}, "does not contain w"),
        (x + y, {x: (1, 0)}, "an interval, or its two ends in order"),
        (Symbol("data") + 1, {}, "a meaning of its own"),
    ],
)
def test_what_is_asked_wrongly_is_told(expr: Expr, where: dict[Any, Any], words: str) -> None:
    with pytest.raises(SymxentError, match=words):
        stable(expr, where)
