"""What follows from theorems: true conclusions, and for every condition a conclusion that would be false without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sympy import (
    Abs,
    Derivative,
    Eq,
    Expr,
    Function,
    IndexedBase,
    Integer,
    Interval,
    KroneckerDelta,
    Max,
    Ne,
    Piecewise,
    Rational,
    S,
    Sum,
    Symbol,
    asinh,
    exp,
    gamma,
    log,
    oo,
    sqrt,
    symbols,
)

from symxent.language.domain import LABEL, NONNEGATIVE, POSITIVE, UNIT, Domain
from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus
from symxent.logic import By, Claim, Convex, Each, Hypotheses, NotConvex, Refused, Statement, Theorem, check, is_theorem
from symxent.proof import prove
from symxent.proof.arguments import hypotheses_of

x, y, q, c = symbols("x y q c", real=True)
i, j, l, t = symbols("i j l t", integer=True)
k = symbols("k", integer=True, positive=True)
a, b = IndexedBase("a"), IndexedBase("b")
ROW = Domain(indices={j: (S.One, k), l: (S.One, k), t: (S.One, k)})


def proved(lhs: Expr, rhs: Expr, domain: Domain | None = None, op: str = "=") -> Theorem:
    verdict = prove(lhs, rhs, domain, op=op)
    assert verdict.theorem is not None, verdict
    return verdict.theorem


def bend(f: Expr, domain: Domain | None = None, by: Symbol = x) -> Theorem:
    """0 ≤ f″ wherever it has a value."""
    return proved(Integer(0), Derivative(f, (by, 2)), domain, "<=")


def says_convex(f: Expr, domain: Domain | None = None, by: Expr = x, size: Expr | None = None) -> Convex:
    return Convex(f, by, hypotheses_of(domain or Domain()), size)


def smooth(f: Expr, domain: Domain | None = None) -> Theorem:
    return check(says_convex(f, domain), By("second derivative", (bend(f, domain),)))


def line(f: Expr, domain: Domain | None = None) -> Theorem:
    return proved(Derivative(f, (x, 2)), Integer(0), domain)


def refused(statement: Statement, principle: str, premises: Sequence[Theorem] = (), parts: tuple = ()) -> None:
    with pytest.raises(Refused):
        check(statement, By(principle, tuple(premises), parts))


# -- convex functions of one variable ------------------------------------------------------------------------------

CONVEX: list[tuple[Expr, Domain]] = [
    (x**2, Domain()),
    (softplus(x) - y * x, Domain()),
    (exp(c * x), Domain()),
    (-log(x), Domain({x: POSITIVE})),
    (1 / x, Domain({x: POSITIVE})),
    (x ** Rational(3, 2), Domain({x: Interval(1, oo)})),
    (-log(x) - log(1 - x), Domain({x: UNIT})),
    (sqrt(1 + x**2), Domain()),
    (y * log(y) + x**2, Domain({y: POSITIVE})),
    (Piecewise((0, Eq(y, 0)), (y * log(y), True)) + x**2, Domain({y: Interval(0, 1)})),
]


@pytest.mark.parametrize(("f", "domain"), CONVEX, ids=str)
def test_a_smooth_function_with_a_second_derivative_that_is_not_negative_is_convex(f: Expr, domain: Domain) -> None:
    assert is_theorem(smooth(f, domain))


NOT_SMOOTH: list[tuple[str, Expr, Domain]] = [
    ("no value at 0, and bent down across it", -log(x**2), Domain()),
    ("no value at 0", 1 / x**2, Domain()),
    ("no value at an end", -log(x), Domain({x: NONNEGATIVE})),
    ("a kink, the second derivative is 0 beside it", -Abs(x), Domain()),
    ("a kink between two lines", -Max(0, x), Domain()),
    ("a step", Piecewise((1, x > 0), (0, True)), Domain()),
    ("nothing is known of it", Function("f")(y) + x**2, Domain()),
    ("no value for y ≤ 0", log(y) + x**2, Domain()),
    ("no value for y = 0", y / y**2 + x**2, Domain()),
    ("no value for negative y", sqrt(y) + x**2, Domain()),
    ("no value in a branch", Piecewise((0, y > 1), (log(y), True)) + x**2, Domain()),
    ("no value of a condition", Piecewise((0, log(y) > 1), (y, True)) + x**2, Domain()),
    ("no value in a summand", Sum(log(b[j]), (j, 1, k)) + x**2, Domain()),
    ("no value of a definition", logit(y) + x**2, Domain()),
    ("where it has a value is not known", gamma(y) + x**2, Domain()),
    ("no value of what is done to it", Derivative(Abs(y), y) + x**2, Domain()),
    ("two intervals", x**2, Domain({x: Interval(0, 1) + Interval(2, 3)})),
    ("a few values", x**2, Domain({x: LABEL})),
    ("assumed of the variable", x**2, Domain(positive=(x**2 - 1,))),
    ("assumed of the variable alone", x**2, Domain(positive=(x,))),
    ("tied to another", x**2, Domain(equal=((y, x + 1),))),
    ("a set with the variable as its end", x**2, Domain({y: Interval(0, x)})),
]


@pytest.mark.parametrize(("why", "f", "domain"), NOT_SMOOTH, ids=[why for why, *_ in NOT_SMOOTH])
def test_a_second_derivative_is_not_enough_where_the_function_is_not_smooth(why: str, f: Expr, domain: Domain) -> None:
    claim = Claim(S.Zero, Derivative(f, (x, 2)), "<=", hypotheses_of(domain))
    verdict = prove(claim.lhs, claim.rhs, domain, op="<=")
    premise = verdict.theorem or bend(x**2)
    refused(says_convex(f, domain), "second derivative", [premise])


@pytest.mark.parametrize(
    "variable",
    [symbols("n", integer=True), symbols("r", rational=True), symbols("s", nonzero=True, real=True)],
    ids=str,
)
def test_a_variable_with_gaps_has_no_convex_functions(variable: Symbol) -> None:
    refused(Convex(variable**2, variable, Hypotheses()), "constant")
    straight = proved(Derivative(variable, (variable, 2)), Integer(0))
    refused(Convex(Abs(variable), variable, Hypotheses()), "size", [straight])
    refused(Convex(variable**2, variable, Hypotheses()), "second derivative", [bend(variable**2, by=variable)])
    refused(Convex(y, variable, Hypotheses()), "constant")


def test_a_variable_is_a_symbol_or_a_row_and_all_are_real() -> None:
    h = hypotheses_of(ROW)
    refused(Convex(Integer(1), a[j], h), "constant")
    refused(Convex(Integer(1), x, h, k), "constant")
    refused(Convex(Integer(1), a, h), "constant")
    refused(Convex(Integer(1), IndexedBase("n", integer=True), h, k), "constant")
    refused(Convex(Integer(1), IndexedBase("n", positive=True), h, k), "constant")
    assert is_theorem(check(Convex(Integer(1), a, h, k), By("constant")))
    refused(Convex(Symbol("w", imaginary=True) ** 2, x, Hypotheses()), "constant")
    refused(Convex(Symbol("M", commutative=False), x, Hypotheses()), "constant")


def test_a_variable_that_is_not_0_has_a_gap() -> None:
    for h in (Hypotheses(nonzero=(x,)), Hypotheses(values={x: y})):
        refused(Convex(Integer(1), x, h), "constant")


def test_a_premise_is_about_this_function_this_variable_and_these_hypotheses() -> None:
    other = Domain({y: POSITIVE})
    refused(says_convex(x**2), "second derivative", [bend(x**4)])
    refused(says_convex(x**2), "second derivative", [bend(y**2, by=y)])
    refused(says_convex(x**2), "second derivative", [bend(x**2, other)])
    refused(says_convex(-(x**2)), "second derivative", [proved(Derivative(-(x**2), (x, 2)), Integer(0), op="<=")])
    refused(says_convex(x**2), "second derivative", [smooth(x**2)])
    refused(says_convex(2 * x**2), "sum", [smooth(x**2), smooth(x**2, other)])
    refused(replace(says_convex(2 * x**2), x=y), "sum", [smooth(x**2), smooth(x**2)])
    refused(says_convex(x**2), "sum", [bend(x**2)])


def test_sums_maxima_multiples_sizes_and_squares_of_convex_functions_are_convex() -> None:
    square, up, constant = smooth(x**2), smooth(exp(x)), check(says_convex(exp(y)), By("constant"))
    made = [
        check(says_convex(x**2 + exp(x) + exp(y)), By("sum", (square, up, constant))),
        check(says_convex(Max(x**2, exp(x))), By("maximum", (square, up))),
        check(says_convex(exp(y) * x**2), By("multiple", (proved(Integer(0), exp(y), op="<="), square))),
        check(says_convex(Abs(x - y)), By("size", (line(x - y),))),
        check(says_convex(Max(0, x**2 - 1) ** 2), By("square of a positive part", (smooth(x**2 - 1),))),
    ]
    assert all(map(is_theorem, made))


def test_what_is_no_sum_maximum_multiple_size_or_square_is_refused() -> None:
    square, up = smooth(x**2), smooth(exp(x))
    refused(says_convex(x**2 - exp(x)), "sum", [square, up])
    refused(says_convex(x**2 * exp(x)), "sum", [square, up])
    refused(says_convex(Integer(0), by=Symbol("n", integer=True)), "sum")
    refused(says_convex(-Max(-(x**2), -exp(x))), "maximum", [square, up])
    refused(says_convex(-oo), "maximum")
    weight = Domain({c: Interval(-1, 1)})
    refused(says_convex(c * x**2, weight), "multiple", [proved(c, Integer(1), weight, "<="), smooth(x**2, weight)])
    refused(says_convex(c * x**2, weight), "multiple", [proved(Integer(-1), c, weight, "<="), smooth(x**2, weight)])
    refused(says_convex(-(x**2)), "multiple", [proved(Integer(-1), Integer(0), op="<="), square])
    refused(says_convex(x**2 * x**2), "multiple", [proved(Integer(0), x**2, op="<="), square])  # x⁴ is, but not by this
    refused(says_convex(log(y) ** 2 * x**2), "multiple", [proved(Integer(0), log(y) ** 2, op="<="), square])
    refused(says_convex(Abs(x**2 - 1)), "size", [bend(x**2 - 1)])
    refused(says_convex(Abs(x**2 - 1)), "size", [line(x)])
    refused(says_convex(Abs(Abs(x) - 1)), "size", [line(Abs(x) - 1)])
    refused(says_convex(-Abs(x)), "size", [line(x)])
    refused(says_convex((x**2 - 1) ** 2), "square of a positive part", [smooth(x**2 - 1)])
    refused(says_convex(exp(x)), "constant")
    refused(says_convex(log(y)), "constant")


def huber(outside: Expr, condition: object = Abs(x) <= 1) -> tuple[Convex, list[Theorem]]:
    f = Piecewise((x**2 / 2, condition), (outside, True))
    kinked = check(says_convex(Abs(x)), By("size", (line(x),)))
    if outside.has(Abs):
        return says_convex(f), [smooth(x**2 / 2), check(says_convex(outside), By("sum", (kinked, constant(outside))))]
    return says_convex(f), [smooth(x**2 / 2), smooth(outside)]


def constant(outside: Expr) -> Theorem:
    return check(says_convex(outside - Abs(x)), By("constant"))


def test_pieces_that_meet_in_value_and_slope_are_convex() -> None:
    statement, premises = huber(Abs(x) - Rational(1, 2))
    assert is_theorem(check(statement, By("pieces", tuple(premises))))


@pytest.mark.parametrize(
    ("outside", "condition"),
    [
        (Abs(x) - 1, Abs(x) <= 1),  # they do not meet
        (2 * x**2 - Rational(3, 2), Abs(x) <= 1),  # another slope, which bends up: convex, but not by this
        (x - Rational(1, 2), Abs(x) <= 1),  # they meet at 1, not at −1
        (x**2, Abs(x) <= 1),
        (Abs(x) - Rational(1, 2), x**2 <= 1),  # where that begins to hold is not read
        (Abs(x) - Rational(1, 2), Ne(Abs(x), 2)),
        (x - Rational(1, 2), exp(x) <= 1),
    ],
    ids=str,
)
def test_pieces_that_do_not_meet_are_refused(outside: Expr, condition: object) -> None:
    statement, premises = huber(outside, condition)
    refused(statement, "pieces", premises)


@pytest.mark.parametrize(
    "edge",
    [
        Abs(x) + x - 1,
        x * Abs(x) - 1,
        Abs(x) + Abs(x - 1) - 2,
        x * exp(x) - 1,
        x + exp(x) - 1,
        exp(x) - 1,
        Abs(exp(x)) - 2,
    ],
    ids=str,
)
def test_where_a_condition_begins_to_hold_is_read_from_what_is_affine_only(edge: Expr) -> None:
    """The pieces are one function here, written in two ways: nothing but the condition is in the way."""
    inside, outside = x * (x + 1), x**2 + x
    statement = says_convex(Piecewise((inside, edge <= 0), (outside, True)))
    refused(statement, "pieces", [smooth(inside), smooth(outside)])
    known = says_convex(Piecewise((inside, Abs(x) <= 1), (outside, True)))
    assert is_theorem(check(known, By("pieces", (smooth(inside), smooth(outside)))))


def test_pieces_have_a_value_at_their_condition_and_are_two_and_convex() -> None:
    square, twice = smooth(x**2), smooth(2 * x**2)
    refused(says_convex(Piecewise((x**2, log(y) > 0), (2 * x**2, True))), "pieces", [square, twice])
    assert is_theorem(check(says_convex(Piecewise((x**2, y > 0), (2 * x**2, True))), By("pieces", (square, twice))))
    refused(replace(says_convex(x**2), f=Piecewise((x**2, x > log(y)), (2 * x**2, True))), "pieces", [square, square])
    refused(says_convex(Piecewise((x**2, x < 0), (-(x**2), True))), "pieces", [square, square])
    refused(says_convex(Piecewise((x**2, x < 0), (0, x < 1), (x**2, True))), "pieces", [square, square])
    refused(says_convex(Piecewise((x**2, x < 0), (x**3, x < 1))), "pieces", [square, square])


def test_a_kink_at_the_joint_of_pieces_is_refused() -> None:
    """Both pieces have a kink at 0, where no slopes are to be compared; −|x| there would pass for one that fits."""
    kinked = check(says_convex(Abs(x)), By("size", (line(x),)))
    steep = check(says_convex(2 * Abs(x)), By("multiple", (proved(Integer(0), Integer(2), op="<="), kinked)))
    refused(says_convex(Piecewise((Abs(x), x < 0), (2 * Abs(x), True))), "pieces", [kinked, steep])


# -- minima --------------------------------------------------------------------------------------------------------


def least(f: Expr, point: Expr, domain: Domain | None = None) -> Claim:
    return Claim(f.xreplace({x: point}), f, "<=", hypotheses_of(domain or Domain()))


@pytest.mark.parametrize(
    ("f", "point", "domain"),
    [
        ((x - y) ** 2, y, Domain()),
        (softplus(x) - q * x, logit(q), Domain({q: Interval(0, 1)})),
        (exp(x) - q * x, log(q), Domain({q: NONNEGATIVE})),
        ((x - 1) ** 2, Integer(1), Domain({x: Interval(1, 2)})),
    ],
    ids=str,
)
def test_a_convex_function_is_least_where_its_slope_is_0(f: Expr, point: Expr, domain: Domain) -> None:
    assert is_theorem(check(least(f, point, domain), By("minimum", (smooth(f, domain),), (point,))))


@pytest.mark.parametrize(
    ("f", "point", "domain"),
    [
        ((x - y) ** 2, y + 1, Domain()),  # the slope is not 0
        ((x + 1) ** 2 + 3 * x, Integer(0), Domain()),
        ((x - 1) ** 2, Integer(1), Domain({x: Interval.open(1, 2)})),  # the point is not in the set
        ((x + 1) ** 2, Integer(-1), Domain({x: NONNEGATIVE})),
        ((x - y) ** 2, y, Domain({x: Interval(0, 1)})),
        ((x - 3) ** 2, Integer(3), Domain({x: Interval(0, 1)})),
    ],
    ids=str,
)
def test_where_the_slope_is_not_0_or_the_point_is_elsewhere_nothing_is_least(
    f: Expr, point: Expr, domain: Domain
) -> None:
    refused(least(f, point, domain), "minimum", [smooth(f, domain)], (point,))


def test_a_kink_has_no_slope_of_0() -> None:
    kinked = check(says_convex(Abs(x)), By("size", (line(x),)))
    f = Abs(x) + 3 * x
    tilted = check(says_convex(f), By("sum", (kinked, smooth(3 * x))))
    refused(least(f, Integer(0)), "minimum", [tilted], (Integer(0),))


def test_a_minimum_is_claimed_where_the_point_has_a_value_only() -> None:
    """e^(log q) is q for SymPy, which has a value for q < 0 too: then q − q log q … would be claimed there."""
    f = exp(2 * x) - 2 * q * exp(x)
    domain = Domain({x: NONNEGATIVE, q: Interval(-1, Rational(1, 2))})
    claim = least(f, log(q), domain)
    assert claim.lhs == -(q**2)
    refused(claim, "minimum", [smooth(f, domain)], (log(q),))


def test_a_minimum_is_of_this_function_in_this_order() -> None:
    square = smooth((x - y) ** 2)
    refused(replace(least((x - y) ** 2, y), op=">="), "minimum", [square], (y,))
    refused(replace(least((x - y) ** 2, y), lhs=Integer(1)), "minimum", [square], (y,))
    refused(replace(least((x - y) ** 2, y), rhs=x - 1), "minimum", [square], (y,))
    refused(least((x - y) ** 2, y, Domain({y: UNIT})), "minimum", [square], (y,))
    refused(Claim((x - y) ** 2, (x - y) ** 2, "<=", Hypotheses()), "minimum", [square], (x,))
    refused(least((x - y) ** 2, y), "minimum", [bend((x - y) ** 2)], (y,))
    positive = Symbol("x", positive=True)
    claim = Claim(Integer(0), (positive + 1) ** 2, "<=", Hypotheses())
    f = (positive + 1) ** 2
    made = check(Convex(f, positive, Hypotheses()), By("second derivative", (bend(f, by=positive),)))
    refused(claim, "minimum", [made], (Integer(-1),))


# -- cases ---------------------------------------------------------------------------------------------------------


def test_what_holds_for_each_value_holds() -> None:
    few = Domain({y: LABEL})
    cases = tuple(proved(v**2 * exp(x), v * exp(x)) for v in (Integer(0), Integer(1)))
    whole = Claim(y**2 * exp(x), y * exp(x), "=", hypotheses_of(few))
    assert is_theorem(check(whole, By("each value", cases, (y,))))
    bent = tuple(smooth((x - v) ** 2) for v in (Integer(0), Integer(1)))
    assert is_theorem(check(says_convex((x - y) ** 2, few), By("each value", bent, (y,))))


def test_a_value_is_not_left_out_and_each_is_under_the_same_hypotheses() -> None:
    few = hypotheses_of(Domain({y: LABEL}))
    zero, one = (proved(v**2 * exp(x), v * exp(x)) for v in (Integer(0), Integer(1)))
    whole = Claim(y**2 * exp(x), y * exp(x), "=", few)
    refused(whole, "each value", [zero], (y,))
    refused(whole, "each value", [one, one], (y,))
    refused(whole, "each value", [zero, one], (x,))
    refused(replace(whole, hypotheses=hypotheses_of(Domain())), "each value", [zero, one], (y,))
    refused(replace(whole, op="<"), "each value", [zero, one], (y,))
    refused(replace(whole, rhs=y), "each value", [zero, one], (y,))
    under = [proved(v**2 * exp(x), v * exp(x), Domain({x: POSITIVE})) for v in (Integer(0), Integer(1))]
    refused(whole, "each value", under, (y,))
    wide = replace(whole, hypotheses=hypotheses_of(Domain({y: Interval(0, 1)})))
    refused(wide, "each value", [zero, one], (y,))
    slope = Claim(Derivative(y**2, y), 2 * y, "=", few)
    refused(slope, "each value", [zero, one], (y,))


def test_several_statements_hold_if_each_does() -> None:
    one, two = proved(x + x, 2 * x), proved(exp(x), Integer(0), op=">")
    both = Each((one.claim, two.claim))
    assert is_theorem(check(both, By("each", (one, two))))
    refused(both, "each", [one])
    refused(both, "each", [one, one])
    refused(Each(()), "each")
    refused(Each((replace(one.claim, rhs=x),)), "each", [one])


# -- rows ----------------------------------------------------------------------------------------------------------

NLL = logsumexp(a, k) - a[t]
P = softmax(a, j, k)


def variance(
    f: Expr = NLL, scale: Expr = S.One, share: Expr = P, domain: Domain = ROW, size: Expr = k
) -> tuple[Convex, list[Theorem], tuple]:
    other = share.xreplace({j: l})
    gradient = scale * (share - KroneckerDelta(j, t))
    premises = [
        proved(Integer(0), scale, domain, "<="),
        proved(Integer(0), share, domain, "<="),
        proved(Sum(share, (j, 1, k)), Integer(1), domain),
        proved(Derivative(f, a[j]), gradient, domain),
        proved(Derivative(gradient, a[l]), scale * share * (KroneckerDelta(j, l) - other), domain),
    ]
    return Convex(f, a, hypotheses_of(domain), size), premises, (share, j, l)


def test_a_hessian_that_is_a_variance_is_convex() -> None:
    statement, premises, parts = variance()
    assert is_theorem(check(statement, By("variance", tuple(premises), parts)))


@pytest.mark.parametrize("missing", range(5))
def test_each_premise_of_the_variance_is_needed(missing: int) -> None:
    statement, premises, parts = variance()
    idle = proved(Integer(0), Integer(1), ROW, "<=") if missing else proved(Integer(0), Integer(2), ROW, "<=")
    refused(statement, "variance", [*premises[:missing], idle, *premises[missing + 1 :]], parts)


def test_the_variance_is_of_this_row_with_these_indices() -> None:
    statement, premises, parts = variance()
    refused(replace(statement, x=b), "variance", premises, parts)
    refused(replace(statement, x=x, size=None), "variance", premises, parts)
    refused(replace(statement, size=None), "variance", premises, parts)
    refused(replace(statement, size=k + 1), "variance", premises, parts)
    refused(replace(statement, f=NLL + a[j]), "variance", premises, parts)
    refused(statement, "variance", premises, (P, j, j))
    refused(statement, "variance", premises, (P, l, j))
    refused(statement, "variance", premises, (Integer(1), j, l))
    bounded = ROW.extended(where={a: POSITIVE})
    statement, premises, parts = variance(domain=bounded)
    refused(statement, "variance", premises, parts)


# -- not convex ----------------------------------------------------------------------------------------------------


def chord(f: Expr, left: Expr, right: Expr, domain: Domain | None = None, at: tuple = ()) -> None:
    statement = NotConvex(f, x, hypotheses_of(domain or Domain()))
    assert is_theorem(check(statement, By("chord", (), (at, left, right))))


def test_a_function_above_a_chord_is_not_convex() -> None:
    chord(-(x**2), Integer(-1), Integer(1))
    chord(log(x), Rational(1, 2), Integer(2), Domain({x: POSITIVE}))
    chord(c * x**2, Integer(0), Integer(1), Domain({c: Interval(-1, 1)}), ((c, Integer(-1)),))
    chord(-Abs(x), Integer(-1), Integer(1))
    chord(-Max(x, 0), Integer(-1), Integer(1))
    chord(Piecewise((x**2, x < 0), (-x, True)), Rational(-1, 2), Integer(1))
    chord(sigmoid(x), Integer(0), Integer(4))


NO_CHORD: list[tuple[str, Expr, tuple, Expr, Expr, Domain]] = [
    ("below it", x**2, (), Integer(-1), Integer(1), Domain()),
    ("on it", 2 * x, (), Integer(-1), Integer(1), Domain()),
    ("one point", -(x**2), (), Integer(1), Integer(1), Domain()),
    ("an end outside of the set", -(x**2), (), Integer(-1), Integer(1), Domain({x: POSITIVE})),
    ("an end that does not belong to it", -(x**2), (), Integer(0), Integer(1), Domain({x: POSITIVE})),
    ("a symbol outside of its set", c * x**2, ((c, Integer(-1)),), Integer(0), Integer(1), Domain({c: POSITIVE})),
    ("a symbol without a value", c * x**2, (), Integer(0), Integer(1), Domain()),
    ("no value half way", -log(x**2), (), Integer(-1), Integer(1), Domain()),
    ("no value at an end", log(x), (), Integer(0), Integer(1), Domain()),
    ("an irrational place", -(x**2), (), sqrt(2), Integer(1), Domain()),
    ("a place that is a symbol", -(x**2), (), y, Integer(1), Domain()),
    ("something assumed of two symbols", c * x**2, ((c, Integer(-1)),), Integer(0), Integer(1), Domain(positive=(c,))),
    ("no point at all", -(x**2), (), Integer(-1), Integer(1), Domain({y: S.EmptySet})),
    ("the variable is given a value", -(x**2), ((x, Integer(1)),), Integer(-1), Integer(1), Domain()),
    ("a set with gaps", -(x**2), (), Integer(0), Integer(1), Domain({x: LABEL})),
]


@pytest.mark.parametrize(("why", "f", "at", "left", "right", "domain"), NO_CHORD, ids=[why for why, *_ in NO_CHORD])
def test_what_is_no_chord_proves_nothing(why: str, f: Expr, at: tuple, left: Expr, right: Expr, domain: Domain) -> None:
    refused(NotConvex(f, x, hypotheses_of(domain)), "chord", (), (at, left, right))


def test_values_of_symbols_obey_what_is_known_of_them() -> None:
    positive, whole = Symbol("c", positive=True), Symbol("n", integer=True)
    for symbol, value in ((positive, Integer(-1)), (whole, Rational(-1, 2)), (whole, Integer(-1))):
        statement = NotConvex(symbol * x**2, x, Hypotheses())
        refused(statement, "chord", (), (((symbol, value),), Integer(0), Integer(1)))
    assert is_theorem(
        check(
            NotConvex(-positive * x**2, x, Hypotheses()),
            By("chord", (), (((positive, Integer(2)),), Integer(0), Integer(1))),
        )
    )


def test_a_row_is_above_a_chord() -> None:
    statement = NotConvex(-NLL, a, hypotheses_of(ROW), k)
    at, left, right = ((k, Integer(2)), (t, Integer(1))), (Integer(0), Integer(0)), (Integer(2), Integer(0))
    assert is_theorem(check(statement, By("chord", (), (at, left, right))))
    refused(replace(statement, f=NLL), "chord", (), (at, left, right))
    refused(statement, "chord", (), (at, left, (*right, Integer(1))))
    refused(statement, "chord", (), (((k, Integer(2)), (t, Integer(3))), left, right))
    refused(statement, "chord", (), (((k, Integer(1)), (t, Integer(1))), left, right))
    refused(statement, "chord", (), (((t, Integer(1)),), left, right))
    refused(
        replace(statement, hypotheses=hypotheses_of(ROW.extended(where={a: POSITIVE}))), "chord", (), (at, left, right)
    )


def test_a_function_without_an_expansion_has_a_value_all_the_same() -> None:
    assert is_theorem(smooth(x**2 + asinh(y)))
    assert is_theorem(check(says_convex(log(1 + sigmoid(y))), By("constant")))
