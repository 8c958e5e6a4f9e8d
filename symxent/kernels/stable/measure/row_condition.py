"""How much a row formula magnifies the rounding of what it is made of: of its parameters, its rows, x − max x.

Where a gradient goes through 0, p_j − ε/k say, no form has a small relative error: the rounding of ε alone changes
every digit.  Errors of formulas with such roots are counted in units of what that rounding does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from sympy import Expr, IndexedBase, Symbol

from symxent.kernels.stable.measure.draws import Draws
from symxent.kernels.stable.measure.evaluate import Array
from symxent.kernels.stable.measure.row_evaluate import KernelRowEvaluator

STEP = 2.0**-20
ONE_BY_ONE = 10  # classes, up to which each component is moved alone; beyond, all together, up or down at random
PATTERNS = 4
AT_A_ROOT = 2.0**40  # beyond, nothing is left of float64 either


def condition(
    form: Expr,
    index: Symbol | None,
    logits: IndexedBase,
    arrays: Mapping[IndexedBase, Array],
    labels: Mapping[Symbol, Array],
    scalars: Mapping[Symbol, Array],
) -> Array:
    """Σ |input ∂f/∂input| / |f| at each result, at least 1; scores count by their distance from the largest.

    ``form`` is any accurate form of the formula over plain operations; differences are taken of it in float64.
    """

    def values(moved: Mapping[IndexedBase, Array], numbers: Mapping[Symbol, Array]) -> Array:
        return KernelRowEvaluator(moved, labels, index, np.dtype(np.float64), numbers).rows(form)

    with np.errstate(all="ignore"):
        here = values(arrays, scalars)
        change = np.zeros_like(here)
        for number in scalars:
            ends = [values(arrays, {**scalars, number: scalars[number] * (1 + s)}) for s in (STEP, -STEP)]
            change += np.abs(ends[0] - ends[1])
        for base in arrays:
            for step in _steps(arrays[base], base == logits):
                ends = [values({**arrays, base: arrays[base] + s * step}, scalars) for s in (1.0, -1.0)]
                change += np.abs(ends[0] - ends[1])
        grown = change / (2 * STEP * np.abs(here))
    grown[grown > AT_A_ROOT] = np.inf
    return np.clip(np.nan_to_num(grown, nan=1.0, posinf=1e300), 1.0, 1e300)


def _steps(row: Array, is_logits: bool) -> Iterator[Array]:
    """The changes by which a row is moved: scores by their distance from the largest, others by their size.

    A share of 0 or 1 is exactly what was meant.
    """
    size = STEP * (row - row.max(axis=1, keepdims=True) if is_logits else np.where(row == 1, 0.0, row))
    k = row.shape[1]
    if k > ONE_BY_ONE:
        signs = Draws(k).choice([-1.0, 1.0], PATTERNS, *row.shape)
        yield from size * signs
        return
    for component in range(k):
        yield np.where(np.arange(k) == component, size, 0.0)
