"""The search for the stable form of a formula of a row in u = x/τ, of the labelled class or of another.

It is searched for from several equal ways to write it, and the most accurate one found is taken; that it is the formula
is proved about any shift m of the scores, by the same argument as for the kernels of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from symxent.kernels.stable.rules.rewrites import choices
from symxent.kernels.stable.search import StableForm, find
from symxent.language.domain import UNIT, Domain
from symxent.language.functions import logsumexp, softmax
from symxent.losses import store
from symxent.losses.expansion import about_the_largest
from symxent.losses.loss import Loss
from symxent.losses.over_classes import ORDER, j, k, t, v, with_deltas, x
from symxent.losses.over_classes import ways as ways_of
from symxent.proof import prove
from symxent.proof.budget import Work
from symxent.proof.verdict import Verdict

SECONDS = 10.0
WAYS = 3  # to write a formula, the shortest first, from which a search begins
LONG = 30  # operations, beyond which a search takes too long to be begun again
ENOUGH = 16.0  # ULP: a form this good is taken, and no other beginning is tried
APART = 128.0  # ULP: about the largest class nothing large cancels, and what a search still gains is little


def find_form(loss: Loss, formula: Expr, index: Symbol | None) -> StableForm | None:
    """The form of a formula in u = x/τ; None where there is no softmax in it, and so nothing to be found."""
    if not formula.has(softmax, logsumexp):
        return None
    domain = Domain({p.plain: p.where for p in loss.parameters if formula.has(p.plain)})
    kept = store.kept(loss.plain_name, formula, domain)
    return best(formula, index, domain) if kept is None else kept[0]


def best(formula: Expr, index: Symbol | None, domain: Domain) -> StableForm:
    """The most accurate form that is found from any of some ways to write the formula.

    That about the largest class comes first, where there is one: if it is good as it is, no search has to follow.
    """
    ways = sorted({_logarithms_first(way) for way in ways_of(formula)}, key=lambda e: (e.count_ops(), str(e)))
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

    def logarithm(share: Expr) -> Expr:
        return (x[share.args[1]] - row_max(x, k)) - log1p(row_rest(x, k))

    def is_power(e: Basic) -> bool:
        return isinstance(e, Pow) and is_free(e) and isinstance(e.base, softmax)

    powers = expr.replace(is_power, lambda e: exp(Mul(e.exp, logarithm(e.base), evaluate=False)))
    return powers.replace(
        lambda e: isinstance(e, log) and isinstance(e.args[0], softmax), lambda e: logarithm(e.args[0])
    )


def equal(loss: Loss, formula: Expr, form: Expr) -> Verdict:
    """The verdict on formula = form, in each of its ``cases``."""
    sides = cases(loss, formula, form)
    return Verdict.together(prove(*side, seconds=SECONDS, clock=Work()) for side in sides)


def cases(loss: Loss, formula: Expr, form: Expr) -> Iterator[tuple[Expr, Expr, Domain]]:
    """Formula and form about any number m instead of the largest score, and where a class has it; all are to be equal.

    Inside of closed ranges: ends of a parameter's range are limits of what is proved.
    """
    where = {s: UNIT if d == Interval(0, 1) else d for s, d in loss.domain.where.items()}
    inside = Domain(where, indices=loss.domain.indices)
    for written, found, largest in _situations(formula, form):
        for choice in choices(about_any_number(found).xreplace(largest)):
            yield with_deltas(written), with_deltas(choice), inside


def _situations(formula: Expr, form: Expr) -> Iterator[tuple[Expr, Expr, dict[Basic, Basic]]]:
    """Formula and form where no class that they name has the largest score, and where one, or both, have it.

    The last of the three is what the largest score is then.
    """
    named = {
        condition: next(a for a in condition.args if isinstance(a, Indexed))
        for choice in form.atoms(Piecewise)
        for condition in (branch.cond for branch in choice.args)
        if isinstance(condition, Eq) and condition.has(row_max) and condition.has(x[t], x[j])
    }
    for size in range(len(named) + 1):
        for held in combinations(sorted(named, key=str), size):
            found = form.xreplace({c: S.true if c in held else S.false for c in named})
            same: dict[Basic, Basic] = {}
            tops = [named[c] for c in held]
            for other in tops[1:]:  # two classes of the largest score have the same score, and so the same share
                pair = [softmax(x, top.indices[0], k) for top in (other, tops[0])]
                same |= {other: tops[0], pair[0]: pair[1]}
            yield formula.xreplace(same), found.xreplace(same), {SHIFT: tops[0]} if tops else {}


def closed_form(loss: Loss, name: str) -> Verdict:
    """That the gradient is the derivative of the loss by x_j, the Hessian's diagonal that of the gradient; that the
    split value is the loss.

    The product of the Hessian is linear in v: it is proved for v = e_l, of which it is the derivative of x_j by x_l.
    """
    rows, domain = loss.rows, loss.domain
    made, whole = rows.plain(name), rows.plain("value" if ORDER[name] < 2 else "gradient")
    claim = Derivative(whole, x[j])
    if name == "value":
        claim, made = whole, rows.over_scores(with_deltas(rows.parts(name).other))
    elif name == "hessian_product":
        made = made.replace(_is_of_v, lambda e: KroneckerDelta(e.indices[0], _L))
        claim, domain = Derivative(whole, x[_L]), Domain(domain.where, indices={**domain.indices, _L: (S.One, k)})
    return prove(claim, made, domain, seconds=SECONDS, clock=Work())


_L = Symbol("l", integer=True)


def _is_of_v(expr: Basic) -> bool:
    return isinstance(expr, Indexed) and expr.base == v


def over_scores(loss: Loss, name: str, form: Expr) -> Expr:
    """The form of an output in u = x/τ as that in x."""
    factor, made = loss.rows.factor(name), scaled(form, loss.rows.factor("gradient"))
    return made if factor == 1 else factor * made


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
    return isinstance(core, row_max) or (isinstance(core, Indexed) and core.base == x)
