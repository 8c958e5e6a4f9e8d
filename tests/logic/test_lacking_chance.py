"""Steps about means that lack one condition, and are right but for it; in which cases an order is looked at."""

from __future__ import annotations

from typing import Any

import pytest
from changes import FREE, Right, is_accepted
from sympy import Abs, Expr, FiniteSet, Function, Integer, S, exp, sqrt, symbols

from symxent.logic import ChanceClaim, Claim, Convex, Event, Hypotheses, IsConvex, Law, RandomVariable, at_every_point
from symxent.logic.statements import Statement
from symxent.probability import E, P, Var

X, Y, V = RandomVariable("X"), RandomVariable("Y"), RandomVariable("V", Law("Exponential", 1))
A = Event("A")
a, c, t, x = symbols("a c t x", real=True)
f, g = Function("f", real=True), Function("g", real=True)
CONVEX, OF_X = frozenset((IsConvex("f"),)), f(x)
TAIL, POSITIVE = P(Abs(X) >= a), Claim(S.Zero, a, "<", FREE)


def said(small: Expr, large: Expr, h: Hypotheses = FREE, facts: Any = frozenset(), op: str = "<=") -> ChanceClaim:
    return ChanceClaim(small, large, facts, h, op)


def equal(lhs: Expr, rhs: Expr, h: Hypotheses = FREE, facts: Any = frozenset()) -> ChanceClaim:
    return ChanceClaim(lhs, rhs, facts, h)


def by_points(s: ChanceClaim, cases: ChanceClaim | None = None, *more: Statement) -> Right:
    """The mean is monotone, with what is due of it, or of another claim."""
    due = [Claim(S.Zero, value, "<=", h) for value, h in at_every_point(s if cases is None else cases, False)]
    return Right("the mean is monotone", s, (*due, *more), (S.Zero,))


def of_mean(h: Hypotheses, where: Any, more: Expr = S.Zero) -> Right:
    """E(X)² <= E(X²), both with something beside."""
    small, large = E(X) ** 2 + more, E(X**2) + more
    convex = Convex(x**2, x, Hypotheses(where={x: where}))
    return Right(
        "Jensen of a mean", said(small, large, h), (convex, equal(large - small, E(X**2) - E(X) ** 2, h)), (x, X)
    )


def of_function(facts: Any, of: Expr = OF_X, way: Expr = S.One, gap: Expr | None = None) -> Right:
    small, large = of.xreplace({x: E(X)}), E(of.xreplace({x: X}))
    due = equal(large - small, way * (large - small) if gap is None else gap, facts=facts)
    return Right("Jensen of a function", said(small, large, facts=facts), (due,), (of, x, X, way))


def of_tail(chance: Expr, second: Expr, gap: Expr | None = None) -> Right:
    s = said(chance, second / a**2)
    due = equal(second / a**2 - chance + chance if gap is None else gap, second / a**2)
    return Right("Chebyshev", s, (POSITIVE, due), (chance,))


RIGHT = {
    "an order": by_points(said(P(A), S.One)),
    "a square": of_mean(FREE, S.Reals),
    "a convex function": of_function(CONVEX),
    "a tail": of_tail(TAIL, E(X**2)),
}
REFUSED = {
    "an equation by an order": by_points(said(S.One, P(A), op="="), said(S.One, P(A), op=">=")),
    "an order with a case more": by_points(said(P(A), S.One), None, Claim(S.Zero, S.One, "<=", FREE)),
    "a convex function of what is no interval": of_mean(Hypotheses(where={X: FiniteSet(-1, 2)}), FiniteSet(-1, 2)),
    "a letter that stands beside": of_mean(FREE, S.Reals, x),
    "a function of which nothing is said": of_function(frozenset()),
    "a function that is twice convex": of_function(frozenset((IsConvex("f", 2),)), way=Integer(2)),
    "a function of two letters": of_function(CONVEX, f(x, t)),
    "another function": of_function(CONVEX, g(x)),
    "another difference of a function": of_function(CONVEX, gap=S.One),
    "another second moment": of_tail(TAIL, E(X**2), S.One),
    "a tail of what is not real": of_tail(P(sqrt(X) >= a), E(X)),
    "a tail where something is given": of_tail(P(Abs(X) >= a, Y), E(X**2)),
    "a variance for a tail": of_tail(Var(Abs(X) >= a), E(X**2)),
}


@pytest.mark.parametrize("name", RIGHT)
def test_the_steps_are_right_as_they_stand(name: str) -> None:
    assert is_accepted(RIGHT[name])


@pytest.mark.parametrize("name", REFUSED)
def test_a_step_is_refused_that_lacks_one_condition(name: str) -> None:
    assert not is_accepted(REFUSED[name])


@pytest.mark.parametrize(
    ("event", "beyond"),
    [(a < X, True), (a < 2 * X, True), (Abs(X) > a, True), (c * X > a, False), (X > Y, False), (exp(X) > a, False)],
)
def test_a_point_is_told_by_how_far_it_lies_beyond_where_that_is_plain(event: Any, beyond: bool) -> None:
    cases = at_every_point(said(P(event), S.One), True)
    assert any("beyond" in str(s) for _, h in cases for s in h.where) == beyond
