"""Forms of matrices: what does not fit together, is not square, or is no number is refused by what puts it together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from formulas import A, X, m, n, x
from sympy import (
    Integer,
    MatPow,
    MatrixSymbol,
    Max,
    Symbol,
    Trace,
    gamma,
)
from sympy.matrices.expressions.fourier import DFT

from symxent.logic import Along, Gradient, Jacobian, Refused
from symxent.logic.matrix_algebra import Algebra
from symxent.logic.matrix_blocks import joined
from symxent.logic.matrix_claims import Reader
from symxent.logic.matrix_derivatives import partial
from symxent.logic.matrix_entries import diag, diagonal, entrywise, power, pseudo_inverse
from symxent.logic.matrix_words import Facts, Form, own

whole, real = Symbol("k", integer=True), Symbol("r", real=True)
LOOSE = MatrixSymbol("L", Symbol("s", integer=True), 2)
HALF_SIZED = MatrixSymbol("L", Symbol("s", positive=True), 2)
COMPUTED = MatrixSymbol("L", Max(n, 2), 2)
INDEFINITE = MatrixSymbol("Z", n, n)


def algebra(*facts: tuple[MatrixSymbol, str]) -> Algebra:
    return Algebra(Facts(frozenset(facts)))


def read(e: Any, *facts: tuple[MatrixSymbol, str]) -> Form:
    return Reader(algebra(*facts)).read(e)


def letter(name: MatrixSymbol) -> Form:
    return algebra().letter(name)


def word(*names: MatrixSymbol) -> Any:
    return tuple(atom for name in names for w in letter(name).terms for atom in w)


REFUSED: dict[str, Callable[[], Any]] = {
    "letters that do not fit": lambda: algebra().word(word(X, X)),
    "forms that do not fit": lambda: algebra().product(letter(X), letter(X)),
    "a product with 0 that does not fit": lambda: algebra().product(letter(X), Form(n, n, {})),
    "a sum of two shapes": lambda: letter(X) + letter(A),
    "the inverse of what is not square": lambda: algebra().inverse(letter(X)),
    "the inverse of 0": lambda: algebra().inverse(Form(n, n, {})),
    "the trace of what is not square": lambda: algebra().trace(letter(X)),
    "the determinant of what is not square": lambda: algebra().det(letter(X)),
    "the value of what is no number": lambda: letter(X).value,
    "entries of two shapes": lambda: entrywise(algebra(), own(0) * own(1), {own(0): letter(X), own(1): letter(A)}),
    "the diagonal of what is not square": lambda: diagonal(algebra(), letter(X)),
    "diag of what is no column": lambda: diag(algebra(), letter(X)),
    "a power that is a number": lambda: power(algebra(), letter(A), Integer(2)),
    "a power that may be negative": lambda: power(algebra(), letter(A), whole),
    "a power that is no whole number": lambda: power(algebra(), letter(A), Symbol("p", nonnegative=True)),
    "the pseudo-inverse of a number": lambda: pseudo_inverse(algebra(), Form.number(Integer(2))),
    "blocks that do not fit": lambda: joined(algebra(), [[letter(A), letter(X)], [Form(n, m, {}), letter(X)]]),
    "a fact that is none": lambda: algebra((A, "round")).letter(A),
    "a fact of what is not square": lambda: algebra((X, "symmetric")).letter(X),
    "the power 0": lambda: read(MatPow(A, 0, evaluate=False)),
    "a high power": lambda: read(MatPow(A, 1000)),
    "a size that may be negative": lambda: read(LOOSE),
    "a size that is no integer": lambda: read(HALF_SIZED),
    "a size that is no polynomial": lambda: read(COMPUTED),
    "a matrix of no kind": lambda: read(DFT(n)),
    "a number of no kind": lambda: read(gamma(real)),
    "a name for a number": lambda: read(2 * Symbol("‹trace A›0", real=True)),
    "the derivative of no function": lambda: partial(gamma(real), real),
    "an exponent that moves": lambda: partial(real**real, real),
}
MISMADE: dict[str, Callable[[], Any]] = {
    "the gradient of a matrix": lambda: Gradient(A * x, x),
    "a gradient by a number": lambda: Gradient(Trace(A), real),
    "the Jacobian of a number": lambda: Jacobian(real, x),
    "the Jacobian of a matrix": lambda: Jacobian(A, x),
    "a Jacobian by a matrix": lambda: Jacobian(x, A),
    "a Jacobian by a number": lambda: Jacobian(x, real),
    "along what is no letter": lambda: Along(A, (A.T, A)),
    "along a matrix of another shape": lambda: Along(A, (A, X)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        REFUSED[name]()


@pytest.mark.parametrize("name", MISMADE)
def test_a_derivative_is_of_what_it_is_of(name: str) -> None:
    with pytest.raises(TypeError):
        MISMADE[name]()
