"""Where each symbol lives, and what is known of them together: no identity without its domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sympy import Basic, Expr, FiniteSet, IndexedBase, Integer, Interval, Set, Sum, Symbol, oo
from sympy import S as _S

from symxent.errors import SymxentError

REALS: Set = _S.Reals
POSITIVE: Set = Interval.open(0, oo)
NONNEGATIVE: Set = Interval(0, oo)
UNIT: Set = Interval.open(0, 1)  # probabilities, predictions
CLOSED_UNIT: Set = Interval(0, 1)
LABEL: Set = FiniteSet(Integer(0), Integer(1))


@dataclass(frozen=True)
class Domain:
    """What may be assumed of the symbols of a claim.

    ``where``: the set in which a symbol lives, or in which every component of an IndexedBase lives; a symbol
    that is not named lives in the reals (or where its SymPy assumptions, such as positive=True, put it).
    ``positive``: further expressions known to be > 0 (1 − p, for instance).
    ``equal``: declared equalities, each (left, right), left to be replaced by right: Σ_i y_i = 1; y₂ = 1 − y₁.
    ``indices``: the range of an index symbol, both ends included; a symbolic end is an integer ≥ 1.
    ``given``: what is assumed of matrices (MatrixSymbol), in SymPy's words: Q.symmetric(A), Q.invertible(A),
    Q.orthogonal(A), Q.positive_definite(A), Q.diagonal(A), Eq(A**2, A), Eq(A.T, -A), Eq(A*B, B*A).
    Raises SymxentError for what is no set, and for a finite set with a member that is no integer and no fraction: each
    of them is to be a point at which a claim can be refuted.
    """

    where: Mapping[Basic, Set] = field(default_factory=dict)
    positive: tuple[Expr, ...] = ()
    equal: tuple[tuple[Expr, Expr], ...] = ()
    indices: Mapping[Symbol, tuple[Expr, Expr]] = field(default_factory=dict)
    given: tuple[Basic, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.where, Mapping):
            raise SymxentError(
                f"a Domain or sets by symbol, such as {{x: Interval(0, 1)}}, were expected: {self.where!r}"
            )
        for symbol, values in self.where.items():
            if not isinstance(values, Set):
                expected = "a set such as Interval(0, 1) or FiniteSet(0, 1) was expected"
                raise SymxentError(f"{symbol} was to live in {values!r}: {expected}")
            if isinstance(values, FiniteSet):
                for member in values.args:
                    if not member.is_Rational:
                        words = f"{symbol} was to live in {set_text(values)}: {member} is no integer and no fraction"
                        raise SymxentError(f"{words}; of 0.5 write Rational(1, 2)" if member.is_Float else words)

    def set_of(self, symbol: Basic) -> Set:
        """The set in which a symbol (or a component of an IndexedBase) lives."""
        if symbol in self.where:
            return self.where[symbol]
        if getattr(symbol, "is_positive", False):
            return POSITIVE
        if getattr(symbol, "is_nonnegative", False):
            return NONNEGATIVE
        return REALS

    def extended(
        self,
        where: Mapping[Basic, Set] | None = None,
        positive: tuple[Expr, ...] = (),
        equal: tuple[tuple[Expr, Expr], ...] = (),
        indices: Mapping[Symbol, tuple[Expr, Expr]] | None = None,
    ) -> Domain:
        """This domain and more."""
        return replace(
            self,
            where={**self.where, **(where or {})},
            positive=self.positive + positive,
            equal=self.equal + equal,
            indices={**self.indices, **(indices or {})},
        )


def set_text(where: Set) -> str:
    """A set as mathematics writes it, for messages.

    >>> set_text(UNIT), set_text(LABEL), set_text(NONNEGATIVE), set_text(REALS)
    ('(0, 1)', '{0, 1}', '[0, ∞)', 'ℝ')
    """
    if where == REALS:
        return "ℝ"
    if not isinstance(where, Interval):
        return str(where)
    ends = f"{where.start}, {where.end}".replace("oo", "∞").replace("-", "−")
    return f"{'(' if where.left_open else '['}{ends}{')' if where.right_open else ']'}"


def simplex(y: IndexedBase, k: Expr) -> tuple[Expr, Expr]:
    """The equality Σ_m y_m = 1, for ``Domain.equal``."""
    m = Symbol("m", integer=True)
    return Sum(y[m], (m, 1, k)), Integer(1)
