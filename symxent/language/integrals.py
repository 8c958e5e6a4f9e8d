"""Definite integrals of what is smooth everywhere: polynomials, exponentials, sines and cosines, and their products."""

from __future__ import annotations

from functools import lru_cache

from sympy import Add, Expr, Integer, Mul, Pow, Symbol, cos, cosh, exp, expand, integrate, sin, sinh
from sympy.core.function import AppliedUndef

#: An integrand with more operations than these is not integrated.
MOST_OPERATIONS = 40
#: No power of the variable is higher.
MOST_POWER = 40


def integral(f: Expr, x: Symbol, low: Expr, high: Expr) -> Expr | None:
    """∫ f dx from ``low`` to ``high``; None where no antiderivative was found that has a value everywhere.

    The antiderivative is differentiated and compared with f before it is believed.

    >>> from sympy import pi
    >>> x = Symbol("x", real=True)
    >>> integral(x**2, x, Integer(0), Integer(1)), integral(sin(x), x, Integer(0), pi), integral(1 / x, x, -1, 1)
    (1/3, 2, None)
    """
    if not f.has(x):
        return f * (high - low)
    if not _smooth(f, x) or f.count_ops() > MOST_OPERATIONS:
        return None
    whole = _antiderivative(f, x)
    return None if whole is None else whole.xreplace({x: high}) - whole.xreplace({x: low})


@lru_cache(maxsize=256)
def _antiderivative(f: Expr, x: Symbol) -> Expr | None:
    found = Add(*(integrate(term, x) for term in Add.make_args(expand(f))))
    # A coefficient that may be 0 makes two cases of an integral, which only holds in one of them.
    if not _smooth(found, x) or expand(found.diff(x) - f) != 0:
        return None
    return found


def _smooth(value: Expr, x: Symbol) -> bool:
    """Whether an expression has a value and all derivatives at every real x, whatever its other letters are."""
    if not value.has(x):
        return True
    if isinstance(value, AppliedUndef):
        return False
    if isinstance(value, Symbol):
        return value == x
    if isinstance(value, Pow) and not isinstance(value, exp):
        exponent = value.exp
        whole = exponent.is_Integer and Integer(0) <= exponent <= MOST_POWER
        return bool(whole) and _smooth(value.base, x)
    if isinstance(value, Add | Mul | exp | sin | cos | sinh | cosh):
        return all(_smooth(part, x) for part in value.args)
    return False
