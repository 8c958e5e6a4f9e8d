"""Rearrangements of stable forms that save work and lose nothing: identities on the domain, proved by the tests.

The search for stable forms looks at one output at a time and counts operations alone.  Here the outputs of one kernel
are seen together, and as loops: what one pass over a row can give, what need not be divided twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import permutations
from math import inf

from sympy import Add, Eq, Expr, Indexed, Integer, Max, Mul, Ne, Piecewise, Pow, Sum, Symbol, exp, oo
from sympy.codegen.cfunctions import log1p

from symxent.kernels.program.classes import Definitions, defined
from symxent.kernels.program.exponents import sigmoid_power, whole
from symxent.kernels.program.loops import once, row_max
from symxent.kernels.program.ranges import UNIT, range_of, within

Outputs = Mapping[str, Expr]


def cheaper(outputs: Outputs, labels: Iterable[Symbol], shares: Iterable[Symbol]) -> dict[str, Expr]:
    """The same outputs with fewer sums and passes.

    ``labels``: the class labels among the inputs.  ``shares``: the names of rows of shares; a share of nothing of an
    infinite loss is nothing.
    """
    names = set(shares)
    made = {name: _everywhere(expr, normaliser_outside) for name, expr in outputs.items()}
    made = {name: _everywhere(expr, lambda e: guarded(e, names)) for name, expr in made.items()}
    for label in labels:
        made = {name: _everywhere(e, lambda e: rest_by_label(e, label)) for name, e in made.items()}  # noqa: B023
    together = {name: _everywhere(e, one_sum) for name, e in made.items()}
    if not any(_has_rest(e) for e in made.values()) and not any(map(_sums_below, together.values())):
        made = together
    made = {name: _everywhere(e, nothing_of_infinity) for name, e in made.items()}
    made = one_reciprocal(made)
    return {name: _everywhere(e, square_of_one_and) for name, e in made.items()}


def one_reciprocal(outputs: Outputs) -> dict[str, Expr]:
    """a/b of one output and c/b² of another as a w and c w w with w = 1/b, for b = 1 + u in [1, 2].

    A division takes the time of ten products.  They and w round off a unit more than the quotients do, in either
    output: in one that has both it adds up.
    """
    below = {name: {p for p in e.atoms(Pow) if p.exp in (-1, -2)} for name, e in outputs.items()}
    changes: dict[str, dict[Expr, Expr]] = {name: {} for name in outputs}
    for one, two in permutations(outputs, 2):
        for quotient in below[one] - below[two]:
            if quotient.exp == -1 and _is_one_and(quotient.base):
                w, square = once(quotient), square_of_one_and(quotient.base**-2)
                for found in {quotient.base**-2, square} & (below[two] - below[one]):
                    changes[one][quotient], changes[two][found] = w, w**2
    return {name: e.xreplace(changes[name]) for name, e in outputs.items()}


def _is_one_and(expr: Expr) -> bool:
    """Whether an expression is 1 + e^(…) in [1, 2]."""
    if not isinstance(expr, Add) or len(expr.args) != 2:
        return False
    one, u = expr.args
    return bool(one == 1) and isinstance(u, exp) and within(range_of(u, {}), UNIT)


def square_of_one_and(expr: Expr) -> Expr:
    """(1 + u)² → 1 + u(2 + u) for u in [0, 1]: the same operations, but the sum is rounded once, not twice."""
    if isinstance(expr, Pow) and abs(expr.exp) == 2 and _is_one_and(expr.base):
        u = expr.base.args[1]
        return Pow(1 + u * (2 + u), expr.exp / 2)
    return expr


def one_sum(expr: Expr) -> Expr:
    """Σ_{x_j < m} e^(x_j − m) + #{x_j = m} → Σ e^(x_j − m), where nothing is subtracted from it."""
    found = _parts_of_rest(expr)
    if found is None:
        return expr
    below, _, others = found
    body, limits = below.function, below.limits
    return Add(Sum(body.args[-1].expr, *limits), *others)


def rest_by_label(expr: Expr, label: Symbol) -> Expr:
    """Σ e − 1 from Σ_{j ≠ t} e, one sum instead of two: that sum if x_t is the largest, else Σ_{j ≠ t} e + e_t − 1.

    In the second case the 1 is subtracted from more than 1 + e_t, and what is lost is small beside m − x_t, which
    every loss adds to the logarithm of it.
    """
    found = _parts_of_rest(expr)
    if found is None or Integer(-1) not in found[2]:
        return expr
    below, _, others = found
    (index, low, high) = below.limits[0]
    term = below.function.args[-1].expr
    x = next((a.base for a in term.atoms(Indexed)), None)
    maximum = next(iter(term.atoms(row_max)), None)
    if x is None or maximum is None:
        return expr
    without = Sum(Piecewise((term, Ne(index, label)), (0, True)), (index, low, high))
    left = list(others)
    left.remove(Integer(-1))
    rest = Piecewise((without, Eq(x[label], maximum)), (without + term.xreplace({index: label}) - 1, True))
    return Add(rest, *left)


def normaliser_outside(expr: Expr) -> Expr:
    """Σ_j y_j (x_j − m − L) → Σ y_j (x_j − m) − L Σ y_j, L = log(1 + rest): both of one sign, and one pass less."""
    if not isinstance(expr, Sum) or not isinstance(expr.function, Mul):
        return expr
    index = expr.limits[0][0]
    for factor in expr.function.args:
        if isinstance(factor, Add):
            fixed = [a for a in factor.args if index not in a.free_symbols]
            logarithms = [a for a in fixed if isinstance(a, log1p) or isinstance(-a, log1p)]
            if len(logarithms) == 1 and _has_rest(logarithms[0]):
                sign, weights = (expr.function / factor).as_coeff_Mul()
                differences = factor - logarithms[0]
                log_part = sign * logarithms[0] * Sum(weights, *expr.limits)
                return log_part + Sum(sign * weights * differences, *expr.limits)
    return expr


def nothing_of_infinity(expr: Expr) -> Expr:
    """e^(−a)·v → e^(−a)·(0 where a = ∞, else v), where v may be infinite too."""
    if not isinstance(expr, Mul):
        return expr
    vanishing = [f for f in expr.args if isinstance(f, exp) and within(range_of(f, {}), UNIT)]
    if not vanishing:
        return expr
    switch = Eq(-vanishing[0].exp, oo)
    return Mul(*[Piecewise((0, switch), (f, True)) if _may_be_infinite(f) else f for f in expr.args])


def _may_be_infinite(factor: Expr) -> bool:
    """Whether a factor that is computed from inputs can be infinite; one that is switched off somewhere is left."""
    if isinstance(factor, Piecewise | Pow) or not factor.has(Max):
        return False
    found = range_of(factor, {})
    return inf in (found.high, -found.low)


def guarded(expr: Expr, shares: set[Symbol]) -> Expr:
    """Σ y_j (m − x_j) → Σ over y_j ≠ 0: x_j = −∞ has no part in a loss that gives it no share."""
    if not isinstance(expr, Sum) or not isinstance(expr.function, Mul):
        return expr
    for factor in expr.function.args:
        if isinstance(factor, Indexed) and factor.base.label in shares and len(expr.function.atoms(Indexed)) > 1:
            return Sum(Piecewise((0, Eq(factor, 0)), (expr.function, True)), *expr.limits)
    return expr


def _everywhere(expr: Expr, rule: object) -> Expr:
    """The rule applied to every part, from the inside out."""
    if not expr.args or isinstance(expr, Indexed):
        return expr
    inner = [_everywhere(a, rule) for a in expr.args]
    made = expr.func(*inner) if any(a is not b for a, b in zip(inner, expr.args, strict=True)) else expr
    return rule(made)  # type: ignore[operator]


def _parts_of_rest(expr: Expr) -> tuple[Sum, Sum, list[Expr]] | None:
    """Σ_{x_j < m} e and #{x_j = m} among the terms of a sum, and the other terms."""
    if not isinstance(expr, Add):
        return None
    sums = [a for a in expr.args if isinstance(a, Sum) and isinstance(a.function, Piecewise)]
    for below in sums:
        (first, condition), (second, _) = below.function.args[0].args, below.function.args[-1].args
        if first != 0 or not isinstance(condition, Eq) or not isinstance(second, exp):
            continue
        for count in sums:
            (one, same), (zero, _) = count.function.args[0].args, count.function.args[-1].args
            index = count.limits[0][0]
            if one == 1 and zero == 0 and same == condition.xreplace({below.limits[0][0]: index}):
                return below, count, [a for a in expr.args if a not in (below, count)]
    return None


def _has_rest(expr: Expr) -> bool:
    """Whether somewhere 1 is subtracted from the sum over a row."""
    found = _parts_of_rest(expr)
    if found is not None and Integer(-1) in found[2]:
        return True
    return any(_has_rest(a) for a in expr.args if isinstance(a, Expr) or a.args)


def _sums_below(expr: Expr) -> bool:
    """Whether somewhere the classes below the largest are summed."""
    chosen = [total.function for total in expr.atoms(Sum) if total.has(exp)]
    first = [choice.args[0] for choice in chosen if isinstance(choice, Piecewise)]
    return any(branch.expr == 0 and isinstance(branch.cond, Eq) and branch.cond.has(row_max) for branch in first)


def named_once(expr: Expr, definitions: Definitions) -> Expr:
    """Each sigmoid, softplus … replaced by the form found for it, as a value that is computed once and then used."""
    if not expr.args or isinstance(expr, Indexed):
        return expr
    if isinstance(kept := whole(expr), sigmoid_power):
        expr = kept
    inner = [named_once(a, definitions) for a in expr.args]
    if type(expr) in definitions:
        return once(named_once(defined(definitions, type(expr), inner), definitions))
    return expr.func(*inner)
