"""Means of what is linear or quadratic in a random column, for every size; and what is no such mean."""

from __future__ import annotations

from sympy import Determinant, Expr, MatrixSymbol, Q, Symbol, Trace, log

from symxent.language.domain import Domain
from symxent.logic import RandomMean
from symxent.proof import prove

n = Symbol("n", integer=True, positive=True)
x, mu, a, hidden = (MatrixSymbol(name, n, 1) for name in ("x", "mu", "a", "‹x›"))
sigma = MatrixSymbol("S", n, n)
DOMAIN = Domain(given=(Q.symmetric(sigma),))
NUMBER = Trace(a.T * x)


def mean(f: Expr) -> RandomMean:
    return RandomMean(f, x, mu, sigma)


def test_a_mean_follows_from_mean_and_covariance_alone() -> None:
    for one, other in (
        (mean(x * x.T), sigma + mu * mu.T),
        (mean(NUMBER * x), sigma * a + Trace(a.T * mu) * mu),
        (mean(NUMBER * x.T), a.T * sigma + Trace(a.T * mu) * mu.T),
        (Trace(mean(Trace((x - mu).T * sigma.I * (x - mu)))), n),
        (Trace(mean(NUMBER**2)), Trace(a.T * sigma * a) + Trace(a.T * mu) ** 2),
    ):
        assert prove(one, other, DOMAIN).proved


def test_a_wrong_mean_is_refuted_at_exact_matrices() -> None:
    for one, other in (
        (mean(x * x.T), sigma),
        (mean(NUMBER * x), sigma * a),
        (Trace(mean(NUMBER**2)), Trace(a.T * sigma * a)),
    ):
        assert prove(one, other, DOMAIN).refuted


def test_what_is_not_quadratic_in_the_column_is_left_open() -> None:
    functions = (log(NUMBER), NUMBER**3, abs(NUMBER), Determinant(sigma + x * x.T), 1 / NUMBER)
    for f in functions:
        verdict = prove(Trace(mean(f)), f.subs(x, mu), DOMAIN)
        assert not verdict.proved
        assert not verdict.refuted
    assert not prove(mean(x + hidden), mu, DOMAIN).proved
