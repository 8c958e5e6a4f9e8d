"""The calculus of sums of words: products, transposes, inverses, traces and determinants in normal form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from sympy import Add, Expr, Integer, MatrixSymbol, Rational, S, Symbol

from symxent.logic import matrix_blocks as blocks
from symxent.logic import matrix_entries as entries
from symxent.logic.matrix_words import (
    COMPOSED,
    MOST_WORDS,
    Atom,
    Facts,
    Form,
    Head,
    Word,
    identity,
    text_of,
    total,
    turned,
    unit_word,
)
from symxent.logic.ring import Refused

#: Longer products are not looked at.
MOST_ATOMS = 60


def leading(form: Form) -> Word | None:
    """The longest word of a sum whose coefficient is a number but 0: only by such a one may be divided."""
    words = [w for w, c in form.terms.items() if isinstance(c, Rational) and w]
    return min(words, key=lambda w: (any(a.kind == "inverse" for a in w), -len(w), text_of(w)), default=None)


@dataclass
class Algebra:
    """The calculus of the forms of one claim; ``numbers``: the symbol of each number that is no polynomial of others.

    Both sides of a claim are read by one algebra, so that equal numbers have one symbol.  ``inverted``: letters whose
    inverse has been formed, and so exists wherever the claim is defined; ``inverses``: the same of other forms.
    """

    facts: Facts = field(default_factory=Facts)
    numbers: dict[tuple[Any, ...], Symbol] = field(default_factory=dict)
    of_symbol: dict[Symbol, tuple[Any, ...]] = field(default_factory=dict)
    inverted: set[Head] = field(default_factory=set)
    inverses: set[Head] = field(default_factory=set)

    def symbol(self, kind: str, what: Word | Form) -> Symbol:
        """The symbol of a number: what it is the "number", "trace" or "det" of."""
        key = (kind, what if isinstance(what, tuple) else what.key)
        if key not in self.numbers:
            text = text_of(what) if isinstance(what, tuple) else what.text
            made = Symbol(f"‹{kind} {text}›{len(self.numbers)}", real=True)
            self.numbers[key] = made
            self.of_symbol[made] = (kind, what)
        return self.numbers[key]

    def letter(self, name: MatrixSymbol) -> Form:
        rows, cols = name.shape
        atom = Atom(name, rows, cols, facts=self.facts.known(name))
        return self.word((atom,))

    # -- words

    def word(self, word: Word) -> Form:
        """A product, with what cancels cancelled and the numbers in it drawn out."""
        if len(word) > MOST_ATOMS:
            raise Refused("too long a product")
        for left, right in pairwise(word):
            if left.cols != right.rows:
                raise Refused(f"{left.text} and {right.text} do not fit together")
        rows, cols = word[0].rows, word[-1].cols
        if rows == 1 == cols:
            return Form.number(self._product_of_numbers(word))
        plain = tuple(a for a in word if a.kind != "I")
        if not plain:
            return identity(rows)
        if plain != word:
            return self.word(plain)
        for place, (left, right) in enumerate(pairwise(word)):
            found = self._pair(left, right)
            if found is not None:
                return self._between(word[:place], found, word[place + 2 :])
        shorter = entries.cancelled(word)
        if shorter is not None:
            start, end, made = shorter
            return self.word(word[:start] + made + word[end:])
        for place, atom in enumerate(word):
            if atom.kind == "inverse" and (cancelled := self._cancelled(word, place, atom)) is not None:
                return cancelled
        ones = [k for k in range(1, len(word)) if word[k].rows == 1]
        ones = [*([0] if rows == 1 else []), *ones, *([len(word)] if cols == 1 else [])]
        for start, end in pairwise(ones):
            number = self._product_of_numbers(word[start:end])
            return self.word(word[:start] + word[end:]).times(number)
        return Form(rows, cols, {word: S.One})

    def _between(self, head: Word, middle: Form, tail: Word) -> Form:
        rows = head[0].rows if head else middle.rows
        cols = tail[-1].cols if tail else middle.cols
        words = (((*head, *w, *tail), c) for w, c in middle.terms.items())
        return total(rows, cols, ((self.word(w) if w else Form.number(S.One)).times(c) for w, c in words))

    def _pair(self, left: Atom, right: Atom) -> Form | None:
        """What two letters that stand beside each other come to; None where they stay as they are."""
        if left.kind == "block" == right.kind:
            return blocks.pair(left, right)
        if left.kind in COMPOSED or right.kind in COMPOSED:
            return entries.pair(self, left, right)
        if left.kind != "letter" or right.kind != "letter":
            return None
        if left.is_square and right == left.inverse():
            return identity(left.rows)
        if left == right and "idempotent" in left.facts:
            return Form(left.rows, left.cols, {(left,): S.One})
        commute = frozenset((left.head, right.head)) in self.facts.commuting and left.turned == right.turned
        diagonal = "diagonal" in left.facts and "diagonal" in right.facts
        if (commute or diagonal) and right.text < left.text:
            return Form(left.rows, left.cols, {(right, left): S.One})
        return None

    def _cancelled(self, word: Word, place: int, atom: Atom) -> Form | None:
        """u P P⁻¹ v = u v, of a sum P by its leading word: p₀ P⁻¹ = I − Σ pᵢ P⁻¹, and so on the other side."""
        inside = self.transposed(atom.inside[0]) if atom.turned else atom.inside[0]
        lead = leading(inside)
        if lead is None:
            return None
        scale = inside.terms[lead]
        rest = {w: -c / scale for w, c in inside.terms.items() if w != lead}
        one = identity(atom.rows).times(1 / scale)
        before, after = place - len(lead), place + 1 + len(lead)
        if before >= 0 and word[before:place] == lead:
            made = total(
                atom.rows, atom.rows, (one, Form(atom.rows, atom.rows, {(*w, atom): c for w, c in rest.items()}))
            )
            return self._between(word[:before], made, word[place + 1 :])
        if word[place + 1 : after] == lead:
            made = total(
                atom.rows, atom.rows, (one, Form(atom.rows, atom.rows, {(atom, *w): c for w, c in rest.items()}))
            )
            return self._between(word[:place], made, word[after:])
        return None

    def _product_of_numbers(self, word: Word) -> Expr:
        """A product that begins and ends with a side of one: xᵀAy, or several such."""
        ends = [k for k in range(len(word)) if word[k].rows == 1]
        found: Expr = S.One
        for start, end in pairwise((*ends, len(word))):
            found = found * self._number(word[start:end])
        return found

    def _number(self, word: Word) -> Expr:
        """xᵀAy, which is its own transpose; the middle in normal form, since no side in it is one; 1ᵀ1 is a size."""
        if len(word) == 2 and all(atom.kind == "ones" for atom in word):
            return word[1].rows
        for place, (left, right) in enumerate(pairwise(word)):
            if {left.kind, right.kind} & {*COMPOSED, "block"}:
                found = self._pair(left, right)
                if found is not None:
                    return self._between(word[:place], found, word[place + 2 :]).value
        by_entries = entries.number_of_entries(self, word)
        if by_entries is not None:
            return by_entries
        if len(word) > 1:
            inner = self._inner(word)
            if inner is not None:
                return inner
        sign, other = turned(word)
        if other == word:
            return self.symbol("number", word) if sign == 1 else S.Zero
        if text_of(other) < text_of(word):
            return sign * self.symbol("number", other)
        return self.symbol("number", word)

    def _inner(self, word: Word) -> Expr | None:
        """The number by the normal form of all of its word but the last atom, where that is another word."""
        for part, place in ((word[:-1], 0), (word[1:], 1)):
            form = self.word(part)
            if form.terms != {part: S.One}:
                wholes = ((*w, word[-1]) if place == 0 else (word[0], *w) for w in form.terms)
                return Add(*(self.word(w).value * c for w, c in zip(wholes, form.terms.values(), strict=True)))
        return None

    # -- forms

    def product(self, left: Form, right: Form) -> Form:
        if left.is_number or right.is_number:
            number, other = (left, right) if left.is_number else (right, left)
            return other.times(number.value)
        if left.cols != right.rows:
            raise Refused(f"{left.rows} × {left.cols} times {right.rows} × {right.cols}")
        if len(left.terms) * len(right.terms) > MOST_WORDS:
            raise Refused("too many words")
        pairs = ((u, v, a * b) for u, a in left.terms.items() for v, b in right.terms.items())
        return total(left.rows, right.cols, (self.word(u + v).times(c) for u, v, c in pairs))

    def transposed(self, form: Form) -> Form:
        if form.is_number:
            return form
        made = ((turned(word), c) for word, c in form.terms.items())
        return total(form.cols, form.rows, (self.word(word).times(sign * c) for (sign, word), c in made))

    def inverse(self, form: Form) -> Form:
        """The inverse, where it exists; of a sum it is a letter of its own that cancels against it."""
        if form.rows != form.cols:
            raise Refused(f"the inverse of a {form.rows} × {form.cols} matrix")
        if form.is_number:
            return Form.number(1 / form.value)
        if not form.terms:
            raise Refused("the inverse of 0")
        scale = _content(form)
        form = form.times(1 / scale)
        if len(form.terms) == 1:
            ((word, c),) = form.terms.items()
            if all(a.is_square for a in word):
                made = identity(form.rows)
                for atom in reversed(word):
                    made = self.product(made, self._inverse_of(atom))
                return made.times(1 / (scale * c))
        return self._opaque_inverse(form).times(1 / scale)

    def _inverse_of(self, atom: Atom) -> Form:
        if atom.kind == "inverse":
            return self.transposed(atom.inside[0]) if atom.turned else atom.inside[0]
        if atom.kind == "letter":
            self.inverted.add(atom.head)
            return self.word((atom.inverse(),))
        form = Form(atom.rows, atom.cols, {(atom,): S.One})
        if atom.kind == "kron" and all(part[0].rows == part[-1].cols for part in atom.parts):
            return entries.kronecker(self, [self.inverse(self.word(part)) for part in atom.parts])
        if atom.kind == "diag":
            return entries.diag(self, entries.entrywise(self, 1 / entries.own(0), entries.forms_of(atom)))
        return form if atom.kind == "I" else self._opaque_inverse(form)

    def is_invertible(self, atom: Atom) -> bool:
        """Whether a letter has an inverse wherever the claim is defined."""
        return atom.kind == "letter" and ("invertible" in atom.facts or atom.head in self.inverted)

    def _opaque_inverse(self, form: Form) -> Form:
        other = self.transposed(form)
        symmetric = other.key == form.key
        flip = not symmetric and other.text < form.text
        inside = other if flip else form
        facts = frozenset(("symmetric",)) if symmetric else frozenset()
        self.inverses |= {form.key, other.key}
        atom = Atom(("inverse", inside.key), form.rows, form.rows, flip, facts=facts, inside=(inside,))
        return Form(form.rows, form.rows, {(atom,): S.One})

    def trace(self, form: Form) -> Expr:
        """The trace: linear, and of a product that of each of its rotations and of its transpose."""
        if form.rows != form.cols:
            raise Refused(f"the trace of a {form.rows} × {form.cols} matrix")
        if form.is_number:
            return form.value
        return Add(*(c * self._trace(word) for word, c in form.terms.items()))

    def _trace(self, word: Word) -> Expr:
        if len(word) == 1 and word[0].kind == "I":
            return word[0].rows
        rotations = [word[k:] + word[:k] for k in range(len(word))]
        for place, rotation in enumerate(rotations):
            form = self.word(rotation)
            if form.is_number:
                return form.value
            if form.terms == {rotation: S.One}:
                continue
            if all(len(w) < len(word) for w in form.terms):
                return self.trace(form)
            if list(form.terms.values()) == [S.One]:
                rotations[place] = next(iter(form.terms))
        by_entries = entries.trace_of(self, word)
        if by_entries is not None:
            return by_entries
        both = [(sign * s, w) for s, r in ((1, r) for r in rotations) for sign, w in ((1, r), turned(r))]
        sign, chosen = min(both, key=lambda pair: (text_of(pair[1]), -pair[0]))
        if (-sign, chosen) in both:
            return S.Zero
        return sign * self.symbol("trace", chosen)

    def det(self, form: Form) -> Expr:
        """The determinant: multiplicative on square factors, det cA = cⁿ det A, det Aᵀ = det A, det A⁻¹ = 1/det A."""
        if form.rows != form.cols:
            raise Refused(f"the determinant of a {form.rows} × {form.cols} matrix")
        if form.is_number:
            return form.value
        if not form.terms:
            return S.Zero
        ones = form.terms.get(unit_word(form.rows))
        scale = ones if isinstance(ones, Rational) else _content(form)
        form = form.times(1 / scale)
        if len(form.terms) == 1:
            ((word, c),) = form.terms.items()
            if all(a.is_square for a in word):
                return (scale * c) ** form.rows * self._det_of_letters(word)
        return scale**form.rows * self._det_of_sum(form)

    def _det_of_letters(self, word: Word) -> Expr:
        found: Expr = S.One
        for atom in word:
            if atom.kind == "I":
                continue
            if atom.kind == "inverse":
                found = found / self.det(atom.inside[0])
                continue
            if atom.kind == "power":
                found = found * self.det(self.word(atom.parts[0])) ** atom.entry
                continue
            if atom.kind == "kron" and all(part[0].rows == part[-1].cols for part in atom.parts):
                for part in atom.parts:
                    found = found * self.det(self.word(part)) ** (atom.rows / part[0].rows)
                continue
            plain = Form(atom.rows, atom.cols, {(replace(atom, turned=False, inverted=False),): S.One})
            number = self.symbol("det", plain)
            found = found / number if atom.inverted else found * number
        return found

    def _det_of_sum(self, form: Form) -> Expr:
        """The determinant of a sum, the same for its transpose; det(I + AB) = det(I + BA).

        det(A + B) = det A det(I + A⁻¹B) of a letter A that has an inverse.
        """
        unit = unit_word(form.rows)
        if len(form.terms) == 2 and form.terms.get(unit) == 1:
            ((word, c),) = ((w, c) for w, c in form.terms.items() if w != unit)
            for k in range(1, len(word)):
                rotated = self.word(word[k:] + word[:k])
                if rotated.is_number:
                    return 1 + c * rotated.value
            turns = [word[k:] + word[:k] for k in range(len(word))]
            sides = [t for turn in turns for t in (turn, turned(turn)[1]) if turned(turn)[0] == 1]
            least = min(sides or [word], key=text_of)
            form = identity(least[0].rows) + Form(least[0].rows, least[0].rows, {least: c})
            return self.symbol("det", form)
        for word in sorted(form.terms, key=text_of):
            c = form.terms[word]
            if len(word) == 1 and self.is_invertible(word[0]) and isinstance(c, Rational):
                first = Form(form.rows, form.cols, {word: c})
                rest = replace(form, terms={w: d for w, d in form.terms.items() if w != word})
                return self.det(first) * self.det(identity(form.rows) + self.product(self.inverse(first), rest))
        other = self.transposed(form)
        return self.symbol("det", other if other.text < form.text else form)


def _content(form: Form) -> Expr:
    """The numeric factor that the coefficients of a sum of words have in common, with the sign of the first."""
    numbers = [c.as_coeff_Mul()[0] for c in form.terms.values()]
    if not all(isinstance(n, Rational) for n in numbers):
        return S.One
    first = min(form.terms, key=lambda w: (-len(w), text_of(w)))
    found = form.terms[first].as_coeff_Mul()[0]
    return found if found != 0 else Integer(1)
