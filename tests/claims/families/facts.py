"""What is declared beside the sets: expressions that are positive; index ranges; and derivatives by components."""

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
    Min,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    sign,
    sqrt,
)

from claims.claim import Claim
from symxent.language.domain import Domain
from symxent.language.functions import logsumexp, sigmoid, softmax, softplus

x, y, z = (Symbol(name, real=True) for name in "xyz")
X, Y = IndexedBase("x"), IndexedBase("y")
l, m = Symbol("l", integer=True), Symbol("m", integer=True)
Fact = tuple[str, Expr, object, str, bool]


def make(rng: Random) -> Claim:
    """Domains with declared positive expressions: what follows from them, and what follows all but at the boundary."""
    closed = Interval(0, 1)
    kinds: list[tuple[Domain, list[Fact]]] = [
        (
            Domain(positive=(1 - x,)),
            [
                ("below 1", x, 1, "<", True),
                ("below 1 − ε", x, 1 - Rational(1, 10**9), "<", False),
                ("size", Abs(1 - x), 1 - x, "=", True),
                ("positive", x, 0, ">", False),
                ("root", sqrt((x - 1) ** 2), 1 - x, "=", True),
                ("log", log((1 - x) ** 2), 2 * log(1 - x), "=", True),
                ("sign", sign(x - 1), -1, "=", True),
                ("max", Max(x, 1), 1, "=", True),
            ],
        ),
        (
            Domain(positive=(x - y,)),
            [
                ("greater", x, y, ">", True),
                ("not equal", x, y, "!=", True),
                ("greater by 1", x, y + 1, ">=", False),
                ("max", Max(x, y), x, "=", True),
                ("min", Min(x, y), x, "=", False),
                ("size", Abs(y - x), x - y, "=", True),
                ("exponentials", exp(x), exp(y), ">", True),
                ("squares", x**2, y**2, ">", False),
                ("a case", Piecewise((1, x > y), (0, True)), 1, "=", True),
                ("cubes", x**3, y**3, ">", True),
                ("sigmoid", sigmoid(x), sigmoid(y), ">", True),
            ],
        ),
        (
            Domain(where={x: closed}, positive=(x,)),
            [
                ("above 0", x, 0, ">", True),
                ("below 1", x, 1, "<", False),
                ("not 0", x, 0, "!=", True),
                ("x(1 − x)", x * (1 - x), 0, ">", False),
                ("log", log(x), 0, "<=", True),
                ("sign", sign(x), 1, "=", True),
                ("sign of 1 − x", sign(1 - x), 1, "=", False),
            ],
        ),
        (
            Domain(where={x: closed, y: closed}, positive=(x + y,)),
            [
                ("not both 0", x + y, 0, ">", True),
                ("x above 0", x, 0, ">", False),
                ("product", x * y, 0, ">", False),
                ("squares", x**2 + y**2, 0, ">", True),
                ("sum at most 2", x + y, 2, "<=", True),
                ("sum below 2", x + y, 2, "<", False),
                ("a fraction", x / (x + y) + y / (x + y), 1, "=", True),
                ("a share", x / (x + y), 1, "<=", True),
            ],
        ),
        (
            Domain(positive=(x * y,)),
            [
                ("sizes", Abs(x * y), x * y, "=", True),
                ("x above 0", x, 0, ">", False),
                ("signs", sign(x), sign(y), "=", True),
                ("x is not 0", x, 0, "!=", True),
                ("root", sqrt(x * y), sqrt(x) * sqrt(y), "=", True),
                ("root of sizes", sqrt(x * y), sqrt(Abs(x)) * sqrt(Abs(y)), "=", True),
            ],
        ),
    ]
    domain, rows = rng.choice(kinds)
    rule, left, right, op, holds = rng.choice(rows)
    values = (Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(2))
    hints = tuple({x: rng.choice(values), y: rng.choice(values)} for _ in range(10))
    hints += ({x: Fraction(0), y: Fraction(1)}, {x: Fraction(1), y: Fraction(1)}, {x: Fraction(1), y: Fraction(0)})
    said = ", ".join(str(e) for e in domain.positive)
    return Claim("", f"{said} > 0: {rule}", Integer(0) + left, Integer(0) + right, op, domain, holds, hints)


def gradients(rng: Random) -> Claim:
    """Derivatives by components; the index is in its range, or may lie outside."""
    k = Symbol("k", integer=True, positive=True)
    i, j = Symbol("i", integer=True), Symbol("j", integer=True)
    ends = rng.choice(((1, k), (1, k), (1, k), (0, k), (1, k + 1), (2, k), None))
    ranged = ends in ((1, k), (2, k))
    domain = Domain() if ends is None else Domain(indices={s: (Integer(0) + ends[0], ends[1]) for s in (i, j)})
    a = Symbol("a", real=True)

    def total(body: Expr) -> Expr:
        return Sum(body, (m, 1, k))

    delta = KroneckerDelta(i, j)
    rows: list[Callable[[], tuple[str, Expr, object, bool]]] = [
        lambda: ("squares", Derivative(total(X[m] ** 2), X[i]), 2 * X[i], ranged),
        lambda: ("a product", Derivative(total(X[m] * Y[m]), X[i]), Y[i], ranged),
        lambda: ("exponentials", Derivative(total(exp(X[m])), X[i]), exp(X[i]), ranged),
        lambda: ("sizes", Derivative(total(Abs(X[m])), X[i]), sign(X[i]), ranged),
        lambda: ("sizes, twice", Derivative(total(X[m] * Abs(X[m])), X[i]), 2 * Abs(X[i]), ranged),
        lambda: ("positive parts", Derivative(total(Max(X[m], 0) ** 2), X[i]), 2 * Max(X[i], 0), ranged),
        lambda: ("logsumexp", Derivative(logsumexp(X, k), X[i]), softmax(X, i, k), True),
        lambda: (
            "softmax",
            Derivative(softmax(X, i, k), X[j]),
            softmax(X, i, k) * (delta - softmax(X, j, k)),
            True,
        ),
        lambda: ("a component", Derivative(X[i] ** 2, X[j]), 2 * X[i] * delta, True),
        lambda: ("another component", Derivative(X[i], X[j]), 0, False),
        lambda: ("the same component", Derivative(X[i], X[i]), 1, True),
        lambda: ("another vector", Derivative(total(Y[m] ** 2), X[i]), 0, True),
        lambda: ("neighbours", Derivative(total(X[m] * X[m + 1]), X[i]), X[i - 1] + X[i + 1], False),
        lambda: ("differences", Derivative(total((X[m] - a) ** 2), a), 2 * k * a - 2 * total(X[m]), True),
        lambda: ("a square of a sum", Derivative(total(X[m]) ** 2, X[i]), 2 * total(X[m]), ranged),
        lambda: ("softplus", Derivative(total(softplus(X[m])), X[i]), sigmoid(X[i]), ranged),
        lambda: ("by a fixed component", Derivative(total(X[m] ** 2), X[1]), 2 * X[1], True),
        lambda: ("by one that may be missing", Derivative(total(X[m] ** 2), X[2]), 2 * X[2], False),
        lambda: ("weighted", Derivative(total(m * X[m]), X[i]), i, ranged),
        lambda: ("a double sum", Derivative(Sum(X[m] * X[l], (m, 1, k), (l, 1, k)), X[i]), 2 * total(X[m]), ranged),
    ]
    rule, left, right, holds = rng.choice(rows)()
    hints = tuple({k: Fraction(n)} for n in (1, 2, 3))
    return Claim("", f"gradient, {rule}", left, Integer(0) + right, "=", domain, holds, hints)
