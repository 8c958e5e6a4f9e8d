"""A page judged: its chains in order, the reading that was meant, and the values that were printed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from symxent.check.chain import ChainJudge
from symxent.check.judged import Judged
from symxent.check.knowledge import Knowledge, know, know_otherwise
from symxent.check.numeric import (
    Fact,
    Printed,
    number_of,
    printed,
    rounds_to,
)
from symxent.check.statements import Statement
from symxent.check.steps import FAILURES, Outcome
from symxent.language.scope import Scope
from symxent.language.tree import Node
from symxent.read.document import Page
from symxent.read.grammar import Grammar
from symxent.read.vocabulary import FUNCTION_WORDS

READINGS: tuple[tuple[str, Grammar], ...] = (
    ("Σ reaches over the whole sum behind it", Grammar(wide_sums=True)),
    ("a function without brackets takes the whole product behind it", Grammar(long_arguments=True)),
    ("d/dx reaches beyond the bracket behind it", Grammar(long_derivatives=True)),
    ("a slash divides by the whole product behind it", Grammar(long_slash=True)),
)


@dataclass
class Judge:
    """Judges the statements of one page in order; printed values are remembered on the way."""

    page: Page
    seconds: float = 2.0
    facts: list[Fact] = field(default_factory=list)
    _other: dict[int, Knowledge] = field(default_factory=dict)
    read_otherwise: dict[int, Statement] = field(default_factory=dict)
    _chains: dict[int, ChainJudge] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.knowledge = know(self.page)

    def all(self) -> list[Judged]:
        done: list[Judged] = []
        for statement in self.knowledge.statements:
            done.extend(self.statement(statement))
        return done

    def statement(self, statement: Statement) -> list[Judged]:
        """The steps of one chain, in the usual reading or in the one that proves it."""
        chain = self.chain(statement)
        steps = chain.steps()
        doubtful = [s for s in steps if s.status in ("refuted", "unknown")]
        if doubtful:
            steps = self._best_reading(statement, steps, chain.used)
        self._remember(statement, steps)
        return steps

    def chain(self, statement: Statement) -> ChainJudge:
        """The judge of one chain in the usual reading, made once."""
        if statement.number not in self._chains:
            self._chains[statement.number] = ChainJudge(self, self.knowledge, statement)
        return self._chains[statement.number]

    def _best_reading(self, statement: Statement, steps: list[Judged], used: frozenset[str]) -> list[Judged]:
        """Another reading, used for the whole page, when it proves what the usual one does not and breaks nothing."""
        proved = {s.place for s in steps if s.status == "proved"}
        shaken: set[int] = set()
        for number, (words, grammar) in enumerate(READINGS):
            if not _could_matter(number, statement):
                continue
            if number not in self._other:
                self._other[number] = know_otherwise(self.knowledge, grammar)
            other = self._other[number]
            if not self._reads_otherwise(other, statement, used):
                continue
            again = ChainJudge(self, other, other.statements[statement.number]).steps()
            if len(again) != len(steps):
                continue
            now = {s.place for s in again if s.status == "proved"}
            broken = any(s.status == "refuted" for s in again)
            if now > proved and not broken:
                self.read_otherwise[statement.number] = other.statements[statement.number]
                return [replace(s, reading=words if s.place not in proved and s.place in now else "") for s in again]
            shaken |= now - proved
        return [_in_doubt(s) if s.place in shaken and s.status == "refuted" else s for s in steps]

    def _reads_otherwise(self, other: Knowledge, statement: Statement, used: frozenset[str]) -> bool:
        """Whether a reading changes the chain, or a definition that it rests on."""
        if len(other.statements) != len(self.knowledge.statements):
            return False
        numbers = {statement.number} | {d.number for key in used for d in self.knowledge.by_key.get(key, ())}
        return any(_differ(self.knowledge.statements[n], other.statements[n]) for n in numbers)

    def _remember(self, statement: Statement, steps: list[Judged]) -> None:
        """Values that the chain printed: of its first member, and of each member printed at once."""
        members = [m for m in statement.members if isinstance(m, Node)]
        if len(members) != len(statement.members):
            return
        for place, member in enumerate(members[:-1]):
            for later in members[place + 1 :]:
                value = printed(later)
                if value is not None and printed(member) is None:
                    self.facts.append(Fact(member, value, _rounded_value(member, value)))
                    break

    def value_printed(self, left: Node, right: Node) -> str:
        """What the page printed for an expression, or what it rounds to; "" when neither is known."""
        for fact in reversed(self.facts):
            if fact.tree == left:
                return fact.printed.text
        target = printed(right)
        return (_rounded_value(left, target) or "") if target is not None else ""


def _differ(a: Statement, b: Statement) -> bool:
    return a.trees != b.trees


def _in_doubt(step: Judged) -> Judged:
    words = "one reading of this proves it, another refutes it"
    return replace(step, outcome=Outcome("unknown", words, step.outcome.verdict))


def _could_matter(reading: int, statement: Statement) -> bool:
    """Whether the notation that a reading is about occurs in the chain."""
    tokens = [t for m in statement.chain.members for t in m.tokens]
    if reading == 0:
        return any(t.kind == "command" and t.text in ("sum", "product") for t in tokens)
    if reading == 1:
        return any(t.kind == "word" and t.text in FUNCTION_WORDS for t in tokens)
    if reading == 2:
        return any(t.text in ("d", "partial") for t in tokens)
    return any(t.text == "/" for t in tokens)


def _rounded_value(node: Node, target: Printed) -> str | None:
    """A constant rounded to as many decimals as are printed."""
    value = number_of(node, Scope())
    if value is None:
        return None
    try:
        return rounds_to(value, target) or target.text
    except FAILURES:
        return None
