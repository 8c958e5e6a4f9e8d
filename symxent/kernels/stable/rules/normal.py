"""Rewrites of log Φ and its derivatives: the quotient of two tails by a function of its own, which no tail leaves."""

from __future__ import annotations

from sympy import Expr, Piecewise, Symbol, exp, log, pi, sqrt
from sympy.codegen.cfunctions import log1p

from symxent.kernels.program.loops import once
from symxent.kernels.program.remainders import LEAST_EXCESS, log_normal_tail, normal_bend, normal_density, normal_excess
from symxent.kernels.stable.rules.rewrites import Rewrite
from symxent.language.functions import Phi

a = Symbol("a", real=True)


def _slope(z: Expr) -> Expr:
    """φ(z)/Φ(z), the slope of log Φ(z)."""
    return exp(-(z**2) / 2) / (sqrt(2 * pi) * Phi(z))


def _right(z: Expr) -> Expr:
    """The slope where Φ(z) is no tail."""
    return once(normal_density(z) / Phi(z))


NORMAL = (
    Rewrite("log of Φ", log(Phi(a)), Piecewise((log_normal_tail(-a), a < 0), (log1p(-Phi(-a)), True))),
    *[  # z² is the square of a and of −a
        Rewrite(
            f"slope of log Φ({z})", _slope(z), Piecewise((normal_excess(-z) - z, -z > LEAST_EXCESS), (_right(z), True))
        )
        for z in (a, -a)
    ],
    *[
        Rewrite(
            f"curvature of log Φ({z})",
            z * _slope(z) + _slope(z) ** 2,
            Piecewise((normal_bend(-z), -z > LEAST_EXCESS), (z * _right(z) + _right(z) ** 2, True)),
        )
        for z in (a, -a)
    ],
)
