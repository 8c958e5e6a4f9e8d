"""A row formula about its largest class: 1 − p and sums over the others are small there, and nothing large cancels.

Near a sure prediction p_j − Σ p_i² is a difference of two numbers next to 1.  Let ρ be the share of all classes but
those of the largest score, n the number of these and F the sum without them: each has the share (1 − ρ)/n, and with
n = 1 + ν the formula is ρ (1 − ρ)/n − F, in which what was next to 1 has cancelled in algebra.  Which of the classes
that a formula names have the largest score is a case each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import (
    Add,
    Basic,
    Dummy,
    Eq,
    Expr,
    Indexed,
    Integer,
    KroneckerDelta,
    Mul,
    Piecewise,
    Pow,
    Sum,
    Symbol,
    exp,
    expand,
    factor,
    fraction,
    log,
    together,
)
from sympy.codegen.cfunctions import log1p

from symxent.kernels.program.classes import h, off, row_rest
from symxent.kernels.program.loops import row_max
from symxent.language.functions import logsumexp, softmax
from symxent.losses.over_classes import _i, j, k, sums, t, x

SHARE = softmax(x, _i, k)
NU, RHO = (
    Dummy("nu", nonnegative=True),
    Dummy("rho", nonnegative=True),
)  # classes tied with the first, share of the rest
LARGEST = (1 - RHO) / (1 + NU)  # the share of a class of the largest score
_TOP = Eq(x[h], row_max(x, k))
_BELOW = Sum(off(_TOP, exp(x[h] - row_max(x, k))), (h, 1, k))
_TIES = Sum(Piecewise((1, _TOP), (0, True)), (h, 1, k))


class _Logarithm(Dummy):
    """The logarithm of a share."""


@dataclass(frozen=True)
class _Total:
    """A sum over the classes, its term, and symbols for the whole of it and for that without the largest classes."""

    found: Sum
    term: Expr
    skips: bool
    whole: Dummy
    below: Dummy

    def at(self, share: Expr) -> Expr:
        """The term of a class of that share."""
        return self.term.xreplace({SHARE: share})

    def without_the_largest(self) -> Sum:
        """The sum over the classes below the largest score, the labelled one included."""
        return Sum(off(Eq(x[_i], row_max(x, k)), self.term), (_i, 1, k))


def about_the_largest(formula: Expr, index: Symbol | None) -> Expr | None:
    """The formula with a case for each of its classes that may be the largest; None where nothing cancels in any.

    >>> near_one = about_the_largest(1 - 2 * softmax(x, t, k) + softmax(x, t, k) ** 2, None)
    >>> near_one.args[0].cond
    Eq(row_max(x, k), x[t])
    """
    places = [place for place in (t, index) if place is not None and formula.has(softmax(x, place, k))]
    totals = [
        _Total(found, term, skips, Dummy("T"), Dummy("F", nonnegative=True))
        for found, term, skips in sums(formula)
        if _in_shares(term)
    ]
    made = _cases(formula, places, [], totals)
    cases = [made] if not isinstance(made, Piecewise) else [branch.expr for branch in made.args]
    return None if all(case == formula for case in cases) else _in_one_sum(made)


def _in_one_sum(made: Expr) -> Expr:
    """Every share by the sum below the largest, where that is summed anyway: what rounding does to p and to 1 − p
    then mostly cancels in their product, and there is one sum less.
    """
    if not made.has(_BELOW):
        return made
    return made.replace(softmax, lambda _, place, __: exp(x[place] - row_max(x, k)) / (_BELOW + _TIES))


def _cases(formula: Expr, places: list[Symbol], tops: list[Symbol], totals: list[_Total]) -> Expr:
    """The cases of each class in ``places``, those of ``tops`` known to have the largest score."""
    if not places:
        return _about(formula, tops, totals)
    first, *others = places
    held, free = (_cases(formula, others, made, totals) for made in ([*tops, first], tops))
    return held if held == free else Piecewise((held, Eq(x[first], row_max(x, k))), (free, True))


def _in_shares(term: Expr) -> bool:
    """Whether a term depends on its class through the share of that class alone."""
    return not term.xreplace({SHARE: Dummy()}).has(_i, Indexed, KroneckerDelta, logsumexp)


def _about(formula: Expr, tops: list[Symbol], totals: list[_Total]) -> Expr:
    """The formula where the classes of ``tops`` have the largest score, and no other that it names has it."""
    names: dict[Basic, Basic] = {}
    near: dict[Basic, Basic] = {}
    back: dict[Basic, Basic] = {}
    small = [NU, RHO]
    for place in (t, j):
        share, logarithm = Dummy("p", nonnegative=True), _Logarithm("L")
        names |= {softmax(x, place, k): share, log(softmax(x, place, k)): logarithm}
        back |= {share: softmax(x, place, k), logarithm: log(softmax(x, place, k))}
        if place in tops:
            near[share], back[logarithm] = LARGEST, -log1p(row_rest(x, k))
        small.append(logarithm if place in tops else share)  # log p is next to 0 where p is next to 1
    for total in totals:
        names[total.found], back[total.whole] = total.whole, total.found
        back[total.below] = total.without_the_largest()
        small.append(total.below)
        skipped = (
            0 if not total.skips else total.at(LARGEST) if t in tops else total.at(softmax(x, t, k).xreplace(names))
        )
        near[total.whole] = (1 + NU) * total.at(LARGEST) + total.below - skipped
    made = _expanded(formula.xreplace(names), near, dict.fromkeys(small, Integer(0)))
    back |= {RHO: _BELOW / (_BELOW + _TIES), NU: _TIES - 1}
    return made.xreplace({LARGEST: 1 / (_BELOW + _TIES)}).xreplace(back)


def _expanded(expr: Expr, near: Mapping[Basic, Basic], nothing: Mapping[Basic, Basic]) -> Expr:
    """The expression with every sum written about the largest class in which numbers cancel then."""
    if isinstance(expr, Add):
        moved = [a.xreplace(near) for a in expr.args]
        above, below = fraction(together(Add(*moved)))
        if any(a.xreplace(nothing) != 0 for a in moved) and expand(above).xreplace(nothing) == 0:
            return _in_shares_again(factor(expand(above))) / below
    if isinstance(expr, Add | Mul | Pow):
        made: Expr = expr.func(*[_expanded(a, near, nothing) for a in expr.args])
        # 2 log p would become 2 x − 2 m − …, in which the scores are doubled before they meet.
        return made.collect(made.atoms(_Logarithm)) if isinstance(made, Add) else made
    return expr


def _in_shares_again(expr: Expr) -> Expr:
    """1 − ρ as n times the share of a largest class: where most are below, 1 − ρ itself is a small difference."""
    share = (1 + NU) / (_BELOW + _TIES)
    return Mul(*[(share if f == 1 - RHO else -share if f == RHO - 1 else f) for f in Mul.make_args(expr)])


__all__ = ["about_the_largest"]
