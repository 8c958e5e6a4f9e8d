"""Which names are numbers, vectors, matrices or families of components: found from how a page uses them.

Axes are unified: in θᵀx the sizes of θ and x are one, and under Σ_{j=1}^k the components x_j run from 1 to k.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from symxent.language.scope import LOGSUMEXP, SOFTMAX, plain_key
from symxent.language.tree import (
    Add,
    Big,
    Call,
    Derivative,
    Divide,
    Dots,
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
    Transpose,
    children,
    walk,
)
from symxent.read.marks import IDENTITY, Axis, Shapes, components, family_key, indices_of, unify, whole


@dataclass(frozen=True)
class Shape:
    """The axes of a value; ``row`` for a vector that lies down."""

    axes: tuple[Axis, ...] = ()
    row: bool = False


SCALAR = Shape()


def infer(
    trees: Iterable[Node],
    functions: frozenset[str] = frozenset(),
    said: Mapping[str, int] | None = None,
    around: Mapping[str, int] | None = None,
) -> Shapes:
    """The shapes of all names in some formulas that belong together.

    ``said``: what the page says of its letters, the number of their axes; ``around``: what the formulas around show.
    """
    trees = list(trees)
    nodes = [node for tree in trees for node in walk(tree)]
    shapes = Shapes()
    components(nodes, shapes)
    for key, axes in whole(trees, nodes, shapes, functions, said or {}, around or {}).items():
        shapes.arrays[key] = tuple(shapes.axis(key, place) for place in range(axes))
    if len(shapes.arrays.get(IDENTITY, ())) == 2:
        unify(shapes.axis(IDENTITY, 0), shapes.axis(IDENTITY, 1))
    # What is written out has its length before anything is as long: u = (1, 2) beside v = (3, 4, 5) in u · v.
    first = [n for n in nodes if isinstance(n, Relation) and isinstance(n.rhs, Sequence | Matrix | Transpose)]
    for relation in first:
        _shape(relation, shapes, {}, functions)
    _join_vectors(nodes, shapes, functions)
    for tree in (*first, *trees):
        _shape(tree, shapes, {}, functions)
    return shapes


def _join_vectors(nodes: list[Node], shapes: Shapes, functions: frozenset[str]) -> None:
    """A bare name added to a vector, or the other side of an equation with one, is a vector too: y in σ(Xθ) − y.

    Where vectors are set in bold, a plain letter is none.
    """
    bold = any(isinstance(n, Name) and n.name[:1].islower() and "bold" in n.accent.split() for n in nodes)
    arrays = shapes.arrays or any(isinstance(n, Sequence | Matrix) for n in nodes)
    for _ in range(4 if arrays and not bold else 0):
        grown = False
        for node in nodes:
            terms: tuple[Node, ...] = ()
            if isinstance(node, Add):
                terms = node.terms
            elif isinstance(node, Relation) and node.op == "=":
                terms = (node.lhs, node.rhs)
            if not terms:
                continue
            found = [_shape(t, shapes, {}, functions) for t in terms]
            if not any(len(s.axes) == 1 for s in found):
                continue
            for term, shape in zip(terms, found, strict=True):
                key = plain_key(term.body if isinstance(term, Negative) else term)
                if key is not None and not shape.axes and not isinstance(term, Number) and key not in functions:
                    shapes.arrays[key] = (shapes.axis(key, 0),)
                    grown = True
        if not grown:
            return


def _shape(node: Node, shapes: Shapes, bound: dict[str, Axis], functions: frozenset[str]) -> Shape:
    """The shape of a value; unifies axes on the way."""

    def of(child: Node) -> Shape:
        return _shape(child, shapes, bound, functions)

    match node:
        case Name():
            return Shape(shapes.arrays[node.key]) if node.key in shapes.arrays else SCALAR
        case Indexed():
            return _indexed_shape(node, shapes, bound, functions)
        case Transpose(body):
            inner = of(body)
            return Shape(inner.axes[::-1], not inner.row) if inner.axes else inner
        case Multiply(factors, sign):
            shape = of(factors[0])
            for factor in factors[1:]:
                shape = _times(shape, of(factor), sign)
            return shape
        case Add(terms):
            found = [of(t) for t in terms]
            arrays = [s for s in found if s.axes]
            for other in arrays[1:]:
                for a, b in zip(arrays[0].axes, other.axes, strict=False):
                    unify(a, b)
            return arrays[0] if arrays else SCALAR
        case Negative(body) | Group(body):
            return SCALAR if isinstance(node, Group) and node.bracket == "‖" else of(body)
        case Divide(above, below):
            of(below)
            return of(above)
        case Power(base, exponent):
            power = of(exponent)
            of(base)
            return power if isinstance(base, Name) and base.key == "e" else SCALAR
        case Call():
            return _call_shape(node, shapes, bound, functions)
        case Big():
            return _big_shape(node, shapes, bound, functions)
        case Derivative(body, by) if body is not None and len(by) == 1:
            inner, outer = of(body), of(by[0])
            return Shape(inner.axes + outer.axes)
        case Gradient(body, by) if by is not None:
            of(body)
            return of(by)
        case Matrix(rows):
            for entry in (e for row in rows for e in row):
                of(entry)
            sizes = (len(rows),) if all(len(row) == 1 for row in rows) else (len(rows), len(rows[0]))
            return Shape(tuple(Axis(Number("1"), Number(str(size))) for size in sizes))
        case Sequence(items, "(" | "[") if not any(isinstance(item, Dots) for item in items):
            for item in items:
                of(item)
            return Shape((Axis(Number("1"), Number(str(len(items)))),))
        case Relation(_, lhs, rhs):
            left, right = of(lhs), of(rhs)
            for a, b in zip(left.axes, right.axes, strict=False):
                unify(a, b)
            return SCALAR
        case _:
            for child in children(node):
                of(child)
            return SCALAR


def _times(a: Shape, b: Shape, sign: str) -> Shape:
    if not a.axes or not b.axes:
        return a if a.axes else b
    if sign == "⊙":
        for x, y in zip(a.axes, b.axes, strict=False):
            unify(x, y)
        return a
    if len(a.axes) == 1 and len(b.axes) == 1:
        if a.row == b.row or a.row:
            unify(a.axes[0], b.axes[0])
            return SCALAR
        return Shape((a.axes[0], b.axes[0]))
    unify(a.axes[-1], b.axes[0])
    rest = a.axes[:-1] + b.axes[1:]
    return Shape(rest, len(a.axes) == 1)


def _indexed_shape(node: Indexed, shapes: Shapes, bound: dict[str, Axis], functions: frozenset[str]) -> Shape:
    key = family_key(node)
    if key in ("delta", "I") and len(node.lower) == 2 and key not in shapes.families:
        _unify_indices(node.lower, shapes, bound)
        return SCALAR
    whole = plain_key(node)
    if whole in shapes.arrays and key not in shapes.families:
        return Shape(shapes.arrays[whole])
    if key is None:
        if not isinstance(node.base, Name):  # the component (A x)_i
            axes = _shape(node.base, shapes, bound, functions).axes
            for index, axis in zip(indices_of(node), axes, strict=False):
                _unify_index(index, axis, shapes, bound)
        return SCALAR
    indices = indices_of(node)
    for place, index in enumerate(indices):
        _unify_index(index, shapes.axis(key, place), shapes, bound)
    missing = len(shapes.arrays.get(key, ())) - len(indices)
    if missing > 0:
        count = len(indices)
        return Shape(tuple(shapes.axis(key, count + i) for i in range(missing)))
    return SCALAR


def _unify_index(index: Node, axis: Axis, shapes: Shapes, bound: dict[str, Axis]) -> None:
    """A letter that stands as an index runs along the axis."""
    if isinstance(index, Name) and index.accent == "":
        unify(bound.get(index.key) or shapes.indices.setdefault(index.key, Axis()), axis)


def _unify_indices(indices: tuple[Node, ...], shapes: Shapes, bound: dict[str, Axis]) -> None:
    """Both indices of δ_ij run along one axis."""
    axes = [bound.get(n.key) or shapes.indices.setdefault(n.key, Axis()) for n in indices if isinstance(n, Name)]
    for other in axes[1:]:
        unify(axes[0], other)


def _call_shape(node: Call, shapes: Shapes, bound: dict[str, Axis], functions: frozenset[str]) -> Shape:
    arguments = [_shape(a, shapes, bound, functions) for a in node.arguments]
    head = node.function.base if isinstance(node.function, Indexed) else node.function
    name = head.name if isinstance(head, Name) else ""
    if name in ("tr", "Tr", "trace", "det") and len(arguments) == 1 and len(arguments[0].axes) == 2:
        unify(*arguments[0].axes)  # of square matrices only
        return SCALAR
    if name in LOGSUMEXP or (name in SOFTMAX and isinstance(node.function, Indexed)) or name == "inner":
        return SCALAR
    return arguments[0] if len(arguments) == 1 else SCALAR


def _big_shape(node: Big, shapes: Shapes, bound: dict[str, Axis], functions: frozenset[str]) -> Shape:
    inner = dict(bound)
    for name in node.index:
        key = plain_key(name)
        if key is not None:
            simple = isinstance(node.upper, Name | Number) and node.condition is None
            if node.upper is None:
                inner[key] = shapes.sums.setdefault(key, Axis())
            else:
                inner[key] = Axis(node.lower, node.upper) if simple else Axis()
    return _shape(node.body, shapes, inner, functions)
