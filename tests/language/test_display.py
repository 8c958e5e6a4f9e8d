"""Formulas as textbooks display them: no name of a SymPy class, a brace for a choice, letters for what is repeated."""

import pytest
from sympy import (
    ITE,
    Abs,
    And,
    Basic,
    Eq,
    Expr,
    FiniteSet,
    Interval,
    Max,
    Piecewise,
    S,
    Set,
    exp,
    nan,
    oo,
    sqrt,
    symbols,
)
from sympy.codegen.cfunctions import expm1, log1p

from symxent.language.display import condition_text, display, line, range_text, wrapped
from symxent.language.functions import sigmoid, softplus

y, z, u, delta, tau, gamma = symbols("y z u delta tau gamma")
gamma_pos, y_hat = symbols("gamma_pos y_hat")

LINES: tuple[tuple[Expr, str], ...] = (
    (-y + z, "z − y"),
    ((-y + z) ** 2 / 2, "(z − y)²/2"),
    (-y * z + softplus(z), "softplus(z) − y z"),
    (Max((tau - 1) * (y - z), tau * (y - z)), "max(τ (y − z), (τ − 1)(y − z))"),
    (sigmoid(Abs(z)), "σ(|z|)"),
    (exp(-gamma_pos * z), "e^(−γ_pos z)"),
    (exp(-symbols("gap")), "e^(−gap)"),
    (log1p(exp(-Abs(z))), "log1p(e^(−|z|))"),
    (expm1(-z) / tau, "expm1(−z)/τ"),
    (sqrt(1 + y_hat), "sqrt(ŷ + 1)"),
    (S.Infinity, "∞"),
    (z * Piecewise((0, Eq(z, oo)), (y, True)), "z (0 if z = ∞, else y)"),
    (Piecewise((1, z < 0), (2, y < 0), (3, True)), "1 if z < 0, 2 if y < 0, else 3"),
)


@pytest.mark.parametrize(("expr", "text"), LINES, ids=[text for _, text in LINES])
def test_a_formula_reads_like_a_line_of_a_book(expr: Expr, text: str) -> None:
    assert line(expr) == text


CONDITIONS: tuple[tuple[Basic, str], ...] = (
    (delta >= Abs(y - z), "|y − z| ≤ δ"),
    (delta - Abs(y - z) >= 0, "|y − z| ≤ δ"),
    (z - y < 0, "z < y"),
    (Eq(z, -oo), "z = −∞"),
    (Eq(-1, y), "y = −1"),
    (And(z > 0, Eq(y, 1)), "y = 1 and z > 0"),
    (ITE(z < 0, Eq(y, 0), Eq(y, 1)), "(y = 0 and z < 0) or (y = 1 and z ≥ 0)"),
)


@pytest.mark.parametrize(("condition", "text"), CONDITIONS, ids=[text for _, text in CONDITIONS])
def test_a_condition_has_its_variable_on_the_left(condition: Basic, text: str) -> None:
    assert condition_text(condition) == text


RANGES: tuple[tuple[str, Set, str], ...] = (
    ("p", Interval.open(0, 1), "0 < p < 1"),
    ("rho", Interval(S(11) / 10, S(19) / 10), "1.1 ≤ ρ ≤ 1.9"),
    ("q", Interval(S(1) / 3, 1), "1/3 ≤ q ≤ 1"),
    ("y", Interval(0, oo), "y ≥ 0"),
    ("y", Interval.open(0, oo), "y > 0"),
    ("y", Interval(-oo, 2), "y ≤ 2"),
    ("y", FiniteSet(1, -1), "y ∈ {−1, 1}"),
    ("z", S.Reals, "z ∈ ℝ"),
)


@pytest.mark.parametrize(("name", "where", "text"), RANGES, ids=[text for *_, text in RANGES])
def test_a_range_is_an_inequality_or_a_set(name: str, where: Set, text: str) -> None:
    assert range_text(name, where) == text


def test_a_choice_gets_a_brace_and_its_conditions_a_column() -> None:
    shown = display(
        "loss", Piecewise(((y - z) ** 2 / 2, Abs(y - z) <= delta), (delta * (Abs(y - z) - delta / 2), True))
    )
    assert shown == [
        "loss = ⎧ (y − z)²/2         if |y − z| ≤ δ",
        "       ⎩ δ (|y − z| − δ/2)  otherwise",
    ]


def test_three_branches_have_the_name_at_the_middle_one() -> None:
    shown = display("f", Piecewise((1, Eq(y, 0)), (2, Eq(y, 1)), (3, Eq(y, 2)), (nan, True)))
    assert shown == ["    ⎧ 1  if y = 0", "f = ⎨ 2  if y = 1", "    ⎩ 3  if y = 2"]


def test_a_choice_inside_of_a_choice_gets_a_letter_that_is_explained() -> None:
    inner = Piecewise((0, Eq(z, oo)), (softplus(z), True))
    shown = display("f", y * exp(-gamma * Piecewise((0, Eq(gamma, 0)), (inner * z, True))), {"u"})
    assert shown == [
        "f = y e^(−γ v)",
        "  with v = 0 if γ = 0, else w z",
        "       w = 0 if z = ∞, else softplus(z)",
    ]


def test_an_exponential_that_is_there_often_gets_a_letter_and_its_square_is_a_power() -> None:
    small = exp(-Abs(z))
    assert display("f", small * y / (1 + 2 * small + exp(-2 * Abs(z)))) == [
        "f = u y/(u² + 2 u + 1)",
        "  with u = e^(−|z|)",
    ]


def test_no_letter_is_a_variable_of_the_formula_or_one_that_is_taken() -> None:
    choice = Piecewise((0, Eq(z, oo)), (y, True))
    assert display("f", u + choice, {"v"})[0] == "f = u + w"


def test_a_long_line_is_broken_at_its_outermost_signs_alone() -> None:
    text = "f = " + " + ".join(f"({name} − 1)(x + y)" for name in "abcdefgh")
    lines = wrapped(text, 40, "    ")
    assert max(map(len, lines)) <= 40
    assert all(part.lstrip().startswith("+ (") for part in lines[1:])
    assert "".join(part.strip().replace(" ", "") for part in lines) == text.replace(" ", "")
