"""Index variables: when two are equal, and when one provably lies in a range."""

from __future__ import annotations

from sympy import Expr, Indexed, S, Symbol

from symxent.logic.hypotheses import Hypotheses, Integers
from symxent.proof.situation import Situation


class Indices(Integers):
    """What the logic knows of the index variables of one situation, bound ones included."""

    def __init__(self, situation: Situation) -> None:
        d = situation.domain
        super().__init__(Hypotheses(d.where, d.indices, d.positive, situation.signs, distinct=situation.distinct))

    def may_be_of_either_sign(self, e: Expr) -> bool:
        """Whether what ends a range is made of letters that are any whole numbers: neither side of 0 is meant alone."""
        where = self.hypotheses.where
        return bool(e.free_symbols) and all(where.get(s) == S.Integers for s in e.free_symbols)

    def bind(self, v: Symbol, end: Expr) -> None:
        """Let a letter stand for 1 … end, which is an end of a range then."""
        if self.letters.get(v) != (S.One, end):
            self.letters[v] = (S.One, end)
            self._asked.clear()
        self.is_an_end(end)

    def is_an_end(self, e: Expr) -> None:
        """Take in that a range ends here: what it is written with are integers ≥ 1, where nothing else is declared."""
        if not e.free_symbols <= self.ends:
            self.ends |= e.free_symbols | {s.base for s in e.free_symbols if isinstance(s, Indexed)}
            self._asked.clear()
