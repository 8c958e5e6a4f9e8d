"""Declared equalities made to hold exactly at a point: Σ y_i = 1, ŷ₂ = 1 − ŷ₁, δ_ij = 0."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from sympy import Basic, Expr, FiniteSet, Indexed, Integer, KroneckerDelta, Rational, Symbol

from symxent.language.domain import Domain
from symxent.logic.letters import kinds_in
from symxent.proof.balls import NoValue
from symxent.proof.candidates import fits
from symxent.proof.exact import exact, with_values


@dataclass
class Unknowns:
    """The values of a point, which may be changed where they are not ``held``; ``trial`` varies how, None is evenly."""

    values: MutableMapping[Basic, Expr]
    held: set[Basic]
    trial: int | None


def satisfy(at: Unknowns, domain: Domain, every_index: bool) -> bool:
    """Make the declared equalities hold exactly; False where that does not succeed.

    ``every_index``: an equality between components is meant for every value of its indices, not only for those at hand.
    """
    if not domain.equal:
        return True
    pairs: list[tuple[Expr, Expr]] = []
    for left, right in domain.equal:
        at_hand = left.has(KroneckerDelta) or (isinstance(left, Indexed) and not every_index)
        pairs += list(_instances(left, right, at, domain, at_hand))
    if not all(_defined(*pair, at, domain) or _solved(_expanded(pair[0] - pair[1]), at, domain) for pair in pairs):
        return False
    return all(_holds(*pair, at) for pair in pairs)  # a later equality may have undone an earlier one


def _holds(left: Expr, right: Expr, at: Unknowns) -> bool:
    return exact(left - right, at.values) == 0 or at.values.get(left) == with_values(right, at.values)


def _instances(left: Expr, right: Expr, at: Unknowns, domain: Domain, at_hand: bool) -> Iterator[tuple[Expr, Expr]]:
    """An equality for each value of the index variables in it (or for the values at hand), sums written out."""
    free = left.free_symbols | right.free_symbols
    letters = [] if at_hand else sorted((s for s in free if s in domain.indices), key=str)
    sizes = {s: v for s, v in at.values.items() if isinstance(s, Symbol) and s.is_integer and s not in (left, *letters)}
    ranges = []
    for s in letters:
        low, high = (end.xreplace(sizes) for end in domain.indices[s])
        if not (low.is_Integer and high.is_Integer):
            raise NoValue(f"the range of {s}")
        ranges.append([Integer(v) for v in range(int(low), int(high) + 1)])
    for choice in product(*ranges):
        here = {**sizes, **dict(zip(letters, choice, strict=True))}
        yield left.xreplace(here), _expanded(right.xreplace(here))


def _defined(left: Expr, right: Expr, at: Unknowns, domain: Domain) -> bool:
    """Give a symbol or component the value that the right side has."""
    if not isinstance(left, Symbol | Indexed) or left in at.held or right.has(left):
        return False
    if isinstance(left, Indexed) and not all(i.is_Integer for i in left.indices):
        return False
    value = with_values(right, at.values)
    if value.free_symbols or not _fits(left, value, domain):
        return False
    at.values[left] = value
    return True


# A page declares the same equalities for each of its lines, and the dimensions that are tried are few.
@lru_cache(maxsize=1024)
def _expanded(gap: Expr) -> Expr:
    """An expression with its sums written out."""
    return gap.doit().expand()


def _solved(gap: Expr, at: Unknowns, domain: Domain) -> bool:
    """Give the unknowns of gap = 0 values that make it true."""
    if gap.is_Rational:
        return bool(gap == 0)
    if any(not all(i.is_Integer for i in u.indices) for u in kinds_in(gap, Indexed)):
        return False  # which components these are is not known here
    unknowns = sorted((u for u in kinds_in(gap, Indexed, Symbol) if _is_unknown(u, gap)), key=_place)
    slopes = {u: gap.coeff(u, 1) for u in unknowns}
    linear = [u for u in unknowns if slopes[u].is_Rational and slopes[u] != 0 and not gap.coeff(u, 2)]
    if not linear:
        return exact(gap, at.values) == 0
    constant = gap - sum(slopes[u] * u for u in linear)
    if len(linear) == len(unknowns) and constant.is_Rational and len(set(slopes.values())) == 1:
        return _shared_out(linear, -constant / slopes[linear[0]], at, domain)
    # one unknown takes what the others leave: the left side's own symbol when it has one
    for u in (*(u for u in linear[::-1] if u not in at.held), *(u for u in linear if u in at.held)):
        rest = exact(gap - slopes[u] * u, at.values)
        if rest is not None:
            at.values[u] = -Rational(int(rest.p), int(rest.q)) / slopes[u]
            if _fits(u, at.values[u], domain):
                return True
    return False


def _shared_out(unknowns: list[Expr], total: Expr, at: Unknowns, domain: Domain) -> bool:
    """Components that add up to a total: one hot label, or shares."""
    free = [u for u in unknowns if u not in at.held]
    rest = total - sum(at.values[u] for u in unknowns if u in at.held)
    sets = [domain.set_of(u.base if isinstance(u, Indexed) else u) for u in free]
    if all(isinstance(s, FiniteSet) for s in sets):
        if rest not in (0, 1) or not (free or rest == 0):
            return False
        hot = (at.trial or 0) % len(free) if rest == 1 else -1
        at.values.update({u: Integer(int(n == hot)) for n, u in enumerate(free)})
    else:
        weights = [Integer(1 if at.trial is None else 1 + (n + at.trial) % 3) for n, _ in enumerate(free)]
        at.values.update({u: rest * w / sum(weights) for u, w in zip(free, weights, strict=True)})
    return all(_fits(u, at.values[u], domain) for u in unknowns)


def _is_unknown(u: Expr, gap: Expr) -> bool:
    if isinstance(u, Indexed):
        return True
    return not any(u in x.free_symbols for x in kinds_in(gap, Indexed))


def _place(u: Expr) -> tuple[str, list[int]]:
    return (str(u.base), [int(i) for i in u.indices]) if isinstance(u, Indexed) else (str(u), [])


def _fits(u: Expr, value: Expr, domain: Domain) -> bool:
    return fits(u.base if isinstance(u, Indexed) else u, value, domain)
