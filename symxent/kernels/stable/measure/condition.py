"""How much a formula magnifies the rounding of what it is made of: errors are counted in units of what that does.

Where a gradient goes through 0, p_j − ε/k say, no form has a small relative error: the rounding of ε alone changes
every digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, IndexedBase, Symbol

from symxent.kernels.reference.ulp import Exact, Floats
from symxent.kernels.reference.values import PRECISIONS, derivative, evaluate
from symxent.kernels.stable.measure.draws import Draws
from symxent.kernels.stable.measure.evaluate import Array, Evaluator

DEEP = 2.0**-1000
SHRUNK = 0.9
STEP = 2.0**-20
ONE_BY_ONE = 10  # classes, up to which each component is moved alone; beyond, all together, up or down at random
PATTERNS = 4
AT_A_ROOT = 2.0**40  # beyond, nothing is left of float64 either


@dataclass(frozen=True)
class Condition:
    """The ``condition`` of a formula at points, taken where it is asked for: it costs more than the values there."""

    forms: Sequence[Expr]
    columns: Mapping[Symbol, Floats]
    exact: Exact
    rounded: Mapping[Symbol, NDArray[np.bool_]]

    @cached_property
    def _known(self) -> Floats:
        return np.full(len(self.exact), np.nan)

    def at(self, places: NDArray[np.intp]) -> Floats:
        """The condition at these points."""
        if len(new := places[np.isnan(self._known[places])]):
            asked = self.only(new)
            self._known[new] = condition(asked.forms, asked.columns, asked.exact, asked.rounded)
        return self._known[places]

    def only(self, where: NDArray[np.intp] | NDArray[np.bool_]) -> Condition:
        """The same at some of the points."""
        columns = {s: v[where] for s, v in self.columns.items()}
        rounded = {s: v[where] for s, v in self.rounded.items()}
        return Condition(self.forms, columns, self.exact[where], rounded)


def condition(
    forms: Sequence[Expr] | Expr,
    columns: Mapping[Symbol, Floats],
    exact: Exact,
    rounded: Mapping[Symbol, NDArray[np.bool_]],
) -> Floats:
    """Near a root or a pole, Σ |x ∂f/∂x / f| over the inputs where they are rounded; 1 elsewhere.

    A point is near a root when f changes sign within twice Newton's step, or falls on its way to where it has no value
    any more, near a pole when 1/f does; near a double root, on which that step ends, when it falls there and has risen
    again after a step as long.
    There the rounding of the inputs moves the result by more ulps than any arithmetic; in the tail of an exponential
    the sum is large too, but excuses nothing.
    """
    total, near = np.zeros(len(exact)), np.zeros(len(exact), dtype=bool)
    for symbol, inexact in rounded.items():
        values = columns[symbol]
        slope, grown = _slope(forms, columns, exact, symbol, inexact)
        with np.errstate(all="ignore"):
            step = 2 * exact.nearest / slope
            far = np.copysign(np.maximum(np.abs(step), 4 * np.spacing(np.abs(values))), step)
        for beyond in (values - far, values + far):  # Newton's step for f, and for 1/f
            doubtful = np.flatnonzero((grown > 1) & np.isfinite(beyond) & ~near)
            if len(doubtful):
                moved = {s: (beyond if s is symbol else v)[doubtful] for s, v in columns.items()}
                there, here = evaluate(forms, moved).nearest, exact.nearest[doubtful]
                # A tail that falls below the smallest number has come to no root.
                root = (np.sign(there) * np.sign(here) <= 0) & ((there != 0) | (np.abs(here) > DEEP))
                if (ended := np.flatnonzero(np.isnan(there))).size:  # √u has no value beyond its root
                    between = values + (beyond - values) / 8
                    before = {s: (between if s is symbol else v)[doubtful[ended]] for s, v in columns.items()}
                    root[ended] = np.abs(evaluate(forms, before).nearest) < SHRUNK * np.abs(here[ended])
                fell = np.flatnonzero((np.abs(there) < np.abs(here) / 4) & (np.abs(here) > DEEP) & ~root)
                if fell.size:
                    with np.errstate(all="ignore"):
                        after = values + 2 * (beyond - values)
                    behind = {s: (after if s is symbol else v)[doubtful[fell]] for s, v in columns.items()}
                    root[fell] = np.abs(evaluate(forms, behind).nearest) > np.abs(here[fell]) / 2
                near[doubtful] |= root
        total = np.minimum(total + np.minimum(grown, 1e307), 1e308)
    return np.where(near, np.clip(total, 1.0, 1e308), 1.0)


def magnification(
    forms: Sequence[Expr] | Expr,
    columns: Mapping[Symbol, Floats],
    exact: Exact,
    rounded: Mapping[Symbol, NDArray[np.bool_]],
) -> Floats:
    """Σ |x ∂f/∂x / f| everywhere, at least 1: by how much the rounding of the inputs is magnified, tails included."""
    total = np.zeros(len(exact))
    for symbol, inexact in rounded.items():
        total = total + np.minimum(_slope(forms, columns, exact, symbol, inexact)[1], 1e300)
    return np.maximum(total, 1.0)


def _slope(
    forms: Sequence[Expr] | Expr,
    columns: Mapping[Symbol, Floats],
    exact: Exact,
    symbol: Symbol,
    inexact: NDArray[np.bool_],
) -> tuple[Floats, Floats]:
    """∂f/∂x for an input x, and |x ∂f/∂x / f| where x is rounded."""
    slope = derivative(forms, columns, symbol, precisions=PRECISIONS[:2]).nearest
    with np.errstate(all="ignore"):
        grown = np.nan_to_num(np.abs(columns[symbol] * (slope / exact.nearest)), nan=0.0, posinf=1e308)
    return slope, np.where(inexact, grown, 0)


def condition_over_classes(
    form: Expr, index: Symbol | None, logits: IndexedBase, columns: Mapping[Any, Array]
) -> Array:
    """Σ |input ∂f/∂input| / |f| at each result, at least 1; scores count by their distance from the largest.

    ``form`` is any accurate form of the formula over plain operations; differences are taken of it in float64.
    """

    def values(moved: Mapping[Any, Array]) -> Array:
        return Evaluator({**columns, **moved}, np.dtype(np.float64), index=index)(form)

    with np.errstate(all="ignore"):
        here = values({})
        change = np.zeros_like(here)
        for symbol, given in columns.items():
            for step in _steps(symbol, given, symbol == logits):
                change += np.abs(values({symbol: given + step}) - values({symbol: given - step}))
        grown = change / (2 * STEP * np.abs(here))
    grown[grown > AT_A_ROOT] = np.inf
    return np.clip(np.nan_to_num(grown, nan=1.0, posinf=1e300), 1.0, 1e300)


def _steps(symbol: Any, given: Array, is_logits: bool) -> Iterator[Array]:
    """The changes by which an input is moved: scores by their distance from the largest, others by their size.

    A share of 0 or 1 is exactly what was meant, and so is a class.
    """
    if not isinstance(symbol, IndexedBase):
        yield from () if symbol.is_integer else (STEP * given,)
        return
    size = STEP * (given - given.max(axis=1, keepdims=True) if is_logits else np.where(given == 1, 0.0, given))
    k = given.shape[1]
    if k > ONE_BY_ONE:
        yield from size * Draws(k).choice([-1.0, 1.0], PATTERNS, *given.shape)
        return
    for component in range(k):
        yield np.where(np.arange(k) == component, size, 0.0)
