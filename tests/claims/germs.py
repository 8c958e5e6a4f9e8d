"""What a function does just beside a point: Σ c·h^v for small h > 0, v rational, with interval coefficients.

Derivatives at joints are read off these: the value at the point, the series to the right and the series to the left.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from claims.reals import Real, Undefined, Unsure

ORDER = Fraction(5)  # terms from h^5 on are dropped
MOST_TERMS = 60


class Germ:
    """Σ c·h^v + O(h^order); ``order`` None where nothing was dropped.  Mirrors the operations of ``Real``."""

    __slots__ = ("order", "terms")

    def __init__(self, terms: Mapping[Fraction, Real], order: Fraction | None = None) -> None:
        kept = {v: c for v, c in terms.items() if not (c.exact and c.lo == 0) and (order is None or v < order)}
        if len(kept) > MOST_TERMS:
            raise Unsure("a long series")
        self.terms, self.order = kept, order

    @staticmethod
    def constant(value: Real) -> Germ:
        return Germ({Fraction(0): value})

    @property
    def settled(self) -> Real | None:
        """The number that this is, where it does not depend on h."""
        if self.order is None and all(v == 0 for v in self.terms):
            return self.terms.get(Fraction(0), Real.of(0))
        return None

    def leading(self) -> tuple[Fraction, Real]:
        """The first exponent, and its coefficient, which is certainly not 0."""
        if not self.terms:
            raise Unsure("nothing is left of a series")
        v = min(self.terms)
        if self.terms[v].sign() == 0:
            raise Unsure("a leading coefficient that may be 0")
        return v, self.terms[v]

    @property
    def vanishes(self) -> bool:
        return not self.terms and self.order is None

    def sign(self) -> int:
        return 0 if self.vanishes else self.leading()[1].sign()

    def limit(self) -> Real:
        """The value as h → 0; raises Undefined where it grows without bound."""
        if self.terms and min(self.terms) < 0:
            self.leading()
            raise Undefined("no finite limit")
        return self.coefficient(0)

    def coefficient(self, v: int) -> Real:
        if self.order is not None and v >= self.order:
            raise Unsure("a coefficient beyond the order")
        return self.terms.get(Fraction(v), Real.of(0))

    def derivative(self, side: int) -> Germ:
        """By x, where x = a + side·h."""
        order = None if self.order is None else self.order - 1
        return Germ({v - 1: c * Real.of(v * side) for v, c in self.terms.items() if v}, order)

    def __neg__(self) -> Germ:
        return Germ({v: -c for v, c in self.terms.items()}, self.order)

    def __add__(self, other: Germ) -> Germ:
        terms = dict(self.terms)
        for v, c in other.terms.items():
            terms[v] = terms[v] + c if v in terms else c
        return Germ(terms, _least(self.order, other.order))

    def __sub__(self, other: Germ) -> Germ:
        return self + -other

    def __mul__(self, other: Germ) -> Germ:
        if self.vanishes or other.vanishes:
            return Germ({})
        first, second = self._least_exponent(), other._least_exponent()
        order = _least(
            None if self.order is None else self.order + second, None if other.order is None else other.order + first
        )
        terms: dict[Fraction, Real] = {}
        for v, c in self.terms.items():
            for w, d in other.terms.items():
                if order is None or v + w < order:
                    terms[v + w] = terms[v + w] + c * d if v + w in terms else c * d
        return Germ(terms, order)

    def _least_exponent(self) -> Fraction:
        if self.terms:
            return min(self.terms)
        return self.order if self.order is not None else Fraction(0)

    def _relative(self) -> tuple[Fraction, Real, Germ]:
        """v, c, u with self = c·h^v·(1 + u) and u → 0."""
        v, c = self.leading()
        inverse = c.inverse()
        rest = {w - v: d * inverse for w, d in self.terms.items() if w != v}
        return v, c, Germ(rest, None if self.order is None else self.order - v)

    def _composed(self, coefficients: list[Real]) -> Germ:
        """Σ coefficients[n]·self^n, cut at ORDER; self → 0."""
        if self.vanishes:
            return Germ.constant(coefficients[0])
        step = self._least_exponent()
        if step <= 0:
            raise Unsure("a series in what does not tend to 0")
        total, power = Germ.constant(coefficients[0]), Germ.constant(Real.of(1))
        for n in range(1, len(coefficients)):
            power = power * self
            total = total + power * Germ.constant(coefficients[n])
        return Germ(total.terms, _least(total.order, _least(ORDER, step * len(coefficients))))

    def inverse(self) -> Germ:
        if self.vanishes:
            raise Undefined("division by 0")
        return self.fractional(Fraction(-1))

    def fractional(self, e: Fraction) -> Germ:
        v, c, u = self._relative()
        if c.sign() < 0 and e.denominator != 1:
            raise Undefined("a fractional power of a negative number")
        if u.vanishes:
            return Germ({v * e: c.power(Real.of(e))})
        count = _length(u)
        binomials = [Fraction(1)]
        for n in range(1, count):
            binomials.append(binomials[-1] * (e - n + 1) / n)
        return u._composed([Real.of(b) for b in binomials]) * Germ({v * e: c.power(Real.of(e))})

    def raised(self, n: int) -> Germ:
        if n < 0:
            return self.inverse().raised(-n)
        result = Germ.constant(Real.of(1))
        for _ in range(n):
            result = result * self
        return result

    def power(self, exponent: Germ) -> Germ:
        fixed = exponent.settled
        if fixed is not None and fixed.whole is not None and abs(fixed.whole) <= 24:
            return self.raised(fixed.whole)
        if self.vanishes:
            sign = exponent.sign()
            if sign < 0:
                raise Undefined("0 to a negative power")
            return Germ.constant(Real.of(0 if sign else 1))
        if fixed is not None and fixed.exact:
            return self.fractional(fixed.lo)
        if self.sign() < 0:
            if fixed is None:
                raise Undefined("a varying power of a negative number")
            raise Unsure("a power of a negative number")
        return (self.log() * exponent).exp()

    def exp(self) -> Germ:
        if self.terms and min(self.terms) < 0:
            raise Unsure("an exponential without bound")
        middle = self.coefficient(0)
        rest = Germ({v: c for v, c in self.terms.items() if v}, self.order)
        coefficients = [Fraction(1)]
        for n in range(1, _length(rest)):
            coefficients.append(coefficients[-1] / n)
        return rest._composed([Real.of(c) for c in coefficients]) * Germ.constant(middle.exp())

    def log(self) -> Germ:
        if self.sign() <= 0:
            raise Undefined("the logarithm of what is not positive")
        v, c, u = self._relative()
        if v:
            raise Unsure("a logarithm without bound")
        coefficients = [Fraction(0)] + [Fraction((-1) ** (n + 1), n) for n in range(1, _length(u))]
        return u._composed([Real.of(q) for q in coefficients]) + Germ.constant(c.log())

    def sin(self) -> Germ:
        return self._wave(0)

    def cos(self) -> Germ:
        return self._wave(1)

    def _wave(self, phase: int) -> Germ:
        if self.terms and min(self.terms) < 0:
            raise Unsure("a wave without limit")
        middle = self.coefficient(0)
        rest = Germ({v: c for v, c in self.terms.items() if v}, self.order)
        around = (middle.sin(), middle.cos(), -middle.sin(), -middle.cos())
        coefficients, factorial = [], 1
        for n in range(_length(rest)):
            factorial *= max(n, 1)
            coefficients.append(around[(n + phase) % 4] * Real.of(Fraction(1, factorial)))
        return rest._composed(coefficients)

    def erf(self) -> Germ:
        return Germ.constant(self._fixed("the error function").erf())

    def asin(self) -> Germ:
        return Germ.constant(self._fixed("an arc sine").asin())

    def atan(self) -> Germ:
        return Germ.constant(self._fixed("an arc tangent").atan())

    def _fixed(self, what: str) -> Real:
        if self.settled is None:
            raise Unsure(f"{what} beside a point")
        return self.settled

    def floor(self) -> Germ:
        fixed = self.settled
        if fixed is None:
            if self.terms and min(self.terms) < 0:
                raise Unsure("a floor without limit")
            value = self.coefficient(0)
            low = value.floor()
            beside = self - Germ.constant(low)
            return Germ.constant(low if beside.sign() >= 0 else low - Real.of(1))
        return Germ.constant(fixed.floor())


Number = Real | Germ


def _least(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    if a is None or b is None:
        return a if b is None else b
    return min(a, b)


def _length(u: Germ) -> int:
    """How many powers of u are needed until they pass ORDER."""
    if u.vanishes:
        return 1
    step = u._least_exponent()
    if step <= 0:
        raise Unsure("a series in what does not tend to 0")
    return min(40, int(ORDER / step) + 2)
