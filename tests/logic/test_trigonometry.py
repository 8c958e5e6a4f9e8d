"""Sines and cosines: each false claim lacks one condition of their rules."""

from __future__ import annotations

import pytest
from rows import by, judge, plain, row, rows, steps, x, y
from sympy import (
    Abs,
    Derivative,
    Integer,
    Interval,
    Pow,
    Rational,
    S,
    acos,
    acosh,
    acoth,
    asec,
    asech,
    asin,
    atan,
    cos,
    cot,
    coth,
    csc,
    csch,
    pi,
    sec,
    sin,
    sqrt,
    symbols,
    tan,
)

from symxent.logic import Hypotheses, Refused, check
from symxent.proof import prove

HALF = Rational(1, 2)
ROOTS = sqrt(10 - 2 * sqrt(5)) / 4  # the sine of π/5; that of 2π/5 obeys the same equation


def inert(f, u):
    return f(u, evaluate=False)


def of_sum(f, u, *parts):
    return by(f"{f} of a sum", u, *((v, Integer(n)) for v, n in parts))


TWICE = steps(of_sum("sine", 2 * x, (x, 2)), of_sum("cosine", 2 * x, (x, 2)))


@rows(
    row("the squares", sin(x) ** 2 + cos(x) ** 2, "=", 1),
    row("both are odd or even", inert(sin, -x) * inert(cos, -x), "=", -sin(x) * cos(x)),
    row("at 0", inert(sin, x - x) + inert(cos, x - x), "=", 1),
    row("of twice", sin(2 * x), "=", 2 * sin(x) * cos(x), TWICE),
    row("the cosine of twice", cos(2 * x), "=", 1 - 2 * sin(x) ** 2, TWICE),
    row("of a difference", sin(x - y), "=", sin(x) * cos(y) - cos(x) * sin(y), steps(
        of_sum("sine", x - y, (x, 1), (y, -1)))),
    row("of three", cos(3 * x), "=", 4 * cos(x) ** 3 - 3 * cos(x), steps(of_sum("cosine", 3 * x, (x, 3)))),
    row("half of an argument", sin(x), "=", 0, steps(by("sine of a sum", x, (2 * x, HALF))), at={x: 1}),
    row("the same with a cosine", cos(x), "=", 1, steps(by("cosine of a sum", x, (2 * x, HALF))), at={x: 1}),
    row("of another sum", sin(2 * x), "=", sin(x), steps(of_sum("sine", 2 * x, (x, 1))), at={x: 1}),
    row("of another sum, a cosine", cos(2 * x), "=", cos(x), steps(of_sum("cosine", 2 * x, (x, 1))), at={x: 1}),
)  # fmt: skip
def test_sums(given):
    judge(given)


@rows(
    row("of an arc sine", inert(sin, asin(x)), "=", x),
    row("the cosine of an arc sine", inert(cos, asin(x)), "=", sqrt(1 - x**2)),
    row("of the negative of an arc sine", inert(sin, -asin(x)), "=", -x),
    row("of an arc tangent", inert(sin, atan(x)), "=", x / sqrt(1 + x**2)),
    row("the tangent of an arc tangent", inert(tan, atan(x)), "=", x),
    row("of an arc sine of own making", x, "<=", 1, steps(instead=1 - inert(sin, asin(x))), at={x: 2}),
    row("of an arc sine of own making, at the other end", x, ">=", -1, steps(instead=1 + inert(sin, asin(x))),
        at={x: -2}),
    row("of a part of an arc sine", inert(sin, plain(asin(x), 1 / y)), "=", x, at={x: 1, y: 2}),
    row("of twice an arc sine", inert(sin, 2 * asin(x)), "=", 2 * x, h=Hypotheses(positive=(1 - 2 * x, 1 + 2 * x)),
        at={x: HALF / 2}),
    row("arc sine and arc cosine", asin(x) + acos(x), "=", pi / 2),
    row("arc sine of a negative", asin(-x), "=", -asin(x)),
    row("arc secant", asec(x), "=", acos(1 / x)),
)  # fmt: skip
def test_inverse_functions(given):
    judge(given)


@rows(
    row("at the third of π", inert(sin, pi / 3), "=", sqrt(3) / 2, steps(
        by("sine at a fraction of π", pi / 3, sqrt(3) / 2))),
    row("at the fifth of π", inert(sin, pi / 5), "=", ROOTS, steps(by("sine at a fraction of π", pi / 5, ROOTS))),
    row("at the third of π, a cosine", inert(cos, pi / 3), "=", HALF, steps(
        by("cosine at a fraction of π", pi / 3, HALF))),
    row("at a seventh of π", cos(pi / 7) * cos(2 * pi / 7) * cos(3 * pi / 7), "=", Rational(1, 8), steps(
        of_sum("cosine", 2 * pi / 7, (pi / 7, 2)), of_sum("cosine", 3 * pi / 7, (pi / 7, 3)))),
    row("quarters of π", inert(cos, pi / 4) ** 2 + inert(sin, pi / 2) + inert(cos, pi), "=", HALF),
    row("two thirds of π", inert(cos, 2 * pi / 3), "=", inert(sin, -pi / 6), steps(
        by("cosine at a fraction of π", 2 * pi / 3, -HALF), by("sine at a fraction of π", -pi / 6, -HALF))),
    row("at two fifths of π, the other root", inert(sin, 2 * pi / 5), "=", ROOTS, steps(
        by("sine at a fraction of π", 2 * pi / 5, ROOTS)), at={}),
    row("at no fraction of π", inert(sin, x * pi), "=", 1, steps(
        by("sine at a fraction of π", x * pi, S.One)), at={x: 1}),
    row("near a root", inert(cos, pi / 5), "=", Rational(809, 1000), steps(
        by("cosine at a fraction of π", pi / 5, Rational(809, 1000))), at={}),
    row("near a root of a sine", inert(sin, pi / 5), "=", Rational(588, 1000), steps(
        by("sine at a fraction of π", pi / 5, Rational(588, 1000))), at={}),
)  # fmt: skip
def test_fractions_of_pi(given):
    judge(given)


@rows(
    row("the tangent", tan(x) * cos(x), "=", sin(x)),
    row("by its cosine", tan(x) ** 2 + 1, "=", sec(x) ** 2),
    row("by its sine", cot(x) ** 2 + 1, "=", csc(x) ** 2),
    row("of a quotient that may not be there", 1 / cos(x), "=", sec(x)),
    row("the slope of a tangent", Derivative(tan(x), x), "=", sec(x) ** 2),
    row("the slope of a secant", Derivative(sec(x), x), "=", sec(x) * tan(x)),
    row("the slope of an arc cosine", Derivative(acos(x), x), "=", -1 / sqrt(1 - x**2)),
    row("the slope of acosh", Derivative(acosh(x), x), "=", 1 / sqrt(x**2 - 1)),
    row("the slope of acoth", Derivative(acoth(x), x), "=", 1 / (1 - x**2)),
    row("the slope of asech", Derivative(asech(x), x), "=", -1 / plain(x, Pow(1 - x**2, HALF))),
    row("the slope of csch", Derivative(csch(x), x), "=", -csch(x) * coth(x)),
)  # fmt: skip
def test_functions_by_definition(given):
    judge(given)


def test_a_very_fine_part_of_pi_is_not_decided() -> None:
    tiny = Rational(1, 10**9)
    assert not prove(cos(pi * (Rational(1, 7) + tiny)) ** 2, 1 - sin(pi * (Rational(1, 7) + tiny)) ** 2).refuted
    assert prove(cos(pi / 7), cos(pi * (Rational(1, 7) + tiny))).refuted


def of_two(u, x, y):
    return by("arc tangent of a sum", u, x, y)


def of_numbers(q, n, r, *others):
    """It is looked at as that of −q, or of q: its own multiple turns with it."""
    parts = (Rational(r), *((p, Integer(k)) for p, k in others))
    return tuple(by("arc tangents of numbers", s * q, Integer(s * n), *parts) for s in (1, -1))


THIRD, SEVENTH = Rational(1, 3), Rational(1, 7)
REAL = symbols("y", real=True)
INSIDE = Hypotheses(positive=(1 - x * y,))
SUM = (x + y) / (1 - x * y)


@rows(
    row("of a sum", inert(atan, SUM), "=", atan(x) + atan(y), steps(of_two(SUM, x, y)), INSIDE),
    row("beyond a quarter turn", inert(atan, SUM), "=", atan(x) + atan(y), steps(of_two(SUM, x, y)), at={x: 1, y: 2}),
    row("of a difference of tangents", inert(atan, x - y), "=", atan(x) - atan(y), steps(of_two(x - y, x, -y)),
        Hypotheses(positive=(1 + x * y,)), at={x: 1, y: HALF}),
    row("Hutton's", 2 * atan(THIRD) + atan(SEVENTH), "=", pi / 4, steps(
        *of_numbers(SEVENTH, 1, Rational(1, 4), (THIRD, 2)))),
    row("a turn too many", 2 * atan(THIRD) + atan(SEVENTH), "=", 5 * pi / 4, steps(
        *of_numbers(SEVENTH, 1, Rational(5, 4), (THIRD, 2))), at={}),
    row("almost a quarter of it", 2 * atan(THIRD) + atan(Rational(1, 8)), "=", pi / 4, steps(
        *of_numbers(Rational(1, 8), 1, Rational(1, 4), (THIRD, 2))), at={}),
    row("halves of them", atan(THIRD) + atan(SEVENTH) / 2, "=", pi / 8, steps(
        *(by("arc tangents of numbers", s * SEVENTH, s * HALF, Rational(1, 8), (THIRD, Integer(1)))
        for s in (1, -1))), at={}),
)  # fmt: skip
def test_arc_tangents(given):
    if given.name == "halves of them":  # true, and not shown: a step of whole multiples alone is
        with pytest.raises(Refused):
            check(given.claim, given.proof)
        return
    judge(given)


@pytest.mark.parametrize(
    ("lhs", "rhs"),
    [
        (sqrt(1 - sin(REAL) ** 2), Abs(cos(REAL))),
        (sqrt(sec(REAL) ** 2 - 1), Abs(tan(REAL))),
        (sqrt(4 - 4 * sin(2 * REAL) ** 2), 2 * Abs(cos(2 * REAL))),
    ],
)
def test_a_root_over_a_cosine_is_its_size(lhs, rhs) -> None:
    assert prove(lhs, rhs).proved
    assert prove(lhs, rhs.replace(Abs, lambda u: u)).refuted
    inside = {REAL: Interval.open(0, pi / 4)}
    assert prove(rhs, rhs.replace(Abs, lambda u: u), inside).proved


@pytest.mark.parametrize(
    ("lhs", "rhs", "where"),
    [
        (4 * atan(Rational(1, 5)) - atan(Rational(1, 239)), pi / 4, {}),
        (2 * atan(REAL), atan(2 * REAL / (1 - REAL**2)), {REAL: Interval.open(-1, 1)}),
        (atan(REAL) - atan(2 * REAL), atan(-REAL / (1 + 2 * REAL**2)), {}),
    ],
)
def test_sums_of_arc_tangents_are_found(lhs, rhs, where) -> None:
    assert prove(lhs, rhs, where).proved
    assert not prove(lhs, rhs + pi, where).proved
