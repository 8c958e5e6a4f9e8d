"""The machine itself: a plain copy that reads and writes as many bytes as the task must move, by as many threads."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from symxent.kernels.bench.task import Array, Call
from symxent.processors import processors

THREADS = processors()
WORTH_A_THREAD = 1 << 20  # bytes


def sigmoid(z: Array) -> Call:
    return _copy(z)


def bce(z: Array, y: Array) -> Call:
    return _copy(z, y)


gradient_hessian = focal = bce


def softmax_cross_entropy(x: Array, t: Array) -> Call:
    return _copy(x)


def logistic(X: Array, y: Array, theta: Array) -> Call:
    """One reading of X: its largest element, which NumPy finds as fast as the memory gives it; of a device a copy."""
    if "SYMXENT_DEVICE" in os.environ:
        return _copy(X)
    return _by_threads([part.max for part in np.array_split(X.reshape(-1), _threads(X.nbytes))])


def softmax_regression(X: Array, t: Array, Theta: Array) -> Call:
    return logistic(X, t, Theta)


def linear_cross_entropy(X: Array, t: Array, Theta: Array) -> Call:
    return _copy(Theta)


def _threads(size: int) -> int:
    return THREADS if size >= WORTH_A_THREAD else 1


def _copy(*sources: Array) -> Call:
    """Every thread copies its share of each source; a device copies them by itself."""
    if "SYMXENT_DEVICE" in os.environ:
        from symxent.kernels.run.device import tensor

        there = [tensor(source) for source in sources]
        pairs = [(source.clone(), source) for source in there]
        return lambda: [target.copy_(source) for target, source in pairs]
    threads = _threads(sum(source.nbytes for source in sources))
    targets = [np.zeros_like(source) for source in sources]

    def job(thread: int) -> Call:
        mine = [
            (np.array_split(target, threads)[thread], np.array_split(source, threads)[thread])
            for target, source in zip(targets, sources, strict=True)
        ]

        def copy() -> None:
            for target, source in mine:
                np.copyto(target, source)

        return copy

    return _by_threads([job(thread) for thread in range(threads)])


def _by_threads(jobs: list[Call]) -> Call:
    if len(jobs) == 1:
        return jobs[0]
    pool = ThreadPoolExecutor(len(jobs) - 1)

    def call() -> None:
        others = [pool.submit(job) for job in jobs[1:]]
        jobs[0]()
        for other in others:
            other.result()

    return call
