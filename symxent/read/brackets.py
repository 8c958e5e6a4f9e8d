"""Brackets: arguments, groups, intervals, sets, absolute values, and the bars that are no brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symxent.language.tree import Call, Group, Indexed, Name, Node, Number, Relation, Sequence, Words
from symxent.read import arrays
from symxent.read.cursor import CLOSES, OPENS
from symxent.read.errors import ReadError

if TYPE_CHECKING:
    from symxent.read.parser import Parser

CLOSING = {"(": ")", "[": "]", "\\{": "\\}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
_SEPARATORS = frozenset((",", ";", "|", "mid", "‖"))
_HALF_OPEN = {")": "]", "]": ")"}


def arguments(p: Parser, opening: str) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Everything up to the closing bracket: arguments, and behind a bar or semicolon what is given."""
    closing = CLOSING[opening]
    p.enter(opening)
    before: list[Node] = []
    behind: list[Node] = []
    target = before
    if not p.is_symbol(closing):
        target.append(p.relation())
        while p.kind() == "symbol" and (p.peek() in _SEPARATORS or (opening == "\\{" and p.is_symbol(":"))):
            sign = p.take().text
            if sign != ",":
                target = behind
                if p.is_symbol("|") or p.is_symbol("mid"):
                    p.take()
            if sign == "," and p.is_symbol(closing):
                break
            target.append(p.relation())
    p.leave()
    if len(before) == 2 and not behind and closing in _HALF_OPEN and p.is_symbol(_HALF_OPEN[closing]):
        p.take()  # [0, 1) is an interval
    else:
        p.expect(closing)
    return tuple(before), tuple(behind)


def bracketed(p: Parser, opening: str, first: int) -> Node:
    """A group, a tuple, an interval, a set, a rounding or an inner product; cases whose brace nothing closes."""
    if opening == "\\{":
        if p.kind() == "begin" and arrays.is_open(p):
            return arrays.braced_rows(p, first)
        builder = _set_builder(p, first)
        if builder is not None:
            return builder
    inside, given = arguments(p, opening)
    span = p.span(first)
    if opening == "⟨":
        return Call(Name("inner"), inside, given, span=span)
    if opening in ("⌊", "⌈"):
        return Call(Name("floor" if opening == "⌊" else "ceiling"), inside, given, span=span)
    if not inside:
        raise ReadError("there is nothing in these brackets", span.start, span.end)
    if given:
        return Call(Name("|"), inside, given, span=span)  # (s | y): a random variable and what is known
    if len(inside) == 1 and p.tokens[p.at - 1].text == CLOSING[opening]:
        return Group(inside[0], opening.lstrip("\\"), span=span)
    half_open = p.tokens[p.at - 1].text != CLOSING[opening]
    bracket = opening + p.tokens[p.at - 1].text if half_open else opening.lstrip("\\")
    return Sequence(inside, bracket, span=span)


def _set_builder(p: Parser, first: int) -> Node | None:
    """{x : what holds of it}; the condition is kept as words, for nothing is computed with a set."""
    close = p.closing(p.at - 1)
    if close < 0:
        return None
    mark = separator(p, p.at, close, (":", "mid", "|"))
    if mark is None:
        return None
    before = p.at
    try:
        p.enter("\\{")
        element: Node = p.relation()
        p.leave()
        if p.at != mark:
            raise p.error("no element of a set")
    except ReadError:
        p.at = before
        element = Words(" ".join(t.text for t in p.tokens[before:mark]))
    p.at = close
    condition = Words(p.words(mark + 1))
    p.at = close + 1
    return Sequence((element, condition), "{", span=p.span(first))


def separator(p: Parser, at: int, close: int, signs: tuple[str, ...]) -> int | None:
    """The place between two others, outside of inner brackets, where such a sign stands; bars that pair are none."""
    depth, found = 0, []
    for i in range(at, close):
        token = p.tokens[i]
        if token.kind == "symbol":
            depth += (token.text in OPENS) - (token.text in CLOSES)
            if depth == 0 and token.text in signs:
                found.append(i)
    if any(p.tokens[i].text != "|" for i in found):
        found = [i for i in found if p.tokens[i].text != "|"]
    return found[0] if len(found) % 2 or (found and p.tokens[found[0]].text != "|") else None


# -- bars


def bar_closes(p: Parser) -> bool:
    """Whether the bar ahead ends what stands before it: it closes an absolute value, or it says what is given."""
    if p.around == p.peek() or is_evaluation(p):
        return True
    ahead = bars_ahead(p)
    between = ahead == 2 and p.around in ("(", "[") and p.is_symbol(p.peek(), 1)
    return ahead % 2 == 1 or between  # KL(q || p)


def bars_ahead(p: Parser) -> int:
    """How many bars like the one ahead stand up to where the bracket around it closes."""
    sign, depth, count = p.peek(), 0, 0
    for i in range(p.at, len(p.tokens)):
        token = p.tokens[i]
        if token.kind in ("row", "column", "end") and depth == 0:
            break
        if token.kind != "symbol":
            continue
        depth += (token.text in OPENS) - (token.text in CLOSES)
        if depth < 0:
            break
        count += depth == 0 and token.text == sign
    return count


def is_evaluation(p: Parser) -> bool:
    """Whether the bar ahead is that of f(x)|_{x = a}."""
    return p.is_symbol("|") and p.is_symbol("_", 1) and p.around != "|"


def places(p: Parser) -> tuple[Node, ...]:
    """What stands below and above the bar ahead: where something is evaluated."""
    p.take()
    ends: tuple[Node, ...] = ()
    for sign in ("_", "^"):
        if p.is_symbol(sign):
            p.take()
            ends = (*ends, *p.subscript()) if sign == "_" else (*ends, p.argument())
    return ends


def evaluated(p: Parser, node: Node, first: int) -> Node:
    """f(x)|_{x = a}, F(x)|_a^b, or f|_A (x)."""
    bar = p.at
    ends = places(p)
    if isinstance(node, Name) and p.is_symbol("(") and not any(isinstance(end, Relation) for end in ends):
        restricted = Indexed(node, (), (Words(f"on {p.words(bar + 2)}"),), span=p.span(first))  # f|_A (x)
        inside, given = arguments(p, p.take().text)
        return Call(restricted, inside, given, span=p.span(first))
    return Call(Name("at"), (node,), ends, span=p.span(first))


def absolute(p: Parser, bar: str, first: int) -> Node:
    """|x|, ‖x‖, and ||x|| for ‖x‖."""
    if bar == "|" and p.is_symbol("|"):
        state = p.at, p.depth, len(p.bars)
        try:
            return _norm_in_bars(p, first)
        except ReadError:
            p.at, p.depth = state[:2]
            del p.bars[state[2] :]
    p.enter(bar)
    body = p.sum()
    p.leave()
    p.expect(bar)
    return Group(body, bar, span=p.span(first))


def _norm_in_bars(p: Parser, first: int) -> Node:
    p.take()
    p.enter("|")
    body = p.sum()
    p.leave()
    p.expect("|")
    p.expect("|")
    return Group(body, "‖", span=p.span(first))


def quantified(p: Parser, sign: str, first: int) -> Node:
    """∃ h: …, up to the bracket that closes; it is kept as words."""
    start, depth = p.at, 0
    while p.at < len(p.tokens):
        token = p.tokens[p.at]
        if token.kind == "error" or token.kind in ("row", "column", "end"):
            raise p.error("this is not understood")
        if token.kind == "symbol":
            depth += (token.text in OPENS) - (token.text in CLOSES)
            if depth < 0:
                break
        p.at += 1
    return Call(Name(sign), (Words(p.words(start)),), span=p.span(first))


def has_separators(p: Parser) -> bool:
    """Whether commas, bars or relations stand directly in the bracket ahead, as in P(y | x)."""
    depth = bars = 0
    for at in range(p.at, len(p.tokens)):
        token = p.tokens[at]
        if token.kind == "symbol":
            depth += (token.text in OPENS) - (token.text in CLOSES)
            if depth == 0:
                return bars % 2 == 1
            if depth == 1 and token.text in (",", ";", "mid"):
                return True
            bars += depth == 1 and token.text == "|"
        elif depth == 1 and token.kind == "relation":
            return True
    return False


def indicator(condition: Node, *others: Node, of: Node) -> Node:
    """1_{i = j} as the function 1{i = j}."""
    return Call(Name("1", "blackboard"), (condition, *others), span=of.span)


def is_one(node: Node) -> bool:
    """The digit 1, or 1 in the letters of an indicator."""
    return (isinstance(node, Number) and node.text == "1") or (isinstance(node, Name) and node.name == "1")
