"""Algebraic numbers: a false claim is near to a true one, or is about what is no algebraic number."""

from __future__ import annotations

import pytest
from rows import by, judge, row, rows, steps, x
from sympy import Integer, Pow, Rational, cos, exp, log, pi, sin, sqrt, tan

from symxent.logic import Refused
from symxent.logic.algebraic import need_zero
from symxent.proof import prove

HALF = Rational(1, 2)
TINY = Rational(1, 10**25)


def root(u, t, power=HALF):
    return by("root of a number", (u, power), t)


def power(u, v, evaluate=False):
    return Pow(u, v, evaluate=evaluate)


@rows(
    row("denested", sqrt(3 + 2 * sqrt(2)), "=", 1 + sqrt(2), steps(root(3 + 2 * sqrt(2), 1 + sqrt(2)))),
    row("nearly denested", sqrt(3 + 2 * sqrt(2)), "=", 1 + sqrt(2) + TINY, steps(
        root(3 + 2 * sqrt(2), 1 + sqrt(2) + TINY)), at={}),
    row("the other root", sqrt(3 + 2 * sqrt(2)), "=", -1 - sqrt(2), steps(root(3 + 2 * sqrt(2), -1 - sqrt(2))), at={}),
    row("a root over another", sqrt(2), "=", 2 / sqrt(2), steps(root(Integer(2), 2 / sqrt(2)))),
    row("a cosine", sqrt(5), "=", 4 * cos(pi / 5, evaluate=False) - 1, steps(
        root(Integer(5), 4 * cos(pi / 5, evaluate=False) - 1))),
    row("a sine of no fraction of π", sqrt(Integer(2)), "=", sin(Integer(1)), steps(
        root(Integer(2), sin(Integer(1)))), at={}),
    row("third roots", 2 ** Rational(1, 3) * 3 ** Rational(1, 3), "=", power(6, Rational(1, 3)), steps(
        root(Integer(6), power(2, Rational(1, 3)) * power(3, Rational(1, 3)), Rational(1, 3)))),
    row("no number", sqrt(x**2), "=", x, steps(root(x**2, x)), at={x: -1}),
    row("by a number that is none", sqrt(Integer(2)), "=", log(Integer(4)), steps(
        root(Integer(2), log(Integer(4)))), at={}),
)  # fmt: skip
def test_roots_of_numbers(given):
    judge(given)


#: Written by hand for the rule's shape, and by SymPy's sqrtdenest.
TRUE = (
    (sqrt(5 + 2 * sqrt(6)), sqrt(2) + sqrt(3)),
    (sqrt(16 - 2 * sqrt(29) + 2 * sqrt(55 - 10 * sqrt(29))), sqrt(5) + sqrt(11 - 2 * sqrt(29))),
    (1 + sqrt(1 / (4 * sqrt(3) + 7) + 1), 1 + (sqrt(2) + sqrt(6)) / (sqrt(3) + 2)),
    (sqrt(3 + 2 * sqrt(3)), 3 ** Rational(3, 4) * (sqrt(6) / 2 + 3 * sqrt(2) / 2) / 3),
    ((2 + sqrt(5)) ** Rational(1, 3), (1 + sqrt(5)) / 2),
    (x * sqrt(5 + 2 * sqrt(6)), x * sqrt(2) + x * sqrt(3)),
    (tan(5 * pi / 18) + tan(7 * pi / 18) - sqrt(3) * tan(5 * pi / 18) * tan(7 * pi / 18), -sqrt(3)),
    (log(sqrt(2) - 1) + log(sqrt(2) + 1), Integer(0)),
    (log(7 + 4 * sqrt(3)), 2 * log(2 + sqrt(3))),
    (sin(1) ** x / (cos(1) + 1) ** x, tan(HALF) ** x),
)


def test_identities_of_numbers_are_proved_and_their_twins_are_not() -> None:
    for left, right in TRUE:
        assert prove(left, right).proved, f"{left} = {right}"
        for twin in (right + TINY, right * (1 + TINY) + TINY, -right - TINY, right.subs(3, 5) + TINY):
            assert not prove(left, twin).proved, f"{left} = {twin}"


@pytest.mark.parametrize("e", [cos(1), sin(sqrt(2)), Pow(2, sqrt(2)), Pow(2, x), exp(1), log(2), x, cos(pi / 997)])
def test_what_is_no_algebraic_number_of_a_known_degree_is_not_shown_to_be_0(e) -> None:
    for one in (e - e.subs(x, 1), e):
        with pytest.raises(Refused):
            need_zero(one if one != 0 else e)
