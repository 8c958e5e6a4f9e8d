"""Declared relations between symbols: what follows from them, and derivatives that go through them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

from sympy import (
    Abs,
    Derivative,
    Expr,
    IndexedBase,
    Integer,
    Interval,
    KroneckerDelta,
    Max,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    sign,
)

from claims.claim import Claim
from symxent.language.domain import Domain
from symxent.language.functions import logsumexp, sigmoid, softmax

X, Y, W = (IndexedBase(name) for name in "XYW")
l, m = Symbol("l", integer=True), Symbol("m", integer=True)
t, b, x, y, z = (Symbol(name, real=True) for name in "tbxyz")


def make(rng: Random) -> Claim:
    return rng.choice((_vectors, _vectors, _scalars, _simplex, _others))(rng)


def _vectors(rng: Random) -> Claim:
    """X_m = t·Y_m + b for every m, and sums over all of X."""
    k = Symbol("k", integer=True, positive=True)
    ranged = rng.random() < 0.4
    with_b = rng.random() < 0.4
    index = Symbol("i", integer=True)
    tie = (X[m], t * Y[m] + (b if with_b else 0))
    within = (Integer(1), k)
    domain = Domain(equal=(tie,), indices={m: within, index: within} if ranged else {m: within})
    image = t * Y[l] + (b if with_b else 0)

    def total(body: Expr) -> Expr:
        return Sum(body, (l, 1, k))

    i: Expr = index if ranged else Integer(1)
    rows: list[Callable[[], tuple[str, Expr, object, bool]]] = [
        lambda: ("square, by t", Derivative(total(X[l] ** 2), t), 2 * total(image * Y[l]), True),
        lambda: ("square, by t, is 0", Derivative(total(X[l] ** 2), t), 0, False),
        lambda: ("line, by t", Derivative(total(X[l] * W[l]), t), total(Y[l] * W[l]), True),
        lambda: ("line, by t, is 0", Derivative(total(X[l] * W[l]), t), 0, False),
        lambda: ("logsumexp, by t", Derivative(logsumexp(X, k), t), total(softmax(X, l, k) * Y[l]), True),
        lambda: ("logsumexp, by t, is 0", Derivative(logsumexp(X, k), t), 0, False),
        lambda: ("softmax, by t, is 0", Derivative(softmax(X, i, k), t), 0, False),
        lambda: ("softmax, by t", Derivative(softmax(X, i, k), t), _softmax_slope(i, k), True),
        lambda: ("one component, by t", Derivative(X[i], t), Y[i], True),
        lambda: ("one component, by t, is 0", Derivative(X[i] ** 2, t), 0, False),
        lambda: ("a sum", total(X[l]), t * total(Y[l]) + (b * k if with_b else 0), True),
        lambda: ("a sum of squares", total(X[l] ** 2), total(image**2), True),
        lambda: ("a component", X[i] - t * Y[i], b if with_b else 0, True),
        lambda: ("another vector", total(X[l]), total(W[l]), False),
        lambda: ("the size of a component", Abs(X[i]), Abs(image.subs(l, i)), True),
        lambda: ("exponentials", total(exp(X[l])), total(exp(image)), True),
        lambda: ("by what is free", Derivative(total(X[l] * W[l]), W[i]), X[i], True),
    ]
    rule, left, right, holds = rng.choice(rows)()
    hints = tuple({k: Fraction(n)} for n in (1, 2))
    return Claim("", f"tied vector, {rule}", Integer(0) + left, Integer(0) + right, "=", domain, holds, hints)


def _softmax_slope(i: Expr, k: Expr) -> Expr:
    return softmax(X, i, k) * (Y[i] - Sum(softmax(X, l, k) * Y[l], (l, 1, k)))


def _scalars(rng: Random) -> Claim:
    """y is declared to be something of x."""
    p = Symbol("p", real=True)
    options: list[tuple[Expr, Expr, dict]] = [
        (y, 1 - x, {}),
        (y, x**2, {}),
        (y, 2 * x + z, {}),
        (y, Abs(x), {}),
        (y, exp(x), {}),
        (y, 1 - p, {p: Interval(0, 1)}),
    ]
    left, right, where = rng.choice(options)
    s = p if right.has(p) else x
    domain = Domain(where=where, equal=((left, right),))
    never_negative = right.func in (Abs, exp) or right == x**2 or bool(where)
    rows: list[Callable[[], tuple[str, Expr, object, str, bool]]] = [
        lambda: ("itself", y, right, "=", True),
        lambda: ("its square", y**2, (right**2).expand(), "=", True),
        lambda: ("its size", Abs(y), Abs(right), "=", True),
        lambda: ("not negative", y, 0, ">=", never_negative),
        lambda: ("positive", y, 0, ">", right.func is exp),
        lambda: ("at most 1", y, 1, "<=", bool(where)),
        lambda: ("below 1", y, 1, "<", False),
        lambda: ("its size is itself", Abs(y), y, "=", never_negative),
        lambda: ("sign", sign(y), 1, "=", right.func is exp),
        lambda: ("a maximum", Max(y, 0), y, "=", never_negative),
        lambda: ("sigmoid", sigmoid(y) + sigmoid(-right), 1, "=", True),
        lambda: ("its slope is 0", Derivative(y**2, s), 0, "=", False),
        lambda: ("its slope", Derivative(y**2, s), Derivative(right**2, s).doit(), "=", right.func is not Abs),
        lambda: ("another letter", y, s, "=", False),
        lambda: ("half of both", (y + right) / 2, y, "=", True),
        lambda: ("log", log(y), log(right), "=", True),
    ]
    rule, lhs, rhs, op, holds = rng.choice(rows)()
    hints = tuple({s: Fraction(q)} for q in (0, 1, -1, Fraction(1, 2)))
    return Claim("", f"tied symbol, {rule}", Integer(0) + lhs, Integer(0) + rhs, op, domain, holds, hints)


def _simplex(rng: Random) -> Claim:
    """Components that sum to 1."""
    k = Symbol("k", integer=True, positive=True)
    i = Symbol("i", integer=True)
    where = rng.choice((Interval.open(0, 1), Interval(0, 1), None))
    closed = where == Interval(0, 1)
    positive = where is not None
    domain = Domain(
        where={Y: where} if where is not None else {},
        equal=((Sum(Y[m], (m, 1, k)), Integer(1)),),
        indices={i: (Integer(1), k)},
    )
    rows: list[Callable[[], tuple[str, Expr, object, str, bool]]] = [
        lambda: ("the sum", Sum(Y[l], (l, 1, k)), 1, "=", True),
        lambda: ("the sum of a multiple", Sum(t * Y[l], (l, 1, k)), t, "=", True),
        lambda: ("the sum of 1 − y", Sum(1 - Y[l], (l, 1, k)), k - 1, "=", True),
        lambda: ("the sum of squares is 1", Sum(Y[l] ** 2, (l, 1, k)), 1, "=", False),
        lambda: ("the sum of squares is at most 1", Sum(Y[l] ** 2, (l, 1, k)), 1, "<=", positive),
        lambda: ("a component at most 1", Y[i], 1, "<=", positive),
        lambda: ("a component below 1", Y[i], 1, "<", positive and not closed),
        lambda: ("a component is not 0", Y[i], 0, "!=", positive and not closed),
        lambda: ("centred", Sum(Y[l] * (W[l] - t), (l, 1, k)), Sum(Y[l] * W[l], (l, 1, k)) - t, "=", True),
        lambda: ("a sum one shorter", Sum(Y[l], (l, 1, k - 1)), 1 - Y[k], "=", True),
        lambda: ("another's sum", Sum(W[l], (l, 1, k)), 1, "=", False),
        lambda: ("half", Sum(Y[l], (l, 1, k)) / 2, Rational(1, 2), "=", True),
    ]
    rule, lhs, rhs, op, holds = rng.choice(rows)()
    hints = tuple({k: Fraction(n), i: Fraction(1)} for n in (1, 2, 3))
    return Claim("", f"simplex, {rule}", Integer(0) + lhs, Integer(0) + rhs, op, domain, holds, hints)


def _others(rng: Random) -> Claim:
    """A relation between expressions, between two components, and indices that are declared to differ."""
    i, j = Symbol("i", integer=True), Symbol("j", integer=True)
    k = Symbol("k", integer=True, positive=True)
    apart = Domain(indices={i: (Integer(1), k), j: (Integer(1), k)}, equal=((KroneckerDelta(i, j), Integer(0)),))
    whole = Domain(equal=((x + y, Integer(1)),))
    pair = Domain(equal=((Y[2], 1 - Y[1]),))
    bounded = Domain(where={x: Interval(0, 1), y: Interval(0, 1)}, equal=((x + y, Integer(1)),))
    rows: list[tuple[Domain, str, Expr, object, str, bool]] = [
        (apart, "indices apart, delta", KroneckerDelta(i, j) * X[i], 0, "=", True),
        (apart, "indices apart, components", X[i], X[j], "!=", False),
        (apart, "indices apart, delta to a shift", KroneckerDelta(i, j + 1), 0, "=", False),
        (
            apart,
            "indices apart, others",
            Sum((1 - KroneckerDelta(l, i)) * KroneckerDelta(l, j), (l, 1, k)),
            1,
            "=",
            True,
        ),
        (apart, "indices apart, a product", Derivative(X[i] * X[j], X[i]), X[j], "=", True),
        (apart, "indices apart, another", Derivative(X[i], X[j]), 0, "=", True),
        (whole, "a sum of two, the other", y, 1 - x, "=", True),
        (whole, "a sum of two, product", x * y, Rational(1, 4), "<=", True),
        (whole, "a sum of two, product strictly", x * y, Rational(1, 4), "<", False),
        (whole, "a sum of two, squares", x**2 + y**2, 1 - 2 * x * y, "=", True),
        (whole, "a sum of two, positive", x, 0, ">", False),
        (bounded, "shares, at most 1", x, 1, "<=", True),
        (bounded, "shares, below 1", x, 1, "<", False),
        (bounded, "shares, product", x * y, 0, ">", False),
        (bounded, "shares, larger", Max(x, y), Rational(1, 2), ">=", True),
        (bounded, "shares, larger strictly", Max(x, y), Rational(1, 2), ">", False),
        (pair, "two components, sum", Sum(Y[l], (l, 1, 2)), 1, "=", True),
        (pair, "two components, product", Y[1] * Y[2], Y[1] - Y[1] ** 2, "=", True),
        (pair, "two components, third", Y[3], 1 - Y[1], "=", False),
        (pair, "two components, size", Abs(Y[2]), Abs(Y[1] - 1), "=", True),
        (pair, "two components, sum of k", Sum(Y[l], (l, 1, k)), 1, "=", False),
    ]
    domain, rule, left, right, op, holds = rng.choice(rows)
    values = [Fraction(rng.randint(-4, 4), rng.choice((1, 2, 3))) for _ in range(6)]
    tied = [{x: q, y: 1 - q} for q in (Fraction(0), Fraction(1), Fraction(1, 2), *values)]
    met = [{k: Fraction(n), i: Fraction(a), j: Fraction(b)} for n in (2, 3) for a, b in ((1, 2), (2, 1))]
    return Claim("", rule, left, Integer(0) + right, op, domain, holds, tuple(tied if x in left.free_symbols else met))
