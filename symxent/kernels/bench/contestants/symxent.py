"""The generated kernels."""

from __future__ import annotations

from typing import Any

import symxent.kernels
from symxent.kernels.bench.task import Array, Call, empty_like

kernels: Any = symxent.kernels  # made when they are first asked for


def sigmoid(z: Array) -> Call:
    out, kernel = empty_like(z), kernels.sigmoid
    return lambda: kernel(z, out=out)


def bce(z: Array, y: Array) -> Call:
    out, kernel = (empty_like(z), empty_like(z)), kernels.bce_with_logits_value_gradient
    return lambda: kernel(z, y, out=out)


def gradient_hessian(z: Array, y: Array) -> Call:
    out, kernel = (empty_like(z), empty_like(z)), kernels.bce_with_logits_gradient_hessian
    return lambda: kernel(z, y, out=out)


def focal(z: Array, y: Array) -> Call:
    out, kernel = (empty_like(z), empty_like(z)), kernels.focal_with_logits_value_gradient
    return lambda: kernel(z, y, out=out)


def softmax_cross_entropy(x: Array, t: Array) -> Call:
    out, kernel = (empty_like(x[:, 0]), empty_like(x)), kernels.categorical_cross_entropy_value_gradient
    return lambda: kernel(x, t, out=out)


def logistic(X: Array, y: Array, theta: Array) -> Call:
    kernel = kernels.logistic_regression_value_gradient
    return lambda: kernel(X, y, theta)


def softmax_regression(X: Array, t: Array, Theta: Array) -> Call:
    kernel = kernels.softmax_regression_value_gradient
    return lambda: kernel(X, t, Theta)


def linear_cross_entropy(X: Array, t: Array, Theta: Array) -> Call:
    head = kernels.linear_cross_entropy
    return lambda: head(X, Theta, t, by_X=True)
