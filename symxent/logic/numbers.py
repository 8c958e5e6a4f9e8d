"""Enclosures of numbers: balls that certainly hold the value."""

from __future__ import annotations

from flint import arb, ctx, fmpq
from sympy import Add, Expr, Mul, Pow, Rational, S, atan, cos, erf, exp, log, pi, sin

BITS = 256
_FUNCTIONS = {exp: arb.exp, log: arb.log, sin: arb.sin, cos: arb.cos, atan: arb.atan, erf: arb.erf}


def enclosure(e: Expr) -> arb | None:
    """A ball around the value of an expression without symbols; None where it has none that is known."""
    before, ctx.prec = ctx.prec, BITS
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
    if isinstance(e, Pow):
        if e.exp.is_Integer and abs(e.exp) <= 10_000:
            return args[0] ** int(e.exp) if e.exp >= 0 else 1 / args[0] ** int(-e.exp)
        return (args[0].log() * args[1]).exp() if args[0] > 0 else None
    function = _FUNCTIONS.get(type(e))
    return function(args[0]) if function is not None and len(args) == 1 else None
