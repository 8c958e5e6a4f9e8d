"""False statements made from true ones by program, each shown to be false by SymPy's own evaluation in decimals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from identities import Identity, i, j
from sympy import (
    Derivative,
    Expr,
    Float,
    Indexed,
    Integer,
    Product,
    Rational,
    Sum,
    Symbol,
    cosh,
    exp,
    log,
    sinh,
    tanh,
)

from symxent.language.functions import logsumexp, sigmoid, softmax, softplus

SIZES = {"k": 3, "n": 2, "d": 2}
SWAPS = {sigmoid: tanh, tanh: sigmoid, softplus: sigmoid, exp: lambda u: exp(-u), log: lambda u: log(1 + u), sinh: cosh}
OTHER = {i: j, j: i}
PLACES = ({"i": 1, "j": 2}, {"i": 2, "j": 2})


@dataclass(frozen=True)
class Mutant:
    """An identity whose right side was changed in one place."""

    identity: Identity
    kind: str
    rhs: Expr


def mutants(identity: Identity) -> Iterator[Mutant]:
    """Each kind of slip once, where it makes a difference."""
    for kind, rhs in _slips(identity.rhs):
        if rhs != identity.rhs and is_false(identity, rhs):
            yield Mutant(identity, kind, rhs)


def _slips(e: Expr) -> Iterator[tuple[str, Expr]]:
    yield "sign", -e
    parts = [x for x in _walk(e) if x.is_Add]
    if parts:
        part = parts[-1]
        yield "sign of a term", e.xreplace({part: part - 2 * part.args[0]})
        yield "lost term", e.xreplace({part: part.func(*part.args[1:])})
    factors = [x for x in _walk(e) if x.is_Mul and len(x.args) > 1 and x.args[-1] != -1]
    if factors:
        part = factors[0]
        yield "lost factor", e.xreplace({part: part.func(*part.args[:-1])})
    numbers = sorted((x for x in e.atoms(Integer, Rational) if x not in (1, -1, 0)), key=str)
    if numbers:
        yield "constant", e.xreplace({numbers[0]: numbers[0] + 1})
    yield "factor", 2 * e
    yield "offset", e + Rational(1, 1000)
    components = sorted((x for x in e.atoms(Indexed) if {str(s) for s in x.indices} & {"i", "j"}), key=str)
    if components:
        x = components[0]
        exchanged = [OTHER.get(s, s) for s in x.indices]
        yield "index", e.xreplace({x: Indexed(x.base, *exchanged)})
    for x in _walk(e):
        if type(x) in SWAPS:
            yield "function", e.xreplace({x: SWAPS[type(x)](*x.args)})
            break
    for x in _walk(e):
        if isinstance(x, Sum | Product):
            letter, low, high = x.limits[0]
            yield "bounds", e.xreplace({x: x.func(x.function, (letter, low + 1, high), *x.limits[1:])})
            break


def _walk(e: Expr) -> Iterator[Expr]:
    yield e
    for a in e.args:
        if isinstance(a, Expr):
            yield from _walk(a)


def is_false(identity: Identity, rhs: Expr) -> bool:
    """Whether both sides differ in decimals at a point of the domain."""
    for place in PLACES:
        try:
            gap = decimal(identity.lhs, place) - decimal(rhs, place)
        except (TypeError, ValueError, ZeroDivisionError, AttributeError):
            continue
        if gap.is_Float and gap.is_finite and abs(gap) > Float("1e-12"):
            return True
    return False


_KNOWN: dict[tuple[Expr, tuple[tuple[str, int], ...]], Expr] = {}


def decimal(e: Expr, place: dict[str, int]) -> Expr:
    """The value in decimals at a fixed point: sums written out, components and symbols by their names."""
    key = (e, tuple(place.items()))
    if key not in _KNOWN:
        _KNOWN[key] = _decimal(e, place)
    return _KNOWN[key]


def _decimal(e: Expr, place: dict[str, int]) -> Expr:
    e = e.replace(lambda x: isinstance(x, Derivative), lambda x: x.doit(deep=False))
    sizes = {s: Integer({**SIZES, **place}[str(s)]) for s in e.free_symbols if str(s) in {**SIZES, **place}}
    e = e.subs(sizes)
    e = e.replace(lambda x: isinstance(x, softmax | logsumexp), lambda x: x.rewrite(exp))
    e = e.replace(lambda x: isinstance(x, Sum | Product), lambda x: x.doit())
    e = e.replace(lambda x: isinstance(x, sigmoid | softplus), lambda x: x.rewrite(exp))
    e = e.xreplace({x: component(x) for x in e.atoms(Indexed)})
    e = e.xreplace({s: scalar(s) for s in e.free_symbols})
    return e.evalf(30)


def component(x: Indexed) -> Expr:
    """Positive components below 1 that add up to 1 along the last index."""
    share = {1: Rational(1, 5), 2: Rational(3, 10), 3: Rational(1, 2)}
    *_, last = (int(index) for index in x.indices)
    name = str(x.base)
    if name in ("y", "p", "q", "Y"):
        return share[last]
    first = int(x.indices[0])
    return Rational(1 + 3 * first + 5 * last + len(name) + ord(name[0]) % 7, 23) * (1 if (first + last) % 2 else -1)


def scalar(s: Symbol) -> Expr:
    if str(s) == "y":
        return Integer(1)
    place = sum(ord(letter) for letter in str(s)) % 11
    return Rational(2 + place, 17) if s.is_positive else Rational(2 * place - 9, 8)
