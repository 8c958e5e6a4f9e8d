"""Rational zeros of an expression in one unknown, all else being given: of what is linear or quadratic there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from flint import fmpq, fmpz
from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Integer,
    Mul,
    Pow,
    Rational,
    asin,
    asinh,
    atan,
    cos,
    cosh,
    erf,
    exp,
    log,
    sin,
    sinh,
    tan,
    tanh,
)

from symxent.language.functions import Phi, logit, sigmoid
from symxent.proof.ball_functions import NoValue
from symxent.proof.exact import Values, Within, exact

HALF = Rational(1, 2)
#: Where a function takes a rational value at a rational place: value → place.
KNOWN: dict[type, dict[Expr, Expr]] = {
    exp: {Integer(1): Integer(0)},
    log: {Integer(0): Integer(1)},
    sigmoid: {HALF: Integer(0)},
    logit: {Integer(0): HALF},
    Phi: {HALF: Integer(0)},
    cos: {Integer(1): Integer(0)},
    cosh: {Integer(1): Integer(0)},
    **{f: {Integer(0): Integer(0)} for f in (sin, tan, asin, atan, sinh, tanh, asinh, erf)},
}


@lru_cache(maxsize=4096)
def simpler(u: Expr) -> tuple[Expr, ...]:
    """Expressions that are rational where u is not, and u is zero where one of them is: x − y for e^x − e^y.

    >>> from sympy.abc import x, y
    >>> simpler(x * (exp(y) - 1)), simpler(log(x + 1) - log(y)), simpler(Abs(x) - 2)
    ((x, y), (x - y + 1,), (x - 2, x + 2))
    """
    if isinstance(u, Mul):
        return tuple(s for a in u.args for s in simpler(a) if s.free_symbols)
    if isinstance(u, Pow) and u.exp.is_Rational:
        return simpler(u.base) if u.exp > 0 else ()
    number, term = u.as_coeff_Add() if isinstance(u, Add) else (Integer(0), u)
    factor, head = term.as_coeff_Mul()
    level = -number / factor
    if type(head) in KNOWN:
        place = KNOWN[type(head)].get(level)
        return () if place is None else simpler(head.args[0] - place)
    if isinstance(head, Abs) and level >= 0:
        return tuple(s for way in dict.fromkeys((level, -level)) for s in simpler(head.args[0] - way))
    if isinstance(head, Pow) and head.exp == HALF and level > 0:
        return simpler(head.base - level**2)
    if isinstance(u, Add) and len(u.args) == 2:
        (p, f), (q, g) = (a.as_coeff_Mul() for a in u.args)
        if p == -q and type(f) is type(g) and type(f) in KNOWN:
            return simpler(f.args[0] - g.args[0] if p > 0 else g.args[0] - f.args[0])
    return (u,)


def zeros(u: Expr, unknown: Basic, at: Values) -> Iterator[Expr]:
    """The rational values of the unknown at which u is zero, as far as they are found.

    Three values tell what a linear or quadratic expression is, and between two joints of |·| or max it is one; that
    it is zero there is then seen.
    """

    def value(v: fmpq) -> fmpq | None:
        try:
            return exact(u, Within(unknown, Rational(int(v.p), int(v.q)), at))
        except NoValue:
            return None

    middle = value(fmpq(0))
    sides = [value(fmpq(-1)), value(fmpq(1))]
    tried: set[fmpq] = set()
    for v in _guesses(middle, *sides):
        if v not in tried and value(v) == 0:
            yield Rational(int(v.p), int(v.q))
        tried.add(v)


def _guesses(middle: fmpq | None, left: fmpq | None, right: fmpq | None) -> Iterator[fmpq]:
    if middle is None:  # a pole at 0, say: c/x = d, or what is linear in 1/x
        if left is not None and right is not None and left != right:
            yield (left - right) / (left + right) if left + right != 0 else fmpq(0)
        return
    if right is not None and right != middle:
        yield middle / (middle - right)
    if left is not None and left != middle:
        yield middle / (left - middle)
    if left is None or right is None:
        return
    a, b = (left + right) / 2 - middle, (right - left) / 2
    if a == 0:
        return
    discriminant = b * b - 4 * a * middle
    root = _square_root(discriminant)
    if root is not None:
        yield from ((-b + root) / (2 * a), (-b - root) / (2 * a))


def _square_root(q: fmpq) -> fmpq | None:
    if q < 0:
        return None
    roots = fmpz(q.p).isqrt(), fmpz(q.q).isqrt()
    return fmpq(*roots) if roots[0] ** 2 == q.p and roots[1] ** 2 == q.q else None
