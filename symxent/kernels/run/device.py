"""Kernels on a device of PyTorch's: the generated PyTorch, or Triton where that is what serves there."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from typing import Any

import numpy as np

from symxent.errors import SymxentError
from symxent.kernels.run import fallback


def check(name: str) -> None:
    """Raises SymxentError where PyTorch has no such device, or is not installed."""
    if importlib.util.find_spec("torch") is None:
        raise SymxentError(f"--device {name}: PyTorch is not installed: pip install 'symxent[torch]'")
    import torch

    try:
        torch.zeros(1, device=name).cpu()
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = str(error).splitlines()[0]
        raise SymxentError(f"--device {name}: there is no such device here: {reason}") from None


def kernel(family: str, name: str, dtype: Any, device: str) -> Callable[..., Any]:
    """A kernel as a function of tensors on the device: Triton's in float32 on one that Triton compiles for."""
    triton = device.startswith("cuda") and dtype == np.float32 and importlib.util.find_spec("triton") is not None
    function: Callable[..., Any] | None = None
    if triton and fallback.place(family, "triton").exists():
        function = getattr(fallback.family(family, "triton"), name, None)
    return function or getattr(fallback.family(family, "torch"), name)


def called(family: str, name: str, device: str) -> Callable[..., Any]:
    """A kernel on the device as a function of NumPy's arrays."""

    def call(*arrays: Any) -> Any:
        dtype = next(a.dtype for a in arrays if a.dtype.kind == "f")
        made = kernel(family, name, dtype, device)(*[tensor(a, device) for a in arrays])
        return tuple(t.cpu().numpy() for t in made) if isinstance(made, tuple) else made.cpu().numpy()

    return call


def tensor(array: Any, device: str = "") -> Any:
    """NumPy's array as a tensor on the device, or on that of this process."""
    import torch

    return torch.as_tensor(np.array(array)).to(device or named())


def named() -> str:
    """The device of this process, which SYMXENT_DEVICE names."""
    return os.environ.get("SYMXENT_DEVICE") or "cpu"


def finish() -> None:
    """Wait until the device of this process has done what it was given."""
    if "SYMXENT_DEVICE" in os.environ:
        import torch

        getattr(torch, torch.device(named()).type).synchronize()
