"""Minimax polynomials for the inlined exp, log and Φ: Remez exchange, rounding, a proved bound on the error."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath as mp
from flint import arb, arb_poly, arb_series, ctx, fmpq

from symxent.kernels.arithmetic.formats import FORMATS, Format

_DIGITS = 40
_GRID = 24  # points of the grid for each unknown


@dataclass(frozen=True)
class Polynomial:
    """Coefficients, lowest power first, exact in their format; ``bound`` on the relative error of what they serve."""

    name: str
    serves: str
    interval: str
    coefficients: tuple[Fraction, ...]
    bound: float

    @property
    def bound_text(self) -> str:
        return f"2^{float(mp.log(self.bound, 2)):.1f}"


def remez(
    f: Callable[[mp.mpf], mp.mpf], weight: Callable[[mp.mpf], mp.mpf], a: mp.mpf, b: mp.mpf, terms: int
) -> list[mp.mpf]:
    """The polynomial with ``terms`` coefficients that minimises max |weight·(p − f)| over [a, b].

    Remez's exchange: solve for equal errors of alternating sign at ``terms`` + 1 points, move the points to the
    extremes of the error, repeat until the extremes are level.  Lowest power first.
    """
    count = terms + 1
    points = _chebyshev(a, b, count)
    grid = _chebyshev(a, b, _GRID * count)
    values = [(x, f(x), weight(x)) for x in grid]
    coefficients: list[mp.mpf] = []
    for _ in range(20):
        coefficients = _level(f, weight, points, terms)
        errors = [w * (mp.polyval(coefficients[::-1], x) - y) for x, y, w in values]
        extremes = _alternation(errors, count)
        if extremes is None:
            break
        points = [grid[i] for i in extremes]
        sizes = [abs(errors[i]) for i in extremes]
        if max(sizes) < mp.mpf("1.001") * min(sizes):
            break
    return coefficients


def _chebyshev(a: mp.mpf, b: mp.mpf, count: int) -> list[mp.mpf]:
    return [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * i / (count - 1)) for i in range(count)]


def _level(
    f: Callable[[mp.mpf], mp.mpf], weight: Callable[[mp.mpf], mp.mpf], points: list[mp.mpf], terms: int
) -> list[mp.mpf]:
    size = terms + 1
    matrix, right = mp.matrix(size, size), mp.matrix(size, 1)
    for row, x in enumerate(points):
        power = mp.mpf(1)
        for column in range(terms):
            matrix[row, column] = power
            power *= x
        matrix[row, terms] = (-1) ** row / weight(x)
        right[row] = f(x)
    return list(mp.lu_solve(matrix, right))[:terms]


def _alternation(errors: list[mp.mpf], count: int) -> list[int] | None:
    """The largest error of each run of one sign, ``count`` of them, or None when the signs alternate less often."""
    best: list[int] = []
    for i, error in enumerate(errors):
        if best and mp.sign(error) == mp.sign(errors[best[-1]]):
            if abs(error) > abs(errors[best[-1]]):
                best[-1] = i
        else:
            best.append(i)
    while len(best) > count:
        best.pop(0 if abs(errors[best[0]]) < abs(errors[best[-1]]) else -1)
    return best if len(best) == count else None


@cache
def exp_polynomial(form: Format) -> Polynomial:
    """P with e^r ≈ 1 + r + r²·P(r) for |r| ≤ ½ ln 2."""
    terms = {"f": 5, "d": 10}[form.letter]
    with mp.workdps(_DIGITS):
        edge = mp.log(2) / 2 * mp.mpf("1.0005")  # the reduced argument may pass ½ ln 2 by its rounding
        tiny = mp.mpf("1e-9")

        def target(r: mp.mpf) -> mp.mpf:
            return (mp.expm1(r) - r) / r**2 if abs(r) > mp.mpf("1e-12") else mp.mpf(1) / 2 + r / 6

        raw = remez(target, lambda r: (r * r + tiny) / mp.exp(r), -edge, edge, terms)
        coefficients = tuple(form.round(c) for c in raw)
        series = [Fraction(1, _factorial(n + 2)) for n in range(terms + 24)]
        bound = _bound(coefficients, series, 2, -_rational(edge), _rational(edge), lambda r: (-r).exp())
    return Polynomial("exp", "e^r = 1 + r + r^2 P(r)", "|r| <= ln(2)/2", coefficients, bound)


@cache
def atanh_polynomial(form: Format) -> Polynomial:
    """Q with atanh(s) ≈ s + s·z·Q(z), z = s², for |s| ≤ 1/3: log(1 + f) is 2 atanh(f/(2 + f))."""
    terms = {"f": 4, "d": 10}[form.letter]
    with mp.workdps(_DIGITS):
        edge = mp.mpf(1) / 9 * mp.mpf("1.0005")
        tiny = mp.mpf("1e-9")

        def ratio(z: mp.mpf) -> mp.mpf:
            s = mp.sqrt(z)
            return mp.atanh(s) / s if z > mp.mpf("1e-12") else 1 + z / 3

        def target(z: mp.mpf) -> mp.mpf:
            return (ratio(z) - 1) / z if z > mp.mpf("1e-12") else mp.mpf(1) / 3 + z / 5

        raw = remez(target, lambda z: (z + tiny) / ratio(z), mp.mpf(0), edge, terms)
        coefficients = tuple(form.round(c) for c in raw)
        series = [Fraction(1, 2 * n + 3) for n in range(terms + 24)]
        bound = _bound(coefficients, series, 1, Fraction(0), _rational(edge), lambda z: arb(1))
    return Polynomial("atanh", "atanh(s) = s + s z Q(z), z = s^2", "|s| <= 1/3", coefficients, bound)


@cache
def atanh_rest_polynomial(form: Format) -> Polynomial:
    """Q with atanh(s) ≈ s + s·z/3 + s·z²·Q(z), z = s², for the s = f/(2 + f) of a significand in [√½, √2).

    What is left to single words is so small that the logarithm keeps half as many bits again.
    """
    terms = {"f": 3, "d": 8}[form.letter]
    with mp.workdps(_DIGITS):
        edge = (3 - 2 * mp.sqrt(2)) ** 2 * mp.mpf("1.0005")
        tiny = mp.mpf("1e-9")

        def target(z: mp.mpf) -> mp.mpf:
            s = mp.sqrt(z)
            return (mp.atanh(s) / s - 1 - z / 3) / z**2 if z > mp.mpf("1e-9") else mp.mpf(1) / 5 + z / 7

        raw = remez(target, lambda z: z * z + tiny, mp.mpf(0), edge, terms)
        coefficients = tuple(form.round(c) for c in raw)
        series = [Fraction(1, 2 * n + 5) for n in range(terms + 24)]
        bound = _bound(coefficients, series, 2, Fraction(0), _rational(edge), lambda z: arb(1))
    serves = "atanh(s) = s + s z/3 + s z^2 Q(z), z = s^2"
    return Polynomial("atanh_rest", serves, "|s| <= 3 - sqrt(8)", coefficients, bound)


NORMAL_TAIL = 5  # x where the polynomial's variable is 0: both ends of its interval are then equally hard
TAIL_SLOPE = Fraction(5, 4)  # 1 + 5x/4 falls and rises with 1/Φ(−x)·e^(−x²/2) to within a fifth


@cache
def normal_tail_polynomial(form: Format) -> Polynomial:
    """P with Φ(−x) ≈ e^(−x²/2)·(½ + P(t))/(1 + 5x/4), t = (x − 5)/(x + 5), from x = 0 to where Φ(−x) rounds to 0.

    The factor beside the exponential is Mills' ratio over √(2π), which falls like 1/x: P lies between 0 and 0.1.
    """
    terms = {"f": 11, "d": 23}[form.letter]
    with mp.workdps(_DIGITS):
        edge = (form.normal_lowest - NORMAL_TAIL) / (form.normal_lowest + NORMAL_TAIL)

        def target(t: mp.mpf) -> mp.mpf:
            x = NORMAL_TAIL * (1 + t) / (1 - t)
            return (1 + mp.mpf(float(TAIL_SLOPE)) * x) * mp.erfc(x / mp.sqrt(2)) * mp.exp(x * x / 2) / 2 - 0.5

        high = mp.mpf(edge.numerator) / edge.denominator
        raw = remez(target, lambda t: 1 / (target(t) + 0.5), mp.mpf(-1), high, terms)
    coefficients = tuple(form.round(c) for c in raw)
    bound = _tail_bound((coefficients[0] + Fraction(1, 2), *coefficients[1:]), Fraction(-1), edge)
    serves = "Phi(-x) = e^(-x^2/2) (1/2 + P(t))/(1 + 5x/4), t = (x - 5)/(x + 5)"
    return Polynomial("normal_tail", serves, f"0 <= x <= {float(form.normal_lowest):g}", coefficients, bound)


def _tail(t: Any) -> Any:
    """(1 + 5x/4)·Φ(−x)·e^(x²/2) as a ball or a power series."""
    x = NORMAL_TAIL * (1 + t) / (1 - t)
    return (1 + x * _arb(TAIL_SLOPE)) * (x * (arb(1) / 2).sqrt()).erfc() * (x * x / 2).exp() / 2


FITS: Mapping[str, Callable[[Format], Polynomial]] = {
    "exp": exp_polynomial,
    "atanh": atanh_polynomial,
    "atanh_rest": atanh_rest_polynomial,
    "normal_tail": normal_tail_polynomial,
}


def polynomials(names: Collection[str] = tuple(FITS)) -> dict[str, dict[str, Polynomial]]:
    """The polynomials of these names, by format letter and name."""
    return {form.letter: {name: fit(form) for name, fit in FITS.items() if name in names} for form in FORMATS}


_REACH = Fraction(1, 20)


def _tail_bound(coefficients: tuple[Fraction, ...], low: Fraction, high: Fraction) -> float:
    """A proved bound on |P/T − 1| over [low, high], T the function that P is for.

    About the middle of each piece T is its power series, cut; what is cut off is bounded by Cauchy: on the circle of
    radius _REACH about it, |T| ≤ (1 + 5x/4)·Φ(−x₀)·e^(x₀²/2) with the largest x and the least x₀ there, since
    Φ(−x)·e^(x²/2) is ∫ e^(−s²/2 − xs) ds over s > 0, but for a constant factor.
    """
    pieces, order = 256, len(coefficients) + 8
    half = (high - low) / (2 * pieces)
    before = ctx.cap
    worst = arb(0)
    try:
        with ctx.workprec(400):
            ctx.cap = order
            first, last = (NORMAL_TAIL * (1 + t) / (1 - t) for t in (low - _REACH, high + _REACH))
            on_circle = _tail(_arb(low - _REACH)) * _arb((1 + TAIL_SLOPE * last) / (1 + TAIL_SLOPE * first))
            cut_off = on_circle * _arb(half / _REACH) ** order / (1 - _arb(half / _REACH))
            for i in range(pieces):
                middle = _arb(low + half * (2 * i + 1))
                about = _tail(arb_series([middle, 1], order))
                p = arb_poly([_arb(c) for c in coefficients])(arb_poly([middle, 1]))
                powers = [_arb(half) ** n for n in range(order)]
                apart = sum((abs(p[n] - about[n]) * power for n, power in enumerate(powers)), cut_off)
                rest = sum((abs(about[n]) * power for n, power in enumerate(powers) if n), cut_off)
                worst = worst.max(apart / (about[0] - rest))
    finally:
        ctx.cap = before
    return float(worst.upper())


def _bound(
    coefficients: tuple[Fraction, ...],
    series: list[Fraction],
    power: int,
    low: Fraction,
    high: Fraction,
    weight: Callable[[arb], arb],
) -> float:
    """A proved bound on weight(x)·|x^power·(p(x) − Σ series[n] xⁿ)| over [low, high].

    On each of many small pieces the difference is expanded about the middle m, Σ cₙ (x − m)ⁿ, and |cₙ|·hⁿ summed in
    ball arithmetic.  What the cut series leaves out is less than a geometric series, as its coefficients decrease.
    """
    with ctx.workprec(200):
        return _bound_in_balls(coefficients, series, power, low, high, weight)


def _bound_in_balls(
    coefficients: tuple[Fraction, ...],
    series: list[Fraction],
    power: int,
    low: Fraction,
    high: Fraction,
    weight: Callable[[arb], arb],
) -> float:
    difference = arb_poly([arb(0)] * power + [_arb(c) for c in _minus(coefficients, series)])
    pieces = 256
    half = (high - low) / (2 * pieces)
    worst = arb(0)
    for i in range(pieces):
        middle = low + half * (2 * i + 1)
        about_middle = difference(arb_poly([_arb(middle), 1]))
        size = arb(0)
        for n, c in enumerate(about_middle.coeffs()):
            size += abs(c) * _arb(half) ** n
        worst = worst.max(size * weight(_arb(middle) + _arb(half) * arb(0, 1)))
    return float(worst.upper()) + float(2 * series[-1] * high ** len(series) / (1 - high))


def _arb(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def _minus(coefficients: tuple[Fraction, ...], series: list[Fraction]) -> list[Fraction]:
    padded = list(coefficients) + [Fraction(0)] * (len(series) - len(coefficients))
    return [c - s for c, s in zip(padded, series, strict=True)]


def _rational(x: mp.mpf) -> Fraction:
    return Fraction(mp.nstr(x, 20)) + Fraction(1, 10**19)


def _factorial(n: int) -> int:
    return int(mp.factorial(n))
