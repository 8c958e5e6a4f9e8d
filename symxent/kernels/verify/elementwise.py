"""Every kernel against the rigorous reference: worst and 99.9th-percentile error in ULP, beside the textbook form.

Measured for the compiled kernel, the NumPy kernel and the ``lambdify`` of the textbook formula, at the same points.
Near a root no arithmetic can hold an error relative to the result, since the input's own rounding moves it by more:
there the error is counted in units of the condition number, which is reported beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Interval, Symbol, exp, lambdify

from symxent.errors import InternalError, SymxentError, unknown
from symxent.kernels.catalogue import KERNELS, Kernel, Output
from symxent.kernels.reference.ulp import Floats, error
from symxent.kernels.reference.values import derivative
from symxent.kernels.run import fallback, load
from symxent.kernels.stable.forms import stable_form
from symxent.kernels.stable.measure.points import labels
from symxent.kernels.stable.measure.trials import Trial, trials
from symxent.language.domain import LABEL, Domain

C, NUMPY, TEXTBOOK = "C", "NumPy", "textbook"
POINTS, QUICK_POINTS = 12000, 1500
ORDERS = {"gradient": 1, "hessian": 2}  # outputs that are derivatives of the family's value


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


# (kernel, output, group): the worst error promised of the C and of the NumPy kernel, in ULP, tails included.
BARS: Mapping[tuple[str, str, str], tuple[float, float]] = {
    ("sigmoid", "sigmoid", ""): (3, 4),
    ("sigmoid_derivative", "derivative", ""): (5, 6),
    ("softplus", "softplus", ""): (3, 4),
    ("log_sigmoid", "log_sigmoid", ""): (3, 4),
    **{
        (f"bce_with_logits{suffix}", output, group): bar
        for suffix in ("", "_gradient", "_hessian", "_value_gradient", "_gradient_hessian")
        for output, bar in (("value", (3, 4)), ("gradient", (3, 4)), ("hessian", (5, 6)))
        for group in ("", "y in {0, 1}")
    },
}


def known(names: Sequence[str]) -> None:
    """Raises SymxentError for a name that is neither a kernel nor a family."""
    have = {k.name for k in KERNELS} | {k.family for k in KERNELS}
    for name in names:
        if name not in have:
            raise unknown("kernel or family", name, sorted(have))


def measure(
    names: Sequence[str] = (), *, quick: bool = False, formats: Sequence[str] = ("f4", "f8")
) -> Iterator[Measurement]:
    """Measurements of the elementwise kernels named (all if none is), one after another."""
    for kernel in KERNELS:
        if not kernel.by_row and kernel.link is None and (not names or kernel.name in names or kernel.family in names):
            yield from apart(kernel, _elementwise(kernel, QUICK_POINTS if quick else POINTS, formats), formats)


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


def _elementwise(kernel: Kernel, size: int, formats: Sequence[str]) -> Iterator[Measurement]:
    symbols = tuple(i.symbol for i in kernel.inputs)
    domain = Domain({i.symbol: i.domain for i in kernel.inputs})
    for position, output in enumerate(kernel.outputs):
        for group, where in _groups(output.formula, symbols, domain):
            forms = (output.formula, stable_form(kernel.family, output.name))
            for trial in trials(forms, symbols, where, size):
                if trial.dtype.str[1:] in formats:
                    disagreement = _series_disagree(kernel, output, symbols, trial)
                    for engine, run in engines(kernel, position, output):
                        yield _measured(kernel, output, group, trial, engine, run, disagreement)


def _groups(formula: Expr, symbols: Sequence[Symbol], domain: Domain) -> Iterator[tuple[str, Domain]]:
    """The domains on which a formula is measured: labels 0 and 1 are promised more than shares between them."""
    given = labels(formula, symbols, domain)
    if not given:
        yield "", domain
        return
    name = given[0].name
    yield f"{name} in {{0, 1}}", domain.extended({given[0]: LABEL})
    yield f"{name} in [0, 1]", domain.extended({given[0]: Interval(0, 1)})


Run = Callable[[Sequence[NDArray[np.floating]]], NDArray[np.floating]]


def engines(kernel: Kernel, position: int, output: Output) -> Iterator[tuple[str, Run]]:
    """What is compared: the compiled kernel, the NumPy kernel, and the textbook formula as ``lambdify`` has it."""
    compiled, plain = load.kernel(kernel.name), numpy_kernel(kernel)
    textbook = lambdify([i.symbol for i in kernel.inputs], output.formula.rewrite(exp), "numpy")

    def one(function: Callable[..., object]) -> Run:
        def run(inputs: Sequence[NDArray[np.floating]]) -> NDArray[np.floating]:
            result = function(*inputs)
            return np.asarray(result[position] if isinstance(result, tuple) else result)

        return run

    yield C, one(compiled)
    yield NUMPY, one(plain)
    yield TEXTBOOK, one(textbook)


def numpy_kernel(kernel: Kernel) -> Callable[..., object]:
    """The generated NumPy function of a kernel."""
    return getattr(fallback.family(kernel.family), kernel.name)


def _measured(
    kernel: Kernel, output: Output, group: str, trial: Trial, engine: str, run: Run, disagreement: str
) -> Measurement:
    inputs = [values.astype(trial.dtype) for values in trial.columns.values()]
    with np.errstate(all="ignore"):
        got = np.broadcast_to(run(inputs), trial.exact.nearest.shape)
        not_a_number = run([np.full(1, np.nan, trial.dtype), *[v[:1] for v in inputs[1:]]])
    raw = error(got, trial.exact, trial.dtype)
    decided = ~np.isnan(trial.exact.nearest)
    errors = np.where(decided, raw / trial.condition, 0.0)
    worst = int(np.argmax(errors))
    point = ", ".join(f"{s.name}={v[worst]:.9g}" for s, v in trial.columns.items())
    bars = BARS.get((kernel.name, output.name, group))
    promised = None if bars is None or engine == TEXTBOOK else bars[engine == NUMPY]
    excused = trial.condition[decided & (raw > max(promised or 0, 4.0)) & (trial.condition > 1)]
    note = disagreement
    if engine != TEXTBOOK and not np.isnan(not_a_number).all():
        note = "NaN does not give NaN"
    return Measurement(
        kernel.name,
        output.name,
        group,
        trial.dtype.name,
        engine,
        int(decided.sum()),
        float(errors[worst]),
        percentile(errors[decided]),
        point,
        promised,
        float(excused.max()) if len(excused) else 1.0,
        float(raw[decided].max()),
        note,
    )


def percentile(errors: Floats) -> float:
    """The 99.9th percentile, an error that occurs (NaN for a number sorts last)."""
    ordered = np.sort(errors)
    return float(ordered[int(np.ceil(0.999 * len(ordered))) - 1]) if len(ordered) else 0.0


def value_kernel(family: str) -> Kernel | None:
    """The kernel of a family that computes the value of its loss and nothing else."""
    return next((k for k in KERNELS if k.family == family and [o.name for o in k.outputs] == ["value"]), None)


def _series_disagree(kernel: Kernel, output: Output, symbols: Sequence[Symbol], trial: Trial, most: int = 150) -> str:
    """Where the reference is not what ball arithmetic gives as the derivative of the value; empty when it always is."""
    family = value_kernel(kernel.family)
    if family is None or output.name not in ORDERS:
        return ""
    value = family.outputs[0].formula
    finite = np.flatnonzero(~trial.limits & np.isfinite(trial.exact.nearest) & (trial.exact.nearest != 0))
    some = finite[:: max(1, len(finite) // most)]
    columns = {s: v[some] for s, v in trial.columns.items()}
    wanted = value.free_symbols - set(symbols)
    columns |= {s: np.ones(len(some)) for s in wanted}  # the Hessian of a loss need not depend on the label
    forms = (value, stable_form(kernel.family, "value"))
    series = derivative(forms, columns, kernel.inputs[0].symbol, ORDERS[output.name]).nearest
    ours = trial.exact.nearest[some]
    apart = np.flatnonzero(np.isfinite(series) & (np.abs(series - ours) > np.spacing(np.abs(ours))))
    if not len(apart):
        return ""
    i = apart[0]
    at = ", ".join(f"{s.name}={v[i]:.9g}" for s, v in columns.items())
    return f"the derivative of the value is {series[i]:.9g} at {at}, the formula of the kernel gives {ours[i]:.9g}"
