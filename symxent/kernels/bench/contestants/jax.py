"""JAX: jit of the gradient of the loss, in the precision of the arrays."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp

from symxent.kernels.bench.task import Array, Call

jax.config.update("jax_enable_x64", True)


def sigmoid(z: Array) -> Call:
    return _ready(jax.jit(jax.nn.sigmoid), z)


def bce(z: Array, y: Array) -> Call:
    yj = jnp.asarray(y)

    def losses(logits: Any) -> Any:
        return jax.nn.softplus(logits) - yj * logits

    return _with_gradient(losses, z)


def gradient_hessian(z: Array, y: Array) -> Call:
    yj = jnp.asarray(y)

    def both(logits: Any) -> Any:
        p = jax.nn.sigmoid(logits)
        return p - yj, p * (1 - p)

    return _ready(jax.jit(both), z)


def focal(z: Array, y: Array) -> Call:
    yj = jnp.asarray(y)

    def losses(logits: Any) -> Any:
        s = jnp.where(yj > 0, logits, -logits)
        return jax.nn.sigmoid(-s) ** 2 * jax.nn.softplus(-s)

    return _with_gradient(losses, z)


def softmax_cross_entropy(x: Array, t: Array) -> Call:
    return _with_gradient(partial(_of_classes, jnp.asarray(t)), x)


def logistic(X: Array, y: Array, theta: Array) -> Call:
    Xj, yj = jnp.asarray(X), jnp.asarray(y)

    def total(weights: Any) -> Any:
        z = Xj @ weights
        return (jax.nn.softplus(z) - yj * z).sum()

    return _ready(jax.jit(jax.value_and_grad(total)), theta)


def softmax_regression(X: Array, t: Array, Theta: Array) -> Call:
    Xj, tj = jnp.asarray(X), jnp.asarray(t)

    def total(weights: Any) -> Any:
        return _of_classes(tj, Xj @ weights.T).sum()

    return _ready(jax.jit(jax.value_and_grad(total)), Theta)


def linear_cross_entropy(X: Array, t: Array, Theta: Array) -> Call:
    tj = jnp.asarray(t)

    def mean(x: Any, weights: Any) -> Any:
        return _of_classes(tj, x @ weights.T).mean()

    return _ready(jax.jit(jax.value_and_grad(mean, argnums=(0, 1))), X, Theta)


def _of_classes(labels: Any, logits: Any) -> Any:
    return jax.nn.logsumexp(logits, axis=1) - jnp.take_along_axis(logits, labels[:, None], axis=1)[:, 0]


def _with_gradient(losses_of: Any, scores: Array) -> Call:
    def total(logits: Any) -> Any:
        losses = losses_of(logits)
        return losses.sum(), losses

    return _ready(jax.jit(jax.value_and_grad(total, has_aux=True)), scores)


def _ready(function: Any, *arrays: Array) -> Call:
    arguments = [jnp.asarray(array) for array in arrays]
    return lambda: jax.block_until_ready(function(*arguments))
