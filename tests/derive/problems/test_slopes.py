"""Derivatives by several letters, along curves, implicit and logarithmic ones: the ends, and what is no question."""

from __future__ import annotations

import pytest
from sympy import Derivative, symbols

from symxent.derive.derivation import Derivation, DerivedPage
from symxent.derive.formula import differentiate
from symxent.derive.problems.asked import ASKED
from symxent.derive.problems.slopes import implicit, logarithmic, total_derivative
from symxent.errors import SymxentError
from symxent.language.text import to_text
from symxent.proof import prove

x, y, t = symbols("x y t", real=True)


def asked(option: str, formula: str, about: str, **beside: str) -> DerivedPage:
    return ASKED[option](formula, about, **beside).derived()


def end(section: Derivation) -> str:
    return to_text(section.end)


@pytest.mark.parametrize(
    ("formula", "letters", "order", "last"),
    [
        ("x^2*y + sin(x*y)", "x,y", 1, "(y (2 x + cos(x y)), x (x + cos(x y)))"),
        ("x^2*y^3", "x,y", 2, "[2 y³, 6 x y²; 6 x y², 6 x² y]"),
        ("(x*cos(y), x*sin(y))", "x,y", 1, "[cos(y), −x sin(y); sin(y), x cos(y)]"),
        ("(x*y, 3)", "x,y", 1, "[y, x; 0, 0]"),
        ("log(x) + y", "x,y", 1, "(1/x, 1)"),
    ],
)
def test_the_entries_are_derived_and_then_put_together(formula: str, letters: str, order: int, last: str) -> None:
    page = differentiate(formula, letters, order)
    assert page.proved, str(page)
    assert end(page.sections[-1]) == last


def test_expressions_of_sympy_are_asked_as_text_is() -> None:
    assert str(differentiate(x**2 * y, (x, y))) == str(differentiate("x^2*y", "x,y"))
    assert str(differentiate((x * y, x + y), (x, y))) == str(differentiate("(x*y, x+y)", ("x", "y")))


def test_the_mixed_derivative_is_proved_in_both_orders() -> None:
    hessian = differentiate("x^2*y^3", "x,y", 2).sections[-1]
    theorem = hessian.claim.theorem
    assert theorem is not None
    assert {str(part.said[0]) for part in theorem.claim.parts} >= {
        "Derivative(x**2*y**3, x, y)",
        "Derivative(x**2*y**3, y, x)",
    }


@pytest.mark.parametrize(
    ("formula", "letters", "order", "why"),
    [
        ("x*y", "x,z", 1, "z does not occur in the formula; its symbols are x, y"),
        ("x*y", "x,x", 1, "each once"),
        ("x*y", "x,y", 3, "the gradient, the Hessian"),
        ("(x, y)", "x,y", 2, "or a Jacobian"),
        ("(x*y, x)", None, 1, "say by what to differentiate"),
    ],
)
def test_what_is_no_question_about_several_letters_is_told(
    formula: str, letters: str | None, order: int, why: str
) -> None:
    with pytest.raises(SymxentError, match=why):
        differentiate(formula, letters, order)


@pytest.mark.parametrize(
    ("equation", "slope", "where"),
    [
        ("x^2 + y^2 = 1", "y′ = −x/y", ", where y ≠ 0"),
        ("x^3 + y^3 = 6*x*y", "y′ = (x² − 2 y)/(2 x − y²)", ", where 2 x − y² ≠ 0"),
        ("sin(x*y) = x", "y′ = −(y cos(x y) − 1)/(x cos(x y))", ", where x cos(x y) ≠ 0"),
        ("exp(y) = x", "y′ = e⁻ʸ", ""),
        ("tan(y) = x", "y′ = cos(y)²", ""),
        ("y^3 + y = x", "y′ = 1/(3 y² + 1)", ""),
        ("y = x^2", "y′ = 2 x", ""),
        ("sqrt(x) + sqrt(y) = 1", "y′ = −sqrt(y)/sqrt(x)", ""),
    ],
)
def test_an_equation_gives_the_slope_with_its_condition(equation: str, slope: str, where: str) -> None:
    (section,) = asked("--implicit", equation, "y").sections
    assert section.proved, str(section)
    assert end(section) == slope
    assert section.title == f"The derivative of y by x{where}"


@pytest.mark.parametrize(
    ("equation", "ends"),
    [
        ("x^2 + y^2 = 1", ["y′ = −x/y", "y′′ = −1/y³"]),
        ("x^4 + y^4 = 16", ["y′ = −x³/y³", "y′′ = −48 x²/y⁷"]),
        ("exp(y) = x*y", ["y′ = −y/(x − eʸ)", "y′′ = y (2 x + y eʸ − 2 eʸ)/(x − eʸ)³"]),
        ("y^2 = x", ["y′ = 1/(2 y)", "y′′ = −1/(4 y³)", "y′′′ = 3/(8 y⁵)"]),
    ],
)
def test_higher_derivatives_of_an_equation(equation: str, ends: list[str]) -> None:
    sections = asked("--implicit", equation, "y", order=len(ends)).sections
    assert all(section.proved for section in sections), "\n".join(map(str, sections))
    assert [end(section) for section in sections] == ends
    with pytest.raises(SymxentError, match="orders 1 to 4"):
        implicit(equation, "y", order=5)


def test_other_letters_are_constants() -> None:
    (section,) = asked("--implicit", "x^2 + y^2 = r^2", "y", wrt="x").sections
    assert end(section) == "y′ = −x/y"


@pytest.mark.parametrize(
    ("equation", "wrt", "why"),
    [
        ("x = 1 + 0*y", None, "does not tie y to x"),
        ("y - y + x = 1", None, "does not tie y to x"),
        ("abs(x) + abs(y) = 1", None, "has kinks or jumps"),
        ("relu(y) = x", None, "has kinks or jumps"),
        ("x^2 + y^2 = r^2", None, "its other symbols are r, x"),
        ("y = 2", None, "it has no other symbol"),
        ("x^2 + y^2 = 1", "y", "no function of itself"),
        ("x^2 + y^2 = 1", "z", "z does not occur"),
        ("x^2 + y^2", None, "an equation"),
    ],
)
def test_what_ties_nothing_is_told(equation: str, wrt: str | None, why: str) -> None:
    with pytest.raises(SymxentError, match=why):
        implicit(equation, "y", wrt)


@pytest.mark.parametrize(
    ("formula", "taken", "last", "where"),
    [
        ("x^x", "log y = x log x", "y′ = xˣ (log x + 1)", ", where x > 0"),
        ("x^3*exp(-x)", "log y = 3 log x − x", "y′ = x³ e⁻ˣ (3/x − 1)", ", where x > 0"),
        ("(x^2+1)^x", "log y = x log(x² + 1)", "y′ = (x² + 1)ˣ (log(x² + 1) + 2 x²/(x² + 1))", ""),
        ("sqrt(x)/(x-3)", "log y = log x/2 − log(x − 3)", None, ", where x > 0, x − 3 > 0"),
    ],
)
def test_the_logarithm_is_taken_where_the_factors_are_positive(
    formula: str, taken: str, last: str | None, where: str
) -> None:
    (section,) = asked("--logarithmic", formula, "x").sections
    assert section.proved, str(section)
    assert to_text(section.lines[1].tree) == taken
    assert section.title == f"The derivative by x{where}"
    if last is not None:
        assert end(section) == last


@pytest.mark.parametrize(
    ("formula", "why"),
    [("-x^x", "ask for xˣ"), ("-(x^2+1)*x", "−\\(x² \\+ 1\\) is not"), ("a*b", "x does not occur")],
)
def test_no_logarithm_is_taken_of_what_is_negative(formula: str, why: str) -> None:
    with pytest.raises(SymxentError, match=why):
        logarithmic(formula, "x")


def test_a_name_that_the_formula_has_is_not_given_to_it() -> None:
    (section,) = logarithmic("y^x", "x").sections
    assert to_text(section.lines[0].tree) == "f = yˣ"


def test_along_a_curve_the_partial_derivatives_are_times_the_speeds() -> None:
    page = asked("--along", "x^2*y + t", "x=cos(t), y=t^2")
    assert page.proved, str(page)
    chain = page.sections[-1]
    assert to_text(chain.lines[1].tree) == "∂f/∂x · dx/dt + ∂f/∂y · dy/dt + ∂f/∂t"
    from symxent.language.expression import formula

    found = formula(to_text(chain.end).replace("²", "**2").replace(" + ", "+").replace(" ", "*"))
    assert prove(Derivative(formula("cos(t)^2*t^2 + t"), t), found).proved


@pytest.mark.parametrize(
    ("formula", "curve", "why"),
    [
        ("x*y", {"x": "t", "z": "t"}, "z does not occur"),
        ("x*y", {"x": "2", "y": "3"}, "say by what"),
        ("x*y", {"x": "s", "y": "t"}, "say by what"),
        ("x*y", {"x": "x + 1"}, "moves along the curve"),
    ],
)
def test_what_does_not_move_is_told(formula: str, curve: dict[str, str], why: str) -> None:
    with pytest.raises(SymxentError, match=why):
        total_derivative(formula, curve)
