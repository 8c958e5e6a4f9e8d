"""Calls every generated kernel on awkward arrays; run by the tests in a process whose kernels watch their memory."""

from __future__ import annotations

import re

import numpy as np

from symxent import kernels
from symxent.kernels.load import specs

EXTREMES = [0.0, -0.0, 1.0, -1.0, 1e-310, 745.5, -745.5, 3e38, -3e38, np.inf, -np.inf, np.nan, 0.5, 17.0, -40.0, 100.0]
SIZES = {"n": (0, 1, 7, 70), "k": (1, 2, 10, 65, 3000), "d": (1, 3, 16, 33)}


def arrays(shape: tuple[int, ...], dtype: type, rng: np.random.Generator) -> np.ndarray:
    values = rng.normal(scale=5, size=shape).astype(dtype)
    if values.size > len(EXTREMES) and len(shape) == 1:
        with np.errstate(over="ignore"):
            values[: len(EXTREMES)] = np.array(EXTREMES).astype(dtype)
    return values


def sizes_of(signature: str) -> list[dict[str, int]]:
    letters = sorted(set(re.findall(r"[a-z]\w*", signature)))
    cases = [dict.fromkeys(letters, 3)]
    for letter in letters:
        cases += [{**cases[0], letter: size} for size in SIZES.get(letter, (1, 5)) if size or letter == "n"]
    return cases


def main() -> None:
    rng = np.random.default_rng(1)
    called = 0
    for name, spec in specs().items():
        kernel = getattr(kernels, name)
        for dtype in (np.float32, np.float64):
            if spec.signature is None:
                for n in (0, 1, 5, 1000, 40_000):
                    inputs = [arrays((n,), dtype, rng) for _ in spec.inputs]
                    kernel(*inputs)
                    kernel(*[a[::-3] for a in inputs])  # neither contiguous nor forward
                    called += 2
                kernel(*[dtype(0.25)] * len(spec.inputs))
                continue
            cores = [re.findall(r"\w+", core) for core in re.findall(r"\(([^)]*)\)", spec.signature.split("->")[0])]
            for sizes in sizes_of(spec.signature):
                for loop in ((), (4,), (0,)):
                    inputs = []
                    for input_name, core in zip(spec.inputs, cores, strict=True):
                        shape = (*loop, *(sizes[letter] for letter in core))
                        classes = sizes.get("k", 2)
                        if input_name in spec.labels:
                            inputs.append(rng.integers(0, classes, size=shape))
                        else:
                            inputs.append(arrays(shape, dtype, rng))
                    kernel(*inputs)
                    called += 1
    print(f"{called} calls of {len(specs())} kernels")


if __name__ == "__main__":
    main()
