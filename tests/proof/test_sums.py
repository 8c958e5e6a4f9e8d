"""Sums over symbolic ranges: letters, ranges, deltas and orders of summation."""

from __future__ import annotations

import pytest
from identities import CLASSES, REAL, X, a, d, i, j, k, l, m, n, vx, vy
from sympy import Derivative, Expr, IndexedBase, Integer, KroneckerDelta, Piecewise, Sum, exp

from symxent.language.domain import Domain
from symxent.language.functions import softmax
from symxent.proof import Status, prove

TOTAL, OTHER = Sum(vx[l], (l, 1, k)), Sum(vx[m], (m, 1, n))
ROWS = Sum(exp(Sum(X[m, l], (l, 1, n))), (m, 1, k))
WITHOUT_TWO = Sum(vx[m] * (1 - KroneckerDelta(m, i)) * (1 - KroneckerDelta(m, j)), (m, 1, k))
TRACE = Sum(X[m, l] * X[l, j] * X[j, m], (j, 1, k), (l, 1, k), (m, 1, k))

SIZE = IndexedBase("n", integer=True)

CLAIMS: list[tuple[str, Expr, Expr, Domain, bool]] = [
    ("one letter, two ranges", Sum(vx[m], (m, 1, k)) * OTHER, TOTAL * Sum(vx[j], (j, 1, n)), REAL, True),
    ("two ranges are not one", Sum(vx[m], (m, 1, k)) * OTHER, TOTAL**2, REAL, False),
    (
        "one letter inside the other",
        Sum(vx[m] * Sum(vy[m], (m, 1, n)), (m, 1, k)),
        TOTAL * Sum(vy[l], (l, 1, n)),
        REAL,
        True,
    ),
    (
        "one letter inside, same range",
        Sum(vx[m] * Sum(vy[m], (m, 1, k)), (m, 1, k)),
        TOTAL * Sum(vy[l], (l, 1, k)),
        REAL,
        True,
    ),
    ("letters exchanged", ROWS, Sum(exp(Sum(X[l, m], (m, 1, n))), (l, 1, k)), REAL, True),
    ("rows are not columns", ROWS, Sum(exp(Sum(X[l, m], (l, 1, n))), (m, 1, k)), REAL, False),
    ("free letter that is bound elsewhere", m * Sum(m, (m, 1, k)), m * k * (k + 1) / 2, REAL, True),
    ("free letter is not the bound one", vx[m] * Sum(vx[m] ** 2, (m, 1, k)), vx[m] ** 3 * k, REAL, False),
    (
        "delta over two ranges",
        Sum(KroneckerDelta(m, l) * X[m, l], (m, 1, k), (l, 1, n)),
        Sum(X[m, m], (m, 1, k)),
        REAL,
        False,
    ),
    (
        "delta over one range twice",
        Sum(KroneckerDelta(m, l) * X[m, l], (m, 1, k), (l, 1, k)),
        Sum(X[m, m], (m, 1, k)),
        REAL,
        True,
    ),
    ("all but two", WITHOUT_TWO, TOTAL - vx[i] - vx[j] + KroneckerDelta(i, j) * vx[i], CLASSES, True),
    ("all but two, if they are two", WITHOUT_TWO, TOTAL - vx[i] - vx[j], CLASSES, False),
    (
        "a sum under a case",
        Sum(Piecewise((OTHER, a > 0), (0, True)) * vy[m], (m, 1, k)),
        Piecewise((OTHER * Sum(vy[m], (m, 1, k)), a > 0), (0, True)),
        REAL,
        True,
    ),
    (
        "softmax weighs itself",
        Sum(softmax(vx, m, k) * Sum(softmax(vx, m, k) * vy[m], (m, 1, k)), (m, 1, k)),
        Sum(softmax(vx, m, k) * vy[m], (m, 1, k)),
        REAL,
        True,
    ),
    (
        "mixed denominators",
        Sum(1 / (vx[m] + TOTAL), (m, 1, k)) * TOTAL + Sum(vx[m] / (vx[m] + TOTAL), (m, 1, k)),
        k,
        REAL,
        True,
    ),
    (
        "derivative of a square of a sum",
        Derivative(Sum(vx[m] * Sum(vx[m], (m, 1, k)), (m, 1, k)), vx[i]),
        2 * TOTAL,
        CLASSES,
        True,
    ),
    (
        "derivative by the letter of the sum",
        Derivative(Sum(vx[m] ** 2, (m, 1, k)), vx[m]),
        2 * vx[m],
        Domain(indices={m: (Integer(1), k)}),
        True,
    ),
    ("a trace turned round", TRACE, Sum(X[j, m] * X[l, j] * X[m, l], (m, 1, k), (j, 1, k), (l, 1, k)), REAL, True),
    (
        "a trace of the transposed",
        TRACE,
        Sum(X[m, l] * X[m, j] * X[j, l], (j, 1, k), (l, 1, k), (m, 1, k)),
        REAL,
        False,
    ),
    ("an empty tail", Sum(vx[m], (m, i + 1, k)), TOTAL - Sum(vx[m], (m, 1, i)), CLASSES, True),
    ("from zero", Sum(vx[m], (m, 0, k)), vx[0] + TOTAL, REAL, True),
    ("a range of its own", Sum(vx[m], (m, i, i + 2)), vx[i] + vx[i + 1] + vx[i + 2], REAL, True),
    ("powers of integers", Sum(m**3, (m, 1, d)), (d * (d + 1) / 2) ** 2, REAL, True),
    (
        "as many as there are in a group",
        Sum(vx[m], (j, 1, SIZE[m]), (m, 1, k)),
        Sum(SIZE[m] * vx[m], (m, 1, k)),
        REAL,
        True,
    ),
    (
        "one more than there are in a group",
        Sum(vx[m], (j, 0, SIZE[m]), (m, 1, k)),
        Sum(SIZE[m] * vx[m], (m, 1, k)),
        REAL,
        False,
    ),
    (
        "within a group",
        Sum(X[m, j] - vx[m], (j, 1, SIZE[m]), (m, 1, k)),
        Sum(X[m, j], (j, 1, SIZE[m]), (m, 1, k)) - Sum(SIZE[m] * vx[m], (m, 1, k)),
        REAL,
        True,
    ),
]


@pytest.mark.parametrize(("lhs", "rhs", "domain", "holds"), [row[1:] for row in CLAIMS], ids=[row[0] for row in CLAIMS])
def test_a_sum_is_what_its_terms_make_it(lhs: Expr, rhs: Expr, domain: Domain, holds: bool) -> None:
    verdict = prove(lhs, rhs, domain)
    assert verdict.status is (Status.PROVED if holds else Status.REFUTED), str(verdict)
