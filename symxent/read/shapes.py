"""Which names are numbers, vectors, matrices or families of components: found from how a page uses them.

Axes are unified: in θᵀx the sizes of θ and x are one, and under Σ_{j=1}^k the components x_j run from 1 to k.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from symxent.language.scope import LOGSUMEXP, SOFTMAX, label, plain_key
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
    Transpose,
    children,
    walk,
)
from symxent.read.usage import alone, numbers


@dataclass(eq=False)
class Axis:
    """One axis of an array, until another turns out to be the same."""

    low: Node | None = None
    high: Node | None = None
    same: Axis | None = None

    def root(self) -> Axis:
        axis = self
        while axis.same is not None:
            axis = axis.same
        return axis


def unify(a: Axis, b: Axis) -> None:
    a, b = a.root(), b.root()
    if a is not b:
        b.same = a
        if a.high is None:
            a.low, a.high = b.low, b.high


@dataclass(frozen=True)
class Shape:
    """The axes of a value; ``row`` for a vector that lies down."""

    axes: tuple[Axis, ...] = ()
    row: bool = False


SCALAR = Shape()
#: The name of identity matrices, and the letters in which vectors and matrices are set.
IDENTITY = "I"
_FIGURES = frozenset(("bold", "vec"))


@dataclass
class Shapes:
    """``arrays``: by key, the axes of a name used whole; ``families``: how many indices a name carries;
    ``indices``: the axis along which a free index runs; ``sums``: the same for a sum without bounds.
    """

    arrays: dict[str, tuple[Axis, ...]] = field(default_factory=dict)
    families: dict[str, int] = field(default_factory=dict)
    axes: dict[tuple[str, int], Axis] = field(default_factory=dict)
    indices: dict[str, Axis] = field(default_factory=dict)
    sums: dict[str, Axis] = field(default_factory=dict)

    def axis(self, key: str, place: int) -> Axis:
        return self.axes.setdefault((key, place), Axis())


def indices_of(node: Indexed) -> tuple[Node, ...]:
    return (*node.upper, *node.lower)


def family_key(node: Indexed) -> str | None:
    """The base of a component: "y" of y_i; None when the subscript is only a label."""
    if plain_key(node) is not None and all(not isinstance(n, Number) for n in node.lower):
        return None
    return node.base.key if isinstance(node.base, Name) else None


def infer(
    trees: Iterable[Node], functions: frozenset[str] = frozenset(), said: Mapping[str, int] | None = None
) -> Shapes:
    """The shapes of all names in some formulas that belong together.

    ``said``: what the page says of its letters, the number of their axes.
    """
    trees = list(trees)
    nodes = [node for tree in trees for node in walk(tree)]
    shapes = Shapes()
    _components(nodes, shapes)
    whole = _whole(trees, nodes, shapes, functions, said or {})
    for key, axes in whole.items():
        shapes.arrays[key] = tuple(shapes.axis(key, place) for place in range(axes))
    if len(shapes.arrays.get(IDENTITY, ())) == 2:
        unify(shapes.axis(IDENTITY, 0), shapes.axis(IDENTITY, 1))
    _join_vectors(nodes, shapes, functions)
    for tree in trees:
        _shape(tree, shapes, {}, functions)
    return shapes


def _components(nodes: list[Node], shapes: Shapes) -> None:
    """Names with indices that are no labels; a number counts as an index only if the name has letters elsewhere."""
    numbered: dict[str, int] = {}
    for node in nodes:
        if not isinstance(node, Indexed):
            continue
        key = family_key(node)
        if key is None or (key in ("delta", "I") and len(node.lower) == 2 and not node.upper):
            continue
        indices = indices_of(node)
        if any(label(n) is None for n in indices):
            shapes.families[key] = max(len(indices), shapes.families.get(key, 0))
        else:
            numbered[key] = len(indices)
    for key, count in numbered.items():
        if shapes.families.get(key, 0) == 0 and _bare(nodes, key):
            continue
        if key in shapes.families:
            shapes.families[key] = max(count, shapes.families[key])


def _bare(nodes: list[Node], key: str) -> bool:
    return any(isinstance(n, Name) and n.key == key for n in nodes)


def _whole(
    trees: list[Node], nodes: list[Node], shapes: Shapes, functions: frozenset[str], said: Mapping[str, int]
) -> dict[str, int]:
    """Names that stand for a whole vector (1) or matrix (2), by the words and signs that say so."""
    here = {n.key for n in nodes if isinstance(n, Name)} - functions if said else set()
    whole = {key: axes for key, axes in said.items() if axes and key in here}

    def mark(node: Node, axes: int | None = None) -> None:
        key = plain_key(node)
        if key is not None and key not in functions:
            whole[key] = max(whole.get(key, 0), axes or (2 if _looks_like_matrix(node) else 1))

    def mark_component(node: Indexed) -> None:
        """x^(i) in θᵀx^(i) is a row of the matrix of all examples; x₁ without any x_i is a vector by itself."""
        key = family_key(node)
        if key is None or (key not in shapes.families and plain_key(node) is not None):
            mark(node)
        elif key not in functions:
            whole[key] = max(whole.get(key, 0), len(indices_of(node)) + 1)

    bare = {n.key for n in alone(trees)}
    for node in nodes:
        match node:
            case Indexed(Name(name, accent) as base) if base.key not in bare and _is_vector(name, accent):
                mark_component(node)  # the vectors x_1, x_i, of which no x is spoken of
            case Transpose(Name() as inner):
                mark(inner)
            case Transpose(Indexed() as inner):
                mark_component(inner)
            case Transpose(Group(body)) | Group(body, "‖"):
                for left, right in _matrix_times_vector(body):
                    mark(left, 2)
                    mark(right, 1)
            case Name(name, accent) if name != "0" and node.key in bare and _is_set_in_figures(accent):
                mark(node, 2 if name[:1].isupper() and "bold" in accent.split() else 1)
            case Call(Name(name), (Name() | Indexed() as argument,)) if name in SOFTMAX | LOGSUMEXP:
                mark(argument, 1)
            case Relation("=", Name() as name, Matrix(rows)):
                mark(name, 1 if all(len(row) == 1 for row in rows) else 2)
            case Multiply(factors):
                for left, right in pairwise(factors):
                    if isinstance(left, Transpose) and isinstance(right, Name):
                        mark(right)
                    elif isinstance(left, Transpose) and isinstance(right, Indexed):
                        mark_component(right)
    for node in nodes:
        if isinstance(node, Multiply) and node.sign == "":
            for left, right in pairwise(node.factors):
                if not _looks_like_matrix(left) or plain_key(left) in functions:
                    continue
                if plain_key(right) in whole:
                    mark(left, 2)
                elif whole.get(plain_key(left) or "") == 2 and isinstance(right, Name) and right.name[:1].islower():
                    mark(right, 1)
    for node in nodes:
        if isinstance(node, Indexed) and (family := family_key(node)) in shapes.families and family is not None:
            if len(indices_of(node)) < shapes.families[family] and family not in functions:
                whole[family] = max(shapes.families[family], whole.get(family, 0))  # x^(i) of x^(i)_j is a row
    plainly = numbers(nodes)
    for key, count in shapes.families.items():
        # A family that also stands alone is a vector used whole, as x in (θᵀx) x and x_j.
        used = key in bare and (count == 1 or (count == 2 and key[:1].isupper()))  # A in AB, and its entries A_ik
        if key in whole or (used and key not in functions and key not in plainly):
            whole[key] = max(count, whole.get(key, 0))
    plain = {key for key, axes in said.items() if not axes} - {n.key for n in nodes if isinstance(n, Name) and n.accent}
    return {key: axes for key, axes in whole.items() if key not in plain or key in shapes.families}


def _is_set_in_figures(accent: str) -> bool:
    return not _FIGURES.isdisjoint(accent.split())


def _is_vector(name: str, accent: str) -> bool:
    return _is_set_in_figures(accent) and name[:1].islower()


def _matrix_times_vector(body: Node) -> Iterator[tuple[Node, Node]]:
    """A and x of A x − b, where a number is not meant: below a transpose or in the bars of a norm."""
    for term in body.terms if isinstance(body, Add) else (body,):
        product = term.body if isinstance(term, Negative) else term
        if isinstance(product, Multiply) and product.sign == "":
            for left, right in pairwise(product.factors):
                if _looks_like_matrix(left) and isinstance(right, Name) and right.name[:1].islower():
                    yield left, right


def _looks_like_matrix(node: Node) -> bool:
    if isinstance(node, Indexed):
        return _looks_like_matrix(node.base)
    return isinstance(node, Name) and len(node.name) == 1 and node.name.isupper()


def _join_vectors(nodes: list[Node], shapes: Shapes, functions: frozenset[str]) -> None:
    """A bare name added to a vector, or the other side of an equation with one, is a vector too: y in σ(Xθ) − y.

    Where vectors are set in bold, a plain letter is none.
    """
    bold = any(isinstance(n, Name) and n.name[:1].islower() and "bold" in n.accent.split() for n in nodes)
    for _ in range(4 if shapes.arrays and not bold else 0):
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
