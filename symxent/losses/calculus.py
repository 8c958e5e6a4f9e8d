"""Derivatives of losses with kinks: each branch is differentiated, and at a kink the branch that holds there decides.

SymPy's own derivative of Max and of sign brings in step functions and Dirac's delta, which no kernel can compute.
A second derivative here is that of each smooth piece; the jump of the gradient at a kink is stated, not hidden in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Abs, Basic, Dummy, Expr, Max, Min, Piecewise, Rational, S, Symbol, piecewise_fold, sign, solve
from sympy.core.relational import Relational

MOST_BRANCHES = 12
NEAR = Rational(1, 10**9)


def derivative(expr: Expr, by: Symbol) -> Expr:
    """The derivative on every smooth piece; at a kink, that of the piece which the formula takes there (|x|: 0).

    >>> from sympy import Max, Symbol
    >>> x = Symbol("x", real=True)
    >>> derivative(Max(0, 1 - x)**2, x)
    Piecewise((0, x >= 1), (2*x - 2, True))
    >>> derivative(derivative(abs(x), x), x)
    0
    """
    pieces = without_extremes(expr)
    # sign(u) is constant on every piece.
    steps = {step: Dummy("s", real=True) for step in pieces.atoms(sign)}
    back = {dummy: step for step, dummy in steps.items()}
    return _tidied(pieces.xreplace(steps).diff(by)).xreplace(back)


def without_extremes(expr: Expr) -> Expr:
    """Max and Min written as a choice between their arguments; at a tie the first in order, a number before others."""
    swap: dict[Expr, Expr] = {}
    for extreme in sorted(expr.atoms(Max, Min), key=lambda e: len(list(e.atoms(Max, Min)))):
        ordered = sorted(extreme.args, key=lambda a: (not a.is_number, str(a)))
        best = ordered[0].xreplace(swap)
        for other in ordered[1:]:
            rival = other.xreplace(swap)
            first = best >= rival if isinstance(extreme, Max) else best <= rival
            best = Piecewise((best, first), (rival, True))
        swap[extreme] = best
    # From the outside in, so that an inner extreme is found inside the outer one that was replaced already.
    for extreme in sorted(swap, key=lambda e: -len(list(e.atoms(Max, Min)))):
        expr = expr.xreplace({extreme: swap[extreme]})
    return expr


def _tidied(expr: Expr) -> Expr:
    """Choices between equal branches are none."""
    swap = {}
    for choice in expr.atoms(Piecewise):
        values = {branch.expr for branch in choice.args}
        if len(values) == 1 and choice.args[-1].cond is S.true:
            swap[choice] = values.pop()
    return expr.xreplace(swap) if swap else expr


def branches(expr: Expr) -> list[tuple[Expr, Basic]]:
    """The smooth pieces as (piece, condition), a choice inside of a sum or a product brought to the outside.

    >>> from sympy import Symbol, Max
    >>> x = Symbol("x", real=True)
    >>> branches(x + Max(0, x))
    [(x, x <= 0), (2*x, True)]
    """
    plain = without_extremes(expr)
    swap: dict[Expr, Expr] = {}
    for size in plain.atoms(Abs):
        u = size.args[0]
        swap[size] = Piecewise((u, u >= 0), (-u, True))
    for step in plain.atoms(sign):
        u = step.args[0]
        swap[step] = Piecewise((1, u > 0), (-1, u < 0), (0, True))
    plain = plain.xreplace(swap)
    if not plain.has(Piecewise):
        return [(plain, S.true)]
    folded = piecewise_fold(plain)
    if not isinstance(folded, Piecewise) or len(folded.args) > MOST_BRANCHES:
        return [(plain, S.true)]
    return [(branch.expr, branch.cond) for branch in folded.args]


@dataclass(frozen=True)
class Kink:
    """A point at which the gradient jumps, with the gradient just below it, just above it, and as computed there."""

    at: Expr
    below: Expr
    above: Expr
    here: Expr

    def __str__(self) -> str:
        return f"{self.at}: from {self.below} to {self.above}, computed as {self.here}"


def kinks(gradient: Expr, by: Symbol, sample: Mapping[Symbol, Expr]) -> tuple[Kink, ...]:
    """Where the gradient jumps, as found at the ``sample`` values of the other symbols.

    >>> from sympy import Symbol
    >>> x = Symbol("x", real=True)
    >>> [str(kink) for kink in kinks(derivative(abs(x - 1), x), x, {})]
    ['1: from -1 to 1, computed as 0']
    """
    found: dict[Expr, Kink] = {}
    pieces = branches(gradient)
    for edge in sorted(_edges(gradient, by), key=str):
        try:
            points = solve(edge, by)
        except (ValueError, TypeError):
            continue  # a boundary that cannot be solved for is not listed
        for point in points:
            where = point.xreplace(dict(sample))
            if not where.is_number or not where.is_real:
                continue
            sides = [_piece(pieces, {**sample, by: where + step}) for step in (-NEAR, 0, NEAR)]
            if any(side is None for side in sides):
                continue
            below, here, above = (side.subs(by, point) for side in sides if side is not None)
            jump = (above - below).xreplace(dict(sample))
            if jump.is_number and abs(jump) > NEAR:
                found.setdefault(where, Kink(point, below, above, here))
    return tuple(found.values())


def _edges(gradient: Expr, by: Symbol) -> set[Expr]:
    relations = {edge for choice in gradient.atoms(Piecewise) for _, c in choice.args for edge in c.atoms(Relational)}
    edges = {edge.lhs - edge.rhs for edge in relations} | {step.args[0] for step in gradient.atoms(sign)}
    return {edge for edge in edges if edge.has(by)}


def _piece(pieces: list[tuple[Expr, Basic]], at: Mapping[Symbol, Expr]) -> Expr | None:
    return next((piece for piece, holds in pieces if holds.xreplace(dict(at)) == S.true), None)
