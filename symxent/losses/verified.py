"""Whether the kernels of a loss passed their own verification: measured once for a machine, then remembered."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from symxent.errors import SymxentError
from symxent.files import write_atomically
from symxent.kernels.run import build


class NotVerified(SymxentError):
    """The kernels of a loss are wrong somewhere by more than a stable form may be; the message says where."""


class NotVerifiedWarning(UserWarning):
    """The same, where kernels were asked for all the same."""


WORST = 2.0**12  # ULP: beyond, the last dozen bits are gone and the form found is no stable one
UNEXPLAINED = 16.0  # times what the rounding of the inputs does: beyond, it is the form that is wrong


@dataclass(frozen=True)
class Measured:
    """The worst error of one output in one format, and ``where``; ``lost`` counts NaN where a number was due.

    ``error`` is in ULP, at roots in units of what the rounding of the inputs does; ``at_limits`` counts infinite
    scores at which the result is not the limit; ``confirmed`` the numbers whose derivative power series confirmed.
    ``unexplained`` is the worst error in units of what the rounding of the inputs does, where that is more than half of
    what may be, and ``beyond`` where that is.
    """

    output: str
    dtype: str
    points: int
    error: float
    where: str
    lost: int
    at_limits: int
    confirmed: int
    unexplained: float = 0.0
    beyond: str = ""

    @property
    def passed(self) -> bool:
        return self.lost == 0 and self.error < WORST and self.unexplained < UNEXPLAINED

    @property
    def failure(self) -> str:
        """What is wrong, in words."""
        what, where = f"wrong by {self.error:.3g} ULP", self.where
        if self.lost:
            what = f"NaN at {self.lost} points"
        elif self.error < WORST:
            what, where = f"wrong by {self.unexplained:.3g} times what the rounding of its inputs does", self.beyond
        return f"the {self.output} in {self.dtype} is {what}, at {where}"

    def facts(self) -> dict[str, Any]:
        """The measurement as data."""
        facts = asdict(self)
        error = facts.pop("error")
        return {**facts, "ulp": error if np.isfinite(error) else None, "passed": self.passed}


def failures(name: str, key: str, measure: Callable[[], Sequence[Measured]]) -> tuple[str, ...]:
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
