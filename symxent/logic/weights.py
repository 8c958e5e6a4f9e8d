"""Integrals and sums against the weight of a law, in closed form: e^(−qx²), x^s e^(−bx), x^s (1 − x)^u, r^k/k!, r^k.

Each is what makes the weight a probability, times a mean under its law.  What has to be positive for a term to converge
has to be known.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import (
    Add,
    Dummy,
    Expr,
    Integer,
    Integral,
    Poly,
    PolynomialError,
    S,
    Sum,
    Symbol,
    diff,
    exp,
    expand,
    factorial,
    gamma,
    oo,
    pi,
    sqrt,
)

from symxent.logic.laws import moment
from symxent.logic.ring import Refused

#: Whether an expression is known to be positive.
Known = Callable[[Expr], bool]
_MOST_TERMS, _MOST_FIRST = 40, 20


def is_against_a_weight(e: Expr) -> bool:
    """Whether it is an integral or a sum over one of the ranges of a weight."""
    if not isinstance(e, Integral | Sum) or len(e.limits) != 1 or len(e.limits[0]) != 3:
        return False
    _, low, high = e.limits[0]
    if isinstance(e, Sum):
        return high is oo and isinstance(low, Integer)
    return (low, high) in ((-oo, oo), (S.Zero, oo), (S.Zero, S.One))


def closed(e: Integral | Sum, known: Known) -> Expr:
    """The closed form of an integral or a sum against a weight.

    Raises Refused for another one, and where it is not known that each of its terms converges.
    """
    x, low, high = e.limits[0]
    body = expand(e.function, power_base=False, power_exp=False, log=False, func=False, complex=False)
    terms = Add.make_args(body)
    if len(terms) > _MOST_TERMS:
        raise Refused("too many terms")
    values = []
    for term in terms:
        value, positive = _sum(term, x, low) if isinstance(e, Sum) else _integral(term, x, (low, high))
        for condition in positive:
            if not known(condition):
                raise Refused(f"whether {condition} > 0, so that a term converges")
        values.append(value)
    return Add(*values)


def _integral(term: Expr, x: Symbol, ends: tuple[Expr, Expr]) -> tuple[Expr, list[Expr]]:
    number, power, other, exponent = _parts(term, x)
    c, linear, square = _quadratic(exponent, x)
    number *= exp(c)
    if ends == (-oo, oo):
        if other != 0 or not (isinstance(power, Integer) and power >= 0):
            raise Refused(f"{term} from -oo to oo")
        q = -square
        mean, variance = linear / (2 * q), 1 / (2 * q)
        whole = exp(linear**2 / (4 * q)) * sqrt(pi) / sqrt(q)
        return number * whole * moment("Normal", (mean, variance), power, S.Zero)[0], [q]
    if ends == (S.Zero, S.One):
        if linear != 0 or square != 0:
            raise Refused(f"{term} from 0 to 1")
        return number * gamma(power + 1) * gamma(other + 1) / gamma(power + other + 2), [power + 1, other + 1]
    if other != 0 or (linear != 0 and square != 0):
        raise Refused(f"{term} from 0 to oo")
    if square != 0:
        half = (power + 1) / 2
        return number * gamma(half) * (-square) ** -half / 2, [-square, power + 1]
    return number * gamma(power + 1) * (-linear) ** (-power - 1), [-linear, power + 1]


def _parts(term: Expr, x: Symbol) -> tuple[Expr, Expr, Expr, Expr]:
    """number · x^power · (1 − x)^other · e^exponent."""
    number, power, other, exponent = S.One, S.Zero, S.Zero, S.Zero
    for base, times in term.as_powers_dict().items():
        if not (base.has(x) or times.has(x)):
            number *= base**times
        elif base == x and not times.has(x):
            power += times
        elif base == 1 - x and not times.has(x):
            other += times
        elif base is S.Exp1:
            exponent += times
        else:
            raise Refused(f"{base**times} is of no weight")
    return number, power, other, exponent


def _quadratic(e: Expr, x: Symbol) -> tuple[Expr, Expr, Expr]:
    try:
        coefficients: list[Any] = Poly(expand(e), x).all_coeffs()[::-1]
    except PolynomialError:
        raise Refused(f"exp({e}) is of no weight") from None
    if len(coefficients) > 3 or any(c.has(x) for c in coefficients):
        raise Refused(f"exp({e}) is of no weight")
    c, linear, square = (*coefficients, S.Zero, S.Zero)[:3]
    return c, linear, square


def _sum(term: Expr, k: Symbol, low: Integer) -> tuple[Expr, list[Expr]]:
    """Σ number · k^m · r^k, each perhaps over (k + shift)!, from low on."""
    number, power, ratio, shift = S.One, S.Zero, S.One, None
    for base, times in term.as_powers_dict().items():
        step = times.diff(k) if times.has(k) else S.Zero
        inner = _argument(base)
        if not (base.has(k) or times.has(k)):
            number *= base**times
        elif base == k and isinstance(times, Integer) and times > 0:
            power += times
        elif not base.has(k) and not step.has(k):
            ratio *= base**step
            number *= base ** expand(times - step * k)
        elif inner is not None and times == -1 and shift is None and isinstance(inner - k, Integer):
            shift = inner - k
        else:
            raise Refused(f"{base**times} is of no weight")
    n = Dummy("n", integer=True, nonnegative=True)
    if shift is None:  # from 0 on, less the first terms
        r = Dummy("r", real=True)
        found: Any = 1 / (1 - r)
        for _ in range(int(power)):
            found = r * diff(found, r)
        return _from(found.xreplace({r: ratio}) * number, number * n**power * ratio**n, n, low), [1 - ratio, 1 + ratio]
    if low + shift < 0:
        raise Refused("a factorial of a negative number")
    positive = [ratio] if shift > 0 else []  # it is divided by
    weight = number * (n - shift) ** power * ratio ** (n - shift)
    means = (
        (number * c * ratio**-shift * exp(ratio) * moment("Poisson", (ratio,), Integer(j), S.Zero)[0])
        for (j,), c in Poly((n - shift) ** power, n).terms()
    )
    return _from(Add(*means), weight / factorial(n), n, low + shift), positive


def _argument(e: Expr) -> Expr | None:
    """m of m!, which is Γ(m + 1)."""
    if isinstance(e, factorial):
        return e.args[0]
    return e.args[0] - 1 if isinstance(e, gamma) else None


def _from(whole: Expr, term: Expr, n: Symbol, low: Integer) -> Expr:
    """What is left of the sum from 0 on when it begins at low."""
    if not 0 <= low <= _MOST_FIRST:
        raise Refused(f"a sum that begins at {low}")
    return whole - Add(*(term.xreplace({n: Integer(m)}) for m in range(int(low))))
