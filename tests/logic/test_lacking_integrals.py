"""Steps about integrals and derivatives that lack one condition, and are right but for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from changes import FREE, Right, is_accepted
from sympy import (
    Abs,
    Derivative,
    Expr,
    IndexedBase,
    Integer,
    Integral,
    Interval,
    Rational,
    S,
    Set,
    Symbol,
    exp,
    log,
    oo,
    sign,
    sin,
)
from test_changed_principles import INTEGRAL, MOVED, J, a, b, claim, slope, v, w, x, y

from symxent.logic import Claim, Hypotheses, Refused
from symxent.logic.calculus import between, halves, inside_of, on_piece, relations_of
from symxent.logic.statements import with_values

t = Symbol("t", real=True)
n = Symbol("n", integer=True)
q = Symbol("q", nonnegative=True)
COMPONENT = IndexedBase("X", real=True)[1]
NOWHERE, NOWHERE_IN_V = log(-1 - a**2), log(-1 - v**2)
SQUARE = Integral(y, (y, 0, x), (x, 0, 1))
AT_0, ZERO, TIED = Hypotheses(values={t: S.Zero}), Hypotheses(zero=(t,)), Hypotheses(equal=((y, x),))
FROM_T = Integral(log(x) + 1, (x, t, 1))
SLANTED = Integral(Abs(x - t), (x, 0, 1))
NEARLY_E = Rational(str(exp(1).n(1500)))  # nobody computes on which side of it e lies


def in_pieces(s: Claim, e: Expr, points: tuple[Expr, ...], *functions: Expr) -> Right:
    """The claim about an integral in pieces, as if nothing were in the way."""
    letter, low, high = e.limits[0]
    ends = (low, *points, high)
    pieces = [Integral(g, (v, *pair)) for g, *pair in zip(functions, ends, ends[1:], strict=False)]
    body, whole = e.function.xreplace({letter: v}), with_values(s, {e: sum(pieces, S.Zero)})
    equal = [Claim(body, g.function, "=", on_piece(s.hypotheses, v, *g.limits[0][1:])) for g in pieces]
    return Right("integral in pieces", s, (whole, *equal), (e, v, points, functions))


def of_primitive(s: Claim, e: Expr, f: Expr, h: Hypotheses | None = None) -> Right:
    """The claim about an integral by an antiderivative; ``h``: what is known between the ends."""
    (letter, low, high) = e.limits[0]
    given = slope(f, e.function.xreplace({letter: v}), between(s, e, v, 64) if h is None else h)
    values = {e: f.xreplace({v: high}) - f.xreplace({v: low})}
    return Right("integrals", s, (with_values(s, values, Derivative), given), ((e, v, f),))


def moved(d: Expr, *terms: Any, h: Hypotheses = FREE, edge: Expr = S.Zero) -> Right:
    """An integral in terms, or the derivative of one, of which the value is ``edge`` and the terms'."""
    e = d.expr if isinstance(d, Derivative) else d
    f = e.function.xreplace({e.limits[0][0]: v})
    rate = Derivative(f, d.variables[0]) if isinstance(d, Derivative) else f
    s = claim(d, "=", b, h)
    value = edge + sum((c * number for c, _, number in terms), S.Zero)
    inside = between(Claim(e, e, "=", h), e, v, 64, closed=True)
    body = Claim(rate, sum((c * g for c, g, _ in terms), S.Zero), "=", inside)
    return Right("under the integral sign", s, (replace(s, lhs=value), body), ((d, v, *terms),))


def both(one: Right, other: Right, op: str) -> Right:
    """One side by each of two steps."""
    (left, first), (right, second) = one.premises, other.premises
    pairs = ((one.statement, other.statement), (left, right))
    s, whole = (claim(a.said[0], op, b.said[0], FREE) for a, b in pairs)
    return Right(one.rule, s, (whole, first, second), (*one.parts, *other.parts))


def by_slopes(f: Expr, g: Expr, where: Set, p: object, made: tuple[Expr, ...] | None = None, op: str = "<=") -> Right:
    """f = g by one derivative and f(p) = g(p); or, with slopes, f <= g by theirs."""
    h, at = Hypotheses(where={x: where}), S(p)
    inside, start = inside_of(h, x), (f.xreplace({x: at}), g.xreplace({x: at}))
    if made is None:
        premises = (claim(Derivative(f, x), "=", Derivative(g, x), inside), claim(start[0], "=", start[1], FREE))
        return Right("one derivative", claim(f, "=", g, h), premises, (x, at))
    slopes = (slope(e, m, inside, x) for e, m in zip((f, g), made, strict=True))
    needed = relations_of(h, x, at, made, op == "<")
    start_ = claim(start[0], "<=", start[1], FREE)
    return Right("slopes", claim(f, op, g, h), (start_, *slopes, *needed), (x, at, *made))


def iterated(g: Expr, e: Expr = SQUARE) -> Right:
    one = Integral(g, (v, 0, 1))
    s = claim(e, "=", b, FREE)
    inner = claim(e.func(e.function, *e.limits[:-1]).xreplace({x: v}), "=", g, between(s, one, v, 64))
    return Right("iterated integral", s, (with_values(s, {e: one}), inner), (e, v, g))


V_SHAPED, POLE = Integral(Abs(x), (x, -1, 1)), Integral(x**-2, (x, -1, 1))
BACK = Integral(x, (x, 0, 1))

RIGHT = {
    "pieces": in_pieces(claim(V_SHAPED, "=", 1, FREE), V_SHAPED, (S.Zero,), -v, v),
    "a primitive": of_primitive(claim(BACK, "=", S.Half, FREE), BACK, v**2 / 2),
    "terms": moved(INTEGRAL, (a, exp(sin(v)), J), (S.One, sin(v), w)),
    "Leibniz's rule": moved(MOVED, (S.One, v * exp(x * v), J), edge=2 * x * exp(x**3)),
    "one derivative": by_slopes(sin(x) ** 2, sin(x) ** 2 + 0, Interval(0, 1), 0),
    "slopes": by_slopes(x, 2 * x, Interval(0, 1), 0, (S.One, Integer(2))),
    "an iterated integral": iterated(v**2 / 2),
}
REFUSED = {
    # in pieces
    "pieces to an end that is a letter": in_pieces(
        claim(Integral(Abs(x), (x, -1, b)), "=", 1),
        Integral(Abs(x), (x, -1, b)),
        (S.Zero,),
        -v,
        v,
    ),
    "pieces that go back": in_pieces(claim(BACK, "=", 2, FREE), BACK, (Integer(2),), v, S.Zero),
    "a piece without length": in_pieces(claim(BACK, "=", S.Half, FREE), BACK, (S.Zero,), v, v),
    "pieces to infinity and beyond": in_pieces(claim(BACK, "=", S.Half, FREE), BACK, (oo,), v, v),
    "pieces without a value": in_pieces(
        claim(Integral(log(-1 - x**2), (x, 0, 1)), "=", 5, FREE), Integral(log(-1 - x**2), (x, 0, 1)), (), 5 * v
    ),
    "pieces beside a pole": in_pieces(claim(POLE, "=", -2, FREE), POLE, (S.Zero,), v**-2, v**-2),
    "pieces of what moves": Right(
        "integral in pieces",
        claim(Derivative(SLANTED, t), "=", 0, AT_0),
        (
            claim(Derivative(Integral(v, (v, 0, 1)), t), "=", 0, AT_0),
            claim(Abs(v - t), "=", v, on_piece(AT_0, v, S.Zero, S.One)),
        ),
        (SLANTED, v, (), (v,)),
    ),
    # antiderivatives
    "an antiderivative with a kink": of_primitive(
        claim(Integral(sign(x), (x, -1, 1)), "=", 0, FREE), Integral(sign(x), (x, -1, 1)), Abs(v)
    ),
    "an antiderivative that has no value at an end": of_primitive(claim(FROM_T, "=", 7, AT_0), FROM_T, v * log(v)),
    "an antiderivative where an end is held": of_primitive(
        claim(Derivative(SLANTED, t), "=", 0, ZERO),
        SLANTED,
        v**2 / 2,
        Hypotheses(zero=(t,), where={v: Interval.open(0, 1)}),
    ),
    "an end that is on one side alone": of_primitive(
        claim(Derivative(Integral(x, (x, 0, q)), q), "=", q, FREE),
        Integral(x, (x, 0, q)),
        v**2 / 2,
        Hypotheses(positive=(v, v, q - v)),
    ),
    # the inner integral first
    "an inner integral without a value": iterated(NOWHERE_IN_V),
    "an inner integral with a letter": iterated(w),
    "one integral alone": iterated(v**2 / 2, BACK),
    "an inner integral without ends": iterated(v**2 / 2, Integral(y, y, (x, 0, 1))),
    # under the integral sign
    **{
        f"what is tied, {what}": moved(BACK, (S.One, v, J), h=h)
        for what, h in (("a value", AT_0), ("zero", ZERO), ("an equality", TIED))
    },
    "terms without a value": moved(Integral(log(-1 - x**2), (x, 0, 1)), (S.One, sin(v), w)),
    "a factor that moves": moved(Integral(x**2, (x, 0, 1)), (v, v, J)),
    "one number for two integrals": both(moved(BACK, (S.One, v, J)), moved(Integral(x, (x, 0, 2)), (S.One, v, J)), "="),
    "ends that have a kink": moved(
        Derivative(Integral(x, (x, 0, Abs(y))), y), edge=Abs(y) * Derivative(Abs(y), y).doit()
    ),
    "a factor without a value": moved(Integral(a * x, (x, 0, 1)), (NOWHERE, v, J)),
    "a term that jumps": moved(Integral(sign(x), (x, -1, 1)), (S.One, sign(v), J)),
    "a term with another letter": moved(BACK, (S.One, w, J)),
    "terms to an end without a value": moved(Integral(x, (x, 0, NOWHERE)), (S.One, v, J)),
    "a derivative by a component": moved(
        Derivative(Integral(exp(COMPONENT * x), (x, 0, 1)), COMPONENT), (S.One, v * exp(COMPONENT * v), J)
    ),
    "a derivative by a whole number": moved(Derivative(Integral(exp(n * x), (x, 0, 1)), n), (S.One, v * exp(n * v), J)),
    "a derivative by two letters": moved(
        Derivative(Integral(exp(x * y * v), (v, 0, 1)).xreplace({v: t}), x, y), (S.One, v * exp(x * y * v), J)
    ),
    "a kink in what it is differentiated by": moved(
        Derivative(Integral(x * Abs(y), (x, 0, 1)), y), (S.One, v * sign(y), J)
    ),
    "a kink in the letter": moved(Derivative(Integral(y * Abs(x - S.Half), (x, 0, 1)), y), (S.One, Abs(v - S.Half), J)),
    # slopes
    "one derivative, with a kink": by_slopes(Abs(x - S.Half), Abs(x - S.Half) + 0, Interval(0, 1), 0),
    "slopes of what has a kink": by_slopes(Abs(x - S.Half), x, Interval(0, 1), 1, (sign(x - S.Half), S.One)),
    **{
        f"no value at {what}": by_slopes(f, f + 0, where, at)
        for what, f, where, at in (
            ("the point, which is the end", log(1 - x), Interval.Ropen(0, 1), 1),
            ("the point, which is the beginning", log(x), Interval.Lopen(0, 1), 0),
            ("the end, which is held", log(1 - x), Interval(0, 1), 0),
            ("the beginning, which is held", log(x), Interval(0, 1), 1),
        )
    },
    "slopes from a point that is held": by_slopes(x, 2 * x, Interval(0, 2), 0, (S.One, Integer(2)), "<"),
    "slopes to a pole": by_slopes(log(x), x - 1, Interval.Lopen(0, 1), 0, (1 / x, S.One)),
}


@pytest.mark.parametrize("name", RIGHT)
def test_the_steps_are_right_as_they_stand(name: str) -> None:
    assert is_accepted(RIGHT[name])


@pytest.mark.parametrize("name", REFUSED)
def test_a_step_is_refused_that_lacks_one_condition(name: str) -> None:
    assert not is_accepted(REFUSED[name])


@pytest.mark.parametrize(
    ("low", "high", "known", "gaps"),
    [
        (exp(1), NEARLY_E, FREE, (v,)),
        (-b, S.Zero, Hypotheses(positive=(b,)), (v + b, -v)),
        (b, b + 1, FREE, (v - b, b + 1 - v)),
        (S.Zero, b, Hypotheses(positive=(b,)), (v, v, b - v)),
    ],
)
def test_what_lies_between_ends_of_which_one_is_no_number(
    low: Expr, high: Expr, known: Hypotheses, gaps: tuple[Expr, ...]
) -> None:
    """Nothing but the order of what is known to be in order."""
    e = Integral(x, (x, low, high))
    assert between(Claim(e, e, "=", known), e, v, 64) == replace(known, positive=(*known.positive, *gaps))


def test_a_side_of_a_point_that_is_not_worked_out_is_not_left_out() -> None:
    with pytest.raises(Refused, match="an interval beside"):
        halves(Hypotheses(where={x: Interval(a - 1, a + 1)}), x, S.Zero)
