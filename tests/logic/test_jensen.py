"""Jensen's inequality and that of the means: what is proved by it, and that each of its conditions is needed."""

from __future__ import annotations

from typing import Any

import pytest
from sympy import (
    Abs,
    Derivative,
    Expr,
    IndexedBase,
    Integer,
    Interval,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    exp,
    log,
    oo,
    sign,
    sqrt,
    symbols,
)

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Hypotheses, Refused, Steps, check
from symxent.logic.jensen import after
from symxent.proof import prove

x, y, t, v = symbols("x y t v", real=True)
p, q, r = symbols("p q r", positive=True)
n = symbols("n", integer=True, positive=True)
i = symbols("i", integer=True)
X, W = IndexedBase("x"), IndexedBase("w")
HALF, REALS, OPEN = Rational(1, 2), Interval(-oo, oo), Interval.open
POSITIVE = Domain({X: OPEN(0, oo)})
SHARE = Domain({t: Interval(0, 1)})
MEAN = Sum(X[i], (i, 1, n)) / n
SHARES = Domain({X: OPEN(0, oo), W: Interval(0, 1)}, equal=((Sum(W[i], (i, 1, n)), Integer(1)),))


@pytest.mark.parametrize(
    ("smaller", "larger", "domain"),
    [
        ((p * q * r) ** Rational(1, 3), (p + q + r) / 3, Domain()),
        (3 * p * q * r, p**3 + q**3 + r**3, Domain()),
        (p**t * q ** (1 - t), t * p + (1 - t) * q, SHARE),
        (Product(X[i], (i, 1, n)) ** (1 / n), MEAN, POSITIVE),
        (exp(MEAN), Sum(exp(X[i]), (i, 1, n)) / n, Domain()),
        (MEAN**4, Sum(X[i] ** 4, (i, 1, n)) / n, Domain()),
        (Sum(log(X[i]), (i, 1, n)) / n, log(MEAN), POSITIVE),
        (Sum(sqrt(X[i]), (i, 1, n)) / n, sqrt(MEAN), POSITIVE),
        (Sum(W[i] * log(X[i]), (i, 1, n)), log(Sum(W[i] * X[i], (i, 1, n))), SHARES),
        (exp(t * x + (1 - t) * y), t * exp(x) + (1 - t) * exp(y), SHARE),
        (t * log(p) + (1 - t) * log(q), log(t * p + (1 - t) * q), SHARE),
    ],
)
def test_the_function_of_a_mean_is_at_most_the_mean_of_the_function(
    smaller: Expr, larger: Expr, domain: Domain
) -> None:
    assert prove(smaller, larger, domain, op="<=").proved
    assert prove(larger, smaller, domain, op=">=").proved
    assert prove(larger, smaller, domain, op="<=").refuted
    assert not prove(smaller, larger, domain, op="<").proved


def test_it_is_refuted_without_its_conditions() -> None:
    for smaller, larger, domain in (
        (((x + y) / 2) ** 3, (x**3 + y**3) / 2, Domain()),  # not convex below 0
        (exp(t * x + (1 - t) * y), t * exp(x) + (1 - t) * exp(y), Domain({t: Interval(0, 2)})),  # a weight below 0
        (exp(Sum(X[i], (i, 1, n))), Sum(exp(X[i]), (i, 1, n)), Domain()),  # the weights sum to n
        ((p * q * r) ** Rational(1, 3), (p + q + r) / 4, Domain()),
    ):
        assert prove(smaller, larger, domain, op="<=").refuted


CLAIM = Claim((x / 2 + y / 2) ** 2, x**2 / 2 + y**2 / 2, "<=", Hypotheses())


def proof_of(claim: Claim, *parts: Any) -> By:
    """The proof with premises that are proved by the empty proof."""
    return By("Jensen", tuple(check(one, Steps()) for one in after(claim, *parts)), parts)


ROW = (v**2, v, REALS, S.One, Tuple(HALF, HALF), Tuple(x, y), Tuple())


def test_the_proof_is_checked() -> None:
    check(CLAIM, proof_of(CLAIM, *ROW))


@pytest.mark.parametrize(
    ("place", "part"),
    [
        (0, v**2 + x),  # another letter in the function
        (0, Abs(v)),  # not smooth
        (0, v**3),  # not convex
        (1, x),  # the letter of a claim
        (2, Interval(0, oo)),  # x may be below 0
        (2, Interval(-oo, 0)),  # and above it
        (3, S.NegativeOne),  # c < 0
        (3, 1 / x),  # no number at x = 0
        (4, Tuple(HALF, Integer(1))),  # the sum is no 1
        (4, Tuple(Rational(3, 2), -HALF)),  # a weight below 0
        (4, Tuple(HALF)),  # a weight is missing
        (5, Tuple(x, 1 / y)),  # a point without a value
        (6, Tuple(i, Integer(1), n)),  # several weights in one sum
    ],
)
def test_each_condition_is_needed(place: int, part: Any) -> None:
    parts = (*ROW[:place], part, *ROW[place + 1 :])
    with pytest.raises((Refused, ValueError)):
        check(CLAIM, proof_of(CLAIM, *parts))


def test_premises_are_compared() -> None:
    premises = proof_of(CLAIM, *ROW).premises
    wrong = check(Claim(S.Zero, S.One, "<=", Hypotheses()), Steps())
    for given in (premises[:-1], (wrong, *premises[1:]), (*premises[:3], wrong, *premises[4:]), (*premises, wrong)):
        with pytest.raises(Refused):
            check(CLAIM, By("Jensen", given, ROW))
    for op in ("=", "!=", "<"):
        for sides in ((CLAIM.lhs, CLAIM.rhs), (CLAIM.rhs, CLAIM.lhs)):
            with pytest.raises(Refused):
                check(Claim(*sides, op, Hypotheses()), By("Jensen", premises, ROW))


def test_what_is_known_of_a_letter_or_an_index_is_not_known_of_points() -> None:
    cubes, known = (v**3, x**3), Hypotheses(nonnegative=(x,))  # convex where x >= 0 is
    claim = Claim((y / 2 + t / 2) ** 3, y**3 / 2 + t**3 / 2, "<=", known)
    with pytest.raises(Refused):
        check(claim, proof_of(claim, cubes[1], x, REALS, S.One, Tuple(HALF, HALF), Tuple(y, t), Tuple()))
    m = Symbol("m", integer=True)
    claim = Claim(Sum(X[i] / n, (i, 1, n)) ** 3, Sum(X[i] ** 3 / n, (i, 1, n)), "<=", Hypotheses(nonnegative=(X[m],)))
    row = (cubes[0], v, Interval(0, oo), S.One, Tuple(1 / n), Tuple(X[m]), Tuple(m, Integer(1), n))
    with pytest.raises(Refused):
        check(claim, proof_of(claim, *row))


def test_points_and_factors_have_a_value() -> None:
    claim = Claim(S.One, sign(y) ** 2, "<=", Hypotheses())  # false at y = 0
    for c, u in ((S.One, 1 / y), (y**-2, S.One)):
        parts = (v, v, REALS, c, Tuple(S.One), Tuple(u), Tuple())
        rest, *more = after(claim, *parts)
        first = prove(rest.lhs, rest.rhs, op="<=").theorem
        assert first is not None
        with pytest.raises(Refused):
            check(claim, By("Jensen", (first, *(check(one, Steps()) for one in more)), parts))


def test_a_kink_is_no_second_derivative() -> None:
    claim = Claim(-Abs(x / 2 + y / 2), -Abs(x) / 2 - Abs(y) / 2, "<=", Hypotheses())
    parts = (-Abs(v), v, REALS, S.One, Tuple(HALF, HALF), Tuple(x, y), Tuple())
    flat = prove(S.Zero, Derivative(-Abs(v), (v, 2)), {v: REALS}, op="<=").theorem
    assert flat is not None  # where there is one, it is 0
    due = after(claim, *parts)
    premises = (check(due[0], Steps()), flat, *(check(one, Steps()) for one in due[2:]))
    with pytest.raises(Refused, match="joint"):
        check(claim, By("Jensen", premises, parts))


def test_a_sum_is_over_a_range_that_is_not_turned_around_in_an_index_of_its_own() -> None:
    m, low = Symbol("m", integer=True), Symbol("l", integer=True)
    h = Hypotheses()
    claim = Claim(Sum(X[i] / n, (i, 1, n)) ** 2, Sum(X[i] ** 2 / n, (i, 1, n)), "<=", h)
    row = (v**2, v, REALS, S.One, Tuple(1 / n), Tuple(X[m]))
    check(claim, proof_of(claim, *row, Tuple(m, Integer(1), n)))
    for over in (Tuple(x, Integer(1), n), Tuple(n, Integer(1), n), Tuple(m, low, n), Tuple(m, Integer(1))):
        with pytest.raises((Refused, ValueError)):
            check(claim, proof_of(claim, *row, over))
