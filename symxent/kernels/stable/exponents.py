"""e to a product and powers of the sigmoid in the arithmetic of one format, as the kernels compute them.

What a product or a sum loses to rounding is found and put back as a factor: e^(v + δ) = e^v (1 + δ) for small δ.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def exp_product(a: Array, b: Array, a_rest: float = 0.0) -> Array:
    """e^((a + a_rest) b), with the whole of the product; a_rest is what a constant is rounded by."""
    v = a * b
    return _with_rest(v, lost_by_product(a, b) + b.dtype.type(a_rest) * b)


def power(u: Array, n: Array, n_rest: float = 0.0) -> Array:
    """u^(n + n_rest)."""
    result = np.power(u, n)
    return result if n_rest == 0 else result * (1 + u.dtype.type(n_rest) * np.log(u))


def sigmoid_power(a: Array, n: Array, n_rest: float = 0.0) -> Array:
    """σ(a)^(n + n_rest): e^(−n softplus(−a)); 1 for n = 0."""
    large, small = np.where(a < 0, -a, a.dtype.type(0)), np.log1p(np.exp(-np.abs(a)))
    total = large + small
    back = total - large
    lost = (large - (total - back)) + (small - back)
    result = _with_rest(-n * total, -(lost_by_product(n, total) + n * lost + total.dtype.type(n_rest) * total))
    return np.where(n == 0, result.dtype.type(1), result)


def lost_by_product(a: Array, b: Array) -> Array:
    """ab − the rounded product, where neither half of a product overflows."""
    (a_head, a_tail), (b_head, b_tail) = _halves(a), _halves(b)
    return ((a_head * b_head - a * b) + a_head * b_tail + a_tail * b_head) + a_tail * b_tail


def _halves(v: Array) -> tuple[Array, Array]:
    """Dekker's split: two numbers of half a significand each."""
    scaled = v * v.dtype.type(2 ** math.ceil((np.finfo(v.dtype).nmant + 1) / 2) + 1)
    head = scaled - (scaled - v)
    return head, v - head


def _with_rest(v: Array, rest: Array) -> Array:
    e = np.exp(v)
    return np.where(np.isfinite(rest) & np.isfinite(e), e + e * rest, e)


_erfc = np.vectorize(math.erfc, otypes=[np.float64])  # NumPy has no error function
_ROOT = math.sqrt(0.5)
_ROOT_REST = -4.833646656726457e-17  # √½ − _ROOT


def normal_distribution(x: Array) -> Array:
    """Φ(x), in float64 whatever the format, with what −x √½ loses to rounding carried into the complement of erf."""
    wide = np.asarray(x, np.float64)
    v = -wide * _ROOT
    rest = lost_by_product(-wide, np.asarray(_ROOT)) - wide * _ROOT_REST
    slope = -2 / math.sqrt(math.pi) * np.exp(-v * v)
    corrected = (_erfc(v) + np.where(np.isfinite(rest), slope * rest, 0.0)) / 2
    return np.asarray(corrected).astype(np.asarray(x).dtype)
