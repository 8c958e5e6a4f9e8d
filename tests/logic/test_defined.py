"""Where an expression has a value, where a function is smooth, and of what a variable takes every value: by itself."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import pytest
from rows import X, i, k, m, n
from sympy import (
    Abs,
    Contains,
    Derivative,
    Expr,
    Function,
    IndexedBase,
    Interval,
    Piecewise,
    S,
    Subs,
    Sum,
    Symbol,
    asin,
    asinh,
    erf,
    exp,
    floor,
    gamma,
    log,
    oo,
    sign,
    sin,
    sqrt,
    symbols,
    tan,
)

from symxent.logic import Hypotheses, Refused
from symxent.logic.defined import need_continuous, need_interval_of, need_nothing_else, need_smooth, need_value

FREE = Hypotheses()
x, y, a = symbols("x y a", real=True)
HALF = S.Half
CLOSED, OPEN = (Hypotheses(where={x: where}) for where in (Interval(-1, 1), Interval.open(-1, 1)))
SIZED = Hypotheses(indices={i: (S.One, k)})
WHOLE = Hypotheses(where={n: S.Integers})
POSITIVE, NONNEGATIVE = Hypotheses(positive=(x,)), Hypotheses(nonnegative=(x,))


def over(body: Expr, high: Expr = k) -> Expr:
    return Sum(body, (m, 1, high))


#: The expression, and what is known: without joints it has all its derivatives there.
SMOOTH: list[tuple[Expr, Hypotheses]] = [
    (asinh(x) + erf(x) + sin(x) * exp(-x), FREE),
    (asin(x), OPEN),
    (over(exp(X[m] * x)), SIZED),
    (log(x) + sqrt(x) + 1 / x + x**a, POSITIVE),
    (1 / (1 + x**2) + 2**x + x**3, FREE),
]
#: It has a value, and is continuous.
CONTINUOUS: list[tuple[Expr, Hypotheses]] = [
    (asin(x), CLOSED),
    (sqrt(x), NONNEGATIVE),
    (Abs(x) * sqrt(x**2), FREE),
]
#: It has a value in each case.
VALUES: list[tuple[Expr, Hypotheses]] = [
    (Piecewise((log(x), x > 0), (0, True)), FREE),
    (Piecewise((log(x), x >= 1), (log(-x), x <= -1), (0, True)), FREE),
    (Piecewise((1 / x, x > 0), (-1 / x, x < 0), (0, True)), FREE),
    (sign(x) + floor(x), FREE),
]
#: Nothing of it is known, or it has no value somewhere.
WITHOUT: list[tuple[Expr, Hypotheses]] = [
    (Function("f")(x), FREE),
    (Function("sigmoid")(x), FREE),
    (Derivative(x**2, x), FREE),
    (Subs(x**2, x, 2), FREE),
    (Piecewise((x, x > 0)), FREE),
    (Piecewise((log(x), x < 0), (0, True)), FREE),
    (Piecewise((0, x < 0), (log(x), True)), FREE),
    (Piecewise((0, log(x) > 0), (1, True)), FREE),
    (Piecewise((0, Contains(x, Interval(0, 1))), (1, True)), FREE),
    (over(Piecewise((1, m > 2), (0, True))), SIZED),
    (over(m, n), WHOLE),
    (over(log(X[m])), SIZED),
    (asin(x), Hypotheses(where={x: Interval.open(-1, 2)})),
    (asin(x), Hypotheses(where={x: Interval.open(-2, 1)})),
    (sqrt(x), FREE),
    (log(x), NONNEGATIVE),
    (x**a, NONNEGATIVE),
    (x**-HALF, NONNEGATIVE),
    (1 / x, NONNEGATIVE),
    (gamma(x), FREE),
    (tan(x), FREE),
    (oo * Symbol("s", positive=True), FREE),
]
KINKS: list[tuple[Expr, Hypotheses]] = [
    (Abs(x), FREE),
    (sign(x), FREE),
    (floor(x), FREE),
    (asin(x), CLOSED),
    (sqrt(x), NONNEGATIVE),
]
JUMPS: list[tuple[Expr, Hypotheses]] = [
    (x**-HALF, NONNEGATIVE),
    (sign(x), FREE),
    (floor(x), FREE),
    (Piecewise((x, x > 0), (0, True)), FREE),
    (log(x), NONNEGATIVE),
]


def shortly(what: object) -> str:
    """The name of a test in every process: a function by its own, hypotheses by where their letters live."""
    if isinstance(what, Hypotheses):
        return str(dict(what.where))
    return what.__name__ if isinstance(what, FunctionType) else str(what)


@pytest.mark.parametrize(("e", "h"), [*SMOOTH, *CONTINUOUS, *VALUES], ids=shortly)
def test_it_has_a_value(e: Expr, h: Hypotheses) -> None:
    need_value(h, e, 64, smooth=(e, h) not in CONTINUOUS)
    if (e, h) in SMOOTH:
        need_smooth(h, e, x, 64)
    if (e, h) not in VALUES:
        need_continuous(h, e, x, 64)


@pytest.mark.parametrize(
    ("what", "e", "h"),
    [
        *((need_value, e, h) for e, h in WITHOUT),
        *((need_smooth, e, h) for e, h in KINKS),
        *((need_continuous, e, h) for e, h in JUMPS),
    ],
    ids=shortly,
)
def test_it_is_not_known_to(what: Any, e: Expr, h: Hypotheses) -> None:
    with pytest.raises(Refused):
        what(h, e, *(() if what is need_value else (x,)), 64)


POSITIVE_SYMBOL, NONZERO = Symbol("p", positive=True), Symbol("q", real=True, nonzero=True)


@pytest.mark.parametrize(
    ("letter", "h"),
    [(x, FREE), (x, CLOSED), (x, Hypotheses(where={x: S.Reals, y: Interval(0, 1)})), (POSITIVE_SYMBOL, FREE)],
)
def test_it_takes_every_value_between_two_of_its_own(letter: Expr, h: Hypotheses) -> None:
    need_interval_of(h, letter)


@pytest.mark.parametrize(
    ("letter", "h"),
    [
        (IndexedBase("X", real=True)[1], FREE),
        (n, FREE),
        (NONZERO, FREE),
        (x, Hypotheses(where={x: S.Integers})),
        (x, POSITIVE),
        (x, Hypotheses(where={y: Interval(0, x)})),
    ],
)
def test_it_may_leave_some_out(letter: Expr, h: Hypotheses) -> None:
    with pytest.raises(Refused):
        need_interval_of(h, letter)


def test_nothing_is_assumed_of_it_beside_others() -> None:
    need_nothing_else(CLOSED, x)
    with pytest.raises(Refused):
        need_nothing_else(Hypotheses(equal=((y, x),)), x)
