"""The exact value of a matrix expression where its sizes, letters and numbers are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from flint import fmpq
from sympy import (
    Abs,
    Add,
    BlockMatrix,
    Determinant,
    DiagMatrix,
    DiagonalOf,
    Expr,
    HadamardPower,
    HadamardProduct,
    Identity,
    Inverse,
    KroneckerProduct,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    OneMatrix,
    Pow,
    Rational,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    cos,
    exp,
    log,
    sin,
)
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from symxent.logic import Along, Gradient, Jacobian, PseudoInverse, RandomMean, Vec
from symxent.matrices import numbers as num
from symxent.matrices.numbers import NoValue, Number, Slope

Rows = tuple[tuple[Number, ...], ...]


@dataclass(frozen=True)
class Assignment:
    """A point: the sizes, the letters' entries, the numbers."""

    sizes: Mapping[Symbol, int]
    letters: Mapping[MatrixSymbol, Rows]
    numbers: Mapping[Symbol, Number]
    level: int = 0

    def size(self, e: Expr) -> int:
        return int(e.xreplace({s: Rational(n) for s, n in self.sizes.items()}))

    def shape(self, e: MatrixExpr) -> tuple[int, int]:
        return self.size(e.shape[0]), self.size(e.shape[1])

    def value(self, e: Expr) -> Rows:
        """The matrix that an expression is here; of a number one of one entry.  Raises NoValue where it is none."""
        if not isinstance(e, MatrixExpr):
            return ((self.number(e),),)
        rule = _MATRICES.get(type(e))
        if rule is None:
            raise NoValue(f"no value of {type(e).__name__}")
        return rule(self, e)

    def number(self, e: Expr) -> Number:
        if isinstance(e, Rational):
            return fmpq(int(e.p), int(e.q))
        if isinstance(e, Symbol):
            if e in self.sizes:
                return fmpq(self.sizes[e])
            if e not in self.numbers:
                raise NoValue(f"no value of {e}")
            return self.numbers[e]
        rule = _NUMBERS.get(e.func)
        if rule is None:
            raise NoValue(f"no value of {e.func.__name__}")
        return rule(self, e)

    def along(self, steps: Mapping[MatrixSymbol, Rows]) -> Assignment:
        """The point with a slope in some letters."""
        level, moved = self.level + 1, dict(self.letters)
        for letter, how in steps.items():
            rows = zip(self.letters[letter], how, strict=True)
            moved[letter] = tuple(tuple(Slope(level, x, d) for x, d in zip(r, s, strict=True)) for r, s in rows)
        return replace(self, level=level, letters=moved)

    def moved(self, letter: MatrixSymbol, row: int, col: int) -> Assignment:
        """The point with a slope of 1 in one entry of a letter."""
        level = self.level + 1
        rows = [list(r) for r in self.letters[letter]]
        rows[row][col] = Slope(level, rows[row][col], fmpq(1))
        return replace(self, level=level, letters={**self.letters, letter: tuple(map(tuple, rows))})


def slope_of(a: Number, level: int) -> Number:
    return a.slope if isinstance(a, Slope) and a.level == level else fmpq(0)


def product(a: Rows, b: Rows) -> Rows:
    columns = tuple(zip(*b, strict=True))
    return tuple(tuple(reduce(num.add, map(num.multiply, row, col)) for col in columns) for row in a)


def transposed(a: Rows) -> Rows:
    return tuple(zip(*a, strict=True))


def scaled(a: Rows, factor: Number) -> Rows:
    return tuple(tuple(num.multiply(factor, x) for x in row) for row in a)


def added(a: Rows, b: Rows) -> Rows:
    return tuple(tuple(map(num.add, r, s)) for r, s in zip(a, b, strict=True))


def unit(size: int) -> Rows:
    return tuple(tuple(fmpq(int(i == j)) for j in range(size)) for i in range(size))


def eliminated(a: Rows, beside: Rows) -> tuple[Number, Rows]:
    """The determinant of a square matrix, and its inverse times ``beside`` (as far as the former is not 0)."""
    rows = [[*r, *s] for r, s in zip(a, beside, strict=True)]
    size, det = len(rows), fmpq(1)
    for k in range(size):
        at = next((i for i in range(k, size) if num.is_zero(rows[i][k]) is False), None)
        if at is None:
            if any(isinstance(x, Slope) or num.is_zero(x) is None for row in rows for x in row):
                raise NoValue("a determinant near 0")
            return fmpq(0), ()
        if at != k:
            rows[k], rows[at], det = rows[at], rows[k], num.multiply(fmpq(-1), det)
        pivot = rows[k][k]
        det = num.multiply(det, pivot)
        over = num.inverse(pivot)
        rows[k] = [num.multiply(over, x) for x in rows[k]]
        for i in range(size):
            if i != k:
                factor = num.multiply(fmpq(-1), rows[i][k])
                rows[i] = [num.add(x, num.multiply(factor, y)) for x, y in zip(rows[i], rows[k], strict=True)]
    return det, tuple(tuple(row[size:]) for row in rows)


def inverse(a: Rows) -> Rows:
    det, found = eliminated(a, unit(len(a)))
    if num.is_zero(det) is not False:
        raise NoValue("the inverse of a singular matrix")
    return found


def determinant(a: Rows) -> Number:
    return eliminated(a, tuple(() for _ in a))[0]


def _product(at: Assignment, e: Any) -> Rows:
    factors = [at.value(arg) for arg in e.args if isinstance(arg, MatrixExpr)]
    numbers = [at.number(arg) for arg in e.args if not isinstance(arg, MatrixExpr)]
    return scaled(reduce(product, factors), reduce(num.multiply, numbers, fmpq(1)))


def _power(at: Assignment, e: Any) -> Rows:
    base, exponent = at.value(e.base), at.number(e.exp)
    if not isinstance(exponent, fmpq) or exponent.q != 1:
        raise NoValue(f"the power {e.exp} of a matrix")
    times = int(exponent.p)
    return reduce(product, [inverse(base) if times < 0 else base] * abs(times), unit(len(base)))


def _gradient(at: Assignment, e: Any) -> Rows:
    f, by = e.args
    rows, cols = at.shape(by)
    points = [[at.moved(by, i, j) for j in range(cols)] for i in range(rows)]
    return tuple(tuple(slope_of(p.number(f), p.level) for p in row) for row in points)


def _jacobian(at: Assignment, e: Any) -> Rows:
    y, by = e.args
    points = [at.moved(by, j, 0) for j in range(at.shape(by)[0])]
    columns = [tuple(slope_of(row[0], p.level) for row in p.value(y)) for p in points]
    return transposed(tuple(columns))


def _raised(at: Assignment, e: Any) -> Number:
    exponent = at.number(e.exp)
    if not isinstance(exponent, fmpq):
        raise NoValue(f"the power {e.exp}")
    return num.power(at.number(e.base), exponent)


def _trace(at: Assignment, e: Any) -> Number:
    rows = at.value(e.arg)
    return reduce(num.add, (rows[i][i] for i in range(len(rows))))


def _along(at: Assignment, e: Any) -> Rows:
    f, *moved = e.args
    there = at.along({by: at.value(how) for by, how in moved})
    return tuple(tuple(slope_of(x, there.level) for x in row) for row in there.value(f))


def _random_mean(at: Assignment, e: Any) -> Rows:
    """The mean of a quadratic f: f(μ) + Σ dᵢ (f(μ + lᵢ) + f(μ − lᵢ) − 2 f(μ))/2, where Σ = Σ dᵢ lᵢlᵢᵀ."""
    f, x, mean, covariance = e.args
    centre = at.value(mean)

    def there(step: Rows) -> Rows:
        return replace(at, letters={**at.letters, x: added(centre, step)}).value(f)

    here = there(scaled(centre, fmpq(0)))
    found = here
    for share, step in _squares(at.value(covariance)):
        twice = added(added(there(step), there(scaled(step, fmpq(-1)))), scaled(here, fmpq(-2)))
        found = added(found, scaled(twice, share / 2))
    return found


def _squares(a: Rows) -> Iterator[tuple[fmpq, Rows]]:
    """d > 0 and columns l of which a covariance matrix is the sum Σ d l lᵀ.  Raises NoValue for what is none."""
    left = a
    if a != transposed(a):
        raise NoValue("a covariance matrix that is not symmetric")
    for k in range(len(a)):
        share = left[k][k]
        if not isinstance(share, fmpq) or share < 0 or (share == 0 and any(x != 0 for x in left[k])):
            raise NoValue("a variance that is not exact, or below 0")
        if share != 0:
            step = tuple((num.multiply(1 / share, x),) for x in left[k])
            yield share, step
            left = added(left, scaled(product(step, transposed(step)), -share))


def _each(at: Assignment, e: Any) -> Rows:
    function, inside = e.args
    (x,) = function.variables
    return tuple(tuple(replace(at, numbers={**at.numbers, x: v}).number(function.expr) for v in row)
                 for row in at.value(inside))  # fmt: skip


def _hadamard_power(at: Assignment, e: Any) -> Rows:
    exponent = at.number(e.exp)
    if not isinstance(exponent, fmpq):
        raise NoValue(f"the power {e.exp}")
    return tuple(tuple(num.power(x, exponent) for x in row) for row in at.value(e.base))


def _hadamard(a: Rows, b: Rows) -> Rows:
    return tuple(tuple(map(num.multiply, r, s)) for r, s in zip(a, b, strict=True))


def _kronecker(a: Rows, b: Rows) -> Rows:
    return tuple(tuple(num.multiply(x, y) for x in r for y in s) for r in a for s in b)


def _blocks(at: Assignment, e: Any) -> Rows:
    rows, cols = e.blockshape
    values = [[at.value(e.blocks[i, j]) for j in range(cols)] for i in range(rows)]
    return tuple(tuple(x for block in line for x in block[i]) for line in values for i in range(len(line[0])))


def _diagonal_matrix(a: Rows) -> Rows:
    values = [x for row in a for x in row]
    return tuple(tuple(x if i == j else fmpq(0) for j in range(len(values))) for i, x in enumerate(values))


def pseudo_inverse(a: Rows) -> Rows:
    """Fᵀ(FFᵀ)⁻¹(CᵀC)⁻¹Cᵀ of a full rank factorisation A = CF."""
    if any(not isinstance(x, fmpq) for row in a for x in row):
        raise NoValue("a pseudo-inverse of what is not exact")
    rows, chosen = [list(row) for row in a], list[int]()
    for j in range(len(a[0])):
        at = next((i for i in range(len(chosen), len(rows)) if rows[i][j] != 0), None)
        if at is None:
            continue
        k = len(chosen)
        rows[k], rows[at] = rows[at], [*rows[k]]
        over = num.inverse(rows[k][j])
        rows[k] = [num.multiply(over, x) for x in rows[k]]
        for i in range(len(rows)):
            if i != k:
                factor = num.multiply(fmpq(-1), rows[i][j])
                rows[i] = [num.add(x, num.multiply(factor, y)) for x, y in zip(rows[i], rows[k], strict=True)]
        chosen.append(j)
    if not chosen:
        return tuple((fmpq(0),) * len(a) for _ in a[0])
    f: Rows = tuple(map(tuple, rows[: len(chosen)]))
    c: Rows = tuple(tuple(row[j] for j in chosen) for row in a)
    back = product(transposed(f), inverse(product(f, transposed(f))))
    return product(back, product(inverse(product(transposed(c), c)), transposed(c)))


_MATRICES: Mapping[type, Callable[[Assignment, Any], Rows]] = {
    MatrixSymbol: lambda at, e: at.letters[e],
    Identity: lambda at, e: unit(at.size(e.shape[0])),
    ZeroMatrix: lambda at, e: tuple((fmpq(0),) * at.size(e.shape[1]) for _ in range(at.size(e.shape[0]))),
    OneMatrix: lambda at, e: tuple((fmpq(1),) * at.size(e.shape[1]) for _ in range(at.size(e.shape[0]))),
    MatAdd: lambda at, e: reduce(added, map(at.value, e.args)),
    MatMul: _product,
    MatPow: _power,
    Inverse: lambda at, e: inverse(at.value(e.arg)),
    Transpose: lambda at, e: transposed(at.value(e.arg)),
    HadamardProduct: lambda at, e: reduce(_hadamard, map(at.value, e.args)),
    HadamardPower: _hadamard_power,
    ElementwiseApplyFunction: _each,
    KroneckerProduct: lambda at, e: reduce(_kronecker, map(at.value, e.args)),
    DiagMatrix: lambda at, e: _diagonal_matrix(at.value(e.args[0])),
    DiagonalOf: lambda at, e: tuple((row[i],) for i, row in enumerate(at.value(e.args[0]))),
    Vec: lambda at, e: tuple((x,) for column in transposed(at.value(e.args[0])) for x in column),
    PseudoInverse: lambda at, e: pseudo_inverse(at.value(e.args[0])),
    BlockMatrix: _blocks,
    Along: _along,
    RandomMean: _random_mean,
    Gradient: _gradient,
    Jacobian: _jacobian,
}
_NUMBERS: Mapping[type, Callable[[Assignment, Any], Number]] = {
    Trace: _trace,
    Determinant: lambda at, e: determinant(at.value(e.arg)),
    Add: lambda at, e: reduce(num.add, map(at.number, e.args)),
    Mul: lambda at, e: reduce(num.multiply, map(at.number, e.args)),
    Pow: _raised,
    exp: lambda at, e: num.exponential(at.number(e.args[0])),
    log: lambda at, e: num.logarithm(at.number(e.args[0])),
    Abs: lambda at, e: num.absolute(at.number(e.args[0])),
    sin: lambda at, e: num.sine(at.number(e.args[0])),
    cos: lambda at, e: num.cosine(at.number(e.args[0])),
}
