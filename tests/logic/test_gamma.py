"""Γ, factorials, binomial coefficients and ψ: each false claim lacks one condition of their rules."""

from __future__ import annotations

import pytest
from rows import FREE, by, judge, row, rows, steps, x
from sympy import (
    Function,
    GoldenRatio,
    Integer,
    Pow,
    Range,
    Rational,
    S,
    Sum,
    Symbol,
    beta,
    binomial,
    cot,
    digamma,
    factorial,
    gamma,
    loggamma,
    oo,
    pi,
    polygamma,
    sin,
    sqrt,
    symbols,
)

from symxent.language.functions import softplus
from symxent.logic import Claim, Hypotheses, Refused, Steps, check
from symxent.logic.gamma import falling, rgamma
from symxent.proof import prove

HALF, ONE = Rational(1, 2), Integer(1)
n = Symbol("n", integer=True, nonnegative=True)
i, k, end = symbols("i k n", integer=True)
y = Symbol("y", real=True)


def up(u, by_how_much=1):
    return by("recurrence of Γ", u, Integer(by_how_much))


def psi_up(u, by_how_much=1):
    return by("recurrence of ψ", (S.Zero, u), Integer(by_how_much))


@rows(
    row("recurrence", gamma(x + 1), "=", x * gamma(x), steps(up(x))),
    row("in two steps", gamma(x + 2), "=", x * (x + 1) * gamma(x), steps(up(x, 2))),
    row("downwards", rgamma(x), "=", rgamma(x - 1), steps(by("recurrence of Γ", x, Integer(-1))), at={x: 3}),
    row("half a step", rgamma(x), "=", rgamma(x + HALF), steps(by("recurrence of Γ", x, HALF)), at={x: 1}),
    row("at a half", gamma(HALF, evaluate=False) ** 2, "=", pi),
    row("below and above", gamma(-HALF, evaluate=False) * gamma(Rational(5, 2), evaluate=False), "=", -3 * pi / 2),
    row("at whole numbers", gamma(5, evaluate=False) + rgamma(-3), "=", 24),
    row("at a third", rgamma(Rational(1, 3)), "=", 1 / sqrt(pi), at={}),
    row("no value is taken to be 0", gamma(x), "!=", 0),
    row("of a positive number", rgamma(x), ">", 0, h=Hypotheses(positive=(x,))),
    row("of any number", rgamma(x), ">", 0, at={x: -HALF}),
    row("in two halves", gamma(x) * gamma(x + HALF), "=", 2 ** (1 - 2 * x) * sqrt(pi) * gamma(2 * x), steps(
        by("multiplication of Γ", 2 * x, Integer(2)))),
    row("in no parts", rgamma(x), "=", 0, steps(by("multiplication of Γ", x, Integer(0))), at={x: 1}),
    row("in half a part", rgamma(x), "=", 0, steps(by("multiplication of Γ", x, HALF)), at={x: 1}),
    row("reflected", gamma(x) * gamma(1 - x), "=", pi / sin(pi * x), steps(by("reflection of Γ", x))),
    row("factorial", factorial(n + 1), "=", (n + 1) * factorial(n), steps(up(n + 1))),
    row("beta", beta(x, y), "=", gamma(x) * gamma(y) / gamma(x + y)),
    row("logarithm of gamma", loggamma(x), "=", x, steps(), at={x: 1}),
    row("choose two", binomial(x, 2), "=", x * (x - 1) / 2),
    row("choose none", binomial(x, Integer(0), evaluate=False), "=", 1),
    row("choose from either end", binomial(n, k), "=", binomial(n, n - k)),
    row("choose from either end of any number", binomial(i, k), "=", binomial(i, i - k), at={i: -1, k: 0}),
    row("golden ratio", GoldenRatio**2, "=", GoldenRatio + 1),
)  # fmt: skip
def test_gamma(given):
    judge(given)


def falls(u, of, first=0, last=0):
    return by("falling factorial", (u, of), Integer(first), Integer(last))


def from_its_end(u, of):
    return by("falling factorial from its end", (u, of))


def by_gamma(u, of):
    return by("falling factorial by Γ", (u, of))


NATURAL = Hypotheses(where={k: S.Naturals0})


@rows(
    row("Pascal's rule", binomial(x + 1, k + 1), "=", binomial(x, k) + binomial(x, k + 1), steps(
        falls(x + 1, k + 1, 1), falls(x, k + 1, 0, 1), up(k + 1)), NATURAL),
    row("from its end", binomial(x, k), "=", (-1) ** k * binomial(k - x - 1, k), steps(from_its_end(x, k)), NATURAL),
    row("by Γ", binomial(x, k), "=", gamma(x + 1) / (factorial(k) * gamma(x - k + 1)), steps(by_gamma(x, k)), NATURAL),
)  # fmt: skip
def test_falling_factorials(given):
    judge(given)


@pytest.mark.parametrize(
    ("step", "other"),
    [
        (falls(x, k, 1), x * falling(x - 1, k - 1)),  # k = 0 has no first factor, and no last
        (falls(x, k, 0, 1), falling(x, k - 1) * (x - k + 1)),
        (falls(x, i, 1), x * falling(x - 1, i - 1)),
        (falls(x, k, -1), falling(x + 1, k + 1) / (x + 1)),
        (falls(x, k, 0, -1), falling(x, k + 1) / (x - k)),
        (by("falling factorial", (x, k), HALF, S.Zero), falling(x - HALF, k - HALF)),
        (by("falling factorial", (x, k), S.Zero, HALF), falling(x, k - HALF)),
        (from_its_end(x, i), (-1) ** i * falling(i - 1 - x, i)),
        (by_gamma(x, k), x),  # Γ(x + 1) may have no value
        (by_gamma(n, i), rgamma(n - i + 1) / rgamma(n + 1)),
    ],
)
def test_a_falling_factorial_has_the_factors_that_there_are(step, other) -> None:
    with pytest.raises(Refused):
        check(Claim(falling(*step.args), other, "=", NATURAL), Steps((step,)))


@rows(
    row("recurrence of ψ", digamma(x + 1), "=", digamma(x) + 1 / x, steps(psi_up(x), up(x))),
    row("ψ downwards", digamma(x), "=", digamma(x - 1), steps(
        by("recurrence of ψ", (S.Zero, x), Integer(-1)), up(x - 1, 2), up(x)), at={x: 3}),
    row("half a step of ψ", digamma(x), "=", digamma(x + HALF), steps(
        by("recurrence of ψ", (S.Zero, x), HALF), up(x)), at={x: 1}),
    row("higher orders differ", polygamma(1, x + 1), "=", polygamma(1, x), steps(psi_up(x)), at={x: 1}),
    row("ψₙ", polygamma(n, x + 1), "=", polygamma(n, x) + (-1) ** n * factorial(n) / x ** (n + 1), steps(
        by("recurrence of ψ", (n, x), ONE), up(x))),
    row("ψ reflected", digamma(1 - x), "=", digamma(x) + pi * cot(pi * x), steps(
        by("reflection of ψ", (S.Zero, x)))),
    row("ψ′ is reflected otherwise", polygamma(1, x), "=", polygamma(1, 1 - x) - pi * cot(pi * x), steps(
        by("reflection of ψ", (ONE, x))), at={x: Rational(1, 3)}),
)  # fmt: skip
def test_digamma(given):
    judge(given)


def test_of_derivatives_of_a_negative_order_nothing_is_said() -> None:
    moved = polygamma(i, x) + (-1) ** i * factorial(i) / x ** (i + 1)
    with pytest.raises(Refused):
        check(Claim(polygamma(i, x + 1), moved, "=", FREE), steps(by("recurrence of ψ", (i, x), ONE), up(x), up(i + 1)))


def test_a_closed_form_that_telescopes_is_proved() -> None:
    for body, value in (
        (1 / (k * (k + 1)), end / (end + 1)),
        (k * 2**k, (end - 1) * 2 ** (end + 1) + 2),
        (k * factorial(k), factorial(end + 1) - 1),
        (y**k, y * (1 - y**end) / (1 - y)),
    ):
        assert prove(Sum(body, (k, 1, end)), value).proved
        assert prove(Sum(body, (k, 1, end)), value + 1).refuted


def test_a_rising_factorial_is_reflected_where_both_sides_have_a_value() -> None:
    whole = {k: Range(0, oo)}
    assert prove(gamma(k - y) / gamma(-y), (-1) ** k * gamma(y + 1) / gamma(y - k + 1), whole).proved
    assert not prove(gamma(k - y) / gamma(-y), gamma(y + 1) / gamma(y - k + 1), whole).proved
    assert not prove(binomial(y, k), gamma(y + 1) / (factorial(k) * gamma(y - k + 2)), whole).proved


def test_a_power_of_what_may_be_zero_is_split_where_exponents_count() -> None:
    assert prove(y ** (n + 1), y * y**n).proved
    assert not prove(Pow(y, x + 1), y * Pow(y, x)).refuted


def test_an_unknown_function_of_this_name_is_unknown() -> None:
    assert not prove(Function("rgamma")(S.One), S.One).proved
    assert prove(softplus(x), softplus(x) * sqrt(1)).proved
