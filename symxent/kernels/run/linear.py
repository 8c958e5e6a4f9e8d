"""Softmax cross-entropy of a linear map with many classes, as the head of a language model has it.

The products belong to the BLAS that NumPy and SciPy bring; between them the generated kernel turns the scores of a
chunk of rows into gradients, so that all scores are never in memory at once.  Where there are few numbers in
``weight``, the kernel that reads the data once, with products of its own, is faster and serves.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symxent.kernels.run.labels import check_labels, wrong_type
from symxent.kernels.run.load import kernel

#: From so many numbers in ``weight`` on, of rows that are not short, BLAS is faster: measured at d from 16 to 512 and k
#: from 3 to 4000 on one core of a Zen 4 with AVX-512 and with AVX2, in both formats.
MANY, LONG = 1 << 16, 64
ROOM, ROWS = 1 << 25, 256  # bytes of scores and rows of a chunk: products of 128 rows wait a tenth longer for memory
CACHED = 1 << 20  # bytes of gradients on their way back to where the scores were


class LinearCrossEntropy(NamedTuple):
    """The mean loss and its gradients: ``weight`` is k × d, ``X`` is n × d, or None where it was not asked for."""

    value: float
    weight: NDArray[Any]
    X: NDArray[Any] | None


def linear_cross_entropy(
    X: ArrayLike, weight: ArrayLike, t: ArrayLike, *, by_X: bool = False, room: int | None = None
) -> LinearCrossEntropy:
    """The mean over rows of −log softmax(X weightᵀ)[t], with its gradient by ``weight``, and by ``X`` if ``by_X``.

    X: n × d numbers.  weight: k × d numbers.  t: n classes in 0 … k − 1.  All is computed in float32 if both X and
    weight are, else in float64; sums over rows are as exact as the BLAS that adds them.  ``room``: bytes of memory for
    scores, beside the results, and at least those of one row; if None, 32 MiB, and at least those of 256 rows.

    Raises ValueError for shapes that do not fit and for labels that are no class (``BadLabel``).

    >>> found = linear_cross_entropy([[1.0, 2.0]], [[0.5, 0.0], [0.0, 0.5]], [1], by_X=True)
    >>> round(found.value, 6), found.X.round(4).tolist()
    (0.474077, [[0.1888, -0.1888]])
    """
    x, w, classes = np.asarray(X), np.asarray(weight), np.asarray(t)
    real = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    x, w = x.astype(real, copy=False), w.astype(real, copy=False)
    _fit(x, w, classes)
    k, d = w.shape
    check_labels("t", classes, k)
    if not by_X and (w.size < MANY or d < LONG):
        value, gradient = kernel("softmax_regression_value_gradient")(x, classes, w)
        return LinearCrossEntropy(float(value), gradient, None)
    n = len(x)
    room = max(ROOM, ROWS * k * w.itemsize) if room is None else room
    rows = min(n, max(1, room // (k * w.itemsize)))
    scores, values = np.empty((rows, k), real), np.empty(n, real)
    by_weight, by_x = np.empty((k, d), real), np.empty((n, d), real) if by_X else None
    add = _adding(real)
    for first in range(0, n, rows):
        part = x[first : first + rows]
        held = scores[: len(part)]
        np.matmul(part, w.T, out=held)
        _gradients(held, classes[first : first + rows], values[first : first + rows])
        add(held, part, by_weight, 1 / n, first > 0)
        if by_x is not None:
            np.matmul(held, w, out=by_x[first : first + rows])
    if by_x is not None:
        by_x /= n
    return LinearCrossEntropy(float(values.mean(dtype=np.float64)), by_weight, by_x)


def _gradients(scores: NDArray[Any], t: NDArray[Any], values: NDArray[Any]) -> None:
    """Each row's loss, and its gradient in place of the scores."""
    loss = kernel("categorical_cross_entropy_value_gradient")
    rows = min(len(scores), max(1, CACHED // scores[0].nbytes))
    made = np.empty((rows, scores.shape[1]), scores.dtype)
    for first in range(0, len(scores), rows):
        part = scores[first : first + rows]
        loss(part, t[first : first + rows], out=(values[first : first + rows], made[: len(part)]))
        part[...] = made[: len(part)]


def _fit(x: NDArray[Any], w: NDArray[Any], t: NDArray[Any]) -> None:
    shapes = f"X is {_size(x)}, weight {_size(w)}, t {_size(t)}"
    if x.ndim != 2 or w.ndim != 2 or t.ndim != 1 or x.shape[1] != w.shape[1] or len(t) != len(x):
        raise ValueError(f"X is n × d, weight k × d, and t holds n classes; {shapes}")
    if not np.can_cast(t.dtype, np.int64):
        raise wrong_type("t", t.dtype)
    if 0 in (*x.shape, len(w)):
        raise ValueError(f"a mean needs a row, a column and a class; {shapes}")


def _size(array: NDArray[Any]) -> str:
    return " × ".join(map(str, array.shape)) or "a number"


def _adding(real: type) -> Callable[[NDArray[Any], NDArray[Any], NDArray[Any], float, bool], None]:
    """What adds ``scale`` gᵀx to a gradient, or writes it there first: in place by SciPy's BLAS, else by NumPy's."""
    try:
        gemm = getattr(import_module("scipy.linalg.blas"), "sgemm" if real is np.float32 else "dgemm")
    except ImportError:
        gemm = None

    def in_place(g: NDArray[Any], x: NDArray[Any], to: NDArray[Any], scale: float, more: bool) -> None:
        gemm(scale, x.T, g.T, beta=float(more), c=to.T, overwrite_c=1, trans_b=1)  # columns first, as Fortran has them

    def beside(g: NDArray[Any], x: NDArray[Any], to: NDArray[Any], scale: float, more: bool) -> None:
        product = np.matmul(g.T, x, out=None if more else to)
        product *= scale
        if more:
            to += product

    return beside if gemm is None else in_place
