"""Equations between matrices of symbolic size: what is proved, what small matrices refute, what is assumed."""

from __future__ import annotations

import pickle
from itertools import islice

import pytest
from false_equations import FALSE_AT_A_CORNER
from formulas import (
    LATER,
    SEEN,
    A,
    B,
    C,
    I,
    J,
    Known,
    X,
    a,
    b,
    inner,
    k,
    lam,
    m,
    mutants,
    n,
    ones,
    separable,
    square,
    w,
    x,
    y,
)
from sympy import (
    Determinant,
    DiagMatrix,
    DiagonalOf,
    Eq,
    HadamardProduct,
    Integer,
    Inverse,
    KroneckerProduct,
    Lambda,
    MatMul,
    MatPow,
    MatrixSymbol,
    Q,
    Symbol,
    Trace,
    ZeroMatrix,
    exp,
    log,
    sqrt,
)

from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.logic import Along, Gradient, Jacobian, PseudoInverse, Vec
from symxent.proof import Status, prove

EACH = 3
H, M = MatrixSymbol("H", n, n), MatrixSymbol("M", m, m)
j = Symbol("j", integer=True, positive=True)
entry = Symbol("s", real=True)


def each(function, of):
    """A function of each entry."""
    return of.applyfunc(Lambda(entry, function(entry)))


@pytest.mark.parametrize("known", SEEN, ids=str)
def test_a_true_identity_is_proved_and_its_mutants_are_not(known: Known) -> None:
    verdict = prove(known.lhs, known.rhs, Domain(given=known.given))
    assert verdict.proved, verdict
    assert verdict.methods == ("words", "exact matrices")
    for mutant in islice(mutants(known), EACH):
        other = prove(mutant.lhs, mutant.rhs, Domain(given=known.given))
        assert not other.proved or not separable(mutant), mutant


@pytest.mark.parametrize("known", LATER, ids=str)
def test_what_the_rules_were_not_written_with_is_proved_too(known: Known) -> None:
    assert prove(known.lhs, known.rhs, Domain(given=known.given)).proved


def test_most_mutants_are_false() -> None:
    made = [mutant for known in SEEN for mutant in islice(mutants(known), EACH)]
    assert sum(map(separable, made)) > 0.75 * len(made) > 2 * len(SEEN)


FALSE = (
    Known(Inverse(MatMul(A, B)), A.I * B.I),
    Known((A * B).T, A.T * B.T),
    Known(A * B, B * A),
    Known(Trace(A * B * C), Trace(A * C * B)),
    Known(Trace(A * B), Trace(A) * Trace(B)),
    Known(Determinant(A + B), Determinant(A) + Determinant(B)),
    Known(Determinant(lam * A), lam * Determinant(A)),
    Known((A + B) ** 2, A**2 + 2 * A * B + B**2),
    Known(Gradient(Trace(x.T * A * x), x), A * x),
    Known(Gradient(Trace(x.T * A * x), x), 2 * A * x),
    Known(Gradient(square(X * w - y), w), X.T * (X * w - y)),
    Known(Gradient(log(Determinant(A)), A), A.I),
    Known(Inverse(A + B), A.I + B.I),
    Known(Determinant(A), Integer(1), (Q.orthogonal(A),)),
    Known(Inverse(I + a * b.T), I - a * b.T),
    Known(HadamardProduct(A, B), A * B),
    Known(HadamardProduct(A, B) * x, HadamardProduct(A * x, B * x)),
    Known(Trace(HadamardProduct(A, B)), Trace(A * B)),
    Known(HadamardProduct(I, A), A),
    Known(KroneckerProduct(A, B), KroneckerProduct(B, A)),
    Known(Determinant(KroneckerProduct(A, M)), Determinant(A) ** n * Determinant(M) ** m),
    Known(Trace(KroneckerProduct(A, M)), Trace(A) + Trace(M)),
    Known(Vec(A * X * M), KroneckerProduct(M, A) * Vec(X)),
    Known(DiagMatrix(A * x), A * DiagMatrix(x)),
    Known(DiagonalOf(A * B), HadamardProduct(DiagonalOf(A), DiagonalOf(B))),
    Known(X * PseudoInverse(X), I),
    Known(PseudoInverse(A * B), PseudoInverse(B) * PseudoInverse(A)),
    Known(PseudoInverse(A + B), PseudoInverse(A) + PseudoInverse(B)),
    Known(PseudoInverse(A) * A, A * PseudoInverse(A)),
    Known(Along(A.I, (A, H)), -A.I * A.I * H),
    Known(Along(Along(Determinant(A), (A, H)), (A, H)), Determinant(A) * Trace(A.I * H) ** 2),
    Known(Gradient(Trace(KroneckerProduct(A, A)), A), Trace(A) * I),
    Known(Gradient(Trace(ones.T * each(exp, X * w)), w), X.T * (X * w)),
    Known(Jacobian(each(exp, x), x), each(exp, x) * each(exp, x).T),
    Known(each(exp, x + y), each(exp, x) + each(exp, y)),
    Known(each(exp, A * x), A * each(exp, x)),
    Known(Gradient(Trace(MatPow(A, j)), A), j * MatPow(A, j).T),
)


@pytest.mark.parametrize("claim", FALSE_AT_A_CORNER, ids=str)
def test_what_is_false_at_a_corner_is_not_proved(claim) -> None:
    lhs, rhs, *given = claim
    assert not prove(lhs, rhs, Domain(given=tuple(given)), seconds=1).proved


def test_entries_are_compared_for_all_their_values() -> None:
    """Words that differ in a function of entries alone: Xᵀ(σ(Xw) − y), written in two ways."""
    soft = each(lambda s: 1 / (1 + exp(-s)), X * w) - y
    other = each(lambda s: exp(s) / (1 + exp(s)), X * w)
    assert prove(X.T * soft, X.T * other - X.T * y).proved
    assert not prove(X.T * soft, X.T * other + X.T * y).proved
    assert prove(
        HadamardProduct(each(lambda s: 1 / (1 + exp(s)), x) + each(lambda s: exp(s) / (1 + exp(s)), x), y), y
    ).proved
    assert not prove(each(lambda s: sqrt(s**2), x), x).proved
    assert not prove(each(lambda s: log(s**2), x), 2 * each(log, x)).refuted


@pytest.mark.parametrize("known", FALSE, ids=str)
def test_a_false_equation_is_refuted_by_exact_matrices(known: Known) -> None:
    verdict = prove(known.lhs, known.rhs, Domain(given=known.given))
    assert verdict.status is Status.REFUTED, verdict
    assert verdict.witness is not None
    assert str(verdict.witness.lhs) != str(verdict.witness.rhs)


@pytest.mark.parametrize(
    ("lhs", "rhs", "words"),
    [
        (A * B, B * A, "A and B commute"),
        (Inverse(MatMul(A, B)), A.I * B.I, "A and B commute"),
        (Gradient(Trace(x.T * A * x), x), 2 * A * x, "A is symmetric"),
        (A.T * A, I, "A is orthogonal"),
        (A * A, A, "A is idempotent"),
        (Gradient(Trace(x.T * A * x), x), A * x, ""),
    ],
)
def test_what_would_make_a_false_equation_hold_is_named(lhs, rhs, words) -> None:
    verdict = prove(lhs, rhs)
    assert verdict.refuted
    assert verdict.reason == (f"it would hold if {words}" if words else "")


def test_what_was_assumed_is_told_where_it_was_needed() -> None:
    given = (Q.symmetric(A), Q.invertible(B))
    assert prove(Gradient(Trace(x.T * A * x), x), 2 * A * x, Domain(given=given)).used == ("A is symmetric",)
    assert prove(Trace(A * B), Trace(B * A), Domain(given=given)).used == ()
    commuting = Domain(given=(Q.symmetric(A), Eq(B.T, B), Eq(A * B, B * A)))
    assert prove((A * B).T, A * B, commuting).used == ("A and B commute", "A is symmetric", "B is symmetric")


@pytest.mark.parametrize(
    ("given", "lhs", "rhs"),
    [
        (Q.orthogonal(A), Determinant(A) ** 2, Integer(1)),
        (Eq(A**2, A), A**3, A),
        (Eq(A.T, -A), Trace(x.T * A * x), Integer(0)),
        (Eq(A.T, -A), Trace(A), Integer(0)),
        (Eq(A * A, I), Inverse(A), A),
        (Q.positive_definite(A), log(Determinant(A) ** 2), 2 * log(Determinant(A))),
        (Eq(A * B, B * A), Inverse(MatMul(A, B)), A.I * B.I),
    ],
)
def test_what_is_given_is_used(given, lhs, rhs) -> None:
    assert not prove(lhs, rhs).proved or given == Q.positive_definite(A)
    assert prove(lhs, rhs, Domain(given=(given,))).proved


def test_what_contradicts_itself_proves_nothing() -> None:
    """No matrix of odd size is skew-symmetric and invertible, none at all is skew-symmetric and positive definite."""
    given = (Eq(A.T, -A), Q.positive_definite(A))
    assert prove(A, ZeroMatrix(n, n), Domain(given=given)).status is Status.UNKNOWN


def test_sides_of_two_shapes_are_not_compared() -> None:
    verdict = prove(X * w, w)
    assert verdict.status is Status.UNKNOWN
    assert verdict.reason == "a n × 1 matrix and a m × 1 matrix"


def test_the_derivative_by_a_symmetric_matrix_is_not_guessed() -> None:
    verdict = prove(Gradient(Trace(A * B), A), B.T, Domain(given=(Q.symmetric(A),)))
    assert verdict.status is Status.UNKNOWN
    assert "cannot change one by one" in verdict.reason


def test_a_size_has_to_be_a_positive_integer() -> None:
    loose = MatrixSymbol("A", Symbol("n"), Symbol("n"))
    verdict = prove(loose.T.T, loose + loose)
    assert "no positive integer" in verdict.reason


def test_what_is_no_fact_about_a_matrix_is_refused() -> None:
    with pytest.raises(SymxentError, match="expected is"):
        prove(A, B, Domain(given=(Eq(A, 2 * B),)))
    with pytest.raises(SymxentError, match="between matrices"):
        prove(A, B, op="<")


def test_a_verdict_on_matrices_survives_a_pickle() -> None:
    verdict = prove(Trace(A * B), Trace(B * A))
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    assert str(verdict) == "proved: Trace(A*B) = Trace(B*A)"


def test_a_jacobian_has_a_row_for_each_component() -> None:
    column = MatrixSymbol("z", k, 1)
    weights = MatrixSymbol("R", m, k)
    assert prove(Jacobian(weights * column, column), weights).proved
    assert prove(Jacobian(weights * column, column), weights.T).status is Status.UNKNOWN
    assert prove(Jacobian(inner(x, x) * x, x), 2 * x * x.T + inner(x, x) * I).proved
    size = 1 + square(w)
    assert prove(Jacobian(Gradient(log(size), w), w), 2 * J / size - 4 * w * w.T / size**2).proved
