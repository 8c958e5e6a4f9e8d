"""Floor, ceiling and Lambert's function: what is proved of them, and false neighbours of it."""

from __future__ import annotations

import pytest
from rows import Row, by, judge, k, row, rows, steps, x
from sympy import (
    Derivative,
    Expr,
    Integer,
    Interval,
    LambertW,
    Rational,
    S,
    Symbol,
    ceiling,
    exp,
    floor,
    log,
    oo,
    polygamma,
)

from symxent.language.domain import Domain
from symxent.logic import Claim, Hypotheses, Refused, check
from symxent.proof import prove

r = Symbol("x", real=True)
HALF = Rational(1, 2)
POSITIVE = Interval.open(0, oo)


def between(low: object, high: object, **open_at: bool) -> Hypotheses:
    return Hypotheses(where={x: Interval(low, high, **open_at)})


FLOORS = [
    row("floor", floor(x), "=", 1, steps(by("floor", x, Integer(1))), between(1, 2, right_open=True)),
    row("floor: below n + 1", floor(x), "=", 1, steps(by("floor", x, Integer(1))), between(1, 2), at={x: 2}),
    row("floor: n at least", floor(x), "=", 1, steps(by("floor", x, Integer(1))), between(HALF, 1), at={x: HALF}),
    row("floor: whole", floor(x), "=", HALF, steps(by("floor", x, HALF)), between(HALF, 1), at={x: HALF}),
    row("floor: whole terms", floor(x + k), "=", k + floor(x)),
    row("floor: below a half", floor(k + HALF), "=", k),
    row("floor: a half more", floor(k + HALF), "=", k + 1, at={k: 2}),
    row("ceiling", ceiling(x), "=", -floor(-x, evaluate=False)),
    row("W", LambertW(x * exp(x)), "=", x, steps(by("Lambert's function", x * exp(x), x)), between(-1, 3)),
    row("W: from −1 on", LambertW(x * exp(x)), "=", x, steps(by("Lambert's function", x * exp(x), x)), between(-3, 3),
        at={x: -2}),
    row("W: what it inverts", LambertW(x), "=", x, steps(by("Lambert's function", x, x)), between(0, 3), at={x: 1}),
    row("W: half of it", exp(LambertW(x) / 2), "=", x / LambertW(x), None, between(0, 3, left_open=True), at={x: 1}),
    row("W inverts", LambertW(x) * exp(LambertW(x)), "=", x, None, between(0, 3, left_open=True)),
]  # fmt: skip


@rows(*FLOORS)
def test_rows(given: Row) -> None:
    judge(given)


@pytest.mark.parametrize(("u", "v", "low"), [(x * exp(x), x, -3), (x, x, 0), (x * exp(x), x + 1, 0)])
def test_lambert_by_what_it_inverts_from_minus_one_on(u: Expr, v: Expr, low: int) -> None:
    claim = Claim(LambertW(u), v, "=", between(low, 3))
    assert prove(LambertW(u.xreplace({x: r})), v.xreplace({x: r}), Domain(where={r: Interval(low, 3)})).refuted
    with pytest.raises(Refused):
        check(claim, steps(by("Lambert's function", u, v)))


TRUE = [
    (floor(2 * r), Integer(3), Interval.Ropen(Rational(3, 2), 2)),
    (ceiling(r), Integer(2), Interval.open(1, 2)),
    (ceiling(r + Rational(7, 2)), ceiling(r + HALF) + 3, S.Reals),
    (floor(1 / r), Integer(1), Interval.Lopen(HALF, 1)),
    (LambertW(r) * exp(LambertW(r)), r, S.Reals),
    (exp(2 * LambertW(r)), r**2 / LambertW(r) ** 2, S.Reals),
    (Derivative(LambertW(r), r), LambertW(r) / (r * (1 + LambertW(r))), POSITIVE),
    (polygamma(0, 2 * r), (polygamma(0, r) + polygamma(0, r + HALF)) / 2 + log(2), POSITIVE),
    (polygamma(1, 2 * r), (polygamma(1, r) + polygamma(1, r + HALF)) / 4, POSITIVE),
]


@pytest.mark.parametrize(("lhs", "rhs", "where"), TRUE)
def test_proved_and_no_neighbour(lhs, rhs, where) -> None:
    domain = Domain(where={r: where})
    assert prove(lhs, rhs, domain).proved
    assert prove(lhs, rhs + Rational(1, 1000), domain).refuted


FALSE = [
    (floor(r), Integer(1), Interval(1, 2)),
    (ceiling(r), floor(r) + 1, S.Reals),
    (floor(2 * r), 2 * floor(r), S.Reals),
    (floor(-r, evaluate=False), -floor(r), S.Reals),
    (floor(r), Integer(-1), Interval(-1, 0)),
    (floor(1 / r), Integer(1), Interval(HALF, 1)),
    (ceiling(r), Integer(0), Interval(-1, 0)),
    (LambertW(r * exp(r)), r, S.Reals),
    (LambertW(r * exp(r), -1), r, Interval.Lopen(-1, 0)),
    (LambertW(r, -1), LambertW(r), Interval.open(-Rational(1, 4), 0)),
    (LambertW(-log(r) / r), -log(r), Interval.open(0, oo)),
    (Derivative(LambertW(r, -1), r), 1 / (r + exp(LambertW(r))), Interval.open(-Rational(1, 4), 0)),
    (exp(LambertW(r)), LambertW(r) / r, POSITIVE),
    (Derivative(LambertW(r), r), LambertW(r) / (r * (2 + LambertW(r))), POSITIVE),
    (polygamma(1, 2 * r), (polygamma(1, r) + polygamma(1, r + HALF)) / 2, POSITIVE),
]


@pytest.mark.parametrize(("lhs", "rhs", "where"), FALSE)
def test_refuted(lhs, rhs, where) -> None:
    assert prove(lhs, rhs, Domain(where={r: where})).refuted
