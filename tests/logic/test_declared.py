"""What is declared of a letter or of a vector is put in for it, in derivatives too; each condition of it is needed."""

import pytest
from sympy import Abs, Derivative, Function, IndexedBase, Integral, Interval, Product, S, Subs, Sum, Symbol, symbols

import symxent as sx
from symxent.language.domain import Domain
from symxent.language.functions import logsumexp, sigmoid, softmax, softplus
from symxent.logic import Alike, By, Claim, Hypotheses, Refused, Steps, check, is_theorem, put_in, same

X, Y, W = map(IndexedBase, "XYW")
N = IndexedBase("N", integer=True)
i, l, m, n = symbols("i l m n", integer=True)
k = Symbol("k", integer=True, positive=True)
t, x, y = symbols("t x y", real=True)
f = Function("f", real=True)
TIE, SQUARE = (X[m], t * Y[m]), (y, x**2)
RANGES = {m: (S.One, k), i: (S.One, k)}
VECTOR, SCALAR = Domain(equal=(TIE,), indices=RANGES), Domain(equal=(SQUARE,))


def total(e, low=1, high=k):
    return Sum(e, (l, low, high))


@pytest.mark.parametrize(
    ("lhs", "rhs", "domain"),
    [
        (X[i], t * Y[i], VECTOR),
        (X[1], t * Y[1], VECTOR),
        (total(X[l]), t * total(Y[l]), VECTOR),
        (total(Abs(X[l])), total(Abs(t * Y[l])), VECTOR),
        (Derivative(X[i] ** 2, t), 2 * t * Y[i] ** 2, VECTOR),
        (Derivative(total(X[l] * W[l]), t), total(Y[l] * W[l]), VECTOR),
        (Derivative(logsumexp(X, k), t), total(softmax(X, l, k) * Y[l]), VECTOR),
        (Derivative(total(X[l] * W[l]), W[i]), X[i], VECTOR),
        (Derivative(y**2, x), 4 * x**3, SCALAR),
        (Derivative(f(y), x), 2 * x * Subs(Derivative(f(t), t), t, x**2), SCALAR),
    ],
)
def test_what_follows_from_what_is_declared_is_proved(lhs, rhs, domain) -> None:
    assert sx.prove(lhs, rhs, domain).proved


@pytest.mark.parametrize(
    ("lhs", "rhs", "domain"),
    [
        (Derivative(total(X[l] ** 2), t), S.Zero, VECTOR),
        (Derivative(logsumexp(X, k), t), S.Zero, VECTOR),
        (Derivative(y**2, x), S.Zero, SCALAR),
        (X[k + 1], t * Y[k + 1], VECTOR),
        (total(X[l], 0), t * total(Y[l], 0), VECTOR),
        (total(X[l], 1, k + 1), t * total(Y[l], 1, k + 1), VECTOR),
        (total(X[l], 3, 1), t * total(Y[l], 3, 1), VECTOR),
        (Derivative(y * x, y), x, SCALAR),
        (Derivative(Y[1] * Y[2], Y[1]), Y[2], Domain(equal=((Y[2], 1 - Y[1]),))),
        (Derivative(y**2, x), 4 * x**3, Domain(equal=((y, x**2 + y),))),
    ],
)
def test_what_does_not_follow_is_not(lhs, rhs, domain) -> None:
    assert not sx.prove(lhs, rhs, domain).proved


def claim(side, **more) -> Claim:
    return Claim(side, side, "=", Hypotheses(**{"indices": RANGES, "equal": (TIE, SQUARE), **more}))


def test_the_premise_is_the_claim_with_it_put_in_and_no_other() -> None:
    made = claim(total(X[l]))
    due = put_in(made, *TIE)
    assert due.lhs == total(t * Y[l])
    assert due.hypotheses.equal == (SQUARE,)
    assert is_theorem(check(made, By("declaration", (check(due, Alike()),), TIE)))
    for other in (check(made, Alike()), same(total(Y[l]), total(Y[l]), due.hypotheses)):
        with pytest.raises(Refused):
            check(made, By("declaration", (other,), TIE))


def test_an_equality_is_solved_for_a_letter_in_which_it_is_linear() -> None:
    whole = (2 * x + 3 * y, S.One)
    assert put_in(claim(y**2, equal=(whole,)), y, (1 - 2 * x) / 3).lhs == ((1 - 2 * x) / 3) ** 2
    shares = Domain(equal=((x + y, S.One),))
    assert sx.prove(x * y, S.One / 4, shares, op="<=").proved
    assert not sx.prove(x * y, S.One / 5, shares, op="<=").proved
    assert not sx.prove(Derivative(x * y, x), 1 - 2 * x, shares).proved


def test_it_is_put_in_where_it_stands_and_nowhere_else() -> None:
    assert put_in(claim(Y[X[1]]), *TIE).lhs == Y[t * Y[1]]
    assert put_in(claim(softplus(y + 1)), *SQUARE).lhs == softplus(x**2 + 1)


def test_a_function_that_is_called_as_one_that_is_defined_is_another() -> None:
    """Of what nobody knows the logistic function is said."""
    called = Claim(Function("sigmoid")(y), sigmoid(y), "=", Hypotheses(equal=(SQUARE,)))
    with pytest.raises(Refused):
        check(called, By("declaration", (check(put_in(called, *SQUARE), Steps()),), SQUARE))


def test_nothing_that_was_known_of_it_is_known_any_longer() -> None:
    known = {"positive": (y, t), "nonnegative": (y,), "nonzero": (y,), "zero": (y - 4,)}
    due = put_in(claim(y, where={y: Interval(0, 1), t: Interval(0, 1)}, **known), *SQUARE).hypotheses
    assert dict(due.where) == {t: Interval(0, 1)}
    assert (due.positive, due.nonnegative, due.nonzero, due.zero) == ((t,), (), (), ())
    assert put_in(claim(y, equal=(SQUARE, (t, y + 1))), *SQUARE).hypotheses.equal == ()


@pytest.mark.parametrize(
    ("made", "pair"),
    [
        (claim(y), (y, x**3)),
        (claim(y, equal=((x + y, S.One),)), (y, 2 - x)),
        (claim(y, equal=((x * y, S.One),)), (y, 1 / x)),
        (claim(y, equal=((x, x),)), (y, S(7))),
        (claim(y, equal=((t + 1, x),)), (y, x + t)),
        (claim(Derivative(y, x), equal=((x + y, S.One),)), (y, 1 - x)),
        (claim(y, equal=((y, x + y),)), (y, x + y)),
        (claim(y, equal=((y + x, t),)), (y + x, t)),
        (claim(y, values={t: S.One}), SQUARE),
        (claim(y, distinct=frozenset((frozenset((i, m)),))), SQUARE),
        (claim(y, fixed=frozenset((i,))), SQUARE),
        (claim(X[i], indices={i: (S.One, k)}), TIE),
        (claim(X[1, i], equal=((X[1, m], t * Y[m]),)), (X[1, m], t * Y[m])),
        (claim(n, equal=((n, 2 * l),), indices={i: (S.One, n)}), (n, 2 * l)),
        (claim(n, equal=((n, 2 * l),), indices={n: (S.One, k)}), (n, 2 * l)),
        (claim(X[i, 1]), TIE),
        (claim(X[X[1]]), TIE),
        (claim(X[k + 1]), TIE),
        (claim(X[0]), TIE),
        (claim(X[n]), TIE),
        (claim(f(X)), TIE),
        (claim(total(X[l], 3, 1)), TIE),
        (claim(total(X[l], 0)), TIE),
        (claim(total(X[l], 1, k + 1)), TIE),
        (claim(Product(X[l], (l, 1, k + 1))), TIE),
        (claim(Sum(X[m], (m, 1, k + 1))), TIE),
        (claim(Sum(y * l, (l, 1, k)), equal=((y, l),)), (y, l)),
        (claim(Derivative(y**2, y)), SQUARE),
        (claim(Derivative(X[1] ** 2, X[1])), TIE),
        (claim(Derivative(y * x, x)), SQUARE),
        (claim(Derivative(X[1] * Y[2], Y[1])), TIE),
        (claim(Integral(y * x, (x, 0, 1))), SQUARE),
        (claim(Subs(Derivative(f(t) * y, t), t, 1)), SQUARE),
    ],
)
def test_it_is_refused_where_that_is_another_claim(made, pair) -> None:
    with pytest.raises(Refused):
        put_in(made, *pair)


@pytest.mark.parametrize(
    ("lhs", "tie", "why"),
    [
        (Sum(y, (y, 1, k)), SQUARE, "is bound in"),
        (X[i], (X[m, n], t), "for every index"),
        (N[N[1]], (N[m], n * Y[m]), "holds N"),
    ],
)
def test_what_is_no_component_of_a_range_is_refused(lhs, tie, why) -> None:
    known = Hypotheses(indices={**RANGES, n: (S.One, k)}, equal=(tie,), nonnegative=(N[1] - 1, k - N[1]))
    with pytest.raises(Refused, match=why):
        put_in(Claim(lhs, S.Zero, "=", known), *tie)


def test_a_derivative_by_what_the_declaration_does_not_hold_is_one_of_what_is_put_in() -> None:
    claim = Claim(Derivative(total(X[l] * W[l]), W[i]), X[i], "=", Hypotheses(indices=RANGES, equal=(TIE,)))
    assert put_in(claim, *TIE).rhs == t * Y[i]
