"""What the peers' own documentation recommends for the same computation; a peer that is not installed is left out."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

Call = Callable[[], object]
Array = np.ndarray


def _has(module: str) -> bool:
    return find_spec(module) is not None


def sigmoid(z: Array, out: Array) -> dict[str, Call]:
    """The logistic sigmoid."""
    calls: dict[str, Call] = {"NumPy": lambda: 1 / (1 + np.exp(-z))}
    if _has("scipy"):
        from scipy.special import expit

        calls["SciPy"] = lambda: expit(z, out=out)
    if _has("torch"):
        import torch

        zt, ot = torch.from_numpy(z), torch.from_numpy(np.empty_like(z))
        calls["PyTorch"] = lambda: torch.sigmoid(zt, out=ot)
    if _has("jax") and z.dtype == np.float32:
        import jax

        zj, f = jax.numpy.asarray(z), jax.jit(jax.nn.sigmoid)
        calls["JAX"] = lambda: f(zj).block_until_ready()
    return calls


def bce(z: Array, y: Array, out: tuple[Array, Array]) -> dict[str, Call]:
    """Binary cross-entropy in the logit: value of each element, and gradient."""

    def formula() -> object:
        return np.logaddexp(0, z) - y * z, 1 / (1 + np.exp(-z)) - y

    calls: dict[str, Call] = {"NumPy": formula}
    if _has("sklearn"):
        from sklearn._loss.loss import HalfBinomialLoss

        loss = HalfBinomialLoss()
        calls["scikit-learn"] = lambda: loss.loss_gradient(y, z, loss_out=out[0], gradient_out=out[1])
    if _has("torch"):
        calls["PyTorch"] = _torch_gradient("binary_cross_entropy_with_logits", z, y)
    if _has("jax") and z.dtype == np.float32:
        import jax
        import jax.numpy as jnp

        zj, yj = jnp.asarray(z), jnp.asarray(y)

        def total(logits: Any) -> Any:
            losses = jax.nn.softplus(logits) - yj * logits
            return losses.sum(), losses

        f = jax.jit(jax.value_and_grad(total, has_aux=True))
        calls["JAX"] = lambda: jax.block_until_ready(f(zj))
    return calls


def bce_gradient_hessian(z: Array, y: Array, out: tuple[Array, Array]) -> dict[str, Call]:
    """What a booster asks of an objective."""

    def formula() -> object:
        p = 1 / (1 + np.exp(-z))
        return p - y, p * (1 - p)

    calls: dict[str, Call] = {"NumPy": formula}
    if _has("sklearn"):
        from sklearn._loss.loss import HalfBinomialLoss

        loss = HalfBinomialLoss()
        calls["scikit-learn"] = lambda: loss.gradient_hessian(y, z, gradient_out=out[0], hessian_out=out[1])
    if _has("torch"):
        import torch

        zt, yt = torch.from_numpy(z), torch.from_numpy(y)

        def by_torch() -> object:
            p = torch.sigmoid(zt)
            return p - yt, p * (1 - p)

        calls["PyTorch"] = by_torch
    return calls


def focal(z: Array, y: Array) -> dict[str, Call]:
    """Focal loss, γ = 2: value and gradient."""

    def formula() -> object:
        s = np.where(y > 0, z, -z)
        q = 1 / (1 + np.exp(s))
        loss = np.logaddexp(0, -s)
        return q * q * loss, np.where(y > 0, -1, 1) * q * q * (2 * (1 - q) * loss + q)

    calls: dict[str, Call] = {"NumPy": formula}
    if _has("torch"):
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits

        zt, yt = torch.from_numpy(z).requires_grad_(), torch.from_numpy(y)

        def by_torch() -> object:
            ce = binary_cross_entropy_with_logits(zt, yt, reduction="none")
            p = torch.sigmoid(zt)
            loss = ce * (1 - (p * yt + (1 - p) * (1 - yt))) ** 2
            return loss, torch.autograd.grad(loss.sum(), zt)

        calls["PyTorch"] = by_torch
    return calls


def softmax_cross_entropy(x: Array, t: Array, out: tuple[Array, Array]) -> dict[str, Call]:
    """Cross-entropy of rows of logits with class labels: value of each row, and gradient."""
    rows = np.arange(len(x))

    def formula() -> object:
        shifted = x - x.max(axis=1, keepdims=True)
        e = np.exp(shifted)
        total = e.sum(axis=1, keepdims=True)
        gradient = e / total
        gradient[rows, t] -= 1
        return np.log(total[:, 0]) - shifted[rows, t], gradient

    calls: dict[str, Call] = {"NumPy": formula}
    if _has("sklearn"):
        from sklearn._loss.loss import HalfMultinomialLoss

        loss, labels = HalfMultinomialLoss(n_classes=x.shape[1]), t.astype(x.dtype)
        calls["scikit-learn"] = lambda: loss.loss_gradient(labels, x, loss_out=out[0], gradient_out=out[1])
    if _has("torch"):
        calls["PyTorch"] = _torch_gradient("cross_entropy", x, t)
    if _has("jax") and x.dtype == np.float32:
        import jax
        import jax.numpy as jnp

        xj, tj = jnp.asarray(x), jnp.asarray(t)

        def total(logits: Any) -> Any:
            losses = jax.nn.logsumexp(logits, axis=1) - jnp.take_along_axis(logits, tj[:, None], axis=1)[:, 0]
            return losses.sum(), losses

        f = jax.jit(jax.value_and_grad(total, has_aux=True))
        calls["JAX"] = lambda: jax.block_until_ready(f(xj))
    return calls


def logistic(X: Array, y: Array, theta: Array) -> dict[str, Call]:
    """The loss of logistic regression over a data set, and its gradient."""

    def formula() -> object:
        z = X @ theta
        return (np.logaddexp(0, z) - y * z).sum(), X.T @ (1 / (1 + np.exp(-z)) - y)

    calls: dict[str, Call] = {"NumPy": formula}
    if _has("sklearn"):
        from sklearn._loss.loss import HalfBinomialLoss
        from sklearn.linear_model._linear_loss import LinearModelLoss

        loss = LinearModelLoss(HalfBinomialLoss(), fit_intercept=False)
        calls["scikit-learn"] = lambda: loss.loss_gradient(theta, X, y)
    if _has("torch"):
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits

        Xt, yt = torch.from_numpy(X), torch.from_numpy(y)
        weights = torch.from_numpy(theta).requires_grad_()

        def by_torch() -> object:
            total = binary_cross_entropy_with_logits(Xt @ weights, yt, reduction="sum")
            return total, torch.autograd.grad(total, weights)

        calls["PyTorch"] = by_torch
    return calls


def _torch_gradient(function: str, z: Array, target: Array) -> Call:
    """Forward and backward of a loss of torch.nn.functional, each element's loss kept."""
    import torch

    f = getattr(torch.nn.functional, function)
    zt, tt = torch.from_numpy(z).requires_grad_(), torch.from_numpy(target)

    def call() -> object:
        losses = f(zt, tt, reduction="none")
        return losses, torch.autograd.grad(losses.sum(), zt)

    return call
