"""PyTorch's own loss functions and modules, by their names and arguments, over the proved derivatives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sympy import Sum, log

from symxent.adapters.extras import require
from symxent.adapters.torch import loss_of
from symxent.adapters.torch_autograd import IGNORED
from symxent.errors import SymxentError
from symxent.language.functions import softmax
from symxent.losses.loss import Loss
from symxent.losses.variables import classes, index, logits, target_shares

torch = require("torch", "torch")
Tensor = Any
# TorchDynamo leaves a call whole: a loss is made when it is first asked for, which cannot be traced.
whole: Callable[[Callable[..., Tensor]], Callable[..., Tensor]] = torch.compiler.allow_in_graph


@cache
def _shares() -> Loss:
    k, j = classes("k"), index("j")
    x, y = logits("x", k), target_shares("y", k)
    return Loss("softmax_shares", -Sum(y[j] * log(softmax(x, j, k)), (j, 1, k)), wrt=x, title="Cross-entropy of shares")


@cache
def _of(name: str, reduction: str = "none", ignore_index: int = IGNORED) -> Any:
    return loss_of(_shares() if name == "softmax_shares" else name, reduction, ignore_index=ignore_index)


def _reduced(value: Tensor, reduction: str, total: Tensor | None = None) -> Tensor:
    if reduction == "none":
        return value
    if reduction not in ("mean", "sum"):
        raise SymxentError(f"reduction={reduction!r}; mean, sum or none was expected")
    if reduction == "mean" and total is not None:
        return value.sum() / total
    return value.mean() if reduction == "mean" else value.sum()


@whole
def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    ignore_index: int = IGNORED,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """As ``torch.nn.functional.cross_entropy``: scores (N, C, …), class numbers (N, …) or shares (N, C, …).

    >>> x = torch.tensor([[0.0, -torch.inf, 60.0]], dtype=torch.float64)
    >>> cross_entropy(x, torch.tensor([2]))
    tensor(8.7565e-27, dtype=torch.float64)
    """
    if not target.is_floating_point() and (weight is None or not label_smoothing):
        name, more = ("softmax_label_smoothed", {"epsilon": label_smoothing}) if label_smoothing else _PLAIN
        return _of(name, reduction, ignore_index)(input, target, weight=weight, **more)
    axis = 0 if input.ndim == 1 else 1
    column = [-1 if i == axis else 1 for i in range(input.ndim)]
    each = torch.ones((), dtype=input.dtype, device=input.device) if weight is None else weight.view(column)
    count = input.shape[axis]
    if target.is_floating_point():
        shares = ((1 - label_smoothing) * target + label_smoothing / count) * each
        value = _of("softmax_shares")(input, shares.to(input.dtype))
        return _reduced(value, reduction)
    counted = target != ignore_index
    labels = torch.where(counted, target, 0)
    own = torch.arange(count, device=input.device).view(column) == labels.unsqueeze(axis)
    shares = ((1 - label_smoothing) * own + label_smoothing / count) * each
    value = torch.where(counted, _of("softmax_shares")(input, shares.to(input.dtype)), 0)
    return _reduced(value, reduction, torch.where(counted, weight[labels], 0).sum() if weight is not None else None)


_PLAIN: tuple[str, dict[str, float]] = ("softmax_cross_entropy", {})


@whole
def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """As ``torch.nn.functional.binary_cross_entropy_with_logits``: scores, and shares from 0 to 1 of one shape."""
    if pos_weight is None and weight is None:
        return _of("soft_bce", reduction)(input, target)
    bce = _of("soft_bce")
    if pos_weight is None:
        value = bce(input, target)
    else:
        ones = torch.ones_like(target)
        value = pos_weight * target * bce(input, ones) + (1 - target) * bce(input, torch.zeros_like(target))
    return _reduced(value if weight is None else value * weight, reduction)


@whole
def sigmoid_focal_loss(
    inputs: Tensor, targets: Tensor, alpha: float = 0.25, gamma: float = 2.0, reduction: str = "none"
) -> Tensor:
    """As ``torchvision.ops.sigmoid_focal_loss``: labels 0 and 1; no α where ``alpha`` is negative."""
    # Of the usual γ the powers are products.
    name, more = ("focal_2", {}) if gamma == 2 else ("focal", {"gamma": gamma})
    if alpha < 0:
        return _of(name, reduction)(inputs, targets, **more)
    share = alpha * targets + (1 - alpha) * (1 - targets)
    return _reduced(_of(name)(inputs, targets, **more) * share, reduction)


@whole
def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """As ``torch.nn.functional.huber_loss``."""
    return _of("huber", reduction)(input, target, delta=delta)


@whole
def soft_margin_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """As ``torch.nn.functional.soft_margin_loss``: labels −1 and 1."""
    return _of("logistic", reduction)(input, target)


@whole
def poisson_nll_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """As ``torch.nn.functional.poisson_nll_loss`` of the logarithm of a rate, without Stirling's term."""
    return _of("poisson", reduction)(input, target)
