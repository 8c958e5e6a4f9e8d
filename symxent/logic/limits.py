"""Limits: what a function of t comes near to as t > 0 comes near to 0, by rules that each show that there is a limit.

Another limit is such a one: x → a from the right is x = a + t, from the left x = a − t, x → ±∞ is x = ±1/t.  Near 0 is
an interval 0 < t < δ that the proof names; the function has a value there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Interval,
    Limit,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    asinh,
    atan,
    cosh,
    diff,
    erf,
    exp,
    log,
    pi,
    sinh,
    tanh,
)
from sympy.core.function import AppliedUndef

from symxent.logic.calculus import ANY_REAL, ends_of, need_letter
from symxent.logic.checker import Checker
from symxent.logic.defined import JUMPING, need, need_continuous, need_smooth, need_value
from symxent.logic.definitions import DEFINITIONS
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.letters import put, put_all, symbols_in
from symxent.logic.numbers import enclosed
from symxent.logic.ring import Refused
from symxent.logic.statements import Claim, Statement, Tends, are_one, with_values

SIZE = 64  # atoms, of what stays > 0 near 0
INFINITE = (S.Infinity, S.NegativeInfinity)
#: f(u) as u → ∞ and as u → −∞.
AT_INFINITY: Mapping[type, tuple[Expr | None, Expr | None]] = {
    exp: (S.Infinity, S.Zero),
    log: (S.Infinity, None),
    atan: (pi / 2, -pi / 2),
    tanh: (S.One, S.NegativeOne),
    erf: (S.One, S.NegativeOne),
    Abs: (S.Infinity, S.Infinity),
    sinh: (S.Infinity, S.NegativeInfinity),
    cosh: (S.Infinity, S.Infinity),
    asinh: (S.Infinity, S.NegativeInfinity),
}


def places(e: Limit, t: Symbol) -> list[Expr]:
    """What stands for the letter of a limit, of each side from which it is approached."""
    _, _, to, side = e.args
    if to in INFINITE:
        return [1 / t if to is S.Infinity else -1 / t]
    need(str(side) in ("+", "-", "+-"), "{} is a limit from a side", e)
    return [to + t if sign == "+" else to - t for sign in str(side)]


def limits(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: the claim with the values of its limits, and each limit from each side; or, of a claim that says of one
    limit that it is ∞ or −∞, the latter alone.  parts: (limit, the letter t) …"""
    infinite = s.rhs in INFINITE
    rest = list(premises if infinite else premises[1:])
    need(not infinite or s.op == "=", "one limit is infinite")
    values: dict[Expr, Expr] = {}
    for e, t in parts:
        need(isinstance(e, Limit) and isinstance(e.args[1], Symbol), "{} is a limit", e)
        f, x, to, _ = e.args
        own = x.assumptions0 == ANY_REAL or (
            to is S.Infinity and x.is_extended_real
        )  # n → ∞: what holds of all numbers
        need(bool(own), "{} is any real number", x)
        for place in places(e, t):
            need(bool(rest), "a premise for each side")
            one = rest.pop(0)
            if not isinstance(one, Tends):
                raise Refused("a limit")
            need(one.t == t and one.f == put(f, x, place) and one.hypotheses == s.hypotheses, "the limit of {}", f)
            need(t not in symbols_in(f) | symbols_in(to), "{} is a letter of its own", t)
            need(values.setdefault(e, one.value) == one.value, "one value from both sides of {}", to)
            need(infinite == (one.value in INFINITE), "{} is no number", one.value)
    if infinite:
        need(values.get(s.lhs) == s.rhs, "the limit is {}", s.rhs)
        return
    need(are_one(premises[0], with_values(s, values)), "the claim with their values")


def improper_integrals(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """The claim with lim F at b − lim F at a for ∫_a^b f, where F′ = f between a and b, and F is smooth there.

    premises: the claim without its integrals; of each F′ = f, and what F comes near to at a and at b.
    parts: (integral, a letter of its own, F in it, the letter t) …
    """
    whole, *rest = premises
    values: dict[Expr, Expr] = {}
    for (e, v, f, t), slope, *ends in zip(parts, rest[::3], rest[1::3], rest[2::3], strict=True):
        body, x, low, high = ends_of(e)
        need_letter(s, v)
        need(t not in symbols_in(f), "{} is a letter of its own", t)
        inside = between_ends(s, e, v, size)
        need(are_one(slope, Claim(Derivative(f, v), put(body, x, v), "=", inside)), "the derivative of {}", f)
        need_smooth(inside, f, v, size)
        need_value(inside, put(body, x, v), size)
        found = []
        for end, at in zip(ends, (low, high), strict=True):
            if not isinstance(end, Tends):
                raise Refused("what the antiderivative comes near to")
            need(end.t == t and end.f == put(f, v, at_end(at, t, at == low)), "{} at {}", f, at)
            need(end.hypotheses == s.hypotheses and end.value not in INFINITE, "a number")
            found.append(end.value)
        values[e] = found[1] - found[0]
    need(are_one(whole, with_values(s, values)), "the claim with their values")


def between_ends(s: Claim, e: Expr, v: Symbol, size: int) -> Hypotheses:
    """The hypotheses with a letter between the ends of an integral: numbers, or one that is without bound and one that
    has a value at every point that is looked at."""
    h, (_, _, *ends) = s.hypotheses, ends_of(e)
    letters = {x for end in ends for x in end.free_symbols}
    if not letters:
        return replace(h, where={**h.where, v: interval_between(*ends)})
    low, high = ends
    need((low is S.NegativeInfinity) != (high is S.Infinity), "one end of {} is a number", e)
    end, side = (low, 1) if high is S.Infinity else (high, -1)
    need_value(h, end, size)
    signs = Checker((), h, size=size).signs
    beyond = [side * v] if signs.of_expression(side * end)[0] > 0 else []
    for p in h.positive if isinstance(end, Symbol) else ():  # what is > 0 at this end, and grows from it on
        slope = diff(p, end)
        if end not in slope.free_symbols and signs.of_expression(side * slope)[0] > 0:
            beyond.append(put(p, end, v))
    beyond.append(side * (v - end))
    return replace(h, positive=(*h.positive, *beyond))


def interval_between(low: Expr, high: Expr) -> Interval:
    """The numbers between two ends, numbers in their order or ∞."""
    for end in (low, high):
        need(end in INFINITE or (end.is_number and end.is_extended_real is True), "{} is a number", end)
    apart = low is S.NegativeInfinity or high is S.Infinity
    need(apart or bool(enclosed(high - low) > 0), "{} < {}", low, high)
    return Interval.open(low, high)


def at_end(end: Expr, t: Symbol, lower: bool) -> Expr:
    """What comes near to an end of an interval from inside of it."""
    if end in INFINITE:
        return 1 / t if end is S.Infinity else -1 / t
    return end + t if lower else end - t


# -- rules for t → 0 from above --------------------------------------------------------------------------------------


def near(s: Tends, delta: Any, closed: bool = False) -> Hypotheses:
    """The hypotheses with 0 < t < δ; with 0 too, if ``closed``.

    δ may come with functions of t, (δ, g, …), which are continuous from 0 on and > 0 at it: near it they are > 0, too,
    how near, may depend on the other letters.
    """
    if isinstance(delta, Tuple):
        delta, *beside = delta
        on = near(s, delta, closed=True)
        for g in beside:
            need_continuous(on, g, s.t, SIZE)
            Checker((), s.hypotheses, size=SIZE).need_positive(put(g, s.t, S.Zero))
        h = near(s, delta, closed)
        return replace(h, positive=(*h.positive, *beside))
    need(isinstance(delta, Rational) and delta > 0, "{} > 0", delta)
    spoken = (*s.hypotheses.expressions(), *s.hypotheses.where.values())
    need(isinstance(s.t, Symbol) and s.t.assumptions0 == ANY_REAL, "{} is any real number", s.t)
    need(s.t not in frozenset().union(*map(symbols_in, spoken)), "{} is a letter of its own", s.t)
    return replace(s.hypotheses, where={**s.hypotheses.where, s.t: Interval(0, delta, not closed, True)})


def need_number(s: Tends, size: int) -> None:
    """The limit has a value, whatever the other letters are."""
    need(s.t not in symbols_in(s.value), "{} is a number", s.value)
    need_value(s.hypotheses, s.value, size)


def need_limit(premise: Statement, s: Tends, f: Expr | None = None) -> Tends:
    """A premise that speaks of t and the hypotheses as the statement does; of f."""
    if not isinstance(premise, Tends) or premise.t != s.t or premise.hypotheses != s.hypotheses:
        raise Refused("a limit as t comes near to 0, under the same hypotheses")
    need(f is None or premise.f == f, "the limit of {}", f)
    return premise


def continuous(s: Tends, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: f(0) = value.  parts: δ."""
    (one,), (delta,) = premises, parts
    need_continuous(near(s, delta, closed=True), s.f, s.t, size)
    need(are_one(one, Claim(put(s.f, s.t, S.Zero), s.value, "=", s.hypotheses)), "the value at {} = 0", s.t)
    need_number(s, size)


def equal_near(s: Tends, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: f = g for 0 < t < δ; the limit of g.  parts: g, δ."""
    same, other = premises
    g, delta = parts
    h = near(s, delta)
    need_value(h, s.f, size)
    need(are_one(same, Claim(s.f, g, "=", h)), "{} = {} near {} = 0", s.f, g, s.t)
    need(need_limit(other, s, g).value == s.value, "one limit")


def by_definition(s: Tends, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: the limit of what it is with its functions written out by their definitions."""
    (one,) = premises
    need(need_limit(one, s, written_out(s.f)).value == s.value, "one limit")


def written_out(f: Expr) -> Expr:
    """Tangents, hyperbolic functions … by what defines them, which has a value where they have."""
    return f.replace(
        lambda e: not isinstance(e, AppliedUndef) and type(e).__name__ in DEFINITIONS,
        lambda e: DEFINITIONS[type(e).__name__].says(*e.args),
    )


def of_limits(s: Tends, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: F(l₁, …) = value; the limit lᵢ of each gᵢ.  parts: F, u₁ … of f = F(g₁, …), continuous at the lᵢ."""
    whole, *inner = premises
    outer, *letters = parts
    spoken = frozenset().union(*map(symbols_in, (s.f, s.value, *s.hypotheses.expressions())))
    need(all(isinstance(u, Symbol) and u.assumptions0 == ANY_REAL and u not in spoken for u in letters), "own letters")
    found = [need_limit(one, s) for one in inner]
    need(outer.xreplace({u: one.f for u, one in zip(letters, found, strict=True)}) == s.f, "{} = {}", s.f, outer)
    need(s.t not in symbols_in(outer), "{} depends on {} by the others only", outer, s.t)
    at = {u: one.value for u, one in zip(letters, found, strict=True)}
    need(not set(at.values()) & set(INFINITE), "numbers")
    need(not outer.has(*JUMPING, Piecewise, Derivative, Sum, Product), "{} does not jump", outer)
    need_value(replace(s.hypotheses, values={**s.hypotheses.values, **at}), outer, size)
    need(are_one(whole, Claim(put_all(outer, at), s.value, "=", s.hypotheses)), "the value of {}", outer)
    need_number(s, size)


def infinite_sum(s: Tends, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: the limit of each term: those that are infinite are so on one side."""
    found = [need_limit(one, s) for one in premises]
    need(Add(*(one.f for one in found)) == s.f, "the terms of {}", s.f)
    need(
        {one.value for one in found} & set(INFINITE) == {s.value},
        "terms that are {}, and none is of the other",
        s.value,
    )


def infinite_product(s: Tends, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: the limit of each factor: one is infinite at least, none is 0."""
    found = [need_limit(one, s) for one in premises]
    need(Mul(*(one.f for one in found)) == s.f, "the factors of {}", s.f)
    need(any(one.value in INFINITE for one in found), "an infinite factor")
    c, side = Checker((), s.hypotheses, size=size), 1
    for one in found:
        sign, strict = (1 if one.value is S.Infinity else -1, True) if one.value in INFINITE else (
            c.signs.of_expression(one.value)
        )  # fmt: skip
        need(sign != 0 and strict, "{} is not 0", one.value)
        side *= sign
    need(s.value == side * S.Infinity, "the sign of {}", s.f)


def reciprocal(s: Tends, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: the limit of g, of f = 1/g: infinite, or 0 and then 0 < g (or 0 < −g) near.  parts: g, δ, side."""
    first, *sign = premises
    g, delta, side = parts
    one = need_limit(first, s, g)
    need(1 / g == s.f, "{} is 1/{}", s.f, g)
    if one.value in INFINITE:
        need(not sign and s.value == 0, "the limit is 0")
        return
    _need_sign(s, g, delta, side, sign)
    need(one.value == 0 and s.value == side * S.Infinity, "a denominator that comes near to 0")


def _need_sign(s: Tends, g: Expr, delta: Any, side: Any, premises: Sequence[Statement]) -> None:
    (one,) = premises
    need(are_one(one, Claim(S.Zero, side * g, "<", near(s, delta))), "the sign of {} near {} = 0", g, s.t)


def outer_function(s: Tends, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: the infinite limit of g, of f = F(g); of log g the limit 0, and 0 < g near.  parts: g, δ."""
    first, *sign = premises
    g, delta = parts
    one = need_limit(first, s, g)
    if isinstance(s.f, log) and one.value == 0:
        need(s.f.args == (g,) and s.value is S.NegativeInfinity, "a logarithm near 0")
        _need_sign(s, g, delta, 1, sign)
        return
    need(not sign and one.value in INFINITE, "an infinite limit")
    up = one.value is S.Infinity
    if isinstance(s.f, Pow) and s.f.base == g:
        power = s.f.exp
        need(power.is_Rational and power > 0 and (up or power.is_Integer), "a power {} > 0", power)
        need(s.value == (S.Infinity if up or power % 2 == 0 else S.NegativeInfinity), "the sign of a power")
        return
    row = AT_INFINITY.get(type(s.f))
    need(row is not None and s.f.args == (g,), "a function of {} that the table holds", g)
    assert row is not None
    need(row[0 if up else 1] == s.value, "what the table says")


def lhopital(s: Tends, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: the limits of a and b of f = a/b, both 0, or that of b infinite; a′ and b′ for 0 < t < δ, b′ ≠ 0; the
    limit of a′/b′.  parts: a, b, a′, b′, δ."""
    above, below, first, second, apart, slopes = premises
    a, b, a1, b1, delta = parts
    h = near(s, delta)
    need(a / b == s.f, "{} is a quotient", s.f)
    tops, bottoms = need_limit(above, s, a), need_limit(below, s, b)
    need((tops.value == 0 and bottoms.value == 0) or bottoms.value in INFINITE, "0/0, or a denominator without bound")
    for e, slope, premise in ((a, a1, first), (b, b1, second)):
        need_smooth(h, e, s.t, size)
        need(are_one(premise, Claim(Derivative(e, s.t), slope, "=", h)), "the derivative of {}", e)
    need(are_one(apart, Claim(b1, S.Zero, "!=", h)), "{} != 0 near {} = 0", b1, s.t)
    need(need_limit(slopes, s, a1 / b1).value == s.value, "the limit of the slopes")


def squeeze(s: Tends, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """premises: g <= f and f <= h for 0 < t < δ; the limits of g and h.  parts: g, h, δ."""
    below, above, low, high = premises
    g, k, delta = parts
    h = near(s, delta)
    need_value(h, s.f, size)
    need(are_one(below, Claim(g, s.f, "<=", h)) and are_one(above, Claim(s.f, k, "<=", h)), "between two others")
    need(need_limit(low, s, g).value == need_limit(high, s, k).value == s.value, "one limit")


#: What each rule says, its check, how many premises and parts it has.
RULES: dict[str, tuple[Any, ...]] = {
    "continuous": ("f → f(0)   if f is continuous from 0 on", continuous, 1, 1),
    "equal near": ("f → l   if f = g near 0, and g → l", equal_near, 2, 2),
    "by definition": ("f → l   if it does with its functions written out", by_definition, 1),
    "of limits": ("F(g, …) → F(l, …)   if g → l, …, and F is continuous there", of_limits, None, None),
    "infinite sum": ("f + g + … → ±∞   if some do, and the others do or come near to a number", infinite_sum),
    "infinite product": ("f g … → ±∞   if some do, and the others do or come near to what is not 0", infinite_product),
    "reciprocal": ("1/g → 0   if g → ±∞; 1/g → ±∞   if g → 0, and ±g > 0 near", reciprocal, None, 3),
    "outer function": ("F(g) → F(±∞) of the table   if g → ±∞; log g → −∞   if g → 0, and g > 0 near", outer_function,
                       None, 2),
    "l'Hôpital": ("a/b → l   if a′/b′ → l, with a, b → 0 or b → ±∞, smooth near, b′ ≠ 0", lhopital, 6, 5),
    "squeeze": ("f → l   if g <= f <= h near, and g, h → l", squeeze, 4, 3),
}  # fmt: skip
