"""Sums with symbolic ends: shifted, reversed, split, renamed, empty; Kronecker deltas in them; products."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

from sympy import (
    Abs,
    Eq,
    Expr,
    IndexedBase,
    Integer,
    Interval,
    KroneckerDelta,
    Max,
    Piecewise,
    Product,
    Range,
    S,
    Sum,
    Symbol,
    exp,
    log,
    oo,
)

from claims.claim import Claim
from symxent.language.domain import Domain
from symxent.language.functions import logsumexp, softmax

X, Y, A = IndexedBase("x"), IndexedBase("y"), IndexedBase("A")
m, l, r = (Symbol(name, integer=True) for name in "mlr")
a, b = (Symbol(name, real=True) for name in "ab")
Row = tuple[str, Expr, Expr, int]  # a rule, two sides, the least k from which on it holds


def length(rng: Random, name: str = "k") -> tuple[Symbol, Domain, int]:
    """A letter for the end of sums, and the least that it may be (−9 for any integer)."""
    kind = rng.choice(("positive", "nonnegative", "naturals0", "naturals", "any", "from 2"))
    if kind == "positive":
        return Symbol(name, integer=True, positive=True), Domain(), 1
    if kind == "nonnegative":
        return Symbol(name, integer=True, nonnegative=True), Domain(), 0
    s = Symbol(name, integer=True)
    if kind == "naturals0":
        return s, Domain(where={s: S.Naturals0}), 0
    if kind == "naturals":
        return s, Domain(where={s: S.Naturals}), 1
    if kind == "from 2":
        return s, Domain(where={s: rng.choice((Range(2, oo), Interval(2, oo)))}), 2
    return s, Domain(where={s: S.Integers}), -9


def _claim(row: Row, domain: Domain, k: Symbol, least: int) -> Claim:
    rule, left, right, needs = row
    hints = [{k: Fraction(n)} for n in (0, 1, 2, -1, 3) if n >= least]
    return Claim("", rule, Integer(0) + left, Integer(0) + right, "=", domain, least >= needs, tuple(hints))


def _term(rng: Random, n: Expr) -> Expr:
    """The n-th term of something."""
    return rng.choice((X[n], X[n] ** 2, X[n] * Y[n], exp(X[n]), Abs(X[n]), a * X[n], n * X[n], X[n] + 1, Max(X[n], 0)))


def make(rng: Random) -> Claim:
    k, domain, least = length(rng)
    c = rng.choice((1, 2, -1, 3))
    seed = rng.random()

    def f(n: Expr) -> Expr:
        return _term(Random(seed), n)

    whole = Sum(f(m), (m, 1, k))
    rows: list[Callable[[], Row]] = [
        lambda: ("shifted", whole, Sum(f(m - c), (m, 1 + c, k + c)), -9),
        lambda: ("reversed", whole, Sum(f(k + 1 - m), (m, 1, k)), -9),
        lambda: ("reversed from 0", Sum(f(m), (m, 0, k)), Sum(f(k - m), (m, 0, k)), -9),
        lambda: ("renamed", whole, Sum(f(l), (l, 1, k)), -9),
        lambda: ("the last term", Sum(f(m), (m, 1, k + 1)), whole + f(k + 1), 0),
        lambda: ("the first term", Sum(f(m), (m, 0, k)), whole + f(Integer(0)), 0),
        lambda: ("less the last term", Sum(f(m), (m, 1, k - 1)), whole - f(k), 1),
        lambda: ("less the last two", Sum(f(m), (m, 1, k - 2)), whole - f(k) - f(k - 1), 2),
        lambda: ("less the first term", Sum(f(m), (m, 2, k)), whole - f(Integer(1)), 1),
        lambda: ("less the first two", Sum(f(m), (m, 3, k)), whole - f(Integer(1)) - f(Integer(2)), 2),
        lambda: ("split in the middle", Sum(f(m), (m, 1, 2 * k)), whole + Sum(f(m), (m, k + 1, 2 * k)), 0),
        lambda: ("odd and even", Sum(f(m), (m, 1, 2 * k)), Sum(f(2 * m) + f(2 * m - 1), (m, 1, k)), 0),
        lambda: ("a constant", Sum(a, (m, 1, k)), a * k, 0),
        lambda: ("a constant term", Sum(f(m) + a, (m, 1, k)), whole + a * k, 0),
        lambda: ("a constant factor", Sum(b * f(m), (m, 1, k)), b * whole, -9),
        lambda: ("two terms", Sum(f(m) + Y[m], (m, 1, k)), whole + Sum(Y[l], (l, 1, k)), -9),
        lambda: ("the numbers", Sum(m, (m, 1, k)), k * (k + 1) / 2, -1),
        lambda: ("the squares", Sum(m**2, (m, 1, k)), k * (k + 1) * (2 * k + 1) / 6, -1),
        lambda: ("the odd numbers", Sum(2 * m - 1, (m, 1, k)), k**2, 0),
        lambda: ("telescoping", Sum(X[m + 1] - X[m], (m, 1, k)), X[k + 1] - X[1], 0),
        lambda: ("telescoping to k − 1", Sum(X[m + 1] - X[m], (m, 1, k - 1)), X[k] - X[1], 1),
        lambda: ("exchanged", Sum(Sum(A[m, l], (m, 1, k)), (l, 1, k)), Sum(Sum(A[m, l], (l, 1, k)), (m, 1, k)), -9),
        lambda: ("a triangle", Sum(Sum(A[m, l], (l, 1, m)), (m, 1, k)), Sum(Sum(A[m, l], (m, l, k)), (l, 1, k)), 0),
        lambda: ("a product of sums", whole * Sum(Y[l], (l, 1, k)), Sum(f(m) * Y[l], (m, 1, k), (l, 1, k)), -9),
        lambda: ("a square of a sum", whole**2, Sum(f(m) * f(l), (m, 1, k), (l, 1, k)), -9),
        lambda: ("variance", Sum((X[m] - a) ** 2, (m, 1, k)), Sum(X[m] ** 2 - 2 * a * X[m] + a**2, (m, 1, k)), -9),
        lambda: ("a sum in a sum", Sum(f(m) * whole, (m, 1, k)), whole**2, -9),
        lambda: ("empty", Sum(f(m), (m, k + 1, k)), 0, -9),
        lambda: ("one term", Sum(f(m), (m, k, k)), f(k), -9),
        lambda: ("two terms written out", Sum(f(m), (m, k, k + 1)), f(k) + f(k + 1), -9),
        lambda: ("three terms written out", Sum(f(m), (m, k - 1, k + 1)), f(k - 1) + f(k) + f(k + 1), -9),
        lambda: ("the mean of a constant", Sum(a, (m, 1, k)) / k, a, 0),
        lambda: ("a product", Product(exp(X[m]), (m, 1, k)), exp(Sum(X[m], (m, 1, k))), -9),
        lambda: ("log of a product", log(Product(exp(X[m]), (m, 1, k))), Sum(X[m], (m, 1, k)), -9),
        lambda: ("a product of constants", Product(a, (m, 1, k)), a**k, 0),
        lambda: ("the last factor", Product(X[m], (m, 1, k + 1)), X[k + 1] * Product(X[m], (m, 1, k)), 0),
        lambda: ("an alternating sum", Sum((-1) ** m * X[m], (m, 1, k)), -Sum((-1) ** (m + 1) * X[m], (m, 1, k)), -9),
        lambda: ("a geometric sum", (a - 1) * Sum(a**m, (m, 0, k - 1)), a**k - 1, 0),
        lambda: ("softmax adds up", Sum(softmax(X, m, k), (m, 1, k)), 1, 1),
        lambda: ("logsumexp, one term more", logsumexp(X, k + 1), log(Sum(exp(X[m]), (m, 1, k)) + exp(X[k + 1])), 0),
    ]
    return _claim(rng.choice(rows)(), domain, k, least)


def deltas(rng: Random) -> Claim:
    """Kronecker deltas: what they pick out where the index is in range, and what where it need not be."""
    k, domain, least = length(rng)
    i, j = (Symbol(name, integer=True) for name in "ij")
    ranged = rng.random() < 0.7
    if ranged:
        least = 1
        k = Symbol("k", integer=True, positive=True)
        domain = Domain(indices={i: (Integer(1), k), j: (Integer(1), k)})
    d = KroneckerDelta
    inside = 1 if ranged else 99  # without a range no k is large enough
    rows: list[Callable[[], Row]] = [
        lambda: ("a delta picks a term", Sum(d(m, i) * X[m], (m, 1, k)), X[i], inside),
        lambda: ("a delta in the other order", Sum(X[m] * d(i, m), (m, 1, k)), X[i], inside),
        lambda: ("a delta picks 1", Sum(d(m, i), (m, 1, k)), 1, inside),
        lambda: ("a delta with a renamed letter", Sum(d(m, i) * X[m], (m, 1, k)), Sum(d(l, i) * X[l], (l, 1, k)), -9),
        lambda: ("two deltas", Sum(d(m, i) * d(m, j), (m, 1, k)), d(i, j), inside),
        lambda: ("two deltas in a double sum", Sum(d(m, i) * d(l, j) * A[m, l], (m, 1, k), (l, 1, k)), A[i, j], inside),
        lambda: ("a trace", Sum(d(m, l) * A[m, l], (m, 1, k), (l, 1, k)), Sum(A[m, m], (m, 1, k)), -9),
        lambda: ("a delta is its square", d(i, j) ** 2, d(i, j), -9),
        lambda: ("a delta by cases", d(i, j), Piecewise((1, Eq(i, j)), (0, True)), -9),
        lambda: ("a delta moves an index", d(i, j) * X[i], d(i, j) * X[j], -9),
        lambda: ("all but one", Sum((1 - d(m, i)) * X[m], (m, 1, k)), Sum(X[m], (m, 1, k)) - X[i], inside),
        lambda: ("a delta outside of the range", Sum(d(m, k + 1) * X[m], (m, 1, k)), 0, 0),
        lambda: ("a delta at the end", Sum(d(m, k) * X[m], (m, 1, k)), X[k], 1),
        lambda: ("a delta before the end", Sum(d(m, k - 1) * X[m], (m, 1, k)), X[k - 1], 2),
        lambda: ("a shifted delta", Sum(d(m + 1, i) * X[m], (m, 0, k - 1)), X[i - 1], inside),
        lambda: ("a shifted delta, too short", Sum(d(m + 1, i) * X[m], (m, 1, k)), X[i - 1], 99),
        lambda: ("shifted on both sides", d(i + 1, j + 1), d(i, j), -9),
        lambda: ("an exponential of a delta", exp(a * d(i, j)), 1 + (exp(a) - 1) * d(i, j), -9),
        lambda: ("a delta beside a renamed sum", d(i, j) * Sum(X[m], (m, 1, k)), Sum(X[l] * d(j, i), (l, 1, k)), -9),
        lambda: (
            "softmax's square",
            Sum((d(i, m) - X[i]) * Y[m], (m, 1, k)),
            Y[i] - X[i] * Sum(Y[l], (l, 1, k)),
            inside,
        ),
        lambda: ("a case for an index", Sum(Piecewise((X[m], Eq(m, i)), (0, True)), (m, 1, k)), X[i], inside),
        lambda: ("another case for an index", Sum(Piecewise((Y[m], Eq(m, 1)), (X[m], True)), (m, 1, k)), _first(k), 1),
        lambda: ("0 to the difference", Sum(0 ** Abs(m - i) * X[m], (m, 1, k)), X[i], inside),
    ]
    return _claim(rng.choice(rows)(), domain, k, least)


def _first(k: Expr) -> Expr:
    return Y[1] + Sum(X[l], (l, 2, k))
