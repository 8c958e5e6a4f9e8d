"""Jensen's inequality: c f(Σ w u) <= c Σ w f(u) for a convex f, weights w >= 0 that sum to 1, and c >= 0.

Jensen, Sur les fonctions convexes et les inégalités entre les valeurs moyennes (1906).  With f = exp and u = log t it
is the inequality of the arithmetic and the geometric mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sympy import Add, Derivative, Expr, Interval, S, Sum, Symbol, Tuple

from symxent.logic.calculus import need_letter
from symxent.logic.checker import Checker
from symxent.logic.defined import need, need_smooth, need_value
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.letters import put, symbols_in
from symxent.logic.statements import Claim, Statement, are_one


def jensen(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """a <= b (or <) if a − c f(Σ w u) <= b − c Σ w f(u).

    premises: that; 0 <= f″ on J; 0 <= c; Σ w = 1; of each w, 0 <= w, and of each u that it is above, and below, the
    ends of J.  parts: f, its letter, J, c, the w, the u; the letter of both with its ends, none where they are listed.
    """
    f, v, where, c, ws, us, over = parts
    need_letter(s, v)
    need(f.free_symbols == {v}, "{} is a function of {}", f, v)
    needed = after(s, *parts)
    need_smooth(replace(s.hypotheses, where={**s.hypotheses.where, v: where}), f, v, size)
    inside = _inside(s, over)
    if over:
        Checker((), s.hypotheses, size=size).need_at_least(over[2] - over[1], -1)
    need_value(s.hypotheses, c, size)
    for e in (*ws, *us):
        need_value(inside, e, size)
    for premise, wanted in zip(premises, needed, strict=True):
        need(are_one(premise, wanted), "{}", wanted.said)


def after(s: Claim, f: Expr, v: Symbol, where: Interval, c: Expr, ws: Tuple, us: Tuple, over: Tuple) -> list[Claim]:
    """What is to be proved so that a claim follows; raises Refused."""
    need(s.op in ("<", "<=", ">", ">="), "an order")
    h, inside = s.hypotheses, _inside(s, over)
    smaller, larger = (s.lhs, s.rhs) if s.op in ("<", "<=") else (s.rhs, s.lhs)
    of_mean = c * put(f, v, mean(ws, us, over))
    mean_of = c * mean(ws, tuple(put(f, v, u) for u in us), over)
    bent = Claim(S.Zero, Derivative(f, (v, 2)), "<=", replace(h, where={**h.where, v: where}))
    needed = [
        Claim(smaller - of_mean, larger - mean_of, "<" if s.op in ("<", ">") else "<=", h),
        bent,
        Claim(S.Zero, c, "<=", h),
        Claim(mean(ws, (S.One,) * len(ws), over), S.One, "=", h),
        *(Claim(S.Zero, w, "<=", inside) for w in ws),
    ]
    if where.start is not S.NegativeInfinity:
        needed += [Claim(where.start, u, "<" if where.left_open else "<=", inside) for u in us]
    if where.end is not S.Infinity:
        needed += [Claim(u, where.end, "<" if where.right_open else "<=", inside) for u in us]
    return needed


def mean(ws: Sequence[Expr], us: Sequence[Expr], over: Tuple) -> Expr:
    """Σ w u."""
    return Sum(ws[0] * us[0], tuple(over)) if over else Add(*(w * u for w, u in zip(ws, us, strict=True)))


def _inside(s: Claim, over: Tuple) -> Hypotheses:
    """The hypotheses with the letter of a sum in its range."""
    h = s.hypotheses
    if not over:
        return h
    k, low, high = over
    spoken = frozenset().union(*map(symbols_in, (s.lhs, s.rhs, *h.expressions(), *h.where.values(), low, high)))
    need(isinstance(k, Symbol) and k.is_integer is True and k not in spoken, "{} is an index of its own", k)
    return replace(h, indices={**h.indices, k: (low, high)})
