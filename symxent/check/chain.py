"""One chain, step by step: what each relation is, and whether it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from sympy import Basic

from symxent.check.antiderivative import or_antiderivative, or_change
from symxent.check.at_once import under_laws
from symxent.check.between import or_between
from symxent.check.both_signs import or_both_signs
from symxent.check.chain_rule import join_chain_rule, run_as_integrated
from symxent.check.consequence import or_consequence
from symxent.check.decimals import numeric
from symxent.check.definitions import Definition, head_of, introduces
from symxent.check.divergences import or_by_divergences
from symxent.check.equivalence import or_alternatives, or_one_way
from symxent.check.half_defined import or_half_defined
from symxent.check.imaginary import or_complex, or_real_roots
from symxent.check.implication import implied, or_left_out
from symxent.check.judged import Judged
from symxent.check.knowledge import Knowledge
from symxent.check.means_apart import or_means_apart
from symxent.check.names import letters, mentions, names_of
from symxent.check.numeric import has_decimals, instance_of
from symxent.check.of_chance import or_of_chance
from symxent.check.of_matrices import or_of_matrices
from symxent.check.order import or_no_numbers_product
from symxent.check.patience import TOO_LONG, in_part
from symxent.check.rates import or_rates
from symxent.check.regardless import or_no_numbers, or_nowhere, or_order_counts, or_regardless
from symxent.check.repeated import or_repeated
from symxent.check.restated import or_by_what_is_said
from symxent.check.series import or_series
from symxent.check.setting import setting_of
from symxent.check.statements import Statement, index_case, is_list
from symxent.check.steps import FAILURES, Outcome, can_judge, judge_values, symbols_of
from symxent.check.supposed import or_supposed
from symxent.errors import Disagreement, InternalError, SymxentError
from symxent.language.linear import Value
from symxent.language.meaning import to_value
from symxent.language.scope import STANDARD, MeaningError
from symxent.language.text import GREEK
from symxent.language.tree import Add, Big, Call, Derivative, Gradient, Indexed, Name, Node, Number, walk
from symxent.proof.clock import thread_time
from symxent.proof.deadline import OutOfTime
from symxent.read.errors import ReaderFailed, ReadError
from symxent.read.signs import Token

if TYPE_CHECKING:
    from symxent.check.findings import Correction
    from symxent.check.judge import Judge


T = TypeVar("T")
_ZERO = Number("0")
_CASE_IN_WORDS = re.compile(r"\b([i-t])\s*(=|≠)\s*([i-t])\b")


class ChainJudge:
    """One chain in one reading; ``putting_in``: what the page said before is being put into a step."""

    putting_in = False

    def __init__(self, judge: Judge, knowledge: Knowledge, statement: Statement, certain: bool = False) -> None:
        self.judge = judge
        self.knowledge = knowledge
        self.statement = statement
        self.began_in = self._previous() if statement.chain.continues else []
        trees = [m for m in (self.began_in[0].members[-1],) if isinstance(m, Node)] if self.began_in else []
        self.setting = setting_of(knowledge, statement, [*trees, *self._heads(trees)], certain)
        self._values: dict[Node, Value] = {}
        self.corrected: dict[object, tuple[Correction, ...]] = {}  # what was found for its steps so far

    def with_certain_definitions(self) -> ChainJudge:
        """The same chain, with those definitions only that are in force here for sure."""
        if not self.setting.uncertain:
            return self
        return ChainJudge(self.judge, self.knowledge, self.statement, certain=True)

    def outcome_of(self, step: Judged) -> Outcome:
        """What becomes of a step of this chain when it is judged again, in this chain's setting."""
        members = [step.left, *self.statement.members]
        return self._safely(step.place, members, step.left, step.right, step.operator).outcome

    def sides_of(self, step: Judged) -> tuple[Value, Value]:
        """The values of both sides of a step.  Raises MeaningError for a side without one."""
        left, right = (self.value_of(side) for side in (step.left, step.right) if isinstance(side, Node))
        return left, right

    def _heads(self, trees: list[Node]) -> list[Node]:
        """Further members before a continued chain, for their names."""
        return [m for s in self.began_in for m in s.members if isinstance(m, Node)] if trees else []

    def steps(self) -> list[Judged]:
        chain = self.statement.chain
        members: list[Node | ReadError] = list(self.statement.members)
        if chain.continues and (chain.words or self._said_of_words()):
            return self._unattached(members)  # \text{output} = 0.68 says what the words are
        if chain.continues:
            before = self._guarded(lambda: self._predecessor(members), None, "what it continues was not found")
            if before is None:
                return self._unattached(members)
            members = [before, *members]
        judged: list[Judged] = []
        for place, operator in enumerate(chain.operators):
            left, right = members[place], members[place + 1]
            began = thread_time()
            step = self._safely(place, members, left, right, operator)
            judged.append(replace(step, milliseconds=1000 * (thread_time() - began)))
        lost = "errors that undo each other were not told apart"
        return self._guarded(lambda: self._told_apart(judged, members), judged, lost)

    def _guarded(self, action: Callable[[], T], otherwise: T, lost: str) -> T:
        chain = self.statement.chain
        in_time = partial(self.judge.patience.within, action)
        return self.judge.failures.guarded(in_time, otherwise, lost, chain.start, chain.end)

    def _said_of_words(self) -> bool:
        """Whether a formula inside a line begins with = behind a word: a rate $= 0.1$."""
        inline = not self.knowledge.page.formulas[self.statement.formula].display
        before = self.knowledge.speeches.at(self.statement.formula).before
        return inline and bool(re.search(r"\w\s*\Z", before))

    def _unattached(self, members: list[Node | ReadError]) -> list[Judged]:
        """A chain that begins with = and has nothing before it: its own members still claim to be equal."""
        chain = self.statement.chain
        left = ReadError("nothing stands before it", chain.start, chain.start + 1)
        if self.knowledge.page.formulas[self.statement.formula].display and not chain.words:
            outcome = Outcome("unknown", "what it goes on from was not found")
        else:  # a rate $= 0.1$
            outcome = Outcome("given", "said of the words before it")
        judged = [Judged(self.statement, 0, left, members[0], chain.operators[0], "relation", outcome, True)]
        for place, operator in enumerate(self.statement.chain.operators[1:], 1):
            pair = [members[place - 1], *members[:place], members[place]]
            judged.append(self._safely(place, pair, members[place - 1], members[place], operator))
        return judged

    def _previous(self) -> list[Statement]:
        """Chains that a leading = may continue: the nearest first, within the section."""
        here = self.statement
        found = []
        for other in reversed(self.knowledge.statements[: here.number]):
            if other.section != here.section or here.formula - other.formula > 4:
                break
            if not other.chain.remark and other.chain.operators[0].text in ("=", "≈", ":=", "≡"):
                found.append(other)
        return found

    def _predecessor(self, members: list[Node | ReadError]) -> Node | ReadError | None:
        """The member that the chain goes on from: the nearest that proves its first step, else the nearest claim."""
        if not self.began_in:
            return None
        first = members[0]
        if isinstance(first, Node):
            for other in self.began_in:
                last = other.members[-1]
                if isinstance(last, Node) and self._proves(last, first):
                    return last
        claims = [s for s in self.began_in if not self._is_definition(s)]
        return (claims or self.began_in)[0].members[-1]

    def _is_definition(self, statement: Statement) -> bool:
        first = statement.members[0]
        return isinstance(first, Node) and len(statement.members) == 2 and head_of(first) is not None

    def _proves(self, left: Node, right: Node) -> bool:
        try:
            sides = self.value_of(left), self.value_of(right)
            return judge_values(*sides, "=", self.setting, self.judge.seconds / 2, None).status == "proved"
        except FAILURES:  # a component is made when it is asked for, and may turn out to have no meaning
            return False

    @property
    def used(self) -> frozenset[str]:
        """The names whose definitions the chain rests on."""
        return self.setting.used

    def value_of(self, node: Node) -> Value:
        """What a tree means here, the chain rule through undefined letters applied."""
        if node not in self._values:
            self._values[node] = to_value(self.joined(node), self.setting.scope)
        return self._values[node]

    def definitions_in_turn(self) -> Iterator[Mapping[str, Definition]]:
        """What surely holds of its letters, and the same by the ends of the chains that say it, if none is in doubt."""
        yield self.setting.bodies
        if self.setting.ends and not any(d.number in self.judge.doubted for d in self.setting.ends.values()):
            yield self.setting.ends

    def joined(self, node: Node) -> Node:
        """A tree with the chain rule through undefined letters applied, and [F]_a^b with the letter that runs."""
        return join_chain_rule(run_as_integrated(node, self.knowledge, self.statement), self.setting)

    # -- one step

    def _safely(
        self, place: int, members: list[Node | ReadError], left: Node | ReadError, right: Node | ReadError, op: Token
    ) -> Judged:
        """A step; what no part of the judge could handle is undecided, and says so.  Nothing gets past this guard."""
        previous = self.statement.chain.continues and place == 0
        try:
            return self.judge.patience.within(partial(self._step, place, members, left, right, op))
        except OutOfTime:
            outcome = Outcome("unknown", TOO_LONG)
        except MeaningError as error:
            outcome = Outcome("needs definition" if error.name else "unknown", str(error), None, error.name)
        except Exception as error:
            foreseen = isinstance(error, SymxentError) and not isinstance(error, Disagreement)
            outcome = Outcome("unknown", str(error)) if foreseen else Outcome.broken_off(InternalError.of(error))
        return Judged(self.statement, place, left, right, op, "claim", outcome, previous)

    def _step(
        self, place: int, members: list[Node | ReadError], left: Node | ReadError, right: Node | ReadError, op: Token
    ) -> Judged:
        previous = self.statement.chain.continues and place == 0
        made = Judged(self.statement, place, left, right, op, "claim", Outcome("unknown"), previous)
        if not can_judge(op.text) and not isinstance(left, ReaderFailed) and not isinstance(right, ReaderFailed):
            return replace(made, kind="relation", outcome=Outcome("given", f"{op.text} is no equality"))
        for side in (left, right):
            if isinstance(side, ReaderFailed):
                return replace(made, outcome=Outcome.broken_off(side.error))
            if isinstance(side, ReadError):
                return or_supposed(replace(made, outcome=Outcome("not read", str(side))), self.knowledge)
        assert isinstance(left, Node)
        assert isinstance(right, Node)
        if (among := or_alternatives(self, made)) is not None:
            return among
        if op.text == "=" and self.statement.chain.implied:
            if (following := implied(self, left, right)) is not None:
                return or_one_way(self, replace(made, kind="implication", outcome=following))
            self.setting = replace(self.setting, numeric={})  # x² = 1 ⇒ x = 1 is of each such x
        if given := self._given(place, left, right, op):
            return or_of_chance(self, replace(made, kind=given, outcome=Outcome("given")))
        if op.text in ("=", "≈") and (has_decimals(left) or has_decimals(right) or op.text == "≈"):
            if (step := numeric(self, made, left, right)) is not None:
                return step
        claim = partial(self._claim, made, place, members, left, right)
        limits = all(any(isinstance(n, Big) and n.kind == "lim" for n in walk(side)) for side in (left, right))
        told = or_no_numbers(self, or_regardless(self, made)) if limits else under_laws(self, made)
        if told.status != "proved":
            told = or_no_numbers(self, in_part(claim, replace(made, outcome=Outcome("unknown", TOO_LONG))))
        told = or_antiderivative(self, or_regardless(self, or_real_roots(self, or_both_signs(self, told))))
        integrated = or_series(self, or_repeated(self, or_between(self, told)))
        of_matrices = or_means_apart(self, or_of_matrices(self, or_complex(self, or_rates(self, integrated))))
        by_chance = or_of_chance(self, of_matrices)
        judged = or_consequence(self, by_chance if by_chance is of_matrices else or_order_counts(self, by_chance))
        told = or_supposed(or_nowhere(self, or_half_defined(self, or_by_divergences(self, judged))), self.knowledge)
        told = or_change(self, or_one_way(self, or_no_numbers_product(self, or_by_what_is_said(self, told))))
        return or_left_out(self, told)

    def _given(self, place: int, left: Node, right: Node, op: Token) -> str | None:
        """definition, update, condition or case when there is nothing to prove; None for a claim."""
        if op.text == "←":
            return "update"
        if index_case(self.statement):
            return "case"
        definition = self._defined_here(place)
        if definition is not None:
            updated = definition.key.endswith(("_new", "_t+1"))
            return "case" if definition.numeric else "update" if updated else "definition"
        if place == 0 and not self.statement.chain.continues:
            head = head_of(left)
            if head is not None and mentions(right, head.key) and op.text in (":=", "="):
                if head.kind != "function" and left != right:
                    return "update"
            if op.text == ":=":
                return "definition"
            if isinstance(left, Indexed) and isinstance(left.base, Name) and mentions(right, left.base.key):
                if any(isinstance(n, Add) for n in (*left.lower, *left.upper)):
                    return "update"  # x_{t+1} = x_t − …
            if isinstance(left, Call) and introduces(left, self.setting.scope):
                return "case"
        if is_list(left) or is_list(right):
            return "condition"
        if op.text in ("<", ">", "≤", "≥", "≠"):
            return self._bound_or_condition(left, right)
        return None

    def _bound_or_condition(self, left: Node, right: Node) -> str | None:
        """x > 0 is a condition, unless a word claims it of a name that is limited already."""
        plain = all(isinstance(n, Name | Indexed) or not letters(n) for n in (left, right))
        claimed = self.knowledge.speeches.at(self.statement.formula).act == "claim"
        if claimed and names_of([left, right]) & self.setting.governed.surely:
            return None
        return "condition" if plain and letters(left) | letters(right) else None

    def _defined_here(self, place: int) -> Definition | None:
        for definition in self.knowledge.by_number.get(self.statement.number, ()):
            if (definition.member == 0 and place == 0) or definition.member == place + 1:
                return definition
        return None

    def _claim(self, made: Judged, place: int, members: list[Node | ReadError], left: Node, right: Node) -> Judged:
        try:
            a, b = self.value_of(left), self.value_of(right)
        except MeaningError as error:
            if self._is_set_to_zero(place, left, right):
                return replace(made, kind="condition", outcome=Outcome("given", "taken as a condition"))
            status = "needs definition" if error.name else "unknown"
            return replace(made, outcome=Outcome(status, str(error), None, error.name))
        except SymxentError as error:  # sides that do not fit together
            return replace(made, outcome=Outcome("unknown", str(error)))
        outcome = judge_values(
            a, b, made.operator.text, self.setting, self.judge.seconds, partial(self._established, place, members)
        )
        unsaid = sorted((self.setting.used - self.knowledge.by_key.keys()) & names_of((left, right)))
        if unsaid and outcome.status == "proved":
            meant = (f"{GREEK.get(k[:-4], k[:-4])}̄ the mean" if k != "B" else "B the beta function" for k in unsaid)
            outcome = replace(outcome, reason=f"with {' and '.join(meant)}")
        if outcome.assuming in self._cases_said() and outcome.assumed is not None:
            return replace(made, outcome=Outcome("proved", f"for {outcome.assuming}", outcome.assumed))
        if outcome.status != "proved" and self._is_set_to_zero(place, left, right):
            return replace(made, kind="condition", outcome=Outcome("given", "taken as a condition"))
        doubtful = outcome.status in ("refuted", "needs definition") or bool(outcome.assuming)
        if doubtful and self._is_condition(place, left, right, outcome):
            return replace(made, kind="condition", outcome=Outcome("given", "taken as a condition"))
        return replace(made, outcome=outcome)

    def _cases_said(self) -> set[str]:
        """i = j and i ≠ j as the page says them just before, or in the same formula."""
        here = self.statement
        before = self.knowledge.statements[max(0, here.number - 3) : here.number]
        beside = [s for s in self.knowledge.statements[here.number : here.number + 3] if s.formula == here.formula]
        said = {index_case(s) for s in beside}
        said |= {next((case for s in reversed(before) if (case := index_case(s))), "")}
        words = here.prose.replace("\\neq", "≠").replace("\\ne", "≠")
        said |= {f"{min(a, b)} {op} {max(a, b)}" for a, op, b in _CASE_IN_WORDS.findall(words)}
        return said - {""}

    def _is_set_to_zero(self, place: int, left: Node, right: Node) -> bool:
        """df/dx = 0 of a function of the page, and 0 = … in the line below it, which is what it comes to."""
        if self.statement.chain.operators[place].text != "=" or place or self.statement.chain.continues:
            return False
        if right == _ZERO:
            return isinstance(left, Derivative) and isinstance(left.body, Call)
        if left != _ZERO or not self.statement.number:
            return False
        above = self.knowledge.statements[self.statement.number - 1]
        ends = above.members[-2:]
        is_derivative = isinstance(ends[0], Derivative) and isinstance(ends[0].body, Call)
        return above.formula == self.statement.formula and ends[1] == _ZERO and is_derivative

    def _is_condition(self, place: int, left: Node, right: Node, outcome: Outcome) -> bool:
        """An equation that declares: y₂ = 1 − y₁, Σ p = 1, a gradient set to 0, log p/(1 − p) = wᵀx."""
        equation = self.statement.chain.operators[place].text == "="
        if not equation and self.knowledge.speeches.at(self.statement.formula).act == "claim":
            return False
        if isinstance(right, Number) and right.text == "0" and equation and self._names_in(left):
            return outcome.status == "refuted"
        if outcome.status == "refuted" and instance_of(left, right):
            return True
        if place > 0 or self.statement.chain.continues or len(self.statement.members) > 2:
            return False
        if any(isinstance(n, Derivative | Gradient) or (isinstance(n, Call) and n.primes) for n in walk(left)):
            return False
        here, there = self._names_in(left), self._names_in(right)
        return bool(here | there) and not (here & there) and not (here | there) & self.used

    def _names_in(self, node: Node) -> frozenset[str]:
        """The names of a tree, without bound indices and functions."""
        return frozenset(letters(node) - set(STANDARD) | names_of([node]) & self.used)

    def _established(self, place: int, members: list[Node | ReadError]) -> frozenset[Basic]:
        """Symbols of the members before the right side, and of the definitions behind them."""
        found: set[Basic] = set()
        for member in members[: place + 1]:
            if isinstance(member, Node):
                try:
                    found |= symbols_of(self.value_of(member), self.setting)
                except FAILURES:
                    continue
        for other in self.began_in:
            for member in other.members:
                if isinstance(member, Node):
                    found |= {self.setting.scope.symbols.get(n.key) for n in walk(member) if isinstance(n, Name)}
        return frozenset(s for s in found if s is not None)

    # -- errors that undo each other

    def _told_apart(self, steps: list[Judged], members: list[Node | ReadError]) -> list[Judged]:
        """A false step that leads back to where the chain was right compensates the false step before it."""
        right_before: int | None = None
        done: list[Judged] = []
        for step in steps:
            if step.status == "refuted" and step.kind == "claim":
                target, source = step.right, members[right_before] if right_before is not None else None
                if isinstance(source, Node) and isinstance(target, Node) and self._proves(source, target):
                    done.append(replace(step, compensates=True))
                    right_before = None
                    continue
                if right_before is None:
                    right_before = step.place
            done.append(step)
        return done
