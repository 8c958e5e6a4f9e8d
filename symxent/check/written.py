"""The definitions of a page written out in a formula as it stands: p_i by its indices, f(x) by its arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from symxent.check.definitions import Definition
from symxent.check.names import names_of
from symxent.language.opaque import OFTEN_FUNCTIONS
from symxent.language.scope import bound_in, call_key, plain_key
from symxent.language.tree import (
    Add,
    Call,
    Derivative,
    Divide,
    Gradient,
    Group,
    Indexed,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Sequence,
    Words,
    map_children,
    rebuild,
    walk,
)

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


def pointwise(node: Node, called: Set[str]) -> Node:
    """A formula with sums, multiples and quotients of functions written out: (f + 2g)(x) as f(x) + 2g(x).

    Products of functions may be compositions, and a number beside a function the identity many times: they are left.
    """
    node = map_children(node, lambda child: pointwise(child, called))
    if not isinstance(node, Multiply) or node.sign:
        return node
    factors: list[Node] = []
    for factor in node.factors:
        before, primes = factors[-1] if factors else factor, 0
        if isinstance(before, Call) and not before.arguments and not before.given:
            primes, before = before.primes, before.function
        if isinstance(factor, Group) and factor.bracket == "(" and isinstance(before, Group) and before is not factor:
            arguments = factor.body.items if isinstance(factor.body, Sequence) else (factor.body,)
            if (value := _at(before.body, arguments, primes, called)) is not None:
                factors[-1] = Group(value)
                continue
        factors.append(factor)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors))


def _at(node: Node, arguments: tuple[Node, ...], primes: int, called: Set[str]) -> Node | None:
    """The value of a sum, a multiple or a quotient of functions; None for anything else."""
    match node:
        case Name() | Indexed(Name(), _, ()) if plain_key(node if isinstance(node, Name) else node.base) in called:
            return Call(node, arguments, primes=primes)
        case Group(body, "("):
            return _at(body, arguments, primes, called)
        case Negative(body):
            value = _at(body, arguments, primes, called)
            return None if value is None else Negative(value)
        case Add(terms):
            values = [_at(term, arguments, primes, called) for term in terms]
            return None if None in values else Add(tuple(v for v in values if v is not None))
        case Multiply((*factors, last), "" | "·") if not names_of(factors) & (called | OFTEN_FUNCTIONS):
            value = _at(last, arguments, primes, called)
            return None if value is None else Multiply((*factors, Group(value)))
        case Divide(above, below):
            value = _at(above, arguments, primes, called)
            plain = not names_of((below,)) & (called | OFTEN_FUNCTIONS)
            divisor = below if plain else _at(below, arguments, 0, called)
            quotient = primes and divisor is not below
            return None if value is None or divisor is None or quotient else Divide(value, divisor)
    return None
