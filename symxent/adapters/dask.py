"""Dask: fit a linear model of any loss to a data set that no memory holds, its gradient summed over the blocks.

The kernels are ufuncs and work on Dask arrays as they are.  ``fit`` computes value and gradient of each block of rows
where the block is, and adds them up in a tree, so that the scheduler never holds more than a few vectors.  Which
worker computes a block has no part in the result: a block that is lost is computed again.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from symxent.adapters import linear
from symxent.adapters.extras import require
from symxent.adapters.objective import allowed, check_labels
from symxent.errors import SymxentError
from symxent.losses.catalogue import of_one_score
from symxent.losses.loss import Loss

dask = require("dask", "dask")
require("dask.array", "dask")
require("scipy", "dask")

Array = linear.Array
FAN_IN = 8  # partial sums that are added at a time


@dataclass(frozen=True)
class Partial:
    """Sums over some rows: of the loss, of its gradient (the intercept last), and of the rows themselves."""

    value: float
    gradient: Array
    rows: int


@dataclass(frozen=True)
class Fitted:
    """Coefficients (features,) and intercept, or (classes, features) and (classes,); ``steps`` of the solver."""

    coef: Array
    intercept: Array
    value: float
    steps: int
    converged: bool


def fit(
    x: Any,
    y: Any,
    loss: Loss | str = "bce",
    *,
    classes: int = 0,
    C: float = 1.0,
    tol: float = 1e-6,
    max_iter: int = 200,
    checkpoint: Path | str | None = None,
    progress: bool = False,
    **parameters: float,
) -> Fitted:
    """Minimise C Σ loss(x·w + b, y) + ‖w‖²/2 over a Dask array x (rows, features) and y (rows,), by L-BFGS.

    ``classes`` ≥ 2 fits softmax cross-entropy of class numbers instead of ``loss``; ``parameters`` are the loss's.
    ``checkpoint`` is a file that is written after each step, and from which a run that was killed goes on.
    ``progress`` writes one line a step to standard error.  Computed by the current Dask client or scheduler.
    Raises ValueError for shapes that do not match, labels that the loss has no value for, and features that are NaN.
    """
    loss = of_one_score(loss)
    if x.ndim != 2 or y.shape != x.shape[:1]:
        raise ValueError(f"x has shape {x.shape} and y {y.shape}; (rows, features) and (rows,) were expected")
    settings = loss.settings(parameters)
    x = x.rechunk({1: -1})
    y = y.rechunk((x.chunks[0],))
    blocks = list(zip(x.to_delayed()[:, 0], y.to_delayed(), strict=True))
    shape = (classes, x.shape[1] + 1) if classes else (x.shape[1] + 1,)
    kept = _Checkpoint(checkpoint, shape, _question(x, loss, classes, C, settings))
    start, before = kept.read()

    def mean(theta: Array) -> tuple[float, Array]:
        total = _total(blocks, theta.reshape(shape), loss, settings)
        return total.value / total.rows, total.gradient.ravel() / total.rows

    rows = int(sum(x.chunks[0])) if not np.isnan(sum(x.chunks[0])) else _total(blocks, start, loss, settings).rows
    objective = linear.penalised(mean, 1 / (C * rows), 1, shape)
    watched = _Watched(objective, kept, before, progress)
    found = linear.lbfgs(watched, start.ravel(), tol, max_iter, watched.after_step)
    if progress:
        print(file=sys.stderr)
    theta = found.theta.reshape(shape)
    return Fitted(theta[..., :-1], theta[..., -1], found.value, before + found.steps, found.converged)


def partial(x: Array, y: Array, theta: Array, loss: Loss, settings: tuple[float, ...]) -> Partial:
    """The sums over one block; raises ValueError for a block that cannot be what was meant."""
    x, y = np.ascontiguousarray(x), np.asarray(y)
    if not len(x):
        return Partial(0.0, np.zeros(theta.shape), 0)
    if x.dtype not in (np.float32, np.float64):
        x = x.astype(np.float64)
    if theta.ndim == 2:
        wrong = np.flatnonzero((y != np.floor(y)) | (y < 0) | (y >= len(theta)))
        if len(wrong):
            raise ValueError(f"a label is {y[wrong[0]]:g}, but there are {len(theta)} classes (0…{len(theta) - 1})")
        both, labels = linear.softmax_kernel(), y.astype(np.int64)
    else:
        for label in y[~allowed(loss.targets[0], y)][:1]:  # its place is one in a block, which says nothing
            check_labels(loss, loss.targets[0], label)
        both, labels = linear.kernel_of(loss, settings, x.dtype), y.astype(x.dtype)
    value, gradient = linear.sums(x, labels, both, theta, True)
    if not np.isfinite(value) and not np.isfinite(x).all():
        raise ValueError("a feature is NaN or infinite; fill or drop such rows before the fit")
    return Partial(value, gradient, len(x))


def added(parts: Sequence[Partial]) -> Partial:
    """The sums over all rows of the parts, in their order: the result does not depend on who finished first."""
    value, gradient, rows = 0.0, np.zeros_like(parts[0].gradient), 0
    for part in parts:
        value, gradient, rows = value + part.value, gradient + part.gradient, rows + part.rows
    return Partial(value, gradient, rows)


def _total(blocks: Sequence[tuple[Any, Any]], theta: Array, loss: Loss, settings: tuple[float, ...]) -> Partial:
    """One pass over the data: a partial sum for each block, added up in a tree."""
    lazily, adding = dask.delayed(partial, pure=False), dask.delayed(added, pure=False)
    point = dask.delayed(theta)  # sent once, not once a block
    parts = [lazily(x, y, point, loss, settings) for x, y in blocks]
    while len(parts) > 1:
        parts = [adding(parts[i : i + FAN_IN]) for i in range(0, len(parts), FAN_IN)]
    (total,) = dask.compute(parts[0])
    return total


class _Watched:
    """The objective, remembering the last point, its value and its gradient for whoever looks after each step."""

    def __init__(self, objective: linear.Objective, kept: _Checkpoint, before: int, progress: bool) -> None:
        self.objective, self.kept, self.step, self.progress = objective, kept, before, progress
        self.value, self.gradient = np.nan, np.zeros(0)

    def __call__(self, theta: Array) -> tuple[float, Array]:
        self.value, self.gradient = self.objective(theta)
        return self.value, self.gradient

    def after_step(self, theta: Array) -> None:
        self.step += 1
        self.kept.write(theta, self.step)
        if self.progress:
            largest = np.abs(self.gradient).max()
            print(f"\rstep {self.step}: loss {self.value:.8g}, gradient {largest:.1e} ", end="", file=sys.stderr)


def _question(x: Any, loss: Loss, classes: int, C: float, settings: tuple[float, ...]) -> str:
    """What a checkpoint belongs to."""
    return f"{loss.expr} {settings} {classes} {C!r} {x.shape} {x.dtype}"


class _Checkpoint:
    """θ and the number of steps in a file that is replaced whole; nothing where no file was given."""

    def __init__(self, path: Path | str | None, shape: tuple[int, ...], question: str) -> None:
        self.path = None if path is None else Path(path)
        self.shape, self.question = shape, question

    def read(self) -> tuple[Array, int]:
        """Where to start; raises SymxentError for a file that belongs to another fit."""
        if self.path is None or not self.path.exists():
            return np.zeros(self.shape), 0
        try:
            with np.load(self.path, allow_pickle=False) as kept:
                question, theta, steps = str(kept["question"]), kept["theta"], int(kept["steps"])
        except (OSError, ValueError, KeyError) as error:
            raise SymxentError(f"{self.path} is no checkpoint of a fit ({error}); remove it to start anew") from None
        if question != self.question or theta.size != np.prod(self.shape):
            raise SymxentError(f"{self.path} is the checkpoint of another fit; give another file, or remove it")
        return theta.reshape(self.shape), steps

    def write(self, theta: Array, steps: int) -> None:
        if self.path is None:
            return
        handle, beside = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        with os.fdopen(handle, "wb") as file:
            np.savez(file, theta=theta, steps=steps, question=self.question)
        os.replace(beside, self.path)


def several(kernel: np.ufunc, *arrays: Any) -> tuple[Any, ...]:
    """An elementwise kernel with several outputs on Dask arrays, which Dask's own call of a ufunc does not take."""
    signature = ",".join(["()"] * kernel.nin) + "->" + ",".join(["()"] * kernel.nout)
    dtype = np.result_type(*[a.dtype for a in arrays if hasattr(a, "dtype")])
    made = dask.array.apply_gufunc(kernel, signature, *arrays, output_dtypes=(dtype,) * kernel.nout)
    return tuple(made)


def on_blocks(kernel: Callable[..., Any], *arrays: Any) -> Any:
    """A row kernel on Dask arrays whose rows lie in one chunk each; raises ValueError when a row is split.

    Elementwise kernels with one output need nothing: call them on Dask arrays.
    """
    for array in arrays:
        if array.ndim > 1 and array.numblocks[-1] > 1:
            raise ValueError(f"rows are split into {array.numblocks[-1]} chunks; use x.rechunk({{-1: -1}})")
    first = arrays[0]
    rows = [a.rechunk(first.chunks[: a.ndim]) for a in arrays]
    return dask.array.map_blocks(kernel, *rows, dtype=first.dtype, meta=np.empty((0,) * first.ndim, first.dtype))
