"""What a call costs beside NumPy's own ufuncs, what loading a compiled family costs, and what compiling one costs.

python bench/calls.py            # calls and cached loads
python bench/calls.py --compile  # and every family compiled afresh, one after the other
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import timeit
from pathlib import Path

import numpy as np

from symxent import kernels
from symxent.kernels.run import build, load

ROUNDS, CALLS = 15, 20_000
LOAD = """
import time
from symxent.kernels.run import load
began = time.perf_counter()
load.kernel("bce_with_logits_value_gradient")
print(time.perf_counter() - began)
"""


def calls() -> None:
    """A call on one number, and NumPy's ufuncs with as many inputs and outputs, in turn."""
    a = np.array([0.3])
    pairs = {
        "1 input, 1 output: sigmoid, np.exp": (lambda: kernels.sigmoid(a), lambda: np.exp(a)),
        "2 inputs, 2 outputs: bce_with_logits_value_gradient, np.divmod": (
            lambda: kernels.bce_with_logits_value_gradient(a, a),
            lambda: np.divmod(a, a),
        ),
    }
    for name, (ours, theirs) in pairs.items():
        times: list[tuple[float, float]] = []
        for _ in range(ROUNDS):
            times.append((timeit.timeit(ours, number=CALLS) / CALLS, timeit.timeit(theirs, number=CALLS) / CALLS))
        mine, other = (statistics.median(column) * 1e6 for column in zip(*times, strict=True))
        print(f"{name}: {mine:.2f} and {other:.2f} µs, {mine - other:+.2f} µs")


def cached_load() -> None:
    """The first kernel of a family in a new process, its library compiled before."""
    kernels.bce_with_logits_value_gradient(0.0, 0.0)
    runs = [subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True) for _ in range(9)]
    print(f"cached load: {1000 * statistics.median(float(run.stdout) for run in runs):.2f} ms")


def compiles() -> None:
    """Every family compiled as it is for this machine."""
    for family in sorted({spec.family for spec in load.specs().values()}):
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            build.compiled(
                family, load._sources(family), build.compiler(), build.flags(), build.LIBRARIES, Path(folder)
            )
            print(f"compile {family}: {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    calls()
    cached_load()
    if "--compile" in sys.argv:
        compiles()
