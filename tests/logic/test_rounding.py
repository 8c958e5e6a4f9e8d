"""Printed decimals: what rounds to them, and what is said to and does not."""

from __future__ import annotations

import pytest
from sympy import Expr, Rational, S, exp, pi, sqrt, symbols

from symxent.logic import Claim, Enclosed, Hypotheses, Refused, check, rounded

x = symbols("x", real=True)
TENTH = Rational(1, 10)


@pytest.mark.parametrize(
    ("value", "printed", "decimals"),
    [
        (pi, Rational(314, 100), 2),
        (exp(1) ** 3, S(20), 0),
        (Rational(1, 4), 2 * TENTH, 1),  # half way, to both sides
        (Rational(1, 4), 3 * TENTH, 1),
        ((1 + sqrt(2)) * (sqrt(2) - 1) / 4, 3 * TENTH, 1),
    ],
)
def test_it_rounds_to_what_is_printed(value: Expr, printed: Rational, decimals: int) -> None:
    assert rounded(value, printed, decimals).claim.said[2] == printed


@pytest.mark.parametrize(
    ("value", "printed", "decimals"),
    [
        (pi, S(3), 1),
        (Rational(1, 3), Rational(1, 2), 1),
        ((1 + sqrt(2)) * (sqrt(2) - 1) / 4 + Rational(1, 10**90), 2 * TENTH, 1),
        (S(1234), S(1000), -3),
        (x, S.One, 0),
        (exp(x), S.One, 0),
        (1 / ((1 + sqrt(2)) * (sqrt(2) - 1) - 1), S.One, 0),
    ],
)
def test_it_does_not_round_to_that(value: Expr, printed: Rational, decimals: int) -> None:
    with pytest.raises(Refused):
        rounded(value, printed, decimals)


def test_an_enclosure_shows_how_a_number_rounds_and_nothing_else() -> None:
    with pytest.raises(Refused, match="nothing else"):
        check(Claim(pi, S(3), ">", Hypotheses()), Enclosed())
