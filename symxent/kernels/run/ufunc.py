"""A real numpy.ufunc from a C function pointer, through NumPy's own table of its C interface and ctypes alone."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

_FROM_FUNC_AND_DATA_AND_SIGNATURE = 31  # the place of PyUFunc_FromFuncAndDataAndSignature, fixed by NumPy's ABI
_NO_IDENTITY = -1
_alive: list[object] = []  # NumPy keeps pointers to these for as long as the ufunc lives: for ever


@cache
def _maker() -> Any:
    from numpy._core import _multiarray_umath  # type: ignore[attr-defined]

    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype = ctypes.c_void_p
    get.argtypes = [ctypes.py_object, ctypes.c_char_p]
    table = ctypes.cast(get(_multiarray_umath._UFUNC_API, None), ctypes.POINTER(ctypes.c_void_p))
    pointers = ctypes.POINTER(ctypes.c_void_p)
    prototype = ctypes.PYFUNCTYPE(
        ctypes.py_object,
        pointers,  # the loops
        pointers,  # their data
        ctypes.c_char_p,  # the type numbers of each loop's arguments
        *[ctypes.c_int] * 4,  # loops, inputs, outputs, identity
        ctypes.c_char_p,  # name
        ctypes.c_char_p,  # docstring
        ctypes.c_int,  # unused
        ctypes.c_char_p,  # signature, or NULL
    )
    return prototype(table[_FROM_FUNC_AND_DATA_AND_SIGNATURE])


def make_ufunc(
    name: str, loops: Sequence[tuple[str, int]], inputs: int, outputs: int, doc: str, signature: str | None = None
) -> np.ufunc:
    """A ufunc (with ``signature``, a generalised one) over C loops.

    ``loops`` pairs the type letters of all arguments, "dd", with the address of a function
    ``void loop(char **args, const intptr_t *sizes, const intptr_t *steps, void *data)``.
    """
    functions = (ctypes.c_void_p * len(loops))(*[address for _, address in loops])
    data = (ctypes.c_void_p * len(loops))()
    numbers = bytes(np.dtype(letter).num for letters, _ in loops for letter in letters)
    types = ctypes.create_string_buffer(numbers, len(numbers) + 1)
    texts = [ctypes.c_char_p(text.encode()) for text in (name, doc)]
    dimensions = ctypes.c_char_p(signature.encode()) if signature else None
    _alive.extend((functions, data, types, texts, dimensions))
    made = _maker()(
        functions,
        data,
        ctypes.cast(types, ctypes.c_char_p),
        len(loops),
        inputs,
        outputs,
        _NO_IDENTITY,
        texts[0],
        texts[1],
        0,
        dimensions,
    )
    return made
