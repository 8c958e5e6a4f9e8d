"""Notation in which a false step may be meant otherwise: letters that are no numbers, values put in, sloppy indices."""

from __future__ import annotations

from collections.abc import Iterator

from symxent.check.names import letters
from symxent.language.scope import CONSTANTS, STANDARD
from symxent.language.tree import (
    Big,
    Call,
    Derivative,
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
    Sequence,
    Words,
    walk,
)

_INDICES = frozenset("ijklmnpqrst")


def plain(node: Node) -> bool:
    """A letter or a component, with a sign, or raised to what may be an index."""
    match node:
        case Negative(body):
            return plain(body)
        case Power(base, Name(exponent)):
            return plain(base) and exponent in _INDICES
    return isinstance(node, Name | Indexed | Number)


def in_notation(left: Node, op: str, right: Node, defined: frozenset[str]) -> str:
    """What in the notation of a step keeps it from being certainly false; "" when nothing does.

    ``defined``: the names whose definitions it rests on.
    """
    sides = (left, right)
    nodes = [n for side in sides for n in walk(side)]
    if has_words(left, right):
        return "a word stands in it"
    if any(_is_a_word(n) for n in nodes if isinstance(n, Name) and n.key not in defined):
        return "a word stands in it"
    if any(_imaginary(n) for n in nodes):
        return "i may be the imaginary unit"
    if any(isinstance(n, Power) and _label(n) for n in nodes):
        return "what stands raised may be a label"
    if _in_several_ways(nodes):
        return "one letter carries indices in several ways"
    if op == "=" and _values_put_in(left, right, defined):
        return "values may have been put in"
    if any(isinstance(n, Number) and n.decimals for n in nodes) and any(isinstance(n, Matrix) for n in nodes):
        return "the entries of a matrix are rounded"
    return ""


def has_words(*sides: Node) -> bool:
    """Whether prose stands among the letters; the "old" of θ_old is a label."""
    labels = {id(w) for side in sides for n in walk(side) if isinstance(n, Indexed) for w in (*n.lower, *n.upper)}
    return any(isinstance(n, Words) and id(n) not in labels for side in sides for n in walk(side))


def in_brackets(*sides: Node) -> bool:
    """[1] = [2]: two classes, two references, and no numbers."""
    return any(isinstance(s, Sequence) or (isinstance(s, Group) and s.bracket == "[") for s in sides)


def _is_a_word(name: Name) -> bool:
    """Three letters and more, in a row, that no Greek letter and no function is called."""
    return name.accent == "roman" and len(name.name) > 3 and name.name.islower() and name.name not in STANDARD


def _imaginary(node: Node) -> bool:
    """e^{iωt}: i as a factor in an exponent."""
    if not isinstance(node, Power) or not isinstance(node.base, Name) or node.base.key != "e":
        return False
    return any(isinstance(n, Multiply) and Name("i") in n.factors for n in walk(node.exponent))


def _label(power: Power) -> bool:
    """W^V, A^H: a capital on a capital."""
    base, exponent = power.base, power.exponent
    return all(isinstance(n, Name) and len(n.name) == 1 and n.name.isupper() for n in (base, exponent))


def _in_several_ways(nodes: list[Node]) -> bool:
    """R_{ss'} and R_s: one letter with two numbers of indices."""
    found: dict[str, set[int]] = {}
    for node in nodes:
        if isinstance(node, Indexed) and isinstance(node.base, Name):
            found.setdefault(node.base.key, set()).add(len(node.lower) + len(node.upper))
    return any(len(counts) > 1 for counts in found.values())


def _values_put_in(left: Node, right: Node, defined: frozenset[str]) -> bool:
    """C + K x = 0.02 + 0.14 x: a letter is gone that nothing was said of, and a number stands in its place."""
    if any(isinstance(n, Derivative | Gradient | Big | Call) for n in walk(left)):
        return False
    gone = letters(left) - letters(right) - defined - set(CONSTANTS)
    return bool(gone) and bool(set(_numbers(right)) - set(_numbers(left)))


def _numbers(node: Node) -> Iterator[str]:
    return (n.text for n in walk(node) if isinstance(n, Number))
