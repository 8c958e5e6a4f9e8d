"""What a page declares: its chains as trees, and the definitions in force at each of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from symxent.language.scope import STANDARD, call_key, plain_key
from symxent.language.text import to_text
from symxent.language.tree import (
    Big,
    Call,
    Derivative,
    Indexed,
    Matrix,
    Name,
    Node,
    Number,
    Words,
    children,
    map_children,
    walk,
)
from symxent.read.document import Formula, Page
from symxent.read.errors import ReadError
from symxent.read.grammar import Grammar, is_read_otherwise
from symxent.read.parser import parse
from symxent.read.rows import Chain, Member, chains
from symxent.read.symbols import grammar_of
from symxent.read.tokens import Lexicon, Token, tokenize

INDEX_LETTERS = frozenset("ijklmnpqrst")
#: Letters that a page gives to one thing after another: y = e^x, then y = log x.
_GENERIC = frozenset("yfghuvzxtsabcwkmnqr")
DEFINING = frozenset(("=", ":=", "≡"))


@dataclass(frozen=True)
class Statement:
    """A chain of the page with its place in the order of reading; ``section`` counts the headings before it.

    ``wide``: members in which Σ was read over the whole sum behind it, because its index stands there too.
    """

    number: int
    formula: int
    section: int
    chain: Chain
    members: tuple[Node | ReadError, ...]
    prose: str = ""
    wide: tuple[int, ...] = ()

    @property
    def trees(self) -> tuple[Node, ...]:
        return tuple(m for m in self.members if isinstance(m, Node))


@dataclass(frozen=True)
class Definition:
    """``key`` stands for ``body``.  ``kind``: "value", "family" (p_i = …) or "function"; ``numeric``: x = 2, a case."""

    key: str
    kind: str
    head: Node
    body: Node
    number: int
    member: int
    section: int
    parameters: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()
    numeric: bool = False


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
        for definition in _definitions(statement, knowledge):
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


# -- definitions


@dataclass(frozen=True)
class Head:
    """The left side of a definition."""

    key: str
    kind: str
    parameters: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()


def head_of(node: Node) -> Head | None:
    """J, θ_new, p_i, f(x), S_i(x), softmax(z)_i as the left side of a definition; None for anything else."""
    match node:
        case Name():
            return Head(node.key, "value")
        case Indexed(Name() as base, lower, upper):
            key = plain_key(node)
            if key is not None and not upper:
                return Head(key, "value")
            indices = _index_names((*upper, *lower))
            return Head(base.key, "family", (), indices) if indices is not None else None
        case Indexed(Call() as call, lower, ()):
            head = head_of(call)
            indices = _index_names(lower)
            if head is not None and indices is not None and not head.indices:
                return replace(head, indices=indices)
        case Call(function, arguments, given, 0) if arguments:
            key = call_key(node)
            return _function_head(function, (*arguments, *given)) if key is None else Head(key, "value")
    return None


def _function_head(function: Node, arguments: tuple[Node, ...]) -> Head | None:
    names = [a.key for a in arguments if isinstance(a, Name)]
    if len(names) != len(arguments) or len(set(names)) != len(names):
        return None
    key = plain_key(function)
    if key is not None:
        return Head(key, "function", tuple(names))
    if isinstance(function, Indexed) and isinstance(function.base, Name) and not function.upper:
        indices = _index_names(function.lower)
        if indices is not None:
            # h_θ(x): θ is a name of the page and no index when it is Greek or bold; S_i(x) is a family.
            plain = all(len(i) == 1 and i in "ijklmn" for i in indices)
            return Head(function.base.key, "function", tuple(names), indices if plain else ())
    return None


def _index_names(nodes: tuple[Node, ...]) -> tuple[str, ...] | None:
    names = [n.key for n in nodes if isinstance(n, Name)]
    return tuple(names) if names and len(names) == len(nodes) and len(set(names)) == len(names) else None


def mentions(node: Node, key: str) -> bool:
    """Whether a name occurs, alone, with indices or as a function."""
    return any((isinstance(n, Name) and n.key == key) or plain_key(n) == key for n in walk(node))


def _definitions(statement: Statement, knowledge: Knowledge) -> Iterator[Definition]:
    chain = statement.chain
    if chain.remark:
        return
    operators = [o.text for o in chain.operators]
    members = list(statement.members)
    if chain.continues:
        yield from _names_at_the_end(statement, members, operators[1:], knowledge)
        return
    first, second = members[0], members[1]
    if isinstance(first, Node) and isinstance(second, Node) and operators[0] in DEFINING:
        head = head_of(first)
        if head is not None and defines(head, second, statement, knowledge):
            yield _made(head, first, second, statement, 0)
    yield from _names_at_the_end(statement, members, operators, knowledge)


def defines(head: Head, body: Node, statement: Statement, knowledge: Knowledge) -> bool:
    """Whether head = body tells what the head is, and does not claim something about it."""
    base = head.key
    if mentions(body, base) or (head.kind == "function" and _is_word_function(base)):
        return False
    if isinstance(body, Words) or (base in INDEX_LETTERS and isinstance(body, Name) and body.key in INDEX_LETTERS):
        return False
    before = knowledge.defined_before(base, statement.number, 0)
    if before is None or before.numeric:
        return True
    words = statement.chain.words.lower()
    said = statement.chain.operators[0].text == ":=" or "let" in words.split()
    if base in _GENERIC and before.section == statement.section and not statement.chain.implied:
        return said or not _alike(before.body, body)
    return said or (before.section != statement.section and not statement.chain.implied and len(base) == 1)


def _alike(old: Node, new: Node) -> bool:
    """Whether two long formulas differ in little: then the second restates the first, rightly or wrongly."""
    one, two = to_text(old).replace("·", ""), to_text(new)
    return min(len(one), len(two)) >= 10 and SequenceMatcher(None, one, two, autojunk=False).ratio() > 0.75


def _is_word_function(key: str) -> bool:
    """log, tanh, sigmoid … keep their meaning; σ is a letter that a page may define."""
    return key in STANDARD and key not in ("sigma", "logistic")


def _made(head: Head, left: Node, body: Node, statement: Statement, member: int) -> Definition:
    parameters = head.parameters
    if head.kind == "function":
        body, parameters = with_renamed(body, head.parameters)
    numeric = head.kind == "value" and is_numeric(body)
    return Definition(
        head.key, head.kind, left, body, statement.number, member, statement.section, parameters, head.indices, numeric
    )


def with_renamed(body: Node, parameters: tuple[str, ...]) -> tuple[Node, tuple[str, ...]]:
    """The body with its parameters marked, so that x of f(x) is no other x of the page."""

    def change(node: Node) -> Node:
        if isinstance(node, Name):
            return replace(node, name=f"{node.name}·") if node.key in parameters else node
        if isinstance(node, Indexed) and plain_key(node) is not None:
            return replace(node, base=change(node.base))  # the θ of h_θ is a label
        return map_children(node, change)

    renamed = []
    for key in parameters:
        name, _, accent = key.partition("_")
        renamed.append(f"{name}·_{accent}" if accent in ("hat", "bar", "tilde", "star") else f"{key}·")
    return change(body), tuple(renamed)


def is_numeric(node: Node) -> bool:
    """A number as it stands: 2, −1.5, 1/3."""
    return not any(isinstance(n, Name | Words | Matrix) for n in walk(node))


def _names_at_the_end(
    statement: Statement, members: list[Node | ReadError], operators: list[str], knowledge: Knowledge
) -> Iterator[Definition]:
    """… = p gives a name to what stands before it, when p was never met before on the page."""
    if statement.chain.continues:
        operators = [statement.chain.operators[0].text, *operators]
    for place in range(1, len(members)):
        before, here = members[place - 1], members[place]
        if not isinstance(before, Node) or not isinstance(here, Node) or isinstance(here, Number):
            continue
        head = head_of(here)
        if head is None or operators[place - 1 if not statement.chain.continues else place] not in DEFINING:
            continue
        if (head.kind != "value" and head.key in STANDARD) or index_case(statement):
            continue
        if any(mentions(m, head.key) for m in members[:place] if isinstance(m, Node)):
            continue
        if knowledge.first_mention.get(head.key, statement.number) < statement.number:
            continue
        if knowledge.defined_before(head.key, statement.number, place) is None and head.key not in knowledge.heads:
            yield _made(head, here, before, statement, place)


def names_of(trees: Iterable[Node]) -> set[str]:
    """All keys that occur in some trees."""
    found: set[str] = set()
    for tree in trees:
        for node in walk(tree):
            key = plain_key(node)
            if key is not None:
                found.add(key)
            if isinstance(node, Indexed) and isinstance(node.base, Name):
                found.add(node.base.key)
            if isinstance(node, Call) and (call := call_key(node)) is not None:
                found.add(call)
    return found


def bound_in(tree: Node) -> set[str]:
    """Keys that some sum of the tree binds."""
    return {k for n in walk(tree) if isinstance(n, Big) for k in map(plain_key, n.index) if k is not None}


def index_case(statement: Statement) -> str:
    """i = j or i ≠ j, said of the formulas that follow; "" for any other statement."""
    match statement.members:
        case (Name(one), Name(two)) if one in INDEX_LETTERS and two in INDEX_LETTERS:
            operator = statement.chain.operators[0].text
            return f"{min(one, two)} {operator} {max(one, two)}" if operator in ("=", "≠") else ""
    return ""


def declared_sum(statement: Statement) -> tuple[Big, Number] | None:
    """Σ_i y_i = 1 alone on a line: a fact about y, when y has no definition."""
    if len(statement.members) != 2 or statement.chain.continues or statement.chain.operators[0].text != "=":
        return None
    match statement.members:
        case (Big("sum", Indexed(Name())) as total, Number() as number):
            return total, number
    return None


def differentiated(trees: Iterable[Node]) -> Iterator[str]:
    """Names that some derivative is taken of, ∂C/∂z: they depend on what follows."""
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Derivative) and node.body is not None and node.stacked:
                body = node.body
                if isinstance(body, Indexed) and isinstance(body.base, Name):
                    yield body.base.key
                key = plain_key(body.function if isinstance(body, Call) else body)
                if key is not None:
                    yield key
