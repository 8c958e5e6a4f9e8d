import numpy as np
import pytest
from sympy import Abs, Eq, Expr, Max, Min, Piecewise, Rational, Symbol, exp, gamma, lambdify, log, oo, sqrt
from sympy.codegen.cfunctions import expm1, log1p

from symxent.errors import SymxentError
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.language.functions import sigmoid, softplus

z, y = Symbol("z"), Symbol("y")
POINTS = {z: np.linspace(-3, 3, 41), y: np.linspace(0.1, 2, 41)}
FORMULAS = (
    z**3 - 2 * z / y,
    exp(-(z**2)) * log(y) / (1 + z**2),
    Max(z, 0) + Min(z, y, 1) - Abs(z),
    Piecewise((z, z < 0), (y, z > 1), (z * y, True)),
    sqrt(y) + y ** Rational(-1, 2) + y**z,
    log1p(exp(-Abs(z))) * expm1(z),
    sigmoid(z) * softplus(-z),
    -z / 3 + Rational(2, 7),
)


@pytest.mark.parametrize("formula", FORMULAS, ids=str)
def test_values_are_those_of_lambdify(formula: Expr) -> None:
    # Point by point: not every promised SymPy writes a maximum of an array and a number.
    one = lambdify((z, y), formula.rewrite(exp) if formula.has(sigmoid) else formula, "math")
    expected = np.vectorize(one)(*POINTS.values())
    np.testing.assert_allclose(Evaluator(POINTS, np.dtype("f8"))(formula), expected, rtol=1e-13)


@pytest.mark.parametrize("formula", FORMULAS, ids=str)
def test_float32_stays_float32(formula: Expr) -> None:
    assert Evaluator(POINTS, np.dtype("f4"))(formula).dtype == np.float32


def test_a_textbook_sigmoid_overflows_and_one_with_a_definition_does_not() -> None:
    at = {z: np.array([-800.0])}
    a = Symbol("a")
    stable = {softplus: ((a,), Max(a, 0) + log1p(exp(-Abs(a))))}
    assert np.isinf(Evaluator({z: -at[z]}, np.dtype("f8"))(softplus(z))[0])
    assert Evaluator({z: -at[z]}, np.dtype("f8"), stable)(softplus(z))[0] == 800.0


def test_an_infinite_input_can_be_asked_for() -> None:
    form = Piecewise((0, Eq(z, oo)), (z, True))
    assert Evaluator({z: np.array([np.inf, 2.0, -np.inf])}, np.dtype("f8"))(form).tolist() == [0.0, 2.0, -np.inf]


def test_a_function_without_a_kernel_is_named() -> None:
    with pytest.raises(SymxentError, match="gamma"):
        Evaluator(POINTS, np.dtype("f8"))(gamma(z))
