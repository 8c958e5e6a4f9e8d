"""Kernels by name: the generated C, compiled and made a ufunc; the generated NumPy where there is no compiler.

An elementwise or row kernel is the ufunc itself, not a wrapper: ``out=``, ``where=``, ``__array_ufunc__`` and the call
overhead are NumPy's own.  Only kernels that take class labels are wrapped (``labels.LabelKernel``), because a loop
cannot raise an error for a label that is no class.
"""

from __future__ import annotations

import copyreg
import ctypes
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np

from symxent.errors import SymxentError, unknown
from symxent.kernels.run import build, fallback
from symxent.kernels.run.labels import LabelKernel
from symxent.kernels.run.ufunc import make_ufunc
from symxent.resources import folder

if TYPE_CHECKING:
    from symxent.kernels.catalogue import Kernel

LABEL = np.dtype(np.int64).char
FORMATS = (("f", "f"), ("", "d"))  # suffix of the C function, NumPy's letter


@dataclass(frozen=True)
class Spec:
    """What must be known of a kernel to load it."""

    name: str
    family: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    labels: tuple[str, ...]  # those of the inputs that are class numbers
    signature: str | None
    doc: str

    @classmethod
    def of(cls, kernel: Kernel, doc: str) -> Spec:
        """That of a kernel before it is generated."""
        labels = tuple(i.name for i in kernel.inputs if i.label)
        inputs, outputs = (tuple(each.name for each in group) for group in (kernel.inputs, kernel.outputs))
        return cls(kernel.name, kernel.family, inputs, outputs, labels, kernel.signature, doc)

    @classmethod
    def read(cls, name: str, facts: Mapping[str, Any]) -> Spec:
        """That of a kernel from data; raises KeyError where something is missing."""
        inputs, outputs, labels = (tuple(facts[part]) for part in ("inputs", "outputs", "labels"))
        return cls(name, facts["family"], inputs, outputs, labels, facts["signature"], facts["doc"])


@dataclass(frozen=True)
class Source:
    """Where a ufunc came from: enough to make it again in another process, and to see that it is the same one.

    A kernel that is not among the generated files, such as that of a user's loss, carries its C source with it.
    """

    name: str
    digest: str
    own: tuple[Spec, Mapping[str, str]] | None = None


_lock = RLock()
_libraries: list[ctypes.CDLL] = []
_origin: dict[int, Source] = {}
_switches: dict[int, Any] = {}
_made: dict[tuple[str, str], Any] = {}
_own_libraries: dict[tuple[str, str], ctypes.CDLL] = {}
_numpys_reduce = copyreg.dispatch_table.get(np.ufunc)


@cache
def specs() -> Mapping[str, Spec]:
    """Every generated kernel, by name, as the manifest of the generated files lists them."""
    manifest = json.loads((folder("generated") / "MANIFEST").read_text(encoding="utf-8"))
    return {name: Spec.read(name, entry) for name, entry in manifest["kernels"].items()}


def kernel(name: str) -> Any:
    """The kernel: a ufunc over the compiled C, or the NumPy kernel where there is no compiler.

    Raises SymxentError for a name that is not generated.
    """
    if name not in specs():
        raise unknown("kernel", name, sorted(specs()))
    spec = specs()[name]
    with _lock:
        try:
            library = _library(spec.family)
        except build.NoCompiler as reason:
            return fallback.kernel(spec, str(reason))
        return from_library(library, spec, _sources(spec.family))


@cache
def _sources(family: str) -> Mapping[str, str]:
    where = folder("generated") / "c"
    return {file: (where / file).read_text(encoding="utf-8") for file in (f"{family}.c", f"{family}.h")}


@cache
def _library(family: str) -> ctypes.CDLL:
    return prepared(build.library(family, _sources(family)), family)


@contextmanager
def one_thread(kernel: Any) -> Iterator[None]:
    """Calls of the kernel inside run in the calling thread alone.

    Between two parallel loops of a booster its threads keep spinning for some milliseconds: a kernel that then wakes
    threads of its own waits for processors that are busy with nothing.
    """
    allow = _switches.get(id(getattr(kernel, "ufunc", kernel)))
    if allow is None:
        yield
        return
    allow(0)
    try:
        yield
    finally:
        allow(1)


def prepared(library: ctypes.CDLL, family: str) -> ctypes.CDLL:
    """A library whose kernels use one thread in forked children: OpenMP's threads do not survive a fork."""
    allow = getattr(library, f"symxent_{family}_allow_threads")
    allow.argtypes, allow.restype = [ctypes.c_int], None
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: allow(0))
    _libraries.append(library)
    return library


def from_library(library: ctypes.CDLL, spec: Spec, sources: Mapping[str, str]) -> Any:
    """The ufunc over the loops of a loaded library."""
    loops = []
    for suffix, letter in FORMATS:
        loop = getattr(library, f"symxent_{spec.name}{suffix}_loop")
        letters = "".join(LABEL if i in spec.labels else letter for i in spec.inputs) + letter * len(spec.outputs)
        loops.append((letters, ctypes.cast(loop, ctypes.c_void_p).value or 0))
    ufunc = make_ufunc(spec.name, loops, len(spec.inputs), len(spec.outputs), spec.doc, spec.signature)
    made: Any = ufunc
    if spec.labels:
        made = LabelKernel(ufunc, spec.inputs, spec.labels, spec.doc)
        made.flag = getattr(library, f"symxent_{spec.family}_bad_label")
    _origin[id(ufunc)] = Source(spec.name, _digest(sources))
    _switches[id(ufunc)] = getattr(library, f"symxent_{spec.family}_allow_threads")
    return made


def digest(texts: Iterable[str]) -> str:
    """A hash of some texts in their order."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _digest(sources: Mapping[str, str]) -> str:
    return digest(sources[name] for name in sorted(sources))


def from_sources(spec: Spec, sources: Mapping[str, str]) -> Any:
    """The ufunc of a kernel that is not among the generated files; it pickles together with its C source.

    Raises NoCompiler where there is no compiler.
    """
    with _lock:
        key = (spec.name, _digest(sources))
        if key not in _made:
            if (spec.family, key[1]) not in _own_libraries:
                _own_libraries[spec.family, key[1]] = prepared(build.library(spec.family, sources), spec.family)
            made = from_library(_own_libraries[spec.family, key[1]], spec, sources)
            _origin[id(getattr(made, "ufunc", made))] = Source(*key, (spec, dict(sources)))
            _made[key] = made
        return _made[key]


def rebuild(name: str, digest: str) -> Any:
    """The kernel of that name in this process; raises SymxentError when it was made from other sources."""
    import symxent.kernels

    made = getattr(symxent.kernels, name)
    here = _origin.get(id(getattr(made, "ufunc", made)))
    if here is not None and here.digest != digest:
        raise SymxentError(
            f"the pickled kernel {name} was generated from other sources than the one installed here; "
            "use the same version of symxent in both processes"
        )
    return made


def reduce_ufunc(ufunc: Any) -> Any:
    """How ufuncs pickle: ours by name and hash of the source, all others as NumPy does it."""
    source = _origin.get(id(ufunc))
    if source is not None and source.own is not None:
        return from_sources, source.own
    if source is not None:
        return rebuild, (source.name, source.digest)
    return _numpys_reduce(ufunc) if _numpys_reduce is not None else ufunc.__name__


copyreg.pickle(np.ufunc, reduce_ufunc)
