"""The sign of a function of one variable on a bounded interval, by balls on the pieces of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb, fmpq_mpoly
from sympy import Expr, Interval, Symbol

from symxent.logic.numbers import enclosure

if TYPE_CHECKING:
    from symxent.logic.checker import Checker

MOST_PIECES = 64
BITS = 64


def sign(c: Checker, n: fmpq_mpoly) -> tuple[int, bool]:
    """1 or −1 where a polynomial in atoms of one variable that lives between two numbers has this sign throughout."""
    e = c.expression(n)
    ends = _ends(c, e)
    if ends is None:
        return (0, False)
    x, todo, found, pieces = ends[0], [ends[1:]], 0, 0
    while todo:
        low, high = todo.pop()
        pieces += 1
        value = enclosure(e, BITS, {x: low.union(high)})
        here = 0 if value is None or value.contains(0) else 1 if value > 0 else -1
        if not here:
            middle = (low + high) / 2
            if pieces + len(todo) > MOST_PIECES or (at := enclosure(e, BITS, {x: middle})) is None or at.contains(0):
                return (0, False)
            todo += [(low, middle), (middle, high)]
        elif here == -found:
            return (0, False)
        else:
            found = here
    return (found, True)


def _ends(c: Checker, e: Expr) -> tuple[Symbol, arb, arb] | None:
    """The one variable of an expression, and the ends between which it lives."""
    if len(e.free_symbols) != 1:
        return None
    (x,) = e.free_symbols
    where = c.hypotheses.where.get(x)
    if not isinstance(x, Symbol) or not isinstance(where, Interval) or x in c.hypotheses.values:
        return None
    low, high = enclosure(where.start, BITS), enclosure(where.end, BITS)
    return None if low is None or high is None else (x, low, high)
