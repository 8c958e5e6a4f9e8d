"""Functions of one ball: each encloses every value that the function takes on the ball."""

from __future__ import annotations

from collections.abc import Callable

from flint import arb
from sympy import (
    Abs,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    cos,
    cosh,
    coth,
    erf,
    erfc,
    exp,
    gamma,
    loggamma,
    sech,
    sin,
    sinh,
    tan,
    tanh,
)
from sympy.codegen.cfunctions import exp2, expm1, log1p, log2, log10
from sympy.functions.combinatorial.factorials import factorial

from symxent.errors import SymxentError
from symxent.language.functions import Phi, logit, sigmoid, softplus


class NoValue(SymxentError):
    """The expression has no value at this point: it is undefined there, or not a function that balls know."""


class NotSeparated(NoValue):
    """The value hangs on a comparison that this precision does not decide."""


def whole_power(x: arb, n: int) -> arb:
    """x^n by squaring with products: ``arb ** n`` is not a number where x = 0 ± r."""
    if n < 0:
        return 1 / whole_power(x, -n)
    result, square = arb(1), x
    while n:
        if n & 1:
            result = result * square
        n >>= 1
        if n:
            square = square * square
    return result


def positive_power(x: arb, y: arb) -> arb:
    if x > 0:
        return (y * x.log()).exp()
    if x.is_zero() and y > 0:
        return arb(0)
    if x <= 0:
        raise NoValue("a power of a number that is not positive")
    raise NotSeparated("whether the base of a power is positive")


def log_of(x: arb) -> arb:
    if x > 0:
        return x.log()
    if x <= 0:
        raise NoValue("the logarithm of a number that is not positive")
    raise NotSeparated("whether the argument of a logarithm is positive")


FUNCTIONS: dict[type, Callable[[arb], arb]] = {
    exp: lambda x: x.exp(),
    sinh: lambda x: x.sinh(),
    cosh: lambda x: x.cosh(),
    tanh: lambda x: x.tanh(),
    coth: lambda x: x.coth(),
    sech: lambda x: x.sech(),
    asinh: lambda x: x.asinh(),
    acosh: lambda x: x.acosh(),
    atanh: lambda x: x.atanh(),
    sin: lambda x: x.sin(),
    cos: lambda x: x.cos(),
    tan: lambda x: x.tan(),
    asin: lambda x: x.asin(),
    atan: lambda x: x.atan(),
    erf: lambda x: x.erf(),
    erfc: lambda x: x.erfc(),
    gamma: lambda x: x.gamma(),
    loggamma: lambda x: x.lgamma(),
    factorial: lambda x: (x + 1).gamma(),
    log1p: lambda x: log_of(1 + x),
    expm1: lambda x: x.expm1(),
    log2: lambda x: log_of(x) / arb(2).log(),
    log10: lambda x: log_of(x) / arb(10).log(),
    exp2: lambda x: positive_power(arb(2), x),
    sigmoid: lambda z: 1 / (1 + (-z).exp()),
    softplus: lambda z: z.exp().log1p(),
    Phi: lambda x: (-x / arb(2).sqrt()).erfc() / 2,
    logit: lambda p: log_of(p / (1 - p)),
    Abs: abs,
}
