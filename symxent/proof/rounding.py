"""Printed decimals: the value of a constant expression, correctly rounded beyond doubt."""

from __future__ import annotations

from contextlib import suppress
from math import ceil, log2

from flint import arb, ctx, fmpq
from sympy import Expr, Integer, Rational

from symxent.logic import Refused, rounded
from symxent.proof.balls import NotSeparated, NoValue, Values, ball
from symxent.proof.budget import Undecided
from symxent.proof.normal import is_zero
from symxent.proof.verdict import Status, Verdict


def correctly_rounded(expr: Expr, decimals: int, values: Values | None = None, *, most_bits: int = 20_000) -> str:
    """The value in decimal with that many digits after the point, rounded to nearest, a tie away from zero.

    The precision rises until the rounding is beyond doubt; a tie is recognised exactly.  Raises NoValue when the
    rounding stays in doubt, or when the expression has no value.

    >>> from sympy import exp, log
    >>> correctly_rounded(exp(Rational(5, 4)), 2), correctly_rounded(log(exp(Rational(1, 8))), 2)
    ('3.49', '0.13')
    """
    at = dict(values or {})
    exact = expr.xreplace(at)
    if exact.is_Rational:
        return _decimal(_nearest(exact * 10**decimals), decimals)
    bits = 64 + ceil(decimals * log2(10))
    first = True
    while bits <= most_bits:
        try:
            found = _at_precision(expr * Integer(10) ** decimals, at, bits)
        except NotSeparated:
            found = None
        if isinstance(found, int):
            return _decimal(found, decimals)
        if first and found is not None:
            with suppress(Undecided):
                if is_zero(exact - found / 10**decimals):  # a tie
                    return _decimal(_nearest(found), decimals)
        first = False
        bits *= 2
    raise NoValue(f"the rounding of {expr} to {decimals} decimals is in doubt at {most_bits} bits")


def rounding(value: Expr, printed: Rational, decimals: int) -> Verdict:
    """The verdict on: a number rounds to a printed decimal; Proved by the logic, or Unknown.

    >>> from sympy import exp
    >>> rounding(exp(Rational(5, 4)), Rational(349, 100), 2).proved
    True
    """
    try:
        return Verdict.of(rounded(value, printed, decimals), ("ball arithmetic",))
    except Refused as refusal:
        return Verdict(Status.UNKNOWN, value, printed, "≈", reason=f"the logic does not see {refusal}")


def _at_precision(scaled: Expr, at: Values, bits: int) -> int | Rational | None:
    """The nearest integer; or the half-integer that the value may be; or None when the ball is too wide."""
    value = ball(scaled, at, bits)
    before = ctx.prec
    ctx.prec = bits
    try:
        raised = value + arb(fmpq(1, 2))
        whole = raised.floor().unique_fmpz()
        if whole is not None and not raised.contains_integer():
            return int(whole)
        tie = raised.mid().floor().unique_fmpz()
        above = (raised.mid() + arb(fmpq(1, 2))).floor().unique_fmpz()
        candidate = above if above is not None and raised.contains(arb(above)) else tie
        return None if candidate is None else Rational(int(candidate)) - Rational(1, 2)
    finally:
        ctx.prec = before


def _nearest(q: Rational) -> int:
    """The nearest integer, a tie away from zero."""
    whole = int((2 * abs(q.p) + q.q) // (2 * q.q))
    return -whole if q.p < 0 else whole


def _decimal(scaled: int, decimals: int) -> str:
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"
