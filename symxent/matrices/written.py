"""Formulas of matrices as a page writes them, as SymPy's matrix expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from sympy import (
    Add,
    BlockMatrix,
    Determinant,
    DiagMatrix,
    Expr,
    HadamardProduct,
    Identity,
    Integer,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Rational,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    exp,
    log,
    sqrt,
)

from symxent.language import tree as t
from symxent.logic import Gradient, Jacobian, RandomMean, Vec
from symxent.matrices.shapes import (
    TRACES,
    Shapes,
    constant_of,
    derivative_of,
    factors,
    hessian_of,
    is_e,
    is_zero,
    kind_of_mean,
    letter_key,
    norm_inside,
)
from symxent.matrices.sides import Side, Unreadable, is_scalar, join

_FUNCTIONS: Mapping[str, Callable[[Expr], Expr]] = {"log": log, "ln": log, "exp": exp, "sqrt": sqrt}


@dataclass
class Written(Shapes):
    """The reading of the trees of one equation, its letters as MatrixSymbols of the shapes that were found."""

    _sizes: dict[Side, Symbol] = field(default_factory=dict)

    def equation(self, left: t.Node, right: t.Node) -> tuple[Expr, Expr]:
        """Both sides.  Raises Unreadable where they do not fit together."""
        for _ in range(2):  # what the second side says of a letter may tell how a product in the first one is read
            self.known.clear()
            one, other = self.shape(left), self.shape(right)
            join(one[0], other[0])
            join(one[1], other[1])
        if is_scalar(one) != is_scalar(other):
            raise Unreadable("one side is a number")
        return self.expression(left), self.expression(right)

    def size(self, side: Side) -> Expr:
        root = side.root()
        if root.one:
            return Integer(1)
        if root.parts:
            return (Add if root.sign == "+" else Mul)(*map(self.size, root.parts))
        if root not in self._sizes:
            taken = {*self.kinds, *map(str, self._sizes.values())}
            name = root.name or next(
                c for c in ("n", "m", "k", "d", "p", "q", *(f"n{i}" for i in range(99))) if c not in taken
            )
            self._sizes[root] = Symbol(name, integer=True, positive=True)
        return self._sizes[root]

    def expression(self, node: t.Node) -> Expr:
        return _EXPRESSIONS[type(node)](self, node)

    def number(self, node: t.Node) -> Expr:
        value = self.expression(node)
        return Trace(value) if isinstance(value, MatrixExpr) else value

    def matrix(self, node: t.Node) -> Expr:
        value = self.expression(node)
        if not isinstance(value, MatrixExpr):
            raise Unreadable("a number where a matrix was expected")
        return value


def _letter(w: Written, node: t.Name) -> Expr:
    rows, cols = map(w.size, w.shape(node))
    if node.key == "I" and "I" not in w.kinds:
        return Identity(rows) if rows != 1 else Integer(1)
    return _letter_of(w, node.key, rows, cols)


def _letter_of(w: Written, key: str, rows: Expr, cols: Expr) -> Expr:
    if rows == 1 == cols:
        return w.size(w.names[key]) if key in w.names else Symbol(key, real=True)
    return MatrixSymbol(key, rows, cols)


def _indexed(w: Written, node: t.Indexed) -> Expr:
    inside = norm_inside(node)
    if inside is not None:
        return sqrt(_norm_squared(w, inside))
    rows, cols = map(w.size, w.shape(node))
    if constant := constant_of(node):
        return (OneMatrix if constant == "1" else ZeroMatrix)(rows, cols)
    key = letter_key(node)
    return Identity(rows) if key is None or key not in w.kinds else _letter_of(w, key, rows, cols)


def _blocks(w: Written, node: t.Matrix) -> Expr:
    """A matrix of blocks; a number is one of one row and one column."""
    made = [[_as_block(w, entry) for entry in row] for row in node.rows]
    return made[0][0] if len(made) == 1 == len(made[0]) else BlockMatrix(made)


def _as_block(w: Written, entry: t.Node) -> Expr:
    value = w.expression(entry)
    if isinstance(value, MatrixExpr):
        return value
    shape = map(w.size, w.shape(entry))
    return ZeroMatrix(*shape) if value == 0 else MatMul(value, Identity(1))


def _number(w: Written, node: t.Number) -> Expr:
    if is_zero(node) and not is_scalar(w.shape(node)):
        rows, cols = map(w.size, w.shape(node))
        return ZeroMatrix(rows, cols)
    return Rational(node.value.numerator, node.value.denominator)


def _sum(w: Written, node: t.Add) -> Expr:
    if is_scalar(w.shape(node)):
        return reduce(lambda a, b: a + b, map(w.number, node.terms))
    return MatAdd(*map(w.matrix, node.terms))


def _product(w: Written, node: t.Multiply) -> Expr:
    if node.sign in ("⊗", "⊙"):
        values = [w.matrix(f) for f in node.factors]
        return (KroneckerProduct if node.sign == "⊗" else HadamardProduct)(*values)
    matrices = {id(f) for f in factors(w, node)}
    numbers = [w.number(f) for f in node.factors if id(f) not in matrices]
    groups: list[Expr] = []
    for factor in node.factors:
        if id(factor) not in matrices:
            continue
        value = w.matrix(factor)
        if groups and groups[-1].shape != (1, 1):
            groups[-1] = MatMul(groups[-1], value)
        else:
            groups.append(value)
    scalars = [*numbers, *(Trace(g) for g in groups if g.shape == (1, 1))]
    factor = reduce(lambda a, b: a * b, scalars, Integer(1))
    left = [g for g in groups if g.shape != (1, 1)]
    if not left:
        return factor
    return MatMul(factor, *left) if factor != 1 else MatMul(*left)


def _divided(w: Written, node: t.Divide) -> Expr:
    below = w.number(node.below)
    if is_scalar(w.shape(node)):
        return w.number(node.above) / below
    return MatMul(1 / below, w.matrix(node.above))


def _norm_squared(w: Written, inside: t.Node) -> Expr:
    value = w.expression(inside)
    if not isinstance(value, MatrixExpr):
        return value**2
    return Trace(MatMul(Transpose(value), value))


def _power(w: Written, node: t.Power) -> Expr:
    inside, exponent = norm_inside(node.base), w.number(node.exponent)
    if inside is not None:
        return _norm_squared(w, inside) ** (exponent / 2)
    if is_e(w, node.base):
        return exp(exponent)
    if is_scalar(w.shape(node.base)):
        return w.number(node.base) ** exponent
    if exponent == -1:
        return Inverse(w.matrix(node.base))
    if not exponent.is_Integer or exponent < 1:
        raise Unreadable("a power of a matrix")
    return MatPow(w.matrix(node.base), exponent)


def _group(w: Written, node: t.Group) -> Expr:
    if node.bracket == "‖":
        return sqrt(_norm_squared(w, node.body))
    value = w.expression(node.body)
    if node.bracket == "|":
        return Determinant(value) if isinstance(value, MatrixExpr) else abs(value)
    return value


def _transposed(w: Written, node: t.Transpose) -> Expr:
    value = w.expression(node.body)
    return Transpose(value) if isinstance(value, MatrixExpr) else value


def _call(w: Written, node: t.Call) -> Expr:
    twice = hessian_of(node)
    if twice is not None:
        return _hessian(w, *twice)
    if (kind := kind_of_mean(w, node)) is not None:
        return _mean(w, node, kind)
    assert isinstance(node.function, t.Name)
    name, first = node.function.key, node.arguments[0]
    if name in _FUNCTIONS:
        return _FUNCTIONS[name](w.number(first))
    if name == "inner":
        one, other = map(w.matrix, node.arguments)
        return Trace(MatMul(Transpose(one), other))
    value = w.expression(first)
    if not isinstance(value, MatrixExpr):
        return value
    if name in ("vec", "diag"):
        return (Vec if name == "vec" else DiagMatrix)(value)
    return Trace(value) if name in TRACES else Determinant(value)


def _mean(w: Written, node: t.Call, kind: str) -> Expr:
    """E y, and Cov(y, z) = E yzᵀ − E y E zᵀ."""
    key, mean, covariance = w.drawn(node)
    letter = MatrixSymbol(key, *map(w.size, w.letter(key)))
    law = ZeroMatrix(*letter.shape) if is_zero(mean) else w.matrix(mean), w.matrix(covariance)

    def averaged(value: Expr) -> Expr:
        made = RandomMean(value, letter, *law)
        return made if isinstance(value, MatrixExpr) else Trace(made)

    one, other = w.expression(node.arguments[0]), w.expression(node.arguments[-1])
    if kind == "E":
        return averaged(one)
    if isinstance(one, MatrixExpr) and isinstance(other, MatrixExpr):
        apart = MatMul(averaged(one), Transpose(averaged(other)))
        return MatAdd(averaged(MatMul(one, Transpose(other))), MatMul(Integer(-1), apart))
    if isinstance(one, MatrixExpr) or isinstance(other, MatrixExpr):
        return _covariance_with_a_number(one, other, averaged)
    return averaged(one * other) - averaged(one) * averaged(other)


def _covariance_with_a_number(one: Expr, other: Expr, averaged: Callable[[Expr], Expr]) -> Expr:
    """Cov(y, s) = E s y − E s E y of a column y and a number s, and Cov(s, y), which lies down."""
    column, number = (one, other) if isinstance(one, MatrixExpr) else (other, one)
    made = MatAdd(averaged(MatMul(number, column)), MatMul(Integer(-1), averaged(number), averaged(column)))
    return made if column is one else Transpose(made)


def _hessian(w: Written, body: t.Node, by: t.Name) -> Expr:
    letter = MatrixSymbol(by.key, *map(w.size, w.letter(by.key)))
    return Jacobian(Gradient(w.number(body), letter), letter)


def _derivative(w: Written, node: t.Node) -> Expr:
    twice = hessian_of(node)
    if twice is not None:
        return _hessian(w, *twice)
    body, by = derivative_of(node)
    letter = MatrixSymbol(by.key, *map(w.size, w.letter(by.key)))
    if is_scalar(w.shape(body)):
        made: Expr = Gradient(w.number(body), letter)
        return Transpose(made) if w.numerator and not isinstance(node, t.Gradient) else made
    made = Jacobian(w.matrix(body), letter)
    return made if w.numerator else Transpose(made)


def _negative(w: Written, node: t.Negative) -> Expr:
    value = w.expression(node.body)
    return MatMul(Integer(-1), value) if isinstance(value, MatrixExpr) else -value


_EXPRESSIONS: Mapping[type, Callable[[Written, Any], Expr]] = {
    t.Name: _letter,
    t.Indexed: _indexed,
    t.Number: _number,
    t.Add: _sum,
    t.Negative: _negative,
    t.Matrix: _blocks,
    t.Multiply: _product,
    t.Divide: _divided,
    t.Power: _power,
    t.Group: _group,
    t.Transpose: _transposed,
    t.Call: _call,
    t.Gradient: _derivative,
    t.Derivative: _derivative,
}
