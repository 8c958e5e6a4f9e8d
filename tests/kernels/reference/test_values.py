import mpmath
import numpy as np
import pytest
from sympy import Expr, Piecewise, Symbol, diff, exp, lambdify, limit, log, oo, sqrt

from symxent.errors import SymxentError
from symxent.kernels.reference.values import derivative, ends_of, evaluate
from symxent.kernels.stable.measure.condition import condition
from symxent.language.domain import CLOSED_UNIT, Domain
from symxent.language.functions import sigmoid, softplus

z, y, p = Symbol("z"), Symbol("y"), Symbol("p")
TEXTBOOK: tuple[Expr, ...] = (
    1 / (1 + exp(-z)),
    log(1 + exp(z)),
    exp(-z) / (1 + exp(-z)) ** 2,
    sigmoid(z) ** 2 * softplus(z),
    sqrt(1 + z**2) - 1,
    z * exp(-(z**2)),
)


@pytest.mark.parametrize("formula", TEXTBOOK, ids=str)
def test_values_agree_with_mpmath_at_400_digits(formula: Expr) -> None:
    points = np.array([-700.3, -40.0, -1.0, -1e-5, 0.0, 1e-300, 0.3, 17.0, 36.8, 690.0])
    found = evaluate(formula, {z: points})
    with mpmath.workdps(400):
        direct = lambdify(z, formula.rewrite(exp), "mpmath")
        for x, near, rest in zip(points, found.nearest, found.rest, strict=True):
            true = mpmath.re(direct(mpmath.mpf(float(x))))
            assert near == float(true), x
            left = (true - mpmath.mpf(float(near))) / mpmath.mpf(float(np.spacing(abs(near))))
            assert abs(left - rest) < 2**-20.9, x  # the rest is rounded to 2^-20 of an ULP


def test_a_form_that_decides_stands_in_for_one_that_does_not() -> None:
    points = {z: np.array([1e300, -1e300])}
    assert np.isnan(evaluate(log(1 - sigmoid(z)), points).nearest[0])
    assert evaluate((log(1 - sigmoid(z)), -softplus(z)), points).nearest.tolist() == [-1e300, 0.0]


# (formula, its value where the input is infinite, as SymPy's limits have it)
LIMITS = (
    (sigmoid(z), oo),
    (sigmoid(z), -oo),
    (softplus(z), oo),
    (softplus(z), -oo),
    (z * sigmoid(z), -oo),
    (exp(z) - 3 * z, oo),
    (exp(z) - 3 * z, -oo),
    (sqrt(1 + z**2) - z, oo),
    (exp(z) / (1 + exp(z)) ** 2, oo),
)


@pytest.mark.parametrize(("formula", "end"), LIMITS, ids=str)
def test_an_infinite_input_gives_the_limit(formula: Expr, end: Expr) -> None:
    expected = float(limit(formula.rewrite(exp), z, end))
    equal = {z * sigmoid(z): z * exp(z) / (1 + exp(z))}.get(formula, formula)
    assert evaluate((formula, equal), {z: np.array([float(end)])}).nearest[0] == expected


def test_no_limit_is_nan() -> None:
    alternating = Piecewise((1, exp(z) > 1), (exp(-z), True)) * z
    assert np.isnan(evaluate(z - z + 0 * alternating + sqrt(-1 - z**2), {z: np.array([np.inf])}).nearest[0])


def test_the_end_of_an_interval_gives_the_limit_from_inside() -> None:
    domain = Domain({p: CLOSED_UNIT, y: CLOSED_UNIT})
    loss = -y * log(p) - (1 - y) * log(1 - p)
    points = {p: np.array([0.0, 1.0, 0.0, 1.0, 0.0]), y: np.array([0.0, 1.0, 1.0, 0.0, 0.5])}
    found = evaluate(loss, points, ends=ends_of(domain, (p, y)))
    assert found.nearest.tolist() == [0.0, 0.0, np.inf, np.inf, np.inf]


@pytest.mark.parametrize("formula", TEXTBOOK, ids=str)
@pytest.mark.parametrize("order", [1, 2])
def test_derivatives_by_power_series_agree_with_symbolic_ones(formula: Expr, order: int) -> None:
    points = {z: np.array([-60.0, -3.0, -0.1, 0.2, 1.0, 30.0])}
    series = derivative(formula, points, z, order)
    symbolic = evaluate(diff(formula, z, order), points)
    assert (series.nearest == symbolic.nearest).all()


def test_only_roots_excuse_errors() -> None:
    points = {z: np.array([1.0 + 1e-6, 300.0])}
    root = condition(log(z), points, evaluate(log(z), points), {z: np.array([True, True])})
    tail = condition(exp(-z), points, evaluate(exp(-z), points), {z: np.array([True, True])})
    assert root[0] == pytest.approx(1e6, rel=1e-3)
    assert root[1] == 1.0
    assert tail.tolist() == [1.0, 1.0]


def test_an_unknown_function_is_named() -> None:
    from sympy import zeta

    with pytest.raises(SymxentError, match="zeta"):
        evaluate(zeta(z), {z: np.array([2.0])})
