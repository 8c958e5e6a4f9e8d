"""Signs: by what is assumed, by terms, ends of ranges and roots; each false claim lacks one condition."""

from __future__ import annotations

from rows import X, f, i, judge, k, n, row, rows, x, y, z
from sympy import Abs, FiniteSet, Interval, Range, Rational, S, Sum, cbrt, cos, exp, floor, oo, sin, sqrt

from symxent.language.functions import softmax
from symxent.logic import Hypotheses

NOT_NEGATIVE = Interval(0, oo)
UNIT = Interval(0, 1)


def known(*nonnegative, positive=(), nonzero=(), **more):
    return Hypotheses(nonnegative=nonnegative, positive=positive, nonzero=nonzero, **more)


def total(body, end=k):
    return Sum(body, (n, 1, end))


OF_I = softmax(X, i, k)


@rows(
    row("what is nowhere", x, "=", 7, h=known(positive=(-1 - (x**2),))),
    row("what is nowhere, of two", x, "=", 7, h=known(positive=(x, -x))),
    row("a factor beside one that may be zero", y, ">=", 0, h=known(x**2 * y), at={x: 0, y: -1}),
    row("what is 0 at the most, and at the least", x, "=", 7, h=known(-(x**2)), at={x: 0}),
    row("a label that is not −1", x, "!=", 0, h=known(nonzero=(x + 1,), where={x: FiniteSet(0, 1)}), at={x: 0}),
    row("a sine at 0", sin(x), ">", 0, h=known(where={x: UNIT}), at={x: 0}),
    row("a factor beside one that may be zero and one that is not", y, ">=", 0, h=known(z**2 * y * (x**2 + 1)),
        at={x: 0, y: -1, z: 0}),
    row("a factor beside one that is not zero and one that may be", y, ">=", 0, h=known(x**2 * y * (z**2 + 1) ** 3),
        at={x: 0, y: -1, z: 0}),
    row("a factor beside several", y, ">=", 0, h=known(x**2 * y * (z**2 + 1) * (x**2 + 1)), at={x: 0, y: -1, z: 0}),
    row("a factor beside one that is positive", y, ">", 0, h=known(positive=(x, x * y))),
    row("of a sum nothing is known of the terms", x + 2, ">", 0, h=known(positive=(x + y,)), at={x: -5, y: 6}),
    row("of a difference from a number", x + 2, ">", 0, h=known(positive=(x + 1,))),
    row("at least a number twice", x - 2, ">", 0, h=known(positive=(x - 1,), where={x: Interval(3, 5)})),
    row("at most a number twice", 6 - x, ">", 0, h=known(positive=(9 - x,), where={x: Interval(3, 5)})),
    row("at least more than a number", x + y, ">", 2, h=known(y, positive=(x - 1,), where={x: Interval(3, 9)})),
    row("at most less than a number", x, "<", 4 + y, h=known(y, positive=(5 - x,), where={x: Interval(0, 3)})),
    row("on both sides of 0", x, "<=", 0, h=known(where={x: Interval(-1, 1)}), at={x: 1}),
    row("no whole number above −1/2", x, ">=", 0, h=known(where={x: Interval.open(-Rational(1, 2), 1)}),
        at={x: -Rational(1, 4)}),
    row("no whole number below 3/2", floor(x), "=", x, h=known(where={x: Interval(0, Rational(3, 2))}),
        at={x: Rational(1, 2)}),
    row("no whole number that a range ends with", total(X[n], 2 * x) + x, ">", total(X[n], 2 * x), at={x: 0, X: ()}),
    row("an index that is known from 2 on", i + OF_I, ">=", 2 + OF_I, h=known(indices={i: (S(2), k)})),
    row("at the lower end of a range", x + x**2, ">", 0, h=known(x, where={x: UNIT}), at={x: 0}),
    row("at the upper end of a range", 1 - x, ">", 0, h=known(1 - x, where={x: UNIT}), at={x: 1}),
    row("zero on a face", x + y * (1 - x), ">", 0, h=known(where={x: UNIT, y: UNIT}), at={x: 0, y: 0}),
    row("two factors of which the product is positive", 2 - 2 * x**2, ">", 0, h=known(positive=(1 - x**2,))),
    row("two factors of which the product may be zero", 1 - x**2, ">", 0, h=known(1 - x**2), at={x: 1}),
    row("beside a product, what may be zero", y * (1 - x**2), ">", 0, h=known(y, positive=(1 - x**2,)),
        at={x: 0, y: 0}),
    row("another product", (1 - x) * (2 + x), ">", 0, h=known(positive=((1 - x) * (y + 3),)), at={x: -3, y: 0}),
    row("where a cosine is not 0", 1 + sin(x), ">", 0, h=known(nonzero=(cos(x),))),
    row("where a cosine may be −1", 1 + cos(x), ">", 1, at={x: 3}, h=known(nonzero=(cos(x),))),
    row("a polynomial on a box", 2 - x * y, ">", 0, h=known(where={x: UNIT, y: UNIT})),
    row("above an open end", x**2 - 1, ">", 0, h=known(where={x: Interval.open(1, oo)})),
)  # fmt: skip
def test_what_is_assumed(given):
    judge(given)


@rows(
    row("within a size", 1 - x, ">", 0, h=known(positive=(1 - Abs(x),))),
    row("within a size on its other side", 1 + 4 * x, ">", 0, h=known(positive=(Rational(1, 4) - Abs(x),))),
    row("within two sizes", 1 - x * y, ">", 0, h=known(positive=(1 - Abs(x), 1 - Abs(y)))),
    row("within the sum of two sizes", 1 - x + y, ">", 0, h=known(positive=(1 - Abs(x) - Abs(y),))),
    row("within a size, its end too", 1 - x, ">", 0, h=known(1 - Abs(x)), at={x: 1}),
    row("beyond a size", 1 - x, ">", 0, h=known(positive=(Abs(x) - 1,)), at={x: 2}),
    row("above a size", 1 + x, ">", 0, h=known(positive=(1 + Abs(x),)), at={x: -2}),
    row("a size times a letter", 1 - x * y, ">", 0, h=known(positive=(1 - y * Abs(x),)), at={x: -1, y: -2}),
)  # fmt: skip
def test_what_is_within_a_size_is_on_both_of_its_sides(given):
    judge(given)


@rows(
    row("two that are not both zero", x + y, ">", 0, h=known(x, y, nonzero=(x + y,))),
    row("two that may be zero", x + y, ">", 0, h=known(x, y), at={x: 0, y: 0}),
    row("a term that is strict in one factor", x * y + z, ">", 0,
        h=known(where={x: NOT_NEGATIVE, y: Interval.open(0, oo), z: NOT_NEGATIVE}), at={x: 0, y: 1, z: 0}),
    row("a parabola that may be flat", y * x**2 + z, ">=", 0, h=known(y, y * z), at={x: 0, y: 0, z: -1}),
    row("even powers", x**6 * y**6 + z**6 + x**2 * z**2 + 1, ">", 0),
    row("a square", x**2 + x * y + y**2, ">", 0, at={x: 0, y: 0}),
    row("a square and more", x**2 + x * y + y**2 + 1, ">", 0),
    row("a square and less", x**2 + x * y + y**2 - 1, ">", 0, at={x: 0, y: 0}),
    row("negative roots", x**2 + 3 * x + 1, ">", 0, at={x: -1}),
    row("negative roots of what is not negative", x**3 + 4 * x**2 - x + 7, ">", 0, h=known(x)),
    row("a positive root", x**2 - 3 * x + 1, ">", 0, h=known(x), at={x: 1}),
    row("no roots", x**4 + x + 1, ">", 0),
    row("a number", x**2 * (sqrt(3) - sqrt(2)), ">=", 0),
    row("a negative number", x**2 * (sqrt(2) - sqrt(3)), ">=", 0, at={x: 1}),
    row("an unknown function", f(x), ">", 0, h=known(positive=(x - 1,)), at={x: 2, "f": lambda u: -u}),
    row("a sine", sin(x), ">", 0, h=known(positive=(x - 1,)), at={x: 4}),
    row("an inverse is not zero", 1 / x, "!=", 0),
    row("what may be zero", x, "!=", 0, at={x: 0}),
    row("the square of what is not zero", x**2, ">", 0, h=known(nonzero=(x,))),
)  # fmt: skip
def test_polynomials(given):
    judge(given)


ONE_OF_K = {i: (S.One, k)}


@rows(
    row("what is left of a sum", total(X[n]) - X[i], ">=", 0, h=known(where={X: NOT_NEGATIVE}, indices=ONE_OF_K)),
    row("one of several that are positive", total(X[n]) - X[i], ">", 0,
        h=known(where={X: Interval.open(0, oo), k: Range(2, oo)}, indices=ONE_OF_K)),
    row("one of several that may be zero", total(X[n]) - X[i], ">", 0,
        h=known(where={X: NOT_NEGATIVE, k: Range(2, oo)}, indices=ONE_OF_K), at={X: (1, 0), k: 2, i: 1}),
    row("the only one", total(X[n]) - X[i], ">", 0, h=known(where={X: Interval.open(0, oo)}, indices=ONE_OF_K),
        at={X: (1,), k: 1, i: 1}),
    row("none of them, above", total(X[n]) - X[i], ">=", 0, h=known(where={X: NOT_NEGATIVE, i: S.Naturals}),
        at={X: (0, 5), k: 1, i: 2}),
    row("none of them, below", total(X[n]) - X[i], ">=", 0, h=known(where={X: NOT_NEGATIVE}, indices={i: (k - 5, k)}),
        at={X: {(0,): 5, (1,): 0}, k: 1, i: 0}),
    row("terms of any sign", total(X[n]) - X[i], ">=", 0, h=known(indices=ONE_OF_K), at={X: (1, -1), k: 2, i: 1}),
    row("no summand", total(exp(X[n])), ">", 0, h=known(where={k: S.Naturals0}), at={k: 0, X: ()}),
    row("summands that may be zero", total(X[n] ** 2), ">", 0, at={k: 1, X: (0,)}),
    row("summands that are positive", total(exp(X[n])), ">", 0),
    row("a sum that may be turned around", Sum(exp(X[n]), (n, 1, k - 3)), ">=", 0,
        at={k: 1, X: {(-1,): 0, (0,): 0, (1,): 0}}),
)  # fmt: skip
def test_sums(given):
    judge(given)


@rows(
    row("a root beside what is smaller", sqrt(x**2 + 1) + x, ">", 0),
    row("a multiple of a root", 2 * x - 3 * sqrt(x**2 + y), "<", 0, h=known(positive=(y,))),
    row("a root beside what may be as large", sqrt(x**2 + y) + x, ">=", 0, h=known(y)),
    row("a root beside what may be as large, strictly", sqrt(x**2 + y) + x, ">", 0, h=known(y), at={x: -1, y: 0}),
    row("a root beside what may be larger", sqrt(x**2 + 1) + 2 * x, ">", 0, at={x: -2}),
    row("less a root", x - sqrt(x**2 + 1), ">", 0, at={x: 0}),
    row("a cube root", cbrt(y) - x, ">", 0, h=known(positive=(y, y - x**2)), at={y: 8, x: Rational(5, 2)}),
    row("a cosine, which is no root", y * cos(x) + z, ">", 0, h=known(positive=(y, y**2 * cos(x) ** 2 - z**2)),
        at={x: 3, y: 2, z: 1}),
    row("a multiple of any sign", y * sqrt(x) + z, ">", 0, h=known(positive=(x, y**2 * x - z**2)),
        at={x: 1, y: -2, z: 1}),
)  # fmt: skip
def test_a_root_outweighs_what_has_a_smaller_square(given):
    judge(given)
