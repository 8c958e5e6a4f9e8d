"""Conditions that no other test of the logic misses: for each the smallest claim that is false, or true, without it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rows import FREE, X, Y, Z, a, by, f, i, judge, k, m, n, plain, row, rows, steps, t, x, y, z
from sympy import (
    Abs,
    Contains,
    Derivative,
    Dummy,
    Expr,
    FiniteSet,
    Function,
    IndexedBase,
    Integer,
    Integral,
    Interval,
    KroneckerDelta,
    LambertW,
    Mul,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    asin,
    atan,
    beta,
    binomial,
    cos,
    exp,
    floor,
    log,
    oo,
    pi,
    polygamma,
    sign,
    sin,
    sqrt,
    symbols,
)

from symxent.logic import Alike, By, Claim, Hypotheses, Refused, Steps, check
from symxent.logic.calculus import between, ends_of, interval_of
from symxent.logic.checker import Checker
from symxent.logic.defined import edges
from symxent.logic.gamma import rgamma

HALF = Rational(1, 2)
v = Dummy("v", integer=True)
r = symbols("r", real=True)
BOUND = "1 − 1/t ≤ log t in each summand"
SOME = Hypotheses(where={k: S.Naturals})
WHOLE = Hypotheses(where={n: S.Integers})
FROM_MINUS_ONE = Hypotheses(where={k: S.Integers.intersect(Interval(-1, oo))})


def over(body, low=1, high=k):
    return Sum(body, (m, low, high))


def index(letter=i):
    return Hypotheses(indices={letter: (S.One, k)})


LOGARITHMS, WHERE_N = Sum(log(X[m]), (m, 1, k)), Hypotheses(where={n: S.Naturals})
#: The first has a slope where x > 0 alone, the others elsewhere too: where the root's argument is 0, or less.
ROOTS = [Derivative(e, x) for e in (sqrt(x), sqrt(x**4 - x**6), (x**2) ** (3 * HALF), x**y, x**2, sqrt(x * y))]
LABELS = Hypotheses(where=dict.fromkeys((x, y), FiniteSet(0, 1)))
ONE_OF_TWO = {x: {x: 1, y: 0}, y: {x: 0, y: 1}}
MANY = sum(symbols("c:60"))
NEGATIVE_LOG = -log(Mul(-1, exp(x), evaluate=False), evaluate=False)
OWN_BOUND = X[v] * (log(Y[v]) - 1 + 1 / Y[v])
ABOUT_ONE = Hypotheses(nonnegative=(X[v],), where={Y: Interval.open(0, oo)}, indices={v: (S.One, k)})
TWICE = tuple((body, m, n, v) for body in (f(Abs(m - HALF)), f(m - HALF)))


@rows(
    # bounds
    row("affine in what has one end", x + y, ">=", 0, steps(by("affine", x + y, x)),
        Hypotheses(where={x: Interval(-oo, 1), y: Interval(0, oo)}), at={x: -1, y: 0}),
    row("a bound of more summands", over(X[m], 2), ">", 0, steps(by(BOUND, Sum(X[v], (v, 2, k)), X[v])),
        Hypotheses(positive=(over(X[m]),)), at={k: 2, X: (3, -1)}),
    row("a bound at one index", Sum(OWN_BOUND, (v, 1, k)), ">=", 0,
        steps(by(BOUND, Sum(OWN_BOUND, (v, 1, k)), S.Zero, (X[v], Y[v]))), ABOUT_ONE,
        at={k: 2, v: 1, X: (1, -1), Y: (1, 2)}),
    # what is assumed, and that both sides are defined
    row("a value in its set", x, "=", 7, h=Hypotheses(where={x: Interval(0, 1)}, values={x: HALF}), at={x: HALF}),
    row("the exponent of a negative number, and one half", floor(x) + (-2) ** (x + HALF), "=", x + (-2) ** (x + HALF),
        at={x: HALF}),
    row("the exponent of what may be 0", floor(x) + z**x, "=", x + z**x, h=Hypotheses(nonnegative=(-z,)),
        at={x: HALF, z: 0}),
    row("a component beyond a sum of logarithms", X[n] + LOGARITHMS, ">", LOGARITHMS, h=WHERE_N,
        at={k: 1, n: 2, X: (1, -1)}),
    row("a component before a sum of logarithms", X[0] + LOGARITHMS, ">", LOGARITHMS,
        at={k: 1, X: {(0,): -1, (1,): 1}}),
    row("where a root has a slope", x + ROOTS[0], ">", ROOTS[0]),
    # atoms that stand in a polynomial
    row("the sine of the square of an arc sine", sin(asin(x) ** 2), "=", x, at={x: HALF}),
    row("the logarithm of an exponential and 1", log(exp(x) + 1), "=", x, at={x: 0}),
    row("the sine of the square of π", sin(pi**2), "=", 0, at={x: 0}),
    # letters that are bound
    row("no term at all", over(X[m], high=n) + Sum(X[i], (i, 1, n)), "=", 2 * over(X[m], high=n),
        h=Hypotheses(where={n: FiniteSet(0)})),
    row("a letter that the summand holds", Sum(over(X[n] * Y[m]), (n, 1, k)), "=", k * over(X[m] * Y[m]),
        steps(letters=((over(X[n] * Y[m]), n, k, v), (X[v] * Y[m], m, k, v), (X[m] * Y[m], m, k, v))), SOME,
        at={k: 2, X: (1, 2), Y: (1, 0)}),
    row("a derivative of a sum whose letter is free as well", Derivative(over(Abs(X[m]) * x), x), "=", over(X[m]),
        h=Hypotheses(positive=(X[m],)), at={k: 2, m: 1, X: (1, -1), x: 1}),
    row("a derivative of a product whose letter is free as well", Derivative(Product(exp(Abs(X[m]) * x), (m, 1, k)), x),
        "=", over(X[m]) * Product(exp(X[m] * x), (m, 1, k)),
        h=Hypotheses(positive=(X[m],)), at={k: 2, m: 1, X: (1, -1), x: 1}),
    # choices
    row("a power of 0 that is no delta", over(Pow(0, i - 1, evaluate=False)), "=", 0, at={i: 1, k: 1}),
    row("a power of 2 that is no delta", over(2 ** Abs(m - i)), "=", 1, h=index(), at={i: 1, k: 2}),
    row("a power of 0 at a number", over(Pow(0, Abs(x - m), evaluate=False)), "=", 1, at={x: HALF, k: 1}),
    # derivatives
    row("free of what is a number", Derivative(x**2, x), "=", 6, h=Hypotheses(equal=((x, Integer(3)),))),
    row("a power of 0 that may be 1", x ** (k + 1), "=", 0, h=replace(FROM_MINUS_ONE, values={x: S.Zero}),
        at={x: 0, k: -1}),
    row("more numbers than a small ring has room for", (x + y) * MANY, "=", x * MANY + y * MANY),
    # relations
    row("an equation of products", z, "=", -x * (y + t), h=Hypotheses(zero=(x * y + x * t + z,))),
    row("an equation of squares", x**3, "=", x, h=Hypotheses(zero=(x**2 - x,))),
    row("an equation of a product alone", x, "=", 0, h=Hypotheses(zero=(x * y,)), at={x: 1, y: 0}),
    row("two equations, one after the other", x, "=", 5, h=Hypotheses(zero=(x - y, y - 5))),
    row("a label that is 0", y, "=", 0, h=Hypotheses(where={y: FiniteSet(0, 1)}, zero=(y,))),
    *(row(f"labels of which one is 1: {what}", what, "=", 0, h=replace(LABELS, zero=(x + y - 1,)), at=at)
      for what, at in ONE_OF_TWO.items()),
    *(row(f"labels of which one is 0: {what}", what, "=", 0, h=replace(LABELS, zero=(x * y,)), at=at)
      for what, at in ONE_OF_TWO.items()),
    *(row(f"labels of which the other is 0: {what}", what, "=", 0, h=replace(LABELS, zero=(x + y - 1, x + y - what)),
        at=at) for what, at in ONE_OF_TWO.items()),
    row("two that are declared by each other", x, "=", y + 1, h=Hypotheses(equal=((x, y + 1), (y, x - 1)))),
    # elementary
    row("a base that may be 0", x ** (k - 2) * y + x ** (k - 2), "=", x ** (k - 2) * (y + 1),
        h=SOME),
    row("the logarithm of what is negative", x, "<", 0, steps(instead=NEGATIVE_LOG), at={x: 1}),
    row("factors of unknown signs", log(x * y), "=", log(x * z), at={x: 1, y: 1, z: 2}),
    # signs
    row("a square of what is negative", x**2 + y, "<", 0, h=Hypotheses(positive=(-x, -y)), at={x: -2, y: -1}),
    row("a wider bound above", x, "<", 4 + y, h=Hypotheses(nonnegative=(5 - x, y), where={x: Interval(0, 3)})),
    row("a wider bound below", x + y, ">", 2, h=Hypotheses(nonnegative=(x - 1, y), where={x: Interval(3, 9)})),
    row("the end of a range twice", x + y, ">", 1, h=Hypotheses(nonnegative=(x - 1, y), where={x: Interval(1, 3)}),
        at={x: 1, y: 0}),
    row("the upper end twice", x, "<", 3 + y, h=Hypotheses(nonnegative=(3 - x, y), where={x: Interval(1, 3)}),
        at={x: 3, y: 0}),
    row("squares of any numbers", (x + y) ** 2, ">=", 2 * x * y),
    row("more than what is declared", x**2 - x + 1, ">", 0, h=Hypotheses(nonnegative=(x**2 - x + 1,))),
    row("what cannot be", x, "=", 7, h=Hypotheses(positive=(sin(x) ** 2 + cos(x) ** 2 - 1,))),
    # sums and products
    row("terms of several offsets", over(X[m] * Y[m + 1]), "=", over(X[m]) + over(Y[m + 1]),
        at={k: 1, X: (1,), Y: (1, 3)}),
    row("a sum that is crossed", Sum(m, (m, 5, 3)), "=", 0, at={}),
    row("a product that is crossed", Product(m, (m, 5, 3)), "=", 1, at={}),
    row("a product that may be crossed", Product(f(Abs(m - HALF)), (m, 1, n)), "=", Product(f(m - HALF), (m, 1, n)),
        steps(letters=TWICE), WHOLE, at={n: -1, "f": lambda number: number + number}),
    row("a product of roots", Product(sqrt(X[m]), (m, 1, k)), "=", 1, h=SOME, at={k: 1, X: (4,)}),
    row("a first term, and a last that may be the first", over(X[m], 0, k + 1), "=", X[0] + over(X[m], 1, k + 1),
        h=FROM_MINUS_ONE),
    row("a last factor that may be the first", Product(X[m], (m, 1, k + 1)) * (y + 1), "=",
        y * Product(X[m], (m, 1, k + 1)) + Product(X[m], (m, 1, k + 1)), h=FROM_MINUS_ONE),
    # trigonometry
    row("a cosine that is no number", cos(pi / 7), "=", x, steps(by("cosine at a fraction of π", pi / 7, x)),
        at={x: 0}),
)  # fmt: skip
def test_each_condition_is_missed(given):
    judge(given)


D = Derivative
ANY_KIND = Hypotheses(values={n: Symbol("f", noninteger=True, real=True)})
INFINITE = Symbol("u", extended_positive=True, infinite=True)
OF_IMAGINARY = Hypotheses(equal=((x, Symbol("u", imaginary=True) ** 2),))
SHIFTED = KroneckerDelta(m, r + 1)
REFUSED: dict[str, tuple[Claim, str | None]] = {
    "the case of a sign": (Claim(sign(r) + 1, r, "=", FREE), "which case of"),
    "the case of a slope": (Claim(D(Abs(r), r), S.One, "=", FREE), "which case of"),
    "an end that moves, above": (Claim(D(Product(a, (m, 1, x)), x), S.Zero, "=", FREE), "ends free"),
    "an end that moves, below": (Claim(D(Product(a, (m, x, k)), x), S.Zero, "=", FREE), "ends free"),
    "a tie inside of a derivative": (
        Claim(D(y**2 + D(x * t * y, x), y), 2 * y + t, "=", Hypotheses(equal=((x, t),))),
        "is free",
    ),
    "a component at a component": (Claim(D(Z[X[1]], X[1]), S.Zero, "=", FREE), "by"),
    "a component of two indices": (Claim(D(X[1, 2], X[1]), S.Zero, "=", FREE), "by"),
    "a function of two arguments": (Claim(D(beta(2, x), x), polygamma(3, x), "=", FREE), "derivative of"),
    "a function that is called as a known one": (
        Claim(Subs(D(Function("Pow")(x, 2), x), x, y), Subs(D(Pow(x, 2), x), x, y), "=", FREE),
        None,
    ),
    "a logarithm to a base": (Claim(log(x, HALF, evaluate=False), S.Zero, ">", Hypotheses(positive=(x - 2,))), None),
    "half a term": (Claim(over(X[m], 1, k + HALF), over(X[m]), "=", FREE), None),
    "half a factor": (Claim(Product(X[m], (m, 1, k + HALF)), Product(X[m], (m, 1, k)), "=", SOME), None),
    "a delta with a range of its own": (
        Claim(over(KroneckerDelta(m, i, (1, 2)) * X[m]), X[i], "=", index()),
        "a range of its own",
    ),
    "a delta at what may be no index": (Claim(Sum(SHIFTED * f(m), (m, r, r + k)), f(r + 1), "=", FREE), "is an index"),
    "a range to what may be no whole number": (
        Claim(Sum(exp(X[m]), (m, 1, k - r)), S.Zero, ">", Hypotheses(where={r: Interval(0, HALF)})),
        None,
    ),
    "a component at no index": (
        Claim(over(X[m]), X[r], ">=", Hypotheses(where={r: Interval(1, HALF + 1), X: Interval(0, oo)})),
        None,
    ),
    **{f"where there is a slope of {e.expr}": (Claim(x + e, e, ">", FREE), None) for e in ROOTS[3:]},
    **{f"that there is no slope of {e.expr} at 0": (Claim(x + e, e, "!=", FREE), None) for e in ROOTS[1:]},
    "that a product under a root is not 0": (Claim(y + ROOTS[-1], ROOTS[-1], "!=", FREE), None),
    "what SymPy says of a value's kind": (Claim(x, S.Zero, "=", ANY_KIND), None),
    "1/Γ of what may be 0": (Claim(rgamma(x), S.Zero, ">", Hypotheses(nonnegative=(x,))), None),
    "a sine at π": (Claim(sin(x), S.Zero, ">", Hypotheses(where={x: Interval(1, pi)})), None),
    "a number that is infinite": (Claim(INFINITE, INFINITE + 1, "<", FREE), "is no real"),
    "a number that is declared to be the square of none": (Claim(x, S.Zero, ">=", OF_IMAGINARY), None),
    "another branch of W": (Claim(LambertW(x, -1), S.Zero, "=", Hypotheses(values={x: S.Zero})), None),
    "two denominators, of which one is 0": (
        Claim(1 / y * plain(1 / (y - 1), x), x, "=", Hypotheses(where={y: FiniteSet(0, 1)}, nonzero=(y, y - 1))),
        "a denominator that is zero",
    ),
    "a binomial coefficient of a half": (Claim(binomial(x, HALF, evaluate=False), S.One, "=", FREE), None),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_for_its_reason(name: str) -> None:
    claim, reason = REFUSED[name]
    with pytest.raises(Refused, match=reason):
        check(claim, Steps())


# -- integrals and slopes ------------------------------------------------------------------------------------------

w = Symbol("w", real=True)
q = symbols("q", nonnegative=True)
u = Function("u")


@pytest.mark.parametrize(
    "e",
    [
        r,
        Integral(r * w, (r, 0, 1), (w, 0, 1)),
        Integral(r, r),
        Integral(r, (r, 1)),
        Integral(X[1], (X[1], 0, 1)),
        Integral(1 + Integral(r * w, (r, 0, 1)), (w, 0, 1)),
        Integral(w, (r, 0, r)),
        Integral(w, (r, r, 1)),
        Integral(D(u(r), r), (r, 0, 1)),
    ],
)
def test_an_integral_is_one_between_ends(e: Expr) -> None:
    with pytest.raises(Refused):
        ends_of(e)


@pytest.mark.parametrize(
    ("h", "letter"),
    [
        (Hypotheses(nonzero=(r,)), r),
        (Hypotheses(where={q: Interval(-1, 0)}), q),
        (Hypotheses(where={r: S.Integers}), r),
    ],
)
def test_a_variable_of_which_more_is_assumed_has_no_interval(h: Hypotheses, letter: Symbol) -> None:
    with pytest.raises(Refused):
        interval_of(h, letter)


def test_an_integral_in_another_is_about_its_letter() -> None:
    """Where y > 0 is assumed, of the y that the outer integral runs through nothing is."""
    h = Hypotheses(positive=(w,))
    inner = Integral(Abs(w), (r, 0, 1))
    claim = Claim(Integral(1 + inner, (w, -1, 0)), Integral(1 + w, (w, -1, 0)), "=", h)
    letter = Symbol("l", real=True)
    slope = check(Claim(D(w * letter, letter), Abs(w), "=", between(claim, inner, letter, 64)), Steps())
    whole = check(Claim(claim.rhs, claim.rhs, "=", h), Alike())
    with pytest.raises(Refused, match="looked at in one point"):
        check(claim, By("integrals", (whole, slope), ((inner, letter, w * letter),)))


def test_slopes_say_nothing_of_an_equality() -> None:
    h = Hypotheses(where={r: Interval(0, oo)})
    inside = Hypotheses(where={r: Interval.open(0, oo)})
    rising = check(Claim(S.Zero, S.One, "<=", h), Steps())
    flat = check(Claim(D(S.Zero, r), S.Zero, "=", inside), Steps())
    for said, op, start in (
        (r, "=", check(Claim(S.Zero, S.Zero, "=", FREE), Alike())),
        (r - 1, "!=", check(Claim(S.NegativeOne, S.Zero, "!=", FREE), Steps())),
    ):
        steep = check(Claim(D(said, r), S.One, "=", inside), Steps())
        with pytest.raises(Refused, match="an inequality"):
            check(Claim(said, S.Zero, op, h), By("slopes", (start, flat, steep, rising), (r, S.Zero, S.Zero, S.One)))


def test_one_value_and_other_slopes_are_not_one_function() -> None:
    nought = check(Claim(S.Zero, S.Zero, "=", FREE), Alike())
    with pytest.raises(Refused, match="one derivative"):
        check(Claim(r, 2 * r, "=", FREE), By("one derivative", (nought, nought), (r, S.Zero)))


def test_the_point_of_one_value_is_a_number() -> None:
    h = Hypotheses(where={r: Interval.open(0, oo)})
    lhs, rhs, at = exp(2 * r) - 1, (exp(r) - 1) * (exp(r) + 1), symbols("p", positive=True)
    slopes = check(Claim(D(lhs, r), D(rhs, r), "=", h), Steps())
    start = check(Claim(lhs.xreplace({r: at}), rhs.xreplace({r: at}), "=", FREE), Steps())
    with pytest.raises(Refused, match="is in"):
        check(Claim(lhs, rhs, "=", h), By("one derivative", (slopes, start), (r, at)))


def test_slopes_begin_with_the_relation_itself() -> None:
    h = Hypotheses(where={r: Interval(0, oo)})
    inside = Hypotheses(where={r: Interval.open(0, oo)})
    start = check(Claim(S.Zero, S.Zero, "<=", FREE), Alike())
    flat, steep = (
        check(Claim(D(e, r), slope, "=", inside), Steps()) for e, slope in ((S.Zero, S.Zero), (r - 1, S.One))
    )
    rising = check(Claim(S.Zero, S.One, "<=", h), Steps())
    with pytest.raises(Refused, match="the relation at"):
        check(Claim(S.Zero, r - 1, "<=", h), By("slopes", (start, flat, steep, rising), (r, S.Zero, S.Zero, S.One)))


def test_the_letter_of_an_antiderivative_is_no_component() -> None:
    """It would stand for the component that is in the claim."""
    row_ = IndexedBase("R", real=True)
    inner = Integral(row_[1] * r, (r, 0, 1))
    third = check(Claim(Rational(1, 3), Rational(1, 3), "=", FREE), Alike())
    claim = Claim(inner, Rational(1, 3), "=", FREE)
    slope = check(Claim(D(row_[1] ** 3 / 3, row_[1]), row_[1] ** 2, "=", FREE), Steps())
    with pytest.raises(Refused, match="is any real number"):
        check(claim, By("integrals", (third, slope), ((inner, row_[1], row_[1] ** 3 / 3),)))


def test_the_ends_of_an_integral_are_numbers() -> None:
    """What an antiderivative is at infinity is for limits to say."""
    claim = Claim(Integral(1 / (1 + r**2), (r, 0, oo)), pi / 2, "=", FREE)
    inside = between(claim, claim.lhs, w, 64)
    slope = check(Claim(D(atan(w), w), 1 / (1 + w**2), "=", inside), Steps())
    whole = check(Claim(atan(oo) - atan(0), pi / 2, "=", FREE), Alike())
    with pytest.raises(Refused, match="has a value"):
        check(claim, By("integrals", (whole, slope), ((claim.lhs, w, atan(w)),)))


def test_where_a_condition_of_another_kind_begins_to_hold_is_not_known() -> None:
    with pytest.raises(Refused):
        edges(Contains(x, Interval(0, 1)))


def test_a_logarithm_of_a_product_that_may_be_0_is_no_sum() -> None:
    c = Checker((), Hypotheses(nonnegative=(x, y)))
    assert c.value(log(x * y)) != c.value(log(x) + log(y))


def test_there_is_no_other_rule() -> None:
    with pytest.raises(Refused, match="there is no rule"):
        check(Claim(x + y, z, "=", FREE), steps(by("no such rule", x)))
