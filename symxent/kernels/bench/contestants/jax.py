"""JAX: jit of the gradient of the loss, in the precision of the arrays."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from symxent.kernels.bench.task import Array, Call

jax.config.update("jax_enable_x64", True)


def sigmoid(z: Array) -> Call:
    return _ready(jax.jit(jax.nn.sigmoid), z)


def bce(z: Array, y: Array) -> Call:
    yj = jnp.asarray(y)

    def total(logits: Any) -> Any:
        losses = jax.nn.softplus(logits) - yj * logits
        return losses.sum(), losses

    return _ready(jax.jit(jax.value_and_grad(total, has_aux=True)), z)


def gradient_hessian(z: Array, y: Array) -> Call:
    yj = jnp.asarray(y)

    def both(logits: Any) -> Any:
        p = jax.nn.sigmoid(logits)
        return p - yj, p * (1 - p)

    return _ready(jax.jit(both), z)


def focal(z: Array, y: Array) -> Call:
    yj = jnp.asarray(y)

    def total(logits: Any) -> Any:
        s = jnp.where(yj > 0, logits, -logits)
        losses = jax.nn.sigmoid(-s) ** 2 * jax.nn.softplus(-s)
        return losses.sum(), losses

    return _ready(jax.jit(jax.value_and_grad(total, has_aux=True)), z)


def softmax_cross_entropy(x: Array, t: Array) -> Call:
    tj = jnp.asarray(t)

    def total(logits: Any) -> Any:
        losses = jax.nn.logsumexp(logits, axis=1) - jnp.take_along_axis(logits, tj[:, None], axis=1)[:, 0]
        return losses.sum(), losses

    return _ready(jax.jit(jax.value_and_grad(total, has_aux=True)), x)


def logistic(X: Array, y: Array, theta: Array) -> Call:
    Xj, yj = jnp.asarray(X), jnp.asarray(y)

    def total(weights: Any) -> Any:
        z = Xj @ weights
        return (jax.nn.softplus(z) - yj * z).sum()

    return _ready(jax.jit(jax.value_and_grad(total)), theta)


def softmax_regression(X: Array, t: Array, Theta: Array) -> Call:
    Xj, tj = jnp.asarray(X), jnp.asarray(t)

    def total(weights: Any) -> Any:
        z = Xj @ weights.T
        return (jax.nn.logsumexp(z, axis=1) - jnp.take_along_axis(z, tj[:, None], axis=1)[:, 0]).sum()

    return _ready(jax.jit(jax.value_and_grad(total)), Theta)


def linear_cross_entropy(X: Array, t: Array, Theta: Array) -> Call:
    tj = jnp.asarray(t)

    def mean(x: Any, weights: Any) -> Any:
        z = x @ weights.T
        return (jax.nn.logsumexp(z, axis=1) - jnp.take_along_axis(z, tj[:, None], axis=1)[:, 0]).mean()

    return _ready(jax.jit(jax.value_and_grad(mean, argnums=(0, 1))), X, Theta)


def _ready(function: Any, *arrays: Array) -> Call:
    arguments = [jnp.asarray(array) for array in arrays]
    return lambda: jax.block_until_ready(function(*arguments))
