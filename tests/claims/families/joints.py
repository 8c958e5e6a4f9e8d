"""Derivatives of what is put together from pieces: at a joint there may be one, or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random

from sympy import (
    Abs,
    Derivative,
    Eq,
    Expr,
    Heaviside,
    Integer,
    Max,
    Min,
    Ne,
    Piecewise,
    Pow,
    Rational,
    Subs,
    Symbol,
    cos,
    exp,
    log,
    sign,
    sin,
    sqrt,
)

from claims.claim import Claim
from claims.parts import Scene, number
from claims.places import KINDS
from symxent.language.functions import sigmoid, softplus

# SymPy writes |x| as x where it knows that x ≥ 0, and then has a slope at 0.
PLAIN = tuple(kind for kind in KINDS if kind not in ("assumption", "intersection"))


def make(rng: Random) -> Claim:
    scene = Scene.of(rng, *(("x",) if rng.random() < 0.8 else ("x", "y")), kinds=PLAIN)
    if rng.random() < 0.15:
        return _at_a_point(scene)
    u = scene.line(0, steep=False)
    x, a = scene[0], u.e
    v = scene.line(1) if len(scene.places) > 1 else scene.line(0)
    c = number(rng.choice((0, 1, 2, Fraction(1, 2), -1)))
    d = number(rng.choice((1, 2, Fraction(1, 2))))
    inside, outside = Abs(a) < d, Abs(a) > d
    r = Symbol("r", real=True)
    e = r if rng.random() < 0.5 else Symbol("e", integer=True)
    n = Symbol("n", integer=True, positive=True)
    other = number(0)
    if len(scene.places) > 1:
        other = v.e
    huber = Piecewise((a**2 / 2, Abs(a) <= d), (d * Abs(a) - d**2 / 2, True))
    rows: list[Callable[[], tuple[str, Expr, object]]] = [
        lambda: ("|u|", Derivative(Abs(a), x), sign(a)),
        lambda: ("|u|, by cases", Derivative(Abs(a), x), Piecewise((1, a > 0), (-1, True))),
        lambda: ("|u|, any value at 0", Derivative(Abs(a), x), Piecewise((1, a > 0), (c, Eq(a, 0)), (-1, True))),
        lambda: ("u|u|", Derivative(a * Abs(a), x), 2 * Abs(a)),
        lambda: ("u|u| twice", Derivative(a * Abs(a), (x, 2)), 2 * sign(a)),
        lambda: ("|u|³", Derivative(Abs(a) ** 3, x), 3 * a * Abs(a)),
        lambda: ("|u|³ twice", Derivative(Abs(a) ** 3, (x, 2)), 6 * Abs(a)),
        lambda: ("|u| to 3/2", Derivative(Abs(a) ** Rational(3, 2), x), Rational(3, 2) * sign(a) * sqrt(Abs(a))),
        lambda: ("positive part", Derivative(Max(a, 0), x), Heaviside(a)),
        lambda: ("positive part, value c", Derivative(Max(a, 0), x), Heaviside(a, c)),
        lambda: ("positive part squared", Derivative(Max(a, 0) ** 2, x), 2 * Max(a, 0)),
        lambda: ("positive part squared, twice", Derivative(Max(a, 0) ** 2, (x, 2)), Piecewise((2, a > 0), (0, True))),
        lambda: ("a minimum", Derivative(Min(a, 0) ** 3, x), 3 * Min(a, 0) ** 2),
        lambda: ("a step", Derivative(sign(a), x), 0),
        lambda: ("a step with a value", Derivative(Heaviside(a, 1) + a, x), 1),
        lambda: ("a point put elsewhere", Derivative(Piecewise((c, Eq(a, 0)), (a**2, True)), x), 2 * a),
        lambda: ("a point in its place", Derivative(Piecewise((0, Eq(a, 0)), (a**2, True)), x), 2 * a),
        lambda: ("a line but for a point", Derivative(Piecewise((c, Eq(x, d)), (x**2, True)), x), 2 * x),
        lambda: (
            "two parabolas that meet",
            Derivative(Piecewise((a**2, a > 0), (3 * a**2, True)), x),
            a * (4 - 2 * sign(a)),
        ),
        lambda: ("two lines that meet", Derivative(Piecewise((a, a > 0), (3 * a, True)), x), 2 - sign(a)),
        lambda: ("a smooth joint", Derivative(Piecewise((a, a >= 0), (exp(a) - 1, True)), x), exp(Min(a, 0))),
        lambda: ("a smooth joint, sine", Derivative(Piecewise((a, a >= 0), (sin(a), True)), x), cos(Min(a, 0))),
        lambda: ("Huber", Derivative(huber, x), Max(Min(a, d), -d)),
        lambda: ("Huber twice", Derivative(huber, (x, 2)), Piecewise((1, inside), (0, True))),
        lambda: ("Huber twice, weak", Derivative(huber, (x, 2)), Piecewise((0, outside), (1, True))),
        lambda: ("log", Derivative(log(a), x), 1 / Abs(a)),
        lambda: ("log of a size", Derivative(log(Abs(a)), x), 1 / a),
        lambda: ("root", Derivative(sqrt(a), x), 1 / (2 * sqrt(a))),
        lambda: ("root of a size", Derivative(sqrt(Abs(a)), x), sign(a) / (2 * sqrt(Abs(a)))),
        lambda: ("root of a cube", Derivative(Pow(a, Rational(3, 2)), x), Rational(3, 2) * sqrt(a)),
        lambda: ("root of a square", Derivative(sqrt(a**2), x), sign(a)),
        lambda: ("an inverse size", Derivative(1 / Abs(a), x), -sign(a) / a**2),
        lambda: ("a kink that is smoothed", Derivative(a**2 * sign(a), x), 2 * Abs(a)),
        lambda: ("0 to a size", Derivative(Pow(0, Abs(a)), x), 0),
        lambda: ("softplus of a size", Derivative(softplus(-Abs(a)), x), -sign(a) * sigmoid(-Abs(a))),
        lambda: ("softplus by max", Derivative(Max(a, 0) + softplus(-Abs(a)), x), sigmoid(a)),
        lambda: ("exp of a size", Derivative(exp(-Abs(a)), x), -sign(a) * exp(-Abs(a))),
        lambda: ("max of two lines", Derivative(Max(a, 2 * a - 1), x), Piecewise((2, a > 1), (1, True))),
        lambda: ("product with a kink elsewhere", Derivative(a * Abs(a - d), x), Abs(a - d) + a * sign(a - d)),
        lambda: ("a sum of kinks", Derivative(Abs(a) + Abs(a - 1), x), sign(a) + sign(a - 1)),
        lambda: ("kinks that cancel", Derivative(Max(a, 0) + Min(a, 0), x), 1),
        lambda: ("a derivative inside", a * Derivative(Abs(a), x), Abs(a)),
        lambda: ("not at the joint", Piecewise((Derivative(Abs(a), x), Ne(a, 0)), (7, True)), _ends_in_seven(a)),
        lambda: ("a power", Derivative(a**e, x), e * a ** (e - 1)),
        lambda: ("a power of a size", Derivative(Abs(a) ** e, x), e * Abs(a) ** (e - 1) * sign(a)),
        lambda: ("by the exponent", Derivative(Abs(a) ** r, r), Abs(a) ** r * log(Abs(a))),
        lambda: ("a power of the positive part", Derivative(Max(a, 0) ** (n + 1), x), (n + 1) * Max(a, 0) ** n),
        lambda: ("a product with a step", Derivative(a**2 * Heaviside(a), x), 2 * a * Heaviside(a)),
        lambda: ("a product with a step, once", Derivative(a * Heaviside(a), x), Heaviside(a)),
        lambda: ("a quotient with a joint", Derivative(a / (1 + Abs(a)), x), 1 / (1 + Abs(a)) ** 2),
        lambda: ("of a derivative", Derivative(Derivative(a**2 * Abs(a), x), x), 6 * Abs(a)),
        lambda: ("smooth", Derivative(a**3 - 2 * a, x), 3 * a**2 - 2),
        lambda: ("with another letter", Derivative(Abs(a) * other + other**2, x), sign(a) * other),
    ]
    rule, left, right = rng.choice(rows)()
    return scene.claim(f"derivative, {rule}", left, right, u)


def _ends_in_seven(a: Expr) -> Expr:
    return Piecewise((1, a > 0), (7, Eq(a, 0)), (-1, True))


def _at_a_point(scene: Scene) -> Claim:
    """The value of a derivative at one point, by substitution: right, or at a joint without any."""
    u = scene.line(0, steep=False)
    x, a, c = scene[0], u.e, number(u.zeros[0][1])
    rows: list[Callable[[], tuple[str, Expr, int, bool]]] = [
        lambda: ("u|u| at 0", a * Abs(a), 0, True),
        lambda: ("|u| at 0", Abs(a), scene.rng.choice((0, 1, -1)), False),
        lambda: ("max at 0", Max(a, 0), scene.rng.choice((0, 1)), False),
        lambda: ("max squared at 0", Max(a, 0) ** 2, 0, True),
        lambda: ("step at 0", sign(a), 0, False),
        lambda: ("cube at 0", a**3, 0, True),
        lambda: ("e at 0", exp(a), 1, True),
    ]
    rule, f, value, holds = scene.rng.choice(rows)()
    claim = scene.claim(f"derivative at a point, {rule}", Subs(Derivative(f, x), x, c), Integer(value), u, holds=holds)
    return replace(claim, finite=True)
