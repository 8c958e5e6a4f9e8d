"""Functions that are others written short: what each is, wherever it has a value; and which are odd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sympy import (
    Dummy,
    EulerGamma,
    Expr,
    Integer,
    Ne,
    Piecewise,
    Pow,
    Rational,
    Sum,
    asin,
    atan,
    cos,
    erf,
    erfi,
    exp,
    gamma,
    log,
    pi,
    polygamma,
    sin,
    sqrt,
)
from sympy.core.function import AppliedUndef


@dataclass(frozen=True)
class Definition:
    """f(args) = says(args), wherever the left side is defined."""

    says: Callable[..., Expr]


_M = Dummy("m", integer=True)

DEFINITIONS: dict[str, Definition] = {
    "sigmoid": Definition(lambda z: exp(z) / (1 + exp(z))),
    "softplus": Definition(lambda z: log(1 + exp(z))),
    "logit": Definition(lambda p: log(p / (1 - p))),
    "Phi": Definition(lambda z: (1 + erf(z / sqrt(2))) / 2),
    "softmax": Definition(lambda x, i, k: exp(x[i]) / Sum(exp(x[_M]), (_M, 1, k))),
    "logsumexp": Definition(lambda x, k: log(Sum(exp(x[_M]), (_M, 1, k)))),
    "sinh": Definition(lambda z: (exp(z) - 1 / exp(z)) / 2),
    "cosh": Definition(lambda z: (exp(z) + 1 / exp(z)) / 2),
    "tanh": Definition(lambda z: (exp(z) ** 2 - 1) / (exp(z) ** 2 + 1)),
    "coth": Definition(lambda z: (exp(z) ** 2 + 1) / (exp(z) ** 2 - 1)),
    "sech": Definition(lambda z: 2 * exp(z) / (exp(z) ** 2 + 1)),
    "csch": Definition(lambda z: 2 * exp(z) / (exp(z) ** 2 - 1)),
    "asinh": Definition(lambda z: log(z + sqrt(1 + z**2))),
    "acosh": Definition(lambda z: log(z + sqrt(z**2 - 1))),
    "atanh": Definition(lambda z: log((1 + z) / (1 - z)) / 2),
    "acoth": Definition(lambda z: log((z + 1) / (z - 1)) / 2),
    "asech": Definition(lambda z: log((1 + sqrt(1 - z**2)) / z)),
    "acsch": Definition(lambda z: log(1 / z + sqrt(1 / z**2 + 1))),
    "tan": Definition(lambda z: sin(z, evaluate=False) / cos(z, evaluate=False)),
    "cot": Definition(lambda z: cos(z, evaluate=False) / sin(z, evaluate=False)),
    "sec": Definition(lambda z: 1 / cos(z, evaluate=False)),
    "csc": Definition(lambda z: 1 / sin(z, evaluate=False)),
    "sinc": Definition(lambda z: Piecewise((sin(z, evaluate=False) / z, Ne(z, 0)), (1, True))),
    "acos": Definition(lambda z: pi / 2 - asin(z)),
    "asec": Definition(lambda z: pi / 2 - asin(1 / z)),
    "acsc": Definition(lambda z: asin(1 / z)),
    "factorial": Definition(lambda z: gamma(z + 1)),
    "loggamma": Definition(lambda z: log(gamma(z))),
    "digamma": Definition(lambda z: polygamma(Integer(0), z)),
    "harmonic": Definition(lambda n: polygamma(Integer(0), n + 1) + EulerGamma),
    "log1p": Definition(lambda z: log(1 + z)),
    "expm1": Definition(lambda z: exp(z) - 1),
    "log2": Definition(lambda z: log(z) / log(Integer(2))),
    "log10": Definition(lambda z: log(z) / log(Integer(10))),
    "exp2": Definition(lambda z: Pow(Integer(2), z)),
    "Cbrt": Definition(lambda z: Pow(z, Rational(1, 3))),
    "Sqrt": Definition(lambda z: Pow(z, Rational(1, 2))),
    "erfc": Definition(lambda z: 1 - erf(z)),
}


@lru_cache(maxsize=10_000)
def by_definition(e: Expr) -> Expr | None:
    """What an applied function of the table is written short for; None for any other."""
    row = DEFINITIONS.get(type(e).__name__)
    return None if row is None or isinstance(e, AppliedUndef) else row.says(*e.args)


#: f(−u) = −f(u); each is opaque otherwise.
ODD: tuple[type, ...] = (erf, erfi, asin, atan)
