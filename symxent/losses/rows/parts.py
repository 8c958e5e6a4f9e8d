"""A loss over a row of scores in the symbols of proofs: its derivatives, the labelled class apart from the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sympy import Basic, Expr, Indexed, Integer, S, Set, Sum, Symbol, exp, log

from symxent.language.domain import NONNEGATIVE, Domain
from symxent.language.functions import logsumexp, softmax
from symxent.losses.checks import scale_of
from symxent.losses.rows import calculus
from symxent.losses.rows.calculus import Parts
from symxent.losses.variables import Shares

if TYPE_CHECKING:
    from symxent.losses.loss import Loss


@dataclass(frozen=True)
class Rows:
    """A loss of a row of k scores over the symbols of ``calculus``, for every number k of classes."""

    loss: Loss

    @cached_property
    def scale(self) -> Expr:
        """The factor of the scores inside every softmax: 1, or 1/τ."""
        found = {scale_of(f, self.loss.wrt) for f in self.loss.expr.atoms(softmax, logsumexp)}
        return found.pop() if found else Integer(1)

    @cached_property
    def value_parts(self) -> Expr:
        """The loss in the scaled scores u = x/τ, the labelled class apart: over the symbols of ``calculus``."""
        return calculus.split(self.in_scores)

    @property
    def plain_scale(self) -> Expr:
        """The scale over the symbols of proofs."""
        return self.scale.xreplace({p: p.plain for p in self.loss.parameters})

    @cached_property
    def in_scores(self) -> Expr:
        """The loss as it was written, in u = x/τ, over the symbols of ``calculus``."""
        return self.in_symbols_of_proofs(self.loss.expr)

    @cached_property
    def plain(self) -> Expr:
        """The loss as it was written, over the symbols of proofs; softmax of x/τ in exponentials of x."""
        return self.over_scores(self.in_scores)

    @cached_property
    def gradient_parts(self) -> Parts:
        """∂loss/∂u at the labelled class and at another."""
        return calculus.gradient(self.value_parts, self.loss.label is not None)

    @cached_property
    def hessian_parts(self) -> Parts:
        """∂²loss/∂u² at the labelled class and at another."""
        return calculus.hessian_diagonal(self.gradient_parts, self.loss.label is not None)

    @cached_property
    def product_parts(self) -> Parts:
        """The Hessian in u times v, at the labelled class and at another."""
        return calculus.product(self.gradient_parts, self.loss.label is not None)

    @property
    def gradient(self) -> Expr:
        """∂loss/∂x_j, for every class j."""
        return self.in_its_own(self.scale * self.gradient_parts.formula)

    @property
    def hessian_diagonal(self) -> Expr:
        """∂²loss/∂x_j², for every class j."""
        return self.in_its_own(self.scale**2 * self.hessian_parts.formula)

    @property
    def hessian_product(self) -> Expr:
        """Σ_l ∂²loss/∂x_j∂x_l v_l, for every class j."""
        return self.in_its_own(self.scale**2 * self.product_parts.formula)

    @property
    def has_softmax_hessian(self) -> bool:
        """Whether the Hessian's diagonal in u = x/τ is p (1 − p); the whole Hessian is then at most twice that."""
        p = softmax(calculus.x, calculus.j, calculus.k)
        parts = self.hessian_parts
        same = parts.own == parts.other or parts.own == parts.other.xreplace({calculus.j: calculus.t})
        return bool(same and (parts.other - p * (1 - p)).expand() == 0)

    @property
    def domain(self) -> Domain:
        """Where everything lives, over the symbols of proofs."""
        where: dict[Basic, Set] = {p.plain: p.where for p in self.loss.parameters}
        indices = {calculus.j: (S.One, calculus.k)}
        if self.loss.label is not None:
            indices[calculus.t] = (S.One, calculus.k)
        if self.loss.shares is not None:
            where[calculus.y] = NONNEGATIVE
        return Domain(where, indices=indices)

    def in_symbols_of_proofs(self, expr: Expr) -> Expr:
        """A formula of the loss over u = x/τ and the symbols of ``calculus``."""
        x, y, k, t = calculus.x, calculus.y, calculus.k, calculus.t
        wrt, scale = self.loss.wrt, self.scale
        made = expr.replace(lambda e: isinstance(e, softmax), lambda e: softmax(x, e.args[1], k))
        made = made.replace(lambda e: isinstance(e, logsumexp), lambda e: logsumexp(x, k))
        made = made.replace(lambda e: isinstance(e, Indexed) and e.base == wrt, lambda e: x[e.indices[0]] / scale)
        swap: dict[Basic, Basic] = {wrt.classes: k, **{p: p.plain for p in self.loss.parameters}}
        swap |= {self.loss.label: t} if self.loss.label is not None else {}
        swap |= {a: y[a.indices[0]] for a in made.atoms(Indexed) if isinstance(a.base, Shares)}
        return made.xreplace(swap)

    def over_scores(self, expr: Expr) -> Expr:
        """A formula in u over the scores: softmax of x/τ, for proofs written out where τ is not 1."""
        scale = self.plain_scale
        if scale == 1:
            return expr
        x, k = calculus.x, calculus.k
        h = Symbol("m", integer=True)
        total = Sum(exp(scale * x[h]), (h, 1, k))
        made = expr.replace(lambda e: isinstance(e, Indexed) and e.base == x, lambda e: scale * e)
        made = made.replace(lambda e: isinstance(e, logsumexp), lambda e: log(total))
        return made.replace(lambda e: isinstance(e, softmax), lambda e: exp(scale * x[e.args[1]]) / total)

    def in_its_own(self, expr: Expr) -> Expr:
        """A formula over u and the symbols of ``calculus``, in the loss's own variables."""
        x, y, k, t = calculus.x, calculus.y, calculus.k, calculus.t
        scaled = self.loss.wrt * self.scale
        classes = self.loss.wrt.classes
        made = calculus.with_deltas(expr)
        made = made.replace(
            lambda e: isinstance(e, Indexed) and e.base == x, lambda e: self.loss.wrt[e.indices[0]] * self.scale
        )
        made = made.replace(lambda e: isinstance(e, softmax), lambda e: softmax(scaled, e.args[1], classes))
        made = made.replace(lambda e: isinstance(e, logsumexp), lambda e: logsumexp(scaled, classes))
        swap: dict[Basic, Basic] = {k: classes, **{p.plain: p for p in self.loss.parameters}}
        swap |= {t: self.loss.label} if self.loss.label is not None else {}
        if self.loss.shares is not None:
            swap |= {a: self.loss.shares[a.indices[0]] for a in made.atoms(Indexed) if a.base == y}
        return made.xreplace(swap)
