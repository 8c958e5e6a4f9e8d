"""The kernels of a loss against the loss itself: errors in ULP against balls, derivatives against power series.

The value of the gradient and the Hessian is known twice over: from SymPy's derivative, in ball arithmetic, and from
the power series of the loss over balls, in which no symbolic derivative has a part.  The two must agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, FiniteSet, Piecewise, Symbol, sign

from symxent.errors import Disagreement
from symxent.kernels.reference.ulp import Floats, error
from symxent.kernels.reference.values import derivative, evaluate
from symxent.kernels.stable.measure.condition import condition
from symxent.kernels.stable.measure.trials import FORMATS, Trial, trials
from symxent.language.display import spoken_name
from symxent.losses import catalogue, store
from symxent.losses.compile import Compiled, compiled, key
from symxent.losses.loss import Loss
from symxent.losses.rows.verify import over_rows
from symxent.losses.stabilise import bare, in_range, plain_domain, stable_of_one_score, symbol
from symxent.losses.variables import LossVariable
from symxent.losses.verified import Measured, failures, tell

POINTS = 1200
INDEPENDENT = 300  # points at which the derivative is taken by power series, too
ORDER = {"value": 0, "gradient": 1, "hessian": 2}


def verify(made: Compiled, points: int = POINTS, seed: int = 2, outputs: Sequence[str] = ()) -> tuple[Measured, ...]:
    """Measure the kernels of a loss in float32 and float64 over its whole domain; the points are new to them.

    Raises Disagreement when a derivative of ours is not the derivative that power series give.
    """
    return tuple(
        measured
        for output in outputs or made.loss.outputs
        for measured in (
            over_rows(made, output, seed) if made.loss.by_row else _over_points(made, output, points, seed)
        )
    )


def checked(loss: Loss, strict: bool) -> Compiled:
    """The kernels of a loss that passed their verification; else NotVerified is raised, or a warning given.

    Those of the catalogue come with their forms and with what verification found, which the project's tests repeat.
    """
    made = compiled(loss)
    if store.failing(loss.name) or not catalogue.has(loss):
        tell(loss.name, failures(loss.name, key(loss), lambda: verify(made)), strict)
    return made


def _over_points(made: Compiled, output: str, points: int, seed: int) -> list[Measured]:
    tried = list(_trials(made.loss, output, points, seed))
    # Both formats have the same exact derivative: it is confirmed at the points of the wider one.
    confirmed = sum(_confirm(made.loss, output, fixed, both[-1]) for fixed, both in tried)
    formats: tuple[np.dtype[Any], ...] = FORMATS
    return [
        _in_format(made, output, [(fixed, both[n]) for fixed, both in tried], dtype, confirmed)
        for n, dtype in enumerate(formats)
    ]


def _in_format(
    made: Compiled, output: str, tried: list[tuple[dict[Symbol, Expr], Trial]], dtype: np.dtype[Any], confirmed: int
) -> Measured:
    worst, where, count, lost, at_limits = 0.0, "", 0, 0, 0
    for fixed, trial in tried:
        arguments = _arguments(made.loss, fixed, trial, dtype)
        got = np.broadcast_to(getattr(made, output)(*arguments), trial.exact.nearest.shape)
        raw = error(got, trial.exact, dtype)
        # What is next to overflow, a partial result on the way to it may have overflown before.
        edge = np.abs(trial.exact.nearest) > 2.0**-32 * float(np.finfo(dtype).max)
        raw[(edge & ~trial.limits) | _at_jump(made.loss, output, fixed, trial, dtype)] = np.nan
        # Of infinite inputs only a score counts: an infinite target or parameter is no input.
        scores = np.logical_and.reduce([np.isfinite(a) for a in arguments[1:]] or [np.ones(len(raw), bool)])
        at_limits += int((raw[trial.limits & scores] > _GOOD).sum())
        excused = np.where(trial.limits, np.nan, raw) / trial.excuse(raw)
        defined = ~np.isnan(excused)
        count += int((~np.isnan(trial.exact.nearest)).sum())
        lost += int(np.isinf(excused[defined]).sum())
        if defined.any() and float(np.nanmax(excused)) >= worst:
            i = int(np.nanargmax(excused))
            worst = float(excused[i])
            point = zip(made.loss.variables, arguments, strict=True)
            where = ", ".join(f"{spoken_name(v.name)} = {float(a[i]):.9g}" for v, a in point)
    return Measured(output, dtype.name, count, worst, where, lost, at_limits, confirmed)


_GOOD = 64.0  # ULP; at a limit the kernel is either right or nowhere near


def _trials(loss: Loss, output: str, points: int, seed: int) -> Iterator[tuple[dict[Symbol, Expr], tuple[Trial, ...]]]:
    """For each label its points in each format, with the formula's exact values there."""
    stable = stable_of_one_score(loss)[output]
    for labels in _all_labels(loss):
        formula = stable.formula.xreplace(labels)
        inputs = [symbol(v) for v in loss.variables if symbol(v) in formula.free_symbols]
        if not inputs:
            inputs = [symbol(loss.wrt)]
        case = next((c for c in stable.cases if dict(c.labels) == labels), None)
        forms = (formula,) if case is None else (formula, case.named)
        made = trials(forms, tuple(inputs), plain_domain(loss), points, seed)
        yield labels, tuple(_weighed(loss, forms, in_range(loss, trial)) for trial in made)


def _weighed(loss: Loss, forms: tuple[Expr, ...], trial: Trial) -> Trial:
    """The trial with the rounding of parameters counted: of inputs only a share of 0 or 1 is exactly what was meant."""
    shares = {symbol(v) for v in loss.targets if v.where.inf.is_finite and v.where.sup.is_finite}
    rounded = {s: ~np.isin(v, (0.0, 1.0)) if s in shares else np.ones(len(v), bool) for s, v in trial.columns.items()}
    return Trial(trial.dtype, trial.columns, trial.exact, condition(forms, trial.columns, trial.exact, rounded))


NEAR_JUMP = 8  # numbers of the format


def _at_jump(
    loss: Loss, output: str, fixed: dict[Symbol, Expr], trial: Trial, dtype: np.dtype[Any]
) -> NDArray[np.bool_]:
    """Points so near to a jump of the output that the rounding of z − y decides on which side they lie."""
    formula = bare(loss, loss.formulas[output]).xreplace(fixed)
    z = symbol(loss.wrt)
    if not formula.has(Piecewise, sign) or z not in trial.columns:
        return np.zeros(len(trial.exact), bool)
    inputs = [trial.columns[s] for s in trial.columns]
    step = NEAR_JUMP * np.max([np.spacing(np.abs(v).astype(dtype)).astype(np.float64) for v in inputs], axis=0)
    with np.errstate(all="ignore"):
        sides = [evaluate(formula, {**trial.columns, z: trial.columns[z] + s}).nearest for s in (-step, step)]
        return ~(np.abs(sides[0] - sides[1]) <= 1e-3 * np.abs(trial.exact.nearest)) & np.isfinite(trial.columns[z])


def _all_labels(loss: Loss) -> list[dict[Symbol, Expr]]:
    found: list[dict[Symbol, Expr]] = [{}]
    for variable in loss.variables:
        if isinstance(variable.where, FiniteSet):
            found = [{**at, symbol(variable): value} for at in found for value in variable.values]
    return found


def _arguments(loss: Loss, fixed: dict[Symbol, Expr], trial: Trial, dtype: np.dtype) -> list[Floats]:
    n = len(trial.exact)

    def column(variable: LossVariable) -> Floats:
        s = symbol(variable)
        if s in fixed:
            return np.full(n, float(fixed[s]), dtype)
        if s in trial.columns:
            return np.asarray(trial.columns[s], dtype)
        return np.full(n, float(sample_of(variable)), dtype)

    return [column(v) for v in loss.variables]


def sample_of(variable: LossVariable) -> float:
    """A value that the variable may take."""
    from symxent.losses.loss import sample

    return float(sample(variable))


def _confirm(loss: Loss, output: str, fixed: dict[Symbol, Expr], trial: Trial) -> int:
    """At how many points power series over balls give the same derivative."""
    order, by = ORDER[output], symbol(loss.wrt)
    is_derivative = output == "gradient" or (output == "hessian" and loss.formulas["hessian"] == loss.hessian)
    if not is_derivative or by not in trial.columns:
        return 0
    value = bare(loss, loss.expr).xreplace(fixed)
    smooth = ~_at_jump(loss, "hessian" if order == 2 else "gradient", fixed, trial, trial.dtype)
    some = np.flatnonzero(~trial.limits & np.isfinite(trial.exact.nearest) & smooth)
    some = some[:: max(1, len(some) // INDEPENDENT)]
    columns = {s: v[some] for s, v in trial.columns.items()}
    for s in value.free_symbols - set(columns):
        columns[s] = np.full(len(some), sample_of(next(v for v in loss.variables if symbol(v) == s)))
    series = derivative((value,), columns, by, order).nearest
    here = trial.exact.nearest[some]
    known = ~np.isnan(series)
    apart = known & (np.abs(series - here) > 2 * np.spacing(np.abs(here)))
    if apart.any():
        i = int(np.flatnonzero(apart)[0])
        at = ", ".join(f"{s} = {v[i]!r}" for s, v in columns.items())
        raise Disagreement(
            f"{loss.name}: at {at} the {output} is {here[i]!r} by SymPy's derivative and {series[i]!r} by power "
            "series; please report this"
        )
    return int(known.sum())
