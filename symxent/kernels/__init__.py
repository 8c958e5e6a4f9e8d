"""Kernels as NumPy ufuncs, compiled when first asked for: ``symxent.kernels.sigmoid(z)``.

>>> import symxent.kernels
>>> float(symxent.kernels.bce_with_logits(40.0, 1.0))
4.248354255291589e-18
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from symxent.errors import nearest


def __getattr__(name: str) -> object:
    # "from symxent.kernels import catalogue" asks here first, before the module is imported.
    here = Path(__file__).parent
    if name.startswith("_") or (here / name).is_dir() or (here / f"{name}.py").exists():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "linear_cross_entropy":
        return import_module("symxent.kernels.run.linear").linear_cross_entropy
    load = import_module("symxent.kernels.run.load")
    if name not in load.specs():
        raise AttributeError(f"there is no kernel {name!r}; {nearest(name, load.specs())}")
    kernel = load.kernel(name)
    globals()[name] = kernel
    return kernel


def __dir__() -> list[str]:
    load = import_module("symxent.kernels.run.load")
    return sorted({*globals(), *load.specs(), "linear_cross_entropy"})
