"""The evaluator itself, against values that are known by hand: it must be right where it says that it is certain."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from random import Random

import pytest
from sympy import (
    Abs,
    Derivative,
    Eq,
    Expr,
    Heaviside,
    IndexedBase,
    Integer,
    Interval,
    KroneckerDelta,
    LambertW,
    Max,
    Min,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    cbrt,
    cos,
    exp,
    log,
    sign,
    sin,
    sqrt,
    symbols,
    tanh,
)
from sympy import pi as sympy_pi

from claims.claim import Claim, Truth, judged
from claims.germs import Germ
from claims.meaning import Evaluator, Point
from claims.points import Value, allowed, constant, exact, points
from claims.reals import Real, Undefined, Unsure, pi
from symxent.language.domain import UNIT, Domain
from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus

x, t = symbols("x t", real=True)
k, m, l = symbols("k m l", integer=True)
X, Y = IndexedBase("X"), IndexedBase("Y")
HUBER = Piecewise((x**2 / 2, Abs(x) <= 1), (Abs(x) - Rational(1, 2), True))
half = Fraction(1, 2)


def value(e: Expr, at: Fraction | int = 0, *, karr: bool = False, **more: object) -> Real:
    """The value where x is ``at``, k is 3, and every component x[n] is n."""
    point = Point({x: Real.of(at), t: Real.of(2), k: Real.of(3)}, lambda base, n: Real.of(n[0]), **more)  # type: ignore[arg-type]
    found = Evaluator(point, karr=karr).value(e)
    assert isinstance(found, Real)
    return found


KNOWN: list[tuple[Expr, Fraction | int, Fraction | int]] = [
    (Pow(0, Abs(x)), 0, 1),
    (Pow(0, Abs(x)), 2, 0),
    (Pow(x, x), 0, 1),
    (Pow(x, Rational(1, 2)), 4, 2),
    (cbrt(x), Fraction(27, 8), Fraction(3, 2)),
    (sign(x), 0, 0),
    (Heaviside(x), 0, half),
    (Heaviside(x, 1), 0, 1),
    (Max(x, -x), -3, 3),
    (Min(x, 1, x**2), -1, -1),
    (Piecewise((1 / x, x > 0), (7, True)), 0, 7),
    (Sum(m * x, (m, 1, k)), 2, 12),
    (Sum(m, (m, 1, k - 3)), 0, 0),
    (Sum(m, (m, 5, k)), 0, 0),
    (Product(m, (m, 1, k)), 0, 6),
    (Product(m, (m, 5, k)), 0, 1),
    (Sum(X[m] * KroneckerDelta(m, 2), (m, 1, k)), 0, 2),
    (Sum(m * l, (m, 1, l), (l, 1, k)), 0, 25),
    (Derivative(x * Abs(x), x), 0, 0),
    (Derivative(x * Abs(x), x), -3, 6),
    (Derivative(Max(x, 0) ** 2, x), 0, 0),
    (Derivative(HUBER, x), 1, 1),
    (Derivative(HUBER, (x, 2)), 0, 1),
    (Derivative(HUBER, (x, 2)), 2, 0),
    (Derivative(x**3, (x, 3)), 5, 6),
    (Derivative(Abs(x) ** Rational(3, 2), x), 0, 0),
    (Derivative(Piecewise((1, Eq(x, 1)), (x**2, True)), x), 1, 2),
    (Derivative(Piecewise((0, Eq(x, 1)), (x**2, True)), x), 2, 4),
    (Derivative(Piecewise((x, x >= 0), (sin(x), True)), x), 0, 1),
    (Derivative(x**2 * sin(Abs(x)), x), 0, 0),
    (Derivative(exp(x), x), 0, 1),
    (Derivative(sigmoid(x), x), 0, Fraction(1, 4)),
    (Derivative(cos(x), (x, 2)), 0, -1),
    (x * Derivative(Abs(x), x), -2, 2),
    (Subs(Derivative(x**2, x), x, 5), 0, 10),
    (Derivative(Sum(X[m] ** 2, (m, 1, k)), X[2]), 0, 4),
    (Derivative(Sum(X[m] ** 2, (m, 1, k)), X[4]), 0, 0),
    (tanh(x), 0, 0),
    (logit(x), half, 0),
]


@pytest.mark.parametrize("at", [Fraction(-9, 10), Fraction(-1, 3), 0, half, 3, 40])
def test_lambert_inverts_w_times_its_exponential_from_minus_one_on(at: Fraction | int) -> None:
    found = value(LambertW(x * exp(x)), at)
    assert found.lo <= at <= found.hi
    assert found.hi - found.lo < Fraction(1, 10**45)
    with pytest.raises(Unsure):
        value(LambertW(x, -1), Fraction(-1, 4))


@pytest.mark.parametrize(("e", "at", "known"), KNOWN, ids=str)
def test_values_that_are_known_exactly(e: Expr, at: Fraction | int, known: Fraction | int) -> None:
    assert value(e, at) == Real.of(known)


UNDEFINED: list[tuple[Expr, Fraction | int]] = [
    (1 / x, 0),
    (log(x), 0),
    (log(x), -1),
    (LambertW(x), Fraction(-368, 1000)),
    (sqrt(x), -1),
    (cbrt(x), -8),
    (Pow(x, Rational(-1, 2)), 0),
    (Pow(0, x), -1),
    (Pow(x, Rational(3, 2)) * 0 + Pow(x, sqrt(Integer(2))), -1),
    (Piecewise((1, x > 0)), 0),
    (Sum(1 / (m - 2), (m, 1, k)), 0),
    (Derivative(Abs(x), x), 0),
    (Derivative(Max(x, 0), x), 0),
    (Derivative(sign(x), x), 0),
    (Derivative(Heaviside(x, 1), x), 0),
    (Derivative(Pow(0, Abs(x)), x), 0),
    (Derivative(sqrt(x), x), 0),
    (Derivative(Pow(x, Rational(3, 2)), x), 0),  # there is nothing to the left
    (Derivative(sqrt(Abs(x)), x), 0),
    (Derivative(log(x), x), -1),
    (Derivative(HUBER, (x, 2)), 1),
    (Derivative(Max(x, 0) ** 2, (x, 2)), 0),
    (Derivative(Piecewise((5, Eq(x, 1)), (x**2, True)), x), 1),
    (Derivative(1 / x, x), 0),
]


@pytest.mark.parametrize(("e", "at"), UNDEFINED, ids=str)
def test_where_there_is_no_value(e: Expr, at: Fraction | int) -> None:
    with pytest.raises(Undefined):
        value(e, at)


def by_decimal() -> list[tuple[Expr, int, Decimal]]:
    """Values by Python's own decimal arithmetic, to sixty digits."""
    with localcontext() as context:
        context.prec = 60
        one, two, e = Decimal(1), Decimal(2), Decimal(1).exp()
        total = e + e**2 + e**3
        return [
            (exp(x), 1, e),
            (exp(-x / 3), 1, (-one / 3).exp()),
            (log(x), 2, two.ln()),
            (sqrt(x), 2, two.sqrt()),
            (x ** sqrt(Integer(2)), 2, two ** two.sqrt()),
            (x ** Rational(2, 7), 2, two ** (two / 7)),
            (softplus(x), 1, (one + e).ln()),
            (tanh(x), 1, (e**2 - 1) / (e**2 + 1)),
            (logit(1 / x), 3, -two.ln()),
            (logsumexp(X, k), 0, total.ln()),
            (softmax(X, 3, k), 0, e**3 / total),
            (Derivative(exp(x) * log(x), x), 2, (two.ln() + one / 2) * e**2),
        ]


# sin 1 and cos 1, which decimal does not have
WAVES = [
    (sin(x), 1, Decimal("0.841470984807896506652502321630298999622563060798371")),
    (cos(x), 1, Decimal("0.540302305868139717400936607442976603732310420617922")),
]


@pytest.mark.parametrize(("e", "at", "digits"), [*by_decimal(), *WAVES], ids=str)
def test_bounds_hold_what_is_known_to_fifty_digits(e: Expr, at: int, digits: Decimal) -> None:
    found, known = value(e, at), Fraction(digits)
    assert found.hi - found.lo < Fraction(1, 10**45)
    assert found.lo - Fraction(1, 10**49) <= known <= found.hi + Fraction(1, 10**49)


def test_pi_lies_within_its_bounds() -> None:
    low, high = (Fraction(f"3.141592653589793238462643383279502884197169399375{end}") for end in ("10", "11"))
    assert low < pi().lo < pi().hi < high


def test_intervals_keep_what_they_hold_under_arithmetic() -> None:
    """Random exact numbers inside of intervals: each result lies in the interval of the results."""
    rng = Random(5)
    for _ in range(300):
        ends = [sorted(Fraction(rng.randint(-30, 30), rng.randint(1, 9)) for _ in range(2)) for _ in range(2)]
        a, b = (Real(low, high) for low, high in ends)
        p, q = (low + (high - low) * Fraction(rng.randint(0, 8), 8) for low, high in ends)
        for wide, sharp in ((a + b, p + q), (a - b, p - q), (a * b, p * q), (a.raised(2), p**2), (a.raised(3), p**3)):
            assert wide.lo <= sharp <= wide.hi
        if not b.lo <= 0 <= b.hi:
            assert b.inverse().lo <= 1 / q <= b.inverse().hi


def test_the_two_conventions_about_crossed_sums_differ_only_there() -> None:
    crossed = Sum(X[m], (m, 1, k - 5))
    assert value(crossed) == Real.of(0)
    assert value(crossed, karr=True) == Real.of(1)  # −(x[−1] + x[0]), where x[n] = n
    empty = Sum(X[m], (m, 1, k - 3))
    assert value(empty) == value(empty, karr=True) == Real.of(0)


def test_a_derivative_goes_through_a_declared_relation() -> None:
    ties = ((X[m], t * Y[m]),)
    assert value(Derivative(Sum(X[l] ** 2, (l, 1, k)), t), ties=ties) == Real.of(2 * 2 * 14)
    with pytest.raises(Unsure):
        value(Derivative(Sum(X[l] ** 2, (l, 1, k)), X[1]), ties=ties)


def test_what_is_within_the_error_is_not_certain() -> None:
    with pytest.raises(Unsure):
        value(sign(sqrt(x) * sqrt(x + 1) - sqrt(x * (x + 1))), 2)


@pytest.mark.parametrize("side", [1, -1])
def test_series_agree_with_the_values_beside_the_point(side: int) -> None:
    """At a small distance h, the sum of a series is the value there, up to what was dropped."""
    h = Fraction(1, 10**6)
    for e in (exp(x) / (2 + x), log(2 + sin(x)), sqrt(1 + Abs(x)), sigmoid(x) ** 3, 1 / (1 + x**2), Abs(x - x**2)):
        for at in (Fraction(0), Fraction(1), Fraction(1, 3)):
            point = Point({x: Real.of(at)}, lambda *_: Real.of(0))
            germ = Evaluator(point, beside=(x, side)).value(e)
            assert isinstance(germ, Germ)
            total = Real.of(0)
            for exponent, coefficient in germ.terms.items():
                total = total + coefficient * Real.of(h).power(Real.of(exponent))
            gap = total - value(e, at + side * h)
            assert max(abs(gap.lo), abs(gap.hi)) < 100 * h**5


SETS = [
    (Symbol("n", even=True), exact(2), True),
    (Symbol("n", even=True), exact(3), False),
    (Symbol("n", odd=True), exact(-1), True),
    (Symbol("n", prime=True), exact(1), False),
    (Symbol("n", composite=True), exact(9), True),
    (Symbol("n", irrational=True), exact(half), False),
    (Symbol("n", irrational=True), constant(sympy_pi), True),
    (Symbol("n", imaginary=True), exact(1), False),
    (Symbol("n", noninteger=True, real=True), exact(half), True),
    (Symbol("n", positive=True), exact(0), False),
    (Symbol("n", nonnegative=True), exact(0), True),
]


@pytest.mark.parametrize(("symbol", "number", "fits"), SETS)
def test_a_point_honours_what_a_symbol_was_declared_with(symbol: Symbol, number: Value, fits: bool) -> None:
    assert allowed(symbol, Domain(), number) is fits


def test_points_lie_in_the_domain_and_reach_its_closed_ends() -> None:
    for where, reached in ((Interval(0, 1), {0, 1}), (Interval.Lopen(0, 1), {1}), (UNIT, set())):
        domain = Domain(where={x: where})
        found = [p.values[x].lo for p in points((x, Integer(0)), domain, Random(1))]
        assert found
        assert all(where.contains(Rational(q.numerator, q.denominator)) for q in found)
        assert {q for q in found if q in (0, 1)} == reached


FROM_0, FROM_1 = Domain(where={k: S.Naturals0}), Domain(where={k: S.Naturals})
JUDGED = [
    (Claim("", "", Abs(x), x), Truth.FALSE),
    (Claim("", "", Abs(x), sqrt(x**2), holds=True), Truth.TRUE),
    (Claim("", "", x, Integer(1), "<", Domain(where={x: UNIT}), holds=True), Truth.TRUE),
    (Claim("", "", x + Rational(1, 10**9), x), Truth.FALSE),
    (Claim("", "", Abs(x) + sign(x), Abs(x) + Piecewise((1, x > 0), (-1, True))), Truth.FALSE),
    (Claim("", "", Sum(X[m], (m, 2, k)), Sum(X[m], (m, 1, k)) - X[1], domain=FROM_0), Truth.CONVENTION),
    (Claim("", "", Sum(X[m], (m, 2, k)), Sum(X[m], (m, 1, k)) - X[2], domain=FROM_0), Truth.FALSE),
    (Claim("", "", Sum(X[m], (m, 2, k)), Sum(X[m], (m, 1, k)) - X[1], domain=FROM_1, holds=True), Truth.TRUE),
    (Claim("", "", sin(x) ** 2 + cos(x) ** 2, Integer(1)), Truth.OPEN),  # nothing says that it holds
    (Claim("", "", Subs(Derivative(Abs(x), x), x, 0), Integer(0), finite=True), Truth.VACUOUS),
]


@pytest.mark.parametrize(("claim", "truth"), JUDGED, ids=[str(c) for c, _ in JUDGED])
def test_claims_are_labelled(claim: Claim, truth: Truth) -> None:
    assert judged(claim, Random(1)).truth is truth


def test_a_claim_that_only_pretends_to_hold_is_the_generators_mistake() -> None:
    with pytest.raises(AssertionError, match="made to be true"):
        judged(Claim("", "", Abs(x), x, holds=True), Random(1))
