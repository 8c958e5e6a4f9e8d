"""Inequalities, strict and weak, above all at the ends of a domain; and claims that two things are never equal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random

from sympy import Abs, Expr, IndexedBase, Integer, Max, Min, Rational, Sum, Symbol, cos, exp, log, sign, sin, sqrt, tanh

from claims.claim import Claim
from claims.parts import TINY, Part, Scene, number
from claims.places import Place, place
from symxent.language.domain import Domain
from symxent.language.functions import sigmoid, softplus

# Strictly increasing on the whole line, so that a bound goes through; with the value at a rational where it is known.
INCREASING: tuple[tuple[str, Callable[[Expr], Expr]], ...] = (
    ("line", lambda u: 3 * u - 1),
    ("exp", exp),
    ("cube", lambda u: u**3),
    ("tanh", tanh),
    ("sigmoid", sigmoid),
    ("softplus", softplus),
    ("u + e^u", lambda u: u + exp(u)),
    ("u|u|", lambda u: u * Abs(u)),
)
RISING_FROM_0: tuple[tuple[str, Callable[[Expr], Expr]], ...] = (
    ("square", lambda u: u**2),
    ("root", sqrt),
    ("log(1 + u)", lambda u: log(1 + u)),
    ("u/(1 + u)", lambda u: u / (1 + u)),
    ("power 3/2", lambda u: u ** Rational(3, 2)),
)


def make(rng: Random) -> Claim:
    twice = (_at_an_end, _through_a_function, _corners)
    return rng.choice((*twice, *twice, _always, _sums))(rng)


def _truth(u: Part, op: str, c: Fraction) -> bool:
    if op in (">", ">="):
        return u.above(c, strictly=op == ">")
    if op in ("<", "<="):
        return u.below(c, strictly=op == "<")
    return u.above(c, strictly=True) or u.below(c, strictly=True)


def _bound(rng: Random, u: Part) -> Fraction:
    """An end of what u takes, or something just beside it."""
    ends = [e for e in (u.low, u.high) if e is not None]
    c = rng.choice(ends) if ends else Fraction(rng.randint(-2, 2))
    return c + rng.choice((0, 0, 0, 0, TINY, -TINY, 1, -1))


def _at_an_end(rng: Random) -> Claim:
    scene = Scene.of(rng, "x")
    u = scene.line(0)
    c, op = _bound(rng, u), rng.choice(("<", "<=", ">", ">=", "!="))
    holds = _truth(u, op, c)
    if op == "!=" and not holds and scene.places[0].lacks(_where(u, c, scene)):
        holds = True
    return scene.claim("a line and a number", u.e, number(c), u, op=op, holds=holds)


def _where(u: Part, c: Fraction, scene: Scene) -> Fraction:
    slope = u.e.coeff(scene[0])
    rest = u.e.subs(scene[0], 0)
    q = (number(c) - rest) / slope
    return Fraction(int(q.p), int(q.q))


def _through_a_function(rng: Random) -> Claim:
    scene = Scene.of(rng, "x")
    u = scene.line(0)
    c, op = _bound(rng, u), rng.choice(("<", "<=", ">", ">=", "!="))
    holds = _truth(u, op, c)
    kind = rng.choice(("increasing", "rising", "decreasing", "root of the gap", "log of the gap", "product", "sign"))
    at, gap = number(c), u.e - number(c)
    if kind == "rising" and (not u.above(0) or c < 0):
        kind = "increasing"
    if kind == "increasing":
        name, f = rng.choice(INCREASING)
        return scene.claim(f"{name} and a number", f(u.e), f(at), u, op=op, holds=holds)
    if kind == "rising":
        name, f = rng.choice(RISING_FROM_0)
        return scene.claim(f"{name} and a number", f(u.e), f(at), u, op=op, holds=holds)
    if kind == "decreasing":
        mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!="}[op]
        f = rng.choice((lambda v: exp(-v), lambda v: -v, lambda v: 1 - sigmoid(v), lambda v: -(v**3)))
        return scene.claim("falling, and a number", f(u.e), f(at), u, op=mirrored, holds=holds)
    strict = u.above(c, strictly=True)
    above = u.above(c)
    rows = {
        "root of the gap": [
            (sqrt(gap), 0, ">", strict),
            (sqrt(gap), 0, ">=", True),
            (sqrt(gap) * exp(u.e), 0, ">", strict),
        ],
        "log of the gap": [
            (log(1 + gap), 0, ">", strict),
            (log(1 + gap), 0, ">=", above),
            (log(1 + gap), gap, "<=", True),
        ],
        "product": [
            (gap * (2 + sin(u.e)), 0, ">", strict),
            (gap * exp(u.e), 0, ">=", above),
            (gap**2, 0, ">", strict or u.below(c, strictly=True)),
            (gap**3, 0, ">=", above),
            (Abs(gap), 0, ">", strict or u.below(c, strictly=True)),
            (gap * (gap + 1), 0, ">", strict),
        ],
        "sign": [
            (sign(gap), 0, ">", strict),
            (sign(gap), 0, ">=", above),
            (sign(gap), 1, "=", strict),
            (Max(gap, 0), 0, ">", strict),
            (Min(gap, 1), 0, ">", strict),
            (Max(gap, 0), gap, ">=", True),
        ],
    }
    left, right, relation, true = rng.choice(rows[kind])
    return scene.claim(kind, left, right, u, op=relation, holds=true)


def _always(rng: Random) -> Claim:
    scene = Scene.of(rng, *(("x",) if rng.random() < 0.5 else ("x", "y")))
    u, v = scene.part(), scene.part()
    a, b = u.e, v.e
    unit = _unit(rng, "p", ("open", "closed", "half-open left", "half-open right"))
    inside = Scene(rng, [unit])
    p = inside[0]
    mine: list[Callable[[], tuple[str, Expr, object, str, bool]]] = [
        lambda: ("a square", (a - b) ** 2, 0, ">=", True),
        lambda: ("squares and a product", a**2 + b**2, 2 * a * b, ">=", True),
        lambda: ("e^u and its tangent", exp(a), 1 + a, ">=", True),
        lambda: ("triangle", Abs(a + b), Abs(a) + Abs(b), "<=", True),
        lambda: ("reversed triangle", Abs(Abs(a) - Abs(b)), Abs(a - b), "<=", True),
        lambda: ("u at most its size", a, Abs(a), "<=", True),
        lambda: ("max at least the mean", Max(a, b), (a + b) / 2, ">=", True),
        lambda: ("min at most max", Min(a, b), Max(a, b), "<=", True),
        lambda: ("sigmoid above 0", sigmoid(a), 0, ">", True),
        lambda: ("sigmoid below 1", sigmoid(a), 1, "<", True),
        lambda: ("slope of the sigmoid", sigmoid(a) * (1 - sigmoid(a)), Rational(1, 4), "<=", True),
        lambda: (
            "slope of the sigmoid, a bit less",
            sigmoid(a) * (1 - sigmoid(a)),
            Rational(1, 4) - number(TINY),
            "<=",
            False,
        ),
        lambda: ("softplus above max", softplus(a), Max(a, 0), ">", True),
        lambda: ("tanh below 1", tanh(a), 1, "<", True),
        lambda: ("1 + u²", 1 + a**2, 0, ">", True),
        lambda: ("almost a square", (a - b) ** 2, number(TINY), ">=", False),
        lambda: ("a square above its bound", a**2 - a + Rational(1, 4), 0, ">=", True),
        lambda: ("a square above its bound, strictly", a**2 - a + Rational(1, 4), 0, ">", False),
        lambda: ("a sine", sin(a), 1, "<=", True),
        lambda: ("sine and cosine", sin(a) ** 2 + cos(a) ** 2, 1, "=", True),
        lambda: ("e^u is not 0", exp(a), 0, "!=", True),
        lambda: ("1 + |u| is not 0", 1 + Abs(a), 0, "!=", True),
        lambda: ("u and u + 1", a, a + 1, "!=", True),
        lambda: ("u and v", a, b, "!=", False),
        lambda: ("signs are not 2", sign(a), 2, "!=", True),
        lambda: ("a product is not 0", a * b, 0, "!=", u.above(0, strictly=True) and v.above(0, strictly=True)),
    ]
    theirs: list[Callable[[], tuple[str, Expr, object, str, bool]]] = [
        lambda: ("p(1 − p)", p * (1 - p), Rational(1, 4), "<=", True),
        lambda: ("p(1 − p) above 0", p * (1 - p), 0, ">", not unit.low_in and not unit.high_in),
        lambda: ("1 − p²", 1 - p**2, 0, ">", not unit.high_in),
        lambda: ("1 − p² weak", 1 - p**2, 0, ">=", True),
        lambda: ("p² below p", p**2, p, "<", not unit.low_in and not unit.high_in),
        lambda: ("p² at most p", p**2, p, "<=", True),
        lambda: ("log p", log(p), 0, "<", not unit.high_in),
        lambda: ("log p weak", log(p), 0, "<=", True),
        lambda: ("log p and its tangent", log(p), p - 1, "<=", True),
        lambda: ("log(2 − p)", log(2 - p), 0, ">", not unit.high_in),
        lambda: ("entropy", -p * log(p), 0, ">=", True),
        lambda: ("entropy, strictly", -p * log(p), 0, ">", not unit.high_in),
        lambda: ("root of 1 − p", sqrt(1 - p), 0, ">", not unit.high_in),
        lambda: ("root above p", sqrt(p), p, ">=", True),
        lambda: ("p is not 1", p, 1, "!=", not unit.high_in),
        lambda: ("p is not 0", p, 0, "!=", not unit.low_in),
        lambda: ("cross-entropy", -log(1 - p) - log(p), 0, ">", True),
    ]
    if rng.random() < 0.5:
        rule, left, right, op, holds = rng.choice(mine)()
        return scene.claim(rule, left, right, u, v, op=op, holds=holds)
    rule, left, right, op, holds = rng.choice(theirs)()
    hints = Part(p, zeros=((p, Fraction(0)), (p, Fraction(1)), (p, Fraction(1, 2))))
    return inside.claim(rule, left, right, hints, op=op, holds=holds)


def _corners(rng: Random) -> Claim:
    """Two or three bounded letters, one of them an exponent: strict inequalities that fail in a corner at most."""
    kinds = ("open", "closed", "half-open left", "half-open right")
    p, q, c = (_unit(rng, name, kinds) for name in "pqc")
    x, y, e = p.symbol, q.symbol, c.symbol
    open_high = not p.high_in or not q.high_in
    across = (p.low_in and q.high_in) or (p.high_in and q.low_in)
    no_high, no_low = not p.high_in and not q.high_in, not p.low_in and not q.low_in
    rows: list[Callable[[], tuple[str, Expr, object, str, bool]]] = [
        lambda: ("a sum below 2", x + y, 2, "<", open_high),
        lambda: ("a sum at most 2", x + y, 2, "<=", True),
        lambda: ("a product below 1", x * y, 1, "<", open_high),
        lambda: ("a product of gaps", (1 - x) * (1 - y), 0, ">", no_high),
        lambda: ("a product of gaps, weak", (1 - x) * (1 - y), 0, ">=", True),
        lambda: ("squares below 2", x**2 + y**2, 2, "<", open_high),
        lambda: ("not both 1", x * y, 1, "!=", open_high),
        lambda: ("the larger below 1", Max(x, y), 1, "<", no_high),
        lambda: ("the smaller below 1", Min(x, y), 1, "<", open_high),
        lambda: ("the smaller above 0", Min(x, y), 0, ">", no_low),
        lambda: ("the distance below 1", Abs(x - y), 1, "<", not across),
        lambda: ("the distance at most 1", Abs(x - y), 1, "<=", True),
        lambda: ("a mixture", e * x + (1 - e) * y, 1, "<=", True),
        lambda: ("a mixture, strictly", e * x + (1 - e) * y, 1, "<", no_high),
        lambda: ("a power at most 1", x**e, 1, "<=", True),
        lambda: ("a power below 1", x**e, 1, "<", not p.high_in and not c.low_in),
        lambda: ("a power above 0", x**e, 0, ">", not p.low_in),
        lambda: ("a power at least its base", x**e, x, ">=", True),
        lambda: ("a power above its base", x**e, x, ">", not p.high_in and not p.low_in and not c.high_in),
        lambda: ("a power of a gap", (1 - x) ** e, 0, ">", not p.high_in),
        lambda: ("a power of a power", (x**y) ** e, x ** (y * e), "=", True),
        lambda: ("logarithms", log(x) + log(y), 0, "<", open_high),
        lambda: ("a focal weight", -((1 - x) ** e) * log(x), 0, ">=", True),
        lambda: ("a focal weight, strictly", -((1 - x) ** e) * log(x), 0, ">", not p.high_in),
        lambda: ("cross-entropy", -y * log(x) - (1 - y) * log(1 - x), 0, ">", True),
        lambda: ("variance", x * (1 - x) + y * (1 - y), 0, ">", (no_high and no_low) or "open" in (p.kind, q.kind)),
    ]
    rule, left, right, op, holds = rng.choice(rows)()
    ends = (Fraction(0), Fraction(1))
    hints = [{x: a, y: b, e: d} for a in ends for b in ends for d in (*ends, Fraction(1, 2))]
    rng.shuffle(hints)
    domain = Domain(where={part.symbol: part.where for part in (p, q, c)})
    return Claim("", rule, left, Integer(0) + right, op, domain, holds, tuple(hints))


def _unit(rng: Random, name: str, kinds: tuple[str, ...]) -> Place:
    """Between 0 and 1, each end in it or not."""
    one = place(rng, name, kinds)
    return replace(one, low=Fraction(0), high=Fraction(1), where=one.where.func(0, 1, *one.where.args[2:]))


def _sums(rng: Random) -> Claim:
    """Signs of sums of components; with no terms a sum is 0."""
    y, m = IndexedBase("y"), Symbol("m", integer=True)
    empty = rng.random() < 0.5
    k = Symbol("k", integer=True, nonnegative=True) if empty else Symbol("k", integer=True, positive=True)
    member = place(rng, "y", ("open", "closed", "half-open left", "half-open right", "finite"))
    where = member.where if member.kind == "finite" else member.where.func(0, 1, *member.where.args[2:])
    some = not empty
    finite = member.kind == "finite"
    reaches_0 = (member.low_in and not finite) or finite
    reaches_1 = (member.high_in and not finite) or finite
    within = not finite
    total = lambda body: Sum(body, (m, 1, k))  # noqa: E731
    rows: list[Callable[[], tuple[str, Expr, object, str, bool]]] = [
        lambda: ("a sum of 1 − y", total(1 - y[m]), 0, ">", some and within and not reaches_1),
        lambda: ("a sum of 1 − y, weak", total(1 - y[m]), 0, ">=", within),
        lambda: ("a sum of y", total(y[m]), 0, ">", some and within and not reaches_0),
        lambda: ("a sum of exponentials", total(exp(y[m])), 0, ">", some),
        lambda: ("a sum of squares", total(y[m] ** 2), 0, ">=", True),
        lambda: ("a sum of squares, strictly", total(y[m] ** 2), 0, ">", some and within and not reaches_0),
        lambda: ("a sum below its length", total(y[m]), k, "<", some and within and not reaches_1),
        lambda: ("a sum at most its length", total(y[m]), k, "<=", within),
        lambda: ("a sum is not 0", total(1 + y[m] ** 2), 0, "!=", some),
        lambda: ("a length", total(1), 0, ">", some),
        lambda: ("sizes of a sum", Abs(total(y[m])), total(Abs(y[m])), "<=", True),
        lambda: ("log of a sum of exponentials", log(1 + total(exp(y[m]))), 0, ">=", True),
        lambda: ("log of a sum of exponentials, strictly", log(1 + total(exp(y[m]))), 0, ">", some),
    ]
    rule, left, right, op, holds = rng.choice(rows)()
    hints = tuple({k: Fraction(n)} for n in (0, 1, 2) if n or empty)
    return Claim("", rule, left, Integer(0) + right, op, Domain(where={y: where}), holds, hints)
