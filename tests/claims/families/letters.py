"""What is declared of the letters themselves: assumptions of SymPy's symbols, and functions that nobody defined."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

from sympy import (
    Abs,
    Derivative,
    Eq,
    Expr,
    FiniteSet,
    Function,
    I,
    IndexedBase,
    Integer,
    Interval,
    Max,
    Min,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    log,
    sign,
    sqrt,
)

from claims.claim import Claim
from claims.parts import Scene
from symxent.language.domain import Domain

Fact = tuple[str, Expr, object, str, bool]
half = Rational(1, 2)


def make(rng: Random) -> Claim:
    """Claims that hold because of an assumption, and claims that hold but for it."""
    special = rng.random()
    if special < 0.2:
        return _imaginary(rng) if special < 0.08 else _twins(rng)
    kind = rng.choice(tuple(_ROWS))
    n = Symbol("n", **dict.fromkeys(kind.split(), True))
    u = Symbol("u", real=True)
    domain, also = Domain(), ()
    if rng.random() < 0.2 and kind != "irrational":
        domain, also = _narrowed(rng, n, kind)
    rule, left, right, op, holds = rng.choice([*_ROWS[kind](n), *also, *_for_all(n, u)])
    hints = tuple({n: Fraction(q)} for q in (0, 1, -1, 2, -2, 3, Fraction(1, 2)))
    return Claim("", f"{kind}: {rule}", Integer(0) + left, Integer(0) + right, op, domain, holds, hints)


def _narrowed(rng: Random, n: Symbol, kind: str) -> tuple[Domain, tuple[Fact, ...]]:
    """A set beside the assumption: both count."""
    where, members = rng.choice(
        (
            (Interval(-1, 1), None),
            (Interval(0, 2), None),
            (FiniteSet(0, 1, 2, 3), (0, 1, 2, 3)),
            (FiniteSet(-1, half, 2), (-1, half, 2)),
            (S.Integers, None),
        )
    )
    domain = Domain(where={n: where})
    facts: list[Fact] = [("within its set", n, 3, "<=", where != S.Integers), ("below its set", n, -2, "<", False)]
    if members is not None:
        kept = [q for q in members if _fits(Fraction(int(Rational(q).p), int(Rational(q).q)), kind)]
        if len(kept) == 1:
            facts.append(("the only one", n, kept[0], "=", True))
        if kept:
            facts.append(("the largest", n, max(kept), "<=", True))
            facts.append(("the least", n, min(kept), ">=", True))
            facts.append(("above the least", n, min(kept), ">", False))
            left_out = [q for q in members if q not in kept]
            facts += [("left out", n, q, "!=", True) for q in left_out[:1]]
    return domain, tuple(facts)


def _fits(q: Fraction, kind: str) -> bool:
    n = q.numerator if q.denominator == 1 else None
    tests = {
        "even": n is not None and n % 2 == 0,
        "odd": n is not None and n % 2 == 1,
        "prime": n in (2, 3),
        "composite": False,
        "integer": n is not None,
        "noninteger": n is None,
        "positive": q > 0,
        "negative": q < 0,
        "nonnegative": q >= 0,
        "nonpositive": q <= 0,
        "nonzero": q != 0,
        "rational": True,
        "real": True,
    }
    return all(tests[part] for part in kind.split())


def _for_all(n: Symbol, u: Symbol) -> list[Fact]:
    return [
        ("size", Abs(n * u), Abs(n) * Abs(u), "=", True),
        ("a square", n**2 + u**2, 2 * n * u, ">=", True),
        ("root", sqrt(n**2 * u**2), Abs(n * u), "=", True),
    ]


_ROWS = {
    "even": lambda n: [
        ("is not 1", n, 1, "!=", True),
        ("is not 2", n, 2, "!=", False),
        ("minus one, its power", (-1) ** (n / 2 + n / 2), 1, "=", True),
        ("half is not 1/2", n / 2, half, "!=", True),
        ("half is not 1", n / 2, 1, "!=", False),
        ("positive", n, 0, ">", False),
        ("a square of it is 0 or 4 or more", n**2 * (n**2 - 4), 0, ">=", True),
        ("not between", (n - half) * (n - Rational(3, 2)), 0, ">", True),
        ("times an odd", n * (n + 1), 0, ">=", True),
    ],
    "odd": lambda n: [
        ("is not 0", n, 0, "!=", True),
        ("is not 1", n, 1, "!=", False),
        ("minus one, its power", (-1) ** (n + 1), 1, "=", True),
        ("at least 1 in size", n**2, 1, ">=", True),
        ("more than 1 in size", n**2, 1, ">", False),
        ("sign squared", sign(n) ** 2, 1, "=", True),
        ("positive", n, 0, ">", False),
        ("a power of a size", Abs(n) ** n, n**n, "=", False),
    ],
    "prime": lambda n: [
        ("at least 2", n, 2, ">=", True),
        ("above 2", n, 2, ">", False),
        ("above 1", n, 1, ">", True),
        ("is not 4", n, 4, "!=", True),
        ("is not 3", n, 3, "!=", False),
        ("log", log(n), 0, ">", True),
        ("is 2 or odd", (-1) ** n, -1, "=", False),
        ("between primes", (n - 2) * (n - 3), 0, ">=", True),
        ("size", Abs(n - 1), n - 1, "=", True),
    ],
    "composite": lambda n: [
        ("at least 4", n, 4, ">=", True),
        ("above 4", n, 4, ">", False),
        ("is not 5", n, 5, "!=", True),
        ("is not 6", n, 6, "!=", False),
    ],
    "irrational": lambda n: [
        ("is not 1/2", n, half, "!=", True),
        ("is not 0", n, 0, "!=", True),
        ("positive", n, 0, ">", False),
        ("sign squared", sign(n) ** 2, 1, "=", True),
        ("a square above 0", n**2, 0, ">", True),
        ("twice is not 3", 2 * n, 3, "!=", True),
        ("is 1", n, 1, "=", False),
    ],
    "integer": lambda n: [
        ("is not 1/2", n, half, "!=", True),
        ("is not 1", n, 1, "!=", False),
        ("n(n + 1)", n * (n + 1), 0, ">=", True),
        ("n(n + 1) strictly", n * (n + 1), 0, ">", False),
        ("n² and n", n**2, n, ">=", True),
        ("minus one, its square", (-1) ** (2 * n), 1, "=", True),
        ("minus one, by size", (-1) ** Abs(n), (-1) ** n, "=", True),
        ("twice is not odd", 2 * n, 3, "!=", True),
        ("twice is not even", 2 * n, 4, "!=", False),
        ("nothing between", Max(n, half), Max(n, Rational(1, 3)), ">=", True),
        ("0 or at least 1", Max(Abs(n), half), Piecewise((half, Eq(n, 0)), (Abs(n), True)), "=", True),
    ],
    "positive": lambda n: [
        ("sign", sign(n), 1, "=", True),
        ("at least 1", n, 1, ">=", False),
        ("above 0", n, 0, ">", True),
        ("minimum", Min(n, 0), 0, "=", True),
    ],
    "nonnegative": lambda n: [
        ("above 0", n, 0, ">", False),
        ("size", Abs(n), n, "=", True),
        ("sign", sign(n), 1, "=", False),
        ("maximum", Max(n, 0), n, "=", True),
        ("a root", sqrt(n**2), n, "=", True),
        ("0 to it", Pow(0, n), 0, "=", False),
    ],
    "negative": lambda n: [
        ("below 0", n, 0, "<", True),
        ("size", Abs(n), -n, "=", True),
        ("maximum", Max(n, 0), 0, "=", True),
        ("a cube", n**3, 0, "<", True),
        ("at most −1", n, -1, "<=", False),
    ],
    "nonpositive": lambda n: [
        ("below 0", n, 0, "<", False),
        ("size", Abs(n), -n, "=", True),
        ("e^n", exp(n), 1, "<=", True),
        ("e^n strictly", exp(n), 1, "<", False),
    ],
    "nonzero real": lambda n: [
        ("is not 0", n, 0, "!=", True),
        ("a square", n**2, 0, ">", True),
        ("size", Abs(n), 0, ">", True),
        ("sign squared", sign(n) ** 2, 1, "=", True),
        ("positive", n, 0, ">", False),
    ],
    "positive integer": lambda n: [
        ("at least 1", n, 1, ">=", True),
        ("above 1", n, 1, ">", False),
        ("log", log(n), 0, ">=", True),
        ("log strictly", log(n), 0, ">", False),
        ("0 to it", Pow(0, n), 0, "=", True),
        ("a maximum", Max(n, 1), n, "=", True),
        ("above 1/2", n, half, ">", True),
    ],
    "nonnegative integer": lambda n: [
        ("at least 1", n, 1, ">=", False),
        ("above −1", n, -1, ">", True),
        ("0 to it", Pow(0, n), Piecewise((1, Eq(n, 0)), (0, True)), "=", True),
        ("0 to it is 0", Pow(0, n), 0, "=", False),
        ("not between 0 and 1", n, half, "!=", True),
    ],
    "prime odd": lambda n: [("at least 3", n, 3, ">=", True), ("above 3", n, 3, ">", False)],
    "noninteger real": lambda n: [("is not 1", n, 1, "!=", True), ("is not 1/2", n, half, "!=", False)],
    "rational": lambda n: [("is not 1/2", n, half, "!=", False), ("a square", n**2, 0, ">=", True)],
}


def functions(rng: Random) -> Claim:
    """Unknown functions f and g: nothing is known of them, and what stands beside them counts all the same."""
    scene = Scene.of(rng, *(("x",) if rng.random() < 0.6 else ("x", "y")))
    u, v = scene.line(), scene.part()
    a, b = u.e, v.e
    f, g = Function("f", real=True), Function("g", real=True)
    if rng.random() < 0.5:
        f, g = Function("f"), Function("g")
    x = scene[0]
    m, k = Symbol("m", integer=True), Symbol("k", integer=True, positive=True)
    rows: list[Callable[[], tuple[str, Expr, object, str, bool]]] = [
        lambda: ("0 to a size, one more", Pow(0, Abs(a)) + f(x), Pow(0, Abs(a)) + f(x) + 1, "=", False),
        lambda: ("0 to a size", Pow(0, Abs(a)) + f(x), f(x) + Pow(0, a**2), "=", True),
        lambda: ("its square", Abs(f(a)) ** 2, f(a) ** 2, "=", True),
        lambda: ("max and min", Max(f(a), g(a)) + Min(f(a), g(a)), f(a) + g(a), "=", True),
        lambda: ("of a size", f(Abs(a)), f(a), "=", u.above(0)),
        lambda: ("of a square root", f(sqrt(a**2)), f(Abs(a)), "=", True),
        lambda: ("of two arguments", f(a), f(b), "=", False),
        lambda: ("of one more", f(a + 1), f(a) + 1, "=", False),
        lambda: ("linear", f(a + b), f(a) + f(b), "=", False),
        lambda: ("positive", f(a), 0, ">", False),
        lambda: ("a square", f(a) ** 2, 0, ">=", True),
        lambda: ("a square, strictly", f(a) ** 2, 0, ">", False),
        lambda: ("product rule", Derivative(f(x) * x, x), f(x) + x * Derivative(f(x), x), "=", True),
        lambda: ("power rule", Derivative(f(x) ** 2, x), 2 * f(x) * Derivative(f(x), x), "=", True),
        lambda: ("power rule, half", Derivative(f(x) ** 2, x), f(x) * Derivative(f(x), x), "=", False),
        lambda: ("exponential", exp(f(a)) * exp(-f(a)) * f(b), f(b), "=", True),
        lambda: ("two functions", f(a), g(a), "=", False),
        lambda: ("shifted sum", Sum(f(m), (m, 1, k)), Sum(f(m - 1), (m, 2, k + 1)), "=", True),
        lambda: ("sum not shifted", Sum(f(m), (m, 1, k)), Sum(f(m), (m, 2, k + 1)), "=", False),
        lambda: ("a kink beside it", Abs(a) + f(a), a + f(a), "=", u.above(0)),
        lambda: ("a step beside it", sign(a) * f(b), f(b), "=", u.above(0, strictly=True)),
        lambda: ("a derivative of another", Derivative(f(x), x), Derivative(g(x), x), "=", False),
        lambda: ("cases", Piecewise((f(a), a > 0), (f(a), True)), f(a), "=", True),
        lambda: ("a value", f(0), f(x), "=", False),
    ]
    rule, left, right, op, holds = rng.choice(rows)()
    return scene.claim(f"unknown function, {rule}", left, right, u, v, op=op, holds=holds)


def _twins(rng: Random) -> Claim:
    """Two symbols of one name, declared differently, are two letters; so are x and x[1]."""
    one = Symbol("x", real=True)
    fact = rng.choice(("positive", "nonnegative", "integer", "negative"))
    other = Symbol("x", **{fact: True})
    vector, function = IndexedBase("x"), Function("x")
    m, k = Symbol("m", integer=True), Symbol("k", integer=True, positive=True)
    free = Symbol("m", real=True)
    rows: list[Callable[[], Fact]] = [
        lambda: ("two of a name", one, other, "=", False),
        lambda: ("difference of two", one - other, 0, "=", False),
        lambda: ("order of two", one, other, "<", False),
        lambda: ("size of the first", Abs(one) * other**2, one * other**2, "=", False),
        lambda: ("sizes of both", Abs(one * other), Abs(one) * Abs(other), "=", True),
        lambda: ("a symbol and a component", one, vector[1], "=", False),
        lambda: ("a symbol and a value", function(one), one, "=", False),
        lambda: ("a square of a difference", (one - other) ** 2, one**2 - 2 * one * other + other**2, "=", True),
        lambda: ("a square is positive", (one - other) ** 2, 0, ">", False),
        lambda: ("a derivative by the other", Derivative(one**2, other), 0, "=", True),
        lambda: ("a derivative by itself", Derivative(one**2 * other, one), 2 * one * other, "=", True),
        lambda: (
            "a bound letter and a free one",
            free * Sum(vector[m], (m, 1, k)),
            Sum(m * vector[m], (m, 1, k)),
            "=",
            False,
        ),
    ]
    rule, left, right, op, holds = rng.choice(rows)()
    domain = Domain(where={one: Interval(0, 1)}) if rng.random() < 0.3 else Domain()
    if domain.where and rule == "size of the first":
        holds = True
    return Claim("", f"twins: {rule}", Integer(0) + left, Integer(0) + right, op, domain, holds)


def _imaginary(rng: Random) -> Claim:
    """A symbol that SymPy is told is imaginary, n = i·s with s ≠ 0 real: polynomials of it that are real."""
    n, s = Symbol("n", imaginary=True), Symbol("s", real=True, nonzero=True)
    c = rng.choice((0, 1, 4, Rational(1, 2)))
    rows: list[Callable[[], Fact]] = [
        lambda: ("a square", n**2, 0, ">=", False),
        lambda: ("a square, negative", n**2, 0, "<", True),
        lambda: ("a square, not positive", n**2, c, "<=", True),
        lambda: ("a square and a bit", n**2 + c, 0, ">", False),
        lambda: ("a fourth power", n**4, 0, ">=", True),
        lambda: ("a fourth power, strictly", n**4, 0, ">", True),
        lambda: ("size", Abs(n) ** 2, n**2, "=", False),
        lambda: ("size, mirrored", Abs(n) ** 2, -(n**2), "=", True),
        lambda: ("is not a square", n**2, 1 + c, "!=", True),
        lambda: ("a polynomial", n**4 + 2 * n**2 + 1, (n**2 + 1) ** 2, "=", True),
        lambda: ("a polynomial, positive", n**4 + 2 * n**2 + 1, 0, ">", False),
    ]
    rule, left, right, op, holds = rng.choice(rows)()
    sides = [(Integer(0) + side).xreplace({n: I * s}).expand() for side in (left, right)]
    hints = tuple({s: Fraction(q)} for q in (1, 2, -1, Fraction(1, 2)))
    reading = Claim("", rule, sides[0], sides[1], op, Domain(), holds, hints)
    return Claim("", f"imaginary: {rule}", Integer(0) + left, Integer(0) + right, op, Domain(), holds, reading=reading)


def certificates(rng: Random) -> Claim:
    """An inequality with a certificate: an expression that equals the difference, perhaps on less than the domain."""
    scene = Scene.of(rng, "x")
    u = scene.line(0)
    u = -u if u.below(0) else u
    a = u.e
    positive, above = u.above(0, strictly=True), u.above(0)
    rows: list[Callable[[], tuple[str, Expr, str, Expr, bool]]] = [
        lambda: ("exp of log", a, ">", exp(log(a)), positive),
        lambda: ("exp of log, weak", a, ">=", exp(log(a)), above),
        lambda: ("a square of a root", a, ">=", sqrt(a) * sqrt(a), above),
        lambda: ("a square of a fourth root", sqrt(Abs(a)) * sign(a), ">=", Pow(a, Rational(1, 4)) ** 2, above),
        lambda: ("exp of a fraction", a, ">", exp(2 * log(a)) / a, positive),
        lambda: ("a square", a**2 - 2 * a + 1, ">=", (a - 1) ** 2, True),
        lambda: ("a square, strictly", a**2 - 2 * a + 1, ">", (a - 1) ** 2, False),
        lambda: ("a size", a, ">=", Abs(a), above),
        lambda: ("a fraction", a, ">=", a**2 / a, above),
        lambda: ("a square beside a log", a**2 - 2 * a + 1, ">=", (a - 1) ** 2 + 0 * log(a), True),
        lambda: ("another expression", a, ">=", a**2, above),
        lambda: ("a sum of squares", a**2 + 1, ">", 1 + exp(2 * log(Abs(a))), True),
    ]
    rule, left, op, certificate, holds = rng.choice(rows)()
    return scene.claim(f"certificate, {rule}", left, 0, u, op=op, holds=holds, certificate=certificate)
