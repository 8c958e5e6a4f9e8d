"""Powers with symbolic exponents, the powers of 0, logarithms and roots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random

from sympy import Abs, Eq, Expr, Piecewise, Pow, Rational, S, Symbol, cbrt, exp, log, sqrt

from claims.claim import Claim
from claims.parts import Scene, number
from claims.places import Place
from symxent.language.domain import Domain

SIGNED = ("reals", "closed", "half-open left", "integers", "finite", "punctured", "union", "range", "half-line down")


def _exponent(rng: Random, name: str) -> tuple[Symbol, Domain, bool]:
    """A letter for an exponent; the last says that it is an integer."""
    kind = rng.choice(("real", "integer", "declared integer", "natural"))
    if kind == "real":
        return Symbol(name, real=True), Domain(), False
    if kind == "integer":
        return Symbol(name, integer=True), Domain(), True
    if kind == "natural":
        return Symbol(name, integer=True, nonnegative=True), Domain(), True
    s = Symbol(name, real=True)
    return s, Domain(where={s: S.Integers}), True


def make(rng: Random) -> Claim:
    scene = Scene.of(rng, "x")
    u = scene.line(0)
    x, p = scene[0], scene.places[0]
    base, at_least_0, positive = (u.e, u.above(0), u.above(0, strictly=True)) if rng.random() < 0.3 else _plain(x, p)
    a, first, whole = _exponent(rng, "a")
    b, second, also_whole = _exponent(rng, "b")
    domain = scene.domain.extended(where={**first.where, **second.where})
    c = rng.choice((2, 3, 4, Rational(1, 2), Rational(1, 3), Rational(3, 2)))
    rows: list[Callable[[], tuple[str, Expr, object, str, bool]]] = [
        lambda: ("a power is positive", base**a, 0, ">", positive),
        lambda: ("a power is not negative", base**a, 0, ">=", at_least_0),
        lambda: ("a power is not 0", base**a, 0, "!=", positive),
        lambda: ("size of an even power", Abs(base ** (2 * a)), base ** (2 * a), "=", whole or at_least_0),
        lambda: ("root of an even power", sqrt(base ** (4 * a)), base ** (2 * a), "=", whole or at_least_0),
        lambda: ("root of a square of a power", sqrt(base ** (2 * a)), Abs(base) ** a, "=", whole or at_least_0),
        lambda: ("size of a power", Abs(base**a), Abs(base) ** a, "=", True),
        lambda: ("power of a power", Pow(Pow(base, a), b), base ** (a * b), "=", at_least_0 or (whole and also_whole)),
        lambda: ("power of a square", Pow(base**2, a), Abs(base) ** (2 * a), "=", True),
        lambda: ("power of a square, plain", Pow(base**2, a), base ** (2 * a), "=", whole or at_least_0),
        lambda: ("even power of a size", Abs(base) ** (2 * a), base ** (2 * a), "=", whole or at_least_0),
        lambda: ("as an exponential", base**a, exp(a * log(base)), "=", True),
        lambda: ("logarithm of a power", log(base**a), a * log(base), "=", True),
        lambda: ("logarithm of a power, size", log(base**a), a * log(Abs(base)), "=", True),
        lambda: ("mirrored base, even", (-base) ** (2 * a), base ** (2 * a), "=", whole),
        lambda: ("mirrored base", (-base) ** a, (-1) ** a * base**a, "=", True),
        lambda: ("a power less one", base ** (a + 1), base * base**a, "=", True),
        lambda: ("powers divided", base ** (a - b), base**a / base**b, "=", True),
        lambda: (
            "a numerical power of a power",
            Pow(Pow(base, a), c),
            base ** (c * a),
            "=",
            at_least_0 or (whole and c > 1),
        ),
        lambda: ("inverse power", base ** (-a), 1 / base**a, "=", True),
    ]
    rule, left, right, op, holds = rng.choice(rows)()
    if "numerical" in rule and not at_least_0:
        holds = bool(whole and c in (2, 3, 4))
    points = [Fraction(q) for q in (0, 1, Fraction(1, 2), -1, 2)]
    claim = scene.claim(rule, left, right, u, op=op, holds=holds, domain=domain)
    hints = [*claim.hints, *({x: q, a: e, b: f} for q in (0, -1, 1) for e in points[:4] for f in points[:2])]
    return replace(claim, hints=tuple(hints[:24]), finite=False)


def _plain(x: Symbol, p: Place) -> tuple[Expr, bool, bool]:
    at_least_0 = p.low is not None and p.low >= 0
    return x, at_least_0, at_least_0 and (p.low != 0 or not p.low_in)


def zeros(rng: Random) -> Claim:
    """0 to a power, and 0⁰ = 1."""
    scene = Scene.of(rng, *(("x",) if rng.random() < 0.6 else ("x", "y")), kinds=(*SIGNED, "closed half-line"))
    u, v = scene.line(), scene.part()
    a, b = u.e, v.e
    never = u.above(0, strictly=True) or u.below(0, strictly=True)
    rows = [
        lambda: ("0 to a size", Pow(0, Abs(a)), Piecewise((1, Eq(a, 0)), (0, True)), True),
        lambda: ("0 to a square", Pow(0, a**2), Pow(0, Abs(a)), True),
        lambda: ("0 to a sum", Pow(0, Abs(a) + b**2), Pow(0, Abs(a)) * Pow(0, b**2), True),
        lambda: ("0 to a power is 0", Pow(0, Abs(a)), 0, never),
        lambda: ("0 to a power is idle", Pow(0, Abs(a)) + b, b, never),
        lambda: ("0 to a power times its exponent", a * Pow(0, Abs(a)), 0, True),
        lambda: ("what is not negative to 0", Pow(Abs(a), Pow(0, 1 + Abs(b))), 1, True),
        lambda: ("its square", Pow(0, Abs(a)) ** 2, Pow(0, Abs(a)), True),
        lambda: ("0 to a line", Pow(0, a), Piecewise((1, Eq(a, 0)), (0, True)), True),
        lambda: ("0 to an exponential", Pow(0, exp(b)), 0, True),
    ]
    rule, left, right, holds = rng.choice(rows)()
    return scene.claim(rule, left, right, u, v, holds=holds)


def logarithms(rng: Random) -> Claim:
    """Logarithms and roots: what holds wherever both sides are defined, and what needs a sign."""
    scene = Scene.of(rng, *(("x",) if rng.random() < 0.4 else ("x", "y")))
    u, v = scene.line(), scene.part()
    a, b = u.e, v.e
    if not (
        a / b if b != 0 else b
    ).free_symbols:  # SymPy would make a² of √(a·b)·√(a·b), which is defined elsewhere too
        b = 1 + a**2
    c = number(rng.choice((1, 2, Fraction(1, 2))))
    at_least_0, at_most_0 = u.above(0), u.below(0)
    z = Symbol("c", positive=True) if rng.random() < 0.5 else c
    rows = [
        lambda: ("log of a product", log(a) + log(b), log(a * b), True),
        lambda: ("log of a quotient", log(a) - log(b), log(a / b), True),
        lambda: ("log of a square", log(a**2), 2 * log(a), True),
        lambda: ("log of a square, size", log(a**2), 2 * log(Abs(a)), True),
        lambda: ("log of an inverse", log(1 / a), -log(a), True),
        lambda: ("log of a root", log(sqrt(a)), log(a) / 2, True),
        lambda: ("log of a size and a factor", log(a**2 * Abs(b)), 2 * log(Abs(a)) + log(Abs(b)), True),
        lambda: ("log of a sum of exponentials", log(exp(a) + exp(b)), a + log(1 + exp(b - a)), True),
        lambda: ("exp of a sum of logs", exp(log(a) + log(b)), a * b, True),
        lambda: ("exp of half a log", exp(log(a) / 2), sqrt(a), True),
        lambda: ("root of a square", sqrt(a**2), Abs(a), True),
        lambda: ("root of a square, plain", sqrt(a**2), a, at_least_0),
        lambda: ("root of a square, mirrored", sqrt(a**2), -a, at_most_0),
        lambda: ("root of a product", sqrt(a * b), sqrt(a) * sqrt(b), True),
        lambda: ("root of a quotient", sqrt(a / b), sqrt(a) / sqrt(b), True),
        lambda: ("root of z/(c + z)", sqrt(a / (z + a)), sqrt(a) / sqrt(z + a), True),
        lambda: ("root of (c + z)/z", sqrt((z + a) / a), sqrt(z + a) / sqrt(a), True),
        lambda: ("root of a full square", sqrt((a + b) ** 2), Abs(a + b), True),
        lambda: ("roots multiplied", (sqrt(a) - sqrt(b)) * (sqrt(a) + sqrt(b)), a - b, True),
        lambda: ("an inverse root", 1 / sqrt(a), sqrt(a) / a, True),
        lambda: ("a root of a root", sqrt(sqrt(a)), a ** Rational(1, 4), True),
        lambda: ("a root of a fourth power", sqrt(a**4), a**2, True),
        lambda: ("a root of a sixth power", sqrt(a**6), a**3, at_least_0),
        lambda: ("a cube root of a cube", cbrt(a**3), a, True),
        lambda: ("a cube root of a sixth power", cbrt(a**6), a**2, True),
        lambda: ("a square root taken out", sqrt(a**2 * Abs(b)), Abs(a) * sqrt(Abs(b)), True),
        lambda: ("a square root taken out, plain", sqrt(a**2 * Abs(b)), a * sqrt(Abs(b)), at_least_0),
        lambda: ("log of a size", log(Abs(a)), log(a), True),
        lambda: ("log of a power 3/2", log(a ** Rational(3, 2)), 3 * log(a) / 2, True),
        lambda: ("powers of a product", (a * b) ** Rational(3, 2), a ** Rational(3, 2) * b ** Rational(3, 2), True),
    ]
    rule, left, right, holds = rng.choice(rows)()
    if rule in ("root of a product", "root of a quotient", "powers of a product") and rng.random() < 0.3:
        return scene.claim(f"{rule}, negative", left, sqrt(-a) * sqrt(-b), u, v, holds=rule == "root of a product")
    return scene.claim(rule, left, right, u, v, holds=holds)
