"""Whether the kernels of a loss passed their own verification: measured once for a machine, then remembered."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from symxent.errors import SymxentError
from symxent.files import write_atomically
from symxent.kernels.run import build


class NotVerified(SymxentError):
    """The kernels of a loss are wrong somewhere by more than a stable form may be; the message says where."""


class NotVerifiedWarning(UserWarning):
    """The same, where kernels were asked for all the same."""


class Measurement(Protocol):
    """What is measured of one output in one format."""

    @property
    def passed(self) -> bool: ...

    @property
    def failure(self) -> str: ...


def failures(name: str, key: str, measure: Callable[[], Sequence[Measurement]]) -> tuple[str, ...]:
    """What verification holds against the kernels, a sentence each; ``key`` tells the loss and its code."""
    place = _place(name, key)
    try:
        return tuple(str(one) for one in json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        pass
    found = tuple(one.failure for one in measure() if not one.passed)
    try:
        write_atomically(place, json.dumps(found, ensure_ascii=False))
    except SymxentError:
        return found  # a cache that cannot be written costs time, not correctness
    return found


def told(name: str, found: Sequence[str]) -> str:
    """What verification holds against the kernels, in one sentence."""
    return f"the kernels of {name} fail their verification: {'; '.join(found)}"


def tell(name: str, found: Sequence[str], strict: bool) -> None:
    """Raises NotVerified, or warns, if verification holds something against the kernels."""
    if not found:
        return
    if strict:
        raise NotVerified(f"{told(name, found)}. compile(strict=False) gives them all the same")
    warnings.warn(told(name, found), NotVerifiedWarning, stacklevel=4)


def _place(name: str, key: str) -> Path:
    """Of the machine code that this compiler makes for this processor: another one is measured anew."""
    try:
        compiler: Any = build.compiler().identity
    except build.NoCompiler as error:
        compiler = str(error)
    circumstances = (key, compiler, build.processor(), repr(build.flags()), np.__version__)
    digest = hashlib.sha256("\0".join(circumstances).encode()).hexdigest()[:32]
    return build.cache_folder() / f"{name}-{digest}-verified.json"
