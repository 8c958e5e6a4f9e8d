"""Steps of exponentials, logarithms, roots and bounds: each dishonest one lacks one condition of its rule."""

from __future__ import annotations

from rows import X, Y, by, j, judge, k, m, row, rows, steps, x, y, z
from sympy import Abs, Dummy, FiniteSet, Integer, Interval, Rational, S, Sum, exp, log, oo, sqrt

from symxent.logic import Hypotheses

v = Dummy("v", integer=True)
HALF, TENTH = Rational(1, 2), Rational(1, 10)
BELOW = log(X[m]) - 1 + 1 / X[m]
POSITIVE = Hypotheses(positive=(x, y))


def over(body, letter=m):
    return Sum(body, (letter, 1, k))


@rows(
    row("a size", Abs(x * y), "=", x * y, steps(by("absolute value", x * y, x * y)), POSITIVE),
    row("a size that is negative", Abs(x), "=", x, steps(by("absolute value", x, x)), at={x: -1}),
    row("a size of another square", Abs(x), "=", x**2 + 1, steps(by("absolute value", x, x**2 + 1)), at={x: 0}),
    row("a root", sqrt(x**4), "=", x**2, steps(by("root", (x**4, HALF), x**2))),
    row("a root that is negative", sqrt(x**2), "=", x, steps(by("root", (x**2, HALF), x)), at={x: -1}),
    row("a root of another power", sqrt(x**2), "=", x**2, steps(by("root", (x**2, HALF), x**2)), at={x: 2}),
    row(
        "a logarithm",
        log(x * y), "=", log(x) + log(y), steps(by("logarithm of a product", x * y, (x, S.One), (y, S.One))), POSITIVE,
    ),
    row(
        "a logarithm of the other sign",
        log(x**2), "=", 2 * log(-x), steps(by("logarithm of a product", x**2, (-x, Integer(2)))),
        Hypotheses(positive=(-x,)),
    ),
    row(
        "a logarithm of other factors",
        log(x + y), "=", log(x) + log(y), steps(by("logarithm of a product", x + y, (x, S.One), (y, S.One))), POSITIVE,
        at={x: 1, y: 1},
    ),
    row(
        "an exponential of other summands",
        exp(x), "=", exp(y), steps(by("exponential of a sum", x, (y, S.One, None))), at={x: 1, y: 0},
    ),
    row(
        "an exponential of half of something",
        exp(x), "=", exp(2 * x), steps(by("exponential of a sum", x, (2 * x, S.One, None))), at={x: 1},
    ),
)  # fmt: skip
def test_steps(given):
    judge(given)


@rows(
    row(
        "log t ≥ 1 − 1/t",
        x * log(x) - x + 1, ">=", 0, steps(by("1 − 1/t ≤ log t", x * log(x) - x + 1, S.Zero, (x, x))),
    ),
    row(
        "with a negative factor",
        x - 1 - x * log(x), ">=", 0, steps(by("1 − 1/t ≤ log t", x - 1 - x * log(x), S.Zero, (-x, x))), at={x: 2},
    ),
    row(
        "of something else",
        log(x) - 1, ">=", 0, steps(by("1 − 1/t ≤ log t", log(x) - 1, S.Zero, (S.One, x))), at={x: 1},
    ),
    row("e^t ≥ 1 + t", exp(x) - 1 - x, ">=", 0, steps(by("1 + t ≤ e^t", exp(x) - 1 - x, S.Zero, (S.One, x)))),
    row(
        "with a negative factor of the exponential",
        1 + x - exp(x), ">=", 0, steps(by("1 + t ≤ e^t", 1 + x - exp(x), S.Zero, (S.NegativeOne, x))), at={x: 1},
    ),
    row(
        "of another exponential",
        exp(x) - 3 - x, ">=", 0, steps(by("1 + t ≤ e^t", exp(x) - 3 - x, S.Zero, (S.One, x))), at={x: 0},
    ),
    row(
        "with a lower bound that is negative",
        exp(x) - 2 - x, ">=", 0, steps(by("1 + t ≤ e^t", exp(x) - 2 - x, S.NegativeOne, (S.One, x))), at={x: 0},
    ),
    row("one logarithm", log(x) + log(y), ">", 0, steps(by("one logarithm", log(x) + log(y), S.One, x * y)),
        Hypotheses(positive=(x, y, x * y - 1))),
    row("the logarithm of the inverse", log(x) + log(y), ">", 0,
        steps(by("one logarithm", log(x) + log(y), S.NegativeOne, 1 / (x * y))),
        Hypotheses(positive=(x, y, 1 / (x * y) - 1)), at={x: HALF, y: 1}),
    row("the logarithm of something else", log(x) - 5, ">", 0, steps(by("one logarithm", log(x) - 5, S.One, x)),
        Hypotheses(positive=(x - 1,)), at={x: 2}),
    row("log t ≥ 1 − 1/t for a t that is negative", y - TENTH, ">", 0,
        steps(by("1 − 1/t ≤ log t", y - TENTH, y + 9 * TENTH - log(x) - 1 / x, (S.One, x))),
        Hypotheses(positive=(y, -x)), at={y: "1/20", x: -1}),
    row("log t ≥ 1 − 1/t with a lower bound that is not known", x * log(x) - x + 1 + y, ">=", 0,
        steps(by("1 − 1/t ≤ log t", x * log(x) - x + 1 + y, y, (x, x))), at={x: 1, y: -1}),
    row("strict by its lower bound alone", x * log(x) - x + 1, ">", 0,
        steps(by("1 − 1/t ≤ log t", x * log(x) - x + 1, S.Zero, (x, x))), at={x: 1}),
    row("terms of one sign", y - x, ">=", 0, steps(by("terms", y - x, y - 1, 1 - x)),
        Hypotheses(nonnegative=(y - 1, 1 - x))),
    row("terms that add up to something else", y - x, ">=", 0, steps(by("terms", y - x, y, 2 - x)),
        Hypotheses(where={x: Interval(0, 2)}, nonnegative=(y,)), at={x: 1, y: 0}),
    row("terms of two signs", y - x, ">=", 0, steps(by("terms", y - x, y, -x)),
        Hypotheses(where={x: Interval(0, oo)}, nonnegative=(y,)), at={x: 1, y: 0}),
    row("terms of which a sign is not known", y - x, ">=", 0, steps(by("terms", y - x, y, -x)),
        at={x: 1, y: 0}),
    row("terms of which one is not 0", y - x, "!=", 0, steps(by("terms", y - x, y, -x)),
        Hypotheses(nonzero=(y,)), at={x: 1, y: 1}),
    row("terms that may all be 0", y - x, ">", 0, steps(by("terms", y - x, y - 1, 1 - x)),
        Hypotheses(nonnegative=(y - 1, 1 - x)), at={x: 1, y: 1}),
    row("affine with coefficients that depend on it", 2 - x + exp(x), ">", 0,
        steps(by("affine", 2 - x + exp(x), x)), Hypotheses(where={x: Interval(0, 1)})),
    row("of two signs at the ends", x - HALF, ">", 0, steps(by("affine", x - HALF, x)),
        Hypotheses(where={x: Interval(0, 1)}), at={x: 0}),
    row("zero at an open end", 1 - x, ">", 0, steps(by("affine", 1 - x, x)),
        Hypotheses(where={x: Interval.Ropen(0, 1)})),
    row("zero at both ends", x - x**2, ">", 0, steps(by("affine", x - x**2, x)),
        Hypotheses(where={x: FiniteSet(0, 1)}), at={x: 1}),
    row("weak at both ends", y * (1 - x) + z * x, ">", 0, steps(by("affine", y * (1 - x) + z * x, x)),
        Hypotheses(where={x: Interval.open(0, 1)}, nonnegative=(y, z)), at={x: HALF, y: 0, z: 0}),
    row("in each summand", over(Y[m] * BELOW), ">=", 0,
        steps(by("1 − 1/t ≤ log t in each summand", over(Y[v] * BELOW.xreplace({m: v}), v), S.Zero, (Y[v], X[v])),
            letters=((Y[m] * BELOW, m, k, v),)),
        Hypotheses(where={Y: Interval(0, 1)})),
    row("in each summand, from below 1", Sum(m * BELOW, (m, -1, k)), ">=", 0,
        steps(by("1 − 1/t ≤ log t in each summand", Sum(v * BELOW.xreplace({m: v}), (v, -1, k)), S.Zero, (v, X[v]))),
        Hypotheses(where={X: Interval.open(0, 5)}), at={k: 1, X: {(-1,): 2, (0,): 1, (1,): 1}}),
    row("in each summand, for an index of which more is known", over(Y[m] * BELOW), ">=", 0,
        steps(by("1 − 1/t ≤ log t in each summand", over(Y[j] * BELOW.xreplace({m: j}), j), S.Zero, (Y[j], X[j]))),
        Hypotheses(positive=(Y[j],), indices={j: (S.One, k)}), at={k: 2, j: 1, X: (1, 2), Y: (1, -1)}),
    row("between the ends", 2 - x, ">", 0, steps(by("affine", 2 - x, x)), Hypotheses(where={x: Interval(0, 1)})),
    row(
        "at a closed end",
        1 - x, ">", 0, steps(by("affine", 1 - x, x)), Hypotheses(where={x: Interval(0, 1)}), at={x: 1},
    ),
    row(
        "not affine",
        (x - HALF) ** 2 - Rational(1, 8), ">", 0, steps(by("affine", (x - HALF) ** 2 - Rational(1, 8), x)),
        Hypotheses(where={x: Interval(0, 1)}), at={x: HALF},
    ),
    row(
        "without an end",
        1 - x, ">", 0, steps(by("affine", 1 - x, x)), Hypotheses(where={x: Interval.open(0, S.Infinity)}), at={x: 2},
    ),
)  # fmt: skip
def test_bounds(given):
    judge(given)
