"""Losses as functions that PyTorch differentiates by their own proved derivatives, and never by its autograd.

A function of a loss has an order: 0 is the value, 1 the gradient, 2 the Hessian (of a row its product with a vector).
What backward, forward-mode derivatives and ``torch.func`` ask of one is the next.  A derivative by a parameter is the
function of another loss, ∂loss/∂γ (``losses.partial``), made when it is first asked for.

Tensors on the CPU go through the compiled C, under torch.compile too; all others, and what is exported or transformed,
through the generated PyTorch.  Half precisions are computed in float32: a function gives float32, and its caller rounds
once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import cache
from inspect import signature
from typing import Any

import numpy as np
from sympy import Interval, S, lambdify, log

from symxent.adapters.extras import require
from symxent.adapters.objective import check_labels
from symxent.errors import SymxentError
from symxent.kernels.run.load import one_thread
from symxent.losses.compile import compiled, function
from symxent.losses.loss import Loss
from symxent.losses.partial import partial
from symxent.losses.variables import TARGET, Shares

torch = require("torch", "torch")

Tensor = Any
Call = Callable[..., Tensor]
IGNORED = -100  # the class number that PyTorch leaves out
FEW = 1 << 13  # scores, measured: a call from what torch.compile makes takes some ten microseconds
_library = torch.library.Library("symxent", "FRAGMENT")
_operators: list[str] = []


def computed(dtype: Any) -> Any:
    """The precision in which scores of a type are computed."""
    return torch.float64 if dtype == torch.float64 else torch.float32


def is_autocast(scores: Any) -> bool:
    """Whether autocast governs the scores' device."""
    return scores.device.type != "meta" and bool(torch.is_autocast_enabled(scores.device.type))


@cache
def of(loss: Loss, order: int = 0, ignored: int = IGNORED) -> Known:
    """The function of a loss; made once in a process.  Rows of the class ``ignored`` are 0, whatever they hold."""
    return (KnownRow if loss.by_row else Known)(loss, order, ignored)


class Known:
    """The value of a loss of one score, or a derivative by the score: a function of tensors of one shape.

    Called with a tensor for each of the loss's variables, in their order; numbers may be tensors without dimensions.
    """

    def __init__(self, loss: Loss, order: int, ignored: int) -> None:
        self.loss, self.order, self.ignored = loss, order, ignored
        self.variables = loss.variables  # SymPy looks for them anew each time
        self.targets = [(i, v) for i, v in enumerate(loss.variables) if v.role == TARGET]
        self.outputs = ("value", "gradient", "hessian_product" if loss.by_row else "hessian")
        self.formula: Call = function(loss, "torch", self.outputs[order])
        self.classes = [v.is_class for v in loss.variables] + [False] * (order == 2 and loss.by_row)
        self.slopes: dict[int, Call] = {}
        apply = _autograd(self).apply
        # TorchDynamo leaves the call whole, and what is traced after it sees the formula and its derivatives.
        self.call: Call = torch.compiler.allow_in_graph(lambda *inputs: apply(*inputs))

    def __call__(self, *inputs: Tensor) -> Tensor:
        return self.call(*inputs)

    def compute(self, *inputs: Tensor) -> Tensor:
        dtype = inner = computed(inputs[0].dtype)
        if inputs[0].dtype == torch.float16 and inputs[0].device.type == "cpu":
            inner = torch.float64  # near the root of e^z - y single precision has not 11 good bits left
        given = [a if is_class else a.to(inner) for a, is_class in zip(inputs, self.classes, strict=True)]
        here = all(map(can_be_read, given))
        kept = here or (all(map(is_compiled, given)) and not are_few(self.loss, given[0]))
        operator = operator_of(self.loss, self.outputs[self.order]) if kept else None
        result = self.formula(*self.told_apart(given)) if operator is None else operator(*given)
        if here and self.order == 0:
            self.check(result, given)
        # A derivative may be a number, or depend on a label alone.
        return torch.broadcast_to(torch.as_tensor(result, dtype=dtype, device=given[0].device), self.shape(given))

    def shape(self, given: Sequence[Tensor]) -> Any:
        return given[0].shape

    def told_apart(self, given: Sequence[Tensor]) -> Sequence[Tensor]:
        """The inputs of the formula, with NaN for a label outside of an interval; others give NaN by themselves."""
        told = list(given)
        for place, label in self.targets:
            if isinstance(label.where, Interval):
                inside = told[place].clamp(float(label.where.inf), float(label.where.sup))
                told[place] = torch.where(inside == told[place], told[place], torch.nan)
        return told

    def check(self, value: Tensor, given: Sequence[Tensor]) -> None:
        """Raises BadLabel for the first label outside of its set: those of a few values give NaN, and cost nothing."""
        for place, label in self.targets:
            tensor = given[place]
            if not tensor.numel() or label.where is S.Reals:
                continue
            if label.values:
                if not torch.isnan(value.sum()):
                    continue
            else:
                least, most = torch.aminmax(tensor)
                if least >= float(label.where.inf) and most <= float(label.where.sup):
                    continue
            check_labels(self.loss, label, tensor.numpy())

    def slope(self, place: int) -> Call:
        """The derivative by the input at a place, as a function of all inputs."""
        if place not in self.slopes:
            self.slopes[place] = self.made_slope(place)
        return self.slopes[place]

    def made_slope(self, place: int) -> Call:
        if place == 0:
            if self.order == 2:
                raise SymxentError(f"{self.loss.name} has a gradient and a Hessian; a third derivative was asked for")
            return self.at(self.order + 1)
        return self.by_variable(place) or _nothing

    def at(self, order: int) -> Known:
        """The function of another order of the same loss."""
        return of(self.loss, order, self.ignored)

    def by_variable(self, place: int) -> Call | None:
        """The derivative by a parameter or a target; None where it is 0."""
        other = partial(self.loss, self.variables[place])
        if other is None:
            return None
        known = of(other, self.order, self.ignored)
        places = [self.variables.index(v) for v in other.variables]
        return lambda *inputs: known(*[inputs[p] for p in places], *inputs[len(self.variables) :])

    def pull(self, place: int, above: Tensor, inputs: Sequence[Tensor]) -> Tensor:
        """What reaches the input at a place of a gradient from above."""
        return above * self.slope(place)(*inputs)

    push = pull


class KnownRow(Known):
    """The value of a loss over rows of scores (…, k), their gradient, or the Hessian's product with a last input.

    Class numbers and parameters have the shape (…), shares (…, k).
    """

    def shape(self, given: Sequence[Tensor]) -> Any:
        return given[0].shape if self.order else given[0].shape[:-1]

    def check(self, value: Tensor, given: Sequence[Tensor]) -> None:
        """The compiled kernel has looked at every class."""

    def compute(self, *inputs: Tensor) -> Tensor:
        place = next((i for i, is_class in enumerate(self.classes) if is_class), None)
        if place is None:
            return super().compute(*inputs)
        counted = inputs[place] != self.ignored
        if can_be_read(counted) and bool(counted.all()):
            return super().compute(*inputs)
        # What is left out may be NaN, of which no result is 0.
        kept = list(inputs)
        kept[0], kept[place] = torch.where(counted[..., None], inputs[0], 0), torch.where(counted, inputs[place], 0)
        result = super().compute(*kept)
        return torch.where(counted[..., None] if self.order else counted, result, 0)

    def by_variable(self, place: int) -> Call | None:
        variable = self.variables[place]
        if isinstance(variable, Shares):
            raise SymxentError(f"{self.loss.name} has no derivative by the shares; give them without requires_grad")
        inside = super().by_variable(place)
        # Of ℓ(s(τ) x): (log s)′ Σ_j x_j ∂ℓ/∂x_j, and of the gradient (log s)′ (∂ℓ/∂x_j + Σ_l x_l ∂²ℓ/∂x_j∂x_l).
        change = log(self.loss.rows.scale).diff(variable)
        if change == 0:
            return inside
        names = [p.name for p in self.loss.parameters]
        factor = lambdify(names, change.xreplace({p: p.plain for p in self.loss.parameters}), "math")
        first = len(self.variables) - len(names)
        gradient = self.at(1)

        def slope(*inputs: Tensor) -> Tensor:
            scores = torch.where(torch.isfinite(inputs[0]), inputs[0], 0)
            along = gradient(*inputs)
            rate = factor(*[p.to(along.dtype) for p in inputs[first : first + len(names)]])
            if self.order == 0:
                made = rate * (scores * along).sum(-1)
            else:
                made = rate[..., None] * (along + self.at(2)(*inputs, scores.to(along.dtype)))
            return made if inside is None else made + inside(*inputs)

        return slope

    def pull(self, place: int, above: Tensor, inputs: Sequence[Tensor]) -> Tensor:
        if self.is_product(place):
            return self.at(2)(*inputs[: len(self.variables)], above)
        if self.order == 0:
            return (above[..., None] if place == 0 else above) * self.slope(place)(*inputs)
        return (above * self.slope(place)(*inputs)).sum(-1)

    def push(self, place: int, along: Tensor, inputs: Sequence[Tensor]) -> Tensor:
        if self.is_product(place):
            return self.at(2)(*inputs[: len(self.variables)], along)
        slope = self.slope(place)(*inputs)
        if self.order == 0:
            return (along * slope).sum(-1) if place == 0 else along * slope
        return along[..., None] * slope

    def is_product(self, place: int) -> bool:
        """Whether the derivative is the Hessian, which is a matrix: there is only its product with something."""
        return place == (0 if self.order == 1 else len(self.variables)) and self.order > 0


def _nothing(*inputs: Tensor) -> Tensor:
    return torch.zeros((), dtype=computed(inputs[0].dtype), device=inputs[0].device)


def _autograd(known: Known) -> Any:
    """The autograd function of a known one."""

    class OfLoss(torch.autograd.Function):  # type: ignore[name-defined]
        @staticmethod
        def forward(*inputs: Tensor) -> Tensor:
            return known.compute(*inputs)

        @staticmethod
        def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
            ctx.save_for_backward(*inputs)
            ctx.save_for_forward(*inputs)
            ctx.set_materialize_grads(False)  # of what does not move no derivative is asked: there may be none

        @staticmethod
        def backward(ctx: Any, above: Tensor) -> Any:
            inputs = ctx.saved_tensors
            return tuple(
                known.pull(place, above, inputs).to(inputs[place].dtype) if needed and above is not None else None
                for place, needed in enumerate(ctx.needs_input_grad)
            )

        @staticmethod
        def jvp(ctx: Any, *tangents: Tensor) -> Tensor:
            inputs = ctx.saved_tensors
            moved = [known.push(i, t.to(computed(t.dtype)), inputs) for i, t in enumerate(tangents) if t is not None]
            return sum(moved[1:], moved[0])

        @staticmethod
        def vmap(info: Any, dims: Any, *inputs: Tensor) -> Any:
            return known(*[_batched(a, d, info.batch_size) for a, d in zip(inputs, dims, strict=True)]), 0

    # PyTorch asks for it at each call, and inspecting takes longer than a small kernel.
    OfLoss.forward.__signature__ = signature(OfLoss.forward)  # type: ignore[attr-defined]
    OfLoss.__name__ = f"{known.loss.name}_{known.outputs[known.order]}"
    return OfLoss


def _batched(tensor: Tensor, dim: int | None, size: int) -> Tensor:
    """The tensor with its batch first; one that is a single number for all stays one."""
    if dim is not None:
        return tensor.movedim(dim, 0)
    return tensor.expand(size, *tensor.shape) if tensor.ndim else tensor


def can_be_read(tensor: Tensor) -> bool:
    """Whether a tensor holds numbers here and now: it lies on the CPU, and nothing is being traced."""
    plain = type(tensor) in (torch.Tensor, torch.nn.Parameter) and tensor.device.type == "cpu"
    return plain and not torch.compiler.is_compiling()


def is_compiled(tensor: Tensor) -> bool:
    """Whether a tensor is one of the CPU in what torch.compile makes for this process, and not for others."""
    return torch.compiler.is_compiling() and not torch.compiler.is_exporting() and tensor.device.type == "cpu"


def are_few(loss: Loss, scores: Tensor) -> bool:
    """Whether torch.compile sees so few scores that the call of an operator takes longer than the formula of each."""
    size = scores.numel()
    return not loss.by_row and isinstance(size, int) and size < FEW


@cache
def operator_of(loss: Loss, output: str) -> Any:
    """The compiled C of an output as an operator of PyTorch's; None where there is none."""
    if output == "hessian_product" or "_by_" in loss.name:
        return None
    made = compiled(loss)
    if made.reason:
        return None
    kernel = made.kernels[output]
    name = f"{loss.name}_{output}_{len(_operators)}"
    _operators.append(name)
    arguments = ", ".join(f"Tensor a{i}" for i, _ in enumerate(loss.variables))
    _library.define(f"{name}({arguments}) -> Tensor")

    def run(*tensors: Tensor) -> Tensor:
        with one_thread(kernel) if torch.get_num_threads() == 1 else nullcontext():
            return torch.from_numpy(np.asarray(kernel(*[a.detach().numpy() for a in tensors]), order="C"))

    def shaped(*tensors: Tensor) -> Tensor:
        shape = tensors[0].shape[:-1] if loss.by_row and output == "value" else tensors[0].shape
        return torch.empty(shape, dtype=tensors[0].dtype, device=tensors[0].device)

    _library.impl(name, run, "CPU")
    torch.library.register_fake(f"symxent::{name}", shaped, lib=_library)
    return getattr(torch.ops.symxent, name).default
