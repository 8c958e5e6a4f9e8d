"""Derivatives across joints, where nothing of a joint is left in what is made of them, and at a point."""

import pytest
from sympy import Abs, Derivative, Heaviside, Integer, Max, Rational, S, Subs, Symbol, exp, log, sign

import symxent as sx

x = Symbol("x", real=True)


@pytest.mark.parametrize(
    ("lhs", "rhs", "holds"),
    [
        (Derivative(Max(0, x) + x, x), Derivative(Max(0, x), x) + 1, True),
        (Derivative(Abs(x) + x, x), Derivative(Abs(x), x) + 1, True),
        (Derivative(sign(x), x), S.Zero, True),
        (Derivative(x**2 * Heaviside(x), x), 2 * x * Heaviside(x), True),
        (Derivative(x * Abs(x), x), Derivative(Abs(x), x) * 2 * x, True),
        (Derivative(x**2 * Heaviside(x, 1) + sign(x) ** 2, x), 2 * Max(0, x), True),
        (Derivative(x * Heaviside(x), x), S.One, False),
        (Derivative(Abs(x) + x, x), Derivative(Abs(x), x), False),
        (Derivative(log(x), x), 1 / Abs(x), True),
        (Derivative(log(Abs(x)), x), 1 / Abs(x), False),
        (Subs(Derivative(exp(x), x), x, 0), S.One, True),
        (Subs(Derivative(x**3, (x, 2)), x, 1), Integer(6), True),
        (Subs(Derivative(Abs(x), x), x, 0), S.Zero, False),
        (Subs(Derivative(x ** Rational(3, 2), x), x, 0), S.Zero, False),
        (Subs(Derivative(log(x), x), x, -1), Integer(-1), False),
    ],
)
def test_a_derivative_across_joints_and_at_a_point(lhs, rhs, holds) -> None:
    assert sx.prove(lhs, rhs).proved is holds
