"""A term taken apart: sign and coefficient, and its factors with their integer exponents; and put together again.

Two factors are one when they differ only in the order of sums and products: 1 + e⁻ˣ and e⁻ˣ + 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from symxent.language.tree import (
    Add,
    Derivative,
    Divide,
    Group,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    add,
    children,
    multiply,
    number,
)

E_BASE = Name("e")
ZERO, ONE = number(0), number(1)


@dataclass(frozen=True)
class Factor:
    base: Node
    exponent: int


@dataclass(frozen=True)
class Term:
    """coefficient · Π base^exponent, the factors in their order of appearance."""

    coefficient: Fraction
    factors: tuple[Factor, ...]

    def exponent_of(self, key: object) -> int:
        return next((f.exponent for f in self.factors if order_free(f.base) == key), 0)

    def without(self, factors: Iterable[Factor]) -> Term:
        """This term divided by the given factors."""
        return merge(self.coefficient, (*self.factors, *(Factor(f.base, -f.exponent) for f in factors)))


def order_free(node: Node) -> object:
    """A key that two nodes share when they differ only in the order of terms and factors, or in brackets."""
    if isinstance(node, Group):
        return order_free(node.body)
    parts = [order_free(child) for child in children(node)]
    if isinstance(node, Add | Multiply):
        return (type(node).__name__, tuple(sorted(parts, key=repr)))
    if not parts:
        return node
    return (type(node).__name__, getattr(node, "kind", None), getattr(node, "primes", None), tuple(parts))


def merge(coefficient: Fraction, factors: Iterable[Factor]) -> Term:
    """Equal bases become one factor; a factor to the power 0 goes."""
    order: dict[object, Factor] = {}
    for factor in factors:
        key = order_free(factor.base)
        old = order.get(key)
        if old is None:
            order[key] = factor
        else:
            # What remains looks as it did where it remains: below the line, the way the denominator was written.
            power = old.exponent + factor.exponent
            order[key] = Factor(factor.base if power * factor.exponent > 0 else old.base, power)
    return Term(coefficient, tuple(f for f in order.values() if f.exponent))


def decompose(node: Node) -> Term:
    """Take a product, quotient or integer power apart; anything else is one factor."""
    coefficient, factors = Fraction(1), []
    for part, exponent in _parts(node, 1):
        if isinstance(part, Number) and (part.value or exponent > 0):
            coefficient *= part.value**exponent
        elif part == _MINUS:
            coefficient = -coefficient if exponent % 2 else coefficient
        else:
            factors.append(Factor(part, exponent))
    return merge(coefficient, factors)


_MINUS = Negative(Number("1"))


def _parts(node: Node, exponent: int) -> Iterable[tuple[Node, int]]:
    match node:
        case Negative(body):
            yield _MINUS, exponent
            yield from _parts(body, exponent)
        case Multiply(factors):
            for factor in factors:
                yield from _parts(factor, exponent)
        case Divide(above, below):
            yield from _parts(above, exponent)
            yield from _parts(below, -exponent)
        case Power(base, Number() as n) if base != E_BASE and n.decimals == 0:
            yield from _parts(base, exponent * int(n.value))
        case Power(base, Negative(Number() as n)) if base != E_BASE and n.decimals == 0:
            yield from _parts(base, -exponent * int(n.value))
        case Group(body):
            yield from _parts(body, exponent)
        case _:
            yield node, exponent


def compose(term: Term, *, fraction: bool = True) -> Node:
    """Put a term together, as a fraction or with negative exponents; positive powers come first."""
    c = term.coefficient
    size = abs(c)
    top: list[Node] = [number(size.numerator)] if size.numerator != 1 else []
    bottom: list[Node] = [number(size.denominator)] if size.denominator != 1 else []
    for f in (*(f for f in term.factors if f.exponent > 0), *(f for f in term.factors if f.exponent < 0)):
        if f.exponent < 0 and fraction:
            bottom.append(_raised(f.base, -f.exponent))
        else:
            top.append(_raised(f.base, f.exponent))
    # An operator d/dz swallows what stands behind it: it goes to the end of a product.
    top.sort(key=lambda node: isinstance(node, Derivative) and not node.above)
    above = multiply(*top) if top else number(1)
    node = Divide(above, multiply(*bottom)) if bottom else above
    return Negative(node) if c < 0 else node


def _raised(base: Node, exponent: int) -> Node:
    return base if exponent == 1 else Power(base, number(exponent))


def split_terms(node: Node) -> tuple[Node, ...]:
    """The terms of a sum, nested sums opened, minus signs carried inside; of anything else, itself."""
    match node:
        case Add(terms):
            return tuple(inner for term in terms for inner in split_terms(term))
        case Group(body):
            return split_terms(body)
        case Negative(body) if isinstance(_bare(body), Add):
            return tuple(negated(term) for term in split_terms(body))
    return (node,)


def _bare(node: Node) -> Node:
    return _bare(node.body) if isinstance(node, Group) else node


def negated(node: Node) -> Node:
    """−node, where −(−a) is a and −0 is 0."""
    if node == Number("0"):
        return node
    return node.body if isinstance(node, Negative) else Negative(node)


def opposite(node: Node) -> Node:
    """−node as one writes it in an exponent: −(a − b) is b − a."""
    return sum_of(negated(term) for term in node.terms) if isinstance(node, Add) else negated(node)


def sum_of(terms: Iterable[Node]) -> Node:
    """A sum of the terms, zeros left out, a positive term in front when there is one."""
    kept = [term for term in terms if term != Number("0")]
    if not kept:
        return number(0)
    lead = next((i for i, term in enumerate(kept) if not isinstance(term, Negative)), 0)
    return add(*kept[lead : lead + 1], *kept[:lead], *kept[lead + 1 :])
