"""What a page supposes: a model, an initial condition, an equation to be solved; no step that could be proved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.check.definitions import DEFINING, OPERATORS_OF, Definition, head_of, is_numeric
from symxent.check.judged import Judged
from symxent.check.names import functional, is_logarithm, letters, names_of
from symxent.check.said_before import MOST_BACK
from symxent.check.statements import Statement, trees_of
from symxent.check.steps import Outcome
from symxent.language.scope import CONSTANTS, PROBABILITIES, STANDARD, plain_key
from symxent.language.tree import (
    Add,
    Big,
    Call,
    Derivative,
    Divide,
    Dots,
    Gradient,
    Group,
    Indexed,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Relation,
    Transpose,
    Words,
    walk,
)
from symxent.read.errors import ReadError
from symxent.read.speech import CONDITIONAL, UNASSERTED

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge

#: What begins an item of a list.
_ITEM = re.compile(r"\\item\b|\n[ \t]*(?:[-*+]|\d+\.|\(?[a-z]\))[ \t]")
#: What a formula behind it is by definition, though the page has said before what that comes to.
_DEFINED = re.compile(r"\b(?:is|are)\s+(?:\w+\s+)?defined\s+(?:as|by|to\s+be|via|through)\b[^.]{0,70}\Z")
#: Where a list begins that lies within what is said before it.
_LIST = re.compile(r"\\begin\{(?:itemize|enumerate)\}")
#: Names that stand for one thing on every page, or for a law.
#: What is said of a relation that claims nothing.
_NO_CLAIM, _TELLS, _OF_NOBODYS = (
    "no claim, by the words beside it",
    "says what its left side is",
    "supposed of what nobody defined",
)
_ORDERS = frozenset(("<", ">", "≤", "≥", "≠"))
#: Acts that no chain of letters alone is a claim behind.
_OF_LETTERS = frozenset(("condition", "given"))
#: From so many letters on an equation is one for them; one new letter may be a slip of the pen.
LEAST_UNKNOWN = 2
_FIXED = OPERATORS_OF | PROBABILITIES | {"I", "0", "1", "∅", "oo"}


def or_supposed(step: Judged, knowledge: Knowledge) -> Judged:
    """The step, or what is undecided of a relation that claims nothing: a condition, a definition, a supposition."""
    here = step.statement
    if step.status not in ("unknown", "needs definition", "not read") or here.chain.continues:
        return step
    act = knowledge.speeches.at(here.formula).act
    if act in _OF_LETTERS and all(_is_letter_or_number(m) for m in here.members):
        return replace(step, kind=act, outcome=Outcome("given", _NO_CLAIM))  # until t = T = 10
    if step.status != "not read" and (_is_sought(step, act) or (act == "stated" and _is_to_be_solved(step, knowledge))):
        return replace(step, kind="sought", outcome=Outcome("given", "an equation to be solved"))
    if step.place:
        return _or_told_further_on(step, knowledge)
    alone = len(here.chain.operators) == 1
    kind = act if act in CONDITIONAL | UNASSERTED else "premise" if _followed(here, knowledge) else ""
    if alone and kind:
        return replace(step, kind=kind, outcome=Outcome("given", _NO_CLAIM))
    if here.chain.implied or not isinstance(step.left, Node):
        return step
    if step.operator.text in DEFINING - {"="} and _is_one(step.left):
        return replace(step, kind="definition", outcome=Outcome("given", _TELLS))
    if step.operator.text in _ORDERS:
        return _or_order_supposed(step, knowledge, alone and act == "stated")
    if step.operator.text != "=":
        return step
    if isinstance(step.right, Node) and _puts_in(step.left, step.right):
        return replace(step, kind="case", outcome=Outcome("given", "the value of its left side in an example"))
    speech = knowledge.speeches.at(here.formula)
    in_words = alone and _DEFINED.search(knowledge.page.text, speech.start, here.chain.start)
    if in_words and head_of(step.left) is not None and not letters(step.left) & _FIXED:
        return replace(step, kind="definition", outcome=Outcome("given", _TELLS))
    if tells(step.left, here, knowledge, alone and act == "stated", act != "claim"):
        return replace(step, kind="definition", outcome=Outcome("given", _TELLS))
    if isinstance(step.left, Call) and step.left.function == Name("|"):
        return replace(step, kind="condition", outcome=Outcome("given", "what is given, of what stands before it"))
    if not isinstance(step.right, Node):
        return step
    if alone and _is_with_unknowns(step.left, step.right, here, knowledge):
        return replace(step, kind="sought", outcome=Outcome("given", "letters are to be found for which it holds"))
    if act == "stated" and supposes(step.left, step.right, here, knowledge, alone):
        return replace(step, kind="premise", outcome=Outcome("given", _OF_NOBODYS))
    return step


def _is_letter_or_number(member: Node | ReadError) -> bool:
    return isinstance(member, Name | Indexed | Number)


def _is_sought(step: Judged, act: str) -> bool:
    """Whether a derivative is set to 0, ∂L/∂c = U − μ q = 0, and not found to be."""
    chain = step.statement.chain
    first = step.statement.members[0]
    last = step.place == len(chain.operators) - 1 and step.operator.text == "=" and step.right == Number("0")
    derived = isinstance(first, Derivative | Gradient) or (isinstance(first, Call) and first.primes > 0)
    return last and derived and not chain.implied and (act != "claim" or len(chain.operators) > 1)


def _is_to_be_solved(step: Judged, knowledge: Knowledge) -> bool:
    """Whether an equation by itself has 0 on one side, or a derivative of what nobody defined in a sum: x″ + x = F."""
    if len(step.statement.chain.operators) > 1 or step.statement.chain.implied or step.operator.text != "=":
        return False
    sides = [side for side in (step.left, step.right) if isinstance(side, Node)]
    if any(isinstance(n, Big) and n.kind.startswith("lim") for side in sides for n in walk(side)):
        return False
    if Number("0") in sides:
        plain = all(isinstance(side, Name | Indexed | Number | Call) for side in sides)
        return not plain and any(letters(side) - _FIXED for side in sides)
    return any(isinstance(side, Add) and _of_unknown_rates(side, step.statement, knowledge) for side in sides)


def _of_unknown_rates(side: Add, statement: Statement, knowledge: Knowledge) -> bool:
    """Whether a term holds a derivative of a letter of which nothing is said."""
    names = [n.function for n in walk(side) if isinstance(n, Call) and n.primes]
    names += [n.body for n in walk(side) if isinstance(n, Derivative) and n.body is not None]
    return any(isinstance(n, Name) and not _is_defined({n.key}, statement, knowledge) for n in names)


def _or_order_supposed(step: Judged, knowledge: Knowledge, stated: bool) -> Judged:
    """The step, or an order that is supposed of what nobody defined: E X² < ∞, c + k ≤ F(k)."""
    assert isinstance(step.left, Node)
    if not stated or not isinstance(step.right, Node):
        return step
    finite = step.operator.text in ("<", "≤") and step.right == Name("oo")
    here = step.statement
    if finite or supposes(step.left, step.right, here, knowledge, True):
        return replace(step, kind="premise", outcome=Outcome("given", _OF_NOBODYS))
    return step


def _is_with_unknowns(left: Node, right: Node, statement: Statement, knowledge: Knowledge) -> bool:
    """Whether several letters on one side are to be found, 3 x/((x − 1)(x − 2)) = A/(x − 1) + B/(x − 2).

    They are new in the section, the page says at most what they come out as, and speaks of them again.
    """
    new = letters(right) - letters(left) or letters(left) - letters(right)
    if (
        len(new) < LEAST_UNKNOWN
        or not (letters(left) & letters(right))
        or new & functional((left, right))
        or new & _FIXED
    ):
        return False
    if any(d.number <= statement.number or not d.numeric for key in new for d in knowledge.by_key.get(key, ())):
        return False
    known = right if letters(right) <= letters(left) else left
    begins = isinstance(known, Divide) and _is_new(
        known, statement, knowledge
    )  # the next problem with the same letters
    met = {k for s in _near(statement, knowledge) for names in s.names for k in names} if not begins else set()
    behind = knowledge.statements[statement.number + 1 : statement.number + 1 + MOST_BACK]
    again = {k for s in behind if s.section == statement.section for names in s.names for k in names}
    return not new & met and new <= again


def _or_told_further_on(step: Judged, knowledge: Knowledge) -> Judged:
    """The step, or p(x) = P(Y = 1 | x) = σ(z): what its first side says what it is by, the second is told by here."""
    here, left = step.statement, step.left
    if step.operator.text != "=" or not isinstance(left, Node):
        return step
    if any(left in walk(tree) for tree in trees_of(here.members[: step.place])):
        return step
    if not tells(left, here, knowledge, False, knowledge.speeches.at(here.formula).act != "claim"):
        return step
    return replace(step, kind="definition", outcome=Outcome("given", _TELLS))


def _followed(here: Statement, knowledge: Knowledge) -> bool:
    """Whether ⇒ or ⇔ stands behind a chain: it is what something follows from."""
    return any(s.chain.implied for s in knowledge.by_formula[here.formula] if s.number == here.number + 1)


def _puts_in(left: Node, right: Node) -> bool:
    """SE = 2.2/√20 with the numbers of an example: a letter that is given the value of a calculation."""
    return (
        isinstance(left, Name | Indexed)
        and head_of(left) is not None
        and not isinstance(right, Number)
        and is_numeric(right)
    )


def tells(left: Node, statement: Statement, knowledge: Knowledge, stated: bool, anew: bool = False) -> bool:
    """Whether a relation tells what a letter or a function nobody defined is: ``stated`` alone, or at first use.

    ``anew``: at first use in its section too, where a letter may stand for something else.
    """
    if isinstance(left, Call) and is_logarithm(left.function) and len(left.arguments) == 1:
        left = left.arguments[0]  # log p(x) = … says what p is
    left = _base(left)
    head = left.base if isinstance(left, Indexed) else left
    several = isinstance(head, Call) and len(head.arguments) > 1  # E(u, v) is an error, and no mean
    if isinstance(head, Call):
        plain = all(map(_is_plain, (*head.arguments, *head.given)))
        if not plain or head.primes:
            return False  # Φ(−x) = 1 − Φ(x) is a law of Φ
        head = head.function
    head = head.base if isinstance(head, Indexed) else head
    named = isinstance(head, Name) and head.name.isalpha()
    labelled = isinstance(left, Indexed) and left.base is head  # σ_new is no sigmoid
    if not isinstance(head, Name) or not named or (head.key in STANDARD and not labelled):
        return False
    if head.name in OPERATORS_OF and not (several and head.accent == ""):
        return False
    if _is_defined({head.key, plain_key(left) or head.key}, statement, knowledge):
        density = isinstance(left, Call) and head.name in PROBABILITIES and bool(left.given)
        return anew and density and _is_new(left, statement, knowledge)  # p(y | c) beside p(c)
    first = knowledge.first_mention.get(head.key) == statement.number
    return stated or first or (anew and _is_new(left, statement, knowledge))


def _base(node: Node) -> Node:
    """The letter of 1/s² on the left of what says what s is."""
    match node:
        case Divide(Number("1"), below):
            return _base(below)
        case Power(Name() | Indexed() as base, Number()):
            return base
    return node


def _is_plain(argument: Node) -> bool:
    """x, x_i, σ² in p(x | μ, σ²), X = x, the dots of u(x_1, …, x_n)."""
    if isinstance(argument, Power) and isinstance(argument.exponent, Number):
        argument = argument.base
    return isinstance(argument, Name | Indexed | Words | Relation | Dots)


def _is_defined(keys: set[str], statement: Statement, knowledge: Knowledge) -> bool:
    """Whether one of some names surely has a definition at a statement, of which this one says no more."""
    return any(_sure(keys, statement, knowledge))


def _sure(keys: set[str], statement: Statement, knowledge: Knowledge) -> Iterator[Definition]:
    """The definitions of some names that surely hold at a statement."""
    definitions = (d for key in keys for d in knowledge.by_key.get(key, ()))
    return (
        d
        for d in definitions
        if knowledge.surely_in_force(d, statement) and not _is_of_another_item(d, statement, knowledge)
    )


def _is_of_another_item(definition: Definition, statement: Statement, knowledge: Knowledge) -> bool:
    """Whether a new item of the same list begins between a definition and a statement: a) F = x, b) F = y."""
    between = knowledge.page.text[definition.start : statement.chain.start]
    return len(_ITEM.findall(between)) > len(_LIST.findall(between))


def _is_new(node: Node, here: Statement, knowledge: Knowledge) -> bool:
    """Whether something was not met before in its section."""
    return not any(node in s.nodes for s in _near(here, knowledge))


def _near(here: Statement, knowledge: Knowledge) -> Iterator[Statement]:
    """What stands before a statement in its section."""
    near = knowledge.statements[max(0, here.number - MOST_BACK) : here.number]
    return (s for s in near if s.section == here.section)


def supposes(left: Node, right: Node, statement: Statement, knowledge: Knowledge, alone: bool) -> bool:
    """Whether an equation says something of what nobody defined: y(0) = 1, A = LU, A x = b, y′ = y².

    Of an equation that does not stand ``alone`` the left side has to be one letter or function: R² = 1 − SSE/SST = ….
    """
    if any(
        isinstance(n, Gradient) or (isinstance(n, Derivative) and n.partial) for x in (left, right) for n in walk(x)
    ):
        return False  # ∂E/∂W = Z δ is worked out
    if alone and (_is_a_rate(left, right) or _is_for_letters(left, right, knowledge)):
        return True
    if alone and _own_are_new(left, right, statement, knowledge):
        return True
    pairs = ((left, right), (right, left)) if alone else ((left, right),)
    for side, other in pairs:
        if not alone and not _is_one(side):
            continue
        unknown = _unknown(side, statement, knowledge)
        if unknown and not unknown <= names_of((other,)) | _derived(other):
            return True
    return False


def _is_a_rate(left: Node, right: Node) -> bool:
    """dp/dt = 500, which an exercise gives."""
    plain = isinstance(left, Derivative) and isinstance(left.body, Name) and all(isinstance(x, Name) for x in left.by)
    return plain and is_numeric(right)


def _is_for_letters(left: Node, right: Node, knowledge: Knowledge) -> bool:
    """x + 2 y = 5 with letters that the page gives at most values of an example: to be solved, or a constraint."""
    if is_numeric(left) == is_numeric(right) or not all(_is_school_algebra(x) for x in (left, right)):
        return False
    names = letters(left) | letters(right)
    return bool(names - _FIXED) and all(d.numeric for key in names for d in knowledge.by_key.get(key, ()))


def _is_school_algebra(node: Node) -> bool:
    plain = Add | Negative | Multiply | Divide | Power | Name | Indexed | Number
    return all(isinstance(n, plain) or (isinstance(n, Group) and n.bracket == "(") for n in walk(node))


def _own_are_new(left: Node, right: Node, statement: Statement, knowledge: Knowledge) -> bool:
    """log(p/(1 − p)) = β₀ + β₁x: each side speaks of what the other does not, and of something new in its section.

    Whatever is said before, such an equation does not follow from it.
    """
    nodes = [n for x in (left, right) for n in walk(x)]
    if any(isinstance(n, Derivative) or (isinstance(n, Call) and n.primes) for n in nodes):
        return False
    if any(isinstance(n, Name) and n.name in OPERATORS_OF for n in nodes):
        return False  # a mean, a variance, a trace is worked out
    own = letters(left) - letters(right) - _FIXED, letters(right) - letters(left) - _FIXED
    met = {k for s in _near(statement, knowledge) for names in s.names for k in names}
    told = {k for side in own for k in side if any(_is_telling(d) for d in _sure({k}, statement, knowledge))}
    new = (own[0] | own[1]) - met - functional((left, right))
    return all(own) and not told and bool(new)


def _is_telling(definition: Definition) -> bool:
    """Whether a definition says more than another name: p(x) = P(Y = 1 | x) does not say what p is."""
    return not (isinstance(definition.body, Call) and not definition.body.primes and _is_one(definition.body))


def _is_one(node: Node) -> bool:
    """A letter or a function of letters, or a power of it."""
    if isinstance(node, Power):
        return isinstance(node.exponent, Number) and _is_one(node.base)
    if isinstance(node, Call):
        return not node.primes and all(
            isinstance(a, Name | Indexed | Words | Relation) for a in (*node.arguments, *node.given)
        )
    return isinstance(node, Name | Indexed)


def _unknown(node: Node, statement: Statement, knowledge: Knowledge) -> set[str]:
    """The names in a product of letters, functions and derivatives of which none is defined; empty for other trees."""
    match node:
        case Name() | Indexed(Name()):
            head = node.base if isinstance(node, Indexed) else node
            assert isinstance(head, Name)
            keys = {head.key, plain_key(node) or head.key}
            fixed = head.name in _FIXED or head.key in STANDARD or head.key in CONSTANTS or not head.name.isalpha()
            return set() if fixed or _is_defined(keys, statement, knowledge) else {head.key}
        case Call(function, _, _, primes) if function.span is not None:  # else the reader made it of a sign
            return {f"{key}{'′' * primes}" for key in _unknown(function, statement, knowledge)}
        case Derivative(Name() | Indexed() | Call() as body, by, partial=False):
            return {f"{key}{'′' * len(by)}" for key in _unknown(body, statement, knowledge)}
        case Power(base, Number()) | Transpose(base) | Group(base, "("):
            return _unknown(base, statement, knowledge)
        case Multiply(factors):
            parts = [_unknown(f, statement, knowledge) for f in factors if not isinstance(f, Number)]
            return set().union(*parts) if all(parts) else set()
    return set()


def _derived(node: Node) -> set[str]:
    """The derivatives in a tree, y′ and dy/dx."""
    found: set[str] = set()
    for n in walk(node):
        if isinstance(n, Call) and n.primes:
            found |= {f"{key}{'′' * n.primes}" for key in names_of((n.function,))}
        elif isinstance(n, Derivative) and n.body is not None:
            found |= {f"{key}{'′' * len(n.by)}" for key in names_of((n.body,))}
    return found
