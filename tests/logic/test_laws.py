"""Each row of the table of laws against its density, summed or integrated by mpmath, which knows no row."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import mpmath
import pytest
from mpmath import exp, gamma, inf, log, mpf, pi, sqrt
from sympy import IndexedBase, Integer, Mul, Rational, factorial

from symxent.logic import Refused
from symxent.logic.laws import LAWS, logarithm_of_density, mean_of_logarithm, moment, values_of

Density = Callable[..., mpf]
#: The laws of one number.
ALONE = [name for name, row in LAWS.items() if row.joint is None]


def _binomial(x: mpf, n: mpf, p: mpf) -> mpf:
    return mpmath.binomial(n, x) * p**x * (1 - p) ** (n - x)


def _normal(x: mpf, m: mpf, v: mpf) -> mpf:
    return exp(-((x - m) ** 2) / (2 * v)) / sqrt(2 * pi * v)


def _gamma(x: mpf, a: mpf, b: mpf) -> mpf:
    return b**a * x ** (a - 1) * exp(-b * x) / gamma(a)


def _beta(x: mpf, a: mpf, b: mpf) -> mpf:
    return x ** (a - 1) * (1 - x) ** (b - 1) / mpmath.beta(a, b)


#: name: (parameters, density, ends of the support, whether it is on whole numbers)
DENSITIES: dict[str, tuple[tuple[str, ...], Density, tuple[mpf, mpf], bool]] = {
    "Bernoulli": (("1/3",), lambda x, p: p if x == 1 else 1 - p, (0, 1), True),
    "Binomial": (("5", "1/3"), _binomial, (0, 5), True),
    "Poisson": (("7/3",), lambda x, r: exp(-r) * r**x / mpmath.factorial(x), (0, 80), True),
    "DiscreteUniform": (("-2", "4"), lambda x, a, b: mpf(1) / 7, (-2, 4), True),
    "Moments": (("2/3", "5/4"), _normal, (-inf, inf), False),
    "Normal": (("2/3", "5/4"), _normal, (-inf, inf), False),
    "Exponential": (("5/2",), lambda x, r: r * exp(-r * x), (0, inf), False),
    "Gamma": (("17/3", "5/2"), _gamma, (0, inf), False),
    "ChiSquared": (("29/3",), lambda x, k: _gamma(x, k / 2, mpf("0.5")), (0, inf), False),
    "Beta": (("14/3", "5/2"), _beta, (0, 1), False),
    "Uniform": (("-1/2", "7/3"), lambda x, a, b: 1 / (b - a), (mpf(-1) / 2, mpf(7) / 3), False),
    "Laplace": (("1/3", "4/5"), lambda x, m, b: exp(-abs(x - m) / b) / (2 * b), (-inf, inf), False),
    "LogNormal": (("1/3", "1/4"), lambda x, m, v: _normal(log(x), m, v) / x, (0, inf), False),
    "Wald": (
        ("3/2", "4/3"),
        lambda x, g, a: a / sqrt(2 * pi * x**3) * exp(-((a - g * x) ** 2) / (2 * x)),
        (0, inf),
        False,
    ),
}


def parameters_of(name: str) -> tuple[Rational, ...]:
    return tuple(map(Rational, DENSITIES[name][0]))


def mean(name: str, of: Callable[[mpf], mpf]) -> mpf:
    _, density, (low, high), whole = DENSITIES[name]
    numbers = [mpf(q.p) / q.q for q in parameters_of(name)]

    def weighted(x: mpf) -> mpf:
        return of(x) * density(mpf(x), *numbers)

    if whole:
        return sum(weighted(mpf(x)) for x in range(int(low), int(high) + 1))
    middle = numbers[0] if low == -inf else mpf(1) if high == inf else (low + high) / 2
    return mpmath.quad(weighted, [low, middle, *([10, 40] if high == inf and low == 0 else []), high])


def test_every_law_has_a_density_here() -> None:
    assert DENSITIES.keys() == set(ALONE)
    for name in ALONE:
        assert mpmath.almosteq(mean(name, lambda x: mpf(1)), 1, 1e-10), name


@pytest.mark.parametrize("name", ALONE)
def test_the_moments_are_those_of_the_density(name: str) -> None:
    parameters = parameters_of(name)
    checked = 0
    for k in (*map(Integer, range(-3, 6)), Rational(5, 2), Rational(-1, 2)):
        for t in (Rational(0), Rational(1, 5), Rational(-1, 2)):
            try:
                value, exists = moment(name, parameters, k, t)
            except Refused:
                continue
            assert all(e > 0 for e in exists)
            exact = mean(name, lambda x, k=k, t=t: x ** (mpf(k.p) / k.q) * exp(mpf(t.p) / t.q * x))
            assert mpmath.almosteq(mpf(str(value.doit().evalf(20))), exact, 1e-8), (k, t)
            checked += 1
    values = values_of(name, parameters)
    assert checked >= (2 if name == "Moments" else 6) or values is not None
    for value, chance in (values or {}).items():
        assert mpmath.almosteq(mean(name, lambda x, v=value: mpf(x == v)), mpf(chance.p) / chance.q)


@pytest.mark.parametrize("name", [name for name, row in LAWS.items() if row.logarithm is not None])
def test_the_mean_of_the_logarithm_is_that_of_the_density(name: str) -> None:
    value = mean_of_logarithm(name, parameters_of(name))
    assert mpmath.almosteq(mpf(str(value.evalf(20))), mean(name, log), 1e-8)


def test_a_moment_that_does_not_exist_says_what_is_missing() -> None:
    _, exists = moment("Gamma", (Rational(1, 2), Integer(1)), Integer(-1), Integer(0))
    assert exists == (Rational(-1, 2),)
    _, exists = moment("Exponential", (Integer(1),), Integer(0), Integer(2))
    assert exists == (Integer(-1),)
    for name, k in (("Normal", -1), ("Poisson", -1), ("Normal", 13)):
        with pytest.raises(Refused):
            moment(name, parameters_of(name), Integer(k), Integer(0))


@pytest.mark.parametrize("name", [name for name in ALONE if name != "Moments"])
def test_the_density_of_a_row_and_its_logarithm_are_those_here(name: str) -> None:
    _, density, _, whole = DENSITIES[name]
    parameters = parameters_of(name)
    numbers = [mpf(q.p) / q.q for q in parameters]
    for x in map(Rational, ("1", "0") if whole else ("1/3", "2/3", "1/7")):
        exact = density(mpf(x.p) / x.q, *numbers)
        assert mpmath.almosteq(mpf(str(LAWS[name].density(x, *parameters).evalf(20))), exact, 1e-12)
        if LAWS[name].support(*parameters):
            found = logarithm_of_density(name, x, parameters)
            assert mpmath.almosteq(mpf(str(found.evalf(20))), log(exact), 1e-12)


def test_the_mean_of_the_logarithm_of_the_rest_is_that_of_the_density() -> None:
    value = LAWS["Beta"].complement(*parameters_of("Beta"))
    assert mpmath.almosteq(mpf(str(value.evalf(20))), mean("Beta", lambda x: log(1 - x)), 1e-8)


@pytest.mark.parametrize("powers", [((1, 1),), ((1, 1), (3, 1)), ((1, 2), (2, 1)), ((1, 1), (2, 2), (3, 1))])
def test_the_joint_moments_of_counts_are_those_of_their_law(powers: tuple[tuple[int, int], ...]) -> None:
    n, chances = 4, (Rational(1, 2), Rational(1, 3), Rational(1, 6))
    p = IndexedBase("p")
    exact = Integer(0)
    for counts in product(range(n + 1), repeat=3):
        if sum(counts) == n:
            chance = factorial(n) * Mul(*(c**x / factorial(x) for c, x in zip(chances, counts, strict=True)))
            exact += chance * Mul(*(Integer(counts[i - 1]) ** k for i, k in powers))
    found = LAWS["Multinomial"].joint([(Integer(i), k) for i, k in powers], Integer(n), p, Integer(3))
    assert found.subs({p[i]: c for i, c in enumerate(chances, 1)}) == exact


@pytest.mark.parametrize("powers", [((1, 1),), ((1, 1), (2, 1)), ((1, 2), (2, 1)), ((1, 1), (2, 3))])
def test_the_joint_moments_of_shares_are_those_of_their_density(powers: tuple[tuple[int, int], ...]) -> None:
    a, at = IndexedBase("a"), (Rational(5, 2), Rational(3), Rational(7, 2))
    exponents = [mpf(x.p) / x.q - 1 for x in at]

    def whole(moved: tuple[int, int]) -> mpf:
        def density(x: mpf, y: mpf) -> mpf:
            first, second, third = (e + m for e, m in zip(exponents, (*moved, 0), strict=True))
            return x**first * ((1 - x) * y) ** second * ((1 - x) * (1 - y)) ** third * (1 - x)

        return mpmath.quad(density, [0, 1], [0, 1])

    of = dict(powers)
    found = LAWS["Dirichlet"].joint([(Integer(i), k) for i, k in powers], a, Integer(3)).doit()
    value = found.subs({a[i]: x for i, x in enumerate(at, 1)})
    assert mpmath.almosteq(mpf(value.p) / value.q, whole((of.get(1, 0), of.get(2, 0))) / whole((0, 0)), 1e-6)
