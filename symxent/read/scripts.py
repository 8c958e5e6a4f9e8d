"""What stands below and above a name: indices, labels, powers, transposes, primes, the number of an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symxent.language.tree import (
    Add,
    Call,
    Divide,
    Group,
    Indexed,
    Matrix,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Relation,
    Sequence,
    Span,
    Transpose,
    Words,
)
from symxent.read import brackets
from symxent.read.errors import ReadError
from symxent.read.signs import Token

if TYPE_CHECKING:
    from symxent.read.parser import Parser

_INDEX_LETTERS = frozenset("ijklmnpqrst")
#: What stands raised alone and is no power, and what it makes of a letter.
_MARKS = {
    "*": "star",
    "star": "star",
    "†": "dagger",
    "+": "plus",
    "-": "minus",
    "#": "sharp",
    "♯": "sharp",
    "∧": "wedge",
    "∨": "vee",
}
_FIRST = frozenset(("*", "star", "⊤", "'", "†"))
_ALONE = frozenset(("'", "⊤", "∘", "°", "⊥")) | set(_MARKS)


def with_lower(p: Parser, node: Node, lower: tuple[Node, ...], first: int) -> Node:
    if isinstance(node, Group) and node.bracket == "‖" and lower == (Number("2"),):
        return node  # ‖w‖₂ is the norm without a number
    if isinstance(node, Power) and isinstance(node.base, Group) and len(lower) == 1:
        if node.base.bracket == "‖" and lower == (Number("2"),):
            return node  # nor is it in ‖w‖²₂
        ends = _between_ends(p, Indexed(node.base, lower), node.exponent, first)  # [F]^b_a is [F]_a^b
        if ends is not None:
            return ends
    if brackets.is_one(node) and lower and all(isinstance(n, Relation | Call) for n in lower):
        return brackets.indicator(*lower, of=node)
    if isinstance(node, Indexed):
        return Indexed(node.base, node.lower + lower, node.upper, span=p.span(first))
    if isinstance(node, Power) and isinstance(node.base, Name | Indexed):
        inner = with_lower(p, node.base, lower, first)  # x^2_i is x_i squared
        return _choices(p, inner, node.exponent, first) or Power(inner, node.exponent, span=p.span(first))
    if isinstance(node, Transpose):
        return Transpose(with_lower(p, node.body, lower, first), span=p.span(first))
    return Indexed(node, lower, span=p.span(first))


def _choices(p: Parser, node: Node, exponent: Node, first: int) -> Node | None:
    """C_n^k, on a page that counts so."""
    if not p.grammar.binomials or not isinstance(node, Indexed) or node.base != Name("C") or len(node.lower) != 1:
        return None
    return Call(Name("binom"), (node.lower[0], exponent), span=p.span(first))


def _between_ends(p: Parser, node: Node, exponent: Node, first: int) -> Node | None:
    """[F(x)]_a^b, the difference of the values at both ends."""
    match node:
        case Indexed(Group(body, "["), (low,), ()) if not isinstance(body, Name | Matrix | Sequence | Relation):
            return Call(Name("at"), (body,), (low, exponent), span=p.span(first))
    return None


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
    if alone and kind == "symbol" and sign in _ALONE:
        for _ in range(3 if braced else 1):
            p.take()
        return _marked(p, node, sign, first)
    if braced and kind == "symbol" and sign == "'" and _only_primes(p):
        count = 0
        while not p.is_symbol("}"):
            count += p.take().text == "'"
        p.take()
        return node, count
    if alone and kind == "name" and sign == "T" and _can_be_transposed(p, node):
        for _ in range(3 if braced else 1):
            p.take()
        return Transpose(node, span=p.span(first)), 0
    if (alone and kind == "relation" and sign in ("→", "←", "⊥")) or (braced and kind == "symbol" and sign in _MARKS):
        words = _raised_words(p, braced)
        if words is not None:
            return _raised(p, node, Words(words, span=p.span(first)), first), 0
    if braced and kind == "symbol" and sign in _FIRST and p.closing(p.at) > 0:
        return _marked_and_raised(p, node, first)
    exponent = p.argument()
    if isinstance(exponent, Negative) and exponent.body == Name("T") and _can_be_transposed(p, node):
        return Transpose(Power(node, Negative(Number("1"))), span=p.span(first)), 0
    if isinstance(node, Name | Indexed):
        match exponent:
            case Transpose(Group() as group) | Multiply((Group() as group, Name("T"))):  # x^{(i)T}, W^{[2]T}
                index = group.body if group.bracket == "(" else group
                return Transpose(_raised(p, node, index, first), span=p.span(first)), 0
        layers = _layers(node, exponent)
        if layers:
            for index in layers:
                node = _raised(p, node, index, first)
            return node, 0
    if isinstance(exponent, Group) and exponent.bracket == "(" and isinstance(node, Name | Indexed):
        if _numbers_something(node, exponent.body) and not p.grammar.raised_brackets:
            return _raised(p, node, exponent.body, first), 0
    counted = _choices(p, node, exponent, first) or _between_ends(p, node, exponent, first)
    if counted is not None:
        return counted, 0
    base_name = node.base if isinstance(node, Indexed) else node
    if isinstance(base_name, Name) and base_name.key in p.grammar.superscripts:
        if not isinstance(exponent, Number) or base_name.key in p.grammar.numbered:
            return _raised(p, node, exponent, first), 0
    return Power(node, exponent, span=p.span(first)), 0


def _marked_and_raised(p: Parser, node: Node, first: int) -> tuple[Node, int]:
    """w^{*T}, Σ^{*−1}, A^{⊤−1}: a mark, and behind it a power or another mark."""
    p.take()
    node, primes = _marked(p, node, p.take().text, first)
    if p.kind() == "name" and p.peek() == "T" and p.is_symbol("}", 1):
        p.take(), p.take()
        return Transpose(node, span=p.span(first)), primes
    if p.kind() == "symbol" and p.peek() in _ALONE and p.is_symbol("}", 1):
        node, more = _marked(p, node, p.take().text, first)
        p.take()
        return node, primes + more
    p.enter("}")
    exponent = p.sum()
    p.leave()
    p.expect("}")
    return Power(node, exponent, span=p.span(first)), primes


def _raised(p: Parser, node: Node, index: Node, first: int) -> Node:
    """An index above."""
    if isinstance(node, Indexed):
        return Indexed(node.base, node.lower, (*node.upper, index), span=p.span(first))
    return Indexed(node, (), (index,), span=p.span(first))


def _layers(node: Node, exponent: Node) -> tuple[Node, ...]:
    """The indices of a^{[l]}, z^{[1](i)}: what stands above a letter in square brackets or braces is no power."""
    if node in (Name("e"), Name("e", "roman")):
        return ()
    match exponent:
        case Group(_, "[" | "{"):
            return (exponent,)
        case Multiply((Group(_, "[" | "{") as layer, Group(index, "("))):  # of an example
            return layer, index
    return ()


def _numbers_something(node: Node, inside: Node) -> bool:
    """Whether x^(…) numbers an example, a layer or a step: i, 2, k + 1; and not e^(−x), x^(1/2) or 2^(n)."""
    base = node.base if isinstance(node, Indexed) else node
    if base in (Name("e"), Name("e", "roman")):
        return isinstance(inside, Name) and inside.name in _INDEX_LETTERS
    if isinstance(inside, Add):
        return all(isinstance(term, Name | Number) or _is_step(term) for term in inside.terms)
    return not isinstance(inside, Divide | Multiply | Power | Call) and not _is_step(inside)


def _is_step(term: Node) -> bool:
    body = getattr(term, "body", None)
    return isinstance(body, Name | Number) and not isinstance(term, Group)


def _can_be_transposed(p: Parser, node: Node) -> bool:
    """Numbers and e are raised to the power T."""
    if isinstance(node, Number) or node in (Name("e"), Name("e", "roman")):
        return False
    return not p.grammar.raised_t


def _raised_words(p: Parser, braced: bool) -> str | None:
    """A raised arrow or several raised marks, ++ or *−, as a label; None when something is computed there."""
    if not braced:
        return p.take().text
    close = p.closing(p.at)
    inside = p.tokens[p.at + 1 : close] if close > 0 else []
    if not inside or any(t.kind not in ("symbol", "relation") or t.text in ("(", "{", "\\{") for t in inside):
        return None
    p.at = close + 1
    return "".join(t.text for t in inside)


def _only_primes(p: Parser) -> bool:
    ahead = 1
    while p.is_symbol("'", ahead):
        ahead += 1
    return p.is_symbol("}", ahead)


def degrees(node: Node, span: Span) -> Node:
    """30° is π/6."""
    return Multiply((node, Divide(Name("pi"), Number("180"))), span=span)


def _marked(p: Parser, node: Node, sign: str, first: int) -> tuple[Node, int]:
    if sign == "'":
        return node, 1
    if sign == "⊤":
        return Transpose(node, span=p.span(first)), 0
    if sign in ("∘", "°") and isinstance(node, Number):
        return degrees(node, p.span(first)), 0
    if isinstance(node, Name) and sign in _MARKS:
        return Name(node.name, " ".join((*node.accent.split(), _MARKS[sign])), span=p.span(first)), 0
    if isinstance(node, Indexed) and isinstance(node.base, Name) and sign in _MARKS:
        base, _ = _marked(p, node.base, sign, first)
        return Indexed(base, node.lower, node.upper, span=p.span(first)), 0
    return _raised(p, node, Words(sign, span=p.span(first)), first), 0


def subscript(p: Parser) -> tuple[Node, ...]:
    """The indices behind _: ij are two, hh and new are a label."""
    first = p.at
    if not p.is_symbol("{"):
        if p.kind() == "prose" or (p.kind() == "symbol" and p.peek() in _LABELS):
            token = p.take()
            return (Words(token.text, span=p.span(first)),)
        return (_label_of(p.atom()),)
    p.take()
    inside: list[Token] = []
    ahead = 0
    while p.kind(ahead) in ("name", "number", "word", "operator", "prose"):
        inside.append(p.tokens[p.at + ahead])
        ahead += 1
    if inside and p.is_symbol("}", ahead):
        p.at += ahead + 1
        return _indices(inside, p.grammar.pairs)
    state = p.at, p.depth, len(p.bars)
    try:
        return _computed(p)
    except ReadError:
        p.at, p.depth = state[:2]
        del p.bars[state[2] :]
        return _as_label(p, first)


_LABELS = frozenset(("*", "star", "+", "-", "⊥", ":", "·", "∅", "0", "†", "∘", "⊕", "⊙"))


def _computed(p: Parser) -> tuple[Node, ...]:
    """Indices that are more than letters: i − 1, i = j, X ∼ p."""
    p.enter("}")
    items = [_index(p)]
    while p.is_symbol(",") or p.is_symbol(";"):
        p.take()
        items.append(_index(p))
    p.leave()
    p.expect("}")
    return tuple(x.body if isinstance(x, Group) and x.bracket == "(" else x for x in items)


def _index(p: Parser) -> Node:
    """One index; of a whole row or column, a colon."""
    first = p.at
    if p.kind() == "symbol" and p.peek() in _LABELS and p.peek(1) in (",", ";", "}"):
        return Words(p.take().text, span=p.span(first))
    return p.relation()


def _as_label(p: Parser, first: int) -> tuple[Node, ...]:
    """What stands below and is no index, A | B or t | t − 1: a label, told from others by its signs."""
    close = p.closing(first)
    if close < 0 or any(t.kind == "error" for t in p.tokens[first:close]):
        raise p.error("this subscript is not understood")
    p.at = close
    words = p.words(first + 1)
    p.at = close + 1
    return (Words(words, span=p.span(first)),)


def _label_of(node: Node) -> Node:
    return Words(node.name, span=node.span) if isinstance(node, Name) and node.accent == "roman" else node


def _indices(tokens: list[Token], pairs: frozenset[str]) -> tuple[Node, ...]:
    whole = Span(tokens[0].start, tokens[-1].end)
    if any(t.kind in ("word", "operator", "prose") for t in tokens):
        return (Words(" ".join(t.text for t in tokens), span=whole),)
    paired = len(tokens) == 2 and "".join(t.text for t in tokens) in pairs
    if len(tokens) > 1 and not paired and not all(t.kind == "number" or t.text in _INDEX_LETTERS for t in tokens):
        return (Words("".join(t.text for t in tokens), span=whole),)
    if len(tokens) > 1 and all(t.kind == "number" for t in tokens):
        return (Number("".join(t.text for t in tokens), span=whole),)
    kinds = {"number": Number, "oo": Words}
    return tuple(kinds.get(t.text, kinds.get(t.kind, Name))(t.text, span=Span(t.start, t.end)) for t in tokens)
