"""Random numbers that are the same with every version of NumPy.

NumPy keeps the stream of a bit generator for ever, but not what ``Generator`` makes of it, whose normal numbers also go
through the C library's logarithm.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_STEP = 2.0**-53


class Draws:
    """Numbers drawn from a seed, with the names that ``Generator`` has for them.

    >>> Draws(0).random(2).tolist()
    [0.6369616873214543, 0.2697867137638703]
    """

    def __init__(self, *seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def random(self, *shape: int) -> Floats:
        """Numbers from [0, 1), multiples of 2^-53."""
        raw = self._bits.random_raw(int(np.prod(shape, dtype=int)))
        return ((np.asarray(raw) >> np.uint64(11)).astype(np.float64) * _STEP).reshape(shape)

    def uniform(self, low: float, high: float, *shape: int) -> Floats:
        return low + (high - low) * self.random(*shape)

    def integers(self, low: int, high: int, *shape: int) -> NDArray[np.int64]:
        """Integers from low up to, and without, high."""
        return low + np.floor((high - low) * self.random(*shape)).astype(np.int64)

    def choice(self, values: Sequence[float] | Floats, *shape: int) -> Floats:
        return np.asarray(values)[self.integers(0, len(values), *shape)]

    def some(self, values: NDArray[np.intp], count: int) -> NDArray[np.intp]:
        """So many different ones of the values, in their order."""
        first = np.argsort(self._bits.random_raw(len(values)), kind="stable")[:count]
        return values[np.sort(first, kind="stable")]

    def normal(self, *shape: int) -> Floats:
        """Very nearly normal numbers: each the sum of twelve uniform ones, less 6."""
        twelve = self.random(12, *shape)
        total = twelve[0]
        for one in twelve[1:]:
            total = total + one
        return total - 6
