"""Probabilities of events of a law, and densities of functions of a variable: where they hold, and where not."""

# ruff: noqa: SIM300
from __future__ import annotations

import mpmath
import pytest
from sympy import (
    Abs,
    And,
    Basic,
    Eq,
    Expr,
    FiniteSet,
    Integer,
    Interval,
    Or,
    Rational,
    S,
    Set,
    Symbol,
    binomial,
    erf,
    exp,
    factorial,
    log,
    oo,
    pi,
    sqrt,
    symbols,
)

from symxent.language.domain import Domain
from symxent.logic import Density, Law, RandomVariable
from symxent.logic.laws import LAWS
from symxent.probability import P
from symxent.proof import prove

x, y, s, t, a, b, c, m, v, rate, p = symbols("x y s t a b c m v lambda p", real=True)
k = Symbol("k", integer=True)
n = Symbol("n", integer=True, positive=True)


def of(name: str, *parameters: Expr | int) -> RandomVariable:
    return RandomVariable("X", Law(name, *parameters))


X, U, V, N, Z = (
    of("Exponential", rate),
    of("Uniform", 0, 1),
    of("Uniform", a, b),
    of("Normal", m, v),
    of("Normal", 0, 1),
)
K, B, F, L, R = of("Poisson", rate), of("Binomial", n, p), of("Bernoulli", p), of("Laplace", m, c), of("Uniform", -1, 2)
POSITIVE, ABOVE = Interval.open(0, oo), Interval(0, oo)
UNIT = Interval(0, 1)
Where = dict[Basic, Set]
Known = tuple[Expr, Expr, Where, tuple[Expr, ...]]

HOLD: list[Known] = [
    (P(X <= x), 1 - exp(-rate * x), {x: ABOVE}, ()),
    (P(X <= x), Integer(0), {x: Interval(-oo, 0)}, ()),
    (P(X > s + t, X > s), P(X > t), {s: ABOVE, t: ABOVE}, ()),
    (P(And(s < X, X <= t)), exp(-rate * s) - exp(-rate * t), {s: ABOVE}, (t - s,)),
    (P(V <= x), (x - a) / (b - a), {}, (x - a, b - x)),
    (P(And(U <= Rational(1, 3), U > Rational(1, 2))), Integer(0), {}, ()),
    (P(Or(U <= Rational(1, 3), U > Rational(1, 2))), Rational(5, 6), {}, ()),
    (P(N <= x), (1 + erf((x - m) / sqrt(2 * v))) / 2, {}, ()),
    (P(L > x), exp((m - x) / c) / 2, {}, (x - m,)),
    (P(L > m), Rational(1, 2), {}, ()),
    (P(exp(N) <= y), P(N <= log(y)), {y: POSITIVE}, ()),
    (P(1 / X <= y), exp(-rate / y), {y: POSITIVE}, ()),
    (P(c * X <= y), P(X >= y / c), {c: Interval.open(-oo, 0)}, ()),
    (P(-2 * X >= y), P(X <= -y / 2), {}, ()),
    (P(Eq(K, k)), rate**k * exp(-rate) / factorial(k), {k: S.Naturals0}, ()),
    (P(K > 1), 1 - exp(-rate) - rate * exp(-rate), {}, ()),
    (P(K < 2), P(K <= 1), {}, ()),
    (P(Eq(B, k)), binomial(n, k) * p**k * (1 - p) ** (n - k), {k: S.Naturals0}, (n - k + 1,)),
    (P(B >= 1), 1 - (1 - p) ** n, {}, ()),
    (P(Eq(F, k)), p**k * (1 - p) ** (1 - k), {k: FiniteSet(0, 1)}, ()),
    (Density(X, x), rate * exp(-rate * x), {x: POSITIVE}, ()),
    (Density(exp(N), y), exp(-((log(y) - m) ** 2) / (2 * v)) / (y * sqrt(2 * pi * v)), {y: POSITIVE}, ()),
    (Density(-log(U) / c, y), c * exp(-c * y), {y: POSITIVE, c: POSITIVE}, ()),
    (Density(c * X + m, y), rate / c * exp(-rate * (y - m) / c), {c: POSITIVE}, (y - m,)),
    (Density(-X, y), rate * exp(rate * y), {y: Interval.open(-oo, 0)}, ()),
    (Density(1 / X, y), rate * exp(-rate / y) / y**2, {y: POSITIVE}, ()),
    (Density(sqrt(X), y), 2 * rate * y * exp(-rate * y**2), {y: POSITIVE}, ()),
    (Density(Z**2, y), exp(-y / 2) / sqrt(2 * pi * y), {y: POSITIVE}, ()),
    (Density(Abs(Z), y), 2 * exp(-(y**2) / 2) / sqrt(2 * pi), {y: POSITIVE}, ()),
    (Density(R**2, y), 1 / (3 * sqrt(y)), {y: Interval.open(0, 1)}, ()),
]

#: What holds elsewhere only, or nowhere: a condition is dropped, an end is wrong, a slope is lost, a branch is.
NEIGHBOURS: list[Known] = [
    (P(X <= x), 1 - exp(-rate * x), {}, ()),
    (P(X <= x), 1 - exp(-rate * x), {x: Interval(-1, oo)}, ()),
    (P(X > s + t, X > s), P(X > t), {t: POSITIVE}, ()),
    (P(U > s + t, U > s), P(U > t), {s: POSITIVE, t: POSITIVE}, ()),
    (P(And(s < U, U <= t)), t - s, {s: UNIT, t: UNIT}, ()),
    (P(V <= x), (x - a) / (b - a), {}, (x - a,)),
    (P(N <= x), (1 + erf((x - m) / (2 * v))) / 2, {}, ()),
    (P(L > x), exp((m - x) / c) / 2, {}, ()),
    (P(exp(N) <= y), P(N <= log(y)), {}, ()),
    (P(c * X <= y), P(X <= y / c), {}, ()),
    (P(Eq(K, k)), rate**k * exp(-rate) / factorial(k), {k: S.Integers}, ()),
    (P(Eq(K, x)), rate**x * exp(-rate) / factorial(x), {x: POSITIVE}, ()),
    (P(K > 1), 1 - exp(-rate), {}, ()),
    (P(Eq(B, k)), binomial(n, k) * p**k * (1 - p) ** (n - k), {k: S.Naturals0}, ()),
    (P(Eq(F, k)), p**k * (1 - p) ** (1 - k), {k: FiniteSet(0, 1, 2)}, ()),
    (P(Eq(X, x)), rate * exp(-rate * x), {x: POSITIVE}, ()),
    (Density(X, x), rate * exp(-rate * x), {}, ()),
    (Density(exp(N), y), exp(-((log(y) - m) ** 2) / (2 * v)) / sqrt(2 * pi * v), {y: POSITIVE}, ()),
    (Density(exp(N), y), exp(-((log(y) - m) ** 2) / (2 * v)) / (y * sqrt(2 * pi * v)), {}, ()),
    (Density(-log(U) / c, y), c * exp(-c * y), {c: POSITIVE}, ()),
    (Density(c * X, y), rate / c * exp(-rate * y / c), {y: POSITIVE}, ()),
    (Density(-X, y), rate * exp(-rate * y), {y: POSITIVE}, ()),
    (Density(Z**2, y), exp(-y / 2) / sqrt(2 * pi * y) / 2, {y: POSITIVE}, ()),
    (Density(Z**2, y), exp(-y / 2) / sqrt(2 * pi * y), {}, ()),
    (Density(R**2, y), 1 / (3 * sqrt(y)), {y: Interval.open(0, 4)}, ()),
    (Density(Z**2 - Z, y), exp(-y / 2), {y: POSITIVE}, ()),
    (Density(K, y), rate**y * exp(-rate) / factorial(y), {y: POSITIVE}, ()),
]


def judged(known: Known) -> str:
    left, right, where, positive = known
    return prove(left, right, Domain(where=where, positive=positive)).status.value


@pytest.mark.parametrize("known", HOLD, ids=str)
def test_an_event_or_a_density_by_its_law_is_proved(known: Known) -> None:
    assert judged(known) == "proved"


@pytest.mark.parametrize("known", NEIGHBOURS, ids=str)
def test_a_neighbour_that_fails_somewhere_is_not(known: Known) -> None:
    assert judged(known) != "proved"


def test_what_holds_inside_of_the_support_is_not_called_false_but_lacks_a_condition() -> None:
    verdict = prove(P(X <= x), 1 - exp(-rate * x))
    assert not verdict.refuted
    assert verdict.reason == "it would hold if x > 0"
    assert prove(P(X <= x), 1 - exp(rate * x)).refuted


@pytest.mark.parametrize("name", [name for name, row in LAWS.items() if row.above is not None])
def test_the_probability_above_a_number_is_the_integral_of_the_density(name: str) -> None:
    row = LAWS[name]
    parameters = (Rational(1, 3), Rational(5, 4))[: len(row.parameters)]
    ends = {"real": (-mpmath.inf, mpmath.inf), "positive": (0, mpmath.inf), "between": tuple(map(float, parameters))}
    low, high = ends[row.support(*parameters)[0]]

    def density(z: mpmath.mpf) -> mpmath.mpf:
        return mpmath.mpf(str(row.density(Rational(str(z)), *parameters).evalf(20)))

    for at in map(Rational, ("-1", "0", "1/3", "1/2", "2")):
        start = max(low, float(at))
        exact = mpmath.quad(density, [start, max(start, 1 / 3), start + 3, high]) if high == mpmath.inf else None
        if exact is None:
            exact = max(0, high - start) / (high - low)
        assert mpmath.almosteq(mpmath.mpf(str(row.above(at, *parameters).evalf(20))), exact, 1e-8, 1e-10)
