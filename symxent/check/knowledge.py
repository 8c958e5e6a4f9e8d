"""What a page declares: its chains as trees, and the definitions in force at each of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TypeVar

from symxent.check.conditions import Known, array_names, read_conditions, unread_everywhere
from symxent.check.definitions import (
    DEFINING,
    GENERIC,
    Definition,
    definitions_in,
    ends_in,
    head_of,
    is_numeric,
    with_renamed,
)
from symxent.check.failures import Failures
from symxent.check.named import SINCE, WHERE, is_named_by_where, key_of, stands_behind
from symxent.check.names import deviations, functional, mentions, names_of, numbers, random_letters, sizes
from symxent.check.reach import is_of_argument, reaches
from symxent.check.statements import Statement, declared_sum
from symxent.check.varying import dependences
from symxent.language.tree import (
    Big,
    Call,
    Indexed,
    Name,
    Node,
    Number,
)
from symxent.read.document import Formula, Page
from symxent.read.errors import ReadError
from symxent.read.grammar import Grammar, as_far_as_seen
from symxent.read.marks import IDENTITY, seen, set_in_figures
from symxent.read.readings import Reading, other_grammars, read_chain, tokens_of
from symxent.read.rows import Chain, OpenEnd, chains_and_end
from symxent.read.said import Said, said_of
from symxent.read.sentences import HEADING
from symxent.read.speech import UNASSERTED, Condition, Speeches, speeches
from symxent.read.speech_words import SPECIAL_MATRICES
from symxent.read.symbols import grammar_of
from symxent.read.tokens import Lexicon, tokenize, words_of, writes_decimal_commas

T = TypeVar("T")
#: So many formulas behind the step that uses it a definition may stand: …, where p = σ(z) and L = −log p.
NEAR = 4
#: So many chains behind a statement are looked at.
MOST_BEHIND = 12


@dataclass
class Knowledge:
    page: Page
    statements: list[Statement] = field(default_factory=list)
    problems: list[ReadError] = field(default_factory=list)
    failures: Failures = field(default_factory=Failures)
    definitions: list[Definition] = field(default_factory=list)
    grammar: Grammar = field(default_factory=Grammar)
    by_key: dict[str, list[Definition]] = field(default_factory=dict)
    by_number: dict[int, list[Definition]] = field(default_factory=dict)
    components: dict[str, list[str]] = field(default_factory=dict)
    first_mention: dict[str, int] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)
    sections_of_head: dict[str, set[int]] = field(default_factory=dict)
    sums: list[tuple[int, Big, Number]] = field(default_factory=list)
    redefines_sigma: bool = False
    speeches: Speeches = field(default_factory=lambda: Speeches((), ()))
    by_formula: dict[int, list[Statement]] = field(default_factory=dict)
    said: Said = field(default_factory=Said)
    figures: set[str] = field(default_factory=set)  # letters in bold, or below an arrow
    reread: dict[tuple[int, Grammar], Statement] = field(default_factory=dict)
    layouts: dict[bool, dict[int, bool]] = field(default_factory=dict)
    _others: dict[Grammar, Knowledge] = field(default_factory=dict)
    _arrays: dict[int, frozenset[str]] = field(default_factory=dict)
    _seen: dict[int, Mapping[str, int]] = field(default_factory=dict)
    _limits: dict[int, tuple[Condition, ...]] = field(default_factory=dict)

    def readings(self, statement: Statement, used: Iterable[str] = ()) -> Iterator[tuple[Reading, Knowledge]]:
        """The other readings of a chain, each with what the page declares in it; the usual one is ``self``.

        ``used``: the names whose definitions it rests on; a reading that changes neither them nor it is left out.
        """
        numbers = {statement.number} | {d.number for key in used for d in self.by_key.get(key, ())}
        rests_on = [self.statements[n] for n in sorted(numbers)]
        signs = frozenset().union(*(s.signs for s in rests_on))
        for name, grammar, departures in other_grammars(tokens_of(s.chain for s in rests_on), self.grammar):
            if as_far_as_seen(grammar, self.grammar, signs) == self.grammar:
                continue
            if grammar not in self._others:
                self._others[grammar] = know_otherwise(self, grammar)
            other = self._others[grammar]
            there = other.statements[statement.number]
            if all(s.trees == other.statements[s.number].trees for s in rests_on):
                continue
            yield Reading(name, there.members, grammar, there.wide, departures), other

    def add(self, definition: Definition) -> None:
        self.definitions.append(definition)
        self.by_key.setdefault(definition.key, []).append(definition)
        self.by_number.setdefault(definition.number, []).append(definition)
        stem, _, index = definition.key.rpartition("_")
        if stem and index.isdigit():
            self.components.setdefault(stem, []).append(definition.key)

    def index(self) -> None:
        """What is asked of all statements again and again, gathered once."""
        for statement in self.statements:
            self.guarded(partial(self._index, statement), None, "the names in it were not noted", statement.chain)

    def _index(self, statement: Statement) -> None:
        self.by_formula.setdefault(statement.formula, []).append(statement)
        for name in names_of(statement.trees):
            self.first_mention.setdefault(name, statement.number)
        found = declared_sum(statement)
        if found is not None:
            self.sums.append((statement.number, *found))
        first = statement.members[0]
        if statement.chain.continues or not isinstance(first, Node):
            return
        head = head_of(first)
        if head is not None:
            self.heads.add(head.key)
            self.sections_of_head.setdefault(head.key, set()).add(statement.section)
        call = first.base if isinstance(first, Indexed) else first
        if isinstance(call, Call) and isinstance(call.function, Name) and call.function.key == "sigma":
            plain = all(isinstance(a, Name | Indexed) for a in call.arguments)
            self.redefines_sigma = self.redefines_sigma or (plain and not call.primes)

    def guarded(self, action: Callable[[], T], otherwise: T, lost: str, about: Formula | Chain) -> T:
        """What the action gives, or ``otherwise``; a failure is kept with the place of what it was about."""
        return self.failures.guarded(action, otherwise, lost, about.start, about.end)

    def in_force(self, key: str, number: int) -> Definition | None:
        """The last definition of a name up to a statement; a later one when there is none before."""
        found, here = None, self.statements[number]
        for definition in self.by_key.get(key, ()):
            if (definition.numeric and definition.number > number) or not reaches(self, definition, here):
                continue
            if found is None or definition.number <= number:
                found = definition
        return found

    def surely_in_force(self, definition: Definition, statement: Statement) -> bool:
        """Whether a definition certainly holds at a statement: of its section, or the only one of a telling name."""
        ended = (c for c in self.under(definition) if not c.start <= statement.chain.start < c.end)
        if not all(is_of_argument(self, c, definition, statement) for c in ended):
            return False  # it holds under a condition: for y = 1 the loss is …
        follows = self.speeches.at(definition.formula).act == "claim"
        if definition.formula > statement.formula + (0 if follows else NEAR):
            return False  # what is said so much later, or follows from this, is said of something else
        if definition.key not in self.by_key:
            return False  # a convention, which the page does not say
        if definition.section == statement.section:
            here = [d for d in self.by_key[definition.key] if d.section == definition.section]
            return len(here) == 1
        if len(self.sections_of_head.get(definition.key, ())) > 1:
            return False  # it stands on the left in several sections
        telling = definition.kind == "function" or definition.key not in GENERIC
        return len(self.by_key[definition.key]) == 1 and telling

    def introduces(self, definition: Definition, statement: Statement) -> bool:
        """Whether a definition holds at a statement for sure: of a letter that was new then, and is told before it.

        A function and a family are known by their form; a letter may have been met before as something else.  What
        stands behind "where" was new in the formulas before it.
        """
        speech = self.speeches.at(definition.formula)
        told = stands_behind(speech, WHERE) or is_named_by_where(self, definition.formula, definition.key)
        first = self.statements[self.first_mention.get(definition.key, definition.number)]
        met = first.formula >= definition.formula - NEAR if told else first.number == definition.number
        new = definition.kind != "value" or (first.section == definition.section and met)
        asserted = told or speech.act not in (*UNASSERTED, "condition", "premise", "sought")
        known = definition.number < statement.number or (told and definition.number > statement.number)
        return new and asserted and known and not definition.numeric and self.surely_in_force(definition, statement)

    def reasons_behind(self, statement: Statement) -> Iterator[Statement]:
        """What stands behind "where" or "since" next to a statement: it holds there."""
        for other in self.statements[statement.number + 1 : statement.number + MOST_BEHIND]:
            if other.section != statement.section or other.formula > statement.formula + NEAR:
                return
            speech = self.speeches.at(other.formula)
            if other.formula != statement.formula and stands_behind(speech, WHERE | SINCE):
                yield other

    def end_of(self, definition: Definition) -> Definition | None:
        """The definition with the end of its chain for its body, f = a = b; None where it has no other end."""
        chain = self.statements[definition.number].chain
        last = self.statements[definition.number].members[-1]
        other = definition.member == 0 and len(chain.operators) > 1 and definition.start == chain.start
        if len(self.ends_of_heads.get(definition.key, ())) > 1:
            return None  # T = l f = x + 1 of one thing, T = l f = x + 2 of another
        if not other or not isinstance(last, Node) or not all(o.text in DEFINING for o in chain.operators):
            return None
        if mentions(last, definition.key) or is_numeric(last):
            return None
        return replace(definition, body=with_renamed(last, definition.variables)[0])

    @cached_property
    def ends_of_heads(self) -> dict[str, set[Node | ReadError]]:
        """How the chains end that begin with a name, T = l f = x + 1."""
        return ends_in(self.statements)

    def defines_by(self, statement: Statement) -> bool:
        """Whether the first relation of a chain says (again) what a name stands for; x = 2 is a case, no such thing."""
        first = statement.members[0]
        head = head_of(first) if isinstance(first, Node) and statement.chain.operators[0].text in DEFINING else None
        return head is not None and any(not d.numeric for d in self.by_key.get(head.key, ()))

    def under(self, definition: Definition) -> tuple[Condition, ...]:
        """The conditions that a definition stands under; what only defines other names is none."""
        if definition.start not in self._limits:
            self._limits[definition.start] = tuple(
                c
                for c in self.speeches.conditions
                if c.sure and c.start <= definition.start < c.end and c.formula >= 0 and c.formula != definition.formula
                if not all(self.defines_by(s) for s in self.by_formula.get(c.formula, ()))
                if not (c.words.lower() in WHERE and definition.varies_without(self.by_formula.get(c.formula, ())))
            )
        return self._limits[definition.start]

    @cached_property
    def conditions(self) -> list[Known]:
        """The conditions of the page, read."""
        unread, lost = unread_everywhere(self), "its conditions were not read"
        return self.failures.guarded(lambda: read_conditions(self), unread, lost, 0, len(self.page.text))

    @cached_property
    def dependences(self) -> list[tuple[int, tuple[str, str | None]]]:
        """The letters that depend on others by the words of the page, and where it says so."""
        return list(dependences(self.page))

    @cached_property
    def has_special_matrices(self) -> bool:
        """Whether the page speaks of symmetric, orthogonal, diagonal … matrices; which of them are is not read."""
        return bool(SPECIAL_MATRICES.search(self.page.text))

    @cached_property
    def of_a_law(self) -> frozenset[str]:
        """The letters of which a law is given: ε ∼ N(0, σ²)."""
        lefts = (s.members[0] for s in self.statements if any(o.text == "∼" for o in s.chain.operators))
        return frozenset(names_of(m for m in lefts if isinstance(m, Node)))

    @cached_property
    def random_letters(self) -> frozenset[str]:
        """Letters that are random variables somewhere on the page."""
        return random_letters(self.statements, self.page.text)

    @cached_property
    def deviations(self) -> frozenset[str]:
        """Letters that the page uses for the standard deviation of a normal distribution: none is negative or 0."""
        return deviations(self.statements)

    @cached_property
    def sizes(self) -> frozenset[str]:
        """Letters up to which the page sums."""
        return sizes(self.statements)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Letters that the page divides by or sums up to."""
        return numbers(self.statements)

    @cached_property
    def called(self) -> frozenset[str]:
        """Letters that the page uses as functions somewhere."""
        return frozenset(functional(tree for s in self.statements for tree in s.trees))

    def arrays_at(self, statement: Statement) -> frozenset[str]:
        """Names that the words or the signs of the statement's section use for vectors, matrices or sets."""
        if statement.section not in self._arrays:
            here = [s for s in self.statements if s.section == statement.section]
            found = {k for s in here for k in array_names(s)}
            found |= {
                key_of(name)
                for c in self.speeches.arrays
                for name in c.names
                if c.start <= statement.chain.start < c.end or any(c.start <= s.chain.start < c.end for s in here)
            }
            self._arrays[statement.section] = frozenset(found)
        return self._arrays[statement.section] - self.other_figures(statement)

    def other_figures(self, statement: Statement) -> frozenset[str]:
        """The plain letters of a statement that the page sets in bold as well: c beside a vector of that name."""
        return statement.plain & self.figures

    def seen_at(self, statement: Statement) -> Mapping[str, int]:
        """How many axes the letters have that the signs of the statement's section show to be vectors or matrices."""
        if statement.section not in self._seen:
            trees = [tree for s in self.statements if s.section == statement.section for tree in s.trees]
            self._seen[statement.section] = seen(trees, self.grammar.functions)
        others = self.other_figures(statement)
        return {key: axes for key, axes in self._seen[statement.section].items() if key not in others}

    def told_at(self, statement: Statement) -> Mapping[str, int]:
        """What the letters of a statement are by the words of the page, and capitals by the signs of its section."""
        capitals = {
            key: axes
            for key, axes in self.seen_at(statement).items()
            if axes == 2 and key.isupper() and key != IDENTITY
        }
        others, said = self.other_figures(statement), self.said.at(statement.chain.start)
        return {**capitals, **{key: axes for key, axes in said.items() if key not in others}}

    def defined_before(self, key: str, number: int, member: int) -> Definition | None:
        known = reversed(self.by_key.get(key, ()))
        return next((d for d in known if (d.number, d.member) < (number, member)), None)


#: What stands between two formulas that no word parts: their dollars and brackets, a break of the line.
_BETWEEN = " \t\r\n$\\[]()"


def know(page: Page) -> Knowledge:
    """Read all formulas of a page and collect what they define."""
    knowledge = Knowledge(page)
    words, products = words_of((formula.text for formula in page.formulas), page.words)
    lexicon = Lexicon(words, page.macros, writes_decimal_commas(page.text), products)
    raw: list[tuple[int, Chain]] = []
    end: OpenEnd | None = None
    for number, formula in enumerate(page.formulas):
        nothing: tuple[list[Chain], OpenEnd | None] = [], None
        before = end if number and _goes_on(page, page.formulas[number - 1], formula) else None
        reader = partial(_chains_of, formula, lexicon, knowledge, before)
        found, end = knowledge.guarded(reader, nothing, "it was not read", formula)
        raw += [(number, chain) for chain in found]
    whole = (0, len(page.text))
    usual, lost = Grammar(), "functions and factors were not told apart"
    knowledge.grammar = knowledge.failures.guarded(lambda: grammar_of(chain for _, chain in raw), usual, lost, *whole)
    unsaid, unheard = Said(), "what its letters are was not noted"
    knowledge.said = knowledge.failures.guarded(lambda: said_of(page, lexicon), unsaid, unheard, *whole)
    nothing_said, not_heard = Speeches((), ()), "what its words say of the formulas was not noted"
    knowledge.speeches = knowledge.failures.guarded(lambda: speeches(page), nothing_said, not_heard, *whole)
    headings = [m.start() for m in HEADING.finditer(page.text)]
    for order, (number, chain) in enumerate(raw):
        reading = read_chain(chain, knowledge.grammar)
        section = bisect_left(headings, chain.start)
        prose = _prose_before(page, number)
        knowledge.statements.append(Statement(order, number, section, chain, reading.members, prose, reading.wide))
    return _completed(knowledge)


def _chains_of(
    formula: Formula, lexicon: Lexicon, knowledge: Knowledge, before: OpenEnd | None
) -> tuple[list[Chain], OpenEnd | None]:
    try:
        tokens = tokenize(formula.text, lexicon, formula.start)
        knowledge.figures |= set_in_figures(tokens)
        return chains_and_end(tokens, before)
    except ReadError as error:
        knowledge.problems.append(error)
        return [], None


def _goes_on(page: Page, before: Formula, here: Formula) -> bool:
    """Whether a formula may go on with what the one before it left open: two displays, or nothing between them."""
    between = page.prose(before.end, here.start)
    if HEADING.search(between):
        return False
    return (before.display and here.display) or not between.strip(_BETWEEN)


def know_otherwise(usual: Knowledge, grammar: Grammar) -> Knowledge:
    """What a page declares in another reading of its doubtful notations; what holds none of them is not read again."""
    knowledge = Knowledge(
        usual.page, problems=usual.problems, failures=usual.failures, grammar=grammar, speeches=usual.speeches
    )
    knowledge.said, knowledge.figures = usual.said, usual.figures
    for statement in usual.statements:
        seen = as_far_as_seen(grammar, usual.grammar, statement.signs)
        if seen != usual.grammar:
            key = statement.number, seen
            if key not in usual.reread:
                reading = read_chain(statement.chain, seen)
                usual.reread[key] = replace(statement, members=reading.members, wide=reading.wide)
            statement = usual.reread[key]
        knowledge.statements.append(statement)
    return _completed(knowledge)


def _completed(knowledge: Knowledge) -> Knowledge:
    knowledge.index()
    for statement in knowledge.statements:
        lost = "what it defines was not noted"
        knowledge.guarded(partial(_define, statement, knowledge), None, lost, statement.chain)
    return knowledge


def _define(statement: Statement, knowledge: Knowledge) -> None:
    for definition in definitions_in(statement, knowledge):
        knowledge.add(definition)  # at once: a later member of the chain is asked whether it is defined already


def _prose_before(page: Page, number: int) -> str:
    formula, end = page.formulas[number], page.formulas[number - 1].end if number else 0
    return page.prose(max(end, formula.start - 200), formula.start)
