"""The normal form of matrices: each dishonest theorem lacks one thing that the logic has to ask for."""

from __future__ import annotations

import pytest
from sympy import Adjoint, Determinant, Integer, MatrixSymbol, Symbol, Trace, symbols

from symxent.logic import By, Claim, Facts, Gradient, Hypotheses, MatrixClaim, Refused, check, obligations, same

n, m = symbols("n m", integer=True, positive=True)
t = Symbol("t", real=True)
A, B, X = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n), MatrixSymbol("X", n, m)
x = MatrixSymbol("x", n, 1)
TRUE = MatrixClaim((A * B).T, B.T * A.T)
FALSE = MatrixClaim(A * B, B * A)
ONE = same(Integer(1), Integer(1))


def test_words_with_equal_coefficients_make_a_theorem() -> None:
    theorem = check(TRUE, By("words", (ONE,)))
    assert theorem.says(TRUE.lhs, "=", TRUE.rhs)


@pytest.mark.parametrize(
    "premises", [(), (ONE, ONE), (same(t, t),), (same(Integer(1), Integer(1), Hypotheses(positive=(t,))),)]
)
def test_other_premises_prove_nothing(premises) -> None:
    with pytest.raises(Refused):
        check(TRUE, By("words", premises))


def test_an_equation_that_is_false_has_an_obligation_that_is_false() -> None:
    assert {(left, right) for left, right, _ in obligations(FALSE)} == {(1, 0), (0, 1)}
    with pytest.raises(Refused):
        check(FALSE, By("words", (ONE, ONE)))


def test_a_claim_about_numbers_is_not_proved_by_words() -> None:
    with pytest.raises(Refused):
        check(Claim(t, t, "=", Hypotheses()), By("words", (same(t, t),)))


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        (MatrixClaim(X, A), "n × m matrix and a n × n"),
        (MatrixClaim(Adjoint(A), A), "no rule for Adjoint"),
        (MatrixClaim(A**t, A), "the power"),
        (MatrixClaim(X, X, Facts(frozenset(((X, "symmetric"),)))), "declared"),
        (MatrixClaim(A, A, Facts(frozenset(((A, "nice"),)))), "declared"),
        (MatrixClaim(Gradient(Trace(A), A), A, Facts(frozenset(((A, "diagonal"),)))), "cannot change"),
        (MatrixClaim(Determinant(A), Symbol("‹det A›0", real=True)), "no name"),
    ],
)
def test_what_has_no_normal_form_is_refused(claim, why) -> None:
    with pytest.raises(Refused, match=why):
        check(claim, By("words", (ONE, ONE)))


def test_the_square_of_a_letter_is_that_of_its_own_size() -> None:
    """Two letters of one name and two sizes are two letters."""
    other = MatrixSymbol("A", m, m)
    due = obligations(MatrixClaim(Trace(A), Trace(other)))
    assert any(left != right for left, right, _ in due)
