"""Steps about convex functions that lack one condition, and are right but for it; cases of a few values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from changes import FREE, Right, _put, is_accepted
from sympy import (
    Abs,
    Derivative,
    Expr,
    FiniteSet,
    IndexedBase,
    Integer,
    Interval,
    KroneckerDelta,
    MatrixSymbol,
    Piecewise,
    S,
    Symbol,
    log,
    oo,
    sin,
)
from test_changed_principles import OVER, RIGHT, SHARE, TWO_VALUES, UNIT, H, X, a, b, claim, i, j, k, m, x, y

from symxent.logic import Convex, Hypotheses, NotConvex
from symxent.logic.matrix_claims import MatrixClaim
from symxent.logic.statements import Statement

Y = IndexedBase("Y", real=True)
A = MatrixSymbol("A", *2 * (Symbol("n", integer=True, positive=True),))
COUNT = IndexedBase("N", integer=True)[1]
VARIANCE = RIGHT["variance"]
PARABOLA = -(x**2)


def of_premises(old: Expr, new: Expr) -> Right:
    """The variance with something else in its premises and parts."""
    premises, parts = _put((VARIANCE.premises, VARIANCE.parts), old, new)
    return replace(VARIANCE, premises=premises, parts=parts)


def throughout(old: Any, new: Any) -> Right:
    statement, premises, parts = _put((VARIANCE.statement, VARIANCE.premises, VARIANCE.parts), old, new)
    return replace(VARIANCE, statement=statement, premises=premises, parts=parts)


def under(h: Hypotheses) -> Right:
    premises = tuple(replace(p, hypotheses=h) for p in VARIANCE.premises)
    return replace(VARIANCE, statement=replace(VARIANCE.statement, hypotheses=h), premises=premises)


def of_function(f: Expr, gradient: Expr) -> Right:
    """The variance of a function of which the second derivatives are as they have to be."""
    *first, _, bend = VARIANCE.premises
    slope = claim(Derivative(f, X[i]), "=", gradient, OVER)
    premises = (*first, slope, replace(bend, lhs=Derivative(gradient, X[j])))
    return replace(VARIANCE, statement=replace(VARIANCE.statement, f=f), premises=premises)


def of_share(share: Expr) -> Right:
    positive = claim(0, "<=", share, OVER)
    scale, _, whole, slope, bend = VARIANCE.premises
    summed = replace(whole, lhs=whole.lhs.func(share.xreplace({i: m}), (m, 1, k)))
    matrix = a * share * (KroneckerDelta(i, j) - share.xreplace({i: j}))
    return replace(VARIANCE, premises=(scale, positive, summed, slope, replace(bend, rhs=matrix)), parts=(share, i, j))


def chord(f: Expr, at: tuple[Any, ...], h: Hypotheses = FREE, by: Expr = x) -> Right:
    return Right("chord", NotConvex(f, by, h), (), (at, S.Zero, S.One))


def with_value(statement: Statement, letter: Expr, *premises: Statement) -> Right:
    return Right("each value", statement, premises, (letter,))


def sloped(f: Expr, factor: Expr, gradient: Expr, share: Expr = SHARE) -> Right:
    """The variance of a function with this factor and these slopes."""
    made = of_function(f, gradient)
    scale, _, _, slope, bend = made.premises
    matrix = factor * share * (KroneckerDelta(i, j) - share.xreplace({i: j}))
    return replace(made, premises=(replace(scale, rhs=factor), *made.premises[1:3], slope, replace(bend, rhs=matrix)))


def least(f: Expr, by: Expr, point: Expr, h: Hypotheses = H) -> Right:
    return Right("minimum", claim(f.xreplace({by: point}), "<=", f, h), (Convex(f, by, h),), (point,))


F = VARIANCE.statement.f
PIECES = (Convex(x**2, x, H), Convex(2 * x - 1, x, H))
TWICE = Piecewise((x**2, x < 1), (2 * x - 1, x < 2), (x, True))
CONSTANT = Convex(Piecewise((y * (y + 1), (x + 1) ** 2 - x**2 - 2 * x < y), (y**2 + y, True)), x, H)
NOUGHT = (y + 1) ** 2 - y**2 - 2 * y - 1  # which SymPy does not see
P, Q, N = (Symbol(kind, **{kind: True}) for kind in ("nonnegative", "positive", "nonpositive"))
REFUSED = {
    "a row of which a component is known": Right("constant", Convex(b, X, Hypotheses(positive=(X[1],)), k)),
    "a logarithm for a size": replace(RIGHT["size"], statement=Convex(log(x + b), x, UNIT)),
    # variance
    "another factor at each index": sloped(F, Y[i], a * SHARE),
    "a factor that has no value, of what bends down": sloped(-F, log(-1 - b**2), -a * SHARE),
    "a factor that moves with the index": of_premises(a, Y[i]),
    "a gradient that holds the other index": of_function(F, a * SHARE + Y[j]),
    "a share that holds the other index": of_share(SHARE * Y[j]),
    "one index": of_premises(j, i),
    "a function that holds an index": of_function(F + Y[i], a * SHARE),
    "a function with a joint": of_function(F + Abs(X[1]), a * SHARE),
    "a factor that has no value": of_premises(a, log(-1 - b**2)),
    "an index over another range": under(replace(OVER, indices={i: (S.One, k + 1), j: (S.One, k)})),
    "an index that is a component": throughout(i, COUNT),
    # pieces
    "three pieces": Right("pieces", Convex(TWICE, x, H), PIECES),
    "two pieces, and nothing beyond": Right("pieces", Convex(Piecewise(*TWICE.args[:2]), x, H), PIECES),
    "pieces that meet in one place of many": Right(
        "pieces",
        Convex(Piecewise((x**2, sin(x) * Abs(x) < 0), (2 * x**2, True)), x, H),
        (Convex(x**2, x, H), Convex(2 * x**2, x, H)),
    ),
    "a condition on what is not there": Right("pieces", CONSTANT, (Convex(y * (y + 1), x, H), Convex(y**2 + y, x, H))),
    # chords
    "a sine of 2": chord(-(x**2) * (sin(y) - 1), ((sin(y), Integer(2)),)),
    "two values of one component": chord(
        -(x**2) * (X[1] - X[m]), ((X[1], Integer(2)), (X[m], S.One)), Hypotheses(indices={m: (S.One, S.One)})
    ),
    "a value that is excluded": chord(PARABOLA * (y - 2), ((y, Integer(5)),), Hypotheses(zero=(y - 1,))),
    "a function without a value": chord(PARABOLA + log(y), ((y, S.NegativeOne),)),
    "an index beyond its range": chord(PARABOLA * (m - 1), ((m, Integer(2)),), Hypotheses(indices={m: (S.One, S.One)})),
    "half an index of any kind": chord(
        PARABOLA * (y - 1) * (2 - y), ((y, S(3) / 2),), Hypotheses(indices={y: (S.One, S(2))})
    ),
    "a range from one half": chord(PARABOLA, ((m, S.One),), Hypotheses(indices={m: (S.Half, S(2))})),
    "a range to one half": chord(PARABOLA, ((m, S.One),), Hypotheses(indices={m: (S.One, S(5) / 2)})),
    "a component beyond the last": Right(
        "chord", NotConvex(-(X[2] ** 2), X, FREE, S.One), (), ((), (S.Zero, S.Zero), (S.Zero, S.One))
    ),
    "half an index": chord(PARABOLA * (m - 1), ((m, S(3) / 2),), Hypotheses(indices={m: (S.One, S(2))})),
    # minima
    "a minimum of a row": Right("minimum", claim(b, "<=", b, FREE), (Convex(b, X, FREE, k),), (S.Zero,)),
    "a minimum at itself": Right(
        "minimum", claim((x - a) ** 2, "<=", (x - a) ** 2), (Convex((x - a) ** 2, x, H),), (x,)
    ),
    "a constant at itself": Right("minimum", claim(b, "<=", b), (Convex(b, x, H),), (x,)),
    "a point that has no value": least(x * NOUGHT, x, 1 / NOUGHT),
    "a point of the other sign": least(P**3 - 3 * y**2 * P, P, -y),
    "a point of the other sign, and below": least(-(N**3) + 3 * y**2 * N, N, y),
    "a point that may be 0": least((Q - y**2) ** 2, Q, y**2),
    "a point that may be an open end": least((x - y**2) ** 2, x, y**2, Hypotheses(where={x: Interval.open(0, oo)})),
    "other numbers than the words'": Right("words", MatrixClaim(2 * A, A), (claim(1, "=", 1, FREE),)),
    # cases
    "no value of any number": with_value(claim(x, "=", 5), x),
    "each value of a component": with_value(
        claim(X[1] ** 2, "=", X[1], Hypotheses(where={X: FiniteSet(0, 1)})),
        X[1],
        *(claim(q, "=", q, Hypotheses(where={X: FiniteSet(0, 1)})) for q in (0, 1)),
    ),
    "each value of the variable": with_value(
        Convex(-(y**2), y, TWO_VALUES), y, Convex(S.Zero, y, H), Convex(S.NegativeOne, y, H)
    ),
    "a claim for what is convex": with_value(Convex(x * y, x, TWO_VALUES), y, claim(0, "=", 0), claim(0, "=", 0)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_step_is_refused_that_lacks_one_condition(name: str) -> None:
    assert not is_accepted(REFUSED[name])


def test_a_chord_may_be_taken_at_a_size_of_0() -> None:
    """Where nothing is declared of what ends a range it is 1 at the least; of this it is."""
    assert is_accepted(chord(PARABOLA + m, ((m, S.Zero),), Hypotheses(where={m: S.Naturals0})))


def test_each_value_may_be_of_an_index() -> None:
    """Which is known of the index still, and of no number."""
    over = Hypotheses(indices={m: (S.One, S(2))})
    whole = claim(m**2, "=", 3 * m - 2, replace(over, where={m: FiniteSet(1, 2)}))
    assert is_accepted(with_value(whole, m, claim(1, "=", 1, over), claim(4, "=", 4, over)))
