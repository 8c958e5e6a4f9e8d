"""How good a form is: its measured error in both formats over the whole domain, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import frexp, fsum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    FiniteSet,
    Function,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Set,
    Symbol,
    exp,
    log,
    sign,
)
from sympy.codegen.cfunctions import expm1, log1p

from symxent.errors import Disagreement, SymxentError
from symxent.kernels.arithmetic import elementary
from symxent.kernels.program.classes import Definitions, defined
from symxent.kernels.reference.ulp import Exact, Floats, error
from symxent.kernels.reference.values import ends_of, evaluate
from symxent.kernels.stable.measure.condition import condition
from symxent.kernels.stable.measure.evaluate import Array, Evaluator, summed
from symxent.kernels.stable.measure.points import LN_2, brackets, grid, labels
from symxent.kernels.stable.measure.probes import about_roots_of_parts
from symxent.language.domain import Domain

FORMATS = (np.dtype(np.float32), np.dtype(np.float64))
LOST = 64.0  # bits of error of a NaN
ALL_BITS = 53  # that a number has
UNDERFLOWING = 2.0**10
MOST_LEVEL = 999
WORST_LEVEL = 2.0 ** (MOST_LEVEL // 2)
GOOD_ENOUGH = 3.0  # ULP, below which cost decides
CALL = 0.5  # of a named function beside its definition: what is no clearer with a name is written without
PRICES: tuple[tuple[type, float], ...] = (
    *((exp, 10.0), (log, 12.0), (log1p, 14.0), (expm1, 12.0)),
    *((Piecewise, 1.0), (Max, 1.0), (Min, 1.0), (Abs, 1.0), (sign, 1.0), (Function, 20.0)),
)


@dataclass(frozen=True)
class Trial:
    """Points of one format, what the formula is there to many digits, and how much it magnifies input errors."""

    dtype: np.dtype
    columns: dict[Symbol, Floats]
    exact: Exact
    condition: Floats

    @property
    def limits(self) -> NDArray[np.bool_]:
        """Where an input is infinite."""
        return np.any(np.isinf(np.stack(list(self.columns.values()))), axis=0)

    def excuse(self, raw: Floats) -> Floats:
        """By what an error is divided before the worst is taken."""
        # A product that ends among the denormals has factors that were there before: no order of them helps.
        deep = np.abs(self.exact.nearest) < UNDERFLOWING * float(np.finfo(self.dtype).tiny)
        return np.where(deep & (raw > GOOD_ENOUGH), np.maximum(self.condition, UNDERFLOWING), self.condition)

    def place(self, i: int) -> tuple[tuple[str, float], ...]:
        """The inputs at the i-th point."""
        return tuple((s.name, float(v[i])) for s, v in self.columns.items())

    @property
    def undecided(self) -> int:
        """At how many points the formula has no value, or none that was found."""
        return int(np.isnan(self.exact.nearest).sum())


@dataclass(frozen=True)
class Score:
    """Worst error in ULP in float32 and float64 over finite inputs, mean bits of error, cost, worst point.

    Near a root the worst counts in units of what the rounding of the inputs does; the mean counts as it is.

    ``lost``: at how many points NaN came where a number was due; ``lost_limits``: the same where an input is infinite.
    ``digest``: of all values, since forms that round alike everywhere are one form.
    """

    worst: tuple[float, float]
    bits: float
    cost: float
    where: tuple[tuple[str, float], ...] = ()
    lost: int = 0
    lost_limits: int = 0
    digest: int = 0

    raw: float = 0.0  # worst error in ULP, excused by nothing
    unavailable: int = 0  # operations that no kernel has

    @property
    def level(self) -> int:
        """The worst error in half octaves above what is good enough: within a level, cost decides."""
        worst = max(self.worst)
        if not worst < WORST_LEVEL:
            return MOST_LEVEL
        # The least n ≥ 0 with (worst/good)² ≤ 2^n: the exponent of the square, which no logarithm has to round.
        significand, exponent = frexp((worst / GOOD_ENOUGH) ** 2)
        return max(0, exponent - (significand == 0.5))

    @property
    def bits_lost(self) -> int:
        """How many bits of the result are lost at the worst point, roots included."""
        return ALL_BITS if np.isinf(self.raw) else min(ALL_BITS, frexp(1 + self.raw)[1] - 1)

    @property
    def digits(self) -> int:
        """The same in bytes."""
        return self.bits_lost // 8

    def __str__(self) -> str:
        at = ", ".join(f"{name} = {value:.9g}" for name, value in self.where)
        limits = f", wrong at {self.lost_limits} limits" if self.lost_limits else ""
        return (
            f"worst {_ulps(self.worst[0])} ULP in float32, {_ulps(self.worst[1])} in float64 (at {at}){limits}, "
            f"mean {self.bits:.2f} bits, cost {self.cost:g}"
        )


def _ulps(value: float) -> str:
    return f"{value:.2f}" if value < 1e4 else ("all" if np.isinf(value) else f"{value:.1e}")


def trials(
    forms: Sequence[Expr],
    symbols: Sequence[Symbol],
    domain: Domain,
    size: int,
    seed: int = 0,
    probe: bool = False,
) -> tuple[Trial, ...]:
    """The points of both formats with their exact values; ``forms`` are equal, the later ones help the first out.

    ``probe``: at points about the roots of every part of the formula, too, and at no infinite ones.
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
        # What is given exactly (a label of 0 or 1) has no rounding of its own that could excuse an error.
        free = [s for s in symbols if not isinstance(domain.set_of(s), FiniteSet)]
        rounded = {s: ~(np.isin(columns[s], (0.0, 1.0)) & _is_bounded(domain.set_of(s))) for s in free}
        made.append(Trial(dtype, columns, exact, condition(forms, columns, exact, rounded)))
    return tuple(made)


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


class Tried(Protocol):
    """Points of one format at which forms are tried."""

    @property
    def dtype(self) -> np.dtype: ...

    @property
    def exact(self) -> Exact: ...

    @property
    def limits(self) -> NDArray[np.bool_] | bool:
        """Where an input is infinite."""

    def excuse(self, raw: Floats) -> Floats:
        """By what an error is divided before the worst is taken."""

    def place(self, i: int) -> tuple[tuple[str, float], ...]:
        """What the inputs are at the i-th point, for people."""


class Judge:
    """Scores forms of one formula; what was computed for one form is used again for the next.

    ``evaluators``, one for each of ``trials``, give the values of a form there.
    """

    def __init__(
        self, trials: Sequence[Tried], evaluators: Sequence[Callable[[Expr], Array]], definitions: Definitions
    ) -> None:
        self.trials = tuple(trials)
        self.definitions = definitions
        self.evaluators = tuple(evaluators)

    def measured(self, form: Expr) -> Expr:
        """What is evaluated and counted of a form."""
        return form

    def errors(self, form: Expr) -> tuple[Floats, ...]:
        """The error of a form at each point in ULP, for each trial; NaN where the formula has no value."""
        return self._errors([np.asarray(evaluate_in(self.measured(form))) for evaluate_in in self.evaluators])

    def _errors(self, values: Sequence[Array]) -> tuple[Floats, ...]:
        found = []
        for trial, got in zip(self.trials, values, strict=True):
            raw = error(np.broadcast_to(got, trial.exact.nearest.shape), trial.exact, trial.dtype)
            found.append(np.where(np.isnan(trial.exact.nearest), np.nan, raw))
        return tuple(found)

    def score(self, form: Expr, evaluators: Sequence[Callable[[Expr], Array]] = ()) -> Score:
        """The score of a form, by other ``evaluators`` if given; one that cannot be computed is as bad as can be."""
        form = self.measured(form) if not evaluators else form
        try:
            values = [np.asarray(evaluate_in(form)) for evaluate_in in evaluators or self.evaluators]
        except SymxentError:
            return Score((np.inf, np.inf), LOST, cost(form, self.definitions), lost=1 << 30)
        worst = dict.fromkeys(FORMATS, 0.0)
        bits: list[float] = []
        where: tuple[tuple[str, float], ...] = ()
        lost = lost_limits = 0
        most = 0.0
        for trial, e in zip(self.trials, self._errors(values), strict=True):
            limits = np.broadcast_to(trial.limits, e.shape)
            lost_limits += int((e[limits] > GOOD_ENOUGH).sum())
            raw = np.where(limits, np.nan, e)
            finite = raw / trial.excuse(raw)
            defined = ~np.isnan(finite)
            if not defined.any():
                continue
            i = int(np.nanargmax(finite))
            lost += int(np.isinf(finite).sum())
            most = max(most, float(raw[defined].max()))
            bits.append(mean_bits(raw[defined]))
            if (here := float(finite.ravel()[i])) >= worst[trial.dtype]:
                worst[trial.dtype] = here
                where = trial.place(i) if here == max(worst.values()) else where
        return Score(
            (worst[FORMATS[0]], worst[FORMATS[1]]),
            fsum(bits) / len(bits) if bits else 0.0,
            cost(form, self.definitions),
            where,
            lost=lost,
            lost_limits=lost_limits,
            digest=hash(tuple(v.tobytes() for v in values)),
            raw=most,
            unavailable=unavailable(form),
        )


def judge_at(made: Sequence[Trial], definitions: Definitions) -> Judge:
    """The judge of forms of one score at points."""
    return Judge(made, [Evaluator(t.columns, t.dtype, definitions) for t in made], definitions)


def check_same(form: Expr, source: Expr, theirs: Floats, ours: Floats, at: Callable[[int], str]) -> None:
    """Raises Disagreement when balls tell a form from its source: then a rewrite, or its matching, is wrong."""
    apart = np.abs(theirs - ours) > np.spacing(np.abs(ours))
    if apart.any():
        i = int(np.flatnonzero(apart)[0])
        raise Disagreement(
            f"{form} was found for {source}, but at {at(i)} it is {theirs.flat[i]!r} and not {ours.flat[i]!r}"
        )


def mean_bits(errors: Floats) -> float:
    """The mean number of bits that errors in ULP cost: log₂(1 + error), at most ``LOST``; the sum is rounded once."""
    bits = np.minimum(LOST, elementary.log(1 + np.ravel(errors)) / LN_2)
    return fsum(bits.tolist()) / len(bits)


def unavailable(form: Expr) -> int:
    """How many Kronecker deltas there are, which are to be chosen by cases."""
    return sum(1 for part in parts(form, {}) if isinstance(part, KroneckerDelta))


@lru_cache(maxsize=1 << 16)
def size(expr: Basic) -> int:
    """How many nodes an expression has; remembered, since candidates share most of theirs."""
    return 1 + sum(size(a) for a in expr.args)


def cost(form: Expr, definitions: Definitions) -> float:
    """What a form costs, in additions, each common subexpression counted once, named functions by their definition."""
    return sum(CALL if type(node) in definitions else _price(node) for node in parts(form, definitions))


def parts(form: Expr, definitions: Definitions) -> set[Basic]:
    """Every distinct node of a form, with those of the definitions that it uses."""
    found: set[Basic] = set()
    waiting: list[Basic] = [form]
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found.add(node)
        if type(node) in definitions:
            waiting.append(defined(definitions, type(node), node.args))
        elif isinstance(node, summed):
            waiting.append(node.total)
        else:
            waiting.extend(node.args)
    return found


def _price(node: Basic) -> float:
    if isinstance(node, Add):
        return float(len(node.args) - 1)
    if isinstance(node, Mul):
        numbers = sum(1 for a in node.args if a == -1)
        return float(max(0, len(node.args) - 1 - numbers))
    if isinstance(node, Pow):
        if node.exp == -1:
            return 4.0
        if node.exp.is_Integer:
            return float(min(8, abs(int(node.exp)) - 1)) + (4.0 if node.exp.is_negative else 0.0)
        return 5.0 if node.exp.is_Rational and node.exp.q == 2 else 24.0
    for kind, price in PRICES:
        if isinstance(node, kind):
            return price
    return 0.0
