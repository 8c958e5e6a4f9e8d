"""What a claim says by having a value at all: components of sums, conditions, derivatives at a joint."""

from typing import Any

import pytest
from sympy import (
    Abs,
    Derivative,
    Eq,
    Expr,
    IndexedBase,
    Max,
    Piecewise,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    exp,
    log,
    sign,
    sqrt,
)

import symxent as sx
from symxent.logic import BySign, Claim, Hypotheses, Refused, Steps, Theorem, check

x, y = Symbol("x", real=True), Symbol("y", real=True)
k, n = Symbol("k", integer=True, positive=True), Symbol("n", integer=True, nonnegative=True)
i, m = Symbol("i", integer=True), Symbol("m", integer=True)
X, Y = IndexedBase("X"), IndexedBase("Y")
NO_STEPS = Steps()


def holds(lhs: Expr, rhs: Any, op: str = "=", proof: Any = NO_STEPS, **known: Any) -> bool:
    try:
        return isinstance(check(Claim(lhs, S(rhs), op, Hypotheses(**known)), proof), Theorem)
    except Refused:
        return False


def test_a_sum_of_logarithms_says_that_each_component_is_positive() -> None:
    logs = Sum(log(X[m]), (m, 1, k))
    for place in (1, k):
        assert holds(Abs(X[place]) + logs, X[place] + logs)
        assert not holds(Abs(Y[place]) + logs, Y[place] + logs)
    assert holds(Abs(X[i]) + logs, X[i] + logs, indices={i: (S.One, k)})
    assert not holds(Abs(X[i]) + logs, X[i] + logs)
    assert not holds(Abs(X[k + 1]) + logs, X[k + 1] + logs)
    assert not holds(Abs(X[0]) + logs, X[0] + logs)
    few = Sum(log(X[m]), (m, 1, n))  # of no terms, perhaps
    assert not holds(Abs(X[1]) + few, X[1] + few)


def test_a_product_of_inverses_says_that_none_is_of_0() -> None:
    inverses, few = Product(1 / x, (m, 1, k)), Product(1 / x, (m, 1, n))
    cases = BySign(x, NO_STEPS, NO_STEPS, NO_STEPS, x, S.Zero)
    assert holds(sign(x) ** 2 + inverses, inverses + 1, proof=cases)
    assert not holds(sign(x) ** 2 + few, few + 1, proof=cases)


def test_the_one_condition_of_a_case_distinction_holds() -> None:
    for condition, rhs in ((x < 3, 3 - x), (x <= 3, 3 - x), (x > 3, x - 3), (x >= 3, x - 3)):
        assert holds(Piecewise((rhs, condition)), Abs(x - 3))
        assert not holds(Piecewise((rhs, condition), (rhs, True)), Abs(x - 3))
        assert holds(
            x + Piecewise((x, condition)), 3 + x, ">" if condition.func in (type(x > 3), type(x >= 3)) else "<"
        ) is (condition.func is type(x > 3) or condition.func is type(x < 3))
    assert not holds(Piecewise((3 - x, x > 3)), Abs(x - 3))
    assert holds(Piecewise((x, x > 0), (x, x < -1)), 0, ">") is False


def test_a_condition_has_a_value_itself() -> None:
    cases = BySign(x, NO_STEPS, NO_STEPS, NO_STEPS, x, S.Zero)
    assert holds(Piecewise((1, sqrt(x) > 0), (0, True)), sign(x), proof=cases)
    assert not holds(Piecewise((1, x > 0), (0, True)), sign(x), proof=cases)
    later = Piecewise((0, x < 5), (1, sqrt(x) > 0), (0, True))  # which is looked at for x >= 5 alone
    assert not holds(Abs(x) + later, x + later)


class Sly(Symbol):
    """A symbol that may mean something else."""


sly = Sly("s", real=True)


def at(f: Expr, point: Any, times: int = 1) -> Expr:
    return Subs(Derivative(f, (x, times)), x, S(point))


@pytest.mark.parametrize(
    ("f", "point", "value"),
    [
        ((x - 2) * Abs(x - 2), 2, 0),
        (Max(0, x) ** 2, 0, 0),
        (x * Abs(x) + exp(x), 0, 1),
        (Piecewise((1, Eq(x, 1)), (x**2, True)), 1, 2),
        (Abs(x), 1, 1),
        (x**2 * sign(x), 0, 0),
    ],
)
def test_a_derivative_at_a_joint_is_what_it_is_from_both_sides(f: Expr, point: int, value: int) -> None:
    assert sx.prove(at(f, point), S(value)).status.value == "proved"
    assert sx.prove(at(f, point), S(value + 1)).status.value == "refuted"
    assert sx.prove(at(f, point), S(value), {x: sx.Domain().set_of(x)}).status.value == "proved"
    assert not holds(at(f, point), value + 1)


@pytest.mark.parametrize("f", [Abs(x), Max(0, x), sign(x), Piecewise((1, Eq(x, 0)), (x, True)), x ** Rational(3, 2)])
def test_where_there_is_no_derivative_nothing_is_proved_and_nothing_refuted(f: Expr) -> None:
    for value in (0, 1, Rational(1, 2)):
        assert sx.prove(at(f, 0), value).status.value == "unknown"


def test_at_a_joint_of_two_letters_nothing_is_concluded() -> None:
    assert not holds(at(x * Abs(x - y), 0), 0)
    assert not holds(Subs(Derivative(m * Abs(m), m), m, S.Zero), 0)
    assert not holds(Subs(Derivative(x * Abs(x), x), x, y), 2 * Abs(y))
    assert not holds(at(exp(-x), S.Infinity), 0)
    assert not holds(Subs(Derivative(sly**2, sly), sly, S.One), 2)
    for f, value in ((y + x * Abs(x), 0), (y * x, y)):  # of which y is no constant
        assert holds(at(y * x, 0), y)
        assert not holds(at(f, 0), value, equal=((y, x**2),))


def test_0_to_a_size_is_constant_off_its_zero() -> None:
    assert sx.prove(Derivative(S.Zero ** Abs(x - 1), x), 0).status.value == "proved"
    assert sx.prove(Derivative(S.Zero ** Abs(x - 1), x), 1).status.value == "refuted"
    assert sx.prove(Derivative(x + S.Zero ** Abs(x - 1), x), 0, {x: sx.Domain().set_of(x)}).status.value == "refuted"


def of_a_root(u: Expr, power: Expr) -> Expr:
    return Derivative(u**power, x)


@pytest.mark.parametrize(
    ("u", "power", "apart"),
    [(x, S.Half, x), (1 - x**2, S.Half, x - 1), (x**3 - x, S.Half, x - 1), (3 - x, Rational(3, 2), x - 3)],
)
def test_a_derivative_of_a_root_is_where_the_radicand_is_positive(u: Expr, power: Expr, apart: Expr) -> None:
    assert holds(apart + of_a_root(u, power), of_a_root(u, power), "!=")


@pytest.mark.parametrize(
    ("u", "power", "apart"),
    [
        (x**4 - x**5, S.Half, x),  # x² √(1 − x) has one at 0
        (x * y, S.Half, y),  # which is 0 throughout for y = 0
        (x**2 - 2 * x + 1, Rational(3, 2), x - 1),  # |x − 1|³
        (x**4 - 2 * x**2 + 1, Rational(3, 2), x - 1),
    ],
)
def test_a_derivative_of_a_root_may_be_where_the_radicand_has_a_double_zero(u: Expr, power: Expr, apart: Expr) -> None:
    assert not holds(apart + of_a_root(u, power), of_a_root(u, power), "!=")
