"""Losses of plain tensors on the CPU: one pass of the compiled C gives value and gradient, which backward passes on.

What ``torch_autograd`` computes in two operators and half a dozen of PyTorch's own calls takes longer than the kernels
do for fewer than 10⁵ numbers.  A derivative of this gradient is that of ``torch_autograd``, to which it goes back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from sympy import S

from symxent.adapters.extras import require
from symxent.adapters.torch_autograd import Known
from symxent.errors import SymxentError
from symxent.losses.compile import compiled
from symxent.losses.loss import Loss
from symxent.losses.variables import LossVariable, Row

torch = require("torch", "torch")

Tensor = Any
BLOCK = 1 << 18  # scores whose values are summed before the next are computed: they stay in the cache
_PRECISIONS = (torch.float32, torch.float64)
_PLAIN = (torch.Tensor, torch.nn.Parameter)


def is_plain(tensors: Sequence[Tensor]) -> bool:
    """Whether tensors hold numbers on the CPU, and nothing traces, transforms, intercepts or pushes derivatives."""
    return (
        all(type(t) in _PLAIN and t.is_cpu for t in tensors)
        and not torch.compiler.is_compiling()
        and not torch._C._are_functorch_transforms_active()
        and not any(map(torch._C._functorch.is_legacy_batchedtensor, tensors))  # autograd.grad(is_grads_batched=True)
        and torch._C._len_torch_dispatch_stack() == 0
        and torch.autograd.forward_ad._current_level < 0
    )


class Eager:
    """A loss with fixed parameters and a reduction: of scores and targets of one shape, or of rows (N, k).

    Called with such tensors, of one precision, it gives the reduced value; None where it leaves the case to
    ``torch_autograd``: other types and shapes, targets that require a gradient, labels outside of their set (of which
    that one tells).
    """

    def __init__(self, loss: Loss, known: Known, reduction: str, parameters: Sequence[Tensor]) -> None:
        self.known, self.reduction, self.by_row = known, reduction, loss.by_row
        self.parameters, self.numbers = parameters, [float(p) for p in parameters]
        self.targets = [(v.is_class, None if v.is_class else _ends(v)) for v in loss.targets]
        made = compiled(loss)
        self.kernels = None if made.reason else (made.kernels["value"], made.kernels["value_gradient"])

    def __call__(self, scores: Tensor, targets: Sequence[Tensor]) -> Tensor | None:
        if self.kernels is None or not is_plain((scores, *targets)):
            return None
        shape, dtype = scores.shape, scores.dtype
        if len(targets) != len(self.targets) or not scores.numel() or (self.by_row and len(shape) != 2):
            return None
        if dtype not in _PRECISIONS:
            return None
        wanted = scores.requires_grad and torch.is_grad_enabled()
        inputs = [scores.detach().numpy()]
        for target, (is_class, ends) in zip(targets, self.targets, strict=True):
            if target.requires_grad or target.dtype != (torch.int64 if is_class else dtype):
                return None
            if target.shape != (shape[:1] if is_class else shape):
                return None
            inputs.append(target.numpy())
            if ends is not None and not ends[0] <= inputs[-1].min() <= inputs[-1].max() <= ends[1]:
                return None
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                value, gradient = self.compute(inputs, wanted)
        except SymxentError:
            return None
        if value is None:
            return None
        made = torch.from_numpy(value)
        return _OfLoss.apply(self, (made, torch.from_numpy(gradient)), scores, targets) if wanted else made

    def compute(self, inputs: list[Any], wanted: bool) -> tuple[Any, Any]:
        """The value and, where it is wanted, its gradient; no value where one is NaN, as a wrong label makes it."""
        scores, count = inputs[0], self.count(inputs[0])
        gradient = np.empty(scores.shape, scores.dtype) if wanted else None
        if self.reduction == "none" or self.by_row or scores.size <= BLOCK:
            value = np.empty(scores.shape[:1] if self.by_row else scores.shape, scores.dtype)
            total = self._part(inputs, value, gradient, count)
            if self.reduction == "none":
                return None if total != total else value, gradient
        else:
            flat = [a.reshape(-1) for a in inputs]
            slopes = gradient.reshape(-1) if gradient is not None else None
            value, total = np.empty(BLOCK, scores.dtype), 0.0
            for i in range(0, scores.size, BLOCK):
                part = slice(i, i + BLOCK)
                into = slopes[part] if slopes is not None else None
                total += float(self._part([a[part] for a in flat], value[: scores.size - i], into, count))
        made = None if total != total else np.array(total / count, scores.dtype)
        return made, gradient

    def count(self, scores: Any) -> int:
        """By what the sum of all values is divided."""
        return int(scores.shape[0] if self.by_row else math.prod(scores.shape)) if self.reduction == "mean" else 1

    def _part(self, inputs: list[Any], value: Any, gradient: Any, count: int) -> Any:
        """The sum of some values, which are written; so is the gradient of their share of the result."""
        alone, both = self.kernels  # type: ignore[misc]
        if gradient is None:
            alone(*inputs, *self.numbers, out=value)
        else:
            both(*inputs, *self.numbers, out=(value, gradient))
            if count > 1:
                gradient /= count
        return np.add.reduce(value, axis=None)

    def pull(self, above: Tensor, inputs: Sequence[Tensor]) -> Tensor:
        """What reaches the scores of a gradient from above, as a function that can be differentiated again."""
        if self.reduction != "none":
            above = (above / self.count(inputs[0])).expand(self.known.shape(inputs))
        return self.known.pull(0, above, [*inputs, *self.parameters]).to(inputs[0].dtype)


def _ends(target: LossVariable | Row) -> tuple[float, float] | None:
    """Between which numbers a target must lie; of one that has a few values a wrong one gives NaN by itself."""
    if target.where is S.Reals or (isinstance(target, LossVariable) and target.values):
        return None
    return float(target.where.inf), float(target.where.sup)


class _OfLoss(torch.autograd.Function):  # type: ignore[name-defined]
    @staticmethod
    def forward(ctx: Any, eager: Eager, results: tuple[Tensor, Tensor], scores: Tensor, targets: Any) -> Tensor:
        value, ctx.gradient = results
        ctx.eager = eager
        ctx.save_for_backward(scores, *targets)
        return value

    @staticmethod
    def backward(ctx: Any, above: Tensor) -> Any:
        gradient, ctx.gradient = ctx.gradient, None
        if gradient is None or torch.is_grad_enabled() or not is_plain((above,)):
            return None, None, ctx.eager.pull(above, ctx.saved_tensors), None
        if ctx.eager.reduction == "none":
            gradient.mul_(above[..., None] if ctx.eager.by_row else above)
        elif (factor := above.item()) != 1:
            gradient.mul_(factor)
        return None, None, gradient, None
