"""The search for the stable form of a formula of one score, at fixed labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sympy import Abs, Add, And, Eq, Expr, Integer, Piecewise, Rational, Symbol, count_ops, log, oo, sign

from symxent.kernels.program.loops import once
from symxent.kernels.reference.values import evaluate
from symxent.kernels.stable.explore import simplest
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.kernels.stable.measure.points import grid
from symxent.kernels.stable.measure.score import Judge, Score
from symxent.kernels.stable.measure.trials import NEXT_TO_OVERFLOW, Trial, trials
from symxent.kernels.stable.rules.guards import guarded
from symxent.kernels.stable.search import FINAL_POINTS, StableForm, find, functions, proof
from symxent.language.domain import Domain
from symxent.language.functions import sigmoid, softplus
from symxent.losses import store
from symxent.losses.calculus import derivative
from symxent.losses.loss import Loss
from symxent.losses.variables import LossVariable
from symxent.proof.budget import Work
from symxent.proof.prove import prove
from symxent.proof.verdict import Verdict

ENOUGH = 5.0  # ULP, beyond which rows for expressions of any kind are tried, too
SURE = 3.5  # ULP, beyond which other points may show more than is enough
AS_FAR = 2.0**24  # to a score that is as large 1 is added in vain in float32, and in float64 from 2^53 on
FARTHEST = 2.0**60  # scores beyond are no scores: there z² overflows in float32 before it meets its e^(−z)

Labels = tuple[tuple[Symbol, Expr], ...]
Ends = tuple[tuple[Expr, Expr], ...]


def symbol(variable: LossVariable) -> Symbol:
    """The symbol by which kernels know a variable."""
    return Symbol(variable.name)


def plain_domain(loss: Loss) -> Domain:
    """The domain of a loss over the kernels' symbols."""
    return Domain({symbol(v): v.where for v in loss.variables})


def bare(loss: Loss, expr: Expr) -> Expr:
    """A formula of the loss over the kernels' symbols."""
    return expr.xreplace({v: symbol(v) for v in loss.variables})


def find_form(loss: Loss, name: str, labels: Labels, formula: Expr) -> tuple[StableForm | None, Ends]:
    """The form of an output at its labels, None for a constant; its limits where it is NaN at infinite scores."""
    inputs = tuple(symbol(v) for v in loss.variables if symbol(v) in formula.free_symbols)
    if not inputs:
        return None, ()
    domain = Domain({s: plain_domain(loss).set_of(s) for s in inputs})
    kept = store.kept(loss.plain_name, formula, domain)
    if kept is not None:
        return kept
    start = _recognised(loss, name, labels, formula)
    found = find(start, domain, inputs)
    if not max(found.score.worst) < SURE:
        made = trials([found.source, found.named], inputs, domain, FINAL_POINTS, seed=2)
        judge = Judge([_short_of_overflow(in_range(loss, trial)) for trial in made], functions())
        first = judge.score(found.named)
        # What losses are made of does not suffice, or all but: then the formula in one exponential alone is looked at.
        wider = find(start, domain, inputs, general=True, patience=0 if _is_enough(first) else None)
        best = replace(wider.best, score=judge.score(wider.named))
        if not _is_enough(best.score):  # where it was found another was as good
            others = [best, *[replace(c, score=judge.score(c.named)) for c in wider.losers]]
            best = min(others, key=lambda c: (c.score.lost, max(c.score.worst)))
        if (best.score.lost, max(best.score.worst)) < (first.lost, max(first.worst)):
            found = replace(wider, best=best)
            if found.score.lost_limits and not _ends(loss, formula, found):  # of which that search has seen none
                found = replace(found, best=guarded(found.best, inputs, domain, judge.score))
    return found, _ends(loss, formula, found) if found.score.lost_limits else ()


def equal(formula: Expr, found: StableForm) -> Verdict:
    """Formula = form: the form is equal to what the search began with, and that to the formula."""
    verdict = proof(found)
    if not verdict.proved or found.source == formula:
        return verdict
    return Verdict.together((verdict, _equal(formula, found.source, found.domain)))


def _is_enough(score: Score) -> bool:
    return score.lost == 0 and max(score.worst) < ENOUGH


def in_range(loss: Loss, trial: Trial) -> Trial:
    """The trial without scores that are finite and absurd."""
    inputs = [trial.columns[symbol(v)] for v in (loss.wrt, *loss.targets) if symbol(v) in trial.columns]
    if not inputs:
        return trial
    return _at(trial, np.logical_and.reduce([~(np.isfinite(v) & (np.abs(v) > FARTHEST)) for v in inputs]))


def _short_of_overflow(trial: Trial) -> Trial:
    """The trial without what is next to overflow, where no loss is verified; limits stay."""
    most = NEXT_TO_OVERFLOW * float(np.finfo(trial.dtype).max)
    return _at(trial, trial.limits | ~(np.abs(trial.exact.nearest) > most))


def _at(trial: Trial, keep: NDArray[np.bool_]) -> Trial:
    columns = {s: v[keep] for s, v in trial.columns.items()}
    return Trial(trial.dtype, columns, trial.exact[keep], None if trial.grown is None else trial.grown.only(keep))


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

    In its place ``AS_FAR`` stands where the formula has come to the limit there already: on the way to ∞ a product
    overflows beside a factor that has vanished.  A limit that depends on other inputs stays as the form computes it.
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
            far = sign(end) * Integer(AS_FAR)
            there = evaluate((formula, found.named), {**columns, z: np.full(limits.shape, float(far))}).nearest
            ends.append((far if (there == known[0]).all() else end, _number(float(known[0]))))
    return tuple(ends)


def where_limit(form: Expr, score: Expr, ends: Ends) -> Expr:
    """The form, and at its ``ends`` the limits; from a finite end on 1 more makes no difference to the score, which
    is so of no real number.
    """
    if len(ends) == 2 and ends[0][1] == ends[1][1] and ends[0][0] == -ends[1][0] and ends[0][0].is_finite:
        return where_limit(form, Abs(score), ((abs(ends[0][0]), ends[0][1]),))
    held = []
    for end, limit in ends:
        at = Eq(once(score + sign(end)), score) if end.is_finite else Eq(score, end)
        if end.is_finite and not isinstance(score, Abs):
            at = And(at, score > 0 if end.is_positive else score < 0)
        held.append((limit, at))
    return Piecewise(*held, (form, True))


def _number(value: float) -> Expr:
    return oo if value == np.inf else (-oo if value == -np.inf else Rational(value))
