"""The points at which forms are tried, with what the formula is there to many digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, FiniteSet, IndexedBase, Set, Sum, Symbol

from symxent.errors import Disagreement, SymxentError
from symxent.kernels.reference.ulp import Exact, Floats
from symxent.kernels.reference.values import Ends, ends_of, evaluate
from symxent.kernels.stable.measure.condition import Condition, condition_over_classes
from symxent.kernels.stable.measure.draws import Draws
from symxent.kernels.stable.measure.points import PARAMETERS, Rows, brackets, grid, labels, rows
from symxent.kernels.stable.measure.probes import about_roots_of_parts
from symxent.language.domain import Domain
from symxent.language.functions import logsumexp, softmax

FORMATS = (np.dtype(np.float32), np.dtype(np.float64))
GOOD_ENOUGH = 3.0  # ULP, below which cost decides
UNDERFLOWING = 2.0**10
FIRST_ASKED = 8  # of the largest errors, whose condition is asked for together
NEXT_TO_OVERFLOW = 2.0**-32  # of the largest number
SIZES: Mapping[int, int] = {1: 1, 2: 6, 3: 6, 10: 4, 60: 1}  # k: rows of each kind


@dataclass(frozen=True)
class Trial:
    """Points of one format, what the formula is there to many digits, and how much it magnifies input errors.

    Over classes the points are rows, each of a ``kind``.  The condition excuses the worst error (None: by nothing), and
    the mean of all counts in each result's ``unit``.  Where the condition is beyond ``digits``, the rounding of the
    inputs leaves no digit of the result, and any number is right.
    """

    dtype: np.dtype
    columns: Mapping[Any, NDArray[Any]]
    exact: Exact
    grown: Condition | None
    unit: Floats | float = 1.0
    kind: tuple[str, ...] = ()
    digits: float = np.inf
    undefined: NDArray[np.bool_] | bool = False

    @cached_property
    def limits(self) -> NDArray[np.bool_]:
        """Where the formula has a limit alone: where an input is infinite, or it is ``undefined``."""
        infinite = np.any([np.isinf(v).reshape(len(v), -1).any(axis=1) for v in self.columns.values()], axis=0)
        infinite = infinite | self.undefined
        return np.broadcast_to(infinite.T, self.exact.nearest.T.shape).T

    @property
    def condition(self) -> Floats:
        """The condition at every point; 1 where nothing excuses an error."""
        return np.ones(1) if self.grown is None else self.grown.at(np.arange(len(self.exact)))

    def excused(self, raw: Floats, beyond: float = np.inf) -> Floats:
        """Errors divided by what excuses them: exact where the largest is, and wherever an error is ``beyond``; of all
        others, whose condition nobody needs, what is less than the largest as it is.
        """
        # A product that ends among the denormals has factors that were there before: no order of them helps.
        deep = np.abs(self.exact.nearest) < UNDERFLOWING * float(np.finfo(self.dtype).tiny)
        least = np.where(deep & (raw > GOOD_ENOUGH), UNDERFLOWING, 1.0)
        if self.grown is None:
            return raw / least
        found, largest, start, step = raw.copy(), 0.0, 0, FIRST_ASKED
        order = np.flatnonzero(np.isfinite(raw) & (raw > 0))
        order = order[np.argsort(-raw[order], kind="stable")]
        if np.isposinf(raw).any():
            largest = np.inf
        while start < len(order) and raw[order[start]] >= min(largest, beyond):
            some = order[start : start + step]
            condition = self.grown.at(some)
            found[some] = np.where(condition > self.digits, 0.0, raw[some] / np.maximum(condition, least[some]))
            largest = max(largest, float(found[some].max()))
            start, step = start + step, 2 * step
        return found

    def place(self, i: int) -> tuple[tuple[str, float], ...]:
        """The inputs at the i-th point, or the kind of the row of the i-th result and its size."""
        if not self.kind:
            return tuple((s.name, float(v[i])) for s, v in self.columns.items())
        row = int(np.unravel_index(i, self.exact.nearest.shape)[0])
        return ((f"a {self.kind[row]} row, k", float(self.classes)),)

    @property
    def classes(self) -> int:
        """How many there are, 0 where the formula is not over classes."""
        return max((v.shape[1] for v in self.columns.values() if v.ndim == 2), default=0)

    @property
    def undecided(self) -> int:
        """At how many points the formula has no value, or none that was found."""
        return int(np.isnan(self.exact.nearest).sum())


def trials(
    forms: Sequence[Expr],
    symbols: Sequence[Symbol],
    domain: Domain,
    size: int,
    seed: int = 0,
    probe: bool = False,
) -> tuple[Trial, ...]:
    """The points of both formats with their exact values; ``forms`` are equal, the later ones help the first out.

    ``probe``: at points about the roots of every part of the formula, too, and at no infinite ones, nor where the
    result is next to overflow: there every form may overflow on the way to it, and no form would look better.
    """
    made = []
    given = labels(forms[0], symbols, domain)
    ends = ends_of(domain, [s for s in symbols if s not in given])
    for dtype in FORMATS:
        columns = grid(symbols, domain, dtype, size, seed, given)
        if probe:
            finite = np.isfinite(np.stack(list(columns.values()))).all(axis=0)
            columns = {s: v[finite] for s, v in columns.items()}
            columns = about_roots_of_parts(forms[0], columns, domain, dtype, size // 3)
        exact = evaluate(forms, columns, ends=ends)
        roots = near_roots(forms, symbols, columns, exact, dtype, domain)
        if roots is not None:
            more = evaluate(forms, roots)
            columns = {s: np.concatenate([columns[s], roots[s]]) for s in symbols}
            exact = Exact(np.concatenate([exact.nearest, more.nearest]), np.concatenate([exact.rest, more.rest]))
        if probe:
            inside = ~(np.abs(exact.nearest) > NEXT_TO_OVERFLOW * float(np.finfo(dtype).max))
            for values in columns.values():  # nor at subnormal numbers, whose reciprocals overflow
                inside &= (values == 0) | (np.abs(values) >= float(np.finfo(dtype).tiny))
            columns, exact = {s: v[inside] for s, v in columns.items()}, exact[inside]
        # What is given exactly (a label of 0 or 1) has no rounding of its own that could excuse an error.
        free = [s for s in symbols if not isinstance(domain.set_of(s), FiniteSet)]
        rounded = {s: ~(np.isin(columns[s], (0.0, 1.0)) & _is_bounded(domain.set_of(s))) for s in free}
        digits = 2.0 ** int(np.finfo(dtype).nmant) if probe else np.inf
        grown = Condition(tuple(forms), columns, exact, rounded)
        undefined = _undefined(forms[0], columns, ends) if probe else False
        made.append(Trial(dtype, columns, exact, grown, digits=digits, undefined=undefined))
    return tuple(made)


def _undefined(formula: Expr, columns: Mapping[Symbol, Floats], ends: Ends) -> NDArray[np.bool_]:
    """Where an input is at an end of its range, and the formula itself has no value."""
    found = np.zeros(len(next(iter(columns.values()))), dtype=bool)
    for symbol, both in ends.items():
        found |= np.isin(columns[symbol], [end for end, _ in both])
    if len(there := np.flatnonzero(found)):
        found[there] = np.isnan(evaluate(formula, {s: v[there] for s, v in columns.items()}).nearest)
    return found


def _is_bounded(where: Set) -> bool:
    """A label or a share lies between bounds; a count of 1 or a score of 1 is a number like any other."""
    return bool(where.inf.is_finite and where.sup.is_finite)


def near_roots(
    forms: Sequence[Expr],
    symbols: Sequence[Symbol],
    columns: dict[Symbol, Floats],
    exact: Exact,
    dtype: np.dtype,
    domain: Domain,
) -> dict[Symbol, Floats] | None:
    """The numbers around each change of sign, found by bisection to neighbouring numbers of the format."""
    found: list[dict[Symbol, float]] = []
    for symbol in (s for s in symbols if not isinstance(domain.set_of(s), FiniteSet)):
        for i, j in brackets(columns, exact.nearest, symbol, most=6):
            point = {s: np.array([columns[s][i]]) for s in symbols}
            low, high = float(columns[symbol][i]), float(columns[symbol][j])
            sign_low = np.sign(exact.nearest[i])
            for _ in range(80):
                middle = float(np.asarray((low + high) / 2).astype(dtype))
                if middle in (low, high):
                    break
                value = evaluate(forms, {**point, symbol: np.array([middle])}, (128,)).nearest[0]
                if np.sign(value) == sign_low:
                    low = middle
                else:
                    high = middle
            base = {s: float(v[0]) for s, v in point.items()}
            up = float(np.nextafter(dtype.type(high), dtype.type(np.inf)))
            for value in (low, high, up, high + (high - low) * 1000, low + (low - high) * 1000):
                found.append({**base, symbol: float(dtype.type(value))})
    if not found:
        return None
    return {s: np.array([f[s] for f in found]) for s in symbols}


def trials_over_classes(
    expr: Expr, index: Symbol | None, domain: Domain, form: Expr | None = None
) -> tuple[Trial, ...]:
    """Rows of 1 to 60 classes in both formats: usual ones, confident ones, unlikely classes, huge shifts, ties.

    Errors count in units of what the rounding of the inputs does to ``form``, an accurate one over plain operations.
    An integer symbol that is neither the index nor the number of classes is a class label; others are parameters.
    Raises SymxentError when no softmax or logsumexp says which array holds the logits.
    """
    logits = _logits(expr)
    found = []
    for dtype in FORMATS:
        for k, repeat in SIZES.items():
            made = rows(k, repeat, dtype)
            columns = _columns(expr, index, logits, domain, made, dtype)
            exact = evaluate(expr, columns, index=index)
            unit = 1.0 if form is None else condition_over_classes(form, index, logits, columns)
            found.append(Trial(dtype, columns, exact, None, unit, made.kind))
    return tuple(found)


def _columns(
    expr: Expr, index: Symbol | None, logits: IndexedBase, domain: Domain, made: Rows, dtype: np.dtype
) -> dict[Any, NDArray[Any]]:
    """The logits, weights of any sign or shares of one by what the name of an array is, labels and parameters."""
    columns: dict[Any, NDArray[Any]] = {logits: made.x}
    for base in sorted(expr.atoms(IndexedBase) - {logits}, key=str):
        columns[base] = made.y if base.name.startswith("y") else made.v
    sums = expr.atoms(Sum)
    no_labels = {s.limits[0][2] for s in sums} | {s.limits[0][0] for s in sums} | {index}
    no_labels |= {node.args[-1] for node in expr.atoms(softmax, logsumexp)}
    for label in sorted({s for s in expr.atoms(Symbol) if s.is_integer} - no_labels, key=str):
        columns[label] = made.t
    draws = Draws(made.x.shape[1])
    for s in parameters(expr):
        inside = [v for v in (0.0, 0.1, *PARAMETERS) if domain.set_of(s).contains(v)]
        columns[s] = draws.choice(inside, len(made.t)).astype(dtype).astype(np.float64)
    return columns


def parameters(expr: Expr) -> tuple[Symbol, ...]:
    """The numbers in a formula over classes."""
    arrays = {base.label for base in expr.atoms(IndexedBase)}
    return tuple(sorted((s for s in expr.atoms(Symbol) if not s.is_integer and s not in arrays), key=lambda s: s.name))


def _logits(expr: Expr) -> IndexedBase:
    for node in expr.atoms(softmax, logsumexp):
        return node.args[0]
    raise SymxentError(f"{expr} has no softmax or logsumexp: the row's logits are not named; write softmax(x, j, k)")


def check_form(source: Expr, form: Expr, trial: Trial, index: Symbol | None = None, most: int = 60) -> None:
    """Raises Disagreement when balls tell a form from its source at some points: then a rewrite, or its matching, is
    wrong.
    """
    usable = ~trial.limits & np.isfinite(trial.exact.nearest)
    finite = np.flatnonzero(usable.reshape(len(usable), -1).all(axis=1))
    some = finite[:: max(1, len(finite) // most)]
    columns = {s: v[some] for s, v in trial.columns.items()}
    ours, theirs = trial.exact.nearest[some], evaluate(form, columns, index=index).nearest
    for i, *place in np.argwhere(np.abs(theirs - ours) > np.spacing(np.abs(ours))):
        at = ", ".join(f"{s.name} = {v[i].tolist()!r}" for s, v in columns.items())
        was, found = ours[(i, *place)], theirs[(i, *place)]
        raise Disagreement(f"{form} was found for {source}, but at {at} it is {found!r} and not {was!r}")
