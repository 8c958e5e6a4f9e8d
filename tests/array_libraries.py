"""Generated functions of a library of arrays, called with NumPy's arrays: for tests that ask the same of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest


def called(target: str, function: Callable[..., Any], *arguments: Any) -> tuple[np.ndarray, ...]:
    """The outputs of a generated function as NumPy's arrays; skips where the library is not installed."""
    if target == "numpy":
        results = function(*arguments)
    elif target == "torch":
        torch = pytest.importorskip("torch", reason="needs the extra torch")
        results = function(*[torch.as_tensor(np.array(a)) for a in arguments])
    else:
        jax = pytest.importorskip("jax", reason="needs the extra jax")
        jax.config.update("jax_enable_x64", True)
        results = function(*[jax.numpy.asarray(a) for a in arguments])
    return tuple(np.asarray(r) for r in (results if isinstance(results, tuple) else (results,)))
