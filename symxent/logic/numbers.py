"""Enclosures of numbers: balls that certainly hold the value."""

from __future__ import annotations

from functools import reduce

from flint import arb, ctx, fmpq
from sympy import (
    Abs,
    Add,
    Expr,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    atan,
    cos,
    erf,
    exp,
    gamma,
    log,
    pi,
    sin,
    tan,
)

from symxent.logic.choices import ANY_SIGN, chosen

BITS = 256
_FUNCTIONS = {
    **{exp: arb.exp, log: arb.log, sin: arb.sin, cos: arb.cos, tan: arb.tan, atan: arb.atan},
    **{erf: arb.erf, Abs: abs, gamma: arb.gamma},
}


def enclosure(e: Expr, bits: int = BITS) -> arb | None:
    """A ball around the value of an expression without symbols; None where it has none that is known."""
    before, ctx.prec = ctx.prec, bits
    try:
        value = _ball(e)
    finally:
        ctx.prec = before
    return value if value is not None and value.is_finite() else None


def _ball(e: Expr) -> arb | None:
    if isinstance(e, Rational):
        return arb(fmpq(int(e.p), int(e.q)))
    if e is pi:
        return arb.pi()
    if e is S.Exp1:
        return arb(1).exp()
    if isinstance(e, Piecewise):
        found = chosen(e, _possible)
        return None if found is None else _ball(found)
    if not e.args:
        return None
    args = [x for x in map(_ball, e.args) if x is not None]
    if len(args) < len(e.args):
        return None
    if isinstance(e, Add | Mul):
        total = args[0]
        for a in args[1:]:
            total = total + a if isinstance(e, Add) else total * a
        return total
    if isinstance(e, Max | Min):
        return reduce(arb.max if isinstance(e, Max) else arb.min, args)
    if isinstance(e, Pow):
        if e.exp.is_Integer and abs(e.exp) <= 10_000:
            return args[0] ** int(e.exp) if e.exp >= 0 else 1 / args[0] ** int(-e.exp)
        return (args[0].log() * args[1]).exp() if args[0] > 0 else None
    function = _FUNCTIONS.get(type(e))
    return function(args[0]) if function is not None and len(args) == 1 else None


def _possible(left: Expr, right: Expr) -> frozenset[int]:
    """The signs that a difference of two numbers may have."""
    gap = left - right
    if gap == 0:
        return frozenset((0,))
    x = _ball(gap)
    if x is None or not x.is_finite() or x.contains(0):
        return ANY_SIGN
    return frozenset((1 if x > 0 else -1,))
