"""The generated kernels: compiled, or on a device of PyTorch's."""

from __future__ import annotations

import os
from functools import partial
from typing import Any

import symxent.kernels
from symxent.kernels.bench.task import KERNELS, TITLES, Array, Call, empty_like
from symxent.kernels.run import device


def _of(task: str, *arrays: Array) -> Call:
    family, name = KERNELS.get(task, ("", "linear_cross_entropy"))
    if "SYMXENT_DEVICE" in os.environ:
        function, tensors = (
            device.kernel(family, name, arrays[0].dtype, device.named()),
            [device.tensor(a) for a in arrays],
        )
        return lambda: function(*tensors)
    kernel: Any = getattr(symxent.kernels, name)
    if not family:
        X, t, Theta = arrays
        return lambda: kernel(X, Theta, t, by_X=True)
    if len(arrays) > 2:  # of a data set: what it gives is small
        return lambda: kernel(*arrays)
    shape = arrays[0] if task != "softmax_cross_entropy" else arrays[0][:, 0]
    out = (empty_like(shape), empty_like(arrays[0]))[-kernel.nout :]
    return lambda: kernel(*arrays, out=out)


(sigmoid, bce, gradient_hessian, focal, softmax_cross_entropy, logistic, softmax_regression, linear_cross_entropy) = (
    partial(_of, task) for task in TITLES
)
