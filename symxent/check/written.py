"""The definitions of a page written out in a formula as it stands: p_i by its indices, f(x) by its arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from symxent.check.definitions import Definition
from symxent.language.scope import bound_in, call_key, plain_key
from symxent.language.tree import (
    Call,
    Derivative,
    Gradient,
    Group,
    Indexed,
    Name,
    Node,
    Number,
    Power,
    Words,
    map_children,
    rebuild,
    walk,
)
from symxent.matrices.shapes import hessian_of

#: The head of ∇²f.
TWICE = Name("∇2")
#: So many times definitions of definitions are written out.
ROUNDS = 3


def written_out(sides: tuple[Node, Node], definitions: Mapping[str, Definition]) -> Iterator[tuple[Node, Node, str]]:
    """The sides with one definition in another written out, round by round, and whose they are, in words."""
    used: dict[str, None] = {}
    one, other = sides
    for _ in range(ROUNDS):
        wide = _written(one, definitions, used), _written(other, definitions, used)
        if wide == (one, other):
            return
        one, other = wide
        yield one, other, f", by the definition of {', '.join(used)}"


def _written(node: Node, definitions: Mapping[str, Definition], used: dict[str, None]) -> Node:
    """A formula with the outermost names that are defined written out, once.

    What is differentiated is left as it is: a letter by which it is differentiated stands for itself.
    """
    if isinstance(node, Derivative | Gradient):
        return node
    found = _body_of(node, definitions)
    if found is not None:
        key, body = found
        used[key] = None
        return body if isinstance(body, Name | Number) else Group(body)
    if isinstance(node, Indexed):
        return node  # an index stands for itself
    bound = bound_in(node)
    inner = {k: d for k, d in definitions.items() if k not in bound and not d.names & bound} if bound else definitions
    return map_children(node, lambda child: _written(child, inner, used))


def _body_of(node: Node, definitions: Mapping[str, Definition]) -> tuple[str, Node] | None:
    """The name that a node calls by its definition, and its body for these indices and arguments."""
    key = call_key(node) if isinstance(node, Call) else plain_key(node)
    definition = definitions.get(key) if key is not None else None
    if definition is not None and definition.kind == "value":
        return definition.key, definition.body
    if isinstance(node, Indexed) and isinstance(node.base, Name):
        return _with(definitions.get(node.base.key), "family", (), (*node.upper, *node.lower))
    if not isinstance(node, Call) or node.primes:
        return None
    head = node.function
    indices: tuple[Node, ...] = ()
    named = plain_key(head)
    if isinstance(head, Indexed) and (named is None or named not in definitions):
        named, indices = plain_key(head.base), (*head.upper, *head.lower)
    arguments = (*node.arguments, *node.given)
    definition = definitions.get(named) if named is not None else None
    if definition is None or len(definition.given) != len(node.given):
        return None  # p(y, μ) is another density than p(y | μ)
    return _with(definition, "function", arguments, indices)


def _labels(definition: Definition, indices: tuple[Node, ...]) -> Mapping[str, Node] | None:
    """Whose function it is: nobody else's, or that of Y where M_X(t) = E[e^{tX}] says what M is; None for another's."""
    own = definition.labels
    if not own or own == indices:
        return {} if own else None
    if len(own) != len(indices) or not all(isinstance(n, Name) and n.name[:1].isupper() for n in (*own, *indices)):
        return None
    keys = [n.key for n in own if isinstance(n, Name)]
    return dict(zip(keys, indices, strict=True)) if definition.names >= set(keys) else None


def _with(
    definition: Definition | None, kind: str, arguments: tuple[Node, ...], indices: tuple[Node, ...]
) -> tuple[str, Node] | None:
    """The body of a family or a function with its indices and parameters put in; None where they do not fit."""
    if definition is None or definition.kind != kind:
        return None
    labelled = None if definition.indices else _labels(definition, indices)
    indices = indices if labelled is None else ()
    if len(arguments) != len(definition.parameters) or len(indices) != len(definition.indices):
        return None
    if 2 in definition.powers:  # ℓ(m, s²) of ℓ(μ, σ²) has s for σ
        pairs = list(zip(arguments, definition.powers, strict=True))
        if not all(power == 1 or (isinstance(a, Power) and a.exponent == Number("2")) for a, power in pairs):
            return None
        arguments = tuple(a.base if power == 2 and isinstance(a, Power) else a for a, power in pairs)
    values = dict(zip((*definition.parameters, *definition.indices), (*arguments, *indices), strict=True))
    values |= labelled or {}
    put_in = {n.key for value in values.values() for n in walk(value) if isinstance(n, Name)}
    if put_in & bound_in(definition.body) or any(isinstance(v, Words) for v in values.values()):
        return None  # Σ_k e^{z_k} with z_k for z_i would bind it

    def change(node: Node) -> Node:
        return values.get(node.key, node) if isinstance(node, Name) else node

    return definition.key, rebuild(definition.body, change)


def wide(node: Node, definitions: Mapping[str, Definition]) -> Node:
    """A side with all that is defined written out, what is differentiated too; ∇f(w) is ∇_w f(w)."""
    if isinstance(node, Gradient):
        if node.by is None and isinstance(node.body, Call) and len(node.body.arguments) == 1:
            node = replace(node, by=node.body.arguments[0])
        return replace(node, body=wide(node.body, _without((node.by,), definitions)))
    if isinstance(node, Call) and node.function == TWICE and isinstance(node.arguments[0], Call):
        inner = node.arguments[0].arguments  # ∇²f(w) is ∇²_w f(w)
        node = replace(node, function=Indexed(TWICE, inner)) if len(inner) == 1 else node
    if (twice := hessian_of(node)) is not None and isinstance(node, Call):
        return replace(node, arguments=(wide(twice[0], _without((twice[1],), definitions)),))
    if isinstance(node, Derivative):
        return node if node.body is None else replace(node, body=wide(node.body, _without(node.by, definitions)))
    found = [one for one, _, _ in written_out((node, node), definitions)]
    return found[-1] if found else node


def _without(by: tuple[Node | None, ...], definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    """The definitions but for the letters by which something is differentiated."""
    return {k: d for k, d in definitions.items() if k not in {n.key for n in by if isinstance(n, Name)}}
