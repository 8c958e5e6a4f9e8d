"""A linear layer and cross-entropy in one: the logits of a large vocabulary are never in memory as a whole.

The rows are taken by chunks: logits, their loss and slope by the proved kernel, and at once the products of the slope
that the gradients are.  What backward needs is kept, which has the sizes of the input and of the weight.
"""

from __future__ import annotations

import importlib.util
from typing import Any

from symxent import kernels
from symxent.adapters.extras import require
from symxent.adapters.torch_autograd import IGNORED, can_be_read, computed
from symxent.errors import SymxentError
from symxent.kernels.run.fallback import family

torch = require("torch", "torch")

Tensor = Any
CHUNK = {"cpu": 2**22}  # logits that are in memory at a time; on other devices:
LARGE_CHUNK = 2**26
_FAMILY = "categorical_cross_entropy"
_KERNEL = f"{_FAMILY}_value_gradient"


def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    ignore_index: int = IGNORED,
    reduction: str = "mean",
    chunk: int | None = None,
) -> Tensor:
    """``cross_entropy(input @ linear_weight.T, target)`` with its gradients, in memory O(chunk × k), not O(n × k).

    ``input`` has the shape (n, d), ``linear_weight`` (k, d), ``target`` (n) with class numbers 0 … k − 1; rows of the
    class ``ignore_index`` count nowhere.  ``reduction`` is "mean" or "sum"; ``chunk``: how many rows at a time.
    Half precisions: products in the precision of the input, losses and the sum over chunks in float32.
    Differentiable once.  Raises SymxentError for shapes, types or a reduction that do not fit, and on the CPU for
    classes that there are not.

    >>> x, w = torch.tensor([[1.0, 0.0]]).requires_grad_(), torch.tensor([[40.0, 0.0], [0.0, 1.0]])
    >>> linear_cross_entropy(x, w, torch.tensor([0])).backward()
    >>> x.grad
    tensor([[-1.6993e-16,  4.2484e-18]])
    """
    if input.ndim != 2 or linear_weight.ndim != 2 or input.shape[1] != linear_weight.shape[1]:
        given = f"{tuple(input.shape)} and {tuple(linear_weight.shape)}"
        raise SymxentError(f"an input (n, d) and a weight (k, d) were expected, not {given}")
    if target.shape != input.shape[:1] or target.is_floating_point():
        raise SymxentError(
            f"{len(input)} class numbers, integers, were expected, not {target.dtype} of shape {tuple(target.shape)}"
        )
    if input.dtype != linear_weight.dtype:
        raise SymxentError(f"the input is {input.dtype} and the weight {linear_weight.dtype}; one type was expected")
    if reduction not in ("mean", "sum"):
        raise SymxentError(f"reduction={reduction!r}; mean or sum was expected")
    if chunk is None:
        chunk = max(1, CHUNK.get(input.device.type, LARGE_CHUNK) // max(1, len(linear_weight)))
    if chunk < 1:
        raise SymxentError(f"chunk={chunk}; at least one row was expected")
    counted = target != ignore_index
    total = _Chunked.apply(input, linear_weight, torch.where(counted, target, 0), counted, chunk)
    return (total / counted.sum() if reduction == "mean" else total).to(input.dtype)


class _Chunked(torch.autograd.Function):  # type: ignore[name-defined]
    """The sum of the losses of the rows that are ``counted``; the gradients are made with it."""

    @staticmethod
    def forward(ctx: Any, input: Tensor, weight: Tensor, labels: Tensor, counted: Tensor, chunk: int) -> Tensor:
        by_input, by_weight = ctx.needs_input_grad[:2]
        wide = computed(input.dtype)
        total = torch.zeros((), dtype=wide, device=input.device)
        of_input = torch.empty_like(input) if by_input else None
        of_weight = torch.zeros_like(weight, dtype=wide) if by_weight and not len(input) else None
        for start in range(0, len(input), chunk):
            part = slice(start, start + chunk)
            rows, left_out = input[part], ~counted[part]
            loss, slope = _of_rows(rows @ weight.T, labels[part])
            total += loss.masked_fill_(left_out, 0).sum(dtype=wide)
            slope.masked_fill_(left_out[:, None], 0)
            if of_input is not None:
                torch.mm(slope, weight, out=of_input[part])
            if by_weight and of_weight is None:  # the first chunk writes instead of adding
                of_weight = (slope.T @ rows).to(wide)
            elif of_weight is not None and slope.dtype == wide:
                of_weight.addmm_(slope.T, rows)
            elif of_weight is not None:
                of_weight += slope.T @ rows
        ctx.save_for_backward(of_input, of_weight)
        ctx.dtype = weight.dtype
        return total

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, above: Tensor) -> tuple[Tensor | None, ...]:
        of_input, of_weight = ctx.saved_tensors
        by_input = None if of_input is None else (of_input * above).to(of_input.dtype)
        return by_input, None if of_weight is None else (of_weight * above).to(ctx.dtype), None, None, None


def _of_rows(logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """The losses and slopes of rows of logits, which are used up, in the precision of the logits."""
    if logits.device.type in ("cuda", "xpu") and importlib.util.find_spec("triton"):
        return getattr(family(_FAMILY, "triton"), _KERNEL)(logits, labels, out=(logits.new_empty(len(logits)), logits))
    scores = logits.to(computed(logits.dtype))
    if can_be_read(scores):
        loss, slope = scores.new_empty(len(scores)), torch.empty_like(scores)
        getattr(kernels, _KERNEL)(scores.numpy(), labels.numpy(), out=(loss.numpy(), slope.numpy()))
    else:
        loss, slope = getattr(family(_FAMILY, "torch"), _KERNEL)(scores, labels)
    return loss, slope.to(logits.dtype)
