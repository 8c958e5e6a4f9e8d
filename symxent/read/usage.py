"""Where names stand: where only a number can, and where nothing is put on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symxent.language.tree import Big, Call, Divide, Indexed, Name, Node, Number, Power, Relation, children


def numbers(nodes: list[Node]) -> set[str]:
    """Names that stand where only a number can: under a power, below a bar, in an inequality."""
    found: set[str] = set()
    for node in nodes:
        places: tuple[Node, ...] = ()
        match node:
            case Power(base, Number()):
                places = (base,)
            case Divide(_, below):
                places = (below,)
            case Relation(op, lhs, rhs) if op in ("<", ">", "≤", "≥"):
                places = (lhs, rhs)
        found |= {place.key for place in places if isinstance(place, Name)}
    return found


def alone(trees: Iterable[Node]) -> Iterator[Name]:
    """Names that stand without an index, and are no index themselves."""
    for tree in trees:
        yield from _alone_in(tree)


def _alone_in(node: Node) -> Iterator[Name]:
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Indexed):
        if not isinstance(node.base, Name):
            yield from _alone_in(node.base)
    elif isinstance(node, Call):
        for argument in (*node.arguments, *node.given):
            yield from _alone_in(argument)
    elif isinstance(node, Big):
        yield from _alone_in(node.body)
    else:
        for child in children(node):
            yield from _alone_in(child)
