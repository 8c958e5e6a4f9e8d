"""Claims about a loss, proved or refuted: equations, inequalities, convexity, where the minimum lies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from sympy import Basic, Expr, IndexedBase, Integer, S, Symbol, sympify
from sympy.core.relational import Relational

from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.logic import Claim as Relation
from symxent.logic import Convex, Statement, Theorem, same
from symxent.losses.bends import above_a_chord, bends_down
from symxent.losses.convexity import NotShown, by_variance, convex, denied, follows, minimum, not_convex
from symxent.losses.loss import Loss
from symxent.losses.variables import LossVariable
from symxent.proof.arguments import hypotheses_of
from symxent.proof.budget import Work
from symxent.proof.prove import prove
from symxent.proof.verdict import Status, Verdict


@dataclass(frozen=True)
class Claim:
    """What was claimed of a loss, one of three ways, and the verdict on it."""

    loss: Loss
    relation: Basic | None
    convex: bool | None
    minimum_at: Expr | None
    verdict: Verdict


OF_SCORES, OF_ROWS = 5.0, 10.0  # seconds of a proof
OPERATORS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_RECORD: ContextVar[list[Claim] | None] = ContextVar("claims", default=None)


@contextmanager
def recorded() -> Iterator[list[Claim]]:
    """The claims that are judged while this lasts, as they are made."""
    made: list[Claim] = []
    before = _RECORD.set(made)
    try:
        yield made
    finally:
        _RECORD.reset(before)


def judge(loss: Loss, claim: Basic | None, convex: bool | None, minimum_at: Expr | None) -> Verdict:
    """The verdict on exactly one claim; raises SymxentError when there is none, or more than one."""
    if loss.by_row and minimum_at is not None:
        raise SymxentError(f"{loss.name}: a minimum is judged of losses of one score, not of a row of them")
    if sum(given is not None for given in (claim, convex, minimum_at)) != 1:
        raise SymxentError(f"{loss.name}.claim takes one claim: an equation or inequality, convex= or minimum_at=")
    if convex is not None:
        verdict = is_convex(loss) if convex else is_not_convex(loss)
    elif minimum_at is not None:
        verdict = has_minimum(loss, sympify(minimum_at, strict=True))
    else:
        verdict = _relation(loss, claim)
    record = _RECORD.get()
    if record is not None:
        record.append(Claim(loss, claim, convex, minimum_at, verdict))
    return verdict


def _relation(loss: Loss, claim: object) -> Verdict:
    if claim is True or claim is False or claim in (S.true, S.false):
        return constant_claim(bool(claim))
    if not isinstance(claim, Relational):
        raise SymxentError(f"{loss.name}.claim: an equation or inequality such as sx.Eq(a, b) or a <= b was expected")
    known = {*loss.variables, *(base.label for base in claim.atoms(IndexedBase))}
    for symbol in sorted(claim.free_symbols - known, key=str):
        index = loss.by_row and symbol.is_integer  # the number of classes, or an index over them
        if isinstance(symbol, LossVariable) or (isinstance(symbol, Symbol) and not index):
            raise SymxentError(f"{loss.name}.claim: {symbol} is no variable of the loss")
    return everywhere(loss, claim.lhs, claim.rhs, OPERATORS[claim.rel_op])


def constant_claim(holds: bool) -> Verdict:
    """The verdict on a claim that SymPy has found true or false by itself: all that is left of it is 0 = 0."""
    words = "the claim holds or fails whatever the symbols"
    if holds:
        return Verdict.of(same(Integer(0), Integer(0)), ("SymPy",), words)
    return Verdict(Status.REFUTED, Integer(0), Integer(0), "=", ("SymPy",), words)


def everywhere(loss: Loss, lhs: Expr, rhs: Expr, op: str) -> Verdict:
    """The verdict on lhs op rhs over the domain of the loss, label by label: of the first that is not proved.

    Of a row of scores it is for every number of classes.
    """
    cases, verdict = [], None
    left, right = loss.in_proofs(lhs), loss.in_proofs(rhs)
    seconds = OF_ROWS if loss.by_row else OF_SCORES
    for at, domain in at_labels(loss):
        verdict = prove(left.xreplace(at), right.xreplace(at), domain, op=op, seconds=seconds, clock=Work())
        if verdict.theorem is None:
            words = " and ".join(f"{s} = {value}" for s, value in at.items())
            reason = "; ".join(w for w in (f"at {words}" if words else "", verdict.reason) if w)
            witness = verdict.witness
            if witness is not None:
                witness = replace(witness, point=(*witness.point, *((s, value) for s, value in at.items())))
            return replace(verdict, lhs=lhs, rhs=rhs, reason=reason, witness=witness)
        cases.append(verdict.theorem)
    assert verdict is not None
    try:
        whole = at_each_label(loss, Relation(left, right, op, hypotheses_of(loss.domain)), cases)
    except NotShown as error:
        return Verdict(Status.UNKNOWN, lhs, rhs, op, reason=str(error))
    return Verdict.of(whole, verdict.methods, verdict.reason, used=verdict.used, milliseconds=verdict.milliseconds)


def at_each_label(loss: Loss, statement: Statement, cases: list[Theorem]) -> Theorem:
    """What holds for each choice of the labels, in the order of ``at_labels``, as one theorem."""
    few = tuple(v for v in loss.variables if v.values)
    return follows(statement, "each value", *cases, parts=few) if few else cases[0]


def at_labels(loss: Loss) -> Iterator[tuple[dict[Expr, Expr], Domain]]:
    """Each choice of the labels that take a few values, and the domain of what is left."""
    for at in loss.labels:
        yield at, replace(loss.domain, where={v: where for v, where in loss.domain.where.items() if v not in at})


def is_convex(loss: Loss) -> Verdict:
    """The verdict on: the loss is convex in its scores, whatever the targets, parameters and number of classes."""
    cases = []
    for at, domain in at_labels(loss):
        try:
            shown = by_variance(loss) if loss.by_row else convex(loss.expr.xreplace(at), loss.wrt, domain)
        except NotShown as error:
            against = bends_down(loss) if loss.by_row else everywhere(loss, Integer(0), loss.hessian, "<=")
            if against is not None and against.refuted:
                return against
            return Verdict(Status.UNKNOWN, loss.expr, loss.wrt, "is convex in", reason=str(error))
        cases.append(shown.theorem)
    whole = at_each_label(loss, Convex(loss.expr, loss.wrt, hypotheses_of(loss.domain)), cases)
    return Verdict.of(whole, shown.methods, shown.reason or "convex at each label")


def is_not_convex(loss: Loss) -> Verdict:
    """The verdict on: for some targets and parameters the loss is not convex in its scores."""
    chord = above_a_chord if loss.by_row else _above_a_chord
    return denied(is_convex(loss), loss.expr, loss.wrt, lambda: chord(loss))


def _above_a_chord(loss: Loss) -> Theorem | None:
    against = everywhere(loss, Integer(0), loss.hessian, "<=")
    point = dict(against.witness.point) if against.witness is not None else {}
    return not_convex(loss.expr, loss.wrt, loss.domain, {s: v for s, v in point.items() if s in loss.variables})


def has_minimum(loss: Loss, point: Expr) -> Verdict:
    """The verdict on: no prediction has a smaller loss than ``point``."""
    strange = point.free_symbols - set(loss.variables)
    if strange or loss.wrt in point.free_symbols:
        raise SymxentError(f"{loss.name}: the minimum is given by targets and parameters alone, not as {point}")
    lowest = loss.expr.xreplace({loss.wrt: point})
    methods: dict[str, None] = {}
    cases = []
    try:
        for at, domain in at_labels(loss):
            shown = convex(loss.expr.xreplace(at), loss.wrt, domain)
            cases.append(minimum(shown.theorem, point.xreplace(at)))
            methods |= dict.fromkeys(shown.methods)
        whole = at_each_label(loss, Relation(lowest, loss.expr, "<=", hypotheses_of(loss.domain)), cases)
    except NotShown:
        return everywhere(loss, lowest, loss.expr, "<=")
    return Verdict.of(whole, tuple(methods), "the gradient is 0 there, and the loss is convex")
