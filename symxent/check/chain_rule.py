"""The chain rule through a letter in between that the page leaves undefined."""

from __future__ import annotations

from collections.abc import Callable

from symxent.language.tree import Derivative, Multiply, Name, Node, rebuild


def joined(node: Node, is_undefined: Callable[[Name], bool]) -> Node:
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
