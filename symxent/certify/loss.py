"""The certificate of a loss: its derivatives, the lines of its page, its stable forms, and what was claimed of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from sympy import Abs, Expr, Integer, Max, Min, Piecewise, Symbol, sign, sstr, sympify
from sympy.core.relational import Relational

from symxent.certify.convexity import convex, minimum, not_convex
from symxent.certify.differentiate import NoCertificate
from symxent.certify.expressions import term_of
from symxent.certify.ground import Ground, derivative_theorem, equation, ground_of, plain
from symxent.certify.page import Certificate, LeftOut, Part, bind, definitions_of, parts_of, quiet
from symxent.certify.proofs import theorem_of
from symxent.certify.relation import refuted
from symxent.certify.switches import unswitched
from symxent.certify.theorem import Theorem
from symxent.losses.claims import Claim, at_labels, is_convex
from symxent.losses.loss import Loss, sample
from symxent.losses.page import page
from symxent.losses.stabilise import Stable, stabilise
from symxent.proof.prove import prove
from symxent.proof.verdict import Verdict

SWITCHING = (Piecewise, Max, Min, Abs, sign)


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
    for name, stable in stabilise(loss).items():
        _forms(writer, name, stable)
    writer.close("Each stable form is the formula")
    _claims(writer, list(claims))
    writer.close("What is claimed")
    made = page(loss)
    parts = tuple(part for part in (*writer.parts, *parts_of(made, writer.left_out)) if part.theorems)
    if not parts:
        raise NoCertificate(f"{loss.name}: nothing of it can be stated in Coq: {writer.left_out[0].reason}")
    title = f"The loss {loss.name}" if not loss.title else loss.title
    command = command or f"python -m symxent certify {loss.name}"
    certificate = bind(f"loss_{loss.name}", title, parts, definitions_of(made), command)
    return CertifiedLoss(certificate, tuple(dict.fromkeys(writer.left_out)))


def _derivatives(writer: _Writer) -> None:
    """Label by label; of a loss that switches, piece by piece."""
    loss = writer.loss
    steps = pairwise((("value", loss.expr), ("gradient", loss.gradient), ("Hessian", loss.hessian)))
    for (_, body), (of, value) in steps:
        for at, _ in at_labels(loss):
            ground = ground_of(loss, at)
            if not body.has(*SWITCHING) and not value.has(*SWITCHING):
                _derivative(writer, of, ground, body, value)
                continue
            try:
                pieces = list(_pieces(ground, body.xreplace(dict(at)), value.xreplace(dict(at))))
            except NoCertificate as reason:
                writer.left_out.append(LeftOut(_at(f"the {of} is the derivative", ground), str(reason)))
                continue
            for words, held, piece, slope in pieces:
                _derivative(writer, of, held, piece, slope, words)


def _derivative(writer: _Writer, of: str, ground: Ground, body: Expr, value: Expr, words: str = "") -> None:
    what = _at(f"the {of} is the derivative{words}", ground)
    writer.write(of.lower(), what, derivative_theorem, ground, writer.loss.wrt, body, value)


def _pieces(ground: Ground, body: Expr, value: Expr) -> Iterator[tuple[str, Ground, Expr, Expr]]:
    """Each smooth piece of a function with the derivative given for it, and where both hold."""
    for here, pair, _ in unswitched(ground, body, value):
        piece, slope = (plain(side, here) for side in pair)
        held = replace(here, sides=())
        if any(symbol not in dict(ground.fixed) for symbol, _ in here.fixed):
            continue  # a single point is no piece
        words = Ground((), sides=here.sides).words
        yield f", where {words}" if words else "", held, piece, slope


def _forms(writer: _Writer, output: str, stable: Stable) -> None:
    """Formula = form, label by label, on each side of every switch."""
    for case in stable.cases:
        labels = ", ".join(f"{s} = {value}" for s, value in case.labels)
        what = f"the stable form of the {output}" + (f" at {labels}" if labels else "")
        if case.formula == case.named:
            continue  # the form is the formula itself
        ground = Ground(writer.loss.variables)
        try:
            cases = list(unswitched(ground, case.formula, case.named))
        except NoCertificate as reason:
            writer.left_out.append(LeftOut(what, str(reason)))
            continue
        for here, pair, extremes in cases:
            writer.write(f"form_of_{output}", _at(what, here), _form, here, pair, extremes)


def _form(
    name: str, comment: tuple[str, ...], ground: Ground, pair: tuple[Expr, Expr], extremes: tuple[Expr, ...]
) -> Theorem:
    said = quiet(f"{sstr(pair[0])} = {sstr(pair[1])}")
    return equation(name, (*comment, said), ground, term_of(pair[0]), term_of(pair[1]), extremes)


def _claims(writer: _Writer, claims: list[Claim]) -> None:
    loss = writer.loss
    if not any(claim.convex is not None for claim in claims):
        claims = [Claim(loss, None, True, None, is_convex(loss)), *claims]
    for claim in claims:
        if claim.convex is not None:
            verdict = claim.verdict if claim.convex else is_convex(loss)
            _convexity(writer, verdict)
        elif claim.minimum_at is not None:
            _minimum(writer, sympify(claim.minimum_at, strict=True), claim.verdict)
        elif isinstance(claim.relation, Relational):
            _relation(writer, claim.relation, claim.verdict)
        else:
            writer.left_out.append(LeftOut(f"the claim {claim.relation}", "SymPy saw that it is so before it was made"))


def _convexity(writer: _Writer, verdict: Verdict) -> None:
    loss = writer.loss
    if verdict.proved:
        for at, _ in at_labels(loss):
            ground = ground_of(loss, at)
            what = _at(f"convex in {loss.wrt}", ground)
            smooth = loss
            if loss.expr.has(*SWITCHING):
                smooth = replace(loss, expr=loss.expr.xreplace(at), gradient_as=None, hessian_as=None)
            if smooth.expr.has(*SWITCHING):
                writer.left_out.append(LeftOut(what, "a loss that switches has no second derivative everywhere"))
                continue
            writer.write("convex", what, convex, ground, smooth)
        return
    what = f"not convex in {loss.wrt}"
    if not verdict.refuted:
        writer.left_out.append(LeftOut(f"convex in {loss.wrt}", f"symxent itself does not know: {verdict.reason}"))
        return
    for at, point in _points(loss, Integer(0), loss.hessian, "<="):
        ground = ground_of(loss, at)
        writer.write("not_convex", _at(what, ground), not_convex, ground, loss, point)
        return
    writer.left_out.append(LeftOut(what, "no point is known"))


def _minimum(writer: _Writer, point: Expr, verdict: Verdict) -> None:
    loss = writer.loss
    what = f"the minimum is at {loss.wrt} = {point}"
    if verdict.refuted:
        _refuted(writer, what, loss.expr.subs(loss.wrt, point), loss.expr, "<=")
        return
    if not verdict.proved:
        writer.left_out.append(LeftOut(what, f"symxent itself does not know: {verdict.reason}"))
        return
    for at, _ in at_labels(loss):
        ground = ground_of(loss, at)
        writer.write("minimum", _at(what, ground), minimum, ground, loss, point)


_OPS = {"==": "=", "!=": "<>"}


def _relation(writer: _Writer, claim: Relational, verdict: Verdict) -> None:
    op = _OPS.get(claim.rel_op, claim.rel_op)
    what = f"the claim {sstr(claim.lhs)} {op} {sstr(claim.rhs)}"
    if verdict.refuted:
        _refuted(writer, what, claim.lhs, claim.rhs, claim.rel_op)
        return
    if not verdict.proved:
        writer.left_out.append(LeftOut(what, f"symxent itself does not know: {verdict.reason}"))
        return
    assert verdict.theorem is not None
    writer.write("claim", what, theorem_of, verdict.theorem)


def _refuted(writer: _Writer, what: str, lhs: Expr, rhs: Expr, op: str) -> None:
    loss = writer.loss
    for at, point in _points(loss, lhs, rhs, op):
        ground = ground_of(loss, at)
        writer.write("false_claim", _at(f"{what} is false", ground), refuted, ground, lhs, _OPS.get(op, op), rhs, point)
        return
    writer.left_out.append(LeftOut(f"{what} is false", "no point is known"))


def _points(loss: Loss, lhs: Expr, rhs: Expr, op: str) -> Iterator[tuple[dict[Expr, Expr], dict[Symbol, Expr]]]:
    """The labels and the point at which a claim fails; the letters that the point does not name are free there."""
    for at, domain in at_labels(loss):
        verdict = prove(lhs.xreplace(at), rhs.xreplace(at), domain, op="=" if op == "==" else op)
        if verdict.refuted and verdict.witness is not None:
            # What the claim does not depend on at this label may be anything.
            point: dict[Symbol, Expr] = {v: sample(v) for v in loss.variables if v not in at}
            point |= {
                next((v for v in loss.variables if v.name == str(s)), s): value
                for s, value in verdict.witness.point
                if isinstance(s, Symbol)
            }
            yield at, point


def _at(what: str, ground: Ground) -> str:
    return f"{what}, at {ground.words}" if ground.words else what
