"""Taylor polynomials: the derivatives and values are proved, and no polynomial is given at a kink or an end."""

from __future__ import annotations

import pytest
from sympy import exp, symbols

from symxent.derive.problems.asked import ASKED
from symxent.derive.problems.slopes import taylor
from symxent.errors import SymxentError
from symxent.language.text import to_text

x = symbols("x", real=True)


@pytest.mark.parametrize(
    ("formula", "about", "degree", "polynomial"),
    [
        ("exp(x)", "x=0", 3, "1 + x + x²/2 + x³/6"),
        ("sin(x)", "x=pi/2", 4, "1 − (x − π/2)²/2 + (x − π/2)⁴/24"),
        ("log(1+x)", "x=0", 3, "x − x²/2 + x³/3"),
        ("sqrt(x)", "x=4", 2, "2 + (x − 4)/4 − (x − 4)²/64"),
        ("x^3 - 2*x + 1", "x=1", 3, "(x − 1) + 3 (x − 1)² + (x − 1)³"),
        ("cos(x)", "x=a", 1, "cos(a) − sin(a)(x − a)"),
        ("tan(x)", "x=0", 0, "0"),
    ],
)
def test_a_polynomial_is_put_together_from_proved_values(
    formula: str, about: str, degree: int, polynomial: str
) -> None:
    page = ASKED["--taylor"](formula, about, order=degree).derived()
    assert page.proved, str(page)
    assert to_text(page.sections[2].end) == polynomial
    assert f"{degree + 1} times differentiable" in page.sections[3].title


@pytest.mark.parametrize(
    ("formula", "about", "where", "polynomial"),
    [
        ("abs(x)", "x=-2", "Where −x > 0", "2 − (x + 2)"),
        ("abs(x - 1)*exp(x)", "x=0", "Where 1 − x > 0", "1 − x²/2"),
        ("max(x, x^2)", "x=2", "Where x² − x > 0", "4 + 4 (x − 2) + (x − 2)²"),
        ("relu(x) + sign(x)", "x=1", "Where x > 0", "2 + (x − 1)"),
        ("abs(abs(x) - 2)", "x=1", "Where x > 0, 2 − x > 0", "1 − (x − 1)"),
    ],
)
def test_beside_a_kink_it_is_that_of_the_piece(formula: str, about: str, where: str, polynomial: str) -> None:
    page = ASKED["--taylor"](formula, about, order=2).derived()
    assert page.proved, str(page)
    assert page.sections[0].title == where
    assert to_text(page.sections[3].end) == polynomial


def test_the_remainder_is_lagranges_and_an_integral_where_that_is_proved() -> None:
    rest = taylor(exp(x), (x, 0), 1).sections[-1]
    assert [to_text(line.tree) for line in rest.lines] == ["eˣ", "1 + x + (e^ξ/2) · x²", "1 + x + ∫₀ˣ (−u + x) eᵘ du"]
    assert "ξ between 0 and x" in rest.lines[1].rules[0]


@pytest.mark.parametrize(
    ("formula", "point", "degree", "why"),
    [
        ("abs(x)", "0", 1, "has a kink or a jump where x = 0"),
        ("x*abs(x)", "0", 1, "has a kink or a jump where x = 0"),
        ("abs(x)", "a", 1, "has a kink or a jump where x = 0"),
        ("floor(x)", "1", 1, "may jump"),
        ("sqrt(x)", "0", 1, "has no first derivative at x = 0"),
        ("x^(5/2)", "0", 3, "has no (first|second|third) derivative at x = 0"),
        ("1/x", "0", 1, "has no value at x = 0"),
        ("x^3/x", "0", 1, "has no value at x = 0"),
        ("sin(x)/x", "0", 1, "has no value at x = 0"),
        ("log(x)", "-1", 1, "has no value at x = −1"),
        ("arcsin(x)", "1", 1, "has no first derivative at x = 1"),
        ("exp(x)", "oo", 1, "about a point"),
        ("exp(x)", "x", 1, "about a point"),
        ("exp(x)", "0", 11, "degrees 0 to 10"),
    ],
)
def test_no_polynomial_is_given_where_a_derivative_is_missing(formula: str, point: str, degree: int, why: str) -> None:
    with pytest.raises(SymxentError, match=why):
        taylor(formula, ("x", point), degree)
