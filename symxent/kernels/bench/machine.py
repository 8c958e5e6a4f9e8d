"""What the processor can do: its clock, and how many multiplications and additions, or divisions, a second."""

from __future__ import annotations

import ctypes
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from symxent.kernels.run import build
from symxent.resources import folder

STEPS = 20_000_000  # of the chain: some hundredths of a second


def name() -> str:
    """What the processor calls itself."""
    found = re.search(r"^model name\s*: (.+)$", build.processor(), re.MULTILINE)
    return found[1].strip() if found else build.processor().split("\n")[0]


@cache
def _library() -> ctypes.CDLL:
    source = (folder("templates") / "c" / "machine.c").read_text(encoding="utf-8")
    return build.library("machine", {"machine.c": source})


@cache
def hertz() -> float:
    """Cycles a second, as a chain of dependent steps of known length shows them.  Raises NoCompiler without one."""
    chain = _library().chain
    chain.argtypes, chain.restype = [ctypes.c_size_t, ctypes.c_uint64], ctypes.c_uint64
    return 2 * STEPS / min(_seconds(lambda: chain(STEPS, 1)) for _ in range(3))


@cache
def operations_per_second(dtype: str, threads: int) -> float:
    """Multiplications and additions a second, by as many threads as asked for.  Raises NoCompiler without one."""
    return _rate("peak", dtype, threads, STEPS // 4, 24)


@cache
def divisions_per_second(dtype: str, threads: int) -> float:
    """Divisions a second, by as many threads as asked for.  Raises NoCompiler without one."""
    return _rate("divide", dtype, threads, STEPS // 16, 4)


def _rate(function: str, dtype: str, threads: int, steps: int, vectors: int) -> float:
    real, letter = (ctypes.c_float, "f") if dtype == "float32" else (ctypes.c_double, "d")
    lanes = ctypes.c_size_t.in_dll(_library(), "vector_bytes").value // ctypes.sizeof(real)
    work = getattr(_library(), f"{function}_{letter}")
    work.argtypes, work.restype = [ctypes.c_size_t, real], real

    def all_threads() -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda _: work(steps, 0.5), range(threads)))

    return vectors * lanes * steps * threads / min(_seconds(all_threads) for _ in range(3))


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
