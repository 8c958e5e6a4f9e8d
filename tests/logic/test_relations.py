"""Sums that are compared summand by summand, and values of increasing functions by what stands in them.

What follows, and for every condition a conclusion that would be false.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sympy import (
    Abs,
    Dummy,
    Expr,
    FiniteSet,
    Function,
    IndexedBase,
    Integer,
    Interval,
    KroneckerDelta,
    Max,
    Range,
    Rational,
    S,
    Sum,
    Symbol,
    cos,
    cosh,
    exp,
    log,
    oo,
    polygamma,
    sign,
    sqrt,
    symbols,
    tanh,
)

from symxent.language.domain import Domain
from symxent.language.functions import sigmoid
from symxent.logic import By, BySign, Claim, Refused, Steps, Theorem, check, is_theorem, summands
from symxent.proof import Status, prove
from symxent.proof.arguments import hypotheses_of

x, y = IndexedBase("x"), IndexedBase("y")
j, m, l, n = symbols("j m l n", integer=True)
c = Symbol("c", real=True)
k, some = Symbol("k", integer=True, positive=True), Symbol("n", integer=True, nonnegative=True)
v = Dummy("v", integer=True)
UNIT, OPEN = Domain(where={x: Interval(0, 1)}), Domain(where={x: Interval.open(0, 1)})


def over(body: Expr, low: Expr | int = 1, high: Expr = k) -> Sum:
    return Sum(body, (m, low, high))


def concluded(lhs: Expr, rhs: Expr, op: str = "=", domain: Domain | None = None, letter: Symbol = v) -> Theorem:
    """What the principle makes of a premise that is proved; raises Refused."""
    domain = domain or Domain()
    left, right, low, high = summands(lhs, rhs, letter)
    inside = domain.extended(indices={letter: (low, high)})
    premise = prove(left, right, inside, op=op).theorem
    assert premise is not None, "the premise is to hold"
    return check(Claim(lhs, rhs, op, hypotheses_of(domain)), By("summand by summand", (premise,), (letter,)))


HOLD = [
    (over(Max(0, x[m])), over((x[m] + Abs(x[m])) / 2), "=", Domain()),
    (c * over(Abs(x[m])) + over(y[m]), over(c * sign(x[m]) * x[m] + y[m]), "=", Domain()),
    (over(x[m], 1, some), over(Abs(x[m]), 1, some), "<=", Domain()),
    (over(x[m]), k, "<=", UNIT),
    (over(x[m]), k, "<", OPEN),
    (over(log(x[m] * y[m]), 1, some), over(log(x[m]), 1, some) + over(log(y[m]), 1, some), "=", Domain()),
]


@pytest.mark.parametrize(("lhs", "rhs", "op", "domain"), HOLD)
def test_what_holds_of_each_summand_holds_of_the_sums(lhs: Expr, rhs: Expr, op: str, domain: Domain) -> None:
    assert is_theorem(concluded(lhs, rhs, op, domain))
    assert prove(lhs, rhs, domain, op=op).proved


even = Dummy("v", even=True)
FROM_J = Domain(positive=(k - j,))
FALSE = [
    ("the index stands in the claim", over(x[m] - x[v]), over(Integer(0)), "=", Domain(), v),
    ("the index stands in a hypothesis", over(Abs(x[m])), over(x[m]), "=", Domain(positive=(x[v],)), v),
    ("more is known of the index", over((-1) ** m), over(Integer(1)), "=", Domain(), even),
    ("an end from which less is known outside", over(Abs(j), j), over(j, j), "=", FROM_J, v),
    ("the ends may cross", over(Integer(0), 1, n), over(Integer(1), 1, n), "<=", Domain(where={n: S.Integers}), v),
    ("there may be no summand", over(Integer(0), 1, some), over(Integer(1), 1, some), "<", Domain(), v),
    ("no number of terms", over(1 / some, 1, some), Integer(1), "=", Domain(), v),
    ("another range", over(x[m], 2), over(x[m]), "=", Domain(), v),
    ("two ranges on one side", over(x[m], 2) + over(y[m]), over(x[m]) + over(y[m]), "=", Domain(), v),
]


@pytest.mark.parametrize(("why", "lhs", "rhs", "op", "domain", "letter"), FALSE, ids=[row[0] for row in FALSE])
def test_no_sums_are_compared_where(why: str, lhs: Expr, rhs: Expr, op: str, domain: Domain, letter: Symbol) -> None:
    assert prove(lhs, rhs, domain, op=op).status is not Status.PROVED
    with pytest.raises(Refused):
        concluded(lhs, rhs, op, domain, letter)


def test_the_premise_is_about_these_summands_under_these_hypotheses() -> None:
    lhs, rhs = over(x[m]), over(Abs(x[m]))
    statement = Claim(lhs, rhs, "=", hypotheses_of(UNIT))
    right = Domain(where=UNIT.where, indices={v: (Integer(1), k)})
    for domain, op, other in (
        (right, "<=", Abs(x[v])),
        (right, "=", x[v]),
        (Domain(where=UNIT.where, indices={v: (Integer(1), k + 1)}), "=", Abs(x[v])),
        (Domain(where={x: Interval(0, 2)}, indices={v: (Integer(1), k)}), "=", Abs(x[v])),
    ):
        premise = prove(x[v], other, domain, op=op).theorem
        assert premise is not None
        with pytest.raises(Refused):
            check(statement, By("summand by summand", (premise,), (v,)))
    premise = prove(x[v], Abs(x[v]), right).theorem
    assert premise is not None
    assert is_theorem(check(statement, By("summand by summand", (premise,), (v,))))


def test_what_is_no_sum_has_no_summands() -> None:
    for lhs, rhs in ((c, c), (over(x[m]) ** 2, over(x[m])), (over(x[m]) * over(y[m]), over(x[m])), (over(x[m]), c)):
        with pytest.raises(Refused):
            summands(lhs, rhs, v)


def test_sums_may_be_equal_though_no_summand_is() -> None:
    signs = Domain(where={y: FiniteSet(-1, 1)})
    inside = hypotheses_of(signs.extended(indices={v: (Integer(1), k)}))
    premise = check(Claim(y[v], S.Zero, "!=", inside), BySign(y[v], Steps(), Steps(), Steps(), y[v], S.Zero))
    with pytest.raises(Refused):  # 1 - 1 = 0
        check(Claim(over(y[m]), S.Zero, "!=", hypotheses_of(signs)), By("summand by summand", (premise,), (v,)))


def test_series_are_compared_term_by_term_where_both_have_a_value() -> None:
    def series(term: Expr, low: int = 1) -> Sum:
        return Sum(term, (m, low, oo))

    def termwise(lhs: Expr, rhs: Expr, op: str, low: int, letter: Symbol) -> Theorem:
        left, right, first, _ = summands(lhs, rhs, letter)
        inside = Domain(where={letter: Range(low, oo)})
        premise = prove(left, right, inside, op=op).theorem
        assert premise is not None, "the premise is to hold"
        assert first == low
        return check(Claim(lhs, rhs, op, hypotheses_of(Domain())), By("summand by summand", (premise,), (letter,)))

    assert is_theorem(termwise(series((-1) ** (m + 1) / 2**m), series((-1) ** (m - 1) * 2**-m), "=", 1, v))
    assert is_theorem(termwise(series(1 / m**3), series(1 / m**2), "<=", 1, v))
    from_one = Dummy("v", integer=True, positive=True)
    for lhs, rhs, low, letter in (
        (series(1 / m**2) + 1, series(1 / m**2), 1, v),  # a number beside them
        (series(1 / (1 + m**2), 0), series(1 / (1 + m**2)), 0, v),  # not of one range
        (series(KroneckerDelta(m, 0), 0), series(KroneckerDelta(m, -1), 0), 0, from_one),  # not for m = 0
    ):
        with pytest.raises(Refused):
            termwise(lhs, rhs, "=", low, letter)


# -- increasing functions ------------------------------------------------------------------------------------------

a, b = symbols("a b", real=True)
ABOVE = Domain(positive=(a - b,))


def carried(lhs: Expr, rhs: Expr, op: str, premise: tuple[Expr, Expr, str], domain: Domain = ABOVE) -> Theorem:
    found = prove(premise[0], premise[1], domain, op=premise[2]).theorem
    assert found is not None, "the premise is to hold"
    return check(Claim(lhs, rhs, op, hypotheses_of(domain)), By("increasing", (found,)))


@pytest.mark.parametrize(
    ("lhs", "rhs", "op", "premise"),
    [
        (sigmoid(a), sigmoid(b), ">", (a, b, ">")),
        (log(a), log(b), ">=", (a, b, ">=")),
        (-2 * tanh(a), -2 * tanh(b), "<", (-2 * a, -2 * b, "<")),
        (a**3, b**3, "!=", (a, b, "!=")),
        (sqrt(a), sqrt(b), ">", (a, b, ">")),
        (a ** Rational(2, 3), b ** Rational(2, 3), ">", (a, b, ">")),
        (polygamma(0, exp(a)), polygamma(0, exp(b)), ">", (exp(a), exp(b), ">")),
        (polygamma(1, exp(a)), polygamma(1, exp(b)), "<", (-exp(a), -exp(b), "<")),
    ],
)
def test_an_increasing_function_keeps_the_relation(
    lhs: Expr, rhs: Expr, op: str, premise: tuple[Expr, Expr, str]
) -> None:
    assert is_theorem(carried(lhs, rhs, op, premise))
    assert prove(lhs, rhs, ABOVE, op=op).proved


@pytest.mark.parametrize(
    ("lhs", "rhs", "op", "premise"),
    [
        (a**2, b**2, ">", (a, b, ">")),
        (1 / a, 1 / b, ">", (a, b, ">")),
        (a ** Rational(-1, 3), b ** Rational(-1, 3), ">", (a, b, ">")),
        (cos(a), cos(b), ">", (a, b, ">")),
        (cosh(a), cosh(b), ">", (a, b, ">")),
        (-exp(a), -exp(b), ">", (a, b, ">")),
        (exp(a), 2 * exp(b), ">", (a, b, ">")),
        (exp(a), a + b, ">", (a, b, ">")),
        (a**3, b**5, ">", (a, b, ">")),
        (exp(b), exp(a), ">", (a, b, ">")),
        (exp(a), exp(b), "=", (a, b, ">")),
        (Function("exp")(a), Function("exp")(b), ">", (a, b, ">")),
        (polygamma(0, a), polygamma(0, b), ">", (a, b, ">")),  # there may be a pole between them
        (polygamma(n, exp(a)), polygamma(n, exp(b)), ">", (exp(a), exp(b), ">")),
        (polygamma(1, exp(a)), polygamma(1, exp(b)), ">", (exp(a), exp(b), ">")),
        (polygamma(0, exp(a)), polygamma(2, exp(b)), ">", (exp(a), exp(b), ">")),
    ],
)
def test_another_function_or_relation_does_not(lhs: Expr, rhs: Expr, op: str, premise: tuple[Expr, Expr, str]) -> None:
    with pytest.raises(Refused):
        carried(lhs, rhs, op, premise)
    assert not prove(lhs, rhs, ABOVE, op=op).proved


# -- squares -------------------------------------------------------------------------------------------------------

p, q = symbols("p q", positive=True)
P, Q = Dummy(positive=True), Dummy(positive=True)
SQUARED, ANY = ((p, P), (q, Q)), Domain()


def by_squares(op: str, parts: tuple[tuple[Expr, Expr], ...], domain: Domain = ANY, **others: Any) -> Theorem:
    """√p √q against (p + q)/2, from P Q against (P² + Q²)/2, under other hypotheses or of other letters."""
    at = {x: root**2 for x, root in parts}
    positive = tuple(e.xreplace(at) for e in domain.positive)
    left, right = (e.xreplace(at) for e in (sqrt(p) * sqrt(q), (p + q) / 2))
    premise = prove(left, right, replace(domain, positive=positive), op=op).theorem
    assert premise is not None, "the premise is to hold"
    hypotheses = replace(hypotheses_of(domain), **others)
    return check(Claim(sqrt(p) * sqrt(q), (p + q) / 2, op, hypotheses), By("squares", (premise,), parts))


def test_a_claim_of_numbers_that_are_not_negative_holds_if_it_does_of_all_squares() -> None:
    assert is_theorem(by_squares("<=", SQUARED))
    assert is_theorem(by_squares("<", SQUARED, Domain(positive=(q - p,))))
    assert prove(2 / (1 / p + 1 / q), sqrt(p * q), op="<=").proved
    assert prove(sqrt(p * q), (p + q) / 2, op="<").refuted


@pytest.mark.parametrize(
    ("parts", "others"),
    [
        ((), {}),
        (((p, P), (q, P)), {}),  # then p = q
        (((p, q), (q, Q)), {}),
        (((p, Dummy(positive=True, integer=True)), (q, Q)), {}),
        (((p, Dummy(positive=True)), (q, Dummy(negative=True))), {}),
        (SQUARED, {"nonzero": (p - q,)}),
        (SQUARED, {"zero": (p - q,)}),
        (SQUARED, {"equal": ((p, q + 1),)}),
        (SQUARED, {"values": {p: Integer(4)}}),
        (SQUARED, {"indices": {p: (Integer(1), q)}}),
    ],
)
def test_the_squares_are_of_letters_that_take_all_such_values(
    parts: tuple[tuple[Expr, Expr], ...], others: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        by_squares("<=", parts, **others)


def test_a_letter_that_may_be_negative_is_no_square() -> None:
    root = Dummy(nonnegative=True)
    premise = prove(root**2, S.Zero, op=">=").theorem
    assert premise is not None
    with pytest.raises(Refused):
        check(Claim(a, S.Zero, ">=", hypotheses_of(Domain())), By("squares", (premise,), ((a, root),)))
    closed = hypotheses_of(Domain(where={a: Interval(0, 1)}))
    assert is_theorem(check(Claim(a, S.Zero, ">=", closed), By("squares", (premise,), ((a, root),))))
    above = prove(P**2, S.Zero, op=">").theorem
    assert above is not None
    with pytest.raises(Refused):  # 0 is the square of no positive number
        check(Claim(a, S.Zero, ">", closed), By("squares", (above,), ((a, P),)))


@pytest.mark.parametrize(
    ("lhs", "rhs", "op", "due"),
    [
        (a, sqrt(a**2 + b**2), "<=", ((0, sqrt(a**2 + b**2), "<="), (a**2, a**2 + b**2, "<="))),
        (a, sqrt(a**2 + 1), "<", ((0, sqrt(a**2 + 1), "<="), (a**2, a**2 + 1, "<"))),
        (sqrt(a**2 + 1), Abs(a), ">", ((0, sqrt(a**2 + 1), "<="), (a**2, a**2 + 1, "<"))),
    ],
)
def test_what_has_the_smaller_square_is_smaller_than_what_is_not_negative(
    lhs: Expr, rhs: Expr, op: str, due: tuple[tuple[Any, ...], ...]
) -> None:
    premises = tuple(prove(one, other, op=o).theorem for one, other, o in due)
    assert None not in premises
    claim = Claim(lhs, rhs, op, hypotheses_of(Domain()))
    assert is_theorem(check(claim, By("squared sides", premises)))
    for wrong in (premises[:1], premises[::-1], (premises[0], premises[0])):
        with pytest.raises(Refused):
            check(claim, By("squared sides", wrong))
    with pytest.raises(Refused):  # the other way around, and with another relation
        check(Claim(rhs, lhs, op, claim.hypotheses), By("squared sides", premises))
    with pytest.raises(Refused):
        check(replace(claim, op="!="), By("squared sides", premises))


def test_a_smaller_square_alone_and_a_weak_relation_say_less() -> None:
    square = prove(a**2, (-sqrt(a**2 + 1)) ** 2, op="<=").theorem
    assert square is not None
    claim = Claim(a, -sqrt(a**2 + 1), "<=", hypotheses_of(Domain()))
    with pytest.raises(Refused):
        check(claim, By("squared sides", (square, square)))
    positive, weak = prove(S.Zero, Abs(a), op="<=").theorem, prove(a**2, a**2, op="<=").theorem
    assert positive is not None
    assert weak is not None
    with pytest.raises(Refused):  # at 1, 1 < 1
        check(Claim(a, Abs(a), "<", claim.hypotheses), By("squared sides", (positive, weak)))


# -- what is a square, and something more ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "op"),
    [
        (a**2 + a * b + b**2, ">="),
        (a**2 - 2 * a * b + 2 * b**2, ">="),
        (a**2 + a * b + b**2 + 1, ">"),
        (3 * (a**2 + b**2 + c**2) - (a + b + c) ** 2, ">="),
        (p * a**2 + 2 * sqrt(p * q) * a * b + q * b**2, ">="),
        (a**10 * b**10 + a**12 + p * b**14, ">="),  # even powers alone
    ],
)
def test_a_quadratic_form_that_is_never_negative(form: Expr, op: str) -> None:
    assert prove(form, S.Zero, op=op).proved
    if op == ">=":
        assert prove(form, S.Zero, op=">").refuted


def test_a_quadratic_form_that_is_negative_somewhere() -> None:
    assert prove(a**2 + 3 * a * b + b**2, S.Zero, op=">=").refuted
    assert not prove((b - 1) * a**2 + 2 * a + 1, S.Zero, Domain(where={b: Interval(1, 2)}), op=">=").proved
