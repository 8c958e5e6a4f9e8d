"""Whole numbers and sides: induction, a cut of an interval, and what |u| is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Interval,
    Mul,
    Pow,
    Product,
    Range,
    S,
    Sum,
    Symbol,
    binomial,
    cos,
    exp,
    expand_mul,
    factorial,
    gamma,
    polygamma,
    sin,
)

from symxent.logic.calculus import elsewhere
from symxent.logic.checker import Checker
from symxent.logic.defined import need, need_nothing_else, need_value
from symxent.logic.gamma import counts
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.letters import put
from symxent.logic.statements import Claim, Statement, are_one, with_values


def induction(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """f(n) op g(n) for n = n₀, n₀ + 1, …, if it holds at n₀, and f(n + 1) − f(n) op g(n + 1) − g(n); or, where 0 < f(n)
    and 0 < g(n), f(n + 1) g(n) op g(n + 1) f(n), for = where one of them is not 0.  In the step, <= will do for <.

    premises: the claim at n₀; the step; and, of a step of ratios, 0 < f(n) and 0 < g(n), or g(n) != 0.  parts: n.
    """
    start, step, *positive = premises
    (n,) = parts
    first, each, ratios, above = links(s, n, size)
    need(are_one(start, first), "the claim at the first {}", n)
    wanted = [ratios, *above] if positive else [each]
    for premise, one in zip((step, *positive), wanted, strict=True):
        need(are_one(premise, one), "{}", one.said)


#: What may be known of a letter that is every integer; every one from 0 on; from 1 on.
_FROM = tuple(Dummy(integer=True, **known).assumptions0 for known in ({}, {"nonnegative": True}, {"positive": True}))


def links(s: Claim, n: Expr, size: int) -> tuple[Claim, Claim, Claim, tuple[Claim, ...]]:
    """The claim at the first n, its step of differences, that of ratios and the signs that it needs; raises Refused."""
    h = s.hypotheses
    if n not in h.where and any(n == b.limits[0][-1] for b in _binding(s)):
        least = 0 if n.is_positive is None and n.is_nonnegative else 1  # as what ends a range is meant
        h = replace(h, where={**h.where, n: Range(least, S.Infinity)})
    where = h.where.get(n, S.EmptySet)
    plain = isinstance(where, Range) and where.step == 1 and where.inf.is_Integer
    need(plain or where in (S.Naturals, S.Naturals0), "{} is every whole number from one on", n)
    need(
        isinstance(n, Symbol) and n.assumptions0 in _FROM[: max(1, int(where.inf) + 2)],
        "every {} from {} on",
        n,
        where.inf,
    )
    need_nothing_else(h, n)
    need(s.op != "!=", "an equality or an order")
    for e in (s.lhs, s.rhs):
        need_everywhere(h, e, n, size)
    f, g = s.lhs, s.rhs
    f1, g1 = (_next(e, n) for e in (f, g))
    start = Claim(put(f, n, where.inf), put(g, n, where.inf), s.op, elsewhere(h, n))
    op = {"<": "<=", ">": ">="}.get(s.op, s.op)
    each = Claim(expand_mul(f1 - f), expand_mul(g1 - g), op, h)
    above: tuple[Claim, ...] = (Claim(S.Zero, f, "<", h), Claim(S.Zero, g, "<", h))
    if s.op == "=":
        above = (Claim(f if g.has(Product) else g, S.Zero, "!=", h),)
    return start, each, Claim(f1 * g, g1 * f, op, h), above


def _next(e: Expr, n: Symbol) -> Expr:
    """What follows: of Σ or Π up to n + c the same with one term or factor more."""
    longer: dict[Expr, tuple[type[Expr], Expr, Expr]] = {}
    for one in e.atoms(Sum, Product):
        k, low, high = one.limits[0]
        if len(one.limits) == 1 and (high - n).is_Integer and n not in one.function.free_symbols | low.free_symbols:
            longer[one] = Add if isinstance(one, Sum) else Mul, one, put(one.function, k, high + 1)
    marks = {one: Dummy("sum") for one in longer}
    moved = put(e.xreplace(marks), n, n + 1)
    return moved.xreplace({mark: longer[one][0](*longer[one][1:]) for one, mark in marks.items()})


def need_everywhere(h: Hypotheses, e: Expr, n: Symbol, size: int) -> None:
    """An expression has a value for every n of its range if it has one for any: what is free of n is like that."""
    c = Checker((), h, size=size)
    if n not in e.free_symbols:
        return
    parts = e.args
    if isinstance(e, Sum | Product):
        # where a term has no value there is none for any longer range
        need(len(e.limits) == 1, "one range in {}", e)
        ((_, low, high),) = e.limits
        c.need_at_least(high - low, -1)
        need(low.is_Integer and n not in e.function.free_symbols, "the terms of {}", e)
        return
    if isinstance(e, gamma | polygamma | factorial):
        c.need_positive(e.args[-1] + int(isinstance(e, factorial)))
    elif isinstance(e, binomial):
        need(all(counts(c, a) for a in e.args), "{} counts", e)
    elif isinstance(e, Pow) and counts(c, e.exp):
        parts = (e.base,)
    elif not isinstance(e, Symbol | Add | Mul | sin | cos | exp):
        need_value(h, e, size)
        return
    for a in parts:
        need_everywhere(h, a, n, size)


def cut(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """A claim about x in a set holds if it does in the part from p on, and in the part up to p.  parts: x, p."""
    x, p = parts
    need(isinstance(x, Symbol) and x.is_extended_real is True and p.is_Rational, "{} is a real number", x)
    for premise, half in zip(premises, halves_of(s, x, p), strict=True):
        need(are_one(premise, half), "the claim on one side of {}", p)


def halves_of(s: Claim, x: Symbol, p: Expr) -> list[Claim]:
    """The claim on each side of a point, the point in both."""
    h = s.hypotheses
    where = h.where.get(x, S.Reals)
    sides = (Interval(p, S.Infinity), Interval(S.NegativeInfinity, p))
    return [replace(s, hypotheses=replace(h, where={**h.where, x: where.intersect(side)})) for side in sides]


def size_of(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """A claim holds if it does with c u for |u|, where 0 <= c u.  premises: both.  parts: u, c = 1 or −1."""
    u, side = parts
    need(side in (1, -1), "{} is a side", side)
    for premise, one in zip(premises, without_size(s, u, side), strict=True):
        need(are_one(premise, one), "{}", one.said)


def without_size(s: Claim, u: Expr, side: Expr) -> tuple[Claim, Claim]:
    return with_values(s, {Abs(u, evaluate=False): side * u}), Claim(S.Zero, side * u, "<=", s.hypotheses)


def on_both_sides(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """|u| <= v if u <= v and −u <= v; likewise <, and turned around."""
    for premise, one in zip(premises, sides_of(s), strict=True):
        need(are_one(premise, one), "{}", one.said)


def sides_of(s: Claim) -> tuple[Claim, Claim]:
    """Both claims without the size that the smaller side is; raises Refused for another claim."""
    smaller = "lhs" if s.op in ("<", "<=") else "rhs"
    e = getattr(s, smaller)
    need(isinstance(e, Abs), "a size that is bounded")
    return replace(s, **{smaller: e.args[0]}), replace(s, **{smaller: -e.args[0]})


def _binding(s: Claim) -> set[Expr]:
    return s.lhs.atoms(Sum, Product) | s.rhs.atoms(Sum, Product)
