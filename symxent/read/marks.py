"""Which letters stand for whole vectors and matrices: what transposes, inverses and bold letters show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from symxent.language.scope import LOGSUMEXP, SOFTMAX, label, plain_key
from symxent.language.tree import (
    Add,
    Call,
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
    walk,
)
from symxent.read.signs import Token
from symxent.read.usage import alone, numbers

#: The name of identity matrices.
IDENTITY = "I"
#: The letters in which vectors and matrices are set.
_FIGURES = frozenset(("bold", "vec"))


_GREEK = frozenset(("Gamma", "Theta", "Lambda", "Xi", "Sigma", "Phi", "Psi", "Omega"))


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
    """Take two axes for one, unless they are written out and differ in length."""
    a, b = a.root(), b.root()
    lengths = {n for n in (_length(a), _length(b)) if n is not None}
    if a is not b and len(lengths) < 2:
        b.same = a
        if a.high is None:
            a.low, a.high = b.low, b.high


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


def _length(axis: Axis) -> Fraction | None:
    """How many components an axis has whose ends are numbers."""
    if not isinstance(axis.high, Number) or not isinstance(axis.low, Number):
        return None
    return axis.high.value - axis.low.value + 1


def indices_of(node: Indexed) -> tuple[Node, ...]:
    return (*node.upper, *node.lower)


def family_key(node: Indexed) -> str | None:
    """The base of a component: "y" of y_i; None when the subscript is only a label."""
    if plain_key(node) is not None and all(not isinstance(n, Number) for n in node.lower):
        return None
    return node.base.key if isinstance(node.base, Name) else None


def components(nodes: list[Node], shapes: Shapes) -> None:
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


@dataclass
class _Marks:
    """Names that signs show to stand for a whole vector (1) or matrix (2); ``axes`` by key."""

    shapes: Shapes
    functions: frozenset[str]
    axes: dict[str, int]

    def mark(self, node: Node, axes: int | None = None) -> None:
        key = plain_key(node)
        if key is not None and key not in self.functions:
            self.axes[key] = max(self.axes.get(key, 0), axes or (2 if looks_like_matrix(node) else 1))

    def mark_component(self, node: Indexed) -> None:
        """x^(i) in θᵀx^(i) is a row of the matrix of all examples; x₁ without any x_i is a vector by itself."""
        key = family_key(node)
        if key is None or (key not in self.shapes.families and plain_key(node) is not None):
            self.mark(node)
        elif key not in self.functions:
            self.axes[key] = max(self.axes.get(key, 0), len(indices_of(node)) + 1)

    def by_signs(self, nodes: list[Node], bare: set[str]) -> None:
        """What transposes, inverses, norms, bold letters and tables show."""
        for node in nodes:
            match node:
                case Indexed(Name(name, accent) as base) if base.key not in bare and _is_vector(name, accent):
                    self.mark_component(node)  # the vectors x_1, x_i, of which no x is spoken of
                case Transpose(Name() as inner):
                    self.mark(inner)
                case Transpose(Indexed() as inner):
                    self.mark_component(inner)
                case Transpose(Group(Multiply(factors))) | Power(Group(Multiply(factors)), Negative(Number("1"))) if (
                    all(map(looks_like_matrix, factors))
                ):
                    for factor in factors:
                        self.mark(factor, 2)
                case Transpose(Group(body)) | Group(body, "‖"):
                    for left, right in _matrix_times_vector(body):
                        self.mark(left, 2)
                        self.mark(right, 1)
                case Name(name, accent) if (
                    name != "0" and (node.key in bare or name[:1].isupper()) and is_set_in_figures(accent)
                ):
                    self.mark(node, 2 if name[:1].isupper() and "bold" in accent.split() else 1)
                case Call(Name(name), (Name() | Indexed() as argument,)) if name in SOFTMAX | LOGSUMEXP:
                    self.mark(argument, 1)
                case Relation("=", Name() as name, Matrix(rows)):
                    self.mark(name, 1 if all(len(row) == 1 for row in rows) else 2)
                case Multiply(factors):
                    for left, right in pairwise(factors):
                        self._beside(left, right)

    def _beside(self, left: Node, right: Node) -> None:
        """What lies beside a transpose or an inverse."""
        if isinstance(left, Transpose) and isinstance(right, Name):
            self.mark(right)
        elif isinstance(left, Transpose) and isinstance(right, Indexed):
            self.mark_component(right)
        for one, other in ((left, right), (right, left)):
            turned = one.body if isinstance(one, Transpose) else _inverted(one)
            if turned is not None and looks_like_matrix(turned) and looks_like_matrix(_inverted(other) or other):
                self.mark(turned, 2)
                self.mark(_inverted(other) or other, 2)


def _inverted(node: Node) -> Node | None:
    """A of A⁻¹."""
    match node:
        case Power(base, Negative(Number("1"))):
            return base
    return None


def seen(trees: Iterable[Node], functions: frozenset[str]) -> Mapping[str, int]:
    """How many axes the letters of a section have that its signs show to be vectors or matrices."""
    trees = list(trees)
    nodes = [node for tree in trees for node in walk(tree)]
    shapes = Shapes()
    components(nodes, shapes)
    marks = _Marks(shapes, functions, {})
    marks.by_signs(nodes, {n.key for n in alone(trees)})
    return {key: axes for key, axes in marks.axes.items() if key not in shapes.families}


def whole(
    trees: list[Node],
    nodes: list[Node],
    shapes: Shapes,
    functions: frozenset[str],
    said: Mapping[str, int],
    around: Mapping[str, int],
) -> dict[str, int]:
    """Names that stand for a whole vector (1) or matrix (2), by the words and signs that say so."""
    here = {n.key for n in nodes if isinstance(n, Name)} - functions if said else set()
    marks = _Marks(shapes, functions, {key: axes for key, axes in said.items() if axes and key in here})
    bare = {n.key for n in alone(trees)}
    marks.by_signs(nodes, bare)
    found, plainly = marks.axes, numbers(nodes)
    for node in nodes:
        key = plain_key(node)
        if key is not None and key in around and key not in found.keys() | shapes.families.keys() | functions:
            matrix = looks_like_matrix(node)
            if around[key] == 1 + matrix and (matrix or key not in plainly):
                found[key] = around[key]
    for node in nodes:
        if isinstance(node, Multiply) and node.sign == "":
            for left, right in pairwise(node.factors):
                if looks_like_matrix(left) and plain_key(left) not in functions:
                    if plain_key(right) in found:
                        marks.mark(left, 2)
                    elif found.get(plain_key(left) or "") == 2 and isinstance(right, Name) and right.name[:1].islower():
                        marks.mark(right, 1)
                for one, other in ((left, right), (right, left)):  # Λ in Q Λ Qᵀ
                    key = plain_key(one.body if isinstance(one, Transpose) else one) or ""
                    if found.get(key) == 2 and _is_capital(other) and plain_key(other) not in plainly:
                        marks.mark(other, 2)
    for node in nodes:
        if isinstance(node, Indexed) and (family := family_key(node)) in shapes.families and family is not None:
            if len(indices_of(node)) < shapes.families[family] and family not in functions:
                found[family] = max(shapes.families[family], found.get(family, 0))  # x^(i) of x^(i)_j is a row
    for key, count in shapes.families.items():
        # A family that also stands alone is a vector used whole, as x in (θᵀx) x and x_j.
        used = key in bare and (count == 1 or (count == 2 and key[:1].isupper()))  # A in AB, and its entries A_ik
        if key in found or (used and key not in functions and key not in plainly):
            found[key] = max(count, found.get(key, 0))
    plain = {key for key, axes in said.items() if not axes} - {n.key for n in nodes if isinstance(n, Name) and n.accent}
    return {key: axes for key, axes in found.items() if key not in plain or key in shapes.families}


def is_set_in_figures(accent: str) -> bool:
    """Whether a letter is set as vectors and matrices are, in bold or below an arrow."""
    return not _FIGURES.isdisjoint(accent.split())


def set_in_figures(tokens: Iterable[Token]) -> set[str]:
    """The letters among some tokens that are set so."""
    plain = [t for t in tokens if t.text != "{"]
    return {b.text for a, b in pairwise(plain) if a.kind == "accent" and a.text in _FIGURES and b.kind == "name"}


def _is_vector(name: str, accent: str) -> bool:
    return is_set_in_figures(accent) and name[:1].islower()


def _matrix_times_vector(body: Node) -> Iterator[tuple[Node, Node]]:
    """A and x of A x − b, where a number is not meant: below a transpose or in the bars of a norm."""
    for term in body.terms if isinstance(body, Add) else (body,):
        product = term.body if isinstance(term, Negative) else term
        if isinstance(product, Multiply) and product.sign == "":
            for left, right in pairwise(product.factors):
                if looks_like_matrix(left) and isinstance(right, Name) and right.name[:1].islower():
                    yield left, right


def _is_capital(node: Node) -> bool:
    """Whether a letter is one in which matrices are written: a capital, Greek ones too."""
    return looks_like_matrix(node) or (isinstance(node, Name) and node.name in _GREEK)


def looks_like_matrix(node: Node) -> bool:
    if isinstance(node, Indexed):
        return looks_like_matrix(node.base)
    return isinstance(node, Name) and len(node.name) == 1 and node.name.isupper()
