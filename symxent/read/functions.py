"""Functions: what opens a call, names that need no brackets, powers and inverses of functions, max and argmin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symxent.language.tree import (
    Big,
    Call,
    Divide,
    Group,
    Indexed,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Relation,
    Transpose,
)
from symxent.read import brackets
from symxent.read.derivatives import product

if TYPE_CHECKING:
    from symxent.read.parser import Parser

EXTREMA = frozenset(["max", "min", "argmax", "argmin", "sup", "inf"])
#: Names after which square brackets hold an argument: E[x], Var[x].
_OPERATORS = frozenset(("E", "Var", "Cov", "H", "KL", "I", "P", "1", "V", "N", "D", "MI"))


def is_function(p: Parser, node: Node) -> bool:
    """Whether a name is one of the page's functions, or written in the letters of one."""
    head = node.base if isinstance(node, Indexed) else node
    return isinstance(head, Name) and (head.key in p.grammar.functions or (head.name in _KNOWN and head.accent == ""))


_KNOWN = frozenset(("exp", "log", "ln", "sin", "cos", "tan", "tanh"))


# -- brackets that hold arguments


def opens_call(p: Parser, node: Node, primes: int) -> bool:
    """Whether the bracket ahead holds arguments, and not a factor."""
    text = p.peek()
    if text not in ("(", "[", "\\{"):
        return False
    if isinstance(node, Power) and text == "(" and not primes:
        return _is_power_of_function(p, node)
    if brackets.is_one(node) and (isinstance(node, Name) or text == "\\{"):
        return True
    head = node.base if isinstance(node, Indexed) else node
    if not isinstance(head, Name):
        return False
    if text in ("[", "\\{"):
        long = len(head.name) > 1 and "roman" in head.accent.split()
        return long or (head.name in _OPERATORS and (bool(_LETTERS & set(head.accent.split())) or text == "["))
    if primes and p.grammar.transposed and not is_function(p, node):
        return False  # u'(Q + R) u
    if primes or "roman" in head.accent.split():
        return True
    if head.key in p.grammar.functions:
        return brackets.has_separators(p) or not _stands_inside(p, head.name)
    return brackets.has_separators(p)


def _stands_inside(p: Parser, name: str) -> bool:
    """Whether the bracket ahead holds the name itself, not as a function: p(1 − p) and p_i(1 − p_i) are products."""
    close, head = p.closing(p.at), p.at - 1
    while head > 0 and p.tokens[head].text != name:
        head -= 1
    scripts = [token.text for token in p.tokens[head + 1 : p.at]]
    scripts = scripts[: scripts.index("^")] if "^" in scripts else scripts  # p_1^x (1 − p_1)^{n − x}
    places = (at for at, t in enumerate(p.tokens[p.at : close], p.at) if t.kind == "name" and t.text == name)
    return any(
        p.tokens[at + 1].text not in ("(", "_", "^", "'", "[")
        or (
            scripts
            and [t.text for t in p.tokens[at + 1 : at + 1 + len(scripts)]] == scripts
            and p.tokens[at + 1 + len(scripts)].text not in ("(", "^", "'", "[")
        )
        for at in places
    )


_LETTERS = frozenset(("blackboard", "roman", "bold"))


def _is_power_of_function(p: Parser, node: Power) -> bool:
    """σ²(z), f⁻¹(x): the exponent belongs to the function."""
    head = node.base.base if isinstance(node.base, Indexed) else node.base
    if not isinstance(head, Name):
        return False
    known = head.key in p.grammar.functions and not _stands_inside(p, head.name)
    return known or "roman" in head.accent.split()


def applied(p: Parser, node: Node, primes: int, first: int) -> Node:
    """A function with its arguments; f²(x) is the square of f(x), f⁻¹ the inverse function."""
    if isinstance(node, Power):
        if is_minus_one(node.exponent) and not p.grammar.reciprocals:
            return call(p, inverse(node.base), 0, first)
        value = call(p, node.base, 0, first)
        if p.grammar.iterates and isinstance(value, Call) and node.exponent == Number("2"):
            return Call(node.base, (value,), span=p.span(first))
        return Power(value, node.exponent, span=p.span(first))
    if isinstance(node, Indexed) and len(node.upper) == 1 and isinstance(node.upper[0], Number):
        order = node.upper[0].text
        if is_function(p, node) and len(order) == 1 and not p.grammar.layers:
            base = Indexed(node.base, node.lower, span=node.span) if node.lower else node.base
            return call(p, base, primes + int(order), first)
    return call(p, node, primes, first)


def call(p: Parser, head: Node, primes: int, first: int) -> Node:
    opening = p.take().text
    inside, given = brackets.arguments(p, opening)
    if brackets.is_one(head):
        head = Name("1", "blackboard", span=head.span)
    return Call(head, inside, given, primes, span=p.span(first))


def is_minus_one(node: Node) -> bool:
    return isinstance(node, Negative) and node.body == Number("1")


def inverse(node: Node) -> Node:
    """The name of the inverse function: f⁻¹, sin⁻¹."""
    if isinstance(node, Indexed):
        return Indexed(inverse(node.base), node.lower, node.upper, span=node.span)
    assert isinstance(node, Name)
    return Name(node.name, " ".join((*node.accent.split(), "inverse")), span=node.span)


# -- names that need no brackets


def function_word(p: Parser) -> Node:
    """log, exp, tanh, max, or an operator that nobody knows: with scripts, and its argument in brackets or without."""
    first = p.at
    word = p.take()
    head: Node = Name(word.text, "roman" if word.kind == "operator" else "", span=p.span(first))
    power: Node | None = None
    primes = 0
    transposed = False
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
        elif p.peek() in ("*", "star", "T", "⊤"):
            transposed = p.take().text in ("T", "⊤")
        else:
            power = p.argument()
    if power is not None and is_minus_one(power) and not p.grammar.reciprocals:
        head, power = inverse(head), None
    if isinstance(power, Group) and isinstance(power.body, Number) and len(power.body.text) == 1:
        primes, power = primes + int(power.body.text), None  # sin^(2) is the second derivative
    if lower:
        head = Indexed(head, lower, span=p.span(first))
    if word.text in EXTREMA and lower:
        return extremum(p, word.text, lower, first)
    node: Node
    if p.kind() == "symbol" and p.peek() in ("(", "[", "\\{"):
        node = call(p, head, primes, first)
    elif p.ends_product() or _is_closing_bar(p):
        if primes:
            head = Call(head, (), primes=primes, span=p.span(first))
        return head if power is None else Power(head, power, span=p.span(first))
    else:
        node = Call(head, (_bare_argument(p),), primes=primes, span=p.span(first))
        return node if power is None else Power(node, power, span=p.span(first))
    node = node if power is None else Power(node, power, span=p.span(first))
    return p.postfix(Transpose(node, span=p.span(first)) if transposed else node, first)


def _is_closing_bar(p: Parser) -> bool:
    return p.kind() == "symbol" and p.peek() in ("|", "‖") and p.ends_product()


def _bare_argument(p: Parser) -> Node:
    """The argument of log x: one factor; with a number in front (sin 2x) the product."""
    number = p.kind() == "number"
    if p.grammar.long_arguments or (number and p.kind(1) in ("name", "accent")):
        first = p.at
        factors = [p.factor()]
        while not p.ends_product() and not p.at_function():
            factors.append(p.factor())
        whole = product(p, factors, first)
        if p.grammar.long_arguments and p.grammar.long_slash and p.is_symbol("/"):
            p.take()  # \cos \pi/2 is the cosine of π/2
            return Divide(whole, p.factor(), slash=True, span=p.span(first))
        return whole
    return p.factor()


# -- max, argmin


def extremum(p: Parser, kind: str, lower: tuple[Node, ...], first: int) -> Node:
    """max over what stands below it; of nothing, the name alone."""
    if p.ends_product():
        return Indexed(Name(kind), lower, span=p.span(first)) if lower else Name(kind, "roman", span=p.span(first))
    body = p.product()
    condition = next((n for n in lower if isinstance(n, Relation)), None)
    over = (condition.lhs,) if isinstance(condition, Relation) and condition.op == "∈" else ()
    index = tuple(n for n in (*over, *lower) if isinstance(n, Name | Indexed))
    return Big(kind, body, index, condition=condition, span=p.span(first))


def named_operator(p: Parser, name: str, first: int) -> Node:
    """sup, inf, \\arg\\max with what stands below it."""
    lower: tuple[Node, ...] = ()
    if p.is_symbol("_"):
        p.take()
        lower = p.subscript()
    return extremum(p, name, lower, first)
