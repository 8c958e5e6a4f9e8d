"""What stable forms say of a row of classes, and in what kernels add it up: sums of selects.

``m`` is the largest logit of the row, and nothing but accuracy depends on that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from sympy import Basic, Eq, Expr, Function, IndexedBase, Piecewise, Sum, Symbol, exp
from sympy.logic.boolalg import Boolean

from symxent.kernels.program.loops import row_max


class row_rest(Function):
    """row_rest(x, k) = Σ_i e^(x_i − m) − 1, as a sum without the largest term: no 1 is added to be subtracted again."""

    nargs = 2


class row_top(Function):
    """row_top(v, x, k): the mean of v over the classes that have the largest logit."""

    nargs = 3


class row_below(Function):
    """row_below(v, x, k): the sum of v over the classes whose logit is not the largest."""

    nargs = 3


class row_above(Function):
    """row_above(v, x, k): the sum of v over the classes that have the largest logit: of one class, it is that v."""

    nargs = 3


Definitions = Mapping[type, tuple[tuple[Basic, ...], Expr]]
"""For a named function its placeholders and its form: σ ↦ ((a,), select(a < 0, …))."""

h = Symbol("h", integer=True)  # the index of sums that the rewrites bring in
k = Symbol("k", integer=True)
v, x = IndexedBase("v"), IndexedBase("x")


def off(switch: Boolean, value: Expr) -> Expr:
    """The value, or 0 where the switch holds: 0·∞ and ∞ − ∞ are then never computed."""
    return Piecewise((0, switch), (value, True))


def shifted(i: Expr) -> Expr:
    """e^(x_i − m)."""
    return exp(x[i] - row_max(x, k))


def is_top(i: Expr) -> Eq:
    """Whether a class has the largest logit."""
    return Eq(x[i], row_max(x, k))


_count = Sum(Piecewise((1, is_top(h)), (0, True)), (h, 1, k))
_above = Sum(Piecewise((v[h], is_top(h)), (0, True)), (h, 1, k))

PLAIN: Definitions = {
    row_rest: ((x, k), Sum(off(is_top(h), shifted(h)), (h, 1, k)) + (_count - 1)),
    row_top: ((v, x, k), _above / _count),
    row_below: ((v, x, k), Sum(off(is_top(h), v[h]), (h, 1, k))),
    row_above: ((v, x, k), _above),
}


def defined(definitions: Definitions, kind: type, arguments: Sequence[Basic]) -> Expr:
    """A named function of these arguments by its definition."""
    return _with_arguments(*definitions[kind], tuple(arguments))


# Candidates of one search call the same functions of the same arguments.
@lru_cache(maxsize=1 << 12)
def _with_arguments(placeholders: tuple[Basic, ...], form: Expr, arguments: tuple[Basic, ...]) -> Expr:
    return form.xreplace(dict(zip(placeholders, arguments, strict=True)))


def unfold(
    expr: Expr,
    definitions: Definitions,
    known: dict[Basic, Basic],
    of_sum: Callable[[Sum], Expr] | None = None,
) -> Expr:
    """The functions of ``definitions`` replaced by what these make of their arguments; ``known`` remembers.

    ``of_sum``: what is put in the place of each sum, once there is nothing to unfold in it.
    """
    if expr not in known:
        args = [unfold(a, definitions, known, of_sum) for a in expr.args]
        if type(expr) in definitions:
            known[expr] = unfold(defined(definitions, type(expr), args), definitions, known, of_sum)
        else:
            made = expr.func(*args) if any(a is not b for a, b in zip(args, expr.args, strict=True)) else expr
            known[expr] = made if of_sum is None or not isinstance(made, Sum) else of_sum(made)
    return known[expr]
