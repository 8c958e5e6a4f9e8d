"""PyTorch: a loss with its derived gradient and Hessian instead of autograd's, on every device and in every precision.

``loss_of("focal", gamma=2)`` gives a function of (scores, labels), differentiable twice, in eager mode, under
``torch.compile`` and under ``torch.func``.  ``cross_entropy``, ``binary_cross_entropy_with_logits`` and
``sigmoid_focal_loss`` take the arguments of PyTorch's and torchvision's own; each has a module beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any

from symxent.adapters import torch_autograd as autograd
from symxent.adapters.extras import require
from symxent.adapters.torch_eager import Eager
from symxent.errors import SymxentError
from symxent.losses.catalogue import named
from symxent.losses.loss import Loss

torch = require("torch", "torch")

Tensor = Any
LossFunction = Callable[..., Any]
REDUCTIONS = ("mean", "sum", "none")


def loss_of(
    loss: Loss | str,
    reduction: str = "mean",
    *,
    weight: Tensor | None = None,
    ignore_index: int = autograd.IGNORED,
    **parameters: Any,
) -> LossFunction:
    """The loss as a function of scores and labels, float64, float32, bfloat16 or float16, on any device.

    A loss of one score takes scores and labels of one shape.  One over rows takes scores (k), (N, k) or (N, k, d₁ …)
    and class numbers without the k, or shares of the scores' shape, as ``torch.nn.functional.cross_entropy`` does.
    ``weight`` is one number an element, or one a class; with class weights a mean is divided by their sum.  Rows of
    the class ``ignore_index`` count nowhere.  Parameters are numbers, or tensors (of no shape, or one number a label)
    that may require a gradient; the function takes them by keyword too.
    Half precisions are computed in float32 and rounded once; under autocast the result is float32.
    Raises SymxentError for parameters or a reduction that there is not, BadLabel on the CPU for labels outside of their
    set, and NotVerified for a loss whose kernels are not accurate.

    >>> import torch
    >>> z, y = torch.tensor([40.0, -800.0], dtype=torch.float64), torch.tensor([1.0, 1.0])
    >>> loss_of("bce", "sum")(z.requires_grad_(), y).backward()
    >>> z.grad
    tensor([-4.2484e-18, -1.0000e+00], dtype=torch.float64)
    """
    loss = named(loss) if isinstance(loss, str) else loss
    if not isinstance(loss, Loss):
        raise SymxentError(f"a Loss or the name of one was expected, not {loss!r}")
    if reduction not in REDUCTIONS:
        raise SymxentError(f"reduction={reduction!r}; mean, sum or none was expected")
    fixed = {p.name: torch.tensor(p.default or 0.0, dtype=torch.float64) for p in loss.parameters}
    fixed |= _settings(loss, parameters)
    loss.compile()
    known, described = autograd.of(loss, 0, ignore_index), _Targets.of(loss)
    given_at_first = weight
    settled = weight is None and not any(isinstance(p, torch.Tensor) for p in parameters.values())

    def general(scores: Tensor, *targets: Tensor, weight: Tensor | None = None, **more: Any) -> Tensor:
        described.check(scores, targets)
        settings = [a.to(scores.device) for a in ({**fixed, **_settings(loss, more)} if more else fixed).values()]
        of = _of_rows if described.by_row else _of_elements
        value = of(known, described, scores, targets, settings, weight, reduction)
        return value if autograd.is_autocast(scores) else value.to(scores.dtype)

    eager = Eager(loss, known, reduction, list(fixed.values()), general) if settled else None

    def function(scores: Tensor, *targets: Tensor, weight: Tensor | None = given_at_first, **more: Any) -> Tensor:
        if eager is not None and weight is None and not more:
            made = eager(scores, targets)
            if made is not None:
                return made
        return general(scores, *targets, weight=weight, **more)

    function.__name__ = loss.name
    function.__doc__ = f"{loss.title or loss.name} of scores and labels, {reduction}."
    return function


def _settings(loss: Loss, given: dict[str, Any]) -> dict[str, Tensor]:
    """The given parameters of a loss as tensors: numbers are checked, what is one already is not looked into."""
    numbers = {name: value for name, value in given.items() if not isinstance(value, torch.Tensor)}
    if not torch.compiler.is_compiling():
        for name, value in numbers.items():
            if not isinstance(value, Real):
                raise SymxentError(f"{name}={value!r}; a number or a tensor was expected")
        loss.settings(numbers)
        for name in given:
            loss.parameter(name)  # raises where there is none of that name
    made = {name: torch.tensor(float(value), dtype=torch.float64) for name, value in numbers.items()}
    return {name: made.get(name, value) for name, value in given.items()}


@dataclass(frozen=True)
class _Targets:
    """What a loss expects of its tensors: its name, the names of its targets, and the place of the one with classes."""

    name: str
    names: tuple[str, ...]
    by_row: bool
    classes: int | None

    @classmethod
    def of(cls, loss: Loss) -> _Targets:
        classes = next((i for i, v in enumerate(loss.targets) if v == loss.label), None) if loss.by_row else None
        return cls(loss.name, tuple(v.name for v in loss.targets), loss.by_row, classes)

    def check(self, scores: Tensor, targets: tuple[Tensor, ...]) -> None:
        """Raises SymxentError for a wrong number of tensors, or for shapes and types that do not fit."""
        if len(targets) != len(self.names):
            names = ", ".join(self.names) or "none"
            raise SymxentError(f"{self.name} takes scores and the targets {names}; {len(targets)} targets were given")
        for name, given in zip(("scores", *self.names), (scores, *targets), strict=True):
            if not isinstance(given, torch.Tensor) or given.layout != torch.strided:
                kind = given.layout if isinstance(given, torch.Tensor) else type(given).__name__
                raise SymxentError(f"{name} of {self.name} is of the kind {kind}; a dense tensor was expected")
        if not scores.is_floating_point():
            raise SymxentError(
                f"the scores of {self.name} have the type {scores.dtype}, which is no floating-point one"
            )
        if self.by_row and not scores.ndim:
            raise SymxentError(f"the scores of {self.name} are one number; a row of k, or rows (N, k), were expected")
        for place, target in enumerate(targets):
            expected = scores.shape
            if place == self.classes:
                expected = scores.shape[: scores.ndim > 1] + scores.shape[2:]
                if target.is_floating_point():
                    raise SymxentError(f"the labels of {self.name} are class numbers, integers, and not {target.dtype}")
            if target.shape != expected:
                raise SymxentError(
                    f"{self.name}: labels of shape {tuple(target.shape)} against scores of shape "
                    f"{tuple(scores.shape)}; labels of shape {tuple(expected)} were expected"
                )


def _of_elements(
    known: Any,
    described: _Targets,
    scores: Tensor,
    targets: Any,
    settings: list[Tensor],
    weight: Tensor | None,
    reduction: str,
) -> Tensor:
    value = known(scores, *targets, *_spread(known, settings, scores.shape))
    check_spread("weight", weight, scores.shape)
    if weight is not None:
        value = value * weight
    return value if reduction == "none" else getattr(value, reduction)()


def check_spread(name: str, given: Tensor | None, shape: Any) -> None:
    """Raises SymxentError for a tensor that is neither one number nor can be spread over a shape."""
    if given is not None:
        ends = zip(reversed(given.shape), reversed(shape), strict=False)
        if given.ndim > len(shape) or any(a not in (1, b) for a, b in ends):
            raise SymxentError(f"{name} has the shape {tuple(given.shape)}, which does not spread over {tuple(shape)}")


def _spread(known: Any, settings: list[Tensor], shape: Any) -> list[Tensor]:
    """Parameters for the function: one that needs a gradient is spread outside of it, where autograd sums it again."""
    for parameter, given in zip(known.loss.parameters, settings, strict=True):
        check_spread(parameter.name, given, shape)
    return [p.expand(shape) if p.ndim or p.requires_grad else p for p in settings]


def _of_rows(
    known: Any,
    described: _Targets,
    scores: Tensor,
    targets: Any,
    settings: list[Tensor],
    weight: Tensor | None,
    reduction: str,
) -> Tensor:
    def last(tensor: Tensor) -> Tensor:
        return tensor.movedim(0 if tensor.ndim == 1 else 1, -1)

    rows = last(scores)
    places = [target.long() if i == described.classes else last(target) for i, target in enumerate(targets)]
    if weight is not None and weight.shape != rows.shape[-1:]:
        expected = f"one number a class, {tuple(rows.shape[-1:])}, was expected"
        raise SymxentError(f"{described.name}: weight has the shape {tuple(weight.shape)}; {expected}")
    value = known(rows, *places, *_spread(known, settings, rows.shape[:-1]))
    share = None
    if described.classes is not None:
        labels = places[described.classes]
        share = counted = labels != known.ignored
        if weight is not None:
            share = torch.where(counted, weight.to(value.dtype)[torch.where(counted, labels, 0)], 0)
            value = value * share
    if reduction == "none":
        return value
    total = value.sum()
    return total if reduction == "sum" else total / (value.numel() if share is None else share.sum())


class LossModule(torch.nn.Module):  # type: ignore[name-defined]
    """``loss_of`` as a module: tensors among its parameters are the module's own, and learnt where they are Parameters.

    >>> focal = LossModule("focal", gamma=torch.nn.Parameter(torch.tensor(2.0)))
    >>> [name for name, _ in focal.named_parameters()]
    ['gamma']
    """

    def __init__(self, loss: Loss | str, reduction: str = "mean", *, weight: Tensor | None = None, **more: Any) -> None:
        super().__init__()
        learnt = {name: value for name, value in more.items() if isinstance(value, torch.Tensor)}
        self.made_of = loss, reduction, {name: v for name, v in more.items() if name not in learnt}
        self.function = loss_of(loss, reduction, **self.made_of[2])
        self.names = tuple(learnt)
        for name, value in learnt.items():
            if isinstance(value, torch.nn.Parameter):
                self.register_parameter(name, value)
            else:
                self.register_buffer(name, value)
        self.register_buffer("weight", weight)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "function"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        loss, reduction, more = self.made_of
        self.function = loss_of(loss, reduction, **more)

    def forward(self, scores: Tensor, *targets: Tensor) -> Tensor:
        return self.function(scores, *targets, weight=self.weight, **{name: getattr(self, name) for name in self.names})
