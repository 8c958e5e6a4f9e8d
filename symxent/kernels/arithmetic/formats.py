"""The two IEEE formats that kernels are emitted for, and the constants that range reduction needs in each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import mpmath as mp
import numpy as np

_DIGITS = 60


@dataclass(frozen=True)
class Format:
    """A binary floating-point format: its names in C and NumPy, and its layout in bits."""

    real: str  # the C type
    suffix: str  # of C function names: symxent_sigmoid, symxent_sigmoidf
    literal: str  # suffix of a C literal
    letter: str  # NumPy's type character, also the suffix of loops
    bits: int  # width of the word
    mantissa: int  # stored bits of the significand
    bias: int  # of the exponent

    @property
    def dtype(self) -> np.dtype:
        return np.dtype(self.letter)

    @property
    def signed(self) -> str:
        return f"int{self.bits}_t"

    @property
    def unsigned(self) -> str:
        return f"uint{self.bits}_t"

    def round(self, value: mp.mpf | Fraction | float) -> Fraction:
        """The number of this format nearest to ``value`` (ties to even), exactly."""
        exact = value if isinstance(value, Fraction) else _fraction(mp.mpf(value))
        return Fraction(0) if exact == 0 else self._round_to(exact, self.mantissa + 1)

    def _round_to(self, exact: Fraction, bits: int) -> Fraction:
        exponent = _exponent(exact)
        unit = Fraction(2) ** (exponent - bits + 1)
        return round(exact / unit) * unit

    def c(self, value: mp.mpf | Fraction | float) -> str:
        """The rounded ``value`` as a C literal: the shortest decimal that reads back as the same number."""
        number = self.dtype.type(float(self.round(value)))
        text = np.format_float_scientific(number, unique=True, trim="-")
        significand, _, exponent = text.partition("e")
        power = int(exponent)
        if -4 <= power <= 6:
            text = np.format_float_positional(number, unique=True, trim="0")
        else:
            text = f"{significand if '.' in significand else significand + '.0'}e{power}"
        return text + self.literal

    @property
    def log2e(self) -> str:
        """1/ln 2."""
        with mp.workdps(_DIGITS):
            return self.c(1 / mp.log(2))

    @property
    def shifter(self) -> str:
        """1.5·2^mantissa: adding it leaves a number's nearest integer in the low bits."""
        return self.c(Fraction(3, 2) * 2**self.mantissa)

    @property
    def lift(self) -> int:
        """What 2^k is lifted by so that it is a normal number as long as e^v, v = k ln 2, is any.

        It is even with the bias, so that the shifter rounds ties as ever.
        """
        return self.mantissa + 1 + (self.mantissa + 1 + self.bias) % 2

    @property
    def shifter_lifted(self) -> str:
        """The shifter with the lifted exponent of 1 in its low bits: moved up, they are the number 2^(k + lift)."""
        return self.c(Fraction(3, 2) * 2**self.mantissa + self.bias + self.lift)

    @property
    def lowered(self) -> str:
        """2^−lift, which takes the lift off again."""
        return self.c(Fraction(1, 2**self.lift))

    @property
    def ln2_high(self) -> str:
        """The leading bits of ln 2, few enough that k·ln2_high is exact for every exponent k."""
        return self.c(self._ln2_parts()[0])

    @property
    def ln2_low(self) -> str:
        """The rest: ln 2 − ln2_high, rounded."""
        return self.c(self._ln2_parts()[1])

    def _ln2_parts(self) -> tuple[Fraction, Fraction]:
        with mp.workdps(_DIGITS):
            ln2 = _fraction(mp.log(2))
        spare = self.exponent_bits + 1
        high = self._round_to(ln2, self.mantissa + 1 - spare)
        return high, self.round(ln2 - high)

    @property
    def exponent_bits(self) -> int:
        return self.bits - self.mantissa - 1

    @property
    def exp_lowest(self) -> str:
        """Below this, e^x rounds to 0: −(bias + mantissa)·ln 2, half of the smallest number, rounded outwards."""
        return self.c(self._lowest())

    def _lowest(self) -> Fraction:
        with mp.workdps(_DIGITS):
            edge = _fraction((self.bias + self.mantissa) * mp.log(2))
        unit = Fraction(2) ** (_exponent(edge) - self.mantissa)
        return -(edge // unit + 1) * unit

    @property
    def shift_lowest(self) -> str:
        """``exp_lowest`` and a little more: e^(x − m) is nothing at x = m + shift_lowest, however that sum rounds."""
        return self.c(self._lowest() - Fraction(1, 64))

    @property
    def shift_limit(self) -> str:
        """Up to this size of m, k·ln2_high is exact for the k of every x with m + shift_lowest ≤ x ≤ m."""
        with mp.workdps(_DIGITS):
            return self.c(math.floor((2 ** (self.exponent_bits + 1) - 1) * mp.log(2)) + math.floor(self._lowest()) - 1)

    @property
    def exp_highest(self) -> str:
        """Above this, e^x overflows."""
        return self.c(float(mp.ceil((self.bias + 1) * mp.log(2))))

    @property
    def normal_lowest(self) -> Fraction:
        """Below minus this, Φ(x) rounds to 0, as e^(−x²/2) does."""
        with mp.workdps(_DIGITS):
            return Fraction(math.ceil(8 * mp.sqrt(2 * (self.bias + self.mantissa) * mp.log(2))), 8)

    @property
    def half_mask(self) -> str:
        """The bits that a number keeps so that the product of two such numbers is exact: half of its significand."""
        return hex((1 << self.bits) - (1 << (self.mantissa + 1 - (self.mantissa + 1) // 2)))

    @property
    def nothing_beside_one(self) -> str:
        """Half of where e^−x vanishes: log(1 + e^−x) is then nothing beside 1, and e^−x still a normal number."""
        return self.c((self.bias + self.mantissa) // 3)

    @property
    def two_thirds(self) -> str:
        return self.c(Fraction(2, 3))

    @property
    def two_thirds_high(self) -> str:
        """The leading half of ⅔: times another half it is exact."""
        return self.c(self._two_thirds_high())

    @property
    def two_thirds_low(self) -> str:
        """The rest: ⅔ − two_thirds_high, rounded."""
        return self.c(Fraction(2, 3) - self._two_thirds_high())

    def _two_thirds_high(self) -> Fraction:
        return self._round_to(Fraction(2, 3), (self.mantissa + 1) // 2)

    @property
    def largest(self) -> str:
        """The largest finite number."""
        return self.c(Fraction(2) ** (self.bias + 1) - Fraction(2) ** (self.bias - self.mantissa))

    @property
    def smallest_normal(self) -> str:
        """The smallest number with a full significand."""
        return self.c(Fraction(2) ** (1 - self.bias))

    @property
    def sqrt_half_bits(self) -> str:
        """The bit pattern of √½, where the logarithm's range reduction cuts."""
        return hex(self.unsigned_view(2.0**-0.5))

    @property
    def four_bits(self) -> str:
        return hex(self.unsigned_view(4.0))

    def unsigned_view(self, value: float) -> int:
        """The bits of a number."""
        return int(np.array(value, self.dtype).view(f"u{self.bits // 8}"))


FLOAT = Format("float", "f", "F", "f", 32, 23, 127)
DOUBLE = Format("double", "", "", "d", 64, 52, 1023)
FORMATS = (FLOAT, DOUBLE)


def _fraction(x: mp.mpf) -> Fraction:
    sign, mantissa, exponent, _ = x._mpf_
    value = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -value if sign else value


def _exponent(x: Fraction) -> int:
    """floor(log2 |x|), exactly."""
    exponent = abs(x.numerator).bit_length() - x.denominator.bit_length()
    return exponent if Fraction(2) ** exponent <= abs(x) else exponent - 1
