"""Errors in units in the last place, against a value known to more digits than the format can hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Exact:
    """Real numbers x = ``nearest`` + ``rest``·ulp(``nearest``), elementwise: the nearest double and what it leaves.

    ``nearest`` is ±inf where x rounds to it (or is a limit that does), NaN where x is undefined or was not decided.
    The rest is in ulps, so that it survives where ``nearest`` is denormal or zero.
    """

    nearest: Floats
    rest: Floats

    def __len__(self) -> int:
        return len(self.nearest)

    def __getitem__(self, where: NDArray[np.bool_] | NDArray[np.intp]) -> Exact:
        return Exact(self.nearest[where], self.rest[where])

    def rounded(self, dtype: np.dtype) -> NDArray[np.floating]:
        """The values rounded to the nearest number of ``dtype``, ties to even, once and not twice."""
        if dtype == np.float64:
            return self.nearest
        with np.errstate(over="ignore", invalid="ignore"):
            once = self.nearest.astype(np.float32)
            # A double half-way between two floats is a tie only if nothing is left over.
            away = np.where(self.rest > 0, np.float32(np.inf), np.float32(-np.inf))
            other = np.nextafter(once, away.astype(np.float32))
            middle = (once.astype(np.float64) + other.astype(np.float64)) / 2
            tie = (middle == self.nearest) & (self.rest != 0) & np.isfinite(self.nearest)
        return np.where(tie, other, once).astype(np.float32)


def ulp(x: NDArray[np.floating], dtype: np.dtype) -> Floats:
    """The distance between neighbouring numbers of ``dtype`` at |x|, never less than the smallest denormal.

    >>> ulp(np.array([1.0, 0.0]), np.dtype("f4")).tolist() == [2.0**-23, 2.0**-149]
    True
    """
    info = np.finfo(dtype)
    size = np.minimum(np.abs(np.asarray(x, dtype=np.float64)), float(info.max))
    _, exponent = np.frexp(size)
    lowest = info.minexp - info.nmant
    return np.ldexp(1.0, np.where(size == 0, lowest, np.maximum(exponent - 1 - info.nmant, lowest)))


def error(got: NDArray[np.floating], exact: Exact, dtype: np.dtype) -> Floats:
    """|got − exact| in ulps of the exact value; inf where one is NaN and the other is not.

    An infinity counts as the first number beyond the largest finite one, so a result that overflows one step too
    early is wrong by one ulp and not by infinitely many.  NaN where the exact value is undefined and so is ``got``.

    >>> third = Exact(np.array([1 / 3]), np.array([1 / 3]))  # the nearest double is 1/3 ulp below 1/3
    >>> error(np.array([1 / 3]), third, np.dtype("f8")).round(3).tolist()
    [0.333]
    """
    dtype = np.dtype(dtype)
    value, reference = np.asarray(got, dtype=np.float64), exact.nearest
    beyond = 2.0 ** (np.finfo(dtype).maxexp - 1)  # half of it: 2^1024 itself is not a double
    with np.errstate(invalid="ignore", over="ignore"):
        overflows = np.abs(reference) >= float(np.finfo(dtype).max) + 0.5 * float(ulp(np.array(np.inf), dtype))
        same = np.isinf(value) & overflows & (np.sign(value) == np.sign(reference))
        unit = ulp(reference, dtype)
        a = np.where(np.isinf(value), np.copysign(beyond, value), value / 2)
        b = np.where(np.isinf(reference), np.copysign(beyond, reference), reference / 2)
        # Halving is exact except among denormals, where the plain difference cannot overflow.
        near = np.where(np.maximum(np.abs(value), np.abs(reference)) < 1.0, value - reference, 2 * (a - b))
        steps = near / unit
        steps = steps - exact.rest * (ulp(reference, np.dtype(np.float64)) / unit)
        result = np.abs(steps)
    result = np.where(same, 0.0, result)
    undefined = np.isnan(reference)
    result = np.where(undefined != np.isnan(value), np.inf, result)
    return np.where(undefined, np.nan, result)


def first_apart(one: Floats, other: Floats, most: float = 1.0) -> tuple[int, ...] | None:
    """The first place at which two exact values are more than ``most`` ULP apart; where one is NaN nothing is known."""
    with np.errstate(invalid="ignore"):
        apart = np.argwhere(np.abs(one - other) > most * np.spacing(np.abs(other)))
    return tuple(int(i) for i in apart[0]) if len(apart) else None
