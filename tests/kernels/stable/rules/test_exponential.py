"""What is written in one exponential is proved to be equal to the formula, and is as accurate as it is to be."""

import numpy as np
import pytest
from sympy import Expr, Piecewise, S, Symbol, cosh, diff, exp, lambdify, sinh, tanh
from sympy.codegen.cfunctions import expm1

from symxent.kernels.stable.rules.exponential import in_one_exponential
from symxent.kernels.stable.rules.rewrites import equal
from symxent.kernels.stable.search import find
from symxent.language.domain import Domain
from symxent.language.functions import sigmoid, softplus

x, y = Symbol("x", real=True), Symbol("y", real=True)
REALS = Domain({x: S.Reals, y: S.Reals})
MISH, BRIER = x * tanh(softplus(x)), sigmoid(x) ** 2
FORMULAS: tuple[Expr, ...] = (
    MISH.diff(x),
    diff(MISH, x, 2),
    diff(BRIER, x, 2),
    (exp(x) - exp(-x)) / (exp(2 * x) + y),
    sigmoid(x) * (y * softplus(x) * sigmoid(-x) - softplus(-x) ** 2),
    sinh(x) - y * cosh(x),
    exp(-2 * softplus(x)) + exp(softplus(-x)) * y,
    sigmoid(y) * sigmoid(x) - sigmoid(-x),
)


@pytest.mark.parametrize("formula", FORMULAS, ids=str)
def test_the_form_in_one_exponential_is_proved_to_be_the_formula(formula: Expr) -> None:
    forms = list(in_one_exponential(formula))
    assert forms
    for form in forms:
        verdict = equal(formula, form, REALS)
        assert verdict.proved, f"{formula} → {form}: {verdict}"


def test_a_factor_that_is_0_at_0_is_expm1() -> None:
    assert list(in_one_exponential(exp(x) + exp(-x) - 2)) == [expm1(-abs(x)) ** 2 * exp(abs(x))]


def test_both_sides_of_0_share_a_denominator_where_it_is_one() -> None:
    (form,) = in_one_exponential(BRIER)
    assert sum(isinstance(factor, Piecewise) for factor in form.args) == 1


@pytest.mark.parametrize("formula", [MISH.diff(x), diff(MISH, x, 2), diff(MISH, x, 3)], ids=["1", "2", "3"])
def test_a_multiple_of_the_largest_numbers_is_not_infinite_beside_an_exponential_that_is_0(formula: Expr) -> None:
    (form,) = in_one_exponential(formula)
    for dtype in (np.float64, np.float32):
        largest = np.finfo(dtype).max
        at = np.array([largest, largest / 2, -largest, -largest / 2], dtype=dtype)
        limit = [1, 1, 0, 0] if formula == MISH.diff(x) else [0] * 4
        with np.errstate(over="ignore"):  # of 2|x|, whose exponential is 0 as it is to be
            assert lambdify(x, form)(at).tolist() == limit


@pytest.mark.parametrize("formula", [exp(x) * y, x * y + 1, exp(x**2) + exp(x), sigmoid(x) ** y], ids=str)
def test_what_is_no_quotient_in_one_exponential_keeps_its_functions(formula: Expr) -> None:
    for form in in_one_exponential(formula):
        assert equal(formula, form, REALS).proved


def test_a_second_derivative_is_right_to_three_ulp_without_a_search() -> None:
    z = Symbol("z")
    formula = diff(MISH, x, 2).xreplace({x: z})
    found = find(formula, Domain({z: S.Reals}), general=True, patience=0)
    assert max(found.score.worst) < 3.5
    assert found.steps[0] == "in one exponential"
