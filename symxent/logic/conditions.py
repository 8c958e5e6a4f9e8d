"""Whether a condition of a case distinction holds: true, false, or not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy import Basic, Eq, Ge, Gt, Le, Lt, Ne, S
from sympy.logic.boolalg import And, Not, Or

from symxent.logic.ring import Refused

if TYPE_CHECKING:
    from symxent.logic.checker import Checker


def truth(c: Checker, condition: Basic) -> bool | None:
    """Whether a condition is true at every point (True), at none (False), or open (None)."""
    if condition in (S.true, S.false):
        return condition is S.true
    if isinstance(condition, Not):
        inner = truth(c, condition.args[0])
        return None if inner is None else not inner
    if isinstance(condition, And | Or):
        found = [truth(c, a) for a in condition.args]
        decisive = isinstance(condition, Or)
        if decisive in found:
            return decisive
        return None if None in found else not decisive
    if not isinstance(condition, Eq | Ne | Lt | Le | Gt | Ge):
        raise Refused(f"the condition {condition} is not in the language of the rules")
    left, right = condition.args
    if isinstance(condition, Eq | Ne) and left.is_integer and right.is_integer:
        same = c.integers.equal(left, right)
        if same is not None:
            return same == isinstance(condition, Eq)
    if c.zero(left - right):
        return isinstance(condition, Eq | Le | Ge)
    sign, strict = c.signs.of_expression(left - right)
    if strict and isinstance(condition, Eq | Ne):
        return isinstance(condition, Ne)
    if sign and strict:
        return isinstance(condition, Gt | Ge) == (sign > 0)
    if isinstance(condition, Ge | Lt) and sign > 0:
        return isinstance(condition, Ge)
    if isinstance(condition, Le | Gt) and sign < 0:
        return isinstance(condition, Le)
    return None
