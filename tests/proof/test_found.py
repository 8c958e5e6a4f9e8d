"""Claims on which the prover was once wrong, the smallest of their kind: each has to come out right."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sympy import (
    Abs,
    Complement,
    Derivative,
    Eq,
    Expr,
    FiniteSet,
    Function,
    Heaviside,
    IndexedBase,
    Integer,
    Intersection,
    Interval,
    KroneckerDelta,
    Max,
    Ne,
    Piecewise,
    Pow,
    Range,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    exp,
    log,
    oo,
    sign,
    sqrt,
    symbols,
)

from symxent.language.domain import Domain
from symxent.language.functions import logsumexp, sigmoid, softmax, softplus
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, target
from symxent.proof import Status, prove

REFUTED, PROVED = {Status.REFUTED}, {Status.PROVED}
NOT_PROVED, NOT_REFUTED = {Status.REFUTED, Status.UNKNOWN}, {Status.PROVED, Status.UNKNOWN}
OPEN = {Status.UNKNOWN}  # neither: both sides are defined nowhere

x, a, b, c, t, z, u = symbols("x a b c t z u", real=True)
i, j, k, l, m = symbols("i j k l m", integer=True)
X, Y, y = IndexedBase("X"), IndexedBase("Y"), IndexedBase("y")
some = Symbol("k", integer=True, positive=True)
any_number = Symbol("k", integer=True, nonnegative=True)
f, f_real = Function("f"), Function("f", real=True)  # two, of one name
half = Rational(1, 2)

UNIT = Domain(where={x: Interval(0, 1)})
LABEL = Domain(where={x: FiniteSet(0, 1)})
ONE_TO_3 = Domain(where={x: Intersection(Interval(1, 3), S.Integers)})
RANGE = Domain(where={x: Range(1, 4)})
FROM_0 = Domain(where={x: Interval(0, oo)})
REAL = Domain()
AT_0, AT_1 = Domain(where={x: FiniteSet(0)}), Domain(where={x: FiniteSet(1)})
NOT_AT_0 = Domain(where={x: Complement(S.Reals, FiniteSet(0))})
POSITIVE = Domain(where={x: Interval.open(0, oo)})
TIED = Domain(equal=((X[m], t * Y[m]),), indices={m: (Integer(1), some)})
ABOVE, AT_LEAST, NOT_BELOW = Piecewise((1, x > 0), (-1, True)), Piecewise((1, x >= 0), (-1, True)), Heaviside(x, 1)
BUT_AT_1 = Piecewise((1, Eq(x, 1)), (x**2, True))
ELSEWHERE_AT_1 = Piecewise((5, Eq(x, 1)), (x**2, True))
HUBER = Piecewise((x**2 / 2, Abs(x) <= 1), (Abs(x) - half, True))


@dataclass(frozen=True)
class Found:
    """lhs op rhs on the domain, and the verdicts that are right."""

    lhs: Expr
    op: str
    rhs: Expr | int
    domain: Domain
    right: set[Status]
    certificate: Expr | None = None


def ends(domain: Domain, end: int) -> list[Found]:
    """What is true inside and false at a closed upper end."""
    gap = end - x
    return [
        Found(x, "<", end, domain, REFUTED),
        Found(sign(gap), "=", 1, domain, REFUTED),
        Found(end**2 - x**2, ">", 0, domain, REFUTED),
        Found(sqrt(gap), ">", 0, domain, REFUTED),
        Found(log(1 + gap), ">", 0, domain, REFUTED),
        Found(x, "!=", end, domain, REFUTED),
        Found(gap, ">=", 0, domain, PROVED),
        Found(log(1 + gap), ">=", 0, domain, NOT_REFUTED),
        Found(exp(x) * gap, ">", 0, domain, REFUTED),
        Found(Abs(gap), ">", 0, domain, REFUTED),
    ]


CLOSED_ENDS = [
    *ends(UNIT, 1),
    *ends(LABEL, 1),
    *ends(ONE_TO_3, 3),
    *ends(RANGE, 3),
    Found(x, ">", 0, UNIT, REFUTED),
    Found(x, ">", 1, ONE_TO_3, REFUTED),
    Found(x, "!=", 1, ONE_TO_3, REFUTED),
    Found(x, "<", 1, Domain(where={x: Interval.Ropen(0, 1)}), PROVED),
    Found(sqrt(1 - x), ">", 0, Domain(where={x: Interval.Ropen(0, 1)}), PROVED),
    Found(x * (1 - x), ">", 0, Domain(where={x: Interval.Lopen(0, 1)}), REFUTED),
    Found(Sum(1 - y[m], (m, 1, some)), ">", 0, Domain(where={y: Interval(0, 1)}), REFUTED),
    Found(Sum(1 - y[m], (m, 1, some)), ">=", 0, Domain(where={y: Interval(0, 1)}), PROVED),
    Found(Sum(1 - y[m], (m, 1, some)), ">", 0, Domain(where={y: Interval.open(0, 1)}), PROVED),
]

POWERS = [
    Found(x**a, ">", 0, FROM_0, REFUTED),
    Found(x**a, ">=", 0, FROM_0, PROVED),
    Found(x**a, ">", 0, POSITIVE, PROVED),
    Found(Abs(x ** (2 * z)), "=", x ** (2 * z), REAL, REFUTED),
    Found(sqrt(x ** (4 * z)), "=", x ** (2 * z), REAL, REFUTED),
    Found(Abs(x ** (2 * i)), "=", x ** (2 * i), REAL, PROVED),
    Found(sqrt(x ** (4 * i)), "=", x ** (2 * i), REAL, PROVED),
    Found(sqrt(x ** (4 * z)), "=", x ** (2 * z), FROM_0, PROVED),
]

JUMPS = [
    Found(Abs(x) + sign(x), "=", Abs(x) + ABOVE, REAL, REFUTED),
    Found(Abs(x) + sign(x), "=", Abs(x) + AT_LEAST, REAL, REFUTED),
    Found(Abs(x) + ABOVE, "=", Abs(x) + AT_LEAST, REAL, REFUTED),
    Found(Max(x, 0) + 2 * Heaviside(x) - 1, "=", Max(x, 0) + ABOVE, REAL, REFUTED),
    Found(Abs(x) + NOT_BELOW, "=", Abs(x) + Heaviside(x, 0), REAL, REFUTED),
    Found(Abs(x) + sign(x), "=", Abs(x) + ABOVE, POSITIVE, PROVED),
    Found(Abs(x) + sign(x), "=", Abs(x) + ABOVE, NOT_AT_0, NOT_REFUTED),
    Found(x * sign(x), "=", x * ABOVE, REAL, PROVED),
]

DERIVATIVES = [
    Found(Derivative(Abs(x), x), "=", 0, AT_0, OPEN),
    Found(Subs(Derivative(Abs(x), x), x, 0), "=", 0, REAL, OPEN),
    Found(Derivative(Max(0, x), x), "=", half, AT_0, OPEN),
    Found(Subs(Derivative(Max(0, x), x), x, 0), "=", half, REAL, OPEN),
    Found(Derivative(sign(x), x), "=", 0, AT_0, OPEN),
    Found(Derivative(Heaviside(x), x), "=", 0, AT_0, OPEN),
    Found(Derivative(NOT_BELOW, x), "=", 0, AT_0, OPEN),
    Found(Derivative(Abs(x), x), "=", sign(x), REAL, NOT_REFUTED),
    Found(Derivative(Abs(x), x), "=", sign(x) + 1, REAL, REFUTED),
    Found(Derivative(Max(0, x), x), "=", Heaviside(x), REAL, NOT_REFUTED),
    Found(Derivative(BUT_AT_1, x), "=", 2 * x, REAL, NOT_REFUTED),
    Found(Derivative(BUT_AT_1, x), "=", Piecewise((0, Eq(x, 1)), (2 * x, True)), REAL, NOT_PROVED),
    Found(Derivative(BUT_AT_1, x), "=", 0, AT_1, NOT_PROVED),
    Found(Derivative(ELSEWHERE_AT_1, x), "=", 2 * x, REAL, NOT_REFUTED),
    Found(Derivative(ELSEWHERE_AT_1, x), "=", 0, AT_1, OPEN),
    Found(Derivative(log(x), x), "=", 1 / Abs(x), REAL, NOT_REFUTED),
    Found(Derivative(log(x), x), "=", -1 / x, Domain(where={x: Interval.open(-oo, 0)}), NOT_REFUTED),
    Found(Derivative(HUBER, x), "=", Max(-1, -Max(-1, -x)), REAL, NOT_REFUTED),
    Found(Derivative(HUBER, (x, 2)), "=", Piecewise((1, Abs(x) < 1), (0, True)), REAL, NOT_REFUTED),
    Found(Derivative(HUBER, (x, 2)), "=", 1, AT_1, OPEN),
    Found(Derivative(HUBER, (x, 2)), "=", 0, AT_1, OPEN),
    Found(Derivative(HUBER, x), "=", 1, AT_1, NOT_REFUTED),
    Found(Derivative(HUBER, x), "=", half, AT_1, NOT_PROVED),
    Found(Derivative(x * Abs(x), x), "=", 2 * Abs(x), REAL, NOT_REFUTED),
    Found(Derivative(x * Abs(x), x), "=", 2 * Abs(x) + Piecewise((1, Eq(x, 0)), (0, True)), REAL, NOT_PROVED),
]

TIES = [
    Found(Derivative(Sum(X[l] ** 2, (l, 1, some)), t), "=", 0, TIED, NOT_PROVED),
    Found(Derivative(Sum(X[l] ** 2, (l, 1, some)), t), "=", 2 * t * Sum(Y[l] ** 2, (l, 1, some)), TIED, NOT_REFUTED),
    Found(Derivative(logsumexp(X, some), t), "=", 0, TIED, NOT_PROVED),
    Found(Derivative(softmax(X, 1, some), t), "=", 0, TIED, NOT_PROVED),
    Found(Derivative(X[1] ** 2, t), "=", 0, TIED, NOT_PROVED),
    Found(Derivative(X[1], t), "=", Y[1], TIED, NOT_REFUTED),
]

even, odd, prime = Symbol("n", even=True), Symbol("n", odd=True), Symbol("n", prime=True)
irrational, imaginary = Symbol("n", irrational=True), Symbol("n", imaginary=True)
noninteger, composite = Symbol("n", noninteger=True, real=True), Symbol("n", composite=True)
positive = Symbol("n", positive=True)
FIRST_APART = Sum(Piecewise((Y[m], Eq(m, 1)), (X[m], True)), (m, 1, k))

ASSUMPTIONS = [
    Found(even, "!=", 1, REAL, NOT_REFUTED),
    Found(even / 2, "!=", half, REAL, NOT_REFUTED),
    Found(even, "!=", 2, REAL, NOT_PROVED),
    Found(odd, "!=", 2, REAL, NOT_REFUTED),
    Found(odd**2, ">=", 1, REAL, NOT_REFUTED),
    Found(odd, "!=", 1, REAL, NOT_PROVED),
    Found(prime, ">=", 2, REAL, NOT_REFUTED),
    Found(prime, "!=", 4, REAL, NOT_REFUTED),
    Found(prime, ">", 2, REAL, NOT_PROVED),
    Found(composite, ">", 1, REAL, NOT_REFUTED),
    Found(irrational, "!=", half, REAL, NOT_REFUTED),
    Found(irrational**2, ">", 0, REAL, NOT_REFUTED),
    Found(noninteger, "!=", 1, REAL, NOT_REFUTED),
    Found(imaginary**2, ">=", 0, REAL, NOT_PROVED),
    Found(imaginary**2, "<=", 0, REAL, NOT_REFUTED),
    Found(imaginary**2 + 1, ">", 0, REAL, NOT_PROVED),
    Found(positive, "<", 2, Domain(where={positive: Interval(0, 2)}), REFUTED),
    Found(positive, ">", 0, Domain(where={positive: Interval(-1, 1)}), NOT_REFUTED),
    Found(Sum(exp(y[m]), (m, 1, any_number)), ">", 0, REAL, REFUTED),
    Found(Sum(softmax(X, m, any_number), (m, 1, any_number)), "=", 1, REAL, REFUTED),
    Found(Sum(1 - y[m], (m, 1, any_number)), ">", 0, Domain(where={y: Interval.open(0, 1)}), REFUTED),
    Found(any_number, ">=", 1, REAL, REFUTED),
    Found(k, ">=", 1, Domain(where={k: S.Naturals0}), REFUTED),
    Found(Sum(KroneckerDelta(m, 1), (m, 1, any_number)), "=", 1, REAL, REFUTED),
    # At k = 0 the ends of the second sum cross, where a refutation would rest on a convention.
    Found(FIRST_APART, "=", Y[1] + Sum(X[l], (l, 2, k)), Domain(where={k: S.Naturals0}), NOT_PROVED),
]

CERTIFICATES = [
    Found(x, ">", 0, REAL, REFUTED, exp(log(x))),
    Found(x, ">", 0, REAL, REFUTED, exp(2 * log(x)) / x),
    Found(x, ">=", 0, REAL, REFUTED, Pow(x, Rational(1, 4)) ** 2 * Pow(x, half)),
    Found(x, ">=", 0, REAL, REFUTED, Pow(x, Rational(3, 2)) / sqrt(x)),
    Found(Abs(x), ">", 0, REAL, REFUTED, exp(log(Abs(x)))),
    Found(x**2, ">", 0, REAL, REFUTED, exp(2 * log(Abs(x)))),
    Found(x**2 - 2 * x + 1, ">=", 0, REAL, PROVED, (x - 1) ** 2),
]

UNKNOWN_FUNCTIONS = [
    Found(Pow(0, Abs(x)) + f(x), "=", Pow(0, Abs(x)) + f(x) + 1, REAL, NOT_PROVED),
    Found(sign(x) ** 2 + f(x), "=", 1 + f(x), REAL, NOT_PROVED),
    Found(Derivative(f(x), x), "=", Derivative(f_real(x), x), REAL, NOT_PROVED),
    Found(Derivative(f(x) ** 2, x), "=", 2 * f(x) * Derivative(f_real(x), x), REAL, NOT_PROVED),
    Found(Derivative(f_real(x) ** 2, x), "=", 2 * f_real(x) * Derivative(f_real(x), x), REAL, PROVED),
    Found(Abs(x) + sign(x) + f(x), "=", Abs(x) + ABOVE + f(x), REAL, NOT_PROVED),
    Found(Pow(0, Abs(x)) + f(x), "=", f(x) + Pow(0, x**2), REAL, NOT_REFUTED),
]

ZERO_POWERS = [
    Found(Pow(0, Abs(x)), "=", Piecewise((1, Eq(x, 0)), (0, True)), REAL, NOT_REFUTED),
    Found(Pow(0, Abs(x)), "=", 0, REAL, REFUTED),
    Found(Pow(0, Abs(x)), "=", 1, AT_0, NOT_REFUTED),
    Found(Pow(0, Abs(x)), "=", 0, AT_0, REFUTED),
    Found(Pow(0, Abs(x)), "=", Pow(0, Abs(x)) + 1, NOT_AT_0, REFUTED),
    Found(Pow(0, x**2), "=", 1 - Piecewise((1, Ne(x, 0)), (0, True)), REAL, NOT_REFUTED),
    Found(Sum(Pow(0, Abs(m - i)) * Y[m], (m, 1, some)), "=", Y[i], Domain(indices={i: (1, some)}), NOT_REFUTED),
]

FEW_VALUES = [  # one of which a side has no value at
    Found(Max(0, log(log(x))), "=", 0, Domain(where={x: FiniteSet(-1, 0, 2)}), NOT_REFUTED),
    Found(Max(0, x / Abs(x)), "=", 1, Domain(where={x: FiniteSet(0, 1)}), NOT_REFUTED),
    Found(Derivative(sqrt(x - 1), x), "=", 1 / (2 * sqrt(x - 1)), AT_1, OPEN),
]

ALL = {
    "a closed end": CLOSED_ENDS,
    "a power": POWERS,
    "a jump": JUMPS,
    "a derivative": DERIVATIVES,
    "a tie": TIES,
    "an assumption": ASSUMPTIONS,
    "a certificate": CERTIFICATES,
    "an unknown function": UNKNOWN_FUNCTIONS,
    "a power of 0": ZERO_POWERS,
    "a few values": FEW_VALUES,
}
CASES = [
    pytest.param(case, id=f"{kind}: {case.lhs} {case.op} {case.rhs}") for kind, cases in ALL.items() for case in cases
]


@pytest.mark.parametrize("case", CASES)
def test_what_was_once_judged_wrongly_comes_out_right(case: Found) -> None:
    verdict = prove(case.lhs, Integer(0) + case.rhs, case.domain, op=case.op, certificate=case.certificate)
    assert verdict.status in case.right, verdict


def claims_of_a_loss() -> list[tuple[str, Loss, Expr, set[Status]]]:
    s, share = logit("z"), target("y", between=(0, 1))
    bce = Loss("bce", softplus(s) - share * s, wrt=s)
    one_sided = Loss("one_sided", (1 - share) * softplus(s), wrt=s)
    squared = Loss("squared", share * (sigmoid(s) - 1) ** 2 + (1 - share) * sigmoid(s) ** 2, wrt=s)
    return [
        ("a share may be 1", bce, share < 1, REFUTED),
        ("a share may be 0", bce, share > 0, REFUTED),
        ("a share is at most 1", bce, share <= 1, PROVED),
        ("the curvature of the one-sided loss may be 0", one_sided, one_sided.hessian > 0, REFUTED),
        ("the curvature of the one-sided loss is not negative", one_sided, one_sided.hessian >= 0, PROVED),
        ("the curvature of cross-entropy is positive", bce, bce.hessian > 0, PROVED),
        ("the squared error may be 0 as far as is known", squared, squared.expr > 0, NOT_REFUTED),
    ]


@pytest.mark.parametrize(
    ("what", "loss", "claim", "right"), [pytest.param(*row, id=row[0]) for row in claims_of_a_loss()]
)
def test_a_claim_of_a_loss_sees_the_ends_of_its_labels(what: str, loss: Loss, claim: Expr, right: set[Status]) -> None:
    verdict = loss.claim(claim)
    assert verdict.status in right, (what, verdict)
