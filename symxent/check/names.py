"""The names in a tree: which occur, which something is differentiated of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from symxent.language.opaque import PARAMETERS
from symxent.language.scope import CONSTANTS, STANDARD, bound_in, call_key, plain_key
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
    Power,
    Relation,
    Transpose,
    children,
    walk,
)

if TYPE_CHECKING:
    from symxent.check.statements import Statement

_SIZES = frozenset("NMKTJLDCnmkd")
RANDOM_OF = frozenset(("E", "V", "Var", "var", "Cov", "cov"))

#: Functions of a matrix that everybody knows.
OF_MATRICES = frozenset(("det", "Det", "tr", "Tr", "trace", "Trace", "rank", "diag", "vec"))


def names_of(trees: Iterable[Node]) -> set[str]:
    """All keys that occur in some trees."""
    found: set[str] = set()
    for tree in trees:
        for node in walk(tree):
            key = plain_key(node)
            if key is not None:
                found.add(key)
            if isinstance(node, Indexed) and isinstance(node.base, Name):
                found.add(node.base.key)
            if isinstance(node, Call) and (call := call_key(node)) is not None:
                found.add(call)
    return found


def letters(node: Node) -> set[str]:
    """The names of a tree that stand for something: no bound index, no constant, no sin that is called."""
    called: set[str] = set()
    for n in walk(node):
        head = (
            n.function.base if isinstance(n, Call) and isinstance(n.function, Indexed) else getattr(n, "function", None)
        )
        if (
            isinstance(n, Call)
            and isinstance(head, Name)
            and (head.key in STANDARD or head.key in (*OF_MATRICES, "at"))
        ):
            base_of_log = n.function.lower if isinstance(n.function, Indexed) else ()
            called |= names_of([n.function]) - names_of(base_of_log)
    return names_of([node]) - bound_in(node) - set(CONSTANTS) - {"oo"} - called


def mentions(node: Node, key: str) -> bool:
    """Whether a name occurs, alone, with indices or as a function."""
    return any((isinstance(n, Name) and n.key == key) or plain_key(n) == key for n in walk(node))


def differentiated(trees: Iterable[Node]) -> Iterator[str]:
    """Names that some derivative is taken of, ∂C/∂z: they depend on what follows."""
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, Derivative) and node.body is not None and node.stacked:
                body = node.body
                if isinstance(body, Indexed) and isinstance(body.base, Name):
                    yield body.base.key
                key = plain_key(body.function if isinstance(body, Call) else body)
                if key is not None:
                    yield key


def outer_names(trees: Iterable[Node]) -> set[str]:
    """Names that are free somewhere in the trees, outside of sums over i ≠ j."""
    found: set[str] = set()

    def visit(node: Node, bound: frozenset[str]) -> None:
        if isinstance(node, Name):
            if node.key not in bound:
                found.add(node.key)
            return
        if isinstance(node, Big):
            if isinstance(node.condition, Relation) and node.condition.op == "≠":
                return
            bound |= {n.key for n in node.index if isinstance(n, Name)}
        for child in children(node):
            visit(child, bound)

    for tree in trees:
        visit(tree, frozenset())
    return found


_COMPARES = frozenset("<>≤≥")
_OF_NUMBERS = frozenset(("sin", "cos", "tan", "cot", "sinh", "cosh", "tanh", "arctan", "log", "ln"))


def surely_numbers(trees: Iterable[Node]) -> set[str]:
    """Letters that are computed with as only numbers are: divided by, raised to, put into a sine or a logarithm."""
    nodes = [n for tree in trees for n in walk(tree)]
    found: set[str] = set()
    for node in nodes:
        match node:
            case Divide(_, part):
                found |= set(_computed_with(part))
            case Power(Name(base), part) if base != "e" and not (base.isupper() and _is_capital(part)):
                # e^A may be of a matrix, A^H its adjoint
                found |= set(_computed_with(part))
            case Call(Name() as head, (part,)) if head.key in _OF_NUMBERS:
                found |= set(_computed_with(part))
    return found - names_of([n for n in nodes if isinstance(n, Transpose)])


def _is_capital(node: Node) -> bool:
    return isinstance(node, Name) and node.name.isupper()


def _computed_with(node: Node) -> Iterator[str]:
    """The letters in a sum, a product without a sign, a power or a fraction."""
    if isinstance(node, Name):
        yield node.key
    elif isinstance(node, Add | Negative | Divide | Power) or (
        (isinstance(node, Multiply) and not node.sign) or (isinstance(node, Group) and node.bracket in ("(", "["))
    ):
        for child in children(node):
            yield from _computed_with(child)


def bare_names(trees: Iterable[Node]) -> frozenset[str]:
    """Names that stand by themselves somewhere: neither called, nor indexed, nor differentiated."""
    found: set[str] = set()
    waiting = list(trees)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            found.add(node.key)
            continue
        head = node.function if isinstance(node, Call) else node.base if isinstance(node, Indexed) else None
        if isinstance(node, Derivative | Gradient):
            head = node.body
        plain = head.base if isinstance(head, Indexed) else head
        waiting += [c for c in children(node) if c is not head or not isinstance(plain, Name)]
    return frozenset(found)


def deviations(statements: Iterable[Statement]) -> frozenset[str]:
    """The letters σ in 𝒩(μ, σ²) and 𝒩(x; μ, σ²), and τ in 𝒩(μ, τ⁻¹)."""
    calls = (n for s in statements for n in s.nodes if isinstance(n, Call))
    normal = (c for c in calls if c.function == Name("N", "calligraphic") and c.arguments)
    found = ((c.given or c.arguments)[-1] for c in normal)
    squares = (Number("2"), Negative(Number("1")))
    bases = (p.base for p in found if isinstance(p, Power) and p.exponent in squares)
    return frozenset(k for base in bases if isinstance(base, Name | Indexed) and (k := plain_key(base)) is not None)


def functional(trees: Iterable[Node]) -> set[str]:
    """Names that are used as functions: called, or differentiated."""
    found: set[str] = set()
    for tree in trees:
        for node in walk(tree):
            head = node.function if isinstance(node, Call) else None
            if isinstance(node, Derivative | Gradient) and isinstance(node.body, Name | Indexed):
                head = node.body
            if isinstance(head, Indexed):
                head = head.base
            if isinstance(head, Name):
                found.add(head.key)
    return found


def random_letters(statements: Iterable[Statement], text: str) -> frozenset[str]:
    """Letters of which a page takes the mean or the variance, or says how they are distributed or that they vary."""
    found = _random_by_words(text)
    for statement in statements:
        for node in statement.nodes:
            if isinstance(node, Call):
                head = node.function.base if isinstance(node.function, Indexed) else node.function
                if isinstance(head, Name) and head.name in RANDOM_OF:
                    found |= {k for a in node.arguments if (k := _letter(a))}
                    over = node.function.lower if isinstance(node.function, Indexed) else ()
                    drawn = (
                        part for o in over for part in (o.arguments if isinstance(o, Call) else (o,))
                    )  # z of q(z | x)
                    found |= {key for part in drawn for key in _bases(part)}
            elif isinstance(node, Relation) and node.op == "∼":
                found |= _bases(node.lhs)
        if any(o.text == "∼" for o in statement.chain.operators) and isinstance(statement.members[0], Node):
            found |= _bases(statement.members[0])
    return frozenset(found)


#: Random variables β and γ; let β be a random variable.
_RANDOM = re.compile(
    r"\brandom\s+(?:variables?|numbers?)\s+((?:(?:,|\s|and|or|und|et|y)*\$[^$]+\$)+)"
    r"|\$([^$]+)\$\s+(?:be|is|are|denotes?)\s+(?:[\w-]+\s+){0,3}random\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"[^A-Za-z]*([A-Za-z]+)")


def _random_by_words(text: str) -> set[str]:
    """Letters that else stand for constants, and of which the words of a page say that they are random."""
    said = (formula for m in _RANDOM.finditer(text) for formula in (m[1].split("$")[1::2] if m[1] else [m[2]]))
    names = {m[1] for formula in said for part in formula.split(",") if (m := _FIRST.match(part))}
    return names & PARAMETERS


def _letter(node: Node) -> str | None:
    base = node.base if isinstance(node, Indexed | Power) else node
    base = base.base if isinstance(base, Indexed) else base
    return base.key if isinstance(base, Name) else None


def _bases(node: Node) -> set[str]:
    """The letters of a tree that stand for something of its own: X of X_n, and not n."""
    if isinstance(node, Indexed):
        return _bases(node.base)
    return {node.key} if isinstance(node, Name) else {key for child in children(node) for key in _bases(child)}


def sizes(statements: Iterable[Statement]) -> frozenset[str]:
    """Letters up to which a page sums, as sizes are called."""
    nodes = (n for s in statements for n in s.nodes)
    return _SIZES & frozenset(n.upper.key for n in nodes if isinstance(n, Big) and isinstance(n.upper, Name))


def numbers(statements: Iterable[Statement]) -> frozenset[str]:
    """Letters that a page divides by, sums up to, compares, adds to 1 or takes a logarithm of: each is a number."""
    found: set[str] = set()
    for statement in statements:
        if any(o.text in _COMPARES for o in statement.chain.operators):
            found |= {m.key for m in statement.members if isinstance(m, Name)}
        found |= surely_numbers(statement.trees)
        for node in statement.nodes:
            if isinstance(node, Divide):
                below = node.below.body if isinstance(node.below, Group) else node.below
                parts = below.factors if isinstance(below, Multiply) else (below,)
                parts = below.terms if isinstance(below, Add) else parts  # 1/(R + r)
                found |= {key for f in parts if (key := _letter(f))}
            elif isinstance(node, Big) and node.kind in ("sum", "product") and isinstance(node.upper, Name):
                found.add(node.upper.key)
            elif isinstance(node, Add) and any(isinstance(x, Number) for x in node.terms):
                found |= {key for x in node.terms if not isinstance(x, Indexed) and (key := _letter(x))}  # S² + 1
    return frozenset(found)


def is_logarithm(function: Node) -> bool:
    """log, ln, lg, to any base."""
    head = function.base if isinstance(function, Indexed) else function
    return isinstance(head, Name) and head.key in ("log", "ln", "lg")


def index_key(total: Big) -> str:
    """The name of the index of a sum; "" for a sum without one."""
    return plain_key(total.index[0]) or "" if total.index else ""
