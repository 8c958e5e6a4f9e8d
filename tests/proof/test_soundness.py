"""Statements that look true and are not, or that hold only under a fact that nobody declared: none may be proved."""

from __future__ import annotations

import pytest
from identities import (
    CLASSES,
    LABELLED,
    ONE_HOT,
    PROBABILITY,
    REAL,
    X,
    Y,
    a,
    b,
    d,
    f,
    g,
    i,
    j,
    k,
    l,
    m,
    n,
    p,
    q,
    r,
    t,
    vp,
    vv,
    vw,
    vx,
    vy,
    x,
    y,
    z,
)
from sympy import (
    Abs,
    Derivative,
    Expr,
    Heaviside,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Piecewise,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    acos,
    asin,
    atan,
    cos,
    exp,
    floor,
    log,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
)

from symxent.language.domain import CLOSED_UNIT, LABEL, NONNEGATIVE, UNIT, Domain, simplex
from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus
from symxent.proof import Status, prove

REFUTED, OPEN = Status.REFUTED, Status.UNKNOWN
u, w = symbols("u w")  # no assumption at all
t_, c = symbols("t c", integer=True)

LOOKS_TRUE: list[tuple[str, Expr, Expr, Domain, Status]] = [
    # logarithms and roots of what may be negative
    ("log of a sum", log(p + q), log(p) + log(q), REAL, REFUTED),
    ("log squared", log(p**2), log(p) ** 2, REAL, REFUTED),
    ("root of a square", sqrt(a**2), a, REAL, REFUTED),
    ("root of a square, no assumption", sqrt(u**2), u, REAL, REFUTED),
    ("square to the half", Pow(Pow(u, 2), Rational(1, 2)), u, REAL, REFUTED),
    ("root of a sum", sqrt(p**2 + q**2), p + q, REAL, REFUTED),
    ("cube root of a cube", Pow(u**3, Rational(1, 3)), -u, REAL, REFUTED),
    ("sixth power to the half", sqrt(a**6), a**3, REAL, REFUTED),
    ("power of a power", Pow(Pow(u, 2), t / 2), Pow(u, t), REAL, REFUTED),
    ("power of a product", Pow(u * w, t), Pow(u, t) * Pow(w, t), REAL, OPEN),
    # absolute values, signs, choices
    ("absolute value", Abs(a), a, REAL, REFUTED),
    ("absolute value of a sum", Abs(a + b), Abs(a) + Abs(b), REAL, REFUTED),
    ("absolute value of a difference", Abs(a - b), Abs(a) - Abs(b), REAL, REFUTED),
    ("sign squared", sign(a) ** 2, Integer(1), REAL, REFUTED),
    ("sign of a product only at zero", a * sign(a) ** 2 + 1 - sign(a) ** 2, a, REAL, REFUTED),
    ("Heaviside at zero", Heaviside(a), Piecewise((1, a >= 0), (0, True)), REAL, REFUTED),
    ("max is the sum", Max(a, b), a + b, REAL, REFUTED),
    ("max of three by two", Max(a, b, t), Max(a, b), REAL, REFUTED),
    ("min of a scaled pair", Min(t * a, t * b), t * Min(a, b), REAL, REFUTED),
    ("relu twice", Max(a, 0) + Max(-a, 0), a, REAL, REFUTED),
    ("case at the boundary", Piecewise((1, a > 0), (0, True)), Piecewise((1, a >= 0), (0, True)), REAL, REFUTED),
    ("softplus is relu", softplus(z), Max(z, 0), REAL, REFUTED),
    # exponentials
    ("exp of a product", exp(a * b), exp(a) * exp(b), REAL, REFUTED),
    ("exp of a sum", exp(a + b), exp(a) + exp(b), REAL, REFUTED),
    ("exp of an inverse", exp(1 / a), 1 / exp(a), REAL, REFUTED),
    ("nearly e", exp(Integer(1)), Rational(2718281828, 10**9), REAL, REFUTED),
    ("nearly an integer", exp(pi * sqrt(163)), Integer(640320**3 + 744), REAL, REFUTED),
    ("nearly pi", pi, Rational(355, 113), REAL, REFUTED),
    # the sigmoid and its relatives
    ("sigmoid derivative, sign", Derivative(sigmoid(z), z), sigmoid(z) * (sigmoid(z) - 1), REAL, REFUTED),
    ("sigmoid mirrored, sign", sigmoid(-z), -sigmoid(z), REAL, REFUTED),
    ("log sigmoid, sign", log(sigmoid(z)), -softplus(z), REAL, REFUTED),
    ("logit as sigmoid", logit(p), sigmoid(p), PROBABILITY, REFUTED),
    ("bce for labels only", log(1 + exp(-(2 * y - 1) * z)), softplus(z) - y * z, REAL, REFUTED),
    ("square of a label", y**2, y, REAL, REFUTED),
    ("square of a probability", p**2, p, PROBABILITY, REFUTED),
    ("labels of another kind", y**2, y, Domain(where={y: CLOSED_UNIT}), REFUTED),
    ("label is one", y, Integer(1), LABELLED, REFUTED),
    # sums
    ("sum of labels not declared", Sum(vy[m], (m, 1, k)), Integer(1), CLASSES, REFUTED),
    ("sum of another vector", Sum(vx[m], (m, 1, k)), Integer(1), ONE_HOT, REFUTED),
    ("sum over another range", Sum(vy[m], (m, 1, n)), Integer(1), ONE_HOT, REFUTED),
    ("sum of squares of a simplex", Sum(vy[m] ** 2, (m, 1, k)), Integer(1), ONE_HOT, REFUTED),
    ("sum from two", Sum(vx[m], (m, 2, k)), Sum(vx[m], (m, 1, k)), REAL, REFUTED),
    ("sum one too far", Sum(vx[m], (m, 1, k + 1)), Sum(vx[m], (m, 1, k)), REAL, REFUTED),
    ("sum shifted without its bounds", Sum(vx[m + 1], (m, 1, k)), Sum(vx[m], (m, 1, k)), REAL, REFUTED),
    ("sum of products", Sum(vx[m] * vy[m], (m, 1, k)), Sum(vx[m], (m, 1, k)) * Sum(vy[m], (m, 1, k)), REAL, REFUTED),
    ("square of a sum", Sum(vx[m], (m, 1, k)) ** 2, Sum(vx[m] ** 2, (m, 1, k)), REAL, REFUTED),
    ("sum of exponentials", Sum(exp(vx[m]), (m, 1, k)), exp(Sum(vx[m], (m, 1, k))), REAL, REFUTED),
    ("log of a sum of exponentials", log(Sum(exp(vx[m]), (m, 1, k))), Sum(vx[m], (m, 1, k)), REAL, REFUTED),
    ("sum of a constant", Sum(a, (m, 1, k)), a, REAL, REFUTED),
    ("sum of quotients", Sum(vx[m] / vy[m], (m, 1, k)), Sum(vx[m], (m, 1, k)) / Sum(vy[m], (m, 1, k)), REAL, REFUTED),
    ("transposed", Sum(X[m, l] * vv[l], (l, 1, d)), Sum(X[l, m] * vv[l], (l, 1, d)), REAL, REFUTED),
    (
        "wrong contraction",
        Sum(X[l, m] * vv[l], (l, 1, n), (m, 1, n)),
        Sum(X[l, m] * vv[m] ** 2, (l, 1, n), (m, 1, n)),
        REAL,
        REFUTED,
    ),
    (
        "cross terms lost",
        Sum(Sum(X[m, l], (l, 1, d)) ** 2, (m, 1, n)),
        Sum(X[m, l] ** 2, (l, 1, d), (m, 1, n)),
        REAL,
        REFUTED,
    ),
    (
        "rows for columns",
        Sum(Y[m, l], (m, 1, n)),
        Integer(1),
        Domain(indices={i: (1, n)}, equal=((Sum(Y[i, m], (m, 1, k)), Integer(1)),)),
        REFUTED,
    ),
    (
        "product of a sum",
        Product(vx[m] + vy[m], (m, 1, n)),
        Product(vx[m], (m, 1, n)) + Product(vy[m], (m, 1, n)),
        REAL,
        REFUTED,
    ),
    ("log of a product of reals", log(Product(vx[m], (m, 1, n))), Sum(log(vx[m]), (m, 1, n)), REAL, OPEN),
    (
        "variance without the mean",
        Sum((vx[m] - a) ** 2, (m, 1, n)),
        Sum(vx[m] ** 2, (m, 1, n)) - n * a**2,
        REAL,
        REFUTED,
    ),
    # Kronecker deltas and indices
    (
        "delta out of its range",
        Sum(KroneckerDelta(m, i) * vx[m], (m, 1, k)),
        vx[i],
        Domain(indices={i: (Integer(1), k + 1)}),
        REFUTED,
    ),
    ("delta with no range", Sum(KroneckerDelta(m, i) * vx[m], (m, 1, k)), vx[i], REAL, OPEN),
    (
        "delta with the range of another",
        Sum(KroneckerDelta(m, i) * vx[m], (m, 1, k)),
        vx[i],
        Domain(indices={i: (Integer(1), n)}),
        REFUTED,
    ),
    ("delta is zero", KroneckerDelta(i, j), Integer(0), CLASSES, REFUTED),
    ("delta is one", KroneckerDelta(i, j), Integer(1), CLASSES, REFUTED),
    ("indices exchanged", softmax(vx, i, k), softmax(vx, j, k), CLASSES, REFUTED),
    (
        "Jacobian of distinct indices",
        Derivative(softmax(vx, i, k), vx[j]),
        -softmax(vx, i, k) * softmax(vx, j, k),
        CLASSES,
        REFUTED,
    ),
    (
        "Jacobian of equal indices",
        Derivative(softmax(vx, i, k), vx[j]),
        softmax(vx, i, k) * (1 - softmax(vx, i, k)),
        CLASSES,
        REFUTED,
    ),
    (
        "Jacobian, sign",
        Derivative(softmax(vx, i, k), vx[j]),
        softmax(vx, i, k) * (softmax(vx, j, k) - KroneckerDelta(i, j)),
        CLASSES,
        REFUTED,
    ),
    (
        "cross-entropy gradient without the fact",
        Derivative(-Sum(vy[m] * log(softmax(vx, m, k)), (m, 1, k)), vx[j]),
        softmax(vx, j, k) - vy[j],
        CLASSES,
        REFUTED,
    ),
    ("shadowed index", exp(vx[j]) / Sum(exp(vx[j]), (j, 1, k)), Integer(1), CLASSES, REFUTED),
    # true for one k alone
    ("softmax of two for every k", softmax(vx, 1, k), sigmoid(vx[1] - vx[2]), REAL, REFUTED),
    ("softmax of one for every k", softmax(vx, 1, k), Integer(1), REAL, REFUTED),
    ("sum of two for every k", Sum(vx[m], (m, 1, k)), vx[1] + vx[2], REAL, REFUTED),
    ("log-sum-exp of one", logsumexp(vx, k), vx[1], REAL, REFUTED),
    ("triangle number of small k", Sum(m, (m, 1, k)), 2 * k - 1, REAL, REFUTED),
    # division by zero, values nowhere defined
    ("zero over zero", 1 / (Sum(vy[m], (m, 1, k)) - Sum(vy[l], (l, 1, k))), Integer(1), REAL, OPEN),
    (
        "hidden zero below",
        a / (sqrt(3 + 2 * sqrt(2)) - 1 - sqrt(2)),
        a / (sqrt(3 + 2 * sqrt(2)) - 1 - sqrt(2)) + 1,
        REAL,
        OPEN,
    ),
    ("log of a negative", log(-exp(a)), a, REAL, OPEN),
    ("root of a negative", sqrt(-exp(a)), exp(a), REAL, OPEN),
    ("no branch", Piecewise((1, a > 0), (0, a < 0)), Integer(1), REAL, REFUTED),
    # functions that the normal form does not know
    ("arc tangent of a sum", atan(a + b), atan(a) + atan(b), REAL, REFUTED),
    ("arc tangents", atan(a) + atan(1 / a), pi / 2, REAL, REFUTED),
    ("arc sine undone", asin(sin(a)), a, REAL, REFUTED),
    ("arc cosine is even", acos(-a), acos(a), REAL, REFUTED),
    ("sine is even", sin(-a), sin(a), REAL, REFUTED),
    ("cosine is odd", cos(-a), -cos(a), REAL, REFUTED),
    ("tangent of a sum", tan(a + b), tan(a) + tan(b), REAL, REFUTED),
    ("unknown functions", f(x), g(x), REAL, REFUTED),
    ("an unknown function is even", f(-x), f(x), REAL, REFUTED),
    ("an unknown function is linear", f(a + b), f(a) + f(b), REAL, REFUTED),
    ("derivative of an unknown function", Derivative(f(x), x), f(x), REAL, REFUTED),
    ("chain rule forgotten", Derivative(f(2 * x), x), Derivative(f(t), t).subs(t, 2 * x).doit(), REAL, REFUTED),
    ("floor", floor(a + Rational(1, 2)), floor(a), REAL, REFUTED),
    # facts
    ("positive does not mean below one", log(1 - p), -softplus(p), Domain(where={p: UNIT}), REFUTED),
    ("equality of others", y, Integer(1), Domain(equal=((x, Integer(1)),)), REFUTED),
    ("complement of another", y, 1 - x, Domain(equal=((z, 1 - x),)), REFUTED),
    ("simplex of another", Sum(vp[m], (m, 1, k)), Integer(1), Domain(equal=(simplex(vw, k),)), REFUTED),
    ("nonnegative is not positive", sign(b), Integer(1), Domain(where={b: NONNEGATIVE}), REFUTED),
    ("labels in another vector", vx[i] ** 2, vx[i], CLASSES.extended(where={vy: LABEL}), REFUTED),
    ("same letter, other symbol", Symbol("x", positive=True), Symbol("x", real=True), REAL, REFUTED),
]


#: The right side has a value for a > 0 only, and only there anything is claimed.
TRUE_WHERE_BOTH_ARE_DEFINED: list[tuple[str, Expr, Expr]] = [
    ("log of a square", log(a**2), 2 * log(a)),
    ("log of a fourth power", log(a**4), 4 * log(a)),
    ("log of a product", log(a * b), log(a) + log(b)),
    ("log of a quotient", log(a / b), log(a) - log(b)),
    ("log of a power with a symbol", log(Pow(u, t_)), t_ * log(u)),
    ("log of a power with an integer symbol", log(Pow(a, 2 * c)), 2 * c * log(a)),
    ("log of an absolute value", log(Abs(a)), log(a)),
]


@pytest.mark.parametrize(
    ("lhs", "rhs"), [row[1:] for row in TRUE_WHERE_BOTH_ARE_DEFINED], ids=[r[0] for r in TRUE_WHERE_BOTH_ARE_DEFINED]
)
def test_a_claim_is_about_the_points_at_which_both_sides_are_defined(lhs: Expr, rhs: Expr) -> None:
    assert prove(lhs, rhs).proved
    assert not prove(lhs + 1, rhs).proved


@pytest.mark.parametrize(
    ("lhs", "rhs", "domain", "expected"), [row[1:] for row in LOOKS_TRUE], ids=[row[0] for row in LOOKS_TRUE]
)
def test_what_only_looks_true_is_never_proved(lhs: Expr, rhs: Expr, domain: Domain, expected: Status) -> None:
    verdict = prove(lhs, rhs, domain)
    assert verdict.status is not Status.PROVED
    assert verdict.status is expected, str(verdict)
    assert verdict.reason or verdict.witness is not None


FALSE_BOUNDS: list[tuple[str, Expr, str, Expr, Domain, Status]] = [
    ("slope below a quarter, strictly", sigmoid(z) * (1 - sigmoid(z)), "<", Rational(1, 4), REAL, REFUTED),
    ("slope below a fifth", sigmoid(z) * (1 - sigmoid(z)), "<=", Rational(1, 5), REAL, REFUTED),
    ("softmax below one for k = 1", softmax(vx, i, k), "<", Integer(1), CLASSES, REFUTED),
    (
        "KL without the facts",
        Sum(vp[m] * log(vp[m] / vw[m]), (m, 1, k)),
        ">=",
        Integer(0),
        Domain(where={vp: UNIT, vw: UNIT}),
        REFUTED,
    ),
    ("quadratic form without a sign", Sum(vw[m] * vx[m] ** 2, (m, 1, k)), ">=", Integer(0), REAL, REFUTED),
    ("a sum above one of its terms", Sum(vx[m], (m, 1, k)), ">=", vx[i], CLASSES, REFUTED),
    ("log above t − 1", log(p), ">=", p - 1, REAL, REFUTED),
    ("square above its root", a**2, ">=", a, REAL, REFUTED),
    ("not zero, but for one point", a**2, "!=", Integer(0), REAL, REFUTED),
    ("different somewhere", a**2, "!=", a, REAL, REFUTED),
    ("odd power", a**3, ">=", Integer(0), REAL, REFUTED),
    (
        "affine in a component, tied to the sum",
        vy[i],
        ">=",
        Sum(vy[m], (m, 1, k)),
        CLASSES.extended(where={vy: CLOSED_UNIT}),
        REFUTED,
    ),
    ("relu strictly above", Max(a, 0), ">", a, REAL, REFUTED),
    ("loss of a real label", softplus(z) - a * z, ">=", Integer(0), REAL, REFUTED),
    ("exp strictly above its tangent", exp(a), ">", 1 + a, REAL, REFUTED),
]


@pytest.mark.parametrize(
    ("lhs", "op", "rhs", "domain", "expected"), [row[1:] for row in FALSE_BOUNDS], ids=[row[0] for row in FALSE_BOUNDS]
)
def test_no_false_bound_is_proved(lhs: Expr, op: str, rhs: Expr, domain: Domain, expected: Status) -> None:
    assert prove(lhs, rhs, domain, op=op).status is expected


def test_a_certificate_that_is_not_the_difference_proves_nothing() -> None:
    verdict = prove(a, Integer(0), REAL, op=">=", certificate=a**2)
    assert verdict.status is Status.REFUTED


def test_an_index_is_renamed_without_capture() -> None:
    inner = Sum(X[i, j], (j, 1, k))  # free i inside a sum that will run over i outside
    assert not prove(Sum(inner * vx[i], (i, 1, k)), inner * Sum(vx[i], (i, 1, k)), CLASSES).proved
    assert prove(Sum(X[i, j] * vx[r], (r, 1, k), (j, 1, k)), inner * Sum(vx[i], (i, 1, k)), CLASSES).proved
    assert prove(q, q, PROBABILITY).proved
