"""Closed forms of integrals and sums against the weights of laws, against mpmath; what may diverge is refused."""

from __future__ import annotations

import mpmath
import pytest
from sympy import (
    Expr,
    Integral,
    Rational,
    Sum,
    Symbol,
    binomial,
    exp,
    factorial,
    gamma,
    lambdify,
    log,
    oo,
    pi,
    sin,
    sqrt,
)

from symxent.language.domain import Domain
from symxent.logic import ChanceClaim, Refused, obligation
from symxent.logic.weights import closed, is_against_a_weight
from symxent.proof import prove

x, mu, t, r = (Symbol(name, real=True) for name in ("x", "mu", "t", "r"))
a, b, lam, sigma = (Symbol(name, positive=True) for name in ("a", "b", "lambda", "sigma"))
k = Symbol("k", integer=True)
AT = {mu: Rational(2, 3), t: Rational(1, 5), r: Rational(-2, 5), a: Rational(7, 3), b: Rational(5, 2)}
AT |= {lam: Rational(6, 5), sigma: Rational(3, 4)}

CLOSED: list[Expr] = [
    Integral(exp(-(x**2) / 2), (x, -oo, oo)),
    Integral(x**3 * exp(-((x - mu) ** 2) / (2 * sigma**2)), (x, -oo, oo)),
    Integral((x - mu) ** 2 * exp(-((x - mu) ** 2) / (2 * sigma**2) + t * x), (x, -oo, oo)),
    Integral(exp(t * x) * exp(-(x**2)), (x, -oo, oo)),
    Integral(lam * x * exp(-lam * x), (x, 0, oo)),
    Integral(x ** (a - 1) * exp(-b * x), (x, 0, oo)),
    Integral((x**2 + 1) * x ** (a - 1) * exp(-b * x), (x, 0, oo)),
    Integral(exp(t * x) * x ** (a - 1) * exp(-b * x), (x, 0, oo)),
    Integral(x ** (a - 1) * exp(-b * x**2), (x, 0, oo)),
    Integral(sqrt(x) * exp(-x), (x, 0, oo)),
    Integral(x ** (a - 1) * (1 - x) ** (b - 1), (x, 0, 1)),
    Integral(x**2 * (1 - x) ** 3, (x, 0, 1)),
    Sum(lam**k / factorial(k), (k, 0, oo)),
    Sum(k**2 * lam**k / factorial(k), (k, 0, oo)),
    Sum(k * lam**k * exp(-lam) / factorial(k), (k, 1, oo)),
    Sum(lam ** (k - 1) / factorial(k - 1), (k, 1, oo)),
    Sum(k * lam**k / factorial(k - 1), (k, 3, oo)),
    Sum(lam**k / factorial(k + 2), (k, 0, oo)),
    Sum(lam**k / gamma(k + 1), (k, 2, oo)),
    Sum(r**k, (k, 0, oo)),
    Sum(k * r ** (k + 1), (k, 1, oo)),
    Sum(k**2 * r**k, (k, 4, oo)),
]

REFUSED: list[tuple[Expr, str]] = [
    (Integral((exp(-a * x) - exp(-b * x)) / x, (x, 0, oo)), "converges"),  # log(b/a), and no term of it is there
    (Integral(exp(x**2), (x, -oo, oo)), "converges"),
    (Integral(exp(-r * x) + exp(-lam * x), (x, 0, oo)), "converges"),
    (Integral(1 / x, (x, 0, 1)), "converges"),
    (Integral(sin(x) * exp(-x), (x, 0, oo)), "of no weight"),
    (Integral(exp(-(x**4)), (x, -oo, oo)), "of no weight"),
    (Integral(log(x) * exp(-x), (x, 0, oo)), "of no weight"),
    (Integral(sqrt(x) * exp(-(x**2)), (x, -oo, oo)), "from -oo to oo"),
    (Integral(exp(-x), (x, 0, 1)), "from 0 to 1"),
    (Integral(exp(-(x**2) - x), (x, 0, oo)), "from 0 to oo"),
    (Sum(lam**k / factorial(k - 1), (k, 0, oo)), "factorial of a negative"),
    (Sum(r**k / factorial(k + 1), (k, 0, oo)), "converges"),  # the closed form has no value at r = 0
    (Sum(lam**k * binomial(2 * k, k), (k, 0, oo)), "of no weight"),
    (Sum(2**k, (k, 0, oo)), "converges"),
    (Sum(lam ** (k**2), (k, 0, oo)), "of no weight"),
    (Integral(exp(-(x**2)) / x, (x, -oo, oo)), "from -oo to oo"),
    (Integral(x**x, (x, 0, 1)), "of no weight"),
    (Integral((1 - x) ** x, (x, 0, 1)), "of no weight"),
    (Sum(sqrt(k) * r**k, (k, 0, oo)), "of no weight"),
    (Sum(r**k / k, (k, 1, oo)), "of no weight"),
    (Sum(r**k / gamma(k + Rational(3, 2)), (k, 0, oo)), "of no weight"),
    (Sum(lam**k / factorial(k) ** 2, (k, 0, oo)), "of no weight"),
    (Sum(lam**k / (factorial(k) * factorial(k + 1)), (k, 0, oo)), "of no weight"),
    (Sum(r**k, (k, -2, oo)), "begins at -2"),
    (Sum(r**k, (k, 50, oo)), "begins at 50"),
]


def never(_: Expr) -> bool:
    return False


@pytest.mark.parametrize("e", CLOSED, ids=str)
def test_a_closed_form_has_the_value_of_the_integral_or_the_sum(e: Expr) -> None:
    assert is_against_a_weight(e)
    value = closed(e, lambda condition: condition.xreplace(AT) > 0)
    (bound, low, high), body = e.limits[0], e.function.xreplace(AT)
    f = lambdify(bound, body, "mpmath")
    ends = [mpmath.mpf(0) if low == 0 else -mpmath.inf, mpmath.inf if high is oo else 1]
    exact = mpmath.quad(f, ends) if isinstance(e, Integral) else sum(f(mpmath.mpf(m)) for m in range(int(low), 150))
    assert mpmath.almosteq(mpmath.mpf(str(value.xreplace(AT).evalf(20))), exact, 1e-8)


@pytest.mark.parametrize(("e", "why"), REFUSED, ids=str)
def test_what_is_against_no_weight_or_may_diverge_is_refused(e: Expr, why: str) -> None:
    with pytest.raises(Refused, match=why):
        closed(e, never)


def test_a_number_that_is_not_negative_is_not_positive() -> None:
    perhaps_0 = Symbol("q", nonnegative=True)
    assert not prove(Integral(exp(-perhaps_0 * x), (x, 0, oo)), 1 / perhaps_0).proved
    assert prove(Integral(exp(-b * x), (x, 0, oo)), 1 / b).proved


def test_other_ranges_are_of_no_weight() -> None:
    others = (Integral(x, (x, 0, 2)), Integral(x, (x, 1, oo)), Integral(x, x), Sum(k, (k, 1, 9)), Sum(k, (k, k, oo)), x)
    assert not any(map(is_against_a_weight, others))


def test_equations_with_such_integrals_are_proved_and_false_ones_are_not() -> None:
    ((left, right, _),) = obligation(ChanceClaim(Integral(exp(-(x**2)), (x, -oo, oo)), sqrt(2 * pi)))
    assert (left, right) == (sqrt(pi), sqrt(2 * pi))
    gaussian = Integral(x * exp(-((x - mu) ** 2) / (2 * sigma**2)), (x, -oo, oo))
    assert prove(gaussian, mu * sqrt(2 * pi) * sigma, seconds=1).proved
    beta = Integral(x ** (a - 1) * (1 - x) ** (b - 1), (x, 0, 1))
    assert prove(beta, gamma(a) * gamma(b) / gamma(a + b), seconds=1).proved
    poisson = Sum(k * lam**k / factorial(k), (k, 0, oo))
    assert prove(poisson, lam * exp(lam)).proved
    assert not prove(poisson, exp(lam)).proved
    both = Sum(r**k / factorial(k + 1), (k, 0, oo))
    assert not prove(both, (exp(r) - 1) / r).proved
    assert prove(both, (exp(r) - 1) / r, Domain(positive=(r,))).proved
