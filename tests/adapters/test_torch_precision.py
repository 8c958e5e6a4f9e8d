"""Half precisions: every number of bfloat16 and of float16, for every label of every loss of one score."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra torch")

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))
from halves import HALVES, RANGE, every_number, in_ulp, labels, outputs  # noqa: E402

from symxent.adapters.torch import loss_of  # noqa: E402
from symxent.losses.catalogue import named, names  # noqa: E402
from symxent.losses.verified import NotVerified  # noqa: E402
from symxent.losses.verify import checked  # noqa: E402

NEARLY_HALF = 0.51  # ULP: half of one for the rounding, and what float32 inside adds
WORST = 1.5  # ULP from the exact result, which is 1 from the correctly rounded one: next to a root float32 adds more
# What overflows beside something that has vanished gives NaN from there on in single precision, where the limit is 0.
OVERFLOWS = {("asymmetric", "hessian"), ("focal", "hessian")}
SQUARE = 2.0**63


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
