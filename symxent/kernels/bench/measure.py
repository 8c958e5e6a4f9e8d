"""The kernels against the installed peers: interleaved rounds, medians, ratios, and the share of a plain copy.

Peers are used as their own documentation recommends, with preallocated outputs where they can.  A ratio is the peer's
time over the kernel's in the same round; the copy moves as many bytes as the kernel must.
"""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

import symxent.kernels
from symxent.kernels.bench import peers

Call = Callable[[], object]
kernels: Any = symxent.kernels  # made when they are first asked for
ENOUGH = 2e-3  # seconds that one measured repetition lasts at least


@dataclass(frozen=True)
class Case:
    """One kernel at one size: its call, its peers by name, and the bytes that it must move."""

    name: str
    size: str
    dtype: str
    kernel: Call
    peers: dict[str, Call]
    moved: int


@dataclass(frozen=True)
class Row:
    """The outcome: the kernel's median seconds, GB/s, share of the copy's speed, and ratio to each peer."""

    name: str
    size: str
    dtype: str
    seconds: float
    gigabytes_per_second: float
    share_of_copy: float
    ratios: dict[str, float]

    @property
    def best_peer(self) -> str:
        """The fastest peer, hence the smallest ratio."""
        return min(self.ratios, key=self.ratios.__getitem__) if self.ratios else ""


def cases(names: Sequence[str] = (), *, quick: bool = False) -> list[Case]:
    """The cases of the table; ``names`` keeps those whose name begins so."""
    rng = np.random.default_rng(0)
    found: list[Case] = []
    for dtype in (np.float32, np.float64):
        for n in (1_000, 262_144) if quick else (1_000, 262_144, 16_777_216):
            found += _elementwise(n, np.dtype(dtype), rng)
        for n, k in ((20_000, 10), (200, 1_000)) if quick else ((200_000, 10), (2_000, 1_000), (100, 50_257)):
            found.append(_softmax_loss(n, k, np.dtype(dtype), rng))
        for n, d in ((20_000, 16), (5_000, 100)) if quick else ((400_000, 16), (100_000, 100), (10_000, 1_000)):
            found.append(_logistic(n, d, np.dtype(dtype), rng))
    return [case for case in found if not names or any(case.name.startswith(name) for name in names)]


def _elementwise(n: int, dtype: np.dtype, rng: np.random.Generator) -> list[Case]:
    z = (4 * rng.standard_normal(n)).astype(dtype)
    y = rng.integers(0, 2, n).astype(dtype)
    first, second = np.empty_like(z), np.empty_like(z)
    size, width = f"n = {n}", dtype.itemsize
    both = (first, second)
    return [
        Case(
            "sigmoid", size, dtype.name,
            lambda: kernels.sigmoid(z, out=first), peers.sigmoid(z, first), 2 * n * width,
        ),
        Case(
            "bce_with_logits value, gradient", size, dtype.name,
            lambda: kernels.bce_with_logits_value_gradient(z, y, out=both), peers.bce(z, y, both), 4 * n * width,
        ),
        Case(
            "bce_with_logits gradient, Hessian", size, dtype.name,
            lambda: kernels.bce_with_logits_gradient_hessian(z, y, out=both),
            peers.bce_gradient_hessian(z, y, both), 4 * n * width,
        ),
        Case(
            "focal_with_logits value, gradient", size, dtype.name,
            lambda: kernels.focal_with_logits_value_gradient(z, y, out=both), peers.focal(z, y), 4 * n * width,
        ),
    ]  # fmt: skip


def _softmax_loss(n: int, k: int, dtype: np.dtype, rng: np.random.Generator) -> Case:
    x = (3 * rng.standard_normal((n, k))).astype(dtype)
    t = rng.integers(0, k, n)
    out = (np.empty(n, dtype), np.empty_like(x))
    return Case(
        "softmax cross-entropy value, gradient", f"n = {n}, k = {k}", dtype.name,
        lambda: kernels.categorical_cross_entropy_value_gradient(x, t, out=out),
        peers.softmax_cross_entropy(x, t, out), 2 * n * k * dtype.itemsize,
    )  # fmt: skip


def _logistic(n: int, d: int, dtype: np.dtype, rng: np.random.Generator) -> Case:
    X = rng.standard_normal((n, d)).astype(dtype)
    theta = (rng.standard_normal(d) / d**0.5).astype(dtype)
    y = rng.integers(0, 2, n).astype(dtype)
    return Case(
        "logistic regression J, ∂J/∂θ", f"n = {n}, d = {d}", dtype.name,
        lambda: kernels.logistic_regression_value_gradient(X, y, theta),
        peers.logistic(X, y, theta), n * d * dtype.itemsize,
    )  # fmt: skip


def measure(case: Case, rounds: int = 9) -> Row:
    """Time a case: kernel, copy and peers in turn, as many rounds as asked for."""
    copied, target = np.zeros(max(case.moved // 2, 1), np.uint8), np.empty(max(case.moved // 2, 1), np.uint8)
    calls: dict[str, Call] = {"": case.kernel, "copy": lambda: np.copyto(target, copied), **case.peers}
    repeats = {name: _repeats(call) for name, call in calls.items()}
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            began = time.perf_counter()
            for _ in range(repeats[name]):
                call()
            times[name].append((time.perf_counter() - began) / repeats[name])
    own = times[""]
    seconds = statistics.median(own)
    ratio = {
        name: statistics.median(theirs / ours for theirs, ours in zip(times[name], own, strict=True))
        for name in calls
        if name
    }
    # One read of X is what a data-set kernel needs; a copy of half of it moves as many bytes.
    return Row(
        case.name, case.size, case.dtype, seconds, case.moved / seconds / 1e9, ratio.pop("copy"), ratio
    )  # fmt: skip


def _repeats(call: Call) -> int:
    """How often to call in one measurement; the first call, which may compile, is not counted."""
    call()
    began = time.perf_counter()
    call()
    return max(1, min(10_000, int(ENOUGH / max(time.perf_counter() - began, 1e-7))))


def installed() -> list[str]:
    """The peers that can be compared with here."""
    modules = {"NumPy": "numpy", "SciPy": "scipy", "scikit-learn": "sklearn", "PyTorch": "torch", "JAX": "jax"}
    return [name for name, module in modules.items() if importlib.util.find_spec(module)]


def table(rows: Sequence[Row]) -> str:
    """The rows for a terminal: ratios above 1 mean that the kernel is faster."""
    out = [f"{'kernel':<40}{'size':<22}{'dtype':<9}{'ms':>10}{'GB/s':>8}{'of copy':>9}  ratio to each peer"]
    for row in rows:
        ratios = ", ".join(
            f"{name} {ratio:.2f}" for name, ratio in sorted(row.ratios.items(), key=lambda item: item[1])
        )
        out.append(
            f"{row.name:<40}{row.size:<22}{row.dtype:<9}{1000 * row.seconds:>10.4f}"
            f"{row.gigabytes_per_second:>8.1f}{row.share_of_copy:>9.2f}  {ratios or 'no peer is installed'}"
        )
    return "\n".join(out)
