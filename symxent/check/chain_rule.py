"""The chain rule through a letter in between that the page leaves undefined."""

from __future__ import annotations

from collections.abc import Callable

from symxent.check.setting import Setting
from symxent.language.tree import Derivative, Multiply, Name, Node, rebuild


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
