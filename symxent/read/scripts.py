"""What stands below and above a name: indices, labels, powers, transposes, primes, the number of an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symxent.language.tree import Group, Indexed, Name, Node, Number, Power, Span, Transpose, Words
from symxent.read.tokens import Token

if TYPE_CHECKING:
    from symxent.read.parser import Parser

_INDEX_LETTERS = frozenset("ijklmnpqrst")


def with_lower(p: Parser, node: Node, lower: tuple[Node, ...], first: int) -> Node:
    if isinstance(node, Group) and node.bracket == "‖" and lower == (Number("2"),):
        return node  # ‖w‖₂ is the norm without a number
    if isinstance(node, Indexed):
        return Indexed(node.base, node.lower + lower, node.upper, span=p.span(first))
    if isinstance(node, Power) and isinstance(node.base, Name | Indexed):
        inner = with_lower(p, node.base, lower, first)  # x^2_i is x_i squared
        return Power(inner, node.exponent, span=p.span(first))
    if isinstance(node, Transpose):
        return Transpose(with_lower(p, node.body, lower, first), span=p.span(first))
    return Indexed(node, lower, span=p.span(first))


def with_upper(p: Parser, node: Node, first: int) -> tuple[Node, int]:
    """Transpose, prime, star, the number of an example, or a power."""
    p.take()
    braced = p.is_symbol("{")
    inside = 1 if braced else 0
    if braced and p.is_symbol("}", 1):
        p.take(), p.take()
        return node, 0
    sign, kind = p.peek(inside), p.kind(inside)
    alone = not braced or p.is_symbol("}", 2)
    if alone and kind == "symbol" and sign in ("'", "⊤", "*", "star", "†", "+", "-"):
        for _ in range(3 if braced else 1):
            p.take()
        return _marked(p, node, sign, first)
    if braced and kind == "symbol" and sign == "'" and _only_primes(p):
        count = 0
        while not p.is_symbol("}"):
            count += p.take().text == "'"
        p.take()
        return node, count
    if alone and kind == "name" and sign == "T" and not isinstance(node, Number):
        for _ in range(3 if braced else 1):
            p.take()
        return Transpose(node, span=p.span(first)), 0
    if alone and kind == "relation" and sign in ("→", "←"):
        for _ in range(3 if braced else 1):
            p.take()
        return Indexed(node, (), (Words(sign),), span=p.span(first)), 0
    exponent = p.argument()
    if isinstance(exponent, Group) and exponent.bracket == "(" and isinstance(node, Name | Indexed):
        base, lower = (node.base, node.lower) if isinstance(node, Indexed) else (node, ())
        upper = node.upper if isinstance(node, Indexed) else ()
        return Indexed(base, lower, (*upper, exponent.body), span=p.span(first)), 0
    base_name = node.base if isinstance(node, Indexed) else node
    if isinstance(base_name, Name) and base_name.key in p.grammar.superscripts:
        lower = node.lower if isinstance(node, Indexed) else ()
        return Indexed(base_name, lower, (exponent,), span=p.span(first)), 0
    return Power(node, exponent, span=p.span(first)), 0


def _only_primes(p: Parser) -> bool:
    ahead = 1
    while p.is_symbol("'", ahead):
        ahead += 1
    return p.is_symbol("}", ahead)


def _marked(p: Parser, node: Node, sign: str, first: int) -> tuple[Node, int]:
    if sign == "'":
        return node, 1
    if sign == "⊤":
        return Transpose(node, span=p.span(first)), 0
    if isinstance(node, Name):
        mark = {"*": "star", "†": "dagger", "+": "plus", "-": "minus"}.get(sign, sign)
        return Name(node.name, mark, span=p.span(first)), 0
    if isinstance(node, Indexed) and isinstance(node.base, Name):
        base, _ = _marked(p, node.base, sign, first)
        return Indexed(base, node.lower, node.upper, span=p.span(first)), 0
    raise p.error(f"no meaning is known for the raised sign {sign!r}")


def subscript(p: Parser) -> tuple[Node, ...]:
    """The indices behind _: ij are two, hh and new are a label."""
    first = p.at
    if not p.is_symbol("{"):
        if p.kind() == "prose":
            token = p.take()
            return (Words(token.text, span=p.span(first)),)
        node = p.atom()
        return (_label_of(node),)
    p.take()
    inside: list[Token] = []
    ahead = 0
    while p.kind(ahead) in ("name", "number", "word", "prose"):
        inside.append(p.tokens[p.at + ahead])
        ahead += 1
    if inside and p.is_symbol("}", ahead):
        p.at += ahead + 1
        return _indices(inside)
    p.enter("}")
    items = [p.relation()]
    while p.is_symbol(",") or p.is_symbol(";"):
        p.take()
        items.append(p.relation())
    p.leave()
    p.expect("}")
    return tuple(x.body if isinstance(x, Group) and x.bracket == "(" else x for x in items)


def _label_of(node: Node) -> Node:
    return Words(node.name, span=node.span) if isinstance(node, Name) and node.accent == "roman" else node


def _indices(tokens: list[Token]) -> tuple[Node, ...]:
    whole = Span(tokens[0].start, tokens[-1].end)
    if any(t.kind in ("word", "prose") for t in tokens):
        return (Words(" ".join(t.text for t in tokens), span=whole),)
    if len(tokens) > 1 and not all(t.kind == "number" or t.text in _INDEX_LETTERS for t in tokens):
        return (Words("".join(t.text for t in tokens), span=whole),)
    if len(tokens) > 1 and all(t.kind == "number" for t in tokens):
        return (Number("".join(t.text for t in tokens), span=whole),)
    return tuple(
        Number(t.text, span=Span(t.start, t.end)) if t.kind == "number" else Name(t.text, span=Span(t.start, t.end))
        for t in tokens
    )
