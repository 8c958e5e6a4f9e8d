"""Waves: sines and cosines of sums, multiples and halves, and the functions that are quotients of them."""

from __future__ import annotations

from random import Random

from sympy import Derivative, Expr, Integer, cos, cot, csc, pi, sec, sin, tan

from claims.claim import Claim
from claims.parts import Scene


def make(rng: Random) -> Claim:
    scene = Scene.of(rng, "x", "y")
    u, v = scene.line(), scene.line()
    a, b = u.e, v.e
    n = rng.randint(2, 5)
    k = rng.randint(1, 4)
    rows = [
        lambda: ("squares", sin(a) ** 2 + cos(a) ** 2, Integer(1)),
        lambda: ("sine of a sum", sin(a + b), sin(a) * cos(b) + cos(a) * sin(b)),
        lambda: ("sine of a difference", sin(a - b), sin(a) * cos(b) - cos(a) * sin(b)),
        lambda: ("cosine of a sum", cos(a + b), cos(a) * cos(b) - sin(a) * sin(b)),
        lambda: ("product of sines", sin(a) * sin(b), (cos(a - b) - cos(a + b)) / 2),
        lambda: ("product of cosines", cos(a) * cos(b), (cos(a - b) + cos(a + b)) / 2),
        lambda: ("sum of sines", sin(a) + sin(b), 2 * sin((a + b) / 2) * cos((a - b) / 2)),
        lambda: ("a multiple", cos(n * a), _chebyshev(n, cos(a))),
        lambda: ("a multiple of a part", cos(n * a / 3), _chebyshev(n, cos(a / 3))),
        lambda: ("half an argument", cos(a), 1 - 2 * sin(a / 2) ** 2),
        lambda: ("a power", sin(a) ** 3, (3 * sin(a) - sin(3 * a)) / 4),
        lambda: ("a turn", sin(a + k * pi / 2), sin(a) * cos(k * pi / 2) + cos(a) * sin(k * pi / 2)),
        lambda: ("a sixth of a turn", cos(a + pi / 6), cos(a) * cos(pi / 6) - sin(a) / 2),
        lambda: ("a fifth of a turn", 4 * cos(pi / 5) * cos(a), 4 * cos(a) * cos(2 * pi / 5) + 2 * cos(a)),
        lambda: ("half a tangent", tan(a / 2), sin(a) / (1 + cos(a))),
        lambda: ("tangent and secant", 1 + tan(a) ** 2, sec(a) ** 2),
        lambda: ("cotangent and cosecant", 1 + cot(a) ** 2, csc(a) ** 2),
        lambda: ("tangent of a sum", tan(a + b), (tan(a) + tan(b)) / (1 - tan(a) * tan(b))),
        lambda: ("tangent and cotangent", tan(a) * cot(a), Integer(1)),
        lambda: ("a slope", Derivative(sin(a) ** 2, scene[0]), sin(2 * a) * a.diff(scene[0])),
    ]
    rule, left, right = rng.choice(rows)()
    return scene.claim(rule, left, right, u, v)


def _chebyshev(n: int, c: Expr) -> Expr:
    """cos(n t) for c = cos t."""
    before, now = Integer(1), c
    for _ in range(n - 1):
        before, now = now, 2 * c * now - before
    return now
