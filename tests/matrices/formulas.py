"""True identities of matrices of symbolic size, as books of formulas list them, and how one is made false."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from sympy import (
    Basic,
    Determinant,
    Expr,
    Identity,
    Inverse,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    OneMatrix,
    Q,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    exp,
    log,
    sqrt,
    symbols,
)

from symxent.language.domain import Domain
from symxent.logic import Gradient, Jacobian
from symxent.matrices.judge import facts_of, separating

n, m, k = (Symbol(name, integer=True, positive=True) for name in "nmk")
A, B, C, D, P = (MatrixSymbol(name, n, n) for name in "ABCDP")
X, Y, Z = (MatrixSymbol(name, n, m) for name in "XYZ")
U, V, K = MatrixSymbol("U", n, k), MatrixSymbol("V", k, n), MatrixSymbol("K", k, k)
W, M = MatrixSymbol("W", m, k), MatrixSymbol("M", m, m)
x, y, a, b = (MatrixSymbol(name, n, 1) for name in "xyab")
w, u = MatrixSymbol("w", m, 1), MatrixSymbol("u", m, 1)
s, t, lam = symbols("s t lambda", real=True)
c, d, N = MatrixSymbol("c", n, 1), MatrixSymbol("d", n, 1), MatrixSymbol("N", n, m)
I, J = Identity(n), Identity(m)
ones = OneMatrix(n, 1)


def inner(v: Expr, z: Expr) -> Expr:
    return Trace(v.T * z)


def square(v: Expr) -> Expr:
    """‖v‖², of a matrix Frobenius' norm."""
    return Trace(v.T * v)


@dataclass(frozen=True)
class Known:
    """lhs = rhs under what is given."""

    lhs: Expr
    rhs: Expr
    given: tuple[Basic, ...] = ()


SYMMETRIC, ORTHOGONAL = Q.symmetric(A), Q.orthogonal(A)

#: Those that the rules were written with.
SEEN = (
    Known(Inverse(MatMul(A, B)), B.I * A.I),
    Known(Inverse(MatMul(A, B, C)), C.I * B.I * A.I),
    Known((A * B * C).T, C.T * B.T * A.T),
    Known(Inverse(A.T), A.I.T),
    Known(Inverse(s * A), A.I / s),
    Known(A * A.I, I),
    Known(Trace(A.T), Trace(A)),
    Known(Trace(A * B), Trace(B * A)),
    Known(Trace(X.T * Y), Trace(Y * X.T)),
    Known(Trace(A * B * C), Trace(C * A * B)),
    Known(Trace(A + s * B), Trace(A) + s * Trace(B)),
    Known(inner(a, a), Trace(a * a.T)),
    Known(Determinant(s * A), s**n * Determinant(A)),
    Known(Determinant(A.T), Determinant(A)),
    Known(Determinant(A * B), Determinant(A) * Determinant(B)),
    Known(Determinant(A.I), 1 / Determinant(A)),
    Known(Determinant(A**3), Determinant(A) ** 3),
    Known(Determinant(I + a * b.T), 1 + inner(a, b)),
    Known(Determinant(I + X * Y.T), Determinant(J + Y.T * X)),
    Known(Inverse(A + U * K * V), A.I - A.I * U * Inverse(K.I + V * A.I * U) * V * A.I),
    Known(Inverse(A + a * b.T), A.I - A.I * a * b.T * A.I / (1 + Trace(b.T * A.I * a))),
    Known(Inverse(I + A * B) * A, A * Inverse(I + B * A)),
    Known(Inverse(I + A.I), A * Inverse(A + I)),
    Known(A * Inverse(A + B) * B, B * Inverse(A + B) * A),
    Known(Inverse(A.I + B.I), A * Inverse(A + B) * B),
    Known(A.I + B.I, A.I * (A + B) * B.I),
    Known(Inverse(X.T * X + lam * J) * X.T, X.T * Inverse(X * X.T + lam * I)),
    Known(Gradient(inner(a, x), x), a),
    Known(Gradient(Trace(x.T * A * x), x), (A + A.T) * x),
    Known(Gradient(Trace(x.T * A * x), x), 2 * A * x, (SYMMETRIC,)),
    Known(Gradient(square(X * w - y), w), 2 * X.T * (X * w - y)),
    Known(Gradient(square(X * w - y) + lam * square(w), w), 2 * (X.T * X + lam * J) * w - 2 * X.T * y),
    Known(Gradient(Trace(A * B), A), B.T),
    Known(Gradient(Trace(X.T * Y), X), Y),
    Known(Gradient(log(Determinant(A)), A), A.I.T),
    Known(Gradient(Determinant(A), A), Determinant(A) * A.I.T),
    Known(Gradient(Trace(a.T * A.I * b), A), -A.I.T * a * b.T * A.I.T),
    Known(Gradient(square(X * W - U), W), 2 * X.T * (X * W - U)),
    Known(Jacobian(A * x + b, x), A),
    Known(Jacobian(Gradient(square(X * w - y), w), w), 2 * X.T * X),
    Known(Trace(A * B * A.T), Trace(B), (ORTHOGONAL,)),
    Known(square(A * x), square(x), (ORTHOGONAL,)),
)


#: Others, written down afterwards: what the rules make of formulas that they were not written with.
LATER = (
    Known(Inverse(A + B), A.I - A.I * Inverse(A.I + B.I) * A.I),
    Known(Inverse(I + A * B), I - A * Inverse(I + B * A) * B),
    Known(Inverse(A + X * X.T) * X, A.I * X * Inverse(J + X.T * A.I * X)),
    Known(Inverse(A.I + U * K.I * U.T) * U * K.I, A * U * Inverse(U.T * A * U + K)),
    Known(A - A * Inverse(A + B) * A, B - B * Inverse(A + B) * B),
    Known(Inverse(A + X * Y.T), A.I - A.I * X * Inverse(J + Y.T * A.I * X) * Y.T * A.I),
    Known(Determinant(-A), (-1) ** n * Determinant(A)),
    Known(Determinant(A.T * A), Determinant(A) ** 2),
    Known(Determinant(B.I * A * B), Determinant(A)),
    Known(Determinant(A + a * b.T), Determinant(A) * (1 + Trace(b.T * A.I * a))),
    Known(Determinant(A + X * Y.T), Determinant(A) * Determinant(J + Y.T * A.I * X)),
    Known(Trace(a * b.T), Trace(b.T * a)),
    Known(Trace(I), n),
    Known(Trace(B.I * A * B), Trace(A)),
    Known(Gradient(Determinant(A * B * C), B), Determinant(A * B * C) * B.I.T),
    Known(Gradient(Determinant(A**3), A), 3 * Determinant(A**3) * A.I.T),
    Known(Gradient(log(Determinant(X.T * X)), X), 2 * X * Inverse(X.T * X)),
    Known(
        Gradient(Determinant(X.T * A * X), X), 2 * Determinant(X.T * A * X) * A * X * Inverse(X.T * A * X), (SYMMETRIC,)
    ),
    Known(
        Gradient(Determinant(X.T * A * X), X),
        Determinant(X.T * A * X) * (A * X * Inverse(X.T * A * X) + A.T * X * Inverse(X.T * A.T * X)),
    ),
    Known(Gradient(Trace(Inverse(A + B)), A), -(Inverse(A + B) * Inverse(A + B)).T),
    Known(Gradient(Determinant(A.I), A), -Determinant(A.I) * A.I.T),
    Known(Gradient(Trace(a.T * X * w), X), a * w.T),
    Known(Gradient(Trace(w.T * X.T * a), X), a * w.T),
    Known(Gradient(Trace(w.T * X.T * X * u), X), X * (w * u.T + u * w.T)),
    Known(Gradient(Trace((B * x + b).T * C * (D * x + d)), x), B.T * C * (D * x + d) + D.T * C.T * (B * x + b)),
    Known(Gradient(Trace(w.T * X.T * A * X * u), X), A.T * X * w * u.T + A * X * u * w.T),
    Known(Gradient(Trace((X * w + c).T * A * (X * w + c)), X), (A + A.T) * (X * w + c) * w.T),
    Known(Gradient(Trace((x - c).T * A * (x - c)), c), -2 * A * (x - c), (SYMMETRIC,)),
    Known(Gradient(Trace((x - B * c).T * A * (x - B * c)), c), -2 * B.T * A * (x - B * c), (SYMMETRIC,)),
    Known(Gradient(Trace((x - B * c).T * A * (x - B * c)), B), -2 * A * (x - B * c) * c.T, (SYMMETRIC,)),
    Known(Jacobian(Gradient(Trace(x.T * A * x) + Trace(b.T * x), x), x), A + A.T),
    Known(Gradient(Trace(A**2), A), 2 * A.T),
    Known(Gradient(Trace(A**2 * B), A), (A * B + B * A).T),
    Known(Gradient(Trace(X.T * B * X), X), B * X + B.T * X),
    Known(Gradient(Trace(X * M * X.T), X), X * M.T + X * M),
    Known(Gradient(Trace(A * B * C * B), B), A.T * B.T * C.T + C.T * B.T * A.T),
    Known(Gradient(Trace(A**4), A), 4 * (A**3).T),
    Known(Gradient(Trace((A * X * M + N) * (A * X * M + N).T), X), 2 * A.T * (A * X * M + N) * M.T),
    Known(Gradient(Trace(B * A.I * C), A), -(A.I * C * B * A.I).T),
    Known(
        Gradient(Trace(Inverse(X.T * B * X) * M), X),
        -(B * X * Inverse(X.T * B * X)) * (M + M.T) * Inverse(X.T * B * X),
        (Q.symmetric(B),),
    ),
    Known(Gradient(sqrt(square(x - a)), x), (x - a) / sqrt(square(x - a))),
    Known(
        Jacobian((x - a) / sqrt(square(x - a)), x),
        I / sqrt(square(x - a)) - (x - a) * (x - a).T / sqrt(square(x - a)) ** 3,
    ),
    Known(Gradient(square(X), X), 2 * X),
    Known((I - X * Inverse(X.T * X) * X.T) * X, ZeroMatrix(n, m)),
    Known((X * Inverse(X.T * X) * X.T) ** 2, X * Inverse(X.T * X) * X.T),
    Known(Trace(X * Inverse(X.T * X) * X.T), m),
    Known((I - ones * ones.T / n) ** 2, I - ones * ones.T / n),
    Known((I - ones * ones.T / n) * ones, ZeroMatrix(n, 1)),
    Known((I - 2 * a * a.T / square(a)) * (I - 2 * a * a.T / square(a)), I),
    Known((I - A) * Inverse(I + A), Inverse(I + A) * (I - A)),
    Known(Inverse((A * B).T), A.I.T * B.I.T),
    Known((A.T).I, A.I.T),
    Known(square(x + y) + square(x - y), 2 * square(x) + 2 * square(y)),
    Known(square(x + y) - square(x - y), 4 * inner(x, y)),
    Known(
        Trace(x.T * A * x) - 2 * inner(b, x),
        Trace((x - A.I * b).T * A * (x - A.I * b)) - Trace(b.T * A.I * b),
        (Q.symmetric(A),),
    ),
    Known(Gradient(-Trace((x - c).T * A.I * (x - c)) / 2, c), A.I * (x - c), (Q.symmetric(A),)),
    Known(
        Gradient(-log(Determinant(A)) / 2 - Trace((x - c).T * A.I * (x - c)) / 2, A),
        -A.I.T / 2 + (A.I * (x - c) * (x - c).T * A.I).T / 2,
    ),
    Known(Gradient(log(1 + exp(-inner(w, u))), w), -exp(-inner(w, u)) / (1 + exp(-inner(w, u))) * u),
)


def separable(known: Known) -> bool:
    """Whether exact matrices tell the sides apart."""
    return next(separating(known.lhs, known.rhs, facts_of(known.given), Domain()), None) is not None


def false_mutants(known: Known, most: int) -> Iterator[Known]:
    """Those of its mutants that exact matrices show to be false."""
    return islice(filter(separable, mutants(known)), most)


def mutants(known: Known) -> Iterator[Known]:
    """The identity with one thing changed on its right side: two factors, a transpose, an inverse, a sign, a factor."""
    for changed in _changed(known.rhs):
        yield replace(known, rhs=changed)


def _changed(e: Expr) -> Iterator[Expr]:
    if isinstance(e, MatMul):
        matrices = [p for p, arg in enumerate(e.args) if isinstance(arg, MatrixExpr)]
        for p, q in pairwise(matrices):
            if e.args[p].shape == e.args[q].shape[::-1] == e.args[p].shape[::-1]:
                yield e.func(*e.args[:p], e.args[q], e.args[p], *e.args[q + 1 :])
    if isinstance(e, MatrixExpr) and e.shape[0] == e.shape[1] != 1:
        yield e.arg if isinstance(e, Transpose | Inverse) else e.T
    if e.is_Add or e.is_MatAdd:
        yield e.func(*e.args[:-1], -e.args[-1])
    if not e.args or isinstance(e, MatrixSymbol | Identity):
        yield 2 * e
        return
    for place, arg in enumerate(e.args):
        if isinstance(arg, MatrixExpr) or arg.has(MatrixExpr):
            for changed in _changed(arg):
                if getattr(changed, "shape", None) == getattr(arg, "shape", None):
                    yield e.func(*e.args[:place], changed, *e.args[place + 1 :])
