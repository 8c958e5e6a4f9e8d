"""Shapes of formulas of matrices as a page writes them, by what fits.

A letter is a matrix, a column, a number or any of these, as the caller knows; how many rows and columns it has follows
from where it stands.  What could be meant in two ways has no reading here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from symxent.language import tree as t
from symxent.language.scope import plain_key
from symxent.matrices.sides import ONE, SCALAR, Shape, Side, Unreadable, is_scalar, join, made_of

NUMBER, COLUMN, MATRIX, ANY = 0, 1, 2, 3
TRACES = frozenset(("tr", "Tr", "trace", "Trace"))
DETERMINANTS = frozenset(("det", "Det"))
_MEANS = {"E": "E", "Var": "Cov", "var": "Cov", "V": "Cov", "Cov": "Cov", "cov": "Cov"}
#: Functions of a number.
FUNCTIONS = frozenset(("log", "ln", "exp", "sqrt"))


@dataclass
class Shapes:
    """The shapes in the trees of one equation.

    ``kinds``: what each letter is; ``doubts``: what could be read otherwise, so that nothing is false by this reading;
    ``laws``: the mean and the covariance matrix of each random column;
    ``frobenius``: the norm of a matrix is that of its entries;
    ``numerator``: derivatives of numbers lie down, and those of columns have a column for each component.
    """

    kinds: Mapping[str, int]
    numerator: bool = False
    laws: Mapping[str, tuple[t.Node, t.Node]] = field(default_factory=dict)
    frobenius: bool = False
    shapes: dict[str, Shape] = field(default_factory=dict)
    known: dict[int, Shape] = field(default_factory=dict)
    names: dict[str, Side] = field(default_factory=dict)
    doubts: set[str] = field(default_factory=set)

    def shape(self, node: t.Node) -> Shape:
        found = self.known.get(id(node))
        if found is None:
            rule = _SHAPES.get(type(node))
            if rule is None:
                raise Unreadable(f"no reading of this {type(node).__name__.lower()}")
            found = self.known[id(node)] = rule(self, node)
        return found

    def letter(self, key: str) -> Shape:
        if key not in self.kinds:
            raise Unreadable(f"{key} is not known to be a matrix, a vector or a number")
        if key not in self.shapes:
            kind = self.kinds[key]
            rows, cols = Side(kind == NUMBER), Side(kind in (NUMBER, COLUMN))
            self.shapes[key] = SCALAR if kind == NUMBER else (rows, cols)
        return self.shapes[key]

    def named(self, node: t.Node) -> Side:
        """The side that a page calls n."""
        match node:
            case t.Number("1"):
                return ONE
            case t.Name() if self.kinds.get(node.key, NUMBER) == NUMBER:
                return self.names.setdefault(node.key, Side(name=node.key))
        raise Unreadable("a size that is no letter")

    def need_scalar(self, node: t.Node) -> None:
        shape = self.shape(node)
        if self._all_letters_numbers(node):
            return
        join(shape[0], ONE)
        join(shape[1], ONE)
        self.refuse_one()

    def _all_letters_numbers(self, node: t.Node) -> bool:
        return all(self.kinds.get(n.key) == NUMBER for n in t.walk(node) if isinstance(n, t.Name))

    def refuse_one(self) -> None:
        """Raises Unreadable where what is to fit would make a vector or matrix a number."""
        for key, (rows, cols) in self.shapes.items():
            kind = self.kinds.get(key, NUMBER)
            if kind in (COLUMN, MATRIX) and rows.root().one:
                raise Unreadable(f"{key} would have one row")
            if kind == MATRIX and cols.root().one:
                raise Unreadable(f"{key} would have one column")

    def drawn(self, node: t.Call) -> tuple[str, t.Node, t.Node]:
        """The one random column of which a mean is taken, its mean and its covariance matrix, which fit it."""
        held = {n.key for a in node.arguments for n in t.walk(a) if isinstance(n, t.Name)} & self.laws.keys()
        if len(held) != 1 or node.given or node.primes:
            raise Unreadable("a mean of what is not one random column")
        (key,) = held
        mean, covariance = self.laws[key]
        rows, _ = self.letter(key)
        pairs = [(self.square(covariance), (rows, rows)), *([] if is_zero(mean) else [(self.shape(mean), (rows, ONE))])]
        for (one, other), (first, second) in pairs:
            join(one, first)
            join(other, second)
        return key, mean, covariance

    def square(self, node: t.Node) -> Shape:
        rows, cols = self.shape(node)
        join(rows, cols)
        self.refuse_one()
        return rows, cols


def is_zero(node: t.Node) -> bool:
    return node == t.Number("0") or (isinstance(node, t.Name) and node.name == "0")


def _letter_shape(w: Shapes, node: t.Name) -> Shape:
    if node.key == "I" and "I" not in w.kinds:
        return w.shapes.setdefault(f"I {id(node)}", _square())
    return w.letter(node.key)


def _square() -> Shape:
    side = Side()
    return side, side


def letter_key(node: t.Node) -> str | None:
    """The key of a letter, also of one with an index that does not run: Σ₁, Λ₀⁽ʸ⁾; None of what is no letter."""
    if not isinstance(node, t.Indexed) or not node.upper:
        return plain_key(node)
    base = plain_key(t.Indexed(node.base, node.lower) if node.lower else node.base)
    above = [n.key if isinstance(n, t.Name) else n.text if isinstance(n, t.Number) else None for n in node.upper]
    return None if base is None or None in above else f"{base}^{' '.join(filter(None, above))}"


def constant_of(node: t.Indexed) -> str:
    """ "0" or "1" of 0_n, 0_{nk} and 1_n, whose entries are all one; "" of another letter."""
    base = (
        node.base.name if isinstance(node.base, t.Name) else node.base.text if isinstance(node.base, t.Number) else ""
    )
    return base if base in ("0", "1") and not node.upper else ""


def _indexed_shape(w: Shapes, node: t.Indexed) -> Shape:
    """I_n, 1_n, 0_n, 0_{nk}, ‖A‖_F and letters with an index."""
    if isinstance(node.base, t.Name) and node.base.key == "I" and "I" not in w.kinds and not node.upper:
        if len(node.lower) != 1:
            raise Unreadable("an identity matrix with several indices")
        return w.named(node.lower[0]), w.named(node.lower[0])
    if constant_of(node) and len(node.lower) in (1, 2):
        sides = [w.named(n) for n in node.lower]
        return (sides[0], sides[1]) if len(sides) == 2 else (sides[0], ONE)
    inside = norm_inside(node)
    if inside is not None:
        return _norm_shape(w, node, inside)
    key = letter_key(node)
    if key is None or key not in w.kinds:
        raise Unreadable("a letter with an index")
    return w.letter(key)


def _blocks_shape(w: Shapes, node: t.Matrix) -> Shape:
    """A matrix of blocks: those of a row have equally many rows, those of a column equally many columns."""
    if node.bracket not in ("", "[", "(") or len({len(row) for row in node.rows}) != 1:
        raise Unreadable("a matrix with another bracket")
    shapes = [[w.shape(entry) for entry in row] for row in node.rows]
    rows, cols = [Side() for _ in shapes], [Side() for _ in shapes[0]]
    for row, line in zip(rows, shapes, strict=True):
        for col, (high, wide) in zip(cols, line, strict=True):
            join(row, high)
            join(col, wide)
    w.refuse_one()
    return made_of("+", rows), made_of("+", cols)


def _number_shape(w: Shapes, node: t.Number) -> Shape:
    return (Side(), Side()) if is_zero(node) else SCALAR


def _sum_shape(w: Shapes, node: t.Add) -> Shape:
    first, *others = map(w.shape, node.terms)
    for other in others:
        join(first[0], other[0])
        join(first[1], other[1])
    w.refuse_one()
    return first


def factors(w: Shapes, node: t.Multiply) -> list[t.Node]:
    """The factors that are no numbers, in order."""
    if node.sign not in ("", "·", "×"):
        raise Unreadable(f"the product {node.sign}")
    if node.sign and not all(is_scalar(w.shape(f)) for f in node.factors[:-1]):
        raise Unreadable(f"the product {node.sign} of matrices")
    matrices = [k for k, f in enumerate(node.factors) if not is_scalar(w.shape(f))]
    reaching = (f for k, f in enumerate(node.factors) if isinstance(f, t.Call) and any(place > k for place in matrices))
    if any(not isinstance(f.arguments[-1], t.Group | t.Multiply | t.Add) for f in reaching if f.arguments):
        w.doubts.add("how far a trace or a determinant reaches")
    return [f for f in node.factors if not is_scalar(w.shape(f))]


def _product_shape(w: Shapes, node: t.Multiply) -> Shape:
    here: Shape | None = None
    if node.sign in ("⊗", "⊙"):
        shapes = list(map(w.shape, node.factors))
        if node.sign == "⊗":
            return made_of("×", [s[0] for s in shapes]), made_of("×", [s[1] for s in shapes])
        for other in shapes[1:]:
            join(shapes[0][0], other[0])
            join(shapes[0][1], other[1])
        return shapes[0]
    for factor in factors(w, node):
        there = w.shape(factor)
        if here is None or is_scalar(here):
            here = there
            continue
        join(here[1], there[0])
        w.refuse_one()
        here = (here[0], there[1])
    return SCALAR if here is None else here


def _divided_shape(w: Shapes, node: t.Divide) -> Shape:
    w.need_scalar(node.below)
    return w.shape(node.above)


def norm_inside(node: t.Node) -> t.Node | None:
    """A of ‖A‖ and ‖A‖_F, v of ‖v‖ and ‖v‖₂."""
    if isinstance(node, t.Indexed) and isinstance(node.base, t.Group) and node.base.bracket == "‖":
        return node.base.body
    return node.body if isinstance(node, t.Group) and node.bracket == "‖" else None


def _norm_shape(w: Shapes, node: t.Node, inside: t.Node) -> Shape:
    cols = w.shape(inside)[1]
    frobenius = isinstance(node, t.Indexed) and [n.key for n in node.lower if isinstance(n, t.Name)] == ["F"]
    two = isinstance(node, t.Indexed) and [n.text for n in node.lower if isinstance(n, t.Number)] == ["2"]
    if isinstance(node, t.Indexed) and (node.upper or not (frobenius or two)):
        raise Unreadable("a norm of another kind")
    if not (frobenius or w.frobenius) and not cols.root().one:
        raise Unreadable("which norm of a matrix is meant")
    return SCALAR


def is_e(w: Shapes, node: t.Node) -> bool:
    """Whether a base is Euler's number."""
    return node == t.Name("e") and "e" not in w.kinds


def _power_shape(w: Shapes, node: t.Power) -> Shape:
    inside = norm_inside(node.base)
    if inside is not None:
        return _norm_shape(w, node.base, inside)
    w.need_scalar(node.exponent)
    if is_e(w, node.base):
        return SCALAR
    if is_scalar(w.shape(node.base)):
        return SCALAR
    return w.square(node.base)


def _group_shape(w: Shapes, node: t.Group) -> Shape:
    if node.bracket == "‖":
        return _norm_shape(w, node, node.body)
    if node.bracket == "|":
        if not is_scalar(w.shape(node.body)):
            w.square(node.body)
        return SCALAR
    return w.shape(node.body)


def _transposed_shape(w: Shapes, node: t.Transpose) -> Shape:
    rows, cols = w.shape(node.body)
    return cols, rows


def hessian_of(node: t.Node) -> tuple[t.Node, t.Name] | None:
    """f and w of ∇²_w f and of ∂²f/∂w∂wᵀ."""
    match node:
        case t.Call(t.Indexed(t.Name("∇2"), (t.Name() as by,), ()), (body,), (), 0):
            return body, by
        case t.Derivative(body, (t.Name() as by, t.Transpose(t.Name() as other))) if body is not None and by == other:
            return body, by
    return None


def kind_of_mean(w: Shapes, node: t.Call) -> str | None:
    """ "E" of a mean of one thing, "Cov" of a variance or a covariance; None of another call, and without any law."""
    name = node.function.name if isinstance(node.function, t.Name) else ""
    kind = _MEANS.get(name) if w.laws else None
    return (
        kind if kind is not None and len(node.arguments) in ((1,) if kind == "E" or name != "Cov" else (1, 2)) else None
    )


def _hessian_shape(w: Shapes, body: t.Node, by: t.Name) -> Shape:
    rows, cols = w.letter(by.key)
    if is_scalar((rows, cols)) or not cols.root().one or not is_scalar(w.shape(body)):
        raise Unreadable("a second derivative that is no matrix")
    return rows, rows


def _call_shape(w: Shapes, node: t.Call) -> Shape:
    twice = hessian_of(node)
    if twice is not None:
        return _hessian_shape(w, *twice)
    name = node.function.key if isinstance(node.function, t.Name) else ""
    if (kind := kind_of_mean(w, node)) is not None:
        w.drawn(node)
        first, last = w.shape(node.arguments[0]), w.shape(node.arguments[-1])
        if kind == "E":
            return first
        if is_scalar(first) and is_scalar(last):
            return SCALAR
        join(first[1], ONE)
        join(last[1], ONE)
        return first[0], last[0]
    if node.given or node.primes:
        raise Unreadable("a function")
    if name == "inner" and len(node.arguments) == 2:
        one, other = map(w.shape, node.arguments)
        join(one[0], other[0])
        join(one[1], other[1])
        return SCALAR
    if len(node.arguments) != 1 or name not in TRACES | DETERMINANTS | FUNCTIONS | {"vec", "diag"}:
        raise Unreadable("a function that is not known")
    if name in ("vec", "diag"):
        rows, cols = w.shape(node.arguments[0])
        if name == "vec":
            return made_of("×", [cols, rows]), ONE
        if not cols.root().one:
            raise Unreadable("diag of what is no column")
        return rows, rows
    if name in FUNCTIONS:
        w.need_scalar(node.arguments[0])
    else:
        w.square(node.arguments[0])
    return SCALAR


def derivative_of(node: t.Node) -> tuple[t.Node, t.Name]:
    by = node.by if isinstance(node, t.Gradient) else node.by[0] if len(node.by) == 1 else None  # type: ignore[attr-defined]
    body: t.Node | None = node.body  # type: ignore[attr-defined]
    if body is None or not isinstance(by, t.Name):
        raise Unreadable("a derivative")
    return body, by


def _derivative_shape(w: Shapes, node: t.Node) -> Shape:
    twice = hessian_of(node)
    if twice is not None:
        return _hessian_shape(w, *twice)
    body, by = derivative_of(node)
    above, below = w.shape(body), w.letter(by.key)
    if is_scalar(below):
        raise Unreadable("a derivative by a number")
    if is_scalar(above):
        lies = w.numerator and not isinstance(node, t.Gradient)
        return (below[1], below[0]) if lies else below
    if not above[1].root().one or not below[1].root().one or isinstance(node, t.Gradient):
        raise Unreadable("a derivative with more than two indices")
    return (above[0], below[0]) if w.numerator else (below[0], above[0])


_SHAPES: Mapping[type, Callable[[Shapes, Any], Shape]] = {
    t.Name: _letter_shape,
    t.Indexed: _indexed_shape,
    t.Number: _number_shape,
    t.Add: _sum_shape,
    t.Negative: lambda w, node: w.shape(node.body),
    t.Matrix: _blocks_shape,
    t.Multiply: _product_shape,
    t.Divide: _divided_shape,
    t.Power: _power_shape,
    t.Group: _group_shape,
    t.Transpose: _transposed_shape,
    t.Call: _call_shape,
    t.Gradient: _derivative_shape,
    t.Derivative: _derivative_shape,
}
