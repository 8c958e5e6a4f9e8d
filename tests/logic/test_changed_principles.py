"""Steps of induction, sums, integrals, convexity and tables are refused after any one change, or for a condition."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from changes import Right, judge
from sympy import (
    Abs,
    Derivative,
    Dummy,
    Expr,
    FiniteSet,
    IndexedBase,
    Integer,
    Integral,
    Interval,
    KroneckerDelta,
    Max,
    Piecewise,
    Product,
    S,
    Sum,
    Symbol,
    Tuple,
    atan,
    binomial,
    cos,
    exp,
    factorial,
    log,
    oo,
    pi,
    polygamma,
    sin,
    sqrt,
    symbols,
)

from symxent.logic import Claim, Convex, Each, Hypotheses
from symxent.logic.calculus import between, inside_of, on_piece, relations_of, term_by_term
from symxent.logic.declared import put_in
from symxent.logic.induction import halves_of, links, sides_of, without_size
from symxent.logic.jensen import after as due_of_jensen
from symxent.logic.listed import LISTED, M, conditions, row_of
from symxent.logic.listed_bounds import BOUNDS
from symxent.logic.listed_bounds import after as due_of_bound
from symxent.logic.relations import squared_sides, summands
from symxent.logic.statements import Statement, with_values

x, y, a, b = symbols("x y a b", real=True)
k = Symbol("k", integer=True, positive=True)
l, m, n = symbols("l m n", integer=True)
i, j, r = (Dummy(name, integer=True) for name in "ijr")
v, w = (Dummy(name, real=True) for name in "vw")
X = IndexedBase("X", real=True)
H = Hypotheses(positive=(b,))
UNIT = Hypotheses(positive=(b,), where={x: Interval(0, 1)})


def claim(lhs: object, op: str, rhs: object, h: Hypotheses = H) -> Claim:
    return Claim(S(lhs), S(rhs), op, h)


def by_induction(s: Claim, letter: Symbol, ratios: bool = False) -> Right:
    start, each, of_ratios, above = links(s, letter, 64)
    return Right("induction", s, (start, of_ratios, *above) if ratios else (start, each), (letter,))


def summand_by_summand(s: Claim) -> Right:
    left, right, *ends = summands(s.lhs, s.rhs, i)
    inside = replace(s.hypotheses, indices={**s.hypotheses.indices, i: tuple(ends)})
    return Right("summand by summand", s, (Claim(left, right, s.op, inside),), (i,), (i,), {"_i is _whole"})


def of_integral(rule: str, s: Claim, value: Expr, premises: tuple[Statement, ...], *parts: object) -> Right:
    (e,) = s.lhs.atoms(Integral)
    given = ((e, *parts),) if rule == "integrals" else (e, *parts)
    return Right(rule, s, (with_values(s, {e: value}), *premises), given, (v,))


def under_the_sign(s: Claim, part: tuple[Any, ...]) -> Right:
    due, value = term_by_term(s, part, 64)
    letters = tuple(term[-1] for term in part[2:])
    return Right("under the integral sign", s, (with_values(s, {part[0]: value}), due), (part,), (part[1], *letters))


def slope(f: Expr, value: Expr, h: Hypotheses, by: Symbol = v) -> Claim:
    return claim(Derivative(f, by), "=", value, h)


def of_row(name: str, s: Claim, e: Expr, u: tuple[Expr, ...], c: Expr = S.One, letter: Symbol | None = None) -> Right:
    """A claim by a value that is listed."""
    row, given = LISTED[name], Tuple(*u)
    due = conditions(s, row, e, given, c, letter)
    premises = (with_values(s, {e: c * row.value(*u)}), *due)
    return Right("listed", s, premises, ((e, row_of(name), given, c, letter),), (letter,) if letter else ())


def of_bound(name: str, s: Claim, *u: Expr) -> Right:
    number = Integer(list(BOUNDS).index(name))
    premises = tuple(due_of_bound(s, BOUNDS[name], Tuple(*u)))
    return Right("listed bound", s, premises, (number, Tuple(*u)), still={"statement.op <"})  # the row is strict


def of_jensen(s: Claim, *parts: object) -> Right:
    own = (parts[1], *parts[-1][:1])
    same = {"_i is _whole", "premises[0].lhs negative", "premises[0].rhs negative"}  # both are 0
    return Right("Jensen", s, tuple(due_of_jensen(s, *parts)), parts, own, same)


ANY_ORDER, MORE, MORE_PARTS = "premises turned around", "premises and one more", "parts and one more"
NATURALS = Hypotheses(positive=(b,), where={n: S.Naturals})
TRIANGLE = Sum(X[l] * m, (l, 1, m), (m, 1, k))
PARABOLA = claim(b * Integral(2 * x, (x, 0, a)), "=", b * a**2)
V_SHAPED = claim(b * Integral(Abs(x), (x, -1, 1)), "=", b)
ODD = claim(b + Integral(x**3, (x, -a, a)), "=", b)
TWICE = claim(b * Integral(x * y, (y, 0, 1), (x, 0, 1)), "=", b / 4)
(DOUBLE,) = TWICE.lhs.atoms(Integral)
SERIES = Sum(2 * a**m, (m, 1, oo))
LAPLACE, BINOMIAL = (
    Integral(cos(a * x) / (x**2 + b**2), (x, 0, oo)),
    Sum(b * binomial(k, m) * a**m * b ** (k - m), (m, 0, k)),
)
P, Q = Symbol("p", positive=True), Dummy(positive=True)
TIED, TWO_VALUES = Hypotheses(equal=((x, a),)), Hypotheses(positive=(b,), where={y: FiniteSet(0, 1)})


J = Dummy("J", real=True)
INTEGRAL = Integral(a * exp(sin(y)) + sin(y), (y, 0, b))
MOVED = Derivative(Integral(exp(x * y), (y, 0, x**2)), x)
TOTAL = Sum(exp(X[m]), (m, 1, k))
SHARE, OVER = exp(X[i]) / TOTAL, Hypotheses(indices={i: (S.One, k), j: (S.One, k)})

RIGHT = {
    "induction by differences": by_induction(claim(Sum(m, (m, 1, n)), "=", n * (n + 1) / 2, NATURALS), n),
    "induction by ratios": by_induction(claim(Product(m, (m, 1, n)), "=", factorial(n), NATURALS), n, ratios=True),
    "induction of an order": by_induction(claim(n, "<", 2**n, NATURALS), n),
    "cut": Right("cut", claim(x, "<=", 1, UNIT), tuple(halves_of(claim(x, "<=", 1, UNIT), x, S.Half)), (x, S.Half)),
    "absolute value": Right(
        "absolute value", claim(Abs(x), "=", x, UNIT), without_size(claim(Abs(x), "=", x, UNIT), x, S.One), (x, S.One)
    ),
    "both sides of a size": Right(
        "both sides of a size", claim(Abs(x - 1), "<=", 1, UNIT), sides_of(claim(Abs(x - 1), "<=", 1, UNIT))
    ),
    "summand by summand": summand_by_summand(claim(Sum(X[m], (m, 1, k)), "<=", Sum(Abs(X[m]), (m, 1, k)))),
    "exchange": Right(
        "exchange", claim(TRIANGLE, "=", a), (claim(Sum(X[l] * m, (m, l, k), (l, 1, k)), "=", a),), (TRIANGLE,)
    ),
    "increasing": Right("increasing", claim(2 * exp(a), "<", 2 * exp(b)), (claim(2 * a, "<", 2 * b),)),
    "squares": Right(
        "squares", claim(sqrt(P), "<=", P + 1), (claim(Q, "<=", Q**2 + 1),), ((P, Q),), (Q,), {"parts and one more"}
    ),
    "squared sides": Right(
        "squared sides", claim(a, "<", b), squared_sides(claim(a, "<", b)), still={"statement.lhs negative"}
    ),
    "integrals": of_integral(
        "integrals",
        PARABOLA,
        a**2,
        (slope(v**2, 2 * v, between(PARABOLA, Integral(2 * x, (x, 0, a)), v, 64)),),
        v,
        v**2,
    ),
    "integral in pieces": of_integral(
        "integral in pieces",
        V_SHAPED,
        Integral(-v, (v, -1, 0)) + Integral(v, (v, 0, 1)),
        (
            claim(Abs(v), "=", -v, on_piece(H, v, S.NegativeOne, S.Zero)),
            claim(Abs(v), "=", v, on_piece(H, v, S.Zero, S.One)),
        ),
        v,
        (S.Zero,),
        (-v, v),
    ),
    "odd integrand": of_integral(
        "odd integrand",
        ODD,
        S.Zero,
        (claim(-(v**3), "=", -(v**3), between(ODD, Integral(x**3, (x, -a, a)), v, 64, closed=True)),),
        v,
    ),
    "iterated integral": of_integral(
        "iterated integral",
        TWICE,
        Integral(v / 2, (v, 0, 1)),
        (claim(Integral(v * y, (y, 0, 1)), "=", v / 2, between(TWICE, Integral(v / 2, (v, 0, 1)), v, 64)),),
        v,
        v / 2,
    ),
    "terms under the integral sign": under_the_sign(
        claim(INTEGRAL, "=", b), (INTEGRAL, v, (a, exp(sin(v)), J), (S.One, sin(v), w))
    ),
    "Leibniz's rule": under_the_sign(claim(MOVED, "=", -a), (MOVED, v, (S.One, v * exp(x * v), J))),
    "one derivative": Right(
        "one derivative",
        claim(a * sin(x) ** 2, "=", a - a * cos(x) ** 2, UNIT),
        (
            claim(Derivative(a * sin(x) ** 2, x), "=", Derivative(a - a * cos(x) ** 2, x), inside_of(UNIT, x)),
            claim(0, "=", 0),
        ),
        (x, S.Zero),
        still={"statement.op <=", "statement.op >="},
    ),
    "slopes": Right(
        "slopes",
        claim(x, "<=", 2 * x, UNIT),
        (
            claim(0, "<=", 0),
            slope(x, S.One, inside_of(UNIT, x), x),
            slope(2 * x, S(2), inside_of(UNIT, x), x),
            *relations_of(UNIT, x, S.Zero, (S.One, S(2)), False),
        ),
        (x, S.Zero, S.One, S(2)),
    ),
    "declaration": Right(
        "declaration", claim(x + b, "=", a + b, TIED), (put_in(claim(x + b, "=", a + b, TIED), x, a),), (x, a)
    ),
    "a series that is listed": of_row("geometric", claim(b + SERIES, "=", b + 2 * a / (1 - a)), SERIES, (a,), 2 * a, M),
    "an integral that is listed": of_row(
        "Laplace's integral", claim(2 * LAPLACE, "=", pi * exp(-Abs(a) * b) / b), LAPLACE, (a, b), S.One, v
    ),
    "a sum that is listed": of_row(
        "binomial theorem", claim(BINOMIAL, "=", b * (a + b) ** k), BINOMIAL, (k, a, b), b, M
    ),
    "a sum that is listed as it stands": replace(
        of_row(
            "binomial theorem",
            claim(BINOMIAL.xreplace({b: S.One}) + b, "=", (a + 1) ** k + b),
            BINOMIAL.xreplace({b: S.One}),
            (k, a, S.One),
        ),
        still={MORE_PARTS},
    ),
    "a value that is listed": replace(
        of_row("ψ′ at a quarter", claim(polygamma(1, S(1) / 4), "=", a), polygamma(1, S(1) / 4), ()), still={MORE_PARTS}
    ),
    "a bound that is listed": of_bound("arc tangent from above", claim(atan(a), "<=", 2), a),
    "Jensen": of_jensen(
        claim(exp(Sum(X[m] * b, (m, 1, k))), "<=", Sum(X[m] * exp(b), (m, 1, k))),
        exp(v),
        v,
        S.Reals,
        S.One,
        Tuple(X[i]),
        Tuple(b),
        Tuple(i, 1, k),
    ),
    "second derivative": Right(
        "second derivative", Convex(x**2, x, UNIT), (claim(0, "<=", Derivative(x**2, (x, 2)), UNIT),)
    ),
    "sum": Right("sum", Convex(x**2 + b, x, UNIT), (Convex(x**2, x, UNIT), Convex(b, x, UNIT)), still={ANY_ORDER}),
    "maximum": Right(
        "maximum", Convex(Max(x**2, b), x, UNIT), (Convex(x**2, x, UNIT), Convex(b, x, UNIT)), still={ANY_ORDER, MORE}
    ),
    "multiple": Right("multiple", Convex(b * x**2, x, UNIT), (claim(0, "<=", b, UNIT), Convex(x**2, x, UNIT))),
    "size": Right("size", Convex(Abs(x + b), x, UNIT), (claim(Derivative(x + b, (x, 2)), "=", 0, UNIT),)),
    "square of a positive part": Right(
        "square of a positive part", Convex(Max(0, x - b) ** 2, x, UNIT), (Convex(x - b, x, UNIT),)
    ),
    "pieces": Right(
        "pieces",
        Convex(Piecewise((x**2, x < 1), (2 * x - 1, True)), x, H),
        (Convex(x**2, x, H), Convex(2 * x - 1, x, H)),
    ),
    "variance": Right(
        "variance",
        Convex(a * log(TOTAL), X, OVER, k),
        (
            claim(0, "<=", a, OVER),
            claim(0, "<=", SHARE, OVER),
            claim(Sum(SHARE.xreplace({i: m}), (m, 1, k)), "=", 1, OVER),
            claim(Derivative(a * log(TOTAL), X[i]), "=", a * SHARE, OVER),
            claim(Derivative(a * SHARE, X[j]), "=", a * SHARE * (KroneckerDelta(i, j) - SHARE.xreplace({i: j})), OVER),
        ),
        (SHARE, i, j),
    ),
    "minimum": Right("minimum", claim(0, "<=", (x - a) ** 2), (Convex((x - a) ** 2, x, H),), (a,)),
    "each value": Right("each value", claim(y**2, "=", y, TWO_VALUES), (claim(0, "=", 0), claim(1, "=", 1)), (y,)),
    "each": Right("each", Each((claim(a, "=", a), claim(b, "=", b))), (claim(a, "=", a), claim(b, "=", b))),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_step_is_refused_after_any_one_change(name: str) -> None:
    judge(RIGHT[name])
