"""Where kernels are tried: sweeps over exponents and signs, random bits, ends of the domain, roots, limits.

Rows of classes: usual, confident, unlikely, shifted far away, tied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import fsum

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, FiniteSet, Interval, Set, Symbol

from symxent.errors import SymxentError
from symxent.kernels.reference.ulp import Floats
from symxent.kernels.stable.measure.draws import Draws
from symxent.language.domain import Domain

LN_2 = 0.6931471805599453
# Where exp, or its difference from 1, leaves the range or the precision of a format: the bends of every kernel.
BENDS = (
    *(1e-8, 1e-4, 0.05, 0.2, 0.5, LN_2, 1.0, 1.2784645, 2.0, 3.0, 5.0, 8.0, 12.0, 15.0, 16.6, 17.0, 17.4),
    *(20.0, 25.0, 30.0, 33.0, 36.0, 37.0, 38.0, 40.0, 50.0, 60.0, 80.0, 87.3, 88.7, 89.0, 95.0, 100.0, 103.0, 104.5),
    *(120.0, 200.0, 350.0, 500.0, 700.0, 708.3, 709.8, 715.0, 730.0, 740.0, 744.0, 745.2, 746.0, 800.0, 1e3, 1e4),
)
LABELS = (0.0, 1.0, 0.5, 0.1, 0.9, 1e-6, 0.984375)
LARGEST_LABEL = 2.0**30
PARAMETERS = (0.5, 1.0, 1.5, 2.0, 3.0)
REACH = {np.dtype(np.float32): 80.0, np.dtype(np.float64): 680.0}  # e^−reach is a normal number


@dataclass(frozen=True)
class Axis:
    """One input: the set where it lives, and the values tried, ends and limits included."""

    symbol: Symbol
    where: Set
    full: Floats
    coarse: Floats

    @property
    def discrete(self) -> bool:
        return isinstance(self.where, FiniteSet)


def labels(expr: Expr, symbols: Sequence[Symbol], domain: Domain) -> tuple[Symbol, ...]:
    """The inputs in which the formula is a polynomial: shares and weights, given and never in want of a limit."""
    sets = {s: domain.set_of(s) for s in symbols}
    bounded = [s for s, where in sets.items() if isinstance(where, Interval) and where.start.is_finite]
    return tuple(s for s in bounded if expr.is_polynomial(s))


def axis(symbol: Symbol, where: Set, dtype: np.dtype, size: int, draws: Draws, given: bool = False) -> Axis:
    """The values of one input: about ``size`` of them, and a handful for the company of other inputs."""
    info = np.finfo(dtype)
    if isinstance(where, FiniteSet):
        values = np.array(sorted(float(v) for v in where))
        return Axis(symbol, where, values, values)
    if not isinstance(where, Interval):
        raise SymxentError(f"{symbol} lives in {where}; expected an interval or a finite set of numbers")
    # An end that is no number of the format is as far away as an infinite one.
    far = float(info.max) / 16
    low, high = (end if abs(end) <= far else end * np.inf for end in (float(where.start), float(where.end)))
    positive = _magnitudes(info, size, draws)
    if given:
        positive = positive[(positive >= 1 / LARGEST_LABEL) & (positive <= LARGEST_LABEL)]
    if np.isinf(low) and np.isinf(high):
        full = np.concatenate([positive, -positive, [0.0, np.inf, -np.inf]])
        coarse = np.array([-800.0, -40.0, -2.0, -1e-3, 0.0, 0.7, 3.0, 40.0, 800.0, np.inf, -np.inf])
    elif np.isinf(low):
        full = high - np.concatenate([positive, [0.0, np.inf]])
        coarse = high - np.array(PARAMETERS)
    elif np.isinf(high):
        full = low + np.concatenate([positive, [0.0, np.inf]])
        coarse = low + np.array(PARAMETERS)
    else:
        inside = np.concatenate([positive[positive <= 1], draws.random(size // 2), [0.0, 0.5]])
        near_half = (
            0.5 + 0.5 * np.concatenate([positive[positive <= 1], -positive[positive <= 1]])[:: max(1, size // 99)]
        )
        unit = np.unique(np.concatenate([inside, 1 - inside, near_half]))
        full = low + (high - low) * unit
        coarse = low + (high - low) * np.array(LABELS)
    return Axis(symbol, where, within(full, where, dtype), within(coarse, where, dtype))


def _magnitudes(info: np.finfo, size: int, draws: Draws) -> Floats:
    # Up to 1/16 of the largest number: a coefficient of the formula may double an input; ±∞ is tried as itself.
    lowest, highest = int(info.minexp) - int(info.nmant), int(info.maxexp) - 5
    exponents = np.linspace(lowest, highest, size // 4).round()
    tails = draws.integers(lowest, highest + 1, size // 4)
    middle = draws.integers(-int(info.nmant) - 3, 11, size // 4)
    ends = [float(info.smallest_subnormal), float(info.tiny), float(info.eps), float(info.max) / 16]
    return np.concatenate(
        [
            np.ldexp(1.0, exponents.astype(int)),
            np.ldexp(1 + draws.random(len(tails)), tails),
            np.ldexp(1 + draws.random(len(middle)), middle),
            draws.random(size // 4) * (LN_2 * int(info.maxexp)) * 1.1,
            np.array(BENDS),
            np.array(ends),
        ]
    )


def within(values: Floats, where: Interval, dtype: np.dtype) -> Floats:
    """The values as numbers of ``dtype``, in the set; an open end stays out, an infinite end stays as a limit."""
    with np.errstate(over="ignore"):
        # 0 and −0 are equal: which of the two is kept would depend on how NumPy sorts on this processor.
        rounded = np.unique(values.astype(dtype).astype(np.float64) + 0.0)
    low, high = float(where.start), float(where.end)
    keep = (rounded > low if where.left_open else rounded >= low) & (
        rounded < high if where.right_open else rounded <= high
    )
    keep |= (np.isinf(rounded) & (rounded > 0) & (high == np.inf)) | (
        np.isinf(rounded) & (rounded < 0) & (low == -np.inf)
    )
    return rounded[keep]


def grid(
    symbols: Sequence[Symbol],
    domain: Domain,
    dtype: np.dtype,
    size: int,
    seed: int = 0,
    given: Sequence[Symbol] = (),
) -> dict[Symbol, Floats]:
    """About ``size`` points of the domain (more for many inputs), one array of shape (n,) for each symbol.

    Each input in turn goes over all its values while the others take a few; then come random pairings.  Inputs that
    are ``given`` (labels) take 0 and sensible sizes, nothing near under- or overflow.

    >>> from sympy.abc import y, z
    >>> from symxent.language.domain import LABEL
    >>> points = grid((z, y), Domain({y: LABEL}), np.dtype("f4"), 400)
    >>> sorted(set(points[y].tolist())), bool(np.isinf(points[z]).any())
    ([0.0, 1.0], True)
    """
    draws = Draws(seed)
    continuous = sum(not isinstance(domain.set_of(s), FiniteSet) for s in symbols) or 1
    each = max(60, size // (3 * continuous))
    axes = [axis(s, domain.set_of(s), dtype, each, draws, s in given) for s in symbols]
    blocks = []
    for chosen in axes:
        others = [a for a in axes if a is not chosen]
        # Two infinities at once have no limit in general: only the axis in turn goes to the end.
        coarse = [a.coarse[np.isfinite(a.coarse)] for a in others]
        if chosen.discrete and others:
            continue
        product = np.array(np.meshgrid(chosen.full, *coarse, indexing="ij")).reshape(len(axes), -1)
        blocks.append(_thin(product, size, draws)[_order(axes, chosen, others)])
    pairings = np.stack([draws.choice(a.full[np.isfinite(a.full)], size // 2) for a in axes])
    points = np.concatenate([*blocks, pairings, *_corners(axes)], axis=1)
    points = np.unique(points, axis=1)
    return {a.symbol: points[i] for i, a in enumerate(axes)}


def _corners(axes: Sequence[Axis]) -> Iterator[Floats]:
    """One input at the finite end of a half-line, such as a count of 0, and another one infinite."""
    for at_end, away in permutations(axes, 2):
        end, half_line = float(at_end.where.inf), at_end.where.inf.is_finite and not at_end.where.sup.is_finite
        if not half_line or end not in at_end.full:
            continue
        for infinite in away.full[np.isinf(away.full)]:
            others = [infinite if a is away else end if a is at_end else a.coarse[0] for a in axes]
            yield np.array(others)[:, None]


def _order(axes: Sequence[Axis], chosen: Axis, others: Sequence[Axis]) -> list[int]:
    made = [chosen, *others]
    return [next(i for i, m in enumerate(made) if m is a) for a in axes]


def _thin(product: Floats, size: int, draws: Draws) -> Floats:
    if product.shape[1] <= size:
        return product
    limits = np.isinf(product).any(axis=0)
    rest = np.flatnonzero(~limits)
    kept = draws.some(rest, size)
    return product[:, np.sort(np.concatenate([np.flatnonzero(limits), kept]))]


def brackets(columns: Mapping[Symbol, Floats], values: Floats, along: Symbol, most: int = 24) -> list[tuple[int, int]]:
    """Pairs of points that differ in ``along`` alone, neighbours there, between which the values change sign."""
    others = [columns[s] for s in columns if s != along]
    order = np.lexsort([columns[along], *others])
    first, second = order[:-1], order[1:]
    changes = np.sign(values[first]) * np.sign(values[second]) == -1
    changes &= np.isfinite(columns[along][first]) & np.isfinite(columns[along][second])
    for other in others:
        changes &= other[first] == other[second]
    found = list(zip(first[changes].tolist(), second[changes].tolist(), strict=True))
    step = max(1, len(found) // most)
    return found[::step][:most]


@dataclass(frozen=True)
class Rows:
    """n rows of k logits ``x``, a class ``t`` each, weights ``v`` and shares ``y``; ``kind`` says what each row is."""

    x: Floats
    t: NDArray[np.int64]
    v: Floats
    y: Floats
    kind: tuple[str, ...]

    def array(self, name: str) -> Floats:
        return {"x": self.x, "v": self.v, "y": self.y}[name]


def _usual(k: int, t: int, reach: float, draws: Draws) -> Floats:
    return draws.normal(k) * draws.choice([0.01, 1.0, 3.0])


def _spread(k: int, t: int, reach: float, draws: Draws) -> Floats:
    return draws.uniform(-reach / 2, reach / 2, k)


def _confident(k: int, t: int, reach: float, draws: Draws) -> Floats:
    x = draws.normal(k)
    x[t] += draws.choice([5.0, 17.0, 40.0, reach])
    return x


def _wrong(k: int, t: int, reach: float, draws: Draws) -> Floats:
    x = draws.normal(k)
    x[t] -= draws.choice([5.0, 17.0, 40.0, reach])
    return x


def _shifted(k: int, t: int, reach: float, draws: Draws) -> Floats:
    return draws.normal(k) * 4 + draws.choice([-1.0, 1.0]) * np.ldexp(1.0, draws.integers(8, 40))


def _tied(k: int, t: int, reach: float, draws: Draws) -> Floats:
    return draws.choice([-1.5, 0.25, 3.0], k)


def _tied_at_the_top(k: int, t: int, reach: float, draws: Draws) -> Floats:
    x = draws.normal(k) - 20
    x[[t, (t + 1) % k]] = 7.0
    return x


KINDS: Mapping[str, Callable[[int, int, float, Draws], Floats]] = {
    "usual": _usual,
    "spread": _spread,
    "confident": _confident,
    "wrong": _wrong,
    "shifted": _shifted,
    "tied": _tied,
    "tied at the top": _tied_at_the_top,
}


def _fourth(a: Floats) -> Floats:
    return (a * a) * (a * a)


def rows(k: int, repeat: int, dtype: np.dtype, seed: int = 0) -> Rows:
    """``repeat`` rows of each kind, of k classes, in numbers of the format.

    >>> rows(3, 1, np.dtype("f4")).kind
    ('usual', 'spread', 'confident', 'wrong', 'shifted', 'tied', 'tied at the top')
    """
    draws = Draws(seed, k)
    kinds = [name for name in KINDS for _ in range(repeat)]
    t = draws.integers(0, k, len(kinds))
    x = np.stack([KINDS[name](k, int(own), REACH[np.dtype(dtype)], draws) for name, own in zip(kinds, t, strict=True)])
    v = draws.normal(*x.shape)
    y = _fourth(draws.random(*x.shape)) + 1e-6
    y[::3] = np.eye(k)[t[::3]]
    y /= np.array([[fsum(row)] for row in y])

    def as_format(a: Floats) -> Floats:
        return a.astype(dtype).astype(np.float64)

    return Rows(as_format(x), t, as_format(v), as_format(y), tuple(kinds))
