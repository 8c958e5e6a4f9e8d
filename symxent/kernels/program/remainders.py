"""What is left of an exponential and a logarithm without the first terms of their series, each by its series near 0.

e^u − 1 − u and log(1 + u) − u are about u²/2 there, and no difference of their parts has a digit of it; quotients by u
and u² are numbers there, where u is all but 0 or has vanished.  The series
stand here as what kernels compute; the tests prove that what is cut off is less than 2⁻⁵⁸ of the whole.
"""

from __future__ import annotations

from sympy import Abs, Eq, Expr, Function, Integer, Piecewise, Rational, Symbol, exp, factorial, log
from sympy.codegen.cfunctions import expm1, log1p

from symxent.kernels.program.classes import Definitions
from symxent.kernels.program.exponents import two_products
from symxent.kernels.program.loops import once

OF_EXP, OF_LOG = 18, 20  # terms
NEAR_EXP, NEAR_LOG = Integer(1), Rational(2, 5)  # |u| and |u/(2 + u)|, below which the series are taken
_u = Symbol("u", real=True)


class expm1mx(Function):
    """expm1mx(u) = e^u − 1 − u.

    >>> from sympy.abc import u
    >>> expm1mx(u).rewrite(exp)
    -u + exp(u) - 1
    """

    nargs = 1

    def _eval_rewrite_as_exp(self, u: Expr, **_: object) -> Expr:
        return exp(u) - 1 - u


class log1pmx(Function):
    """log1pmx(u) = log(1 + u) − u.

    >>> from sympy.abc import u
    >>> log1pmx(u).rewrite(exp)
    -u + log(u + 1)
    """

    nargs = 1

    def _eval_rewrite_as_exp(self, u: Expr, **_: object) -> Expr:
        return log(1 + u) - u


class exprel(Function):
    """exprel(u) = (e^u − 1)/u, which is 1 at 0.

    >>> from sympy.abc import u
    >>> exprel(u).rewrite(exp)
    (exp(u) - 1)/u
    """

    nargs = 1

    def _eval_rewrite_as_exp(self, u: Expr, **_: object) -> Expr:
        return (exp(u) - 1) / u


class exprel_2(Function):
    """exprel_2(u) = 2 (e^u − 1 − u)/u², which is 1 at 0.

    >>> from sympy.abc import u
    >>> exprel_2(u).rewrite(exp)
    (-2*u + 2*exp(u) - 2)/u**2
    """

    nargs = 1

    def _eval_rewrite_as_exp(self, u: Expr, **_: object) -> Expr:
        return 2 * (exp(u) - 1 - u) / u**2


def _horner(coefficients: list[Rational], u: Expr) -> Expr:
    total: Expr = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        total = coefficient + u * total
    return total


def _definitions() -> Definitions:
    """e^u − 1 − u = u² Σ uⁿ/(n + 2)!; log(1 + u) = 2 artanh s with s = u/(2 + u), where 2 s − u is −u²/(2 + u)."""
    u, s = _u, _u / (2 + _u)
    series = _horner([1 / factorial(n + 2) for n in range(OF_EXP)], u)
    of_log = 2 * s**3 * _horner([Rational(1, 2 * n + 3) for n in range(OF_LOG)], s**2) - u**2 / (2 + u)
    whole = once(u)  # e^−z for 1/e^z overflows where u has not vanished
    return {
        expm1mx: ((u,), Piecewise((u**2 * series, Abs(whole) < NEAR_EXP), (expm1(u) - u, True))),
        exprel: ((u,), Piecewise((1, Eq(once(whole**2), 0)), (expm1(u) / whole, True))),
        exprel_2: (
            (u,),
            Piecewise((2 * series, Abs(whole) < NEAR_EXP), (2 * (once(expm1(u) / whole) - 1) / whole, True)),
        ),
        log1pmx: ((u,), Piecewise((of_log, Abs(once(s)) < NEAR_LOG), (log1p(u) - u, True))),
    }


REMAINDERS: Definitions = _definitions()


def without_remainders(expr: Expr) -> Expr:
    """The expression with e^u − 1 − u, log(1 + u) − u and a b + c d for their names: what is proved of a form."""
    named = (*REMAINDERS, two_products)
    written: Expr = expr.replace(lambda e: isinstance(e, named), lambda e: e.rewrite(exp))
    return written
