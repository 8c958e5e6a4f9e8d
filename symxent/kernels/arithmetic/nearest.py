"""The nearest double to the value of a function, by ball arithmetic: the same with every C library."""

from __future__ import annotations

import math

from flint import arb, ctx

BITS = 128
_FAR = 40.0  # beyond, erf is ±1 and erfc 0 or 2 in every format
_HIGHEST = 709.8  # beyond, e^x is infinite in either format


def nearest(name: str, x: float) -> float:
    """``name`` is a method of ``arb``; x lies where it has a finite value.

    >>> nearest("exp", 1.0)
    2.718281828459045
    """
    with ctx.workprec(BITS):
        return float(getattr(arb(x), name)().mid())


def exp(x: float) -> float:
    """e^x, 0 and ∞ at the ends."""
    return math.inf if x > _HIGHEST else (0.0 if x == -math.inf else nearest("exp", x))


def log(x: float) -> float:
    """log x; −∞ for 0 and for what is below."""
    return -math.inf if x <= 0 else (math.inf if x == math.inf else nearest("log", x))


def erf(x: float) -> float:
    """The error function; NaN of NaN."""
    return nearest("erf", max(-_FAR, min(x, _FAR))) if x == x else x


def erfc(x: float) -> float:
    """1 − erf(x), with all its digits where erf(x) is nearly 1; NaN of NaN."""
    return nearest("erfc", max(-_FAR, min(x, _FAR))) if x == x else x
