"""Integrals in named steps: each line is proved, and no line that is not right."""

from __future__ import annotations

import pytest
from sympy import Integral, Rational, Symbol, cos, exp, log, sin, symbols

from symxent.derive.derivation import DerivedPage
from symxent.derive.problems import antiderivative as lines_of
from symxent.derive.problems.antiderivative import antiderivative
from symxent.derive.problems.asked import ASKED, integrate
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.from_sympy import to_tree
from symxent.language.text import to_text

x = symbols("x", real=True)


def asked(formula: str, about: str = "x") -> DerivedPage:
    return ASKED["--integrate"](formula, about).derived()


@pytest.mark.parametrize(
    ("formula", "end", "rules"),
    [
        ("x*cos(x)", "x sin(x) + cos(x) + C", {"by parts with f = x, g′ = cos(x)"}),
        ("x*exp(x^2)", "e^(x²)/2 + C", {"substitution u = x²", "put back u = x²"}),
        ("1/(x^2-1)", "log(|x − 1|)/2 − log(|x + 1|)/2 + C", {"partial fractions", "logarithm rule"}),
        ("(x+1)/(x^2-1)", "log(|x − 1|) + C", {"cancel common factors"}),
        ("(3*x+5)/(x^2+x-2)", "8 log(|x − 1|)/3 + log(|x + 2|)/3 + C", {"partial fractions"}),
        ("1/(x*(x+1)^2)", "log(|x|) − log(|x + 1|) + 1/(x + 1) + C", {"partial fractions"}),
        ("(x^2+1)/(x^2-1)", "x + log(|x − 1|) − log(|x + 1|) + C", {"divide the polynomials, partial fractions"}),
        ("x/(x^2-1)", "log(|x² − 1|)/2 + C", {"substitution u = x² − 1"}),
        ("1/(x^2+2*x+1)", "−1/(x + 1) + C", {"factor"}),
        ("csc(x)", "−log(|cot(x) + csc(x)|) + C", {"logarithm rule"}),
        (
            "sec(x)^3",
            "log(|tan(x) + sec(x)|)/2 + tan(x) sec(x)/2 + C",
            {"by parts with f = sec(x), g′ = sec(x)², solved for the integral"},
        ),
        ("cot(x)^2", "−x − cot(x) + C", {"a trigonometric identity"}),
        ("exp(x)*sin(x)", "eˣ sin(x)/2 − eˣ cos(x)/2 + C", {"solve for the integral"}),
        ("sin(x)^2", "x/2 − sin(2 x)/4 + C", {"a trigonometric identity"}),
        ("tan(x)", "−log(|cos(x)|) + C", {"substitution u = cos(x)"}),
        ("sec(x)", "log(|tan(x) + sec(x)|) + C", {"logarithm rule"}),
        ("sqrt(4-x^2)", "x sqrt(4 − x²)/2 + 2 arcsin(x/2) + C", {"table of integrals"}),
        ("arccos(x)", "x arccos(x) − sqrt(1 − x²) + C", {"substitution u = 1 − x²"}),
        ("C*x^n", "C x^(n + 1)/(n + 1) + D", {"constant multiple rule", "power rule"}),
    ],
)
def test_an_integral_is_worked_out_in_named_steps(formula: str, end: str, rules: set[str]) -> None:
    page = asked(formula)
    (section,) = page.sections
    assert page.proved
    assert to_text(section.end) == end
    assert rules <= {rule for line in section.lines for rule in line.rules}


def test_a_definite_integral_is_the_difference_of_the_antiderivative() -> None:
    page = asked("x*exp(-x)", "x=0..1")
    assert page.proved
    assert to_text(page.sections[1].start) == "∫₀¹ x e⁻ˣ dx"
    assert to_text(page.sections[1].end) == "1 − 2 e⁻¹"


@pytest.mark.parametrize(
    ("formula", "about", "value"),
    [
        ("x*exp(-x)", "x=0..oo", "1"),
        ("exp(-x^2)", "x=-oo..oo", "sqrt(π)"),
        ("log(x)", "x=0..1", "−1"),
        ("1/(1-x^2)", "x=0..1/2", "(log(3/2) + log 2)/2"),
        ("1/(x*(x+1))", "x=1..oo", "log 2"),
        ("1/sin(x)", "x=pi/4..pi/2", "log(1 + sqrt(2))"),
        ("exp(x)/(1+exp(2*x))", "x=0..b", "arctan(eᵇ) − π/4"),
    ],
)
def test_where_an_end_is_none_of_the_function_its_limit_is_taken(formula: str, about: str, value: str) -> None:
    page = asked(formula, about)
    assert page.proved
    assert to_text(page.sections[1].end) == value


@pytest.mark.parametrize(
    ("formula", "about", "value", "where"),
    [
        ("3*x^a*(1-x)^2", "x=0..1", "6/((a + 1)(a + 2)(a + 3))", "In closed form, where a + 1 > 0"),
        ("1/x^p", "x=1..oo", "1/(p − 1)", "In closed form, where p − 1 > 0"),
        ("exp(-x)*max(x-1,0)", "x=0..oo", "e⁻¹", "Together"),
    ],
)
def test_it_is_told_where_an_integral_has_its_value(formula: str, about: str, value: str, where: str) -> None:
    page = asked(formula, about)
    assert page.proved
    assert (to_text(page.sections[-1].end), page.sections[-1].title) == (value, where)


def test_a_quotient_of_secants_is_written_with_sine_and_cosine() -> None:
    page = asked("sec(x)*tan(x)/(3*sec(x)+4)")
    assert page.proved
    assert page.sections[0].lines[1].rules == ("write out with sine and cosine",)


def test_across_a_pole_nothing_is_proved() -> None:
    with pytest.raises(SymxentError, match="−1/x is without bound at x = 0"):
        asked("1/x^2", "x=-1..1")
    with pytest.raises(SymxentError, match="is without bound at x = π/2"):
        asked("tan(x)", "x=0..3")


def test_a_step_that_is_not_right_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(f, x):
        yield lines_of._State(log(x**2 + 1)), ("a rule that is none",)

    monkeypatch.setattr(lines_of, "_by_steps", lambda f, x: iter(()))
    monkeypatch.setattr(lines_of, "_by_search", wrong)
    with pytest.raises(SymxentError, match="no antiderivative of x was found"):
        antiderivative(to_tree(x), to_tree(x), x, x, Domain())


def test_the_derivative_of_a_line_is_that_of_its_letters() -> None:
    u = Symbol("u", real=True)
    state = lines_of._State(x + 3 * Integral(exp(u), u), back={u: cos(x)})
    slope = state.slope(x).doit()
    assert slope == 1 - 3 * exp(cos(x)) * sin(x)


@pytest.mark.parametrize(
    ("formula", "about", "why"),
    [
        ("exp(exp(x))", "x", "no antiderivative of e\\^\\(eˣ\\) was found"),
        ("1/x", "x=1..oo", "without bound at x = ∞"),
        ("1/x", "x=-1..1", "log\\(\\|x\\|\\) is without bound at x = 0"),
        ("sin(x)", "x=0..oo", "no value of .* is found"),
        ("1/sqrt(abs(x))", "x=-1..1", "no value of .* is found"),  # it has one: nothing else may be said
        ("x", "x=1", "x=0..1 with its ends"),
        ("x", "2", "a symbol such as x"),
        ("x+", "x", "ends where a number"),
    ],
)
def test_what_cannot_be_integrated_is_told(formula: str, about: str, why: str) -> None:
    with pytest.raises(SymxentError, match=why):
        asked(formula, about)


def test_an_expression_of_sympy_is_integrated_between_its_ends() -> None:
    page = integrate(x**2, (x, 0, Rational(1, 2)))
    assert page.proved
    assert to_text(page.sections[1].end) == "1/24"


@pytest.mark.parametrize(
    ("formula", "about", "value"),
    [
        ("abs(x)", "x=-1..2", "5/2"),
        ("abs(sin(x))", "x=0..2*pi", "4"),
        ("max(x, x^2)", "x=0..2", "17/6"),
        ("exp(-abs(x))", "x=-oo..oo", "2"),
        ("exp(-abs(x - 1))", "x=0..oo", "2 − e⁻¹"),
    ],
)
def test_an_integral_is_cut_where_its_formula_turns(formula: str, about: str, value: str) -> None:
    page = ASKED["--integrate"](formula, about).derived()
    assert page.proved, str(page)
    assert page.sections[-1].lines[1].rules == ("cut where it turns",)
    assert to_text(page.sections[-1].end) == value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("exp(-abs(x))", "{eˣ if x < 0; 2 − e⁻ˣ otherwise} + C"),
        ("abs(x - 1)", "{−x²/2 + x if x < 1; x²/2 − x + 1 otherwise} + C"),
        ("abs(x^2 - 1)", "{x³/3 − x if x < −1; −x³/3 + x + 4/3 if x < 1; x³/3 − x + 8/3 otherwise} + C"),
    ],
)
def test_antiderivatives_of_pieces_meet_where_they_join(formula: str, value: str) -> None:
    page = ASKED["--integrate"](formula, "x").derived()
    assert page.proved, str(page)
    assert to_text(page.sections[-1].end) == value


def test_an_integral_of_pieces_may_have_no_value() -> None:
    with pytest.raises(SymxentError, match="has no value"):
        ASKED["--integrate"]("abs(x)", "x=-oo..oo").derived()
    with pytest.raises(SymxentError, match="turns is not found"):
        ASKED["--integrate"]("abs(sin(x))", "x").derived()


@pytest.mark.parametrize(
    ("formula", "over", "where", "value"),
    [
        ("x^(a-1)*exp(-b*x)", "x=0..oo", "a > 0, b > 0", "b⁻ᵃ Γ(a)"),
        ("x^(a-1)*(1-x)^(b-1)", "x=0..1", "a > 0, b > 0", "Γ(a) Γ(b)/Γ(a + b)"),
        ("x^(a-1)*exp(b*x)", "x=0..oo", "a > 0, −b > 0", "(−b)⁻ᵃ Γ(a)"),
        ("x^a", "x=0..1", "a + 1 > 0", "1/(a + 1)"),
        ("exp(-a*x^2)", "x=-oo..oo", "a > 0", "sqrt(π) sqrt(1/a)"),
        ("exp(-a*x)*sin(x)", "x=0..oo", "a > 0", "1/(a² + 1)"),
    ],
)
def test_an_integral_with_letters_says_where_it_converges(formula: str, over: str, where: str, value: str) -> None:
    page = ASKED["--integrate"](formula, over).derived()
    assert page.proved
    assert page.sections[-1].title == f"In closed form, where {where}"
    assert to_text(page.sections[-1].end) == value
