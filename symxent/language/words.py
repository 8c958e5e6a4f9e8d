"""Sums of words: algebra of letters of which nothing is known but where they lie, so that products keep their order.

A ``Form`` is a sum of words, each with a coefficient that commutes with everything (a SymPy expression); a word is a
product of ``Atom``s, none of which commutes.  What holds between forms holds for matrices and numbers of every kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from sympy import Add, Expr, Function, Integer, Symbol, expand
from sympy.core.function import AppliedUndef

from symxent.errors import SymxentError

#: How long one side of an array is: one; many; not known.
ONE, MANY, ANY = "1", "n", "?"
#: The sides of a name: (rows, columns).
Sides = tuple[str, str]
NUMBER: Sides = (ONE, ONE)
COLUMN: Sides = (MANY, ONE)
MATRIX: Sides = (MANY, MANY)
UNKNOWN: Sides = (ANY, ANY)
#: What the name of a bound letter begins with, and that of one which counts from 0 on.
BOUND, COUNTING = "•", "•n"
#: More words than these are not written out.
MOST_WORDS = 400
#: Expressions with more operations than these are not multiplied out.
MOST_OPERATIONS = 600


class Unfit(SymxentError):
    """A formula that cannot be read as a sum of words."""


@dataclass(frozen=True)
class Atom:
    """A letter with its sides; ``turned`` when it is transposed.  ``inside``: what it is the inverse of."""

    name: str
    rows: str = ANY
    cols: str = ANY
    turned: bool = False
    symmetric: bool = False
    inside: Form | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        return f"{self.name}ᵀ" if self.turned else self.name

    def transposed(self) -> Atom:
        return self if self.symmetric else replace(self, rows=self.cols, cols=self.rows, turned=not self.turned)


Word = tuple[Atom, ...]
IDENTITY = Atom("I", MANY, MANY, symmetric=True)


@dataclass(frozen=True)
class Form:
    """Σ coefficient · word, no coefficient zero."""

    terms: Mapping[Word, Expr]

    @classmethod
    def number(cls, value: Expr) -> Form:
        return cls({(): value} if value != 0 else {})

    @classmethod
    def atom(cls, atom: Atom) -> Form:
        if atom.rows == ONE == atom.cols:
            counts = {"integer": True, "nonnegative": True} if atom.name.startswith(COUNTING) else {"real": True}
            return cls.number(Symbol(atom.name, **counts))
        return cls({(atom,): Integer(1)})

    @property
    def is_number(self) -> bool:
        return all(not word for word in self.terms)

    @property
    def value(self) -> Expr:
        """The number that it is.  Raises Unfit for what holds words."""
        if not self.is_number:
            raise Unfit(f"{self.text} is no number")
        return self.terms.get((), Integer(0))

    @property
    def is_column(self) -> bool:
        return bool(self.terms) and all(w and w[0].rows == MANY and w[-1].cols == ONE for w in self.terms)

    @property
    def is_array(self) -> bool:
        """Whether it surely is no number."""
        return any(word and MANY in (word[0].rows, word[-1].cols) for word in self.terms)

    @cached_property
    def parts(self) -> frozenset[str]:
        """The letters, and what stands for a letter, that it is computed from."""
        numbers = {str(p) for c in self.terms.values() for p in c.atoms(Symbol, AppliedUndef)}
        return frozenset(numbers | {atom.name for word in self.terms for atom in word})

    @cached_property
    def text(self) -> str:
        """One text for all forms that are the same sum, however they were written."""
        parts = sorted((text_of(word), str(multiplied_out(c))) for word, c in self.terms.items())
        return " + ".join(f"({c}) {word}" if word else c for word, c in parts) or "0"

    def __add__(self, other: Form) -> Form:
        return total((self, other))

    def times(self, factor: Expr) -> Form:
        return Form({w: c * factor for w, c in self.terms.items()} if factor != 0 else {})

    def __mul__(self, other: Form) -> Form:
        if len(self.terms) * len(other.terms) > MOST_WORDS:
            raise Unfit("too many words")
        return total(
            normal(left + right).times(a * b) for left, a in self.terms.items() for right, b in other.terms.items()
        )

    def transposed(self) -> Form:
        return total(normal(turned(word)).times(c) for word, c in self.terms.items())

    def inverse(self) -> Form:
        """The inverse; that of a sum or of a product is a letter of its own, which cancels against it."""
        if self.is_number:
            return Form.number(1 / self.value)
        first = min(self.terms, key=_leading)
        scale = self.terms[first]
        inside = self.times(1 / scale)
        if len(self.terms) == 1 and len(first) == 1 and first[0].inside is not None:
            return first[0].inside.times(1 / scale)
        symmetric = inside.transposed().text == inside.text
        name = text_of(first) if len(self.terms) == 1 and len(first) == 1 else f"({inside.text})"
        atom = Atom(f"{name}⁻¹", first[-1].cols, first[0].rows, symmetric=symmetric, inside=inside)
        return Form({(atom,): 1 / scale})


def multiplied_out(value: Expr) -> Expr:
    """The expression without brackets; a very long one as it is."""
    return expand(value) if value.args and value.count_ops() <= MOST_OPERATIONS else value


def total(forms: Iterable[Form]) -> Form:
    """The sum of some forms."""
    found: dict[Word, list[Expr]] = {}
    for form in forms:
        for word, c in form.terms.items():
            found.setdefault(word, []).append(c)
    if len(found) > MOST_WORDS:
        raise Unfit("too many words")
    sums = {word: cs[0] if len(cs) == 1 else Add(*cs) for word, cs in found.items()}
    return Form({word: c for word, c in sums.items() if c != 0})


def added(forms: list[Form]) -> Form:
    """The sum of some forms that a page adds.  Raises Unfit for a number beside a vector or a matrix."""
    if any(f.is_number and f.terms for f in forms) and any(f.is_array for f in forms):
        raise Unfit("a number is added to a vector or a matrix")
    return total(forms)


def turned(word: Word) -> Word:
    """The transpose of a product."""
    return tuple(atom.transposed() for atom in reversed(word))


def text_of(word: Word) -> str:
    return " ".join(atom.text for atom in word)


def _leading(word: Word) -> tuple[bool, int, str]:
    """The word of a sum that is sought beside its inverse: without an inverse in it, and long."""
    return any(atom.inside is not None for atom in word), -len(word), text_of(word)


def normal(word: Word) -> Form:
    """A product with what cancels cancelled, identities left out, and the numbers in it (xᵀAy) drawn out of it."""
    _fits(word)
    if len(word) > 1 and IDENTITY in word:
        word = tuple(a for a in word if a != IDENTITY) or (IDENTITY,)
    for place, atom in enumerate(word):
        if atom.inside is not None:
            cancelled = _cancelled(word, place, atom)
            if cancelled is not None:
                return cancelled
    found = next(_numbers(word), None)
    if found is None:
        return Form({word: Integer(1)})
    start, end = found
    return normal(word[:start] + word[end:]).times(_number(word[start:end]))


def _number(word: Word) -> Expr:
    """A product that is a number, which holds the names of its letters."""
    first = min(word, turned(word), key=text_of)
    if len(first) == 1:
        return Symbol(first[0].name, real=True)
    return Function(text_of(first), real=True)(*(Symbol(atom.name, real=True) for atom in first))


def _fits(word: Word) -> None:
    for left, right in pairwise(word):
        if {left.cols, right.rows} == {ONE, MANY}:
            raise Unfit(f"{left.text} and {right.text} do not fit together")


def _numbers(word: Word) -> Iterator[tuple[int, int]]:
    """The ranges of a product, from one side of length one to the next, that are numbers."""
    ones = [0] if word and word[0].rows == ONE else []
    ones += [k for k in range(1, len(word)) if ONE in (word[k - 1].cols, word[k].rows)]
    ones += [len(word)] if word and word[-1].cols == ONE else []
    yield from pairwise(ones)


def _cancelled(word: Word, place: int, atom: Atom) -> Form | None:
    """u P P⁻¹ v = u v, of a sum P by its longest word: p₀ P⁻¹ = 1 − Σ pᵢ P⁻¹."""
    inside = atom.inside
    assert inside is not None
    if atom.turned:
        inside = inside.transposed()
    lead = min(inside.terms, key=_leading)
    if not lead:
        return None
    scale = inside.terms[lead]
    before, after = place - len(lead), place + 1 + len(lead)
    rest = {w: c for w, c in inside.terms.items() if w != lead}
    if before >= 0 and word[before:place] == lead:
        head, tail = word[:before], word[place + 1 :]
        others = [normal(head + w + word[place:]).times(-c / scale) for w, c in rest.items()]
    elif word[place + 1 : after] == lead:
        head, tail = word[:place], word[after:]
        others = [normal(word[: place + 1] + w + tail).times(-c / scale) for w, c in rest.items()]
    else:
        return None
    return total((normal((*head, IDENTITY, *tail)).times(1 / scale), *others))
