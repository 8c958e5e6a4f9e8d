"""Where a claim is looked at: at ends, joints, edges of powers, sums of one term, and where symbols meet."""

from __future__ import annotations

import pytest
from identities import CLASSES, REAL, a, b, f, g, i, j, k, l, m, n, vx, vy, x, y, z
from sympy import (
    Abs,
    Derivative,
    Eq,
    Expr,
    Function,
    Heaviside,
    Integer,
    Interval,
    KroneckerDelta,
    Max,
    Min,
    Mod,
    Ne,
    Piecewise,
    Pow,
    Product,
    Range,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    acosh,
    asin,
    atan,
    binomial,
    ceiling,
    cos,
    exp,
    factorial,
    floor,
    frac,
    log,
    oo,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
)

from symxent.language.domain import CLOSED_UNIT, LABEL, NONNEGATIVE, UNIT, Domain, simplex
from symxent.language.functions import logsumexp, sigmoid, softmax
from symxent.proof.candidates import candidates, fits
from symxent.proof.points import points
from symxent.proof.refute import refute

half = Rational(1, 2)
u, w = symbols("u w")
k0 = Symbol("k", integer=True, nonnegative=True)
even, odd, prime, composite = (Symbol(name, **{name: True}) for name in ("even", "odd", "prime", "composite"))
irrational, imaginary, nonzero = (Symbol(name, **{name: True}) for name in ("irrational", "imaginary", "nonzero"))
negative, whole = Symbol("negative", negative=True), Symbol("whole", integer=True)
positive_f = Function("h", positive=True)
CLOSED = Domain(where={x: CLOSED_UNIT})
COUNT = Domain(where={k: S.Naturals0})
huber = Piecewise((x**2 / 2, Abs(x) <= 1), (Abs(x) - half, True))
but_at_one = Piecewise((1, Eq(x, 1)), (x**2, True))

#: What is claimed, where, and the point at which it is refuted; None where it must not be.
Row = tuple[Expr, str, Expr, Domain, dict[Expr, Expr] | None]

ENDS: list[Row] = [
    (x, "<", 1, CLOSED, {x: 1}),
    (x, "!=", 1, CLOSED, {x: 1}),
    (x, ">", 0, CLOSED, {x: 0}),
    (sign(1 - x), "=", 1, CLOSED, {x: 1}),
    (1 - x**2, ">", 0, CLOSED, {x: 1}),
    (sqrt(1 - x), ">", 0, CLOSED, {x: 1}),
    (log(2 - x), ">", 0, CLOSED, {x: 1}),
    (x * (1 - x), ">", 0, Domain(where={x: Interval.Lopen(0, 1)}), {x: 1}),
    (x, "<", 3, Domain(where={x: Range(1, 4)}), {x: 3}),
    (x, ">", -2, Domain(where={x: Interval(-2, oo)}), {x: -2}),
    (x, "<", -2, Domain(where={x: Interval(-oo, -2)}), {x: -2}),
    (x * y, "<", 1, Domain(where={x: CLOSED_UNIT, y: CLOSED_UNIT}), {x: 1, y: 1}),
    (x + y, ">", 0, Domain(where={x: CLOSED_UNIT, y: CLOSED_UNIT}), {x: 0, y: 0}),
    (Sum(1 - vy[m], (m, 1, k)), ">", 0, Domain(where={vy: CLOSED_UNIT}), {k: 1, vy[1]: 1}),
    (vy[1], "<", 1, Domain(where={vy: CLOSED_UNIT}, equal=(simplex(vy, Integer(3)),)), {vy[1]: 1}),
    (x, "<", 1, Domain(where={x: UNIT}), None),
    (x, "<=", 1, CLOSED, None),
    (1 - x**2, ">=", 0, CLOSED, None),
    (asin(x), "<=", pi / 2, CLOSED, None),
]

JOINTS: list[Row] = [
    (Abs(x) + sign(x), "=", Abs(x) + Piecewise((1, x > 0), (-1, True)), REAL, {x: 0}),
    (Heaviside(x - 3), "=", Piecewise((1, x > 3), (0, True)), REAL, {x: 3}),
    (Max(x, y) - Min(x, y), ">", 0, REAL, {x: 0, y: 0}),
    (Abs(x - 7), ">", 0, REAL, {x: 7}),
    (Abs(Abs(x) - 2), "!=", 0, REAL, {x: 2}),
    (Max(x - 100, 0), "=", 0, REAL, {x: 101}),
    (Max(x - y - 40, 0), "=", 0, REAL, {x: 41, y: 0}),
    (Piecewise((0, Ne(x, 5)), (1, True)), "=", 0, REAL, {x: 5}),
    (Piecewise((0, Ne(x * y, 6)), (1, True)), "=", 0, REAL, {x: 6, y: 1}),
    (Piecewise((0, Ne(x**2, 9)), (1, True)), "=", 0, REAL, {x: 3}),
    (floor(x), "=", ceiling(x) - 1, REAL, {x: 0}),
    (frac(x) + frac(-x), "=", 1, REAL, {x: 0}),
    (Mod(x, 3), ">", 0, REAL, {x: 0}),
    (sign(exp(x) - 1) ** 2, "=", 1, REAL, {x: 0}),
    (
        sign(log(y) - log(x)) ** 2,
        "=",
        1,
        Domain(where={x: Interval.open(0, oo), y: Interval.open(0, oo)}),
        {x: 1, y: 1},
    ),
    ((x - 2) ** 2, ">", 0, REAL, {x: 2}),
    (exp(x - 7) - 1, "!=", 0, REAL, {x: 7}),
    (Abs(vx[1] - vx[2]), ">", 0, REAL, {vx[1]: 0, vx[2]: 0}),
    (Sum(Abs(vx[m] - 5), (m, 1, k)), ">", 0, REAL, {k: 1, vx[1]: 5}),
    (Max(x, y), "=", y + Max(x - y, 0), REAL, None),
    (Abs(x) + Abs(y), ">=", Abs(x + y), REAL, None),
    (floor(x) + floor(-x), "<=", 0, REAL, None),
    (sign(x) * Abs(x), "=", x, REAL, None),
    (Heaviside(x) + Heaviside(-x), "=", 1, REAL, None),
]

POWERS: list[Row] = [
    (x**a, ">", 0, Domain(where={x: NONNEGATIVE}), {x: 0, a: 1}),
    (Abs(Pow(x, 2 * z)), "=", Pow(x, 2 * z), REAL, {x: -1, z: half}),
    (sqrt(Pow(x, 4 * z)), "=", Pow(x, 2 * z), REAL, {x: -1, z: half}),
    (Pow(Pow(u, 2), w / 2), "=", Pow(u, w), REAL, {u: -1, w: 1}),
    (0**u, "=", 0, REAL, {u: 0}),
    (0**u, "=", 1, REAL, {u: 1}),
    (0 ** Abs(x) + f(x), "=", 0 ** Abs(x) + f(x) + 1, REAL, {x: 0, f(0): 0}),
    (0 ** Abs(x), "=", 0, REAL, {x: 0}),
    (x**y, "=", 1 - y + y * x, REAL, {x: 0, y: 2}),
    (0**u + Heaviside(u), "=", 1, Domain(where={u: NONNEGATIVE}), {u: 0}),
    (x**0, "=", 1, REAL, None),
    (0 ** Abs(x), "=", Piecewise((1, Eq(x, 0)), (0, True)), REAL, None),
    (x**y * x ** (-y), "=", 1, REAL, None),
    (sqrt(x) ** 2, "=", x, REAL, None),
    ((x**2) ** half, "=", Abs(x), REAL, None),
]

COUNTS: list[Row] = [
    (k, ">", 0, COUNT, {k: 0}),
    (k0, ">", 0, REAL, {k0: 0}),
    (Sum(1, (m, 1, k0)), ">", 0, REAL, {k0: 0}),
    (Product(vx[m], (m, 1, k)), "=", vx[1] * Product(vx[m], (m, 2, k)), COUNT, None),
    (Sum(exp(vx[m]), (m, 1, k)), ">", 0, COUNT, {k: 0}),
    (Sum(exp(vx[m]), (m, 1, k)), ">", 0, REAL, None),
    (softmax(vx, i, k), "<", 1, CLASSES, {k: 1, i: 1}),
    (logsumexp(vx, k), ">", vx[1], REAL, {k: 1}),
    (k, "<", 30, REAL, {k: 30}),
    (Sum(1, (m, 1, k)), "!=", 7, REAL, {k: 7}),
    (vx[i], "!=", vx[j], CLASSES, {i: 1, j: 1}),
    (KroneckerDelta(i, j), "=", 0, CLASSES, {i: 1, j: 1}),
    (Sum(KroneckerDelta(m, i) * vx[m], (m, 1, n)), "=", vx[i], CLASSES, {n: 1, i: 2}),
    (Sum(vx[m] * vx[l], (m, 1, k), (l, 1, k)), "=", Sum(vx[m] ** 2, (m, 1, k)), REAL, {k: 2}),
]

ASSUMPTIONS: list[Row] = [
    ((-1) ** whole, "=", 1, REAL, {whole: 1}),
    (cos(pi * even), "=", 1, REAL, None),
    (cos(pi * whole / 2) ** 2, "=", 1, Domain(where={whole: S.Integers}), {whole: 1}),
    (cos(pi * odd / 2), "=", 0, REAL, None),
    (Mod(even, 2), "=", 0, REAL, None),
    (odd, "=", 1, REAL, {odd: -1}),
    (prime, ">", 2, REAL, {prime: 2}),
    (prime, ">=", 2, REAL, None),
    (composite, ">=", 5, REAL, {composite: 4}),
    (composite, ">=", 4, REAL, None),
    (irrational**2, "=", 2, REAL, {irrational: pi}),
    (irrational, "!=", 1, REAL, None),
    (irrational, "<", 1, Domain(where={irrational: UNIT}), None),
    (irrational, ">", half, Domain(where={irrational: UNIT}), {irrational: exp(-1)}),
    (imaginary**2, ">=", 0, REAL, None),
    (nonzero / nonzero, "=", 1, REAL, None),
    (nonzero**2, ">", 0, REAL, None),
    (negative + 1, "<", 0, REAL, {negative: -1}),
    (Abs(whole), "=", whole, REAL, {whole: -1}),
    (x, ">", 6, Domain(where={x: Interval.open(5, oo)}), {x: 6}),
    (y, ">", 12, Domain(positive=(y - 11,)), {y: 12}),
]

UNKNOWN_FUNCTIONS: list[Row] = [
    (f(x), "=", f(x) + 1, REAL, {x: 0}),
    (f(x), "=", g(x), REAL, {x: 1}),
    (f(-x), "=", f(x), REAL, {x: 1}),
    (f(a + b), "=", f(a) + f(b), REAL, {a: 0, b: 0}),
    (f(exp(x)), "=", f(exp(x) + 1), REAL, {x: 1}),
    (f(x), ">", 0, REAL, {x: 0, f(0): 0}),
    (Derivative(f(x), x), "=", f(x), REAL, {x: 1}),
    (Derivative(f(2 * x), x), "=", Subs(Derivative(f(y), y), y, 2 * x), REAL, {x: 0}),
    (Derivative(f(x, y), x), "=", Derivative(f(x, y), y), REAL, {x: 0}),
    (Sum(f(m), (m, 1, k)), "=", k * f(1), REAL, {k: 2}),
    (positive_f(x), ">", 0, REAL, None),
    (f(x) ** 2, ">=", 0, REAL, None),
    (f(sin(x) ** 2 + cos(x) ** 2), "=", f(1), REAL, None),
    (Derivative(f(2 * x), x), "=", 2 * Subs(Derivative(f(y), y), y, 2 * x), REAL, None),
    (Derivative(f(x, y), x, y), "=", Derivative(f(x, y), y, x), REAL, None),
    (Derivative(x * f(x) ** 2, x), "=", f(x) ** 2 + 2 * x * f(x) * Derivative(f(x), x), REAL, None),
    (Sum(f(m), (m, 1, k)), "=", f(1) + Sum(f(m), (m, 2, k)), REAL, None),
]

DERIVATIVES: list[Row] = [
    (Derivative(Abs(x), x), "=", sign(x) + 1, REAL, {x: 1}),
    (Derivative(x * Abs(x), x), "=", 3 * Abs(x), REAL, {x: 1}),
    (Derivative(huber, x), "=", x, REAL, {x: 2}),
    (Derivative(huber, x, 2), "=", 1, REAL, {x: 2}),
    (Derivative(Max(x, y), x), "=", 1, REAL, {x: 0, y: 1}),
    (Derivative(sign(x), x), "=", 1, REAL, {x: 1}),
    (Derivative(Max(sin(x), 0), x), "=", sin(x), REAL, {x: 1}),
    # no value where the function has none …
    (Derivative(log(x), x), "=", 1 / Abs(x), REAL, None),
    (Derivative(acosh(x), x), "=", 1 / sqrt(x**2 - 1), REAL, None),
    (Derivative(x ** Rational(3, 2), x), "=", Rational(3, 2) * sqrt(x) + 0 ** Abs(x), REAL, None),
    (Derivative(log(x) ** 2, x), "=", 2 * log(x) / Abs(x), REAL, None),
    # … nor at a joint
    (Derivative(Abs(x), x), "=", sign(x), REAL, None),
    (Derivative(Abs(x), x), "=", Piecewise((1, x >= 0), (-1, True)), REAL, None),
    (Derivative(Max(x, 0), x), "=", Heaviside(x, 0), REAL, None),
    (Derivative(Max(x, y), x), "=", Heaviside(x - y, 1), REAL, None),
    (Derivative(huber, x, 2), "=", Piecewise((1, Abs(x) < 1), (0, True)), REAL, None),
    (Derivative(but_at_one, x), "=", 2 * x, REAL, None),
    (Derivative(but_at_one, x), "=", 2 * x + 1, REAL, {x: 0}),
    (Derivative(Heaviside(x), x), "=", 0, REAL, None),
    (Derivative(sign(x - 2), x), "=", 0, REAL, None),
    (Derivative(sqrt(x**2), x), "=", sign(x) + 0 ** Abs(x), REAL, None),
    (Derivative(Sum(Abs(vx[m]), (m, 1, k)), vx[1]), "=", sign(vx[1]) + 0 ** Abs(vx[1]), REAL, None),
    (Derivative(Sum(Abs(vx[m]), (m, 1, k)), vx[1]), "=", 1, REAL, {vx[1]: -1}),
    (Derivative(atan(x), x), "=", 1 / (1 + x**2), REAL, None),
    (Derivative(tan(x), x), "=", 1 + tan(x) ** 2, REAL, None),
]

SPECIAL: list[Row] = [
    (factorial(whole), "=", whole * factorial(whole - 1), Domain(where={whole: S.Naturals0}), None),
    (factorial(whole), ">", whole, Domain(where={whole: S.Naturals0}), {whole: 1}),
    (binomial(n, k), "=", binomial(n, n - k), Domain(where={n: S.Naturals0, k: S.Naturals0}), None),
    (binomial(n, k), ">", 0, Domain(where={n: S.Naturals0, k: S.Naturals0}), {n: 1, k: 2}),
    (sigmoid(x) * (1 - sigmoid(x)), "<", Rational(1, 4), REAL, {x: 0}),
    (exp(x), ">", 1 + x, REAL, {x: 0}),
    (log(x), "<", x - 1, REAL, {x: 1}),
    (x**2 - 4 * x + 3, ">=", 0, REAL, {x: 2}),
    (x**2 - 4 * x + 3, ">=", -1, REAL, None),
]

TABLE = [*ENDS, *JOINTS, *POWERS, *COUNTS, *ASSUMPTIONS, *UNKNOWN_FUNCTIONS, *DERIVATIVES, *SPECIAL]


@pytest.mark.parametrize(("lhs", "op", "rhs", "domain", "at"), TABLE, ids=[f"{r[0]} {r[1]} {r[2]}" for r in TABLE])
def test_a_claim_is_refuted_where_it_breaks_and_nowhere_else(
    lhs: Expr, op: str, rhs: Expr, domain: Domain, at: dict[Expr, Expr] | None
) -> None:
    witness = refute(lhs, S(rhs), domain, op)
    assert (witness is not None) == (at is not None), str(witness)
    if witness is not None:
        point = dict(witness.point)
        assert {s: point.get(s) for s in at or {}} == at, str(witness)


def test_a_witness_names_the_least_that_is_needed() -> None:
    many = Sum(vx[m] * vy[m], (m, 1, n)) + a - b
    witness = refute(many, many + Sum(vx[m], (m, 1, n)) ** 2, REAL)
    assert witness is not None
    assert str(witness) == "at n = 1, a = 0, b = 0, x[1] = 1, y[1] = 1: 1 against 2"


LETTERS = [
    (Domain(), "y", 0, 1),
    (Domain(), "y_hat", half, half),
    (Domain(), "sigma", 1, 1),
    (Domain(), "c", 0, 1),
    (Domain(where={Symbol("c", real=True): CLOSED_UNIT}), "c", half, half),
    (Domain(where={Symbol("c", real=True): NONNEGATIVE}), "c", 1, 1),
    (Domain(where={Symbol("c", real=True): LABEL}), "c", 0, 1),
]


@pytest.mark.parametrize(("domain", "name", "one", "other"), LETTERS, ids=[str(row[:2]) for row in LETTERS])
def test_a_letter_has_a_value_that_is_natural_for_it(domain: Domain, name: str, one: Expr, other: Expr) -> None:
    s = Symbol(name, real=True)
    for claim in (s + 100, 100 - s):
        witness = refute(claim, Integer(0), domain)
        assert witness is not None
        assert witness.point[0][1] in (one, other)


DECLARED = [
    {"even": True}, {"odd": True}, {"prime": True}, {"composite": True}, {"nonzero": True, "real": True},
    {"negative": True}, {"nonpositive": True}, {"noninteger": True, "real": True}, {"zero": True},
    {"integer": True, "nonnegative": True}, {"positive": True, "integer": True},
]  # fmt: skip


@pytest.mark.parametrize("declared", DECLARED, ids=str)
def test_points_honour_what_a_symbol_was_declared_to_be(declared: dict[str, bool]) -> None:
    s = Symbol("s", **declared)
    seen = [point[s] for point in points(REAL, Abs(s) - 1, Pow(2, s), op="=")]
    assert seen
    assert all(getattr(value, f"is_{name}") is truth for value in seen for name, truth in s.assumptions0.items())


def test_what_is_no_real_number_has_no_point() -> None:
    for s in (imaginary, Symbol("r", infinite=True), Symbol("c", real=False)):
        assert not candidates(s, REAL)
        assert not fits(s, Integer(1), REAL)
        assert not list(points(REAL, s, Integer(0), op="="))


def test_few_points_are_looked_at_however_much_there_is_to_look_at() -> None:
    letters = symbols("c0:12", real=True)
    crowded = sum((Abs(s) * Max(s, 1) ** s for s in letters), Integer(0))
    domain = Domain(where=dict.fromkeys(letters, CLOSED_UNIT))
    assert 10 < len(list(points(domain, crowded, Integer(0), op=">"))) <= 30
