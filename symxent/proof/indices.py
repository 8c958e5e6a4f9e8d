"""Index variables: when two are equal, and when one provably lies in a range."""

from __future__ import annotations

from sympy import Expr, Integer, S, Symbol

from symxent.proof.situation import Situation, bounds


class Indices:
    """What is known of the index variables of one situation, bound ones included."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.bound: dict[Symbol, Expr] = {}  # a bound variable runs from 1 to this end
        self.ends = {s for pair in situation.domain.indices.values() for end in pair for s in end.free_symbols}

    def normal(self, index: Expr) -> Expr:
        """An index as a sum of multiples: i + 1 − 1 is i."""
        return index if index.is_Symbol or index.is_Integer else index.expand()

    def equal(self, a: Expr, b: Expr) -> bool | None:
        """Whether two indices are the same number; None where that is open."""
        gap = self.normal(a - b)
        if gap.is_Integer:
            return bool(gap == 0)
        if any(self.normal(p - q) in (gap, -gap) for p, q in self.situation.distinct):
            return False
        if self.at_least(gap, Integer(1)) or self.at_least(-gap, Integer(1)):
            return False
        return None

    def in_range(self, index: Expr, end: Expr) -> bool | None:
        """Whether 1 ≤ index ≤ end; None where that is open."""
        if self.at_least(index, S.One) and self.at_least(end - index, S.Zero):
            return True
        if self.at_least(-index, S.Zero) or self.at_least(index - end, S.One):
            return False
        return None

    def at_least(self, e: Expr, low: Expr) -> bool:
        """Whether e ≥ low follows from the declared ranges; the end of a range is an integer ≥ 1."""
        rest = (e - low).expand()
        for _ in range(6):
            if rest.is_Rational:
                return bool(rest >= 0)
            coefficients = rest.as_coefficients_dict()
            # Index variables first: their ends may be the symbols that are left.
            for s in sorted(rest.free_symbols, key=lambda s: (not self._is_index(s), str(s))):
                c = coefficients.get(s)
                if c is None or not c.is_Rational or c == 0:
                    continue
                extreme = self._end(s, upper=bool(c < 0))
                if extreme is not None and extreme != s:
                    rest = (rest + c * (extreme - s)).expand()
                    break
            else:
                return False
        return False

    def _is_index(self, s: Symbol) -> bool:
        return s in self.bound or s in self.situation.domain.indices

    def _end(self, s: Symbol, *, upper: bool) -> Expr | None:
        if s in self.bound:
            return self.bound[s] if upper else S.One
        if s in self.situation.domain.indices:
            low, high = self.situation.domain.indices[s]
            return high if upper else low
        if upper or s not in self.ends or not s.is_integer:
            return None
        return max([S.One, *self._declared_above(s)])

    def _declared_above(self, s: Symbol) -> list[Expr]:
        """What is declared of an integer symbol: k in [2, ∞), k − 1 > 0."""
        found = []
        ends = bounds(self.situation.domain.set_of(s))
        if ends is not None and ends[0] is not None and ends[0].is_Integer:
            found.append(ends[0] + int(ends[2]))
        for e in self.situation.domain.positive:
            gap = (s - e).expand()
            if gap.is_Integer:  # s − c > 0
                found.append(gap + 1)
        return found
