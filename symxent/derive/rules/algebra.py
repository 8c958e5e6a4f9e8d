"""The rules of school algebra: what a textbook does between two lines without evaluating more than it says."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import product as cartesian

from symxent.derive.rule import Given, Rule, rule
from symxent.derive.terms import (
    ONE,
    ZERO,
    Factor,
    Term,
    compose,
    decompose,
    merge,
    negated,
    order_free,
    split_terms,
    sum_of,
)
from symxent.language import tree as t
from symxent.language.text import to_text
from symxent.language.tree import Add, Derivative, Divide, Group, Multiply, Negative, Node, Number, Power


def bare(node: Node) -> Node:
    """The node without brackets around it."""
    return bare(node.body) if isinstance(node, Group) else node


@rule("collect signs and factors")
def collecting_factors(node: Node, given: Given) -> Node | None:
    """−a · b · (−1) = b a: the signs multiply, equal factors gather, positive powers come first."""
    match node:
        case Multiply() | Negative(Multiply()) if not _has_operator(node):
            fraction = any(isinstance(part, Divide) for part in t.walk(node))
            return compose(decompose(node), fraction=fraction)
    return None


def _has_operator(node: Node) -> bool:
    return any(isinstance(part, Derivative) for part in t.walk(node))


collecting_in_each_term = Rule("collect signs and factors", collecting_factors.rewrite, everywhere=True)


@rule("write out the power", everywhere=True)
def writing_out_powers(node: Node, given: Given) -> Node | None:
    """u² = u u."""
    match node:
        case Power(Add() as base, Number("2" | "3") as n):
            return Multiply((base,) * int(n.text))
    return None


@rule("multiply into the bracket and cancel")
def multiplying_through(node: Node, given: Given) -> Node | None:
    """(a/u − b/v) u v = a v − b u: a factor goes into the bracket when a denominator there cancels it."""
    match node:
        case Multiply(factors, sign):
            for i, factor in enumerate(factors):
                inner = bare(factor)
                if isinstance(inner, Negative):
                    inner = bare(inner.body)
                if not isinstance(inner, Add):
                    continue
                others = [part for j, part in enumerate(factors) if j != i]
                denominators = {
                    order_free(f.base) for term in inner.terms for f in decompose(term).factors if f.exponent < 0
                }
                moved = [
                    part for part in others if denominators & {order_free(f.base) for f in decompose(part).factors}
                ]
                if not moved:
                    continue
                within = sum_of(compose(decompose(t.multiply(term, *moved))) for term in inner.terms)
                kept = tuple(part for part in others if part not in moved)
                whole: Node = Group(within, "[") if isinstance(within, Add) else within
                whole = Negative(whole) if isinstance(bare(factor), Negative) else whole
                return t.multiply(whole, *kept, sign=sign)
    return None


def expand_terms(node: Node) -> tuple[Node, ...]:
    """All terms of a product of sums, like terms left apart."""
    match bare(node):
        case Add(terms):
            return tuple(inner for term in terms for inner in expand_terms(term))
        case Negative(body):
            return tuple(negated(inner) for inner in expand_terms(body))
        case Multiply(factors):
            parts = cartesian(*(expand_terms(factor) for factor in factors))
            return tuple(compose(decompose(t.multiply(*part))) for part in parts)
        case Divide(above, below) if isinstance(bare(above), Add):
            return tuple(compose(decompose(Divide(term, below))) for term in expand_terms(above))
        case Power(base, Number("2")) if isinstance(bare(base), Add):
            return expand_terms(Multiply((base, base)))
        case other:
            return (other,)


def _has_sum(node: Node) -> bool:
    match bare(node):
        case Multiply(factors):
            return any(isinstance(bare(f), Add) or _has_sum(f) for f in factors)
        case Negative(body):
            return isinstance(bare(body), Add) or _has_sum(body)
        case Power(base, Number("2")):
            return isinstance(bare(base), Add)
    return False


@rule("expand the brackets")
def expanding(node: Node, given: Given) -> Node | None:
    """y(1 − p) − p(1 − y) = y − y p − p + y p: every term is shown, none is collected yet."""
    match node:
        case Add(terms) if any(_has_sum(term) for term in terms):
            return Add(expand_terms(node))
        case Multiply() | Negative() if _has_sum(node):
            return t.add(*expand_terms(node))
    return None


@rule("expand inside the bracket")
def expanding_inside(node: Node, given: Given) -> Node | None:
    """The same, in the first sum whose terms hold brackets; what stands around it stays."""
    match node:
        case Add(terms) if any(_has_sum(term) for term in terms):
            return Add(expand_terms(node))
    return None


def collect(terms: Iterable[Node]) -> tuple[Node, ...]:
    """Like terms added up, in the order of their first appearance."""
    found: dict[object, Term] = {}
    for node in terms:
        term = decompose(node)
        key = tuple(sorted(((order_free(f.base), f.exponent) for f in term.factors), key=repr))
        old = found.get(key)
        found[key] = term if old is None else Term(old.coefficient + term.coefficient, old.factors)
    return tuple(compose(term) for term in found.values() if term.coefficient)


@rule("collect like terms", everywhere=True)
def collecting_terms(node: Node, given: Given) -> Node | None:
    """y − y p − p + y p = y − p."""
    if isinstance(node, Add):
        before = split_terms(node)
        after = collect(before)
        if len(after) < len(before):
            return sum_of(after)
    return None


def common_factors(terms: Iterable[Term]) -> tuple[Factor, ...]:
    """What divides every term: each factor with its smallest power, or, below the line, its largest."""
    first, *rest = terms
    shared = []
    for factor in first.factors:
        key = order_free(factor.base)
        powers = [factor.exponent, *(term.exponent_of(key) for term in rest)]
        if all(p > 0 for p in powers):
            shared.append(Factor(factor.base, min(powers)))
        elif all(p < 0 for p in powers):
            shared.append(Factor(factor.base, max(powers)))
    return tuple(shared)


@rule("factor")
def factoring(node: Node, given: Given) -> Node | None:
    """a u − a v = a (u − v), every common factor at once."""
    if isinstance(node, Add):
        terms = [decompose(term) for term in node.terms]
        shared = common_factors(terms)
        if shared:
            inner = Add(tuple(compose(term.without(shared)) for term in terms))
            whole = merge(Fraction(1), shared)
            outer = compose(whole)
            head = outer.factors if isinstance(outer, Multiply) else (outer,)
            return Multiply((*head, inner))
    return None


def factoring_out(factor: Node) -> Rule:
    """a + u b + u c = a + u (b + c), for a factor that the page names; −u is a factor too."""
    taken = decompose(factor)

    def rewrite(node: Node, given: Given) -> Node | None:
        if not isinstance(node, Add):
            return None
        keys = {order_free(f.base) for f in taken.factors}
        holding = [term for term in node.terms if keys <= {order_free(f.base) for f in decompose(term).factors}]
        if len(holding) < 2:
            return None
        parts = [decompose(term).without(taken.factors) for term in holding]
        inner = sum_of(compose(Term(part.coefficient / taken.coefficient, part.factors)) for part in parts)
        whole = Multiply((compose(Term(abs(taken.coefficient), taken.factors)), inner))
        rest = [term for term in node.terms if term not in holding]
        return t.add(*rest, Negative(whole) if taken.coefficient < 0 else whole)

    return Rule(f"factor out {to_text(factor)}", rewrite)


@rule("drop zeros and ones")
def dropping_zeros_and_ones(node: Node, given: Given) -> Node | None:
    """0 + u = u, 1 u = u, 0 u = 0, −(−u) = u."""
    return t.rebuild(node, _neutral)


def _neutral(node: Node) -> Node:
    match node:
        case Add(terms):
            kept = tuple(term for term in terms if term != ZERO)
            return node if len(kept) == len(terms) else (t.add(*kept) if kept else ZERO)
        case Multiply(factors, sign):
            if ZERO in factors:
                return ZERO
            kept = tuple(factor for factor in factors if factor != ONE)
            return node if len(kept) == len(factors) else (t.multiply(*kept, sign=sign) if kept else ONE)
        case Negative(body):
            return negated(body)
        case Divide(above, below) if above == ZERO or below == ONE:
            return above
        case Power(base, exponent) if exponent == ONE:
            return base
        case Power(base, Number() as exponent) if base == ZERO and exponent.value > 0:
            return ZERO
        case Group(body) if isinstance(body, t.Name | Number | t.Indexed | Group):
            return body
    return node


@rule("take the minus sign inside")
def distributing_the_minus(node: Node, given: Given) -> Node | None:
    """−(a − b) c = (b − a) c."""
    match node:
        case Negative(body) if isinstance(bare(body), Add):
            return sum_of(negated(term) for term in split_terms(body))
        case Negative(Multiply(factors, sign)):
            return _flip(factors, sign)
        case Negative(Divide(above, below, slash)) if isinstance(bare(above), Add):
            return Divide(sum_of(negated(term) for term in split_terms(above)), below, slash)
        case Multiply((Negative(first), *rest), sign):
            return _flip((first, *rest), sign)
    return None


def _flip(factors: tuple[Node, ...], sign: str) -> Node | None:
    for i, factor in enumerate(factors):
        if isinstance(bare(factor), Add):
            turned = sum_of(negated(term) for term in split_terms(factor))
            return Multiply((*factors[:i], turned, *factors[i + 1 :]), sign)
    return None


@rule("minus times minus", everywhere=True)
def minus_times_minus(node: Node, given: Given) -> Node | None:
    """a − (−b) = a + b, and a − c(−b) = a + c b."""
    if isinstance(node, Add):
        new = tuple(_settle(term) for term in node.terms)
        return Add(new) if new != node.terms else None
    return None


def _settle(term: Node) -> Node:
    """A term with at most one minus sign, in front; brackets that hold more than a sign stay as they are."""
    negative = False
    body = term
    if isinstance(body, Negative):
        negative, body = True, body.body
    if isinstance(body, Multiply):
        factors = list(body.factors)
        for i, factor in enumerate(factors):
            if isinstance(bare(factor), Negative):
                negative, factors[i] = not negative, bare(factor).body  # type: ignore[attr-defined]
        body = t.multiply(*_flat(factors), sign=body.sign)
    elif isinstance(bare(body), Negative):
        negative, body = not negative, bare(body).body  # type: ignore[attr-defined]
    return Negative(body) if negative else body


def _flat(factors: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(inner for f in factors for inner in (f.factors if isinstance(f, Multiply) else (f,)))
