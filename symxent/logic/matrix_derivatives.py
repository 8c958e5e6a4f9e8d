"""Derivatives of forms by a matrix and by a vector, by the rules of differentials.

d(FG) = dF G + F dG, d(F⁻¹) = −F⁻¹ dF F⁻¹, d det F = det F tr(F⁻¹ dF).  What is found holds wherever it is defined; at a
point where it is the limit of what it is beside it, the derivative, if there is one, is that limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Add, Expr, MatrixExpr, MatrixSymbol, Mul, Pow, S, Symbol, cos, exp, log, sin

from symxent.logic.matrix_algebra import Algebra
from symxent.logic.matrix_words import Atom, Form, Word, identity, total
from symxent.logic.ring import Refused


class Gradient(MatrixExpr):
    """The derivative of a number by a matrix or vector X, with the shape of X: its entry at (i, j) is ∂f/∂X_ij."""

    def __new__(cls, f: Expr, by: MatrixSymbol) -> Gradient:
        if getattr(f, "is_Matrix", False) or not isinstance(by, MatrixSymbol):
            raise TypeError("Gradient(f, X) is of a number f (write Trace(f) of a 1 × 1 matrix) by a MatrixSymbol X")
        return super().__new__(cls, f, by)

    @property
    def shape(self) -> tuple[Expr, Expr]:
        rows, cols = self.args[1].shape
        return rows, cols


class Jacobian(MatrixExpr):
    """The derivative of a column y by a column x, a row for each component of y: its entry at (i, j) is ∂y_i/∂x_j."""

    def __new__(cls, y: MatrixExpr, by: MatrixSymbol) -> Jacobian:
        if not isinstance(y, MatrixExpr) or not isinstance(by, MatrixSymbol) or y.shape[1] != 1 or by.shape[1] != 1:
            raise TypeError("Jacobian(y, x) is of a column y by a MatrixSymbol x of one column")
        return super().__new__(cls, y, by)

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return self.args[0].shape[0], self.args[1].shape[0]


#: Facts that leave the entries of a matrix free to change near a point at which they hold.
_OPEN = frozenset(("invertible",))


class Differential:
    """Differentiation by one letter."""

    def __init__(self, algebra: Algebra, by: MatrixSymbol) -> None:
        if not algebra.facts.known(by) <= _OPEN or any(by in pair for pair in algebra.facts.commuting):
            raise Refused(f"the entries of {by} cannot change one by one, by what is declared of it")
        self.algebra, self.by = algebra, by

    def gradient(self, value: Expr) -> Form:
        """∂value/∂X of a number, with the shape of X."""
        rows, cols = self.by.shape
        parts = (self._of_number(s).times(partial(value, s)) for s in self._numbers(value))
        return total(rows, cols, parts)

    def jacobian(self, form: Form) -> Form:
        """J with dy = J dx, of a column y by a column x."""
        return self._push(form, identity(S.One))

    def _numbers(self, value: Expr) -> Iterator[Symbol]:
        found = (s for s in value.free_symbols if s in self.algebra.of_symbol)
        return iter(sorted(found, key=str))

    def _of_number(self, symbol: Symbol) -> Form:
        kind, what = self.algebra.of_symbol[symbol]
        if kind == "det":
            assert isinstance(what, Form)
            return self._pull(self.algebra.inverse(what).times(symbol), what)
        assert isinstance(what, tuple)
        return self._pull_word(identity(what[0].rows), what)

    def _pull(self, by: Form, form: Form) -> Form:
        """The gradient of tr(M F) by X, with M held fast."""
        rows, cols = self.by.shape
        parts = []
        for word, c in form.terms.items():
            if word:
                parts.append(self._pull_word(by, word).times(c))
            if any(True for _ in self._numbers(c)):
                whole = self.algebra.product(by, Form(form.rows, form.cols, {word: S.One}))
                parts.append(self.gradient(c).times(self.algebra.trace(whole)))
        return total(rows, cols, parts)

    def _pull_word(self, by: Form, word: Word) -> Form:
        """The gradient of tr(M u v w …): that of each factor, with what stands around it held fast."""
        rows, cols = self.by.shape
        parts = []
        for place, atom in enumerate(word):
            if self._depends(atom):
                around = self.algebra.product(self._word(word[place + 1 :], by.rows, atom.cols), by)
                around = self.algebra.product(around, self._word(word[:place], by.cols, atom.rows))
                parts.append(self._pull_atom(around, atom))
        return total(rows, cols, parts)

    def _pull_atom(self, by: Form, atom: Atom) -> Form:
        a = self.algebra
        if atom.turned:
            by = a.transposed(by)
        if atom.kind == "inverse":
            inverse = self._plain(atom)
            return self._pull(a.product(a.product(inverse, by), inverse).times(-S.One), atom.inside[0])
        if atom.inverted:
            inverse = self._plain(atom)
            by = a.product(a.product(inverse, by), inverse).times(-S.One)
        return a.transposed(by)

    def _push(self, form: Form, behind: Form) -> Form:
        """J with dF v = J dx, of a form F times a fixed column v."""
        a, size = self.algebra, self.by.shape[0]
        parts = []
        for word, c in form.terms.items():
            if any(True for _ in self._numbers(c)):
                whole = a.product(Form(form.rows, form.cols, {word: S.One}), behind)
                parts.append(a.product(whole, a.transposed(self.gradient(c))))
            for place, atom in enumerate(word):
                if self._depends(atom):
                    before = self._word(word[:place], form.rows, atom.rows)
                    after = a.product(self._word(word[place + 1 :], atom.cols, behind.rows), behind)
                    parts.append(a.product(before, self._push_atom(atom, after)).times(c))
        return total(form.rows, size, parts)

    def _push_atom(self, atom: Atom, behind: Form) -> Form:
        """J with d(atom) v = J dx."""
        a = self.algebra
        if atom.kind == "inverse":
            inverse = self._form(atom)
            inside = a.transposed(atom.inside[0]) if atom.turned else atom.inside[0]
            return a.product(inverse, self._push(inside, a.product(inverse, behind))).times(-S.One)
        if atom.inverted:
            raise Refused("the inverse of a column")
        if atom.turned:
            return a.transposed(behind)
        return identity(self.by.shape[0]).times(behind.value)

    def _depends(self, atom: Atom) -> bool:
        if atom.kind == "letter":
            return bool(atom.head == self.by)
        forms = atom.inside
        words = any(self._depends(inner) for form in forms for word in form.terms for inner in word)
        return words or any(True for form in forms for c in form.terms.values() for _ in self._numbers(c))

    def _plain(self, atom: Atom) -> Form:
        """The atom, not transposed."""
        form = self._form(atom)
        return self.algebra.transposed(form) if atom.turned else form

    def _form(self, atom: Atom) -> Form:
        return Form(atom.rows, atom.cols, {(atom,): S.One})

    def _word(self, word: Word, rows: Expr, cols: Expr) -> Form:
        """A product; of no factors, the identity."""
        if not word:
            return identity(rows)
        return self.algebra.word(word)


def partial(e: Expr, s: Symbol) -> Expr:
    """∂e/∂s of sums, products, powers, exponentials, logarithms, sines and cosines; raises Refused for others."""
    if e == s:
        return S.One
    if s not in e.free_symbols:
        return S.Zero
    if isinstance(e, Add):
        return Add(*(partial(term, s) for term in e.args))
    if isinstance(e, Mul):
        rest = (Mul(*e.args[:k], *e.args[k + 1 :]) for k in range(len(e.args)))
        return Add(*(partial(factor, s) * other for factor, other in zip(e.args, rest, strict=True)))
    if isinstance(e, Pow) and s not in e.exp.free_symbols:
        return e.exp * e.base ** (e.exp - 1) * partial(e.base, s)
    outer = {exp: lambda u: exp(u), log: lambda u: 1 / u, sin: cos, cos: lambda u: -sin(u)}.get(e.func)
    if outer is None:
        raise Refused(f"the derivative of {e.func.__name__} of a matrix's number")
    return outer(e.args[0]) * partial(e.args[0], s)
