"""Fractions, and what is a derivative among them: d/dx, ∂J/∂θ, ∂_i, ∇_θ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.language.tree import (
    Call,
    Derivative,
    Divide,
    Gradient,
    Indexed,
    Multiply,
    Name,
    Node,
    Number,
    Power,
    Sequence,
    Transpose,
)
from symxent.read import brackets
from symxent.read.errors import ReadError

if TYPE_CHECKING:
    from symxent.read.parser import Parser


#: What a letter bears that Δ or δ stands before: Δx is one letter.
_DELTA, _SMALL_DELTA = Name("Delta"), Name("delta")
_CHANGES = {_DELTA: "change", _SMALL_DELTA: "variation"}


def _with_changes(factors: tuple[Node, ...], sign: Name = _DELTA) -> list[Node]:
    """The factors, Δ and the letter behind it one letter, the change of that letter: Δ y/Δ x is not y/x."""
    done: list[Node] = []
    for factor in factors:
        if done and isinstance(done[-1], Name) and isinstance(factor, Sequence) and factor.bracket == "[":
            done[-1] = Call(done[-1], factor.items)  # x[0, 1] is an entry of x, and no multiple of a row
            continue
        changed = _change(factor, _CHANGES[sign]) if done and done[-1] == sign else None
        if changed is not None:
            done.pop()
        done.append(factor if changed is None else changed)
    return done


def _change(node: Node, accent: str) -> Node | None:
    """Δ of a letter, an index or a power of one; None for what may as well be a factor."""
    match node:
        case Name():
            return replace(node, accent=f"{node.accent} {accent}".strip())
        case Indexed(base):
            changed = _change(base, accent)
            return None if changed is None else replace(node, base=changed)
        case Power(base):
            changed = _change(base, accent)
            return None if changed is None else replace(node, base=changed)
    return None


def product(p: Parser, factors: list[Node], first: int) -> Node:
    factors = _with_changes(tuple(factors))
    return factors[0] if len(factors) == 1 else Multiply(tuple(factors), span=p.span(first))


def fraction(p: Parser, first: int) -> Node:
    derivative = _stacked_derivative(p, first)
    if derivative is not None:
        return derivative
    above = p.argument()
    below = p.argument()
    if isinstance(above, Multiply) and isinstance(below, Multiply):
        if above.factors[0] == below.factors[0] == _SMALL_DELTA:  # δL/δy
            above, below = (product(p, _with_changes(n.factors, _SMALL_DELTA), first) for n in (above, below))
    return Divide(above, below, span=p.span(first))


def _is_differential(p: Parser, ahead: int) -> bool:
    """d or ∂ with something behind it that is no operator."""
    kind, text = p.kind(ahead), p.peek(ahead)
    return (kind == "name" and text == "d") or (kind == "command" and text == "partial")


def matching_brace(p: Parser, at: int) -> int:
    """The position of the brace that closes the one at ``at``, or −1."""
    depth = 0
    for i in range(at, len(p.tokens)):
        token = p.tokens[i]
        if token.kind == "symbol":
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0:
                return i
    return -1


def _stacked_derivative(p: Parser, first: int) -> Node | None:
    """\\frac{∂^n body}{∂x ∂y}, or the operator \\frac{d}{dx} with what follows."""
    if not (p.is_symbol("{") and _is_differential(p, 1)) or p.is_symbol("_", 2):  # d_1 x/(d_2 + d_1 x) is none
        return None
    close = matching_brace(p, p.at)
    if close < 0 or close + 1 >= len(p.tokens):
        return None
    below = close + 1 - p.at
    if not (p.is_symbol("{", below) and _is_differential(p, below + 1)):
        return None
    if p.kind(below + 2) not in ("name", "word", "accent", "command") and p.peek(below + 2) not in ("{", "_"):
        return None
    partial = p.peek(1) == "partial"
    p.take(), p.take()
    order = 1
    if p.is_symbol("^") and p.is_symbol("{", 1) and p.is_symbol("}", 2):
        p.at += 3
    elif p.is_symbol("^"):
        p.take()
        order = _order(p)
    p.enter("}")
    body = None if p.is_symbol("}") else p.sum()
    p.leave()
    p.expect("}")
    p.expect("{")
    by = _denominator(p, order)
    p.expect("}")
    if body is not None:
        return Derivative(body, by, partial, True, span=p.span(first))
    if brackets.is_evaluation(p):  # d/dt|_{t = 0} f(t)
        ends = brackets.places(p)
        derived = Derivative(_operand(p), by, partial, span=p.span(first))
        return Call(Name("at"), (derived,), ends, span=p.span(first))
    return Derivative(_operand(p), by, partial, span=p.span(first))


def _order(p: Parser) -> int:
    first = p.at
    node = p.argument()
    order = _small(node) if isinstance(node, Number) else None
    if order is None:
        p.at = first
        raise p.error("the order of a derivative must be a small number")
    return order


def _small(number: Number) -> int | None:
    """1 … 9, or None."""
    return int(number.text) if len(number.text) == 1 and 1 <= int(number.text) <= 9 else None


def _denominator(p: Parser, order: int) -> tuple[Node, ...]:
    """∂x, ∂x^2, ∂x ∂y: one node for each order."""
    found: list[Node] = []
    p.enter("}")
    while not p.is_symbol("}"):
        if not _is_differential(p, 0):
            raise p.error("a derivative names no variable here")
        p.take()
        if p.is_symbol("_"):  # ∂/∂_b for ∂/∂b
            p.take()
            found.extend(p.subscript())
            continue
        first = p.at
        factors = [p.factor()]
        while not p.is_symbol("}") and not _is_differential(p, 0) and not p.ends_product():
            factors.append(p.factor())
        node = product(p, factors, first)
        if isinstance(node, Power) and order > 1 and isinstance(node.exponent, Number):
            times = _small(node.exponent)
            if times is None:
                span = node.exponent.span or p.span(first)
                raise ReadError("the order of a derivative must be a small number", span.start, span.end)
            found.extend([node.base] * times)
        else:
            found.append(node)
        if len(found) > order:
            break
    p.leave()
    if len(found) != order:
        raise p.error(f"a derivative of order {order} names {len(found)} variables")
    return tuple(found)


def _operand(p: Parser) -> Node | None:
    """What d/dx reaches: a bracket with its power, or the product that follows, up to ×, + and −.

    A transpose reaches on: ∇ (Xw − y)ᵀ(Xw − y) is that of the product, for a row has no gradient.
    """
    if p.ends_product():
        return None
    first = p.at
    bracket = p.kind() == "symbol" and p.peek() in ("(", "[", "\\{")
    factors = [p.factor()]
    bracket = bracket and not isinstance(factors[0], Transpose)
    while not (bracket and not p.grammar.long_derivatives) and not p.ends_product():
        factors.append(p.factor())
    return product(p, factors, first)


def slash_derivative(p: Parser, first: int) -> Node | None:
    """dy/dx written with a slash; the letters must touch."""
    t = p.tokens
    at = first
    if at + 4 >= len(t) or t[at].text != "d" or t[at + 1].kind != "name" or t[at + 1].start != t[at].end:
        return None
    if not (t[at + 2].text == "/" and t[at + 3].text == "d" and t[at + 4].kind == "name"):
        return None
    if t[at + 4].start != t[at + 3].end:
        return None
    p.at = at + 1
    body = p.postfix(Name(p.take().text, span=p.span(at + 1)), at + 1)
    p.take(), p.take()
    start = p.at
    by = p.postfix(Name(p.take().text, span=p.span(start)), start)
    return Derivative(body, (by,), False, True, span=p.span(first))


def partial_operator(p: Parser, first: int) -> Node:
    """∂_i f, ∂f/∂x with a slash, ∂_x f."""
    if p.is_symbol("_"):
        p.take()
        by = p.subscript()
        return Derivative(_operand(p), by, True, span=p.span(first))
    body = p.factor()
    if p.is_symbol("/") and _is_differential(p, 1):
        p.take(), p.take()
        return Derivative(body, (p.factor(),), True, True, span=p.span(first))
    return Call(Name("∂"), (body,), span=p.span(first))  # by what is said elsewhere, or nowhere


def gradient(p: Parser, first: int) -> Node:
    by: Node | None = None
    order = 1
    while p.kind() == "symbol" and p.peek() in ("_", "^"):
        if p.take().text == "_":
            indices = p.subscript()
            by = indices[0] if len(indices) == 1 else None
        else:
            order = _order(p)
    if order != 1:  # the Hessian or the Laplacian: which of them is not said
        head: Node = Name(f"∇{order}")
        head = head if by is None else Indexed(head, (by,))
        return head if p.ends_product() else Call(head, (p.factor(),), span=p.span(first))
    start = p.at
    body = _operand(p)
    if body is None:
        return Name("nabla", span=p.span(first))
    lead = body.factors[0] if isinstance(body, Multiply) and not body.sign else body
    if isinstance(lead, Transpose) and isinstance(lead.body, Call):  # ∇f(x)ᵀd is the gradient, transposed
        p.at = start
        p.factor()
        return Transpose(Gradient(lead.body, by, span=p.span(first)), span=p.span(first))
    return Gradient(body, by, span=p.span(first))
