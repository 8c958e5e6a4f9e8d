"""What a chain says of letters in between: the chain rule through an undefined one, and which runs in [F]_a^b."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.check.setting import Setting
from symxent.language.scope import may_run_between, runs_between
from symxent.language.tree import Big, Call, Derivative, Multiply, Name, Node, Relation, rebuild, walk

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge
    from symxent.check.statements import Statement

#: So many chains before one may integrate by the letter that runs in its brackets.
NEARBY = 3


def run_as_integrated(node: Node, knowledge: Knowledge, here: Statement) -> Node:
    """[F]_a^b of several letters as [F]_{x=a}^b, x the only one of them by which the section integrates nearby."""
    near = knowledge.statements[max(0, here.number - NEARBY) : here.number + 1]
    trees = (tree for s in near if s.section == here.section for tree in s.trees)
    integrals = (n for tree in trees for n in walk(tree) if isinstance(n, Big) and n.kind == "integral")
    by = {variable for n in integrals for variable in n.index}

    def change(n: Node) -> Node:
        if not isinstance(n, Call) or n.function != Name("at") or len(n.given) != 2 or runs_between(n) is not None:
            return n
        names = may_run_between(n) & by
        low, high = n.given
        return replace(n, given=(Relation("=", names.pop(), low), high)) if len(names) == 1 else n

    return rebuild(node, change)


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
