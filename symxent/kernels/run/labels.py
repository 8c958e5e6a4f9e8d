"""Kernels that take class labels: the ufunc, and an error that names the label that is no class."""

from __future__ import annotations

import copyreg
from collections.abc import Callable
from typing import Any

import numpy as np

from symxent.errors import SymxentError


class BadLabel(SymxentError, ValueError):
    """A label is no class, no whole number, or none that a loss has a value for; a ValueError, as other libraries'."""


class LabelKernel:
    """A kernel whose labels are checked by its loop.

    A C loop cannot raise, so it leaves NaN in the row of a label that is no class and raises a flag of its thread;
    the call reads the flag and only then looks for the label.  A valid call pays for reading one flag.  Attributes
    other than the call (``signature``, ``nin``, ``types`` …) are the ufunc's.  Where another library runs the ufunc
    later, as Dask does, there is nobody to raise and the NaN stays.
    """

    def __init__(self, ufunc: np.ufunc, inputs: tuple[str, ...], labels: tuple[str, ...], doc: str) -> None:
        self.ufunc = ufunc
        self.inputs = inputs
        self.labels = labels
        self.flag: Callable[[], int] | None = None
        self.__name__ = ufunc.__name__
        self.__doc__ = doc

    def __call__(self, *args: Any, **options: Any) -> Any:
        try:
            result = self.ufunc(*args, **options)
        except TypeError:
            self._explain_type(args)
            raise
        if self.flag is not None and self.flag():
            self._explain_range(args)
        return result

    def __getattr__(self, name: str) -> Any:
        if name == "ufunc":  # while being unpickled
            raise AttributeError(name)
        return getattr(self.ufunc, name)

    def __reduce__(self) -> Any:
        return copyreg.dispatch_table[np.ufunc](self.ufunc)  # by which every ufunc of ours is pickled

    def __repr__(self) -> str:
        return f"<kernel {self.__name__!r} with labels {', '.join(self.labels)}>"

    def _explain_type(self, args: tuple[Any, ...]) -> None:
        for name, given in zip(self.inputs, args, strict=False):
            if name in self.labels and not np.can_cast(np.asarray(given).dtype, np.int64):
                raise wrong_type(name, np.asarray(given).dtype)

    def _explain_range(self, args: tuple[Any, ...]) -> None:
        count = classes(self.inputs, args)
        for name, given in zip(self.inputs, args, strict=False):
            if name in self.labels:
                check_labels(name, np.asarray(given), count)
        raise BadLabel(f"{' or '.join(self.labels)} holds a label that is no class; there are {count} classes")


def wrong_type(name: str, kind: np.dtype) -> BadLabel:
    """What is said of labels whose type int64 does not hold; numbers of uint64 are whole, but may be too large."""
    why = "which int64 does not hold" if kind.kind == "u" else "and class labels are whole numbers"
    return BadLabel(f"{name} has the type {kind}, {why}; give {name}.astype(np.int64) if each is a class")


def classes(inputs: tuple[str, ...], args: tuple[Any, ...]) -> int:
    """The number of classes: the length of a row, or of θ where the rows are a data set."""
    if "theta" in inputs:
        return int(np.shape(args[inputs.index("theta")])[-2])
    return int(np.shape(args[0])[-1])


def check_labels(name: str, labels: np.ndarray, count: int) -> None:
    """Raises BadLabel, with its place, for the first label outside 0 … count − 1."""
    wrong = np.argwhere((labels < 0) | (labels >= count))
    if len(wrong):
        place = tuple(int(i) for i in wrong[0])
        where = f"[{', '.join(map(str, place))}]" if place else ""
        raise BadLabel(f"{name}{where} is {labels[place]}, but there are {count} classes (0…{count - 1})")
