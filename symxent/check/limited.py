"""What the conditions that govern a statement leave of the sets in which its letters live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sympy import Abs, Basic, Expr, FiniteSet, Indexed, Integer, Intersection, Interval, S, Set, Symbol, oo, pi

from symxent.check.conditions import OPPOSITE, Check, Restriction, is_sum
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.linear import Array
from symxent.language.meaning import to_sympy, to_value
from symxent.language.scope import Scope
from symxent.language.tree import Matrix, Node, Sequence, Transpose

#: The signs of relations as SymPy writes them.
SIGNS = {"<": "<", ">": ">", "≤": "<=", "≥": ">=", "=": "==", "≠": "!="}


@dataclass
class Limits:
    """A domain, and relations that a point must satisfy beyond it.

    ``unread`` when one has no meaning here, ``lost`` when that is one about a sum, Σ_j w_ij = 1.  ``excluded`` when two
    that exclude each other say where a letter lies: the last is taken.
    """

    domain: Domain
    checks: list[Check] = field(default_factory=list)
    unread: str = ""
    lost: bool = False
    excluded: bool = False


def limited(domain: Domain, scope: Scope, restrictions: Iterable[Restriction]) -> Limits:
    """The domain under some restrictions."""
    found = Limits(domain)
    for restriction in restrictions:
        if restriction.relation is None:
            symbol = scope.symbols.get(restriction.key)
            if symbol is not None and restriction.where is not None:
                _put(found, symbol, restriction.where)
            continue
        left, op, right = restriction.relation
        try:
            pairs = _in_numbers(left, op, right, scope)
        except (SymxentError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            found.unread = found.unread or f"a condition has no meaning here: {error}"
            found.lost = found.lost or is_sum(left)
            continue
        for a, b in pairs:
            _relate(found, a, op, b)
    return found


def _in_numbers(left: Node, op: str, right: Node, scope: Scope) -> list[tuple[Expr, Expr]]:
    """The two sides; of an equation with a vector that is written out, those of its components."""
    if op == "=" and isinstance(right, Sequence | Matrix | Transpose):
        a, b = to_value(left, scope), to_value(right, scope)
        if (
            isinstance(a, Array)
            and isinstance(b, Array)
            and a.axes == b.axes == 1
            and a.shape == b.shape
            and b.shape[0].is_Integer
        ):
            return [(a.entry(i), b.entry(i)) for i in map(Integer, range(1, int(b.shape[0]) + 1))]
    return [(to_sympy(left, scope), to_sympy(right, scope))]


def _relate(found: Limits, a: Expr, op: str, b: Expr) -> None:
    if isinstance(b, Symbol | Indexed) and _is_an_end(a):
        a, op, b = b, OPPOSITE[op], a
    if (
        isinstance(a, Abs)
        and isinstance(a.args[0], Symbol | Indexed)
        and _is_an_end(b)
        and b.is_positive
        and op in "<≤"
    ):
        _put(found, a.args[0], Interval(-b, b, op == "<", op == "<"))
        return
    if isinstance(a, Symbol | Indexed) and _is_an_end(b):
        where = {
            "<": Interval.open(-oo, b), ">": Interval.open(b, oo), "≤": Interval(-oo, b), "≥": Interval(b, oo),
            "=": FiniteSet(b),
        }.get(op)  # fmt: skip
        if where is not None and not (op == "=" and isinstance(a, Indexed)):
            _put(found, a, where)
            return
    elif op in ("<", ">"):
        gap = a - b if op == ">" else b - a
        found.domain = found.domain.extended(positive=(gap,))
    found.checks.append((a, op, b))


def _is_an_end(e: Expr) -> bool:
    """A fraction, or one of π."""
    return bool(e.is_Rational or (e / pi).is_Rational)


def _put(found: Limits, symbol: Basic, where: Set) -> None:
    """The symbol, or every component of its family, in one more set."""
    root = symbol.base if isinstance(symbol, Indexed) else symbol
    if isinstance(root, Symbol) and root.is_integer and where.is_Interval:
        if where.start == Integer(0) and where.left_open:
            return  # a count is at least 1 as it is
    before = found.domain.where.get(root)
    both = where if before is None else Intersection(before, where)
    found.excluded = found.excluded or both is S.EmptySet
    if isinstance(both, Intersection) or both is S.EmptySet:
        both = where  # it was said again, of another case
    found.domain = found.domain.extended(where={root: both})
