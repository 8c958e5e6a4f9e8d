"""Numbers for exact evaluation: fractions, balls where a logarithm or a root is none, and either with a slope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from flint import arb, fmpq

from symxent.errors import SymxentError


class NoValue(SymxentError):
    """The expression has no value at this point, or none that can be computed."""


@dataclass(frozen=True)
class Slope:
    """A number and its derivative by a variable; ``level`` tells the variables of nested derivatives apart."""

    level: int
    value: Number
    slope: Number


Number: TypeAlias = fmpq | arb | Slope


def _parts(a: Number, level: int) -> tuple[Number, Number]:
    return (a.value, a.slope) if isinstance(a, Slope) and a.level == level else (a, fmpq(0))


def _level(*numbers: Number) -> int:
    return max((a.level for a in numbers if isinstance(a, Slope)), default=0)


def add(a: Number, b: Number) -> Number:
    level = _level(a, b)
    if not level:
        return plain(a) + plain(b)
    (x, dx), (y, dy) = _parts(a, level), _parts(b, level)
    return Slope(level, add(x, y), add(dx, dy))


def multiply(a: Number, b: Number) -> Number:
    level = _level(a, b)
    if not level:
        return plain(a) * plain(b)
    (x, dx), (y, dy) = _parts(a, level), _parts(b, level)
    return Slope(level, multiply(x, y), add(multiply(x, dy), multiply(dx, y)))


def through(f: Callable[[Number], Number], slope: Callable[[Number], Number], a: Number) -> Number:
    """f(a), with the chain rule: ``slope`` is f′."""
    if not isinstance(a, Slope):
        return f(a)
    return Slope(a.level, through(f, slope, a.value), multiply(slope(a.value), a.slope))


def plain(a: Number) -> fmpq | arb:
    """The number without its slopes."""
    return plain(a.value) if isinstance(a, Slope) else a


def is_zero(a: Number) -> bool | None:
    """Whether a number is 0, its slopes aside; None where its ball does not tell."""
    value = plain(a)
    if isinstance(value, fmpq):
        return bool(value == 0)
    return None if value.contains(0) else False


def inverse(a: Number) -> Number:
    if is_zero(a) is not False:
        raise NoValue("a division by 0")
    return through(_one_over, lambda x: multiply(fmpq(-1), multiply(inverse(x), inverse(x))), a)


def _one_over(a: Number) -> Number:
    return 1 / plain(a)


def power(a: Number, exponent: fmpq) -> Number:
    """a to a fixed fraction: any base to a whole one, a positive one to others."""
    if exponent.q == 1:
        found: Number = fmpq(1)
        for _ in range(abs(int(exponent.p))):
            found = multiply(found, a)
        return found if exponent >= 0 else inverse(found)

    def raised(x: Number) -> Number:
        base = plain(x)
        if not base > 0:
            raise NoValue("a root of what is not positive")
        return arb(base) ** arb(exponent)

    return through(raised, lambda x: multiply(exponent, power(x, exponent - 1)), a)


def exponential(a: Number) -> Number:
    return through(lambda x: arb(plain(x)).exp(), exponential, a)


def logarithm(a: Number) -> Number:
    def of(x: Number) -> Number:
        base = plain(x)
        if not base > 0:
            raise NoValue("a logarithm of what is not positive")
        return fmpq(0) if base == 1 else arb(base).log()

    return through(of, inverse, a)


def sine(a: Number) -> Number:
    return through(lambda x: arb(plain(x)).sin(), cosine, a)


def cosine(a: Number) -> Number:
    return through(lambda x: arb(plain(x)).cos(), lambda x: multiply(fmpq(-1), sine(x)), a)


def absolute(a: Number) -> Number:
    sign = is_zero(a)
    if sign is not False:
        if isinstance(a, Slope) or sign is None:
            raise NoValue("the absolute value at a kink")
        return a
    return a if plain(a) > 0 else multiply(fmpq(-1), a)
