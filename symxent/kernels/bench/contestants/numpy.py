"""NumPy: the formulas as people write them, in the stable form where there is a usual one."""

from __future__ import annotations

import numpy as np

from symxent.kernels.bench.task import Array, Call, empty_like


def sigmoid(z: Array) -> Call:
    out = empty_like(z)

    def call() -> None:
        np.negative(z, out=out)
        np.exp(out, out=out)
        np.add(out, 1, out=out)
        np.reciprocal(out, out=out)

    return call


def bce(z: Array, y: Array) -> Call:
    return lambda: (np.logaddexp(0, z) - y * z, 1 / (1 + np.exp(-z)) - y)


def gradient_hessian(z: Array, y: Array) -> Call:
    def call() -> object:
        p = 1 / (1 + np.exp(-z))
        return p - y, p * (1 - p)

    return call


def focal(z: Array, y: Array) -> Call:
    def call() -> object:
        s = np.where(y > 0, z, -z)
        q = 1 / (1 + np.exp(s))
        loss = np.logaddexp(0, -s)
        return q * q * loss, np.where(y > 0, -1, 1) * q * q * (2 * (1 - q) * loss + q)

    return call


def softmax_cross_entropy(x: Array, t: Array) -> Call:
    rows, gradient = np.arange(len(x)), empty_like(x)
    return lambda: _losses(np.subtract(x, x.max(axis=1, keepdims=True), out=gradient), rows, t)


def _losses(z: Array, rows: Array, t: Array) -> Array:
    """The loss of each row of scores, the largest of which is 0, and its gradient in their place."""
    own = z[rows, t]
    np.exp(z, out=z)
    total = z.sum(axis=1, keepdims=True)
    np.divide(z, total, out=z)
    z[rows, t] -= 1
    losses: Array = np.log(total[:, 0]) - own
    return losses


def logistic(X: Array, y: Array, theta: Array) -> Call:
    def call() -> object:
        z = X @ theta
        return (np.logaddexp(0, z) - y * z).sum(), X.T @ (1 / (1 + np.exp(-z)) - y)

    return call


def softmax_regression(X: Array, t: Array, Theta: Array) -> Call:
    rows = np.arange(len(X))

    def call() -> object:
        z = X @ Theta.T
        z -= z.max(axis=1, keepdims=True)
        return _losses(z, rows, t).sum(), z.T @ X

    return call


def linear_cross_entropy(X: Array, t: Array, Theta: Array) -> Call:
    rows = np.arange(len(X))

    def call() -> object:
        z = X @ Theta.T
        z -= z.max(axis=1, keepdims=True)
        losses = _losses(z, rows, t)
        z /= len(X)
        return losses.mean(), z.T @ X, z @ Theta

    return call
