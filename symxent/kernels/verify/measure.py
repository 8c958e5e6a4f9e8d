"""Every kernel against the rigorous reference: worst and 99.9th-percentile error in ULP, beside the textbook form.

Measured for the compiled kernel, the NumPy kernel and the textbook formula, at the same points: numbers, or rows of 1
to 1000 classes, those of the gradient at the labelled class and at the others apart.  Near a root no arithmetic can
hold an error relative to the result, since the input's own rounding moves it by more: there the error is counted in
units of the condition number, which is reported beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Interval, Symbol, exp, lambdify

from symxent.errors import InternalError, SymxentError, unknown
from symxent.kernels.catalogue import KERNELS, Kernel, Output, shares, t, x
from symxent.kernels.reference.ulp import Exact, Floats, error, first_apart
from symxent.kernels.reference.values import derivative, evaluate
from symxent.kernels.run import device as on_device
from symxent.kernels.run import fallback, load
from symxent.kernels.stable.forms import stable_form
from symxent.kernels.stable.measure.evaluate import Evaluator
from symxent.kernels.stable.measure.points import Rows, labels, rows
from symxent.kernels.stable.measure.trials import trials
from symxent.language.domain import LABEL, Domain

C, NUMPY, TEXTBOOK = "C", "NumPy", "textbook"
OWN, OTHER = "own class", "other classes"
POINTS, QUICK_POINTS = 12000, 1500
# k: how many rows of each kind
SIZES: Mapping[int, int] = {1: 2, 2: 30, 3: 30, 10: 24, 100: 6, 1000: 1}
QUICK_SIZES: Mapping[int, int] = {1: 1, 2: 3, 3: 3, 10: 2, 100: 1}
ORDERS = {"gradient": 1, "hessian": 2, "hessian_diagonal": 2}  # outputs that are derivatives of the family's value


@dataclass(frozen=True)
class Measurement:
    """The error of one output of a kernel: in one format, on one ``group`` of points or components.

    ``bar``: what is promised for the worst error, None where nothing is.  ``condition``: the largest condition number
    that excused an error.  ``note`` says what else is wrong, such as a limit that is missed.
    """

    kernel: str
    output: str
    group: str
    dtype: str
    engine: str
    points: int
    worst: float
    p999: float
    where: str
    bar: float | None = None
    condition: float = 1.0
    raw: float = 0.0  # the worst error, excused by nothing
    note: str = ""
    trace: str = ""  # of an error of symxent's own

    @property
    def held(self) -> bool:
        """Whether the bar is met; NaN for a number is never."""
        return not self.note and (self.bar is None or self.worst <= self.bar)


# (family, output, group): the worst error promised of the C and of the NumPy kernel, in ULP, tails included.
BARS: Mapping[tuple[str, str, str], tuple[float, float | None]] = {
    ("sigmoid", "sigmoid", ""): (3, 4),
    ("sigmoid", "derivative", ""): (5, 6),
    ("sigmoid", "softplus", ""): (3, 4),
    ("sigmoid", "log_sigmoid", ""): (3, 4),
    **{
        ("bce_with_logits", output, group): bar
        for output, bar in (("value", (3, 4)), ("gradient", (3, 4)), ("hessian", (5, 6)))
        for group in ("", "y in {0, 1}")
    },
    ("categorical_cross_entropy", "value", ""): (6, None),
    ("categorical_cross_entropy", "gradient", OWN): (6, None),
    ("categorical_cross_entropy", "gradient", OTHER): (14, None),
    ("softmax", "softmax", ""): (14, None),
    ("softmax", "log_softmax", ""): (6, None),
    ("softmax", "logsumexp", ""): (6, None),
}
Results = list[tuple[str, NDArray[np.floating]]]


@dataclass(frozen=True)
class Sample:
    """Points at which an output is measured, of one ``group``, and what each engine gives there."""

    dtype: np.dtype
    group: str
    exact: Exact
    condition: Floats
    results: Results
    place: Callable[[int], str]
    chosen: NDArray[np.bool_] | bool = True


def known(names: Sequence[str]) -> None:
    """Raises SymxentError for a name that is neither a kernel nor a family."""
    have = {k.name for k in KERNELS} | {k.family for k in KERNELS}
    for name in names:
        if name not in have:
            raise unknown("kernel or family", name, sorted(have))


def measure(
    names: Sequence[str] = (), *, quick: bool = False, formats: Sequence[str] = ("f4", "f8"), device: str = ""
) -> Iterator[Measurement]:
    """Measurements of the kernels named (all if none is) that are not over a data set, one after another.

    ``device``: one of PyTorch's, on which the generated PyTorch or Triton is measured in the place of the NumPy.
    """
    for kernel in KERNELS:
        if kernel.link is None and (not names or kernel.name in names or kernel.family in names):
            yield from apart(kernel, _outputs(kernel, quick, formats, device), formats)


def apart(kernel: Kernel, measured: Iterator[Measurement], formats: Sequence[str]) -> Iterator[Measurement]:
    """The measurements of one kernel; where symxent itself breaks off, one that says so, and others go on."""
    try:
        yield from measured
    except SymxentError:
        raise
    except Exception as error:
        internal, dtype = InternalError.of(error), np.dtype(formats[0]).name
        nothing = (dtype, C, 0, np.nan, np.nan, "")
        yield Measurement(kernel.name, kernel.outputs[0].name, "", *nothing, note=str(internal), trace=internal.trace)


def _outputs(kernel: Kernel, quick: bool, formats: Sequence[str], device: str) -> Iterator[Measurement]:
    for position, output in enumerate(kernel.outputs):
        made = _over_rows if kernel.by_row else _at_numbers
        samples, note = made(kernel, position, output, quick, formats, device)
        notes = dict.fromkeys((C, device or NUMPY, TEXTBOOK), note)
        if not kernel.by_row:
            for engine, run in engines(kernel, position, output, device)[:2]:
                silent = not np.isnan(run([np.full(1, np.nan), *[np.ones(1) for _ in kernel.inputs[1:]]])).all()
                notes[engine] = "NaN does not give NaN" if silent else note
        yield from measured(kernel, output.name, samples, BARS, notes)


def measured(
    kernel: Kernel,
    output: str,
    samples: Sequence[Sample],
    bars: Mapping[tuple[str, str, str], tuple[float, float | None]],
    notes: Mapping[str, str] | None = None,
) -> Iterator[Measurement]:
    """The measurements of an output, one for each format, group and engine."""
    parts: dict[tuple[str, str, str], list[tuple[Sample, NDArray[np.intp], Floats, Floats]]] = {}
    for sample in samples:
        there = np.flatnonzero(sample.chosen & ~np.isnan(sample.exact.nearest))
        grown = np.broadcast_to(sample.condition, sample.exact.nearest.shape).ravel()[there]
        for engine, got in sample.results:
            raw = error(np.broadcast_to(got, sample.exact.nearest.shape), sample.exact, sample.dtype).ravel()[there]
            parts.setdefault((sample.dtype.name, sample.group, engine), []).append((sample, there, raw, grown))
    for (dtype, group, engine), found in parts.items():
        places, raw, grown = (np.concatenate([part[i] for part in found]) for i in (1, 2, 3))
        owner = np.repeat(np.arange(len(found)), [len(part[1]) for part in found])
        errors = raw / grown
        worst = int(np.argmax(errors))
        bar = None if engine == TEXTBOOK else bars.get((kernel.family, output, group), (None, None))[engine != C]
        excused = grown[(raw > max(bar or 0, 4.0)) & (grown > 1)]
        yield Measurement(
            kernel.name,
            output,
            group,
            dtype,
            engine,
            len(errors),
            float(errors[worst]),
            percentile(errors),
            found[owner[worst]][0].place(int(places[worst])),
            bar,
            float(excused.max()) if len(excused) else 1.0,
            float(raw.max()),
            (notes or {}).get(engine, ""),
        )


Run = Callable[[Sequence[NDArray[Any]]], NDArray[np.floating]]


def engines(kernel: Kernel, position: int, output: Output, device: str = "") -> list[tuple[str, Run]]:
    """What is compared: the compiled kernel, the NumPy kernel or the one on a device, and the textbook formula as
    ``lambdify`` has it, or over classes as the walk through its tree does.
    """

    def one(function: Callable[..., object]) -> Run:
        def run(inputs: Sequence[NDArray[Any]]) -> NDArray[np.floating]:
            with np.errstate(all="ignore"):
                result = function(*inputs)
            return np.asarray(result[position] if isinstance(result, tuple) else result)

        return run

    symbols = [i.symbol for i in kernel.inputs]
    if kernel.by_row:

        def textbook(*inputs: NDArray[Any]) -> NDArray[Any]:
            columns = dict(zip(symbols, inputs, strict=True))
            return Evaluator(columns, inputs[0].dtype, index=_index(output))(output.formula)
    else:
        textbook = lambdify(symbols, output.formula.rewrite(exp), "numpy")
    if device:
        others = on_device.called(kernel.family, kernel.name, device)
    else:
        others = getattr(fallback.family(kernel.family), kernel.name)
    return [
        (C, one(load.kernel(kernel.name))),
        (device or NUMPY, one(others)),
        (TEXTBOOK, one(textbook)),
    ]


def _at_numbers(
    kernel: Kernel, position: int, output: Output, quick: bool, formats: Sequence[str], device: str
) -> tuple[list[Sample], str]:
    symbols = tuple(i.symbol for i in kernel.inputs)
    domain = Domain({i.symbol: i.domain for i in kernel.inputs})
    samples, note = [], ""
    compared = engines(kernel, position, output, device)
    for group, where in _groups(output.formula, symbols, domain):
        forms = (output.formula, stable_form(kernel.family, output.name))
        for trial in trials(forms, symbols, where, QUICK_POINTS if quick else POINTS):
            if trial.dtype.str[1:] in formats:
                inputs = [values.astype(trial.dtype) for values in trial.columns.values()]
                results = [(engine, run(inputs)) for engine, run in compared]

                def place(i: int, columns: Mapping[Any, Floats] = trial.columns) -> str:
                    return ", ".join(f"{s.name}={v[i]:.9g}" for s, v in columns.items())

                samples.append(Sample(trial.dtype, group, trial.exact, trial.condition, results, place))
                usable = ~trial.limits & np.isfinite(trial.exact.nearest) & (trial.exact.nearest != 0)
                some = np.flatnonzero(usable)[:: max(1, int(usable.sum()) // MOST_CONFIRMED)]
                columns = {s: v[some] for s, v in trial.columns.items()}
                note = note or _series_disagree(kernel, output, columns, trial.exact.nearest[some])
    return samples, note


def _groups(formula: Expr, symbols: Sequence[Symbol], domain: Domain) -> Iterator[tuple[str, Domain]]:
    """The domains on which a formula is measured: labels 0 and 1 are promised more than shares between them."""
    given = labels(formula, symbols, domain)
    if not given:
        yield "", domain
        return
    name = given[0].name
    yield f"{name} in {{0, 1}}", domain.extended({given[0]: LABEL})
    yield f"{name} in [0, 1]", domain.extended({given[0]: Interval(0, 1)})


def _over_rows(
    kernel: Kernel, position: int, output: Output, quick: bool, formats: Sequence[str], device: str
) -> tuple[list[Sample], str]:
    samples, note = [], ""
    compared = engines(kernel, position, output, device)
    for dtype in map(np.dtype, formats):
        for k, repeat in (QUICK_SIZES if quick else SIZES).items():
            made = rows(k, repeat, dtype)
            columns = {i.symbol: made.t if i.label else made.array(i.name) for i in kernel.inputs}
            exact = evaluate(output.formula, columns, index=_index(output))
            inputs = [a if a.dtype == made.t.dtype else a.astype(dtype) for a in columns.values()]
            results = [(engine, run(inputs)) for engine, run in compared]
            if k <= LARGEST_CONFIRMED:
                first = {s: a[:ROWS_CONFIRMED] for s, a in {**columns, t: made.t, shares: made.y}.items()}
                note = note or _series_disagree(kernel, output, first, exact.nearest[:ROWS_CONFIRMED])

            def place(i: int, k: int = k, made: Rows = made, shape: tuple[int, ...] = exact.nearest.shape) -> str:
                return f"k={k}, a {made.kind[np.unravel_index(i, shape)[0]]} row"

            for group, mask in _classes(kernel, output, made):
                grown = condition(output, made, exact)
                samples.append(Sample(np.dtype(dtype), group, exact, grown, results, place, mask))
    return samples, note


def _index(output: Output) -> Symbol | None:
    return output.indices[0] if output.indices else None


def _classes(kernel: Kernel, output: Output, made: Rows) -> Iterator[tuple[str, NDArray[np.bool_] | bool]]:
    """Which components are measured together."""
    if output.name != "gradient" or not any(i.label for i in kernel.inputs):
        yield "", True
        return
    own = made.t[:, None] == np.arange(made.x.shape[1])
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
        elif output.name == "gradient" and output.formula.has(shares):
            terms = p * made.y.sum(axis=1, keepdims=True) + made.y
        else:
            return np.ones(exact.nearest.shape)
        grown = terms / np.abs(exact.nearest)
    return np.clip(np.nan_to_num(grown, nan=1e308, posinf=1e308), 1.0, 1e308)


def percentile(errors: Floats) -> float:
    """The 99.9th percentile, an error that occurs (NaN for a number sorts last)."""
    ordered = np.sort(errors)
    return float(ordered[int(np.ceil(0.999 * len(ordered))) - 1]) if len(ordered) else 0.0


def value_kernel(family: str) -> Kernel | None:
    """The kernel of a family that computes the value of its loss and nothing else."""
    return next((k for k in KERNELS if k.family == family and [o.name for o in k.outputs] == ["value"]), None)


MOST_CONFIRMED = 150  # points at which power series confirm a derivative
LARGEST_CONFIRMED, ROWS_CONFIRMED = 3, 12  # classes, and rows


def _series_disagree(kernel: Kernel, output: Output, columns: Mapping[Any, NDArray[Any]], ours: Floats) -> str:
    """Where the reference is not what ball arithmetic gives as the derivative of the value; empty when it always is."""
    family = value_kernel(kernel.family)
    if family is None or output.name not in ORDERS:
        return ""
    value = family.outputs[0].formula
    along = x if kernel.by_row else kernel.inputs[0].symbol
    # The Hessian of a loss need not depend on the label.
    points = {i.symbol: columns.get(i.symbol, np.ones(len(ours))) for i in family.inputs}
    forms = (value,) if kernel.by_row else (value, stable_form(kernel.family, "value"))
    series = derivative(forms, points, along, ORDERS[output.name]).nearest
    if (i := first_apart(series, ours)) is None:
        return ""
    at = ", ".join(f"{s.name} = {v[i[0]].tolist()}" for s, v in points.items())
    return f"the derivative of the value is {series[i]:.9g} at {at}, the formula of the kernel gives {ours[i]:.9g}"
