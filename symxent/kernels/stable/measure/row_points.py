"""Rows on which row kernels are tried: usual, confident, unlikely, shifted far away, tied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import NDArray

from symxent.kernels.stable.measure.draws import Draws

Array = NDArray[np.float64]
REACH = {np.dtype(np.float32): 80.0, np.dtype(np.float64): 680.0}  # e^−reach is a normal number


@dataclass(frozen=True)
class Rows:
    """n rows of k logits ``x``, a class ``t`` each, weights ``v`` and shares ``y``; ``kind`` says what each row is."""

    x: Array
    t: NDArray[np.int64]
    v: Array
    y: Array
    kind: tuple[str, ...]

    def array(self, name: str) -> Array:
        return {"x": self.x, "v": self.v, "y": self.y}[name]


def _usual(k: int, t: int, reach: float, draws: Draws) -> Array:
    return draws.normal(k) * draws.choice([0.01, 1.0, 3.0])


def _spread(k: int, t: int, reach: float, draws: Draws) -> Array:
    return draws.uniform(-reach / 2, reach / 2, k)


def _confident(k: int, t: int, reach: float, draws: Draws) -> Array:
    x = draws.normal(k)
    x[t] += draws.choice([5.0, 17.0, 40.0, reach])
    return x


def _wrong(k: int, t: int, reach: float, draws: Draws) -> Array:
    x = draws.normal(k)
    x[t] -= draws.choice([5.0, 17.0, 40.0, reach])
    return x


def _shifted(k: int, t: int, reach: float, draws: Draws) -> Array:
    return draws.normal(k) * 4 + draws.choice([-1.0, 1.0]) * np.ldexp(1.0, draws.integers(8, 40))


def _tied(k: int, t: int, reach: float, draws: Draws) -> Array:
    return draws.choice([-1.5, 0.25, 3.0], k)


def _tied_at_the_top(k: int, t: int, reach: float, draws: Draws) -> Array:
    x = draws.normal(k) - 20
    x[[t, (t + 1) % k]] = 7.0
    return x


KINDS: Mapping[str, Callable[[int, int, float, Draws], Array]] = {
    "usual": _usual,
    "spread": _spread,
    "confident": _confident,
    "wrong": _wrong,
    "shifted": _shifted,
    "tied": _tied,
    "tied at the top": _tied_at_the_top,
}


def _fourth(a: Array) -> Array:
    return (a * a) * (a * a)


def rows(k: int, repeat: int, dtype: np.dtype, seed: int = 0) -> Rows:
    """``repeat`` rows of each kind, of k classes, in numbers of the format.

    >>> rows(3, 1, np.dtype("f4")).kind
    ('usual', 'spread', 'confident', 'wrong', 'shifted', 'tied', 'tied at the top')
    """
    draws = Draws(seed, k)
    kinds = [name for name in KINDS for _ in range(repeat)]
    t = draws.integers(0, k, len(kinds))
    x = np.stack([KINDS[name](k, int(own), REACH[np.dtype(dtype)], draws) for name, own in zip(kinds, t, strict=True)])
    v = draws.normal(*x.shape)
    y = _fourth(draws.random(*x.shape)) + 1e-6
    y[::3] = np.eye(k)[t[::3]]
    y /= np.array([[fsum(row)] for row in y])

    def as_format(a: Array) -> Array:
        return a.astype(dtype).astype(np.float64)

    return Rows(as_format(x), t, as_format(v), as_format(y), tuple(kinds))
