"""PyTorch, eagerly: forward and backward of its own losses, each element's loss kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
from torch.nn import functional

from symxent.kernels.bench.task import Array, Call
from symxent.kernels.run.device import tensor


def sigmoid(z: Array) -> Call:
    zt = tensor(z)
    out = torch.empty_like(zt)
    return lambda: torch.sigmoid(zt, out=out)


def bce(z: Array, y: Array) -> Call:
    return with_gradient(bce_losses, z, y)


def gradient_hessian(z: Array, y: Array) -> Call:
    zt, yt = tensor(z), tensor(y)
    p, gradient, hessian = torch.empty_like(zt), torch.empty_like(zt), torch.empty_like(zt)

    def call() -> None:
        torch.sigmoid(zt, out=p)
        torch.sub(p, yt, out=gradient)
        torch.addcmul(p, p, p, value=-1, out=hessian)

    return call


def focal(z: Array, y: Array) -> Call:
    return with_gradient(focal_losses, z, y)


bce_losses = partial(functional.binary_cross_entropy_with_logits, reduction="none")
class_losses = partial(functional.cross_entropy, reduction="none")


def with_gradient(losses_of: Callable[..., torch.Tensor], scores: Array, target: Array) -> Call:
    """Losses and their gradient."""
    there, labels = tensor(scores).requires_grad_(), tensor(target)

    def call() -> object:
        losses = losses_of(there, labels)
        return losses, torch.autograd.grad(losses.sum(), there)

    return call


def focal_losses(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """As torchvision's sigmoid_focal_loss computes it, without the weights of classes."""
    ce = bce_losses(z, y)
    p = torch.sigmoid(z)
    losses: torch.Tensor = ce * (1 - (p * y + (1 - p) * (1 - y))) ** 2
    return losses


def softmax_cross_entropy(x: Array, t: Array) -> Call:
    return with_gradient(class_losses, x, t)


def logistic(X: Array, y: Array, theta: Array) -> Call:
    Xt, yt, weights = tensor(X), tensor(y), tensor(theta).requires_grad_()

    def call() -> object:
        total = functional.binary_cross_entropy_with_logits(Xt @ weights, yt, reduction="sum")
        return total, torch.autograd.grad(total, weights)

    return call


def softmax_regression(X: Array, t: Array, Theta: Array) -> Call:
    Xt, tt, weights = tensor(X), tensor(t), tensor(Theta).requires_grad_()

    def call() -> object:
        total = functional.cross_entropy(Xt @ weights.T, tt, reduction="sum")
        return total, torch.autograd.grad(total, weights)

    return call


def linear_cross_entropy(X: Array, t: Array, Theta: Array) -> Call:
    """By ``linear_cross_entropy`` of PyTorch's own where it has one (from 2.14 on), else by its two functions."""
    Xt, tt, weights = tensor(X).requires_grad_(), tensor(t), tensor(Theta).requires_grad_()
    fused = getattr(functional, "linear_cross_entropy", None)

    def call() -> object:
        mean = fused(Xt, weights, tt) if fused else functional.cross_entropy(functional.linear(Xt, weights), tt)
        return mean, torch.autograd.grad(mean, (Xt, weights))

    return call
