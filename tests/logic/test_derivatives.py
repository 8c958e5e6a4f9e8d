"""Derivatives: each dishonest claim forgets a joint, a tie, an end, or where the rule of the table holds."""

from __future__ import annotations

import pytest
from rows import X, Y, a, b, f, i, j, judge, k, m, n, row, rows, t, u, w, x, y, z
from sympy import (
    Abs,
    Derivative,
    Expr,
    FiniteSet,
    Function,
    Heaviside,
    Interval,
    KroneckerDelta,
    Max,
    Piecewise,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    ceiling,
    cos,
    exp,
    floor,
    log,
    polygamma,
    sign,
    sin,
    sqrt,
    sympify,
)

from symxent.language.functions import logsumexp, sigmoid, softmax
from symxent.logic import BySign, Claim, Hypotheses, Refused, Steps, check
from symxent.proof import prove

HALF = Rational(1, 2)
AT_ZERO = Hypotheses(values={x: S.Zero})
POSITIVE = Hypotheses(positive=(x,))
IN_RANGE = Hypotheses(indices={j: (S.One, k)})
SMOOTH_AT_ZERO = x * (Abs(sign(x) - HALF) + sign(x) / 2)  # x itself
TWO_BY_ITSELF = Piecewise((x**2 + 3 * x, x >= 0), (3 * x - x**2, True))


SMOOTH_WAVE, WAVE_SLOPE = sin(x) * Abs(sin(x)), 2 * cos(x) * Abs(sin(x))
AT_SINE, AT_COSINE = (BySign(u, Steps(), Steps(), Steps()) for u in (sin(x), cos(x)))
SQUARE = sqrt(x**2 + 2 * x + 1)  # |x + 1|


def d(e, by=x, times=1):
    return Derivative(e, (by, times))


@rows(
    row("a logarithm", d(log(x)), "=", 1 / x),
    row("a logarithm of what may be negative", d(log(Abs(cos(x)))), "=", -sin(x) / cos(x)),
    row("a logarithm of a size, as if it were positive", d(log(Abs(x))), "=", 1 / Abs(x), at={x: -1}),
    row("a radicand with simple zeros", d(sqrt(2 - x - x**2)), "=", -(1 + 2 * x) / (2 * sqrt(2 - x - x**2))),
    row("a parabola that opens downwards", d(x * sqrt(a - x**2)), "=", (a - 2 * x**2) / sqrt(a - x**2)),
    row("a radicand with a double zero", d((x + 1) * SQUARE), "=", 2 * SQUARE + 1 - sign(SQUARE), at={x: -1}),
    row("a size, away from its joints", d(Abs(sin(x))), "=", cos(x) * sign(sin(x)), AT_SINE),
    row("where a cosine is 0", d(cos(x) * Abs(cos(x))), "=", -2 * sin(x) * Abs(cos(x)), AT_COSINE),
    row("another value at joints", d(SMOOTH_WAVE), "=", 1 - sign(sin(x)) ** 2 + WAVE_SLOPE, AT_SINE, at={x: 0}),
    row("the sigmoid", d(sigmoid(x)), "=", sigmoid(x) * (1 - sigmoid(x))),
    row("a power of any base", d(x**a), "=", a * x ** (a - 1), h=Hypotheses(nonzero=(x,), where={a: S.Integers})),
    row("a power of itself", d(x**x), "=", x**x * (log(x) + 1)),
    row("a power", d(x**a), "=", a * x ** (a - 1), h=POSITIVE),
    row("a component", d(Sum(X[m] ** 2, (m, 1, k)), X[j]), "=", 2 * X[j], h=IN_RANGE),
    row(
        "a component that is not in the sum",
        d(Sum(X[m] ** 2, (m, 1, k)), X[j]), "=", 2 * X[j], at={j: 2, k: 1, X: (1, 1)},
    ),
    row("an unknown function", d(f(x**2)), "=", 2 * x * Subs(Derivative(f(u), u), u, x**2)),
    row(
        "a product",
        d(Product(x * exp(m), (m, 1, k))), "=", k * Product(x * exp(m), (m, 1, k)) / x,
        h=Hypotheses(positive=(x,), indices={i: (S.One, k)}),
    ),
    row("a power of zero", d(x ** Rational(3, 2)), "=", 0, h=AT_ZERO),
    row("an integer power of zero", d(1 / x), "=", 1, h=Hypotheses(where={x: Interval(0, 1)}), at={x: 1}),
    row(
        "of one argument of two",
        Subs(Derivative(f(w, 2 * w), w), w, x), "=", Subs(Derivative(f(w, 2 * x), w), w, x),
        at={x: 1, "f": lambda one, two: one * two},
    ),
    row(
        "a vector as a whole, beside its components",
        d(Sum(Abs(X[m]) * logsumexp(X, k), (m, 1, k)), X[j]), "=", logsumexp(X, k) + X[j] * softmax(X, j, k),
        h=Hypotheses(positive=(X[j],), indices={j: (S.One, k)}), at={j: 1, k: 2, X: (1, 1)},
    ),
)  # fmt: skip
def test_rules_of_the_table(given):
    judge(given)


@rows(
    row("through a declared equality", d(a**2, t), "=", 0, h=Hypotheses(equal=((a, 2 * t),)), at={t: 1, a: 2}),
    row(
        "through two declared equalities",
        d(a**2, t), "=", 0, h=Hypotheses(equal=((a, 2 * b), (b, t))), at={t: 1, b: 1, a: 2},
    ),
    row(
        "through a declared vector",
        d(Sum(X[m] ** 2, (m, 1, k)), t), "=", 0, h=Hypotheses(equal=((X[m], u * Y[m]), (u, t**2))),
        at={t: 1, u: 1, k: 1, X: (1,), Y: (1,)},
    ),
    row("past a declared equality", d(a**2 * t, t), "=", a**2, h=Hypotheses(equal=((a, 2 * b),))),
    row("past a declared number", d(a**2, a), "=", 2 * a, h=Hypotheses(equal=((t, S(2)),))),
    row("by what another is declared by", d(b**2, b), "=", 2 * b, h=Hypotheses(equal=((a, 2 * b),))),
    row("in each summand", Sum(d(a**2 * Y[m], t), (m, 1, k)), "=", 0, h=Hypotheses(equal=((a, 2 * t),)),
        at={t: 1, a: 2, k: 1, Y: (1,)}),
)  # fmt: skip
def test_what_is_declared_is_differentiated_through(given):
    judge(given)


@rows(
    row("a kink", d(Abs(x)), "=", sign(x), BySign(x, Steps(), Steps(), Steps(), x, S.Zero)),
    row("at a kink nothing is claimed", d(Abs(x)), "=", 7, h=AT_ZERO),
    row("a smooth joint", d(x * Abs(x)), "=", 0, h=AT_ZERO),
    row("a smooth joint, another value", d(x * Abs(x) + x), "=", 0, h=AT_ZERO, at={x: 0}),
    row("two sides of one slope", d(TWO_BY_ITSELF), "=", 3, h=AT_ZERO),
    row("a value of its own at the joint", d(Piecewise((1, x < 0), (1, x > 0), (2, True))), "=", 0, h=AT_ZERO),
    row("a second derivative at a joint", d(x**2 * Abs(x), times=2), "=", 0, h=AT_ZERO),
    row("a jump within a joint", d(SMOOTH_AT_ZERO), "=", 7, h=AT_ZERO, at={x: 0}),
    row("a jump within a joint, as it is", d(SMOOTH_AT_ZERO), "=", 1, h=AT_ZERO),
    row("a jump without a joint, of a power", d(x * sign(0 ** (x**2) - HALF)), "=", 1, h=AT_ZERO, at={x: 0}),
    row(
        "a jump without a joint, of a floor",
        d(x * sign(floor(-(x**2)) + HALF)), "=", 1, h=Hypotheses(positive=(floor(-(x**2)) + HALF,)), at={x: 0},
    ),
    row(
        "a jump without a joint, of a delta",
        d(x * sign(KroneckerDelta(x, 0) - HALF)), "=", 1, h=Hypotheses(positive=(KroneckerDelta(x, 0) - HALF,)),
        at={x: 0},
    ),
    row(
        "a sign that holds at the point alone",
        d(Max(-(x**2), 0), times=2), "=", -2, h=Hypotheses(nonnegative=(-(x**2),)), at={x: 0},
    ),
    row("by what a joint does not depend on", d(t * Abs(x), t), "=", Abs(x)),
    row("a label is a number like others", d(y**2, y), "=", 2 * y, h=Hypotheses(where={y: FiniteSet(0, 1)})),
    row("a step", d(Heaviside(x)), "=", 0, h=POSITIVE),
    row("a joint whose slope is zero", d(x * sign(x**2)), "=", 7, h=AT_ZERO, at={x: 0}),
    row("a joint whose slope depends on the variable", d((x + x**2) * Abs(x + x**2)), "=", 0, h=AT_ZERO),
    row("two joints, of which one has any slope", d(Abs(x) * sign(t * x)), "=", 1,
        h=Hypotheses(values={x: S.Zero}, nonzero=(t,)), at={x: 0, t: -1}),
    row("one joint of any slope", d(x * Max(t * x, 0)), "=", 0, h=Hypotheses(values={x: S.Zero}, nonzero=(t,))),
    row("a joint elsewhere", d(Abs(x - t)), "=", 7, h=Hypotheses(values={x: S.Zero}, nonzero=(t,)), at={x: 0, t: 1}),
    row("by what does not move a joint that is there", d(t * Abs(x), t), "=", 0, h=AT_ZERO),
    row("through a declared equality at a joint", d(a + x * Abs(x)), "=", 0,
        h=Hypotheses(values={x: S.Zero}, equal=((a, 2 * x),)), at={x: 0, a: 0}),
    row("a joint within a joint", d(x * Abs(Abs(x) - x)), "=", 0, h=AT_ZERO),
    row("2 to a size is no power of 0", d(2 ** Abs(x)), "=", 0, h=POSITIVE, at={x: 1}),
    row("0 to the power of a product", d(x * 0 ** (x * z)), "=", 0, h=Hypotheses(values={z: S.Zero}, positive=(x,)),
        at={x: 1, z: 0}),
    row("a cube inside of a size", d(Abs(x**3 + 2)), "=", -3 * x**2, h=Hypotheses(positive=(-x - 2,))),
    row("the own term of a sum", d(Sum(Abs(X[m]), (m, 1, k)), X[j]), "=", 1,
        h=Hypotheses(positive=(X[j],), indices={j: (S.One, k)})),
    row("no term of the sum, above", d(Sum(Abs(X[m]), (m, 1, k)), X[j]), "=", 1,
        h=Hypotheses(positive=(X[j],), where={j: S.Naturals}), at={j: 2, k: 1, X: (1, 1)}),
    row("no term of the sum, below", d(Sum(Abs(X[m]), (m, 1, k)), X[j]), "=", 1,
        h=Hypotheses(positive=(X[j],), indices={j: (k - 5, k)}), at={j: 0, k: 1, X: {(0,): 1, (1,): 1}}),
)  # fmt: skip
def test_joints(given):
    judge(given)


ENDS = [
    *(Sum(m, (m, 1, n)), Sum(exp(m), (m, x, x + 2)), Product(exp(m), (m, n, 5))),
    *(Product(exp(m), (m, x, x + 2)), Product(x, (m, 1, n))),
]


@pytest.mark.parametrize("e", ENDS, ids=str)
def test_no_sum_or_product_is_differentiated_by_its_ends(e):
    by = n if n in e.free_symbols else x
    for other in (0, 3, e):
        with pytest.raises(Refused):
            check(Claim(Derivative(e, by), sympify(other), "=", POSITIVE), Steps())


@pytest.mark.parametrize(
    "e",
    [
        Derivative(f(x) ** 2, f(x)),
        Derivative(x**2, (x, n)),
        Derivative(x**30, (x, 20)),
        Subs(x**2, x, y),
        Subs(x**2, x, 3),
        Subs(Derivative(x**2 * y, x), (x, y), (1, 2)),
        Derivative(polygamma(x, 2), x),
        Subs(Derivative(x**2, x), x, y),
        Subs(Derivative(f(w, 2 * w), w), w, x),
        Derivative(floor(x**2), x),
        Derivative(X[n], n),
        Derivative(Abs(x), x),
    ],
    ids=str,
)
def test_a_derivative_that_no_rule_is_about_is_refused(e):
    for other in (0, 1, x):
        with pytest.raises(Refused):
            check(Claim(e, sympify(other), "=", Hypotheses()), Steps())


def test_a_derivative_at_a_point_is_one_at_a_number_by_the_letter_that_stands_for_it():
    r = Symbol("r", real=True)
    check(Claim(Subs(d(r**2, r), r, S(3)), S(6), "=", Hypotheses()), Steps())
    q = Symbol("q", positive=True)
    for e, value, known in (
        (Subs(d(r**2, r), r, t), 2 * t, ()),
        (Subs(Derivative(r**2 * t, r, t), r, 3), S(6), ()),
        (Subs(d(Abs(r), r), r, -3), S.One, (r,)),  # −1: what is known of r is not known of −3
        (Subs(d(q**2, q), q, -3), S(-6), ()),  # nothing is, at what q cannot be
    ):
        with pytest.raises(Refused):
            check(Claim(e, value, "=", Hypotheses(positive=known)), Steps())


@pytest.mark.parametrize(
    ("e", "h"),
    [
        (Derivative(x**2 * Abs(x) + t * x, x, t), AT_ZERO),  # 1: the derivative of t x
        (d(x * d(a**2 * x, t)), Hypotheses(equal=((a, 2 * t),))),  # 16 t x
        (Derivative(x * y * floor(x - y**2), x, y), Hypotheses(values={x: S.Zero, y: S.Zero})),  # −1
        (d(Abs(x) - 2 * x * floor(x)), AT_ZERO),  # 1: it is x around 0
        (Subs(d(x + f(y)), x, 2) - Subs(d(Function("Add")(*(x + f(y)).args)), x, 2), Hypotheses()),
    ],
    ids=str,
)
def test_a_derivative_that_is_not_0_is_not_0(e, h):
    with pytest.raises(Refused):
        check(Claim(e, S.Zero, "=", h), Steps())


@pytest.mark.parametrize(
    ("body", "slope"),
    [
        (floor(x), S.Zero),
        (x * floor(2 * x + 1), floor(2 * x + 1)),
        (x**2 * ceiling(exp(x)), 2 * x * ceiling(exp(x))),
        (sin(x) - ceiling(-x), cos(x)),
    ],
)
def test_a_floor_is_constant_on_a_side_of_each_point(body: Expr, slope: Expr) -> None:
    check(Claim(d(body), slope, "=", Hypotheses()), Steps())
    with pytest.raises(Refused):
        check(Claim(d(body), slope + 1, "=", Hypotheses()), Steps())


@pytest.mark.parametrize(
    ("body", "slope"),
    [
        (x * floor(1 - x**2), floor(1 - x**2)),  # at 0 it is 0, and 0 around
        ((x - 1) * (floor(x) + floor(-x) + 1), floor(x) + floor(-x) + 1),  # 0 everywhere
        ((x - 1) * (floor(x) - ceiling(x) + 1), floor(x) - ceiling(x) + 1),
        (Abs(x) * (floor(x) + HALF), S(7)),  # 1/2 at 0, where the sides of |x| and of the floor make up for each other
        (floor(floor(x) / 2 + x), S.Zero),
    ],
)
def test_a_floor_that_turns_and_one_beside_another_joint_are_refused(body: Expr, slope: Expr) -> None:
    with pytest.raises(Refused):
        check(Claim(d(body), slope, "=", Hypotheses()), Steps())


def test_a_floor_has_no_derivative_at_a_whole_number() -> None:
    at_one = Subs(d(Abs(x) * (floor(x) + HALF)), x, 1)
    assert not prove(at_one, Rational(3, 2)).proved
    assert not prove(at_one, 7).refuted
