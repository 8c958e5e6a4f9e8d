"""Sums of words: products of matrices whose order counts, each sum of them in one normal form.

A ``Form`` is a sum of words, each with a coefficient, a SymPy expression of real symbols; a word is a product of
``Atom``s.  Every rewriting here is an identity of real matrices of the stated shapes wherever the word is defined:
(AB)ᵀ = BᵀAᵀ; (AB)⁻¹ = B⁻¹A⁻¹ of square A and B; AA⁻¹ = I; what is declared of a letter; and xᵀAy is a number, equal
to its transpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

from sympy import Add, Expr, MatrixSymbol, Mul, S, Symbol

from symxent.logic.ring import Refused

#: More words than these are not written out.
MOST_WORDS = 400
#: What a fact brings with it.
BRINGS: Mapping[str, frozenset[str]] = {
    "positive definite": frozenset(("symmetric", "invertible")),
    "orthogonal": frozenset(("invertible",)),
    "involutory": frozenset(("invertible",)),
    "diagonal": frozenset(("symmetric",)),
    "projection": frozenset(("symmetric", "idempotent")),
}
#: What can be declared of a square matrix: Aᵀ = A; Aᵀ = −A; Aᵀ = A⁻¹; A⁻¹ = A; A² = A; no entry beside the diagonal.
FACTS = frozenset((*BRINGS, "symmetric", "skew-symmetric", "idempotent", "invertible"))

Head: TypeAlias = MatrixSymbol | tuple[Any, ...]
#: Atoms that are made of words: A ⊗ B; an expression of the entries of matrices; diag x; the diagonal of A; vec A; A^k.
COMPOSED = frozenset(("kron", "each", "diag", "diagonal", "vec", "power"))


@dataclass(frozen=True)
class Facts:
    """What is declared of square matrices: pairs (letter, fact), and pairs of letters that commute."""

    of: frozenset[tuple[MatrixSymbol, str]] = frozenset()
    commuting: frozenset[frozenset[MatrixSymbol]] = frozenset()

    def in_words(self) -> list[str]:
        """Each fact as a sentence, in order."""
        pairs = (" and ".join(sorted(map(str, pair))) for pair in self.commuting)
        return sorted([*(f"{letter} is {fact}" for letter, fact in self.of), *(f"{pair} commute" for pair in pairs)])

    def known(self, letter: MatrixSymbol) -> frozenset[str]:
        """The facts about a letter, and what they bring with them.  Raises Refused for what cannot be declared."""
        said = frozenset(fact for about, fact in self.of if about == letter)
        if not said <= FACTS or (said and letter.shape[0] != letter.shape[1]):
            raise Refused(f"{letter} is declared {' and '.join(sorted(said))}")
        return said.union(*(BRINGS.get(fact, frozenset()) for fact in said))


@dataclass(frozen=True)
class Atom:
    """A letter, the inverse of a form, the identity or a column of ones; transposed if ``turned``.

    ``inside``: the forms that it is made of; ``parts``: the words, where it is of ``COMPOSED``; ``head`` holds all that
    they are, so that equal atoms are equal matrices.
    """

    head: Head
    rows: Expr
    cols: Expr
    turned: bool = False
    inverted: bool = False
    facts: frozenset[str] = frozenset()
    inside: tuple[Form, ...] = field(default=(), compare=False, repr=False)

    @property
    def kind(self) -> str:
        return "letter" if isinstance(self.head, MatrixSymbol) else str(self.head[0])

    @property
    def parts(self) -> tuple[Word, ...]:
        return self.head[1] if isinstance(self.head, tuple) and self.kind in COMPOSED else ()

    @property
    def entry(self) -> Expr:
        """What an entry of an atom "each" is, ``own(j)`` being the entry of the part j; the exponent of a power."""
        assert isinstance(self.head, tuple)
        found: Expr = self.head[2]
        return found

    @cached_property
    def text(self) -> str:
        within = [*(f.text for f in self.inside), *map(text_of, self.parts)]
        within += [str(self.entry)] if self.kind in ("each", "power") else []
        within += [str(self.head)] if self.kind == "block" else []
        name = str(self.head) if self.kind == "letter" else f"{self.kind}({', '.join(within)})"
        return f"{name}{'⁻¹' if self.inverted else ''}{'ᵀ' if self.turned else ''}"

    @property
    def is_square(self) -> bool:
        return bool(self.rows == self.cols)

    def transposed(self) -> tuple[int, Atom]:
        """±1 and the atom that, multiplied, are the transpose."""
        if "symmetric" in self.facts:
            return 1, self
        if "skew-symmetric" in self.facts:
            return -1, self
        if self.kind in ("kron", "each"):
            signs, words = zip(*map(turned, self.parts), strict=True)
            if self.kind == "each":
                places = [Symbol(f"‹{j}›", real=True) for j in range(len(words))]
                entry = self.entry.xreplace({own(j): s * places[j] for j, s in enumerate(signs)})
                return 1, each(entry, dict(zip(places, words, strict=True)))
            made = replace(self, head=("kron", words), rows=self.cols, cols=self.rows)
            return int(Mul(*signs)), made
        return 1, replace(self, rows=self.cols, cols=self.rows, turned=not self.turned)

    def inverse(self) -> Atom:
        """The inverse of a square letter."""
        if "involutory" in self.facts:
            return self
        if "orthogonal" in self.facts and "skew-symmetric" not in self.facts:
            return self.transposed()[1]
        return replace(self, inverted=not self.inverted)


Word = tuple[Atom, ...]


def own(place: int) -> Symbol:
    """What stands for the entry of a part in the entry of the whole."""
    return Symbol(f"‹entry {place}›", real=True)


def each(entry: Expr, words: Mapping[Symbol, Word]) -> Atom:
    """The matrix whose entries are an expression of those of words of one shape."""
    used = sorted(((s, w) for s, w in words.items() if s in entry.free_symbols), key=lambda pair: text_of(pair[1]))
    parts = tuple(word for _, word in used)
    made = entry.xreplace({s: own(place) for place, (s, _) in enumerate(used)})
    return Atom(("each", parts, made), parts[0][0].rows, parts[0][-1].cols)


def identity(size: Expr) -> Form:
    return Form.number(S.One) if size == 1 else Form(size, size, {unit_word(size): S.One})


def unit_word(size: Expr) -> Word:
    return (Atom(("I", size), size, size, facts=frozenset(("symmetric",))),)


@dataclass(frozen=True)
class Form:
    """Σ coefficient · word of one shape; the word of a number is empty."""

    rows: Expr
    cols: Expr
    terms: Mapping[Word, Expr]

    @classmethod
    def number(cls, value: Expr) -> Form:
        return cls(S.One, S.One, {(): value} if value != 0 else {})

    @property
    def is_number(self) -> bool:
        return bool(self.rows == 1 and self.cols == 1)

    @property
    def value(self) -> Expr:
        """The number that it is; raises Refused for what is none."""
        if not self.is_number:
            raise Refused(f"a {self.rows} × {self.cols} matrix is no number")
        return self.terms.get((), S.Zero)

    @cached_property
    def key(self) -> Head:
        """What forms have in common only if they are one."""
        return (self.rows, self.cols, frozenset(self.terms.items()))

    @cached_property
    def text(self) -> str:
        return " + ".join(sorted(f"({c}) {text_of(word)}" for word, c in self.terms.items())) or "0"

    def __add__(self, other: Form) -> Form:
        if (self.rows, self.cols) != (other.rows, other.cols):
            raise Refused(f"{self.rows} × {self.cols} and {other.rows} × {other.cols} matrices are added")
        return total(self.rows, self.cols, (self, other))

    def times(self, factor: Expr) -> Form:
        return replace(self, terms={w: c * factor for w, c in self.terms.items()} if factor != 0 else {})


def total(rows: Expr, cols: Expr, forms: Iterable[Form]) -> Form:
    """The sum of forms of one shape."""
    found: dict[Word, list[Expr]] = {}
    for form in forms:
        for word, c in form.terms.items():
            found.setdefault(word, []).append(c)
    if len(found) > MOST_WORDS:
        raise Refused("too many words")
    sums = {word: Add(*cs) for word, cs in found.items()}
    return Form(rows, cols, {word: c for word, c in sums.items() if c != 0})


def text_of(word: Word) -> str:
    return " ".join(atom.text for atom in word)


def turned(word: Word) -> tuple[int, Word]:
    """The transpose of a product, with its sign."""
    sign, atoms = 1, list[Atom]()
    for atom in reversed(word):
        s, t = atom.transposed()
        sign, atoms = sign * s, [*atoms, t]
    return sign, tuple(atoms)
