"""The search for a reason why a loss is convex, or why it is not: the logic checks each step of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    simplify,
)

from symxent.errors import SymxentError
from symxent.language.display import line
from symxent.language.domain import Domain
from symxent.language.functions import softmax
from symxent.logic import By, Claim, Convex, NotConvex, Refused, Statement, Theorem, check
from symxent.losses.loss import Loss
from symxent.losses.over_classes import j, k, x
from symxent.proof.arguments import hypotheses_of
from symxent.proof.budget import Work
from symxent.proof.prove import prove
from symxent.proof.verdict import Status, Verdict

SECONDS = 10.0  # of a proof about a row
KINKED = (Max, Min, Abs, Piecewise)
HALVINGS = 12  # of the length of a chord


class NotShown(SymxentError):
    """No reason was found; the message says where the search ended."""


@dataclass(frozen=True)
class Shown:
    """A theorem that something is convex, why, and the methods that had a part in it."""

    theorem: Theorem
    reason: str
    methods: tuple[str, ...]


def convex(expr: Expr, z: Symbol, domain: Domain) -> Shown:
    """Why a function is convex in z, by rules true of any pieces; raises NotShown."""
    return _Search(z, domain).convex(expr)


class _Search:
    def __init__(self, z: Symbol, domain: Domain) -> None:
        self.z, self.domain = z, domain
        self.hypotheses = hypotheses_of(domain)

    def convex(self, expr: Expr) -> Shown:
        z = self.z
        if not expr.has(z):
            return self._by("constant", expr, (), "it does not depend on the prediction")
        if not any(a.has(z) for a in expr.atoms(*KINKED)):
            bend = self._proved(Integer(0), Derivative(expr, (z, 2)), "<=")
            return self._by("second derivative", expr, (bend,), bend.reason)
        if isinstance(expr, Max):
            return self._by("maximum", expr, self._all(expr.args), "a maximum of convex functions is convex")
        if isinstance(expr, Abs):
            straight = self._proved(Derivative(expr.args[0], (z, 2)), Integer(0), "=")
            return self._by("size", expr, (straight,), "the size of something affine is convex")
        if isinstance(expr, Add):
            kinked = [t for t in expr.args if any(a.has(z) for a in t.atoms(*KINKED))]
            if len(kinked) < len(expr.args) or len(kinked) > 1:
                smooth = Add(*[t for t in expr.args if t not in kinked])
                parts = self._all([smooth, *kinked] if smooth != 0 else kinked)
                return self._by("sum", expr, parts, "a sum of convex functions is convex")
        if isinstance(expr, Mul):
            weight, rest = expr.as_independent(z, as_Add=False)
            if weight != 1:
                parts = (self._proved(Integer(0), weight, "<="), self.convex(rest))
                words = "a convex function times what is not negative is convex"
                return self._by("multiple", expr, parts, words)
        if isinstance(expr, Pow) and isinstance(expr.base, Max) and Integer(0) in expr.base.args and expr.exp == 2:
            inside = self.convex(Max(*[a for a in expr.base.args if a != 0]))
            return self._by(
                "square of a positive part", expr, (inside,), "the square of what is convex and not negative is convex"
            )
        if isinstance(expr, Piecewise) and len(expr.args) == 2:
            parts = self._all([piece for piece, _ in expr.args])
            return self._by("pieces", expr, parts, "convex pieces that meet in value and slope are convex")
        raise NotShown(f"no rule for convexity fits {expr}")

    def _all(self, parts: tuple[Expr, ...] | list[Expr]) -> tuple[Shown, ...]:
        return tuple(self.convex(part) for part in parts)

    def _proved(self, lhs: Expr, rhs: Expr, op: str) -> Shown:
        verdict = prove(lhs, rhs, self.domain, op=op, clock=Work())
        if verdict.theorem is None:  # a part that is not convex refutes nothing about the whole
            raise NotShown(f"not shown: {verdict}")
        return Shown(verdict.theorem, verdict.reason, verdict.methods)

    def _by(self, principle: str, expr: Expr, premises: tuple[Shown, ...], reason: str) -> Shown:
        theorem = follows(Convex(expr, self.z, self.hypotheses), principle, *(p.theorem for p in premises))
        return Shown(theorem, reason, tuple(dict.fromkeys(m for p in premises for m in p.methods)))


def follows(statement: Statement, principle: str, *premises: Theorem, parts: tuple[object, ...] = ()) -> Theorem:
    """The theorem that a statement follows from others; raises NotShown, with what the logic misses."""
    try:
        return check(statement, By(principle, premises, parts))
    except Refused as refusal:
        raise NotShown(f"the logic does not see that {refusal}") from None


def by_variance(loss: Loss) -> Shown:
    """That a loss of a row is convex for every number of classes: its Hessian is c (diag p − p pᵀ) with c ≥ 0.

    vᵀ(diag p − p pᵀ)v is the variance of v under p.  It is said in the symbols of proofs; raises NotShown.
    """
    reason = "its Hessian is no multiple of diag p − p pᵀ, and no counter-example was found"
    rows, p, l = loss.rows, softmax(x, j, k), Symbol("l", integer=True)
    factor = simplify(rows.parts("hessian_diagonal").other / (p * (1 - p)))
    if factor.has(x) or factor.has(j):
        raise NotShown(reason)
    domain = loss.domain.extended(indices={l: (S.One, k)})
    times = rows.factor("hessian_product") * factor
    share, other = rows.over_scores(p), rows.over_scores(softmax(x, l, k))
    value, gradient = rows.plain(), rows.plain("gradient")
    verdicts = [
        prove(lhs, rhs, domain, op=op, seconds=SECONDS, clock=Work())
        for lhs, rhs, op in (
            (Integer(0), times, "<="),
            (Integer(0), share, "<="),
            (Sum(share, (j, 1, k)), Integer(1), "="),
            (Derivative(value, x[j]), gradient, "="),
            (Derivative(gradient, x[l]), times * share * (KroneckerDelta(j, l) - other), "="),
        )
    ]
    premises = [v.theorem for v in verdicts if v.theorem is not None]
    if len(premises) < len(verdicts):
        raise NotShown(reason)
    theorem = follows(Convex(value, x, hypotheses_of(domain), k), "variance", *premises, parts=(share, j, l))
    words = "" if times == 1 else f"{line(times)} times "
    reason = f"its Hessian is {words}diag p − p pᵀ, and vᵀ(diag p − p pᵀ)v is the variance of v under p"
    return Shown(theorem, reason, tuple(dict.fromkeys(m for v in verdicts for m in v.methods)))


def not_convex(loss_expr: Expr, z: Symbol, domain: Domain, witness: Mapping[Symbol, Expr]) -> Theorem | None:
    """The theorem that a function lies above a chord about a point at which it bends down, if one is found."""
    at = tuple((s, v) for s, v in witness.items() if s != z and s in loss_expr.free_symbols)
    middle = witness.get(z, Integer(0))
    statement = NotConvex(loss_expr, z, hypotheses_of(domain))
    for n in range(HALVINGS):
        reach = Rational(4, 2**n)
        try:
            return check(statement, By("chord", (), (at, middle - reach, middle + reach)))
        except Refused:
            continue
    return None


def minimum(shown: Theorem, point: Expr) -> Theorem:
    """The theorem that a convex function is nowhere smaller than at a point where its slope is 0; raises NotShown."""
    convex_in = shown.claim
    assert isinstance(convex_in, Convex)
    lowest = convex_in.f.xreplace({convex_in.x: point})
    return follows(Claim(lowest, convex_in.f, "<=", convex_in.hypotheses), "minimum", shown, parts=(point,))


def denied(verdict: Verdict, f: Expr, x: Expr, chord: Callable[[], Theorem | None]) -> Verdict:
    """The verdict on: not convex; where a bend was found, a chord below the function proves it."""
    reason = f"of: not convex; {verdict.reason}".rstrip("; ")
    if verdict.refuted:
        theorem = chord()
        if theorem is not None:
            return Verdict.of(theorem, (*verdict.methods, "chord"), reason, milliseconds=verdict.milliseconds)
        reason = f"{reason}; no chord below the function was found"
    status = Status.REFUTED if verdict.proved else Status.UNKNOWN
    return Verdict(status, f, x, "is not convex in", verdict.methods, reason, milliseconds=verdict.milliseconds)
