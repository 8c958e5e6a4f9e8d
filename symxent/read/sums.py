"""Sums, products, limits and integrals: what stands below and above them, and how far they reach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.language.text import GREEK
from symxent.language.tree import (
    Add,
    Big,
    Call,
    Divide,
    Group,
    Indexed,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Relation,
    Sequence,
    Words,
    children,
    map_children,
    multiply,
    walk,
)
from symxent.read.cursor import CLOSES, OPENS
from symxent.read.derivatives import matching_brace
from symxent.read.errors import ReadError

if TYPE_CHECKING:
    from symxent.read.parser import Parser


def big(p: Parser, kind: str, first: int) -> Node:
    lower: list[Node] = []
    upper: Node | None = None
    while p.kind() == "symbol" and p.peek() in ("_", "^"):
        if p.take().text == "_":
            lower = _under(p)
        elif p.is_symbol("{") and p.is_symbol("}", 1):
            p.take(), p.take()
        else:
            upper = p.argument()
    if kind in ("integral", "contour"):
        return _integral(p, kind, lower, upper, first)
    p.enter("Σ")
    body = _big_body(p, kind)
    p.leave()
    index, low, condition = _index(lower)
    for name in (n for n in index if isinstance(n, Name) and _counts(body, n)):
        index = tuple(_with_letter(n, name) for n in index)
        body, condition = _with_letter(body, name), condition and _with_letter(condition, name)
    if kind == "product" and p.grammar.short_products:
        factors = _factors(body)
        held = [any(_holds(f, name) for name in index) for f in factors]
        behind = factors[max((place for place, holds in enumerate(held) if holds), default=0) + 1 :]
        if behind:
            inside = multiply(*factors[: -len(behind)])
            over = Big(kind, inside, index, low, upper, condition, span=p.span(first))
            return Multiply((over, *behind), "", span=p.span(first))
    return Big(kind, body, index, low, upper, condition, span=p.span(first))


def _counts(body: Node, name: Name) -> bool:
    """Whether a Greek letter that runs stands below another one, where it is no label: μ of Σ_μ x_μ."""
    return name.key in GREEK and any(isinstance(n, Indexed) and name in n.lower for n in walk(body))


def _with_letter(node: Node, name: Name) -> Node:
    """A tree with a Greek letter as one sign, which tells that it is an index."""
    if node == name:
        return replace(name, name=GREEK[name.key], span=node.span)
    return map_children(node, lambda part: _with_letter(part, name))


def _holds(node: Node, name: Node) -> bool:
    """Whether a name stands in a tree, but for what a sum inside of it binds."""
    if isinstance(node, Big) and name in node.index:
        return False
    return node == name or any(_holds(part, name) for part in children(node))


def _factors(node: Node) -> list[Node]:
    if isinstance(node, Multiply) and node.sign in ("", "·"):
        return [part for f in node.factors for part in _factors(f)]
    return [node]


def _under(p: Parser) -> list[Node]:
    """What stands below Σ: i, i = 1, i ≠ j, i ∈ C, several of them; what is not understood stays as words."""
    if not p.is_symbol("{"):
        return [p.atom()]
    first = p.at
    p.take()
    if p.is_symbol("}"):
        p.take()
        return []
    state = p.at, p.depth, len(p.bars)
    try:
        return _conditions(p)
    except ReadError:
        close = p.closing(first)
        if close < 0 or any(t.kind == "error" for t in p.tokens[first:close]):
            raise
        p.at, p.depth = close, state[1]
        del p.bars[state[2] :]
        words = Words(p.words(first + 1), span=p.span(first))
        p.at = close + 1
        return [words]


def _conditions(p: Parser) -> list[Node]:
    stacked = p.kind() == "command" and p.peek() == "substack"
    if stacked:
        p.take()
        p.expect("{")
    p.enter("}")
    items = [_lower_relation(p)]
    while _parts_conditions(p):
        p.take()
        items.append(_lower_relation(p))
    p.leave()
    p.expect("}")
    if stacked:
        p.expect("}")
    return items


def _parts_conditions(p: Parser) -> bool:
    """Whether a comma, a bar or a new line parts one condition from the next."""
    if p.kind() == "symbol":
        return p.peek() in (",", ":", "|", "mid", ";")
    return p.kind() == "row" or (p.kind() == "command" and p.peek() == "atop")


def _lower_relation(p: Parser) -> Node:
    node = p.relation()
    return node.body if isinstance(node, Group) and node.bracket == "(" else node


def _index(lower: list[Node]) -> tuple[tuple[Node, ...], Node | None, Node | None]:
    """The bound names, the lower bound, and the condition."""
    if not lower:
        return (), None, None
    head = lower[0]
    if isinstance(head, Words):
        return (), None, head
    relations = [n for n in lower if isinstance(n, Relation)]
    names = tuple(n for n in lower[1:] if isinstance(n, Name))
    match head:
        case Relation("=", name, low):
            return (name, *names), low, _all(relations[1:])
        case Relation(_, name, _):
            over = [r.lhs for r in relations[1:] if r.op == "∈" and isinstance(r.lhs, Name)]
            return (name, *over, *names), None, _all(relations)
        case _:
            return tuple(n for n in lower if not isinstance(n, Relation)), None, _all(relations)


def _all(conditions: list[Relation]) -> Node | None:
    """Several conditions as one, none as None."""
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    return Call(Name("∧"), tuple(conditions))


def _big_body(p: Parser, kind: str) -> Node:
    """Everything up to the next + or −; with wide sums the sum behind it.  Π ends before another Σ or Π beside it."""
    if kind.startswith("lim") or not p.grammar.wide_sums:
        if p.is_symbol("-") or p.is_symbol("+"):
            return p.term()
        return p.product(whole=kind != "product" or p.grammar.long_products)
    return p.sum()


def _integral(p: Parser, kind: str, lower: list[Node], upper: Node | None, first: int) -> Node:
    """∫ f dx, ∫ dx f, ∫∫ f dx dy; without its dx it is kept, and nothing is known about it."""
    low = (lower[0] if len(lower) == 1 else Sequence(tuple(lower))) if lower else None
    if _is_differential(p):
        by = _differentials(p)
        body = Number("1") if p.ends_product() else p.product()  # ∫ ds
        return Big(kind, body, by, low, upper, span=p.span(first))
    braced = p.is_symbol("{") and _ends_with_differential(p)
    if braced:
        p.take()
    waiting = _waiting_for_theirs(p, first)
    p.differentials += 1
    p.integrals.append(p.at)
    try:
        body = p.sum()
    finally:
        p.integrals.pop()
        p.differentials -= 1
    by = _differentials(p, waiting)
    if braced:
        p.expect("}")
    if not by and (low is not None or upper is not None):
        body, by = _from_inside(body)
    if not by:
        body, by = _from_numerator(body)
    rest: tuple[Node, ...] = ()
    if not by:
        body, by, rest = _from_the_next(body)
    if not by and not rest and (letter := _only_letter(body)) is not None:
        by = (letter,)
    if low == Name("R", "blackboard") and upper is None and len(by) == 1:  # ∫_ℝ f dx
        low, upper = Negative(Name("oo")), Name("oo")
    found = Big(kind, body, by, low, upper, span=p.span(first))
    return Add((found, *rest), span=p.span(first)) if rest else found


def _from_inside(body: Node) -> tuple[Node, tuple[Node, ...]]:
    """∫ ∫ f dx dy with ends of each: x is the variable of the inner one, y that of the outer one."""
    match body:
        case Big("integral", index=(first, *rest), lower=low, upper=high) if rest and (low is None) == (high is None):
            return replace(body, index=(first,)), tuple(rest)
        case Multiply((*factors, Big("integral") as last)):
            inner, by = _from_inside(last)
            return (replace(body, factors=(*factors, inner)), by) if by else (body, ())
    return body, ()


def _from_numerator(body: Node) -> tuple[Node, tuple[Node, ...]]:
    """The integrand and the variable of ∫ dx/f, whose dx stands in the numerator."""
    match body:
        case Divide(Multiply((*rest, Name("d", ""), Name() as x)) as above, below):
            over = multiply(*rest, sign=above.sign) if rest else Number("1")
            return Divide(over, below, span=body.span), (x,)
    return body, ()


def _from_the_next(body: Node) -> tuple[Node, tuple[Node, ...], tuple[Node, ...]]:
    """The integrand, the variable and what is added in ∫ f + ∫ g dx, whose first dx is not written."""
    terms = body.terms if isinstance(body, Add) else ()
    for place, term in enumerate(terms):
        inner = term.body if isinstance(term, Negative) else term
        inner = inner.factors[-1] if isinstance(inner, Multiply) else inner
        if isinstance(inner, Big) and inner.kind == "integral" and len(inner.index) == 1 and place:
            return (terms[0] if place == 1 else Add(terms[:place])), inner.index, terms[place:]
    return body, (), ()


def _only_letter(body: Node) -> Name | None:
    """The one letter of ∫ csc x, which is integrated over."""
    names = {n for n in walk(body) if isinstance(n, Name)}
    held = {n.function for n in walk(body) if isinstance(n, Call) and isinstance(n.function, Name)}
    constants = {Name("e"), Name("pi")}
    left = names - held - constants
    letter = next(iter(left)) if len(left) == 1 else None
    return letter if letter is not None and letter.key in ("x", "t", "theta") else None


def _is_differential(p: Parser) -> bool:
    return p.peek() == "d" and p.kind() == "name" and p.kind(1) in ("name", "accent")


def _differentials(p: Parser, waiting: int = 0) -> tuple[Node, ...]:
    """dx dy, the last ones left to so many integrals that wait for theirs."""
    found: list[Node] = []
    places: list[int] = []
    while _is_differential(p):
        places.append(p.at)
        p.take()
        found.append(p.factor())
    own = max(1, len(found) - waiting)
    if len(found) > own:
        p.at = places[own]
    return tuple(found[:own])


def _waiting_for_theirs(p: Parser, first: int) -> int:
    """How many integrals around one wait for their dx: those whose first product it is a factor of."""
    found = 0
    for start in p.integrals:
        between = p.tokens[start:first]
        signs = [t.text for t in between if t.kind == "symbol"]
        plain = sum(s in OPENS for s in signs) == sum(s in CLOSES for s in signs) and not {"+", "-"} & set(signs)
        found += plain
    return found


def _ends_with_differential(p: Parser) -> bool:
    """Whether the braces ahead end with dx."""
    close = matching_brace(p, p.at)
    return close - 2 > p.at and p.tokens[close - 2].text == "d"
