"""Equations between means and probabilities: true ones, each with what it assumes, and false ones."""

from __future__ import annotations

from sympy import Basic, Eq, Expr, Integer, Rational, Sum, Symbol, digamma, exp, gamma, log, pi, symbols

from symxent.logic import (
    CrossEntropy,
    Divergence,
    Entropy,
    Event,
    Identical,
    Independent,
    Indicator,
    Law,
    RandomVariable,
)
from symxent.probability import Cov, E, P, Var

Known = tuple[Expr, Expr, tuple[Basic, ...]]

X, Y, Z = (RandomVariable(name) for name in "XYZ")
A, B, C = (Event(name) for name in "ABC")
a, b, c, d, mu, t = symbols("a b c d mu t", real=True)
sigma, rate, alpha, beta = symbols("sigma lambda alpha beta", positive=True)
p = Symbol("p", real=True)
n = Symbol("n", integer=True, positive=True)
i, j = symbols("i j", integer=True)
XY, XYZ, AB = Independent(X, Y), Independent(X, Y, Z), Independent(A, B)


def of(name: str, *parameters: Expr | int) -> RandomVariable:
    return RandomVariable("V", Law(name, *parameters))


N, K, F = of("Normal", mu, sigma**2), of("Poisson", rate), of("Bernoulli", p)
S_, G, EXP = of("Binomial", n, p), of("Gamma", alpha, beta), of("Exponential", rate)
U, BETA, L, LOG = of("Uniform", a, b), of("Beta", alpha, beta), of("Laplace", mu, sigma), of("LogNormal", mu, sigma**2)
CHI, DIE = of("ChiSquared", alpha), of("DiscreteUniform", 1, 6)
nu, tau, other_rate, other_shape = symbols("nu tau kappa eta", positive=True)
q = Symbol("q", real=True)


def beside(name: str, *parameters: Expr | int) -> RandomVariable:
    return RandomVariable("W", Law(name, *parameters))


N2, F2, K2 = beside("Normal", nu, tau), beside("Bernoulli", q), beside("Poisson", other_rate)
G2, EXP2, U2 = beside("Gamma", other_shape, other_rate), beside("Exponential", other_rate), beside("Uniform", c, d)
SAMPLE = RandomVariable("X", Law("Normal", mu, sigma**2))
IID = (Independent(X), Identical(X))


def mean_of(x: RandomVariable) -> Expr:
    return Sum(x[i], (i, 1, n)) / n


def spread(x: RandomVariable) -> Expr:
    return Sum((x[j] - mean_of(x)) ** 2, (j, 1, n))


TRUE: list[Known] = [
    (E(a * X + b), a * E(X) + b, ()),
    (E(X - Y), E(X) - E(Y), ()),
    (E((X + Y) ** 2), E(X**2) + 2 * E(X * Y) + E(Y**2), ()),
    (Var(a * X + b), a**2 * Var(X), ()),
    (Var(X), E((X - E(X)) ** 2), ()),
    (Var(X), E(X**2) - E(X) ** 2, ()),
    (Var(X + Y), Var(X) + Var(Y) + 2 * Cov(X, Y), ()),
    (Var(X + Y), Var(X) + Var(Y), (XY,)),
    (Var(X - Y), Var(X) + Var(Y), (XY,)),
    (Var(X * Y), E(X**2) * E(Y**2) - E(X) ** 2 * E(Y) ** 2, (XY,)),
    (Cov(X, Y), E(X * Y) - E(X) * E(Y), ()),
    (Cov(X, Y), Integer(0), (XY,)),
    (Cov(a * X + b, c * Y + d), a * c * Cov(X, Y), ()),
    (Cov(X, X), Var(X), ()),
    (Cov(X + Y, Z), Cov(X, Z) + Cov(Y, Z), ()),
    (E(X * Y), E(X) * E(Y), (XY,)),
    (E(X[1] * Y), E(X[1]) * E(Y), (XY,)),
    (E(of("Bernoulli", Rational(1, 3))), Rational(1, 3), ()),
    (E(exp(t * (X + Y))), E(exp(t * X)) * E(exp(t * Y)), (XY,)),
    (E(X * Y * Z), E(X) * E(Y * Z), (Independent(X, (Y, Z)),)),
    (E(E(X, Y)), E(X), ()),
    (E(Y * E(X, Y)), E(X * Y), ()),
    (E(Y * X, Y), Y * E(X, Y), ()),
    (E(X * E(X, Y)), E(E(X, Y) ** 2), ()),
    (Cov(X, E(X, Y)), Var(E(X, Y)), ()),
    (E(X * E(Z, Y)), E(Z * E(X, Y)), ()),
    (E(E(X, Y) * E(X, Y, Z)), E(E(X, Y) ** 2), ()),
    (E((X - E(X, Y)) * E(Z, Y)), Integer(0), ()),
    (E((X - Y) ** 2), E(Var(X, Y)) + E((E(X, Y) - Y) ** 2), ()),
    (E(X, Y), E(X), (XY,)),
    (E(E(X, Y, Z), Y), E(X, Y), ()),
    (Var(X), E(Var(X, Y)) + Var(E(X, Y)), ()),
    (Cov(X, Z), E(Cov(X, Z, Y)) + Cov(E(X, Y), E(Z, Y)), ()),
    (E((X - c) ** 2), Var(X) + (E(X) - c) ** 2, ()),
    (E(X, A), E(X * Indicator(A)) / P(A), ()),
    (E(X), E(X, A) * P(A) + E(X, ~A) * P(~A), ()),
    (P(~A), 1 - P(A), ()),
    (P(A | B), P(A) + P(B) - P(A & B), ()),
    (P(A | B | C), P(A) + P(B) + P(C) - P(A & B) - P(A & C) - P(B & C) + P(A & B & C), ()),
    (P(A, B), P(B, A) * P(A) / P(B), ()),
    (P(A & B), P(A, B) * P(B), ()),
    (P(A & B & C), P(A) * P(B, A) * P(C, A & B), ()),
    (P(A), P(A, B) * P(B) + P(A, ~B) * P(~B), ()),
    (P(A, B), P(B, A) * P(A) / (P(B, A) * P(A) + P(B, ~A) * P(~A)), ()),
    (P(A & ~B), P(A) - P(A & B), ()),
    (P(A & B), P(A) * P(B), (AB,)),
    (P(A, B), P(A), (AB,)),
    (P(~A, B), 1 - P(A, B), ()),
    (P(a < X), 1 - P(a >= X), ()),
    (E(Indicator(A)), P(A), ()),
    (Var(Indicator(A)), P(A) * (1 - P(A)), ()),
    (E(N), mu, ()),
    (Var(N), sigma**2, ()),
    (E(N**4), mu**4 + 6 * mu**2 * sigma**2 + 3 * sigma**4, ()),
    (E((N - mu) ** 3), Integer(0), ()),
    (E(exp(t * N)), exp(mu * t + sigma**2 * t**2 / 2), ()),
    (Var(K), rate, ()),
    (E(K * (K - 1)), rate**2, ()),
    (Var(F), p * (1 - p), ()),
    (E(2**F), 1 + p, ()),
    (E(S_), n * p, ()),
    (Var(S_), n * p * (1 - p), ()),
    (Var(EXP), 1 / rate**2, ()),
    (E(G), alpha / beta, ()),
    (Var(G), alpha / beta**2, ()),
    (E(log(G)), digamma(alpha) - log(beta), ()),
    (Var(BETA), alpha * beta / ((alpha + beta) ** 2 * (alpha + beta + 1)), ()),
    (E(U), (a + b) / 2, ()),
    (Var(U), (b - a) ** 2 / 12, ()),
    (Var(L), 2 * sigma**2, ()),
    (E(LOG), exp(mu + sigma**2 / 2), ()),
    (Var(CHI), 2 * alpha, ()),
    (E(DIE), Rational(7, 2), ()),
    (P(Eq(DIE, 3)), Rational(1, 6), ()),
    (P(Eq(F, 1)), p, ()),
    (P(Eq(2 * F, 2)), p, ()),
    (P(Eq(K, n)), exp(-rate) * rate**n / gamma(n + 1), ()),
    (P(1 - EXP < -1), P(EXP > 2), ()),
    (E(mean_of(X)), E(X[1]), (Identical(X),)),
    (E(mean_of(SAMPLE)), mu, ()),
    (Var(mean_of(SAMPLE)), sigma**2 / n, (Independent(SAMPLE),)),
    (E(spread(SAMPLE) / n), (n - 1) * sigma**2 / n, (Independent(SAMPLE),)),
    (E(spread(SAMPLE) / (n - 1)), sigma**2, (Independent(SAMPLE),)),
    (Var(Sum(X[i], (i, 1, n))), n * Var(X[1]), IID),
    (Entropy(N), log(2 * pi * exp(1) * sigma**2) / 2, ()),
    (Entropy(F), -p * log(p) - (1 - p) * log(1 - p), ()),
    (Entropy(EXP), 1 - log(rate), ()),
    (Entropy(U), log(b - a), ()),
    (Entropy(G), alpha - log(beta) + log(gamma(alpha)) + (1 - alpha) * digamma(alpha), ()),
    (
        Entropy(BETA),
        log(gamma(alpha) * gamma(beta) / gamma(alpha + beta))
        - (alpha - 1) * digamma(alpha)
        - (beta - 1) * digamma(beta)
        + (alpha + beta - 2) * digamma(alpha + beta),
        (),
    ),
    (Divergence(N, N2), ((mu - nu) ** 2 / tau + sigma**2 / tau - log(sigma**2 / tau) - 1) / 2, ()),
    (Divergence(F, F2), p * log(p / q) + (1 - p) * log((1 - p) / (1 - q)), ()),
    (Divergence(K, K2), rate * log(rate / other_rate) - rate + other_rate, ()),
    (Divergence(EXP, EXP2), log(rate / other_rate) + other_rate / rate - 1, ()),
    (Divergence(S_, beside("Binomial", n, q)), n * p * log(p / q) + n * (1 - p) * log((1 - p) / (1 - q)), ()),
    (Divergence(N, N), Integer(0), ()),
    (Divergence(G, G2), CrossEntropy(G, G2) - Entropy(G), ()),
    (CrossEntropy(F, F2), -p * log(q) - (1 - p) * log(1 - q), ()),
    (
        Divergence(G, G2),
        other_shape * log(beta / other_rate)
        - log(gamma(alpha) / gamma(other_shape))
        + (alpha - other_shape) * digamma(alpha)
        - (beta - other_rate) * alpha / beta,
        (),
    ),
]

FALSE: list[Known] = [
    (E(E(X, Y) ** 2), E(X), ()),
    (E(E(X, Y) * Z), E(X * Z), ()),
    (E(X * E(X, Y)), E(X**2), ()),
    (Cov(X, E(X, Y)), Var(X), ()),
    (E(X * E(Z, Y)), E(E(X, Z) * E(Z, Y)), ()),
    (E(X * E(X, Y)), E(X * E(X, Y, Z)), ()),
    (E(E(X, Y) * E(Z, Y)), E(X * Z), ()),
    (E(E(X, Y) * E(X, Z)), E(E(X, Y) ** 2), ()),
    (E(X * E(Z, Y)), E(X) * E(Z), ()),
    (E(E(X, Y), Z), E(X, Z), ()),
    (E(X[i] * Y[i]), E(Y[i] ** 2), (Independent(X), Independent(Y))),
    (E(a * X + b), a * E(X), ()),
    (E(X * Y), E(X) * E(Y), ()),
    (E(X**2), E(X) ** 2, ()),
    (E(1 / X), 1 / E(X), ()),
    (E(X / Y), E(X) / E(Y), (XY,)),
    (E(exp(X)), exp(E(X)), ()),
    (E(log(X)), log(E(X)), ()),
    (E(abs(X)), abs(E(X)), ()),
    (E(X * Y * Z), E(X) * E(Y * Z), (XY,)),
    (E(exp(t * (X + Y))), E(exp(t * X)) * E(exp(t * Y)), ()),
    (Var(X + Y), Var(X) + Var(Y), ()),
    (Var(X - Y), Var(X) - Var(Y), ()),
    (Var(X - Y), Var(X) - Var(Y), (XY,)),
    (Var(X - Y), Var(X) + Var(Y) + 2 * Cov(X, Y), ()),
    (Var(X + Y), Var(X) + Var(Y) + Cov(X, Y), ()),
    (Var(a * X), a * Var(X), ()),
    (Var(a * X + b), a**2 * Var(X) + b, ()),
    (Var(X), E(X) ** 2 - E(X**2), ()),
    (Var(X), E(X**2), ()),
    (Var(X * Y), Var(X) * Var(Y), (XY,)),
    (Var(X + Y + Z), Var(X) + Var(Y) + Var(Z), (XY,)),
    (Cov(X, Y), Integer(0), ()),
    (Cov(X, Y), E(X * Y), ()),
    (Cov(a * X, b * Y), (a + b) * Cov(X, Y), ()),
    (Cov(a * X + b, Y), a * Cov(X, Y) + b, ()),
    (Var(X), E(Var(X, Y)), ()),
    (Var(X), E(Var(X, Y)) + E(E(X, Y)) ** 2, ()),
    (E(X, Y), E(X), ()),
    (E(X * Y, Y), E(X) * Y, ()),
    (E(Y * E(X, Y)), E(X) * E(Y), ()),
    (P(A, B), P(B, A), ()),
    (P(A, B), P(A & B) / P(A), ()),
    (P(A, B), P(B, A) * P(B) / P(A), ()),
    (P(A | B), P(A) + P(B), ()),
    (P(A | B), P(A) + P(B), (AB,)),
    (P(A & B), P(A) * P(B), ()),
    (P(A & B & C), P(A) * P(B) * P(C), (AB,)),
    (P(A), P(A, B) + P(A, ~B), ()),
    (P(A, ~B), 1 - P(A, B), ()),
    (P(~A & ~B), 1 - P(A & B), ()),
    (P(A & B & C), P(A) * P(B, A) * P(C, A), ()),
    (P(A, B), P(A), ()),
    (Var(Indicator(A)), P(A) ** 2, ()),
    (E(N**2), mu**2, ()),
    (E(N**2), mu**2 + sigma, ()),
    (Var(N), sigma, ()),
    (E(N**4), 3 * sigma**4, ()),
    (E(exp(t * N)), exp(mu * t + sigma**2 * t**2), ()),
    (E(exp(N)), exp(mu), ()),
    (Var(K), rate**2, ()),
    (E(K**2), rate, ()),
    (Var(F), p**2, ()),
    (Var(S_), n * p, ()),
    (Var(S_), n**2 * p * (1 - p), ()),
    (E(EXP), rate, ()),
    (Var(EXP), 1 / rate, ()),
    (E(G), alpha * beta, ()),
    (Var(G), alpha / beta, ()),
    (E(log(G)), log(alpha / beta), ()),
    (E(1 / G), beta / alpha, ()),
    (E(BETA), beta / (alpha + beta), ()),
    (Var(U), (b - a) / 12, ()),
    (Var(U), (b - a) ** 2 / 2, ()),
    (Var(L), sigma**2, ()),
    (E(LOG), exp(mu), ()),
    (Var(CHI), alpha, ()),
    (E(DIE), Integer(3), ()),
    (Var(mean_of(SAMPLE)), sigma**2, (Independent(SAMPLE),)),
    (Var(mean_of(SAMPLE)), sigma**2 / n, ()),
    (E(spread(SAMPLE) / n), sigma**2, (Independent(SAMPLE),)),
    (Var(Sum(X[i], (i, 1, n))), n**2 * Var(X[1]), IID),
    (Var(Sum(X[i], (i, 1, n))), n * Var(X[1]), (Independent(X),)),
    (Entropy(N), log(2 * pi * sigma**2) / 2, ()),
    (Entropy(EXP), 1 + log(rate), ()),
    (Entropy(F), p * log(p) + (1 - p) * log(1 - p), ()),
    (Divergence(N, N2), Divergence(N2, N), ()),
    (Divergence(F, F2), q * log(q / p) + (1 - q) * log((1 - q) / (1 - p)), ()),
    (Divergence(K, K2), rate * log(rate / other_rate), ()),
    (Divergence(EXP, EXP2), log(other_rate / rate) + rate / other_rate - 1, ()),
    (CrossEntropy(F, F2), Entropy(F), ()),
    (Divergence(N, N2), CrossEntropy(N, N2) + Entropy(N), ()),
]

#: What is false, too, and what no table or law is tried for that would show it.
NOT_REFUTED: list[Known] = [
    (E(X * E(of("Normal", mu, 1), Y), Z), E(E(X, Y) * E(of("Normal", mu, 1), Y), Z), ()),
    (P(N**2 > 1), P(N > 1), ()),
    (P(N**3 > 8), P(N > 2), ()),
    (P(Eq(4, 2 * K)), P(Eq(K, 4)), ()),
    (P(Eq(K, rate)), exp(-rate) * rate**rate / gamma(rate + 1), ()),
    (E(log(G) ** 2), E(exp(G)), ()),
    (E(abs(N)), E(exp(N)), ()),
    (E(abs(K)), E(exp(K)), ()),
]

#: What holds where a mean exists alone: both sides, and what has to be positive.
WHERE_IT_EXISTS: list[tuple[Expr, Expr, Expr]] = [
    (E(exp(t * EXP)), rate / (rate - t), rate - t),
    (E(EXP * exp(t * EXP)), rate / (rate - t) ** 2, rate - t),
    (E(exp(t * G)), (beta / (beta - t)) ** alpha, beta - t),
    (E(exp(t * CHI)), (1 / (1 - 2 * t)) ** (alpha / 2), 1 - 2 * t),
    (E(1 / G), beta / (alpha - 1), alpha - 1),
    (E(CHI**t), 2**t * gamma(alpha / 2 + t) / gamma(alpha / 2), alpha / 2 + t),
    (E(1 / BETA), (alpha + beta - 1) / (alpha - 1), alpha - 1),
    (Var(exp(t * EXP)), rate / (rate - 2 * t) - rate**2 / (rate - t) ** 2, rate - 2 * t),
]
