"""Equations between matrices of symbolic size: what they come to in numbers.

Both sides are brought to sums of words (``matrix_words``); they are equal if each word has equal coefficients.  A word
with the inverse of a sum P at its end is cleared of it by multiplying both sides by P, which is invertible wherever the
claim is defined; and so are letters whose inverse stands in the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from sympy import (
    Abs,
    Add,
    BlockMatrix,
    Determinant,
    DiagMatrix,
    DiagonalOf,
    Dummy,
    Expr,
    FiniteSet,
    HadamardPower,
    HadamardProduct,
    Identity,
    Integer,
    Inverse,
    KroneckerProduct,
    Lambda,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mul,
    NumberSymbol,
    OneMatrix,
    Pow,
    Rational,
    S,
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

from symxent.logic import matrix_blocks as blocks
from symxent.logic import matrix_entries as entries
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.matrix_algebra import Algebra
from symxent.logic.matrix_derivatives import Along, Differential, Gradient, Jacobian, Path
from symxent.logic.matrix_means import RandomMean, averaged, centred
from symxent.logic.matrix_words import Atom, Facts, Form, Word, identity, total
from symxent.logic.ring import Refused

#: Higher powers are not written out.
MOST_POWER = 8
#: So often is a claim multiplied by what an inverse in it is the inverse of.
MOST_CLEARED = 8
#: Functions of numbers, whatever the numbers are.
_OF_NUMBERS = (Add, Mul, Pow, exp, log, Abs, sin, cos)


class Vec(MatrixExpr):
    """The columns of a matrix below each other, as one column."""

    def __new__(cls, a: MatrixExpr) -> Vec:
        return super().__new__(cls, a)

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return self.args[0].shape[0] * self.args[0].shape[1], S.One


class PseudoInverse(MatrixExpr):
    """A⁺, the one matrix with AA⁺A = A, A⁺AA⁺ = A⁺ and AA⁺, A⁺A symmetric."""

    def __new__(cls, a: MatrixExpr) -> PseudoInverse:
        return super().__new__(cls, a)

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return self.args[0].shape[1], self.args[0].shape[0]


@dataclass(frozen=True)
class MatrixClaim:
    """``lhs = rhs`` for all matrices of the letters' shapes of which the facts hold, wherever both sides are defined.

    A number in it (Trace, Determinant, a symbol) is real; a size is a positive integer.  ``hypotheses``: of the symbols
    that are numbers.
    """

    lhs: Expr
    rhs: Expr
    facts: Facts = field(default_factory=Facts)
    hypotheses: Hypotheses = field(default_factory=Hypotheses)

    @property
    def said(self) -> tuple[Expr, str, Expr]:
        return self.lhs, "=", self.rhs


Obligation = tuple[Expr, Expr, Hypotheses]


def obligations(claim: MatrixClaim) -> list[Obligation]:
    """The equations between numbers from which the claim follows.  Raises Refused for what has no normal form."""
    reader = Reader(Algebra(claim.facts))
    for _ in range(2):  # the second time it is known which letters have an inverse wherever the claim is defined
        left, right = reader.read(claim.lhs), reader.read(claim.rhs)
    if (left.rows, left.cols) != (right.rows, right.cols):
        raise Refused(f"a {left.rows} × {left.cols} matrix and a {right.rows} × {right.cols} matrix")
    left, right = _cleared(reader.algebra, left, right)
    h = _with_facts(claim.hypotheses, reader.algebra)
    return [(one, other, h) for one, other in entries.compared(left, right)]


def _with_facts(h: Hypotheses, algebra: Algebra) -> Hypotheses:
    """What is known of the numbers: det A > 0 of a positive definite A, det Q = ±1 of an orthogonal Q."""
    positive, where = list(h.positive), dict(h.where)
    for number, (kind, what) in algebra.of_symbol.items():
        if kind == "det" and isinstance(what, Form) and list(what.terms.values()) == [S.One]:
            ((word, _),) = what.terms.items()
            facts = word[0].facts if len(word) == 1 else frozenset()
            if "positive definite" in facts:
                positive.append(number)
            if facts & {"orthogonal", "involutory"}:
                where[number] = FiniteSet(-1, 1)
    return replace(h, positive=tuple(positive), where=where)


def _cleared(algebra: Algebra, left: Form, right: Form) -> tuple[Form, Form]:
    """Both sides without the inverses of sums that stand at the end of a word."""
    for _ in range(MOST_CLEARED):
        if left.terms == right.terms:
            break
        found = _inverse_near_an_end(algebra, left, right)
        if found is None:
            break
        atom, beside, at_start = found
        if beside:
            over = algebra.inverse(algebra.word(beside))
            pairs = ((over, left), (over, right)) if at_start else ((left, over), (right, over))
            left, right = (algebra.product(one, other) for one, other in pairs)
        left, right = (_times_inside(algebra, form, atom, at_start) for form in (left, right))
    return left, right


def _inverse_near_an_end(algebra: Algebra, left: Form, right: Form) -> tuple[Atom, Word, bool] | None:
    """The inverse of a sum, what stands between it and an end of its word, and whether that is the start.

    What stands there are invertible letters; of all choices it is the one that clears most words of the inverse.
    """
    words = [*left.terms, *right.terms]
    found = []
    for word in words:
        for place, atom in enumerate(word):
            if atom.kind == "inverse":
                ends = ((word[:place], True), (word[place + 1 :], False))
                found += [(atom, beside, start) for beside, start in ends if all(map(algebra.is_invertible, beside))]

    def left_over(one: tuple[Atom, Word, bool]) -> tuple[int, int]:
        atom, beside, start = one
        edge = (*beside, atom) if start else (atom, *beside)
        rest = [w[len(edge) :] if start else w[: -len(edge)] for w in words if _ends_with(w, edge, start)]
        others = [w for w in words if not _ends_with(w, edge, start)]
        return sum(w.count(atom) for w in (*rest, *others)), len(beside)

    return min(found, key=left_over, default=None)


def _ends_with(word: Word, edge: Word, start: bool) -> bool:
    return (word[: len(edge)] if start else word[-len(edge) :]) == edge


def _times_inside(algebra: Algebra, form: Form, atom: Atom, at_start: bool) -> Form:
    """P F, or F P, where the atom is P⁻¹."""
    inside = algebra.transposed(atom.inside[0]) if atom.turned else atom.inside[0]
    parts = []
    for word, c in form.terms.items():
        if word and (word[0] if at_start else word[-1]) == atom:
            rest = word[1:] if at_start else word[:-1]
            parts.append((algebra.word(rest) if rest else identity(atom.rows)).times(c))
        else:
            one = Form(form.rows, form.cols, {word: c})
            parts.append(algebra.product(inside, one) if at_start else algebra.product(one, inside))
    return total(form.rows, form.cols, parts)


@dataclass
class Reader:
    """SymPy's matrix expressions as forms."""

    algebra: Algebra

    def read(self, e: Expr) -> Form:
        if not isinstance(e, MatrixExpr):
            return Form.number(self.number(e))
        for size in e.shape:
            if not (isinstance(size, Symbol | Integer | Add | Mul | Pow) and size.is_integer and size.is_positive):
                raise Refused(
                    f"the size {size} is no positive integer: Symbol('n', integer=True, positive=True) is one"
                )
        rule = _RULES.get(type(e))
        if rule is None:
            raise Refused(f"no rule for {type(e).__name__}")
        return rule(self, e)

    def number(self, e: Expr) -> Expr:
        """A number in the symbols of the algebra; raises Refused for what is none."""
        if isinstance(e, Trace):
            return self.algebra.trace(self.read(e.arg))
        if isinstance(e, Determinant):
            return self.algebra.det(self.read(e.arg))
        if isinstance(e, MatrixExpr):
            return self.read(e).value
        if isinstance(e, Symbol):
            if str(e).startswith("‹"):
                raise Refused(f"{e} is no name for a number")
            return e
        if isinstance(e, Rational | NumberSymbol):
            return e
        if e.func not in _OF_NUMBERS:
            raise Refused(f"no rule for {type(e).__name__} of numbers")
        return e.func(*(self.number(arg) for arg in e.args))

    def product(self, forms: Sequence[Form]) -> Form:
        return reduce(self.algebra.product, forms)


def _power(r: Reader, e: Any) -> Form:
    base, times = r.read(e.base), e.exp
    if isinstance(times, Integer) and times < 0:
        base, times = r.algebra.inverse(base), -times
    if not isinstance(times, Integer):
        return entries.power(r.algebra, base, r.number(times))
    if not 1 <= times <= MOST_POWER:
        raise Refused(f"the power {e.exp} of a matrix")
    return r.product([base] * int(times))


def _by_entries(r: Reader, e: Any) -> Form:
    """f(A), A∘B and A∘…∘A."""
    if isinstance(e, HadamardProduct):
        forms = {entries.own(j): r.read(arg) for j, arg in enumerate(e.args)}
        return entries.entrywise(r.algebra, Mul(*forms), forms)
    if isinstance(e, HadamardPower):
        return entries.entrywise(r.algebra, _S ** r.number(e.exp), {_S: r.read(e.base)})
    function, inside = e.args
    if not isinstance(function, Lambda) or len(function.variables) != 1:
        raise Refused(f"no rule for {function} of entries")
    x = Dummy(real=True)
    entry = r.number(function.expr.xreplace({function.variables[0]: x}))
    return entries.entrywise(r.algebra, entry, {x: r.read(inside)})


_S = entries.own(0)


def _along(r: Reader, e: Any) -> Form:
    f, *moved = e.args
    path = Path(r.algebra, {by: r.read(how) for by, how in moved})
    return path.of(r.read(f)) if isinstance(f, MatrixExpr) else Form.number(path.of_number(r.number(f)))


def _mean(r: Reader, e: Any) -> Form:
    inside, deviation = centred(e)
    return averaged(r.algebra, r.read(inside), deviation, r.read(e.args[3]))


def _blocks(r: Reader, e: Any) -> Form:
    rows, cols = e.blockshape
    return blocks.joined(r.algebra, [[r.read(e.blocks[i, j]) for j in range(cols)] for i in range(rows)])


def _sum(r: Reader, e: Any) -> Form:
    return reduce(lambda a, b: a + b, map(r.read, e.args))


_RULES: dict[type, Callable[[Reader, Any], Form]] = {
    MatrixSymbol: lambda r, e: r.algebra.letter(e),
    Identity: lambda r, e: identity(e.shape[0]),
    ZeroMatrix: lambda r, e: Form(e.shape[0], e.shape[1], {}),
    OneMatrix: lambda r, e: entries.ones(*e.shape),
    HadamardProduct: _by_entries,
    HadamardPower: _by_entries,
    ElementwiseApplyFunction: _by_entries,
    KroneckerProduct: lambda r, e: entries.kronecker(r.algebra, [r.read(arg) for arg in e.args]),
    DiagMatrix: lambda r, e: entries.diag(r.algebra, r.read(e.args[0])),
    DiagonalOf: lambda r, e: entries.diagonal(r.algebra, r.read(e.args[0])),
    Vec: lambda r, e: entries.vec(r.algebra, r.read(e.args[0])),
    PseudoInverse: lambda r, e: entries.pseudo_inverse(r.algebra, r.read(e.args[0])),
    BlockMatrix: _blocks,
    Along: _along,
    RandomMean: _mean,
    MatAdd: _sum,
    MatMul: lambda r, e: r.product([r.read(arg) for arg in e.args]),
    MatPow: _power,
    Inverse: lambda r, e: r.algebra.inverse(r.read(e.arg)),
    Transpose: lambda r, e: r.algebra.transposed(r.read(e.arg)),
    Gradient: lambda r, e: Differential(r.algebra, e.args[1]).gradient(r.number(e.args[0])),
    Jacobian: lambda r, e: Differential(r.algebra, e.args[1]).jacobian(r.read(e.args[0])),
}
