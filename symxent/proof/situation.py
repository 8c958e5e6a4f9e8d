"""What holds while an expression is looked at: the domain, the declared equalities as rules, the case at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sympy import (
    Basic,
    Expr,
    FiniteSet,
    Integer,
    Intersection,
    Interval,
    Rational,
    S,
    Set,
    Sum,
    Symbol,
    sympify,
)

from symxent.language.domain import Domain
from symxent.logic.hypotheses import range_of_set


@dataclass(frozen=True)
class Situation:
    """A domain, and the case of it that is being looked at.

    ``rules``: expressions (a symbol, a component, a canonical sum) that a declared equality replaces.
    ``general``: sums that are replaced for every value of some index variables.
    ``said``: how the author declared a rule.
    ``nonnegative``: expressions that are ≥ 0 at every point that is looked at; ``ends``: what the ends of sets say
    that are no fractions, as expressions that are ≥ 0, or > 0.
    ``signs``: the expressions taken to be > 0 in this case; ``zero``: those taken to be 0; ``distinct``: the pairs of
    indices taken to differ.
    ``special``: whether this is one case of several, so that an undefined value in it may say nothing.
    """

    domain: Domain
    rules: Mapping[Expr, Expr] = field(default_factory=dict)
    general: tuple[tuple[Sum, Expr, tuple[Symbol, ...]], ...] = ()
    said: Mapping[Expr, str] = field(default_factory=dict)
    nonnegative: tuple[Expr, ...] = ()
    ends: tuple[tuple[Expr, bool], ...] = ()
    signs: tuple[Expr, ...] = ()
    zero: tuple[Expr, ...] = ()
    distinct: frozenset[frozenset[Expr]] = frozenset()
    special: bool = False

    def set_of(self, symbol: Basic) -> Set:
        return self.domain.set_of(symbol)

    def sign_of(self, symbol: Basic) -> int:
        """2 when every element of the symbol's set is positive, 1 when none is negative, else 0."""
        if symbol in self.domain.indices:
            low = self.domain.indices[symbol][0]
            return 2 if not low.is_Integer else max(0, min(2, int(low) + 1))
        if symbol in self._ends:
            return 2
        ends = bounds(self.set_of(symbol))
        if ends is None or ends[0] is None or ends[0].is_negative:
            return 0
        return 2 if ends[0].is_positive or ends[2] else 1

    @property
    def _ends(self) -> set[Basic]:
        """The symbols that end an index range: integers ≥ 1 by the domain's convention."""
        return {e for ends in self.domain.indices.values() for e in ends if e not in self.domain.where}

    def is_label(self, symbol: Basic) -> bool:
        """Whether the symbol takes the values 0 and 1 and no other."""
        values = self.set_of(symbol)
        return isinstance(values, FiniteSet) and set(values.args) <= {Integer(0), Integer(1)}

    def with_sign(self, positive: Expr) -> Situation:
        return replace(self, signs=(*self.signs, positive), special=True)

    def with_distinct(self, a: Expr, b: Expr) -> Situation:
        return replace(self, distinct=self.distinct | {frozenset((a, b))}, special=True)


def sympified(domain: Domain) -> Domain:
    """The same domain with the plain numbers in it as SymPy's."""
    return replace(
        domain,
        positive=tuple(sympify(p, strict=True) for p in domain.positive),
        equal=tuple((sympify(a, strict=True), sympify(b, strict=True)) for a, b in domain.equal),
        indices={
            i: (sympify(low, strict=True), sympify(high, strict=True)) for i, (low, high) in domain.indices.items()
        },
    )


def with_assumptions(domain: Domain, symbols: Iterable[Basic]) -> Domain:
    """The domain in which the interval of a symbol is cut to the sign that the symbol was declared with."""
    cut = {}
    for s in symbols:
        where = domain.set_of(s)
        sign = next((half for known, half in _HALVES if getattr(s, f"is_{known}", False)), None)
        plain = s in domain.where or not s.is_integer  # an integer without a set may be the end of a range
        if sign is not None and plain and isinstance(where, Interval) and not where.is_subset(sign):
            cut[s] = where.intersect(sign)
    return domain.extended(where=cut) if cut else domain


_HALVES = (
    ("positive", Interval.open(0, S.Infinity)),
    ("negative", Interval.open(S.NegativeInfinity, 0)),
    ("nonnegative", Interval(0, S.Infinity)),
    ("nonpositive", Interval(S.NegativeInfinity, 0)),
)


def bounds(values: Set) -> tuple[Expr | None, Expr | None, bool, bool] | None:
    """(low, high, low is excluded, high is excluded) of a set of reals; an end is None where there is none."""
    if isinstance(values, Intersection):
        found = [b for b in map(bounds, values.args) if b is not None]
        return found[0] if found else None
    if isinstance(values, Interval):
        low = Rational(values.start) if values.start.is_Rational or values.start.is_Float else None
        high = Rational(values.end) if values.end.is_Rational or values.end.is_Float else None
        return (low, high, bool(values.left_open), bool(values.right_open))
    if isinstance(values, FiniteSet) and all(v.is_Rational for v in values.args):
        return (min(values.args), max(values.args), False, False)
    r = range_of_set(values)  # what else there is: the whole numbers, ranges of them, unions
    if r.low is None and r.high is None:
        return None
    low, high = (None if end is None else Rational(int(end.p), int(end.q)) for end in (r.low, r.high))
    return (low, high, r.open_low, r.open_high)
