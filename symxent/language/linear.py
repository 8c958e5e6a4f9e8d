"""Vectors and matrices of symbolic size, as their components: everything that the proof sees is a scalar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Add, Dummy, Expr, Integer, Sum, evaluate

from symxent.errors import SymxentError


class ShapeError(SymxentError):
    """Two arrays that do not fit together, as in a sum of a vector and a matrix."""


@dataclass(frozen=True)
class Array:
    """A vector (one axis) or a matrix (two axes): ``entry`` gives the component at given indices.

    ``shape`` counts the components, ``lows`` tells where the indices begin (at 1, if it is empty).
    A vector is a column unless ``row`` says otherwise.  ``entry`` raises ShapeError for another number of indices.
    """

    shape: tuple[Expr, ...]
    entry: Callable[..., Expr]
    row: bool = False
    lows: tuple[Expr, ...] = ()

    def __post_init__(self) -> None:
        component = self.entry

        def entry(*indices: Expr) -> Expr:
            if len(indices) != len(self.shape):
                given = "1 index was" if len(indices) == 1 else f"{len(indices)} indices were"
                raise ShapeError(f"{given} put on a {self.describe()}")
            return component(*indices)

        object.__setattr__(self, "entry", entry)

    def low(self, axis: int) -> Expr:
        return self.lows[axis] if self.lows else Integer(1)

    def range(self, axis: int) -> tuple[Expr, Expr]:
        """The first and the last index along an axis."""
        with evaluate(True):
            return self.low(axis), self.low(axis) + self.shape[axis] - 1

    @property
    def axes(self) -> int:
        return len(self.shape)

    @property
    def is_matrix(self) -> bool:
        return len(self.shape) == 2

    def describe(self) -> str:
        size = " × ".join(str(n) for n in self.shape)
        kind = "matrix" if self.is_matrix else ("row of" if self.row else "vector of")
        return f"{size} {kind}" if self.is_matrix else f"{kind} {size}"


Value: TypeAlias = Expr | Array


def fresh(name: str = "m") -> Dummy:
    """A bound index that no other expression holds."""
    return Dummy(name, integer=True, positive=True)


def total(body: Callable[[Expr], Expr], ends: tuple[Expr, Expr]) -> Expr:
    """Σ body(m) for m from the first to the last index, written out when both are numbers."""
    low, high = ends
    if low.is_Integer and high.is_Integer and int(high) - int(low) < 16:
        return Add(*(body(Integer(m)) for m in range(int(low), int(high) + 1)))
    m = fresh()
    return over(Sum, body(m), (m, low, high))


def over(big: type[Expr], body: Expr, *ends: tuple[Expr, Expr, Expr]) -> Expr:
    """A sum or product, its body as it stands."""
    with evaluate(True):
        return big(body, *ends)


def transpose(a: Value) -> Value:
    if not isinstance(a, Array):
        return a
    if a.is_matrix:
        rows, columns = a.shape
        return Array((columns, rows), lambda i, j: a.entry(j, i), lows=a.lows[::-1])
    return Array(a.shape, a.entry, not a.row, a.lows)


def elementwise(f: Callable[..., Expr], *values: Value) -> Value:
    """f applied to each component; scalars are stretched to the shape of the arrays."""
    arrays = [v for v in values if isinstance(v, Array)]
    if not arrays:
        return f(*values)
    first = arrays[0]
    for other in arrays[1:]:
        if other.shape != first.shape or other.row != first.row or other.lows != first.lows:
            raise ShapeError(f"a {first.describe()} and a {other.describe()} were combined component by component")
    return Array(
        first.shape,
        lambda *at: f(*(v.entry(*at) if isinstance(v, Array) else v for v in values)),
        first.row,
        first.lows,
    )


def add_values(terms: Sequence[Value]) -> Value:
    """A sum; a scalar beside vectors must be stretched by the author, except that 0 fits everywhere."""
    return elementwise(lambda *parts: Add(*parts), *terms)


def product(a: Value, b: Value) -> Value:
    """The matrix product; between scalars and anything, scaling."""
    if not isinstance(a, Array) or not isinstance(b, Array):
        return elementwise(lambda p, q: p * q, a, b)
    if not a.is_matrix and not b.is_matrix:
        if a.row and not b.row:
            return dot(a, b)
        if not a.row and b.row:
            return Array((a.shape[0], b.shape[0]), lambda i, j: a.entry(i) * b.entry(j), lows=a.lows + b.lows)
        raise ShapeError(f"a {a.describe()} was multiplied by a {b.describe()}: put a transpose, or ⊙")
    if (not a.is_matrix and not a.row) or (not b.is_matrix and b.row):
        raise ShapeError(f"a {a.describe()} was multiplied by a {b.describe()}")
    _same(a.range(-1), b.range(0), a, b)
    inner = b.range(0)
    if a.is_matrix and b.is_matrix:
        return Array(
            (a.shape[0], b.shape[1]),
            lambda i, j: total(lambda m: a.entry(i, m) * b.entry(m, j), inner),
            lows=a.lows[:1] + b.lows[1:],
        )
    if a.is_matrix:
        return Array((a.shape[0],), lambda i: total(lambda m: a.entry(i, m) * b.entry(m), inner), lows=a.lows[:1])
    return Array((b.shape[1],), lambda j: total(lambda m: a.entry(m) * b.entry(m, j), inner), True, b.lows[1:])


def dot(a: Array, b: Array) -> Expr:
    """Σ a_m b_m of two vectors."""
    _same(a.range(0), b.range(0), a, b)
    return total(lambda m: a.entry(m) * b.entry(m), a.range(0))


def _same(m: tuple[Expr, Expr], n: tuple[Expr, Expr], a: Array, b: Array) -> None:
    if m != n:
        raise ShapeError(f"the sizes of a {a.describe()} and a {b.describe()} do not fit")
