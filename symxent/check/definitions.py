"""What a chain defines: which left sides can be a definition, and which equations are one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING

from symxent.check.names import mentions, names_of
from symxent.check.statements import INDEX_LETTERS, Statement, index_case
from symxent.language.scope import INVERSES, LOGSUMEXP, SOFTMAX, STANDARD, Scope, call_key, normal_deviation, plain_key
from symxent.language.text import to_text
from symxent.language.tree import (
    LOUD,
    Add,
    Call,
    Indexed,
    Matrix,
    Name,
    Node,
    Number,
    Power,
    Transpose,
    Words,
    map_children,
    walk,
)
from symxent.read.errors import ReadError
from symxent.read.marks import IDENTITY
from symxent.read.speech import UNASSERTED
from symxent.read.speech_words import EXCEPTING
from symxent.read.vocabulary import FUNCTION_WORDS

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge

#: Letters that a page gives to one thing after another: y = e^x, then y = log x.
GENERIC = frozenset("yfghuvzxtsabcwkmnqr")
#: Functions that nobody defines by what a page says of them: of a matrix, and of random variables.
_KNOWN = frozenset(
    (
        *("det", "Det", "tr", "Tr", "trace", "Trace", "rank"),
        *("E_blackboard", "V_blackboard", "P_blackboard", "Var", "Cov", "Corr", "Pr"),
    )
)
#: The names of means, variances, probabilities of events, and what is taken of a matrix.
OPERATORS_OF = frozenset(("E", "V", "Var", "var", "Cov", "cov", "Corr", "tr", "Tr", "trace", "det", "Det", "rank"))
DEFINING = frozenset(("=", ":=", "≡"))

_CONCLUDES = re.compile(
    r"\b(?:then|so|hence|thus|therefore|implies|implying|must|(?:we|one)\s+(?:get|find|obtain|have|conclude)"
    r"|dann|also|daher|alors|donc|entonces|luego|então|logo)\b|则|那么|所以|因此|于是",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Definition:
    """``key`` stands for ``body``.  ``kind``: "value", "family" (p_i = …) or "function"; ``numeric``: x = 2, a case.

    ``powers``: those of a function's parameters, ℓ(μ, σ²), or none.
    """

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
    formula: int = -1
    start: int = 0
    powers: tuple[int, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in its body."""
        return frozenset(names_of([self.body]))

    @property
    def variables(self) -> tuple[str, ...]:
        """The parameters of a function as the page writes them."""
        return tuple(p.replace("·", "") for p in self.parameters)

    def varies_without(self, statements: Sequence[Statement]) -> bool:
        """Whether it is a function, and what stands in some formulas is none of its variables: where σ > 0."""
        names = names_of(tree for s in statements for tree in s.trees)
        return self.kind == "function" and bool(names) and not names & {*self.variables}

    @property
    def given(self) -> tuple[Node, ...]:
        """What stands behind the bar of its head: μ of p(y | μ)."""
        return self.head.given if isinstance(self.head, Call) else ()

    @property
    def labels(self) -> tuple[Node, ...]:
        """The indices of its head that do not run: X of F_X(x)."""
        head = self.head.function if isinstance(self.head, Call) else self.head
        return (*head.lower, *head.upper) if isinstance(head, Indexed) and not self.indices else ()


@dataclass(frozen=True)
class Head:
    """The left side of a definition."""

    key: str
    kind: str
    parameters: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()
    powers: tuple[int, ...] = ()


def head_of(node: Node) -> Head | None:
    """J, θ_new, p_i, f(x), S_i(x), softmax(z)_i as the left side of a definition; None for anything else."""
    match node:
        case Name(name) if not name.isdigit():  # 0, the vector of zeros, is nothing to be defined
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
        case Call(Name("±" | "∓")):
            return None
        case Call(function, arguments, given, 0) if arguments and normal_deviation(node) is None:
            key = call_key(node)
            if given and not all(isinstance(a, Name) for a in (*arguments, *given)):
                return None if key is None else Head(key, "value")  # p(y | μ, σ²), and another p(x | θ)
            return _function_head(function, (*arguments, *given)) if key is None else Head(key, "value")
    return None


def introduces(call: Call, scope: Scope) -> bool:
    """S(class 1), CE(0, p): an undefined function at a particular argument, said for the first time."""
    head = call.function.base if isinstance(call.function, Indexed) else call.function
    key = plain_key(call.function)
    if isinstance(head, Name) and head.key in STANDARD:
        return False
    if key is None or key in scope.definitions or scope.function(key) or call.primes:
        return False
    return key not in SOFTMAX | LOGSUMEXP and all(isinstance(a, Words | Number) for a in call.arguments[-1:])


def _function_head(function: Node, arguments: tuple[Node, ...]) -> Head | None:
    powers = tuple(2 if isinstance(a, Power) and a.exponent == Number("2") else 1 for a in arguments)
    if 2 in powers:  # ℓ(μ, σ²)
        head = _function_head(function, tuple(a.base if isinstance(a, Power) else a for a in arguments))
        return replace(head, powers=powers) if head is not None and not head.powers else None
    names = [key for a in arguments if (key := a.key if isinstance(a, Name) else plain_key(a)) is not None]
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


def definitions_in(statement: Statement, knowledge: Knowledge) -> Iterator[Definition]:
    chain = statement.chain
    speech = knowledge.speeches.at(statement.formula)
    if chain.remark or speech.act in UNASSERTED or EXCEPTING.fullmatch(speech.said):
        return
    operators = [o.text for o in chain.operators]
    members = list(statement.members)
    if chain.continues:
        yield from _written_out_below(statement, knowledge)
        yield from _names_at_the_end(statement, members, operators[1:], knowledge)
        return
    first, second = members[0], members[1]
    if isinstance(first, Node) and isinstance(second, Node) and operators[0] in DEFINING:
        head = head_of(first)
        model = head is not None and _is_a_model(head, second, knowledge)
        if head is not None and not model and defines(head, second, statement, knowledge):
            rest = [m for m in members[1:] if isinstance(m, Node) and not is_of_probabilities(m)]
            by_chain = head.kind == "function" and is_of_probabilities(second) and set(operators) <= {"="} and rest
            if by_chain and any(p.rstrip("·")[-1:].isdigit() and not mentions(rest[-1], p) for p in head.parameters):
                return  # L(m_1) of one model says nothing of L(m_0) of another
            yield _made(head, first, rest[-1] if by_chain else second, statement, 0)
            if by_chain:
                return  # p(x) = P(Y | x) = … does not say of P what it says of p by it
    yield from _names_at_the_end(statement, members, operators, knowledge)


def _is_a_model(head: Head, body: Node, knowledge: Knowledge) -> bool:
    """y_i = θ x_i + ε_i with the law of ε given is what is supposed of the data y, and not what y stands for."""
    terms = [n for n in body.terms if isinstance(n, Name | Indexed)] if isinstance(body, Add) else []
    noise = names_of(terms) & knowledge.of_a_law
    return head.kind in ("value", "family") and bool(noise) and head.key not in noise


def is_of_probabilities(node: Node) -> bool:
    """Whether p(y | θ) stands in it, of which nothing is known: LL(θ) = log p(y | θ) = … is defined by what follows."""
    return any(isinstance(n, Call) and n.given for n in walk(node))


def _written_out_below(statement: Statement, knowledge: Knowledge) -> Iterator[Definition]:
    """LL(θ) = log p(y | θ), and in the lines below = …: it is defined by the last of these that has no p in it."""
    above = statement.number - 1
    while above > 0 and knowledge.statements[above].chain.continues:
        above -= 1
    begun = knowledge.statements[above]
    old = next((d for d in knowledge.by_number.get(above, ()) if d.kind == "function" and d.member == 0), None)
    signs = {o.text for o in statement.chain.operators}
    if begun.formula != statement.formula or old is None or not is_of_probabilities(old.body) or signs != {"="}:
        return
    before = knowledge.defined_before(old.key, statement.number, 0)
    if before is None or not above <= before.number <= statement.number:
        return
    plain = [m for m in statement.members if isinstance(m, Node) and not is_of_probabilities(m)]
    body = plain[-1] if plain else None
    head = head_of(old.head)
    if body is not None and head is not None and not mentions(body, head.key):
        yield _made(head, old.head, body, statement, -1)


def defines(head: Head, body: Node, statement: Statement, knowledge: Knowledge) -> bool:
    """Whether head = body tells what the head is, and does not claim something about it."""
    base = head.key
    act = knowledge.speeches.at(statement.formula).act
    if head.kind != "value" and is_numeric(body) and act != "given":
        return False  # f(x) = 0 and y_j = 0 in words are what they are here and there, and no definition
    if head.kind == "value" and _is_solved_for(base, statement, knowledge):
        return False  # a x + b = 0 ⇔ x = −b/a: one x of many
    if isinstance(body, Name) and act in ("condition", "sought"):
        return False  # a minimum at x = a
    if isinstance(body, Name) and head.kind == "value" and _is_concluded({base, body.key}, statement, knowledge):
        return False  # if a b = a c then b = c
    if mentions(body, base) or (head.kind == "function" and _is_word_function(base)):
        return False
    if _of_one_thing(head, body):
        return False
    if isinstance(body, Words) or (base in INDEX_LETTERS and isinstance(body, Name) and body.key in INDEX_LETTERS):
        return False
    before = knowledge.defined_before(base, statement.number, 0)
    if before is None or before.numeric:
        return True
    if before.kind == head.kind == "function" and len(before.parameters) != len(head.parameters):
        return True  # ℓ(λ) of one model, and ℓ(μ, σ²) of the next
    words = statement.chain.words.lower()
    said = statement.chain.operators[0].text == ":=" or "let" in words.split()
    if base in GENERIC and before.section == statement.section and not statement.chain.implied:
        return said or not _alike(before.body, body)
    return said or (before.section != statement.section and not statement.chain.implied and len(base) == 1)


def _of_one_thing(head: Head, body: Node) -> bool:
    """Whether a function is said of one capital only: E(X) = 1/λ, μ = E(X)."""
    return head.kind == "function" and any(p.isupper() and not mentions(body, p) for p in head.parameters)


def _is_concluded(keys: set[str], statement: Statement, knowledge: Knowledge) -> bool:
    """Whether these letters stand in the statement just before, and the words between say that something follows."""
    before = knowledge.statements[statement.number - 1] if statement.number else None
    return before is not None and keys <= names_of(before.trees) and _CONCLUDES.search(statement.prose) is not None


def _is_solved_for(key: str, statement: Statement, knowledge: Knowledge) -> bool:
    """Whether a name stands in the chain just before, from which what is said of it follows: behind ⇒, or a row below.

    A row below y = a x + b says what x is in it; a row below 0 = a x + b says for which x that holds.
    """
    before = knowledge.statements[statement.number - 1] if statement.number else None
    if before is None or key not in names_of(before.trees):
        return False
    first, last = before.members[0], before.members[-1]
    equation = before.formula == statement.formula and isinstance(first, Node) and head_of(first) is None
    beside = "\\\\" not in knowledge.page.text[before.chain.end : statement.chain.start]
    if beside and isinstance(first, Node) and isinstance(last, Node) and not is_numeric(first) and not is_numeric(last):
        equation = False  # s = (1 - K) t, \qquad K = …
    return statement.chain.implied or (equation and not before.chain.continues)


def _alike(old: Node, new: Node) -> bool:
    """Whether two long formulas differ in little: then the second restates the first, rightly or wrongly."""
    one, two = to_text(old).replace("·", ""), to_text(new)
    return min(len(one), len(two)) >= 10 and SequenceMatcher(None, one, two, autojunk=False).ratio() > 0.75


def _is_word_function(key: str) -> bool:
    """log, tanh, sigmoid … keep their meaning; σ is a letter that a page may define."""
    if key.removesuffix("_inverse") in INVERSES and key.endswith("_inverse"):
        return True
    return (key in STANDARD and key not in ("sigma", "logistic")) or key in _KNOWN


def _made(head: Head, left: Node, body: Node, statement: Statement, member: int) -> Definition:
    parameters = head.parameters
    if head.kind == "function":
        body, parameters = with_renamed(body, head.parameters)
    numeric = head.kind == "value" and is_numeric(body)
    return Definition(
        head.key, head.kind, left, body, statement.number, member, statement.section, parameters, head.indices, numeric,
        statement.formula, statement.chain.start, head.powers,
    )  # fmt: skip


def with_renamed(body: Node, parameters: tuple[str, ...]) -> tuple[Node, tuple[str, ...]]:
    """The body with its parameters marked, so that x of f(x) is no other x of the page."""

    def change(node: Node) -> Node:
        if isinstance(node, Name):
            return replace(node, name=f"{node.name}·") if node.key in parameters else node
        if isinstance(node, Indexed) and (key := plain_key(node)) in parameters:
            return Name(f"{key}·")
        if isinstance(node, Indexed) and plain_key(node) is not None:
            return replace(node, base=change(node.base))  # the θ of h_θ is a label
        return map_children(node, change)

    renamed = []
    for key in parameters:
        name, *accents = key.split("_")
        renamed.append("_".join((f"{name}·", *accents)) if accents and LOUD.issuperset(accents) else f"{key}·")
    return change(body), tuple(renamed)


def ends_in(statements: Sequence[Statement]) -> dict[str, set[Node | ReadError]]:
    """How those chains of equalities end that begin with a name and have another member between."""
    found: dict[str, set[Node | ReadError]] = {}
    for first, *rest in (s.members for s in statements if {o.text for o in s.chain.operators} <= DEFINING):
        if isinstance(first, Name) and len(rest) > 1:
            found.setdefault(first.key, set()).add(rest[-1])
    return found


def _is_capital(node: Node) -> bool:
    return isinstance(node, Name) and node.name.isupper()


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
        if (head.kind != "value" and (head.key in STANDARD or head.key in FUNCTION_WORDS)) or index_case(statement):
            continue
        if any(mentions(m, head.key) for m in members[:place] if isinstance(m, Node)) or _of_one_thing(head, before):
            continue
        if head.key == IDENTITY and any(isinstance(n, Transpose) or _is_capital(n) for n in walk(before)):
            continue  # AᵀA = I is said of A
        if knowledge.first_mention.get(head.key, statement.number) < statement.number:
            continue
        if knowledge.defined_before(head.key, statement.number, place) is None and head.key not in knowledge.heads:
            yield _made(head, here, before, statement, place)
