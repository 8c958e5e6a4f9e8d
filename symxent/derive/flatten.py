"""The look of a line: one chain of factors, signs where a reader expects them."""

from __future__ import annotations

from symxent.derive.terms import ONE
from symxent.language import tree as t
from symxent.language.tree import Derivative, Multiply, Negative, Node, Number


def flatten(node: Node) -> Node:
    """Products inside products opened, so that a line shows one chain of factors.

    A sum inside a sum stays: (e⁻ˣ + 1) − 1 is not e⁻ˣ + 1 − 1.
    """
    return t.rebuild(node, _flatten_once)


def _flatten_once(node: Node) -> Node:
    if not isinstance(node, Multiply):
        return node
    sign = node.sign or next((f.sign for f in node.factors if isinstance(f, Multiply) and f.sign), "")
    negative = False
    factors: list[Node] = []
    for i, factor in enumerate(node.factors):
        # A minus sign in front comes out of the product; one further on stays visible: α · (−(y − p)) · x.
        if isinstance(factor, Negative) and not i and factor.body != ONE:
            negative, factor = True, factor.body
        elif isinstance(factor, Negative) and isinstance(factor.body, Multiply):
            first, *rest = factor.body.factors
            factors.append(Negative(first))
            factor = t.multiply(*rest, sign=factor.body.sign)
        factors.extend(factor.factors if isinstance(factor, Multiply) else (factor,))
    product = t.multiply(*_in_order(factors), sign=sign)
    return Negative(product) if negative else product


def _in_order(factors: list[Node]) -> list[Node]:
    """Numbers first; d/dx last, since an operator swallows what stands behind it."""

    def rank(factor: Node) -> int:
        return -1 if isinstance(factor, Number) else int(isinstance(factor, Derivative) and not factor.above)

    return sorted(factors, key=rank)
