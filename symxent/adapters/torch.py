"""PyTorch: a loss as an operator of its own, with its derived gradient and Hessian instead of autograd's.

``loss_of("focal", gamma=2)`` gives a function of (scores, labels).  It is a ``torch.library.custom_op``, so that eager
mode and ``torch.compile`` both take it; its gradient is a second operator, whose own backward uses the Hessian.  Only
the inputs are saved.  Tensors on the CPU; labels have no derivative.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from symxent.adapters.extras import require
from symxent.errors import SymxentError
from symxent.losses.catalogue import of_one_score
from symxent.losses.loss import Loss

torch = require("torch", "torch")

LossFunction = Callable[[Any, Any], Any]


def loss_of(loss: Loss | str, reduction: str = "mean", **parameters: float) -> LossFunction:
    """The loss as a function of scores and labels, float32 or float64 tensors of one shape on the CPU.

    ``reduction`` is "mean", "sum" or "none".  Raises SymxentError for parameters or a reduction that there is not.
    """
    loss = of_one_score(loss)
    if reduction not in ("mean", "sum", "none"):
        raise SymxentError(f"reduction={reduction!r}; mean, sum or none was expected")
    if len(loss.targets) > 1:
        raise SymxentError(f"{loss.name} has {len(loss.targets)} targets; one tensor of labels was expected")
    operator = _operator(loss, loss.settings(parameters))

    def function(scores: Any, labels: Any) -> Any:
        value = operator(scores, labels.to(scores.dtype))
        return value if reduction == "none" else getattr(value, reduction)()

    function.__name__ = loss.name
    function.__doc__ = f"{loss.title or loss.name} of scores and labels, {reduction}."
    return function


@cache
def _operator(loss: Loss, settings: tuple[float, ...]) -> Any:
    """The registered operator of a loss with fixed parameters; made once in a process."""
    made = loss.compile()
    labelled = bool(loss.targets)
    number = len(_names)
    _names.append(loss.name)
    value_name, gradient_name = (f"symxent::{loss.name}_{number}{part}" for part in ("", "_gradient"))

    def run(kernel: Any, scores: Any, labels: Any) -> Any:
        array = scores.detach().contiguous().numpy()
        arguments = [array, labels.detach().contiguous().numpy()] if labelled else [array]
        out = np.empty_like(array)
        kernel(*arguments, *[array.dtype.type(s) for s in settings], out=out)
        return torch.from_numpy(out)

    def shaped(scores: Any, labels: Any) -> Any:
        return torch.empty_like(scores, memory_format=torch.contiguous_format)

    def gradient(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:  # type: ignore[name-defined]
        return run(made.gradient, scores, labels)

    def curvature(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:  # type: ignore[name-defined]
        return run(made.hessian, scores, labels)

    def value(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:  # type: ignore[name-defined]
        return run(made.value, scores, labels)

    types = {"scores": torch.Tensor, "labels": torch.Tensor, "return": torch.Tensor}
    for function in (gradient, curvature, value):
        function.__annotations__ = dict(types)
    hessian_op = torch.library.custom_op(f"{gradient_name}_again", curvature, mutates_args=())
    gradient_op = torch.library.custom_op(gradient_name, gradient, mutates_args=())
    value_op = torch.library.custom_op(value_name, value, mutates_args=())
    for operator in (hessian_op, gradient_op, value_op):
        operator.register_fake(shaped)

    def keep(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.save_for_backward(*inputs)

    def back(operator: Any) -> Callable[..., Any]:
        def backward(ctx: Any, above: Any) -> Any:
            scores, labels = ctx.saved_tensors
            return above * operator(scores, labels), None

        return backward

    gradient_op.register_autograd(back(hessian_op), setup_context=keep)
    value_op.register_autograd(back(gradient_op), setup_context=keep)
    return value_op


_names: list[str] = []
