"""True identities of matrices of symbolic size, as books of formulas list them, and how one is made false."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from sympy import (
    Basic,
    Determinant,
    Expr,
    Identity,
    Inverse,
    MatMul,
    MatrixExpr,
    MatrixSymbol,
    Q,
    Symbol,
    Trace,
    Transpose,
    log,
    symbols,
)

from symxent.logic import Gradient, Jacobian

n, m, k = (Symbol(name, integer=True, positive=True) for name in "nmk")
A, B, C, D, P = (MatrixSymbol(name, n, n) for name in "ABCDP")
X, Y, Z = (MatrixSymbol(name, n, m) for name in "XYZ")
U, V, K = MatrixSymbol("U", n, k), MatrixSymbol("V", k, n), MatrixSymbol("K", k, k)
W, M = MatrixSymbol("W", m, k), MatrixSymbol("M", m, m)
x, y, a, b = (MatrixSymbol(name, n, 1) for name in "xyab")
w, u = MatrixSymbol("w", m, 1), MatrixSymbol("u", m, 1)
s, t, lam = symbols("s t lambda", real=True)
I, J = Identity(n), Identity(m)


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
