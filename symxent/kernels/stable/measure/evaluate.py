"""Formulas in the arithmetic of float32 and float64, as the kernels will do it: a walk over the tree with NumPy.

NumPy adds, multiplies, divides and takes roots, which IEEE 754 fixes to the last bit; every other function is computed
from these as the kernels compute it.  So the values, and what a search makes of them, are the same on every processor.
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
    Basic,
    Expr,
    Function,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Rational,
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
from symxent.kernels.arithmetic import elementary, powers
from symxent.kernels.program.exponents import exp_product, exp_quotient, is_free, sigmoid_power, whole
from symxent.kernels.program.loops import exp_difference, once
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
    exp: elementary.exp,
    log: elementary.log,
    log1p: elementary.log1p,
    expm1: elementary.expm1,
    Abs: np.abs,
    sign: np.sign,
    erf: powers.erf,
    erfc: powers.erfc,
    Phi: powers.normal_distribution,
    once: np.asarray,
}
PAIRS: Mapping[type, tuple[Callable[[Array, Array, float], Array], int]] = {  # and which argument may be a constant
    exp_difference: (powers.exp_difference, 0),
    exp_product: (powers.exp_product, 0),
    exp_quotient: (powers.exp_quotient, 0),
    sigmoid_power: (powers.sigmoid_power, 1),
}


Definitions = Mapping[type, tuple[Symbol, Expr]]
"""For a named function its placeholder and its form: σ ↦ (a, select(a < 0, …))."""


class Evaluator:
    """Evaluates formulas at fixed points in one dtype, remembering every subexpression that it has met.

    Candidates of one search share most of their parts, so each part is computed once.  Sums and products go from
    left to right in SymPy's printing order, divisions last: the order of the printed code.
    """

    def __init__(
        self, columns: Mapping[Symbol, Array], dtype: np.dtype, definitions: Definitions | None = None
    ) -> None:
        self.dtype = np.dtype(dtype)
        self.definitions = definitions or {}
        self.known: dict[Basic, Array] = {s: np.asarray(v).astype(self.dtype) for s, v in columns.items()}

    def __call__(self, expr: Expr) -> Array:
        """The values, in the dtype; raises SymxentError for a function that has neither a loop nor a definition."""
        with np.errstate(all="ignore"):
            return self._value(expr)

    def _value(self, node: Basic) -> Array:
        if node not in self.known:
            self.known[node] = self._compute(node)
        return self.known[node]

    def _compute(self, node: Basic) -> Array:
        if (kept := whole(node)) is not None:
            function, place = PAIRS[type(kept)]
            first, second = (np.asarray(self._value(a)) for a in kept.args)
            return function(first, second, self._rest(kept.args[place]))
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
            placeholder, form = self.definitions[type(node)]
            return self._value(form.xreplace({placeholder: node.args[0]}))
        call = CALLS.get(type(node))
        if call is not None:
            return call(self._value(node.args[0]))
        if isinstance(node, Function) and node.rewrite(exp) != node:
            return self._value(node.rewrite(exp))
        raise SymxentError(f"{node}: {type(node).__name__} has no kernel; write it with exp, log, powers and Piecewise")

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
            return powers.positive_power(value, self._value(exponent), self._rest(exponent))
        roots = [] if exponent.is_Integer else [np.sqrt(value)]
        product = reduce(np.multiply, [*roots, *[value] * int(abs(exponent))])
        return np.divide(self.dtype.type(1), product) if exponent.is_negative else product

    def _select(self, node: Piecewise) -> Array:
        value: Array = np.array(np.nan, dtype=self.dtype)
        for branch in reversed(node.args):
            value = np.where(self._value(branch.cond), self._value(branch.expr), value)
        return value


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
