"""Instruction sets: everybody of a contest held to one, so that one machine can tell what others would.

Each library reads a variable of its own when it is loaded; the kernels are compiled for the processors that have it.
"""

from __future__ import annotations

import os
import platform
from importlib import import_module
from typing import Any

from symxent.errors import SymxentError
from symxent.kernels.run.build import processor

_MORE = ("AVX512", "X86_V4", "AVX5")  # as NumPy's names of what AVX2 does not have begin
HELD: dict[str, dict[str, str]] = {
    "avx512": {"SYMXENT_MARCH": "x86-64-v4"},
    "avx2": {
        "SYMXENT_MARCH": "x86-64-v3",
        "ATEN_CPU_CAPABILITY": "avx2",
        "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "NUMBA_CPU_NAME": "haswell",
        "OPENBLAS_CORETYPE": "Haswell",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ",
    },
    "sse2": {
        "SYMXENT_MARCH": "x86-64",
        "ATEN_CPU_CAPABILITY": "default",
        "XLA_FLAGS": "--xla_cpu_max_isa=SSE4_2",
        "ONEDNN_MAX_CPU_ISA": "SSE41",
        "NUMBA_CPU_NAME": "x86-64",
        "OPENBLAS_CORETYPE": "Prescott",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX2,-AVX",
    },
    "neon": {},
}
_FLAGS = {
    "avx512": "avx512bw",
    "avx2": "avx2",
    "sse2": "sse2",
    "neon": "asimd",
}  # as /proc/cpuinfo names what is needed


def best() -> str:
    """The largest instruction set of this processor that the tables know, or the name of its architecture."""
    return next((isa for isa, flag in _FLAGS.items() if flag in processor().split()), platform.machine())


def environment(isa: str) -> dict[str, str]:
    """The variables that hold everybody to an instruction set.  Raises SymxentError where the processor lacks it."""
    if _FLAGS[isa] not in processor().split():
        raise SymxentError(f"--isa {isa}: this processor has at most {best()}")
    held = dict(HELD[isa])
    if isa in ("avx2", "sse2"):
        held["NPY_DISABLE_CPU_FEATURES"] = " ".join(_of_numpy(isa))
        held["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {held['XLA_FLAGS']}".strip()
    return held


def _of_numpy(isa: str) -> list[str]:
    """What NumPy would choose at run time and has to leave: it refuses names that are built in or not there."""
    built: Any = import_module("numpy._core._multiarray_umath")

    there = [name for name in built.__cpu_dispatch__ if built.__cpu_features__.get(name)]
    return [name for name in there if isa == "sse2" or name.startswith(_MORE)]
