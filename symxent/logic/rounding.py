"""Printed decimals: that a number, enclosed, rounds to them."""

from __future__ import annotations

from sympy import Abs, Expr, Rational

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
    room = half - Abs(claim.value - claim.printed, evaluate=False)
    if _not_negative(room, PRECISIONS[0]):
        return
    exact = _exact(claim.value)
    if exact is not None:
        if abs(exact - claim.printed) > half:
            raise Refused(f"{exact} does not round to {claim.printed}")
    elif not any(_not_negative(room, bits) for bits in PRECISIONS[1:]):
        raise Refused(f"the rounding of {claim.value}")


def _not_negative(e: Expr, bits: int) -> bool:
    found = enclosure(e, bits)
    return found is not None and bool(found >= 0)


def _exact(value: Expr) -> Rational | None:
    """The rational number that a value is seen to be: half way between two decimals no enclosure decides."""
    try:
        c = Checker((), Hypotheses())
        return c.constant(c.value(value)) if enclosure(value) is not None else None
    except (Refused, NoRoom, Vacuous):
        return None
