"""The stable form of each formula of a loss, found separately for value, gradient and Hessian, label by label.

A label of a few values is no variable to search over: at y = 1 the focal loss is −(1 − p)² log p, a formula in one
variable, and its stable form is found in a fraction of the time.  Where the loss at one label is the mirror image of
the loss at the other (σ(−z) = 1 − σ(z) makes it so), one form in the margin ±z serves both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import numpy as np
from sympy import Add, And, Eq, Expr, Piecewise, Rational, Symbol, count_ops, log, nan, oo

from symxent.kernels.program.loops import margin
from symxent.kernels.reference.values import evaluate
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.kernels.stable.measure.points import grid
from symxent.kernels.stable.measure.score import Judge, Score
from symxent.kernels.stable.measure.trials import Trial, trials
from symxent.kernels.stable.search import FINAL_POINTS, StableForm, find, functions, proof, simplest
from symxent.language.domain import Domain
from symxent.language.functions import sigmoid, softplus
from symxent.logic import same
from symxent.losses import store
from symxent.losses.calculus import derivative
from symxent.losses.loss import Loss
from symxent.losses.variables import LossVariable
from symxent.proof.budget import Work
from symxent.proof.prove import prove
from symxent.proof.verdict import Verdict

ENOUGH = 5.0  # ULP, beyond which rows for expressions of any kind are tried, too

Labels = tuple[tuple[Symbol, Expr], ...]


@dataclass(frozen=True)
class Case:
    """A formula at fixed labels (none, when no label has a few values only), and the stable form found for it."""

    labels: Labels
    formula: Expr
    found: StableForm | None  # None: a constant, which needs no form
    ends: tuple[tuple[Expr, Expr], ...] = ()  # (∞ or −∞, limit there), where the form itself gives NaN

    @property
    def named(self) -> Expr:
        return self.formula if self.found is None else self.found.named

    def form(self, score: Symbol) -> Expr:
        """The form as a kernel computes it, its value at infinite scores included."""
        if not self.ends:
            return self.named
        return Piecewise(*[(limit, Eq(score, end)) for end, limit in self.ends], (self.named, True))

    @property
    def verdict(self) -> Verdict:
        """Formula = form: the form is equal to what the search began with, and that to the formula."""
        if self.found is None:
            return Verdict.of(same(self.formula, self.formula), (), "the form is the formula itself")
        verdict = proof(self.found)
        if not verdict.proved or self.found.source == self.formula:
            return verdict
        return Verdict.together((verdict, _equal(self.formula, self.found.source, self.found.domain)))


@dataclass(frozen=True)
class Stable:
    """One output of a loss: its formula, its cases, and the form of all together, over plain real symbols.

    ``mirrored``: one case serves both labels, in the margin; ``form`` is NaN for a label that is none of the values.
    """

    name: str
    formula: Expr
    cases: tuple[Case, ...]
    form: Expr
    mirrored: bool = False

    @property
    def verdict(self) -> Verdict:
        """The verdict on formula = form over the whole domain: of the first case that is not proved, else of all."""
        return Verdict.together(case.verdict for case in self.cases)

    @property
    def steps(self) -> tuple[str, ...]:
        """The rewrites that led to the form."""
        found = [step for case in self.cases if case.found is not None for step in case.found.steps]
        return tuple(dict.fromkeys(found))


def symbol(variable: LossVariable) -> Symbol:
    """The symbol by which kernels know a variable."""
    return Symbol(variable.name)


def plain_domain(loss: Loss) -> Domain:
    """The domain of a loss over the kernels' symbols."""
    return Domain({symbol(v): v.where for v in loss.variables})


def bare(loss: Loss, expr: Expr) -> Expr:
    """A formula of the loss over the kernels' symbols."""
    return expr.xreplace({v: symbol(v) for v in loss.variables})


@cache
def stable_output(loss: Loss, name: str) -> Stable:
    """The stable form of one formula of a loss of one score; searched for once in a process."""
    return stabilise(loss, (name,))[name]


def stable_of_one_score(loss: Loss) -> dict[str, Stable]:
    """The stable form of each formula of a loss of one score."""
    return {name: stable_output(loss, name) for name in loss.formulas}


def stabilise(loss: Loss, only: Sequence[str] = ()) -> dict[str, Stable]:
    """The stable form of value, gradient and Hessian, or ``only`` of some of them."""
    mirror = mirrored(loss)
    odd = {"gradient"}  # at the other label the gradient changes its sign with z
    return {
        name: _stable(loss, name, formula, mirror, name in odd)
        for name, formula in loss.formulas.items()
        if not only or name in only
    }


@cache
def mirrored(loss: Loss) -> bool:
    """Whether the loss at one of two labels is, provably, the loss at the other label of the negative score."""
    few = [v for v in loss.variables if v.values]
    if len(few) != 1 or len(few[0].values) != 2 or (loss.wrt.where.inf, loss.wrt.where.sup) != _REALS:
        return False
    low, high = (loss.expr.xreplace({few[0]: value}) for value in few[0].values)
    domain = Domain({v: v.where for v in loss.variables if v != few[0]})
    return prove(low, high.xreplace({loss.wrt: -loss.wrt}), domain, clock=Work()).proved


def _stable(loss: Loss, name: str, formula: Expr, mirror: bool, odd: bool) -> Stable:
    if mirror:
        return _in_the_margin(loss, name, formula, odd)
    z = symbol(loss.wrt)
    cases = [_case(loss, name, labels, at) for labels, at in _at_labels(loss, formula)]
    form = cases[0].form(z)
    if cases[0].labels:
        held = [And(*[Eq(s, value) for s, value in case.labels]) for case in cases]
        form = Piecewise(*[(case.form(z), where) for case, where in zip(cases, held, strict=True)], (nan, True))
    return Stable(name, bare(loss, formula), tuple(cases), form)


def _in_the_margin(loss: Loss, name: str, formula: Expr, odd: bool) -> Stable:
    label = next(v for v in loss.variables if v.values)
    low, high = label.values
    at_low = bare(loss, formula.xreplace({label: low}))
    case = _case(loss, name, ((symbol(label), low),), at_low)
    z, y = symbol(loss.wrt), symbol(label)
    form = case.form(z).xreplace({z: margin(z, y, low, high)})
    if not form.has(margin):
        form = Piecewise((form, Eq(y, low)), (-form if odd else form, Eq(y, high)), (nan, True))
    elif odd:
        form = form * Piecewise((1, Eq(y, low)), (-1, True))
    return Stable(name, bare(loss, formula), (case,), form, mirrored=True)


def _at_labels(loss: Loss, formula: Expr) -> Iterator[tuple[Labels, Expr]]:
    few = [v for v in loss.variables if v.values]
    for values in product(*[v.values for v in few]):
        at = dict(zip(few, values, strict=True))
        yield tuple((symbol(v), value) for v, value in at.items()), bare(loss, formula.xreplace(at))


def _case(loss: Loss, name: str, labels: Labels, formula: Expr) -> Case:
    inputs = tuple(symbol(v) for v in loss.variables if symbol(v) in formula.free_symbols)
    if not inputs:
        return Case(labels, formula, None)
    domain = Domain({s: plain_domain(loss).set_of(s) for s in inputs})
    kept = store.kept(loss.name, formula, domain)
    if kept is not None:
        return Case(labels, formula, *kept)
    start = _recognised(loss, name, labels, formula)
    found = find(start, domain, inputs)
    if not max(found.score.worst) < ENOUGH and not _is_enough(first := _score(loss, found, found, domain, inputs)):
        wider = find(start, domain, inputs, general=True)  # what losses are made of does not suffice
        second = _score(loss, wider, found, domain, inputs)
        if (second.lost, max(second.worst)) < (first.lost, max(first.worst)):
            found = replace(wider, best=replace(wider.best, score=second))
    ends = _ends(loss, formula, found) if found.score.lost_limits else ()
    return Case(labels, formula, found, ends)


def _score(loss: Loss, form: StableForm, first: StableForm, domain: Domain, inputs: Sequence[Symbol]) -> Score:
    """The score of a form where a loss is verified."""
    made = trials([first.source, first.named], inputs, domain, FINAL_POINTS, seed=2)
    return Judge([in_range(loss, trial) for trial in made], functions()).score(form.named)


def _is_enough(score: Score) -> bool:
    return score.lost == 0 and max(score.worst) < ENOUGH


FARTHEST = 2.0**60  # scores beyond are no scores: there z² overflows in float32 before it meets its e^(−z)


def in_range(loss: Loss, trial: Trial) -> Trial:
    """The trial without scores that are finite and absurd."""
    inputs = [trial.columns[symbol(v)] for v in (loss.wrt, *loss.targets) if symbol(v) in trial.columns]
    if not inputs:
        return trial
    keep = np.logical_and.reduce([~(np.isfinite(v) & (np.abs(v) > FARTHEST)) for v in inputs])
    columns = {s: v[keep] for s, v in trial.columns.items()}
    return Trial(trial.dtype, columns, trial.exact[keep], trial.condition[keep])


def _recognised(loss: Loss, name: str, labels: Labels, formula: Expr) -> Expr:
    """Where the search begins: the formula, or a shorter one that is provably equal to it.

    The derivative of softplus(z) is shorter than that of log(1 + e^z), and so is each that follows.
    """
    domain = plain_domain(loss)
    z = symbol(loss.wrt)
    shorter = simplest(bare(loss, loss.expr).xreplace(dict(labels)), domain)
    real = {s: Symbol(s.name, real=True) for s in domain.where}  # |x| of an unknown x has no derivative
    shorter = shorter.xreplace(real)
    for _ in range({"value": 0, "gradient": 1, "hessian": 2}.get(name, -1)):
        shorter = derivative(shorter, real[z])
    shorter = shorter.xreplace({r: s for s, r in real.items()})
    tries = [_with_sigmoids_turned(shorter)] if name in loss.formulas else []
    tries = sorted([*tries, _with_sigmoids_turned(formula)], key=count_ops)
    return next(e for e in (*tries, formula) if e == formula or (e.free_symbols and _equal(formula, e, domain).proved))


def _with_sigmoids_turned(expr: Expr) -> Expr:
    """1 − σ(u) as σ(−u), and logarithms of σ as softplus: always for the better, so no search has to find it."""
    if not expr.args:
        return expr
    made = expr.func(*[_with_sigmoids_turned(a) if isinstance(a, Expr) else a for a in expr.args])
    if isinstance(made, log) and isinstance(made.args[0], sigmoid):
        return -softplus(-made.args[0].args[0])
    if isinstance(made, Add) and len(made.args) == 2:
        number, rest = made.as_coeff_Add()
        scale, function = rest.as_coeff_Mul()
        if number != 0 and number == -scale and isinstance(function, sigmoid):
            return number * sigmoid(-function.args[0])
    return made


def _equal(left: Expr, right: Expr, domain: Domain) -> Verdict:
    real = {s: Symbol(s.name, real=True) for s in domain.where}
    where = {real[s]: where for s, where in domain.where.items()}
    return prove(left.xreplace(real), right.xreplace(real), Domain(where), clock=Work())


def _ends(loss: Loss, formula: Expr, found: StableForm) -> tuple[tuple[Expr, Expr], ...]:
    """Infinite scores at which the form is not the limit, with the limit: 0·∞ and ∞ − ∞ have a stated value.

    A limit that depends on the other inputs stays as the form computes it.
    """
    z = symbol(loss.wrt)
    others = [s for s in found.domain.where if s != z and s in formula.free_symbols]
    ends = []
    for end in (oo, -oo):
        at = grid(others, found.domain, np.dtype(np.float64), 60) if others else {}
        finite = np.logical_and.reduce([np.isfinite(v) for v in at.values()]) if at else True
        at = {s: v[finite] for s, v in at.items()}
        columns = {z: np.full(max([1, *(len(v) for v in at.values())]), float(end)), **at}
        limits = evaluate((formula, found.named), columns).nearest
        walk = Evaluator(columns, np.dtype(np.float64), functions())
        computed = np.broadcast_to(walk(found.named), limits.shape)
        known = limits[~np.isnan(limits)]
        if len(known) and (known == known[0]).all() and (computed != limits).any():
            ends.append((end, _number(float(known[0]))))
    return tuple(ends)


def _number(value: float) -> Expr:
    return oo if value == np.inf else (-oo if value == -np.inf else Rational(value))


_REALS = (-float("inf"), float("inf"))
