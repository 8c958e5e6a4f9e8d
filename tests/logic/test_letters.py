"""Letters: a symbol that a sum binds is every index of its range, and no index that something else is known of."""

from __future__ import annotations

from rows import X, Y, by, i, j, judge, k, l, m, n, p, q, row, rows, steps, x, y
from sympy import Abs, Derivative, Dummy, FiniteSet, IndexedBase, Integer, KroneckerDelta, Product, S, Sum, Symbol, exp
from sympy.abc import t

from symxent.logic import ByIndex, BySign, ByValue, Hypotheses, Steps
from symxent.logic.letters import kinds_in, put

v, w = Dummy("v", integer=True), Dummy("w", integer=True)
even = Dummy("v", integer=True, even=True)
P = IndexedBase("P")
POSITIVE = Symbol("n", integer=True, positive=True)
ONE_TO_K = (S.One, k)
TWO = {k: 2, X: (1, -1)}


def test_what_is_in_an_expression_is_found_at_any_depth():
    e = Sum(Abs(X[m]) * Sum(exp(Y[m, l]), (l, 1, k)), (m, 1, k)) + Abs(x)
    for kinds in ((Sum,), (Abs, exp), (Symbol,), (Product,)):
        assert kinds_in(e, *kinds) == e.atoms(*kinds)


def test_what_stands_for_itself_is_put_in_where_it_is_bound_too():
    e = X[m] * Sum(X[m], (m, 1, k))
    assert put(e, m, m) == e


def over(body, letter=m, end=k):
    return Sum(body, (letter, 1, end))


def lettered(*pairs):
    """Letters v for the sums over m of the bodies."""
    return tuple((body, m, k, letter) for body, letter in pairs)


SIZES_ADD_UP = lettered((X[m], v), (Abs(X[m]), v))
FREE_AND_BOUND = Hypotheses(indices={w: ONE_TO_K})
ROWS_OF_P = ((over(P[i, m]), S.One),)  # for each i
INNER = over(X[m], m, n)


@rows(
    row("two indices of which no range is known", KroneckerDelta(i, j) * (X[i] - X[j]), "=", 0,
        ByIndex(i, j, Steps(), Steps())),
    row("two indices, of which what is assumed binds one", KroneckerDelta(i, j) * (X[i] - X[j]), "=", 0,
        ByIndex(i, j, Steps(), Steps()), Hypotheses(positive=(over(X[i], i),))),
    row("a letter of the search", over(Abs(X[m])), ">=", 0, steps(letters=lettered((Abs(X[m]), v)))),
    row(
        "a letter of which a case speaks",
        Abs(over(X[m])), "=", over(Abs(X[m])),
        BySign(X[v], steps(letters=SIZES_ADD_UP), steps(letters=SIZES_ADD_UP)), at=TWO,
    ),
    row(
        "a letter that has a value",
        over(X[m]), "=", 5 * k, steps(letters=lettered((X[m], v))), Hypotheses(values={X[v]: Integer(5)}),
        at={v: 1, k: 2, X: (5, 1)},
    ),
    row(
        "a letter whose set is known",
        over(m), "=", k, steps(letters=lettered((m, v))), Hypotheses(values={v: S.One}), at={v: 1, k: 2},
    ),
    row(
        "a letter that is bound and free",
        X[w] * over(X[w], w), ">=", 0, BySign(X[w], Steps(), Steps()), FREE_AND_BOUND, at={**TWO, w: 2, X: (3, -1)},
    ),
    row(
        "letters of a double sum that are bound and free",
        X[i] * Sum(X[i] * Y[j] ** 2, (i, 1, k), (j, 1, k)), ">=", 0, BySign(X[i], Steps(), Steps()),
        Hypotheses(indices={i: ONE_TO_K, j: ONE_TO_K}), at={i: 2, j: 1, k: 2, X: (3, -1), Y: (1, 1)},
    ),
    row(
        "a derivative inside of a sum over a letter that is free too",
        Derivative(over(Abs(X[m] * t)), t), "=", over(X[m]), Steps(),
        Hypotheses(positive=(t, X[m]), indices={m: ONE_TO_K}), at={m: 1, k: 2, X: (1, -1), t: 1},
    ),
    row("a letter that is even", over((-1) ** m), "=", k, steps(letters=lettered(((-1) ** m, even))), at={k: 1}),
    row("a letter that is no letter", over((-1) ** m), "=", k, steps(letters=lettered(((-1) ** m, q))), at={k: 1}),
    row(
        "a letter of another range",
        over(m, m, n), "=", over(m), steps(letters=((m, m, n, v), (m, m, k, v))), at={n: 1, k: 2},
    ),
    row(
        "an entered letter of which a case speaks",
        over(X[m] * exp(m)), ">=", 0,
        BySign(
            X[v],
            steps(by("linearity of the sum", (X[v] * exp(v), v, k), (S.One, X[v] * exp(v), v))),
            steps(by("linearity of the sum", (X[v] * exp(v), v, k), (S.One, X[v] * exp(v), v))),
        ),
        at={k: 1, X: (-1,)},
    ),
)  # fmt: skip
def test_letter_is_every_index_of_its_range(given):
    judge(given)


@rows(
    row(
        "a term that comes, under a sum that binds its index",
        Sum(m * X[k] ** 2, (k, 1, n), (m, 1, k + 1)), "=",
        Sum(m * X[k] ** 2, (k, 1, n), (m, 1, k)) + Sum((k + 1) * X[k] ** 2, (k, 1, n)),
        at={k: 2, n: 1, X: (1,)},
    ),
    row(
        "a place of a declared equality, under the sum that binds it",
        over(P[n, n], n), "=", 1,
        steps(
            by("declared", over(P[v, v], v), S.One, (i, m)),
            letters=((P[n, n], n, k, v),),
        ),
        Hypotheses(indices={i: ONE_TO_K, m: ONE_TO_K}, equal=ROWS_OF_P),
        at={m: 1, k: 2, P: {(1, 1): 0, (1, 2): 1, (2, 1): 1, (2, 2): 0}},
    ),
    row(
        "the end of a telescoping sum, under a sum that binds it",
        over(over(INNER, l, p), p), "=", k * over(p * X[p], p, n),
        steps(
            by("telescoping", (INNER, v, w), over(v * X[w], w, n)),
            letters=((over(INNER, l, p), p, k, w), (INNER, l, w, v)),
        ),
        at={k: 2, n: 1, X: (1,)},
    ),
    row(
        "a derivative by what is bound",
        Derivative(Product(X[m], (m, 1, k)), X[m]), "=", Product(X[m], (m, 1, k)) * over(1 / X[m]), Steps(),
        Hypotheses(where={X: S.Reals}, positive=(), indices={m: ONE_TO_K}), at={m: 1, k: 2, X: (1, 1)},
    ),
)  # fmt: skip
def test_nothing_is_caught_by_a_sum(given):
    judge(given)


ZERO_OR_ONE = FiniteSet(0, 1)


@rows(
    row(
        "the values of a label",
        y**2, "=", y, ByValue(y, ((S.Zero, Steps()), (S.One, Steps()))), Hypotheses(where={y: ZERO_OR_ONE}),
    ),
    row(
        "the values of a component that a sum runs through",
        over(Y[m]) ** 2, "=", k * over(Y[m]), ByValue(Y[m], ((S.Zero, Steps()), (S.One, Steps()))),
        Hypotheses(where={Y: ZERO_OR_ONE}), at={k: 2, Y: (0, 1)},
    ),
    row(
        "the values of what is differentiated by",
        Derivative(y**2 * x, y), "=", 2 * x, ByValue(y, ((S.Zero, Steps()), (S.One, Steps()))),
        Hypotheses(where={y: ZERO_OR_ONE}), at={x: 1, y: 0},
    ),
    row(
        "the cases of an index that a sum runs through",
        over(KroneckerDelta(w, p), w), "=", 0, ByIndex(w, p, Steps(), Steps()), at={k: 2, p: 1},
    ),
    row(
        "an index that takes the place of one that is bound",
        over(KroneckerDelta(i, m) * X[m]), "=", X[i], ByIndex(i, m, Steps(), Steps()),
        Hypotheses(indices={i: (S.One, 2 * k)}), at={i: 2, k: 1, X: (1, 1)},
    ),
)  # fmt: skip
def test_cases_are_of_what_is_free(given):
    judge(given)


EACH_ROW = Hypotheses(
    indices={i: ONE_TO_K, p: ONE_TO_K}, equal=((over(Y[i, m]), KroneckerDelta(i, j)),)
)  # for each i, and one j


@rows(
    row(
        "a declared equality for another index",
        over(Y[p, m]), "=", 1,
        steps(by("declared", over(Y[p, v], v), S.One, (i, p)), letters=((Y[p, m], m, k, v),)),
        Hypotheses(indices={i: ONE_TO_K, p: ONE_TO_K}, equal=((over(Y[i, m]), S.One),)),
    ),
    row(
        "a declared equality for an index that stands for one",
        KroneckerDelta(i, j) * (over(Y[p, m]) - 1), "=", 0,
        ByIndex(
            i, j,
            steps(by("declared", over(Y[p, v], v), S.One, (j, p)), letters=((Y[p, m], m, k, v),)),
            Steps(),
        ),
        EACH_ROW, at={i: 1, j: 1, p: 2, k: 2, Y: {(1, 1): 1, (1, 2): 0, (2, 1): 0, (2, 2): 0}},
    ),
    row(
        "a declared equality outside of the range of its index",
        over(Y[n, m]), "=", 1,
        steps(by("declared", over(Y[n, v], v), S.One, (i, n)), letters=((Y[n, m], m, k, v),)),
        Hypotheses(indices={i: ONE_TO_K}, equal=((over(Y[i, m]), S.One),)),
        at={i: 1, n: 2, k: 1, Y: {(1, 1): 1, (2, 1): 0}},
    ),
    row(
        "a declared equality above the range of its index",
        over(Y[POSITIVE, m]), "=", 1,
        steps(by("declared", over(Y[POSITIVE, v], v), S.One, (i, POSITIVE)), letters=((Y[POSITIVE, m], m, k, v),)),
        Hypotheses(indices={i: ONE_TO_K}, equal=((over(Y[i, m]), S.One),)),
        at={i: 1, POSITIVE: 2, k: 1, Y: {(1, 1): 1, (2, 1): 0}},
    ),
    row(
        "a declared equality below the range of its index",
        over(Y[n, m]), "=", 1,
        steps(by("declared", over(Y[n, v], v), S.One, (i, n)), letters=((Y[n, m], m, k, v),)),
        Hypotheses(indices={i: ONE_TO_K, n: (k - 5, k)}, equal=((over(Y[i, m]), S.One),)),
        at={i: 1, n: 0, k: 1, Y: {(1, 1): 1, (0, 1): 0}},
    ),
    row(
        "a declared equality for something that is no index of it",
        over(Y[n, m]), "=", 1,
        steps(by("declared", over(Y[n, v], v), S.One, (l, n)), letters=((Y[n, m], m, k, v),)),
        Hypotheses(indices={n: ONE_TO_K}, equal=((over(Y[l, m]), S.One),)),
        at={n: 2, k: 2, l: 1, Y: {(1, 1): 1, (1, 2): 0, (2, 1): 0, (2, 2): 0}},
    ),
)  # fmt: skip
def test_declared_equality_holds_for_every_value_of_its_indices(given):
    judge(given)
