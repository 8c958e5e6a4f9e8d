"""Notations with a grammar of their own: sums, functions without brackets, accents, matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symxent.language.tree import (
    Big,
    Call,
    Cases,
    Divide,
    Group,
    Indexed,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Relation,
)
from symxent.read.derivatives import fraction, gradient, matching_brace, partial_operator, product
from symxent.read.errors import ReadError
from symxent.read.vocabulary import FUNCTION_WORDS

if TYPE_CHECKING:
    from symxent.read.parser import Parser

_BIG_WORDS = frozenset(["max", "min", "argmax", "argmin"])
_ACCENT_OF_EXPRESSION = frozenset(("bold", "roman", "calligraphic", "underline"))


def is_function_word(text: str) -> bool:
    return text in FUNCTION_WORDS


def function_word(p: Parser) -> Node:
    """log, exp, tanh, max …: with scripts, and with an argument in brackets or without."""
    first = p.at
    word = p.take()
    head: Node = Name(word.text, span=p.span(first))
    power: Node | None = None
    primes = 0
    lower: tuple[Node, ...] = ()
    while p.kind() == "symbol" and p.peek() in ("_", "^", "'"):
        sign = p.take().text
        if sign == "_":
            lower = (*lower, *p.subscript())
        elif sign == "'":
            primes += 1
        elif p.is_symbol("'") or (p.is_symbol("{") and p.is_symbol("'", 1)):
            braced = p.is_symbol("{")
            for _ in range(3 if braced else 1):
                primes += p.take().text == "'"
        else:
            power = p.argument()
    if isinstance(power, Negative):
        raise ReadError(
            f"{word.text} to the power −1 can mean two things: write 1/{word.text} or arc{word.text}",
            word.start,
            word.end,
        )
    if lower:
        head = Indexed(head, lower, span=p.span(first))
    if word.text in _BIG_WORDS and lower:
        return _extremum(p, word.text, lower, first)
    if p.kind() == "symbol" and p.peek() in ("(", "[", "\\{"):
        node: Node = p.call(head, primes, first)
    elif p.ends_product() or _is_closing_bar(p):
        return _with_power(p, Call(head, (), primes=primes, span=p.span(first)) if primes else head, power, first)
    else:
        node = Call(head, (_bare_argument(p),), primes=primes, span=p.span(first))
        return _with_power(p, node, power, first)
    node = _with_power(p, node, power, first)
    return p.postfix(node, first)


def _is_closing_bar(p: Parser) -> bool:
    return p.kind() == "symbol" and p.peek() in ("|", "‖") and p.ends_product()


def _with_power(p: Parser, node: Node, power: Node | None, first: int) -> Node:
    return node if power is None else Power(node, power, span=p.span(first))


def _bare_argument(p: Parser) -> Node:
    """The argument of log x: one factor; with a number in front (sin 2x) the product."""
    number = p.kind() == "number"
    if p.grammar.long_arguments or (number and p.kind(1) in ("name", "accent")):
        first = p.at
        factors = [p.factor()]
        while not p.ends_product() and not (p.kind() == "word" and is_function_word(p.peek())):
            factors.append(p.factor())
        return product(p, factors, first)
    return p.factor()


def _extremum(p: Parser, kind: str, lower: tuple[Node, ...], first: int) -> Node:
    body = p.product()
    index = tuple(n for n in lower if isinstance(n, Name | Indexed))
    condition = next((n for n in lower if isinstance(n, Relation)), None)
    return Big(kind, body, index, condition=condition, span=p.span(first))


def accented(p: Parser, accent: str, first: int) -> Node:
    """A letter with a hat, in bold …; an alphabet around a whole expression says nothing."""
    body = p.argument()
    span = p.span(first)
    match body:
        case Name(name, old):
            quiet = ("", "bold", "roman", "calligraphic", "vec")
            keep = old if old not in quiet and accent in quiet else accent
            if accent in ("vec", "bold") and old in ("hat", "bar", "tilde"):
                keep = old
            return Name(name, keep, span=span)
        case Number(text) if accent == "blackboard" or (accent == "bold" and text in ("0", "1")):
            return Name(text, accent, span=span)
        case Indexed(Name(name), lower, upper):
            return Indexed(Name(name, accent, span=body.base.span), lower, upper, span=span)
    if accent in _ACCENT_OF_EXPRESSION:
        return body
    raise ReadError(f"a {accent} over an expression has no meaning here", span.start, span.end)


def over(p: Parser, first: int) -> Node:
    """The inside of braces, in which TeX's own {a \\over b} may stand."""
    above = p.relation()
    if p.kind() == "command" and p.peek() == "over":
        p.take()
        below = p.sum()
        return Divide(above, below, span=p.span(first))
    if p.is_symbol(","):
        # {a, b}: the braces of a set whose backslash got lost, or an argument list
        raise p.error("a comma inside braces that nobody sees")
    return above


def command(p: Parser, name: str, first: int) -> Node:
    """What a command of STRUCTURE begins."""
    if name == "frac":
        return fraction(p, first)
    if name in ("sum", "product", "integral", "union", "lim"):
        return big(p, name, first)
    if name in ("max", "min"):
        return _named_operator(p, "sup" if name == "max" else "inf", first)
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
    if name == "arg":
        if p.peek() in ("max", "min") or p.peek() in _BIG_WORDS:
            return _named_operator(p, "arg" + p.take().text, first)
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


def _named_operator(p: Parser, name: str, first: int) -> Node:
    lower: tuple[Node, ...] = ()
    if p.is_symbol("_"):
        p.take()
        lower = p.subscript()
    return _extremum(p, name, lower, first)


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
    if isinstance(body, Name) and body.name in _BIG_WORDS | {"arg"}:
        return _extremum(p, body.name, under, first)
    return Indexed(body, under, span=p.span(first))


# -- sums, products, integrals


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
    if kind == "integral":
        return _integral(p, lower, upper, first)
    p.enter("Σ")
    body = _big_body(p, kind)
    p.leave()
    index, low, condition = _index(lower)
    return Big(kind, body, index, low, upper, condition, span=p.span(first))


def _under(p: Parser) -> list[Node]:
    """What stands below Σ: i, i = 1, i ≠ j, i ∈ C, several of them."""
    if not p.is_symbol("{"):
        return [p.atom()]
    p.take()
    if p.is_symbol("}"):
        p.take()
        return []
    p.enter("}")
    items = []
    if p.kind() == "command" and p.peek() == "substack":
        raise p.error("several lines below a sum are not understood")
    items.append(_lower_relation(p))
    while p.is_symbol(",") or p.is_symbol(":") or p.is_symbol("|") or p.is_symbol("mid"):
        p.take()
        items.append(_lower_relation(p))
    p.leave()
    p.expect("}")
    return items


def _lower_relation(p: Parser) -> Node:
    node = p.relation()
    return node.body if isinstance(node, Group) and node.bracket == "(" else node


def _index(lower: list[Node]) -> tuple[tuple[Node, ...], Node | None, Node | None]:
    """The bound names, the lower bound, and the condition."""
    if not lower:
        return (), None, None
    head = lower[0]
    condition = lower[1] if len(lower) > 1 and isinstance(lower[1], Relation) else None
    match head:
        case Relation("=", name, low):
            names = tuple(n for n in lower[1:] if isinstance(n, Name))
            return (name, *names), low, condition
        case Relation(_, name, _):
            return (name,), None, head
        case _:
            bare = tuple(n for n in lower if not isinstance(n, Relation))
            return bare, None, condition


def _big_body(p: Parser, kind: str) -> Node:
    """Everything up to the next + or −; with wide sums the sum behind it."""
    if kind == "lim" or not p.grammar.wide_sums:
        if p.is_symbol("-") or p.is_symbol("+"):
            return p.term()
        return p.product()
    return p.sum()


def _integral(p: Parser, lower: list[Node], upper: Node | None, first: int) -> Node:
    braced = p.is_symbol("{") and _ends_with_differential(p)
    if braced:
        p.take()
    p.differentials += 1
    body = p.sum()
    p.differentials -= 1
    if p.peek() != "d":
        raise p.error("an integral lacks its dx")
    p.take()
    by = p.factor()
    if braced:
        p.expect("}")
    low = lower[0] if lower else None
    return Big("integral", body, (by,), low, upper, span=p.span(first))


def _ends_with_differential(p: Parser) -> bool:
    """Whether the braces ahead end with dx."""
    close = matching_brace(p, p.at)
    return close - 2 > p.at and p.tokens[close - 2].text == "d"


# -- environments

_BRACKETS = {
    "matrix": "",
    "smallmatrix": "",
    "array": "",
    "pmatrix": "(",
    "bmatrix": "[",
    "Bmatrix": "{",
    "vmatrix": "|",
    "Vmatrix": "‖",
}


def environment(p: Parser, name: str, first: int) -> Node:
    """Matrices and cases."""
    if name == "array" and p.is_symbol("{"):
        skip_group(p)
    if name in ("cases", "dcases"):
        return _cases(p, name, first)
    if name in ("aligned", "split", "gathered", "alignedat"):
        p.at = first
        raise p.error("rows inside an expression are not understood")
    if name not in _BRACKETS:
        p.at = first
        raise p.error("this environment is not known inside an expression")
    rows: list[tuple[Node, ...]] = []
    row: list[Node] = []
    p.enter("Σ")
    while p.kind() != "end":
        if p.kind() == "row":
            p.take()
            rows.append(tuple(row))
            row = []
        elif p.kind() == "column":
            p.take()
        else:
            row.append(p.relation())
            if p.kind() not in ("row", "column", "end"):
                raise p.error("this does not fit into a matrix")
    p.leave()
    p.take()
    if row:
        rows.append(tuple(row))
    return Matrix(tuple(rows), _BRACKETS[name], span=p.span(first))


def _cases(p: Parser, name: str, first: int) -> Node:
    """value & if condition, a row each."""
    branches: list[tuple[Node, Node | None]] = []
    p.enter("Σ")
    while p.kind() != "end":
        value = p.sum()
        condition: Node | None = None
        while p.kind() in ("column", "prose") or p.is_symbol(","):
            p.take()
        if p.kind() not in ("row", "end"):
            condition = p.relation()
        while p.is_symbol(",") or p.is_symbol("."):
            p.take()
        branches.append((value, condition))
        if p.kind() == "row":
            p.take()
        elif p.kind() != "end":
            raise p.error("this does not fit into a row of cases")
    p.leave()
    p.take()
    return Cases(tuple(branches), span=p.span(first))
