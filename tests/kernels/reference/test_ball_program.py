import pytest
from flint import arb, arb_series, ctx
from sympy import Abs, Eq, Expr, Max, Min, Piecewise, Rational, Symbol, cosh, exp, log, pi, sqrt
from sympy.codegen.cfunctions import expm1, log1p

from symxent.errors import SymxentError
from symxent.kernels.reference.ball_program import compile_balls
from symxent.language.functions import logit, sigmoid, softplus

z, y = Symbol("z"), Symbol("y")
SAME = (
    (sigmoid(z), 1 / (1 + exp(-z))),
    (softplus(z), log(1 + exp(z))),
    (log1p(exp(z)), log(1 + exp(z))),
    (expm1(z), exp(z) - 1),
    (logit(y), log(y / (1 - y))),
    (cosh(z), (exp(z) + exp(-z)) / 2),
    (Max(z, y) + Min(z, y), z + y),
    (sqrt(y) ** 3 / y, sqrt(y)),
    (y**z, exp(z * log(y))),
    (Piecewise((-z, z < 0), (z, True)), Abs(z)),
    (Piecewise((1, Eq(z, Rational(1, 4))), (0, True)) + pi - pi, z - z),
)


@pytest.mark.parametrize(("left", "right"), SAME, ids=str)
@pytest.mark.parametrize("value", [-2.5, -0.25, 0.75, 3.0])
def test_equal_formulas_have_balls_that_meet(left: Expr, right: Expr, value: float) -> None:
    point = [arb(value), arb(0.375)]
    with ctx.workprec(128):
        a, b = compile_balls(left, (z, y))(point), compile_balls(right, (z, y))(point)
        assert a.overlaps(b)
        assert a.rel_accuracy_bits() > 100 or a.is_exact() or a.is_zero()


def test_a_comparison_that_the_balls_leave_open_gives_no_number() -> None:
    wide = arb(0, 1)
    assert compile_balls(Piecewise((1, z < 0), (2, True)), (z,))([wide]).is_nan()
    assert compile_balls(Piecewise((1, z < 2), (2, True)), (z,))([wide]) == 1


def test_a_power_of_a_ball_around_zero_is_no_nan() -> None:
    assert compile_balls(z**2, (z,))([arb(0, 1)]).is_finite()


@pytest.mark.parametrize("formula", [sigmoid(z), softplus(z), Abs(z) * z, Max(z, 0) ** 2, logit(sigmoid(z))], ids=str)
def test_power_series_have_the_derivative(formula: Expr) -> None:
    with ctx.workprec(128):
        series = compile_balls(formula, (z,))([arb_series([arb(0.3), 1], 2)])
        h = arb(2) ** -40
        program = compile_balls(formula, (z,))
        slope = (program([arb(0.3) + h]) - program([arb(0.3) - h])) / (2 * h)
        assert abs(float(series[1] - slope)) < 1e-15


def test_a_formula_that_is_its_input_is_a_program() -> None:
    assert compile_balls(z, (y, z))([arb(1), arb(2)]) == 2


def test_what_balls_cannot_do_is_named() -> None:
    from sympy import zeta

    with pytest.raises(SymxentError, match="zeta"):
        compile_balls(zeta(z), (z,))
