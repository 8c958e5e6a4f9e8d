"""The generated kernels on a device of PyTorch's, and the device itself: a plain copy there."""

from __future__ import annotations

from typing import Any

from symxent.kernels.bench.task import Array, Call
from symxent.kernels.run.device import kernel, named, tensor


def sigmoid(z: Array) -> Call:
    return _called("sigmoid", "sigmoid", z)


def bce(z: Array, y: Array) -> Call:
    return _called("bce_with_logits", "bce_with_logits_value_gradient", z, y)


def gradient_hessian(z: Array, y: Array) -> Call:
    return _called("bce_with_logits", "bce_with_logits_gradient_hessian", z, y)


def focal(z: Array, y: Array) -> Call:
    return _called("focal_with_logits", "focal_with_logits_value_gradient", z, y)


def softmax_cross_entropy(x: Array, t: Array) -> Call:
    return _called("categorical_cross_entropy", "categorical_cross_entropy_value_gradient", x, t)


def logistic(X: Array, y: Array, theta: Array) -> Call:
    return _called("logistic_regression", "logistic_regression_value_gradient", X, y, theta)


def softmax_regression(X: Array, t: Array, Theta: Array) -> Call:
    return _called("softmax_regression", "softmax_regression_value_gradient", X, t, Theta)


def _called(family: str, name: str, *arrays: Array) -> Call:
    function, tensors = kernel(family, name, arrays[0].dtype, named()), [tensor(a) for a in arrays]
    return lambda: function(*tensors)


def copy(*sources: Array) -> Call:
    """As many bytes as the sources have, from one place of the device's memory to another."""
    there: list[Any] = [tensor(source) for source in sources]
    targets = [source.clone() for source in there]
    return lambda: [target.copy_(source) for target, source in zip(targets, there, strict=True)]
