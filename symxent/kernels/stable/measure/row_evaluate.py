"""Row formulas in the arithmetic of float32 and float64, one axis an index, as their kernels will do it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np
from sympy import Add, AtomicExpr, Basic, Expr, Indexed, IndexedBase, KroneckerDelta, Piecewise, Sum, Symbol, exp
from sympy.core.relational import Relational

from symxent.kernels.arithmetic import elementary
from symxent.kernels.program.loops import exp_difference, row_max
from symxent.kernels.stable.measure.evaluate import RELATIONS, Array, Evaluator, terms
from symxent.language.functions import logsumexp, softmax

AXES = 3  # the row, the index of the result, and one of a sum inside


class whole(AtomicExpr):
    """whole(Σ …): a sum as an atom of the same place in SymPy's order, which walks through a sum for every question."""

    __slots__ = ("total",)
    total: Sum
    is_commutative = True

    def __new__(cls, total: Sum) -> whole:
        made: whole = AtomicExpr.__new__(cls)
        made.total = total
        return made

    def __getnewargs__(self) -> tuple[Sum]:
        return (self.total,)

    def _hashable_content(self) -> tuple[Sum]:
        return (self.total,)

    def sort_key(self, order: str | None = None) -> Any:
        return self.total.sort_key(order)


class RowEvaluator(Evaluator):
    """Evaluates row formulas at n rows of k: every value has the shape (n, k or 1, k or 1).

    A textbook softmax or logsumexp is evaluated as it is written, overflow and all.
    """

    def __init__(
        self,
        arrays: Mapping[IndexedBase, Array],
        labels: Mapping[Symbol, Array],
        index: Symbol | None,
        dtype: np.dtype,
        scalars: Mapping[Symbol, Array] | None = None,
    ) -> None:
        super().__init__({s: np.asarray(a)[:, None, None] for s, a in (scalars or {}).items()}, dtype)
        self.arrays = {base: np.asarray(values).astype(self.dtype) for base, values in arrays.items()}
        self.labels = {symbol: np.asarray(values) for symbol, values in labels.items()}
        self.k = next(iter(self.arrays.values())).shape[1]
        self.index = index
        self.axes: dict[Basic, int] = {} if index is None else {index: 1}

    def rows(self, formula: Expr) -> Array:
        """The values, of shape (n, k), or (n,) without an index."""
        n = next(iter(self.arrays.values())).shape[0]
        shape = (n,) if self.index is None else (n, self.k)
        return np.broadcast_to(self(formula), (n, self.k if len(shape) == 2 else 1, 1)).reshape(shape)

    def _axis(self, index: Basic) -> int:
        return self.axes.setdefault(index, 2)

    def _along(self, values: Array, index: Basic) -> Array:
        return np.expand_dims(values, 2) if self._axis(index) == 1 else np.expand_dims(values, 1)

    def _compute(self, node: Basic) -> Array:
        if node.is_Symbol and node.is_integer:  # the number of classes; labels and indices stand in brackets
            return np.asarray(self.k, dtype=self.dtype)
        if isinstance(node, whole):
            return self._value(node.total)
        if isinstance(node, Indexed):
            values, index = self.arrays[node.base], node.indices[0]
            if index in self.labels:
                return np.take_along_axis(values, self.labels[index][:, None], axis=1)[:, :, None]
            return self._along(values, index)
        if isinstance(node, row_max):
            return self.arrays[node.args[0]].max(axis=1)[:, None, None]
        if isinstance(node, exp_difference):
            return elementary.exp(self._value(node.args[0] - node.args[1]))
        if isinstance(node, softmax | logsumexp):
            return self._value(node.rewrite(exp))
        if isinstance(node, Sum):
            axis = self._axis(node.limits[0][0])
            body = self._value(node.function)
            count = self.k if np.ndim(body) < AXES or body.shape[axis] == 1 else 1
            total = _added(body, axis) if np.ndim(body) == AXES else body
            return np.asarray(total * count if count > 1 else total, dtype=self.dtype)
        if isinstance(node, KroneckerDelta):
            return np.equal(self._place(node.args[0]), self._place(node.args[1])).astype(self.dtype)
        if isinstance(node, Relational) and all(self._is_index(a) for a in node.args):
            return RELATIONS[node.rel_op](self._place(node.lhs), self._place(node.rhs))
        return super()._compute(node)

    def _is_index(self, node: Basic) -> bool:
        return node in self.labels or node in self.axes

    def _place(self, node: Expr) -> Array:
        """Class numbers as an array: of a label, or all of them along the axis of an index."""
        if node in self.labels:
            return self.labels[node][:, None, None]
        places = np.arange(self.k)
        return places[None, :, None] if self._axis(node) == 1 else places[None, None, :]


class KernelRowEvaluator(RowEvaluator):
    """Rows as the row kernels do them: e^(x − m) keeps the rounding of x − m, exact differences are taken first.

    A two-sum gives the error δ of x − m, and e^(s + δ) is e^s + e^s δ to within the last place: without it an
    unlikely class would lose as many ulps as its exponent is large.
    """

    def _compute(self, node: Basic) -> Array:
        if isinstance(node, exp) and isinstance(node.args[0], Add) and all(_is_exact(a) for a in node.args[0].args):
            return self._exponential(node.args[0])
        if isinstance(node, Add):
            exact = [a for a in node.args if _is_exact(a)]
            if 2 <= len(exact) < len(node.args):
                first = reduce(np.add, [self._value(a) for a in exact])
                rest = [self._value(a) for a in terms(node) if a not in exact]
                return reduce(np.add, [*rest, first])
        return super()._compute(node)

    def _exponential(self, difference: Add) -> Array:
        if len(difference.args) != 2:
            return elementary.exp(self._value(difference))
        a, b = (self._value(part) for part in difference.args)
        total = a + b
        virtual = total - a
        lost = (a - (total - virtual)) + (b - virtual)
        value = elementary.exp(total)
        return np.where(np.isfinite(lost), value + value * lost, value)


def _added(values: Array, axis: int) -> Array:
    """The sum along an axis, kept, in an order of our own: NumPy's may change with its version."""
    while (count := values.shape[axis]) > 1:
        half = count // 2
        low, high, odd = np.split(values, [half, 2 * half], axis=axis)
        values = np.concatenate([low + high, odd], axis=axis)
    return values


def _is_exact(term: Basic) -> bool:
    """Whether a term comes without rounding: ± an input or a maximum, an integer, some counts of classes."""
    number, core = term.as_coeff_Mul()
    core = core.total if isinstance(core, whole) else core
    if isinstance(core, Indexed | row_max):
        return number in (1, -1)
    if core == 1 or not number.is_Integer:
        return bool(number.is_Integer)
    if isinstance(core, Sum) and isinstance(core.function, Piecewise):
        return all(branch.expr.is_Integer for branch in core.function.args)
    return False
