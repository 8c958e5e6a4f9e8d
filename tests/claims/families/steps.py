"""Steps: sign, Heaviside and case distinctions, and jumps that stand beside or inside what is continuous."""

from __future__ import annotations

from random import Random

from sympy import Abs, And, Eq, Expr, Heaviside, Max, Min, Ne, Or, Piecewise, Rational, sign

from claims.claim import Claim
from claims.parts import Scene, number


def make(rng: Random) -> Claim:
    scene = Scene.of(rng, *(("x",) if rng.random() < 0.6 else ("x", "y")))
    u, v = scene.line(), scene.part()
    a, b = u.e, v.e
    p, q = (number(rng.randint(-3, 3)) for _ in range(2))
    rows = [
        lambda: ("sign of a product", sign(a * b), sign(a) * sign(b)),
        lambda: ("sign cubed", sign(a) ** 3, sign(a)),
        lambda: ("sign squared", sign(a) ** 2, Piecewise((1, Ne(a, 0)), (0, True))),
        lambda: ("sign by cases", sign(a), Piecewise((1, a > 0), (0, Eq(a, 0)), (-1, True))),
        lambda: ("sign mirrored", sign(-a), -sign(a)),
        lambda: ("sign of the size", sign(Abs(a)), sign(a) ** 2),
        lambda: ("step and its mirror image", Heaviside(a) + Heaviside(-a), 1),
        lambda: ("step by sign", Heaviside(a), (1 + sign(a)) / 2),
        lambda: ("step with its value", Heaviside(a, 1), Piecewise((1, a >= 0), (0, True))),
        lambda: ("step with its value 0", Heaviside(a, 0), Piecewise((1, a > 0), (0, True))),
        lambda: ("step by cases", Heaviside(a), Piecewise((0, a < 0), (Rational(1, 2), Eq(a, 0)), (1, True))),
        lambda: ("two values by a step", Piecewise((p, a > 0), (q, True)), q + (p - q) * Heaviside(a, 0)),
        lambda: ("cases in the other order", Piecewise((p, a > 0), (b, True)), Piecewise((b, a <= 0), (p, True))),
        lambda: ("a case at a point", Piecewise((b, Eq(a, 0)), (b, True)), b),
        lambda: ("nested cases", Piecewise((Piecewise((p, a > 1), (q, True)), a > 0), (b, True)), _flat(a, b, p, q)),
        lambda: ("both conditions", Piecewise((p, And(a > 0, b > 0)), (q, True)), _both(a, b, p, q)),
        lambda: ("either condition", Piecewise((p, Or(a > 0, b > 0)), (q, True)), _either(a, b, p, q)),
        lambda: ("a term in each case", b + Piecewise((p, a > 0), (q, True)), Piecewise((b + p, a > 0), (b + q, True))),
        lambda: (
            "a factor in each case",
            b * Piecewise((p, a > 0), (q, True)),
            Piecewise((b * p, a > 0), (b * q, True)),
        ),
        lambda: ("a step by max", Piecewise((0, a < 0), (1, a > 1), (a, True)), Min(Max(a, 0), 1)),
        lambda: ("sizes compared", Piecewise((1, Abs(a) < 1), (0, True)), Piecewise((1, a**2 < 1), (0, True))),
        lambda: ("no point is left out", Piecewise((p, a < 0), (p, a > 0), (p, True)), p),
        lambda: ("indicator of a product", Heaviside(a, 0) ** 2, Heaviside(a, 0)),
        lambda: ("indicators by a minimum", Heaviside(a, 1) * Heaviside(b, 1), Heaviside(Min(a, b), 1)),
    ]
    rule, left, right = rng.choice(rows)()
    return scene.claim(rule, left, right, u, v)


def _flat(a: Expr, b: Expr, p: Expr, q: Expr) -> Expr:
    return Piecewise((b, a <= 0), (q, a <= 1), (p, True))


def _both(a: Expr, b: Expr, p: Expr, q: Expr) -> Expr:
    return Piecewise((q, a <= 0), (q, b <= 0), (p, True))


def _either(a: Expr, b: Expr, p: Expr, q: Expr) -> Expr:
    return Piecewise((p, a > 0), (p, b > 0), (q, True))


def jumps(rng: Random) -> Claim:
    """Two steps that differ at the joint alone, hidden in sums with continuous terms; true if the joint is outside."""
    scene = Scene.of(rng, *(("x",) if rng.random() < 0.7 else ("x", "y")))
    u, v = scene.line(0), scene.part()
    a = u.e
    away = u.above(0, strictly=True) or u.below(0, strictly=True) or scene.places[0].lacks(u.zeros[0][1])
    steps = [
        sign(a),
        Piecewise((1, a > 0), (-1, True)),
        Piecewise((1, a >= 0), (-1, True)),
        2 * Heaviside(a) - 1,
        2 * Heaviside(a, 1) - 1,
        Piecewise((1, a > 0), (0, Eq(a, 0)), (-1, True)),
        -sign(-a),
    ]
    at_joint = [0, -1, 1, 0, 1, 0, 0]
    i, j = rng.sample(range(len(steps)), 2)
    equal = at_joint[i] == at_joint[j]
    calm = rng.choice((Abs(a), Max(a, 0), v.e, Abs(v.e), a**2, Abs(a) * v.e, Max(a, v.e)))
    other = rng.choice((0, Abs(a - 1), sign(a - 1), v.e))
    kind = rng.choice(("sum", "sum", "product with a zero", "even power", "inside", "difference"))
    size = number(rng.choice((1, 1, 2, -1)))
    if kind == "sum":
        left, right, holds = calm + size * steps[i] + other, calm + size * steps[j] + other, equal or away
    elif kind == "product with a zero":
        left, right, holds = a * steps[i] + other, rng.choice((Abs(a), a * steps[j])) + other, True
    elif kind == "even power":
        left, right = calm + steps[i] ** 2, calm + steps[j] ** 2
        holds = away or abs(at_joint[i]) == abs(at_joint[j])
    elif kind == "inside":
        left, right = Abs(steps[i] + v.e) + calm, Abs(steps[j] + v.e) + calm
        holds = equal or away
    else:
        left, right, holds = steps[i] - steps[j] + calm, calm, equal or away
    return scene.claim(f"a jump, {kind}", left, right, u, v, holds=holds)
