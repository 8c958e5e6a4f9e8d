"""True claims that once stayed undecided, and beside each a false one that looks like it."""

from __future__ import annotations

import pytest
from sympy import (
    Abs,
    Derivative,
    Eq,
    Expr,
    FiniteSet,
    Heaviside,
    Integer,
    Interval,
    Max,
    Min,
    Piecewise,
    Rational,
    Symbol,
    ceiling,
    cos,
    exp,
    floor,
    frac,
    log,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
)  # fmt: skip

from symxent.language.domain import Domain
from symxent.language.functions import sigmoid
from symxent.proof import prove

x, y, t = symbols("x y t", real=True)
c, n = Symbol("c", positive=True), Symbol("n", integer=True)
nonnegative, nonzero = Symbol("x", nonnegative=True), Symbol("x", nonzero=True, real=True)
whole = Symbol("x", integer=True)
REAL, SAME_SIGN, ABOVE = Domain(), Domain(positive=(x * y,)), Domain(positive=(x - y,))
TO_C, BELOW_C = Domain(where={x: Interval(0, c)}), Domain(where={x: Interval.Ropen(0, c)})
TO_ROOT, BELOW_ROOT = Domain(where={x: Interval(0, sqrt(2))}), Domain(where={x: Interval.Ropen(0, sqrt(2))})
CUT = Domain(where={nonnegative: Interval(-1, 2)})
WHOLE = Domain(where={whole: Interval(-3, 3)})


def at_least_0(u: Expr) -> Expr:
    return Heaviside(u, 1)


TRUE: list[tuple[Expr, str, Expr | int, Domain]] = [
    (Max(x**2, y), "=", Piecewise((x**2, x**2 >= y), (y, True)), REAL),
    (at_least_0(x * (3 - x)) * at_least_0(2 * x - 1), "=", at_least_0(Min(x * (3 - x), 2 * x - 1)), REAL),
    (sign(sin(x)) * Abs(sin(x)), "=", sin(x), REAL),
    (Integer(0) ** Abs(x) * x, "=", 0, REAL),
    (sign(whole), "=", Piecewise((1, whole > 0), (0, Eq(whole, 0)), (-1, True)), WHOLE),
    (Abs(x**n), "=", Abs(x) ** n, REAL),
    (Abs(x**y), "=", Abs(x) ** y, REAL),
    (log(x**n), "=", n * log(Abs(x)), REAL),
    (log((-2) ** n), "=", n * log(2), REAL),
    (Derivative((x + 1) ** 2 * sign(x + 1), x), "=", 2 * Abs(x + 1), REAL),
    (Derivative(x * Heaviside(x), x), "=", 0, Domain(where={x: Interval.open(-1, 0)})),
    (x, "<=", c, TO_C),
    (x, "<", c, BELOW_C),
    (Max(x, c), "=", c, TO_C),
    (sigmoid(x), "<=", sigmoid(c), TO_C),
    (x, "<", sqrt(2), BELOW_ROOT),
    (Abs(x - sqrt(2)), "=", sqrt(2) - x, TO_ROOT),
    (nonnegative, ">=", 0, CUT),
    (Abs(nonzero), ">", 0, REAL),
    (x, "!=", 0, SAME_SIGN),
    (sign(x), "=", sign(y), SAME_SIGN),
    (exp(x), ">", exp(y), ABOVE),
    (x**3, ">", y**3, ABOVE),
    (sin(x), "<=", 1, REAL),
    (Abs(x * (1 + cos(x))), "=", (1 + cos(x)) * Abs(x), REAL),
]


@pytest.mark.parametrize(("lhs", "op", "rhs", "domain"), TRUE)
def test_a_true_claim_is_proved(lhs: Expr, op: str, rhs: Expr | int, domain: Domain) -> None:
    assert prove(lhs, Integer(0) + rhs, domain, op=op).proved


FALSE: list[tuple[Expr, str, Expr | int, Domain]] = [
    (Max(x**2, y), "=", Piecewise((x**2, x**2 >= y + 1), (y, True)), REAL),
    (at_least_0(x * (3 - x)), "=", Heaviside(x * (3 - x), 0), REAL),
    (sign(sin(x)) * Abs(sin(x)), "=", Abs(sin(x)), REAL),
    (Integer(0) ** Abs(x) * (x + 1), "=", 0, REAL),
    (sign(whole), "=", Piecewise((1, whole >= 0), (-1, True)), WHOLE),
    (Abs(x**n), "=", x**n, REAL),
    (Abs(x**y), "=", x**y, REAL),
    (log(x**n), "=", 2 * n * log(Abs(x)), REAL),
    (log(x ** (n + 1)), "=", n * log(Abs(x)), REAL),
    (Derivative((x + 1) ** 2 * sign(x + 1), x), "=", 2 * (x + 1), REAL),
    (Derivative(Heaviside(x), x), "=", 0, Domain(where={x: FiniteSet(0)})),
    (x, "<", c, TO_C),
    (x, "!=", c, TO_C),
    (sign(c - x), "=", 1, TO_C),
    (x, "<", sqrt(2), TO_ROOT),
    (x, "<=", Rational(7, 5), BELOW_ROOT),
    (x, "<", pi, Domain(where={x: Interval(0, pi)})),
    (nonnegative, ">", 0, CUT),
    (nonzero, ">", 0, REAL),
    (x, ">", 0, SAME_SIGN),
    (x + y, ">", 0, SAME_SIGN),
    (x**2, ">", y**2, ABOVE),
    (sigmoid(y), ">", sigmoid(x), ABOVE),
    (sin(x), "<", 1, REAL),
    (Abs(x * cos(x)), "=", cos(x) * Abs(x), REAL),
    (Derivative(floor(x), x), "=", 1, REAL),
    (Derivative(frac(x) * ceiling(x), x), "=", frac(x), REAL),
]


@pytest.mark.parametrize(("lhs", "op", "rhs", "domain"), FALSE)
def test_a_false_claim_beside_it_is_not(lhs: Expr, op: str, rhs: Expr | int, domain: Domain) -> None:
    assert not prove(lhs, Integer(0) + rhs, domain, op=op).proved


def test_a_case_of_zero_leaves_what_is_around_it_to_the_derivative() -> None:
    f = Piecewise((2 * x**2, Eq(x**2, 4)), (x**3, True))  # smooth at 2, with the slope 12
    assert not prove(Derivative(f, x), Piecewise((4 * x, Eq(x**2, 4)), (3 * x**2, True))).proved
