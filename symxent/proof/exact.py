"""Exact values: what is built from rationals by field operations, whole powers and choices is a rational itself.

A ball around a number never shows that the number is 0, or a whole one: at an edge (a root of 0, floor at a step, the
sign of x − 1 at x = 1, an index) the exact value is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from math import prod
from typing import Any

from flint import fmpq
from sympy import (
    Abs,
    Add,
    Basic,
    Derivative,
    Expr,
    Indexed,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Mod,
    Mul,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    ceiling,
    floor,
    frac,
    sign,
)
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef

from symxent.logic.letters import kinds_in
from symxent.proof.ball_functions import NoValue

Values = Mapping[Basic, Expr]
LARGEST_SUM = 4_000
LARGEST_EXACT = 64  # the exponent of a rational that is raised exactly


class Within(Mapping[Basic, Expr]):
    """The values inside a sum: its index, and what is known around it (a ChainMap, at a tenth of its price)."""

    __slots__ = ("around", "index", "value")

    def __init__(self, index: Basic, value: Expr, around: Values) -> None:
        self.index, self.value, self.around = index, value, around

    def get(self, key: Basic, default: Any = None) -> Any:
        return self.value if key == self.index else self.around.get(key, default)

    def __getitem__(self, key: Basic) -> Expr:
        return self.value if key == self.index else self.around[key]

    def __contains__(self, key: object) -> bool:
        return key == self.index or key in self.around

    def __iter__(self) -> Iterator[Basic]:
        return iter({self.index: None, **dict.fromkeys(self.around)})

    def __len__(self) -> int:
        return len(list(iter(self)))


# A sum looks the same few components up again and again, and SymPy takes 0.1 ms to make one.
@lru_cache(maxsize=4096)
def component(base: IndexedBase, indices: tuple[int, ...]) -> Indexed:
    """The component of a vector or matrix at a place."""
    return Indexed(base, *map(Integer, indices))


def value_of(e: Expr, at: Values) -> Expr | None:
    """What a symbol or component was given at a point; None where it was given nothing."""
    if isinstance(e, Symbol):
        return at.get(e)
    base, *indices = e.args
    return at.get(component(base, tuple([integer(i, at) for i in indices])))


def integer(e: Expr, at: Values) -> int:
    """The value of an index or of an end of a range; raises NoValue where it is no integer."""
    found = at.get(e) if isinstance(e, Symbol) else e  # the usual cases, in a tenth of the time
    if found is not None and found.is_Integer:
        return int(found)
    value = None if found is None else exact(found, at)
    if value is None or value.q != 1:
        raise NoValue(f"the index {e} is not an integer here")
    return int(value.p)


def places(limits: tuple[Expr, Expr, Expr], at: Values) -> range:
    """The values of the index of a sum or product; raises NoValue where its ends cross, or lie too far apart."""
    if len(limits) != 3:
        raise NoValue("a sum without bounds")
    low, high = integer(limits[1], at), integer(limits[2], at)
    if high < low - 1:
        raise NoValue(f"a sum from {low} to {high}")
    if high - low > LARGEST_SUM:
        raise NoValue(f"a sum of {high - low + 1} terms is too long")
    return range(low, high + 1)


def exact(e: Expr, at: Values) -> fmpq | None:
    """The rational value of an expression at a point; None where it is not known to be rational.

    >>> from sympy import Rational
    >>> from sympy.abc import x
    >>> exact(floor(3 * x) - Abs(x - 1), {x: Rational(2, 3)})
    5/3
    """
    if e.is_Rational:
        return fmpq(int(e.p), int(e.q))
    handler = _HANDLERS.get(type(e))
    if handler is not None:
        return handler(e, at)
    if isinstance(e, Symbol):
        return _given(e, at)
    return _of_unknown(e, at) if isinstance(e, AppliedUndef) else None


def _of_unknown(e: AppliedUndef, at: Values) -> fmpq | None:
    key = e.func(*[with_values(a, at) for a in e.args])
    value = None if key.free_symbols else at.get(key)
    return fmpq(int(value.p), int(value.q)) if value is not None and value.is_Rational else None


def _given(e: Expr, at: Values) -> fmpq | None:
    value = value_of(e, at)
    return fmpq(int(value.p), int(value.q)) if value is not None and value.is_Rational else None


def _of_parts(join: Callable[..., fmpq | None]) -> Callable[[Expr, Values], fmpq | None]:
    def handler(e: Expr, at: Values) -> fmpq | None:
        parts = []
        for a in e.args:
            part = exact(a, at)
            if part is None:
                return None
            parts.append(part)
        return join(*parts)

    return handler


def _power(base: fmpq, power: fmpq) -> fmpq | None:
    n = int(power.p)
    if power.q != 1 or abs(n) > LARGEST_EXACT or (n < 0 and base == 0):
        return None
    return base**n


def _modulo(p: fmpq, q: fmpq) -> fmpq | None:
    return p - q * (p / q).floor() if q != 0 else None


def _iterated(join: Callable[[list[fmpq]], fmpq]) -> Callable[[Expr, Values], fmpq | None]:
    def walk(e: Expr, limits: tuple[Any, ...], at: Values) -> fmpq | None:
        if not limits:
            return exact(e.function, at)
        parts = []
        for place in places(limits[-1], at):
            part = walk(e, limits[:-1], Within(limits[-1][0], Integer(place), at))
            if part is None:
                return None
            parts.append(part)
        return join(parts)

    return lambda e, at: walk(e, tuple(e.limits), at)


def with_values(e: Expr, at: Values) -> Expr:
    """The expression with its symbols and components replaced by their values, but those that it binds."""
    value = exact(e, at)
    if value is not None:
        return Rational(int(value.p), int(value.q))
    held = {by for part in kinds_in(e, Derivative, ExprWithLimits) for by in part.variables}
    known = {x: value_of(x, at) for x in kinds_in(e, Symbol, Indexed) - held}
    return e.xreplace({x: v for x, v in known.items() if v is not None})


_HANDLERS: dict[type, Callable[[Expr, Values], fmpq | None]] = {
    Indexed: _given,
    Add: _of_parts(lambda *parts: sum(parts, fmpq(0))),
    Mul: _of_parts(lambda *parts: prod(parts, start=fmpq(1))),
    Pow: _of_parts(_power),
    Abs: _of_parts(abs),
    sign: _of_parts(lambda u: fmpq(int(u > 0) - int(u < 0))),
    Max: _of_parts(max),
    Min: _of_parts(min),
    floor: _of_parts(lambda u: fmpq(u.floor())),
    ceiling: _of_parts(lambda u: fmpq(u.ceil())),
    frac: _of_parts(lambda u: u - u.floor()),
    Mod: _of_parts(_modulo),
    KroneckerDelta: lambda e, at: fmpq(int(integer(e.args[0], at) == integer(e.args[1], at))),
    Sum: _iterated(lambda parts: sum(parts, fmpq(0))),
    Product: _iterated(lambda parts: prod(parts, start=fmpq(1))),
}
