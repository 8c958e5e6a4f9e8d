"""Letters: which symbols of an expression are free, which are bound, and what may stand for what."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sympy import (
    Add,
    Basic,
    Derivative,
    Dummy,
    Expr,
    IndexedBase,
    Integral,
    KroneckerDelta,
    Lambda,
    Limit,
    Mul,
    Product,
    Subs,
    Sum,
    Symbol,
)

from symxent.logic.ring import Refused


@lru_cache(maxsize=20_000)
def free_in(e: Basic) -> frozenset[Basic]:
    """The symbols of an expression that no sum or product in it binds."""
    if isinstance(e, Symbol):
        return frozenset((e,))
    if isinstance(e, Limit):
        return (free_in(e.args[0]) - {e.args[1]}) | free_in(e.args[2])
    if not isinstance(e, Sum | Product):
        return frozenset().union(*map(free_in, e.args))
    free = free_in(e.function)
    for letter, *ends in e.limits:  # the innermost first: an end may hold the letters behind it
        free = (free - {letter}).union(*map(free_in, ends))
    return free


@lru_cache(maxsize=20_000)
def bound_in(e: Basic) -> frozenset[Basic]:
    """The symbols that something in an expression binds, or differentiates by."""
    inside: frozenset[Basic] = frozenset().union(*map(bound_in, e.args))
    if isinstance(e, Sum | Product | Derivative | Subs | Integral):
        return inside.union(e.variables)
    return inside | {e.args[1]} if isinstance(e, Limit) else inside


@lru_cache(maxsize=20_000)
def symbols_in(e: Basic) -> frozenset[Basic]:
    """All symbols of an expression, bound ones too."""
    return frozenset((e,)) if isinstance(e, Symbol) else frozenset().union(*map(symbols_in, e.args))


@lru_cache(maxsize=50_000)
def kinds_in(e: Basic, *kinds: type) -> frozenset[Any]:
    """The parts of these kinds of an expression, itself too; SymPy's ``atoms`` would go through all of it each time."""
    inside: frozenset[Any] = frozenset().union(*(kinds_in(a, *kinds) for a in e.args))
    return inside | {e} if isinstance(e, kinds) else inside


@lru_cache(maxsize=20_000)
def may_be_unreal(v: Basic) -> bool:
    """Whether what stands for a number is declared to be none that is real, or to be complex and not to be real."""
    return v.is_extended_real is False or v.is_infinite is True or (v.is_complex is True and v.is_extended_real is None)


def put(e: Expr, old: Expr, new: Expr) -> Expr:
    """The expression with ``new`` where ``old`` is free; raises Refused where something bound in it would catch it."""
    return put_all(e, {old: new})


def put_all(e: Expr, at: Mapping[Expr, Expr]) -> Expr:
    """The same for several at once."""
    at = {old: new for old, new in at.items() if old != new and free_in(old) <= free_in(e)}
    if not at:
        return e
    for v in bound_in(e) & frozenset().union(*map(free_in, (*at, *at.values()))):
        raise Refused(f"{v} is bound in {e}, where {at} is to be put in")
    return e.xreplace(at)


@lru_cache(maxsize=20_000)
def renamed(e: Expr, old: Symbol, new: Symbol) -> Expr:
    """The expression with another letter, which nothing in it binds."""
    return e.xreplace({old: new})


def is_plain(v: Basic) -> bool:
    """Whether a letter is known to be an integer, and nothing that would not hold from 1 on."""
    return isinstance(v, Dummy) and v.assumptions0 in _PLAIN


_PLAIN = (Dummy(integer=True).assumptions0, Dummy(integer=True, positive=True).assumptions0)


@lru_cache(maxsize=20_000)
def nesting(e: Expr) -> int:
    """How many sums and products are nested in an expression."""
    if not e.has(Sum, Product):
        return 0
    inner = max((nesting(a) for a in e.args if isinstance(a, Expr)), default=0)
    return inner + len(e.limits) if isinstance(e, Sum | Product) else inner


def alike(a: Basic, b: Basic, letters: tuple[tuple[Basic, Basic], ...] = ()) -> bool:
    """Whether two expressions are one, but for the names of their bound letters.

    ``letters``: the pairs that are bound around both, the innermost last.  Terms, factors and the indices of a delta
    stand in the order of their letters' names: they are alike in any order.

    >>> from sympy import IndexedBase, symbols
    >>> x, m, n, k = IndexedBase("x"), *symbols("m n k", integer=True)
    >>> alike(Sum(x[m], (m, 1, k)), Sum(x[n], (n, 1, k))), alike(Sum(x[m], (m, 1, k)), Sum(x[m], (n, 1, k)))
    (True, False)
    """
    if not letters and a == b:
        return True
    if not a.args or isinstance(a, IndexedBase | Integral | Lambda | Limit):
        pair = next((p for p in reversed(letters) if a == p[0] or b == p[1]), None)
        # What binds letters in another way is looked at only where none of those bound here stands in it.
        if pair is None:
            return a == b and not (a.free_symbols & {s for p in letters for s in p})
        return (a, b) == pair
    if a.func != b.func or len(a.args) != len(b.args):
        return False
    if isinstance(a, Sum | Product):
        # An end may hold the letters of the limits behind it, which are bound outside of it.
        for (m, *low), (n, *high) in zip(reversed(a.limits), reversed(b.limits), strict=False):
            if len(low) != len(high) or not all(alike(p, q, letters) for p, q in zip(low, high, strict=True)):
                return False
            letters = (*letters, (m, n))
        return alike(a.function, b.function, letters)
    if all(alike(p, q, letters) for p, q in zip(a.args, b.args, strict=True)):
        return True
    ordered_by_name = isinstance(a, Add | Mul | KroneckerDelta) and a.is_commutative is True
    return ordered_by_name and _in_some_order(a.args, b.args, letters)


def _in_some_order(
    first: tuple[Basic, ...], second: tuple[Basic, ...], letters: tuple[tuple[Basic, Basic], ...]
) -> bool:
    """Whether each part of the one has one of its own in the other; which of several that are alike does not matter."""
    left = list(second)
    for part in first:
        match = next((i for i, other in enumerate(left) if alike(part, other, letters)), None)
        if match is None:
            return False
        del left[match]
    return True


def outermost(e: Sum | Product) -> tuple[Expr, Symbol, Expr, Expr]:
    """The body, the letter and the ends of the outermost range; the body may be a sum itself."""
    v, low, high = e.limits[-1]
    body = e.func(e.function, *e.limits[:-1]) if len(e.limits) > 1 else e.function
    return body, v, low, high
