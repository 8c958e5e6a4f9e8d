"""Steps that lack one condition, and are right but for it: of induction, sums, tables and convexity."""

from __future__ import annotations

from dataclasses import replace

import pytest
from changes import FREE, Right, _put, is_accepted
from sympy import (
    Abs,
    Dummy,
    Expr,
    IndexedBase,
    Integral,
    Interval,
    Piecewise,
    Product,
    Range,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    atan,
    binomial,
    cos,
    exp,
    expand_mul,
    factorial,
    log,
    oo,
    pi,
    polygamma,
    sign,
    sinc,
    sqrt,
)
from test_changed_principles import (
    BINOMIAL,
    LAPLACE,
    NATURALS,
    RIGHT,
    SERIES,
    H,
    M,
    P,
    Q,
    X,
    a,
    b,
    claim,
    i,
    k,
    l,
    m,
    n,
    of_bound,
    of_jensen,
    v,
    w,
    x,
)

from symxent.logic import Claim, Hypotheses
from symxent.logic.calculus import elsewhere
from symxent.logic.induction import _next
from symxent.logic.letters import put
from symxent.logic.limits import interval_between
from symxent.logic.listed import LISTED, row_of
from symxent.logic.listed_bounds import BOUNDS
from symxent.logic.statements import Statement, with_values

NOWHERE = log(-1 - a**2)
ANY = Hypotheses(where={n: S.Integers})


def induced(s: Claim, letter: Expr, first: int = 1, grown: Expr | None = None) -> Right:
    """Induction by differences as if nothing were in the way; ``grown``: what the left side is next."""
    start = Claim(put(s.lhs, letter, S(first)), put(s.rhs, letter, S(first)), s.op, elsewhere(s.hypotheses, letter))
    f1 = _next(s.lhs, letter) if grown is None else grown
    op = {"<": "<=", ">": ">="}.get(s.op, s.op)
    each = Claim(expand_mul(f1 - s.lhs), expand_mul(_next(s.rhs, letter) - s.rhs), op, s.hypotheses)
    return Right("induction", s, (start, each), (letter,))


def parted(s: Claim, letter: Expr, p: Expr) -> Right:
    where = s.hypotheses.where.get(letter, S.Reals)
    ends = (Interval(p, oo), Interval(-oo, p))
    halves = (replace(s.hypotheses, where={letter: where.intersect(end)}) for end in ends)
    return Right("cut", s, tuple(replace(s, hypotheses=h) for h in halves), (letter, p))


def listed(
    name: str, s: Claim, e: Expr, u: tuple[Expr, ...], *due: Statement, c: Expr = S.One, letter: Symbol | None = M
) -> Right:
    whole = with_values(s, {e: c * LISTED[name].value(*u)})
    return Right("listed", s, (whole, *due), ((e, row_of(name), Tuple(*u), c, letter),))


def term(left: object, right: object, h: Hypotheses = H) -> Claim:
    return claim(left, "=", right, h)


def inside(letter: Expr, low: Expr, high: Expr) -> Hypotheses:
    return replace(H, where={letter: interval_between(S(low), S(high))})


def with_letter(step: Right, letter: Symbol, other: Expr) -> Right:
    premises, parts = _put((step.premises, step.parts), letter, other)
    return replace(step, premises=premises, parts=parts)


TWICE, DOUBLE_RANGE = Sum(m, (m, 1, 2 * n)), Sum(l, (l, 1, n), (m, 1, 2))
CROSSED = Sum(1 / (m + 3), (m, 1, n - 5))
MOVING, POLE = Sum(m / (n - 3), (m, 1, n)), n + 1 / (n - 3)
JUMP = 1 + sign(n - 3)
MANY = Hypotheses(where={n: Range(-oo, 5)})
COUNT = IndexedBase("N", integer=True)[1]
IMAGINARY, SHIFTED = Symbol("j", imaginary=True), Dummy(integer=True, nonnegative=True)
BELOW_1 = (claim(0, "<", 1 - a), claim(0, "<", 1 + a))
ROOT = Dummy(nonnegative=True)
CLOSED = Hypotheses(where={a: Interval(-1, 1)})
AT_A_THIRD = polygamma(1, Rational(1, 3))
POSITIVE, ANY_BUT_0 = Symbol("s", positive=True), Dummy(real=True, nonzero=True)
SHORTER = Sum(binomial(k, m - 1) * a ** (m - 1) * b ** (k - m + 1), (m, 1, k))
SHIFTS = Sum((a + m) ** -2, (m, 0, k - 1))
SIZED = Hypotheses(indices={l: (S.One, k)})
MULTIPLE = 2 * (1 + a) ** k

NAMED = Symbol("q", integer=True)
REFUSED = {
    "a letter that has a name": replace(
        RIGHT["summand by summand"],
        premises=_put(RIGHT["summand by summand"].premises, i, NAMED),
        parts=(NAMED,),
    ),
    # induction
    "by induction, what is not equal": induced(claim(n, "!=", 2, NATURALS), n),
    "by induction, of any whole number": replace(
        induced(claim(n, ">=", 1), n),
        premises=(claim(1, ">=", 1), claim(1, ">=", 0, replace(H, where={n: Range(1, oo)}))),
    ),
    "by induction, from no first number": induced(claim(n, ">=", -5, MANY), n, -5),
    "by induction, of a component": induced(claim(COUNT, ">=", 1, Hypotheses(where={COUNT: S.Naturals})), COUNT),
    "by induction, over two ranges": induced(
        claim(Sum(l, (l, 1, 2), (m, 1, n)), "=", 3 * n, NATURALS), n, grown=Sum(l, (l, 1, 2), (m, 1, n)) + 3
    ),
    "by induction, over a range that is crossed": induced(claim(CROSSED, "=", CROSSED + 7, NATURALS), n),
    "by induction, over terms that move": induced(
        claim(MOVING, "=", MOVING + JUMP, NATURALS), n, grown=put(MOVING, n, n + 1)
    ),
    "by induction, from a letter on": induced(claim(Sum(m, (m, -k, n)), "=", a, NATURALS), n),
    "by induction, past a pole": induced(claim(POLE, "=", POLE + JUMP, NATURALS), n),
    "by induction, two terms at once": induced(claim(TWICE, "=", n**2 + 2, NATURALS), n, grown=TWICE + 2 * n + 1),
    "by induction, of one of two ranges": induced(
        claim(atan(DOUBLE_RANGE), "=", atan(n * (n + 1) / 2 + 1), NATURALS), n, grown=atan(DOUBLE_RANGE + n + 1)
    ),
    "by induction, of terms that are not the same": induced(
        claim(atan(Sum(n, (m, 1, n))), "=", atan(n * (n - 1) / 2 + 1), NATURALS), n, grown=atan(Sum(n, (m, 1, n)) + n)
    ),
    # sides
    "a cut of a component": parted(claim(X[1], "=", X[1]), X[1], S.Zero),
    "a cut of an imaginary number": parted(claim(IMAGINARY, "=", 5), IMAGINARY, S.Zero),
    "a cut at no number": parted(claim(x, "=", 5), x, S.NaN),
    "a size that is doubled": Right(
        "absolute value", claim(Abs(x), "=", 2 * x), (term(2 * x, 2 * x), claim(0, "<=", 2 * x)), (x, S(2))
    ),
    "an equality by squared sides": Right("squared sides", term(b, a), (claim(0, "<=", b), claim(a**2, "<=", b**2))),
    "series from a letter on": Right(
        "summand by summand",
        claim(Sum(X[m], (m, k, oo)), "<=", Sum(Abs(X[m]), (m, k, oo)), SIZED),
        (claim(X[i], "<=", Abs(X[i]), replace(SIZED, where={i: Range(k, oo)})),),
        (i,),
    ),
    "a bound of what is no size": Right(
        "both sides of a size", claim(exp(a), "<=", 5), (claim(a, "<=", 5), claim(-a, "<=", 5))
    ),
    "a root that stands in the claim": Right("squares", claim(sqrt(P), "<=", Q), (claim(Q, "<=", Q),), ((P, Q),)),
    "a root of what may be negative": Right(
        "squares", claim(a, ">=", 0, CLOSED), (claim(ROOT**2, ">=", 0, FREE),), ((a, ROOT),)
    ),
    "a root that is no letter of its own": Right(
        "squares",
        claim(sqrt(P), "<=", P + 1),
        (claim(POSITIVE, "<=", POSITIVE**2 + 1),),
        ((P, POSITIVE),),
    ),
    **{
        f"what stays imaginary, {side}": Right("imaginary", term(*sides), (term(*due),), ((IMAGINARY, ANY_BUT_0),))
        for side, sides, due in (
            ("left", (IMAGINARY, 0), (S.ImaginaryUnit * ANY_BUT_0, 0)),
            ("right", (0, IMAGINARY), (0, S.ImaginaryUnit * ANY_BUT_0)),
        )
    },
    # what is listed
    "a series over two ranges": listed(
        "geometric",
        term(Sum(a**m, (m, 0, oo), (l, 1, 2)), 1 / (1 - a)),
        Sum(a**m, (m, 0, oo), (l, 1, 2)),
        (a,),
        term(a**M, a**M),
        *BELOW_1,
    ),
    "a multiple of a product": listed(
        "product of the cosine",
        term(Product(2 * (1 - 4 * a**2 / (pi * (2 * m + 1)) ** 2), (m, 0, oo)), 2 * cos(a)),
        Product(2 * (1 - 4 * a**2 / (pi * (2 * m + 1)) ** 2), (m, 0, oo)),
        (a,),
        term(2 * (1 - 4 * a**2 / (pi * (2 * M + 1)) ** 2), 2 * (1 - 4 * a**2 / (pi * (2 * M + 1)) ** 2)),
        c=S(2),
    ),
    "a letter of which more is known": listed(
        "geometric",
        term(SERIES, 2 * a / (1 - a), replace(H, positive=(SHIFTED - 5,))),
        SERIES,
        (a,),
        *(
            replace(one, hypotheses=replace(H, positive=(SHIFTED - 5,)))
            for one in (term(2 * a ** (SHIFTED + 1), 2 * a * a**SHIFTED), *BELOW_1)
        ),
        c=2 * a,
        letter=SHIFTED,
    ),
    "a multiple of what stands there": listed(
        "binomial theorem",
        term(BINOMIAL.xreplace({b: S.One}), MULTIPLE),
        BINOMIAL.xreplace({b: S.One}),
        (k, a, S.One),
        c=S(2),
        letter=None,
    ),
    "an integral over a part": listed(
        "Laplace's integral",
        term(2 * Integral(LAPLACE.function, (x, 0, 1)), pi * exp(-Abs(a) * b) / b),
        Integral(LAPLACE.function, (x, 0, 1)),
        (a, b),
        term(cos(a * v) / (v**2 + b**2), cos(a * v) / (v**2 + b**2), inside(v, S.Zero, S.One)),
        claim(0, "<", b),
        letter=v,
    ),
    "a factor that moves": listed(
        "cosine from 0 to 1",
        term(Integral(x * cos(pi * x), (x, 0, 1)), 0),
        Integral(x * cos(pi * x), (x, 0, 1)),
        (pi,),
        term(v * cos(pi * v), v * cos(pi * v), inside(v, S.Zero, S.One)),
        c=v,
        letter=v,
    ),
    "a finite sum that is shifted": listed(
        "binomial theorem",
        term(SHORTER, (a + b) ** k),
        SHORTER,
        (k, a, b),
        term(
            binomial(k, M) * a**M * b ** (k - M),
            binomial(k, M) * a**M * b ** (k - M),
            replace(H, indices={M: (S.Zero, k)}),
        ),
    ),
    "a series from a half on": listed(
        "geometric",
        term(Sum(P**m, (m, S.Half, oo)), sqrt(P) / (1 - P)),
        Sum(P**m, (m, S.Half, oo)),
        (P,),
        term(P ** (M + S.Half), sqrt(P) * P**M),
        claim(0, "<", 1 - P),
        claim(0, "<", 1 + P),
        c=sqrt(P),
    ),
    "half of a series on the line": listed(
        "powers of sin m/m",
        term(Sum(sinc(m) ** 2, (m, 0, oo)), pi),
        Sum(sinc(m) ** 2, (m, 0, oo)),
        (S(2),),
        term(sinc(i) ** 2, sinc(i) ** 2),
        claim(0, "<", 2),
        claim(0, "<", 5),
        letter=i,
    ),
    "other terms, apart": listed(
        "digamma",
        term(Sum(1 / (m + a) ** 3, (m, 0, oo)), a),
        Sum(1 / (m + a) ** 3, (m, 0, oo)),
        (a, b),
        claim(0, "<", (b - a) ** 2),
    ),
    "a letter that has no value": listed(
        "geometric",
        term(SERIES, 17),
        SERIES,
        (NOWHERE,),
        term(2 * a ** (M + 1), NOWHERE**M),
        claim(0, "<", 1 - NOWHERE),
        claim(0, "<", 1 + NOWHERE),
    ),
    "a value beside, in a case": listed(
        "shifted ψₙ",
        term(Piecewise((polygamma(1, a + k) - polygamma(1, a), b > 1), (SHIFTS, True)), b),
        SHIFTS,
        (S.One, a, k),
        letter=None,
    ),
    "no value beside": listed(
        "shifted ψₙ",
        term(SHIFTS + 1, b),
        SHIFTS,
        (S.One, a, k),
        letter=None,
    ),
    "a product as a series": listed(
        "geometric",
        term(Product(a**m, (m, 0, oo)), 1 / (1 - a)),
        Product(a**m, (m, 0, oo)),
        (a,),
        term(a**M, a**M),
        *BELOW_1,
    ),
    "another argument": listed("ψ′ at a quarter", term(AT_A_THIRD, a), AT_A_THIRD, ()),
    "an equality by a bound": replace(
        of_bound("arc tangent from above", claim(2, ">=", atan(a)), a), statement=term(2, atan(a))
    ),
    "a bound of what is no count": Right(
        "listed bound",
        claim(factorial(b), "<=", 3),
        (claim(factorial(b) - factorial(b), "<=", 3 - b**b),),
        (S(list(BOUNDS).index("orders")), Tuple(b)),
    ),
    "a bound of what has no value": of_bound("arc tangent from above", claim(5, "<=", 3), NOWHERE),
    # Jensen's inequality
    "weights over a range that is crossed": of_jensen(
        claim(exp(Sum(X[m] * b, (m, 1, n))), "<=", Sum(X[m] * exp(b), (m, 1, n)), ANY),
        exp(v),
        v,
        S.Reals,
        S.One,
        Tuple(X[i]),
        Tuple(b),
        Tuple(i, 1, n),
    ),
    "weights at any number": with_letter(RIGHT["Jensen"], i, w),
    "weights at a component": with_letter(RIGHT["Jensen"], i, COUNT),
}


def test_what_is_at_most_is_at_most_by_a_bound_that_may_be_reached() -> None:
    row = (S(list(BOUNDS).index("orders")), Tuple(n))
    at_most, less = claim(factorial(n), "<=", n**n, NATURALS), claim(0, "<=", 0, NATURALS)
    assert is_accepted(Right("listed bound", at_most, (less,), row))
    assert not is_accepted(Right("listed bound", replace(at_most, op="<"), (less,), row))


@pytest.mark.parametrize("name", REFUSED)
def test_a_step_is_refused_that_lacks_one_condition(name: str) -> None:
    assert not is_accepted(REFUSED[name])
