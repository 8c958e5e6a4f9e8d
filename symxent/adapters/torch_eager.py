"""Losses of plain tensors on the CPU: one call of C gives value and gradient, which backward passes on.

Of fewer than 10⁵ scores the calls around a kernel take longer than the kernel does, so that there is one: it looks at
the labels, computes, divides and adds (``templates/torch/one_pass.c``).  Around it stands C++ of PyTorch's own
(``torch_native``), or Python where that is not compiled; a derivative of this gradient is that of ``torch_autograd``,
to which both go back.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
from sympy import S

from symxent.adapters import torch_native
from symxent.adapters.extras import require
from symxent.adapters.torch_autograd import Known, are_few
from symxent.kernels.run import build
from symxent.kernels.run.load import digest, prepared
from symxent.losses.compile import compiled
from symxent.losses.loss import Loss
from symxent.losses.variables import LossVariable, Row
from symxent.resources import folder

torch = require("torch", "torch")

Tensor = Any
CHUNK = 2048  # as in the C
MANY = 1 << 15  # scores from which on threads are worth it
_NAME = "one_pass"
_FORMATS = ((torch.float32, "f", np.float32), (torch.float64, "d", np.float64))
_NOTHING, _NUMBERS, _CLASSES = range(3)
_PLAIN = (torch.Tensor, torch.nn.Parameter)
_strided, _is_compiling = torch.strided, torch.compiler.is_compiling
_transforms, _intercepts = torch._C._are_functorch_transforms_active, torch._C._len_torch_dispatch_stack
_is_batched, _levels = torch._C._functorch.is_legacy_batchedtensor, torch.autograd.forward_ad


def is_plain(tensors: Sequence[Tensor]) -> bool:
    """Whether tensors hold numbers on the CPU, and nothing traces, transforms, intercepts or pushes derivatives."""
    if _is_compiling() or _transforms() or _intercepts() or _levels._current_level >= 0:
        return False
    for t in tensors:
        if type(t) not in _PLAIN or not t.is_cpu or t.layout is not _strided or t.is_neg() or _is_batched(t):
            return False  # a batched one is of autograd.grad(is_grads_batched=True)
    return True


class _Plan(ctypes.Structure):
    """What the C must know of a loss in one precision; its ``struct plan``."""

    _fields_ = (
        *[(name, ctypes.c_void_p) for name in ("alone", "both", "numbers")],
        ("ignored", ctypes.c_int64),
        *[(name, ctypes.c_double) for name in ("least", "most")],
        *[(name, ctypes.c_int) for name in ("bounded", "target", "parameters", "reduction")],
    )


@cache
def _library() -> ctypes.CDLL:
    place = folder("templates") / "torch"
    sources = {file: (place / file).read_text(encoding="utf-8") for file in (f"{_NAME}.c", f"{_NAME}.h")}
    library = prepared(build.library(_NAME, sources), _NAME)
    for _, suffix, _ in _FORMATS:
        function = getattr(library, f"symxent_{_NAME}_{suffix}")
        function.restype = ctypes.c_double
        function.argtypes = [ctypes.c_void_p, *[ctypes.c_size_t] * 2, *[ctypes.c_void_p] * 4, ctypes.c_int]
    return library


class Eager:
    """A loss with fixed parameters and a reduction: of scores and targets of one shape, or of rows (N, k).

    Called with such tensors, of one precision, it gives the reduced value; None where it leaves the case to
    ``torch_autograd``: other types and shapes, targets that require a gradient, labels outside of their set (of which
    that one tells), results that are NaN.
    """

    def __init__(
        self, loss: Loss, known: Known, reduction: str, parameters: Sequence[Tensor], general: Callable[..., Tensor]
    ) -> None:
        self.known, self.reduction, self.by_row = known, reduction, loss.by_row
        self.parameters, self.general = parameters, general
        self.native: Callable[..., Tensor | None] | None = None
        self.key = 0
        self.kind = (_CLASSES if loss.targets[0].is_class else _NUMBERS) if loss.targets else _NOTHING
        self.count = len(loss.targets)
        made = compiled(loss)
        self.flag = getattr(made.kernels["value"], "flag", None)
        self.plans: dict[Any, tuple[Any, ...]] = {}
        if made.reason or self.count > 1:
            return
        library = build.library(loss.name, made.generated.sources)
        facts = [*made.generated.sources.values(), *map(repr, (known.ignored, *parameters))]
        self.key = int(digest([loss.name, reduction, *facts])[:15], 16)  # the same in every process
        self.traced = torch.compiler.allow_in_graph(self.of_traced)
        for dtype, suffix, wide in _FORMATS:
            numbers = np.repeat(np.array([float(p) for p in parameters], wide), CHUNK)
            loops = [
                getattr(library, f"symxent_{made.kernels[kernel].__name__}{suffix.strip('d')}_loop")
                for kernel in ("value", "value_gradient")
            ]
            ends = _ends(loss.targets[0]) if self.kind == _NUMBERS else None
            plan = _Plan(
                *[ctypes.cast(loop, ctypes.c_void_p) for loop in loops],
                numbers.ctypes.data,
                known.ignored,
                *(ends or (0, 0)),
                ends is not None,
                self.kind,
                len(parameters),
                ("none", "sum", "mean").index(reduction),
            )
            run = getattr(_library(), f"symxent_{_NAME}_{suffix}")
            self.plans[dtype] = run, ctypes.addressof(plan), plan, numbers

    def __call__(self, scores: Tensor, targets: tuple[Tensor, ...]) -> Tensor | None:
        if _is_compiling():
            return self.traced(scores, *targets) if self.may_be_traced(scores, targets) else None
        native = self.native or self.known_natively(torch_native.module())
        if native is not None:
            result = native(scores, *targets)
            if result is None and self.flag is not None:
                self.flag()  # the next call of the kernel is not to see it
            return result
        made = self.compute(scores, targets)
        if made is None or made[1] is None:
            return None if made is None else made[0]
        return _apply((self, *made, targets), scores)

    def compute(
        self, scores: Tensor, targets: tuple[Tensor, ...], again: bool = False
    ) -> tuple[Tensor, Tensor | None] | None:
        """The value and, where it is wanted, its gradient; ``again`` from inside of a backward."""
        if len(targets) != self.count or not is_plain((scores, *targets)):
            return None
        dtype, shape, size, place = scores.dtype, scores.shape, scores.numel(), 0
        plan = self.plans.get(dtype)
        if plan is None or not size:
            return None
        rows, k = size, 1
        if self.by_row:
            if len(shape) != 2:
                return None
            rows, k = shape
        data = scores if scores.is_contiguous() else scores.detach().contiguous()
        for target in targets:
            classes = self.kind == _CLASSES
            if target.requires_grad or target.shape != (shape[:1] if classes else shape):
                return None
            if classes and target.is_floating_point():
                return None
            target = target.to(torch.int64 if classes else dtype)
            if not target.is_contiguous():
                target = target.contiguous()
            place = target.data_ptr()
        wanted = scores.requires_grad and (again or torch.is_grad_enabled())
        gradient = torch.empty_like(data) if wanted else None
        into = None if gradient is None else gradient.data_ptr()
        value = data.new_empty(self.shape(scores))
        total = plan[0](
            plan[1], rows, k, data.data_ptr(), place, value.data_ptr(), into,
            1 if size < MANY else torch.get_num_threads(),
        )  # fmt: skip
        if total != total:
            if self.flag is not None:
                self.flag()  # the next call of the kernel is not to see it
            return None
        return value, gradient

    def known_natively(self, module: Any) -> Callable[..., Tensor | None] | None:
        """The loss as the C++ gives it, to which it is made known; None where there is none."""
        if self.native is None and self.key in _by_key:  # of the same loss, made before
            self.native = _by_key[self.key].native
        elif module is not None and self.native is None and self.plans:
            single, real = (self.plans[dtype] for dtype, *_ in _FORMATS)
            passes = (ctypes.cast(plan[0], ctypes.c_void_p).value for plan in (single, real))
            number = module.known(
                self.key, *passes, single[1], real[1], self.by_row, self.reduction != "none", self.kind, self.pull,
                self.apart,
            )  # fmt: skip
            self.native = partial(module.loss, number)
            _by_key[self.key] = self
            _register()
        return self.native

    def may_be_traced(self, scores: Tensor, targets: tuple[Tensor, ...]) -> bool:
        """Whether what torch.compile makes of a call can be the operator: its result is differentiated once."""
        if torch.compiler.is_exporting() or len(targets) != self.count or scores.dtype not in self.plans:
            return False
        if are_few(self.known.loss, scores):
            return False
        shape = scores.shape[:1] if self.kind == _CLASSES else scores.shape
        return (
            all(t.device.type == "cpu" and t.layout is _strided for t in (scores, *targets))
            and (scores.ndim == 2 or not self.by_row)
            and all(t.shape == shape and not t.requires_grad for t in targets)
            and not (self.kind == _CLASSES and targets[0].is_floating_point())
        )

    def of_traced(self, scores: Tensor, *targets: Tensor) -> Tensor:
        """What torch.compile sees of a call."""
        if _transforms() or _levels._current_level >= 0 or self.known_natively(torch_native.wait()) is None:
            return self.general(scores, *targets)
        if scores.requires_grad and torch.is_grad_enabled():
            return _OfOperator.apply(self, scores, *targets)[0]
        return self.operate(False, scores, *targets)[0]

    def operate(self, with_gradient: bool, scores: Tensor, *targets: Tensor) -> tuple[Tensor, Tensor]:
        """The value, and its gradient or nothing, by the operator."""
        return torch.ops.symxent.one_pass(self.key, scores, *(targets or (None,)), with_gradient)

    def apart(self, scores: Tensor, *targets: Tensor) -> tuple[Tensor, Tensor]:
        """Value and gradient in the usual way, which says what is wrong with labels."""
        value = self.general(scores, *targets)
        return value, self.pull(torch.ones_like(value), [scores, *targets])

    def shape(self, scores: Tensor) -> Any:
        """Of the value."""
        return () if self.reduction != "none" else scores.shape[:1] if self.by_row else scores.shape

    def pull(self, above: Tensor, inputs: Sequence[Tensor]) -> Tensor:
        """What reaches the scores of a gradient from above, as a function that can be differentiated again."""
        if self.reduction == "mean":
            above = above / (inputs[0].numel() if self.kind != _CLASSES else (inputs[1] != self.known.ignored).sum())
        if self.reduction != "none":
            above = above.expand(self.known.shape(inputs))
        return self.known.pull(0, above, [*inputs, *self.parameters]).to(inputs[0].dtype)


_by_key: dict[int, Eager] = {}


@cache
def _register() -> None:
    """What torch.compile must know of the operator: the shapes of its results."""

    def shaped(key: int, scores: Tensor, target: Tensor | None, with_gradient: bool) -> tuple[Tensor, Tensor]:
        value = scores.new_empty(_by_key[key].shape(scores))
        return value, scores.new_empty(scores.shape if with_gradient else (0,))

    torch.library.register_fake("symxent::one_pass", shaped, allow_override=True)


def _ends(target: LossVariable | Row) -> tuple[float, float] | None:
    """Between which numbers a target must lie; of one that has a few values a wrong one gives NaN by itself."""
    if target.where is S.Reals or (isinstance(target, LossVariable) and target.values):
        return None
    return float(target.where.inf), float(target.where.sup)


class _OfLoss(torch.autograd.Function):  # type: ignore[name-defined]
    @staticmethod
    def forward(ctx: Any, made: tuple[Eager, Tensor, Tensor, tuple[Tensor, ...]], scores: Tensor) -> Tensor:
        ctx.eager, value, ctx.gradient, targets = made  # what is no argument of its own costs nothing
        ctx.save_for_backward(scores, *targets)
        return value

    @staticmethod
    def backward(ctx: Any, above: Tensor) -> Any:
        gradient, ctx.gradient = ctx.gradient, None  # autograd takes it over, and may add to it
        if torch.is_grad_enabled() or not is_plain((above,)):
            return None, ctx.eager.pull(above, ctx.saved_tensors)
        if gradient is None:
            scores, *targets = ctx.saved_tensors
            gradient = ctx.eager.compute(scores, tuple(targets), again=True)[1]
        if ctx.eager.reduction == "none":
            gradient.mul_(above[..., None] if ctx.eager.by_row else above)
        elif (factor := above.item()) != 1:
            gradient.mul_(factor)
        return None, gradient


class _OfOperator(torch.autograd.Function):  # type: ignore[name-defined]
    @staticmethod
    def forward(ctx: Any, eager: Eager, scores: Tensor, *targets: Tensor) -> tuple[Tensor, Tensor]:
        ctx.eager = eager
        value, gradient = eager.operate(True, scores, *targets)
        ctx.save_for_backward(gradient, scores, *targets)
        ctx.mark_non_differentiable(gradient)
        return value, gradient

    @staticmethod
    def backward(ctx: Any, above: Tensor, _: Tensor) -> Any:
        gradient, *inputs = ctx.saved_tensors
        if torch.is_grad_enabled():
            pulled = ctx.eager.pull(above, inputs)
        else:
            pulled = gradient * (above[..., None] if ctx.eager.by_row and ctx.eager.reduction == "none" else above)
        return None, pulled, *[None] * len(inputs[1:])


# Nothing is transformed here, for which alone Function.apply has more steps.
_apply = super(torch.autograd.Function, _OfLoss).apply
