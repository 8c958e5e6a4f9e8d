"""Sums and products: ranges, deltas, and sums of products; each dishonest claim lacks one condition."""

from __future__ import annotations

import pytest
from rows import X, Y, Z, by, i, j, judge, k, l, m, n, row, rows, steps
from sympy import Abs, Dummy, Expr, IndexedBase, Interval, KroneckerDelta, Product, S, Sum, exp, oo, sqrt

import symxent as sx
from symxent.logic import Alike, By, Claim, Hypotheses, Refused, Steps, check, is_theorem
from symxent.logic.relations import exchanged

v, w, v2, w2, p1, p2 = (Dummy(name, integer=True) for name in ("v", "w", "v", "w", "p", "p"))
P = IndexedBase("P")
NOT_NEGATIVE = Hypotheses(where={X: Interval(0, oo)})
WHOLE = Hypotheses(where={n: S.Integers})


def over(body, letter=m, end=k):
    return Sum(body, (letter, 1, end))


def product(body, letter=m, end=k):
    return Product(body, (letter, 1, end))


ONE_LETTER = steps(letters=((Abs(m), m, n, v), (m, m, n, v)))
SOME = Hypotheses(where={k: S.Naturals})
DELTA = KroneckerDelta(m, i) * X[m]


@rows(
    row("a range that may be turned around", over(Abs(m), m, n), "=", over(m, m, n), ONE_LETTER, WHOLE, at={n: -2}),
    row("a range that is not", over(Abs(m), m, n), "=", over(m, m, n), ONE_LETTER, Hypotheses(where={n: S.Naturals0})),
    row("a delta", over(DELTA), "=", X[i], h=Hypotheses(indices={i: (S.One, k)})),
    row("a delta above the range", over(DELTA), "=", X[i], h=Hypotheses(where={i: S.Naturals}),
        at={i: 2, k: 1, X: (1, 1)}),
    row("a delta below the range", over(DELTA), "=", X[i], h=Hypotheses(indices={i: (k - 5, k)}),
        at={i: 0, k: 1, X: {(0,): 1, (1,): 1}}),
    row("a delta outside of the range", over(KroneckerDelta(m, k + 1) * X[m]), "=", 0),
    row("a delta before the range", over(KroneckerDelta(m, 0) * X[m]), "=", 0),
    row("a delta at an inner index", over(over(KroneckerDelta(m, l) * X[l], l)), "=", over(X[m]),
        steps(letters=((over(KroneckerDelta(m, l) * X[l], l), m, k, v), (X[m], m, k, v)))),
    row("a delta in a denominator", over(1 / (1 + KroneckerDelta(m, i))), "=", k - S.Half,
        h=Hypotheses(indices={i: (S.One, k)})),
    row("a first term apart", Sum(X[m], (m, 0, k)), "=", X[0] + over(X[m])),
    row("from the second on", Sum(X[m], (m, 2, k)), "=", over(X[m]) - X[1]),
    row("a first term that has no value", Sum(1 / (m - 1), (m, 2, k + 1)), "=", over(1 / m)),
    row("from an index on", Sum(X[m], (m, i, k)), "=", over(X[m]) - over(X[m], m, i - 1),
        h=Hypotheses(indices={i: (S.One, k)})),
    row("from the last to the first", over(X[k + 1 - m]), "=", over(X[m])),
    row("a last term apart", over(X[m], m, k + 1), "=", over(X[m]) + X[k + 1]),
    row("up to the last but one", over(X[m], m, k - 1), "=", over(X[m]) - X[k]),
    row("each term over a range of its own", over(X[m] + X[m + 1]), "=", over(X[m]) + over(X[m + 1])),
)  # fmt: skip
def test_ranges(given):
    judge(given)


@rows(
    row("of what may be zero", product(X[m]), ">", 0, h=NOT_NEGATIVE, at={k: 1, X: (0,)}),
    row("of anything", 2 * product(X[m]), "=", product(X[m]) + product(X[n], n), h=SOME),
    row("of inverses", 2 * product(1 / X[m]), "=", product(1 / X[m]) + product(1 / X[n], n),
        h=Hypotheses(where={k: S.Naturals, X: Interval.open(-oo, 0)})),
    row("of squares", product(X[m] ** 2), "=", product(X[m]) ** 2, h=SOME),
    row("of roots", product(sqrt(X[m])), "=", 1, h=NOT_NEGATIVE, at={k: 1, X: (4,)}),
    row("a last factor apart", product(X[m], m, k + 1), "=", product(X[m]) * X[k + 1], h=SOME),
    row("another last factor", product(X[m], m, k + 1), "=", product(X[m]) * X[k], h=SOME, at={k: 1, X: (1, 2)}),
    row("of one number", product(X[i]), "=", X[i] ** k, h=SOME),
    row("of a product", product(X[m] * Y[m]), "=", product(X[m]) * product(Y[m]), h=SOME),
)  # fmt: skip
def test_products(given):
    judge(given)


def rule(body, *parts, end=l, letter=v):
    return by("product of sums", (body, letter, end), *parts)


ROW, COLUMN = over(P[v, n], n), over(P[m, v2], m, l)
ROWS = rule(ROW, S.One, ((P[v, w], ((w, k),), ROW),), (v, w), (p1, p2))
COLUMNS = rule(COLUMN, S.One, ((P[w2, v2], ((w2, l),), COLUMN),), (w2, v2), (p1, p2), end=k, letter=v2)
ALL_ROWS, ALL_COLUMNS = over(over(P[m, n], n), m, l), over(over(P[m, n], m, l), n)
LETTERS = ((over(P[m, n], n), m, l, v), (over(P[m, n], m, l), n, k, v2))
FOUR = {(1, 1): 1, (1, 2): 2, (2, 1): 3, (2, 2): 5}
REPEATED, TIMES_K = over(over(X[m], n), m, l), over(X[v], n)
SUM_X = over(X[m], m, l)
SIZES = [(f, over(f * P[v, n], n)) for f in (Abs(X[v]), X[v])]


def repeated(order, names=None):
    return steps(rule(k * X[v], S.One, ((X[v], ((w, k),), TIMES_K),), order, names), letters=((k * X[m], m, l, v),))


@rows(
    row("by rows and by columns", ALL_ROWS, "=", ALL_COLUMNS, steps(ROWS, COLUMNS, letters=LETTERS)),
    row(
        "of other terms", ALL_ROWS, "=", 2 * ALL_COLUMNS,
        steps(rule(ROW, S.One, ((2 * P[v, w], ((w, k),), ROW),), (v, w), (p1, p2)), COLUMNS, letters=LETTERS),
        at={k: 1, l: 1, P: FOUR},
    ),
    row(
        "of another product", ALL_ROWS, "=", 2 * ALL_COLUMNS,
        steps(rule(ROW, S(2), ((P[v, w], ((w, k),), ROW),), (v, w), (p1, p2)), COLUMNS, letters=LETTERS),
        at={k: 1, l: 1, P: FOUR},
    ),
    row(
        "of other terms, one sum after the other", ALL_ROWS, "=", 2 * ALL_COLUMNS,
        steps(rule(ROW, S.One, ((2 * P[v, w], ((w, k),), ROW),), (v, w), None), letters=LETTERS),
        at={k: 1, l: 1, P: FOUR},
    ),
    row(
        "of another product, one sum after the other", ALL_ROWS, "=", 2 * ALL_COLUMNS,
        steps(rule(ROW, S(2), ((P[v, w], ((w, k),), ROW),), (v, w), None), letters=LETTERS),
        at={k: 1, l: 1, P: FOUR},
    ),
    row(
        "of another length", ALL_ROWS, "=", over(over(P[m, n], n, j), m, l),
        steps(
            rule(ROW, S.One, ((P[v, w], ((w, k),), ROW),), (v, w), (p1, p2)),
            rule(over(P[v, n], n, j), S.One, ((P[v, w], ((w, k),), over(P[v, n], n, j)),), (v, w), (p1, p2)),
            letters=(LETTERS[0], (over(P[m, n], n, j), m, l, v)),
        ),
        at={k: 1, l: 1, j: 2, P: FOUR},
    ),
    row(
        "from another beginning", over(Sum(P[m, n], (n, 2, k)), m, l), "=", ALL_ROWS,
        steps(
            rule(Sum(P[v, n], (n, 2, k)), S.One, ((P[v, w], ((w, k),), Sum(P[v, n], (n, 2, k))),), (v, w), (p1, p2)),
            ROWS,
            letters=(LETTERS[0], (Sum(P[m, n], (n, 2, k)), m, l, v)),
        ),
        at={k: 1, l: 1, P: FOUR},
    ),
    row("every index once", REPEATED, "=", k * SUM_X, repeated((w, v))),
    row("an index left out", REPEATED, "=", SUM_X, repeated((v,)), at={k: 2, l: 1, X: (1,)}),
    row("an index twice", REPEATED, "=", k * l * SUM_X, repeated((v, w, v)), at={k: 1, l: 2, X: (1, 1)}),
    row("an index for another", REPEATED, "=", l * SUM_X, repeated((v, v)), at={k: 1, l: 2, X: (1, 1)}),
    row(
        "one name for two", over(over(P[m, n], n)), "=", over(over(P[m, m], n)),
        steps(
            rule(ROW, S.One, ((P[v, w], ((w, k),), ROW),), (v, w), (p1, p1), end=k),
            rule(k * P[v, v], S.One, ((P[v, v], ((w, k),), over(P[v, v], n)),), (v, w), (p1, p1), end=k),
            letters=((over(P[m, n], n), m, k, v), (k * P[m, m], m, k, v)),
        ),
        at={k: 2, P: FOUR},
    ),
    row(
        "a name of which more is known",
        over(over(Abs(X[m]) * P[m, n], n)), "=", over(over(X[m] * P[m, n], n)),
        steps(
            *(rule(one, S.One, ((f * P[v, w], ((w, k),), one),), (v, w), (j, p2), end=k) for f, one in SIZES),
            letters=tuple((over(f * P[m, n], n), m, k, v) for f in (Abs(X[m]), X[m])),
        ),
        Hypotheses(positive=(X[j],), indices={j: (S.One, k)}), at={j: 1, k: 2, X: (1, -1), P: FOUR},
    ),
    row(
        "a letter that the inner sum has",
        over(over(P[j, n] * X[m], n), m, l), "=", over(over(P[n, n] * X[m], n), m, l),
        steps(
            rule(X[v] * over(P[j, n], n), X[v], ((P[j, j], ((j, k),), over(P[j, n], n)),), (v, j), (p1, p2)),
            rule(X[v] * over(P[n, n], n), X[v], ((P[w, w], ((w, k),), over(P[n, n], n)),), (v, w), (p1, p2)),
            letters=((over(P[j, n] * X[m], n), m, l, v), (over(P[n, n] * X[m], n), m, l, v)),
        ),
        Hypotheses(indices={j: (S.One, k)}), at={j: 1, k: 2, l: 1, X: (1,), P: FOUR},
    ),
    row(
        "one letter for two sums", over(k**2 * X[m], m, l), "=", k * SUM_X,
        steps(
            rule(k**2 * X[v], X[v], ((S.One, ((w, k),), over(1, n)), (S.One, ((w, k),), over(1, n))), (v, w), None),
            letters=((k**2 * X[m], m, l, v),),
        ),
        at={k: 2, l: 1, X: (1,)},
    ),
    row(
        "a letter that stands beside the inner sum",
        over(Z[j] * over(Y[n], n) * X[m], m, l), "=", over(X[m], m, l) * over(Z[n] * Y[n], n),
        steps(
            rule(Z[j] * over(Y[n], n) * X[v], Z[j] * X[v], ((Y[j], ((j, k),), over(Y[n], n)),), (j, v), None),
            letters=((Z[j] * over(Y[n], n) * X[m], m, l, v),),
        ),
        Hypotheses(indices={j: (S.One, k)}), at={j: 1, k: 2, l: 1, X: (1,), Y: (1, 2), Z: (1, 0)},
    ),
)  # fmt: skip
def test_sums_of_products(given):
    judge(given)


TRIANGLE, OTHER_WAY = Sum(P[m, l], (l, n, m), (m, n, k)), Sum(P[m, l], (m, l, k), (l, n, k))


def test_a_sum_over_a_triangle_has_another_order() -> None:
    claim, due = Claim(1 / TRIANGLE, 1 / OTHER_WAY, "=", WHOLE), Claim(1 / OTHER_WAY, 1 / OTHER_WAY, "=", WHOLE)
    assert is_theorem(check(claim, By("exchange", (check(due, Alike()),), (TRIANGLE,))))
    with pytest.raises(Refused):
        check(claim, By("exchange", (check(Claim(TRIANGLE, TRIANGLE, "=", WHOLE), Alike()),), (TRIANGLE,)))


@pytest.mark.parametrize(
    "e",
    [
        P[m, l],
        over(P[m, l]),
        Sum(P[m, l], (l, 1, k), (m, 1, k)),
        Sum(P[m, l], (l, 1, m + 1), (m, 1, k)),
        Sum(P[m, l], (l, 0, m), (m, 1, k)),
        Sum(P[m, l], (l, l, m), (m, l, k)),
        Sum(P[m, l], (l, 1, m), (m, 1, l)),
        Sum(P[m, l], (l, m, m), (m, m, k)),
        Sum(P[m, l], (l, 1, m), (m, 1, k), (n, 1, k)),
    ],
)
def test_what_is_no_sum_over_a_triangle_keeps_its_order(e: Expr) -> None:
    with pytest.raises(Refused):
        exchanged(e)


ANY_WHOLE, BODY = {n: S.Integers}, X[m] * Y[m]


@pytest.mark.parametrize(
    ("lhs", "rhs"),
    [
        (over(X[m] + Y[m], m, n), over(X[m], m, n) + over(Y[l], l, n)),
        (over(BODY, m, n), over(BODY.xreplace({m: n + 1 - m}), m, n)),
        (over(over(P[m, l], m, n), l, n), over(over(P[m, l], l, n), m, n)),
        (product(2 ** X[m], m, n), 2 ** over(X[m], m, n)),
    ],
)
def test_a_range_may_end_on_either_side_of_where_it_begins(lhs: Expr, rhs: Expr) -> None:
    assert sx.prove(lhs, rhs, ANY_WHOLE).proved
    assert not sx.prove(lhs, rhs + over(KroneckerDelta(m, 1), m, n), ANY_WHOLE).proved


def test_a_range_that_ends_below_where_it_begins_counts_the_other_way() -> None:
    ends = Hypotheses(where={n: S.Integers}, nonnegative=(-n,))
    below = Sum(X[m + n], (m, 1, -n))
    check(Claim(over(X[m], m, n), -below, "=", ends), Steps())
    with pytest.raises(Refused):
        check(Claim(over(X[m], m, n), below, "=", ends), Steps())
    factors = Product(exp(X[m + n]), (m, 1, -n))
    check(Claim(product(exp(X[m]), m, n), 1 / factors, "=", ends), Steps())
    with pytest.raises(Refused):
        check(Claim(product(exp(X[m]), m, n), factors, "=", ends), Steps())
