"""Derivatives of a row loss in closed form, for any number k of classes, the labelled class apart from the others.

A Kronecker delta in a sum is a choice hidden in arithmetic: Σ_j f(j, δ_jt) is f(t, 1) + Σ_{j≠t} f(j, 0), in which
nothing is subtracted that was not before.  The derivative by x_t and that by another x_j are then two formulas, and
each has a stable form of its own.  Sums that a softmax makes known (Σ S_j = 1) are replaced by their values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sympy import (
    Add,
    Basic,
    Dummy,
    Expr,
    Indexed,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Ne,
    Piecewise,
    Sum,
    Symbol,
    expand,
    factor_terms,
    together,
)

from symxent.language.functions import logsumexp, softmax

x, y, v = IndexedBase("x"), IndexedBase("y"), IndexedBase("v")
j, k, t, _i = (Symbol(name, integer=True) for name in "jkti")
MOST_TO_EXPAND = 60  # operations


@dataclass(frozen=True)
class Parts:
    """A formula for the labelled class and one for any other class j; the same where there is no label."""

    own: Expr
    other: Expr

    @property
    def formula(self) -> Expr:
        """One formula for both, with a Kronecker delta where they differ."""
        jump = shorter(self.own - self.other.subs(j, t)) if self.own != self.other else Integer(0)
        return self.other + jump * KroneckerDelta(j, t)


def total(term: Expr, labelled: bool) -> Expr:
    """Σ over the classes of a term in the index i, or over all but the labelled one; what is known of it, as known.

    >>> total(3 * softmax(x, _i, k), True), total(Integer(1), True)
    (3 - 3*softmax(x, t, k), k - 1)
    """
    term = expand(term) if term.count_ops() <= MOST_TO_EXPAND else term
    whole: list[Expr] = []
    for part in Add.make_args(term):
        fixed, moving = part.as_independent(_i, as_Add=False)
        if moving == 1:
            whole.append(fixed * (k - 1 if labelled else k))
        elif moving == softmax(x, _i, k):
            whole.append(fixed * (1 - softmax(x, t, k)) if labelled else fixed)
        else:
            body = Piecewise((moving, Ne(_i, t)), (0, True)) if labelled else moving
            whole.append(fixed * Sum(body, (_i, 1, k)))
    return Add(*whole)


def sums(expr: Expr) -> Iterator[tuple[Sum, Expr, bool]]:
    """The outermost sums with their terms in i, and whether they leave out the labelled class."""
    for found in sorted(outermost(expr), key=str):
        index = found.limits[0][0]
        body = found.function
        skips = isinstance(body, Piecewise) and isinstance(body.args[0].cond, Ne)
        yield found, (body.args[0].expr if skips else body).xreplace({index: _i}), skips


def outermost(expr: Basic) -> set[Sum]:
    """The sums that stand in no other sum."""
    if isinstance(expr, Sum):
        return {expr}
    return set().union(*[outermost(a) for a in expr.args]) if expr.args else set()


def in_a_sum(expr: Basic, part: Basic) -> bool:
    """Whether a part of an expression stands in one of its sums."""
    return any(found.function.has(part) for found in outermost(expr))


def split(expr: Expr) -> Expr:
    """Every sum over the classes as the term of the labelled class and the sum over the others, if a delta asks so."""
    swap: dict[Basic, Expr] = {}
    for found in outermost(expr):
        index = found.limits[0][0]
        body = found.function.xreplace({index: _i})
        if body.has(KroneckerDelta):
            own = _without_delta(body, 1).xreplace({_i: t})
            swap[found] = own + total(_without_delta(body, 0), True)
        else:
            swap[found] = total(body, False)
    return expr.xreplace(swap)


def with_deltas(expr: Expr) -> Expr:
    """Sums over all but the labelled class as sums over all, with 1 − δ in them: as proofs and pages take them."""

    def written(found: Sum) -> Expr:
        body = found.function.args[0].expr
        return Sum(body * (1 - KroneckerDelta(found.limits[0][0], t)), *found.limits)

    return expr.replace(lambda e: isinstance(e, Sum) and isinstance(e.function, Piecewise), written)


def _without_delta(expr: Expr, value: int) -> Expr:
    return expr.replace(lambda e: isinstance(e, KroneckerDelta), lambda _: Integer(value))


def derivative(expr: Expr, by: Symbol, labelled: bool) -> Expr:
    """∂expr/∂x_by of a split formula, ``by`` the label t itself or a class j that is not it.

    >>> derivative(logsumexp(x, k) - x[t], t, True), derivative(logsumexp(x, k) - x[t], j, True)
    (softmax(x, t, k) - 1, softmax(x, j, k))
    """
    p = softmax(x, by, k)

    def of_atom(atom: Basic) -> Expr:
        if isinstance(atom, logsumexp):
            return p
        place = atom.args[1] if isinstance(atom, softmax | Indexed) else None
        if isinstance(atom, softmax):
            return atom * (1 - atom) if place == by else -atom * p
        if isinstance(atom, Indexed):
            return Integer(int(place == by and atom.base == x))
        raise AssertionError(atom)

    return _chained(expr, of_atom, lambda f, u, skips: _of_sum(f, u, skips, by, labelled))


def along(expr: Expr) -> Expr:
    """The derivative of a split formula in the direction v: Σ_l v_l ∂expr/∂x_l."""
    mean = Sum(softmax(x, _i, k) * v[_i], (_i, 1, k))

    def of_atom(atom: Basic) -> Expr:
        if isinstance(atom, logsumexp):
            return mean
        if isinstance(atom, softmax):
            return atom * (v[atom.args[1]] - mean)
        assert isinstance(atom, Indexed)
        return v[atom.indices[0]] if atom.base == x else Integer(0)

    def of_sum(f: Expr, u: Expr, skips: bool) -> Expr:
        return total(f * v[_i], skips) - mean * total(f, skips) + total(u * v[_i], skips)

    return _chained(expr, of_atom, of_sum)


def _chained(expr: Expr, of_atom: Callable[[Basic], Expr], of_sum: Callable[[Expr, Expr, bool], Expr]) -> Expr:
    """The chain rule through softmax, log-sum-exp, scores, and sums of these."""
    held: dict[Basic, Dummy] = {found: Dummy() for found in outermost(expr)}
    outside = expr.xreplace(held)
    held.update({atom: Dummy() for atom in _atoms(outside)})
    outside = expr.xreplace({a: d for a, d in held.items() if isinstance(a, Sum)})
    outside = outside.xreplace({a: d for a, d in held.items() if not isinstance(a, Sum)})
    back = {d: a for a, d in held.items()}
    terms = []
    for atom, dummy in held.items():
        slope = outside.diff(dummy)
        if slope == 0:
            continue
        terms.append(
            slope.xreplace(back) * (_through(atom, of_atom, of_sum) if isinstance(atom, Sum) else of_atom(atom))
        )
    return Add(*terms)


def _through(found: Sum, of_atom: Callable[[Basic], Expr], of_sum: Callable[[Expr, Expr, bool], Expr]) -> Expr:
    (_, body, skips) = next(sums(found))
    held = {atom: Dummy() for atom in _atoms(body)}
    inside = body.xreplace(held)
    back = {d: a for a, d in held.items()}
    by_share = by_score = Integer(0)
    rest: list[Expr] = []
    for atom, dummy in held.items():
        slope = inside.diff(dummy).xreplace(back)
        if slope == 0:
            continue
        if atom == softmax(x, _i, k):
            by_share = slope * atom
        elif atom == x[_i]:
            by_score = slope
        elif not (isinstance(atom, Indexed) and atom.base != x):
            rest.append(total(slope, skips) * of_atom(atom))
    return Add(of_sum(by_share, by_score, skips), *rest)


def _of_sum(by_share: Expr, by_score: Expr, skips: bool, by: Symbol, labelled: bool) -> Expr:
    here = Integer(0) if skips and by == t else (by_share + by_score).xreplace({_i: by})
    return here - softmax(x, by, k) * total(by_share, skips)


def _atoms(expr: Basic) -> set[Basic]:
    """Softmax, log-sum-exp and components, the outermost of each."""
    if isinstance(expr, softmax | logsumexp | Indexed):
        return {expr}
    return set().union(*[_atoms(a) for a in expr.args]) if expr.args else set()


def shorter(expr: Expr) -> Expr:
    """The shortest of some ways to write an expression."""
    return min(ways(expr), key=lambda e: (e.count_ops(), str(e)))


def ways(expr: Expr) -> list[Expr]:
    """Some equal ways to write an expression: as it is, multiplied out, over one denominator, factored."""
    if expr.count_ops() > MOST_TO_EXPAND:
        return [expr, factor_terms(expr)]
    held: dict[Basic, Dummy] = {found: Dummy() for found in outermost(expr)}
    bare = expr.xreplace(held)
    held.update({atom: Dummy() for atom in _atoms(bare)})
    bare = bare.xreplace(held)
    back: Mapping[Basic, Basic] = {d: a for a, d in held.items()}
    multiplied = expand(bare)
    found = [bare, multiplied, factor_terms(multiplied), together(multiplied), multiplied.factor(), bare.factor()]
    return list(dict.fromkeys(e.xreplace(back) for e in found))


def gradient(value: Expr, labelled: bool) -> Parts:
    """The gradient of a split value."""
    other = shorter(derivative(value, j, labelled))
    return Parts(shorter(derivative(value, t, labelled)), other) if labelled else Parts(other, other)


def hessian_diagonal(first: Parts, labelled: bool) -> Parts:
    """The diagonal of the Hessian, from the gradient."""
    other = shorter(derivative(first.other, j, labelled))
    return Parts(shorter(derivative(first.own, t, labelled)), other) if labelled else Parts(other, other)


def product(first: Parts, labelled: bool) -> Parts:
    """The Hessian times v, from the gradient."""
    other = shorter(along(first.other))
    return Parts(shorter(along(first.own)), other) if labelled else Parts(other, other)


__all__ = ["Parts", "along", "derivative", "gradient", "hessian_diagonal", "product", "shorter", "split", "total"]
