"""Equations of sines, cosines and tangents: every solution, and that there is none between two of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import (
    Dummy,
    Expr,
    Interval,
    Mul,
    Poly,
    S,
    Symbol,
    acos,
    asin,
    atan,
    cos,
    expand_trig,
    factor_list,
    pi,
    rem,
    sin,
    tan,
)
from sympy import roots as roots_of

from symxent.proof import Verdict, prove


@dataclass(frozen=True)
class Waves:
    """An equation f = 0 as a product of ``factors``, each a polynomial in sin u, cos u or tan u, or a sin u + b cos u,
    for one u = a x + b."""

    factors: tuple[Expr, ...]
    u: Expr
    slope: Expr
    rest: Expr


def waves_of(f: Expr, x: Symbol) -> Waves | None:
    """The factors of an equation in which x stands in waves of one argument alone; None of another one."""
    for form in (f, expand_trig(f)):
        arguments = {e.args[0] for e in form.atoms(sin, cos, tan) if e.has(x)}
        if len(arguments) != 1 or not (u := arguments.pop()).is_polynomial(x) or Poly(u, x).degree() != 1:
            continue
        s, c, t = (Dummy(name) for name in "sct")
        made = form.xreplace({sin(u): s, cos(u): c, tan(u): t})
        if made.has(x) or not made.is_polynomial(s, c, t) or (made.has(t) and made.has(s, c)):
            return None
        circle = s**2 + c**2 - 1
        for one in (made, rem(made, circle, c), rem(made, circle, s)) if made.has(s, c) else (made,):
            scale, factors = factor_list(one, s, c, t)
            if factors and all(len(p.free_symbols & {s, c, t}) == 1 or _is_straight(p, s, c) for p, _ in factors):
                back = {s: sin(u), c: cos(u), t: tan(u)}
                parts = [p.as_expr().xreplace(back) for p, _ in factors]
                return Waves((scale * parts[0], *parts[1:]), u, *Poly(u, x).all_coeffs())
    return None


def _is_straight(p: Expr, s: Symbol, c: Symbol) -> bool:
    return Poly(p, s, c).homogeneous_order() == 1


def values_of(factor: Expr, u: Expr) -> tuple[Expr, list[Expr], list[Verdict]] | None:
    """Which values of which wave make a factor 0, and the verdicts that say so."""
    if factor.has(sin) and factor.has(cos):
        a, b = (factor.expand().coeff(wave) for wave in (sin(u), cos(u)))
        there = [factor.subs(u, w) for w in solutions(cos(u), S.Zero, Symbol("k", integer=True))]
        apart = [prove(e, S.Zero, op="!=") for e in there]
        return tan(u), [-b / a], [prove(factor, a * cos(u) * (tan(u) + b / a)), *apart]
    unit = next(iter(factor.atoms(sin, cos, tan)))
    y = Dummy("y")
    p = Poly(factor.xreplace({unit: y}), y)
    found = roots_of(p)
    if sum(found.values()) != p.degree() or not all(r.is_real and r.is_number for r in found):
        return None
    product = p.LC() * Mul(*((unit - r) ** n for r, n in found.items()))
    return unit, sorted(found, key=float), [prove(factor, product)]


def solutions(unit: Expr, value: Expr, k: Symbol) -> list[Expr]:
    """What u is where sin u, cos u or tan u has a value between −1 and 1, with k any integer."""
    if isinstance(unit, tan):
        return [atan(value) + pi * k]
    if value == 0:
        return [pi * k if isinstance(unit, sin) else pi / 2 + pi * k]
    first, other = (asin(value), pi - asin(value)) if isinstance(unit, sin) else (acos(value), -acos(value))
    return [first + 2 * pi * k, *([other + 2 * pi * k] if abs(value) != 1 else [])]


def nowhere_else(unit: Expr, value: Expr) -> Iterator[Verdict]:
    """That a wave has this value at no other point: on no piece between two solutions, on each of which it rises or
    falls, and so in no other period."""
    wave, p, k = type(unit), Symbol("p", real=True), Symbol("k", integer=True)
    if wave is not tan and (abs(value) <= 1) is not S.true:
        yield prove(wave(p), value, op="!=")
        return
    yield prove(wave(p + (1 if wave is tan else 2) * pi * k, evaluate=False), wave(p))
    ends: tuple[Expr, ...]
    if wave is tan:
        ends, signs = (-pi / 2, atan(value), pi / 2), "<>"
    elif wave is sin:
        ends, signs = (-3 * pi / 2, -pi - asin(value), -pi / 2, asin(value), pi / 2), "><<>"
    else:
        ends, signs = (-pi, -acos(value), S.Zero, acos(value), pi), "<>><"
    solved = ends[1::2]
    for low, high, op in zip(ends, ends[1:], signs, strict=False):
        if low != high:
            is_open = [end in solved or wave is tan for end in (low, high)]
            yield prove(wave(p), value, {p: Interval(low, high, *is_open)}, op=op)
