"""Sums of arc tangents: which of those of a claim is the sum of two others, or of what and of how many turns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement

from sympy import Expr, S, atan, cancel, ilcm, pi

from symxent.logic import Step
from symxent.logic.letters import kinds_in

MOST = 4  # arc tangents of a claim of which each may be the sum of two others


def steps(left: Expr, right: Expr) -> tuple[Step, ...]:
    """Steps for the logic, which tries each; an arc tangent may be looked at there as that of −u."""
    found = (
        *_of_numbers((left - right).expand()),
        *_of_pairs({a.args[0] for e in (left, right) for a in kinds_in(e, atan)}),
    )
    return tuple(found)


def _of_numbers(gap: Expr) -> Iterator[Step]:
    """Σ cᵢ atan qᵢ + c π for fractions qᵢ, cᵢ and c."""
    parts = gap.as_coefficients_dict()
    turn = parts.pop(pi, S.Zero)
    if len(parts) < 2 or not all(isinstance(a, atan) and a.args[0].is_Rational for a in parts):
        return
    scale = ilcm(*(c.q for c in parts.values()))
    (q, n), *others = ((a.args[0], c * scale) for a, c in parts.items())
    for side in (1, -1):
        yield Step("arc tangents of numbers", (side * q,), (side * n, -turn * scale, *others))


def _of_pairs(args: set[Expr]) -> Iterator[Step]:
    if len(args) > MOST:
        return
    for u in sorted(args, key=str):
        signed = [s * x for x in sorted(args - {u}, key=str) for s in (1, -1)]
        for x, y in combinations_with_replacement(signed, 2):
            if x != -y and cancel(u * (1 - x * y) - x - y) == 0:
                yield Step("arc tangent of a sum", (u,), (x, y))
                yield Step("arc tangent of a sum", (-u,), (-x, -y))
