"""Products of matrices of other kinds: entry by entry, Kronecker's, diagonals, columns below each other, A⁺.

Each is linear in each of its words, so that a form of these words is a form again; A∘B and f(A) are one thing, a matrix
whose entries are an expression of entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product as every
from typing import TYPE_CHECKING

from sympy import Add, Dummy, Expr, Integer, Mul, Rational, S, Symbol, expand

from symxent.logic.matrix_words import (
    MOST_WORDS,
    Atom,
    Form,
    Word,
    each,
    identity,
    own,
    text_of,
    total,
    turned,
)
from symxent.logic.ring import Refused

if TYPE_CHECKING:
    from symxent.logic.matrix_algebra import Algebra

_S, _T = Symbol("‹s›", real=True), Symbol("‹t›", real=True)


def of_word(word: Word) -> Form:
    """A product that is in normal form already."""
    return Form(word[0].rows, word[-1].cols, {word: S.One})


def ones(rows: Expr, cols: Expr) -> Form:
    """A matrix of ones."""
    column, row = (Atom(("ones", size), size, S.One) for size in (rows, cols))
    word = (*([column] if rows != 1 else []), *([row.transposed()[1]] if cols != 1 else []))
    return Form(rows, cols, {word: S.One})


# -- entry by entry


def entrywise(a: Algebra, entry: Expr, forms: Mapping[Symbol, Form]) -> Form:
    """The matrix whose entries are an expression of those of matrices of one shape."""
    shapes = {(f.rows, f.cols) for f in forms.values()}
    if len(shapes) != 1:
        raise Refused("an entry by entry product of matrices of two shapes")
    ((rows, cols),) = shapes
    places: dict[Word, Symbol] = {}
    put = {s: Add(*(c * _entry(word, places) for word, c in form.terms.items())) for s, form in forms.items()}
    if rows == 1 == cols:
        return Form.number(entry.xreplace({s: form.value for s, form in forms.items()}))
    whole = expand(entry.xreplace(put), power_base=False, power_exp=False, log=False, func=False, complex=False)
    words = {s: word for word, s in places.items()}
    parts = []
    for term in Add.make_args(whole):
        if term == 0:
            continue
        number, rest = term.as_independent(*words, as_Add=False)
        unit = next((s for s, word in words.items() if _is(word, "I") and s in Mul.make_args(rest)), None)
        if unit is not None:  # I∘f(A) = diag f(the diagonal of A)
            within = {s: diagonal(a, of_word(word)) for s, word in words.items() if s != unit}
            parts.append(diag(a, entrywise(a, rest / unit, within)).times(number))
        elif rest == 1:
            parts.append(ones(rows, cols).times(number))
        elif rest in words:
            parts.append(of_word(words[rest]).times(number))
        else:
            parts.append(of_word((each(rest, words),)).times(number))
    return total(rows, cols, parts)


def _entry(word: Word, places: dict[Word, Symbol]) -> Expr:
    """An entry of a word: 1 in a matrix of ones, an expression of others, or a letter for it."""
    if not word or all(atom.kind == "ones" for atom in word):
        return S.One
    if len(word) == 1 and word[0].kind == "each":
        inside = {own(j): _entry(part, places) for j, part in enumerate(word[0].parts)}
        return word[0].entry.xreplace(inside)
    return places.setdefault(word, Dummy(real=True))


def hadamard(a: Algebra, left: Form, right: Form) -> Form:
    return entrywise(a, _S * _T, {_S: left, _T: right})


def forms_of(atom: Atom) -> dict[Symbol, Form]:
    """The parts of an atom, by what stands for their entries."""
    return {own(j): of_word(part) for j, part in enumerate(atom.parts)}


def sum_of_entries(a: Algebra, form: Form) -> Expr:
    """1ᵀA1."""
    rows, cols = ones(S.One, form.rows), ones(form.cols, S.One)
    return a.product(a.product(rows, form), cols).value


def compared(left: Form, right: Form) -> list[tuple[Expr, Expr]]:
    """The equations between numbers from which two forms are equal: that each word has equal coefficients.

    Words A f(X) B that differ in f alone are compared together, entry by entry, for all values of the entries of X.
    """
    words = {**left.terms, **right.terms} or {(): S.Zero}
    groups: dict[tuple[Word, Word], list[Word]] = {}
    for word in words:
        at = [k for k, atom in enumerate(word) if atom.kind == "each"]
        if len(at) == 1:
            groups.setdefault((word[: at[0]], word[at[0] + 1 :]), []).append(word)
    due, done = [], set[Word]()
    for (before, after), of in groups.items():
        middle = [word[len(before) : len(word) - len(after)] for word in of]
        parts = sorted({part for (atom,) in middle for part in atom.parts}, key=text_of)
        places = {part: own(j) for j, part in enumerate(parts)}
        entry = {word: _entry(inside, dict(places)) for word, inside in zip(of, middle, strict=True)}
        for word in words:
            inside = word[len(before) : len(word) - len(after)]
            fits = word == (*before, *inside, *after) and word not in done and word not in entry
            if fits and inside and (inside in places or all(a.kind == "ones" for a in inside)):
                entry[word] = places.get(inside, S.One)
        done |= entry.keys()
        sides = (Add(*(form.terms.get(w, S.Zero) * e for w, e in entry.items())) for form in (left, right))
        due.append((next(sides), next(sides)))
    return [*due, *((left.terms.get(w, S.Zero), right.terms.get(w, S.Zero)) for w in words if w not in done)]


# -- Kronecker products, diagonals, columns below each other


def kronecker(a: Algebra, forms: Sequence[Form]) -> Form:
    rows, cols = Mul(*(f.rows for f in forms)), Mul(*(f.cols for f in forms))
    parts = []
    if Mul(*(len(f.terms) for f in forms)) > MOST_WORDS:
        raise Refused("too many words")
    for chosen in every(*(f.terms.items() for f in forms)):
        number = Mul(*(c for _, c in chosen))
        words = [w for word, _ in chosen if word for w in (word[0].parts if _is(word, "kron") else (word,))]
        if not words:
            parts.append(Form.number(number))
        elif all(_is(word, "I") for word in words):
            parts.append(identity(rows).times(number))
        elif len(words) == 1:
            parts.append(of_word(words[0]).times(number))
        else:
            parts.append(of_word((Atom(("kron", tuple(words)), rows, cols),)).times(number))
    return total(rows, cols, parts)


def _is(word: Word, kind: str) -> bool:
    return len(word) == 1 and word[0].kind == kind


def diag(a: Algebra, form: Form) -> Form:
    """The diagonal matrix of a column, or of a row."""
    if form.rows == 1 and form.cols != 1:
        form = a.transposed(form)
    size, facts = form.rows, frozenset(("symmetric", "diagonal"))
    if form.cols != 1:
        raise Refused("diag of what is no column")
    parts = []
    for word, c in form.terms.items():
        plain = not word or all(atom.kind == "ones" for atom in word)
        made = identity(size) if plain else of_word((Atom(("diag", (word,)), size, size, facts=facts),))
        parts.append(made.times(c))
    return total(size, size, parts)


def diagonal(a: Algebra, form: Form) -> Form:
    """The column of what stands on the diagonal."""
    if form.rows != form.cols:
        raise Refused(f"the diagonal of a {form.rows} × {form.cols} matrix")
    if form.is_number:
        return form
    return total(form.rows, S.One, (_diagonal(a, word).times(c) for word, c in form.terms.items()))


def _diagonal(a: Algebra, word: Word) -> Form:
    if _is(word, "I"):
        return ones(word[0].rows, S.One)
    if _is(word, "diag"):
        return a.word(word[0].parts[0])
    for k in range(1, len(word)):
        if word[k].rows == 1:  # u vᵀ
            return hadamard(a, a.word(word[:k]), a.transposed(a.word(word[k:])))
    sign, other = turned(word)
    if other == word and sign == -1:
        return Form(word[0].rows, S.One, {})
    sign, word = (sign, other) if text_of(other) < text_of(word) else (1, word)
    return of_word((Atom(("diagonal", (word,)), word[0].rows, S.One),)).times(Rational(sign))


def vec(a: Algebra, form: Form) -> Form:
    """The columns of a matrix below each other."""
    if form.cols == 1:
        return form
    if form.rows == 1:
        return a.transposed(form)
    size = form.rows * form.cols
    return total(size, S.One, (of_word((Atom(("vec", (w,)), size, S.One),)).times(c) for w, c in form.terms.items()))


# -- what stands beside each other


def pair(a: Algebra, left: Atom, right: Atom) -> Form | None:
    """The product of two atoms of which one is made of words; None where it stays as it is."""
    kinds = (left.kind, right.kind)
    if "power" in kinds:
        return of_powers(a, left, right)
    if kinds == ("kron", "kron"):
        both = list(zip(left.parts, right.parts, strict=False))
        if len(left.parts) == len(right.parts) and all(u[-1].cols == v[0].rows for u, v in both):
            return kronecker(a, [a.word(u + v) for u, v in both])
    if kinds == ("kron", "vec") and not right.turned and len(left.parts) == 2:
        (p, q), (w,) = left.parts, right.parts
        if q[-1].cols == w[0].rows and p[-1].cols == w[-1].cols:
            return vec(a, a.product(a.word(q + w), a.transposed(a.word(p))))
    if kinds == ("vec", "kron") and left.turned:
        flipped = pair(a, right.transposed()[1], left.transposed()[1])
        return None if flipped is None else a.transposed(flipped)
    if kinds == ("vec", "vec") and left.turned and not right.turned:
        (u,), (v,) = left.parts, right.parts
        if (u[0].rows, u[-1].cols) == (v[0].rows, v[-1].cols):
            return Form.number(a.trace(a.product(a.transposed(a.word(u)), a.word(v))))
    if kinds == ("diag", "diag"):
        return diag(a, hadamard(a, a.word(left.parts[0]), a.word(right.parts[0])))
    if left.kind == "diag" and right.cols == 1:
        return hadamard(a, a.word(left.parts[0]), a.word((right,)))
    if right.kind == "diag" and left.rows == 1:
        return hadamard(a, a.word((left,)), a.transposed(a.word(right.parts[0])))
    if kinds == ("ones", "diagonal") and left.turned and not right.turned:
        return Form.number(a.trace(a.word(right.parts[0])))
    if kinds == ("diagonal", "ones") and left.turned:
        return Form.number(a.trace(a.word(left.parts[0])))
    return None


def number_of_entries(a: Algebra, word: Word) -> Expr | None:
    """xᵀ(y∘z) = 1ᵀ(x∘y∘z), xᵀ(A∘B)y = 1ᵀ(A∘B∘xyᵀ)1, 1ᵀ(A∘B)1 = tr AᵀB; None for another number."""
    place = next((k for k, atom in enumerate(word) if atom.kind == "each"), None)
    if place is None:
        return None
    atom, before, after = word[place], word[:place], word[place + 1 :]
    if all(x.kind == "ones" for x in (*before, *after)):
        squared = own(0) ** 2 if len(atom.parts) == 1 else own(0) * own(1)
        if atom.entry == squared and len(atom.parts) <= 2:
            first, last = atom.parts[0], atom.parts[-1]
            return a.trace(a.product(a.transposed(a.word(first)), a.word(last)))
        return None
    left = a.transposed(a.word(before)) if before else Form.number(S.One)
    right = a.transposed(a.word(after)) if after else Form.number(S.One)
    return sum_of_entries(a, hadamard(a, of_word((atom,)), a.product(left, right)))


def trace_of(a: Algebra, word: Word) -> Expr | None:
    """The trace of a product with such an atom in it; None where it has no other form."""
    for place, atom in enumerate(word):
        rest = word[place + 1 :] + word[:place]
        beside = a.word(rest) if rest else identity(atom.rows)
        if atom.kind == "each":
            return sum_of_entries(a, hadamard(a, of_word((atom,)), a.transposed(beside)))
        if atom.kind == "diag":
            return a.product(a.transposed(a.word(atom.parts[0])), diagonal(a, beside)).value
        if atom.kind == "kron" and not rest and all(part[0].rows == part[-1].cols for part in atom.parts):
            return Mul(*(a.trace(a.word(part)) for part in atom.parts))
    return None


# -- powers


def power(a: Algebra, form: Form, exponent: Expr) -> Form:
    """A letter to a power that is a symbolic integer, 0 or more, as a word of its own."""
    words = list(form.terms)
    if len(words) != 1 or len(words[0]) != 1 or words[0][0].kind != "letter" or form.terms[words[0]] != 1:
        raise Refused(f"the power {exponent} of what is no letter")
    if isinstance(exponent, Integer) or not (exponent.is_integer and exponent.is_nonnegative):
        raise Refused(f"the power {exponent} of a matrix, of which it is not known that it is an integer, 0 or more")
    (atom,) = words[0]
    if atom.turned:
        return a.transposed(power(a, a.transposed(form), exponent))
    facts = atom.facts & frozenset(("symmetric", "diagonal"))
    return of_word((Atom(("power", (words[0],), exponent), atom.rows, atom.rows, facts=facts),))


def of_powers(a: Algebra, left: Atom, right: Atom) -> Form | None:
    """X X^k = X^(k + 1)."""
    if left.turned or right.turned:
        if not left.turned or not right.turned:
            return None
        flipped = of_powers(a, right.transposed()[1], left.transposed()[1])
        return None if flipped is None else a.transposed(flipped)
    (x, s), (y, t) = ((z.parts[0], z.entry) if z.kind == "power" else ((z,), S.One) for z in (left, right))
    return power(a, of_word(x), s + t) if x == y else None


# -- the pseudo-inverse


def pseudo_inverse(a: Algebra, form: Form) -> Form:
    """A⁺ of every matrix A: AA⁺A = A, A⁺AA⁺ = A⁺, AA⁺ and A⁺A symmetric; (AᵀA)⁺ = A⁺(A⁺)ᵀ."""
    if form.is_number:
        raise Refused("the pseudo-inverse of a number")
    if not form.terms:
        return Form(form.cols, form.rows, {})
    if len(form.terms) == 1:
        ((word, c),) = form.terms.items()
        if c != 1 and c.is_nonzero:
            return pseudo_inverse(a, of_word(word)).times(1 / c)
        if c == 1:
            if len(word) == 1:
                return _pseudo_inverse_of(a, word[0])
            if len(word) == 2 and turned((word[0],)) == (1, (word[1],)):
                first = pseudo_inverse(a, of_word(word[:1]))
                return a.product(a.transposed(first), first)
    return _opaque(a, form)


def _pseudo_inverse_of(a: Algebra, atom: Atom) -> Form:
    form = of_word((atom,))
    if atom.kind == "I" or a.is_invertible(atom):
        return a.inverse(form)
    if atom.kind == "pinv":
        return a.transposed(atom.inside[0]) if atom.turned else atom.inside[0]
    if atom.kind == "kron":
        return kronecker(a, [pseudo_inverse(a, a.word(part)) for part in atom.parts])
    flipped = a.transposed(form)
    for gram, before in ((a.product(flipped, form), True), (a.product(form, flipped), False)):
        if gram.key in a.inverses:
            return a.product(a.inverse(gram), flipped) if before else a.product(flipped, a.inverse(gram))
    return _opaque(a, form)


def _opaque(a: Algebra, form: Form) -> Form:
    other = a.transposed(form)
    flip = other.key != form.key and other.text < form.text
    inside = other if flip else form
    facts = frozenset(("symmetric",)) if other.key == form.key else frozenset[str]()
    atom = Atom(("pinv", inside.key), inside.cols, inside.rows, facts=facts, inside=(inside,))
    made = of_word((atom,))
    return a.transposed(made) if flip else made


def cancelled(word: Word) -> tuple[int, int, Word] | None:
    """From where to where in a product another word stands, by what A⁺ is; None without one.

    Of A that is a letter alone: (A⁺)ᵀAᵀ = AA⁺, AᵀAA⁺ = Aᵀ and the like follow from AA⁺ and A⁺A being symmetric.
    """
    for place, p in enumerate(word):
        if p.kind != "pinv" or len(p.inside[0].terms) != 1:
            continue
        ((inner, c),) = p.inside[0].terms.items()
        if len(inner) != 1 or c != 1:
            continue
        x = inner[0] if not p.turned else inner[0].transposed()[1]  # p is the pseudo-inverse of x
        (sign, xt), (other, pt) = x.transposed(), p.transposed()
        if sign != 1 or other != 1:
            continue
        threes = {(x, p, x): x, (p, x, p): p, (xt, x, p): xt, (p, x, xt): xt, (x, p, pt): pt, (pt, p, x): pt}
        for start in range(max(0, place - 2), place + 1):
            found = threes.get(word[start : start + 3])  # type: ignore[arg-type]
            if found is not None:
                return start, start + 3, (found,)
        if p.turned and word[place + 1 : place + 2] == (x,):  # (A⁺)ᵀ Aᵀ = A A⁺
            return place, place + 2, (xt, pt)
        if p.turned and place and word[place - 1] == x:
            return place - 1, place + 1, (pt, xt)
        if "symmetric" in p.facts and word[place + 1 : place + 2] == (x,):
            return place, place + 2, (x, p)
    return None
