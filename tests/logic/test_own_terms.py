"""What a proof brings in of its own need not be defined, and no two things are one for sharing a name."""

from __future__ import annotations

import pytest
from rows import X, Y, by, i, j, judge, k, m, n, plain, row, rows, steps, t, w, x, y
from sympy import (
    Abs,
    Derivative,
    Dummy,
    Function,
    Integer,
    Interval,
    KroneckerDelta,
    Piecewise,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    log,
    sqrt,
    symbols,
)

from symxent.language.functions import softmax
from symxent.logic import BySign, Claim, Hypotheses, Refused, Steps, check

v = Dummy("v", integer=True)
HALF = Rational(1, 2)
ROOT_SQUARED = plain(sqrt(x), sqrt(x))
NOWHERE = Derivative(Piecewise((w, exp(w) < 0)), w)
I = symbols("I")  # an index without assumptions
ONE_TO_K = {i: (S.One, k)}


def delta_times(vector):
    return Sum(KroneckerDelta(2 * m, i) * vector[m], (m, 1, k))


@rows(
    row(
        "a root of what is not negative",
        Abs(x), "=", x, steps(by("absolute value", x, ROOT_SQUARED)), Hypotheses(nonnegative=(x,)),
    ),
    row("a root of what may be negative", Abs(x), "=", x, steps(by("absolute value", x, ROOT_SQUARED)), at={x: -1}),
    row("the same, looked at instead", x, ">=", 0, steps(instead=ROOT_SQUARED), at={x: -1}),
    row("a root that stands in the claim", ROOT_SQUARED, "=", x),
    row(
        "the logarithm of what is negative",
        x, "<", 0, steps(instead=-log(plain(S.NegativeOne, exp(x)), evaluate=False)), at={x: 1},
    ),
    row("a number of summands", n, ">=", 0, steps(instead=Sum(1, (m, 1, n))), at={n: -1}),
)  # fmt: skip
def test_domains_of_own_terms(given):
    judge(given)


NONE_LEFT = Sum(
    (1 - KroneckerDelta(m, v)) ** 2, (m, 1, n)
)  # n − 1 for each index v of 1 … n, of which there may be none
PERHAPS_NONE = Hypotheses(where={n: S.Naturals0})
LETTER = ((m, m, n, v),)


@rows(
    row("looked at instead", n, ">=", 1, steps(letters=LETTER, instead=NONE_LEFT), PERHAPS_NONE, at={n: 0}),
    row(
        "in the parts of a step",
        Abs(n - 1), "=", n - 1, steps(by("absolute value", n - 1, NONE_LEFT), letters=LETTER), PERHAPS_NONE, at={n: 0},
    ),
    row(
        "in the parts of a bound",
        (n - 1) * (exp(x) - 1 - x) + 1, ">", 0,
        steps(by("1 + t ≤ e^t", (n - 1) * (exp(x) - 1 - x) + 1, S.One, (NONE_LEFT, x)), letters=LETTER),
        PERHAPS_NONE, at={n: 0, x: 3},
    ),
    row("where it is bound", Sum(Abs(n - 1), (m, 1, n)), "=", n * Abs(n - 1), h=PERHAPS_NONE),
)  # fmt: skip
def test_a_letter_stands_in_its_sum_only(given):
    judge(given)


@rows(
    row("in the arguments of a bound", x, ">", 0, steps(by("1 + t ≤ e^t", NOWHERE, S.Zero, (S.One, x))), at={x: -1}),
    row("in the arguments of a step", Abs(x), "=", x + 7, steps(by("absolute value", NOWHERE, x)), at={x: 0}),
    row("in the parts of a step", Abs(x), "=", x + 7, steps(by("absolute value", x, NOWHERE)), at={x: 0}),
    row("looked at instead", x, ">", 0, steps(instead=x + NOWHERE), at={x: -1}),
    row(
        "in a sum that may be empty",
        Sum(Derivative(Abs(x), x) * Y[m], (m, 1, k)), "=", 7,
        h=Hypotheses(values={x: S.Zero}, where={k: S.Naturals0}), at={x: 0, k: 0, Y: ()},
    ),
    row(
        "in a sum of one sign that may be empty",
        Sum(Derivative(Abs(x), x) * Y[m], (m, 1, k)), ">", 0,
        h=Hypotheses(values={x: S.Zero}, where={k: S.Naturals0}), at={x: 0, k: 0, Y: ()},
    ),
    row("in the claim", Derivative(Abs(x), x), "=", 7, h=Hypotheses(values={x: S.Zero})),
)  # fmt: skip
def test_what_is_defined_nowhere(given):
    judge(given)


@rows(
    row("log2", Function("log2")(x), "=", log(x) / log(2), at={x: 2, "log2": lambda u: u + u}),
    row("abs", Function("abs")(x), "=", Abs(x), at={x: 1, "abs": lambda u: u + u}),
    row(
        "log10, whose argument is positive",
        Abs(x) * Function("log10")(x), "=", x * Function("log10")(x), at={x: -1, "log10": lambda u: u},
    ),
)  # fmt: skip
def test_an_unknown_function_of_a_known_name(given):
    judge(given)


@rows(
    row(
        "letters of deltas",
        delta_times(X) + delta_times(Y) * Sum(Y[m] ** 2, (m, 1, k)), "=",
        delta_times(X) + Sum(KroneckerDelta(2 * m, i) * Y[m] ** 2, (m, 1, k)) * Sum(Y[m], (m, 1, k)),
        steps(
            letters=(
                (KroneckerDelta(2 * m, i) * X[m], m, k, Dummy("v", integer=True)),
                (KroneckerDelta(2 * m, i) * Y[m], m, k, v),
                (KroneckerDelta(2 * m, i) * Y[m] ** 2, m, k, v),
                (Y[m], m, k, v),
                (Y[m] ** 2, m, k, v),
            )
        ),
        Hypotheses(indices={i: (S.One, 2 * k)}), at={i: 2, k: 2, X: (1, 1), Y: (1, 2)},
    ),
    row(
        "symbols of one name",
        KroneckerDelta(i, j), "=", KroneckerDelta(Symbol("i", integer=True, positive=True), j),
        at={i: 1, j: 1, Symbol("i", integer=True, positive=True): 2},
    ),
    row(
        "an index and a half",
        Sum(KroneckerDelta(m, I + HALF) * m, (m, 1, k)), "=", I + HALF, h=Hypotheses(indices={I: (S.One, k - 1)}),
        at={I: 1, k: 2},
    ),
    row("an index", Sum(KroneckerDelta(m, i) * X[m], (m, 1, k)), "=", X[i], h=Hypotheses(indices=ONE_TO_K)),
    row(
        "a component in a case that is not taken",
        Piecewise((softmax(X, i, k), t > 0), (i, True)), ">", -1, BySign(t, Steps(), Steps(), Steps(), t, S.Zero),
        at={t: -1, i: -5, k: 1, X: (1,)},
    ),
    row(
        "another name of another range",
        2 - y, ">", 0, steps(by("affine", 2 - y, x)),
        Hypotheses(where={x: Interval(0, 1)}, equal=((x, y / 3),)), at={y: 3, x: 1},
    ),
    row("an affine function", 2 - x, ">", 0, steps(by("affine", 2 - x, x)), Hypotheses(where={x: Interval(0, 1)})),
)  # fmt: skip
def test_names_are_of_one_thing(given):
    judge(given)


def test_only_six_relations_are_claimed():
    with pytest.raises(Refused):
        check(Claim(Integer(1), Integer(0), "==", Hypotheses()), Steps())
