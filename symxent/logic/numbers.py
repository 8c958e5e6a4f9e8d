"""Enclosures of numbers: balls that certainly hold the value."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial, reduce
from operator import add, mul

from flint import arb, ctx, fmpq
from sympy import (
    Abs,
    Add,
    Expr,
    Integer,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    asin,
    atan,
    cos,
    erf,
    exp,
    gamma,
    log,
    pi,
    sin,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from symxent.logic.choices import ANY_SIGN, chosen
from symxent.logic.definitions import DEFINITIONS
from symxent.logic.gamma import rgamma
from symxent.logic.letters import outermost
from symxent.logic.ring import Refused

BITS = 256
MOST_TERMS = 2_000  # of a sum that are written out
_FUNCTIONS = {
    **{exp: arb.exp, log: arb.log, sin: arb.sin, cos: arb.cos, asin: arb.asin, atan: arb.atan},
    **{erf: arb.erf, Abs: abs, gamma: arb.gamma, rgamma: arb.rgamma},
}


def enclosure(e: Expr, bits: int = BITS, at: Mapping[Expr, Expr | arb] | None = None) -> arb | None:
    """A ball around the value of an expression without symbols but those that are numbers, or lie in balls, ``at`` the
    point; None where it has none that is known."""
    before, ctx.prec = ctx.prec, bits
    try:
        value = _ball(e, at or {})
    finally:
        ctx.prec = before
    return value if value is not None and value.is_finite() else None


def enclosed(e: Expr, at: Mapping[Expr, Expr | arb] | None = None) -> arb:
    """The same; raises Refused where there is none."""
    ball = enclosure(e, at=at)
    if ball is None:
        raise Refused(f"{e} has a value")
    return ball


def _ball(e: Expr, at: Mapping[Expr, Expr | arb]) -> arb | None:
    held = at.get(e, e)
    if isinstance(held, arb):
        return held
    e = held
    if isinstance(e, Rational):
        return arb(fmpq(int(e.p), int(e.q)))
    if e is pi:
        return arb.pi()
    if e is S.Exp1:
        return arb(1).exp()
    if isinstance(e, Piecewise):
        found = chosen(e, partial(_possible, at))
        return None if found is None else _ball(found, at)
    definition = DEFINITIONS.get(type(e).__name__)
    if definition is not None and not isinstance(e, AppliedUndef):
        return _ball(definition.says(*e.args), at)
    parts = e.args
    if isinstance(e, Sum | Product):
        body, m, low, high = outermost(e)
        if not (low.is_Integer and high.is_Integer and 0 <= high - low + 1 <= MOST_TERMS):
            return None
        parts = (S.Zero if isinstance(e, Sum) else S.One,)
        parts += tuple(body.xreplace({m: Integer(t)}) for t in range(int(low), int(high) + 1))
    args = [x for x in (_ball(a, at) for a in parts) if x is not None]
    if not args or len(args) < len(parts):
        return None
    if isinstance(e, Add | Sum):
        return reduce(add, args)
    if isinstance(e, Mul | Product):
        return reduce(mul, args)
    if isinstance(e, Max | Min):
        return reduce(arb.max if isinstance(e, Max) else arb.min, args)
    if isinstance(e, Pow):
        if e.exp.is_Integer:
            return args[0] ** int(e.exp) if e.exp >= 0 else 1 / args[0] ** int(-e.exp)
        return (args[0].log() * args[1]).exp() if args[0] > 0 else None
    function = _FUNCTIONS.get(type(e))
    return function(args[0]) if function is not None and len(args) == 1 else None


def _possible(at: Mapping[Expr, Expr | arb], compared: Relational) -> frozenset[int]:
    """The signs that a difference of two numbers may have."""
    gap = compared.args[0] - compared.args[1]
    if gap == 0:
        return frozenset((0,))
    x = _ball(gap, at)
    if x is None or not x.is_finite() or x.contains(0):
        return ANY_SIGN
    return frozenset((1 if x > 0 else -1,))
