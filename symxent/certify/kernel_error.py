"""How far the kernels' exp and sigmoid can be from the truth, in ULP: proved piece by piece over every input.

The parts of the error of e^v, v ≤ 0, as templates/c/math.c.jinja computes it: k ln 2 is taken off (the first product
and difference are exact, the second part of ln 2 is rounded), the polynomial differs from the exponential by what
``kernels/arithmetic/minimax.py`` proves, and the sums and products round.  The scaling by 2^k is exact, and rounds once
where the result is subnormal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

from flint import arb, ctx, fmpq

from symxent.certify.gappa import ask, dyadic, greatest
from symxent.errors import SymxentError
from symxent.kernels.arithmetic.formats import Format
from symxent.kernels.arithmetic.minimax import exp_polynomial
from symxent.resources import folder

# How the template makes e^r of P(r) and r, and the same for Gappa: computed, exact, and what lies between them.
# A power of two that all is scaled by rounds nothing, and is left out.
EVALUATIONS = {
    "(exp_polynomial_{{ x }}(r) * (r * r) + r) + {{ c(1) }}": (
        "s = rnd(r * r); w = p0 * s + p0 * s * dw; t = rnd(w + r); e = rnd(t + 1);",
        "S = r * r; W = P0 * S; T = W + r; M = T + 1;",
        "w - W -> (p0 * s - P0 * S) + p0 * s * dw;",
    ),
    "(exp_scaled_polynomial_{{ x }}(r) * r + {{ format.lowered }}) * r + {{ format.lowered }}": (
        "w = p0 * r + p0 * r * dw; h = rnd(w + 1); t = h * r + h * r * dt; e = rnd(t + 1);",
        "W = P0 * r; H = W + 1; T = H * r; M = T + 1;",
        "w - W -> (p0 - P0) * r + p0 * r * dw; t - T -> (h - H) * r + h * r * dt;",
    ),
}
_FUNCTION = "exp_nonpositive_{{ x }}({{ real }} v)\n"  # of which the bounds speak
_PIECES = 12  # of the reduced argument on either side of 0
_SMALL = Fraction(1, 1 << 30)  # around 0, e^r rounds to 1 in float and stays within two units of it in double


@dataclass(frozen=True)
class Piece:
    """Reduced arguments from ``low`` to ``high``, and how far the computed e^r can be from e^R there."""

    low: Fraction
    high: Fraction
    error: Fraction


@dataclass(frozen=True)
class KernelError:
    """Bounds in ULP of the exact value, for every finite input of the format."""

    format: str
    exp: float
    sigmoid: float


@cache
def kernel_error(form: Format) -> KernelError:
    """The proved bounds for e^v, v ≤ 0, and σ(z) in a format.  Raises NoGappa where Gappa is missing."""
    pieces = exp_pieces(form)
    unit = Fraction(1, 1 << form.mantissa)
    worst = max(_in_ulp(piece, unit) for piece in pieces)
    # A subnormal result is rounded once more; its unit is at least twice that of the error carried there.
    exponential = max(worst, worst / 2 + Fraction(1, 2))
    return KernelError(form.real, rounded_up(exponential), rounded_up(_sigmoid(form, pieces, exponential)))


def evaluation() -> str:
    """How the template computes e^r.  Raises SymxentError when it does so in a way that no proof is written for."""
    text = (folder("templates") / "c" / "math.c.jinja").read_text(encoding="utf-8")
    body = text.partition(_FUNCTION)[2].partition("\n}\n")[0]
    found = re.search(r"const \{\{ real \}\} e = (.*);", body)
    reduced = "r = (v - k * {{ format.ln2_high }}) - k * {{ format.ln2_low }};" in body
    if found is None or found[1] not in EVALUATIONS or not reduced or _HORNER not in text or _SCALED not in text:
        raise SymxentError("exp is computed in a way that no bound is proved for; add it to EVALUATIONS")
    return found[1]


_HORNER = "p = p * {{ variable }} + "
_SCALED = 'horner(poly.exp, "r", 0.5 ** format.lift)'


def rounded_up(value: Fraction) -> float:
    """Rounded upwards to three digits, so that what is printed is still a bound."""
    return float(-(-value * 1000 // 1)) / 1000


def _in_ulp(piece: Piece, unit: Fraction) -> Fraction:
    """e^R is at least ½ (its ULP unit/2) left of 0, and at least 1 right of it; about 0 the smaller unit counts."""
    return piece.error / (unit if piece.low > 0 else unit / 2)


@cache
def exp_pieces(form: Format) -> tuple[Piece, ...]:
    """The error of e^r against e^R on pieces that cover all reduced arguments."""
    _products_are_exact(form)
    edge = _reduced_edge(form)
    argument = _argument_error(form)
    if argument > _SMALL / 2:
        raise SymxentError("the reduced argument is not known well enough to tell its sign")
    polynomial = Fraction(exp_polynomial(form).bound)
    pieces: list[Piece] = []
    for low, high in _intervals(edge):
        rounded, reduction = _rounding(form, low, high)
        shift = reduction + argument
        largest = exp_above(high + shift)
        # |M − e^r| ≤ bound·e^r; |e^r − e^R| ≤ e^max·|r − R|.
        pieces.append(Piece(low, high, rounded + polynomial * largest + shift * largest))
    return tuple(pieces)


def _intervals(edge: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    step = (edge - _SMALL) / _PIECES
    for n in range(_PIECES):
        yield -edge + n * step, -edge + (n + 1) * step
    yield -_SMALL, _SMALL
    for n in range(_PIECES):
        yield _SMALL + n * step, _SMALL + (n + 1) * step


def ball(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def upper(value: arb) -> Fraction:
    top = value.upper()
    mantissa, exponent = top.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def exp_above(value: Fraction) -> Fraction:
    with ctx.workprec(200):
        return upper(ball(value).exp())


def _steps(form: Format) -> int:
    """The greatest |k|: the argument is cut off where e^v rounds to 0."""
    return form.bias + form.mantissa + 3


def half_unit(form: Format) -> Fraction:
    """The greatest relative error of one rounding."""
    return Fraction(1, 1 << (form.mantissa + 1))


def _reduced_edge(form: Format) -> Fraction:
    """The greatest |R|, R = v − k ln 2, k the integer nearest to v/ln 2 as the kernel computes it."""
    with ctx.workprec(200):
        ln2 = arb(2).log()
        stored = form.round(_middle(1 / ln2))
        off = abs(ball(stored) - 1 / ln2) + ball(stored * half_unit(form))
        largest = ball(Fraction(_steps(form))) * ln2
        edge = upper(ln2 / 2 + largest * off * ln2)
        high, low = form._ln2_parts()
        edge += _steps(form) * upper(abs(ball(high) + ball(low) - ln2)) + half_unit(form)
        allowed = upper(ln2 / 2) * Fraction(10005, 10000)
    if edge > allowed:
        raise SymxentError(f"the reduced argument passes {float(allowed)}, up to which the polynomial is bounded")
    return edge


def _middle(value: arb) -> Fraction:
    mantissa, exponent = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _argument_error(form: Format) -> Fraction:
    """What r loses before its own rounding: k·ln2_low may round, and ln 2 has more digits than its two parts."""
    high, low = form._ln2_parts()
    with ctx.workprec(200):
        missing = upper(abs(arb(2).log() - ball(high) - ball(low)))
    return _steps(form) * (low * half_unit(form) + missing)


def name(form: Format) -> str:
    return f"@rnd = float<ieee_{form.bits}, ne>;"


def _products_are_exact(form: Format) -> None:
    """k·ln2_high and v − k·ln2_high are numbers of the format: Gappa proves that rounding leaves them."""
    high, _ = form._ln2_parts()
    # For k ≠ 0, |v| > ¼, so that v is a multiple of 2^-(mantissa + 2); for k = 0 there is nothing to subtract.
    script = f"""
{name(form)}
p = k * {dyadic(high)};
d = v - p;
{{ @FIX(k, 0) /\\ k in [-{_steps(form)}, {_steps(form)}] /\\ @FIX(v, -{form.mantissa + 2}) /\\ d in [-0.35, 0.35]
  -> rnd(p) - p in [0, 0] /\\ rnd(d) - d in [0, 0] }}
"""
    ask(script)


def _rounding(form: Format, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds on |computed − exact| of 1 + r + r²P(r), and on what the rounding of r itself loses."""
    coefficients = exp_polynomial(form).coefficients
    top = len(coefficients) - 1
    half = dyadic(half_unit(form))
    computed: list[str] = []
    exact: list[str] = []
    hints: list[str] = []
    free = ["dw", "dt"]
    last_computed, last_exact, last_hints = EVALUATIONS[evaluation()]
    before, before_exact = dyadic(coefficients[top]), dyadic(coefficients[top])
    for n in range(top - 1, -1, -1):
        c = dyadic(coefficients[n])
        computed.append(f"m{n} = {before} * r + {before} * r * d{n}; p{n} = rnd(m{n} + {c});")
        exact.append(f"M{n} = {before_exact} * r; P{n} = M{n} + {c};")
        difference = "" if n == top - 1 else f"({before} - {before_exact}) * r + "
        hints.append(f"m{n} - M{n} -> {difference}{before} * r * d{n};")
        free.append(f"d{n}")
        before, before_exact = f"p{n}", f"P{n}"
    # d0 …: what a product loses that may be fused with the sum behind it.
    lost = " /\\ ".join(f"{d} in [-{half}, {half}]" for d in free)
    script = "\n".join(
        [
            name(form),
            "r = rnd(x);",
            *computed,
            last_computed,
            *exact,
            last_exact,
            f"{{ x in [{_decimal(low, -1)}, {_decimal(high, 1)}] /\\ {lost}",
            "  -> e - M in ? /\\ r - x in ? }",
            *hints,
            last_hints,
        ]
    )
    answers = ask(script)
    return greatest(answers, "e - M"), greatest(answers, "r - x")


def _decimal(value: Fraction, away: int) -> str:
    """The value as a binary number of 60 digits, rounded towards the side that makes the piece larger."""
    scaled = value * (1 << 60)
    whole = -(-scaled.numerator // scaled.denominator) if away > 0 else scaled.numerator // scaled.denominator
    return f"{whole}b-60"


_NEAR = 8  # for k ≤ −8, 1 + u lies so close to 1 that one question serves them all


def _sigmoid(form: Format, pieces: tuple[Piece, ...], exponential: Fraction) -> Fraction:
    """σ = 1/(1 + u) for z ≥ 0 and u/(1 + u) for z < 0, u the computed e^−|z|."""
    worst = Fraction(0)
    for k in range(0, -_NEAR, -1):
        for case in _cases(form, pieces, k):
            worst = max(worst, _reciprocal(form, case) if case.above == "1" else _quotient(form, case, k))
    # 1/(1 + u) farther out, and u/(1 + u) there: the quotient over 2^k is e/(1 + u), whatever k is.
    top = 2 * Fraction(1, 1 << _NEAR)
    largest = max(piece.error for piece in pieces) / (1 << _NEAR)
    worst = max(worst, _reciprocal(form, Case(largest, top, largest, "1")))
    for piece in pieces:
        low, high = exp_below(piece.low), exp_above(piece.high)
        for a, b in between([low, Fraction(1), 1 + top, high]):
            worst = max(worst, _far_quotient(form, a, b, piece.error, top))
    # Where u is subnormal 1 + u is 1, and the quotient is u.
    return max(worst, exponential + Fraction(1, 1 << form.mantissa))


@dataclass(frozen=True)
class Case:
    """The quotient above/(1 + u), where the exact u lies in [low, high] and the computed one within ``error`` of it."""

    low: Fraction
    high: Fraction
    error: Fraction
    above: str

    def value(self, u: Fraction) -> Fraction:
        return (u if self.above == "u" else 1) / (1 + u)


def _cases(form: Format, pieces: tuple[Piece, ...], k: int) -> Iterator[Case]:
    """Both quotients for u = e·2^k, cut where they are a power of two: the ULP changes there."""
    scale = Fraction(2) ** k
    for piece in pieces:
        low, high = exp_below(piece.low) * scale, min(exp_above(piece.high) * scale, Fraction(1))
        if low >= high:
            continue
        for above in ("u", "1"):
            whole = Case(low, high, piece.error * scale, above)
            top = power_below(max(whole.value(low), whole.value(high)))
            at = (1 - top) / top if above == "1" else top / (1 - top) if top < 1 else low
            yield from (Case(a, b, whole.error, above) for a, b in between([low, at, high]))


def between(cuts: list[Fraction]) -> Iterator[tuple[Fraction, Fraction]]:
    """The intervals between the first and the last number, cut at those that lie inside."""
    inside = sorted({cut for cut in cuts if cuts[0] <= cut <= cuts[-1]})
    return pairwise(inside)


def exp_below(value: Fraction) -> Fraction:
    with ctx.workprec(200):
        mantissa, exponent = ball(value).exp().lower().man_exp()
        return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def power_below(value: Fraction) -> Fraction:
    power = Fraction(2) ** (value.numerator.bit_length() - value.denominator.bit_length())
    return power if power <= value else power / 2


def _reciprocal(form: Format, case: Case) -> Fraction:
    """The error of 1/(1 + u) in ULP of the exact value."""
    script = f"""
{name(form)}
u = rnd(v); s = rnd(u + 1); S = U + 1; q = rnd(1 / s); Q = 1 / S;
{{ {_given(case)} -> q - Q in ? }}
1 / s - 1 / S -> - ((u - U) + (s - (u + 1))) / (s * S) {{ s <> 0, S <> 0 }};
q - Q -> (rnd(1 / s) - 1 / s) + (1 / s - 1 / S);
"""
    return greatest(ask(script), "q - Q") / ulp(form, case.value(case.high))


def _given(case: Case) -> str:
    error = binary(case.error, 1)
    lowest, highest = max(case.low - case.error, case.low / 2), min(case.high + case.error, Fraction(1))
    return f"""U in [{binary(case.low, -1)}, {binary(case.high, 1)}] /\\ u - U in [-{error}, {error}]
   /\\ u in [{binary(lowest, -1)}, {binary(highest, 1)}]"""


def _quotient(form: Format, case: Case, k: int) -> Fraction:
    """The error of u/(1 + u), u = e·2^k, in ULP of the exact value."""
    # Both quotients over one denominator: what is small, u − U and the rounding of s, counts once.
    script = f"""
{name(form)}
u = rnd(v); s = rnd(u + 1); S = U + 1; x = u / s; X = U / S;
{{ {_given(case)} -> x - X in ? }}
u / s - U / S -> ((u - U) - U * (s - (u + 1))) / (s * S) {{ s <> 0, S <> 0 }};
"""
    scale = Fraction(2) ** k
    far_side = _across(form, case.error / scale * (1 - scale)) if case.value(case.high) <= scale else Fraction(0)
    return max(greatest(ask(script), "x - X") / ulp(form, case.value(case.low)) + Fraction(1, 2), far_side)


def _far_quotient(form: Format, low: Fraction, high: Fraction, error: Fraction, top: Fraction) -> Fraction:
    """The error of e/s against E/S in ULP of E/S, where S = 1 + u ≤ 1 + ``top`` and s is the rounded sum."""
    off = binary(half_unit(form) + error * top, 1)
    bound = binary(error, 1)
    script = f"""
x = e / s; X = E / S;
{{ E in [{binary(low, -1)}, {binary(high, 1)}] /\\ e - E in [-{bound}, {bound}] /\\ S in [1, {binary(1 + top, 1)}]
   /\\ s - S in [-{off}, {off}] /\\ s in [1, {binary(1 + 2 * top, 1)}] -> x - X in ? }}
e / s - E / S -> ((e - E) * S - E * (s - S)) / (s * S) {{ s <> 0, S <> 0 }};
"""
    far_side = _across(form, error) if low < 1 + top else Fraction(0)
    return max(greatest(ask(script), "x - X") / ulp(form, low / (1 + top)) + Fraction(1, 2), far_side)


def _across(form: Format, error: Fraction) -> Fraction:
    """The error where the exact quotient lies below 2^k and the computed one does not.

    Then e ≥ s ≥ 1, both multiples of the unit, so e − s is 0 or 1 of it; with D = (e − E) + (S − s), less than two
    units, what the exact quotient lacks to 2^k is at most D − (e − s), and the computed one passes 2^k by at most
    e − s: together D, in units twice the ULP below 2^k.  ``error``: a bound on (e − E) + (U − u).
    """
    difference = error * (1 << form.mantissa) + Fraction(1, 2)
    if difference >= 2:
        raise SymxentError("the exponential is not known well enough to bound the quotient near a power of two")
    return 2 * difference


def ulp(form: Format, value: Fraction) -> Fraction:
    return power_below(value) * Fraction(1, 1 << form.mantissa)


def binary(value: Fraction, away: int) -> str:
    """A positive number with 64 digits, rounded down or up."""
    shift = 64 - (value.numerator.bit_length() - value.denominator.bit_length())
    scaled = value * Fraction(2) ** shift
    whole = -(-scaled.numerator // scaled.denominator) if away > 0 else scaled.numerator // scaled.denominator
    return f"{whole}b{-shift}"
