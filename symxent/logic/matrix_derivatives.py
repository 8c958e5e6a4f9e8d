"""Derivatives of forms by a matrix and by a vector, by the rules of differentials.

d(FG) = dF G + F dG, d(F⁻¹) = −F⁻¹ dF F⁻¹, d det F = det F tr(F⁻¹ dF).  What is found holds wherever it is defined; at a
point where it is the limit of what it is beside it, the derivative, if there is one, is that limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sympy import Add, Expr, MatrixExpr, MatrixSymbol, Mul, Pow, S, Symbol, Tuple, cos, exp, log, sin

from symxent.logic import matrix_entries as entries
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


class Along(MatrixExpr):
    """The derivative of F along a path, d/dt F where d/dt X = H for each pair (X, H) and all else stands still.

    ``Along(F, (X, H))`` of a matrix F has its shape; of a number it is a 1 × 1 matrix.  H may be a letter that moves
    itself.
    """

    def __new__(cls, f: Expr, *moved: tuple[MatrixSymbol, MatrixExpr]) -> Along:
        for by, how in moved:
            if not isinstance(by, MatrixSymbol) or by.shape != how.shape:
                raise TypeError("Along(F, (X, H)) is along a matrix H of the shape of a MatrixSymbol X")
        return super().__new__(cls, f, *(Tuple(by, how) for by, how in moved))

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return self.args[0].shape if isinstance(self.args[0], MatrixExpr) else (S.One, S.One)


#: Facts that leave the entries of a matrix free to change near a point at which they hold.
_OPEN = frozenset(("invertible",))


class Differential:
    """Differentiation by one letter."""

    def __init__(self, algebra: Algebra, by: MatrixSymbol) -> None:
        need_free(algebra, by)
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
        if atom.parts:
            return self._pull_composed(by, atom)
        if atom.kind == "pinv":
            raise Refused("the derivative of a pseudo-inverse")
        if atom.kind == "inverse":
            inverse = self._plain(atom)
            return self._pull(a.product(a.product(inverse, by), inverse).times(-S.One), atom.inside[0])
        if atom.inverted:
            inverse = self._plain(atom)
            by = a.product(a.product(inverse, by), inverse).times(-S.One)
        return a.transposed(by)

    def _pull_composed(self, by: Form, atom: Atom) -> Form:
        """The gradient of tr(M c(u, v …)) of an atom made of words."""
        a, (rows, cols) = self.algebra, self.by.shape
        if atom.kind == "each":  # tr M (E∘dW) = tr (Mᵀ∘E)ᵀ dW
            forms, back, found = entries.forms_of(atom), a.transposed(by), []
            for s, form in forms.items():
                slope = entries.entrywise(a, partial(atom.entry, s), forms)
                found.append(self._pull(a.transposed(entries.hadamard(a, back, slope)), form))
            for s in self._numbers(atom.entry):
                slope = entries.entrywise(a, partial(atom.entry, s), forms)
                found.append(self._of_number(s).times(a.trace(a.product(by, slope))))
            return total(rows, cols, found)
        if atom.kind == "kron":
            return total(rows, cols, (self._pull_kronecker(word, atom).times(c) for word, c in by.terms.items()))
        if atom.kind == "vec":
            pulled = []
            for word, c in by.terms.items():
                if len(word) != 1 or word[0].kind != "vec":
                    raise Refused("the derivative of a vec that no other vec stands beside")
                pulled.append(self._pull_word(a.transposed(a.word(word[0].parts[0])).times(c), atom.parts[0]))
            return total(rows, cols, pulled)
        if atom.kind == "diag":
            return self._pull_word(a.transposed(entries.diagonal(a, by)), atom.parts[0])
        if atom.kind == "power":  # d tr X^k = k tr X^(k − 1) dX
            one = identity(atom.rows)
            if any(form.key != one.key for form in (by.times(1 / c) for c in by.terms.values())) or len(by.terms) != 1:
                raise Refused("the derivative of a power of a symbol beside another matrix")
            less = a.product(by.times(atom.entry), entries.power(a, a.word(atom.parts[0]), atom.entry - 1))
            return self._pull_word(less, atom.parts[0])
        return self._pull_word(entries.diag(a, by), atom.parts[0])

    def _pull_kronecker(self, word: Word, atom: Atom) -> Form:
        """tr (P ⊗ Q)(A ⊗ B) = tr PA · tr QB."""
        a, (rows, cols) = self.algebra, self.by.shape
        same = [identity(part[0].rows) for part in atom.parts]
        beside = same if len(word) == 1 and word[0].kind == "I" else [a.word(part) for part in word[0].parts]
        fits = len(beside) == len(same) and all(
            (p.rows, p.cols) == (w[-1].cols, w[0].rows) for p, w in zip(beside, atom.parts, strict=True)
        )
        if len(word) != 1 or not fits:
            raise Refused("the derivative of a Kronecker product that none stands beside")
        traces = [a.trace(a.product(p, a.word(w))) for p, w in zip(beside, atom.parts, strict=True)]
        rest = [Mul(*traces[:k], *traces[k + 1 :]) for k in range(len(traces))]
        parts = zip(beside, atom.parts, rest, strict=True)
        return total(rows, cols, (self._pull_word(p, w).times(other) for p, w, other in parts))

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
        if atom.kind == "each" and atom.cols == 1 and not any(True for _ in self._numbers(atom.entry)):
            forms = entries.forms_of(atom)
            slopes = ((entries.entrywise(a, partial(atom.entry, s), forms), form) for s, form in forms.items())
            parts = (a.product(entries.diag(a, slope), self._push(form, behind)) for slope, form in slopes)
            return total(atom.rows, self.by.shape[0], parts)
        if atom.kind == "diag":
            return a.product(entries.diag(a, behind), self._push(a.word(atom.parts[0]), identity(S.One)))
        if atom.inverted or atom.kind != "letter":
            raise Refused("the derivative of this by a column")
        if atom.turned:
            return a.transposed(behind)
        return identity(self.by.shape[0]).times(behind.value)

    def _depends(self, atom: Atom) -> bool:
        if atom.kind == "letter":
            return bool(atom.head == self.by)
        words = [*(word for form in atom.inside for word in form.terms), *atom.parts]
        numbers = [c for form in atom.inside for c in form.terms.values()]
        numbers += [atom.entry] if atom.kind == "each" else []
        return any(self._depends(a) for word in words for a in word) or any(any(self._numbers(c)) for c in numbers)

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


def need_free(algebra: Algebra, letter: MatrixSymbol) -> None:
    """Raises Refused for a letter of which something is declared that would not hold beside the point."""
    if not algebra.facts.known(letter) <= _OPEN or any(letter in pair for pair in algebra.facts.commuting):
        raise Refused(f"the entries of {letter} cannot change one by one, by what is declared of it")


class Path:
    """Differentiation along a path on which some letters move, each in the direction of a form."""

    def __init__(self, algebra: Algebra, moved: Mapping[MatrixSymbol, Form]) -> None:
        for letter in moved:
            need_free(algebra, letter)
        self.algebra, self.moved = algebra, moved

    def of(self, form: Form) -> Form:
        """dF/dt."""
        a, parts = self.algebra, []
        for word, c in form.terms.items():
            slope = self.of_number(c)
            if slope != 0:
                parts.append(Form(form.rows, form.cols, {word: slope}))
            for place, atom in enumerate(word):
                step = self._of_atom(atom)
                if step.terms:
                    before, after = (entries.of_word(w) if w else None for w in (word[:place], word[place + 1 :]))
                    step = step if before is None else a.product(before, step)
                    parts.append((step if after is None else a.product(step, after)).times(c))
        return total(form.rows, form.cols, parts)

    def of_number(self, e: Expr) -> Expr:
        found = sorted((s for s in e.free_symbols if s in self.algebra.of_symbol), key=str)
        return Add(*(partial(e, s) * self._of_symbol(s) for s in found))

    def _of_symbol(self, symbol: Symbol) -> Expr:
        kind, what = self.algebra.of_symbol[symbol]
        if kind == "det":
            step = self.of(what)
            inverse = self.algebra.inverse(what) if step.terms else step
            return symbol * self.algebra.trace(self.algebra.product(inverse, step)) if step.terms else S.Zero
        step = self.of(entries.of_word(what))
        return self.algebra.trace(step) if kind == "trace" else step.value

    def _of_atom(self, atom: Atom) -> Form:
        a = self.algebra
        form = Form(atom.rows, atom.cols, {(atom,): S.One})
        if atom.kind == "each":
            return self._of_entries(atom)
        if atom.kind == "kron":
            parts = [a.word(part) for part in atom.parts]
            steps = (entries.kronecker(a, [*parts[:k], self.of(p), *parts[k + 1 :]]) for k, p in enumerate(parts))
            return total(atom.rows, atom.cols, steps)
        if atom.kind == "power":
            if self.of(a.word(atom.parts[0])).terms:
                raise Refused("the derivative of a power of a symbol")
            return replace(form, terms={})
        if atom.parts:
            linear = {"diag": entries.diag, "diagonal": entries.diagonal, "vec": entries.vec}[atom.kind]
            step = linear(a, self.of(a.word(atom.parts[0])))
        elif atom.kind == "letter" and not atom.inverted:
            rows, cols = (atom.cols, atom.rows) if atom.turned else (atom.rows, atom.cols)
            step = self.moved.get(atom.head, Form(rows, cols, {}))
        elif atom.kind in ("letter", "inverse"):
            plain = a.transposed(form) if atom.turned else form
            step = self.of(a.inverse(plain))
            step = a.product(a.product(plain, step), plain).times(-S.One)
        elif atom.kind == "pinv" and self.of(atom.inside[0]).terms:
            raise Refused("the derivative of a pseudo-inverse")
        else:
            return replace(form, terms={})
        return a.transposed(step) if atom.turned else step

    def _of_entries(self, atom: Atom) -> Form:
        a, forms = self.algebra, entries.forms_of(atom)
        steps = [(partial(atom.entry, s), self.of(form)) for s, form in forms.items()]
        parts = [entries.hadamard(a, entries.entrywise(a, slope, forms), step) for slope, step in steps]
        for s in sorted((s for s in atom.entry.free_symbols if s in a.of_symbol), key=str):
            parts.append(entries.entrywise(a, partial(atom.entry, s), forms).times(self._of_symbol(s)))
        return total(atom.rows, atom.cols, parts)


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
