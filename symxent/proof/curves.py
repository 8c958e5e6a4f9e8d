"""The two sides of a refuted claim around the point that refutes it, sampled: every value comes from a ball."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sympy import Basic, Expr, Rational

from symxent.proof.balls import NoValue, ball
from symxent.proof.clock import thread_time
from symxent.proof.verdict import Verdict

POINTS = 48  # steps from one end to the other
SECONDS = 0.5  # for all values of one picture
BITS = 64
LARGEST = 1e12  # beyond it nobody sees anything in a picture


@dataclass(frozen=True)
class Curves:
    """Both sides over evenly spaced values of ``symbol`` from ``low`` to ``high``, None where a side has no value.

    ``at`` are the values at the witness, half way.  When nothing varies, ``symbol`` is empty and so are the curves.
    """

    symbol: str
    low: float
    high: float
    lhs: tuple[float | None, ...]
    rhs: tuple[float | None, ...]
    at: tuple[float, float]


def curves(verdict: Verdict) -> Curves | None:
    """The sides of a refuted verdict around its witness; None when there is no witness or nothing can be drawn.

    >>> from sympy import log, symbols
    >>> from symxent.proof.prove import prove
    >>> x = symbols("x", real=True)
    >>> found = curves(prove(log(x**2), log(x)**2))
    >>> found.symbol, found.low, found.high
    ('x', 1.0, 3.0)
    """
    if verdict.witness is None:
        return None
    stop = thread_time() + SECONDS
    point = {symbol: value for symbol, value in verdict.witness.point if value.is_Rational}
    at = _values(verdict, point)
    if at is None:
        return None
    for symbol, value in point.items():
        if not symbol.is_integer:
            found = _over(verdict, point, symbol, Rational(value), at, stop)
            if found is not None:
                return found
    return Curves("", min(at), max(at), (), (), at)


def _values(verdict: Verdict, at: Mapping[Basic, Expr]) -> tuple[float, float] | None:
    lhs, rhs = _value(verdict.lhs, at), _value(verdict.rhs, at)
    return None if lhs is None or rhs is None else (lhs, rhs)


def _value(side: Expr, at: Mapping[Basic, Expr]) -> float | None:
    try:
        value = float(ball(side, at, BITS).mid())
    except NoValue:
        return None
    return float(f"{value:.7g}") if abs(value) < LARGEST else None


def _over(
    verdict: Verdict,
    point: Mapping[Basic, Expr],
    symbol: Basic,
    centre: Rational,
    at: tuple[float, float],
    stop: float,
) -> Curves | None:
    reach = _reach(centre)
    low, high = centre - reach, centre + reach
    places = [low + (high - low) * Rational(i, POINTS) for i in range(POINTS + 1)]
    lhs = tuple(_along(verdict.lhs, point, symbol, places, stop))
    rhs = tuple(_along(verdict.rhs, point, symbol, places, stop))
    sides = [[value for value in side if value is not None] for side in (lhs, rhs)]
    if any(len(side) < POINTS // 2 for side in sides) or all(min(side) == max(side) for side in sides):
        return None
    return Curves(str(symbol), float(low), float(high), lhs, rhs, at)


def _reach(centre: Rational) -> Rational:
    """How far to look to both sides: a probability stays one, and what is positive stays positive."""
    if 0 < centre < 1:
        return min(centre, 1 - centre) * Rational(3, 4)
    return max(Rational(1, 2), abs(centre) / 2)


def _along(
    side: Expr, point: Mapping[Basic, Expr], symbol: Basic, places: list[Rational], stop: float
) -> Iterator[float | None]:
    for place in places:
        yield None if thread_time() > stop else _value(side, {**point, symbol: place})
