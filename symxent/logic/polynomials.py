"""The sign of a polynomial by its terms, on the box in which its atoms live, by its discriminant, and beside a root."""

from __future__ import annotations

from collections.abc import Mapping

from flint import fmpq_mpoly

from symxent.logic.hypotheses import Range
from symxent.logic.ring import at, coefficients, from_ends

Sign = tuple[int, bool]  # 1 for ≥ 0, −1 for ≤ 0, 0 for not known; whether zero is excluded
UNKNOWN: Sign = (0, False)
MOST_TERMS_OF_A_QUADRATIC = 60
MOST_TERMS_BESIDE_A_ROOT, HIGHEST_BESIDE_A_ROOT = 8, 3


class OfPolynomials:
    """The signs of polynomials, by those of their atoms and by where these lie."""

    beside_root = False  # while a sum beside a root is looked at

    def of_atom(self, i: int) -> Sign:
        raise NotImplementedError

    def of_polynomial(self, n: fmpq_mpoly) -> Sign:
        raise NotImplementedError

    def range_of(self, i: int) -> Range | None:
        """Where an atom lies, if it has an end there."""
        raise NotImplementedError

    def by_terms(self, n: fmpq_mpoly, inside: frozenset[int]) -> Sign:
        """Terms of one sign; the atoms ``inside`` are positive."""
        sign, strict = 0, False
        for monomial, c in n.terms():
            s, nonzero = (1 if c > 0 else -1), True
            for i, e in enumerate(monomial):
                if e and i not in inside:
                    known, is_strict = self.of_atom(i)
                    if known == 0 and e % 2:
                        return UNKNOWN
                    s = -s if known < 0 and e % 2 else s
                    nonzero = nonzero and is_strict
            if sign and s != sign:
                return UNKNOWN
            sign, strict = s, strict or nonzero
        return (sign, strict)

    def by_box(self, n: fmpq_mpoly) -> Sign:
        """The terms, when each atom of a bounded range is written from its ends: a + t, b − t, (a + b t)/(1 + t)."""
        plain = self.by_terms(n, frozenset())
        if plain[1]:
            return plain
        box = {i: r for i, e in enumerate(n.degrees()) if e and (r := self.range_of(i)) is not None}
        if not box or len(n) > 200:
            return plain
        written = self._written_from_ends(n, box)
        if not written:
            return (1, False)  # of a range of one number
        sign, _ = self.by_terms(written, frozenset(box))
        return (sign, self._never_zero(n, box)) if sign else plain

    def _never_zero(self, n: fmpq_mpoly, box: dict[int, Range]) -> bool:
        """Whether a polynomial of one sign on a box is zero neither inside of it nor on a face that belongs to it."""
        if not self.by_terms(self._written_from_ends(n, box), frozenset(box))[1]:
            return False
        for i, r in box.items():
            rest = {j: s for j, s in box.items() if j != i}
            for end, is_open in ((r.low, r.open_low), (r.high, r.open_high)):
                if end is not None and not is_open:
                    face = at(n, i, end)
                    if not face or not self._never_zero(face, rest):
                        return False
        return True

    def _written_from_ends(self, n: fmpq_mpoly, box: dict[int, Range]) -> fmpq_mpoly:
        """n in t > 0 for each atom of the box, times powers of 1 + t."""
        for i, r in box.items():
            n = from_ends(n, i, r.low, r.high)
        return n

    def by_discriminant(self, n: fmpq_mpoly) -> Sign:
        """n = α u² + β u + γ with u a power of an atom: 4αn = (2αu + β)² + 4αγ − β², so of the sign of α."""
        if len(n) > MOST_TERMS_OF_A_QUADRATIC:
            return UNKNOWN
        for i, degree in enumerate(n.degrees()):
            if degree == 0 or degree % 2 or degree > 8:
                continue
            parts = coefficients(n, i)
            if not set(parts) <= {0, degree // 2, degree} or 0 not in parts:
                continue
            a, b, c = parts[degree], parts.get(degree // 2, n.context().constant(0)), parts[0]
            gap = 4 * a * c - b * b
            above, strict = self.of_polynomial(gap) if gap else (1, False)
            sign, nonzero = self.of_polynomial(a) if above == 1 else UNKNOWN
            if sign and (strict or nonzero):  # α is not zero where 4αγ > β²
                return (sign, strict)
        return UNKNOWN

    def by_root(self, n: fmpq_mpoly, powers: Mapping[int, tuple[int, fmpq_mpoly]]) -> Sign:
        """n = α r + β with r² = ρ: not 0 where α²ρ ≠ β², and of the sign of α where r > 0 and α²ρ >= β².

        ``powers``: of r the 2 and ρ.

        The difference of the squares has the square of the terms: n is short, and no root is asked for inside of it.
        """
        if self.beside_root or len(n) > MOST_TERMS_BESIDE_A_ROOT or n.total_degree() > HIGHEST_BESIDE_A_ROOT:
            return UNKNOWN
        self.beside_root = True
        try:
            for i, (order, square) in powers.items():
                if order != 2 or n.degrees()[i] != 1:
                    continue
                parts = coefficients(n, i)
                gap = parts[1] * parts[1] * square - parts.get(0, n.context().constant(0)) ** 2
                above, strict = self.of_polynomial(gap) if gap else (1, False)
                outweighs = above == 1 and self.of_atom(i)[0] > 0
                sign, _ = self.of_polynomial(parts[1]) if outweighs else UNKNOWN
                if sign or strict:
                    return (sign, strict)
            return UNKNOWN
        finally:
            self.beside_root = False
