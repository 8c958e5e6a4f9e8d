"""What is timed: the tasks, at which sizes, on which numbers, and what each must move and compute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

Array = np.ndarray
Call = Callable[[], object]


def empty_like(array: Array) -> Array:
    """An output whose pages the system has already given: the first call would wait for them."""
    return np.zeros_like(array, order="C")


@dataclass(frozen=True)
class Case:
    """A task at one size: (n,) elements, (n, k) rows of classes, (n, d) data, or (n, d, k) data of k classes."""

    task: str
    shape: tuple[int, ...]
    dtype: str

    @property
    def title(self) -> str:
        return TITLES[self.task]

    @property
    def size(self) -> str:
        return ", ".join(f"{name} = {n}" for name, n in zip(LETTERS[self.task], self.shape, strict=True))

    @property
    def elements(self) -> int:
        """Elements of the largest input."""
        return prod(self.shape[1:] if self.task == "linear_cross_entropy" else self.shape[:2])

    @property
    def moved(self) -> int:
        """Bytes that must be read and written at least."""
        return MOVED[self.task] * self.elements * np.dtype(self.dtype).itemsize

    def arrays(self) -> tuple[Array, ...]:
        """The inputs: the same numbers for everybody."""
        rng, n = np.random.default_rng(0), self.shape[0]
        real = np.dtype(self.dtype)
        if self.task in ("logistic", "softmax_regression", "linear_cross_entropy"):
            d = self.shape[1]
            X = rng.standard_normal((n, d), np.float32).astype(real)
            if self.task == "logistic":
                theta = (rng.standard_normal(d) / d**0.5).astype(real)
                return X, rng.integers(0, 2, n).astype(real), theta
            k = self.shape[2]
            return X, rng.integers(0, k, n), (rng.standard_normal((k, d)) / d**0.5).astype(real)
        logits = 4 * rng.standard_normal(self.shape, np.float32)
        if self.task == "softmax_cross_entropy":
            return logits.astype(real), rng.integers(0, self.shape[1], n)
        return (logits.astype(real), rng.integers(0, 2, n).astype(real))[: 1 if self.task == "sigmoid" else 2]


TITLES = {
    "sigmoid": "sigmoid",
    "bce": "bce_with_logits value, gradient",
    "gradient_hessian": "bce_with_logits gradient, Hessian",
    "focal": "focal_with_logits value, gradient",
    "softmax_cross_entropy": "softmax cross-entropy value, gradient",
    "logistic": "logistic regression J, ∂J/∂θ",
    "softmax_regression": "softmax regression J, ∂J/∂θ",
    "linear_cross_entropy": "linear + cross-entropy, gradients",
}
KERNELS = {  # of the tasks that one kernel is: the family's file and its name
    "sigmoid": ("sigmoid", "sigmoid"),
    "bce": ("bce_with_logits", "bce_with_logits_value_gradient"),
    "gradient_hessian": ("bce_with_logits", "bce_with_logits_gradient_hessian"),
    "focal": ("focal_with_logits", "focal_with_logits_value_gradient"),
    "softmax_cross_entropy": ("categorical_cross_entropy", "categorical_cross_entropy_value_gradient"),
    "logistic": ("logistic_regression", "logistic_regression_value_gradient"),
    "softmax_regression": ("softmax_regression", "softmax_regression_value_gradient"),
}
LETTERS = {
    **dict.fromkeys(("sigmoid", "bce", "gradient_hessian", "focal"), "n"),
    "softmax_cross_entropy": "nk",
    "logistic": "nd",
    "softmax_regression": "ndk",
    "linear_cross_entropy": "ndk",
}
MOVED = {  # numbers read and written, an element of the largest input
    "sigmoid": 2, "bce": 4, "gradient_hessian": 4, "focal": 4, "softmax_cross_entropy": 2, "logistic": 1,
    "softmax_regression": 1, "linear_cross_entropy": 2,
}  # fmt: skip
ELEMENTWISE = ("sigmoid", "bce", "gradient_hessian", "focal")


def cases(names: Sequence[str] = (), *, quick: bool = False, products: bool = True) -> list[Case]:
    """The cases of the table; ``names`` keeps those whose title begins so.

    ``products``: also what the processor's BLAS has a part in.
    """
    found = [case for dtype in ("float32", "float64") for case in _of(dtype, quick)]
    found = [case for case in found if products or case.task != "linear_cross_entropy"]
    return [case for case in found if not names or any(case.title.startswith(name) for name in names)]


def _of(dtype: str, quick: bool) -> Iterator[Case]:
    for n in (1_000, 262_144) if quick else (1_000, 262_144, 16_777_216):
        for task in ELEMENTWISE:
            yield Case(task, (n,), dtype)
    for shape in ((20_000, 10), (200, 1_000)) if quick else ((200_000, 10), (2_000, 1_000), (100, 50_257)):
        yield Case("softmax_cross_entropy", shape, dtype)
    for shape in ((20_000, 16), (5_000, 100)) if quick else ((400_000, 16), (100_000, 100), (10_000, 1_000)):
        yield Case("logistic", shape, dtype)
    for data in ((20_000, 16, 10),) if quick else ((400_000, 16, 10), (100_000, 100, 10), (10_000, 1_000, 10)):
        yield Case("softmax_regression", data, dtype)
    large = ((512, 256, 32_000), (512, 256, 128_256)) if dtype == "float32" else ((512, 256, 32_000),)
    for data in ((128, 64, 2_000),) if quick else large:
        yield Case("linear_cross_entropy", data, dtype)


def growing(most: int = 10**8, elements: int = 10**7) -> list[Case]:
    """From a thousand elements to ``most``, and rows of two classes to rows of a tenth of ``elements``."""
    sizes = [10**e for e in range(3, 12) if 10**e <= most]
    classes = [2, *(10**e for e in range(1, 12) if 10 * 10**e <= elements)]
    return [
        *(Case(task, (n,), "float32") for task in ("sigmoid", "bce") for n in sizes),
        *(
            Case("softmax_cross_entropy", (elements // k, k), dtype)
            for dtype in ("float32", "float64")
            for k in classes
        ),
    ]
