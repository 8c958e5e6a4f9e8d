"""A step that is right is refused after any one change; and what no single change shows, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from changes import FREE, Right, is_accepted, judge
from sympy import (
    Abs,
    Derivative,
    Dummy,
    Expr,
    FiniteSet,
    Function,
    IndexedBase,
    Integer,
    Integral,
    Interval,
    Lambda,
    Limit,
    Mul,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    atan,
    cos,
    exp,
    log,
    oo,
    pi,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
)

from symxent.logic import Claim, Hypotheses, Tends
from symxent.logic.letters import kinds_in

x, y, a, b = symbols("x y a b", real=True)
p = Symbol("p", positive=True)
m, n = symbols("m n", integer=True)
t, u, v, w = (Dummy(name, real=True) for name in "tuvw")
ONE, TWO = Integer(1), Integer(2)
H = Hypotheses(positive=(b,))


def near(lhs: object, op: str, rhs: object, h: Hypotheses = H, delta: Expr = ONE) -> Claim:
    return claim(lhs, op, rhs, Hypotheses(positive=h.positive, where={**h.where, t: Interval.open(0, delta)}))


def claim(lhs: object, op: str, rhs: object, h: Hypotheses = H) -> Claim:
    return Claim(S(lhs), S(rhs), op, h)


def to(f: object, value: object, h: Hypotheses = H) -> Tends:
    return Tends(S(f), t, S(value), h)


def of_limits(e: Expr, value: object, *found: Tends) -> Right:
    """The claim e = value by the limits of one limit in it."""
    (one,), h = kinds_in(e, Limit), found[0].hypotheses
    whole = claim(e.xreplace({one: found[0].value}), "=", value, h)
    return Right("limits", claim(e, "=", value, h), (whole, *found), ((one, t),), (t,), {MORE, *CARRIED})


TWO_SIDED = Limit(a + x, x, a, "+-")
UP, DOWN = to(1 / t, oo), to(-1 / t, -oo)
MORE = "premises and one more"  # than there is need for
CARRIED = {"_t is b", "_t is R[1]", "_t is _whole"}  # of the premises, which then are no theorems
ANY_ORDER = "premises turned around"


def any_value(of: str) -> set[str]:
    hows = (" + 1", " + 1/2", " 0", " a component", " another letter", " doubled", " infinite", " negative", " strange")
    return {of + how for how in hows}


UNUSED = any_value("parts[1]") - {"parts[1] another letter"}
#: It stands in a sum over another letter, and its letters are bound elsewhere.
BESIDE = Sum(m * TWO_SIDED, (m, 1, n)) + Integral(a, (a, 0, 1))
TIED = Hypotheses(equal=((x, a),))
FIVE, APART = Hypotheses(where={t: FiniteSet(5)}), Hypotheses(nonzero=(a,))
X = IndexedBase("X", real=True)


def improper(e: Expr, value: object, f: Expr, low: Tends, high: Tends, inside: Hypotheses) -> Right:
    """The claim a e = a value by an antiderivative f in v."""
    body, (letter, *_) = e.function, e.limits[0]
    slope = claim(Derivative(f, v), "=", body.xreplace({letter: v}), inside)
    h = low.hypotheses
    premises = (claim(a * (high.value - low.value), "=", a * value, h), slope, low, high)
    return Right("improper integrals", claim(a * e, "=", a * value, h), premises, ((e, v, f, t),), (v,))


def on(interval: object, h: Hypotheses = H) -> Hypotheses:
    return replace(h, where={**h.where, v: interval})


def above(*known: Expr, h: Hypotheses = H) -> Hypotheses:
    return replace(h, positive=(*h.positive, *known))


TAIL = Integral(exp(-x), (x, a, oo))
AT_A, AT_INFINITY = to(-exp(-a - t), -exp(-a)), to(-exp(-1 / t), 0)
LIMITS = {
    "limits": of_limits(a + TWO_SIDED, 3 * a, to(2 * a + t, 2 * a), to(2 * a - t, 2 * a)),
    "a limit beside others": replace(
        of_limits(BESIDE, 3 * a, to(2 * a + t, 2 * a), to(2 * a - t, 2 * a)), own=(), still={MORE}
    ),
    "a limit that is called as its letter": replace(
        of_limits(Limit(a + x, x, 0), a, to(a + t, x, TIED)), own=(), still={MORE}
    ),
    "an integral without end": improper(
        Integral(exp(-x), (x, 0, oo)), 1, -exp(-v), to(-exp(-t), -1), AT_INFINITY, on(Interval.open(0, oo))
    ),
    "an integral from a letter on": improper(TAIL, exp(-a), -exp(-v), AT_A, AT_INFINITY, above(b, v - a)),
    "an integral up to a letter": improper(
        Integral(exp(x), (x, -oo, a)), exp(a), exp(v), to(exp(-1 / t), 0), to(exp(a - t), exp(a)), above(b, a - v)
    ),
    "an integral between two numbers": improper(
        Integral(1 / x, (x, 1, 2)), log(2), log(v), to(log(1 + t), 0), to(log(2 - t), log(2)), on(Interval.open(1, 2))
    ),
    "limits from the left": of_limits(Limit(x, x, a, "-"), a, to(a - t, a)),
    "limits at infinity": of_limits(Limit(1 + 1 / x, x, oo), 1, to(1 + t, 1)),
    "limits of a letter with a sign": of_limits(Limit(1 + 1 / p, p, oo), 1, to(1 + t, 1)),
    "limits at minus infinity": of_limits(Limit(1 + 1 / x, x, -oo), 1, to(1 - t, 1)),
    "an infinite limit": Right(
        "limits", claim(Limit(1 / x, x, 0), "=", oo), (UP,), ((Limit(1 / x, x, 0), t),), (t,), {MORE, *CARRIED}
    ),
    "continuous": Right(
        "continuous", to(a + t, a), (claim(a, "=", a),), (ONE,), (t,),
        {"parts[0] + 1", "parts[0] + 1/2", "parts[0] doubled"},
    ),
    "equal near": Right(
        "equal near", to(Abs(1 + t), 1), (near(Abs(1 + t), "=", 1 + t), to(1 + t, 1)), (1 + t, ONE), (t,)
    ),
    "by definition": Right("by definition", to(tan(t), 0), (to(sin(t) / cos(t), 0),)),
    "of limits": Right(
        "of limits", to((a + t) * (1 + t), a), (claim(a, "=", a), to(a + t, a), to(1 + t, 1)), (u * v, u, v), (u, v)
    ),
    "infinite sum": Right(
        "infinite sum", to(1 / t + t + a, oo), (UP, to(a + t, a)), still={ANY_ORDER, *any_value("premises[1].value")}
    ),
    "infinite product": Right("infinite product", to(Mul(-1 / t, 1 + t), -oo), (DOWN, to(1 + t, 1)), still={
        ANY_ORDER, *(f"premises[1].value {how}" for how in ("+ 1", "+ 1/2", "doubled", "infinite"))
    }),
    "one over what grows": Right(
        "reciprocal", to(1 / (1 + 1 / t), 0), (to(1 + 1 / t, oo),), (1 + 1 / t, ONE, ONE),
        still={"premises[0].value negative", *UNUSED, *(how.replace("1]", "2]") for how in UNUSED)},
    ),
    "one over what vanishes": Right("reciprocal", to(1 / t, oo), (to(t, 0), near(0, "<", t)), (t, ONE, ONE), (t,)),
    "logarithm at 0": Right("outer function", to(log(t), -oo), (to(t, 0), near(0, "<", t)), (t, ONE), (t,)),
    "exponential of what falls": Right("outer function", to(exp(-1 / t), 0), (DOWN,), (-1 / t, ONE), still=UNUSED),
    "even power": Right(
        "outer function", to((1 - 1 / t) ** 2, oo), (to(1 - 1 / t, -oo),), (1 - 1 / t, ONE),
        still={*UNUSED, "premises[0].value infinite", "premises[0].value negative"},
    ),
    "root": Right("outer function", to(sqrt(1 + 1 / t), oo), (to(1 + 1 / t, oo),), (1 + 1 / t, ONE), still=UNUSED),
    "l'Hôpital": Right(
        "l'Hôpital",
        to(sin(t) / t, 1),
        (to(sin(t), 0), to(t, 0), near(Derivative(sin(t), t), "=", cos(t)), near(Derivative(t, t), "=", 1),
         near(1, "!=", 0), to(cos(t), 1)),
        (sin(t), t, cos(t), ONE, ONE),
        (t,),
        {"premises[1].value infinite"},
    ),
    "squeeze": Right(
        "squeeze", to(t * sin(a), 0), (near(-t, "<=", t * sin(a)), near(t * sin(a), "<=", t), to(-t, 0), to(t, 0)),
        (-t, t, ONE), (t,), {"_t is a"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_a_step_is_refused_after_any_one_change(name: str) -> None:
    judge(LIMITS[name])


NOWHERE, TAUTOLOGY = log(-1 - a**2), sin(t) ** 2 + cos(t) ** 2
SMALL, MANY = Hypotheses(where={x: FiniteSet(1)}), Hypotheses(positive=(x,))
PARABOLA = 1 - (a - 5) ** 2
FALLS = Hypotheses(positive=(3 - 2 * a,))
UP_TO_5 = Hypotheses(positive=(5 - a, PARABOLA))
_SIDE = Expr.__new__(Limit, x, x, S.Zero, Symbol("--"))
_IMAGINARY = Symbol("j", imaginary=True)


def moved(e: Expr, h: Hypotheses, value: object = x) -> Right:
    """A limit under an operator by one of its letters, as if it were its value there, too."""
    return of_limits(e, 0, to(next(iter(kinds_in(e, Limit))).args[0].xreplace({y: t}), value, h))


INNER = Limit(Abs(x) + y, y, 0)
REFUSED = {
    # hypotheses speak of one point, not of those that a bound letter runs through
    "a limit in an integral": moved(Integral(INNER, (x, -1, 1)), MANY),
    "a limit in a sum": moved(Sum(Limit(Abs(m) + y, y, 0), (m, -n, n)), Hypotheses(positive=(m,)), m),
    "a limit in a derivative": moved(Derivative(Limit(x**2 + y, y, 0), x), SMALL, 1),
    "a limit at another point": moved(Subs(INNER, x, -1) - 1, MANY),
    "a limit in a function": moved(Lambda(x, INNER), MANY),
    "a limit in a derivative by a component": moved(Derivative(Limit(X[m] + y, y, 0), X[1]), FREE, X[1]),
    "a value that is bound": moved(Integral(Limit(a + y, y, 0), (x, 0, 1)), TIED),
    "a limit of a limit": Right(
        "limits",
        claim(Limit(INNER / x, x, 0, "-"), "=", 1, MANY),
        (claim(Limit(S.One, x, 0, "-"), "=", 1, MANY), to(Abs(x) + t, x, MANY)),
        ((INNER, t),),
    ),
    # what a limit is
    "a limit from no side": of_limits(_SIDE, 0, to(-t, 0), to(-t, 0)),
    "a limit of a component": of_limits(Limit(X[1], X[1], 0), 0, to(t, 0)),
    "a limit of a positive number from below": of_limits(Limit(Abs(p) + 1, p, 0, "+-"), 1, to(1 + t, 1), to(1 - t, 1)),
    "a limit of an imaginary number": of_limits(Limit(1 / _IMAGINARY, _IMAGINARY, oo), 0, to(t, 0)),
    "a number made of one that is infinite": of_limits(1 / Limit(1 / x, x, 0), 0, UP),
    # integrals
    "two numbers in the wrong order": improper(
        Integral(5, (x, 1, 0)), -1, v, to(1 + t, 1), to(-t, 0), on(S.EmptySet)
    ),
    "from infinity to a number": improper(
        Integral(5, (x, oo, 0)), 0, atan(v), to(atan(1 / t), pi / 2), to(atan(-t), 0), on(S.EmptySet)
    ),
    **{
        f"up to {end}": improper(
            Integral(exp(x), (x, -oo, end)), exp(end), exp(v), to(exp(-1 / t), 0), to(exp(end - t), exp(end)),
            on(Interval.open(-oo, end)),
        )
        for end in (Function("g", real=True)(1), S.NaN)
    },
    "between two letters": improper(
        Integral(exp(x), (x, a, 1)), exp(1) - exp(a), exp(v), to(exp(a + t), exp(a)), to(exp(1 - t), exp(1)),
        above(1 - v),
    ),
    "from an end that may have no value": improper(
        Integral(exp(-x), (x, log(a), oo)), 1 / a, -exp(-v), to(-exp(-log(a) - t), -1 / a), AT_INFINITY,
        above(v - log(a)),
    ),
    "an antiderivative that moves": improper(
        Integral(1, (x, 0, 1)), 1, v + t, to(2 * t, 0), to(1, 1), on(Interval.open(0, 1))
    ),
    "an antiderivative that jumps": improper(
        Integral(1, (x, -1, 1)), 4, v + sign(v), to(t - 1 + sign(t - 1), -2), to(1 - t + sign(1 - t), 2),
        on(Interval.open(-1, 1)),
    ),
    "an integrand without a value": improper(
        Integral(log(-1 - x**2), (x, 0, 1)), 1, v, to(t, 0), to(1 - t, 1), on(Interval.open(0, 1))
    ),
    "an antiderivative without bound": improper(
        Integral(1 / x**2, (x, 0, 1)), oo, -1 / v, to(-1 / t, -oo), to(-1 / (1 - t), -1), on(Interval.open(0, 1))
    ),
    "what is assumed of an end, and falls beyond it": improper(
        TAIL, exp(-a), -exp(-v), replace(AT_A, hypotheses=FALLS), replace(AT_INFINITY, hypotheses=FALLS),
        above(3 - 2 * v, v - a, h=FALLS),
    ),
    "what is assumed of an end, and falls farther beyond it": improper(
        TAIL, exp(-a), -exp(-v), replace(AT_A, hypotheses=UP_TO_5), replace(AT_INFINITY, hypotheses=UP_TO_5),
        above(v, PARABOLA.xreplace({a: v}), v - a, h=UP_TO_5),
    ),
    # values
    "a value that is none": Right("continuous", to(a + t, NOWHERE), (claim(a, "=", NOWHERE),), (ONE,)),
    "a value that moves": Right("continuous", to(1 + t, TAUTOLOGY), (claim(1, "=", TAUTOLOGY),), (ONE,)),
    "a value of a function that is none": Right(
        "of limits", to(a + t, NOWHERE), (claim(a, "=", NOWHERE), to(a + t, a)), (u, u)
    ),
    "what is t in the hypotheses": Right("of limits", to(t, 5, FIVE), (claim(t, "=", 5, FIVE),), (t,)),
    "an infinite value in a function": Right(
        "of limits", to(atan(1 / t), pi / 2), (claim(pi / 2, "=", pi / 2), UP), (atan(u), u)
    ),
    "another function of a known name": Right(
        "by definition", to(Function("tan")(t), 0), (to(sin(t) / cos(t), 0),)
    ),
    "a product of numbers": Right("infinite product", to((1 + t) * (2 + t), oo), (to(1 + t, 1), to(2 + t, 2))),
    "a factor of either sign": Right(
        "infinite product", to(a / t, S.NaN, APART), (to(1 / t, oo, APART), to(a, a, APART))
    ),
    "a sine near 0": Right("outer function", to(sin(t), -oo), (to(t, 0), near(0, "<", t)), (t, ONE)),
    "a logarithm of something else": Right(
        "outer function", to(log(1 + t), -oo), (to(t, 0), near(0, "<", t)), (t, ONE)
    ),
    "a power of something else": Right("outer function", to((1 + t) ** 2, oo), (UP,), (1 / t, ONE)),
    "a function of something else": Right("outer function", to(exp(t), oo), (UP,), (1 / t, ONE)),
    **{
        f"the power {q}": Right(
            "outer function", to((1 + c / t) ** q, c * oo), (to(1 + c / t, c * oo),), (1 + c / t, ONE)
        )
        for c, q in ((1, -TWO), (1, pi), (-1, Rational(2, 3)))
    },
    "a numerator that jumps": Right(
        "l'Hôpital",
        to(sign(t - Rational(1, 2)) ** 2, 1),
        (to(t * sign(t - Rational(1, 2)) ** 2, 0), to(t, 0),
         near(Derivative(t * sign(t - Rational(1, 2)) ** 2, t), "=", 1), near(Derivative(t, t), "=", 1),
         near(1, "!=", 0), to(1, 1)),
        (t * sign(t - Rational(1, 2)) ** 2, t, ONE, ONE, ONE),
    ),
    "between two, and without a value": Right(
        "squeeze", to(log(-t), 0), (near(-t, "<=", log(-t)), near(log(-t), "<=", t), to(-t, 0), to(t, 0)), (-t, t, ONE)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_step_is_refused_that_lacks_one_condition(name: str) -> None:
    assert not is_accepted(REFUSED[name])
