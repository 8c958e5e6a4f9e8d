"""Notation in which a false step may be meant otherwise: letters that are no numbers, values put in, sloppy indices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from symxent.check.names import OF_MATRICES, letters
from symxent.language.scope import CONSTANTS, STANDARD, bound_in
from symxent.language.tree import (
    Add,
    Big,
    Call,
    Derivative,
    Divide,
    Gradient,
    Group,
    Indexed,
    Matrix,
    Multiply,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Relation,
    Sequence,
    Words,
    walk,
)

_INDICES = frozenset("ijklmnpqrst")
_ELEMENTARY = (Name, Number, Add, Negative, Multiply, Divide, Power, Group, Derivative, Matrix)
_OPERATORS = frozenset(("Delta", "nabla", "partial", "square"))
#: Before letters, dx and δρ are small changes; δ_i is an error.
_DIFFERENTIALS = frozenset(("d", "delta"))
_DRESSED = frozenset(("blackboard", "calligraphic"))


def plain(node: Node) -> bool:
    """A letter or a component, with a sign, or raised to what may be an index."""
    match node:
        case Negative(body):
            return plain(body)
        case Power(base, Name(exponent)):
            return plain(base) and exponent in _INDICES
    return isinstance(node, Name | Indexed | Number)


def elementary(sides: Iterable[Node], defined: frozenset[str]) -> bool:
    """Whether nothing stands there but letters, numbers, what is computed with them at school, and derivatives.

    Functions are those that everybody knows, and those that are ``defined``.
    """
    return all(
        isinstance(n, _ELEMENTARY) or _known_call(n, defined) or _numbered(n) for side in sides for n in walk(side)
    )


def _numbered(node: Node) -> bool:
    """x_1: a letter like any other."""
    return isinstance(node, Indexed) and not node.upper and all(isinstance(n, Number) for n in node.lower)


def _known_call(node: Node, defined: frozenset[str]) -> bool:
    if not isinstance(node, Call) or not isinstance(node.function, Name):
        return False
    return node.function.key in STANDARD or node.function.key in OF_MATRICES or node.function.key in defined


def in_notation(left: Node, op: str, right: Node, defined: frozenset[str]) -> str:
    """What in the notation of a step keeps it from being certainly false; "" when nothing does.

    ``defined``: the names whose definitions it rests on.
    """
    sides = (left, right)
    nodes = [n for side in sides for n in walk(side)]
    labels = {id(m) for n in nodes if isinstance(n, Indexed) for m in walk_all(n.lower, n.upper)}
    if has_words(left, right):
        return "a word stands in it"
    if any(_is_a_word(n) for n in nodes if isinstance(n, Name) and n.key not in defined and id(n) not in labels):
        return "a word stands in it"
    if any(_imaginary(n) for n in nodes) or _counts_nothing(sides, nodes):
        return "i may be the imaginary unit"
    if any(isinstance(n, Power) and _label(n) for n in nodes):
        return "what stands raised may be a label"
    if operator := next(filter(None, map(_operator, nodes)), ""):
        return f"{operator} may be an operator"
    if change := small_change(nodes):
        return f"{change} before a letter may be a small change of it"
    if any(map(reaches_further, nodes)):
        return "the limit may be of all that stands behind it"
    if any(map(may_be_determinant, nodes)):
        return "what stands between bars may be a matrix or a set"
    if any(map(turns, nodes)):
        return "× may be a product of vectors"
    if called := next(filter(None, map(_called, nodes)), ""):
        return f"{called} may be a function"
    if called := called_and_not(nodes):
        return f"{called} stands before a bracket and alone: one of both is a factor"
    if of_matrix := next(filter(None, (_of_matrix(n, defined) for n in nodes)), ""):
        return f"{of_matrix} may be a matrix"
    if _in_several_ways(nodes):
        return "one letter carries indices in several ways"
    if _of_several_numbers(nodes):
        return "one letter is a function of several numbers of arguments"
    if any(isinstance(n, Power) and _root_of_negative(n) for n in nodes):
        return "what a root of a negative number is, is not said"
    if any(map(rounds, nodes)):
        return "square brackets may round to a whole number"
    if op == "=" and _values_put_in(left, right, defined):
        return "values may have been put in"
    if any(isinstance(n, Number) and n.decimals for n in nodes) and any(isinstance(n, Matrix) for n in nodes):
        return "the entries of a matrix are rounded"
    return ""


def rounds(node: Node) -> bool:
    """[n/2]: a fraction alone in square brackets."""
    match node:
        case Group(Divide(_, Number()), "["):
            return True
    return False


def has_words(*sides: Node) -> bool:
    """Whether prose stands among the letters; the "old" of θ_old is a label."""
    labels = {id(w) for side in sides for n in walk(side) if isinstance(n, Indexed) for w in (*n.lower, *n.upper)}
    return any(isinstance(n, Words) and id(n) not in labels for side in sides for n in walk(side))


def in_brackets(*sides: Node) -> bool:
    """[1] = [2]: two classes, two references, and no numbers."""
    return any(isinstance(s, Sequence) or (isinstance(s, Group) and s.bracket == "[") for s in sides)


def _is_a_word(name: Name) -> bool:
    """Three letters and more, in a row, that no Greek letter and no function is called."""
    return name.accent == "roman" and len(name.name) > 2 and name.name.islower() and name.name not in STANDARD


def _imaginary(node: Node) -> bool:
    """e^{iωt}: i as a factor in an exponent."""
    if not isinstance(node, Power) or not isinstance(node.base, Name) or node.base.key != "e":
        return False
    return any(isinstance(n, Multiply) and Name("i") in n.factors for n in walk(node.exponent))


def _counts_nothing(sides: tuple[Node, ...], nodes: list[Node]) -> bool:
    """0.1 + 0.2i, z i: an i or j among the factors or terms that is no index, neither of a sum nor of a letter."""
    bound = {key for side in sides for key in bound_in(side)}
    bound |= {m.key for n in nodes if isinstance(n, Indexed) for m in walk_all(n.lower, n.upper) if isinstance(m, Name)}
    parts = (m for n in nodes for m in _parts_of(n))
    return any(isinstance(m, Name) and m.key in ("i", "j") and m.key not in bound for m in parts)


def walk_all(*groups: tuple[Node, ...]) -> Iterator[Node]:
    """All nodes of some groups of trees."""
    return (n for group in groups for tree in group for n in walk(tree))


def _parts_of(node: Node) -> tuple[Node, ...]:
    match node:
        case Multiply(parts) | Add(parts):
            return parts
        case Divide(above, below):
            return (above, below)
        case Negative(part):
            return (part,)
    return ()


def _operator(node: Node) -> str:
    """Δ, 𝔼, 𝓛 in front of what they are perhaps applied to; "" for anything else."""
    if not isinstance(node, Multiply) or node.sign:
        return ""
    for factor in node.factors[:-1]:
        base = factor.base if isinstance(factor, Indexed | Power) else factor
        if isinstance(base, Name) and (base.key in _OPERATORS or not _DRESSED.isdisjoint(base.accent.split())):
            return base.name
    return ""


def may_be_determinant(node: Node) -> bool:
    """|A|, which is no distance from 0 when A is a matrix: |−A| = (−1)ⁿ |A|."""
    inside = walk(node.body) if isinstance(node, Group) and node.bracket == "|" else ()
    return any(isinstance(n, Name) and (n.name[:1].isupper() or n.accent == "bold") for n in inside)


def turns(node: Node) -> bool:
    """Whether a product of letters may change its sign with their order: u × v = −v × u."""
    if not isinstance(node, Multiply) or node.sign != "×":
        return False
    bare = (f.body if isinstance(f, Negative) else f for f in node.factors)
    return sum(isinstance(f, Name | Indexed) for f in bare) > 1


def small_change(nodes: Iterable[Node]) -> str:
    """δ in δr and δρ, which stands before one thing and another; "" when there is none."""
    behind: dict[str, set[Node]] = {}
    for node in nodes:
        for factor, after in pairwise(node.factors if isinstance(node, Multiply) else ()):
            if isinstance(factor, Name) and factor.key in _DIFFERENTIALS:
                behind.setdefault(factor.name, set()).add(after)
    return next((name for name, found in behind.items() if len(found) > 1), "")


def reaches_further(node: Node) -> bool:
    """lim_{b → ∞} 1 − 1/b: a sum behind whose first term the variable of a limit goes on."""
    if not isinstance(node, Add):
        return False
    bound = {
        n.condition.lhs
        for term in node.terms
        for n in walk(term)
        if isinstance(n, Big) and n.kind.startswith("lim") and isinstance(n.condition, Relation)
    }
    outside = (n for term in node.terms if not any(isinstance(m, Big) for m in walk(term)) for n in walk(term))
    return any(n in bound for n in outside)


def _called(node: Node) -> str:
    """σ*(x), φ(2): a letter before a bracket that holds one letter or number only; "" for anything else."""
    if not isinstance(node, Multiply) or node.sign:
        return ""
    for factor, behind in pairwise(node.factors):
        base = factor.base if isinstance(factor, Indexed | Power) else factor
        inside = behind.base if isinstance(behind, Power) else behind
        single = (
            isinstance(inside, Group) and inside.bracket in "([" and isinstance(inside.body, Name | Indexed | Number)
        )
        if isinstance(base, Name) and (single or isinstance(inside, Sequence)):
            return base.name
        if isinstance(base, Group) and base.bracket == "(" and single and any(isinstance(n, Name) for n in walk(base)):
            return "what stands in brackets"  # (f + g)(x)
    return ""


def called_and_not(nodes: Iterable[Node]) -> str:
    """x in x(a + b) and D x: a letter that is called, and multiplied too; "" when there is none."""
    nodes = list(nodes)
    called = {n.function.key for n in nodes if isinstance(n, Call) and isinstance(n.function, Name) and not n.primes}
    factors = (f for n in nodes if isinstance(n, Multiply) and not n.sign for f in n.factors)
    return next((f.key for f in factors if isinstance(f, Name) and f.key in called and len(f.name) == 1), "")


def _of_matrix(node: Node, defined: frozenset[str]) -> str:
    """I in det(I) and tr(I): a letter that must be a matrix, when nothing says which."""
    if not isinstance(node, Call) or not isinstance(node.function, Name) or node.function.key not in OF_MATRICES:
        return ""
    inner = list(walk_all(node.arguments))
    if any(isinstance(n, Matrix) for n in inner):
        return ""  # its entries are there to be seen
    return next((n.name for n in inner if isinstance(n, Name) and n.key not in defined), "")


def _label(power: Power) -> bool:
    """W^V, A^H, π¹: a capital on a capital; a power of one that nobody would write."""
    base, exponent = power.base, power.exponent
    if isinstance(base, Name | Indexed) and exponent == Number("1"):
        return True
    return all(isinstance(n, Name) and len(n.name) == 1 and n.name.isupper() for n in (base, exponent))


def _in_several_ways(nodes: list[Node]) -> bool:
    """R_{ss'} and R_s: one letter with two numbers of indices."""
    found: dict[str, set[int]] = {}
    for node in nodes:
        if isinstance(node, Indexed) and isinstance(node.base, Name):
            found.setdefault(node.base.key, set()).add(len(node.lower) + len(node.upper))
    return any(len(counts) > 1 for counts in found.values())


def _of_several_numbers(nodes: list[Node]) -> bool:
    """p(x, y) and p(y), p(x | y) and p(x): densities of several things."""
    found: dict[str, set[tuple[int, int]]] = {}
    for node in nodes:
        if isinstance(node, Call) and isinstance(node.function, Name) and node.function.key not in STANDARD:
            found.setdefault(node.function.key, set()).add((len(node.arguments), len(node.given)))
    return any(len(counts) > 1 for counts in found.values())


def _root_of_negative(power: Power) -> bool:
    base = power.base.body if isinstance(power.base, Group) else power.base
    return isinstance(base, Negative) and isinstance(base.body, Number) and isinstance(power.exponent, Divide)


def _values_put_in(left: Node, right: Node, defined: frozenset[str]) -> bool:
    """C + K x = 0.02 + 0.14 x: a letter is gone that nothing was said of, and a number stands in its place."""
    if any(isinstance(n, Derivative | Gradient | Big | Call) for n in walk(left)):
        return False
    gone = letters(left) - letters(right) - defined - set(CONSTANTS)
    return bool(gone) and bool(set(_numbers(right)) - set(_numbers(left)))


def _numbers(node: Node) -> Iterator[str]:
    return (n.text for n in walk(node) if isinstance(n, Number))
