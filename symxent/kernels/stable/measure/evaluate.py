"""Formulas in the arithmetic of float32 and float64, as the kernels will do it: a walk over the tree with NumPy.

NumPy adds, multiplies, divides and takes roots, which IEEE 754 fixes to the last bit; every other function is computed
from these as the kernels compute it.  So the values, and what a search makes of them, are the same on every processor.

An index that runs over classes is an axis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import (
    Abs,
    Add,
    AtomicExpr,
    Basic,
    Expr,
    Function,
    Indexed,
    IndexedBase,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    erf,
    erfc,
    exp,
    log,
    sign,
)
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.relational import Relational
from sympy.logic.boolalg import ITE, And, BooleanFalse, BooleanTrue, Not, Or

from symxent.errors import SymxentError
from symxent.kernels.arithmetic import inlined
from symxent.kernels.program.classes import Definitions, defined
from symxent.kernels.program.exponents import (
    exp_product,
    exp_quotient,
    exp_square,
    is_free,
    product_rest,
    rounded_product,
    sigmoid_power,
    two_products,
    whole,
)
from symxent.kernels.program.loops import exp_difference, once, row_max
from symxent.kernels.program.pairs import in_pairs, steps
from symxent.language.functions import Phi

Array = NDArray[Any]

RELATIONS: Mapping[str, Callable[[Array, Array], Array]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}
CALLS: Mapping[type, Callable[[Array], Array]] = {
    exp: inlined.exp,
    log: inlined.log,
    log1p: inlined.log1p,
    expm1: inlined.expm1,
    Abs: np.abs,
    sign: np.sign,
    erf: inlined.erf,
    erfc: inlined.erfc,
    Phi: inlined.normal_distribution,
    once: np.asarray,
}
PAIRS: Mapping[type, tuple[Callable[[Array, Array, float], Array], int]] = {  # and which argument may be a constant
    exp_difference: (inlined.exp_difference, 0),
    exp_product: (inlined.exp_product, 0),
    exp_quotient: (inlined.exp_quotient, 0),
    exp_square: (inlined.exp_square, 2),
    sigmoid_power: (inlined.sigmoid_power, 1),
}

AXES = 3  # of formulas over classes: the row, the index of the result, and one of a sum inside


class summed(AtomicExpr):
    """summed(Σ …): a sum as an atom of the same place in SymPy's order, which goes through all of a sum each time."""

    __slots__ = ("total",)
    total: Sum
    is_commutative = True

    def __new__(cls, total: Sum) -> summed:
        made: summed = AtomicExpr.__new__(cls)
        made.total = total
        return made

    def __getnewargs__(self) -> tuple[Sum]:
        return (self.total,)

    def _hashable_content(self) -> tuple[Sum]:
        return (self.total,)

    def sort_key(self, order: str | None = None) -> Any:
        return self.total.sort_key(order)


class Evaluator:
    """Evaluates formulas at fixed points in one dtype, remembering every subexpression that it has met.

    Candidates of one search share most of their parts, so each part is computed once.  Sums and products go from
    left to right in SymPy's printing order, divisions last: the order of the printed code.

    The columns are arrays of shape (n,) for numbers and, counted from 0, for class labels (integer symbols), and of
    shape (n, k) for arrays.  Where there is an array, every value has the shape (n, k or 1, k or 1).
    """

    def __init__(
        self,
        columns: Mapping[Any, Array],
        dtype: np.dtype,
        definitions: Definitions | None = None,
        index: Symbol | None = None,
    ) -> None:
        self.dtype = np.dtype(dtype)
        self.definitions = definitions or {}
        self.index = index
        self.axes: dict[Basic, int] = {} if index is None else {index: 1}
        self.arrays = {s: np.asarray(v).astype(self.dtype) for s, v in columns.items() if isinstance(s, IndexedBase)}
        self.labels = {s: np.asarray(v) for s, v in columns.items() if self.arrays and s.is_integer}
        self.n, self.k = next((a.shape for a in self.arrays.values()), (0, 0))
        numbers = {s: np.asarray(v).astype(self.dtype) for s, v in columns.items() if s not in self.arrays}
        self.known: dict[Basic, Array] = {
            s: v[:, None, None] if self.arrays else v for s, v in numbers.items() if s not in self.labels
        }

    def __call__(self, expr: Expr) -> Array:
        """The values, in the dtype: of shape (n, k) for a formula with an index.

        Raises SymxentError for a function that has neither a loop nor a definition.
        """
        with np.errstate(all="ignore"):
            value = self._value(expr)
        if not self.arrays:
            return value
        shape = (self.n,) if self.index is None else (self.n, self.k)
        return np.broadcast_to(value, (*shape, 1, 1)[:AXES]).reshape(shape)

    def _value(self, node: Basic) -> Array:
        if node not in self.known:
            self.known[node] = self._compute(node)
        return self.known[node]

    def _compute(self, node: Basic) -> Array:
        if self.arrays and (found := self._over_classes(node)) is not None:
            return found
        if (kept := whole(node)) is not None:
            function, place = PAIRS[type(kept)]
            first, second = (np.asarray(self._value(a)) for a in kept.args[:2])
            return function(first, second, float(kept.args[2]) if place == 2 else self._rest(kept.args[place]))
        if isinstance(node, in_pairs):
            operations, head = steps(node)
            for letter, value in operations:
                self.known[letter] = self._value(value)
            return self._value(head)
        if isinstance(node, two_products):
            return inlined.two_products(*[np.asarray(self._value(a)) for a in node.args])
        if isinstance(node, product_rest):
            return inlined.product_rest(*[np.asarray(self._value(a)) for a in node.args])
        if isinstance(node, rounded_product):
            return np.multiply(*[self._value(a) for a in node.args])
        if isinstance(node, Number | NumberSymbol):
            return self._number(node)
        if isinstance(node, BooleanTrue | BooleanFalse):
            return np.asarray(bool(node))
        if isinstance(node, Add):
            return reduce(np.add, [self._value(a) for a in terms(node)])
        if isinstance(node, Mul):
            return self._product(node)
        if isinstance(node, Pow):
            return self._power(node)
        if isinstance(node, Piecewise):
            return self._select(node)
        if isinstance(node, Relational):
            return RELATIONS[node.rel_op](self._value(node.lhs), self._value(node.rhs))
        if isinstance(node, Max | Min):
            pick = np.maximum if isinstance(node, Max) else np.minimum
            return reduce(pick, [self._value(a) for a in node.args])
        if isinstance(node, And | Or):
            join = np.logical_and if isinstance(node, And) else np.logical_or
            return reduce(join, [self._value(a) for a in node.args])
        if isinstance(node, ITE):
            return np.where(*[self._value(a) for a in node.args])
        if isinstance(node, Not):
            return np.logical_not(self._value(node.args[0]))
        if type(node) in self.definitions:
            return self._value(defined(self.definitions, type(node), node.args))
        call = CALLS.get(type(node))
        if call is not None:
            return call(self._value(node.args[0]))
        if isinstance(node, Function) and node.rewrite(exp) != node:
            return self._value(node.rewrite(exp))
        raise SymxentError(f"{node}: {type(node).__name__} has no kernel; write it with exp, log, powers and Piecewise")

    def _over_classes(self, node: Basic) -> Array | None:
        """The value of what only formulas over classes hold, or what their kernels compute in a way of its own."""
        if node.is_Symbol and node.is_integer:  # the number of classes; labels and indices stand in brackets
            return np.asarray(self.k, dtype=self.dtype)
        if isinstance(node, summed):
            return self._value(node.total)
        if isinstance(node, Indexed):
            values, index = self.arrays[node.base], node.indices[0]
            if index in self.labels:
                return np.take_along_axis(values, self.labels[index][:, None], axis=1)[:, :, None]
            return np.expand_dims(values, 2 if self._axis(index) == 1 else 1)
        if isinstance(node, row_max):
            return self.arrays[node.args[0]].max(axis=1)[:, None, None]
        if isinstance(node, Sum):
            axis = self._axis(node.limits[0][0])
            body = self._value(node.function)
            count = self.k if np.ndim(body) < AXES or body.shape[axis] == 1 else 1
            total = _added(body, axis) if np.ndim(body) == AXES else body
            return np.asarray(total * count if count > 1 else total, dtype=self.dtype)
        if isinstance(node, KroneckerDelta):
            return np.equal(self._place(node.args[0]), self._place(node.args[1])).astype(self.dtype)
        if isinstance(node, Relational) and all(a in self.labels or a in self.axes for a in node.args):
            return RELATIONS[node.rel_op](self._place(node.lhs), self._place(node.rhs))
        if isinstance(node, exp) and isinstance(node.args[0], Add) and all(_is_exact(a) for a in node.args[0].args):
            return self._exponential(node.args[0])
        if isinstance(node, Add):
            exact = [a for a in node.args if _is_exact(a)]
            if 2 <= len(exact) < len(node.args):
                first = reduce(np.add, [self._value(a) for a in exact])
                return reduce(np.add, [*(self._value(a) for a in terms(node) if a not in exact), first])
        return None

    def _axis(self, index: Basic) -> int:
        return self.axes.setdefault(index, 2)

    def _place(self, node: Expr) -> Array:
        """Class numbers as an array: of a label, or all of them along the axis of an index."""
        if node in self.labels:
            return self.labels[node][:, None, None]
        places = np.arange(self.k)
        return places[None, :, None] if self._axis(node) == 1 else places[None, None, :]

    def _exponential(self, difference: Add) -> Array:
        """e^(x − m) with the rounding of x − m: a two-sum gives its error δ, and e^(s + δ) is e^s + e^s δ to within the
        last place.  Without it an unlikely class would lose as many ulps as its exponent is large.
        """
        if len(difference.args) != 2:
            return inlined.exp(self._value(difference))
        a, b = (self._value(part) for part in difference.args)
        total = a + b
        virtual = total - a
        lost = (a - (total - virtual)) + (b - virtual)
        value = inlined.exp(total)
        return np.where(np.isfinite(lost), value + value * lost, value)

    def _number(self, node: Expr) -> Array:
        return self.dtype.type(float(node))

    def _rest(self, node: Expr) -> float:
        """What rounding takes off a rational constant."""
        return float(node - Rational(float(self._number(node)))) if node.is_Rational else 0.0

    def _product(self, node: Mul) -> Array:
        above, below = ([self._value(factor) for factor in part] for part in factors(node))
        top = reduce(np.multiply, above) if above else self.dtype.type(1)
        return np.divide(top, reduce(np.multiply, below)) if below else top

    def _power(self, power: Pow) -> Array:
        base, exponent = power.args
        value = np.asarray(self._value(base))
        if is_free(power):
            return inlined.positive_power(value, self._value(exponent), self._rest(exponent))
        roots = [] if exponent.is_Integer else [np.sqrt(value)]
        product = reduce(np.multiply, [*roots, *[value] * int(abs(exponent))])
        return np.divide(self.dtype.type(1), product) if exponent.is_negative else product

    def _select(self, node: Piecewise) -> Array:
        value: Array = np.array(np.nan, dtype=self.dtype)
        for branch in reversed(node.args):
            value = np.where(self._value(branch.cond), self._value(branch.expr), value)
        return value


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
    core = core.total if isinstance(core, summed) else core
    if isinstance(core, Indexed | row_max):
        return number in (1, -1)
    if core == 1 or not number.is_Integer:
        return bool(number.is_Integer)
    if isinstance(core, Sum) and isinstance(core.function, Piecewise):
        return all(branch.expr.is_Integer for branch in core.function.args)
    return False


# One form is evaluated at many sets of points, and to put its parts in order takes longer than to compute them.
@lru_cache(maxsize=1 << 15)
def terms(node: Add) -> tuple[Expr, ...]:
    """The terms of a sum in SymPy's printing order."""
    return tuple(node.as_ordered_terms())


@lru_cache(maxsize=1 << 15)
def factors(node: Mul) -> tuple[tuple[Expr, ...], tuple[Expr, ...]]:
    """What stands above the fraction bar of a product, and what stands below it, in SymPy's printing order."""
    above, below = [], []
    for factor in node.as_ordered_factors():
        if isinstance(factor, Pow) and factor.exp.is_negative and factor.exp.is_number:
            below.append(Pow(factor.base, -factor.exp))
        else:
            above.append(factor)
    return tuple(above), tuple(below)
