"""The fundamental theorem of calculus, and what two functions with one derivative have in common.

An interval is the set in which a letter lives, or lies between the ends of an integral; on it the functions are smooth,
so that the derivatives that premises speak of are there at every point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sympy import Add, Derivative, Dummy, Expr, FiniteSet, Integral, Interval, S, Subs, Symbol, diff

from symxent.logic.checker import Checker
from symxent.logic.defined import need, need_continuous, need_interval_of, need_smooth, need_value
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.letters import kinds_in, put, symbols_in
from symxent.logic.statements import Claim, Statement, are_one, with_values

#: What is known of a letter that may be any real number.
_PLACE = Dummy(real=True)
ANY_REAL = _PLACE.assumptions0


def integrals(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """The claim with F(b) − F(a) for ∫_a^b f, of which F′ = f between a and b is a premise.

    F is continuous from a to b; between them it is smooth, and f has a value.
    premises: the claim without its integrals, then F′ = f of each.  parts: (integral, a letter of its own, F in it) …
    """
    whole, *slopes = premises
    values: dict[Expr, Expr] = {}
    for (e, v, f), slope in zip(parts, slopes, strict=True):
        body, x, low, high = ends_of(e)
        need_letter(s, v)
        inside = between(s, e, v, size)
        need(are_one(slope, Claim(Derivative(f, v), put(body, x, v), "=", inside)), "the derivative of {}", f)
        need_primitive(s, e, v, f, size)
        values[e] = put(f, v, high) - put(f, v, low)
    need(are_one(whole, with_values(s, values, Derivative, Subs)), "the claim with their values")


def in_pieces(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """The claim with ∫_a^p f₁ + ∫_p^q f₂ + … + ∫_r^b f_n for ∫_a^b f of an f that is f_i inside of the i-th piece, to
    whose ends f_i is continuous: f may jump between them.

    premises: the claim with the sum; f = f_i on each piece.  parts: integral, a letter of its own, the points between
    the ends, each above the one before, and f_1 … f_n in the letter.  a may be −∞ and b ∞.
    """
    whole, *equal = premises
    e, v, points, functions = parts
    body, x, low, high = ends_of(e)
    need_letter(s, v)
    ends = (low, *points, high)
    finite = (*points, *(end for end, side in ((low, S.NegativeInfinity), (high, S.Infinity)) if end is not side))
    need(all(p.is_number for p in finite), "the ends of {} are numbers", e)
    c, f = Checker((s.lhs, s.rhs), s.hypotheses, size=size), put(body, x, v)
    pieces = [Integral(g, (v, p, q)) for g, (p, q) in zip(functions, pairwise(ends), strict=True)]
    for piece, one, (p, q) in zip(pieces, equal, pairwise(ends), strict=True):
        need(not {p, q} <= set(finite) or c.signs.of_expression(q - p) == (1, True), "{} < {}", p, q)
        need(are_one(one, Claim(f, piece.function, "=", on_piece(s.hypotheses, v, p, q))), "{} on a piece", f)
        need_value(on_piece(s.hypotheses, v, p, q), f, size, (s.lhs, s.rhs), smooth=False)
        closed = replace(s.hypotheses, where={**s.hypotheses.where, v: Interval(p, q)})
        need_continuous(closed, piece.function, v, size, (s.lhs, s.rhs))
    need(are_one(whole, with_values(s, {e: Add(*pieces)})), "the claim with the sum of the pieces")


def odd(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """The claim with 0 for ∫_−a^a f of a continuous f with f(−v) = −f(v) from −a to a.

    premises: the claim without the integral; f(−v) = −f(v).  parts: the integral, a letter of its own.
    """
    whole, turned = premises
    e, v = parts
    body, x, low, high = ends_of(e)
    need_letter(s, v)
    need(low == -high, "{} is from −a to a", e)
    h, f = between(s, e, v, size, closed=True), put(body, x, v)
    need(are_one(turned, Claim(put(f, v, -v), -f, "=", h)), "{} is odd", f)
    need_continuous(h, f, v, size, (s.lhs, s.rhs))
    need(are_one(whole, with_values(s, {e: S.Zero})), "the claim with 0")


def iterated(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """The claim with ∫_a^b g dv for ∫_a^b ∫ f dy dx, where the inner integral is g at each x = v between a and b.

    premises: the claim with it; the inner integral = g.  parts: the whole integral, a letter of its own, g.
    """
    whole, inside = premises
    e, v, g = parts
    need(isinstance(e, Integral) and len(e.limits) > 1 and all(len(limit) == 3 for limit in e.limits), "{} has ends", e)
    need_letter(s, v)
    x, low, high = e.limits[-1]
    one = Integral(g, (v, low, high))
    h, inner = between(s, one, v, size), e.func(e.function, *e.limits[:-1])
    need(not g.free_symbols - {v} - s.lhs.free_symbols - s.rhs.free_symbols, "letters")
    need(are_one(inside, Claim(inner.xreplace({x: v}), g, "=", h)), "{} at each {}", inner, v)
    need_value(h, g, size)
    need(are_one(whole, with_values(s, {e: one})), "the claim with {}", one)


def under_the_sign(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """The claim with Σ c J for ∫_a^b f, each J a letter for some ∫_a^b g, where f = Σ c g; and for d/dy ∫_a^b f, by
    Leibniz's rule, with f(b) db/dy − f(a) da/dy + Σ c J, where ∂f/∂y = Σ c g.

    Each g is continuous from a to b, both finite; for Leibniz's rule f is smooth there in y and in the letter of the
    integral, and a and b are in y.  That f is smooth at each point of [a, b] makes it so around them, for close y, too.
    premises: the claim with them; f = Σ c g, or ∂f/∂y = Σ c g, from a to b, of each.
    parts: (∫ or d/dy ∫, a letter of its own, (c, g in the letter, J) …) …, those with d/dy first.
    """
    whole, *bodies = premises
    moved: dict[Expr, Expr] = {}
    values: dict[Expr, Expr] = {}
    numbers: dict[Symbol, tuple[Expr, ...]] = {}
    for part, body in zip(parts, bodies, strict=True):
        d, v, *terms = part
        due, value = term_by_term(s, part, size)
        need(are_one(body, due), "the integrand of {}", d)
        for _, g, number in terms:
            one = put(g, v, _PLACE), *(d.expr if isinstance(d, Derivative) else d).limits[0][1:]
            need(numbers.setdefault(number, one) == one, "one integral for {}", number)
        (moved if isinstance(d, Derivative) else values)[d] = value
    need(are_one(whole, with_values(with_values(s, moved), values)), "the claim with their values")


def term_by_term(s: Claim, part: tuple[Any, ...], size: int) -> tuple[Claim, Expr]:
    """What is due of an integrand, or of its derivative, in terms, and the value that follows from it."""
    d, v, *terms = part
    e = d.expr if isinstance(d, Derivative) else d
    f, x, low, high = ends_of(e)
    need_letter(s, v)
    f, h = put(f, x, v), s.hypotheses
    need(not h.equal and not h.values and not h.zero, "nothing is tied to others")
    for end in (low, high):
        need_value(h, end, size)
    closed = between(Claim(e, e, "=", h), e, v, size, closed=True)
    need_value(between(Claim(e, e, "=", h), e, v, size), f, size, smooth=False)
    rate, edge = f, S.Zero
    if isinstance(d, Derivative):
        y = d.variables[0]
        need(len(d.variables) == 1 and isinstance(y, Symbol) and y.is_integer is None, "one derivative by {}", y)
        for letter in (v, y):
            need_smooth(closed, f, letter, size)
        for end in (low, high):
            need_smooth(h, end, y, size)
        rate = Derivative(f, y)
        edge = put(f, v, high) * diff(high, y) - put(f, v, low) * diff(low, y)
    for c, g, number in terms:
        need_letter(s, number)
        need(c.free_symbols <= e.free_symbols and g.free_symbols <= e.free_symbols | {v}, "no other letters")
        need_continuous(closed, g, v, size)
        need_value(h, c, size)
    total = Add(*(c * g for c, g, _ in terms))
    return Claim(rate, total, "=", closed), edge + Add(*(c * number for c, _, number in terms))


def on_piece(h: Hypotheses, v: Symbol, p: Expr, q: Expr) -> Hypotheses:
    """The hypotheses with a letter between two numbers, or on one side of a number."""
    return replace(h, where={**h.where, v: Interval.open(p, q)})


def need_primitive(s: Claim, e: Expr, v: Symbol, f: Expr, size: int) -> None:
    """What may be an antiderivative is continuous from end to end, and smooth between them; the integrand is there."""
    body, x, *ends = ends_of(e)
    goal = () if _moved_by(s, e) else (s.lhs, s.rhs)
    for end in ends:
        need_value(s.hypotheses, end, size, (s.lhs, s.rhs))
    inside = between(s, e, v, size)
    need_smooth(inside, f, v, size, goal)
    need_continuous(between(s, e, v, size, closed=True), f, v, size, goal)
    need_value(inside, put(body, x, v), size, goal)


def ends_of(e: Expr) -> tuple[Expr, Symbol, Expr, Expr]:
    """Integrand, letter and ends of ∫_a^b f dx; raises for another one."""
    need(isinstance(e, Integral) and len(e.limits) == 1 and len(e.limits[0]) == 3, "{} is one integral between ends", e)
    x, low, high = e.limits[0]
    need(isinstance(x, Symbol) and not e.function.has(Integral), "the integrand of {}", e)
    need(x not in low.free_symbols | high.free_symbols and not e.function.has(Derivative), "{} is bound in {}", x, e)
    return e.function, x, low, high


def _moved_by(s: Claim, e: Expr) -> set[Expr]:
    """The letters by which something that holds e is differentiated."""
    return {v for side in (s.lhs, s.rhs) for d in kinds_in(side, Derivative, Subs) if d.has(e) for v in d.variables}


def _around(s: Claim, e: Expr) -> Hypotheses:
    """The hypotheses that hold at a point and around it: less what is said of letters by which e is differentiated."""
    by = _moved_by(s, e)
    h = replace(s.hypotheses, where={x: values for x, values in s.hypotheses.where.items() if x not in by})
    spoken = (*h.expressions(), *h.where.values())
    need(not any(x.assumptions0 != ANY_REAL for x in by), "a derivative of {} by what is any real number", e)
    need(not by & frozenset().union(*map(symbols_in, spoken)), "nothing is assumed of what {} is differentiated by", e)
    return h


def need_letter(s: Claim, v: Any) -> None:
    """A letter that may be any real number, and of which nothing is said."""
    need(isinstance(v, Symbol) and v.assumptions0 == ANY_REAL, "{} is any real number", v)
    h = s.hypotheses
    spoken = (s.lhs, s.rhs, *h.expressions(), *h.where.values())
    need(v not in frozenset().union(*map(symbols_in, spoken)), "{} is a letter of its own", v)


def between(s: Claim, e: Expr, v: Symbol, size: int, closed: bool = False) -> Hypotheses:
    """The hypotheses with a letter between the ends of an integral, whichever is larger.

    Where that is open, only that it lies on their side of 0, if they are on one.
    """
    _, _, low, high = ends_of(e)
    h = _around(s, e)
    c = Checker(() if _moved_by(s, e) else (s.lhs, s.rhs), h, size=size)
    order, _ = c.signs.of_expression(high - low)
    if order and low.is_number and high.is_number:
        ends = (low, high) if order > 0 else (high, low)
        return replace(h, where={**h.where, v: Interval(*ends, not closed, not closed)})
    positive, nonnegative = list(h.positive), list(h.nonnegative)
    signs = [c.signs.of_expression(end) for end in (low, high)]
    for side in (1, -1):
        if all(sg == side for sg, _ in signs):
            apart = not closed or all(is_strict for _, is_strict in signs)
            (positive if apart else nonnegative).append(side * v)
    if order:
        first, last = (low, high) if order > 0 else (high, low)
        (nonnegative if closed else positive).extend((v - first, last - v))
    return replace(h, positive=tuple(positive), nonnegative=tuple(nonnegative))


def one_derivative(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """f = g on an interval of x, where f′ = g′ inside of it, and f = g at a point of it or at its end.

    premises: f′ = g′; f(p) = g(p).  parts: x, p.
    """
    slopes, start = premises
    x, p = parts
    inside, rest = inside_of(s.hypotheses, x), elsewhere(s.hypotheses, x)
    need(s.op in ("=", "<=", ">="), "what is equal")
    need(are_one(slopes, Claim(Derivative(s.lhs, x), Derivative(s.rhs, x), "=", inside)), "one derivative")
    need(are_one(start, Claim(put(s.lhs, x, p), put(s.rhs, x, p), "=", rest)), "one value at {} = {}", x, p)
    for e in (s.lhs, s.rhs):
        need_smooth(inside, e, x, size)
        _need_continuous(s.hypotheses, e, x, p, size)


def apart_from_a_point(s: Claim, premises: Sequence[Statement], parts: tuple[Any, ...], size: int) -> None:
    """f <= g (or f < g) on an interval of x, where it holds at p, f′ <= g′ to the right of p and g′ <= f′ to its left.

    f < g follows from f <= g at an end p that the interval does not hold, where f′ < g′ near it.
    premises: the relation at p; what f′ and g′ are inside of the interval; their relation to the right, and to the
    left, where the interval goes on there; of an end that is left out, that near it, too.  parts: x, p, f′, g′.
    """
    start, first, second, *slopes = premises
    x, p, *made = parts
    f, g = (s.lhs, s.rhs) if s.op in ("<", "<=") else (s.rhs, s.lhs)
    need(s.op != "=" and s.op != "!=", "an inequality")
    inside, rest = inside_of(s.hypotheses, x), elsewhere(s.hypotheses, x)
    outside = s.op in ("<", ">") and interval_of(s.hypotheses, x).contains(p) is S.false
    op = s.op + "=" if outside else s.op
    need(are_one(start, Claim(put(s.lhs, x, p), put(s.rhs, x, p), op, rest)), "the relation at {} = {}", x, p)
    for e, slope, premise in zip((f, g), made, (first, second), strict=True):
        need(are_one(premise, Claim(Derivative(e, x), slope, "=", inside)), "the derivative of {}", e)
        need_value(inside, slope, size)
        need_smooth(inside, e, x, size)
        _need_continuous(s.hypotheses, e, x, p, size)
    wanted = relations_of(s.hypotheses, x, p, made, outside)
    for slope, claim in zip(slopes, wanted, strict=True):
        need(are_one(slope, claim), "the slopes")


def relations_of(h: Hypotheses, x: Expr, p: Expr, slopes: Sequence[Expr], outside: bool) -> list[Claim]:
    """How the slopes of f and g stand to each other on each side of p, and near it where the interval leaves it out."""
    found = []
    for side, there in halves(h, x, p):
        less, more = slopes if side > 0 else slopes[::-1]
        near = there.where[x].intersect(Interval(p - 1, p + 1)) if outside else None
        if near != there.where[x]:
            found.append(Claim(less, more, "<=", there))
        if near is not None:
            found.append(Claim(less, more, "<", replace(h, where={**h.where, x: near})))
    return found


def interval_of(h: Hypotheses, x: Expr) -> Interval:
    """The interval in which a variable lives, whatever the others are."""
    need_interval_of(h, x)
    where = h.where.get(x, S.Reals)
    for known, half in _HALVES.items():
        if getattr(x, known):
            where = where.intersect(half)
    need(isinstance(where, Interval), "{} lives in an interval", x)
    return where


_HALVES = {
    "is_positive": Interval.open(0, S.Infinity),
    "is_nonnegative": Interval(0, S.Infinity),
    "is_negative": Interval.open(S.NegativeInfinity, 0),
    "is_nonpositive": Interval(S.NegativeInfinity, 0),
}


def inside_of(h: Hypotheses, x: Expr) -> Hypotheses:
    """The hypotheses with a variable inside of its interval."""
    return replace(h, where={**h.where, x: interval_of(h, x).interior})


def elsewhere(h: Hypotheses, x: Expr) -> Hypotheses:
    """What is assumed of the others."""
    return replace(h, where={y: values for y, values in h.where.items() if y != x})


def _need_continuous(h: Hypotheses, e: Expr, x: Expr, p: Expr, size: int) -> None:
    """A function is continuous on the interval of a variable, and at p, which is in it or at its end."""
    where = interval_of(h, x)
    need(not p.free_symbols and where.closure.contains(p) is S.true, "{} is in {}", p, where)
    d = Dummy(real=True)
    closed = Interval(where.start, where.end, where.left_open and p != where.start, where.right_open and p != where.end)
    need_continuous(replace(h, where={**elsewhere(h, x).where, d: closed}), put(e, x, d), d, size)


def halves(h: Hypotheses, x: Expr, p: Expr) -> list[tuple[int, Hypotheses]]:
    """The hypotheses to the right (1) and to the left (−1) of a point, inside of the interval of x."""
    where, found = interval_of(h, x), []
    for side, beyond in ((1, Interval(p, S.Infinity)), (-1, Interval(S.NegativeInfinity, p))):
        half = where.intersect(beyond)
        if isinstance(half, Interval):
            found.append((side, replace(h, where={**h.where, x: half})))
        else:
            need(half in (FiniteSet(p), S.EmptySet), "an interval beside {}", p)
    return found
