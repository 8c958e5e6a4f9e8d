"""Half precisions: every number of bfloat16 and of float16, for every label of every loss of one score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra torch")

from symxent.adapters.torch import loss_of  # noqa: E402
from symxent.losses.catalogue import named, names  # noqa: E402
from symxent.losses.verified import NotVerified  # noqa: E402
from symxent.losses.verify import checked  # noqa: E402

HALVES = {"bfloat16": (torch.bfloat16, 8, -126), "float16": (torch.float16, 11, -14)}
NEARLY_HALF = 0.51  # ULP: half of one for the rounding, and what float32 inside adds
WORST = 1.5  # ULP from the exact result, which is 1 from the correctly rounded one: next to a root float32 adds more
# bfloat16 has the exponents of float32 inside, which overflows, or loses digits, one step before it in some forms.
RANGE = {"bfloat16": (2.0**-126, 2.0**126), "float16": (0.0, np.inf)}
# What overflows beside something that has vanished gives NaN from there on in single precision, where the limit is 0.
OVERFLOWS = {("asymmetric", "hessian"), ("focal", "hessian"), ("gelu", "hessian")}
SQUARE = 2.0**63


def every_number(half: Any) -> Any:
    """All 2^16 numbers of a half precision, without NaN."""
    numbers = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(half)
    return numbers[~numbers.isnan()]


def labels(loss: Any) -> tuple[float | None, ...]:
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
    (hessian,) = torch.autograd.grad(gradient.sum(), z, allow_unused=True)
    yield value.detach()
    yield gradient.detach()
    yield hessian


def in_ulp(got: np.ndarray, exact: np.ndarray, digits: int, least: int) -> np.ndarray:
    """How far a half-precision result is from the exact one, in units of the last of its digits; 0 where both overflow.

    Beside the largest number infinity counts as the next one, as rounding takes it.
    """
    _, exponent = np.frexp(exact)
    ulp = np.ldexp(1.0, np.maximum(exponent - 1, least) - digits + 1)
    end = np.ldexp(1.0, -least + 2)
    clipped, wanted = (np.clip(v, -end, end) for v in (got, exact))
    return np.abs(clipped - wanted) / np.where(np.isfinite(ulp), ulp, 1.0)


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("name", names(by_row=False))
def test_every_half_precision_number_is_correct_to_the_last_digit(name: str, half: str) -> None:
    loss, (dtype, digits, least) = named(name), HALVES[half]
    try:
        made = checked(loss, True)
    except NotVerified:
        pytest.skip(f"{name} is not verified, and not served")
    scores = every_number(dtype)
    wide = scores.double().numpy()
    function = loss_of(loss, "none")
    for label in labels(loss):
        column = [] if label is None else [np.full(wide.shape, label)]
        given = [torch.full(scores.shape, label, dtype=dtype) for _ in column]
        for output, got in zip(loss.outputs, outputs(function, scores, given), strict=True):
            assert got.dtype == dtype
            with np.errstate(all="ignore"):
                exact = getattr(made, output)(wide, *column, *loss.settings())
            known = ~np.isnan(exact)
            result = got.double().numpy()
            if (name, output) in OVERFLOWS:
                known &= np.isinf(wide) | (np.abs(wide) < SQUARE)
            where = f"{name} {output} at the label {label}"
            assert not np.isnan(result[known]).any(), where
            low, high = RANGE[half]
            known &= (exact == 0) | np.isinf(exact) | ((np.abs(exact) >= low) & (np.abs(exact) <= high))
            off = in_ulp(result[known], exact[known], digits, least)
            worst = int(off.argmax())
            assert off[worst] <= WORST, f"{where}: {off[worst]} ULP at {wide[known][worst]}"
            assert np.quantile(off, 0.999) <= NEARLY_HALF, where
