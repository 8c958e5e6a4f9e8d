"""Row kernels against the reference: values, the own class of a gradient, the other classes, for k from 1 to 1000."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Basic, IndexedBase, Symbol

from symxent.kernels.catalogue import KERNELS, Kernel, Output
from symxent.kernels.reference.ulp import Exact, Floats, error
from symxent.kernels.reference.values import derivative, evaluate
from symxent.kernels.run import load
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.kernels.stable.measure.points import Rows, rows
from symxent.kernels.verify.elementwise import (
    NUMPY,
    TEXTBOOK,
    C,
    Measurement,
    apart,
    numpy_kernel,
    percentile,
    value_kernel,
)

# k: how many rows of each kind
SIZES: Mapping[int, int] = {1: 2, 2: 30, 3: 30, 10: 24, 100: 6, 1000: 1}
QUICK_SIZES: Mapping[int, int] = {1: 1, 2: 3, 3: 3, 10: 2, 100: 1}
OWN, OTHER = "own class", "other classes"

# (family, output, group): the worst error promised of the C kernels, in ULP; the NumPy kernels are measured beside it.
BARS: Mapping[tuple[str, str, str], float] = {
    ("categorical_cross_entropy", "value", ""): 6,
    ("categorical_cross_entropy", "gradient", OWN): 6,
    ("categorical_cross_entropy", "gradient", OTHER): 14,
    ("softmax", "softmax", ""): 14,
    ("softmax", "log_softmax", ""): 6,
    ("softmax", "logsumexp", ""): 6,
}


def measure_rows(
    names: Sequence[str] = (), *, quick: bool = False, formats: Sequence[str] = ("f4", "f8")
) -> Iterator[Measurement]:
    """Measurements of the row kernels named (all if none is), one after another."""
    for kernel in KERNELS:
        if kernel.by_row and (not names or kernel.name in names or kernel.family in names):
            for position, output in enumerate(kernel.outputs):
                for name in formats:
                    sizes, dtype = QUICK_SIZES if quick else SIZES, np.dtype(name)
                    yield from apart(kernel, _measure(kernel, position, output, dtype, sizes), [name])


def _measure(
    kernel: Kernel, position: int, output: Output, dtype: np.dtype, sizes: Mapping[int, int]
) -> Iterator[Measurement]:
    gathered: dict[tuple[str, str], list[tuple[Floats, Floats, list[str]]]] = {}
    note = ""
    for k, repeat in sizes.items():
        made = rows(k, repeat, dtype)
        exact = evaluate(output.formula, _columns(kernel, made), index=_index(output))
        grown = condition(output, made, exact)
        note = note or _series_disagree(kernel, output, made, exact)
        for engine, got in _results(kernel, position, output, made, dtype):
            raw = error(got, exact, dtype)
            for group, mask in _groups(kernel, output, made):
                chosen = mask & ~np.isnan(exact.nearest)
                names = [f"k={k}, a {made.kind[i[0]]} row" for i in np.argwhere(chosen)]
                gathered.setdefault((engine, group), []).append((raw[chosen], grown[chosen], names))
    for (engine, group), parts in gathered.items():
        raw, grown = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
        names = [n for p in parts for n in p[2]]
        errors = raw / grown
        worst = int(np.argmax(errors))
        bar = BARS.get((kernel.family, output.name, group)) if engine == C else None
        excused = grown[(raw > (bar or 4.0)) & (grown > 1)]
        yield Measurement(
            kernel.name,
            output.name,
            group,
            dtype.name,
            engine,
            len(errors),
            float(errors[worst]),
            percentile(errors),
            names[worst],
            bar,
            float(excused.max()) if len(excused) else 1.0,
            float(raw.max()),
            note,
        )


def _columns(kernel: Kernel, made: Rows) -> dict[Basic, NDArray[Any]]:
    return {i.symbol: made.t if i.label else made.array(i.name) for i in kernel.inputs}


def _index(output: Output) -> Symbol | None:
    return output.indices[0] if output.indices else None


def _results(
    kernel: Kernel, position: int, output: Output, made: Rows, dtype: np.dtype
) -> Iterator[tuple[str, NDArray[np.floating]]]:
    """The results of the compiled kernel, the NumPy kernel, and the textbook formula."""
    inputs = [made.t if i.label else made.array(i.name).astype(dtype) for i in kernel.inputs]

    def run(function: Callable[..., object]) -> NDArray[np.floating]:
        result = function(*inputs)
        return np.asarray(result[position] if isinstance(result, tuple) else result)

    yield C, run(load.kernel(kernel.name))
    yield NUMPY, run(numpy_kernel(kernel))
    yield TEXTBOOK, Evaluator(_columns(kernel, made), dtype, index=_index(output))(output.formula)


def _groups(kernel: Kernel, output: Output, made: Rows) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Which components are measured together."""
    shape = made.x.shape if output.indices else made.t.shape
    if output.name != "gradient" or not any(i.label for i in kernel.inputs):
        yield "", np.ones(shape, dtype=bool)
        return
    own = made.t[:, None] == np.arange(shape[1])
    yield OWN, own
    yield OTHER, ~own


def condition(output: Output, made: Rows, exact: Exact) -> Floats:
    """How much the result magnifies the rounding of its own terms: Σ |terms| / |result| where terms cancel, else 1."""
    with np.errstate(all="ignore"):
        p = np.exp(made.x - made.x.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        if output.name in ("hvp", "jvp"):
            terms = p * (np.abs(made.v) + (p * np.abs(made.v)).sum(axis=1, keepdims=True))
        elif output.name == "logsumexp":
            terms = (p * np.abs(made.x)).sum(axis=1) + np.abs(exact.nearest)
        elif output.name == "gradient" and output.formula.has(_SHARES):
            terms = p * made.y.sum(axis=1, keepdims=True) + made.y
        else:
            return np.ones(exact.nearest.shape)
        grown = terms / np.abs(exact.nearest)
    return np.clip(np.nan_to_num(grown, nan=1e308, posinf=1e308), 1.0, 1e308)


_SHARES = IndexedBase("y")


def _series_disagree(kernel: Kernel, output: Output, made: Rows, exact: Exact) -> str:
    """Where the reference is not the derivative of the value, by power series over balls; on small rows."""
    orders = {"gradient": 1, "hessian_diagonal": 2}
    family = value_kernel(kernel.family)
    if family is None or output.name not in orders or made.x.shape[1] > 3:
        return ""
    some = slice(0, 12)
    columns = {s: a[some] for s, a in _columns(family, made).items()}
    series = derivative(family.outputs[0].formula, columns, IndexedBase("x"), orders[output.name]).nearest
    ours = exact.nearest[some]
    apart = np.argwhere(np.isfinite(series) & (np.abs(series - ours) > np.spacing(np.abs(ours))))
    if not len(apart):
        return ""
    row, component = apart[0]
    return (
        f"the derivative of the value is {series[row, component]:.9g} in component {component + 1} of "
        f"{made.x[row].tolist()}, the formula of the kernel gives {ours[row, component]:.9g}"
    )
