"""Cases: they cover the domain, zero has one place, and what cannot be is shown to be impossible."""

from __future__ import annotations

import pytest
from rows import FREE, X, Y, by, f, i, judge, k, m, row, rows, steps, t, x, y, z
from sympy import (
    Abs,
    Derivative,
    Dummy,
    Eq,
    FiniteSet,
    Integer,
    Interval,
    KroneckerDelta,
    Piecewise,
    S,
    Subs,
    Sum,
    sign,
)

from symxent.logic import (
    Alike,
    ByIndex,
    BySign,
    ByValue,
    Claim,
    Convex,
    Hypotheses,
    NoPoint,
    Proof,
    Refused,
    Steps,
    check,
)

v, w = Dummy("v", integer=True), Dummy("w", integer=True)
DONE = Steps()
LABEL = Hypotheses(where={y: FiniteSet(0, 1, 2)})
LIKE_A_CUBE = Piecewise((2 * x**2, Eq(x**2, 4)), (x**3, True))  # smooth at 2
NOTHING = NoPoint((S.Zero,))  # is positive
SLOPE = Subs(Derivative(f(t), t), t, x)
BOUND = Sum(KroneckerDelta(m, i) * X[m], (m, 1, k))
SUM = Sum(X[m] * Y[m], (m, 1, k))


@rows(
    row("three signs", x * sign(x), "=", Abs(x), BySign(x, DONE, DONE, DONE, x, S.Zero)),
    row("two signs of what jumps", sign(x) ** 2, "=", 1, BySign(x, DONE, DONE), at={x: 0}),
    row("zero at another place", sign(x) ** 2, "=", 1, BySign(x, DONE, DONE, DONE, x, S.One), at={x: 0}),
    row("zero at another symbol", sign(x) ** 2, "=", 1, BySign(x, DONE, DONE, DONE, t, S.Zero), at={x: 0, t: 1}),
    row("zero at one of two places", sign(x**2 - 1) ** 2, "=", sign(x - 1) ** 2,
        BySign(x**2 - 1, DONE, DONE, DONE, x, S.One), at={x: -1}),
    row("zero where the slope is zero", sign(x * t) ** 2, "=", sign(t) ** 2,
        BySign(t, BySign(x * t, DONE, DONE, DONE, x, S.Zero), DONE, DONE, t, S.Zero), at={x: 0, t: 1}),
    row("zero wherever it is", sign(x**2 - t) ** 3, "=", sign(x**2 - t), BySign(x**2 - t, DONE, DONE, DONE)),
    row("what is another value where it is zero", sign(x**2 - 4) ** 2, "=", 1, BySign(x**2 - 4, DONE, DONE, DONE),
        at={x: 2}),
    row("powers of what is known where it is zero", Piecewise((x**5, Eq(x**2, t)), (0, True)), "=",
        Piecewise((x * t**2, Eq(x**2, t)), (0, True)), BySign(x**2 - t, DONE, DONE, DONE)),
    row("what is known at a point, of a derivative", Derivative(LIKE_A_CUBE, x), "=",
        Piecewise((4 * x, Eq(x**2, 4)), (3 * x**2, True)), BySign(x**2 - 4, DONE, DONE, DONE), at={x: 2}),
    row("a case that two facts rule out", x, "=", 7, BySign(x, DONE, DONE, DONE), Hypotheses(zero=(x, x - 1))),
    row("a case that two facts leave", x, "=", 7, BySign(x, DONE, DONE, DONE), Hypotheses(zero=(x, x * t)),
        at={x: 0, t: 0}),
    row("all values", y * (y - 1) * (y - 2), "=", 0, ByValue(y, tuple((Integer(n), DONE) for n in (0, 1, 2))), LABEL),
    row("two values of three", y**2, "=", y, ByValue(y, ((S.Zero, DONE), (S.One, DONE))), LABEL, at={y: 2}),
    row("values of an interval", y**2, "=", y, ByValue(y, ((S.Zero, DONE), (S.One, DONE))),
        Hypotheses(where={y: Interval(0, 1)}), at={y: "1/2"}),
    row("what cannot be", x, "=", 7, NoPoint((x, -x)), Hypotheses(positive=(x, -x))),
    row("what is not assumed", x, "=", 7, NoPoint((x, -x)), Hypotheses(positive=(x,)), at={x: 1}),
    row("nothing at all", x, "=", 7, NoPoint(()), at={x: 1}),
    row("what can be", x, "=", 7, NoPoint((x, 1 - x)), Hypotheses(positive=(x, 1 - x)), at={x: "1/2"}),
    row("what can be at zero", x, "=", 7, NoPoint((x, -x)), Hypotheses(nonnegative=(x, -x)), at={x: 0}),
    row("what cannot be, though nothing is strict", x, "=", 7, NoPoint((x, -1 - x)),
        Hypotheses(nonnegative=(x, -1 - x))),
    row("zero where the slope is", (1 - sign(x * t) ** 2) * x, "=", 0, BySign(x * t, DONE, DONE, DONE, x, S.Zero),
        at={x: 1, t: 0}),
    row("zero where the slope and the rest are", sign(x * z + t) ** 2 + z**2, "!=", 0,
        BySign(x * z + t, DONE, DONE, DONE, x, -t / z), at={x: 1, z: 0, t: 0}),
    row("zero where the slope is not", (1 - sign(x * z - 1) ** 2) * (x * z - 1), "=", 0,
        BySign(x * z - 1, DONE, DONE, DONE, x, 1 / z)),
    row("zero of what is zero", x, "=", 7, BySign(S.Zero, NOTHING, NOTHING, DONE, x, Integer(7)), at={x: 1}),
    row("zero of a square, at the square", Derivative(LIKE_A_CUBE, x), "=",
        Piecewise((4 * x, Eq(x**2, 4)), (3 * x**2, True)), BySign(x**2 - 4, DONE, DONE, DONE, x**2, Integer(4)),
        at={x: 2}),
    row("less than itself", x, "<", x, at={x: 1}),
    row("less by what is not 0", x + 1, "<", x, at={x: 1}),
    row("beside what is declared of no letter", (x + 1) ** 2, "=", x**2 + 2 * x + 1,
        h=Hypotheses(equal=((f(x), Integer(5)),))),
    row("declared by itself", (x + 1) ** 2, "=", x**2 + 2 * x + 1, h=Hypotheses(equal=((x, x**2),))),
)  # fmt: skip
def test_cases(given):
    judge(given)


@rows(
    row("a constant factor", Sum(t * X[m], (m, 1, k)), "=", t * Sum(X[m], (m, 1, k)), steps(
        by("linearity of the sum", (t * X[v], v, k), (t, X[v], v)), letters=((X[m], m, k, v), (t * X[m], m, k, v)))),
    row(
        "a factor that depends on the index",
        k * SUM, "=", Sum(X[m], (m, 1, k)) * Sum(Y[m], (m, 1, k)),
        steps(
            by("linearity of the sum", (X[v] * Y[v], v, k), (X[v], Y[v], v)),
            by("linearity of the sum", (X[v], v, k), (X[v], None, None)),
            letters=((X[m] * Y[m], m, k, v), (X[m], m, k, v), (Y[m], m, k, v)),
        ),
        at={k: 2, X: (1, 0), Y: (1, 0)},
    ),
    row(
        "another summand",
        SUM, "=", Sum(X[m], (m, 1, k)),
        steps(
            by("linearity of the sum", (X[v] * Y[v], v, k), (S.One, X[v], v)),
            letters=((X[m] * Y[m], m, k, v), (X[m], m, k, v)),
        ),
        at={k: 1, X: (1,), Y: (2,)},
    ),
    row("telescoping", Sum(2 * m - 1, (m, 1, k)), "=", k**2, steps(
        by("telescoping", (2 * v - 1, v, k), v**2), letters=((2 * m - 1, m, k, v),))),
    row("telescoping from another value", Sum(2 * m - 1, (m, 1, k)), "=", k**2 + 1, steps(
        by("telescoping", (2 * v - 1, v, k), v**2 + 1), letters=((2 * m - 1, m, k, v),)), at={k: 1}),
    row("telescoping of another difference", Sum(2 * m - 1, (m, 1, k)), "=", k**3, steps(
        by("telescoping", (2 * v - 1, v, k), v**3), letters=((2 * m - 1, m, k, v),)), at={k: 2}),
)  # fmt: skip
def test_steps_of_sums(given):
    judge(given)


MANY = FiniteSet(*range(500))
REFUSED: dict[str, tuple[Claim, Proof]] = {
    "zero at no place": (Claim(x, x, "=", FREE), BySign(x, DONE, DONE, DONE, x)),
    "a case of zero beside a derivative at a point": (Claim(SLOPE, SLOPE, "=", FREE), BySign(x, DONE, DONE, DONE)),
    "a case of zero where a derivative is assumed": (
        Claim(x, x, "=", Hypotheses(positive=(Derivative(t**3, t),))),
        BySign(x, DONE, DONE, DONE),
    ),
    "an index that is bound": (
        Claim(BOUND, BOUND, "=", Hypotheses(indices={i: (S.One, k)})),
        ByIndex(m, i, DONE, DONE),
    ),
    "the values of what is bound": (
        Claim(BOUND, BOUND, "=", Hypotheses(where={m: FiniteSet(0)})),
        ByValue(m, ((S.Zero, DONE),)),
    ),
    "a proof in cases by what is no case": (Claim(x, x, "=", FREE), BySign(x, Alike(), DONE, DONE, x, S.Zero)),
    "more cases than are looked at": (
        Claim(y, y, "=", Hypotheses(where={y: MANY})),
        ByValue(y, tuple((value, DONE) for value in MANY)),
    ),
    "less than what is written alike": (Claim(x, x, "<", FREE), Alike()),
    "what is not written alike": (Claim(x, y, "=", FREE), Alike()),
    "what is declared of no letter": (Claim(f(x), S.One, "=", Hypotheses(equal=((f(x), S.One),))), DONE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_proof_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        check(*REFUSED[name])


def test_steps_are_of_claims_about_numbers_alone() -> None:
    with pytest.raises(Refused, match="a proof by Steps"):
        check(Convex(-(x**2), x, FREE), DONE)
