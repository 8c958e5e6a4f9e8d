"""Kinks: absolute values, the largest and the smallest, and what they are where a sign is known."""

from __future__ import annotations

from random import Random

from sympy import Abs, Max, Min, Piecewise, sign

from claims.claim import Claim
from claims.parts import SMALL, Scene, number


def make(rng: Random) -> Claim:
    scene = Scene.of(rng, *(("x",) if rng.random() < 0.5 else ("x", "y")))
    return rng.choice((_always, _always, _where_a_sign_is_known))(scene)


def _always(scene: Scene) -> Claim:
    """Identities that hold for all real u and v."""
    u, v, w = scene.part(), scene.part(), scene.line()
    a, b, c = u.e, v.e, w.e
    factor = number(abs(scene.rng.choice(SMALL)))
    rows = [
        lambda: ("|u| as a maximum", Abs(a), Max(a, -a)),
        lambda: ("|u| by cases", Abs(a), Piecewise((a, a >= 0), (-a, True))),
        lambda: ("|u| by strict cases", Abs(a), Piecewise((a, a > 0), (-a, True))),
        lambda: ("|u| by three cases", Abs(a), Piecewise((a, a > 0), (0, a >= 0), (-a, True))),
        lambda: ("|u|²", Abs(a) ** 2, a**2),
        lambda: ("|u|³", Abs(a) ** 3, a**2 * Abs(a)),
        lambda: ("|u·v|", Abs(a * b), Abs(a) * Abs(b)),
        lambda: ("u as sign and size", a, sign(a) * Abs(a)),
        lambda: ("|u| as a product", Abs(a), sign(a) * a),
        lambda: ("max and min together", Max(a, b) + Min(a, b), a + b),
        lambda: ("max less min", Max(a, b) - Min(a, b), Abs(a - b)),
        lambda: ("max by |u − v|", Max(a, b), (a + b + Abs(a - b)) / 2),
        lambda: ("min by |u − v|", Min(a, b), (a + b - Abs(a - b)) / 2),
        lambda: ("max by cases", Max(a, b), Piecewise((a, a >= b), (b, True))),
        lambda: ("max times min", Max(a, b) * Min(a, b), a * b),
        lambda: ("positive and negative part", Max(a, 0) + Min(a, 0), a),
        lambda: ("parts do not meet", Max(a, 0) * Max(-a, 0), 0),
        lambda: ("|u| from its parts", Max(a, 0) + Max(-a, 0), Abs(a)),
        lambda: ("min mirrored", Min(a, b), -Max(-a, -b)),
        lambda: ("a factor goes in", factor * Max(a, b), Max(factor * a, factor * b)),
        lambda: ("a term goes in", c + Max(a, b), Max(a + c, b + c)),
        lambda: ("max of three", Max(a, b, c), Max(a, Max(b, c))),
        lambda: ("max over min", Max(a, Min(b, c)), Min(Max(a, b), Max(a, c))),
        lambda: ("sizes of sum and difference", Max(Abs(a + b), Abs(a - b)), Abs(a) + Abs(b)),
        lambda: ("the median", Max(Min(a, b), Min(b, c), Min(a, c)), Min(Max(a, b), Max(b, c), Max(a, c))),
        lambda: ("positive part is |u| and u", Max(a, 0), (Abs(a) + a) / 2),
        lambda: ("a clipped line", Min(Max(c, -1), 1), Max(Min(c, 1), -1)),
        lambda: ("difference of clips", Max(c, 0) - Max(c - 1, 0), Min(Max(c, 0), 1)),
    ]
    rule, left, right = scene.rng.choice(rows)()
    return scene.claim(rule, left, right, u, v, w)


def _where_a_sign_is_known(scene: Scene) -> Claim:
    """What needs u ≥ c: true where the bounds say so, else to be tried."""
    u, v = scene.part(), scene.part()
    c = scene.rng.choice([*SMALL, *([u.low] if u.low is not None else []), *([u.high] if u.high is not None else [])])
    a, at = u.e, number(c)
    above, below = u.above(c), u.below(c)
    strictly = u.above(c, strictly=True)
    gap = a - at
    rows = [
        lambda: ("|u| = u", Abs(gap), gap, above),
        lambda: ("|u| = −u", Abs(gap), -gap, below),
        lambda: ("max is u", Max(a, at), a, above),
        lambda: ("max is c", Max(a, at), at, below),
        lambda: ("min is c", Min(a, at), at, above),
        lambda: ("sign is 1", sign(gap), 1, strictly),
        lambda: ("sign is −1", sign(gap), -1, u.below(c, strictly=True)),
        lambda: ("the first case", Piecewise((v.e, a > at), (v.e + 1, True)), v.e, strictly),
        lambda: ("the first case, weak", Piecewise((v.e, a >= at), (v.e + 1, True)), v.e, above),
        lambda: ("the last case", Piecewise((v.e + 1, a < at), (v.e, True)), v.e, above),
        lambda: ("max of shifted", Max(a + v.e, at + v.e), a + v.e, above),
        lambda: ("|u·v| with a sign", Abs(gap * v.e), gap * Abs(v.e), above),
    ]
    rule, left, right, holds = scene.rng.choice(rows)()
    return scene.claim(rule, left, right, u, v, holds=holds)
