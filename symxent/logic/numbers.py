"""Enclosures of numbers: balls that certainly hold the value."""

from __future__ import annotations

from functools import reduce

from flint import arb, ctx, fmpq
from sympy import (
    Abs,
    Add,
    Basic,
    Eq,
    Expr,
    Ge,
    Gt,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
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
from sympy.logic.boolalg import And, Not, Or

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
        return _chosen(e)
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


def _chosen(e: Piecewise) -> arb | None:
    """The branch whose condition certainly holds, those before it certainly not."""
    for branch, condition in e.args:
        holds = _holds(condition)
        if holds is None:
            return None
        if holds:
            return _ball(branch)
    return None


def _holds(condition: Basic) -> bool | None:
    if condition in (S.true, S.false):
        return condition is S.true
    if isinstance(condition, Not):
        inner = _holds(condition.args[0])
        return None if inner is None else not inner
    if isinstance(condition, And | Or):
        found = [_holds(a) for a in condition.args]
        decisive = isinstance(condition, Or)
        return decisive if decisive in found else None if None in found else not decisive
    if not isinstance(condition, Eq | Ne | Lt | Le | Gt | Ge):
        return None
    gap = condition.args[0] - condition.args[1]
    x = _ball(gap)
    if gap == 0:
        return isinstance(condition, Eq | Le | Ge)
    if x is None or not x.is_finite() or x.contains(0):
        return None
    return isinstance(condition, Ne | Gt | Ge if x > 0 else Ne | Lt | Le)
