"""The normal form: one expression for one value, a budget for everything."""

from __future__ import annotations

import time

import pytest
from identities import CLASSES, IDENTITIES, LABELLED, REAL, a, b, i, j, k, l, m, p, q, vp, vx, vy, x, z
from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Float,
    I,
    Integer,
    Integral,
    KroneckerDelta,
    Limit,
    Max,
    Mul,
    Pow,
    Product,
    Rational,
    Sum,
    exp,
    log,
    nan,
    oo,
    sin,
    sqrt,
    symbols,
    tanh,
    zoo,
)

from symxent.language.domain import LABEL, UNIT, Domain, simplex
from symxent.language.functions import logsumexp, sigmoid, softmax, softplus
from symxent.proof import Status, Undecided, canonical, is_zero, prove
from symxent.proof.derivatives import evaluated

SAME: list[tuple[Expr, Expr]] = [
    ((1 + tanh(x / 2)) / 2, sigmoid(x)),
    (x / (a - b), -x / (b - a)),
    (log(a**2 * b**2), log(b**2) + log(a**2)),
    (log(p * q), log(q) + log(p)),
    (exp(a) ** 2 / exp(b), exp(2 * a - b)),
    (1 / (1 + sqrt(2)), sqrt(2) - 1),
    (1 / sqrt(2), sqrt(2) / 2),
    (sqrt(12), 2 * sqrt(3)),
    (softplus(x) - softplus(-x), x),
    (Sum(vx[m], (m, 1, k)), Sum(vx[l], (l, 1, k))),
    (Sum(a * vx[m] + b, (m, 1, k)), a * Sum(vx[l], (l, 1, k)) + k * b),
    (Sum(vx[m + 1], (m, 0, k - 1)), Sum(vx[m], (m, 1, k))),
    (Sum(sigmoid(vx[m]), (m, 1, k)), k - Sum(1 / (1 + exp(vx[m])), (m, 1, k))),
    (Sum(vx[m] * vy[l], (m, 1, k), (l, 1, k)), Sum(vx[m], (m, 1, k)) * Sum(vy[m], (m, 1, k))),
    (logsumexp(vx, k), log(Sum(exp(vx[m] + a), (m, 1, k))) - a),
    (Sum(KroneckerDelta(m, i) * vx[m], (m, 1, k)), vx[i]),
    (KroneckerDelta(i, j) * vx[i], KroneckerDelta(j, i) * vx[j]),
    (softmax(vx, i, k), exp(vx[i] - logsumexp(vx, k))),
    (Product(vx[m] * vy[m] ** 2, (m, 1, k)), Product(vx[l], (l, 1, k)) * Product(vy[l], (l, 1, k)) ** 2),
    (Product(p * exp(vx[m]), (m, 1, k)), p**k * exp(Sum(vx[m], (m, 1, k)))),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[str(row[0]) for row in SAME])
def test_equal_values_have_one_canonical_form(one: Expr, other: Expr) -> None:
    assert canonical(one, CLASSES) == canonical(other, CLASSES)
    assert canonical(canonical(one, CLASSES), CLASSES) == canonical(one, CLASSES)


DIFFERENT: list[tuple[Expr, Expr]] = [
    (sigmoid(x), tanh(x)),
    (Sum(vx[m], (m, 1, k)), Sum(vy[m], (m, 1, k))),
    (Sum(vx[m], (m, 1, k)), Sum(vx[m], (m, 1, l))),
    (vx[i], vx[j]),
    (softmax(vx, i, k), softmax(vx, j, k)),
    (log(a), log(-a)),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=[str(row[0]) for row in DIFFERENT])
def test_different_values_have_different_canonical_forms(one: Expr, other: Expr) -> None:
    assert canonical(one, CLASSES) != canonical(other, CLASSES)
    assert not is_zero(one - other, CLASSES)


def test_both_sides_of_an_identity_have_one_canonical_form() -> None:
    checked = 0
    for identity in (each for each in IDENTITIES if each.domain is not LABELLED):
        lhs, rhs = evaluated(identity.lhs), evaluated(identity.rhs)
        try:
            pair = canonical(lhs, identity.domain), canonical(rhs, identity.domain)
        except Undecided:  # it depends on a sign
            continue
        checked += 1
        assert pair[0] == pair[1], identity.name
    assert checked > 90


def test_a_declared_fact_is_used_and_named() -> None:
    total = Sum(vy[m], (m, 1, k))
    assert not is_zero(total - 1, REAL)
    facts = Domain(equal=(simplex(vy, k),))
    assert is_zero(total - 1, facts)
    assert prove(total, Integer(1), facts).used == ("Sum(y[m], (m, 1, k)) = 1",)
    split = prove(log(a / (1 - a)), log(a) - log(1 - a), Domain(positive=(1 - a,)))
    assert split.proved
    assert split.used == ("1 - a > 0", "a > 0, where log(a) is defined")


def test_a_definition_is_put_in_place_of_its_symbol() -> None:
    y1, y2, y3 = symbols("y1 y2 y3", real=True)
    facts = Domain(equal=((y2, 1 - y1), (y3, y2**2)))
    assert is_zero(y3 - 1 + 2 * y1 - y1**2, facts)
    assert not is_zero(y3 - y2, facts)
    assert is_zero(vp[3] + vp[1] + vp[2] - 1, Domain(equal=((vp[1] + vp[2] + vp[3], Integer(1)),)))


def test_distinct_indices_are_declared_by_their_delta() -> None:
    apart = CLASSES.extended(equal=((KroneckerDelta(i, j), Integer(0)),))
    jacobian = Derivative(softmax(vx, i, k), vx[j])
    assert prove(jacobian, -softmax(vx, i, k) * softmax(vx, j, k), apart).proved
    assert prove(jacobian, softmax(vx, i, k) * softmax(vx, j, k), apart).refuted


def test_labels_are_idempotent_also_under_a_sum() -> None:
    labels = Domain(where={vy: LABEL})
    assert prove(Sum(vy[m] ** 2, (m, 1, k)), Sum(vy[m], (m, 1, k)), labels).proved
    assert prove(vy[i] * (1 - vy[i]), Integer(0), labels).proved
    assert prove(Sum(vp[m] ** 2, (m, 1, k)), Sum(vp[m], (m, 1, k)), Domain(where={vp: UNIT})).refuted


OUTSIDE: list[tuple[str, Expr]] = [
    ("imaginary", I * x),
    ("infinite", oo * x),
    ("undefined", nan),
    ("pole", zoo),
    ("decimal", x * Float("0.1")),
    ("integral", Integral(exp(x), x)),
    ("limit", Limit(sin(1 / x), x, 0)),
    ("product of negatives", Product(-exp(vx[m]), (m, 1, k)) * Integral(x, x)),
]


@pytest.mark.parametrize("expr", [row[1] for row in OUTSIDE], ids=[row[0] for row in OUTSIDE])
def test_outside_the_class_the_answer_says_so(expr: Expr) -> None:
    with pytest.raises(Undecided) as caught:
        is_zero(expr)
    assert str(caught.value)
    assert prove(expr, x).status is Status.UNKNOWN


def nested(step: Expr, times: int) -> Expr:
    """The step applied to itself."""
    value = x
    for _ in range(times):
        value = step.subs(x, value)
    return value


def unevaluated(*tower: int) -> Expr:
    value: Expr = Integer(tower[-1])
    for base in reversed(tower[:-1]):
        value = Pow(base, value, evaluate=False)
    return value


HOSTILE: list[tuple[str, Expr]] = [
    ("tower of nines", unevaluated(9, 9, 9, 9)),
    ("power of a number", unevaluated(2, 10**9)),
    ("power of a symbol", x ** (10**9)),
    ("power of a sum", (x + z) ** (10**8)),
    ("deep exponentials", nested(exp(x), 300)),
    ("shared logarithms", nested(log(1 + exp(x) + x), 40)),
    ("shared fractions", nested(1 / (1 + x * (x + 1)), 14)),
    ("nested cubes", nested((x + z) ** 3 + a, 8)),
    ("many terms", Add(*[n * symbols(f"q{n}") for n in range(40_000)])),
    ("long sum", Sum(exp(m * x), (m, 1, 10**6))),
    ("sum of fractions", Sum(1 / (x + m), (m, 1, 900))),
    ("many absolute values", Add(*[Abs(symbols(f"q{n}") + x) for n in range(12)])),
    ("many deltas", Mul(*[1 + KroneckerDelta(*symbols(f"i{n} i{n + 1}", integer=True)) for n in range(8)])),
    ("high derivative", Derivative(tanh(x) * sigmoid(x) ** 2 * log(1 + x**2), (x, 9))),
    ("many roots", 1 / Add(*[sqrt(n) for n in (2, 3, 5, 7, 11, 13, 17, 19)])),
    ("fine fractions of exponents", exp(x / 1_000_003) * exp(x / 1_000_033)),
    ("large maximum", Max(*symbols("q0:9"))),
]


@pytest.mark.parametrize("expr", [row[1] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_no_input_hangs_or_is_proved_to_be_what_it_is_not(expr: Expr) -> None:
    began = time.process_time()
    verdict = prove(expr, Rational(22, 7))
    assert verdict.status is not Status.PROVED
    assert time.process_time() - began < 20  # a hang, not a measurement
