"""The rules of fractions: written as powers and back, split, cancelled, brought over one denominator."""

from __future__ import annotations

from fractions import Fraction

from symxent.derive.rule import Given, Rule, equation, rule
from symxent.derive.rules.algebra import bare
from symxent.derive.terms import ONE, Factor, Term, compose, decompose, order_free
from symxent.language import tree as t
from symxent.language.text import to_text
from symxent.language.tree import Add, Divide, Group, Multiply, Negative, Node, Number, Power

writing_as_power = equation("rewrite as a power", "1/u = u^(-1)", everywhere=False)


@rule("as a quotient")
def writing_as_fraction(node: Node, given: Given) -> Node | None:
    """a u⁻² = a/u²."""
    if isinstance(node, Multiply | Power):
        term = decompose(node)
        if any(f.exponent < 0 for f in term.factors):
            return compose(term)
    return None


def adding_and_subtracting(value: int) -> Rule:
    """a/u = ((a + c) − c)/u."""

    def rewrite(node: Node, given: Given) -> Node | None:
        match node:
            case Divide(above, below) if not isinstance(above, Add):
                return Divide(Add((Add((above, t.number(value))), Negative(t.number(value)))), below)
        return None

    return Rule(f"add and subtract {value}", rewrite)


@rule("split the fraction")
def splitting_the_fraction(node: Node, given: Given) -> Node | None:
    """(a − b)/u = a/u − b/u."""
    match node:
        case Divide(Add(terms), below):
            return Add(tuple(_over(term, below) for term in terms))
    return None


def _over(term: Node, below: Node) -> Node:
    return Negative(Divide(term.body, below)) if isinstance(term, Negative) else Divide(term, below)


splitting_into_factors = equation("one fraction for each factor", "u*v/w^2 = (u/w)*(v/w)", everywhere=False)


@rule("one fraction")
def one_fraction(node: Node, given: Given) -> Node | None:
    """a/b/c = a/(b c), the shorter factor first."""
    match node:
        case Divide(above, below) if isinstance(inner := bare(above), Divide):
            below = Multiply(tuple(sorted((below, inner.below), key=lambda part: len(to_text(part)))))
            return compose(decompose(Divide(inner.above, below)))
    return None


@rule("common denominator")
def common_denominator(node: Node, given: Given) -> Node | None:
    """a − b/u = (a u − b)/u, and a/u − b/v = (a v − b u)/(u v)."""
    if not isinstance(node, Add):
        return None
    terms = [decompose(term) for term in node.terms]
    shared: dict[object, Factor] = {}
    for term in terms:
        for f in term.factors:
            key = order_free(f.base)
            if f.exponent < 0 and f.exponent < (shared[key].exponent if key in shared else 0):
                shared[key] = f
    if not shared:
        return None
    above = Add(tuple(compose(term.without(shared.values())) for term in terms))
    below = compose(Term(Fraction(1), tuple(Factor(f.base, -f.exponent) for f in shared.values())))
    return Divide(above, below)


def _cancelled(node: Node) -> Node | None:
    if not isinstance(node, Divide | Multiply):
        return None
    above, below = _signs_apart(node)
    if above & below:
        return compose(decompose(node))
    return None


def _signs_apart(node: Node) -> tuple[set[object], set[object]]:
    """The keys of the factors above and of those below, before anything is merged."""
    above: set[object] = set()
    below: set[object] = set()

    def visit(part: Node, sign: int) -> None:
        match part:
            case Multiply(factors):
                for factor in factors:
                    visit(factor, sign)
            case Negative(body) | Group(body):
                visit(body, sign)
            case Divide(top, bottom):
                visit(top, sign)
                visit(bottom, -sign)
            case Number() if part != ONE:
                (above if sign > 0 else below).add("a number")
            case _:
                term = decompose(part)
                for f in term.factors:
                    (above if f.exponent * sign > 0 else below).add(order_free(f.base))

    visit(node, 1)
    return above, below


@rule("cancel common factors", everywhere=True)
def cancelling(node: Node, given: Given) -> Node | None:
    """u a/(u b) = a/b; factors are compared whole, nothing is multiplied out."""
    return _cancelled(node)


def expanding_the_fraction_by(factor: Node, *, above_too: bool = False) -> Rule:
    """a/b = (a c)/(b c), c ≠ 0, multiplied out below; a sum above keeps its bracket, to be cancelled, or not."""

    def rewrite(node: Node, given: Given) -> Node | None:
        match node:
            case Divide(above, below):
                top = (
                    Multiply((above, factor))
                    if isinstance(bare(above), Add) and not above_too
                    else _times(above, factor)
                )
                return Divide(top, _times(below, factor))
        return None

    return Rule(f"multiply above and below by {to_text(factor)}", rewrite)


def _times(node: Node, factor: Node) -> Node:
    match bare(node):
        case Add(terms):
            return Add(tuple(_times(term, factor) for term in terms))
        case Negative(body):
            return Negative(_times(body, factor))
        case Number("1"):
            return factor
        case other:
            return Multiply((other, factor))
