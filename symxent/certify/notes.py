"""The certificate of a page of notes: what the checker proved as theorems, what it refuted as refutations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from sympy import Expr, evaluate

from symxent.certify.numbers import not_rounded, rounding
from symxent.certify.page import Certificate, Part, bind, proved, quiet
from symxent.certify.refutation import refutation
from symxent.certify.theorem import NoCertificate, Theorem
from symxent.check.judge import Judge, Judged
from symxent.check.report import macros_beside, read_bytes
from symxent.check.steps import OPERATORS, Outcome, as_scalars, written_out, written_out_entries
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.linear import Array, Value
from symxent.language.meaning import to_value
from symxent.language.text import to_text
from symxent.language.tree import Node, Number
from symxent.logic import Claim
from symxent.proof.arguments import hypotheses_of
from symxent.proof.prove import prove
from symxent.proof.verdict import Verdict
from symxent.read.document import decode, read_page


@dataclass(frozen=True)
class CertifiedNotes:
    """The Coq file of a page of notes, and the lines that it does not state, each with the reason."""

    certificate: Certificate
    proved: int
    refuted: int
    left_out: tuple[tuple[str, str], ...]


def certify_notes(path: Path, *, seconds: float = 2.0) -> CertifiedNotes:
    """The certificate of a Markdown or LaTeX file.  Raises SymxentError when it cannot be read."""
    data = read_bytes(path)
    text, _ = decode(data, str(path))
    judge = Judge(read_page(text, str(path), macros=macros_beside(path, data)), seconds)
    theorems: list[Theorem] = []
    left_out: list[tuple[str, str]] = []
    count = {"proved": 0, "refuted": 0}
    for step in judge.all():
        if step.status not in count or not isinstance(step.left, Node):
            continue
        line = text.count("\n", 0, step.operator.start) + 1
        try:
            theorems += _theorems(judge, step, line, f"line_{line}_{len(theorems) + 1}")
        except SymxentError as reason:
            left_out.append((f"line {line}", str(reason)))
            continue
        count[step.status] += 1
    name = "".join(c if c.isalnum() and c.isascii() else "_" for c in path.stem) or "notes"
    name = name if name[0].isalpha() else f"notes_{name}"
    command = f"python -m symxent certify {path.name}"
    certificate = bind(name, path.name, (Part(path.name, tuple(theorems)),), command)
    return CertifiedNotes(certificate, count["proved"], count["refuted"], tuple(left_out))


def _theorems(judge: Judge, step: Judged, line: int, name: str) -> list[Theorem]:
    assert isinstance(step.left, Node)
    if not isinstance(step.right, Node):
        raise NoCertificate("the right side could not be read")
    words = quiet(f"line {line}: {to_text(step.left)} {step.operator.text} {to_text(step.right)}")
    comment = (words, "what the notes say" if step.status == "proved" else "what the notes say, and is false")
    reading = _Reading(judge, step)
    if step.mismatches:
        pairs = [(reading.number(mismatch.fact.tree), mismatch.term) for mismatch in step.mismatches]
        return [not_rounded(f"{name}_{n}", comment, *pair) for n, pair in enumerate(pairs, 1)]
    if step.kind == "numeric":
        if not isinstance(step.right, Number):
            raise NoCertificate("a number is compared with more than one printed number")
        made = rounding if step.status == "proved" else not_rounded
        return [made(name, comment, reading.number(step.left), step.right)]
    if step.status == "proved":
        return list(_proved(reading, step, name, comment))
    return [_refuted(reading, step, name, comment)]


def _proved(reading: _Reading, step: Judged, name: str, comment: tuple[str, ...]) -> Iterator[Theorem]:
    """What the line says as it is written; where that has no proof, what was proved of it."""
    try:
        verdicts = [reading.verdict(*pair) for pair in reading.pairs()]
    except SymxentError:
        verdicts = []
    if not verdicts or not all(verdict.proved for verdict in verdicts):
        verdict = step.outcome.verdict
        if verdict is None:
            raise NoCertificate("nothing was proved")
        verdicts, comment = [verdict], (comment[0], "what was proved of what the notes say")
    for n, verdict in enumerate(verdicts, 1):
        yield proved(name if len(verdicts) == 1 else f"{name}_{n}", comment, verdict)


def _refuted(reading: _Reading, step: Judged, name: str, comment: tuple[str, ...]) -> Theorem:
    verdict = step.outcome.verdict
    if verdict is None or verdict.witness is None:
        raise NoCertificate("there is no point at which it fails")
    witness, op = verdict.witness, verdict.op
    less = Fraction(witness.lhs.midpoint) < Fraction(witness.rhs.midpoint)
    reason = NoCertificate("the two sides are vectors")
    for lhs, rhs, domain in reading.written_out():
        claim = Claim(lhs, rhs, op, hypotheses_of(domain))
        try:
            return refutation(name, comment, claim, dict(witness.point), less=less)
        except NoCertificate as complaint:
            reason = complaint
    raise reason


class _Reading:
    """A step, read in the setting in which it was judged, as it is written."""

    def __init__(self, judge: Judge, step: Judged) -> None:
        self.step, self.seconds = step, judge.seconds
        self.chain = judge.chain(judge.knowledge.statements[step.statement.number])
        setting = self.chain.setting
        self.setting = replace(setting, scope=replace(setting.scope))

    def value(self, node: Node) -> Value:
        with evaluate(False):
            return to_value(self.chain.joined(node), self.setting.scope)

    def number(self, node: Node) -> Expr:
        value = self.value(node)
        if isinstance(value, Array):
            raise NoCertificate("a vector is no printed number")
        with evaluate(False):
            return written_out(value, self.setting)

    def pairs(self) -> list[tuple[Expr, Expr, Domain]]:
        """Both sides, or those of each component; defined letters stand for themselves."""
        assert isinstance(self.step.left, Node)
        assert isinstance(self.step.right, Node)
        left, right = self.value(self.step.left), self.value(self.step.right)
        with evaluate(False):
            entries = written_out_entries(left, right)
            if entries is not None:
                return [(a, b, self.setting.domain) for a, b in entries]
            there = next((i for i in self.setting.domain.indices if str(i) == self.step.outcome.component), None)
            if there is not None and isinstance(left, Array) and isinstance(right, Array):
                return [(left.entry(there), right.entry(there), self.setting.domain)]
            sides = as_scalars(left, right, self.setting)
        if isinstance(sides, Outcome):
            raise NoCertificate(sides.reason)
        return [sides[:3]]

    def written_out(self) -> list[tuple[Expr, Expr, Domain]]:
        """The same without defined letters."""
        with evaluate(False):
            return [(written_out(a, self.setting), written_out(b, self.setting), d) for a, b, d in self.pairs()]

    def verdict(self, left: Expr, right: Expr, domain: Domain) -> Verdict:
        op = OPERATORS[self.step.operator.text]
        with evaluate(False):
            plain = (written_out(left, self.setting), written_out(right, self.setting))
        general = prove(left, right, domain, op=op, seconds=self.seconds)
        return (
            general if general.proved or plain == (left, right) else prove(*plain, domain, op=op, seconds=self.seconds)
        )
