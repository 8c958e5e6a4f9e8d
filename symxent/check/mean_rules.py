"""What means over densities come to by definition: divergences, derivatives by what a density or its argument holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, TypeGuard

from symxent.check.names import names_of
from symxent.check.said_before import head_of_call
from symxent.language.scope import PROBABILITIES
from symxent.language.tree import (
    Add,
    Big,
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
    Relation,
    Words,
    multiply,
    rebuild,
    runs_over_all,
    walk,
)

if TYPE_CHECKING:
    from symxent.check.definitions import Definition
    from symxent.check.knowledge import Knowledge
    from symxent.check.statements import Statement
    from symxent.language.opaque import Opaque

_MEAN = Name("E", "blackboard")
_LOGARITHMS = frozenset(("log", "ln"))
_SQUARE = re.compile(r"(?:_\{(?:[^{}]|\{[^{}]*\})*\})?[^(\[{]{0,12}?(?:\\left|\\[bB]igg?[lr]?)?\s*(?:\[|\\\{|\\lbrack)")
#: Where the values of a variable lie depends on a parameter, perhaps.
_MOVING = re.compile(r"\buniform|\bsupports?\b(?! vector)|truncat|Gleichverteilung|uniforme|均匀", re.IGNORECASE)


@dataclass(frozen=True)
class Densities:
    """What a page says of its densities.

    ``of``: the call of each density that is called in one way alone, by its key; ``laws``: the names in the laws of the
    letters that have one; ``fixed``: whether a letter is no random variable; ``plain``: whether nothing is said of a
    function or a density that keeps it from being thought differentiable; ``rests``: the names that others rest on;
    ``divergence``: whether KL is what it usually is; ``regular``: whether the support of a density is perhaps fixed.
    """

    of: Mapping[str, Call] = field(default_factory=dict)
    laws: Mapping[str, Set[str]] = field(default_factory=dict)
    fixed: Callable[[str], bool] = lambda key: False
    plain: Callable[[str], bool] = lambda key: False
    rests: Callable[[Iterable[Node]], Set[str]] = names_of
    divergence: bool = True
    regular: Callable[[str], bool] = lambda key: True


def head_name(node: Node) -> Name | None:
    """p of p(x), of p_θ(x) and of p."""
    head = node.function if isinstance(node, Call) else node
    base = head.base if isinstance(head, Indexed) else head
    return base if isinstance(base, Name) else None


def is_density(node: Node) -> bool:
    """p(x), q_φ(z | x): called by a name that probabilities have, without an accent, as unnormalised ones carry."""
    name = head_name(node)
    called = isinstance(node, Call) and bool(node.arguments) and not node.primes
    return called and name is not None and name.name in PROBABILITIES and name.accent in ("", "roman")


def is_divergence(node: Node) -> bool:
    """KL(q ‖ p), D_KL(q ‖ p)."""
    if not isinstance(node, Call) or len((*node.arguments, *node.given)) != 2 or node.primes:
        return False
    match node.function:
        case Name("KL"):
            return True
        case Indexed(Name("D"), (Words("KL") | Name("KL"),), ()):
            return True
    return False


def as_mean(node: Node) -> Node | None:
    """KL(q(z) ‖ p(z | x)) as the mean of log q(z) − log p(z | x) over z ∼ q; None for a divergence of anything else."""
    if not isinstance(node, Call) or not is_divergence(node):
        return None
    q, p = (*node.arguments, *node.given)
    if not (isinstance(q, Call) and isinstance(p, Call) and is_density(q) and is_density(p)):
        return None
    if q.arguments != p.arguments:
        return None
    gap = Add((Call(Name("log"), (q,)), Negative(Call(Name("log"), (p,)))))
    return Call(Indexed(_MEAN, (q,)), (gap,), span=node.span)


def drawn_from(mean: Node) -> tuple[Set[str], Call] | None:
    """The letters over which a mean is taken, and their density: z and q(z) of E_{q(z)}, and of E_{z ∼ q}."""
    if not isinstance(mean, Call) or not isinstance(mean.function, Indexed) or mean.given or len(mean.arguments) != 1:
        return None
    match mean.function.lower:
        case (Relation("∼", Name() as letter, Call() as law),):
            return frozenset((letter.key,)), law if letter in law.arguments else replace(law, arguments=(letter,))
        case (Relation("∼", Name() as letter, Name() | Indexed() as law),):
            return frozenset((letter.key,)), Call(law, (letter,))
        case (Call() as law,) if is_density(law) and all(isinstance(a, Name) for a in law.arguments):
            return frozenset(names_of(law.arguments)), law
    return None


def with_law(mean: Call, known: Densities) -> Call:
    """E_q as E_{q(z)}, where q is called in one way alone."""
    match mean.function:
        case Indexed(base, (Name(key=key) | Indexed(Name(key=key)) as law,), ()) if call := known.of.get(key):
            if call.function == law:
                return replace(mean, function=Indexed(base, (call,)))
    return mean


def densities_called(nodes: Iterable[Node]) -> dict[str, Call]:
    """The one way in which each density is called, by its key."""
    found: dict[str, set[Call]] = {}
    for node in nodes:
        if isinstance(node, Call) and is_density(node) and (name := head_name(node)) is not None:
            found.setdefault(name.key, set()).add(node)
    return {key: calls.pop() for key, calls in found.items() if len(calls) == 1}


def densities_at(
    knowledge: Knowledge, statement: Statement, trees: Iterable[Node], opaque: Opaque, plain: Callable[[str], bool]
) -> Densities:
    """What the section of a statement says of its densities."""
    here = [s for s in knowledge.statements if s.section == statement.section]
    laws: dict[str, Set[str]] = {}
    for s in here:
        if [o.text for o in s.chain.operators] == ["∼"] and len(s.trees) == 2:
            laws |= {key: names_of(s.trees[1:]) for key in names_of(s.trees[:1])}

    defined = {d.key for d in knowledge.definitions if d.section == statement.section}
    moves = _MOVING.search(knowledge.page.text)

    def rests(nodes: Iterable[Node]) -> Set[str]:
        names = frozenset(names_of(nodes))
        return names | opaque.rest_on(names)

    return Densities(
        densities_called([*chain(*(s.nodes for s in here)), *chain(*map(walk, trees))]),
        laws,
        lambda key: not opaque.is_random(frozenset((key,))),
        plain,
        rests,
        all(map(_is_usual, (d for key in ("KL", "D_KL") for d in knowledge.by_key.get(key, ())))),
        lambda key: not moves and key not in defined and not any(k.startswith(f"{key}_") for k in knowledge.by_key),
    )


def expects(knowledge: Knowledge) -> Callable[[Call], bool]:
    """A call of E is an expectation when it is set as one, says of which law, or has square brackets; E(w) is none."""

    def is_one(call: Call) -> bool:
        head = head_of_call(call)
        if not isinstance(head, Name) or head.key in knowledge.by_key:
            return False
        over = call.function.lower if isinstance(call.function, Indexed) else ()
        if "blackboard" in head.accent or "roman" in head.accent or any(isinstance(n, Relation) for n in over):
            return True
        return head.span is not None and bool(_SQUARE.match(knowledge.page.text, head.span.end))

    return is_one


def _is_usual(definition: Definition) -> bool:
    """Whether KL(q ‖ p) is defined as the sum or the integral of q log(q/p), or as the mean of log(q/p) over q."""
    head = definition.head
    body = rebuild(definition.body, lambda n: replace(n, name=n.name.replace("·", "")) if isinstance(n, Name) else n)
    if not isinstance(head, Call) or not is_divergence(head):
        return False
    names = [n.key for x in (*head.arguments, *head.given) if (n := head_name(x)) is not None]
    calls = densities_called(walk(body))
    q, p = (calls.get(name) for name in names) if len(names) == 2 else (None, None)
    if q is None or p is None:
        return False
    ratio = Call(Name("log"), (Divide(q, p),))
    match body:
        case Big("sum" | "integral", Multiply((first, second)), letters):
            return (first, _ungrouped(second)) == (q, ratio) and runs_over_all(body) and letters == q.arguments
        case Call(Indexed(_, (law,), ()), (inner,), ()) if _is_mean(body):
            return law in (q, q.function) and _ungrouped(inner) == ratio
    return False


def _ungrouped(node: Node) -> Node:
    return node.body if isinstance(node, Group) else node


# -- derivatives


def derivative_of(node: Node) -> tuple[Node, Name] | None:
    """What is differentiated once, and by which letter."""
    match node:
        case Gradient(body, Name() as by) if body is not None:
            return body, by
        case Derivative(body, (Name() as by,)) if body is not None:
            return body, by
    return None


def _is_mean(node: Node) -> TypeGuard[Call]:
    return isinstance(node, Call) and head_name(node) in (_MEAN, Name("E", "roman"), Name("E"))


def differentiates_a_mean(trees: Iterable[Node]) -> bool:
    """Whether a mean is differentiated, or of a derivative."""
    nodes = [n for tree in trees for n in walk(tree)]
    return any(map(_is_mean, nodes)) and any(map(derivative_of, nodes))


def _again(node: Node, body: Node) -> Node:
    """The derivative of another body by the same letter."""
    return replace(node, body=body) if isinstance(node, Gradient | Derivative) else node


def inside_a_mean(node: Node, known: Densities) -> Node | None:
    """∇_θ E[f(θ, ε)] as E[∇_θ f(θ, ε)], where the law of ε does not hold θ; None for any other node."""
    found = derivative_of(node)
    if found is None or not _is_mean(mean := found[0]):
        return None
    by = found[1]
    if len(mean.arguments) != 1 or mean.given:
        return None
    (body,), law = mean.arguments, drawn_from(mean)
    calls = {c.function for c in walk(body) if isinstance(c, Call)}
    letters = {n.key for n in walk(body) if isinstance(n, Name) and n not in calls} - {by.key}
    if law is not None:
        free = by.key not in known.rests((law[1],)) and known.rests(Name(k) for k in law[0]).isdisjoint({by.key})
    else:
        own = not isinstance(mean.function, Indexed)
        free = own and all(by.key not in known.laws[k] if k in known.laws else known.fixed(k) for k in letters)
        free = free and bool(letters & known.laws.keys())
    return replace(mean, arguments=(_again(node, body),)) if free and by.key in names_of((body,)) else None


def by_chain_rule(node: Node, known: Densities) -> Node | None:
    """∇_μ f(μ + σε) as f′(μ + σε) times the derivative of what stands inside; ∇ log p as ∇p / p."""
    found = derivative_of(node)
    match found:
        case Call(Name() as f, (inner,), ()) as call, by if known.plain(f.key) and inner != by:
            if by.key in names_of((inner,)) and not isinstance(inner, Call):
                return Multiply((replace(call, primes=call.primes + 1), Group(Derivative(inner, (by,)))))
    return None


def score(node: Node, known: Densities) -> Node | None:
    """E_{x ∼ p_θ}[f(x) ∇_θ log p_θ(x)] as ∇_θ E_{x ∼ p_θ}[f(x)], and so on in each term; None for any other mean."""
    found = drawn_from(node)
    if found is None or not isinstance(node, Call):
        return None
    (letters, law), made, changed = found, list[Node](), False
    head = law.function
    base = head_name(law)
    if not isinstance(head, Indexed) or base is None or not known.regular(base.key):
        return None
    for sign, factors in _terms(node.arguments[0]):
        whole = [(k, f) for k, f in enumerate(factors) if _is_score(f, law)]
        others = [f for k, f in enumerate(factors) if not whole or k != whole[0][0]]
        by = derivative_of(whole[0][1]) if len(whole) == 1 else None
        if by is None or by[1].key in known.rests(others):
            term: Node = replace(node, arguments=(multiply(*factors),))
        else:
            changed = True
            fixed = not letters & known.rests(others)
            mean = replace(node, arguments=(multiply(*others) if others else Number("1"),))
            term = Number("0") if fixed else _again(whole[0][1], mean)
        made.append(Negative(Group(term)) if sign < 0 else term)
    return Group(Add(tuple(made))) if changed and len(made) > 1 else made[0] if changed else None


def _terms(node: Node, sign: int = 1) -> list[tuple[int, list[Node]]]:
    """The terms of a sum, and of a product with one, each with its sign and its factors."""
    match node:
        case Group(body, "(" | "["):
            return _terms(body, sign)
        case Negative(body):
            return _terms(body, -sign)
        case Add(terms):
            return list(chain.from_iterable(_terms(term, sign) for term in terms))
        case Multiply((first, *rest), "" | "·"):
            after = _terms(multiply(*rest)) if rest else [(1, [])]
            return [(s * z, [*a, *b]) for s, a in _terms(first, sign) for z, b in after]
        case Divide(above, below):
            return [(s, [*a, Divide(Number("1"), below)]) for s, a in _terms(above, sign)]
    return [(sign, [node])]


def _is_score(node: Node, law: Call) -> bool:
    """∇_θ log p_θ(x), and log p_θ read as a function of its own."""
    found = derivative_of(node)
    if found is None or found[1].key not in names_of((law.function,)):
        return False
    match found[0]:
        case Call(Name(name), (inner,), ()):
            return name in _LOGARITHMS and inner == law
        case Multiply((Call(Name(name), (inner,), ()), Group(argument, "("))):
            return name in _LOGARITHMS and Call(inner, (argument,)) == replace(law, given=())
    return False
