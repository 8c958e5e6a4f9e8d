"""One form where an input is below a number, another one elsewhere: where no form is good everywhere.

Herbie calls these regimes.  Which two forms, and which number, is read off the errors that the search has measured:
with the points in the order of one input, or of its size, those up to a point are given to the form with the fewest
wrong bits there, and those from it on to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sympy import Abs, Expr, Piecewise, Rational, Symbol

from symxent.kernels.reference.ulp import Floats
from symxent.kernels.stable.candidates import FEW, Candidate
from symxent.kernels.stable.measure.score import LOST, Judge, size

NAME = "one form below a number, another above"
MOST_SPLITS = 2
MOST_FORMS, MOST_NODES = 200, 80
MOST_ULP = 2.0**LOST
ROUND = (1, 2, 3, 5, 8, 12)  # bits of a number that is put into a branch
NEARLY = 2.0  # bits of all points together, by which a rounder number may be worse
FORGIVEN = 2.0  # bits, which are no reason for a branch


def in_regimes(forms: Sequence[Candidate], symbols: Sequence[Symbol], judge: Judge, fine: Judge) -> Iterator[Candidate]:
    """The forms with a branch more that halve the worst error, each scored by ``fine``.

    ``forms`` are all that were found, ``judge`` has measured them.
    """
    few = sorted((c for c in forms if size(c.named) <= MOST_NODES), key=lambda c: c.rank)[:MOST_FORMS]
    named = [c.named for c in few]
    if not named:
        return
    bits = np.stack([_bits(judge, form) for form in named])
    columns = {s: np.concatenate([t.columns[s] for t in judge.trials]) for s in symbols}
    least = min(few, key=lambda c: c.rank)
    for _ in range(MOST_SPLITS):
        if max(least.score.worst) < FEW and not least.score.lost:
            return
        made = [found for s in symbols for found in _splits(bits, columns[s], s)]
        if not made:
            return
        _, below, above, switch, inside = min(made, key=lambda split: split[0])
        form = Piecewise((named[below], switch), (named[above], True))
        split = Candidate(form, (*dict.fromkeys((*few[below].steps, *few[above].steps)), NAME), fine.score(form))
        few.append(split)
        named.append(form)
        bits = np.vstack([bits, np.where(inside, bits[below], bits[above])])
        least = split
        yield split


def _bits(judge: Judge, form: Expr) -> Floats:
    """What a form's errors cost at the points of both formats."""
    errors = np.concatenate([np.nan_to_num(e, nan=0.0, posinf=MOST_ULP) for e in judge.errors(form)])
    significand, exponent = np.frexp(1 + np.minimum(errors, MOST_ULP))  # between powers of two, a line
    return np.maximum(exponent + 2 * significand - 2 - FORGIVEN, 0.0)


def _splits(bits: Floats, values: Floats, symbol: Symbol) -> Iterator[tuple[float, int, int, Expr, NDArray[np.bool_]]]:
    """The best split by an input, and that by its size: what it costs, the two forms, the switch and where it holds."""
    for key, of in ((symbol, values), (Abs(symbol), np.abs(values))):
        if key == symbol and (values >= 0).all():
            continue
        order = np.argsort(of, kind="stable")
        left = np.cumsum(bits[:, order], axis=1)
        right = left[:, -1:] - left
        ends = np.flatnonzero(np.diff(of[order]) > 0)
        if not len(ends):
            continue
        total = left[:, ends].min(axis=0) + right[:, ends].min(axis=0)
        end = ends[int(np.argmin(total))]
        below, above = int(np.argmin(left[:, end])), int(np.argmin(right[:, end]))
        if below == above:
            continue
        cost = left[below, ends] + right[above, ends]  # of these two forms, wherever they change
        lower, upper = bits[below, order], bits[above, order]
        after = np.append(np.maximum.accumulate(upper[::-1])[::-1], 0.0)[ends + 1]
        worst = np.maximum(np.maximum.accumulate(lower)[ends], after)
        good = (cost <= total.min() + NEARLY) & (worst <= worst[np.searchsorted(ends, end)])
        ordered = of[order]
        number = _round(ordered[ends], ordered[ends + 1], good)
        if number is not None:
            yield float(total.min()), below, above, key < number, of < float(number)


def _round(low: Floats, high: Floats, good: NDArray[np.bool_]) -> Rational | None:
    """A number of as few bits as can be that lies above the lower and is at most the higher of a good pair."""
    good &= np.isfinite(high) & np.isfinite(low)
    if not good.any():
        return None
    for bits in (*ROUND, 53):
        significand, exponent = np.frexp(high[good])
        near = np.ldexp(np.floor(np.ldexp(significand, bits)), exponent - bits)
        fits = (low[good] < near) & (near <= high[good])
        if fits.any():
            return Rational(float(near[fits][np.argmin(np.abs(near[fits]))]))
    return None
