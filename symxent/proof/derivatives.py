"""Derivatives in a claim, evaluated by SymPy; sums inside and around them stay as they are."""

from __future__ import annotations

from sympy import Derivative, Expr, Indexed, Integer, Symbol
from sympy.core.function import AppliedUndef

from symxent.proof.budget import Undecided

HIGHEST_ORDER = 12


def evaluated(e: Expr) -> Expr:
    """The expression with every derivative carried out; those of unknown functions stay."""
    if not e.has(Derivative):
        return e
    if not isinstance(e, Derivative):
        return e.func(*[evaluated(a) if isinstance(a, Expr) else a for a in e.args])
    value = evaluated(e.expr)
    for variable, times in e.variable_count:
        if not isinstance(variable, Symbol | Indexed):
            raise Undecided(f"a derivative with respect to {variable}")
        if not isinstance(times, Integer) or not 0 <= int(times) <= HIGHEST_ORDER:
            raise Undecided(f"a derivative of order {times}")
        if isinstance(value, AppliedUndef | Derivative):
            return e
        for _ in range(int(times)):
            value = value.diff(variable)
    return value
