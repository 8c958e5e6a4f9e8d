"""Inequalities by squares, and false ones beside them."""

from __future__ import annotations

import pytest
from sympy import Abs, Expr, IndexedBase, Integer, Interval, Max, Rational, Sum, oo, sqrt, symbols

from symxent.language.domain import Domain
from symxent.proof import prove

a, b, p, v = (IndexedBase(name, real=True) for name in "abpv")
n, i = symbols("n i", integer=True, positive=True)
r, s = symbols("r s", real=True)
x, y = symbols("x y", positive=True)
WEIGHTS = Domain(where={p: Interval(0, 1)}, equal=((Sum(p[i], (i, 1, n)), Integer(1)),))
POSITIVE = Domain(where={p: Interval.open(0, oo)})


def total(f: Expr) -> Sum:
    return Sum(f, (i, 1, n))


SQUARES = total(a[i] ** 2) * total(b[i] ** 2)

TRUE = [
    (total(a[i] * b[i]) ** 2, "<=", SQUARES, Domain()),
    (total(a[i] * b[i]) ** 2, "<=", total(a[i] ** 2 * total(b[i] ** 2)), Domain()),
    (Abs(total(a[i] * b[i])), "<=", sqrt(total(a[i] ** 2)) * sqrt(total(b[i] ** 2)), Domain()),
    (total(a[i]) ** 2, "<=", n * total(a[i] ** 2), Domain()),
    ((total(a[i]) / n) ** 2, "<=", total(a[i] ** 2) / n, Domain()),
    (n**2, "<=", total(p[i]) * total(1 / p[i]), POSITIVE),
    (total(p[i] * v[i] ** 2) - total(p[i] * v[i]) ** 2, ">=", Integer(0), WEIGHTS),
    (sqrt(x * y), "<=", (x + y) / 2, Domain()),
    (2 * x * y / (x + y), "<=", sqrt(x * y), Domain()),
    (sqrt(x * y), "<=", sqrt((x**2 + y**2) / 2), Domain()),
    (r, "<", sqrt(r**2 + 1), Domain()),
    (total(p[i] ** 2), "<=", Integer(1), WEIGHTS),
    (r, "<", 2 * x, Domain(where={r: Interval(0, x)})),
    (r, "<", 3 * x - 1, Domain(where={r: Interval(-oo, x)}, positive=(x - 1,))),
    (r * s, "<=", Rational(1, 4), Domain(equal=((r + s, Integer(1)),))),
    (Max(r, s), ">=", Rational(1, 2), Domain(equal=((r + s, Integer(1)),))),
]

FALSE = [
    (total(p[i] ** 2), "<", Integer(1), WEIGHTS),
    (total(p[i] ** 2), "<=", Rational(1, 2), WEIGHTS),
    (total(p[i] ** 2), "<=", Integer(1), Domain(equal=WEIGHTS.equal)),
    (r, "<", x, Domain(where={r: Interval(0, x)})),
    (r, "<", 2 * x - 2, Domain(where={r: Interval(-oo, x)}, positive=(x - 1,))),
    (r * s, "<", Rational(1, 4), Domain(equal=((r + s, Integer(1)),))),
    (total(a[i] * b[i]) ** 2, "<", SQUARES, Domain()),
    (2 * total(a[i] * b[i]) ** 2, "<=", SQUARES, Domain()),
    (total(a[i] * b[i]) ** 2, "<=", total(a[i] ** 2) * total(b[i]), Domain()),
    (total(a[i]) ** 2, "<=", (n - 1) * total(a[i] ** 2), Domain()),
    (total(p[i] * v[i] ** 2) - total(p[i] * v[i]) ** 2, ">=", Integer(0), Domain(where={p: Interval(0, 1)})),
    (total(p[i] * v[i] ** 2) - total(p[i] * v[i]) ** 2, ">", Integer(0), WEIGHTS),
    (n**2, "<=", total(p[i]) * total(1 / p[i]), Domain()),
    (sqrt(x * y), "<", (x + y) / 2, Domain()),
    (sqrt(x), "<=", x, Domain()),
    (r, "<", sqrt(r**2), Domain()),
    (Abs(r), "<=", -sqrt(r**2), Domain()),
    (sqrt(r), "<=", (r + s) / 2, Domain()),
]


@pytest.mark.parametrize(("lhs", "op", "rhs", "domain"), TRUE)
def test_what_squares_show_is_proved(lhs: Expr, op: str, rhs: Expr, domain: Domain) -> None:
    assert prove(lhs, rhs, domain, op=op).proved


@pytest.mark.parametrize(("lhs", "op", "rhs", "domain"), FALSE)
def test_a_false_one_beside_it_is_not(lhs: Expr, op: str, rhs: Expr, domain: Domain) -> None:
    assert not prove(lhs, rhs, domain, op=op).proved
