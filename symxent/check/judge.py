"""A page judged: its chains in order, the reading that was meant, and the values that were printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from symxent.check.certain import certain, is_transformed, meets_a_signed_row, of_one_sign, of_residues, only_limits
from symxent.check.chain import ChainJudge
from symxent.check.corrections import around, search
from symxent.check.edits import changes
from symxent.check.equivalence import or_one_way
from symxent.check.failures import Failures
from symxent.check.implication import FOLLOWS
from symxent.check.judged import Judged
from symxent.check.knowledge import know
from symxent.check.numeric import (
    Fact,
    Printed,
    number_of,
    printed,
    rounds_to,
)
from symxent.check.of_chance import fails_of_chance
from symxent.check.patience import Patience
from symxent.check.primes import Primed, primed
from symxent.check.slips import slip_of
from symxent.check.solved import Found, carried_over, led_to, solved
from symxent.check.statements import Statement
from symxent.check.steps import FAILURES, Outcome
from symxent.check.supposed import or_supposed
from symxent.errors import InternalError
from symxent.language.scope import Scope
from symxent.language.tree import Big, Node
from symxent.proof.clock import thread_time
from symxent.read.document import Page
from symxent.read.errors import ReadError
from symxent.read.readings import Reading
from symxent.read.speech import CONDITIONAL, UNASSERTED

#: Seconds of all searches for slips: so many of the longest, or this a statement; then so long each.
MOST_SLIPS, SHARE, LEAST = 2, 0.05, 0.1
_OPEN = ("refuted", "unknown", "needs definition")
#: Kinds of steps of which nothing is to be proved, unless an equation before them leads to what they say.
_SAID = ("definition", "case", "condition", "sought", "premise")


@dataclass
class Judge:
    """Judges the statements of one page in order; printed values are remembered on the way."""

    page: Page
    seconds: float = 2.0
    facts: list[Fact] = field(default_factory=list)
    read_otherwise: dict[int, Statement] = field(default_factory=dict)
    meant: set[str] = field(default_factory=set)  # the names of those readings
    wrongly_defined: dict[str, int] = field(default_factory=dict)
    doubted: set[int] = field(default_factory=set)  # statements that fail, if only in one reading: they prove nothing
    _chains: dict[int, ChainJudge] = field(default_factory=dict)
    _steps: dict[int, list[Judged]] = field(default_factory=dict)
    _sought: float = 0.0  # seconds spent in search of slips

    def __post_init__(self) -> None:
        self.knowledge = know(self.page)
        self.patience = Patience(self.seconds, sum(len(s.chain.operators) for s in self.knowledge.statements))

    @property
    def failures(self) -> Failures:
        """What went wrong without being foreseen, on this page, so far."""
        return self.knowledge.failures

    def all(self) -> list[Judged]:
        done: list[Judged] = []
        for statement in self.knowledge.statements:
            try:
                done.extend(self.statement(statement))
            except Exception as error:  # a chain that cannot even be set up has steps all the same
                done.extend(_broken_off(statement, InternalError.of(error)))
        return done

    def statement(self, statement: Statement) -> list[Judged]:
        """The steps of one chain, in the usual reading or in the one that proves it."""
        chain = self.chain(statement)
        steps = self._steps[statement.number] = chain.steps()
        doubtful = [s for s in steps if s.status in ("refuted", "unknown")]
        here = statement.chain
        if doubtful:
            read = partial(self._best_reading, statement, steps, chain.used)
            lost = "other readings were not tried"
            steps = self.knowledge.guarded(partial(self.patience.within, read), steps, lost, here)
        in_doubt = any(s.status == "refuted" or s.outcome.assuming or fails_of_chance(s) for s in steps)
        examine = partial(self._certainly, statement, steps)
        lost = "whether its refutations are certain was not found"
        steps = self.knowledge.guarded(partial(self.patience.within, examine), [_unsure(s) for s in steps], lost, here)
        only_wished = self.knowledge.speeches.at(statement.formula).act in CONDITIONAL
        in_doubt = in_doubt and not (only_wished and all(s.status == "given" for s in steps))
        if in_doubt or any(s.status == "refuted" for s in steps):
            self.doubted.add(statement.number)
        remember, lost = partial(self._remember, statement, steps), "the values it prints were not noted"
        self.knowledge.guarded(remember, None, lost, here)
        return steps

    @contextmanager
    def slips_sought(self) -> Iterator[float]:
        """How long the search for one slip may take, in seconds: a page of many open ones gets its share."""
        left = max(MOST_SLIPS * self.seconds, SHARE * len(self.knowledge.statements)) - self._sought
        began = thread_time()
        yield min(self.seconds, max(left, LEAST))
        self._sought += thread_time() - began

    def steps_of(self, statement: Statement) -> list[Judged]:
        """The steps of a statement in the usual reading, each judged once."""
        if statement.number not in self._steps:
            self._steps[statement.number] = self.chain(statement).steps()
        return self._steps[statement.number]

    def chain(self, statement: Statement) -> ChainJudge:
        """The judge of one chain in the usual reading, made once."""
        if statement.number not in self._chains:
            self._chains[statement.number] = ChainJudge(self, self.knowledge, statement)
        return self._chains[statement.number]

    def _best_reading(self, statement: Statement, steps: list[Judged], used: frozenset[str]) -> list[Judged]:
        """Another reading, used for the whole page, when it proves what the usual one does not and breaks nothing.

        Where the usual one has no meaning at all, what proves more of a chain is meant, and the rest is judged so.
        """
        proved = {s.place for s in steps if s.status == "proved"}
        shaken: set[int] = set()
        refuted = any(s.status == "refuted" for s in steps)
        # What is only undecided is not worth reading its definitions otherwise.
        for reading, other in self.knowledge.readings(statement, used if refuted else ()):
            if reading.departures > 1 and not refuted:
                break  # what is only undecided is not worth every combination
            chain = ChainJudge(self, other, other.statements[statement.number])
            again = chain.steps()
            if len(again) != len(steps):
                continue
            now = {s.place for s in again if s.status == "proved"}
            broken = any(s.status == "refuted" for s in again)
            meant = len(now) > 1 or reading.name in self.meant
            surely = not broken or (meant and not proved and not refuted)
            if now > proved and surely and not self._is_excluded(reading, statement):
                self.read_otherwise[statement.number] = other.statements[statement.number]
                self.meant.add(reading.name)
                self._chains[statement.number] = chain if broken else self._chains[statement.number]
                return [replace(s, reading=reading.name if s.place in now - proved else "") for s in again]
            shaken |= now - proved
        return [_in_doubt(s) if s.place in shaken and s.status == "refuted" else s for s in steps]

    def _is_excluded(self, reading: Reading, statement: Statement) -> bool:
        """Whether what is written excludes a reading: Σ_i a_i + b ends at +, for i is not in b; sin⁻¹ is arcsin.

        What such a reading proves is not proved; it is not refuted either, for people do write it.
        """
        read, usual = reading.grammar, self.knowledge.grammar
        bigs = [n for n in statement.nodes if isinstance(n, Big) and n.kind in ("sum", "product")]
        return read.reciprocals > usual.reciprocals or (read.wide_sums > usual.wide_sums and all(b.index for b in bigs))

    def _certainly(self, statement: Statement, steps: list[Judged]) -> list[Judged]:
        """The steps, those refuted only that are refuted for certain; what undoes a false step goes with it."""
        done: list[Judged] = []
        for step in steps:
            undoes = step.compensates and not any(s.status == "refuted" for s in done)
            told = self._slipped(step, done) if step.kind == "claim" and step.status in _OPEN else self._solved(step)
            if told is None:
                told = self._carried_over(step)
            if told is None:
                told = step if step.status != "refuted" else or_supposed(self.certain(step, steps), self.knowledge)
            done.append(_unsure(told) if undoes and told.status == "refuted" else told)
        done = [self._caused_before(step) for step in done]
        if any(s.status == "refuted" for s in done):
            for definition in self.knowledge.by_number.get(statement.number, ()):
                self.wrongly_defined.setdefault(definition.key, statement.number)
        return done

    def _caused_before(self, step: Judged) -> Judged:
        """One cause, one finding: what is false by a definition whose own chain is false is not told again."""
        number = step.statement.number
        rests_on = self.chain(self.knowledge.statements[number]).used & set(self.wrongly_defined)
        if step.status != "refuted" or all(self.wrongly_defined[key] == number for key in rests_on):
            return step
        words = f"{min(rests_on)} is defined by a chain that is false"
        return replace(step, outcome=Outcome("unknown", words, step.outcome.verdict))

    def certain(self, step: Judged, steps: Sequence[Judged] = ()) -> Judged:
        """A refuted step as it may be told; ``steps``: all those of its chain.

        What an arrow asserts is false when no solution satisfies it; a page may still quote it as a mistake.
        """
        if step.kind == "implication" and self.knowledge.speeches.at(step.statement.formula).act not in UNASSERTED:
            return step
        return certain(self.chain(self.knowledge.statements[step.statement.number]), step, steps)

    def _solved(self, step: Judged) -> Judged | None:
        """The step as what the equation before it leads to, where that is proved, false, or a slip keeps it from it."""
        left, right = step.left, step.right
        if step.kind not in _SAID or not isinstance(left, Node) or not isinstance(right, Node):
            return None
        chain = self.chain(self.knowledge.statements[step.statement.number])
        found: Found | Primed | None = led_to(chain, left, right)
        if step.kind == "definition":
            found = primed(chain, left, right) or solved(chain, left, right) or found
        outcome = None if found is None else found.outcome
        if found is None or outcome is None:
            return None
        if outcome.status == "refuted":
            member, deadline = chain.statement.chain.members[1], thread_time() + self.seconds
            slips = search(chain, member, found.fits, deadline, changes(member.tokens, around(chain, 1)))
            claimed = self.knowledge.speeches.at(step.statement.formula).act == "claim"
            follows = isinstance(found, Found) and (found.follows or (claimed and FOLLOWS.search(step.statement.prose)))
            if not found.is_certain and not (slips and follows):
                return None
            chain.corrected[step.key] = tuple(slips)
        kind = "implication" if isinstance(found, Found) and outcome.status == "refuted" else "claim"
        return or_one_way(chain, replace(step, kind=kind, outcome=outcome))

    def _carried_over(self, step: Judged) -> Judged | None:
        """The step, where it is open and the equation between matrices before it, written otherwise."""
        left, right = step.left, step.right
        open_ = step.kind in ("sought", "premise") or (
            step.kind == "claim" and step.status in ("unknown", "needs definition")
        )
        if not open_ or step.operator.text != "=" or not isinstance(left, Node) or not isinstance(right, Node):
            return None
        outcome = carried_over(self.chain(self.knowledge.statements[step.statement.number]), left, right)
        return None if outcome is None else replace(step, kind="claim", outcome=outcome)

    def _slipped(self, step: Judged, before: Sequence[Judged]) -> Judged | None:
        """The step refuted, where the members beside it give away the slip in it; ``before``: those told before it."""
        speech = self.knowledge.speeches.at(step.statement.formula)
        chain = self.chain(self.knowledge.statements[step.statement.number])
        claimed = speech.act not in UNASSERTED and not speech.roughly and not only_limits(step, speech)
        if (
            not claimed
            or is_transformed(chain, step)
            or meets_a_signed_row(chain, step)
            or of_residues(chain, step, speech)
        ):
            return None
        slip = slip_of(chain, step, before)
        if slip is None or of_one_sign(chain, step):
            return None
        chain.corrected[step.key] = slip.corrections
        return replace(step, outcome=Outcome("refuted", "", slip.verdict))

    def if_defined(self, step: Judged, steps: Sequence[Judged] = ()) -> Judged:
        """A step that needs a definition as it would be told if it needed none."""
        return self.certain(replace(step, outcome=replace(step.outcome, status="refuted", reason="")), steps)

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


def _broken_off(statement: Statement, error: InternalError) -> list[Judged]:
    """The steps of a chain that could not be judged at all."""
    chain = statement.chain
    sides: list[Node | ReadError] = list(statement.members)
    if chain.continues:
        sides.insert(0, ReadError(str(error), chain.start, chain.start + 1))
    outcome = Outcome.broken_off(error)
    return [
        Judged(statement, place, sides[place], sides[place + 1], op, "claim", outcome, chain.continues and place == 0)
        for place, op in enumerate(chain.operators)
    ]


def _unsure(step: Judged) -> Judged:
    """The step without its refutation."""
    return step if step.status != "refuted" else replace(step, outcome=Outcome("unknown", "not certainly false"))


def _in_doubt(step: Judged) -> Judged:
    words = "one reading of this proves it, another refutes it"
    return replace(step, outcome=Outcome("unknown", words, step.outcome.verdict))


def _rounded_value(node: Node, target: Printed) -> str | None:
    """A constant rounded to as many decimals as are printed."""
    value = number_of(node, Scope())
    if value is None:
        return None
    try:
        return rounds_to(value, target) or target.text
    except FAILURES:
        return None
