"""What a page declares: its chains as trees, and the definitions in force at each of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from symxent.check.definitions import Definition, definitions_in, head_of
from symxent.check.names import bound_in, names_of
from symxent.check.statements import Statement, declared_sum
from symxent.language.scope import plain_key
from symxent.language.tree import (
    Big,
    Call,
    Indexed,
    Name,
    Node,
    Number,
    children,
)
from symxent.read.document import Formula, Page
from symxent.read.errors import ReadError
from symxent.read.grammar import Grammar, is_read_otherwise
from symxent.read.parser import parse
from symxent.read.rows import Chain, Member, chains
from symxent.read.symbols import grammar_of
from symxent.read.tokens import Lexicon, Token, tokenize


@dataclass
class Knowledge:
    page: Page
    statements: list[Statement] = field(default_factory=list)
    problems: list[ReadError] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    grammar: Grammar = field(default_factory=Grammar)
    by_key: dict[str, list[Definition]] = field(default_factory=dict)
    by_number: dict[int, list[Definition]] = field(default_factory=dict)
    components: dict[str, list[str]] = field(default_factory=dict)
    first_mention: dict[str, int] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)
    sums: list[tuple[int, Big, Number]] = field(default_factory=list)
    redefines_sigma: bool = False

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
            for name in names_of(statement.trees):
                self.first_mention.setdefault(name, statement.number)
            found = declared_sum(statement)
            if found is not None:
                self.sums.append((statement.number, *found))
            first = statement.members[0]
            if statement.chain.continues or not isinstance(first, Node):
                continue
            head = head_of(first)
            if head is not None:
                self.heads.add(head.key)
            call = first.base if isinstance(first, Indexed) else first
            if isinstance(call, Call) and isinstance(call.function, Name) and call.function.key == "sigma":
                plain = all(isinstance(a, Name | Indexed) for a in call.arguments)
                self.redefines_sigma = self.redefines_sigma or (plain and not call.primes)

    def in_force(self, key: str, number: int) -> Definition | None:
        """The last definition of a name up to a statement; a later one when there is none before."""
        found: Definition | None = None
        for definition in self.by_key.get(key, ()):
            if definition.numeric and definition.number > number:
                continue
            if found is None or definition.number <= number:
                found = definition
        return found

    def defined_before(self, key: str, number: int, member: int) -> Definition | None:
        found = None
        for definition in self.by_key.get(key, ()):
            if (definition.number, definition.member) < (number, member):
                found = definition
        return found


_CALLED = re.compile(r"(?<![\\A-Za-z{_^])(?:[A-Z]{2,}|[A-Za-z]{4,})(?=\s*\()")
_HEADING = re.compile(r"^(?:#{1,6}\s|\\(?:sub)*section\b|\\chapter\b|=====|-----)", re.MULTILINE)


def know(page: Page) -> Knowledge:
    """Read all formulas of a page and collect what they define."""
    knowledge = Knowledge(page)
    called = {m.group() for formula in page.formulas for m in _CALLED.finditer(formula.text[:5000])}
    lexicon = Lexicon(frozenset(called), page.macros)
    raw: list[tuple[int, Chain]] = []
    for number, formula in enumerate(page.formulas):
        try:
            tokens = tokenize(formula.text, lexicon, formula.start)
        except ReadError as error:
            knowledge.problems.append(error)
            continue
        raw.extend((number, chain) for chain in chains(tokens))
    knowledge.grammar = grammar_of(chain for _, chain in raw)
    headings = [m.start() for m in _HEADING.finditer(page.text)]
    for order, (number, chain) in enumerate(raw):
        members, wide = _trees(chain, knowledge.grammar)
        section = bisect_left(headings, chain.start)
        prose = _prose_before(page, number)
        knowledge.statements.append(Statement(order, number, section, chain, members, prose, wide))
    return _completed(knowledge)


def know_otherwise(usual: Knowledge, reading: Grammar) -> Knowledge:
    """What a page declares in another reading of the ambiguous notations; what holds none of them is not read again."""
    names = usual.grammar
    grammar = replace(reading, functions=names.functions, superscripts=names.superscripts)
    knowledge = Knowledge(usual.page, problems=usual.problems, grammar=grammar)
    for statement in usual.statements:
        if is_read_otherwise(reading, (t for m in statement.chain.members for t in m.tokens)):
            members, wide = _trees(statement.chain, grammar)
            statement = replace(statement, members=members, wide=wide)
        knowledge.statements.append(statement)
    return _completed(knowledge)


def _completed(knowledge: Knowledge) -> Knowledge:
    knowledge.index()
    for statement in knowledge.statements:
        for definition in definitions_in(statement, knowledge):
            knowledge.add(definition)
    return knowledge


def _trees(chain: Chain, grammar: Grammar) -> tuple[tuple[Node | ReadError, ...], tuple[int, ...]]:
    """The members of a chain, and which of them hold a sum that was read over all that is behind it."""
    usual = [_parsed(m.tokens, grammar, m.start) for m in chain.members]
    members = tuple(_plausible(m, t, grammar) for m, t in zip(chain.members, usual, strict=True))
    return members, tuple(place for place, (a, b) in enumerate(zip(usual, members, strict=True)) if a is not b)


def _prose_before(page: Page, number: int) -> str:
    formula = page.formulas[number]
    before: Formula | None = page.formulas[number - 1] if number else None
    return page.prose(max(before.end if before else 0, formula.start - 200), formula.start)


def _plausible(member: Member, tree: Node | ReadError, grammar: Grammar) -> Node | ReadError:
    """The usual reading; but Σ_i a_i + b_i is Σ_i (a_i + b_i), for else the second i would belong to nothing."""
    if not isinstance(tree, Node) or not any(t.kind == "command" and t.text == "sum" for t in member.tokens):
        return tree
    if not _escapes(tree):
        return tree
    wide = _parsed(member.tokens, replace(grammar, wide_sums=True), member.start)
    return wide if isinstance(wide, Node) and not _escapes(wide) else tree


def _escapes(tree: Node) -> bool:
    """Whether the index of a sum is also used as an index outside of it."""
    bound = bound_in(tree)
    free: set[str] = set()

    def visit(node: Node, inside: frozenset[str]) -> None:
        if isinstance(node, Big):
            inside |= {k for k in map(plain_key, node.index) if k is not None}
            visit(node.body, inside)
            return
        if isinstance(node, Name) and node.key not in inside:
            free.add(node.key)
        for child in children(node):
            visit(child, inside)

    visit(tree, frozenset())
    return bool(bound & free)


def _parsed(tokens: tuple[Token, ...], grammar: Grammar, start: int) -> Node | ReadError:
    try:
        return parse(tokens, grammar, start)
    except ReadError as error:
        return error
    except RecursionError:
        return ReadError("this is nested too deeply", start, start + 1)
