"""Case distinctions: which case is there, and what is known where none is seen to be."""

from __future__ import annotations

import pytest
from rows import FREE, X, a, b, i, j, judge, k, m, row, rows, t, x, y, z
from sympy import (
    Abs,
    And,
    Contains,
    Eq,
    Heaviside,
    Integer,
    Interval,
    KroneckerDelta,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    S,
    Sum,
    sign,
)

from symxent.logic import BySign, Claim, Hypotheses, Refused, Steps, check

HALF = Rational(1, 2)
ORDERED = Hypotheses(nonnegative=(y - x,))
DONE = Steps()


def piece(condition, yes=S.One, no=S.Zero):
    return Piecewise((yes, condition), (no, True))


@rows(
    row("the larger of two that may be one", Max(x, y), "=", y, h=ORDERED),
    row("the smaller of two that may be one", Min(x, y), "=", x, h=ORDERED),
    row("the larger of three", Max(x, y, z), "=", z, h=Hypotheses(nonnegative=(y - x, z - y, z - x))),
    row("the larger of three, of which two are compared", Max(x, y, z), "=", y, h=ORDERED, at={x: 0, y: 1, z: 2}),
    row("the other of two", Max(x, y), "=", x, h=ORDERED, at={x: 0, y: 1}),
    row("the mean and half the distance", Max(x, y), "=", (x + y + Abs(x - y)) / 2),
    row("both together", Max(x, y) + Min(x, y), "=", x + y),
    row("a size", Abs(x), "=", -x, h=Hypotheses(nonnegative=(-x,))),
    row("the square of a size", Abs(x - y) ** 2, "=", (x - y) ** 2),
    row("the square of the size of a quotient", Abs(x / (y + z), evaluate=False) ** 2, "=", x**2,
        h=Hypotheses(nonzero=(y + z,)), at={x: 1, y: 1, z: 1}),
    row("the sign of what may be zero", sign(x), "=", 1, h=Hypotheses(nonnegative=(x,)), at={x: 0}),
    row("the sign of what is not zero", sign(x) ** 2, "=", 1, BySign(x, DONE, DONE, DONE, x, S.Zero),
        Hypotheses(nonzero=(x,))),
    row("a step at zero", Heaviside(x), "=", HALF, h=Hypotheses(values={x: S.Zero})),
    row("a step at zero, of another height", Heaviside(x, 1), "=", HALF, h=Hypotheses(values={x: S.Zero}), at={x: 0}),
    row("a step below zero", Heaviside(-1 - x**2), "=", 0),
)  # fmt: skip
def test_functions_with_joints(given):
    judge(given)


@rows(
    row("the first condition that holds", Piecewise((1, x > -1), (2, x > -2), (3, True)), "=", 1,
        h=Hypotheses(positive=(x,))),
    row("not a later one", Piecewise((1, x > 1), (2, x > -2), (3, True)), "=", 2, h=Hypotheses(positive=(x,)),
        at={x: 2}),
    row("one of two", piece(Or(x > 0, x < 1)), "=", 1, BySign(x, DONE, DONE, DONE, x, S.Zero)),
    row("two of two", piece(And(x > 0, y > 0)), "=", 1, h=Hypotheses(positive=(x,)), at={x: 1, y: -1}),
    row("none of two", piece(Or(x < 0, y > 0)), "=", 0, h=Hypotheses(positive=(x,)), at={x: 1, y: 1}),
    row("one that is false of two", piece(And(x < 0, y > 0)), "=", 0, h=Hypotheses(positive=(x,))),
    row("not", piece(Not(And(x > 0, y > 0))), "=", 0, h=Hypotheses(positive=(x, y))),
    row("what may be equal", piece(Eq(x, y)), "=", 0, h=ORDERED, at={x: 0, y: 0}),
    row("what is not equal", piece(Ne(x, y)), "=", 1, h=Hypotheses(nonzero=(x - y,))),
    row("at least", piece(x <= y), "=", 1, h=ORDERED),
    row("more than", piece(x < y), "=", 1, h=ORDERED, at={x: 0, y: 0}),
    row("less than at the same place", piece(x < y), "=", 0, h=Hypotheses(values={x: y})),
    row("no branch that applies", Piecewise((1, x > 0)), "=", 1, h=Hypotheses(positive=(x,))),
    row("the order of indices", piece(i < j), "=", 1 - KroneckerDelta(i, j), at={i: 2, j: 1}),
    row("indices that are one", piece(Eq(i, j), a, b), "=", a * KroneckerDelta(i, j) + b * (1 - KroneckerDelta(i, j))),
    row("a choice without an end", Piecewise((1, Eq(i, j)), (2, Ne(i, j))), "=", 2 - KroneckerDelta(i, j)),
    row("a sum over a choice", Sum(piece(Eq(m, i), X[m]), (m, 1, k)), "=", X[i], h=Hypotheses(indices={i: (S.One, k)})),
    row("a declared delta", KroneckerDelta(i, j) * t, "=", 0, h=Hypotheses(equal=((KroneckerDelta(i, j), S.Zero),))),
    row("another declared equality", KroneckerDelta(i, j), "=", 1, h=Hypotheses(equal=((x, S.One),)),
        at={x: 1, i: 1, j: 2}),
    row("indices apart", KroneckerDelta(i, i + 1), "=", 0),
    row("a delta is its own square", KroneckerDelta(i, j) ** 2, "=", KroneckerDelta(i, j)),
)  # fmt: skip
def test_conditions(given):
    judge(given)


@pytest.mark.parametrize(
    "e",
    [
        Piecewise((1, Contains(x, Interval(0, 1))), (2, True)),
        Piecewise((1, x > 0), (2, x < -1)),
        KroneckerDelta(i, j, (1, 3)),
        Piecewise((1, x > y), (2, True)),
    ],
    ids=str,
)
def test_what_is_not_decided_or_not_known_is_refused(e):
    for value in (Integer(1), Integer(2), KroneckerDelta(i, j)):
        with pytest.raises(Refused):
            check(Claim(e, value, "=", FREE), Steps())
