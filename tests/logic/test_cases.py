"""Cases: they cover the domain, zero has one place, and what cannot be is shown to be impossible."""

from __future__ import annotations

from rows import X, Y, by, judge, k, m, row, rows, steps, t, x, y
from sympy import Abs, Derivative, Dummy, Eq, FiniteSet, Integer, Interval, Piecewise, S, Sum, sign

from symxent.logic import BySign, ByValue, Hypotheses, NoPoint, Steps

v, w = Dummy("v", integer=True), Dummy("w", integer=True)
DONE = Steps()
LABEL = Hypotheses(where={y: FiniteSet(0, 1, 2)})
LIKE_A_CUBE = Piecewise((2 * x**2, Eq(x**2, 4)), (x**3, True))  # smooth at 2
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
