"""A loss over a row of scores in the symbols of proofs, and its derivatives in closed form for any number k of classes.

A Kronecker delta in a sum is a choice hidden in arithmetic: Σ_j f(j, δ_jt) is f(t, 1) + Σ_{j≠t} f(j, 0), in which
nothing is subtracted that was not before.  The derivative by x_t and that by another x_j are then two formulas, and
each has a stable form of its own.  Sums that a softmax makes known (Σ S_j = 1) are replaced by their values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

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
    S,
    Set,
    Sum,
    Symbol,
    exp,
    expand,
    factor_terms,
    log,
    together,
)

from symxent.language.domain import NONNEGATIVE, Domain
from symxent.language.functions import logsumexp, softmax
from symxent.losses.checks import scale_of
from symxent.losses.variables import Shares

if TYPE_CHECKING:
    from symxent.losses.loss import Loss

x, y, v = IndexedBase("x"), IndexedBase("y"), IndexedBase("v")
j, k, t, _i = (Symbol(name, integer=True) for name in "jkti")
MOST_TO_EXPAND = 60  # operations


ORDER = {"value": 0, "gradient": 1, "hessian_diagonal": 2, "hessian_product": 2}


@dataclass(frozen=True)
class Parts:
    """A formula for the labelled class (None where there is no label), and one for any other class j."""

    own: Expr | None
    other: Expr

    @property
    def own_is_other(self) -> bool:
        """Whether the formula for the labelled class is that for any other."""
        return self.own is None or self.own in (self.other, self.other.xreplace({j: t}))

    @property
    def formula(self) -> Expr:
        """One formula for both, with a Kronecker delta where they differ."""
        if self.own is None or self.own == self.other:
            return self.other
        return self.other + shorter(self.own - self.other.subs(j, t)) * KroneckerDelta(j, t)


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


def derivative(expr: Expr, by: Symbol) -> Expr:
    """∂expr/∂x_by of a split formula, ``by`` the label t itself or a class j that is not it.

    >>> derivative(logsumexp(x, k) - x[t], t), derivative(logsumexp(x, k) - x[t], j)
    (softmax(x, t, k) - 1, softmax(x, j, k))
    """

    def in_a_sum(slope: Expr, skips: bool) -> Expr:
        return Integer(0) if skips and by == t else slope.xreplace({_i: by})

    return _chained(expr, softmax(x, by, k), lambda place: Integer(int(place == by)), in_a_sum)


def along(expr: Expr) -> Expr:
    """The derivative of a split formula in the direction v: Σ_l v_l ∂expr/∂x_l."""
    mean = Sum(softmax(x, _i, k) * v[_i], (_i, 1, k))
    return _chained(expr, mean, lambda place: v[place], lambda slope, skips: total(slope * v[_i], skips))


def _chained(expr: Expr, mean: Expr, moved: Callable[[Expr], Expr], in_a_sum: Callable[[Expr, bool], Expr]) -> Expr:
    """The chain rule through softmax, log-sum-exp, scores, and sums of these, in a direction of scores.

    ``moved`` is the direction's component of a class, ``mean`` that under the softmax; ``in_a_sum`` is the sum of a
    slope by x_i times the component of i.
    """

    def of_atom(atom: Basic) -> Expr:
        if isinstance(atom, logsumexp):
            return mean
        if isinstance(atom, softmax):
            return atom * (moved(atom.args[1]) - mean)
        return moved(atom.indices[0]) if atom.base == x else Integer(0)

    def of_sum(found: Sum) -> Expr:
        ((_, body, skips),) = sums(found)
        here, rest = Integer(0), []
        for atom, slope in _inner(body):
            if atom == softmax(x, _i, k):
                here += slope * atom
                rest.append(-mean * total(slope * atom, skips))
            elif atom == x[_i]:
                here += slope
            else:
                rest.append(total(slope, skips) * of_atom(atom))
        return Add(in_a_sum(here, skips), *rest)

    return Add(*[slope * (of_sum(a) if isinstance(a, Sum) else of_atom(a)) for a, slope in _inner(expr)])


def _inner(expr: Expr) -> Iterator[tuple[Basic, Expr]]:
    """The outermost sums, softmaxes, log-sum-exps and components, and the derivative by each that is not 0."""
    held: dict[Basic, Dummy] = {found: Dummy() for found in outermost(expr)}
    outside = expr.xreplace(held)
    held |= {atom: Dummy() for atom in _atoms(outside)}
    outside = outside.xreplace(held)
    back = {d: a for a, d in held.items()}
    for atom, dummy in held.items():
        if (slope := outside.diff(dummy)) != 0:
            yield atom, slope.xreplace(back)


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


def differentiated(parts: Parts, slope: Callable[[Expr, Symbol], Expr] = derivative) -> Parts:
    """The derivative of a formula by x_t and by another x_j."""
    own = None if parts.own is None else shorter(slope(parts.own, t))
    return Parts(own, shorter(slope(parts.other, j)))


@cache
def _parts(loss: Loss, name: str) -> Parts:
    if name == "value":
        return Parts(None, split(loss.rows.in_scores))
    if name == "gradient":
        value = _parts(loss, "value").other
        return differentiated(Parts(None if loss.label is None else value, value))
    first = _parts(loss, "gradient")
    return differentiated(first, (lambda expr, _: along(expr)) if name == "hessian_product" else derivative)


@dataclass(frozen=True)
class Rows:
    """A loss of a row of k scores over the symbols of proofs, for every number k of classes."""

    loss: Loss

    @cached_property
    def scale(self) -> Expr:
        """The factor of the scores inside every softmax: 1, or 1/τ."""
        found = {scale_of(f, self.loss.wrt) for f in self.loss.expr.atoms(softmax, logsumexp)}
        return found.pop() if found else Integer(1)

    def factor(self, name: str) -> Expr:
        """What an output in u = x/τ is multiplied by to be that in x, over the symbols of proofs."""
        return self.scale.xreplace({p: p.plain for p in self.loss.parameters}) ** ORDER[name]

    @cached_property
    def in_scores(self) -> Expr:
        """The loss as it was written, in u = x/τ."""
        return self.in_symbols_of_proofs(self.loss.expr)

    def parts(self, name: str) -> Parts:
        """An output in u, at the labelled class and at another."""
        return _parts(self.loss, name)

    def plain(self, name: str = "value", parts: Parts | None = None) -> Expr:
        """An output over the scores x, in proofs' own symbols: the loss as it was written, closed forms of the rest.

        ``parts``, in its place, are those of another formula that is scaled as this output is.
        """
        if name == "value":
            return self.over_scores(self.in_scores)
        return self.over_scores(self.factor(name) * with_deltas((parts or self.parts(name)).formula))

    def own(self, name: str, parts: Parts | None = None) -> Expr:
        """An output in the loss's own variables, for every class j, or other ``parts`` that are scaled as it is."""
        return self.in_its_own(self.scale ** ORDER[name] * (parts or self.parts(name)).formula)

    @property
    def has_softmax_hessian(self) -> bool:
        """Whether the Hessian's diagonal in u = x/τ is p (1 − p); the whole Hessian is then at most twice that."""
        p, parts = softmax(x, j, k), self.parts("hessian_diagonal")
        return bool(parts.own_is_other and (parts.other - p * (1 - p)).expand() == 0)

    @property
    def domain(self) -> Domain:
        """Where everything lives."""
        where: dict[Basic, Set] = {p.plain: p.where for p in self.loss.parameters}
        indices = {j: (S.One, k)}
        if self.loss.label is not None:
            indices[t] = (S.One, k)
        if self.loss.shares is not None:
            where[y] = NONNEGATIVE
        return Domain(where, indices=indices)

    def in_symbols_of_proofs(self, expr: Expr) -> Expr:
        """A formula of the loss over u = x/τ and the symbols of proofs."""
        wrt, scale = self.loss.wrt, self.scale
        made = over_row(expr, x, k)
        made = made.replace(lambda e: isinstance(e, Indexed) and e.base == wrt, lambda e: x[e.indices[0]] / scale)
        swap: dict[Basic, Basic] = {wrt.classes: k, **{p: p.plain for p in self.loss.parameters}}
        swap |= {self.loss.label: t} if self.loss.label is not None else {}
        swap |= {a: y[a.indices[0]] for a in made.atoms(Indexed) if isinstance(a.base, Shares)}
        return made.xreplace(swap)

    def over_scores(self, expr: Expr) -> Expr:
        """A formula in u over the scores: softmax of x/τ, for proofs written out where τ is not 1."""
        scale = self.factor("gradient")
        if scale == 1:
            return expr
        h = Symbol("m", integer=True)
        whole = Sum(exp(scale * x[h]), (h, 1, k))
        made = expr.replace(lambda e: isinstance(e, Indexed) and e.base == x, lambda e: scale * e)
        made = made.replace(lambda e: isinstance(e, logsumexp), lambda e: log(whole))
        return made.replace(lambda e: isinstance(e, softmax), lambda e: exp(scale * x[e.args[1]]) / whole)

    def in_its_own(self, expr: Expr) -> Expr:
        """A formula over u and the symbols of proofs, in the loss's own variables."""
        loss, wrt = self.loss, self.loss.wrt
        made = with_deltas(expr)
        made = made.replace(lambda e: isinstance(e, Indexed) and e.base == x, lambda e: wrt[e.indices[0]] * self.scale)
        made = over_row(made, wrt * self.scale, wrt.classes)
        swap: dict[Basic, Basic] = {k: wrt.classes, **{p.plain: p for p in loss.parameters}}
        swap |= {t: loss.label} if loss.label is not None else {}
        if loss.shares is not None:
            swap |= {a: loss.shares[a.indices[0]] for a in made.atoms(Indexed) if a.base == y}
        return made.xreplace(swap)


def over_row(expr: Expr, row: Expr, classes: Expr) -> Expr:
    """The formula with every softmax and log-sum-exp taken of this row."""
    made = expr.replace(lambda e: isinstance(e, softmax), lambda e: softmax(row, e.args[1], classes))
    return made.replace(lambda e: isinstance(e, logsumexp), lambda e: logsumexp(row, classes))
