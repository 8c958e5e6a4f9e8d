"""Worst errors in bfloat16 and float16 over every number and every label: symxent's losses beside PyTorch's own.

    python bench/halves.py > docs/tables/halves.txt

In units of the last digit; 0.50 is correct rounding.  NaN: where there is a number; all: no digit is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from symxent.adapters.torch import loss_of
from symxent.lint.peers import PEERS
from symxent.losses.catalogue import named, names
from symxent.losses.loss import Loss
from symxent.losses.verified import NotVerified

# The type, its digits, the exponent of its smallest normal number; and the results that count: bfloat16 has the
# exponents of float32, in which is computed, and which overflows or loses digits one step before it in some forms.
HALVES = {"bfloat16": (torch.bfloat16, 8, -126), "float16": (torch.float16, 11, -14)}
RANGE = {"bfloat16": (2.0**-126, 2.0**126), "float16": (0.0, np.inf)}


def every_number(half: Any) -> Any:
    """All 2^16 numbers of a half precision, without NaN."""
    numbers = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(half)
    return numbers[~numbers.isnan()]


def labels(loss: Loss) -> tuple[float | None, ...]:
    """The labels to try: all of a few, or some."""
    if not loss.targets:
        return (None,)
    label = loss.targets[0]
    if label.values:
        return tuple(float(v) for v in label.values)
    return (0.0, 0.25, 1.0) if label.where.sup.is_finite else (0.0, 0.5, 3.0)


def outputs(function: Any, scores: Any, given: list[Any]) -> Iterator[Any]:
    """Value, gradient and second derivative at the scores."""
    z = scores.clone().requires_grad_()
    value = function(z, *given)
    (gradient,) = torch.autograd.grad(value.sum(), z, create_graph=True)
    yield value.detach()
    yield gradient.detach()
    yield torch.autograd.grad(gradient.sum(), z)[0] if gradient.requires_grad else torch.zeros_like(scores)


def in_ulp(got: np.ndarray, exact: np.ndarray, digits: int, least: int) -> np.ndarray:
    """How far a half-precision result is from the exact one, in units of the last of its digits; 0 where both overflow.

    Beside the largest number infinity counts as the next one, as rounding takes it.
    """
    _, exponent = np.frexp(exact)
    ulp = np.ldexp(1.0, np.maximum(exponent - 1, least) - digits + 1)
    end = np.ldexp(1.0, -least + 2)
    clipped, wanted = (np.clip(v, -end, end) for v in (got, exact))
    return np.abs(clipped - wanted) / np.where(np.isfinite(ulp), ulp, 1.0)


def worst(loss: Loss, function: Any, half: str) -> list[str]:
    """The worst error of each output, in a few letters."""
    dtype, digits, least = HALVES[half]
    scores, made = every_number(dtype), loss.compile()
    wide, (low, high) = scores.double().numpy(), RANGE[half]
    found = [0.0, 0.0, 0.0]
    for label in labels(loss):
        column = [] if label is None else [np.full(wide.shape, label)]
        given = [torch.full(scores.shape, label, dtype=dtype) for _ in column]
        for i, got in enumerate(outputs(function, scores, given)):
            with np.errstate(all="ignore"):
                exact = getattr(made, loss.outputs[i])(wide, *column, *loss.settings())
                known = (exact == 0) | np.isinf(exact) | ((np.abs(exact) >= low) & (np.abs(exact) <= high))
                off = in_ulp(got.double().numpy()[known], exact[known], digits, least)
            found[i] = float(np.maximum(found[i], off.max()))  # NaN stays
    return ["NaN" if np.isnan(f) else "all" if f >= 2.0 ** (digits - 1) else f"{f:.2f}" for f in found]


def main() -> None:
    # At a kink a second derivative is a choice, and the numbers of Huber's loss hit it.
    rows = [row for row in PEERS["torch"].rows if row[1] != "huber"]
    theirs = {loss: (name, made(torch)) for name, loss, _, made in reversed(rows)}
    print(f"PyTorch {torch.__version__}; value, gradient and second derivative of symxent's and of PyTorch's own")
    print(f"{'loss':<16}{'format':<10}{'value':>6}{'gradient':>10}{'hessian':>9}   PyTorch's own")
    for name in names(by_row=False):
        loss = named(name)
        try:
            ours = loss_of(loss, "none")
        except NotVerified:
            continue
        for half in HALVES:
            value, gradient, hessian = worst(loss, ours, half)
            line = f"{name:<16}{half:<10}{value:>6}{gradient:>10}{hessian:>9}"
            if name in theirs:
                label, call = theirs[name]
                function = call if loss.targets else lambda z, f=call: f(z, None)
                line += f"   {label}: {', '.join(worst(loss, function, half))}"
            print(line)


if __name__ == "__main__":
    main()
