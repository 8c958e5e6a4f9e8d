"""PyTorch under torch.compile: the losses of the eager file, compiled for the shape that is timed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn import functional

from symxent.kernels.bench.contestants.torch import bce_losses, class_losses, focal_losses, with_gradient
from symxent.kernels.bench.task import Array, Call
from symxent.kernels.run.device import tensor


def sigmoid(z: Array) -> Call:
    zt = tensor(z)
    return _compiled(lambda v: 1 / (1 + torch.exp(-v)), zt)


def bce(z: Array, y: Array) -> Call:
    return with_gradient(_made(bce_losses), z, y)


def gradient_hessian(z: Array, y: Array) -> Call:
    def both(v: torch.Tensor, w: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        p = torch.sigmoid(v)
        return p - w, p * (1 - p)

    return _compiled(both, tensor(z), tensor(y))


def focal(z: Array, y: Array) -> Call:
    return with_gradient(_made(focal_losses), z, y)


def softmax_cross_entropy(x: Array, t: Array) -> Call:
    return with_gradient(_made(class_losses), x, t)


def linear_cross_entropy(X: Array, t: Array, Theta: Array) -> Call:
    Xt, tt, weights = tensor(X).requires_grad_(), tensor(t), tensor(Theta).requires_grad_()
    mean_of = _made(lambda x, w, y: functional.cross_entropy(functional.linear(x, w), y))

    def call() -> object:
        mean = mean_of(Xt, weights, tt)
        return mean, torch.autograd.grad(mean, (Xt, weights))

    return call


def _made(function: Callable[..., Any]) -> Callable[..., Any]:
    return torch.compile(function, dynamic=False)


def _compiled(function: Callable[..., Any], *arguments: torch.Tensor) -> Call:
    compiled = _made(function)
    return lambda: compiled(*arguments)
