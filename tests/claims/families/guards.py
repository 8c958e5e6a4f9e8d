"""What may be concluded from both sides being defined: where a part counts in each case, and where only in some."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

from sympy import (
    Abs,
    Derivative,
    Dummy,
    Eq,
    Expr,
    Ge,
    Gt,
    Heaviside,
    IndexedBase,
    Integer,
    Le,
    Lt,
    Max,
    Ne,
    Piecewise,
    Pow,
    Product,
    Rational,
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

X, Y = IndexedBase("x"), IndexedBase("y")
l, m = Symbol("l", integer=True), Symbol("m", integer=True)
SIGNED = ("reals", "closed", "half-open left", "integers", "finite", "punctured", "union", "half-line down")
third = Rational(1, 3)


def make(rng: Random) -> Claim:
    return rng.choice((_always_defined, _in_a_case, _under_a_condition, _in_a_sum))(rng)


def _always_defined(rng: Random) -> Claim:
    """A part that has a value only for u ≥ 0 stands on one side: then u ≥ 0 may be used, and u > 0 may not."""
    scene = Scene.of(rng, *(("x",) if rng.random() < 0.6 else ("x", "y")), kinds=SIGNED)
    u, v = scene.line(), scene.part()
    a, b = u.e, v.e
    weak = rng.choice((sqrt(a), Pow(a, third), Pow(0, a), Pow(a, Rational(3, 2)) * b, exp(sqrt(a))))
    strict = rng.choice((log(a), 1 / sqrt(a), Pow(a, -third), log(a) * b))
    rows: list[Callable[[], tuple[str, Expr, object, str, bool]]] = [
        lambda: ("weak, size", Abs(a) + weak, a + weak, "=", True),
        lambda: ("weak, sign", sign(a) + weak, 1 + weak, "=", u.above(0, strictly=True)),
        lambda: ("weak, not negative", a + 0 * weak + Abs(weak) * 0, 0, ">=", u.above(0)),
        lambda: ("strict, size", Abs(a) + strict, a + strict, "=", True),
        lambda: ("strict, sign", sign(a) + strict, 1 + strict, "=", True),
        lambda: ("strict, max", Max(a, 0) * strict, a * strict, "=", True),
        lambda: ("strict, another size", Abs(b) + strict, b + strict, "=", v.above(0)),
        lambda: ("weak, root of a square", sqrt(a**2) * weak, a * weak, "=", True),
        lambda: ("strict, a case", Piecewise((strict, a > 0), (b, True)), strict, "=", True),
        lambda: ("weak, a case", Piecewise((weak, a > 0), (weak + 1, True)), weak, "=", u.above(0, strictly=True)),
        lambda: ("a denominator", Abs(sign(a)) / a, 1 / a, "=", True),
        lambda: ("a denominator, 0 to a size", (1 + Pow(0, Abs(a))) / a, 1 / a, "=", True),
        lambda: ("no default", Piecewise((a, a > 0)), Abs(a), "=", True),
        lambda: (
            "no default, weak",
            sign(a) * Piecewise((1, a >= 0)),
            Piecewise((1, a >= 0)),
            "=",
            u.above(0, strictly=True),
        ),
    ]
    rule, left, right, op, holds = rng.choice(rows)()
    return scene.claim(f"defined, {rule}", left, right, u, v, op=op, holds=holds)


def _in_a_case(rng: Random) -> Claim:
    """A part that is evaluated in one case only says nothing of the others."""
    scene = Scene.of(rng, *(("x",) if rng.random() < 0.6 else ("x", "y")), kinds=SIGNED)
    u, v = scene.line(), scene.part()
    a, b = u.e, v.e
    above, strictly = u.above(0), u.above(0, strictly=True)
    root = Piecewise((sqrt(a), a > 0), (0, True))
    logarithm = Piecewise((log(a), a > 0), (b, True))
    inverse = Piecewise((1 / a, Ne(a, 0)), (0, True))
    rows: list[Callable[[], tuple[str, Expr, object, bool]]] = [
        lambda: ("root, size", Abs(a) + root, a + root, above),
        lambda: ("root squared", root**2, Max(a, 0), True),
        lambda: ("root of a size", root, sqrt(Abs(a)), above),
        lambda: ("logarithm, size", Abs(a) + logarithm, a + logarithm, above),
        lambda: ("logarithm, sign", sign(a) + logarithm, 1 + logarithm, strictly),
        lambda: ("exp of it", exp(logarithm), Piecewise((a, a > 0), (exp(b), True)), True),
        lambda: ("inverse times u", a * inverse, Piecewise((1, Ne(a, 0)), (0, True)), True),
        lambda: ("inverse times u is 1", a * inverse, 1, strictly or u.below(0, strictly=True)),
        lambda: ("inverse twice", Piecewise((1 / inverse, Ne(inverse, 0)), (0, True)), a, True),
        lambda: ("sign by a quotient", Piecewise((Abs(a) / a, Ne(a, 0)), (0, True)), sign(a), True),
        lambda: ("a quotient in a case", Piecewise((a / a**2 * a, a > 0), (1, True)), 1, True),
        lambda: ("entropy", Piecewise((-a * log(a), a > 0), (0, True)), -Max(a, 0) * log(Max(a, 0) + 1), False),
        lambda: ("not both", root * Piecewise((sqrt(-a), a < 0), (0, True)), 0, True),
        lambda: ("a power", Piecewise((Pow(a, third) ** 3, a >= 0), (-(Pow(-a, third) ** 3), True)), a, True),
        lambda: ("the condition counts", Piecewise((1, sqrt(a) > 0), (0, True)), sign(a), True),
        lambda: (
            "a later condition",
            Piecewise((1, a > 0), (2, sqrt(-a) > 0), (3, True)),
            2 - sign(a) + _at_0(a),
            True,
        ),
    ]
    rule, left, right, holds = rng.choice(rows)()
    return scene.claim(f"in a case, {rule}", left, right, u, v, holds=holds)


def _under_a_condition(rng: Random) -> Claim:
    """In a case its condition may be used, and in a later case that the earlier ones do not apply."""
    scene = Scene.of(rng, *(("x",) if rng.random() < 0.5 else ("x", "y")), kinds=SIGNED)
    u, v = scene.line(), scene.part()
    a, b = u.e, v.e
    relation = rng.choice((Gt, Ge, Ne, Lt, Le, Eq))
    signs = {Gt: {1}, Ge: {0, 1}, Ne: {-1, 1}, Lt: {-1}, Le: {-1, 0}, Eq: {0}}[relation]
    later = rng.random() < 0.4
    if later:
        signs = {-1, 0, 1} - signs
    rows: list[tuple[str, Expr, Expr, set[int]]] = [
        ("size", Abs(a), a, {0, 1}),
        ("size, mirrored", Abs(a), -a, {0, -1}),
        ("sign", sign(a), Integer(1), {1}),
        ("sign, mirrored", sign(a), Integer(-1), {-1}),
        ("sign squared", sign(a) ** 2, Integer(1), {1, -1}),
        ("max", Max(a, 0), a, {0, 1}),
        ("max is 0", Max(a, 0), Integer(0), {0, -1}),
        ("step", Heaviside(a), Integer(1), {1}),
        ("step with 1", Heaviside(a, 1), Integer(1), {0, 1}),
        ("size of a product", Abs(a * b), a * Abs(b), {0, 1}),
        ("root of a square", sqrt(a**2), a, {0, 1}),
        ("0 to a size", Pow(0, Abs(a)), Integer(0), {1, -1}),
        ("0 to a size is 1", Pow(0, Abs(a)), Integer(1), {0}),
        ("is 0", a * b, Integer(0), {0}),
        ("another case", Piecewise((b, a > 0), (b + 1, True)), b, {1}),
    ]
    rule, left, right, where = rng.choice(rows)
    condition = relation(a, 0)
    other = rng.choice((Integer(7), b, a, Abs(a)))
    if later:
        sides = [Piecewise((other, condition), (side, True)) for side in (left, right)]
    else:
        sides = [Piecewise((side, condition), (other, True)) for side in (left, right)]
    calm = rng.choice((Integer(0), Abs(a), b))
    return scene.claim(f"under a condition, {rule}", calm + sides[0], calm + sides[1], u, v, holds=signs <= where)


def _at_0(a: Expr) -> Expr:
    """What is missing at u = 0, where the value is 3: 3 − 2; and below, where it is 2: 2 − 3."""
    return Piecewise((1, sign(a) ** 2 < 1), (-1, a < 0), (0, True))


def _in_a_sum(rng: Random) -> Claim:
    """A summand need not be defined where the sum is empty, and says nothing of components beyond its ends."""
    empty = rng.random() < 0.5
    k = Symbol("k", integer=True, nonnegative=True) if empty else Symbol("k", integer=True, positive=True)
    x = Symbol("x", real=True)
    i = Symbol("i", integer=True)
    domain = Domain(indices={i: (Integer(1), k)}) if not empty and rng.random() < 0.7 else Domain()
    ranged = bool(domain.indices)

    def total(body: Expr, low: int = 1) -> Expr:
        return Sum(body, (m, low, k))

    dummy = Dummy("m", integer=True)
    rows: list[Callable[[], tuple[str, Expr, object, bool]]] = [
        lambda: ("a root in a sum", Abs(x) + total(sqrt(x)), x + total(sqrt(x)), not empty),
        lambda: ("a logarithm in a sum", sign(x) + total(log(x)), 1 + total(log(x)), not empty),
        lambda: (
            "an inverse in a product",
            sign(x) ** 2 + Product(1 / x, (m, 1, k)),
            1 + Product(1 / x, (m, 1, k)),
            not empty,
        ),
        lambda: ("a component", Abs(X[i]) + total(sqrt(X[m])), X[i] + total(sqrt(X[m])), ranged),
        lambda: ("a component, sign", sign(X[i]) + total(log(X[m])), 1 + total(log(X[m])), ranged),
        lambda: ("the one before", Abs(X[0]) + total(log(X[m])), X[0] + total(log(X[m])), False),
        lambda: ("the one after", Abs(X[k + 1]) + total(log(X[m])), X[k + 1] + total(log(X[m])), False),
        lambda: ("the first", Abs(X[1]) + total(log(X[m])), X[1] + total(log(X[m])), not empty),
        lambda: ("the last", Abs(X[k]) + total(log(X[m])), X[k] + total(log(X[m])), not empty),
        lambda: ("from two on", Abs(X[1]) + total(log(X[m]), 2), X[1] + total(log(X[m]), 2), False),
        lambda: ("all of them", total(Abs(X[m])) + total(log(X[m])), total(X[m]) + total(log(X[m])), True),
        lambda: ("logs of a product", total(log(X[m] * Y[m])), total(log(X[m])) + total(log(Y[m])), True),
        lambda: ("captured", total(X[m] * Y[l]), Sum(X[l] * Y[l], (l, 1, k)), False),
        lambda: ("not captured", total(X[m] * Y[l]), Y[l] * Sum(X[l], (l, 1, k)), True),
        lambda: ("a letter twice", Sum(X[m] * total(Y[m]), (m, 1, k)), total(X[m]) * Sum(Y[l], (l, 1, k)), True),
        lambda: ("a letter twice, one sum", Sum(X[m] * total(Y[m]), (m, 1, k)), total(X[m] * Y[m]), False),
        lambda: ("free and bound", m * total(X[m]), total(m * X[m]), False),
        lambda: ("free and bound, apart", m * total(X[m]), Sum(m * X[l], (l, 1, k)), True),
        lambda: ("a dummy of the same name", total(X[m]), Sum(X[dummy], (dummy, 1, k)), True),
        lambda: ("an end that is bound outside", Sum(Sum(X[l], (l, 1, m)), (m, 1, k)), _partial(k), True),
        lambda: ("a derivative of a root", Abs(x) + Derivative(sqrt(x), x), x + Derivative(sqrt(x), x), True),
        lambda: ("a derivative of a sum", total(Derivative(Abs(x), x)) * x, k * Abs(x), False),
    ]
    rule, left, right, holds = rng.choice(rows)()
    numbers = (0, 1, 2) if empty else (1, 2)
    hints = [{k: Fraction(n), x: Fraction(q)} for n in numbers for q in (-1, 0, 1)]
    return Claim("", f"in a sum, {rule}", left, right, "=", domain, holds, tuple(hints))


def _partial(k: Expr) -> Expr:
    return Sum((k + 1 - l) * X[l], (l, 1, k))
