"""What is left of an exponential and a logarithm without the first terms of their series, each by its series near 0.

e^u − 1 − u and log(1 + u) − u are about u²/2 there, and no difference of their parts has a digit of it; quotients by u
and u² are numbers there, where u is all but 0 or has vanished.  φ(u)/Φ(−u) − u is about 1/u for a large u.  The series
stand here as what kernels compute; the tests prove that what is cut off is less than 2⁻⁵⁸ of the whole.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Abs, Eq, Expr, Function, Integer, Max, Min, Piecewise, Rational, Symbol, exp, factorial, log, pi, sqrt
from sympy.codegen.cfunctions import expm1, log1p

from symxent.kernels.program.classes import Definitions
from symxent.kernels.program.exponents import two_products
from symxent.kernels.program.loops import once
from symxent.language.functions import Phi

OF_EXP, OF_LOG = 18, 20  # terms
NEAR_EXP, NEAR_LOG = Integer(1), Rational(2, 5)  # |u| and |u/(2 + u)|, below which the series are taken
LEAST_EXCESS = -Rational(1, 2)  # u, below which the next series is not taken
VANISHED = Integer(2) ** 60  # from which on the excess is nothing beside u, and their product 1
# (1 + 19v/32) (φ(u)/Φ(−u) − u) − 1 for v = u + ½ in t = (v − 4)/(v + 4), times 2⁶²: its Chebyshev series for all v ≥ 0,
# lowest power first; beside 19/32 it hardly changes next to u = 0, where rounding leaves t the fewest digits
OF_EXCESS = """
-698921681543160986 -1582189347695330025 145510370118012014 662772375032363529 -535685786342916868 26619371629839696
221654244242293468 -112944778520562540 -51514705024040889 69780402550072155 -2465559409513521 -29284683373564179
10418065052679925 8986402206593251 -6915366786291496 -1567637093190636 3154966370676092 -319607604967074
-1096935407534603 456473351669908 266894252502904 -260104593131179 -17777319754433 106977444440547 -24286660659984
-33987244235308 15894988930797 8085603020237 -5590031183515 -1289389039502 1167161267968 102878469717 -113829881807
"""
# 1/√(2π) and log √(2π), times 2⁶⁴: a product of roots is rounded three times
OF_DENSITY, OF_LOG_DENSITY = 7359186146747302452, 16951423941496644917
_u = Symbol("u", real=True)


class _Named(Function):
    """A function that kernels compute in a way of its own, for what it is ``plain``.

    >>> from sympy.abc import u
    >>> exprel_2(u).rewrite(exp)
    (-2*u + 2*exp(u) - 2)/u**2
    """

    nargs = 1
    plain: Callable[[Expr], Expr]

    def _eval_rewrite_as_exp(self, u: Expr, **_: object) -> Expr:
        return self.plain(u)


class expm1mx(_Named):
    """expm1mx(u) = e^u − 1 − u."""

    plain = staticmethod(lambda u: exp(u) - 1 - u)


class log1pmx(_Named):
    """log1pmx(u) = log(1 + u) − u."""

    plain = staticmethod(lambda u: log(1 + u) - u)


class exprel(_Named):
    """exprel(u) = (e^u − 1)/u, which is 1 at 0."""

    plain = staticmethod(lambda u: (exp(u) - 1) / u)


class exprel_2(_Named):
    """exprel_2(u) = 2 (e^u − 1 − u)/u², which is 1 at 0."""

    plain = staticmethod(lambda u: 2 * (exp(u) - 1 - u) / u**2)


class normal_density(_Named):
    """normal_density(u) = φ(u) = e^(−u²/2)/√(2π)."""

    plain = staticmethod(lambda u: exp(-(u**2) / 2) / sqrt(2 * pi))


class normal_excess(_Named):
    """normal_excess(u) = φ(u)/Φ(−u) − u: by how much a standard normal number beyond u exceeds it in the mean."""

    plain = staticmethod(lambda u: normal_density.plain(u) / Phi(-u) - u)


class normal_bend(_Named):
    """normal_bend(u) = κ (κ − u), κ = φ(u)/Φ(−u): minus the second derivative of log Φ(−u), between 0 and 1."""

    plain = staticmethod(lambda u: normal_excess.plain(u) * (normal_excess.plain(u) + u))


class log_normal_tail(_Named):
    """log_normal_tail(u) = log Φ(−u)."""

    plain = staticmethod(lambda u: log(Phi(-u)))


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
    v = once(Min(Max(u - LEAST_EXCESS, 0), VANISHED))
    of_excess = _horner([Rational(int(c), 2**62) for c in OF_EXCESS.split()], once(1 - 8 / (v + 4)))
    excess = once((1 + once(of_excess)) / (1 + v * Rational(19, 32)))
    whole = once(u)  # e^−z for 1/e^z overflows where u has not vanished
    return {
        expm1mx: ((u,), Piecewise((u**2 * series, Abs(whole) < NEAR_EXP), (expm1(u) - u, True))),
        exprel: ((u,), Piecewise((1, Eq(once(whole**2), 0)), (expm1(u) / whole, True))),
        exprel_2: (
            (u,),
            Piecewise((2 * series, Abs(whole) < NEAR_EXP), (2 * (once(expm1(u) / whole) - 1) / whole, True)),
        ),
        normal_excess: ((u,), excess),
        normal_bend: ((u,), (Min(u, VANISHED) + excess) * excess),
        normal_density: ((u,), Rational(OF_DENSITY, 2**64) * exp(-(u**2) / 2)),
        log_normal_tail: ((u,), -(u**2) / 2 - (Rational(OF_LOG_DENSITY, 2**64) + log(excess + u))),
        log1pmx: ((u,), Piecewise((of_log, Abs(once(s)) < NEAR_LOG), (log1p(u) - u, True))),
    }


REMAINDERS: Definitions = _definitions()


def without_remainders(expr: Expr) -> Expr:
    """The expression with e^u − 1 − u, log(1 + u) − u … and a b + c d for their names: what is proved of a form."""
    named = (*REMAINDERS, two_products)
    written: Expr = expr.replace(lambda e: isinstance(e, named), lambda e: e.rewrite(exp))
    return written
