"""What a page supposes: a model, an initial condition, an equation to be solved; no step that could be proved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.check.definitions import OPERATORS_OF
from symxent.check.judged import Judged
from symxent.check.names import names_of
from symxent.check.statements import Statement
from symxent.check.steps import Outcome
from symxent.language.opaque_calls import PROBABILITIES
from symxent.language.scope import CONSTANTS, STANDARD, plain_key
from symxent.language.tree import (
    Call,
    Derivative,
    Gradient,
    Group,
    Indexed,
    Multiply,
    Name,
    Node,
    Number,
    Power,
    Relation,
    Transpose,
    Words,
    walk,
)
from symxent.read.speech import CONDITIONAL, UNASSERTED

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge

#: Names that stand for one thing on every page, or for a law.
_FIXED = OPERATORS_OF | PROBABILITIES | {"I", "0", "1", "∅", "oo"}


def or_supposed(step: Judged, knowledge: Knowledge) -> Judged:
    """The step, or what is undecided of a relation that claims nothing: a condition, a definition, a supposition."""
    here = step.statement
    if step.status not in ("unknown", "needs definition") or here.chain.continues or step.place:
        return step
    act = knowledge.speeches.at(here.formula).act
    alone = len(here.chain.operators) == 1
    kind = act if act in CONDITIONAL | UNASSERTED else "premise" if _followed(here, knowledge) else ""
    if alone and kind:
        return replace(step, kind=kind, outcome=Outcome("given", "no claim, by the words beside it"))
    if step.operator.text != "=" or here.chain.implied:
        return step
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    if tells(step.left, here, knowledge, alone and act == "stated"):
        return replace(step, kind="definition", outcome=Outcome("given", "says what its left side is"))
    if act == "stated" and supposes(step.left, step.right, knowledge, alone):
        return replace(step, kind="premise", outcome=Outcome("given", "supposed of what nobody defined"))
    return step


def _followed(here: Statement, knowledge: Knowledge) -> bool:
    """Whether ⇒ or ⇔ stands behind a chain: it is what something follows from."""
    return any(s.chain.implied for s in knowledge.by_formula[here.formula] if s.number == here.number + 1)


def tells(left: Node, statement: Statement, knowledge: Knowledge, stated: bool) -> bool:
    """Whether a relation tells what a letter or a function nobody defined is: ``stated`` alone, or at first use."""
    head = left.base if isinstance(left, Indexed) else left
    if isinstance(head, Call):
        plain = all(isinstance(a, Name | Indexed | Words | Relation) for a in (*head.arguments, *head.given))
        if not plain or head.primes:
            return False  # Φ(−x) = 1 − Φ(x) is a law of Φ
        head = head.function
    head = head.base if isinstance(head, Indexed) else head
    named = isinstance(head, Name) and head.name.isalpha()
    if not isinstance(head, Name) or not named or head.key in STANDARD or head.name in OPERATORS_OF:
        return False
    first = knowledge.first_mention.get(head.key) == statement.number
    return (stated or first) and not {head.key, plain_key(left)} & knowledge.by_key.keys()


def supposes(left: Node, right: Node, knowledge: Knowledge, alone: bool) -> bool:
    """Whether an equation says something of what nobody defined: y(0) = 1, A = LU, A x = b, y′ = y².

    Of an equation that does not stand ``alone`` the left side has to be one letter or function: R² = 1 − SSE/SST = ….
    """
    if any(
        isinstance(n, Gradient) or (isinstance(n, Derivative) and n.partial) for x in (left, right) for n in walk(x)
    ):
        return False  # ∂E/∂W = Z δ is worked out
    pairs = ((left, right), (right, left)) if alone else ((left, right),)
    for side, other in pairs:
        if not alone and not _is_one(side):
            continue
        unknown = _unknown(side, knowledge)
        if unknown and not unknown <= names_of((other,)) | _derived(other):
            return True
    return False


def _is_one(node: Node) -> bool:
    """A letter or a function of letters, or a power of it."""
    if isinstance(node, Power):
        return isinstance(node.exponent, Number) and _is_one(node.base)
    if isinstance(node, Call):
        return not node.primes and all(isinstance(a, Name | Indexed | Words) for a in (*node.arguments, *node.given))
    return isinstance(node, Name | Indexed)


def _unknown(node: Node, knowledge: Knowledge) -> set[str]:
    """The names in a product of letters, functions and derivatives of which none is defined; empty for other trees."""
    match node:
        case Name() | Indexed(Name()):
            head = node.base if isinstance(node, Indexed) else node
            assert isinstance(head, Name)
            keys = {head.key, plain_key(node) or head.key}
            fixed = head.name in _FIXED or head.key in STANDARD or head.key in CONSTANTS or not head.name.isalpha()
            return set() if fixed or keys & knowledge.by_key.keys() else {head.key}
        case Call(function, _, _, primes) if function.span is not None:  # else the reader made it of a sign
            return {f"{key}{'′' * primes}" for key in _unknown(function, knowledge)}
        case Derivative(Name() | Indexed() | Call() as body, by, partial=False):
            return {f"{key}{'′' * len(by)}" for key in _unknown(body, knowledge)}
        case Power(base, Number()) | Transpose(base) | Group(base, "("):
            return _unknown(base, knowledge)
        case Multiply(factors):
            parts = [_unknown(f, knowledge) for f in factors if not isinstance(f, Number)]
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
