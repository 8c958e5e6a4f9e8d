"""Ends that are no rational numbers, √2 and π, and ends that are letters; numbers compared with their first digits."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt
from random import Random

from sympy import (
    Abs,
    Expr,
    Integer,
    Interval,
    Max,
    Rational,
    Symbol,
    cos,
    exp,
    log,
    pi,
    sign,
    sin,
    sqrt,
)

from claims.claim import Claim
from claims.parts import TINY, number
from claims.points import constant
from symxent.language.domain import Domain
from symxent.language.functions import sigmoid

x = Symbol("x", real=True)
Fact = tuple[str, Expr, object, str, bool]


def make(rng: Random) -> Claim:
    return rng.choice((_irrational, _letters, _letters, _numbers))(rng)


def _irrational(rng: Random) -> Claim:
    """x between 0 and an irrational end, the end in it or not."""
    end = rng.choice((sqrt(2), sqrt(3), pi, exp(1), log(2), sqrt(2) + 1))
    closed = rng.random() < 0.6
    where = Interval(0, end, False, not closed)
    square = end**2
    low = number(Fraction(_digits(end, 9)))
    rows: list[Callable[[], Fact]] = [
        lambda: ("at most the end", x, end, "<=", True),
        lambda: ("below the end", x, end, "<", not closed),
        lambda: ("is not the end", x, end, "!=", not closed),
        lambda: ("square at most the end's", x**2, square, "<=", True),
        lambda: ("square below the end's", x**2, square, "<", not closed),
        lambda: ("sign of the gap", sign(end - x), 1, "=", not closed),
        lambda: ("size of the gap", Abs(x - end), end - x, "=", True),
        lambda: ("max", Max(x, end), end, "=", True),
        lambda: ("below a number above", x, low + number(TINY) * 2, "<", True),
        lambda: ("below a number below", x, low, "<", False),
        lambda: ("e^x", exp(x), exp(end), "<=", True),
        lambda: ("e^x strictly", exp(x), exp(end), "<", not closed),
        lambda: ("root of the gap", sqrt(end - x), 0, ">", not closed),
    ]
    rule, left, right, op, holds = rng.choice(rows)()
    return _claim(f"an irrational end, {rule}", left, right, op, Domain(where={x: where}), holds)


def _letters(rng: Random) -> Claim:
    """x between 0 and c, where c is a letter; read as x = c·s with s between 0 and 1."""
    c, s = Symbol("c", positive=True), Symbol("s", real=True)
    opened = (rng.random() < 0.5, rng.random() < 0.5)
    low_in, high_in = not opened[0], not opened[1]
    rows: list[Callable[[], Fact]] = [
        lambda: ("at most c", x, c, "<=", True),
        lambda: ("below c", x, c, "<", not high_in),
        lambda: ("not negative", x, 0, ">=", True),
        lambda: ("positive", x, 0, ">", not low_in),
        lambda: ("is not c", x, c, "!=", not high_in),
        lambda: ("size of the gap", Abs(x - c), c - x, "=", True),
        lambda: ("sign of the gap", sign(c - x), 1, "=", not high_in),
        lambda: ("squares", x**2, c**2, "<=", True),
        lambda: ("at most 1", x, 1, "<=", False),
        lambda: ("a share", x / c, 1, "<=", True),
        lambda: ("a product", x * (c - x), 0, ">", not low_in and not high_in),
        lambda: ("a product, weak", x * (c - x), 0, ">=", True),
        lambda: ("twice c", x, 2 * c, "<", True),
        lambda: ("sigmoid", sigmoid(x), sigmoid(c), "<=", True),
        lambda: ("max", Max(x, c), c, "=", True),
    ]
    rule, left, right, op, holds = rng.choice(rows)()
    reading = _claim(
        "",
        (Integer(0) + left).xreplace({x: c * s}),
        (Integer(0) + right).xreplace({x: c * s}),
        op,
        Domain(where={s: Interval(0, 1, *opened)}),
        holds,
        ({s: Fraction(0)}, {s: Fraction(1)}),
    )
    return Claim(
        "",
        f"an end that is a letter, {rule}",
        Integer(0) + left,
        Integer(0) + right,
        op,
        Domain(where={x: Interval(0, c, *opened)}),
        holds,
        reading=reading,
    )


def _numbers(rng: Random) -> Claim:
    """A number without letters against its first digits, or against another way of writing it."""
    a, b = rng.randint(2, 12), rng.randint(2, 12)
    q = Rational(a, b)
    one = rng.choice(
        (sqrt(a), exp(q), log(a + 1), pi, sqrt(a) + sqrt(b), exp(-q), sin(q), cos(q), sqrt(a) * log(b + 1))
    )
    if rng.random() < 0.6:
        places = rng.choice((3, 9, 15, 30))
        below = number(Fraction(_digits(one, places)))
        above = below + Rational(1, 10**places)
        irrational = not one.is_rational
        rows: list[Callable[[], Fact]] = [
            lambda: ("its digits, above", one, below, ">=", True),
            lambda: ("its digits, strictly above", one, below, ">", irrational),
            lambda: ("its digits, below", one, above, "<", True),
            lambda: ("its digits, equal", one, below, "=", not irrational),
            lambda: ("its digits, not equal", one, below, "!=", irrational),
            lambda: ("its digits, the wrong way", one, above, ">", False),
            lambda: ("a digit more", one, below + Rational(1, 10 ** (places + 1)), "<", False),
        ]
        rule, left, right, op, holds = rng.choice(rows)()
        return _claim(f"a number and {rule}", left, right, op, Domain(), holds)
    root = isqrt(a)
    rows = [
        lambda: ("a nested root", sqrt(a + b + 2 * sqrt(a * b)), sqrt(a) + sqrt(b), "=", True),
        lambda: ("roots", sqrt(a) * sqrt(b), sqrt(a * b), "=", True),
        lambda: ("logarithms", log(a) + log(b), log(a * b), "=", True),
        lambda: ("a logarithm of a power", log(a**3), 3 * log(a), "=", True),
        lambda: ("an inverse", 1 / (sqrt(a) + 1), (sqrt(a) - 1) / (a - 1), "=", True),
        lambda: ("exponentials", exp(q) * exp(-q / 2), exp(q / 2), "=", True),
        lambda: ("a root between integers", sqrt(a), root + 1, "<", True),
        lambda: ("sine and cosine", sin(q) ** 2 + cos(q) ** 2, 1, "=", True),
        lambda: ("a sum of logarithms, nearly", log(a) + log(b), log(a * b + TINY_NUMBER), "=", False),
        lambda: ("sum of roots", sqrt(a) + sqrt(b), sqrt(a + b), ">", True),
    ]
    rule, left, right, op, holds = rng.choice(rows)()
    return _claim(f"numbers, {rule}", left, right, op, Domain(), holds)


TINY_NUMBER = Rational(1, 10**9)


def _digits(e: Expr, places: int) -> str:
    """The first digits of a positive number, cut and not rounded."""
    return f"{constant(e * 10**places).real.floor().lo / 10**places}"


def _claim(
    rule: str, left: Expr, right: object, op: str, domain: Domain, holds: bool, hints: tuple[dict, ...] = ()
) -> Claim:
    return Claim("", rule, Integer(0) + left, Integer(0) + right, op, domain, holds, hints)
