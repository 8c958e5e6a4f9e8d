"""The kernels of a row loss against the loss itself: errors in ULP against balls, derivatives against power series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Basic, Expr, Rational, Symbol

from symxent.errors import Disagreement
from symxent.kernels.reference.ulp import Exact, error
from symxent.kernels.reference.values import derivative, evaluate
from symxent.kernels.stable.measure.condition import condition_over_classes
from symxent.kernels.stable.measure.draws import Draws
from symxent.kernels.stable.measure.points import PARAMETERS, Rows, rows
from symxent.kernels.stable.measure.trials import FORMATS
from symxent.losses.compile import Compiled
from symxent.losses.loss import Loss, sample
from symxent.losses.rows import calculus
from symxent.losses.rows.stabilise import stable_row
from symxent.losses.verified import Measured

SIZES: Mapping[int, int] = {1: 1, 2: 8, 3: 8, 10: 4, 60: 1}  # k: rows of each kind
CONFIRMED = 14  # rows whose derivatives power series confirm
ORDER = {"gradient": 1, "hessian_diagonal": 2}


@dataclass(frozen=True)
class _Trial:
    made: Rows
    scalars: Mapping[Symbol, NDArray[np.float64]]

    def arguments(self, loss: Loss, dtype: np.dtype[Any]) -> list[NDArray[Any]]:
        """What the kernels are given."""
        found: list[NDArray[Any]] = [self.made.x.astype(dtype)]
        found += [self.made.t] if loss.label is not None else []
        found += [self.made.y.astype(dtype)] if loss.shares is not None else []
        return [*found, *(self.scalars[p.plain].astype(dtype) for p in loss.parameters)]

    def columns(self, loss: Loss) -> dict[Basic, NDArray[Any]]:
        """The inputs by the symbols of proofs."""
        found: dict[Basic, NDArray[Any]] = {calculus.x: self.made.x, **self.scalars}
        found |= {calculus.y: self.made.y} if loss.shares is not None else {}
        return found | ({calculus.t: self.made.t} if loss.label is not None else {})


def over_rows(made: Compiled, output: str, seed: int) -> list[Measured]:
    """Measure an output of a loss of a row in float32 and float64, on rows that are new to it.

    Raises Disagreement when the closed form of a derivative is not the derivative that power series give.
    """
    confirmed = _confirmed(made.loss, output, seed)
    return [_measured(made, output, dtype, seed, confirmed) for dtype in FORMATS]


def written_out(loss: Loss, output: str) -> Expr:
    """The formula of an output over the scores x, as it was proved."""
    scale = loss.rows.plain_scale
    if output == "value":
        return loss.rows.plain
    parts = loss.rows.gradient_parts if output == "gradient" else loss.rows.hessian_parts
    return loss.rows.over_scores(scale ** ORDER[output] * calculus.with_deltas(parts.formula))


def _trial(loss: Loss, k: int, repeat: int, dtype: np.dtype[Any], seed: int) -> _Trial:
    made = rows(k, repeat, dtype, seed)
    draws = Draws(seed, k)
    scalars = {}
    for p in loss.parameters:
        inside = [v for v in (float(sample(p)), 0.1, 0.3, *PARAMETERS) if p.where.contains(v)]
        scalars[p.plain] = draws.choice(inside, len(made.t)).astype(dtype).astype(np.float64)
    return _Trial(made, scalars)


def _measured(made: Compiled, output: str, dtype: np.dtype[Any], seed: int, confirmed: int) -> Measured:
    loss = made.loss
    index = None if output == "value" else calculus.j
    form = stable_row(loss, output).in_proofs
    worst, where, count, lost = 0.0, "", 0, 0
    for k, repeat in SIZES.items():
        trial = _trial(loss, k, repeat, dtype, seed)
        exact = _exact(loss, output, trial)
        got = getattr(made, output)(*trial.arguments(loss, dtype))
        grown = condition_over_classes(form, index, calculus.x, trial.columns(loss))
        excused = error(got, exact, dtype) / grown
        # What is next to overflow, a partial result on the way to it may have overflown before.
        excused[np.abs(exact.nearest) > 2.0**-32 * float(np.finfo(dtype).max)] = np.nan
        known = ~np.isnan(excused)
        count += int(known.sum())
        lost += int(np.isinf(excused[known]).sum())
        if known.any() and float(np.nanmax(excused)) >= worst:
            place = np.unravel_index(int(np.nanargmax(excused)), excused.shape)
            worst = float(excused[place])
            where = f"a {trial.made.kind[int(place[0])]} row, k = {k}"
    return Measured(output, dtype.name, count, worst, where, lost, 0, confirmed)


def _exact(loss: Loss, output: str, trial: _Trial) -> Exact:
    index = None if output == "value" else calculus.j
    return evaluate(written_out(loss, output), trial.columns(loss), (256, 1024, 4096), index=index)


def _confirmed(loss: Loss, output: str, seed: int) -> int:
    """How many components power series confirm, at the parameters' defaults; raises Disagreement at the first other."""
    if output not in ORDER:
        return 0
    fixed = {p.plain: Rational(repr(float(p.default or 0.0))) for p in loss.parameters}
    trial = _trial(loss, 3, 2, np.dtype(np.float64), seed + 1)
    some = slice(0, CONFIRMED)
    columns = {s: a[some] for s, a in trial.columns(loss).items()}
    series = derivative(loss.rows.plain.xreplace(fixed), columns, calculus.x, ORDER[output]).nearest
    ours = evaluate(written_out(loss, output).xreplace(fixed), columns, index=calculus.j).nearest
    known = np.isfinite(series) & np.isfinite(ours)
    apart = known & (np.abs(series - ours) > 2 * np.spacing(np.abs(ours)))
    if apart.any():
        row, component = np.argwhere(apart)[0]
        raise Disagreement(
            f"{loss.name}: for the scores {columns[calculus.x][row].tolist()} the {output} of class {component} is "
            f"{ours[row, component]!r} by the closed form and {series[row, component]!r} by power series; please "
            "report this"
        )
    return int(known.sum())
