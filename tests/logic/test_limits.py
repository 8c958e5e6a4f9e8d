"""Limits: true ones by each rule, and for every condition a conclusion that would be false without it."""

from __future__ import annotations

import pytest
from sympy import (
    Abs,
    Derivative,
    Dummy,
    Expr,
    Integer,
    Integral,
    Interval,
    Limit,
    Rational,
    S,
    Symbol,
    Tuple,
    atan,
    cos,
    erfc,
    exp,
    log,
    oo,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
    tanh,
)

from symxent.language.domain import Domain
from symxent.language.functions import softplus
from symxent.logic import Alike, By, Claim, Hypotheses, Refused, Steps, Tends, Theorem, check
from symxent.logic.proof import same
from symxent.proof import prove

x, a = symbols("x a", real=True)
n = Symbol("n", integer=True, positive=True)
t, u, v = (Dummy(name, real=True) for name in "tuv")
FREE = Hypotheses()
ONE = Integer(1)

LIMITS: list[tuple[Expr, Expr]] = [
    (Limit(sin(x) / x, x, 0, "+-"), S.One),
    (Limit((1 - cos(x)) / x**2, x, 0, "+-"), S.Half),
    (Limit((x**2 - a**2) / (x - a), x, a, "+-"), 2 * a),
    (Limit((3 * x**2 + 1) / (x**2 - 2), x, oo), Integer(3)),
    (Limit(log(x) / x, x, oo), S.Zero),
    (Limit(x * log(x), x, 0), S.Zero),
    (Limit(x**3 * exp(-x), x, oo), S.Zero),
    (Limit((1 + 1 / x) ** x, x, oo), S.Exp1),
    (Limit(x * sin(1 / x), x, 0, "+-"), S.Zero),
    (Limit(sqrt(x**2 + x) - x, x, oo), S.Half),
    (Limit(Abs(x) / x, x, 0, "-"), -S.One),
    (Limit(x - log(x), x, oo), oo),
    (Limit(1 / x, x, 0, "-"), -oo),
    (Limit(tan(x), x, pi / 2, "-"), oo),
    (Limit(tanh(x), x, oo), S.One),
    (Limit(softplus(x) / x, x, oo), S.One),
    (Limit(2**x / 3**x, x, oo), S.Zero),
    (Limit(n ** (1 / n), n, oo), S.One),
    (Limit((1 + a / x) ** x, x, oo), exp(a)),
    (Limit(log(1 + a * x) / x, x, 0, "+-"), a),
    (Limit(cos(x) ** (1 / x**2), x, 0, "+-"), exp(-S.Half)),
    (2 * Limit(atan(x), x, oo) + Limit(x, x, 3, "+-"), pi + 3),
]


@pytest.mark.parametrize(("lhs", "rhs"), LIMITS)
def test_a_limit_is_proved_and_no_other_value(lhs: Expr, rhs: Expr) -> None:
    verdict = prove(lhs, rhs)
    assert verdict.proved, verdict
    assert not prove(lhs, -rhs if rhs in (oo, -oo) else rhs + Rational(1, 1000)).proved


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        (Limit(Abs(x) / x, x, 0, "+-"), S.One),
        (Limit(1 / x, x, 0, "+-"), oo),
        (Limit(sin(1 / x), x, 0), S.Zero),
        (Limit(sin(x), x, oo), S.Zero),
        (Limit(log(x), x, 0, "+-"), -oo),
        (Limit(sqrt(x), x, 0, "+-"), S.Zero),
        (Limit((-1) ** n, n, oo), S.One),
        (Limit(exp(1 / x), x, 0, "+-"), S.Zero),
        (Limit(sign(x) ** 2 + sign(x), x, 0, "+-"), S.Zero),
    ],
)
def test_what_has_no_limit_has_none_proved(limit: Expr, value: Expr) -> None:
    assert not prove(limit, value).proved


@pytest.mark.parametrize("g", [a + t, t, t - 1, sign(t) + 2 - 2 * t])
def test_what_stays_positive_near_0_is_continuous_and_positive_there(g: Expr) -> None:
    """|g| = g holds for t < δ where g > 0, which 1 + at is near 0 for every a."""
    delta = Tuple(ONE, g)

    def shown(g: Expr, delta: Expr) -> Theorem:
        h = Hypotheses(where={t: Interval.open(0, ONE)}, positive=(g,))
        equal = check(Claim(Abs(g), g, "=", h), Steps())
        return check(Tends(Abs(g), t, ONE, FREE), By("equal near", (equal, put_in(g, ONE)), (g, delta)))

    assert shown(1 + a * t, Tuple(ONE, 1 + a * t))
    with pytest.raises(Refused):
        shown(g, delta)
    put_near = By("continuous", (same(S.Zero, S.Zero),), (delta,))
    with pytest.raises(Refused):
        check(Tends(t, t, S.Zero, FREE), put_near)


def test_a_limit_of_another_value_is_refuted() -> None:
    assert prove(Limit((x**2 - a**2) / (x - a), x, a, "+-"), a).refuted
    assert prove(Limit((x + 1) / (2 * x + 1), x, 0, "+-"), S.Half).refuted  # l'Hôpital's rule does not apply
    assert prove(Limit(atan(1 / x), x, 0, "-"), pi / 2).refuted


def tends(f: Expr, value: Expr, rule: str, premises: tuple[Theorem, ...], *parts: object) -> Theorem:
    return check(Tends(f, t, value, FREE), By(rule, premises, parts))


def put_in(f: Expr, value: Expr) -> Theorem:
    return tends(f, value, "continuous", (same(value, value),), ONE)


def near(lhs: Expr, op: str, rhs: Expr, delta: Expr = ONE) -> Theorem:
    return check(Claim(lhs, rhs, op, Hypotheses(where={t: Interval.open(0, delta)})), Steps())


ZERO, TO_ONE = put_in(t, S.Zero), put_in(1 + t, S.One)
UP = tends(1 / t, oo, "reciprocal", (ZERO, near(S.Zero, "<", t)), t, ONE, 1)
DOWN = tends(-1 / t, -oo, "infinite product", (put_in(S.NegativeOne, S.NegativeOne), UP))
SLOPES = (near(Derivative(1 + t, t), "=", S.One), near(Derivative(t, t), "=", S.One), near(S.One, "!=", S.Zero))


def test_the_rules_prove_what_is_true() -> None:
    assert tends(1 + 1 / t, oo, "infinite sum", (put_in(S.One, S.One), UP))
    assert tends(exp(-1 / t), S.Zero, "outer function", (DOWN,), -1 / t, ONE)
    assert tends(log(t), -oo, "outer function", (ZERO, near(S.Zero, "<", t)), t, ONE)
    assert tends((1 + t) / t * t, S.One, "of limits", (same(S.One, S.One), TO_ONE), u, u)


@pytest.mark.parametrize(
    ("f", "value", "rule", "premises", "parts"),
    [
        # not continuous at 0, or the value of another point
        (sin(t) / t, S.Zero, "continuous", (same(S.Zero, S.Zero),), (ONE,)),
        (sign(t), S.Zero, "continuous", (same(S.Zero, S.Zero),), (ONE,)),
        (1 / (t - S.Half), Integer(-2), "continuous", (same(Integer(-2), Integer(-2)),), (ONE,)),
        (1 + t, S.Zero, "continuous", (same(S.Zero, S.Zero),), (ONE,)),
        (1 + t, S.One, "continuous", (same(S.One, S.One),), (Integer(-1),)),
        (1 + t, log(-1 - a**2), "continuous", (same(S.One, S.One),), (ONE,)),
        # a function that has no value near
        (log(-t), S.Zero, "equal near", (near(log(-t), "=", t), ZERO), (t, ONE)),
        # F is not continuous at the limits, or they are no numbers
        (1 / t, S.Zero, "of limits", (same(S.Zero, S.Zero), ZERO), (1 / u, u)),
        (sign(t), S.Zero, "of limits", (same(S.Zero, S.Zero), ZERO), (sign(u), u)),
        (log(t), S.One, "of limits", (same(S.One, S.One), ZERO), (log(u), u)),
        (sqrt(t - 1), S.Zero, "of limits", (same(S.Zero, S.Zero), put_in(t - 1, -S.One)), (sqrt(u), u)),
        (t + 1 / t, S.Zero, "of limits", (same(S.Zero, S.Zero), ZERO, UP), (u + v, u, v)),
        (t * (1 + t), S.One, "of limits", (same(S.One, S.One), TO_ONE), (t * u, u)),
        # ∞ − ∞, 0 · ∞
        (1 / t - 1 / t, oo, "infinite sum", (UP, DOWN), ()),
        (1 + 1 / t, -oo, "infinite sum", (put_in(S.One, S.One), UP), ()),
        (S.One, oo, "infinite product", (ZERO, UP), ()),
        (-1 / t, oo, "infinite product", (put_in(S.NegativeOne, S.NegativeOne), UP), ()),
        # the sign of a denominator, and one that is not 0
        (-1 / t, oo, "reciprocal", (put_in(-t, S.Zero), near(S.Zero, "<", t)), (-t, ONE, 1)),
        (1 / (1 + t), oo, "reciprocal", (TO_ONE, near(S.Zero, "<", 1 + t)), (1 + t, ONE, 1)),
        (t, oo, "reciprocal", (UP,), (1 / t, ONE, 1)),
        # functions at infinity
        (exp(-1 / t), oo, "outer function", (DOWN,), (-1 / t, ONE)),
        (atan(1 / t), -pi / 2, "outer function", (UP,), (1 / t, ONE)),
        (sin(1 / t), S.Zero, "outer function", (UP,), (1 / t, ONE)),
        (log(-t), -oo, "outer function", (put_in(-t, S.Zero), near(S.Zero, "<", t)), (-t, ONE)),
        # l'Hôpital's rule of 1/0, and of other slopes
        ((1 + t) / t, S.One, "l'Hôpital", (TO_ONE, ZERO, *SLOPES, put_in(S.One, S.One)), (1 + t, t, ONE, ONE, ONE)),
        ((1 + t) / (2 + t), S.One, "l'Hôpital",
         (TO_ONE, put_in(2 + t, Integer(2)), SLOPES[0], near(Derivative(2 + t, t), "=", S.One), SLOPES[2],
          put_in(S.One, S.One)), (1 + t, 2 + t, ONE, ONE, ONE)),
        # a squeeze by two that have other limits
        (1 + t, S.Zero, "squeeze", (near(t, "<=", 1 + t), near(1 + t, "<=", 2 + t), ZERO, put_in(2 + t, Integer(2))),
         (t, 2 + t, ONE)),
    ],
)  # fmt: skip
def test_without_its_condition_a_rule_shows_nothing(
    f: Expr, value: Expr, rule: str, premises: tuple[Theorem, ...], parts: tuple[object, ...]
) -> None:
    with pytest.raises(Refused):
        tends(f, value, rule, premises, *parts)


def test_a_limit_has_one_value_from_every_side_and_a_letter_of_its_own() -> None:
    right, left = (tends(S(side), S(side), "continuous", (same(S(side), S(side)),), ONE) for side in (1, -1))
    whole = check(Claim(S.One, S.One, "=", FREE), Alike())
    both, one_sided = Limit(sign(x), x, 0, "+-"), Limit(sign(x), x, 0, "+")
    for limit, premises in ((both, (whole, right, left)), (one_sided, (whole, right)), (both, (whole, right))):
        with pytest.raises(Refused):
            check(Claim(limit, S.One, "=", FREE), By("limits", premises, ((limit, t),)))
    up = Limit(1 / x, x, 0, "+-")
    with pytest.raises(Refused):
        check(Claim(up, oo, "=", FREE), By("limits", (UP, DOWN), ((up, t),)))
    with pytest.raises(Refused):
        check(Claim(Limit(1 / x, x, 0), -oo, "=", FREE), By("limits", (UP,), ((Limit(1 / x, x, 0), t),)))


def test_the_claim_that_is_left_is_the_one_with_the_limits_values() -> None:
    limit = Limit(x, x, 0)
    for value in (S.Zero, S.One):
        other = check(Claim(value, value, "=", FREE), Alike())
        if value == 0:
            assert check(Claim(limit, value, "=", FREE), By("limits", (other, ZERO), ((limit, t),)))
            continue
        with pytest.raises(Refused, match="with their values"):
            check(Claim(limit, value, "=", FREE), By("limits", (other, ZERO), ((limit, t),)))


def test_what_comes_near_to_0_is_any_real_number() -> None:
    whole = Symbol("whole", integer=True)
    inside = Hypotheses(where={whole: Interval.open(0, 1)})
    with pytest.raises(Refused):  # though there is no such number
        check(Claim(whole, Integer(5), "=", inside), Steps())
    with pytest.raises(Refused, match="any real number"):
        check(Tends(ONE, whole, ONE, FREE), By("continuous", (same(ONE, ONE),), (ONE,)))


# -- improper integrals --------------------------------------------------------------------------------------------

p = Symbol("p", positive=True)
IMPROPER: list[tuple[Expr, Expr]] = [
    (Integral(exp(-x), (x, 0, oo)), S.One),
    (Integral(exp(-(x**2)), (x, -oo, oo)), sqrt(pi)),
    (Integral(exp(-p * x), (x, 0, oo)), 1 / p),
    (Integral(x**2 * exp(-x), (x, 0, oo)), Integer(2)),
    (Integral(1 / (1 + x**2), (x, -oo, oo)), pi),
    (Integral(1 / sqrt(x), (x, 0, 1)), Integer(2)),
    (Integral(log(x), (x, 0, 1)), -S.One),
    (Integral(1 / sqrt(1 - x**2), (x, -1, 1)), pi),
    (Integral(exp(-x), (x, a, oo)), exp(-a)),
    (Integral(x * exp(-x), (x, a**2, oo)), (a**2 + 1) * exp(-(a**2))),
    (Integral(exp(x), (x, -oo, a)), exp(a)),
    (Integral(2 * exp(-(x**2)) / sqrt(pi), (x, a, oo)), erfc(a)),
    (Integral(1 / x**2, (x, p, oo)), 1 / p),
    (Integral(x**-3, (x, -oo, -p)), -1 / (2 * p**2)),
]


@pytest.mark.parametrize(("lhs", "rhs"), IMPROPER)
def test_an_improper_integral_has_the_limits_of_an_antiderivative(lhs: Expr, rhs: Expr) -> None:
    verdict = prove(lhs, rhs)
    assert verdict.proved, verdict
    assert not prove(lhs, rhs + Rational(1, 1000)).proved


@pytest.mark.parametrize(
    ("integral", "value"),
    [
        (Integral(1 / x**2, (x, -1, 1)), -Integer(2)),
        (Integral(1 / (x - 1), (x, 0, 2)), S.Zero),
        (Integral(1 / x, (x, 1, oo)), S.Zero),
        (Integral(1 / x, (x, -1, 1)), S.Zero),
        (Integral(sin(x), (x, 0, oo)), S.One),
        (Integral(exp(-a * x), (x, 0, oo)), 1 / a),
        (Integral(exp(x), (x, 0, oo)), -S.One),
        (Integral(1 / x**2, (x, a, oo)), 1 / a),  # a < 0: a pole between
        (Integral(1 / x**2, (x, -oo, p)), -1 / p),
        (Integral(1 / x, (x, p, oo)), -log(p)),
        (Derivative(Integral(exp(-x), (x, a, oo)), a), exp(-a)),
    ],
)
def test_what_has_no_integral_has_none_proved(integral: Expr, value: Expr) -> None:
    assert not prove(integral, value).proved


def test_an_improper_integral_of_another_value_is_refuted() -> None:
    assert prove(Integral(exp(-x), (x, 0, oo)), 2).refuted
    assert prove(Integral(1 / x**2, (x, 1, oo)), 2).refuted


def test_what_is_assumed_of_an_end_holds_beyond_it_only_where_it_grows() -> None:
    grows, falls = Domain(positive=(2 * a + 3,)), Domain(positive=(3 - 2 * a,))
    e = Integral((2 * x + 3) ** -2, (x, a, oo))
    assert prove(e, 1 / (2 * (2 * a + 3)), grows).proved
    assert not prove(e, 1 / (2 * (2 * a + 3)), falls).proved
    assert prove(Integral((3 - 2 * x) ** -2, (x, -oo, a)), 1 / (2 * (3 - 2 * a)), falls).proved
    assert not prove(Integral((3 - 2 * x) ** -2, (x, -oo, a)), 1 / (2 * (3 - 2 * a)), grows).proved


def test_the_claim_that_is_left_is_the_one_with_the_integrals_values() -> None:
    e, w = Integral(1, (x, 0, 1)), Dummy("w", real=True)
    inside = Hypotheses(where={w: Interval.open(0, 1)})
    slope = check(Claim(Derivative(w, w), S.One, "=", inside), Steps())
    two = check(Claim(Integer(2), Integer(2), "=", FREE), Alike())
    premises = (two, slope, put_in(t, S.Zero), put_in(1 - t, S.One))
    with pytest.raises(Refused, match="with their values"):
        check(Claim(e, Integer(2), "=", FREE), By("improper integrals", premises, ((e, w, w, t),)))


def test_an_antiderivative_with_a_pole_between_the_ends_is_refused() -> None:
    e, w = Integral(1 / x**2, (x, -1, 1)), Dummy("w", real=True)
    inside = Hypotheses(where={w: Interval.open(-1, 1)})
    slope = check(Claim(Derivative(-1 / w, w), 1 / w**2, "=", inside), Steps())
    low, high = put_in(-1 / (t - 1), S.One), put_in(-1 / (1 - t), -S.One)
    whole = check(Claim(-Integer(2), -Integer(2), "=", FREE), Alike())
    with pytest.raises(Refused, match="!= 0"):
        check(
            Claim(e, -Integer(2), "=", FREE), By("improper integrals", (whole, slope, low, high), ((e, w, -1 / w, t),))
        )


def test_the_ends_are_approached_from_inside_and_in_their_order() -> None:
    w = Dummy("w", real=True)
    inside = Hypotheses(where={w: Interval.open(0, 1)})
    slope = check(Claim(Derivative(w, w), S.One, "=", inside), Steps())
    low, high, outside = put_in(t, S.Zero), put_in(1 - t, S.One), put_in(1 + t, S.One)
    e, turned = Integral(1, (x, 0, 1)), Integral(1, (x, 1, 0))
    one, minus = (check(Claim(S(k), S(k), "=", FREE), Alike()) for k in (1, -1))
    assert check(Claim(e, S.One, "=", FREE), By("improper integrals", (one, slope, low, high), ((e, w, w, t),)))
    for integral, whole, first, last in ((e, one, low, outside), (e, minus, high, low), (turned, minus, high, low)):
        with pytest.raises(Refused):
            check(
                Claim(integral, whole.claim.lhs, "=", FREE),
                By("improper integrals", (whole, slope, first, last), ((integral, w, w, t),)),
            )


def test_a_function_has_a_value_near_enough_to_the_point() -> None:
    u, q = symbols("u", real=True), symbols("q", positive=True)
    assert prove(Limit((1 - 2 / u) ** (3 * u), u, oo), exp(-6)).proved
    assert prove(Limit(u * log(1 - 5 / u), u, oo), -5).proved
    assert prove(Limit((1 + q / u) ** u, u, oo), exp(q)).proved
    assert not prove(Limit((1 - 2 / u) ** (3 * u), u, oo), exp(6)).proved
