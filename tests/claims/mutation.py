"""Mutants of claims: one thing changed, by as little as 10⁻⁹.  Whether a mutant holds is for the evaluator to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from sympy import (
    Abs,
    Basic,
    Eq,
    Expr,
    Ge,
    Gt,
    Heaviside,
    Indexed,
    Integer,
    KroneckerDelta,
    Le,
    Lt,
    Max,
    Min,
    Ne,
    Piecewise,
    Product,
    Rational,
    Sum,
    Symbol,
    Tuple,
    exp,
    log,
    sign,
    sqrt,
)

from claims.claim import Claim
from symxent.language.functions import logsumexp, softmax

TINY = Rational(1, 10**9)
OTHER_OPS = {
    "=": ("!=", "<=", "<"),
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "!=": ("=",),
}


def mutant(claim: Claim, rng: Random) -> Claim:
    """A claim with one change; the claim itself, where nothing can be changed."""
    changes: list[Callable[[Claim, Random], Claim | None]] = [
        _shifted,
        _scaled,
        _related,
        _inside,
        _inside,
        _inside,
        _at_one_point,
    ]
    rng.shuffle(changes)
    for change in changes:
        made = change(claim, rng)
        if made is not None and (made.lhs, made.rhs, made.op) != (claim.lhs, claim.rhs, claim.op):
            return made
    return claim


def _size(rng: Random) -> Expr:
    return rng.choice((TINY, -TINY, Rational(1, 1000), Integer(1), Integer(-1)))


def _shifted(claim: Claim, rng: Random) -> Claim:
    return claim.but("plus a bit", rhs=claim.rhs + _size(rng))


def _scaled(claim: Claim, rng: Random) -> Claim:
    return claim.but("times nearly 1", rhs=claim.rhs * (1 + rng.choice((TINY, -TINY, Integer(-2), Integer(1)))))


def _related(claim: Claim, rng: Random) -> Claim | None:
    return claim.but("another relation", op=rng.choice(OTHER_OPS[claim.op]))


def _at_one_point(claim: Claim, rng: Random) -> Claim | None:
    """A bump at one point or on a tiny interval, often where nobody looks; it may lie outside of the domain."""
    symbols = sorted((s for s in claim.lhs.free_symbols | claim.rhs.free_symbols if _plain(s, claim)), key=str)
    if not symbols:
        return None
    x = rng.choice(symbols)
    known = [hint[x] for hint in claim.hints if x in hint]
    q = rng.choice([*known, 0, 1])
    at = Rational(q.numerator, q.denominator)
    bump = rng.choice(
        (
            Piecewise((1, Eq(x, at)), (0, True)),
            Piecewise((1, x >= at), (0, True)) - Piecewise((1, x > at), (0, True)),
            1 - sign(x - at) ** 2,
            Max(0, TINY - Abs(x - at)),
            Heaviside(x - at, 1) - Heaviside(x - at, 0),
            0 ** Abs(x - at),
        )
    )
    hints = ({x: q}, *({**hint, x: q} for hint in claim.hints[:4]), *claim.hints)
    return claim.but("a bump", rhs=claim.rhs + bump * rng.choice((1, -1, TINY)), hints=hints)


def _plain(s: Basic, claim: Claim) -> bool:
    return isinstance(s, Symbol) and s not in claim.domain.indices and any(s in hint for hint in claim.hints)


def _inside(claim: Claim, rng: Random) -> Claim | None:
    """One part of one side replaced by something like it."""
    side = rng.choice(("lhs", "rhs"))
    whole = getattr(claim, side)
    spots = [e for e in _parts(whole) if _likes(e)]
    if not spots:
        return None
    spot = rng.choice(spots)
    other = rng.choice(_likes(spot))
    try:
        changed = _replaced(whole, spot, other)
    except (TypeError, ValueError):  # SymPy refuses the expression: no claim comes of it
        return None
    if not isinstance(changed, Expr) or changed.has(*_NOT_REAL) or not changed.free_symbols <= _known(claim):
        return None
    return claim.but(f"{spot} for {other}", **{side: changed})


def _known(claim: Claim) -> set[Basic]:
    return claim.lhs.free_symbols | claim.rhs.free_symbols


def _parts(e: Basic) -> Iterator[Basic]:
    """The parts of an expression, but for indices, ends of sums and orders of derivatives, which are integers."""
    yield e
    if not isinstance(e, Indexed | Tuple | softmax | logsumexp):
        for a in e.args:
            yield from _parts(a)


def _replaced(e: Basic, spot: Basic, other: Basic) -> Basic:
    """The first place at which the part stands, replaced."""
    if e == spot:
        return other
    for n, a in enumerate(e.args):
        changed = _replaced(a, spot, other)
        if changed != a:
            return e.func(*e.args[:n], changed, *e.args[n + 1 :])
    return e


def _likes(e: Basic) -> list[Basic]:
    """What a part may be mistaken for."""
    for kind, others in _LIKE:
        if isinstance(e, kind):
            return others(e)
    return []


def _limits(e: Sum | Product) -> list[Basic]:
    (letter, low, high), *more = e.limits
    ends = ((low, high + 1), (low, high - 1), (low + 1, high), (low - 1, high), (low + 1, high + 1))
    return [e.func(e.function, (letter, a, b), *more) for a, b in ends]


_LIKE: tuple[tuple[type | tuple[type, ...], Callable[..., list[Basic]]], ...] = (
    (Abs, lambda e: [e.args[0], -e.args[0], Max(e.args[0], 0)]),
    (Max, lambda e: [Min(*e.args), e.args[0], sum(e.args)]),
    (Min, lambda e: [Max(*e.args), e.args[0]]),
    (sign, lambda e: [Piecewise((1, e.args[0] > 0), (-1, True)), Piecewise((1, e.args[0] >= 0), (-1, True)), -e]),
    (Heaviside, lambda e: [Heaviside(e.args[0], 0), Heaviside(e.args[0], 1), Heaviside(-e.args[0])]),
    (Gt, lambda e: [Ge(*e.args), Lt(*e.args), Gt(e.args[0], e.args[1] + TINY)]),
    (Ge, lambda e: [Gt(*e.args), Le(*e.args), Ge(e.args[0], e.args[1] + TINY)]),
    (Lt, lambda e: [Le(*e.args), Gt(*e.args)]),
    (Le, lambda e: [Lt(*e.args), Ge(*e.args)]),
    (Eq, lambda e: [Ne(*e.args), Ge(*e.args)]),
    (Ne, lambda e: [Eq(*e.args), Gt(*e.args)]),
    (exp, lambda e: [exp(-e.args[0]), 1 + e.args[0], exp(e.args[0] * (1 + TINY))]),
    (log, lambda e: [log(e.args[0] + TINY), log(Abs(e.args[0])), e.args[0] - 1]),
    (KroneckerDelta, lambda e: [KroneckerDelta(e.args[0], e.args[1] + 1), Integer(1), Integer(0)]),
    (Sum, _limits),
    (Product, _limits),
    (Rational, lambda e: [e + 1, e + TINY, -e, 2 * e] if abs(e) < 50 and e.q < 1000 else []),
)
_NOT_REAL = tuple(type(e) for e in (Integer(1) / Integer(0), Integer(0) / Integer(0), sqrt(Integer(-1))))
