"""Kernels that take class labels: the ufunc, and an error that names the label that is no class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from symxent.kernels.load import Spec


class LabelKernel:
    """A ufunc whose loop leaves NaN where a label is no class; calling it raises instead.

    The check costs one look at the labels only when a NaN came out, so valid calls pay for nothing but the wrapper.
    Everything else (``signature``, ``nin``, ``types`` …) is the ufunc's.
    """

    def __init__(self, ufunc: np.ufunc, spec: Spec) -> None:
        self.ufunc = ufunc
        self.spec = spec
        self.__name__ = spec.name
        self.__doc__ = spec.doc

    def __call__(self, *args: Any, **options: Any) -> Any:
        return self.ufunc(*args, **options)
