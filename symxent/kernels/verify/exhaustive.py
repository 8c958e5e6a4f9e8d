"""All 2³² float32 inputs: the float32 kernel against the float64 kernel, whose own error is a matter of balls.

A double result within 4 ULP of the truth is within 2⁻²⁷ ULP of float of it, so it stands for the truth here; that it
is within 4 ULP is measured in ball arithmetic at a sample of the same inputs, and the run fails if it is not.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from symxent.errors import SymxentError
from symxent.kernels.catalogue import kernel_named
from symxent.kernels.reference.ulp import error
from symxent.kernels.reference.values import evaluate
from symxent.kernels.run import build, load
from symxent.kernels.stable.forms import stable_form
from symxent.kernels.verify.measure import Measurement
from symxent.processors import processors
from symxent.resources import folder

CHUNK = 1 << 14  # inputs at a time: inside the cache, and too few for a kernel to start threads of its own
CHUNKS = 64  # in one piece of work
ALL = 1 << 32
PIECES = ALL // (CHUNK * CHUNKS)
TRUSTED = 4.0  # ULP of double


@dataclass(frozen=True)
class Task:
    """A kernel with all but its first input fixed: at every float32 there is."""

    kernel: str
    fixed: tuple[float, ...]
    bar: float


TASKS = (
    Task("sigmoid", (), 3.0),
    Task("bce_with_logits_value_gradient", (0.0,), 3.0),
    Task("bce_with_logits_value_gradient", (1.0,), 3.0),
)


def exhaustive(
    tasks: Sequence[Task] = TASKS,
    *,
    stride: int = 1,
    threads: int | None = None,
    progress: Callable[[int], object] = id,
) -> list[Measurement]:
    """The worst error of each output over all float32 inputs (every ``stride``-th piece of them).

    Raises SymxentError without a compiler, or when the float64 kernel is not within 4 ULP of the balls.
    """
    found = []
    for task in tasks:
        if not isinstance(load.kernel(task.kernel), np.ufunc):
            raise SymxentError("the exhaustive run needs the compiled kernels; install a C compiler such as gcc")
        _trust(task)
        with ThreadPoolExecutor(threads or processors()) as pool:
            starts = range(0, ALL, CHUNK * CHUNKS * stride)
            results = []
            for result in pool.map(lambda start, task=task: _work(task, start), starts):
                results.append(result)
                progress(1)
        outputs = kernel_named(task.kernel).outputs
        for position, output in enumerate(outputs):
            worst, bits = max((r[position] for r in results), key=lambda pair: pair[0])
            point = float(np.array(bits, dtype=np.uint32).view(np.float32))
            names = [i.name for i in kernel_named(task.kernel).inputs]
            where = ", ".join(f"{name}={v:.9g}" for name, v in zip(names, (point, *task.fixed), strict=True))
            points = len(starts) * CHUNK * CHUNKS
            found.append(
                Measurement(
                    task.kernel,
                    output.name,
                    "every float32",
                    "float32",
                    "C",
                    points,
                    worst,
                    float("nan"),
                    where,
                    task.bar,
                )
            )
    return found


def _work(task: Task, start: int) -> list[tuple[float, int]]:
    """The largest error of each output among CHUNKS·CHUNK consecutive bit patterns, and the pattern where it is."""
    kernel = load.kernel(task.kernel)
    fixed = [(np.full(CHUNK, value, np.float32), np.full(CHUNK, value)) for value in task.fixed]
    outputs = len(kernel_named(task.kernel).outputs)
    got = tuple(np.empty(CHUNK, np.float32) for _ in range(outputs))
    wanted = tuple(np.empty(CHUNK) for _ in range(outputs))
    found = [(-1.0, start)] * outputs
    for first in range(start, start + CHUNK * CHUNKS, CHUNK):
        single = np.arange(first, first + CHUNK, dtype=np.uint32).view(np.float32)
        with np.errstate(invalid="ignore"):  # among all patterns are signalling NaNs
            double = single.astype(np.float64)
        kernel(single, *[f[0] for f in fixed], out=got)
        kernel(double, *[f[1] for f in fixed], out=wanted)
        each = [_largest(g, w, first) for g, w in zip(got, wanted, strict=True)]
        found = [max(a, b, key=lambda pair: pair[0]) for a, b in zip(found, each, strict=True)]
    return found


def _largest(got: NDArray[np.float32], wanted: NDArray[np.float64], start: int) -> tuple[float, int]:
    worst, where = ctypes.c_double(), ctypes.c_int64()
    _library().symxent_largest_error(
        got.ctypes.data_as(ctypes.c_void_p),
        wanted.ctypes.data_as(ctypes.c_void_p),
        ctypes.c_int64(len(got)),
        ctypes.byref(worst),
        ctypes.byref(where),
    )
    return (np.inf if np.isnan(worst.value) else worst.value), start + where.value


@cache
def _library() -> ctypes.CDLL:
    text = (folder("templates") / "c" / "exhaustive.c.jinja").read_text(encoding="utf-8")
    source = text.replace("{{ command }}", "python -m symxent verify --exhaustive")
    library = build.library("exhaustive", {"exhaustive.c": source})
    library.symxent_largest_error.restype = None
    return library


def _trust(task: Task, sample: int = 4000) -> None:
    """Raises SymxentError unless the float64 kernel is within 4 ULP of the balls at a sample of float32 inputs."""
    kernel = kernel_named(task.kernel)
    rng = np.random.default_rng(0)
    bits = np.concatenate([np.linspace(0, ALL - 1, sample // 2).astype(np.uint32), rng.integers(0, ALL, sample // 2)])
    inputs = bits.astype(np.uint32).view(np.float32)
    double = inputs[~np.isnan(inputs)].astype(np.float64)
    columns = {kernel.inputs[0].symbol: double}
    columns |= {i.symbol: np.full(len(double), value) for i, value in zip(kernel.inputs[1:], task.fixed, strict=True)}
    got = load.kernel(task.kernel)(*columns.values())
    for position, output in enumerate(kernel.outputs):
        exact = evaluate((output.formula, stable_form(kernel.family, output.name)), columns)
        result = got[position] if isinstance(got, tuple) else got
        worst = float(np.nanmax(error(result, exact, np.dtype(np.float64))))
        if not worst <= TRUSTED:
            raise SymxentError(
                f"the float64 kernel {task.kernel} ({output.name}) is {worst:.3g} ULP from the ball arithmetic, more "
                f"than the {TRUSTED:g} that the exhaustive run of the float32 kernel rests on"
            )
