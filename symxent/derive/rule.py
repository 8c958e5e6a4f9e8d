"""What a rule is: a textbook name and a rewriting of one place of a tree; a step is one or more of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from symxent.language.formula import read_formula
from symxent.language.tree import Big, Call, Indexed, Name, Node, Number, children, map_children, walk


@dataclass(frozen=True)
class Given:
    """What a page has said so far: its definitions and the results of its earlier sections.

    ``functions``: J(ŷ, y) := body, as name → (parameters, body).  ``values``: ŷ := σ(z), symbols defined by others.
    ``results``: label → (left, right) of what was derived before.  ``facts``: declared equalities, y₂ = 1 − y₁.
    ``random``, ``independent``: the page's.
    """

    functions: Mapping[str, tuple[tuple[Node, ...], Node]] = field(default_factory=dict)
    values: Mapping[Node, Node] = field(default_factory=dict)
    results: Mapping[str, tuple[Node, Node]] = field(default_factory=dict)
    facts: Mapping[str, tuple[Node, Node]] = field(default_factory=dict)
    random: Mapping[Node, Node | None] = field(default_factory=dict)
    independent: tuple[tuple[Node, ...], ...] = ()


Rewrite = Callable[[Node, Given], Node | None]


@dataclass(frozen=True)
class Rule:
    """``rewrite`` makes a new node of a node that the rule matches, and None of any other."""

    name: str
    rewrite: Rewrite
    everywhere: bool = False

    def __and__(self, other: Rule | Step) -> Step:
        return Step((self,)) & other

    def apply(self, tree: Node, given: Given) -> Node | None:
        """The tree with the rule applied at the first place, from the outside in, that it matches (or at all)."""
        changed = _rewrite_everywhere(tree, self.rewrite, given) if self.everywhere else _first(tree, self, given)
        return None if changed is None or changed == tree else changed

    def at_every_place(self) -> Rule:
        """The same rule, applied wherever it matches."""
        return Rule(self.name, self.rewrite, everywhere=True)


@dataclass(frozen=True)
class Step:
    """Rules that a textbook applies in one visible line, one after the other."""

    rules: tuple[Rule, ...]

    def __and__(self, other: Rule | Step) -> Step:
        return Step(self.rules + (other.rules if isinstance(other, Step) else (other,)))


def rule(name: str, *, everywhere: bool = False) -> Callable[[Rewrite], Rule]:
    """Make a rule of a rewriting function.

    >>> from symxent.language.tree import Add, Number
    >>> @rule("drop zeros")
    ... def dropping_zeros(node, given):
    ...     return node.terms[1] if isinstance(node, Add) and node.terms[0] == Number("0") else None
    >>> dropping_zeros.apply(0 + Name("x"), Given())
    Name(name='x', accent='')
    """
    return lambda rewrite: Rule(name, rewrite, everywhere)


def equation(name: str, *says: str, everywhere: bool = True) -> Rule:
    """The rule that puts the right side of an equation for its left, u, v and w being anything; of several the first.

    >>> from symxent.language.text import to_text
    >>> to_text(equation("log undoes exp", "log(exp(u)) = u").apply(read_formula("2 + log(exp(x - y))"), Given()))
    '2 + (x − y)'
    """
    rows = [tuple(map(read_formula, said.split(" = "))) for said in says]

    def rewrite(node: Node, given: Given) -> Node | None:
        for left, right in rows:
            names = matched(left, node, lambda letter: letter.name in "uvw")
            if names is not None:
                return substitute(right, names)
        return None

    return Rule(name, rewrite, everywhere)


def matched(pattern: Node, node: Node, is_open: Callable[[Name], bool]) -> dict[Node, Node] | None:
    """What the open letters of a pattern are, where it is the node; None where it is not."""
    names: dict[Node, Node] = {}

    def match(one: Node, other: Node) -> bool:
        if isinstance(one, Name) and not one.accent and is_open(one):
            return names.setdefault(one, other) == other
        if type(one) is not type(other):
            return False
        mine, theirs = list(children(one)), list(children(other))
        if not mine:
            return one == other
        same = len(mine) == len(theirs) and getattr(one, "kind", None) == getattr(other, "kind", None)
        return same and all(match(a, b) for a, b in zip(mine, theirs, strict=True))

    return names if match(pattern, node) else None


def _first(tree: Node, the: Rule, given: Given) -> Node | None:
    here = the.rewrite(tree, given)
    if here is not None and here != tree:
        return here
    done = False

    def descend(child: Node) -> Node:
        nonlocal done
        if done:
            return child
        changed = _first(child, the, given)
        if changed is None:
            return child
        done = True
        return changed

    changed = map_children(tree, descend)
    return changed if done else None


def _rewrite_everywhere(tree: Node, rewrite: Rewrite, given: Given) -> Node:
    here = rewrite(tree, given)
    if here is not None and here != tree:
        return here
    return map_children(tree, lambda child: _rewrite_everywhere(child, rewrite, given))


def depends(node: Node, on: Node, given: Given) -> bool:
    """Whether the value of ``node`` can change with ``on``, definitions followed.

    A component depends on every component of the same vector, as x_m may be x_j; x_2 does not depend on x_1.
    """
    for part in _without_other_components(node, on):
        if part == on:
            return True
        if isinstance(on, Indexed) and isinstance(part, Indexed) and part.base == on.base:
            return True
        if isinstance(on, Indexed) and part == on.base:
            return True
        if isinstance(part, Indexed) and part.base == on:
            return True
        if part in given.values and depends(given.values[part], on, given):
            return True
        if isinstance(part, Call) and isinstance(part.function, Name) and part.function.name in given.functions:
            parameters, body = given.functions[part.function.name]
            inner = {name for name in walk(body) if isinstance(name, Name)} - set(parameters)
            if any(depends(name, on, given) for name in inner):
                return True
    return False


def _without_other_components(node: Node, on: Node) -> Iterator[Node]:
    """The node and all below it, but for what is certainly another component of the same vector."""
    if isinstance(on, Indexed) and isinstance(node, Indexed) and node.base == on.base and _apart(node, on):
        return
    yield node
    for child in children(node):
        yield from _without_other_components(child, on)


def _apart(a: Indexed, b: Indexed) -> bool:
    """Whether two components are certainly different ones: x_1 and x_2, or x_old and x_new, whose label is no index."""
    (m, *more), (j, *others) = a.lower, b.lower
    if more or others or a.upper or b.upper or m == j:
        return False
    return all(isinstance(x, Number) or (isinstance(x, Name) and x.accent == "roman") for x in (m, j))


def substitute(node: Node, values: Mapping[Node, Node]) -> Node:
    """The tree with each key replaced by its value, all at once; nothing inside a replacement is replaced again.

    A bound index is its sum's own: it is not replaced, and it is renamed where it would capture a letter of a value.

    >>> from symxent.language.text import to_text
    >>> i, j, n, x = map(Name, "ijnx")
    >>> to_text(substitute(Big("sum", Indexed(x, (i,)) * Indexed(x, (j,)), (i,), Number("1"), n), {j: i}))
    'Σₗ₌₁ⁿ xₗ xᵢ'
    """
    if node in values:
        return values[node]
    if isinstance(node, Big):
        values = {key: value for key, value in values.items() if key not in node.index}
        brought = {part for key, value in values.items() if key in set(walk(node)) for part in walk(value)}
        for index in node.index:
            if index in brought:
                node = _renamed(node, index, brought)
    return map_children(node, lambda child: substitute(child, values))


def _renamed(node: Big, index: Node, taken: set[Node]) -> Big:
    used = taken | set(walk(node))
    fresh = next(letter for letter in map(Name, "lmijkpqrst") if letter not in used)
    return replace(
        node,
        body=substitute(node.body, {index: fresh}),
        index=tuple(fresh if i == index else i for i in node.index),
    )
