"""x_1 + x_2 + … + x_n as a sum: what dots stand for, where the terms beside them leave one progression only."""

from __future__ import annotations

from dataclasses import replace

from symxent.language.tree import (
    Add,
    Big,
    Dots,
    Group,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    add,
    as_node,
    children,
    map_children,
    multiply,
    rebuild,
    walk,
)

_BOUND = "kijmlsr"
#: What stands where two terms differ, first and last.
Pair = tuple[Node, Node]


def with_sums(node: Node) -> Node:
    """The tree with each sum and product over dots written as Σ or Π; dots that may stand for anything stay."""
    if not any(isinstance(n, Dots) for n in walk(node)):
        return node
    node = map_children(node, with_sums)
    if isinstance(node, Add):
        found = _progression(node, node.terms, "sum")
        # a_n x^n + … + a_1 x + a_0 is written down from its end.
        return found if found is not node else _progression(node, node.terms[::-1], "sum")
    if isinstance(node, Multiply):
        return _progression(node, node.factors, "product")
    return node


def _progression(node: Node, parts: tuple[Node, ...], kind: str) -> Node:
    places = [at for at, part in enumerate(parts) if part in (Dots(), Negative(Dots()))]
    if len(places) != 1 or not 0 < places[0] < len(parts) - 1:
        return node
    at = places[0]
    bound = _fresh(node)
    found = _common(parts[at - 1], parts[at + 1], bound)
    signs = {isinstance(part, Negative) for part in parts[at - 1 : at + 2]}
    if bound is None or found is None or len(signs) > 1:
        return node
    body, (low, high) = found
    first = at - 1
    while first > 0 and (before := _shifted(low, -1)) is not None:
        if not _same(parts[first - 1], _put_in(body, bound, before)):
            if _common(_unsigned(parts[first - 1]), _unsigned(parts[at - 1]), bound) is not None:
                return node  # 1 + 3 + … + n, 1 − 1/2 + …: not from one to the next
            break
        low, first = before, first - 1
    last = at + 1
    while last < len(parts) - 1 and (behind := _shifted(high, 1)) is not None:
        if not _same(parts[last + 1], _put_in(body, bound, behind)):
            break
        high, last = behind, last + 1
    if first == at - 1 and isinstance(body, Name):
        return node  # a + … + b
    whole = Big(kind, body, (bound,), low, high, span=node.span)
    if first == 0 and last == len(parts) - 1:
        return whole
    rest = (*parts[:first], Group(whole), *parts[last + 1 :])
    return replace(add(*rest) if kind == "sum" else multiply(*rest), span=node.span)


def _unsigned(node: Node) -> Node:
    return node.body if isinstance(node, Negative) else node


def _fresh(node: Node) -> Name | None:
    taken = {n.key for n in walk(node) if isinstance(n, Name)}
    return next((Name(letter) for letter in _BOUND if letter not in taken), None)


def _common(first: Node, last: Node, bound: Name | None) -> tuple[Node, Pair] | None:
    """What two terms are but for what they differ in, one pair of a number and another end; None without one.

    The first end is a number: whether x_m + … + x_n goes up or down is not said.
    """
    pairs: list[Pair] = []
    if bound is None:
        return None
    body = _merged(first, last, bound, pairs)
    if body is None or len({str(pair) for pair in pairs}) != 1:
        return None
    low, high = pairs[0]
    if not isinstance(low, Number) or not low.text.isdigit() or not _is_end(high, low):
        return None
    return body, (low, high)


def _is_end(high: Node, low: Number) -> bool:
    """n, n − 1, n + 1, or a larger number: 1 + 1/2 + … + 1/2^n is perhaps another sum."""
    match high.body if isinstance(high, Group) else high:
        case Number(text):
            return text.isdigit() and int(text) > int(low.text)
        case Name() | Add((Name(), Number())) | Add((Name(), Negative(Number()))):
            return True
    return False


def _merged(first: Node, last: Node, bound: Name, pairs: list[Pair]) -> Node | None:
    """Both terms as one, with the bound name where they differ; None where they differ in more than an end."""
    if first == last:
        return first
    if isinstance(last, Power) and first == last.base and not isinstance(first, Number):
        pairs.append((Number("1"), last.exponent))  # r + r² + … + r^n begins with r^1
        return Power(first, bound)
    one, other = children(first), children(last)
    if type(first) is type(last) and len(one) == len(other) and one:
        merged = [_merged(a, b, bound, pairs) for a, b in zip(one, other, strict=True)]
        if any(m is None for m in merged):
            return None
        values = iter(merged)
        made = map_children(first, lambda child: next(values) or child)
        back = iter(other)
        return made if map_children(first, lambda child: next(back)) == last else None
    if not isinstance(first, Number) or any(isinstance(n, Dots) for n in walk(last)):
        return None
    pairs.append((first, last))
    return bound


def _shifted(end: Node, by: int) -> Node | None:
    """The end before or behind another: 2 and 1, n − 1 and n."""
    match end.body if isinstance(end, Group) else end:
        case Number(text) if text.isdigit() and int(text) + by >= 0:
            return as_node(int(text) + by)
        case Add((base, Negative(Number("1")))) if by == 1:
            return base
        case Name() as name if by == 1:
            return Add((name, Number("1")))
    return None


def _put_in(body: Node, bound: Name, value: Node) -> Node:
    def change(node: Node) -> Node:
        if node == bound:
            return value
        match node:
            case Power(base, Number("1")):
                return base
            case Power(_, Number("0")):
                return Number("1")
            case Multiply(factors) if Number("1") in factors and len(factors) > 1:
                return multiply(*(f for f in factors if f != Number("1")))
        return node

    return rebuild(body, change)


def _same(one: Node, other: Node) -> bool:
    return _plain(one) == _plain(other)


def _plain(node: Node) -> Node:
    return rebuild(node, lambda n: n.base if isinstance(n, Power) and n.exponent == Number("1") else n)
