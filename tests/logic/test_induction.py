"""Induction, and cases of what stands in absolute value: each condition is needed."""

from __future__ import annotations

import pytest
from sympy import (
    Abs,
    Derivative,
    Expr,
    Function,
    IndexedBase,
    Integer,
    Interval,
    Max,
    Product,
    Range,
    Rational,
    S,
    Sum,
    atan,
    binomial,
    exp,
    factorial,
    oo,
    polygamma,
    sign,
    sin,
    sinh,
    symbols,
)

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Hypotheses, Refused, Steps, check
from symxent.logic.induction import halves_of, links, sides_of, without_size
from symxent.proof import prove

a, b, x, y = symbols("a b x y", real=True)
k, m, n = symbols("k m n", integer=True)
p, n0 = symbols("p", integer=True, positive=True), symbols("n0", integer=True, nonnegative=True)


def whole(first: int) -> Domain:
    return Domain({n: Range(first, oo)})


@pytest.mark.parametrize(
    ("lhs", "op", "rhs", "domain", "beyond"),
    [
        (Sum(sin(2 * a * k + b), (k, 0, n)), "=", sin(a * (n + 1)) * sin(a * n + b) / sin(a), whole(0), None),
        (Sum(polygamma(0, k), (k, 1, n)), "=", n * (polygamma(0, n + 1) - 1), whole(1), None),
        (2**n, ">=", n + 1, whole(0), Domain({n: Range(-5, oo)})),
        (factorial(n), ">", exp(n), whole(6), whole(5)),
        ((1 + x) ** n, ">=", 1 + n * x, Domain({n: Range(0, oo), x: Interval(-1, oo)}), Domain({x: Interval(-1, oo)})),
    ],
)
def test_what_holds_at_first_and_from_each_to_the_next_is_proved(
    lhs: Expr, op: str, rhs: Expr, domain: Domain, beyond: Domain | None
) -> None:
    assert prove(lhs, rhs, domain, op=op).proved
    assert beyond is None or not prove(lhs, rhs, beyond, op=op).proved
    assert not prove(lhs, rhs + Rational(1, 100) * (-1 if op == "=" else 100), domain, op=op).proved


@pytest.mark.parametrize(
    ("lhs", "op", "rhs"),
    [
        (Product(1 - 1 / k**2, (k, 2, n)), "=", (n + 1) / (2 * n)),
        (n + 1, "=", Product((k + 1) / k, (k, 1, n))),
        (Product(2 * k, (k, 1, n)), "=", 2**n * factorial(n)),
        (Product((2 * k - 1) / (2 * k), (k, 1, n)), "=", binomial(2 * n, n) / 4**n),
        (Sum(1 / k**2, (k, 1, n)), "<=", 2 - 1 / n),
    ],
)
def test_what_ends_a_range_is_every_number_from_1_on(lhs: Expr, op: str, rhs: Expr) -> None:
    assert prove(lhs, rhs, op=op).proved
    assert not prove(lhs, 2 * rhs if op == "=" else rhs - Rational(1, 100), op=op).proved


FALSE_PRODUCTS: list[tuple[Expr, Expr, Domain]] = [
    (Product(1 - 1 / k**2, (k, 2, n)), (n + 1) / n, Domain()),
    (Product(1 - 1 / k**2, (k, 1, n)), (n + 1) / (2 * n), Domain()),
    (Product(1 - 1 / k**2, (k, 2, n)), (n + 1) / (2 * n), whole(0)),
    (Product(1 - 1 / k, (k, 1, n)), 1 / n, Domain()),
    (Product(1 - 1 / k, (k, 2, n)), 1 / n, Domain({n: S.Integers})),
    (Product((k + 1) / k, (k, 1, n)), n, Domain()),
    (Product((k + 1) / k, (k, 2, n)), n + 1, Domain()),
    (Product((k + 1) / k, (k, 0, n)), n + 1, Domain()),
    (Product(k, (k, 1, n)), factorial(n + 1), Domain()),
    (Product(k, (k, 0, n)), factorial(n), Domain()),
    (Product(k - 2, (k, 1, n)), factorial(n - 2), Domain()),
    (Product(2, (k, 1, n)), 2 ** (n - 1), Domain()),
    (Product(2, (k, 0, n)), 2**n, Domain()),
    (Product(k - 3, (k, 1, n)), S.Zero, Domain()),
    (Product(1 - k, (k, 1, n)), (-1) ** n * factorial(n - 1), Domain()),
    (Product(exp(k), (k, 1, n)), exp(n**2 / 2), Domain()),
    (Product(x, (k, 1, n)), x ** (n + 1), Domain()),
    (sign(x) ** 2 + Product(1 / x, (k, 1, n0)), 1 + Product(1 / x, (k, 1, n0)), Domain({y: Interval(0, 1)})),
    (y / 2 + sign(x) ** 2 + Product(1 / x, (k, 1, n0)), y / 2 + 1 + Product(1 / x, (k, 1, n0)), Domain()),
    (Abs(n0), Sum(1, (k, 1, n0)) + sign(x) ** 2 * (n0 - 1), Domain()),
    (Product(k**2, (k, 1, n)), factorial(n), Domain()),
    (Product(1 + 1 / k**2, (k, 1, n)), (n + 1) / n, Domain()),
    (Product((2 * k - 1) / (2 * k), (k, 1, n)), binomial(2 * n, n) / 2**n, Domain()),
]


@pytest.mark.parametrize(("lhs", "rhs", "domain"), FALSE_PRODUCTS)
def test_no_false_product_is_proved(lhs: Expr, rhs: Expr, domain: Domain) -> None:
    assert not prove(lhs, rhs, domain).proved


@pytest.mark.parametrize(("letter", "least"), [(n, 1), (p, 1), (n0, 0)])
def test_the_first_number_is_the_least_that_a_letter_may_be(letter: Expr, least: int) -> None:
    claim = Claim(Sum(x, (k, 1, letter)), letter * x, "=", Hypotheses())
    first, step, *_ = links(claim, letter, 64)
    assert first.rhs == least * x
    assert step.hypotheses.where[letter] == Range(least, oo)


def test_a_step_of_ratios_needs_a_side_that_is_not_0() -> None:
    """f = n − 1 and g = 2 (n − 1): f(n + 1) g(n) = g(n + 1) f(n), and both are 0 at n = 1."""
    claim = Claim(n - 1, 2 * n - 2, "=", Hypotheses(where={n: S.Naturals}))
    first, _, ratios, above = links(claim, n, 64)
    start, step = (check(one, Steps()) for one in (first, ratios))
    for signs in ((), (start,)):
        with pytest.raises(Refused):
            check(claim, By("induction", (start, step, *signs), (n,)))
    with pytest.raises(Refused):
        check(above[0], Steps())


def by_induction(lhs: Expr, op: str, rhs: Expr, h: Hypotheses, letter: Expr = n) -> None:
    """The steps that the principle asks for, each proved by rewriting, and the conclusion."""
    claim = Claim(lhs, rhs, op, h)
    first, step, _, _ = links(claim, letter, 64)
    check(claim, By("induction", (check(first, Steps()), check(step, Steps())), (letter,)))


FROM_0 = Hypotheses(where={n: S.Naturals0})


def test_induction_by_hand() -> None:
    by_induction(n + 1, ">", n, FROM_0)
    by_induction(Sum(k, (k, 1, n)), "=", n * (n + 1) / 2, FROM_0)


@pytest.mark.parametrize(
    ("lhs", "rhs", "h", "letter"),
    [
        (n, n + 1, Hypotheses(where={n: S.Integers}), n),  # there is no first
        (x, x + 1, Hypotheses(where={x: Interval(0, oo)}), x),  # there are numbers in between
        (p, p + 1, Hypotheses(where={p: Range(0, oo)}), p),  # the step says nothing of 0
        (n, n + 1, Hypotheses(where={n: Range(0, oo, 2)}), n),
        (n, n + 1, Hypotheses(where={n: S.Naturals0}, positive=(n - 3,)), n),  # the first is none of them
        (1 / (n - 3), 1 / (n - 3) + 1, FROM_0, n),  # from where there is no value there is no step
        (binomial(n, n - 3), binomial(n, n - 3) + 1, FROM_0, n),
        (polygamma(0, n), polygamma(0, n) + 1, FROM_0, n),
        (factorial(n - 2), factorial(n - 2) + 1, FROM_0, n),
        (x ** (n - 2), x ** (n - 2) + 1, FROM_0, n),
        (Derivative(n * x, x), Derivative(n * x, x) + 1, FROM_0, n),
    ],
)
def test_a_step_that_does_not_reach_every_number_is_none(lhs: Expr, rhs: Expr, h: Hypotheses, letter: Expr) -> None:
    with pytest.raises(Refused):
        links(Claim(lhs, rhs, "<", h), letter, 64)


def test_the_first_case_and_the_step_are_asked_for() -> None:
    claim = Claim(n, 2 * n, "<=", FROM_0)
    first, step, _, _ = links(claim, n, 64)
    start, each = check(first, Steps()), check(step, Steps())
    check(claim, By("induction", (start, each), (n,)))
    for premises in ((start, start), (each, each), (start,), (start, each, start), (start, each, each, each)):
        with pytest.raises(Refused):
            check(claim, By("induction", premises, (n,)))
    with pytest.raises(Refused):  # n >= n + 1 goes on, and does not begin
        by_induction(n, ">=", n + 1, FROM_0)
    with pytest.raises(Refused):
        by_induction(n, "!=", n + 1, FROM_0)


@pytest.mark.parametrize(
    ("lhs", "rhs"),
    [
        (Abs(sin(x)), Abs(x)),
        (Abs(sin(x) - sin(x + y)), Abs(y)),
        (Abs(atan(x) - atan(x + y)), Abs(y)),
        (Abs(sin(x)), sinh(Abs(x))),
    ],
)
def test_bounds_of_sizes_are_proved_on_both_sides(lhs: Expr, rhs: Expr) -> None:
    assert prove(lhs, rhs, op="<=").proved
    assert not prove(lhs, rhs / 2, op="<=").proved


def test_the_cases_of_a_size_are_those_that_there_are() -> None:
    h = Hypotheses(where={x: Interval(-1, oo)})
    claim = Claim(Abs(x), x + 2, "<=", h)
    above, below = halves_of(claim, x, Integer(0))
    assert above.hypotheses.where[x] == Interval(0, oo)
    assert below.hypotheses.where[x] == Interval(-1, 0)
    parts = []
    for half, side in ((above, S.One), (below, S.NegativeOne)):
        found = [check(one, Steps()) for one in without_size(half, x, side)]
        parts.append(check(half, By("absolute value", tuple(found), (x, side))))
        with pytest.raises(Refused):  # |x| is not −x for x > 0
            check(half, By("absolute value", tuple(found), (x, -side)))
        with pytest.raises(Refused):
            check(half, By("absolute value", (found[0], found[0]), (x, side)))
    check(claim, By("cut", tuple(parts), (x, Integer(0))))
    for premises, place in (((parts[0], parts[0]), Integer(0)), (tuple(parts), Integer(1)), (tuple(parts), y)):
        with pytest.raises(Refused):
            check(claim, By("cut", premises, (x, place)))


def test_a_slope_at_a_joint_is_no_case_of_either_side() -> None:
    """d|x|/dx is 1 for x >= 0 and −1 for x <= 0, as far as it has a value: at 0 it has none."""
    claim = Claim(Derivative(Abs(x), x) ** 2, sign(x) ** 2, "=", Hypotheses(where={x: S.Reals}))
    with pytest.raises(Refused):
        check(claim, By("cut", (), (x, Integer(0))))
    with pytest.raises(Refused):
        check(claim, By("absolute value", (), (x, S.One)))


def test_a_letter_of_a_sum_has_no_cases() -> None:
    held = Sum(Abs(k), (k, -1, n))
    claim = Claim(held, held, "=", Hypotheses(where={n: S.Naturals0, k: S.Naturals}))
    for proof in (By("cut", (), (k, Integer(0))), By("absolute value", (), (k, S.One))):
        with pytest.raises(Refused):
            check(claim, proof)


def test_a_size_is_bounded_from_above_alone() -> None:
    assert sides_of(Claim(Abs(x), y, "<", Hypotheses()))[1] == Claim(-x, y, "<", Hypotheses())
    assert sides_of(Claim(y, Abs(x), ">=", Hypotheses()))[0] == Claim(y, x, ">=", Hypotheses())
    for claim in (
        Claim(Abs(x), y, ">", Hypotheses()),
        Claim(y, Abs(x), "<=", Hypotheses()),
        Claim(Abs(x), y, "=", Hypotheses()),
        Claim(2 * Abs(x), y, "<=", Hypotheses()),
    ):
        with pytest.raises(Refused):
            sides_of(claim)


def test_two_sums_over_a_triangle_are_swapped() -> None:
    rows = IndexedBase("a")
    for first in (0, 1):
        by_rows = Sum(rows[k, m], (m, first, k), (k, first, n))
        by_columns = Sum(rows[k, m], (k, m, n), (m, first, n))
        assert prove(by_rows, by_columns).proved
        assert prove(by_rows, Sum(rows[k, m], (k, first, m), (m, first, n))).refuted
        assert not prove(by_rows, by_columns + rows[n, n]).proved


def test_sums_by_parts() -> None:
    f, g = Function("f"), Function("g")
    left = Sum(f(k) * (g(k + 1) - g(k)), (k, 0, n))
    ends = f(n + 1) * g(n + 1) - f(0) * g(0)
    assert prove(left, ends - Sum(g(k + 1) * (f(k + 1) - f(k)), (k, 0, n))).proved
    assert prove(left, ends - Sum(g(k) * (f(k + 1) - f(k)), (k, 0, n))).refuted


def test_a_sum_over_two_ranges_is_refused_and_not_unpacked() -> None:
    f = IndexedBase("x")
    both = Sum(Max(0, f[k]) * Max(0, f[m]), (k, 1, p), (m, 1, p))
    assert not prove(Sum(Max(0, f[k]), (k, 1, p)) ** 2, both).refuted
