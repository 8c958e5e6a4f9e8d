"""What a loss takes, what it refuses and why, and what follows from it."""

from __future__ import annotations

import pickle

import pytest
from sympy import Abs, Eq, Function, Integer, Max, Piecewise, Rational, Symbol, exp, gamma, log, oo

import symxent as sx
from symxent.errors import SymxentError
from symxent.losses.calculus import derivative, kinks
from symxent.losses.variables import LossVariable

z, y, share = sx.logit("z"), sx.target("y", values=(0, 1)), sx.target("y", between=(0, 1))
number, sign = sx.target("t"), sx.target("s", values=(-1, 1))
tau, delta = sx.parameter("tau", 0.25, between=(0, 1)), sx.parameter("delta", 1, above=0)
p = sx.sigmoid(z)
x = Symbol("x")

REFUSED = [
    ("f", x * z, "x is not declared"),
    ("f", "z**2", "a SymPy expression was expected, and a str"),
    ("f", Eq(z, y), "a SymPy expression was expected"),
    ("2f", z**2, "named like a Python variable"),
    ("f", y**2, "does not contain z"),
    ("f", z * oo, "infinity"),
    ("f", Function("g")(z), "the function g has no definition"),
    ("f", gamma(z), r"no kernel computes gamma\(z\)"),
    ("f", z * sx.logit("w"), "a second prediction, w"),
    ("f", z * y * share, "y is declared twice"),
    ("f", z * sx.target_class("t"), "t is a class, of a row of scores"),
    ("f", sum((z - n) ** 2 * exp(n * z) for n in range(150)), "at most 400"),
]


@pytest.mark.parametrize(("name", "expr", "message"), REFUSED, ids=[r[2] for r in REFUSED])
def test_what_is_no_loss_is_refused_with_the_reason(name: str, expr: object, message: str) -> None:
    with pytest.raises(SymxentError, match=message):
        sx.Loss(name, expr, wrt=z)


DECLARATIONS = [
    (lambda: sx.logit("lambda"), "cannot name a variable"),
    (lambda: sx.logit("z z"), "cannot name a variable"),
    (lambda: sx.logit("double"), "meaning of its own in the generated code"),
    (lambda: sx.target("y", values=range(20)), "20 values; 1 to 8"),
    (lambda: sx.target("y", values=("a",)), "'a' is not a number"),
    (lambda: sx.target("y", between=(1, 0)), "lower end first"),
    (lambda: sx.target("y", between=(0, 1), at_least=2), "several ranges"),
    (lambda: sx.parameter("g", 3, between=(0, 1)), "default 3 of parameter 'g' does not lie in"),
    (lambda: sx.Loss("f", z**2, wrt=y), "wrt= takes a prediction"),
    (lambda: sx.Loss("f", z**2 * tau, wrt=z).at(rho=2), "no parameter 'rho'; its parameters are: tau"),
    (lambda: sx.Loss("f", z**2 * tau, wrt=z).at(tau=2), "tau = 2 does not lie in"),
]


@pytest.mark.parametrize(("declare", "message"), DECLARATIONS, ids=[d[1] for d in DECLARATIONS])
def test_what_is_no_variable_is_refused_with_the_reason(declare: object, message: str) -> None:
    with pytest.raises(SymxentError, match=message):
        declare()


def test_a_variable_is_known_by_name_use_and_set() -> None:
    assert y == sx.target("y", values=(0, 1))
    assert y != share
    assert hash(y) == hash(sx.target("y", values=(1, 0)))
    assert isinstance(y, LossVariable)
    assert pickle.loads(pickle.dumps(y)) == y
    assert tau.default == 0.25
    assert tau.where.contains(Rational(1, 10))
    assert sx.parameter("a", 0.1, between=(0, 1)).default == 0.1


def test_the_logit_of_an_expression_is_the_function() -> None:
    assert sx.logit(p).diff(z) != 0
    assert sx.logit(share).rewrite(exp) == log(share / (1 - share))


def test_arguments_come_in_order_of_use() -> None:
    loss = sx.Loss("f", tau * (z - number) ** 2 + delta * sign * z, wrt=z)
    assert [v.name for v in loss.variables] == ["z", "s", "t", "delta", "tau"]
    assert loss.settings() == (1.0, 0.25)
    assert loss.settings({"tau": 0.5}) == (1.0, 0.5)
    assert [v.name for v in loss.at(tau=0.5, delta=2).variables] == ["z", "s", "t"]


r = z - number
HUBER = Piecewise((r**2 / 2, Abs(r) <= delta), (delta * (Abs(r) - delta / 2), True))
QUANTILE = Max(tau * (number - z), (tau - 1) * (number - z))
HINGE, SQUARED_HINGE = Max(0, 1 - sign * z), Max(0, 1 - sign * z) ** 2


@pytest.mark.parametrize(
    ("expr", "at", "slope", "curvature"),
    [
        (HUBER, {number: 0, delta: 1, z: 3}, 1, 0),
        (HUBER, {number: 0, delta: 1, z: Rational(-1, 2)}, Rational(-1, 2), 1),
        (QUANTILE, {number: 0, tau: Rational(1, 4), z: 1}, Rational(3, 4), 0),
        (QUANTILE, {number: 0, tau: Rational(1, 4), z: -1}, Rational(-1, 4), 0),
        (HINGE, {sign: -1, z: 0}, 1, 0),
        (SQUARED_HINGE, {sign: 1, z: 0}, -2, 2),
        (SQUARED_HINGE, {sign: 1, z: 2}, 0, 0),
        (Abs(r), {number: 1, z: 1}, 0, 0),
    ],
)
def test_kinked_losses_are_differentiated_piece_by_piece(expr: sx.Loss, at: dict, slope: int, curvature: int) -> None:
    gradient = derivative(expr, z)
    assert gradient.subs(at) == slope
    assert derivative(gradient, z).subs(at) == curvature


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (HUBER, []),
        (SQUARED_HINGE, []),
        (QUANTILE, [(number, -tau, 1 - tau)]),
        (HINGE, [(1 / sign, -sign, 0)]),
        (Abs(r), [(number, -1, 1)]),
    ],
)
def test_a_kink_is_stated_with_the_slopes_beside_it(expr: object, expected: list) -> None:
    sample = {number: Rational(1, 3), tau: Rational(1, 4), delta: Integer(1), sign: Integer(1)}
    found = [(kink.at, kink.below, kink.above) for kink in kinks(derivative(expr, z), z, sample)]
    assert found == expected


def test_the_derivative_of_a_smooth_loss_is_sympys() -> None:
    loss = sx.Loss("bce", -(y * sx.log(p) + (1 - y) * sx.log(1 - p)), wrt=z)
    assert loss.gradient == loss.expr.diff(z)
    assert loss.hessian == loss.expr.diff(z).diff(z)
    assert loss.kinks == ()


def test_a_variable_and_its_copy_have_an_order() -> None:
    for variable in (z, y, tau):
        again = pickle.loads(pickle.dumps(variable))
        assert again is not variable
        assert variable.compare(again) == 0
    assert sx.parameter("tau", 0.5).compare(sx.parameter("tau", 0.25)) != 0


@pytest.mark.parametrize(("name", "of"), [("class", "Python"), ("lambda", "Python"), ("double", "C"), ("inline", "C")])
def test_a_word_of_a_language_names_no_loss(name: str, of: str) -> None:
    with pytest.raises(SymxentError, match=f"a word of {of} itself"):
        sx.Loss(name, z**2, wrt=z)


def test_a_float_is_the_decimal_that_it_prints() -> None:
    made = sx.Loss("tenth", 0.1 * z**2.0, wrt=z, gradient_as=0.2 * z)
    assert made.expr == z**2 / 10
    assert made.gradient == z / 5
    assert made.hessian == Rational(1, 5)
