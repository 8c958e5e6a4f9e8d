"""The kernels of a loss against the loss itself: errors in ULP against balls, derivatives against power series.

The value of the gradient and the Hessian is known twice over: from their closed forms (SymPy's derivative, of a row of
scores ours), in ball arithmetic, and from the power series of the loss over balls, in which no symbolic derivative has
a part.  The two must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Basic, Expr, Piecewise, Rational, Symbol, sign

from symxent.errors import Disagreement
from symxent.kernels.reference.ulp import Exact, Floats, error, first_apart
from symxent.kernels.reference.values import derivative, evaluate
from symxent.kernels.stable.measure.condition import Condition, condition_over_classes, magnification
from symxent.kernels.stable.measure.draws import Draws
from symxent.kernels.stable.measure.points import PARAMETERS, rows
from symxent.kernels.stable.measure.trials import FORMATS, NEXT_TO_OVERFLOW, Trial, trials
from symxent.language.display import spoken_name
from symxent.losses import catalogue, store
from symxent.losses.compile import Compiled, compiled, key
from symxent.losses.form_of_score import bare, in_range, plain_domain, symbol
from symxent.losses.loss import Loss, sample
from symxent.losses.over_classes import j, t, x, y
from symxent.losses.stabilise import stable_form
from symxent.losses.variables import LossVariable
from symxent.losses.verified import UNEXPLAINED, Measured, failures, tell
from symxent.progress import telling

POINTS = 1200
INDEPENDENT = 300  # points at which the derivative is taken by power series, too
SIZES: Mapping[int, int] = {1: 1, 2: 8, 3: 8, 10: 4, 60: 1}  # k: rows of each kind
CONFIRMED = 14  # rows whose derivatives power series confirm
ORDER = {"value": 0, "gradient": 1, "hessian": 2, "hessian_diagonal": 2}
Columns = dict[Any, NDArray[Any]]


@dataclass(frozen=True)
class _Tried:
    """What the kernels are given at some points, what is exact there, and how an error there is to be counted.

    ``limits``: where an input is infinite, ``ends``: where a score is; ``left_out``: where nothing is measured.
    ``excused`` divides errors by what excuses them, ``place`` says where the number of a place is from, ``explain`` by
    how much the rounding of the inputs is magnified at some places.
    """

    arguments: Sequence[NDArray[Any]]
    exact: Exact
    excused: Callable[[Floats], Floats]
    place: Callable[[int], str]
    left_out: NDArray[np.bool_] | bool = False
    limits: NDArray[np.bool_] | bool = False
    ends: NDArray[np.bool_] | bool = False
    explain: Callable[[NDArray[np.intp]], Floats | float] = lambda _: 1.0


def verify(made: Compiled, points: int = POINTS, seed: int = 2, outputs: Sequence[str] = ()) -> tuple[Measured, ...]:
    """Measure the kernels of a loss in float32 and float64 over its whole domain; the points are new to them.

    Raises Disagreement when a derivative of ours is not the derivative that power series give.
    """
    return tuple(m for output in outputs or made.loss.outputs for m in _of_output(made, output, points, seed))


def checked(loss: Loss, strict: bool) -> Compiled:
    """The kernels of a loss that passed their verification; else NotVerified is raised, or a warning given.

    Those of the catalogue come with their forms and with what verification found, which the project's tests repeat; of
    one with another curvature only that is measured.
    """
    with telling(f"finding the stable forms of {loss.plain_name}, compiling and measuring them (once on this machine)"):
        made = compiled(loss)
        plain = loss.plain
        known = plain.formulas if catalogue.has(plain) and not store.failing(plain.name) else {}
        new = [output for output in loss.outputs if loss.formulas[output] != known.get(output)]
        wrong = failures(loss.name, key(loss), lambda: verify(made, outputs=new)) if new else ()
    tell(loss.name, wrong, strict)
    return made


def _of_output(made: Compiled, output: str, points: int, seed: int) -> list[Measured]:
    loss = made.loss
    formats: tuple[np.dtype[Any], ...] = FORMATS
    if loss.by_row:
        confirmed = _confirm_rows(loss, output, seed)
        tried = [[_rows(loss, output, k, repeat, dtype, seed) for dtype in formats] for k, repeat in SIZES.items()]
    else:
        trials_of = list(_trials(loss, output, points, seed))
        # Both formats have the same exact derivative: it is confirmed at the points of the wider one.
        confirmed = sum(_confirm(loss, output, fixed, both[-1]) for fixed, _, both in trials_of)
        tried = [[_points(loss, output, fixed, forms, trial) for trial in both] for fixed, forms, both in trials_of]
    return [_in_format(made, output, [both[n] for both in tried], dtype, confirmed) for n, dtype in enumerate(formats)]


def _in_format(made: Compiled, output: str, tried: list[_Tried], dtype: np.dtype[Any], confirmed: int) -> Measured:
    worst, where, count, lost, at_limits = 0.0, "", 0, 0, 0
    unexplained, beyond = 0.0, ""
    for one in tried:
        got = np.broadcast_to(getattr(made, output)(*one.arguments), one.exact.nearest.shape)
        raw = error(got, one.exact, dtype)
        # What is next to overflow, a partial result on the way to it may have overflown before.
        edge = np.abs(one.exact.nearest) > NEXT_TO_OVERFLOW * float(np.finfo(dtype).max)
        raw[(edge & ~np.asarray(one.limits)) | one.left_out] = np.nan
        at_limits += int(((raw > _GOOD) & one.ends).sum())
        excused = one.excused(np.where(one.limits, np.nan, raw))
        defined = ~np.isnan(excused)
        count += int((~np.isnan(one.exact.nearest)).sum())
        lost += int(np.isinf(excused[defined]).sum())
        if defined.any() and float(np.nanmax(excused)) >= worst:
            i = int(np.nanargmax(excused))
            worst, where = float(excused.flat[i]), one.place(i)
        doubtful = np.flatnonzero(np.isfinite(excused) & (excused > max(unexplained, UNEXPLAINED / 2)))
        if len(doubtful):
            left = excused.flat[doubtful] / one.explain(doubtful)
            if (i := int(np.argmax(left))) >= 0 and left[i] > unexplained:
                unexplained, beyond = float(left[i]), one.place(int(doubtful[i]))
    return Measured(output, dtype.name, count, worst, where, lost, at_limits, confirmed, unexplained, beyond)


_GOOD = 64.0  # ULP; at a limit the kernel is either right or nowhere near


def _points(loss: Loss, output: str, fixed: dict[Symbol, Expr], forms: tuple[Expr, ...], trial: Trial) -> _Tried:
    """Points of one label."""
    arguments = _arguments(loss, fixed, trial, trial.dtype)

    def place(i: int) -> str:
        point = zip(loss.variables, arguments, strict=True)
        return ", ".join(f"{spoken_name(v.name)} = {float(a[i]):.9g}" for v, a in point)

    # Of infinite inputs only a score counts: an infinite target or parameter is no input.
    scores = np.logical_and.reduce([np.isfinite(a) for a in arguments[1:]] or [np.ones(len(trial.exact), bool)])
    left_out = _at_jump(loss, output, fixed, trial, trial.dtype)

    def explain(there: NDArray[np.intp]) -> Floats:
        columns = {s: v[there] for s, v in trial.columns.items()}
        return magnification(forms, columns, trial.exact[there], _rounded(loss, columns))

    ends = trial.limits & scores
    excused = partial(trial.excused, beyond=UNEXPLAINED / 2)
    return _Tried(arguments, trial.exact, excused, place, left_out, trial.limits, ends, explain)


def _trials(
    loss: Loss, output: str, points: int, seed: int
) -> Iterator[tuple[dict[Symbol, Expr], tuple[Expr, ...], tuple[Trial, ...]]]:
    """For each label its formula and what is equal to it, and its points in each format, with exact values there."""
    stable = stable_form(loss, output)
    for at in loss.labels:
        labels: dict[Symbol, Expr] = {symbol(v): value for v, value in at.items()}
        formula = stable.formula.xreplace(labels)
        inputs = [symbol(v) for v in loss.variables if symbol(v) in formula.free_symbols]
        if not inputs:
            inputs = [symbol(loss.wrt)]
        case = next((c for c in stable.cases if dict(c.labels) == labels), None)
        forms = (formula,) if case is None else (formula, case.named)
        made = trials(forms, tuple(inputs), plain_domain(loss), points, seed)
        yield labels, forms, tuple(_weighed(loss, forms, in_range(loss, trial)) for trial in made)


def _weighed(loss: Loss, forms: tuple[Expr, ...], trial: Trial) -> Trial:
    """The trial with the rounding of parameters counted."""
    grown = Condition(forms, trial.columns, trial.exact, _rounded(loss, trial.columns))
    return Trial(trial.dtype, trial.columns, trial.exact, grown)


def _rounded(loss: Loss, columns: Mapping[Any, Floats]) -> dict[Symbol, NDArray[np.bool_]]:
    """Where an input is rounded: only a share of 0 or 1 is exactly what was meant."""
    shares = {symbol(v) for v in loss.targets if v.where.inf.is_finite and v.where.sup.is_finite}
    return {s: ~np.isin(v, (0.0, 1.0)) if s in shares else np.ones(len(v), bool) for s, v in columns.items()}


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


def _arguments(loss: Loss, fixed: dict[Symbol, Expr], trial: Trial, dtype: np.dtype) -> list[Floats]:
    n = len(trial.exact)

    def column(variable: LossVariable) -> Floats:
        s = symbol(variable)
        if s in fixed:
            return np.full(n, float(fixed[s]), dtype)
        if s in trial.columns:
            return np.asarray(trial.columns[s], dtype)
        return np.full(n, float(sample(variable)), dtype)

    return [column(v) for v in loss.variables]


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
        columns[s] = np.full(len(some), float(sample(next(v for v in loss.variables if symbol(v) == s))))
    series = derivative((value,), columns, by, order).nearest
    return _agreeing(loss, output, series, trial.exact.nearest[some], lambda i: _at(columns, i))


def _at(columns: Columns, i: int) -> str:
    return ", ".join(f"{s} = {values[i].tolist()!r}" for s, values in columns.items())


def _agreeing(loss: Loss, output: str, series: Floats, ours: Floats, at: Callable[[int], str]) -> int:
    """How many numbers power series confirm; raises Disagreement at the first other, which ``at`` places."""
    if (i := first_apart(series, ours, 2.0)) is not None:
        raise Disagreement(
            f"{loss.name}: at {at(int(np.ravel_multi_index(i, ours.shape)))} the {output} is {ours[i]!r} by its closed "
            f"form and {series[i]!r} by power series; please report this"
        )
    return int((~np.isnan(series) & ~np.isnan(ours)).sum())


def _rows(loss: Loss, output: str, k: int, repeat: int, dtype: np.dtype[Any], seed: int) -> _Tried:
    """Rows of k classes."""
    columns, kinds = _columns(loss, k, repeat, dtype, seed)
    index = None if output == "value" else j
    exact = evaluate(loss.in_proofs(loss.formulas[output]), columns, (256, 1024, 4096), index=index)
    condition = condition_over_classes(stable_form(loss, output).in_proofs, index, x, columns)
    arguments = [a if a.dtype.kind == "i" else a.astype(dtype) for a in columns.values()]
    width = exact.nearest[0].size
    return _Tried(arguments, exact, lambda raw: raw / condition, lambda i: f"a {kinds[i // width]} row, k = {k}")


def _columns(loss: Loss, k: int, repeat: int, dtype: np.dtype[Any], seed: int) -> tuple[Columns, Sequence[str]]:
    """The inputs by the symbols of proofs, in the order of the kernels' arguments, and the kind of each row."""
    made, draws = rows(k, repeat, dtype, seed), Draws(seed, k)
    columns: Columns = {x: made.x}
    columns |= {t: made.t} if loss.label is not None else {}
    columns |= {y: made.y} if loss.shares is not None else {}
    for p in loss.parameters:
        inside = [v for v in (float(sample(p)), 0.1, 0.3, *PARAMETERS) if p.where.contains(v)]
        columns[p.plain] = draws.choice(inside, len(made.t)).astype(dtype).astype(np.float64)
    return columns, made.kind


def _confirm_rows(loss: Loss, output: str, seed: int) -> int:
    """How many components power series confirm, at the parameters' defaults."""
    if output == "value" or (output == "hessian_diagonal" and loss.formulas[output] != loss.hessian_diagonal):
        return 0
    fixed: dict[Basic, Expr] = {p.plain: Rational(repr(float(p.default or 0.0))) for p in loss.parameters}
    whole, _ = _columns(loss, 3, 2, np.dtype(np.float64), seed + 1)
    columns = {s: a[:CONFIRMED] for s, a in whole.items() if s not in fixed}
    series = derivative(loss.rows.plain().xreplace(fixed), columns, x, ORDER[output]).nearest
    ours = evaluate(loss.rows.plain(output).xreplace(fixed), columns, index=j).nearest
    return _agreeing(loss, output, series, ours, lambda i: f"{_at(columns, i // 3)}, class {i % 3},")
