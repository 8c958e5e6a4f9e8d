"""Least squares, inverses, principal components, the normal law of vectors and layers, for matrices of every size."""

from collections.abc import Callable, Mapping

from sympy import Basic, Q

from symxent.derive.notes.likelihood import read
from symxent.derive.of_matrices import MatrixFormula, MatrixStatement
from symxent.derive.page import Page
from symxent.language.tree import Name
from symxent.matrices.shapes import COLUMN, MATRIX, NUMBER

_WITHOUT = "matrices of symbolic size have no lemma in Coq"
_KINDS = {
    **dict.fromkeys("ABCDGHPSUVWXYΣ", MATRIX),
    **dict.fromkeys("uvwxyzabg", COLUMN),
    **dict.fromkeys(("mu", "nu", "delta"), COLUMN),
    **dict.fromkeys(("lambda", "n"), NUMBER),
}


def _gradient(title: str, formula: str, by: str) -> Page:
    """A gradient whose lines are found, under a title."""
    found = MatrixFormula("matrices", title, (), formula=read(formula), by=Name(by))
    return Page("matrices", title, (found,))


def _state(
    title: str, left: str, right: str, assumed: Mapping[str, Callable[[Basic], Basic]] | None = None
) -> MatrixStatement:
    """An equation: capitals are matrices, small letters columns, λ and n numbers."""
    sides = read(left), read(right)
    return MatrixStatement("matrices", title, (), formula=sides[0], other=sides[1], kinds=_KINDS, assumed=assumed or {})


least_squares = Page(
    name="normal_equations",
    title="Least squares and ridge regression: the gradient, and the normal equations that make it zero",
    without_certificate=_WITHOUT,
    sections=(
        _gradient("Least squares", "||X*w - y||^2", "w"),
        _state("It is zero where the normal equations hold", "2*X.T*(X*inv(X.T*X)*X.T*y - y)", "0"),
        _gradient("Ridge regression", "||X*w - y||^2 + λ*||w||^2", "w"),
        _state(
            "Another way to the same weights, by as many equations as there are examples",
            "inv(X.T*X + λ*I)*X.T",
            "X.T*inv(X*X.T + λ*I)",
        ),
        _state("What is left is orthogonal to every column", "X.T*(y - X*inv(X.T*X)*X.T*y)", "0"),
        _state("The hat matrix is a projection", "X*inv(X.T*X)*X.T*X*inv(X.T*X)*X.T", "X*inv(X.T*X)*X.T"),
    ),
)

inverses = Page(
    name="matrix_inverses",
    title="Inverses of sums of matrices, where those that are written exist",
    without_certificate=_WITHOUT,
    sections=(
        _state("Woodbury", "inv(A + U*C*V)", "inv(A) - inv(A)*U*inv(inv(C) + V*inv(A)*U)*V*inv(A)"),
        _state("Sherman and Morrison", "inv(A + u*v.T)", "inv(A) - inv(A)*u*v.T*inv(A)/(1 + v.T*inv(A)*u)"),
        _state("The determinant beside it", "det(A + u*v.T)", "det(A)*(1 + v.T*inv(A)*u)"),
        _state("Pushed through", "inv(I + A*B)*A", "A*inv(I + B*A)"),
        _state("The difference of two inverses", "inv(A) - inv(B)", "inv(A)*(B - A)*inv(B)"),
        _state("Of a sum of inverses", "inv(inv(A) + inv(B))", "A*inv(A + B)*B"),
    ),
)

principal_components = Page(
    name="principal_components",
    title="Principal components: the largest variance along a direction, by a Lagrange multiplier",
    without_certificate=_WITHOUT,
    sections=(
        _gradient("Of the variance along u under the condition that uᵀu = 1", "||X*u||^2/n - λ*(||u||^2 - 1)", "u"),
        _state("It is zero where u is an eigenvector: the variance there", "u.T*(λ*u)", "λ*(u.T*u)"),
        _state(
            "What is left of the rows is orthogonal to it",
            "(X - X*u*u.T/(u.T*u))*u",
            "0",
        ),
    ),
)

normal_of_vectors = Page(
    name="multivariate_normal",
    title="Maximum likelihood for the normal distribution of vectors",
    without_certificate=_WITHOUT,
    sections=(
        _gradient("The exponent, by the mean", "(x - mu).T*inv(S)*(x - mu)", "mu"),
        _gradient("The logarithm of the determinant, by the covariance", "log(det(S))", "S"),
        _gradient("The exponent, by the covariance", "a.T*inv(S)*a", "S"),
        _gradient("n examples with sample covariance A, by the covariance", "n*log(det(S)) + n*tr(A*inv(S))", "S"),
        _state("It is zero at the sample covariance", "n*inv(A).T - n*inv(A).T*A.T*inv(A).T", "0", {"A": Q.symmetric}),
        _state(
            "A product of two densities, in the exponent: means and precisions add",
            "(x - u).T*A*(x - u) + (x - v).T*B*(x - v)",
            "(x - inv(A + B)*(A*u + B*v)).T*(A + B)*(x - inv(A + B)*(A*u + B*v)) + (u - v).T*A*inv(A + B)*B*(u - v)",
            {"A": Q.symmetric, "B": Q.symmetric},
        ),
    ),
)

layers = Page(
    name="linear_layers",
    title="Linear layers: what goes back through them, and low-rank adaptation",
    without_certificate=_WITHOUT,
    sections=(
        _gradient("G comes back from what follows: by the weights", "tr(G.T*W*X)", "W"),
        _gradient("By the input", "tr(G.T*W*X)", "X"),
        _gradient("Through two layers", "||W*V*X - Y||^2", "V"),
        _gradient("W stays, B A is learnt: by A", "||(W + B*A)*X - Y||^2", "A"),
        _gradient("By B", "||(W + B*A)*X - Y||^2", "B"),
        _state("At B = 0 nothing comes back to A", "2*(0*B).T*((W + 0*B*A)*X - Y)*X.T", "0"),
    ),
)
