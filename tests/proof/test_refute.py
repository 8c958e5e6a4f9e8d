"""Witnesses: points of the domain, exact, at which a claim provably fails."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb
from identities import CLASSES, ONE_HOT, REAL, Y, a, b, i, j, k, l, m, n, p, q, vp, vx, vy, x, y
from sympy import (
    Abs,
    Add,
    Expr,
    FiniteSet,
    Indexed,
    Integer,
    Interval,
    KroneckerDelta,
    Rational,
    Sum,
    Symbol,
    exp,
    factorial,
    log,
    oo,
    pi,
    sqrt,
    symbols,
)

from symxent.language.domain import LABEL, UNIT, Domain, simplex
from symxent.language.functions import sigmoid, softmax
from symxent.proof import prove
from symxent.proof.points import points
from symxent.proof.refute import refute, shown
from symxent.proof.verdict import Witness

odd, positive = Symbol("odd", integer=True), Symbol("positive", positive=True)


def value(witness: Witness, symbol: Expr) -> Expr:
    return dict(witness.point)[symbol]


def test_a_witness_uses_small_numbers_and_only_what_is_read() -> None:
    witness = refute(exp(x) * sigmoid(a), exp(x) * sigmoid(-a), REAL)
    assert witness is not None
    assert {s for s, _ in witness.point} == {a, x}
    assert all(abs(v.p) <= 5 and v.q <= 5 for _, v in witness.point)
    assert str(witness).startswith("at a = ")


def test_nothing_that_is_undefined_at_a_point_counts_against_a_claim() -> None:
    assert refute(log(a**2), 2 * log(a), REAL) is None
    assert refute(sqrt(a) * sqrt(b), sqrt(a * b), REAL) is None
    assert refute(1 / (a - a * b / b), Integer(3), REAL) is None


SETS: list[tuple[Domain, Expr]] = [
    (Domain(where={p: UNIT}), p),
    (Domain(where={a: Interval(2, 3)}), a),
    (Domain(where={a: Interval.open(-oo, -1)}), a),
    (Domain(where={a: FiniteSet(3, 5)}), a),
    (Domain(where={y: LABEL}), y),
    (Domain(positive=(a - 2,)), a),
    (Domain(positive=(1 - p,)), p),
    (Domain(equal=((a, b + 1),)), a),
    (Domain(equal=((a, 1 - p),), where={p: UNIT, a: UNIT}), a),
    (REAL, odd),
    (REAL, positive),
]


@pytest.mark.parametrize(("domain", "symbol"), SETS, ids=range(len(SETS)))
def test_every_point_lies_in_the_domain(domain: Domain, symbol: Expr) -> None:
    seen = 0
    for point in points(domain, symbol):
        seen += 1
        assert domain.set_of(symbol).contains(point[symbol]) == True  # noqa: E712
        assert all(e.xreplace(dict(point)) > 0 for e in domain.positive)
        assert all((left - right).xreplace(dict(point)) == 0 for left, right in domain.equal)
        assert not symbol.is_integer or point[symbol].is_Integer
        assert not symbol.is_positive or point[symbol] > 0
    assert seen


def test_components_satisfy_the_declared_sums() -> None:
    ends = set()
    for point in points(ONE_HOT, Sum(vy[m] * vx[m], (m, 1, k))):
        size = int(point[k])
        ends.add(size)
        assert Add(*[point[vy[e]] for e in range(1, size + 1)]) == 1
    assert ends >= {1, 2, 3}
    labels = Domain(where={vy: LABEL}, equal=(simplex(vy, k),))
    for point in points(labels, Sum(vy[m], (m, 1, k))):
        assert sorted(point[vy[e]] for e in range(1, int(point[k]) + 1))[-2:] in ([0, 1], [1])
    rows = Domain(indices={i: (Integer(1), n)}, equal=((Sum(Y[i, m], (m, 1, k)), Integer(1)),))
    for point in points(rows, Sum(Y[m, l], (m, 1, n), (l, 1, k))):
        for row in range(1, int(point[n]) + 1):
            assert Add(*[point[Y[row, e]] for e in range(1, int(point[k]) + 1)]) == 1


def test_indices_stay_in_their_range_and_meet_and_part() -> None:
    met, parted = False, False
    for point in points(CLASSES, vx[i] + vx[j]):
        assert 1 <= point[i] <= point[k]
        assert 1 <= point[j] <= point[k]
        met, parted = met or point[i] == point[j], parted or point[i] != point[j]
    assert met
    assert parted
    apart = CLASSES.extended(equal=((KroneckerDelta(i, j), Integer(0)),))
    assert all(point[i] != point[j] for point in points(apart, vx[i] + vx[j]))


def test_facts_that_contradict_each_other_leave_no_point() -> None:
    assert not list(points(Domain(equal=((a, Integer(1)), (a, Integer(2)))), a))
    assert not list(points(Domain(where={a: UNIT}, positive=(a - 2,)), a))


def test_a_definition_of_components_is_kept_for_every_index() -> None:
    defined = CLASSES.extended(equal=((vp[i], 1 - vx[i]),))
    assert refute(Sum(vp[m], (m, 1, k)), k - Sum(vx[m], (m, 1, k)), defined) is None
    true_class = CLASSES.extended(where={vy: LABEL}, equal=(simplex(vy, k), (vy[i], Integer(1))))
    witness = refute(Sum(vy[m] * vx[m], (m, 1, k)), vx[j], true_class)
    assert witness is None or value(witness, i) != value(witness, j)


RELATIONS = [
    (a**2, "=", a, True),
    (a**2, "<", Integer(0), True),
    (a**2, "<=", a, True),
    (a, ">", Abs(a), True),
    (a, ">=", Abs(a) + 1, True),
    (a**2, "!=", a, True),
    (sigmoid(a), ">", Rational(1, 2), True),
    (sigmoid(a), "<", Integer(1), False),
    (Abs(a), ">=", a, False),
    (exp(a), "!=", Integer(0), False),
    (Abs(a) ** 2, "=", a**2, False),
]


@pytest.mark.parametrize(("lhs", "op", "rhs", "fails"), RELATIONS, ids=map(str, RELATIONS))
def test_a_relation_is_refuted_exactly_where_it_fails(lhs: Expr, op: str, rhs: Expr, fails: bool) -> None:
    assert (refute(lhs, rhs, REAL, op) is not None) == fails


def test_a_touching_value_refutes_a_strict_bound_exactly() -> None:
    witness = refute(sigmoid(a) * (1 - sigmoid(a)), Rational(1, 4), REAL, "<")
    assert witness is not None
    assert value(witness, a) == 0


def test_the_shown_ball_still_encloses_the_value() -> None:
    witness = refute(exp(q), exp(-q), REAL)
    assert witness is not None
    middle, radius = Rational(witness.lhs.midpoint), Rational(witness.lhs.radius)
    assert abs(exp(value(witness, q)).evalf(40) - middle) <= radius
    assert str(shown(arb(3))) == "3"


def test_softmax_components_are_named_in_the_witness() -> None:
    witness = refute(softmax(vx, i, k), softmax(vx, j, k), CLASSES)
    assert witness is not None
    names = [s for s, _ in witness.point]
    assert [str(s) for s in names if not isinstance(s, Indexed)] == ["i", "j", "k"]
    assert symbols("x") not in names


def test_a_witness_shows_as_many_digits_as_it_takes_to_tell_the_sides_apart() -> None:
    close = prove(exp(pi * sqrt(163)), Integer(262537412640768744)).witness
    assert close is not None
    assert abs(Fraction(close.lhs.midpoint) - Fraction(close.rhs.midpoint)) > Fraction(close.lhs.radius)
    assert close.lhs.midpoint.startswith("262537412640768743.99999999999")


@pytest.mark.parametrize(
    ("term", "low", "claimed", "where"),
    [
        ((x / 2) ** i, 0, 1 / (1 + x), {x: Interval.open(-2, 2)}),
        (i * x**i, 1, x / (1 - x), {x: Interval.open(-1, 1)}),
        (x**i / factorial(i), 0, exp(2 * x), {}),
        (1 / (i * (i + 1)), 1, Integer(2), {}),
        (1 / i**2, 1, pi**2 / 8, {}),
    ],
)
def test_a_series_is_told_apart_by_its_proved_value(
    term: Expr, low: int, claimed: Expr, where: dict[Symbol, Interval]
) -> None:
    assert prove(Sum(term, (i, low, oo)), claimed, where).refuted
