"""Real numbers as intervals with rational ends: exact as long as they can be, else some 50 digits, with bounds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from mpmath import MPContext

BITS = 180  # of an interval's ends, once they are rounded
LARGEST = 20_000  # bits of an exact number
FARTHEST = 4_000  # argument of exp

_mp = MPContext()
_mp.prec = 220
# mpmath's elementary functions err by an ulp or so at 220 bits, and the argument's own rounding is carried along;
# 2^-180 is a trillion ulp.
ERROR = Fraction(1, 2**BITS)


class Undefined(Exception):
    """The expression has no real value here."""


class Unsure(Exception):
    """The evaluator cannot tell what the value is, or whether there is one."""


@dataclass(frozen=True, slots=True)
class Real:
    """A real number that certainly lies in [lo, hi]; exact where the two are equal."""

    lo: Fraction
    hi: Fraction

    @staticmethod
    def of(value: Fraction | int) -> Real:
        value = Fraction(value)
        return Real(value, value)

    @property
    def exact(self) -> bool:
        return self.lo == self.hi

    @property
    def whole(self) -> int | None:
        """The integer that this is certainly equal to."""
        return int(self.lo) if self.exact and self.lo.denominator == 1 else None

    def sign(self) -> int:
        """1, 0 or −1; raises Unsure where the interval does not tell."""
        if self.lo > 0:
            return 1
        if self.hi < 0:
            return -1
        if self.exact:
            return 0
        raise Unsure("a sign within the error")

    def __neg__(self) -> Real:
        return Real(-self.hi, -self.lo)

    def __add__(self, other: Real) -> Real:
        return _rounded(self.lo + other.lo, self.hi + other.hi)

    def __sub__(self, other: Real) -> Real:
        return self + -other

    def __mul__(self, other: Real) -> Real:
        if self.exact and other.exact:
            return _rounded(self.lo * other.lo, self.lo * other.lo)
        ends = [a * b for a in (self.lo, self.hi) for b in (other.lo, other.hi)]
        return _rounded(min(ends), max(ends))

    def inverse(self) -> Real:
        if self.sign() == 0:
            raise Undefined("division by 0")
        return _rounded(1 / self.hi, 1 / self.lo)

    def raised(self, n: int) -> Real:
        """The power with a whole exponent; 0⁰ = 1."""
        if n < 0:
            return self.inverse().raised(-n)
        size = max(abs(end.numerator).bit_length() + end.denominator.bit_length() for end in (self.lo, self.hi))
        if n * size > 4 * LARGEST:
            raise Unsure("a large power")
        low, high = sorted((self.lo**n, self.hi**n))
        if n and n % 2 == 0 and self.lo < 0 < self.hi:
            low = Fraction(0)
        return _rounded(low, high)

    def power(self, exponent: Real) -> Real:
        """Over the reals: no power of a negative number but with a whole exponent; 0⁰ = 1, 0^negative undefined."""
        n = exponent.whole
        if n is not None:
            return self.raised(n)
        if self.exact and self.lo == 0:
            sign = exponent.sign()
            if sign < 0:
                raise Undefined("0 to a negative power")
            return Real.of(0 if sign else 1)
        if self.lo > 0:
            root = _exact_root(self, exponent)
            return root if root is not None else (self.log() * exponent).exp()
        if self.hi < 0 and (exponent.exact or exponent.lo.__floor__() == exponent.hi.__floor__() < exponent.lo):
            raise Undefined("a fractional power of a negative number")
        raise Unsure("a power whose base may be 0")

    def exp(self) -> Real:
        if self.exact and self.lo == 0:
            return Real.of(1)
        if max(abs(self.lo), abs(self.hi)) > FARTHEST:
            raise Unsure("a large exponential")
        low, high = (_fraction(_mp.exp(_number(end))) for end in (self.lo, self.hi))
        return _rounded(low * (1 - ERROR), high * (1 + ERROR))

    def log(self) -> Real:
        if self.sign() <= 0:
            raise Undefined("the logarithm of what is not positive")
        if self.exact and self.lo == 1:
            return Real.of(0)
        low, high = (_fraction(_mp.log(_number(end))) for end in (self.lo, self.hi))
        return _rounded(low - ERROR * (1 + abs(low)), high + ERROR * (1 + abs(high)))

    def sin(self) -> Real:
        return self._within(_mp.sin) if not (self.exact and self.lo == 0) else self

    def cos(self) -> Real:
        return self._within(_mp.cos) if not (self.exact and self.lo == 0) else Real.of(1)

    def erf(self) -> Real:
        return self._within(_mp.erf, 2) if not (self.exact and self.lo == 0) else self

    def atan(self) -> Real:
        return self._within(_mp.atan) if not (self.exact and self.lo == 0) else self

    def asin(self) -> Real:
        if self.lo > 1 or self.hi < -1:
            raise Undefined("an arc sine of what is no sine")
        if self.lo < -1 or self.hi > 1:
            raise Unsure("an arc sine at its end")
        if self.exact and self.lo == 0:
            return self
        low, high = (_fraction(_mp.asin(_number(end))) for end in (self.lo, self.hi))
        return _rounded(low - ERROR * 4, high + ERROR * 4)

    def lambertw(self) -> Real:
        """The w >= −1 of w e^w = x, which grows there: between ends at which w e^w is certainly below and above x."""
        least = -Real.of(-1).exp()
        if self.hi < least.lo:
            raise Undefined("Lambert's function below −1/e")
        if self.exact and self.lo == 0:
            return self
        if self.lo <= least.hi:
            raise Unsure("Lambert's function at its end")
        guesses = (_fraction(_mp.lambertw(_number(end)).real) for end in (self.lo, self.hi))
        low, high = (w + side * ERROR * 2**20 * (1 + abs(w)) for w, side in zip(guesses, (-1, 1), strict=True))
        below, above = (Real.of(w) * Real.of(w).exp() for w in (low, high))
        if low < -1 or below.hi > self.lo or above.lo < self.hi:
            raise Unsure("Lambert's function near its end")
        return _rounded(low, high)

    def rgamma(self) -> Real:
        """1/Γ at an exact number."""
        if not self.exact:
            raise Unsure("Γ of what is not known exactly")
        if self.whole is not None and self.whole <= 0:
            return Real.of(0)
        return self._near(_mp.rgamma)

    def polygamma(self, order: int) -> Real:
        if not self.exact:
            raise Unsure("ψ of what is not known exactly")
        if self.whole is not None and self.whole <= 0:
            raise Undefined("ψ at a pole")
        return self._near(lambda x: _mp.psi(order, x))

    def _near(self, function: object) -> Real:
        value = _fraction(function(_number(self.lo)))  # type: ignore[operator]
        error = ERROR * (1 + abs(value))
        return _rounded(value - error, value + error)

    def floor(self) -> Real:
        low, high = self.lo.__floor__(), self.hi.__floor__()
        if low != high:
            raise Unsure("a floor within the error")
        return Real.of(low)

    def _within(self, function: object, slope: int = 1) -> Real:
        """A function whose derivative is nowhere larger than ``slope``."""
        middle, radius = (self.lo + self.hi) / 2, (self.hi - self.lo) / 2
        if abs(middle) > FARTHEST:
            raise Unsure("a large argument")
        value = _fraction(function(_number(middle)))  # type: ignore[operator]
        error = slope * radius + ERROR * (1 + abs(middle))
        return _rounded(value - error, value + error)


def pi() -> Real:
    value = _fraction(+_mp.pi)
    return Real(value - ERROR * 4, value + ERROR * 4)


def _number(q: Fraction) -> object:
    return _mp.mpf(q.numerator) / q.denominator


def _fraction(x: object) -> Fraction:
    sign, mantissa, exponent, _ = x._mpf_  # type: ignore[attr-defined]
    if not mantissa and exponent:
        raise Unsure("not a finite number")
    value = Fraction(int(mantissa)) * Fraction(2) ** exponent
    return -value if sign else value


def _rounded(low: Fraction, high: Fraction) -> Real:
    size = max(low.denominator.bit_length() + low.numerator.bit_length(), 0)
    if low == high:
        if size > LARGEST:
            raise Unsure("a long number")
        return Real(low, high)
    if max(size, high.denominator.bit_length() + high.numerator.bit_length()) <= 2 * BITS + 80:
        return Real(low, high)
    return Real(_down(low), -_down(-high))


def _down(q: Fraction) -> Fraction:
    if not q:
        return q
    places = BITS + 20 - (q.numerator.bit_length() - q.denominator.bit_length())
    scale = Fraction(2) ** places
    return (q * scale).__floor__() / scale


def _exact_root(base: Real, exponent: Real) -> Real | None:
    """The power where base and exponent are rational and the root comes out."""
    if not base.exact or not exponent.exact or exponent.lo.denominator > 6:
        return None
    degree = exponent.lo.denominator
    roots = [_root(part, degree) for part in (base.lo.numerator, base.lo.denominator)]
    if roots[0] is None or roots[1] is None:
        return None
    return Real.of(Fraction(roots[0], roots[1])).raised(exponent.lo.numerator)


def _root(n: int, degree: int) -> int | None:
    """The whole root of a positive integer, if it has one."""
    if degree == 2:
        guess = isqrt(n)
    else:
        if n.bit_length() > 500:
            return None
        guess = round(n ** (1 / degree)) if n.bit_length() < 900 else 0
    return next((g for g in (guess - 1, guess, guess + 1) if g >= 0 and g**degree == n), None)
