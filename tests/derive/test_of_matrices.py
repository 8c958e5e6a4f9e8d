"""Gradients of formulas of matrices: named steps, each proved for every size."""

from __future__ import annotations

import pytest
from sympy import Q

from symxent.derive.automatic import page_for
from symxent.derive.judge import derive
from symxent.derive.of_matrices import MatrixStatement, is_of_matrices
from symxent.errors import SymxentError
from symxent.language.formula import FormulaError, letter, read_formula
from symxent.language.text import to_text
from symxent.matrices.shapes import COLUMN, MATRIX


def derived(formula: str, by: str):
    return derive(page_for(read_formula(formula), letter(by)))


@pytest.mark.parametrize(
    ("formula", "by", "gradient"),
    [
        ("||X*w - y||^2 + lam*||w||^2", "w", "2 Xᵀ X w − 2 Xᵀ y + 2 lam w"),
        ("(X*w - y).T*(X*w - y)/2", "w", "Xᵀ X w − Xᵀ y"),
        ("x.T*A*x - 2*b.T*x", "x", "A x + Aᵀ x − 2 b"),
        ("tr(A*X)", "X", "Aᵀ"),
        ("||X*W - Y||^2", "W", "2 Xᵀ X W − 2 Xᵀ Y"),
        ("log(det(S))", "S", "(S⁻¹)ᵀ"),
        ("a.T*inv(X)*b", "X", "−(X⁻¹)ᵀ a bᵀ (X⁻¹)ᵀ"),
        ("||x - a||^2", "x", "2 x − 2 a"),
        ("w.T*x", "w", "x"),
        ("sqrt(x.T*x)", "x", "(1/sqrt(xᵀ x)) x"),
        ("x.T*A*z + ||x||^2", "x", "A z + 2 x"),
    ],
)
def test_a_gradient_is_derived_and_every_line_proved(formula: str, by: str, gradient: str) -> None:
    page = derived(formula, by)
    (section,) = page.sections
    assert page.proved
    assert to_text(section.end) == gradient
    assert all(line.rules and all(line.rules) for line in section.lines[1:])


def test_an_exponential_of_a_product_of_columns_is_a_number() -> None:
    assert derived("log(1 + exp(-w.T*x))", "w").proved


def test_letters_are_columns_or_numbers_as_they_fit() -> None:
    (section,) = derived("c*||X*w - y||^2", "w").sections
    assert section.title == "The gradient by w; X a matrix, c a number, w a column, y a column"


@pytest.mark.parametrize(
    ("formula", "by", "why"),
    [
        ("||X*w - y||^2", "z", "z does not occur"),
        ("X.T*w + det(X)", "w", "is no number"),
        ("||X*w", "w", "never closed"),
    ],
)
def test_what_cannot_be_derived_is_told(formula: str, by: str, why: str) -> None:
    with pytest.raises(SymxentError, match=why):
        derived(formula, by)


@pytest.mark.parametrize(
    ("formula", "by", "rules"),
    [
        ("(a.T*x)^2", "x", "chain rule, power rule"),
        ("1/(a.T*x)", "x", "chain rule, quotient rule"),
        ("exp(a.T*x)", "x", "chain rule, exponential rule"),
        ("a.T*X*b", "X", "∇ tr AX = Aᵀ"),
    ],
)
def test_the_rule_of_a_step_is_the_one_that_gives_it(formula: str, by: str, rules: str) -> None:
    (section,) = derived(formula, by).sections
    assert ", ".join(section.lines[-1].rules) == rules


def test_a_second_derivative_of_matrices_is_refused() -> None:
    with pytest.raises(SymxentError, match="no derivative of order 2"):
        page_for(read_formula("x.T*x"), letter("x"), 2)


def test_bars_do_not_move_the_place_of_an_error() -> None:
    with pytest.raises(FormulaError, match="column 11: the function q is not known"):
        read_formula("||x||^2 + q(x)")


def test_a_formula_of_numbers_is_none_of_matrices() -> None:
    assert not is_of_matrices(read_formula("softplus(z) - y*z"))
    assert is_of_matrices(read_formula("x.T*x"))


def statement(left: str, right: str, assumed=None):
    kinds = {"A": MATRIX, "B": MATRIX, "x": COLUMN}
    sides = read_formula(left), read_formula(right)
    return derive(MatrixStatement("", "", (), formula=sides[0], other=sides[1], kinds=kinds, assumed=assumed or {}))


def test_an_equation_holds_for_what_is_assumed_of_its_letters() -> None:
    assert statement("x.T*A*B*x", "x.T*B.T*A.T*x").proved
    assert statement("(A + A.T)*x", "2*A*x", {"A": Q.symmetric}).proved
    assert not statement("(A + A.T)*x", "2*A*x").proved
    assert not statement("inv(A + B)", "inv(A) + inv(B)").proved
    with pytest.raises(SymxentError, match="x would have one row"):
        statement("x.T*x", "x*x.T")
