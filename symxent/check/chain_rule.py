"""What a chain says of letters in between: the chain rule through an undefined one, and which runs in [F]_a^b."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.check.setting import Setting
from symxent.language.scope import may_run_between, runs_between
from symxent.language.tree import (
    Add,
    Big,
    Call,
    Derivative,
    Divide,
    Group,
    Indexed,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Relation,
    multiply,
    rebuild,
    walk,
)

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge
    from symxent.check.statements import Statement

#: So many chains before one may integrate by the letter that runs in its brackets.
NEARBY = 3


def run_as_integrated(node: Node, knowledge: Knowledge, here: Statement) -> Node:
    """[F]_a^b of several letters as [F]_{x=a}^b, x the only one of them by which the section integrates nearby."""
    near = knowledge.statements[max(0, here.number - NEARBY) : here.number + 1]
    by = {variable for n in _integrals(s for s in near if s.section == here.section) for variable in n.index}
    first = here.number
    while first and knowledge.statements[first].chain.continues:
        first -= 1
    own = {(n.index, n.lower, n.upper) for n in _integrals(knowledge.statements[first : here.number + 1])}

    def change(n: Node) -> Node:
        match n:
            case Power(Indexed(Group(Name() as x, "["), (low,), ()), high) if ((x,), low, high) in own:
                return Call(Name("at"), (x,), (Relation("=", x, low), high), span=n.span)
            case Big("integral", body, ()) if n.condition is None:
                return _by_its_letter(n, body, by)
        if not isinstance(n, Call) or n.function != Name("at") or len(n.given) != 2 or runs_between(n) is not None:
            return n
        names = may_run_between(n) & by
        low, high = n.given
        return replace(n, given=(Relation("=", names.pop(), low), high)) if len(names) == 1 else n

    return rebuild(node, change)


def _integrals(statements: Iterable[Statement]) -> Iterator[Big]:
    nodes = (n for s in statements for tree in s.trees for n in walk(tree))
    return (n for n in nodes if isinstance(n, Big) and n.kind == "integral")


def _by_its_letter(n: Big, body: Node, by: set[Node]) -> Node:
    """∫ g(u) d(φ(u)) as ∫ g(u) φ′(u) du, u the only letter of φ by which the section integrates nearby."""
    factors = _factors(body)
    match factors[-2:]:
        case [Name("d"), Group(inner, "(" | "[")]:
            letters = {m for m in walk(inner) if isinstance(m, Name)} & by
            if len(letters) == 1:
                (u,) = letters
                made = multiply(*factors[:-2], Derivative(inner, (u,)))
                low, high = (None if end is None else _end(end) for end in (n.lower, n.upper))
                return replace(n, body=made, index=(u,), lower=low, upper=high)
    return n


def _factors(node: Node) -> list[Node]:
    if not isinstance(node, Multiply) or node.sign == "×":
        return [node]
    return [part for f in node.factors for part in _factors(f)]


def _end(node: Node) -> Node:
    """−∞ for −∞ − μ, and ∞ for ∞/2: what is finite moves no end at infinity."""
    match node:
        case Group(body):
            return _end(body) if _is_endless(body) else node
        case Negative(body) if _end(body) == Name("oo"):
            return Negative(Name("oo"))
        case Add(terms) if len(ends := [t for t in terms if _is_endless(t)]) == 1:
            return _end(ends[0])
        case Divide(above, Number(text)) if _is_endless(above) and float(text) > 0:
            return _end(above)
    return node


def _is_endless(node: Node) -> bool:
    return any(n == Name("oo") for n in walk(node))


def join_chain_rule(node: Node, setting: Setting) -> Node:
    """∂ŷ/∂z · ∂z/∂θ with a z that nobody defined is ∂ŷ/∂θ: the chain rule holds for every z in between."""
    known = setting.scope
    return _joined(node, lambda name: name.key not in known.definitions and _is_undefined(name, setting))


def _is_undefined(name: Name, setting: Setting) -> bool:
    symbol = setting.scope.symbols.get(f"{name.key} alone", setting.scope.symbols.get(name.key))
    return symbol is not None and symbol not in setting.scope.values and symbol not in setting.scope.families


def _joined(node: Node, is_undefined: Callable[[Name], bool]) -> Node:
    """∂a/∂z · ∂z/∂b → ∂a/∂b wherever z is undefined; for numbers and for vectors alike."""

    def change(n: Node) -> Node:
        if not isinstance(n, Multiply):
            return n
        factors = list(n.factors)
        at = 0
        while at + 1 < len(factors):
            merged = _merged(factors[at], factors[at + 1], is_undefined)
            if merged is None:
                at += 1
            else:
                factors[at : at + 2] = [merged]
        if len(factors) == len(n.factors):
            return n
        return factors[0] if len(factors) == 1 else Multiply(tuple(factors), n.sign, span=n.span)

    return rebuild(node, change)


def _merged(a: Node, b: Node, is_undefined: Callable[[Name], bool]) -> Node | None:
    match a, b:
        case Derivative(body, (Name() as z,), partial, stacked), Derivative(Name() as inner, (by,), _, _):
            if body is not None and z == inner and is_undefined(z):
                return Derivative(body, (by,), partial, stacked, span=a.span)
    return None
