"""Steps of exponentials, logarithms, roots and bounds: each dishonest one lacks one condition of its rule."""

from __future__ import annotations

from rows import by, judge, k, m, row, rows, steps, x, y
from sympy import Abs, Dummy, Integer, Interval, Rational, S, Sum, exp, log, sqrt

from symxent.logic import Hypotheses

v = Dummy("v", integer=True)
HALF = Rational(1, 2)
POSITIVE = Hypotheses(positive=(x, y))


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
    row(
        "in each summand, from below 1",
        Sum(m * (log(2) - HALF), (m, -3, k)), ">=", 0,
        steps(
            by("1 − 1/t ≤ log t in each summand", Sum(v * (log(2) - HALF), (v, -3, k)), S.Zero, (v, Integer(2))),
            letters=((m * (log(2) - HALF), m, k, v), (m, m, k, v)),
        ),
        at={k: 1},
    ),
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
