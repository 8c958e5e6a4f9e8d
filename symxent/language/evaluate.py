"""From a tree to its value: the table of meanings, which the modules that know them fill."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Basic, Eq, Expr, Ge, Gt, IndexedBase, Le, Lt, Ne

from symxent.language import tree
from symxent.language.linear import Array, Value
from symxent.language.scope import MeaningError, Scope

#: Exponents of plain numbers beyond this are not evaluated: 9^(9^9) has 369 million digits.
MAX_EXPONENT = 256

_LEAVES = (tree.Name, tree.Number, tree.Indexed)

#: The meaning of each kind of node; see ``meaning`` and ``calls``.
MEANINGS: dict[type[tree.Node], Callable[..., Value]] = {}


def to_sympy(node: tree.Node, scope: Scope) -> Expr:
    """The scalar expression that a tree stands for.

    >>> import symxent.language.meaning
    >>> from sympy.abc import x
    >>> half = tree.Divide(tree.Name("x"), tree.Number("2"))
    >>> to_sympy(half, Scope({"x": x}))
    x/2

    Raises MeaningError for a name that the scope does not know, for a notation without a meaning, and for a vector.
    """
    value = to_value(node, scope)
    if isinstance(value, Array):
        raise MeaningError(f"a scalar was expected, and this is a {value.describe()}", node)
    return value


def to_value(node: tree.Node, scope: Scope) -> Value:
    """The scalar, vector or matrix that a tree stands for; each tree is looked at once in a scope."""
    meaning = MEANINGS.get(type(node))
    if meaning is None:
        raise MeaningError(f"no meaning is known for this {type(node).__name__.lower()}", node)
    if isinstance(node, _LEAVES):
        return meaning(node, scope)
    value = scope.known.get(node)
    if value is None:
        value = scope.known[node] = meaning(node, scope)
    return value


def array_of(base: IndexedBase, scope: Scope) -> Array:
    """A whole vector or matrix."""
    return Array(scope.size(base), lambda *at: base[at if len(at) > 1 else at[0]], lows=scope.lows.get(base, ()))


_RELATIONS = {"=": Eq, "≠": Ne, "<": Lt, ">": Gt, "≤": Le, "≥": Ge}


def relation_to_sympy(node: tree.Node, scope: Scope) -> Basic:
    """A condition as a SymPy relation."""
    if isinstance(node, tree.Relation) and node.op in _RELATIONS:
        return _RELATIONS[node.op](to_sympy(node.lhs, scope), to_sympy(node.rhs, scope))
    raise MeaningError("this condition has no meaning here", node)
