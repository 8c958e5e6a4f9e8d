"""The interval in which a symbol lies, from its set, from declared positive expressions and from the case at hand."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Expr, Indexed, Symbol

from symxent.logic.assumptions import within_sizes
from symxent.proof.situation import Situation, bounds


@dataclass(frozen=True)
class Range:
    """low < s < high; an end is None where there is none.  ``facts``: the declared facts that put the ends there."""

    low: Expr | None = None
    high: Expr | None = None
    open_low: bool = True
    open_high: bool = True
    facts: tuple[str, ...] = ()

    def cut(self, low: Expr | None, high: Expr | None, fact: str) -> Range:
        """The part of it strictly above ``low``, or strictly below ``high``."""
        facts = (*self.facts, fact) if fact else self.facts
        if low is not None and (self.low is None or low >= self.low):
            return replace(self, low=low, open_low=True, facts=facts)
        if high is not None and (self.high is None or high <= self.high):
            return replace(self, high=high, open_high=True, facts=facts)
        return self


def range_of(situation: Situation, symbol: Expr, *, declared: bool = True) -> Range:
    """The range of a symbol or a component; ``declared``: by the declared positive expressions too."""
    base = symbol.base if isinstance(symbol, Indexed) else symbol
    ends = bounds(situation.set_of(base))
    found = Range()
    if ends is not None and (ends[0] is not None or ends[1] is not None):
        found = Range(*ends)
        found = replace(found, facts=(_in_words(base, found),))
    if not isinstance(symbol, Symbol):
        return found
    for e in situation.signs:
        found = found.cut(*_end(e, symbol), "")
    for known in situation.domain.positive if declared else ():
        for e in within_sizes((known,)):
            found = found.cut(*_end(e, symbol), f"{known} > 0")
    return found


def _end(positive: Expr, symbol: Symbol) -> tuple[Expr | None, Expr | None]:
    """What c·s + d > 0 says of s."""
    if positive.free_symbols != {symbol} or not positive.is_polynomial(symbol):
        return None, None
    slope = positive.diff(symbol)
    if not slope.is_Rational or slope == 0:
        return None, None
    end = (symbol - positive / slope).expand()
    if not end.is_Rational:
        return None, None
    return (end, None) if slope > 0 else (None, end)


def _in_words(base: Expr, r: Range) -> str:
    above, below = ("<" if r.open_low else "<="), ("<" if r.open_high else "<=")
    if r.high is None:
        return f"{base} {'>' if r.open_low else '>='} {r.low}"
    return f"{base} {below} {r.high}" if r.low is None else f"{r.low} {above} {base} {below} {r.high}"
