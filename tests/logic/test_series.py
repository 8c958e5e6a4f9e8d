"""Infinite series: those of the table where they converge, and nothing of those that do not."""

from __future__ import annotations

import pytest
from sympy import (
    Dummy,
    Expr,
    Integer,
    Interval,
    Rational,
    S,
    Sum,
    atan,
    cos,
    exp,
    factorial,
    log,
    oo,
    pi,
    sin,
    symbols,
)

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Hypotheses, Refused, Steps, check
from symxent.logic.proof import same
from symxent.logic.series import SERIES, row_of
from symxent.proof import prove

x = symbols("x", real=True)
k = symbols("k", integer=True)
m = Dummy("m", integer=True, nonnegative=True)
INSIDE = Domain(where={x: Interval.open(-1, 1)})
AT_THE_END = Domain(where={x: Interval(-1, 1)})
POWERS = Sum(x**k, (k, 0, oo))

TRUE: list[tuple[Expr, Expr, Domain]] = [
    (POWERS, 1 / (1 - x), INSIDE),
    (Sum((-x) ** k, (k, 0, oo)), 1 / (1 + x), INSIDE),
    (Sum(3 / Integer(4) ** k, (k, 0, oo)), Integer(4), Domain()),
    (Sum(k * x**k, (k, 1, oo)), x / (1 - x) ** 2, INSIDE),
    (Sum(x**k / factorial(k), (k, 0, oo)), exp(x), Domain()),
    (Sum((-1) ** (k + 1) / k, (k, 1, oo)), log(2), Domain()),
    (Sum((-1) ** k * x ** (2 * k + 1) / (2 * k + 1), (k, 0, oo)), atan(x), AT_THE_END),
    (Sum((-1) ** k * x ** (2 * k) / factorial(2 * k), (k, 0, oo)), cos(x), Domain()),
    (Sum((-1) ** k * x ** (2 * k + 1) / factorial(2 * k + 1), (k, 0, oo)), sin(x), Domain()),
    (Sum(1 / k**2, (k, 1, oo)), pi**2 / 6, Domain()),
]


@pytest.mark.parametrize(("lhs", "rhs", "domain"), TRUE)
def test_a_series_of_the_table_is_proved_and_no_other_value(lhs: Expr, rhs: Expr, domain: Domain) -> None:
    verdict = prove(lhs, rhs, domain)
    assert verdict.proved, verdict
    assert not prove(lhs, rhs + Rational(1, 1000), domain).proved


@pytest.mark.parametrize(
    ("series", "value", "domain"),
    [
        (POWERS, 1 / (1 - x), Domain()),
        (POWERS, 1 / (1 - x), AT_THE_END),
        (Sum(2**k, (k, 0, oo)), -S.One, Domain()),
        (Sum((-1) ** k, (k, 0, oo)), S.Half, Domain()),
        (Sum(1 / k, (k, 1, oo)), S.Zero, Domain()),
        (Sum(x ** (k + 1) / (k + 1), (k, 0, oo)), -log(1 - x), Domain()),
        (Sum(k * 2**k, (k, 0, oo)), Integer(2), Domain()),
    ],
)
def test_outside_of_its_radius_nothing_is_proved(series: Expr, value: Expr, domain: Domain) -> None:
    assert not prove(series, value, domain).proved


@pytest.mark.parametrize("name", SERIES)
def test_a_row_is_what_its_first_terms_say(name: str) -> None:
    row, u = SERIES[name], Rational(1, 3)
    total = sum(row.term(u, Integer(n)) for n in range(400))
    assert abs((total - row.value(u)).evalf(20)) < (
        Rational(1, 300) if name == "inverse squares" else Rational(1, 10**9)
    )


def test_the_terms_the_conditions_and_the_letter_are_asked_for() -> None:
    half = Sum(Rational(1, 2) ** k, (k, 0, oo))
    u, c = S.Half, S.One
    terms = same(Rational(1, 2) ** m, Rational(1, 2) ** m)
    held = [check(Claim(S.Zero, g, "<", Hypotheses()), Steps()) for g in (S.Half, Rational(3, 2))]
    whole = same(Integer(2), Integer(2))
    row, part = row_of("geometric"), lambda e, letter=m, factor=c: ((e, row_of("geometric"), u, factor, letter),)
    assert check(Claim(half, Integer(2), "=", Hypotheses()), By("series", (whole, terms, *held), part(half)))
    plain = Dummy("m", integer=True)
    for premises, parts in (
        ((whole, terms, held[0]), part(half)),
        ((whole, terms, held[0], held[0]), part(half)),
        ((whole, terms, *held), part(half, plain)),
        ((whole, terms, *held), part(half, m, Integer(2))),
        ((whole, terms, *held), part(Sum(Rational(1, 3) ** k, (k, 0, oo)))),
        ((whole, terms, *held), part(Sum(Rational(1, 2) ** k, (k, 0, 9)))),
        ((whole, terms, *held), part(Sum(Rational(1, 2) ** k, (k, 1, oo)))),
        ((whole, terms, *held), ((half, row + 1, u, c, m),)),
    ):
        with pytest.raises(Refused):
            check(Claim(parts[0][0], Integer(2), "=", Hypotheses()), By("series", premises, parts))
