"""Printed decimals: that a number, enclosed, rounds to them."""

from __future__ import annotations

from flint import arb, ctx, fmpq
from sympy import Add, Expr, Integer, Mul, Piecewise, Product, Rational, Sum
from sympy.core.function import AppliedUndef

from symxent.logic import rules, sums
from symxent.logic.checker import Checker
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.numbers import enclosure
from symxent.logic.ring import NoRoom, Refused, Vacuous
from symxent.logic.statements import Rounded, Statement

PRECISIONS = (256, 1024, 4096, 16384)  # bits


def follows(claim: Statement) -> None:
    """Raises Refused unless |value − printed| ≤ ½·10^−decimals is certain."""
    if not isinstance(claim, Rounded):
        raise Refused("an enclosure shows how a number rounds, and nothing else")
    if not isinstance(claim.printed, Rational) or claim.decimals < 0:
        raise Refused(f"{claim.printed} is no printed decimal")
    half = Rational(1, 2 * 10**claim.decimals)
    gap = Add(written_out(claim.value), -claim.printed)
    if not gap.is_Rational and _at_most(gap, half, PRECISIONS[0]):
        return
    exact = _exact(claim.value)
    if exact is not None:
        if abs(exact - claim.printed) > half:
            raise Refused(f"{exact} does not round to {claim.printed}")
    elif not any(_at_most(gap, half, bits) for bits in PRECISIONS[1:]):
        raise Refused(f"the rounding of {claim.value}")


def _exact(value: Expr) -> Rational | None:
    """The rational number that a value is seen to be: half way between two decimals no enclosure decides."""
    if value.is_Rational:
        return value
    try:
        c = Checker((), Hypotheses())
        return c.constant(c.value(value)) if enclosure(written_out(value)) is not None else None
    except (Refused, NoRoom, Vacuous):
        return None


def _at_most(gap: Expr, half: Rational, bits: int) -> bool:
    found = enclosure(gap, bits)
    before, ctx.prec = ctx.prec, bits
    try:
        return found is not None and bool(abs(found) <= arb(fmpq(int(half.p), int(half.q))))
    finally:
        ctx.prec = before


def written_out(e: Expr) -> Expr:
    """The same number with definitions put in, and sums and products with numbers as ends term by term."""
    if isinstance(e, Sum | Product):
        body, m, low, high = sums.outermost(e)
        if not (low.is_Integer and high.is_Integer and 0 <= high - low + 1 <= sums.MOST_TERMS):
            raise Refused(f"{e} has no number of terms that could be written out")
        terms = [written_out(body.xreplace({m: Integer(t)})) for t in range(int(low), int(high) + 1)]
        return Add(*terms) if isinstance(e, Sum) else Mul(*terms)
    definition = rules.DEFINITIONS.get(type(e).__name__)
    if definition is not None and not isinstance(e, AppliedUndef):
        return written_out(definition.says(*e.args))
    if isinstance(e, Piecewise):
        return Piecewise(*((written_out(branch), condition) for branch, condition in e.args))
    args = [written_out(a) if isinstance(a, Expr) else a for a in e.args]
    return e.func(*args) if args != list(e.args) else e
