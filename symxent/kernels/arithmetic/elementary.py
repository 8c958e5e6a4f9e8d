"""e^v, e^v − 1, log v and log(1 + v) on arrays of either format: operation by operation what ``templates/c`` emits.

Only what IEEE 754 fixes to the last bit is used (+ − × ÷, comparisons, integers and bits), each as a NumPy operation of
its own, so that nothing is contracted: the values are the same on every processor, with every version of NumPy and of
the C library.  NumPy's own ``exp`` and ``log`` are not: their last bits change with the vectors that it finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symxent.kernels.arithmetic.formats import FORMATS
from symxent.kernels.arithmetic.minimax import FITS

Array = NDArray[Any]
Number = Any  # a NumPy scalar of the format


@dataclass(frozen=True)
class Constants:
    """The constants of one format, named as in ``Format``, as scalars of it."""

    letter: str
    real: type
    signed: type
    unsigned: type
    mantissa: int
    bias: int
    log2e: Number
    shifter: Number
    ln2_high: Number
    ln2_low: Number
    exp_lowest: Number
    exp_highest: Number
    largest: Number
    smallest_normal: Number
    nothing_beside_one: Number
    two_thirds: Number
    two_thirds_high: Number
    two_thirds_low: Number
    normal_lowest: Number
    sqrt_half_bits: Number
    half_mask: Number

    def number(self, bits: Array) -> Array:
        """The numbers that have these bits."""
        return np.asarray(bits).view(self.real)

    def bits(self, value: Array) -> Array:
        return np.asarray(value).view(self.unsigned)

    def power_of_two(self, exponent: Array) -> Array:
        """2^exponent, where that is a normal number."""
        return self.number((exponent + self.bias).view(self.unsigned) << self.unsigned(self.mantissa))


@cache
def constants(dtype: np.dtype) -> Constants:
    """The constants of float32 or float64."""
    form = next(f for f in FORMATS if f.dtype == dtype)
    unsigned = np.dtype(f"u{form.bits // 8}").type
    names = ["log2e", "shifter", "ln2_high", "ln2_low", "exp_lowest", "exp_highest", "largest", "smallest_normal"]
    names += ["nothing_beside_one", "two_thirds", "two_thirds_high", "two_thirds_low"]
    return Constants(
        form.letter,
        dtype.type,
        np.dtype(f"i{form.bits // 8}").type,
        unsigned,
        form.mantissa,
        form.bias,
        **{name: dtype.type(getattr(form, name).removesuffix(form.literal)) for name in names},
        normal_lowest=dtype.type(float(form.normal_lowest)),
        sqrt_half_bits=unsigned(int(form.sqrt_half_bits, 16)),
        half_mask=unsigned(int(form.half_mask, 16)),
    )


@cache
def _coefficients(letter: str, name: str, times: int) -> tuple[Number, ...]:
    form = next(f for f in FORMATS if f.letter == letter)
    return tuple(form.dtype.type(float(times * c)) for c in FITS[name](form).coefficients)


def polynomial(name: str, variable: Array, times: int = 1) -> Array:
    """One of the minimax polynomials by Horner's rule; its coefficients ``times`` 1 or 2, which is exact."""
    return _horner(_coefficients(variable.dtype.char, name, times), variable)


def _horner(coefficients: Sequence[Number], variable: Array) -> Array:
    result = np.full_like(variable, coefficients[-1])
    for c in reversed(coefficients[:-1]):
        result = result * variable + c
    return result


@np.errstate(all="ignore")
def exp(v: Array) -> Array:
    """e^v: 2^k is multiplied in two halves, so that neither overflows before the result does."""
    c = constants(v.dtype)
    v = clipped(v, c)
    r, _, whole = reduced(v, c)
    e = (polynomial("exp", r) * r + c.real(1)) * r + c.real(1)
    return times_power_of_two(e, whole, c)


def clipped(v: Array, c: Constants) -> Array:
    """v, no further out than where e^v is 0 or infinite; NaN stays."""
    v = np.where(v < c.exp_lowest, c.exp_lowest, v)
    return np.where(v > c.exp_highest, c.exp_highest, v)


def reduced(v: Array, c: Constants) -> tuple[Array, Array, Array]:
    """v − k ln 2, with ln 2 in two parts, and k as a number and as an integer."""
    shifted = v * c.log2e + c.shifter
    k = shifted - c.shifter
    r = (v - k * c.ln2_high) - k * c.ln2_low
    return r, k, whole_of(shifted, c)


def whole_of(shifted: Array, c: Constants) -> Array:
    """The integer that the shifter holds in its low bits."""
    return (c.bits(shifted) - c.bits(c.shifter)).view(c.signed)


def times_power_of_two(e: Array, whole: Array, c: Constants) -> Array:
    """e·2^whole, rounded once."""
    half = whole >> c.signed(1)
    return e * c.power_of_two(half) * c.power_of_two(whole - half)


@np.errstate(all="ignore")
def expm1(v: Array) -> Array:
    """e^v − 1 = 2^k (e^r − 1) + (2^k − 1); for k = 0, where it is small, the second term is exactly 0."""
    c = constants(v.dtype)
    v = clipped(v, c)
    r, _, whole = reduced(v, c)
    e = polynomial("exp", r) * (r * r) + r
    scale = c.power_of_two(np.maximum(whole - c.signed(1), c.signed(1 - c.bias)))
    result = c.real(2) * (scale * e + (scale - c.real(0.5)))
    return np.where(v == 0, v, result)


@np.errstate(all="ignore")
def log(v: Array) -> Array:
    """log v: subnormal numbers are scaled up first; −∞ at 0, NaN below."""
    c = constants(v.dtype)
    f, k = cut(v, c)
    s, z = _quotient(f, c)
    half = c.real(0.5) * f * f
    tail = s * (half + z * polynomial("atanh", z, 2)) + k * c.ln2_low
    inside = k * c.ln2_high + (f - (half - tail))
    return _with_ends(v, inside, v, c.real(0), c)


def cut(v: Array, c: Constants) -> tuple[Array, Array]:
    """f and k with v = (1 + f)·2^k and 1 + f between √½ and √2."""
    small = v < c.smallest_normal
    normal = np.where(small, v * c.real(2 ** (c.mantissa + 1)), v)
    whole = (c.bits(normal) - c.sqrt_half_bits).view(c.signed) >> c.signed(c.mantissa)
    k = _as_number(whole, c) - np.where(small, c.real(c.mantissa + 1), c.real(0))
    f = c.number(c.bits(normal) - _as_exponent(whole, c)) - c.real(1)
    return f, k


def _as_number(whole: Array, c: Constants) -> Array:
    return c.number(c.bits(c.shifter) + whole.view(c.unsigned)) - c.shifter


def _as_exponent(whole: Array, c: Constants) -> Array:
    return whole.view(c.unsigned) << c.unsigned(c.mantissa)


def _quotient(f: Array, c: Constants) -> tuple[Array, Array]:
    s = f / (c.real(2) + f)
    return s, s * s


def _with_ends(v: Array, inside: Array, beyond: Array, end: Number, c: Constants) -> Array:
    """The logarithm inside, −∞ at the end of its range, NaN below, and what is infinite as it is."""
    edge = np.where(v == end, c.real(-np.inf), c.real(np.nan))
    return np.where(v > c.largest, beyond, np.where(v > end, inside, edge))


@np.errstate(all="ignore")
def log1p(v: Array) -> Array:
    """log(1 + v): from 0 to 1 with a leading v that is exact, elsewhere with what 1 + v lost given back."""
    c = constants(v.dtype)
    return np.where((v >= 0) & (v <= 1), log1p_unit(v), _with_ends(v, _log1p_finite(v, c), v, c.real(-1), c))


def log1p_unit(u: Array) -> Array:
    """log(1 + u) for 0 ≤ u ≤ 1."""
    c = constants(u.dtype)
    s, z = _quotient(u, c)
    half = c.real(0.5) * u * u
    return u - (half - s * (half + z * polynomial("atanh", z, 2)))


def _log1p_finite(v: Array, c: Constants) -> Array:
    w = c.real(1) + v
    lost = np.where(v < 1, v - (w - c.real(1)), c.real(1) - (w - v))
    whole = (c.bits(w) - c.sqrt_half_bits).view(c.signed) >> c.signed(c.mantissa)
    exponent = _as_exponent(whole, c)
    k = _as_number(whole, c)
    scale = c.number(c.bits(c.real(4)) - exponent) * c.real(0.25)  # 2^-k, of the largest numbers a subnormal one
    f = c.number(c.bits(w) - exponent) - c.real(1) + lost * scale
    s, z = _quotient(f, c)
    half = c.real(0.5) * f * f
    tail = s * (half + z * polynomial("atanh", z, 2)) + k * c.ln2_low
    return k * c.ln2_high + (f - (half - tail))
