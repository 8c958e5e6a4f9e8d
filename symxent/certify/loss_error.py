"""How far softplus, binary cross-entropy and their derivatives can be from the truth, in ULP: proved for every input.

All of them begin with u, the computed e^−|z|, of which ``kernel_error`` knows the error piece by piece; what follows,
log(1 + u) or a quotient, is bounded by Gappa on each piece, and a last sum rounds once.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from flint import ctx

from symxent.certify.gappa import ask, dyadic, greatest
from symxent.certify.kernel_error import (
    Piece,
    ball,
    between,
    binary,
    exp_above,
    exp_below,
    exp_pieces,
    half_unit,
    kernel_error,
    name,
    power_below,
    rounded_up,
    ulp,
    upper,
)
from symxent.errors import SymxentError
from symxent.kernels.arithmetic.formats import Format
from symxent.kernels.arithmetic.minimax import polynomials
from symxent.resources import folder

NEAR = 12  # binades of u below 1 that are looked at one by one; farther out 1 + u is 1 to within 2^−12

# How the template computes log(1 + u); what is made of it and of u is told by kernels/emit/proved.py.
_LOG1P = """
    const {{ real }} s = u / ({{ c(2) }} + u);
    const {{ real }} z = s * s;
    const {{ real }} half = {{ c(0.5) }} * u * u;
    return u - (half - s * (half + z * atanh_polynomial_{{ x }}(z)));
"""


@dataclass(frozen=True)
class LossError:
    """Bounds in ULP of the exact value, for every finite score; labels 0 and 1, or any share between for ``shares``.

    ``shared``: of the quotients u/(1 + u) and u/(1 + u)² as u w and u w w, with one w = 1/(1 + u) for both.
    """

    format: str
    softplus: float
    shares: float
    hessian: float
    shared: tuple[float, float]


@dataclass(frozen=True)
class Exponential:
    """The exact u lies in [low, high], the computed one within ``error`` of it."""

    low: Fraction
    high: Fraction
    error: Fraction


def bounds(form: Format) -> dict[str, float]:
    """All that is proved of a format, by the names of ``kernels/emit/proved.py``."""
    first, then = kernel_error(form), loss_error(form)
    return {
        "exp": first.exp,
        "sigmoid": first.sigmoid,
        "softplus": then.softplus,
        "shares": then.shares,
        "hessian": then.hessian,
        "shared sigmoid": max(first.sigmoid, then.shared[0]),
        "shared hessian": then.shared[1],
    }


@cache
def loss_error(form: Format) -> LossError:
    """The proved bounds of a format.  Raises NoGappa where Gappa is missing."""
    _reads_as_proved()
    softplus, shares = _softplus(form)
    one, two = (rounded_up(_by_reciprocal(form, power)) for power in (1, 2))
    return LossError(form.real, rounded_up(softplus), rounded_up(shares), rounded_up(_hessian(form)), (one, two))


def _reads_as_proved() -> None:
    text = (folder("templates") / "c" / "math.c.jinja").read_text(encoding="utf-8")
    if _LOG1P not in text:
        raise SymxentError("log(1 + u) is computed in a way that no bound is proved for")


def finished(error: Fraction, low: Fraction, high: Fraction, unit: Fraction) -> Fraction:
    """The error of a sum in units of the exact value after its rounding; ``error`` is that before it.

    Rounding adds half a unit; where the exact value lies below a power of two and the sum above it, the unit there is
    twice as large, but the power of two itself is as near as the sum is to the exact value.
    """
    units = error / unit
    crosses = power_below(low) != power_below(high + error)
    return units + (max(Fraction(1, 2), min(Fraction(1), units)) if crosses else Fraction(1, 2))


def exponentials(form: Format) -> Iterator[tuple[int, Piece, Exponential]]:
    """u = e·2^k for k = 0, −1 … −NEAR, piece by piece."""
    for k in range(0, -NEAR - 1, -1):
        scale = Fraction(2) ** k
        for piece in exp_pieces(form):
            low, high = exp_below(piece.low) * scale, min(exp_above(piece.high) * scale, Fraction(1))
            if low < high:
                yield k, piece, Exponential(low, high, piece.error * scale)


def _log1p_below(value: Fraction) -> Fraction:
    with ctx.workprec(200):
        return -upper(-ball(value).log1p())


def _log1p_above(value: Fraction) -> Fraction:
    with ctx.workprec(200):
        return upper(ball(value).log1p())


def _expm1(value: Fraction) -> Fraction:
    """Just above e^v − 1: from there on the result has passed a power of two."""
    with ctx.workprec(200):
        return upper(ball(value).expm1()) * (1 + Fraction(1, 1 << 150))


def _softplus(form: Format) -> tuple[Fraction, Fraction]:
    """softplus, and binary cross-entropy of any share."""
    worst, shares = Fraction(0), Fraction(0)
    half = half_unit(form)
    known = _logarithms(form)
    for _, _, u in exponentials(form):
        low, high = _log1p_below(u.low), _log1p_above(u.high)
        at = _expm1(power_below(high))
        for a, b in between([u.low, at, u.high]):
            around = _cells(max(a - u.error, a / 2), min(b + u.error, Fraction(1)))
            before = max(known[cell] for cell in around)
            # |log(1 + u) − log(1 + U)| ≤ |u − U|/(1 + the smaller one).
            before += u.error / (1 + max(a - u.error, Fraction(0)))
            low, high = _log1p_below(a), _log1p_above(b)
            before += Fraction(polynomials()[form.letter]["atanh"].bound) * high
            unit = ulp(form, low)
            logarithm = finished(before, low, high, unit)
            worst = max(worst, logarithm, _with_score(form, a, b, logarithm * unit))
            shares = max(shares, _with_share(form, logarithm * unit / low, half))
    far, relative = _far_softplus(form)
    return max(worst, far), max(shares, worst, far, _with_share(form, relative, half))


def _with_score(form: Format, low: Fraction, high: Fraction, error: Fraction) -> Fraction:
    """z + log(1 + u) for z ≥ 0, which is log(1 + 1/u)."""
    least, most = _log1p_below(1 / high), _log1p_above(1 / low)
    worst = Fraction(0)
    top = power_below(most)
    for a, b in between([least, top, most]):
        worst = max(worst, finished(error, a, b, ulp(form, a)))
    return worst


def _with_share(form: Format, relative: Fraction, half: Fraction) -> Fraction:
    """c·|z| + log(1 + u), 0 < c ≤ 1: c and the product round, nothing is negative, the sum rounds.

    A product too small to be normal loses half a unit, as the logarithm beside it does, and the sum nothing.
    """
    error = max((1 + half) * (1 + half) - 1, relative)
    # A value holds at most 2^(mantissa + 1) units.
    return error * (1 << (form.mantissa + 1)) + 1


def _far_softplus(form: Format) -> tuple[Fraction, Fraction]:
    """log(1 + u) for u < 2^−NEAR·√2, in units and relative to it; with z in front the logarithm is below a unit.

    Of u − (u²/2 − …) what follows u is u²/2 (1 + small), and is computed with an error below 2 u² half units: u²/2 and
    the difference round, the rest is of the order of u³.  Where u² falls below the least number it is 0 exactly, and
    before that the numbers too small to be normal add less than 2^−40 of a unit.
    """
    half = half_unit(form)
    top = 2 * Fraction(1, 1 << NEAR)
    bound = Fraction(polynomials()[form.letter]["atanh"].bound)
    worst = relative = Fraction(0)
    for piece in exp_pieces(form):
        low, high = exp_below(piece.low), exp_above(piece.high)
        for a, b in between([low, Fraction(1), 1 + top, high]):
            # Everything over 2^k: log(1 + U)/2^k lies in [E (1 − U/2), E].
            error = piece.error + 2 * half * b * b * top + bound * b
            least = a * (1 - top)
            unit = ulp(form, least)
            units = finished(error, least, b, unit) + Fraction(1, 1 << 40)
            worst, relative = max(worst, units), max(relative, units * unit / least)
    # A subnormal u is the result, and rounds once more than e^r; and one unit of log(1 + u) is nothing beside z.
    subnormal = Fraction(kernel_error(form).exp) + Fraction(1, 1 << NEAR)
    return max(worst, subnormal), max(relative, worst * 2 * half)


def _cells(low: Fraction, high: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """Parts of binades that cover [low, high], smaller ones where u²/2 counts: each is asked about once."""
    binade = power_below(low)
    while binade < high:
        parts = 10 if binade >= Fraction(1, 4) else 4
        for n in range(parts):
            a, b = binade + binade * n / parts, binade + binade * (n + 1) / parts
            if a <= high and b >= low:
                yield a, b
        binade *= 2


def _logarithms(form: Format) -> dict[tuple[Fraction, Fraction], Fraction]:
    """How far the computed u²/2 − … is from its exact value, for u in each cell."""
    cells = list(_cells(Fraction(1, 1 << (NEAR + 2)), Fraction(1)))
    scripts = [_log1p(form, *cell) for cell in cells]
    with ThreadPoolExecutor() as pool:  # of these threads each only waits for Gappa
        answers = list(pool.map(ask, scripts))
    return {cell: greatest(answer, "i - I") for cell, answer in zip(cells, answers, strict=True)}


def _log1p(form: Format, low: Fraction, high: Fraction) -> str:
    """What Gappa is asked about the computed u − (…) before the last rounding, for u in [low, high]."""
    coefficients = [2 * c for c in polynomials()[form.letter]["atanh"].coefficients]
    half = dyadic(half_unit(form))
    computed, exact, hints, free = [], [], [], ["da", "db", "dw", "dy"]
    top = len(coefficients) - 1
    before = before_exact = dyadic(coefficients[top])
    for n in range(top - 1, -1, -1):
        c = dyadic(coefficients[n])
        computed.append(f"m{n} = {before} * z + {before} * z * d{n}; p{n} = rnd(m{n} + {c});")
        exact.append(f"M{n} = {before_exact} * Z; P{n} = M{n} + {c};")
        difference = "" if n == top - 1 else f"({before} - {before_exact}) * z + "
        hints.append(f"m{n} - M{n} -> {difference}{before_exact} * (z - Z) + {before} * z * d{n};")
        free.append(f"d{n}")
        before, before_exact = f"p{n}", f"P{n}"
    lost = " /\\ ".join(f"{d} in [-{half}, {half}]" for d in free)
    # u²/2 may be fused with either sum that it is in: da and db are what it loses in each.
    script = "\n".join(
        [
            name(form),
            "u = rnd(v); t = rnd(2 + u); s = rnd(u / t); z = rnd(s * s); H = 0.5 * u * u;",
            *computed,
            f"w = {before} * z + {before} * z * dw; a = H + H * da; x = rnd(a + w);",
            "y = s * x + s * x * dy; b = H + H * db; i = rnd(b - y);",
            "T = 2 + u; S = u / T; Z = S * S;",
            *exact,
            f"W = {before_exact} * Z; X = H + W; Y = S * X; I = H - Y;",
            f"{{ u in [{binary(low, -1)}, {binary(high, 1)}] /\\ {lost} -> i - I in ? }}",
            "u / t - u / T -> - u * (t - T) / (t * T) { t <> 0, T <> 0 };",
            "s - S -> (rnd(u / t) - u / t) + (u / t - u / T);",
            "z - Z -> (rnd(s * s) - s * s) + (s - S) * (s + S);",
            *hints,
            f"w - W -> ({before} - {before_exact}) * z + {before_exact} * (z - Z) + {before} * z * dw;",
            "a - H -> H * da; b - H -> H * db;",
            "x - X -> (rnd(a + w) - (a + w)) + (a - H) + (w - W);",
            "y - Y -> (s - S) * x + S * (x - X) + s * x * dy;",
            "i - I -> (rnd(b - y) - (b - y)) + (b - H) - (y - Y);",
        ]
    )
    return script


def _hessian(form: Format) -> Fraction:
    """u/(1 + u)², computed as u/(u (u + 2) + 1)."""
    worst = Fraction(0)

    def value(u: Fraction) -> Fraction:
        return u / (1 + u) ** 2

    for k, piece, u in exponentials(form):
        if k == -NEAR:
            worst = max(worst, _far_hessian(form, piece))
            continue
        for a, b in between([u.low, _where_quarter(power_below(value(u.high))), u.high]):
            error = _square_quotient(form, Exponential(a, b, u.error))
            worst = max(worst, finished(error, value(a), value(b), ulp(form, value(a))))
    return max(worst, Fraction(kernel_error(form).exp) + Fraction(1, 1 << form.mantissa))


def _where_quarter(level: Fraction) -> Fraction:
    """About the u at which u/(1 + u)² is the level: where to cut, so nothing hangs on its last digits."""
    discriminant = 1 - 4 * level
    if discriminant <= 0:
        return Fraction(1)
    root = Fraction(float(discriminant) ** 0.5)
    return (1 - 2 * level - root) / (2 * level)


def _square_quotient(form: Format, u: Exponential) -> Fraction:
    half, error = dyadic(half_unit(form)), binary(u.error, 1)
    lowest, highest = max(u.low - u.error, u.low / 2), min(u.high + u.error, Fraction(1))
    # Over one denominator what is small, u − U and the rounding of d, counts once.
    script = f"""
{name(form)}
u = rnd(v); t = rnd(u + 2); m = u * t + u * t * dm; d = rnd(m + 1); g = d - (u * (u + 2) + 1);
D = U * (U + 2) + 1; x = u / d; X = U / D;
{{ U in [{binary(u.low, -1)}, {binary(u.high, 1)}] /\\ u - U in [-{error}, {error}]
   /\\ u in [{binary(lowest, -1)}, {binary(highest, 1)}] /\\ dm in [-{half}, {half}] -> x - X in ? }}
g -> (rnd(m + 1) - (m + 1)) + u * (t - (u + 2)) + u * t * dm;
u / d - U / D -> ((u - U) * (1 - U * u) - U * g) / (d * D) {{ d <> 0, D <> 0 }};
"""
    return greatest(ask(script), "x - X")


def _far_hessian(form: Format, piece: Piece) -> Fraction:
    """Over 2^k, k ≤ −NEAR: e/d, where d is 1 to within a few u."""
    top = 4 * Fraction(1, 1 << NEAR)  # (1 + U)² − 1 and what is computed for it
    half = half_unit(form)
    # d rounds, u (u + 2) before it loses two roundings of 2 u, and u − U counts three times at most.
    off = binary(half * (1 + 3 * top) + 3 * piece.error * top, 1)
    bound = binary(piece.error, 1)
    worst = Fraction(0)
    for low, high in between([exp_below(piece.low), Fraction(1), 1 + top, exp_above(piece.high)]):
        script = f"""
x = e / d; X = E / D;
{{ E in [{binary(low, -1)}, {binary(high, 1)}] /\\ e - E in [-{bound}, {bound}] /\\ D in [1, {binary(1 + top, 1)}]
   /\\ d - D in [-{off}, {off}] /\\ d in [1, {binary(1 + 2 * top, 1)}] -> x - X in ? }}
e / d - E / D -> ((e - E) * D - E * (d - D)) / (d * D) {{ d <> 0, D <> 0 }};
"""
        least = low / (1 + top)
        worst = max(worst, finished(greatest(ask(script), "x - X"), least, high, ulp(form, least)))
    return worst


def _by_reciprocal(form: Format, power: int) -> Fraction:
    """u/(1 + u)^power, computed as u w or u (w w) with w = 1/(1 + u)."""
    worst = Fraction(kernel_error(form).exp) + Fraction(1, 1 << form.mantissa)  # of u so small that w is 1
    top = 4 * Fraction(1, 1 << NEAR)

    def value(u: Fraction) -> Fraction:
        return u / (1 + u) ** power

    for k, piece, u in exponentials(form):
        if k > -NEAR:
            level = power_below(value(u.high))
            cut = _where_quarter(level) if power == 2 else level / (1 - level) if level < 1 else u.low
            for a, b in between([u.low, cut, u.high]):
                error = _products(form, Exponential(a, b, u.error), power, None)
                worst = max(worst, finished(error, value(a), value(b), ulp(form, value(a))))
            continue
        # Over 2^k, k <= -NEAR: e w or e w w, where w is 1 to within a few u.
        for a, b in between([exp_below(piece.low), Fraction(1), 1 + top, exp_above(piece.high)]):
            off = half_unit(form) + piece.error * top
            least = a / (1 + top)
            error = _products(form, Exponential(a, b, piece.error), power, (off, top))
            worst = max(worst, finished(error, least, b, ulp(form, least)))
    return worst


def _products(form: Format, u: Exponential, power: int, far: tuple[Fraction, Fraction] | None) -> Fraction:
    """What u w or u (w w) is off before its last rounding.

    ``far``: how far the computed 1 + u is off, and how much above 1 it is, where u stands for u/2^k.
    """
    error = binary(u.error, 1)
    lowest, highest = max(u.low - u.error, u.low / 2), u.high + u.error
    if far is None:
        highest = min(highest, Fraction(1))
        sums, known = "s = rnd(u + 1); g = s - (u + 1); S = U + 1;", ""
        lost = "(u - U) * (S - U * s) - U * g * (s + S)" if power == 2 else "(u - U) - U * g"
    else:
        off, one, two = binary(far[0], 1), binary(1 + far[1], 1), binary(1 + 2 * far[1], 1)
        sums = "s = rnd(t); g = s - S;"
        known = f"/\\ S in [1, {one}] /\\ g in [-{off}, {off}] /\\ s in [1, {two}]"
        lost = "(u - U) * S * S - U * g * (s + S)" if power == 2 else "(u - U) * S - U * g"
    if power == 2:
        rest = "q = rnd(w * w); x = u * q; X = U / (S * S);"
        hints = f"""u / (s * s) - U / (S * S) -> ({lost}) / (s * s * S * S) {{ s <> 0, S <> 0 }};
x - X -> u * (rnd(w * w) - w * w) + u * (w - 1 / s) * (w + 1 / s) + (u / (s * s) - U / (S * S)) {{ s <> 0, S <> 0 }};"""
    else:
        rest = "x = u * w; X = U / S;"
        hints = f"""u / s - U / S -> ({lost}) / (s * S) {{ s <> 0, S <> 0 }};
x - X -> u * (w - 1 / s) + (u / s - U / S) {{ s <> 0, S <> 0 }};"""
    script = f"""
{name(form)}
u = rnd(v); {sums} w = rnd(1 / s); {rest}
{{ U in [{binary(u.low, -1)}, {binary(u.high, 1)}] /\\ u - U in [-{error}, {error}]
   /\\ u in [{binary(lowest, -1)}, {binary(highest, 1)}] {known} -> x - X in ? }}
{hints}
"""
    return greatest(ask(script), "x - X")
