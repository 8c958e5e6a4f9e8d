"""Sums over an index of symbolic range, Kronecker's δ, and scalar products."""

from __future__ import annotations

from dataclasses import replace

from symxent.derive.rule import Given, Rule, depends, rule, substitute
from symxent.derive.rules.algebra import bare
from symxent.derive.rules.differentiation import variable
from symxent.derive.terms import ONE, split_terms
from symxent.language import tree as t
from symxent.language.tree import (
    Add,
    Big,
    Call,
    Divide,
    Indexed,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Transpose,
    multiply,
)

DELTA = Name("delta")


@rule("write the sum out", everywhere=True)
def writing_out_the_sum(node: Node, given: Given) -> Node | None:
    """Σ_{i=1}^2 f(i) = f(1) + f(2), for numbers as bounds."""
    match node:
        case Big("sum", body, (index,), Number() as low, Number() as high):
            terms = range(int(low.value), int(high.value) + 1)
            return Add(tuple(substitute(body, {index: t.number(i)}) for i in terms))
    return None


@rule("split the sum", everywhere=True)
def splitting_the_sum(node: Node, given: Given) -> Node | None:
    """Σ (a − b) = Σ a − Σ b."""
    if isinstance(node, Big) and node.kind == "sum" and isinstance(bare(node.body), Add):
        return Add(tuple(_summed(node, term) for term in split_terms(node.body)))
    return None


def _summed(big: Big, term: Node) -> Node:
    if isinstance(term, Negative):
        return Negative(replace(big, body=term.body))
    return replace(big, body=term)


@rule("pull out of the sum", everywhere=True)
def pulling_out(node: Node, given: Given) -> Node | None:
    """Σ_i c a_i = c Σ_i a_i, Σ (−a) = −Σ a."""
    match node:
        case Big("sum", Negative(body), _):
            return Negative(replace(node, body=body))
        case Big("sum", Multiply(factors, sign), (index,)):
            fixed = [f for f in factors if not depends(f, index, Given())]
            moving = [f for f in factors if f not in fixed]
            if fixed and moving:
                return Multiply((*fixed, replace(node, body=multiply(*moving, sign=sign))), sign)
        case Big("sum", Divide(above, below), (index,)) if not depends(below, index, Given()):
            return Divide(replace(node, body=above), below)
    return None


@rule("only one term remains", everywhere=True)
def delta_rule(node: Node, given: Given) -> Node | None:
    """Σ_i δ_ij a_i = a_j."""
    match node:
        case Big("sum", body, (index,)):
            factors = body.factors if isinstance(body, Multiply) else (body,)
            for i, factor in enumerate(factors):
                match factor:
                    case Indexed(base, (a, b)) if base == DELTA and index in (a, b):
                        other = b if a == index else a
                        rest = [*factors[:i], *factors[i + 1 :]]
                        return substitute(multiply(*rest), {index: other}) if rest else ONE
    return None


def scalar_product(dimension: Node, index: Node = t.Name("m")) -> Rule:  # noqa: B008 - a Name is frozen
    """aᵀb = Σ_{m=1}^d a_m b_m."""

    def rewrite(node: Node, given: Given) -> Node | None:
        match node:
            case Multiply((Transpose(a), b)):
                body = Multiply((Indexed(a, (index,)), Indexed(b, (index,))))
                return Big("sum", body, (index,), ONE, dimension)
        return None

    return Rule("definition of the scalar product", rewrite, everywhere=True)


@rule("one denominator for the sum", everywhere=True)
def sum_of_quotients(node: Node, given: Given) -> Node | None:
    """Σ_i a_i/c = (Σ_i a_i)/c."""
    match node:
        case Big("sum", Divide(above, below), (index,)) if not depends(below, index, given):
            return Divide(replace(node, body=above), below)
    return None


@rule("a sum over its own total", everywhere=True)
def quotient_of_equal_sums(node: Node, given: Given) -> Node | None:
    """(Σ_i a_i)/(Σ_m a_m) = 1: the name of a bound index does not matter."""
    match node:
        case Divide(Big() as above, Big() as below) if (above.lower, above.upper) == (below.lower, below.upper):
            if len(above.index) == len(below.index) == 1:
                if substitute(above.body, {above.index[0]: below.index[0]}) == below.body:
                    return ONE
    return None


@rule("gradient of a scalar product", everywhere=True)
def gradient_of_scalar_product(node: Node, given: Given) -> Node | None:
    """∂(aᵀb)/∂a = b, component by component by the coordinate rule."""
    match variable(node):
        case _, Multiply((Transpose(a), b)), by if by == a and not depends(b, a, given):
            return b
    return None


@rule("write as a matrix product", everywhere=True)
def matrix_product(node: Node, given: Given) -> Node | None:
    """Σ_i X_ij r_i = (Xᵀ r)_j, where r_i may be σ(Σ_m X_im θ_m) − y_i: then r is σ(Xθ) − y."""
    match node:
        case Big("sum", Multiply(factors), (i,)):
            for position, factor in enumerate(factors):
                match factor:
                    case Indexed(X, (row, j), ()) if row == i and j != i:
                        rest = multiply(*(f for k, f in enumerate(factors) if k != position))
                        whole = _whole(rest, i)
                        if whole is not None:
                            return Indexed(Multiply((Transpose(X), whole)), (j,))
    return None


def _whole(node: Node, i: Node) -> Node | None:
    """The vector whose component i the node is; None when it is none."""
    match node:
        case Indexed(base, (index,), ()) if index == i:
            return base
        case Big("sum", Multiply((Indexed(X, (row, m)), Indexed(theta, (k,)))), (index,)) if (
            row == i and m == k == index
        ):
            return Multiply((X, theta))
        case Call(function, (argument,)):
            inner = _whole(argument, i)
            return None if inner is None else Call(function, (inner,))
        case Negative(body):
            inner = _whole(body, i)
            return None if inner is None else Negative(inner)
        case Add(terms):
            parts = [_whole(term, i) for term in terms]
            return None if None in parts else Add(tuple(part for part in parts if part is not None))
    return None
