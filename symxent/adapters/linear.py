"""A loss over a data set: the mean over the rows of loss(x·θ + b, y), with its gradient, and how to minimise it.

The kernel of the loss works between two matrix products, on blocks of rows that stay in the cache: X is read once for
value and gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symxent.adapters.objective import kernel
from symxent.errors import SymxentError
from symxent.losses.loss import Loss
from symxent.processors import processors

Array = NDArray[Any]
Objective = Callable[[Array], tuple[float, Array]]


@dataclass(frozen=True)
class Solution:
    """Where a minimisation ended: parameters, value there, steps taken, whether the gradient is small enough."""

    theta: Array
    value: float
    steps: int
    converged: bool


def penalised(mean: Objective, penalty: float, free: int, shape: tuple[int, ...]) -> Objective:
    """The mean loss plus penalty/2 · ‖θ‖², the last ``free`` columns of θ (intercepts) left out."""

    def objective(flat: Array) -> tuple[float, Array]:
        value, gradient = mean(flat)
        weights = flat.reshape(shape).copy()
        if free:
            weights[..., -free:] = 0
        return value + penalty / 2 * float(np.sum(weights**2)), gradient + penalty * weights.ravel()

    return objective


ROWS = 2**17  # numbers of X in a block: small enough to be in the cache when it is read again


def sums(
    x: Array, targets: Array, both: Callable[..., Any], theta: Array, intercept: bool, weights: Array | None = None
) -> tuple[float, Array]:
    """The sum over the rows of ``both(scores, targets)`` → (values, gradients), and its gradient by θ.

    Blocks of rows go through two matrix products while they are in the cache; the intercept, last in θ or in each row
    of θ, needs no column of ones.
    """
    d = x.shape[1]
    step = max(1, ROWS // d)
    value, gradient = 0.0, np.zeros(theta.shape)
    columns = theta[..., :d].T.astype(x.dtype)
    shift = theta[..., d].astype(x.dtype) if intercept else np.zeros(0)
    for i in range(0, len(x), step):
        rows = slice(i, i + step)
        scores = x[rows] @ columns
        if intercept:
            scores += shift
        values, slopes = both(scores, targets[rows])
        if weights is not None:
            values, slopes = values * weights[rows], (slopes.T * weights[rows]).T
        value += float(values.sum(dtype=np.float64))
        gradient[..., :d] += slopes.T @ x[rows]
        if intercept:
            gradient[..., d] += slopes.sum(axis=0, dtype=np.float64)
    return value, gradient


def mean_of(
    x: Array, targets: Array, both: Callable[..., Any], k: int, intercept: bool, weights: Array | None = None
) -> Objective:
    """The mean of ``both`` over the rows; ``k`` > 0 classes have a row of θ each.

    Threads share the rows, and their sums are added in the order of the rows.
    """
    from threadpoolctl import threadpool_limits

    n, d = x.shape
    threads = min(processors(), max(1, n * d // (4 * ROWS)))
    bounds = np.linspace(0, n, threads + 1).astype(int)
    shares = [slice(a, b) for a, b in pairwise(bounds)]
    total = float(n if weights is None else weights.sum())
    shape = (k, d + intercept) if k else (d + intercept,)

    def mean(flat: Array) -> tuple[float, Array]:
        theta = flat.reshape(shape)

        def part(share: slice) -> tuple[float, Array]:
            of_rows = None if weights is None else weights[share]
            return sums(x[share], targets[share], both, theta, intercept, of_rows)

        with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(part, shares))
        value = sum(v for v, _ in parts)
        return value / total, sum((g for _, g in parts), np.zeros(shape)).ravel() / total

    return mean


def kernel_of(loss: Loss, settings: tuple[float, ...], dtype: np.dtype) -> Callable[..., Any]:
    """Value and gradient of a loss at scores and targets, with its parameters put in."""
    both = loss.compile().value_gradient
    parameters = [dtype.type(s) for s in settings]
    return lambda scores, targets: both(scores, targets, *parameters)


def softmax_kernel() -> Callable[..., Any]:
    """Value and gradient of softmax cross-entropy at rows of scores and class numbers."""
    return kernel("categorical_cross_entropy_value_gradient")


def lbfgs(
    objective: Objective, start: Array, tol: float, max_iter: int, after_step: Callable[[Array], None] | None = None
) -> Solution:
    """Limited-memory BFGS of SciPy, until no component of the gradient is larger than ``tol``."""
    from scipy.optimize import minimize

    options = {"maxiter": max_iter, "maxls": 50, "gtol": tol, "ftol": 64 * np.finfo(float).eps}
    found = minimize(objective, start, jac=True, method="L-BFGS-B", options=options, callback=after_step)
    return Solution(found.x, float(found.fun), int(found.nit), bool(found.status == 0))


def gradient_descent(objective: Objective, start: Array, tol: float, max_iter: int) -> Solution:
    """θ ← θ − α ∇, with the step α halved where a step does not descend enough, and lengthened after each that does.

    Raises SymxentError when the loss is not finite at the start.
    """
    theta, step = start.astype(np.float64), 1.0
    value, gradient = objective(theta)
    if not np.isfinite(value):
        raise SymxentError(f"the loss at the start is {value}; are features or targets infinite?")
    for taken in range(max_iter):
        if np.abs(gradient).max() <= tol:
            return Solution(theta, value, taken, True)
        square = float(gradient @ gradient)
        while True:
            moved = theta - step * gradient
            new_value, new_gradient = objective(moved)
            # Near the minimum the decrease drowns in rounding: there any step that does not go up will do.
            if new_value <= value - step / 2 * square + 4 * np.finfo(float).eps * abs(value):
                break
            step /= 2
            if step < 1e-300:
                return Solution(theta, value, taken, False)
        theta, value, gradient = moved, new_value, new_gradient
        step *= 1.5
    return Solution(theta, value, max_iter, bool(np.abs(gradient).max() <= tol))


SOLVERS = {"lbfgs": lbfgs, "gradient-descent": gradient_descent}


def solver_named(name: str) -> Callable[[Objective, Array, float, int], Solution]:
    """The solver of that name; raises ValueError, as scikit-learn does for a parameter."""
    if name not in SOLVERS:
        raise ValueError(f"solver={name!r}; there are {', '.join(SOLVERS)}")
    return SOLVERS[name]
