"""The generated NumPy kernels behind the calls of a ufunc, for machines without a C compiler."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from symxent.kernels.run.labels import check_labels, classes, wrong_type
from symxent.resources import folder

if TYPE_CHECKING:
    from symxent.kernels.run.load import Spec


class NumPyKernel:
    """A generated NumPy function with ``out``, ``where``, ``dtype`` and ``casting``, as a ufunc has them."""

    def __init__(self, function: Callable[..., Any], spec: Spec) -> None:
        self.function = function
        self.spec = spec
        self.__name__ = spec.name
        self.__doc__ = spec.doc
        self.nin, self.nout = len(spec.inputs), len(spec.outputs)
        self.signature = spec.signature

    def __call__(
        self,
        *args: Any,
        out: Any = None,
        where: Any = True,
        dtype: Any = None,
        casting: Any = "same_kind",
    ) -> Any:
        if len(args) > self.nin:
            args, out = args[: self.nin], args[self.nin :]
        if len(args) != self.nin:
            raise TypeError(f"{self.__name__}() takes the arguments {', '.join(self.spec.inputs)}, not {len(args)}")
        real = np.dtype(dtype) if dtype is not None else self._format(args)
        results = self.function(*[self._argument(n, a, real, args) for n, a in enumerate(args)])
        results = results if isinstance(results, tuple) else (results,)
        outs = out if isinstance(out, tuple) else (out,) * (1 if self.nout == 1 else 0) or (None,) * self.nout
        placed = tuple(self._place(r.astype(real), o, where, casting) for r, o in zip(results, outs, strict=True))
        return placed if self.nout > 1 else placed[0]

    def _format(self, args: tuple[Any, ...]) -> np.dtype:
        """float32 when all real arguments are at most that, else float64."""
        reals = [
            np.asarray(a) if isinstance(a, list | tuple) else a
            for n, a in zip(self.spec.inputs, args, strict=True)
            if n not in self.spec.labels
        ]
        found = np.result_type(*reals)
        return np.dtype(np.float32) if np.can_cast(found, np.float32) else np.dtype(np.float64)

    def _argument(self, place: int, value: Any, real: np.dtype, args: tuple[Any, ...]) -> np.ndarray:
        name = self.spec.inputs[place]
        array = np.asarray(value)
        if name not in self.spec.labels:
            return array.astype(real)
        if not np.can_cast(array.dtype, np.int64):
            raise wrong_type(name, array.dtype)
        check_labels(name, array, classes(self.spec.inputs, args))
        return array

    @staticmethod
    def _place(result: np.ndarray, out: Any, where: Any, casting: Any) -> Any:
        if out is None and where is True:
            return result[()]
        if out is None:
            out = np.empty(np.broadcast_shapes(result.shape, np.shape(where)), result.dtype)
        np.copyto(out, result, where=where, casting=casting)
        return out

    def __reduce__(self) -> Any:
        return _again, (self.spec.name,)

    def __repr__(self) -> str:
        return f"<NumPy kernel {self.__name__!r}>"


def kernel(spec: Spec, reason: str) -> NumPyKernel:
    """The NumPy kernel of that name; the first says in one line why it is not the compiled one."""
    _warn(reason)
    return NumPyKernel(getattr(family(spec.family), spec.name), spec)


@cache
def _warn(reason: str) -> None:
    line = reason.splitlines()[0]
    warnings.warn(f"symxent computes with NumPy kernels, which are slower: {line}", RuntimeWarning, stacklevel=5)


@cache
def family(name: str, target: str = "numpy") -> ModuleType:
    """The generated module of a family, for NumPy or another library."""
    return module(place(name, target), f"symxent_generated_{target}_{name}")


def place(name: str, target: str) -> Path:
    """Where the generated module of a family lies, if there is one."""
    return folder("generated") / target / f"{name}.py"


def module(where: Path, name: str) -> ModuleType:
    """A generated module, from where it lies.  Raises ImportError where it cannot be loaded."""
    spec = importlib.util.spec_from_file_location(name, where)
    if spec is None or spec.loader is None:
        raise ImportError(f"{where} cannot be loaded")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def _again(name: str) -> Any:
    import symxent.kernels

    return getattr(symxent.kernels, name)
