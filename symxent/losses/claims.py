"""Claims about a loss, proved or refuted: equations, inequalities, convexity, where the minimum lies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import product

from sympy import Abs, Add, Basic, Dummy, Expr, Integer, Max, Min, Mul, Piecewise, Pow, S, Symbol, sympify
from sympy.core.relational import Relational

from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.losses.calculus import derivative
from symxent.losses.loss import Loss
from symxent.proof.budget import Work
from symxent.proof.prove import prove
from symxent.proof.verdict import Status, Verdict

OPERATORS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True)
class Claim:
    """What was claimed of a loss, one of three ways, and the verdict on it."""

    loss: Loss
    relation: Basic | None
    convex: bool | None
    minimum_at: Expr | None
    verdict: Verdict


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
    if sum(given is not None for given in (claim, convex, minimum_at)) != 1:
        raise SymxentError(f"{loss.name}.claim takes one claim: an equation or inequality, convex= or minimum_at=")
    if convex is not None:
        verdict = is_convex(loss)
        verdict = verdict if convex else denied(verdict)
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
    strange = claim.free_symbols - set(loss.variables)
    if strange:
        raise SymxentError(f"{loss.name}.claim: {min(map(str, strange))} is no variable of the loss")
    return everywhere(loss, claim.lhs, claim.rhs, OPERATORS[claim.rel_op])


def constant_claim(holds: bool) -> Verdict:
    """The verdict on a claim that SymPy has found true or false by itself."""
    status = Status.PROVED if holds else Status.REFUTED
    return Verdict(status, Integer(0), Integer(0), "=", ("SymPy",), "the claim holds or fails whatever the symbols")


def everywhere(loss: Loss, lhs: Expr, rhs: Expr, op: str) -> Verdict:
    """The verdict on lhs op rhs over the domain of the loss, label by label: of the first that is not proved."""
    verdict = None
    for at, domain in at_labels(loss):
        found = prove(lhs.xreplace(at), rhs.xreplace(at), domain, op=op, clock=Work())
        if not found.proved:
            words = " and ".join(f"{s} = {value}" for s, value in at.items())
            reason = "; ".join(w for w in (f"at {words}" if words else "", found.reason) if w)
            witness = found.witness
            if witness is not None:
                witness = replace(witness, point=(*witness.point, *((s, value) for s, value in at.items())))
            return replace(found, lhs=lhs, rhs=rhs, reason=reason, witness=witness)
        verdict = found
    assert verdict is not None
    return replace(verdict, lhs=lhs, rhs=rhs)


def at_labels(loss: Loss) -> Iterator[tuple[dict[Expr, Expr], Domain]]:
    """Each choice of the labels that take a few values, and the domain of what is left."""
    few = [v for v in loss.variables if v.values]
    domain = Domain({v: v.where for v in loss.variables if not v.values})
    for values in product(*[v.values for v in few]):
        yield dict(zip(few, values, strict=True)), domain


def is_convex(loss: Loss) -> Verdict:
    """The verdict on: the loss is convex in its prediction, whatever the targets and parameters."""
    whole = Verdict(Status.UNKNOWN, Integer(0), loss.hessian, "<=")
    verdict = whole
    for at, domain in at_labels(loss):
        verdict = _convex(loss.expr.xreplace(at), loss.wrt, domain)
        if not verdict.proved:
            against = everywhere(loss, Integer(0), loss.hessian, "<=")
            return against if against.refuted else replace(whole, reason=verdict.reason)
    return replace(
        whole, status=Status.PROVED, methods=verdict.methods, reason=verdict.reason or "convex at each label"
    )


def denied(verdict: Verdict) -> Verdict:
    """The verdict on the opposite."""
    swapped = {Status.PROVED: Status.REFUTED, Status.REFUTED: Status.PROVED, Status.UNKNOWN: Status.UNKNOWN}
    return replace(verdict, status=swapped[verdict.status], reason=f"of: not convex; {verdict.reason}".rstrip("; "))


def _convex(expr: Expr, z: Symbol, domain: Domain) -> Verdict:
    """Convexity by rules true of any pieces: smooth with Hessian ≥ 0, sums, maxima, |affine|, smooth joints."""
    if not expr.has(z):
        return prove(Integer(0), Integer(0), domain, clock=Work())
    if not expr.has(Max, Min, Abs, Piecewise):
        return prove(Integer(0), expr.diff(z, 2), domain, op="<=", clock=Work())
    if isinstance(expr, Max):
        return _all([_convex(a, z, domain) for a in expr.args], "a maximum of convex functions is convex")
    if isinstance(expr, Abs):
        bend = prove(expr.args[0].diff(z, 2), Integer(0), domain, clock=Work())
        return _all([bend], "the size of something affine is convex")
    if isinstance(expr, Add):
        kinked = [t for t in expr.args if t.has(Max, Min, Abs, Piecewise)]
        if len(kinked) < len(expr.args) or len(kinked) > 1:
            smooth = Add(*[t for t in expr.args if t not in kinked])
            return _all([_convex(t, z, domain) for t in (smooth, *kinked)], "a sum of convex functions is convex")
    if isinstance(expr, Mul):
        weight, rest = expr.as_independent(z, as_Add=False)
        if weight != 1:
            positive = prove(Integer(0), weight, domain, op="<=", clock=Work())
            return _all([positive, _convex(rest, z, domain)], "a convex function times what is not negative is convex")
    if isinstance(expr, Pow) and isinstance(expr.base, Max) and Integer(0) in expr.base.args and expr.exp == 2:
        return _all([_convex(expr.base, z, domain)], "the square of what is convex and not negative is convex")
    if isinstance(expr, Piecewise) and len(expr.args) == 2:
        return _joined(expr, z, domain)
    return Verdict(Status.UNKNOWN, Integer(0), expr, "<=", reason=f"no rule for convexity fits {expr}")


def _joined(expr: Piecewise, z: Symbol, domain: Domain) -> Verdict:
    """Two convex pieces that meet in value and slope are one convex function."""
    (inside, condition), (outside, _) = expr.args
    verdicts = [_convex(inside, z, domain), _convex(outside, z, domain)]
    for edge in condition.atoms(Relational):
        points = _crossings(edge.lhs - edge.rhs, z)
        if points is None:
            return Verdict(Status.UNKNOWN, Integer(0), expr, "<=", reason=f"where {edge} begins to hold is not known")
        for point in points:
            gap = inside - outside
            for along in (gap, derivative(gap, z)):
                verdicts.append(prove(along.subs(z, point), Integer(0), domain, clock=Work()))
    return _all(verdicts, "convex pieces that meet in value and slope are convex")


def _crossings(edge: Expr, z: Symbol) -> list[Expr] | None:
    """Every z at which the expression can be 0, when it is affine in z or in |affine in z|; else None."""
    sizes = edge.atoms(Abs)
    if not sizes:
        slope = edge.diff(z)
        return None if slope.has(z) or slope == 0 else [-edge.subs(z, 0) / slope]
    if len(sizes) != 1:
        return None
    size = sizes.pop()
    held = Dummy("u", real=True)
    outer = edge.xreplace({size: held})
    inner = size.args[0]
    if outer.has(z) or outer.diff(held).has(held) or inner.diff(z).has(z) or inner.diff(z) == 0:
        return None
    level = -outer.subs(held, 0) / outer.diff(held)
    return [(sign * level - inner.subs(z, 0)) / inner.diff(z) for sign in (1, -1)]


def _all(verdicts: list[Verdict], reason: str) -> Verdict:
    for verdict in verdicts:
        if not verdict.proved:
            # A part that is not convex refutes nothing about the whole.
            return replace(verdict, status=Status.UNKNOWN, witness=None, reason=f"not shown: {verdict}")
    methods = tuple(dict.fromkeys(m for v in verdicts for m in v.methods))
    return replace(verdicts[0], methods=methods, reason=reason)


def has_minimum(loss: Loss, point: Expr) -> Verdict:
    """The verdict on: no prediction has a smaller loss than ``point``."""
    strange = point.free_symbols - set(loss.variables)
    if strange or loss.wrt in point.free_symbols:
        raise SymxentError(f"{loss.name}: the minimum is given by targets and parameters alone, not as {point}")
    lowest = loss.expr.subs(loss.wrt, point)
    slope = loss.gradient.subs(loss.wrt, point)
    stationary = everywhere(loss, slope, Integer(0), "=")
    if stationary.proved:
        convex = is_convex(loss)
        if convex.proved:
            reason = "the gradient is 0 there, and the loss is convex"
            methods = tuple(dict.fromkeys((*stationary.methods, *convex.methods)))
            return Verdict(Status.PROVED, lowest, loss.expr, "<=", methods, reason, stationary.used)
    return everywhere(loss, lowest, loss.expr, "<=")
