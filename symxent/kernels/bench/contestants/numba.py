"""Numba: one fused loop a task, parallel, in IEEE arithmetic, into outputs allocated beforehand."""

from __future__ import annotations

import math
from typing import Any

import numba

from symxent.kernels.bench.task import Array, Call, empty_like

parallel: Any = numba.njit(parallel=True)


@parallel
def _sigmoid(z: Any, out: Any) -> None:
    for i in numba.prange(len(z)):
        out[i] = 1 / (1 + math.exp(-z[i]))


@parallel
def _bce(z: Any, y: Any, value: Any, gradient: Any) -> None:
    for i in numba.prange(len(z)):
        u = math.exp(-abs(z[i]))
        value[i] = max(z[i], 0) - y[i] * z[i] + math.log1p(u)
        gradient[i] = (1 if z[i] >= 0 else u) / (1 + u) - y[i]


@parallel
def _gradient_hessian(z: Any, y: Any, gradient: Any, hessian: Any) -> None:
    for i in numba.prange(len(z)):
        p = 1 / (1 + math.exp(-z[i]))
        gradient[i] = p - y[i]
        hessian[i] = p * (1 - p)


@parallel
def _focal(z: Any, y: Any, value: Any, gradient: Any) -> None:
    for i in numba.prange(len(z)):
        s = z[i] if y[i] > 0 else -z[i]
        u = math.exp(-abs(s))
        q = (u if s >= 0 else 1) / (1 + u)
        loss = max(-s, 0) + math.log1p(u)
        value[i] = q * q * loss
        gradient[i] = (-1 if y[i] > 0 else 1) * q * q * (2 * (1 - q) * loss + q)


def sigmoid(z: Array) -> Call:
    out = empty_like(z)
    return lambda: _sigmoid(z, out)


def bce(z: Array, y: Array) -> Call:
    value, gradient = empty_like(z), empty_like(z)
    return lambda: _bce(z, y, value, gradient)


def gradient_hessian(z: Array, y: Array) -> Call:
    gradient, hessian = empty_like(z), empty_like(z)
    return lambda: _gradient_hessian(z, y, gradient, hessian)


def focal(z: Array, y: Array) -> Call:
    value, gradient = empty_like(z), empty_like(z)
    return lambda: _focal(z, y, value, gradient)
