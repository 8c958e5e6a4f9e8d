"""The conditions of a page: what governs a statement, and what it leaves of the sets in which names live."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeGuard

from sympy import Expr, FiniteSet, Interval, Rational, S, Set, oo

from symxent.check.angles import interval_of_pi, is_a_letter
from symxent.check.definitions import OPERATORS_OF
from symxent.check.named import key_of
from symxent.check.names import letters, names_of
from symxent.check.statements import INDEX_LETTERS, Statement
from symxent.errors import SymxentError
from symxent.language.domain import LABEL, NONNEGATIVE, POSITIVE, UNIT
from symxent.language.evaluate import to_sympy
from symxent.language.matrices import OF_A_MATRIX
from symxent.language.scope import PROBABILITIES, Scope, plain_key
from symxent.language.tree import Big, Call, Divide, Matrix, Name, Node, Number, Sequence, Transpose, children, walk
from symxent.language.tree import Indexed as IndexedNode
from symxent.read.errors import ReadError
from symxent.read.formula_sets import Described, described
from symxent.read.parser import parse
from symxent.read.rows import Member
from symxent.read.sentences import given_anew
from symxent.read.speech import Condition

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge

#: What is said of random variables alone, and the names without which a formula is none of chances.
_OF_CHANCE = frozenset(("independent", "independently", "uncorrelated", "unabhängig", "unkorreliert"))
_CHANCES = OPERATORS_OF | PROBABILITIES
_SETS: dict[str, Set] = {
    "positive": POSITIVE, "negative": Interval.open(-oo, 0), "nonnegative": NONNEGATIVE, "unit": UNIT, "label": LABEL,
    "real": S.Reals, "integer": S.Integers, "natural": S.Naturals0, "empty": S.EmptySet,
}  # fmt: skip
Check = tuple[Expr, str, Expr]
OPPOSITE = {"<": ">", ">": "<", "≤": "≥", "≥": "≤", "≠": "≠", "=": "="}
#: A letter of a formula that was not read: a command may be Greek.
_LETTER = re.compile(r"\\[A-Za-z]+|[A-Za-z]")


def subjects(trees: Iterable[Node]) -> frozenset[str]:
    """The names that some formulas are about, without those that only stand as an index."""
    found: set[str] = set()

    def visit(node: Node, bound: frozenset[str]) -> None:
        if isinstance(node, Name):
            found.update({node.key} - bound)
        elif isinstance(node, IndexedNode):
            key = plain_key(node)
            found.update({key} if key is not None else ())
            visit(node.base, bound)
        elif isinstance(node, Big):
            visit(node.body, bound | {k for k in map(plain_key, node.index) if k is not None})
        else:
            for child in children(node):
                visit(child, bound)

    for tree in trees:
        visit(tree, frozenset())
    return frozenset(found)


@dataclass(frozen=True)
class Restriction:
    """left op right, or that a name lives in a set; ``sure``: it certainly governs the statement.

    ``formula``: the number of the one that says it, −1 where words do.
    """

    sure: bool
    relation: tuple[Node, str, Node] | None = None
    key: str = ""
    where: Set | None = None
    formula: int = -1

    @cached_property
    def names(self) -> frozenset[str]:
        """What it is about."""
        return frozenset((self.key,)) if self.relation is None else subjects((self.relation[0], self.relation[2]))

    @cached_property
    def doubted(self) -> Restriction:
        """The same, where it only perhaps governs."""
        return replace(self, sure=False) if self.sure else self


@dataclass(frozen=True)
class Governing:
    """What limits a statement.

    ``unread``: the words of a condition that governs it and was not understood; ``unread_of``: the names that all such
    conditions are about, or none where one may be about anything.
    """

    restrictions: tuple[Restriction, ...] = ()
    unread: str = ""
    names: frozenset[str] = frozenset()
    surely: frozenset[str] = frozenset()
    unread_of: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """A condition with its relations read: what it is about, and the words of a part that was not understood.

    ``beside``: the number of the chain that says it to the others of its formula, f(x) = …, x > 0.
    """

    condition: Condition
    restrictions: tuple[Restriction, ...] = ()
    unread: str = ""
    names: frozenset[str] = frozenset()
    beside: int = -1


def read_conditions(knowledge: Knowledge) -> list[Known]:
    """All conditions of a page, each read once; and the sums that it declares of its families, Σ_j w_ij = 1."""
    known = [_known_or_unread(condition, knowledge) for condition in knowledge.speeches.conditions]
    for statement in knowledge.statements:
        unread = [Known(Condition(-1, -1, statement.formula), (), BROKE_OFF, frozenset(), statement.number)]
        said = partial(_said, statement, knowledge)
        known += knowledge.guarded(said, unread, "a condition in it was not read", statement.chain)
    return [_told(k) for k in known]


def _told(known: Known) -> Known:
    """Each of its restrictions with the formula that says it: once, as each remembers its names."""
    here = known.condition.formula
    return replace(known, restrictions=tuple(replace(r, formula=here) for r in known.restrictions))


#: What is said of a condition that an error of symxent's own kept from being read: what it governs is never refuted.
BROKE_OFF = "one that symxent failed to read"


def unread_everywhere(knowledge: Knowledge) -> list[Known]:
    """In place of all conditions of a page: one over the whole of it that is not understood."""
    return [Known(Condition(0, len(knowledge.page.text), words=BROKE_OFF), (), BROKE_OFF)]


def _known_or_unread(condition: Condition, knowledge: Knowledge) -> Known:
    formulas = knowledge.page.formulas
    place = formulas[condition.formula] if 0 <= condition.formula < len(formulas) else condition
    read, lost = partial(_known, condition, knowledge), "a condition was not read"
    return knowledge.failures.guarded(read, Known(condition, (), BROKE_OFF), lost, place.start, place.end)


def _said(statement: Statement, knowledge: Knowledge) -> list[Known]:
    """What a chain itself limits, and the sums that it declares."""
    known: list[Known] = []
    if is_restriction(statement):
        made = tuple(_restrictions(statement, knowledge, sure=True)[0])
        about = subjects(statement.trees)
        known.append(Known(Condition(-1, -1, statement.formula), made, "", about, statement.number))
    if len(statement.members) != 2 or statement.chain.operators[0].text != "=" or statement.chain.continues:
        return known
    left, right = statement.members
    if is_sum(left) and isinstance(left.body, IndexedNode | Call) and isinstance(right, Number):
        anywhere = Condition(-1, -1, statement.formula, sure=False)
        known.append(Known(anywhere, (Restriction(False, (left, "=", right)),), "", subjects([left])))
    return known


def is_sum(node: Node | ReadError) -> TypeGuard[Big]:
    return isinstance(node, Big) and node.kind == "sum"


def _known(condition: Condition, knowledge: Knowledge) -> Known:
    if condition.formula < 0 or condition.names:
        keys = tuple(key_of(name) for name in condition.names)
        if condition.set:
            made = [Restriction(condition.sure, None, key, _SETS[condition.set]) for key in keys]
            if condition.set == "unit":  # a probability, which may be 0 or 1, and mostly is neither
                made = [
                    r
                    for key in keys
                    for r in (
                        Restriction(condition.sure, None, key, Interval(0, 1)),
                        Restriction(False, None, key, UNIT),
                    )
                ]
            return Known(condition, tuple(made), "", frozenset(keys))
        # What is constant or fixed is any number: that limits no algebra.
        return Known(
            condition, (), "" if condition.words in ("constant", "fixed") else condition.words, frozenset(keys)
        )
    statements = knowledge.by_formula.get(condition.formula, ())
    read: list[Restriction] = []
    unread, names = "" if statements else condition.words, frozenset[str]()
    for statement in statements:
        found, words = _restrictions(statement, knowledge, condition.sure)
        read += found
        unread = unread or words
        names |= subjects(statement.trees)
    if unread:  # it may say something of each letter in it, and of no other
        names |= {m.removeprefix("\\") for m in _LETTER.findall(knowledge.page.formulas[condition.formula].text)}
    return Known(condition, tuple(read), unread, names)


def governing(knowledge: Knowledge, statement: Statement, names: set[str]) -> Governing:
    """The conditions on some names that hold at a statement for sure, and those that perhaps do."""
    found: list[Restriction] = []
    unread: list[Known] = []
    at = statement.chain.start
    about = names | {name.partition("_")[0] for name in names}  # the w of ŵ may be spoken of
    anew = given_anew(knowledge.page.text, at)
    for known in knowledge.conditions:
        condition = known.condition
        if known.names and not known.names & (about if known.unread else names):
            continue
        own = condition.formula == statement.formula
        inside = condition.start <= at < condition.end and not own
        place = knowledge.page.formulas[condition.formula].start if condition.formula >= 0 else condition.start
        if known.beside >= 0:
            if not own or known.beside == statement.number or knowledge.statements[known.beside].chain.implied:
                continue  # 1/x < 1 ⇔ x > 1 says one of the other
            inside = True
        elif (own and condition.start < 0) or at < condition.since:
            continue
        if inside and known.unread and not _is_of_chance(known, about, knowledge):
            unread.append(known)
        earlier = {key for key, since in anew.items() if place < since}
        limiting = (r for r in known.restrictions if r.names & names and not _is_of_another_index(r, names))
        said = knowledge.speeches.at(statement.formula).start  # for x = 0, x²/x = x is of this very formula
        kept = [
            r for r in limiting if said == knowledge.speeches.at(r.formula).start or not _is_of_a_pole(r, statement)
        ]
        holds = inside and "" not in earlier
        found += [r if holds and r.sure and not r.names & earlier else r.doubted for r in kept]
    limits = tuple(_latest(found))
    surely = frozenset(k for r in limits if r.sure for k in r.names)
    words = unread[0].unread if unread else ""
    said_of = frozenset[str]().union(*(k.names for k in unread)) if all(k.names for k in unread) else frozenset()
    return Governing(limits, words, frozenset(k for r in limits for k in r.names), surely, said_of)


def _is_of_chance(known: Known, names: set[str], knowledge: Knowledge) -> bool:
    """Whether it says that letters are independent, which limits no formula without a mean or a probability."""
    spoken = known.condition.words.lower() in _OF_CHANCE and not names & _CHANCES
    return spoken and not re.search(r"linear\w*\s+(?:in)?dependent", knowledge.page.text, re.IGNORECASE)


def _is_of_another_index(restriction: Restriction, names: set[str]) -> bool:
    """Whether i = j is said before a formula without j, which holds for every i then."""
    match restriction.relation:
        case (Name(key=one), "=", Name(key=other)):
            return one != other and {one, other} <= INDEX_LETTERS and not {one, other} <= names
    return False


def _is_of_a_pole(restriction: Restriction, statement: Statement) -> bool:
    """Whether x = 1 is said before a formula with x − 1 below a bar: it was said of another one."""
    match restriction.relation:
        case (Name(key=key), "=", Node() as number) if not letters(number):
            below = [n.below for n in statement.nodes if isinstance(n, Divide)]
            try:
                scope = Scope().bind(key, to_sympy(number, Scope()))
                return any(letters(b) == {key} and to_sympy(b, scope) == 0 for b in below)
            except SymxentError:
                return False
    return False


def _latest(found: list[Restriction]) -> Iterator[Restriction]:
    """Of several sets that surely hold one name, or several bounds of it, the last alone is sure: it was said again."""
    last = {r.key: r for r in found if r.sure and r.key}
    bound = {at: r for r in found if r.sure and (at := _bounded(r))}
    for r in found:
        above = bound.get(_bounded(r) or ("", ""), r)
        if r.sure and above.formula != r.formula and above.relation != r.relation:
            r = r.doubted
        yield r if not r.key or not r.sure or last[r.key] is r or r.where == last[r.key].where else r.doubted


def _bounded(r: Restriction) -> tuple[str, str] | None:
    """The name that has a bound without letters, and on which side: x and "<" of x < 3 and of 3 > x."""
    left, op, right = r.relation or (None, "", None)
    if not isinstance(left, Name):
        left, op, right = right, OPPOSITE.get(op, ""), left
    if isinstance(left, Name) and isinstance(right, Node) and op in ("<", "≤", ">", "≥") and not letters(right):
        return left.key, "<" if op in "<≤" else ">"
    return None


def is_restriction(statement: Statement) -> bool:
    """x > 0, 0 < p < 1, x ∈ A: a name, compared with plain things or put in a set."""
    operators = [o.text for o in statement.chain.operators]
    if not set(operators) <= {"<", ">", "≤", "≥", "≠", "∈"} or statement.chain.continues:
        return False
    if "∈" in operators:
        return True
    return sum(isinstance(m, Name) for m in statement.members) >= 1 and all(
        isinstance(m, Node) and len(names_of([m])) <= 2 for m in statement.members
    )


def _restrictions(statement: Statement, knowledge: Knowledge, sure: bool) -> tuple[list[Restriction], str]:
    """The relations of one chain, and why one could not be read."""
    if statement.chain.continues or knowledge.defines_by(statement):
        return [], ""
    made: list[Restriction] = []
    for place, operator in enumerate(statement.chain.operators):
        op, right = operator.text, statement.members[place + 1]
        listed = statement.chain.also if place == 0 else ()
        for first in (statement.members[place], *(_parsed(m, knowledge) for m in listed)):
            if op in ("∈", "⊂") and isinstance(first, Node):
                set_said = statement.chain.members[place + 1].tokens
                key, found = _base_key(first), described(set_said)
                if key is not None and found is None:
                    where = interval_of_pi(set_said, knowledge.page.text)
                    if where is None:
                        return made, _words_of(statement)
                    made.append(Restriction(sure, None, key, where))
                if key is not None and found is not None:
                    made += _from_set(found, key, sure)
            elif op in OPPOSITE and isinstance(first, Node) and isinstance(right, Node):
                spoken = (n for side in (first, right) for n in walk(side))
                if is_a_letter(knowledge.page.text) and any(isinstance(n, Name) and n.name == "pi" for n in spoken):
                    return made, _words_of(statement)
                made.append(Restriction(sure, (first, op, right)))
            elif op not in ("∼", "∝", ":=", "≡", "≈", "→", "←"):
                return made, _words_of(statement)
    return made, ""


def _from_set(found: Described, key: str, sure: bool) -> list[Restriction]:
    if found.kind == "interval":
        low = -oo if found.low is None else Rational(found.low)
        high = oo if found.high is None else Rational(found.high)
        return [Restriction(sure, None, key, Interval(low, high, found.left_open, found.right_open))]
    if found.kind == "values":
        return [Restriction(sure, None, key, FiniteSet(*(Rational(v) for v in found.values)))]
    made = [Restriction(sure, None, key, _SETS[found.kind])] if found.kind in _SETS else []
    return [*made, Restriction(False, None, key, S.Naturals)] if found.kind == "natural" else made  # with 0 or without


def _words_of(statement: Statement) -> str:
    return f"the condition in formula {statement.formula + 1}"


def _parsed(member: Member, knowledge: Knowledge) -> Node | ReadError:
    try:
        return parse(member.tokens, knowledge.grammar, member.start)
    except ReadError as error:
        return error


def _base_key(node: Node) -> str | None:
    names = list(names_of([node]))
    base = getattr(node, "base", node)
    return base.key if isinstance(base, Name) else (names[0] if len(names) == 1 else None)


def array_names(statement: Statement) -> Iterator[str]:
    """Names of vectors, matrices or sets: transposed, bold, in ℝ^d, below tr or det, equal to a matrix or a set."""
    for tree in statement.trees:
        for node in walk(tree):
            if isinstance(node, Transpose) and isinstance(node.body, Name):
                yield node.body.key
            elif isinstance(node, Call) and isinstance(node.function, Name) and node.function.key in OF_A_MATRIX:
                yield from (n.key for a in node.arguments for n in walk(a) if isinstance(n, Name) and n.name.isupper())
            elif isinstance(node, Name) and node.accent in ("bold", "vec", "calligraphic"):
                yield node.key
    operators = [o.text for o in statement.chain.operators]
    for op, left, member in zip(operators, statement.members, statement.chain.members[1:], strict=False):
        if op in ("∈", "⊂") and isinstance(left, Node):
            found = described(member.tokens)
            if found is None or found.axes:
                yield from names_of([left])
    for op, left, right in zip(operators, statement.members, statement.members[1:], strict=False):
        if op in ("=", ":=") and isinstance(left, Name) and isinstance(right, Matrix | Sequence):
            yield left.key


def may_be_none(restriction: Restriction, key: str) -> bool:
    """Whether a restriction says of a count that it may be 0: n ≥ 0, n ∈ {0, 1, 2}, n ∈ ℕ."""
    if restriction.relation is None:
        return restriction.key == key and restriction.where is not None and S.Zero in restriction.where
    match restriction.relation:
        case (Name() as name, "≥", Number("0")) | (Number("0"), "≤", Name() as name):
            return name.key == key
    return False
