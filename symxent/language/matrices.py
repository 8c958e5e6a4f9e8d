"""Whole matrices: those that are written out, and functions of one: the trace, the determinant, the inner product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from sympy import Dummy, Expr, Integer, KroneckerDelta, Matrix, evaluate, expand

from symxent.language import tree
from symxent.language.evaluate import to_sympy
from symxent.language.linear import Array, ShapeError, Value, dot, product, total
from symxent.language.scope import MeaningError, Scope

#: A determinant of more rows is not written out.
MOST_ROWS = 4
#: Nor is a power of a matrix whose entries have more operations than these, all together.
MOST_OPERATIONS = 200


def constant_array(key: str, shape: tuple[Expr, ...]) -> Array | None:
    """The identity matrix I and the vector of ones 1, of a shape; None of any other name."""
    if key == "I" and len(shape) == 2:
        return Array(shape, lambda i, j: KroneckerDelta(i, j))
    return Array(shape, lambda i: Integer(1)) if key == "1" and len(shape) == 1 else None


def determinant(value: Value, node: tree.Node) -> Expr:
    """The determinant of a square matrix of numbered entries; of a number, that number."""
    if not isinstance(value, Array):
        return _number(value, node)
    size = value.shape[0]
    if not value.is_matrix or value.shape[1] != size or not size.is_Integer or size > MOST_ROWS:
        raise MeaningError("the determinant of a matrix that is not small, square and written out", node)
    rows = [Integer(i) for i in range(1, int(size) + 1)]
    letters, whole = _generic(int(size))
    return whole.xreplace(dict(zip(letters, (value.entry(i, j) for i in rows for j in rows), strict=True)))


@lru_cache(maxsize=MOST_ROWS)
def _generic(size: int) -> tuple[tuple[Dummy, ...], Expr]:
    """Letters for the entries of a matrix, row by row, and its determinant in them.

    It is multiplied out once: where nothing may be carried out, SymPy's takes minutes.
    """
    with evaluate(True):
        letters = tuple(Dummy() for _ in range(size * size))
        return letters, expand(Matrix(size, size, letters).det(method="berkowitz"))


def power(value: Array, exponent: Expr, node: tree.Node) -> Array:
    """A power of a small square matrix that is written out; its inverse where it has one.

    Raises MeaningError for other matrices and exponents.
    """
    sizes = {int(n) if n.is_Integer else 0 for n in value.shape}
    if value.axes != 2 or len(sizes) != 1 or not 1 <= min(sizes) <= MOST_ROWS or exponent not in (-1, 2, 3):
        raise MeaningError(f"a power of a {value.describe()}", node)
    numbers = [Integer(i) for i in range(1, min(sizes) + 1)]
    whole = Matrix([[value.entry(i, j) for j in numbers] for i in numbers])
    if sum(e.count_ops() for e in whole) > MOST_OPERATIONS:
        raise MeaningError(f"a power of a {value.describe()} of long entries", node)
    made = whole.adjugate(method="berkowitz") / whole.det(method="berkowitz") if exponent == -1 else whole**exponent
    return _table([made.row(i).tolist()[0] for i in range(min(sizes))])


def _number(value: Expr, node: tree.Node) -> Expr:
    """A number such as xᵀAy.  Raises MeaningError for a letter alone: it is a matrix of which nothing more is known."""
    inside = node.arguments[0] if isinstance(node, tree.Call) else node
    while isinstance(inside, tree.Group | tree.Transpose):
        inside = inside.body
    if isinstance(inside, tree.Name | tree.Indexed):
        raise MeaningError("a letter that is no matrix here stands where a matrix is expected", node)
    return value


def trace(value: Value, node: tree.Node) -> Expr:
    """The sum of the diagonal of a square matrix; of a number, that number."""
    if not isinstance(value, Array):
        return _number(value, node)
    if not value.is_matrix or value.range(0) != value.range(1):
        raise ShapeError(f"the trace of a {value.describe()}")
    return total(lambda m: value.entry(m, m), value.range(0))


def inner(left: Value, right: Value) -> Value:
    """⟨x, y⟩ = Σ x_m y_m of two vectors."""
    if isinstance(left, Array) and isinstance(right, Array) and left.axes == right.axes == 1:
        return dot(left, right)
    if isinstance(left, Array) or isinstance(right, Array):
        raise ShapeError("the inner product of something that is no vector")
    return product(left, right)


def cross(a: Array, b: Array) -> Array:
    """a × b; raises ShapeError unless both have three components."""
    if a.range(0) != (1, 3) or b.range(0) != (1, 3):
        raise ShapeError(f"the cross product of a {a.describe()} and a {b.describe()}")
    u, v = ([x.entry(Integer(i)) for i in (1, 2, 3)] for x in (a, b))
    return explicit([u[i] * v[j] - u[j] * v[i] for i, j in ((1, 2), (2, 0), (0, 1))])


def sequence(node: tree.Sequence, scope: Scope) -> Value:
    """A tuple of numbers, as a vector.  Raises MeaningError for a set or an interval."""
    if node.bracket not in ("(", "["):
        raise MeaningError("nothing is computed with a set or an interval", node)
    return explicit([to_sympy(item, scope) for item in node.items])


def explicit(entries: list[Expr]) -> Array:
    """The column with these entries."""

    def entry(i: Expr) -> Expr:
        if not i.is_Integer:
            raise MeaningError("a vector that is written out has only numbered components")
        return entries[_place(i, len(entries))]

    return Array((Integer(len(entries)),), entry)


def _place(number: Expr, count: int) -> int:
    """Where a component stands that is counted from 1; raises MeaningError where there is none."""
    if not 1 <= number <= count:
        raise MeaningError(f"component {number} of {count}")
    return int(number) - 1


def matrix(node: tree.Matrix, scope: Scope) -> Value:
    """A matrix that is written out; the determinant between bars."""
    rows = [[to_sympy(x, scope) for x in row] for row in node.rows]
    if all(len(row) == 1 for row in rows):
        return explicit([row[0] for row in rows])
    if len({len(row) for row in rows}) != 1:
        raise MeaningError("the rows of this matrix differ in length", node)

    whole = _table(rows)
    return determinant(whole, node) if node.bracket == "|" else whole


def _table(rows: list[list[Expr]]) -> Array:
    def entry(i: Expr, j: Expr) -> Expr:
        if not (i.is_Integer and j.is_Integer):
            raise MeaningError("a matrix that is written out has only numbered components")
        return rows[_place(i, len(rows))][_place(j, len(rows[0]))]

    return Array((Integer(len(rows)), Integer(len(rows[0]))), entry)


#: Functions of one whole matrix, by their names.
OF_A_MATRIX: Mapping[str, Callable[[Value, tree.Node], Expr]] = {
    **dict.fromkeys(("det", "Det"), determinant),
    **dict.fromkeys(("tr", "Tr", "trace", "Trace"), trace),
}
