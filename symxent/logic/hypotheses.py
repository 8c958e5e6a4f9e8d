"""What a proof may assume: where each symbol lives, which relations hold, which case is being looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from flint import fmpq
from sympy import Basic, Expr, FiniteSet, Function, Indexed, Integer, Intersection, Interval, S, Set, Sum, Symbol, Union
from sympy import Range as Steps
from sympy.sets.fancysets import Naturals

from symxent.logic.letters import free_in, kinds_in, put


@dataclass(frozen=True)
class Range:
    """The numbers from low to high; an end is None where there is none, and does not belong to the range if open."""

    low: fmpq | None = None
    high: fmpq | None = None
    open_low: bool = True
    open_high: bool = True

    def sign(self) -> tuple[int, bool]:
        """(1, strict) where no number of the range is negative, (−1, strict) for none positive, else (0, False)."""
        if self.low is not None and self.low >= 0:
            return 1, self.low > 0 or self.open_low
        if self.high is not None and self.high <= 0:
            return -1, self.high < 0 or self.open_high
        return 0, False

    def cut(self, end: fmpq, side: int, strict: bool) -> Range:
        """What of it lies above an end, or below for a negative side; the end itself does not if ``strict``."""
        if side > 0:
            low = (end, strict) if self.low is None else max((end, strict), (self.low, self.open_low))
            return replace(self, low=low[0], open_low=low[1])
        if side < 0:
            high = (end, not strict) if self.high is None else min((end, not strict), (self.high, not self.open_high))
            return replace(self, high=high[0], open_high=not high[1])
        return self


@dataclass(frozen=True)
class Hypotheses:
    """The assumptions of a claim; each is a fact at every point that the claim is about.

    ``where``: the set of a symbol, or of every component of an IndexedBase.  ``indices``: the range of an index.
    ``positive``, ``nonnegative``, ``nonzero``, ``zero``: expressions > 0, ≥ 0, ≠ 0, = 0.
    ``equal``: declared equalities.  ``values``: symbols that are a given expression in this case.
    ``distinct``: pairs of indices that differ.
    ``fixed``: indices that stand for one index in this case; what is declared of the others holds for each of them.
    """

    where: Mapping[Basic, Set] = field(default_factory=dict)
    indices: Mapping[Symbol, tuple[Expr, Expr]] = field(default_factory=dict)
    positive: tuple[Expr, ...] = ()
    nonnegative: tuple[Expr, ...] = ()
    nonzero: tuple[Expr, ...] = ()
    zero: tuple[Expr, ...] = ()
    equal: tuple[tuple[Expr, Expr], ...] = ()
    values: Mapping[Expr, Expr] = field(default_factory=dict)
    distinct: frozenset[frozenset[Expr]] = frozenset()
    fixed: frozenset[Expr] = frozenset()

    def __post_init__(self) -> None:
        for name in ("where", "indices", "values"):  # what a theorem says cannot be changed afterwards
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __reduce__(self) -> tuple[Any, ...]:
        held = (getattr(self, f.name) for f in fields(self))
        return Hypotheses, tuple(dict(v) if isinstance(v, MappingProxyType) else v for v in held)

    def range_of(self, s: Expr) -> Range:
        """Where the values of a symbol or a component lie; less than is known is never wrong."""
        base = s.base if isinstance(s, Indexed) else s
        return self.within_kind(s, self._interval_of(base))

    def within_kind(self, s: Expr, r: Range) -> Range:
        """What of a range a whole symbol may take by what it is declared to be: its ends are whole, and of the kind."""
        base = s.base if isinstance(s, Indexed) else s
        if not (base.is_integer or _is_whole(self.where.get(base))):
            return r
        least = 3 if base.is_prime and base.is_odd else 2 if base.is_prime else 4 if base.is_composite else None
        if least is not None:
            r = r.cut(fmpq(least), 1, False)
        for side in (1, -1):
            end, is_open = (r.low, r.open_low) if side > 0 else (r.high, r.open_high)
            if end is None:
                continue
            whole = end.ceil() if side > 0 else end.floor()
            whole += side * int(is_open and whole == end)
            whole += side * int(any(is_excluded(base, Integer(int(whole)), (kind,)) for kind in ("even", "odd")))
            r = r.cut(fmpq(whole), side, False)
        return r

    def _interval_of(self, base: Expr) -> Range:
        found = range_of_set(self.where[base]) if base in self.where else Range()
        if base.is_nonnegative:
            found = found.cut(fmpq(0), 1, bool(base.is_positive))
        return found.cut(fmpq(0), -1, bool(base.is_negative)) if base.is_nonpositive else found

    def finite(self, s: Expr) -> tuple[Expr, ...] | None:
        """The few rational values of a symbol or component, where its set lists them."""
        values = self.where.get(s.base if isinstance(s, Indexed) else s)
        if isinstance(values, FiniteSet) and all(v.is_Rational for v in values.args):
            return tuple(v for v in sorted(values.args) if not is_excluded(s.base if isinstance(s, Indexed) else s, v))
        return None

    def expressions(self) -> Iterator[Basic]:
        """All that is spoken of."""
        yield from (*self.where, *self.positive, *self.nonnegative, *self.nonzero, *self.zero)
        for i, ends in self.indices.items():
            yield from (i, *ends)
        for pair in (*self.equal, *self.values.items(), *self.distinct):
            yield from pair

    def renamed(self, old: Symbol, new: Expr) -> Hypotheses:
        """The same for the case old = new, with everything that was known of the one known of the other."""

        def at(e: Expr) -> Expr:
            return put(e, old, new)

        indices = {i: (at(low), at(high)) for i, (low, high) in self.indices.items()}
        if old in indices and isinstance(new, Symbol):
            indices[new] = indices[old]
        return replace(
            self,
            indices=indices,
            positive=tuple(map(at, self.positive)),
            nonnegative=tuple(map(at, self.nonnegative)),
            nonzero=tuple(map(at, self.nonzero)),
            zero=tuple(map(at, self.zero)),
            equal=tuple(dict.fromkeys((*self.equal, *((at(a), at(b)) for a, b in self.equal)))),
            values={at(s): at(e) for s, e in self.values.items()},
            distinct=frozenset(frozenset(map(at, pair)) for pair in self.distinct),
            fixed=self.fixed | free_in(new),
        )


#: What a symbol may be declared to be that some fractions are not.
KINDS = ("integer", "even", "odd", "prime", "composite", "irrational", "nonzero", "positive", "negative")


def is_excluded(base: Expr, value: Expr, kinds: tuple[str, ...] = KINDS) -> bool:
    """Whether a symbol, or the components of a family, cannot be a number by what it is declared to be."""
    pairs = ((getattr(base, f"is_{kind}"), getattr(value, f"is_{kind}")) for kind in kinds)
    return any(declared is not None and known is not None and declared != known for declared, known in pairs)


@lru_cache(maxsize=1024)
def _is_whole(values: Set | None) -> bool:
    return values is not None and values.is_subset(S.Integers) is True


@lru_cache(maxsize=1024)
def range_of_set(values: Set) -> Range:
    """An interval that holds the set."""
    if isinstance(values, Intersection):
        return next((r for r in map(range_of_set, values.args) if r != Range()), Range())
    if not isinstance(values, Interval | FiniteSet | Naturals | Steps | Union):
        return Range()
    try:
        ends = values.inf, values.sup
    except NotImplementedError:
        return Range()
    low, high = (fmpq(int(e.p), int(e.q)) if e.is_Rational else None for e in ends)
    is_open = [not e.is_Rational or values.contains(e) is S.false for e in ends]
    return Range(low, high, *is_open)


class Integers:
    """Linear inequalities between indices, the letters of sums and the ends of their ranges."""

    def __init__(self, hypotheses: Hypotheses, *goal: Expr) -> None:
        self.hypotheses = hypotheses
        self.letters: dict[Expr, tuple[Expr, Expr]] = dict(hypotheses.indices)
        sums = [s for e in goal for s in kinds_in(e, Sum)]
        ends = [end for pair in hypotheses.indices.values() for end in pair]
        ends += [limit[2] for s in sums for limit in s.limits if len(limit) == 3]
        self.ends: set[Expr] = {s for end in ends for s in end.free_symbols}
        self.ends |= {s.base for s in self.ends if isinstance(s, Indexed)}  # n_i, whichever i is meant
        for e in (e for g in goal for e in kinds_in(g, Function) if type(e).__name__ == "softmax"):
            self.ends |= e.args[-1].free_symbols
        self.whole: set[Expr] = set()  # symbols that are whole at every point that is looked at
        self._asked: dict[tuple[Expr, Expr | int, int], bool] = {}
        # Linear expressions that are ≥ 0.
        self.known = [(e - 1).expand() for e in hypotheses.positive if e.is_integer]
        self.known += [e for e in hypotheses.nonnegative if e.is_integer]

    def learn_index(self, i: Expr, end: Expr) -> None:
        """Take in that i is one of 1 … end."""
        if i not in self.letters:
            self.letters[i] = (S.One, end)
            self._asked.clear()

    def at_least(self, e: Expr, low: Expr | int = 0) -> bool:
        """Whether e ≥ low follows."""
        key = (e, low, len(self.known))
        found = self._asked.get(key)
        if found is None:
            rest = (e - low).expand()
            found = self._nonnegative(rest) or any(self._nonnegative((rest - known).expand()) for known in self.known)
            self._asked[key] = found
        return found

    def _nonnegative(self, rest: Expr) -> bool:
        for _ in range(8):
            if rest.is_Rational:
                return bool(rest >= 0)
            # Letters first: their ends may be the symbols that are left.
            slopes = rest.as_coefficients_dict()
            for s in sorted(
                (s for s in slopes if isinstance(s, Symbol | Indexed)), key=lambda s: (s not in self.letters, str(s))
            ):
                slope = slopes[s]
                if not slope.is_Rational or slope == 0:
                    continue
                end = self._end(s, upper=bool(slope < 0))
                if end is not None:
                    rest = (rest + slope * (end - s)).expand()
                    break
            else:
                return False
        return False

    def _end(self, s: Symbol, *, upper: bool) -> Expr | None:
        if s in self.letters:
            return self.letters[s][int(upper)]
        r = self.hypotheses.range_of(s)
        if upper:
            return Integer(int(r.high.floor())) if r.high is not None and s.is_integer else None
        if r.low is not None and s.is_integer:
            return Integer(int(r.low.floor()) + 1 if r.open_low or r.low != r.low.floor() else int(r.low))
        # The end of a range is an integer ≥ 1 where nothing else is declared of it.
        base = s.base if isinstance(s, Indexed) else s
        return S.One if base in self.ends and s.is_integer and base not in self.hypotheses.where else None

    def is_integer(self, s: Expr) -> bool:
        """Whether a symbol or a component takes whole values only."""
        where = self.hypotheses.where.get(s.base if isinstance(s, Indexed) else s)
        return bool(
            s in self.letters or s in self.whole or s.is_integer or (where is not None and where.is_subset(S.Integers))
        )

    def are_integers(self, e: Expr) -> bool:
        """Whether a linear expression in indices is one itself."""
        return all(k.is_Integer and (s == 1 or self.is_integer(s)) for s, k in e.as_coefficients_dict().items())

    def equal(self, a: Expr, b: Expr) -> bool | None:
        """Whether two indices are the same number; None where that is open."""
        gap = (a - b).expand()
        if gap.is_Rational:
            return bool(gap == 0)
        apart = any((p - q).expand() in (gap, -gap) for p, q in self.hypotheses.distinct)
        if apart or self.at_least(gap, 1) or self.at_least(-gap, 1):
            return False
        return None
