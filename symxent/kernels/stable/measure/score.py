"""How good a form is: its measured error in both formats over the whole domain, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import frexp, fsum

import numpy as np
from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Function,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Symbol,
    exp,
    log,
    sign,
)
from sympy.codegen.cfunctions import expm1, log1p

from symxent.errors import SymxentError
from symxent.kernels.arithmetic import inlined
from symxent.kernels.program.classes import Definitions, defined, unfold
from symxent.kernels.program.pairs import in_pairs
from symxent.kernels.reference.ulp import Floats, error
from symxent.kernels.stable.measure.evaluate import Array, Evaluator, summed
from symxent.kernels.stable.measure.points import LN_2
from symxent.kernels.stable.measure.trials import FORMATS, GOOD_ENOUGH, Trial

LOST = 64.0  # bits of error of a NaN
ALL_BITS = 53  # that a number has
OVERFLOWN = 2.0**1023  # ULP, at most, of a result that is infinite and should not be
MOST_LEVEL = 999
WORST_LEVEL = 2.0 ** (MOST_LEVEL // 2)
CALL = 0.5  # of a named function beside its definition: what is no clearer with a name is written without
PRICES: tuple[tuple[type, float], ...] = (
    (in_pairs, 200.0),
    *((exp, 10.0), (log, 12.0), (log1p, 14.0), (expm1, 12.0)),
    *((Piecewise, 1.0), (Max, 1.0), (Min, 1.0), (Abs, 1.0), (sign, 1.0), (Function, 20.0)),
)


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
    return f"{value:.2f}" if value < 1e4 else ("all" if value >= OVERFLOWN else f"{value:.1e}")


class Judge:
    """Scores forms of one formula; what was computed for one form is used again for the next."""

    def __init__(self, trials: Sequence[Trial], definitions: Definitions, index: Symbol | None = None) -> None:
        self.trials = tuple(trials)
        self.definitions = definitions
        self.evaluators = [Evaluator(t.columns, t.dtype, definitions, index) for t in trials]
        self.known: dict[Basic, Basic] = {}

    def measured(self, form: Expr) -> Expr:
        """What is evaluated and counted of a form; over classes every sum is an atom, once all is written out.

        SymPy then puts the parts of a form in order in a tenth of the time.
        """
        over_classes = any(trial.classes for trial in self.trials)
        return unfold(form, self.definitions, self.known, summed) if over_classes else form

    def errors(self, form: Expr) -> tuple[Floats, ...]:
        """The error of a form at each point in ULP, for each trial; NaN where the formula has no value."""
        return self._errors(self._values(self.measured(form)))

    def _values(self, form: Expr) -> list[Array]:
        return [np.asarray(values_of(form)) for values_of in self.evaluators]

    def _errors(self, values: Sequence[Array]) -> tuple[Floats, ...]:
        found = []
        for trial, got in zip(self.trials, values, strict=True):
            got = np.broadcast_to(got, trial.exact.nearest.shape)
            raw = error(got, trial.exact, trial.dtype) / trial.unit
            if trial.digits < np.inf:  # what excuses a finite error may excuse an infinite result, and no NaN
                raw = np.where(np.isinf(got), np.minimum(raw, OVERFLOWN), raw)
            found.append(np.where(np.isnan(trial.exact.nearest), np.nan, raw))
        return tuple(found)

    def score(self, form: Expr) -> Score:
        """The score of a form; one that cannot be computed is as bad as can be."""
        form = self.measured(form)
        try:
            values = self._values(form)
        except SymxentError:
            return Score((np.inf, np.inf), LOST, cost(form, self.definitions), lost=1 << 30)
        worst = dict.fromkeys(FORMATS, 0.0)
        bits: list[float] = []
        where: tuple[tuple[str, float], ...] = ()
        lost = lost_limits = 0
        most = 0.0
        for trial, e in zip(self.trials, self._errors(values), strict=True):
            lost_limits += int((e[trial.limits] > GOOD_ENOUGH).sum())
            raw = np.where(trial.limits, np.nan, e)
            finite = trial.excused(raw)
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


def mean_bits(errors: Floats) -> float:
    """The mean number of bits that errors in ULP cost: log₂(1 + error), at most ``LOST``; the sum is rounded once."""
    bits = np.minimum(LOST, inlined.log(1 + np.ravel(errors)) / LN_2)
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
