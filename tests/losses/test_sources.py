"""A loss as a module of NumPy, PyTorch or JAX: each gives what the compiled C gives, tails and both precisions too."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from array_libraries import called

from symxent.kernels.emit.libraries import LIBRARIES
from symxent.losses.catalogue import named
from symxent.losses.compile import kernel_name, sources

SCORES = np.array([-np.inf, -800.0, -40.0, -3.0, -0.5, 0.0, 0.25, 2.0, 15.0, 90.0, 700.0, np.inf])
LOSSES = ["bce", "focal", "label_smoothed", "ordinal", "gelu", "generalised_ce", "pseudo_huber", "bernoulli_kl"]
ROWS = ["softmax_cross_entropy", "softmax_label_smoothed", "softmax_temperature"]


@cache
def functions(name: str, target: str) -> dict[str, Any]:
    loss, space = named(name), {"__name__": "written"}
    exec(compile(sources(loss, target)[f"{name}.py"], f"{target}/{name}.py", "exec"), space)  # our own text
    return {output: space[kernel_name(loss, (output,))] for output in loss.outputs}


def check(name: str, target: str, dtype: Any, *arguments: Any) -> None:
    made = named(name).compile(strict=False)
    for output, function in functions(name, target).items():
        with np.errstate(all="ignore"):
            wanted = getattr(made, output)(*arguments)
        (got,) = called(target, function, *arguments)
        assert got.dtype == dtype or target == "numpy"  # where a choice between whole numbers has 64 bits
        # XLA takes subnormal numbers for 0, and its erfc loses digits in the tail.
        loose = 40 if target == "jax" else 1
        rtol, atol = loose * 32 * np.finfo(dtype).eps, loose * np.finfo(dtype).tiny
        if named(name).by_row:
            atol = 4 * np.finfo(dtype).eps  # a smoothed gradient cancels near its root
        np.testing.assert_allclose(got, wanted, rtol, atol, err_msg=f"{name} {output}")


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("target", LIBRARIES)
@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_of_one_score_is_what_the_c_computes(name: str, target: str, dtype: Any) -> None:
    loss = named(name)
    label = loss.targets[0] if loss.targets else None
    values = [float(v) for v in label.values] or [0.0, 0.25, 1.0] if label is not None else [0.0]
    scores, labels = (a.astype(dtype).ravel() for a in np.meshgrid(SCORES, values))
    settings = [np.full(scores.shape, s, dtype) for s in loss.settings()]
    check(name, target, dtype, scores, *([labels] if label is not None else []), *settings)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("target", LIBRARIES)
@pytest.mark.parametrize("name", ROWS)
def test_a_loss_over_rows_is_what_the_c_computes(name: str, target: str, dtype: Any) -> None:
    rng = np.random.default_rng(4)
    scores = (rng.normal(size=(40, 5)) * np.geomspace(0.1, 300, 40)[:, None]).astype(dtype)
    scores[7, 2], scores[8, 1] = np.inf, -np.inf
    # A parameter may have a value for each row.
    settings = [rng.uniform(0.2, 0.9, 40).astype(dtype) for _ in named(name).parameters]
    check(name, target, dtype, scores, rng.integers(0, 5, 40), *settings)
