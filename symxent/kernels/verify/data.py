"""Kernels over a data set against sums in ball arithmetic: errors in units of the sum's condition number.

A sum of terms of both signs, of rounded scores zᵢ = Σ θ_j X_ij, cannot be held to a number of ULP: one rounding of each
score and each term moves it by up to condition · ½ ULP, with

    condition = Σ |X_ij| (|term| + |∂term/∂z| Σ |θ_j X_ij|) / |result|

The error is divided by that, and the largest condition that excused one is stated beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, ctx
from numpy.typing import NDArray

from symxent.kernels.catalogue import KERNELS, Kernel, Output
from symxent.kernels.reference.ball_program import compile_balls
from symxent.kernels.reference.ulp import Exact, Floats
from symxent.kernels.reference.values import PRECISIONS, decide
from symxent.kernels.verify.measure import Measurement, Sample, apart, engines, measured

SIZES: tuple[tuple[int, int], ...] = ((1, 1), (2, 3), (40, 5), (300, 17), (700, 64))
QUICK_SIZES: tuple[tuple[int, int], ...] = ((1, 1), (2, 3), (40, 5))
CLASSES = 4
BAR = 4.0  # in units of condition · ULP, for the C kernels


@dataclass(frozen=True)
class Data:
    """n rows of d numbers, targets, coefficients θ (and a direction v), a step length."""

    X: Floats
    y: Floats
    t: NDArray[np.int64]
    theta: Floats
    v: Floats
    alpha: float


def data(n: int, d: int, scale: float, by_class: bool, dtype: np.dtype, seed: int = 0) -> Data:
    """A data set in numbers of the format; ``scale`` is that of the scores: 40 is a confident model."""
    rng = np.random.default_rng([seed, n, d])
    shape = (CLASSES, d) if by_class else (d,)

    def numbers(a: Floats) -> Floats:
        return a.astype(dtype).astype(np.float64)

    return Data(
        numbers(rng.normal(size=(n, d))),
        rng.integers(0, 2, n).astype(np.float64),
        rng.integers(0, CLASSES, n),
        numbers(rng.normal(size=shape) * scale / np.sqrt(d)),
        numbers(rng.normal(size=shape)),
        float(dtype.type(0.1)),
    )


def measure_data(
    names: Sequence[str] = (), *, quick: bool = False, formats: Sequence[str] = ("f4", "f8"), device: str = ""
) -> Iterator[Measurement]:
    """Measurements of the kernels over a data set that are named (all if none is), one after another."""
    for kernel in KERNELS:
        if kernel.link is not None and (not names or kernel.name in names or kernel.family in names):
            yield from apart(kernel, _outputs(kernel, QUICK_SIZES if quick else SIZES, formats, device), formats)


def _outputs(
    kernel: Kernel, sizes: Sequence[tuple[int, int]], formats: Sequence[str], device: str
) -> Iterator[Measurement]:
    by_class = any(len(i.indices) == 2 and i.name == "theta" for i in kernel.inputs)
    for position, output in enumerate(kernel.outputs):
        compared = engines(kernel, position, output, device)[:2]
        samples = []
        for dtype in map(np.dtype, formats):
            for n, d, scale in [(n, d, scale) for n, d in sizes for scale in (1.0, 40.0)]:
                made = data(n, d, scale, by_class, dtype)
                exact = reference(output.name, made, kernel.link, by_class)
                grown = condition(output.name, made, exact, by_class)
                given = [getattr(made, i.name) for i in kernel.inputs]
                inputs = [a if i.label else np.asarray(a, dtype) for i, a in zip(kernel.inputs, given, strict=True)]
                results = [(engine, run(inputs).reshape(exact.nearest.shape)) for engine, run in compared]
                where = f"n={n}, d={d}, scores of size {scale:g}"
                samples.append(Sample(dtype, "", exact, grown, results, _of_all(where)))
        yield from measured(kernel, output.name, samples, {(kernel.family, output.name, ""): (BAR, None)})


def _of_all(where: str) -> Callable[[int], str]:
    return lambda _: where


def reference(name: str, made: Data, link: Kernel | None, by_class: bool) -> Exact:
    """The output of that name in ball arithmetic, with enough bits for 80 of the result."""
    before = ctx.prec
    try:
        for bits in PRECISIONS[1:]:
            ctx.prec = bits
            balls = _sums(name, made, link, by_class)
            found = [decide(ball) for ball in balls.ravel()]
            if all(f is not None for f in found):
                break
    finally:
        ctx.prec = before
    nearest = np.array([np.nan if f is None else f[0] for f in found]).reshape(balls.shape)
    rest = np.array([0.0 if f is None else f[1] for f in found]).reshape(balls.shape)
    return Exact(nearest, rest)


def _sums(name: str, made: Data, link: Kernel | None, by_class: bool) -> NDArray[np.object_]:
    """The mean over the rows, as an object array of balls: of the losses, or of the factors times X."""
    assert link is not None
    X = _balls(made.X)
    theta, v = np.atleast_2d(_balls(made.theta)), np.atleast_2d(_balls(made.v))
    n = len(X)
    kind = "gradient" if name == "step" else name
    term = next(o for o in link.outputs if o.name == kind or (o.name == "jvp" and kind == "hvp"))
    total: Any = None
    for i in range(n):
        z = [_dot(row, X[i]) for row in theta]
        a = [_dot(row, X[i]) for row in v]
        factors = _row_terms(term, z, a, int(made.t[i])) if by_class else _terms(term, link, z[0], a[0], made.y[i])
        part = factors[0] if kind == "value" else np.array([[f * x for x in X[i]] for f in factors], dtype=object)
        total = part if total is None else total + part
    mean = np.asarray(total / n if kind == "value" else total / arb(n), dtype=object)
    if name == "step":
        mean = theta - arb(made.alpha) * mean
    return mean.reshape(()) if kind == "value" else (mean if by_class else mean[0])


def _balls(values: Floats) -> NDArray[np.object_]:
    return np.array([arb(float(x)) for x in values.ravel()], dtype=object).reshape(values.shape)


def _dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    total = arb(0)
    for x, y in zip(a, b, strict=True):
        total = total + x * y
    return total


def _terms(term: Output, link: Kernel, z: Any, a: Any, y: float) -> list[Any]:
    """The loss of a row, or its factor, from the textbook formula of the link."""
    values = {"z": z, "a": a, "y": arb(float(y))}
    symbols = tuple(i.symbol for i in link.inputs if term.formula.has(i.symbol))
    program = compile_balls(term.formula, symbols)
    return [program([values[s.name] for s in symbols])]


def _row_terms(term: Output, z: list[Any], a: list[Any], t: int) -> list[Any]:
    from symxent.kernels.catalogue import t as label
    from symxent.kernels.catalogue import v, x

    program = compile_balls(term.formula, (x, v, label), len(z), term.indices[0] if term.indices else None)
    return program.values([*z, *a, arb(t)])


def condition(name: str, made: Data, exact: Exact, by_class: bool) -> Floats:
    """How much one rounding of every score and term can move each result, in its own size; at least 1."""
    theta, v = np.atleast_2d(made.theta), np.atleast_2d(made.v)
    z = made.X @ theta.T
    size = np.abs(made.X) @ np.abs(theta).T
    push = np.abs(made.X) @ np.abs(v).T
    with np.errstate(all="ignore"):
        if by_class:
            p = np.exp(z - z.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            own = np.eye(theta.shape[0])[made.t]
            spread = 2 * size.max(axis=1, keepdims=True)
            shift = z.max(axis=1) + np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1))
            loss = np.abs(shift - z[np.arange(len(z)), made.t])
            terms = {
                "value": loss + (np.abs(p - own) * size).sum(axis=1),
                "gradient": np.abs(p - own) + p * spread,
                "hvp": p * (push + (p * push).sum(axis=1, keepdims=True)) * (1 + spread),
            }
        else:
            score, s = z[:, 0], size[:, 0]
            u = np.exp(-np.abs(score))
            curvature = u / (1 + u) ** 2
            margin = np.where(made.y == 1, score, -score)  # the larger, the better the row is predicted
            slope = np.where(margin > 0, u, 1) / (1 + u)
            loss = np.logaddexp(0, -margin)
            terms = {
                "value": loss + slope * s,
                "gradient": (slope + curvature * s)[:, None],
                "hvp": (curvature * (push[:, 0] * (1 + s)))[:, None],
            }
        kind = "gradient" if name == "step" else name
        n = len(made.X)
        if kind == "value":
            bound = np.asarray(terms["value"].sum() / n)
        else:
            bound = (terms[kind].T @ np.abs(made.X)) / n
        if name == "step":
            bound = np.abs(theta) + made.alpha * bound
        grown = bound.reshape(exact.nearest.shape) / np.abs(exact.nearest)
    return np.clip(np.nan_to_num(grown, nan=1e308, posinf=1e308), 1.0, 1e308)
