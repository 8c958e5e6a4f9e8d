"""Where a formula has a value: the part of each range on which its logarithms and roots are those of real numbers.

A form is claimed there, and the report says where that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from sympy import Expr, Interval, Poly, Pow, S, Set, Symbol, Union, fraction, log, oo, together
from sympy.solvers.inequalities import solve_rational_inequalities

from symxent.kernels.reference.values import PRECISIONS, evaluate
from symxent.kernels.stable.measure.draws import Draws
from symxent.kernels.stable.measure.points import axis

MOST_DEGREE, TRIED = 4, 40


def natural(expr: Expr, where: Mapping[Symbol, Set]) -> dict[Symbol, Set]:
    """The ranges without what lies outside of every value of the formula, where that leaves an interval.

    >>> from sympy import log
    >>> from sympy.abc import x
    >>> natural(log((1 + x) / (1 - x)), {x: S.Reals})
    {x: Interval.open(-1, 1)}
    """
    found = dict(where)
    for inner, strict in dict.fromkeys(asked(expr)):
        if len(inner.free_symbols) == 1:
            (x,) = inner.free_symbols
            less = found[x].intersect(_where_positive(inner, x, strict))
            if isinstance(less, Union) and expr.free_symbols == {x}:
                alive = [part for part in less.args if isinstance(part, Interval) and _has_values(expr, x, part)]
                less = alive[0] if len(alive) == 1 else less
            if isinstance(less, Interval):
                found[x] = less
    return found


def _has_values(expr: Expr, x: Symbol, where: Interval) -> bool:
    """Whether the formula has a value at one of the points that are tried."""
    draws = axis(x, where, np.dtype(np.float64), TRIED, Draws(0)).full
    return bool(np.isfinite(evaluate(expr, {x: draws[np.isfinite(draws)]}, PRECISIONS[:1]).nearest).any())


def asked(expr: Expr) -> Iterator[tuple[Expr, bool]]:
    """What is to be positive, or at least zero, for the formula to have a value."""
    for node in sorted(expr.atoms(log, Pow), key=str):
        if isinstance(node, log):
            yield node.args[0], True
        elif node.base.free_symbols and not node.exp.is_integer:  # u^v is e^(v log u)
            yield node.base, not node.exp.is_nonnegative


def _where_positive(inner: Expr, x: Symbol, strict: bool) -> Set:
    if not inner.is_rational_function(x):
        return S.Reals
    above, below = (Poly(part, x) for part in fraction(together(inner)))
    if (
        not all(p.domain.is_QQ or p.domain.is_ZZ for p in (above, below))
        or max(p.degree() for p in (above, below)) > MOST_DEGREE
    ):
        return S.Reals
    found = solve_rational_inequalities([[((above, below), ">" if strict else ">=")]])
    ends = [end for part in getattr(found, "args", ()) if isinstance(part, Interval) for end in (part.start, part.end)]
    if isinstance(found, Interval):
        ends = [found.start, found.end]
    return found if all(end.is_Rational or end in (oo, -oo) for end in ends) else S.Reals
