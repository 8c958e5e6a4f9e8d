"""The stable form of each formula of a loss, found separately for value, gradient and Hessian, case by case.

A label of a few values is no variable to search over: at y = 1 the focal loss is −(1 − p)² log p, a formula in one
variable, and its stable form is found in a fraction of the time.  Where the loss at one label is the mirror image of
the loss at the other (σ(−z) = 1 − σ(z) makes it so), one form in the margin ±z serves both.  Of a row of scores the
labelled class is a case, and any other class one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from sympy import And, Basic, Eq, Expr, Piecewise, S, Symbol, nan

from symxent.kernels.program.loops import once
from symxent.kernels.stable.forms import in_the_margin, mirror
from symxent.kernels.stable.search import StableForm
from symxent.language.domain import Domain
from symxent.logic import same
from symxent.losses import form_of_row, form_of_score
from symxent.losses.curvature import finished, of_row
from symxent.losses.form_of_score import Ends, Labels, bare, symbol
from symxent.losses.loss import Loss
from symxent.losses.over_classes import Parts, j, t, x, y
from symxent.losses.variables import in_loops
from symxent.proof.verdict import Verdict

_REALS = (-float("inf"), float("inf"))


@dataclass(frozen=True)
class Case:
    """A formula at fixed labels, and the stable form found for it; of a row in u = x/τ, at the label j = t or not."""

    loss: Loss
    labels: Labels
    formula: Expr
    found: StableForm | None  # None: a constant, or what is stable as it is
    ends: Ends = ()  # (∞ or −∞, or a score as large, and the limit there), where the form itself gives NaN

    @property
    def named(self) -> Expr:
        return self.formula if self.found is None else self.found.named

    @property
    def form(self) -> Expr:
        """The form as a kernel computes it, its value at infinite scores included."""
        return form_of_score.where_limit(self.named, symbol(self.loss.wrt), self.ends) if self.ends else self.named

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict on formula = form."""
        if self.found is None:
            return Verdict.of(same(self.formula, self.formula), (), "the form is the formula itself")
        if self.loss.by_row:
            return form_of_row.equal(self.loss, self.formula, self.named)
        return form_of_score.equal(self.formula, self.found)


@dataclass(frozen=True)
class Stable:
    """One output of a loss, its cases, and the form of all together, NaN for a label that is none of the values.

    ``mirrored``: one case serves both labels, in the margin; ``in_proofs``: the form of a row in the symbols of proofs.
    """

    loss: Loss
    name: str
    cases: tuple[Case, ...]
    in_proofs: Expr
    mirrored: bool = False

    @property
    def formula(self) -> Expr:
        """What is computed: of one score over the kernels' symbols, of a row over the loss's own variables."""
        if not self.loss.by_row:
            return bare(self.loss, self.loss.formulas[self.name])
        return self.loss.formulas[self.name] if self.name in self.loss.outputs else self.loss.rows.own(self.name)

    @property
    def form(self) -> Expr:
        """What a kernel computes, over its arguments."""
        if not self.loss.by_row:
            return self.in_proofs
        loss = self.loss
        names: dict[Basic, Basic] = {x: loss.wrt.plain}
        names |= {t: loss.label.plain} if loss.label is not None else {}
        names |= {y: loss.shares.plain} if loss.shares is not None else {}
        return self.in_proofs.xreplace(names | {p.plain: Symbol(in_loops(p)) for p in loss.parameters})

    @cached_property
    def formula_verdict(self) -> Verdict:
        """That the cases of a row are the derivative of the loss: it is none of SymPy's.

        Of another curvature it is that of the derivative which it is made of.
        """
        return form_of_row.closed_form(self.loss, _of_row(self.loss, self.name)[0])

    @property
    def verdict(self) -> Verdict:
        """The verdict on formula = form over the whole domain: of the first case that is not proved, else of all."""
        first = (self.formula_verdict,) if self.loss.by_row else ()
        return Verdict.together((*first, *(case.verdict for case in self.cases)))

    @property
    def steps(self) -> tuple[str, ...]:
        """The rewrites that led to the form."""
        found = [step for case in self.cases if case.found is not None for step in case.found.steps]
        return tuple(dict.fromkeys(found))


def stable_forms(loss: Loss) -> Mapping[str, Stable]:
    """The stable form of value, gradient and Hessian, of a row its diagonal."""
    return {name: stable_form(loss, name) for name in loss.outputs}


@cache
def stable_form(loss: Loss, name: str) -> Stable:
    """The stable form of one output, of a row also of ``hessian_product``; searched for once in a process."""
    if mirrored(loss):
        return _in_the_margin(loss, name, odd=name == "gradient")  # at the other label it changes its sign with z
    of, parts = _of_row(loss, name) if loss.by_row else (name, None)
    cases = tuple(_cases(loss, name, parts))
    forms = [case.form for case in cases]
    if loss.by_row:
        forms = [form_of_row.over_scores(loss, of, form) for form in forms]
    if loss.by_row and name == loss.outputs[2]:
        forms = (
            [finished(once(form), loss, loss.curvature, loss.floor) for form in forms] if loss != loss.plain else forms
        )
    held = [And(*[Eq(s, value) for s, value in case.labels]) for case in cases]
    rest = [] if held[-1] is S.true else [(nan, True)]
    return Stable(loss, name, cases, Piecewise(*zip(forms, held, strict=True), *rest))


@cache
def mirrored(loss: Loss) -> bool:
    """Whether the loss at one of two labels is, provably, the loss at the other label of the negative score."""
    few = [v for v in loss.variables if v.values]
    if len(few) != 1 or len(few[0].values) != 2 or (loss.wrt.where.inf, loss.wrt.where.sup) != _REALS:
        return False
    low, high = (loss.expr.xreplace({few[0]: value}) for value in few[0].values)
    domain = Domain({v: v.where for v in loss.variables if v != few[0]})
    return mirror(low, high, loss.wrt, domain) == 1


def _of_row(loss: Loss, name: str) -> tuple[str, Parts]:
    """What an output of a row is made of, and the output that is scaled as it is."""
    return of_row(loss, loss.curvature) if name == loss.outputs[2] else (name, loss.rows.parts(name))


def _cases(loss: Loss, name: str, parts: Parts | None) -> Iterator[Case]:
    if parts is not None:
        if parts.own is not None and not parts.own_is_other:
            yield Case(loss, ((j, t),), parts.own, form_of_row.find_form(loss, parts.own, None))
        index = None if name == "value" else j
        yield Case(loss, (), parts.other, form_of_row.find_form(loss, parts.other, index))
        return
    for at in loss.labels:
        yield _case(loss, name, bare(loss, loss.formulas[name].xreplace(at)), at)


def _case(loss: Loss, name: str, formula: Expr, at: Mapping[Expr, Expr]) -> Case:
    labels = tuple((symbol(v), value) for v, value in at.items())
    return Case(loss, labels, formula, *form_of_score.find_form(loss, name, labels, formula))


def _in_the_margin(loss: Loss, name: str, odd: bool) -> Stable:
    label = next(v for v in loss.variables if v.values)
    low, high = label.values
    case = _case(loss, name, bare(loss, loss.formulas[name].xreplace({label: low})), {label: low})
    form = in_the_margin(case.form, symbol(loss.wrt), symbol(label), (low, high), -1 if odd else 1)
    return Stable(loss, name, (case,), form, mirrored=True)
