"""Commands with a grammar of their own: accents, roots, what is stacked, what is said below a brace, remainders."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.language.tree import QUIET, Big, Call, Divide, Indexed, Name, Node, Number, Power, Sequence
from symxent.read import arrays, sums
from symxent.read.braces import are_scripts
from symxent.read.derivatives import fraction, gradient, partial_operator
from symxent.read.functions import EXTREMA, extremum, named_operator
from symxent.read.vocabulary import BIG

if TYPE_CHECKING:
    from symxent.read.parser import Parser

_ACCENT_OF_EXPRESSION = QUIET | {"underline"}
_FIGURES = frozenset(("blackboard", "bold", "vec"))

environment = arrays.environment


def accented(p: Parser, accent: str, first: int) -> Node:
    """A letter with a hat, in bold …; an alphabet around a whole expression says nothing, a hat over one is opaque."""
    big = _marked_sum(p, accent, first)
    if big is not None:
        return big
    body = p.argument()
    span = p.span(first)
    match body:
        case Name(name, old):
            return Name(name, _both(old, accent), span=span)
        case Number(text) if accent in _FIGURES and text in ("0", "1"):
            return Name(text, accent, span=span)
        case Indexed(Name(name, old), lower, upper):
            return Indexed(Name(name, _both(old, accent), span=body.base.span), lower, upper, span=span)
    if accent in _ACCENT_OF_EXPRESSION:
        return body
    return Call(Name(accent, "roman"), (body,), span=span)


def _marked_sum(p: Parser, accent: str, first: int) -> Node | None:
    """\\underline{\\int_R} f: the lower integral, another operator than ∫; None for any other accent."""
    close = p.closing(p.at) if p.is_symbol("{") else -1
    if close < 0 or p.kind(1) != "command" or p.peek(1) not in BIG or not are_scripts(p.tokens[p.at + 2 : close]):
        return None
    del p.tokens[close], p.tokens[p.at]
    found = sums.big(p, p.take().text, first)
    assert isinstance(found, Big)
    return replace(found, kind=f"{accent} {found.kind}")


def _both(old: str, new: str) -> str:
    """Two accents on one letter: looks in alphabetical order, then what makes another letter of it."""
    words = list(dict.fromkeys((*old.split(), *new.split())))
    looks = sorted(w for w in words if w in QUIET)
    if "roman" in looks and len(looks) > 1:
        looks.remove("roman")
    return " ".join((*looks, *(w for w in words if w not in QUIET)))


def over(p: Parser, first: int) -> Node:
    """The inside of braces, in which TeX's own {a \\over b} and {n \\choose k} may stand."""
    above = p.relation()
    if p.kind() == "command" and p.peek() in ("over", "choose"):
        chosen = p.take().text == "choose"
        below = p.sum()
        if chosen:
            return Call(Name("binom"), (above, below), span=p.span(first))
        return Divide(above, below, span=p.span(first))
    if p.is_symbol(","):  # {a, b}: the braces of a set whose backslash got lost
        items = [above]
        while p.is_symbol(","):
            p.take()
            items.append(p.relation())
        return Sequence(tuple(items), "{", span=p.span(first))
    return above


def modulo(p: Parser, node: Node, first: int) -> Node:
    """a mod m: the remainder; (mod m) behind an equation makes a congruence of it."""
    kind = p.take().text
    if p.is_symbol("("):
        p.take()
        by = p.sum()
        p.expect(")")
    else:
        by = p.argument()
    return Call(Name("mod" if kind == "bmod" else "congruent"), (node, by), span=p.span(first))


def command(p: Parser, name: str, first: int) -> Node:
    """What a command of STRUCTURE begins."""
    if name == "frac":
        return fraction(p, first)
    if name in BIG:
        return sums.big(p, name, first)
    if name in ("max", "min"):
        return named_operator(p, "sup" if name == "max" else "inf", first)
    if name == "partial":
        return partial_operator(p, first)
    if name == "nabla":
        return gradient(p, first)
    if name == "sqrt":
        return _root(p, first)
    if name == "binom":
        above = p.argument()
        return Call(Name("binom"), (above, p.argument()), span=p.span(first))
    if name in ("underset", "overset"):
        return _stacked(p, name, first)
    if name == "underbrace":
        body = p.argument()
        if p.kind() == "symbol" and p.peek() in ("_", "^"):
            p.take()
            skip_group(p)
        return body
    if name == "arrow":
        p.at = first
        raise p.error("an arrow inside an expression")
    if name == "arg":
        if p.peek() in ("max", "min") or p.peek() in EXTREMA:
            return named_operator(p, "arg" + p.take().text, first)
        return Name("arg", "roman", span=p.span(first))
    p.at = first
    raise p.error("no meaning is known for this command")


def skip_group(p: Parser) -> None:
    """Pass over a group whose content is only a remark."""
    if not p.is_symbol("{"):
        p.take()
        return
    depth = 0
    while True:
        token = p.take()
        if token.kind == "symbol":
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0:
                return


def _root(p: Parser, first: int) -> Node:
    degree: Node | None = None
    if p.is_symbol("["):
        p.take()
        p.enter("[")
        degree = p.sum()
        p.leave()
        p.expect("]")
    body = p.argument()
    if degree is None:
        return Call(Name("sqrt"), (body,), span=p.span(first))
    return Power(body, Divide(Number("1"), degree), span=p.span(first))


def _stacked(p: Parser, name: str, first: int) -> Node:
    """What stands below argmin is what it runs over; what stands above or below a letter is a remark."""
    if name == "overset":
        skip_group(p)
        return p.argument()
    mark = p.at
    skip_group(p)
    after = p.at
    p.at = mark
    under = p.subscript()
    if p.at != after:
        raise p.error("this underset is not understood")
    body = p.argument()
    if isinstance(body, Name) and body.name in EXTREMA | {"arg"}:
        if body.name == "arg" and p.peek() in ("max", "min"):
            return extremum(p, "arg" + p.take().text, under, first)
        return extremum(p, body.name, under, first)
    return Indexed(body, under, span=p.span(first))
