"""Infinite series: those that books list, each a row with its terms from m = 0 on, its value and where it converges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Dummy, Expr, Integer, S, Sum, Symbol, atan, cos, exp, factorial, log, pi, sin

from symxent.logic.defined import need, need_value
from symxent.logic.letters import put, symbols_in
from symxent.logic.statements import Claim, Statement, are_one


@dataclass(frozen=True)
class Series:
    """Σ_{m≥0} ``term``(u, m) = ``value``(u) where all of ``positive``(u) are > 0 and all of ``nonnegative``(u) ≥ 0."""

    term: Callable[[Expr, Expr], Expr]
    value: Callable[[Expr], Expr]
    positive: Callable[[Expr], tuple[Expr, ...]] = lambda u: ()
    nonnegative: Callable[[Expr], tuple[Expr, ...]] = lambda u: ()


#: Abramowitz and Stegun, Handbook of Mathematical Functions: 3.6.10, 4.2.1, 4.1.24, 4.4.42, 4.3.65, 4.3.66, 23.2.24.
SERIES: Mapping[str, Series] = {
    "geometric": Series(lambda u, m: u**m, lambda u: 1 / (1 - u), lambda u: (1 - u, 1 + u)),
    "arithmetic-geometric": Series(lambda u, m: (m + 1) * u**m, lambda u: (1 - u) ** -2, lambda u: (1 - u, 1 + u)),
    "exponential": Series(lambda u, m: u**m / factorial(m), exp),
    "logarithm": Series(lambda u, m: u ** (m + 1) / (m + 1), lambda u: -log(1 - u), lambda u: (1 - u,),
                        lambda u: (1 + u,)),
    "arc tangent": Series(lambda u, m: (-1) ** m * u ** (2 * m + 1) / (2 * m + 1), atan, lambda u: (),
                          lambda u: (1 - u, 1 + u)),
    "sine": Series(lambda u, m: (-1) ** m * u ** (2 * m + 1) / factorial(2 * m + 1), sin),
    "cosine": Series(lambda u, m: (-1) ** m * u ** (2 * m) / factorial(2 * m), cos),
    "inverse squares": Series(lambda u, m: 1 / (m + 1) ** 2, lambda u: pi**2 / 6),
}  # fmt: skip
#: What is known of a letter that counts terms.
COUNTING = Dummy(integer=True, nonnegative=True).assumptions0


def series(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: the claim with the values of its series; of each, that its terms are c times those of the row, and the
    conditions of the row.  A series is defined where each of its terms is.
    parts: (sum, number of the row, u, c, the letter m) …
    """
    whole, *rest = premises
    values: dict[Expr, Expr] = {}
    for e, number, u, c, m in parts:
        need(isinstance(e, Sum) and len(e.limits) == 1 and isinstance(number, Integer), f"{e} is a series")
        k, low, high = e.limits[0]
        need(high is S.Infinity and isinstance(low, Integer) and not e.function.has(Sum), f"{e} has terms without end")
        need(isinstance(m, Symbol) and m.assumptions0 == COUNTING, f"{m} counts terms")
        h = s.hypotheses
        spoken = (s.lhs, s.rhs, u, c, *h.expressions(), *h.where.values())
        need(m not in frozenset().union(*map(symbols_in, spoken)), f"{m} is a letter of its own")
        row = list(SERIES.values())[int(number)]
        conditions = [(g, "<") for g in row.positive(u)] + [(g, "<=") for g in row.nonnegative(u)]
        need(len(rest) > len(conditions), "a premise for the terms, and one for each condition")
        terms, *held = rest[: len(conditions) + 1]
        rest = rest[len(conditions) + 1 :]
        need(are_one(terms, Claim(put(e.function, k, low + m), c * row.term(u, m), "=", h)), f"the terms of {e}")
        for premise, (g, op) in zip(held, conditions, strict=True):
            need(are_one(premise, Claim(S.Zero, g, op, h)), f"0 {op} {g}")
        for part in (u, c):
            need_value(h, part, size)
        values[e] = c * row.value(u)
    need(not rest, "no other premises")
    found = Claim(s.lhs.xreplace(values), s.rhs.xreplace(values), s.op, s.hypotheses)
    need(not any(side.has(S.Infinity) for side in (found.lhs, found.rhs)), "no other series")
    need(are_one(whole, found), "the claim with their values")


def row_of(name: str) -> Integer:
    """The number by which a proof names a row."""
    return Integer(list(SERIES).index(name))
