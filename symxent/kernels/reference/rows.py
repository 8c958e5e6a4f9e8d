"""The rigorous reference for rows of classes: sums over the row, one ball an element, as many bits as it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb, arb_series, ctx
from numpy.typing import NDArray
from sympy import Basic, Expr, Function, Indexed, IndexedBase, KroneckerDelta, Sum, Symbol
from sympy.core.relational import Relational

from symxent.kernels.program.loops import row_max
from symxent.kernels.reference.ball_program import operation_of
from symxent.kernels.reference.ulp import Exact
from symxent.kernels.reference.values import PRECISIONS, decide
from symxent.language.functions import logsumexp, softmax


@dataclass
class RowBalls:
    """One row in ball arithmetic: the arrays, the class labels, and every value computed so far.

    Arrays are indexed from 1, as the formulas are; labels count from 0, as the kernels' do.
    """

    arrays: Mapping[IndexedBase, Sequence[Any]]
    labels: Mapping[Symbol, int]
    scalars: Mapping[Symbol, Any] = field(default_factory=dict)
    known: dict[tuple[Basic, tuple[int, ...]], Any] = field(default_factory=dict)

    def value(self, node: Basic, at: Mapping[Symbol, int]) -> Any:
        """The ball of an expression at given values of its indices."""
        key = (node, tuple(at.get(s, -1) for s in _indices(node)))
        if key not in self.known:
            self.known[key] = self._compute(node, at)
        return self.known[key]

    def _compute(self, node: Basic, at: Mapping[Symbol, int]) -> Any:
        if node in self.scalars:
            return self.scalars[node]
        if node.is_Symbol and node.is_integer:  # the number of classes; labels and indices stand in brackets
            return arb(self._length())
        if isinstance(node, Indexed):
            return self.arrays[node.base][self._index(node.indices[0], at) - 1]
        if isinstance(node, softmax):
            x, i, _ = node.args
            return self._exponential(x, self._index(i, at)) / self.value(_Total(x), {})
        if isinstance(node, _Total):
            x = node.args[0]
            return _sum([self._exponential(x, i) for i in range(1, len(self.arrays[x]) + 1)])
        if isinstance(node, logsumexp):
            return self._largest(node.args[0]) + self.value(_Total(node.args[0]), {}).log()
        if isinstance(node, row_max):
            return self._largest(node.args[0])
        if isinstance(node, Sum):
            index = node.limits[0][0]
            return _sum([self.value(node.function, {**at, index: i}) for i in range(1, self._length() + 1)])
        if isinstance(node, KroneckerDelta):
            return arb(int(self._index(node.args[0], at) == self._index(node.args[1], at)))
        if isinstance(node, Relational) and all(_is_index(a) for a in node.args):
            return bool(node.func(*[self._index(a, at) for a in node.args]))
        operation, arguments = _operation(node)
        return operation(*[self.value(a, at) for a in arguments])

    def _index(self, node: Expr, at: Mapping[Symbol, int]) -> int:
        if node in self.labels:
            return self.labels[node] + 1
        return int(at[node]) if node.is_Symbol else int(node)

    def _length(self) -> int:
        return len(next(iter(self.arrays.values())))

    def _largest(self, x: IndexedBase) -> Any:
        values = self.arrays[x]
        return max(values, key=lambda v: float((v[0] if isinstance(v, arb_series) else v).mid()))

    def _exponential(self, x: IndexedBase, i: int) -> Any:
        # Of the difference from the largest, which is exact in balls: e^x itself might be beyond every exponent.
        return (self.arrays[x][i - 1] - self._largest(x)).exp()


class _Total(Function):
    """Σ e^(x_i − max x), the same for all components: a node of its own, so that it is computed once."""

    nargs = 1


# What a node is made of does not depend on the row: it is asked once, not for every row at every precision.
_operation = lru_cache(maxsize=1 << 14)(operation_of)


@lru_cache(maxsize=1 << 14)
def _indices(node: Basic) -> tuple[Symbol, ...]:
    """The indices on which the value of a node depends."""
    return tuple(sorted((s for s in node.free_symbols if s.is_integer), key=lambda s: s.name))


def _is_index(node: Basic) -> bool:
    return bool(getattr(node, "is_integer", False)) and not node.has(Indexed)


def _sum(values: Sequence[Any]) -> Any:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


def evaluate_rows(
    formula: Expr,
    index: Symbol | None,
    arrays: Mapping[IndexedBase, NDArray[np.floating]],
    labels: Mapping[Symbol, NDArray[np.integer]],
    scalars: Mapping[Symbol, NDArray[np.floating]] | None = None,
    precisions: Sequence[int] = PRECISIONS,
) -> Exact:
    """The formula for each row: shape (n, k) when it has an ``index``, (n,) when it is one number a row.

    ``arrays``: shape (n, k) each; ``labels``: shape (n,), counted from 0; ``scalars``: shape (n,), parameters.
    """
    shape = next(iter(arrays.values())).shape
    nearest = np.full(shape if index is not None else shape[:1], np.nan)
    rest = np.zeros_like(nearest)
    before = ctx.prec
    try:
        for row in range(shape[0]):
            left = set(range(1, shape[1] + 1)) if index is not None else {0}
            for bits in precisions:
                ctx.prec = bits
                balls = RowBalls(
                    {base: [arb(float(v)) for v in values[row]] for base, values in arrays.items()},
                    {symbol: int(values[row]) for symbol, values in labels.items()},
                    {symbol: arb(float(values[row])) for symbol, values in (scalars or {}).items()},
                )
                for i in sorted(left):
                    found = decide(balls.value(formula, {index: i} if index is not None else {}))
                    if found is not None:
                        place = (row, i - 1) if index is not None else (row,)
                        nearest[place], rest[place] = found
                        left.discard(i)
                if not left:
                    break
    finally:
        ctx.prec = before
    return Exact(nearest, rest)


def row_derivative(
    formula: Expr,
    base: IndexedBase,
    arrays: Mapping[IndexedBase, NDArray[np.floating]],
    labels: Mapping[Symbol, NDArray[np.integer]],
    order: int = 1,
    precisions: Sequence[int] = PRECISIONS,
) -> Exact:
    """∂^order of a number a row with respect to each component of ``base``, by power series: shape (n, k)."""
    shape = arrays[base].shape
    nearest, rest = np.full(shape, np.nan), np.zeros(shape)
    prec, cap = ctx.prec, ctx.cap
    ctx.cap = order + 1
    try:
        for row in range(shape[0]):
            for i in range(shape[1]):
                for bits in precisions:
                    ctx.prec = bits
                    values = {b: [arb(float(v)) for v in array[row]] for b, array in arrays.items()}
                    values[base] = [arb_series([v, 1 if m == i else 0], order + 1) for m, v in enumerate(values[base])]
                    series = RowBalls(values, {s: int(t[row]) for s, t in labels.items()}).value(formula, {})
                    factorial = 1 if order == 1 else 2
                    found = decide(series[order] * factorial)
                    if found is not None:
                        nearest[row, i], rest[row, i] = found
                        break
    finally:
        ctx.prec, ctx.cap = prec, cap
    return Exact(nearest, rest)
