"""The certificate of a loss: its derivatives, the lines of its page, its stable forms, and what was claimed of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise, product
from math import prod
from typing import TypeAlias

from sympy import ITE, Derivative, Eq, Expr, FiniteSet, KroneckerDelta, Ne, Sum, Symbol, false, oo, sstr, sympify
from sympy.core.relational import Relational

from symxent.certify.convexity import convexity, minimum, not_convex
from symxent.certify.page import Certificate, LeftOut, Part, bind, parts_of, quiet
from symxent.certify.proofs import theorem_of
from symxent.certify.proofs.formula import put_as_written
from symxent.certify.refutation import refutation
from symxent.certify.theorem import NoCertificate, Theorem
from symxent.kernels.program.loops import once
from symxent.language.domain import Domain
from symxent.logic import JOINTED, By, deciding
from symxent.logic import Claim as Relation
from symxent.logic import Theorem as Proved
from symxent.losses import form_of_row
from symxent.losses.claims import Claim, at_labels, is_convex, is_not_convex
from symxent.losses.loss import Loss, sample
from symxent.losses.over_classes import j, x
from symxent.losses.page import page
from symxent.losses.stabilise import Stable, stable_forms
from symxent.proof.arguments import hypotheses_of
from symxent.proof.budget import Budget
from symxent.proof.prove import prove
from symxent.proof.refute import samples
from symxent.proof.verdict import Verdict

DELTAS = "of a Kronecker delta in a sum no script of ours decides anything"
SECONDS = 5.0  # for the proof of a derivative or a form
MOST_PIECES = 27  # of a loss with joints

Side: TypeAlias = tuple[str, Expr | dict[Symbol, Expr]]  # in words; what is > 0 there, or the value of a letter


@dataclass(frozen=True)
class CertifiedLoss:
    """The Coq file of a loss, and what it does not state, each with the reason."""

    certificate: Certificate
    left_out: tuple[LeftOut, ...]


@dataclass
class _Writer:
    """Theorems as they are made; what cannot be stated goes to ``left_out`` by name."""

    loss: Loss
    left_out: list[LeftOut] = field(default_factory=list)
    theorems: list[Theorem] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def write(self, name: str, what: str, make: Callable[..., Theorem], *of: object) -> None:
        taken = {t.name for t in self.theorems} | {t.name for part in self.parts for t in part.theorems}
        whole = f"{self.loss.name}_{name}"
        number = 2
        while whole in taken:
            whole = f"{self.loss.name}_{name}_{number}"
            number += 1
        try:
            self.theorems.append(make(whole, (quiet(f"{self.loss.name}: {what}"),), *of))
        except (NoCertificate, ValueError) as reason:
            self.left_out.append(LeftOut(what, str(reason)))

    def close(self, title: str) -> None:
        self.parts.append(Part(title, tuple(self.theorems)))
        self.theorems = []


def certify_loss(loss: Loss, claims: Iterable[Claim] = (), command: str = "") -> CertifiedLoss:
    """The certificate of a loss; ``claims`` are those that its author makes, beside whether it is convex.

    >>> from symxent.losses.catalogue import named
    >>> certified = certify_loss(named("softplus"))
    >>> certified.certificate.theorems[0].statement
    'is_derive (fun z => softplus z) z (sigmoid z)'
    >>> certified.left_out
    ()
    """
    writer = _Writer(loss)
    _derivatives(writer)
    writer.close("The gradient and the Hessian are the derivatives")
    for name, stable in stable_forms(loss).items():
        _forms(writer, name, stable)
    writer.close("Each stable form is the formula")
    _claims(writer, list(claims))
    writer.close("What is claimed")
    lines: tuple[Part, ...] = ()
    if _has_deltas_in_sums(loss):
        writer.left_out.append(LeftOut("the lines of its page", DELTAS))
    else:
        lines = tuple(parts_of(page(loss), writer.left_out))
    parts = tuple(part for part in (*writer.parts, *lines) if part.theorems)
    if not parts:
        raise NoCertificate(f"{loss.name}: nothing of it can be stated in Coq: {writer.left_out[0].reason}")
    title = f"The loss {loss.name}" if not loss.title else loss.title
    command = command or f"python -m symxent certify {loss.name}"
    certificate = bind(f"loss_{loss.name}", title, parts, command)
    return CertifiedLoss(certificate, tuple(dict.fromkeys(writer.left_out)))


def _has_deltas_in_sums(loss: Loss) -> bool:
    return any(found.has(KroneckerDelta) for found in loss.expr.atoms(Sum))


def _derivatives(writer: _Writer) -> None:
    """Label by label; where the loss has no derivative nothing is claimed."""
    loss = writer.loss
    if _has_deltas_in_sums(loss):
        writer.left_out.append(LeftOut("the gradient and the Hessian are the derivatives", DELTAS))
        return
    by, formulas = loss.wrt, (loss.expr, loss.gradient, loss.hessian_diagonal)
    if loss.by_row:
        by, formulas = x[j], tuple(loss.rows.plain(name) for name in loss.outputs)
    for (body, value), of in zip(pairwise(formulas), ("gradient", "Hessian"), strict=True):
        for at, domain in at_labels(loss):
            diagonal = "the diagonal of " if loss.by_row and of == "Hessian" else ""
            what = _at(f"{diagonal}the {of} is the derivative", at)
            claim = (Derivative(body.xreplace(at), by), value.xreplace(at))
            try:
                theorem_of("whole", (), _proved(*claim, domain))
            except NoCertificate as reason:
                pieces = list(_pieces(*claim, domain))
                if not pieces:
                    writer.left_out.append(LeftOut(what, str(reason)))
                for where, piece in pieces:
                    writer.write(of.lower(), what + where, _equal, *claim, piece)
            else:
                writer.write(of.lower(), what, _equal, *claim, domain)


def _pieces(left: Expr, right: Expr, domain: Domain) -> Iterator[tuple[str, Domain]]:
    """The sides of the joints of a claim, each with what holds there, as far as there are points on it."""
    joints: dict[Expr, tuple[Side, ...]] = {}
    for part in sorted(left.atoms(*JOINTED) | right.atoms(*JOINTED), key=str):
        for u in deciding(part):
            if -u not in joints:
                joints[u] = ((f"{sstr(u)} > 0", u), (f"{sstr(-u)} > 0", -u))
        for equal in part.atoms(Eq, Ne):  # a case of its own is where a letter has one value
            x, value = equal.args
            if isinstance(x, Symbol) and x not in left.variables and value.is_Rational:
                joints[x - value] = (
                    *joints.pop(value - x, joints.get(x - value, ()))[:2],
                    (f"{x} = {value}", {x: value}),
                )
    if not joints or prod(map(len, joints.values())) > MOST_PIECES:
        return
    for sides in product(*joints.values()):
        places = {x: FiniteSet(value) for _, side in sides if isinstance(side, dict) for x, value in side.items()}
        piece = domain.extended(positive=tuple(side for _, side in sides if not isinstance(side, dict)))
        piece = replace(piece, where={**piece.where, **places})
        if next(samples(left.expr, right, piece, Budget(SECONDS)), None) is not None:
            yield f", where {' and '.join(words for words, _ in sides)}", piece


def _proved(left: Expr, right: Expr, domain: Domain) -> Proved:
    verdict = prove(left, right, domain, seconds=SECONDS)
    if verdict.theorem is None or not verdict.proved:
        raise NoCertificate(verdict.reason)
    return verdict.theorem


def _equal(name: str, comment: tuple[str, ...], left: Expr, right: Expr, domain: Domain) -> Theorem:
    return theorem_of(name, comment, _proved(left, right, domain))


def _forms(writer: _Writer, output: str, stable: Stable) -> None:
    """Formula = form, label by label."""
    for case in stable.cases:
        if writer.loss.by_row and case.found is not None:
            of = "the labelled class" if case.labels else "any other class" if len(stable.cases) > 1 else "each class"
            what = f"the stable form of the {output.replace('_', ' ')} about any shift of the scores, of {of}"
            for side in form_of_row.cases(writer.loss, case.formula, case.named):
                writer.write(f"form_of_{output}", what, _equal, *side)
        elif case.formula != case.named and case.found is not None:  # else the form is the formula itself
            what = _at(f"the stable form of the {output}", dict(case.labels))
            said = f"{what}: {sstr(case.formula)} = {sstr(case.named)}"
            writer.write(f"form_of_{output}", said, _equal, case.formula, _finite(case.named), case.found.domain)


def _finite(form: Expr) -> Expr:
    """A form without what it does at infinite scores and where e^u is 0 in floating point: no matters of the reals."""
    plain = form.xreplace({c: false for c in form.atoms(Eq) if {oo, -oo} & set(c.args)})
    plain = plain.replace(once, lambda value: value)
    return plain.xreplace({i: (i.args[0] & i.args[1]) | (~i.args[0] & i.args[2]) for i in plain.atoms(ITE)})


def _claims(writer: _Writer, claims: list[Claim]) -> None:
    loss = writer.loss
    if not any(claim.convex is not None for claim in claims):
        claims = [Claim(loss, None, True, None, is_convex(loss)), *claims]
    for claim in claims:
        if claim.convex is not None:
            _convexity(writer, claim.verdict if claim.convex else is_convex(loss))
        elif claim.minimum_at is not None:
            _minimum(writer, sympify(claim.minimum_at, strict=True), claim.verdict)
        elif isinstance(claim.relation, Relational):
            _relation(writer, claim.relation, claim.verdict)
        else:
            writer.left_out.append(LeftOut(f"the claim {claim.relation}", "SymPy saw that it is so before it was made"))


def _convexity(writer: _Writer, verdict: Verdict) -> None:
    loss = writer.loss
    if verdict.theorem is not None and verdict.proved:
        for at, theorem in _by_labels(loss, verdict.theorem):
            writer.write("convex", _at(f"convex in {loss.wrt}", at), convexity, theorem)
        return
    if not verdict.refuted:
        writer.left_out.append(LeftOut(f"convex in {loss.wrt}", f"symxent itself does not know: {verdict.reason}"))
        return
    against = is_not_convex(loss)
    if against.theorem is None:
        writer.left_out.append(LeftOut(f"not convex in {loss.wrt}", against.reason or "no chord is known"))
        return
    point = {v: sample(v) for v in loss.variables if not v.values}
    writer.write("not_convex", f"not convex in {loss.wrt}", not_convex, against.theorem, point)


def _by_labels(loss: Loss, theorem: Proved) -> Iterator[tuple[dict[Expr, Expr], Proved]]:
    """What was proved label by label."""
    proof = theorem.proof
    cases = [at for at, _ in at_labels(loss)]
    if isinstance(proof, By) and proof.principle == "each value" and len(proof.premises) == len(cases):
        yield from zip(cases, proof.premises, strict=True)
    else:
        yield {}, theorem


def _minimum(writer: _Writer, point: Expr, verdict: Verdict) -> None:
    loss = writer.loss
    what = f"the minimum is at {loss.wrt} = {point}"
    if verdict.refuted:
        _refuted(writer, what, loss.expr.subs(loss.wrt, point), loss.expr, "<=")
        return
    if verdict.theorem is None or not verdict.proved:
        writer.left_out.append(LeftOut(what, f"symxent itself does not know: {verdict.reason}"))
        return
    domains = [domain for _, domain in at_labels(loss)]
    for (at, theorem), domain in zip(_by_labels(loss, verdict.theorem), domains, strict=True):
        writer.write("minimum", _at(what, at), _lowest, loss, at, theorem, point.xreplace(at), domain)


def _lowest(
    name: str,
    comment: tuple[str, ...],
    loss: Loss,
    at: dict[Expr, Expr],
    theorem: Proved,
    point: Expr,
    domain: Domain,
) -> Theorem:
    f, slope = loss.expr.xreplace(at), loss.gradient.xreplace(at)
    slopes = prove(Derivative(f, loss.wrt), slope, domain, seconds=SECONDS)
    zero = prove(put_as_written(slope, {loss.wrt: point}), sympify(0), domain, seconds=SECONDS)
    if slopes.theorem is None or zero.theorem is None:
        raise NoCertificate("the slope at the point is not told")
    return minimum(name, comment, theorem, slopes.theorem, zero.theorem)


_OPS = {"==": "=", "!=": "<>"}


def _relation(writer: _Writer, claim: Relational, verdict: Verdict) -> None:
    op = _OPS.get(claim.rel_op, claim.rel_op)
    what = f"the claim {sstr(claim.lhs)} {op} {sstr(claim.rhs)}"
    if verdict.refuted:
        _refuted(writer, what, claim.lhs, claim.rhs, claim.rel_op)
        return
    if verdict.theorem is None or not verdict.proved:
        writer.left_out.append(LeftOut(what, f"symxent itself does not know: {verdict.reason}"))
        return
    writer.write("claim", what, theorem_of, verdict.theorem)


def _refuted(writer: _Writer, what: str, lhs: Expr, rhs: Expr, op: str) -> None:
    """What is claimed is false at one of its labels, at a point there."""
    loss, op = writer.loss, "=" if op == "==" else op
    if loss.by_row:
        writer.left_out.append(LeftOut(f"{what} is false", "its point has rows of numbers"))
        return
    for at, domain in at_labels(loss):
        left, right = lhs.xreplace(at), rhs.xreplace(at)
        verdict = prove(left, right, domain, op=op)
        if verdict.refuted and verdict.witness is not None:
            # What the claim does not depend on at this label may be anything.
            point = {v: sample(v) for v in loss.variables if v not in at} | dict(verdict.witness.point)
            less = bool((left - right).xreplace(point).evalf(60) < 0)
            claim = Relation(left, right, op, hypotheses_of(domain))
            writer.write("false_claim", _at(f"{what} is false", at), partial(refutation, less=less), claim, point)
            return
    writer.left_out.append(LeftOut(f"{what} is false", "no point is known"))


def _at(what: str, labels: dict[Expr, Expr]) -> str:
    return what + "".join(f", at {symbol} = {value}" for symbol, value in labels.items())
