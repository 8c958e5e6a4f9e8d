"""PyTorch under torch.compile: the losses of the eager file, compiled for the shape that is timed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional

from symxent.kernels.bench.contestants.torch import focal_losses
from symxent.kernels.bench.task import Array, Call
from symxent.kernels.run.device import tensor


def sigmoid(z: Array) -> Call:
    zt = tensor(z)
    return _compiled(lambda v: 1 / (1 + torch.exp(-v)), zt)


def bce(z: Array, y: Array) -> Call:
    return _gradient(lambda v, w: functional.binary_cross_entropy_with_logits(v, w, reduction="none"), z, y)


def gradient_hessian(z: Array, y: Array) -> Call:
    def both(v: torch.Tensor, w: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        p = torch.sigmoid(v)
        return p - w, p * (1 - p)

    return _compiled(both, tensor(z), tensor(y))


def focal(z: Array, y: Array) -> Call:
    return _gradient(focal_losses, z, y)


def softmax_cross_entropy(x: Array, t: Array) -> Call:
    return _gradient(lambda v, w: functional.cross_entropy(v, w, reduction="none"), x, t)


def linear_cross_entropy(X: Array, t: Array, Theta: Array) -> Call:
    Xt, tt, weights = tensor(X).requires_grad_(), tensor(t), tensor(Theta).requires_grad_()
    mean_of = torch.compile(lambda x, w, y: functional.cross_entropy(functional.linear(x, w), y), dynamic=False)

    def call() -> object:
        mean = mean_of(Xt, weights, tt)
        return mean, torch.autograd.grad(mean, (Xt, weights))

    return call


def _compiled(function: Callable[..., Any], *arguments: torch.Tensor) -> Call:
    compiled = torch.compile(function, dynamic=False)
    return lambda: compiled(*arguments)


def _gradient(losses_of: Callable[..., torch.Tensor], z: Array, target: Array) -> Call:
    zt, tt = tensor(z).requires_grad_(), tensor(target)
    compiled = torch.compile(losses_of, dynamic=False)

    def call() -> object:
        losses = compiled(zt, tt)
        return losses, torch.autograd.grad(losses.sum(), zt)

    return call
