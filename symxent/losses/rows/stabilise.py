"""The stable forms of a row loss: value, gradient and Hessian diagonal, the labelled class apart from the others.

Each is searched for from several equal ways to write it, and the most accurate one found is taken; that it is the
formula is proved about any shift m of the scores, by the same argument as for the kernels of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from sympy import (
    Add,
    Basic,
    Derivative,
    Eq,
    Expr,
    Indexed,
    Integer,
    Interval,
    KroneckerDelta,
    Mul,
    Piecewise,
    Pow,
    S,
    Symbol,
    exp,
    log,
)
from sympy.codegen.cfunctions import log1p

from symxent.kernels.program.classes import row_rest
from symxent.kernels.program.exponents import is_free
from symxent.kernels.program.loops import row_max
from symxent.kernels.stable.proofs import SHIFT, about_any_number
from symxent.kernels.stable.search import StableForm, find
from symxent.language.domain import UNIT, Domain
from symxent.language.functions import logsumexp, softmax
from symxent.logic import same
from symxent.losses.loss import Loss
from symxent.losses.rows import calculus
from symxent.losses.rows.expansion import about_the_largest
from symxent.losses.variables import in_loops
from symxent.proof import prove
from symxent.proof.budget import Work
from symxent.proof.verdict import Verdict

OUTPUTS = ("value", "gradient", "hessian_diagonal")
SECONDS = 10.0
WAYS = 3  # to write a formula, the shortest first, from which a search begins
LONG = 30  # operations, beyond which a search takes too long to be begun again
ENOUGH = 16.0  # ULP: a form this good is taken, and no other beginning is tried
APART = 128.0  # ULP: about the largest class nothing large cancels, and what a search still gains is little


@dataclass(frozen=True)
class Case:
    """A formula in u = x/τ at the labelled class or at another, the form found for it, and whether that is proved."""

    formula: Expr
    form: Expr
    steps: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True)
class RowStable:
    """One output: the case of the labelled class (None where there is no label) and that of the others."""

    loss: Loss
    name: str
    own: Case | None
    other: Case
    factor: Expr  # what the formula in u is multiplied by: 1, 1/τ, 1/τ²
    formula_verdict: Verdict  # that the cases are the derivative of the loss

    @property
    def verdict(self) -> Verdict:
        """Of the first that is not proved, else of all: the cases are the derivative, and each form is its case."""
        return Verdict.together((self.formula_verdict, *(c.verdict for c in self.cases)))

    @property
    def cases(self) -> tuple[Case, ...]:
        return (self.other,) if self.own is None else (self.own, self.other)

    @property
    def steps(self) -> tuple[str, ...]:
        """The rewrites that led to the forms."""
        return tuple(dict.fromkeys(step for case in self.cases for step in case.steps))

    @property
    def in_proofs(self) -> Expr:
        """What a kernel computes, over the symbols of proofs."""
        scale = self.loss.rows.plain_scale
        forms = [_times(self.factor, scaled(case.form, scale)) for case in self.cases]
        return forms[0] if self.own is None else Piecewise((forms[0], Eq(calculus.j, calculus.t)), (forms[1], True))

    @property
    def form(self) -> Expr:
        """What a kernel computes, over the scores and the names of the loss's variables."""
        loss = self.loss
        names: dict[Basic, Basic] = {calculus.x: loss.wrt.plain}
        names |= {calculus.t: loss.label.plain} if loss.label is not None else {}
        names |= {calculus.y: loss.shares.plain} if loss.shares is not None else {}
        names |= {p.plain: Symbol(in_loops(p)) for p in loss.parameters}
        return self.in_proofs.xreplace(names)


@cache
def stable_rows(loss: Loss) -> Mapping[str, RowStable]:
    """The stable form of each output of the loss; searched for once in a process."""
    return {name: stable_row(loss, name) for name in OUTPUTS}


@cache
def stable_row(loss: Loss, name: str) -> RowStable:
    """The stable form of one output, ``hessian_product`` included."""
    domain = _kernel_domain(loss)
    if name == "value":
        return RowStable(
            loss, name, None, _case(loss, loss.rows.value_parts, None, domain), Integer(1), _value_verdict(loss)
        )
    rows = loss.rows
    parts = {"gradient": rows.gradient_parts, "hessian_product": rows.product_parts}.get(name) or rows.hessian_parts
    factor = loss.rows.scale if name == "gradient" else loss.rows.scale**2
    apart = loss.label is not None and parts.own != parts.other.xreplace({calculus.j: calculus.t})
    own = _case(loss, parts.own, None, domain) if apart else None
    other = _case(loss, parts.other, calculus.j, domain)
    return RowStable(loss, name, own, other, _plain(loss, factor), derivative_verdict(loss, name))


def _plain(loss: Loss, expr: Expr) -> Expr:
    return expr.xreplace({p: p.plain for p in loss.parameters})


def _kernel_domain(loss: Loss) -> Domain:
    return Domain({p.plain: p.where for p in loss.parameters})


def _case(loss: Loss, formula: Expr, index: Symbol | None, domain: Domain) -> Case:
    if not formula.has(softmax, logsumexp):
        return Case(formula, formula, (), Verdict.of(same(formula, formula), (), "the form is the formula"))
    found = best(formula, index, domain)
    return Case(formula, found.named, found.steps, _same(loss, formula, found.named, domain))


def best(formula: Expr, index: Symbol | None, domain: Domain) -> StableForm:
    """The most accurate form that is found from any of some ways to write the formula.

    That about the largest class comes first, where there is one: if it is good as it is, no search has to follow.
    """
    ways = sorted({_logarithms_first(way) for way in calculus.ways(formula)}, key=lambda e: (e.count_ops(), str(e)))
    ways = ways[: WAYS if formula.count_ops() <= LONG else 1]
    apart = about_the_largest(formula, index)
    tried: list[StableForm] = []
    if apart is not None:
        first = _logarithms_first(apart)
        tried.append(find(formula, domain, general=True, index=index, start=first, patience=0))
        if max(tried[0].score.worst) < APART and not tried[0].score.unavailable:
            return tried[0]
    for way in ways:
        tried.append(find(formula, domain, general=True, index=index, start=way))
        if max(tried[-1].score.worst) < ENOUGH:
            break
    return min(tried, key=lambda f: f.best.rank)


def _logarithms_first(expr: Expr) -> Expr:
    """log S_j as l = (x_j − m) − log(1 + Σ′), and S_j^q as e^(q l): always for the better, since S_j vanishes where
    its logarithm does not, nor a power of it.
    """
    x, k = calculus.x, calculus.k

    def logarithm(share: Expr) -> Expr:
        return (x[share.args[1]] - row_max(x, k)) - log1p(row_rest(x, k))

    def is_power(e: Basic) -> bool:
        return isinstance(e, Pow) and is_free(e) and isinstance(e.base, softmax)

    powers = expr.replace(is_power, lambda e: exp(Mul(e.exp, logarithm(e.base), evaluate=False)))
    return powers.replace(
        lambda e: isinstance(e, log) and isinstance(e.args[0], softmax), lambda e: logarithm(e.args[0])
    )


def _same(loss: Loss, formula: Expr, form: Expr, domain: Domain) -> Verdict:
    """The verdict on formula = form about any number m instead of the largest score, and where a class has it."""
    inside = _inside(loss, domain)
    sides = (
        (calculus.with_deltas(written), calculus.with_deltas(choice))
        for written, found, largest in _situations(formula, form)
        for choice in _choices(about_any_number(found).xreplace(largest))
    )
    return Verdict.together(prove(*pair, inside, seconds=SECONDS, clock=Work()) for pair in sides)


def _situations(formula: Expr, form: Expr) -> Iterator[tuple[Expr, Expr, dict[Basic, Basic]]]:
    """Formula and form where no class that they name has the largest score, and where one, or both, have it.

    The last of the three is what the largest score is then.
    """
    named = {
        condition: next(a for a in condition.args if isinstance(a, Indexed))
        for choice in form.atoms(Piecewise)
        for condition in (branch.cond for branch in choice.args)
        if isinstance(condition, Eq) and condition.has(row_max) and condition.has(calculus.x[calculus.t], _X_J)
    }
    for size in range(len(named) + 1):
        for held in combinations(sorted(named, key=str), size):
            found = form.xreplace({c: S.true if c in held else S.false for c in named})
            same: dict[Basic, Basic] = {}
            tops = [named[c] for c in held]
            for other in tops[1:]:  # two classes of the largest score have the same score, and so the same share
                pair = [softmax(calculus.x, top.indices[0], calculus.k) for top in (other, tops[0])]
                same |= {other: tops[0], pair[0]: pair[1]}
            yield formula.xreplace(same), found.xreplace(same), {SHIFT: tops[0]} if tops else {}


def _choices(form: Expr) -> Iterator[Expr]:
    """A form, or where it switches anywhere, each branch: every one is to hold everywhere."""
    for choice in sorted(form.atoms(Piecewise), key=str):
        if not calculus.in_a_sum(form, choice):
            for branch in choice.args:
                yield from _choices(form.xreplace({choice: branch.expr}))
            return
    yield form


_X_J = calculus.x[calculus.j]


def _inside(loss: Loss, domain: Domain) -> Domain:
    """Inside of closed ranges: ends of a parameter's range are limits of what is proved."""
    where = {s: UNIT if d == Interval(0, 1) else d for s, d in domain.where.items()}
    whole = loss.domain
    return Domain({**whole.where, **where}, indices=whole.indices)


def _value_verdict(loss: Loss) -> Verdict:
    """That the split formula is the loss."""
    written = calculus.with_deltas(loss.rows.value_parts)
    return prove(loss.rows.plain, loss.rows.over_scores(written), loss.domain, seconds=SECONDS, clock=Work())


def derivative_verdict(loss: Loss, name: str) -> Verdict:
    """That the gradient is the derivative of the loss by x_j, or the Hessian's diagonal that of the gradient.

    The product of the Hessian is linear in v: it is proved for v = e_l, of which it is the derivative of x_j by x_l.
    """
    scale = _plain(loss, loss.rows.scale)
    gradient = loss.rows.over_scores(scale * calculus.with_deltas(loss.rows.gradient_parts.formula))
    by = calculus.x[calculus.j]
    if name == "gradient":
        return prove(Derivative(loss.rows.plain, by), gradient, loss.domain, seconds=SECONDS, clock=Work())
    if name == "hessian_product":
        made = loss.rows.over_scores(scale**2 * calculus.with_deltas(loss.rows.product_parts.formula))
        made = made.replace(_is_of_v, lambda e: KroneckerDelta(e.indices[0], _L))
        inside = Domain(loss.domain.where, indices={**loss.domain.indices, _L: (S.One, calculus.k)})
        return prove(Derivative(gradient, calculus.x[_L]), made, inside, seconds=SECONDS, clock=Work())
    diagonal = loss.rows.over_scores(scale**2 * calculus.with_deltas(loss.rows.hessian_parts.formula))
    return prove(Derivative(gradient, by), diagonal, loss.domain, seconds=SECONDS, clock=Work())


_L = Symbol("l", integer=True)


def _is_of_v(expr: Basic) -> bool:
    return isinstance(expr, Indexed) and expr.base == calculus.v


def scaled(expr: Expr, scale: Expr) -> Expr:
    """A form in u = c x, c > 0, over x: differences of scores are taken before they are scaled, and so are exact."""
    if scale == 1:
        return expr
    if isinstance(expr, Eq) and all(isinstance(a, Indexed | row_max) for a in expr.args):
        return expr
    if _is_score(expr):
        return Mul(scale, expr, evaluate=False) if not isinstance(scale, Integer) else scale * expr
    if isinstance(expr, Add):
        scores = [a for a in expr.args if _is_score(a)]
        rest = [scaled(a, scale) for a in expr.args if a not in scores]
        return Add(*rest, Mul(scale, Add(*scores))) if scores else Add(*rest)
    if not expr.args or isinstance(expr, Indexed):
        return expr
    return expr.func(*[scaled(a, scale) for a in expr.args])


def _is_score(term: Basic) -> bool:
    core = -term if isinstance(term, Mul) and len(term.args) == 2 and term.args[0] == -1 else term
    return isinstance(core, row_max) or (isinstance(core, Indexed) and core.base == calculus.x)


def _times(factor: Expr, form: Expr) -> Expr:
    return form if factor == 1 else factor * form
