"""Inequalities that books list, each a row with its conditions; a claim follows from one by adding it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import (
    Abs,
    E,
    Expr,
    Integer,
    S,
    Tuple,
    acos,
    asin,
    atan,
    binomial,
    ceiling,
    exp,
    factorial,
    floor,
    gamma,
    log,
    pi,
    polygamma,
    sin,
    sinc,
    sqrt,
)

from symxent.logic.checker import Checker
from symxent.logic.defined import need, need_value
from symxent.logic.gamma import counts
from symxent.logic.statements import Claim, Statement, are_one


@dataclass(frozen=True)
class Bound:
    """``less``(*u) < ``more``(*u), or <= unless ``strict``, where all of ``positive``(*u) are > 0, of
    ``nonnegative``(*u) >= 0, and all of ``whole``(*u) are one of 0, 1, 2, …; both sides have a value there.

    ``of``: the function that it is about; ``letters``: u of its arguments, none where the row says nothing of them.
    """

    of: type
    less: Callable[..., Expr]
    more: Callable[..., Expr]
    positive: Callable[..., tuple[Expr, ...]] = lambda *u: ()
    nonnegative: Callable[..., tuple[Expr, ...]] = lambda *u: ()
    whole: Callable[..., tuple[Expr, ...]] = lambda *u: ()
    strict: bool = True
    letters: Callable[..., tuple[Expr, ...]] = lambda *arguments: arguments


def _stirling(x: Expr) -> Expr:
    return sqrt(2 * pi) * x ** (x - S.Half) * exp(-x)


def _robbins(n: Expr, rest: Expr) -> Expr:
    return sqrt(2 * pi) * n ** (n + S.Half) * exp(-n) * exp(rest)


def _signed(m: Expr, x: Expr) -> Expr:
    return (-1) ** (m + 1) * polygamma(m, x)


#: Abramowitz and Stegun, Handbook of Mathematical Functions (its numbers follow), and others who are named.
BOUNDS: Mapping[str, Bound] = {
    # 6.1.38; Robbins, A Remark on Stirling's Formula (1955)
    "Stirling from below": Bound(gamma, _stirling, gamma, lambda x: (x,)),
    "Stirling from above": Bound(gamma, gamma, lambda x: _stirling(x) * exp(1 / (12 * x)), lambda x: (x,)),
    "Robbins from below": Bound(factorial, lambda n: _robbins(n, 1 / (12 * n + 1)), factorial, whole=lambda n: (n,)),
    "Robbins from above": Bound(factorial, factorial, lambda n: _robbins(n, 1 / (12 * n)), lambda n: (n,),
                                whole=lambda n: (n,)),
    # Binet's integrals, 6.3.21 and 6.4.1: 1/2 < 1/(1 − e^(−t)) − 1/t < 1 for t > 0
    "ψ from below": Bound(polygamma, lambda x: log(x) - 1 / x, lambda x: polygamma(0, x), lambda x: (x,),
                          letters=lambda m, x: (x,) if m == 0 else ()),
    "ψ from above": Bound(polygamma, lambda x: polygamma(0, x), lambda x: log(x) - 1 / (2 * x), lambda x: (x,),
                          letters=lambda m, x: (x,) if m == 0 else ()),
    "ψₘ from below": Bound(polygamma, lambda m, x: factorial(m - 1) / x**m + factorial(m) / (2 * x ** (m + 1)), _signed,
                           lambda m, x: (m, x), whole=lambda m, x: (m,)),
    "ψₘ from above": Bound(polygamma, _signed, lambda m, x: factorial(m - 1) / x**m + factorial(m) / x ** (m + 1),
                           lambda m, x: (m, x), whole=lambda m, x: (m,)),
    # 3.1.1 and its terms; Knuth, The Art of Computer Programming 1.2.6; 6.1.49
    "subsets": Bound(binomial, binomial, lambda n, k: 2**n, whole=lambda n, k: (n, k), strict=False),
    "choices in order": Bound(binomial, binomial, lambda n, k: n**k / factorial(k), whole=lambda n, k: (n, k),
                              strict=False),
    "choices by e": Bound(binomial, binomial, lambda n, k: (E * n) ** k / k**k, whole=lambda n, k: (n, k),
                          strict=False),
    "the middle choice": Bound(binomial, lambda n: binomial(2 * n, n), lambda n: 4**n / (sqrt(pi) * sqrt(n)),
                               lambda n: (n,), whole=lambda n: (n,), letters=lambda n, k: (k,) if n == 2 * k else ()),
    "orders": Bound(factorial, factorial, lambda n: n**n, whole=lambda n: (n,), strict=False),
    # Iverson; Knuth, The Art of Computer Programming 1.2.4
    "floor from below": Bound(floor, lambda u: u - 1, floor),
    "floor from above": Bound(floor, floor, lambda u: u, strict=False),
    "ceiling from below": Bound(ceiling, lambda u: u, ceiling, strict=False),
    "ceiling from above": Bound(ceiling, ceiling, lambda u: u + 1),
    # 4.3.79 and its like; Mitrinović, Analytic Inequalities 3.4; the range of the principal value, 4.4.3
    "sin x/x": Bound(sinc, lambda u: Abs(sinc(u)), lambda u: Integer(1), strict=False),
    "the sine's parabola from below": Bound(sin, lambda x: x * (pi - x) / pi, sin,
                                            nonnegative=lambda x: (x, pi - x), strict=False),
    "the sine's parabola from above": Bound(sin, sin, lambda x: 4 * x * (pi - x) / pi**2,
                                            nonnegative=lambda x: (x, pi - x), strict=False),
    "arc tangent from above": Bound(atan, atan, lambda u: pi / 2),
    "arc tangent from below": Bound(atan, lambda u: -pi / 2, atan),
    "arc sine from above": Bound(asin, asin, lambda u: pi / 2, strict=False),
    "arc sine from below": Bound(asin, lambda u: -pi / 2, asin, strict=False),
    "arc cosine from above": Bound(acos, acos, lambda u: pi, strict=False),
    "arc cosine from below": Bound(acos, lambda u: S.Zero, acos, strict=False),
}  # fmt: skip


def listed_bound(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """a <= b (or <), where l < r is a row: a − l <= b − r.  premises: that; the conditions.  parts: the number, u."""
    number, u = parts
    need(isinstance(number, Integer) and 0 <= number < len(BOUNDS), "a row of the table")
    needed = after(s, list(BOUNDS.values())[int(number)], u)
    for premise, wanted in zip(premises, needed, strict=True):
        need(are_one(premise, wanted), "{}", wanted.said)
    for part in u:
        need_value(s.hypotheses, part, size)


def after(s: Claim, row: Bound, u: Tuple) -> list[Claim]:
    """What is to be proved so that a claim follows from a row; raises Refused."""
    need(s.op in ("<", "<=", ">", ">="), "an order")
    h = s.hypotheses
    need(all(counts(Checker((), h), k) for k in row.whole(*u)), "0, 1, 2, …")
    smaller, larger = (s.lhs, s.rhs) if s.op in ("<", "<=") else (s.rhs, s.lhs)
    strictly = s.op in ("<", ">") and not row.strict
    rest = Claim(smaller - row.less(*u), larger - row.more(*u), "<" if strictly else "<=", h)
    needed = [Claim(S.Zero, g, "<", h) for g in row.positive(*u)]
    return [rest, *needed, *(Claim(S.Zero, g, "<=", h) for g in row.nonnegative(*u))]
