"""Letters that a page makes covariance matrices, which are symmetric: Σ of X ∼ N(μ, Σ), V of ε ∼ N(0, σ²V)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from symxent.check.in_words import said_before, says
from symxent.check.names import names_of
from symxent.language import tree as t
from symxent.language.scope import plain_key

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge
    from symxent.check.statements import Statement

#: Laws by the places of their parameters that are covariance matrices.
_LAWS = {"N": (1,), "MVN": (1,), "MN": (1, 2), "W": (0,), "Normal": (1,)}
_SYMMETRIC = ("symmetric", "positive definite", "diagonal")


def symmetric_at(knowledge: Knowledge, statement: Statement, trees: tuple[t.Node, ...]) -> frozenset[str]:
    """The letters of some trees that are symmetric matrices, by their words, or as covariances of a law."""
    names = {n for tree in trees for n in t.walk(tree) if isinstance(n, t.Name | t.Indexed)}
    capitals = {key: n for n in names if _is_matrix(n) and (key := plain_key(n)) is not None}
    if not capitals:
        return frozenset()
    by_laws = {key for s in _in_force(knowledge, statement) for n in s.nodes for key in _of_laws_here(n)}
    text = said_before(knowledge, statement.chain.start)
    plain = (k for k, n in capitals.items() if isinstance(n, t.Name))
    return frozenset((by_laws & capitals.keys()) | {k for k in plain if any(says(text, k, f) for f in _SYMMETRIC)})


def located_at(knowledge: Knowledge, statement: Statement) -> frozenset[str]:
    """The letters that are perhaps vectors, as where a law with a covariance matrix lies: μ of N(μ, Σ)."""
    found: set[str] = set()
    for other in _in_force(knowledge, statement):
        for node in other.nodes:
            if isinstance(node, t.Call) and any(_of_laws_here(node)):
                first = (node.given or node.arguments)[0]
                found |= {key for n in t.walk(first) if isinstance(n, t.Name | t.Indexed) and (key := plain_key(n))}
    return frozenset(key for key in found if key[:1].islower())


def _in_force(knowledge: Knowledge, statement: Statement) -> Iterator[Statement]:
    """What the section says of laws as far as the step."""
    for other in knowledge.statements[: statement.number + 1]:
        if other.section == statement.section:
            yield other


def _of_laws_here(node: t.Node) -> Iterator[str]:
    """The covariance matrices of a law that a node is."""
    if isinstance(node, t.Call) and isinstance(node.function, t.Name) and not node.primes:
        places = _LAWS.get(node.function.name, ())
        parameters = node.given if len(node.arguments) == 1 and node.given else node.arguments
        for place in places if len(parameters) > max(places, default=0) else ():
            key = _up_to_a_number(parameters[place])
            if key is not None:
                yield key


def _up_to_a_number(node: t.Node) -> str | None:
    """V of σ² V, of V^{-1} and of (τ P)^{-1}: a covariance times a positive number, or its inverse; None for others."""
    match node:
        case t.Group(body, "("):
            return _up_to_a_number(body)
        case t.Power(base, t.Negative(t.Number("1"))):
            return _up_to_a_number(base)
        case t.Multiply(factors, ""):
            matrices = [f for f in factors if any(n[:1].isupper() for n in names_of([f]))]
            return _up_to_a_number(matrices[0]) if len(matrices) == 1 else None
    return plain_key(node) if isinstance(node, t.Name | t.Indexed) and _is_matrix(node) else None


def _is_matrix(node: t.Name | t.Indexed) -> bool:
    base = node.base if isinstance(node, t.Indexed) else node
    return isinstance(base, t.Name) and base.name[:1].isupper()
