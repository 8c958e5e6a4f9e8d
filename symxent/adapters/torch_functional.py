"""PyTorch's own loss functions and modules, by their names and arguments, over the proved derivatives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from inspect import Signature, signature
from typing import Any

from sympy import Sum, log

from symxent.adapters.extras import require
from symxent.adapters.torch import REDUCTIONS, check_spread, loss_of
from symxent.adapters.torch_autograd import IGNORED, computed, is_autocast
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


def _reduced(value: Tensor, reduction: str, scores: Tensor, total: Tensor | None = None) -> Tensor:
    """The values, computed in at least single precision, reduced and rounded to that of the scores."""
    if reduction not in REDUCTIONS:
        raise SymxentError(f"reduction={reduction!r}; mean, sum or none was expected")
    if reduction == "mean":
        value = value.mean() if total is None else value.sum() / total
    elif reduction == "sum":
        value = value.sum()
    return value if is_autocast(scores) else value.to(scores.dtype)


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
    if not 0 <= label_smoothing <= 1:
        raise SymxentError(f"label_smoothing={label_smoothing} does not lie in [0, 1]")
    axis = 0 if input.ndim == 1 else 1
    column = [-1 if i == axis else 1 for i in range(input.ndim)]
    wide, count = input.to(computed(input.dtype)), input.shape[axis]
    if weight is not None and weight.shape != (count,):
        raise SymxentError(f"weight has the shape {tuple(weight.shape)}; one number a class, ({count},), was expected")
    each = torch.ones((), device=input.device) if weight is None else weight.view(column)
    each = each.to(wide.dtype)
    if target.is_floating_point():
        shares = ((1 - label_smoothing) * target.to(wide.dtype) + label_smoothing / count) * each
        return _reduced(_of("softmax_shares")(wide, shares), reduction, input)
    counted = target != ignore_index
    labels = torch.where(counted, target, 0)
    own = torch.arange(count, device=input.device).view(column) == labels.unsqueeze(axis)
    shares = ((1 - label_smoothing) * own.to(wide.dtype) + label_smoothing / count) * each
    value = torch.where(counted, _of("softmax_shares")(wide, shares), 0)
    return _reduced(
        value, reduction, input, torch.where(counted, each.flatten()[labels], 0).sum() if weight is not None else None
    )


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
    bce, wide = _of("soft_bce"), input.to(computed(input.dtype))
    target = target.to(wide.dtype)
    for name, given in (("weight", weight), ("pos_weight", pos_weight)):
        check_spread(name, given, input.shape)
    if pos_weight is None:
        value = bce(wide, target)
    else:
        ones = torch.ones_like(target)
        value = pos_weight * target * bce(wide, ones) + (1 - target) * bce(wide, torch.zeros_like(target))
    return _reduced(value if weight is None else value * weight, reduction, input)


@whole
def sigmoid_focal_loss(
    inputs: Tensor, targets: Tensor, alpha: float = 0.25, gamma: float = 2.0, reduction: str = "none"
) -> Tensor:
    """As ``torchvision.ops.sigmoid_focal_loss``: labels 0 and 1; no α where ``alpha`` is negative."""
    # Of the usual γ the powers are products.
    name, more = ("focal_2", {}) if gamma == 2 else ("focal", {"gamma": gamma})
    if alpha < 0:
        return _of(name, reduction)(inputs, targets, **more)
    wide = inputs.to(computed(inputs.dtype))
    targets = targets.to(wide.dtype)
    share = alpha * targets + (1 - alpha) * (1 - targets)
    return _reduced(_of(name)(wide, targets, **more) * share, reduction, inputs)


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


class _Module(torch.nn.Module):  # type: ignore[name-defined]
    """A function with its settings, all but the first ``by_place`` by name; ``tensors`` among them are buffers."""

    function: Callable[..., Tensor]
    tensors: tuple[str, ...] = ()
    by_place = 0
    __signature__: Signature

    def __init_subclass__(cls) -> None:
        settings = list(signature(cls.function).parameters.values())[2:]
        by_name = [p.replace(kind=p.KEYWORD_ONLY) for p in settings[cls.by_place :]]
        cls.__signature__ = Signature([*settings[: cls.by_place], *by_name])

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__()
        settings = type(self).__signature__.bind(*given, **named)
        settings.apply_defaults()
        self.settings = dict(settings.arguments)
        for name in self.tensors:
            self.register_buffer(name, self.settings.pop(name))

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return type(self).function(input, target, **self.settings, **self._buffers)

    def extra_repr(self) -> str:
        return ", ".join(f"{name}={value!r}" for name, value in self.settings.items())


class CrossEntropyLoss(_Module):
    """As ``torch.nn.CrossEntropyLoss``.

    >>> CrossEntropyLoss(label_smoothing=0.1)
    CrossEntropyLoss(ignore_index=-100, reduction='mean', label_smoothing=0.1)
    """

    function, tensors, by_place = staticmethod(cross_entropy), ("weight",), 1


class BCEWithLogitsLoss(_Module):
    """As ``torch.nn.BCEWithLogitsLoss``."""

    function, by_place = staticmethod(binary_cross_entropy_with_logits), 1
    tensors = ("weight", "pos_weight")


class SigmoidFocalLoss(_Module):
    """``sigmoid_focal_loss`` as a module."""

    function, by_place = staticmethod(sigmoid_focal_loss), 3


class HuberLoss(_Module):
    """As ``torch.nn.HuberLoss``."""

    function, by_place = staticmethod(huber_loss), 2


class SoftMarginLoss(_Module):
    """As ``torch.nn.SoftMarginLoss``."""

    function = staticmethod(soft_margin_loss)


class PoissonNLLLoss(_Module):
    """As ``torch.nn.PoissonNLLLoss`` of the logarithm of a rate, without Stirling's term."""

    function = staticmethod(poisson_nll_loss)
