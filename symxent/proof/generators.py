"""The generators: what a polynomial of the normal form is a polynomial in.

A generator is a symbol, an exponential of one monomial, a logarithm of one irreducible factor, a root, a sum over a
symbolic index, or an atom that nothing more is known of.  Each is allotted when it is first met.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly
from sympy import Add, Expr, Mul, Pow, Rational, S, Symbol

from symxent.proof.fractions import Frac

if TYPE_CHECKING:
    from symxent.proof.engine import Engine

NOTHING: frozenset[Symbol] = frozenset()


@dataclass(slots=True)
class Generator:
    """One generator.

    ``written``: its SymPy expression, or how to make it: most are never printed.
    ``kind``: symbol, exp, log, root, sum, atom.  ``free``: the bound index variables that it depends on.
    ``sign``: 2 positive, 1 nonnegative, 0 not known.  ``inside``: what kind and argument say of it: the exponent of an
    exp (per unit of its scale), the argument of a log, the radicand of a root.
    """

    number: int
    kind: str
    written: Expr | Callable[[], Expr]
    free: frozenset[Symbol]
    sign: int = 0
    inside: Frac | None = None
    scale: int = 1
    binary: bool = False

    @property
    def expr(self) -> Expr:
        """The SymPy expression."""
        if not isinstance(self.written, Expr):
            self.written = self.written()
        return self.written


class Table:
    """The generators of one engine, by number and by key."""

    def __init__(self) -> None:
        self.rows: list[Generator] = []
        self.by_key: dict[Hashable, int] = {}
        self.binaries: list[int] = []

    def find(self, key: Hashable) -> Generator | None:
        number = self.by_key.get(key)
        return None if number is None else self.rows[number]

    def add(
        self,
        engine: Engine,
        key: Hashable,
        kind: str,
        written: Expr | Callable[[], Expr],
        free: frozenset[Symbol],
        **more: object,
    ) -> Generator:
        row = Generator(engine.ring.take_generator(), kind, written, free, **more)  # type: ignore[arg-type]
        self.rows.append(row)
        self.by_key[key] = row.number
        if row.binary:
            self.binaries.append(row.number)
        return row


def used_generators(n: fmpq_mpoly) -> list[int]:
    """The numbers of the generators that occur in a polynomial."""
    return [i for i, e in enumerate(n.degrees()) if e > 0]


def generators_of(engine: Engine, a: Frac) -> set[int]:
    """The numbers of the generators that occur in a fraction."""
    found = set(used_generators(a[0]))
    for f, _ in a[1]:
        found |= engine.generators_of_factor(f)
    return found


def free_of(engine: Engine, a: Frac) -> frozenset[Symbol]:
    """The bound index variables that a fraction depends on."""
    if not engine.bound:
        return NOTHING
    free = NOTHING
    for g in generators_of(engine, a):
        free |= engine.table.rows[g].free
    return free


def rational(c: fmpq) -> Rational:
    return Rational(int(c.p), int(c.q))


def expression(engine: Engine, a: Frac) -> Expr:
    """The SymPy expression of a fraction; equal fractions give equal expressions."""
    n, d = engine.ring.lowest(a)
    sign = 1
    below: list[Expr] = []
    for f, e in d:
        denominator = polynomial(engine, engine.ring.factors[f])
        if _printed_negative(engine, engine.ring.factors[f]):
            denominator = -denominator if not denominator.is_Add else Add(*[-t for t in denominator.args])
            sign = sign if e % 2 == 0 else -sign
        below.append(Pow(denominator, -e))
    return Mul(polynomial(engine, n if sign == 1 else -n), *below)


def polynomial(engine: Engine, n: fmpq_mpoly) -> Expr:
    """The SymPy expression of a polynomial in the generators."""
    return Add(*[Mul(rational(c), monomial(engine, m)) for m, c in n.terms()])


def written_apart(engine: Engine, a: Frac) -> Expr:
    """A fraction with each root of it as such: SymPy would make √6 of √2 √3."""
    n, d = engine.ring.lowest(a)
    terms = []
    for m, c in n.terms():
        powers = (Pow(engine.table.rows[i].expr, e, evaluate=e == 1) for i, e in enumerate(m) if e)
        terms.append(Mul(rational(c), *powers, evaluate=False))
    above = Add(*terms, evaluate=False) if len(terms) > 1 else terms[0] if terms else S.Zero
    below = (Pow(polynomial(engine, engine.ring.factors[f]), -e) for f, e in d)
    return Mul(above, *below, evaluate=False) if d else above


def monomial(engine: Engine, exponents: tuple[int, ...]) -> Expr:
    return Mul(*[Pow(engine.table.rows[i].expr, e) for i, e in enumerate(exponents) if e])


def _printed_negative(engine: Engine, n: fmpq_mpoly) -> bool:
    """Whether the sign of a factor is to be flipped: the order of generators is history, the order of names is not."""
    if len(n) == 1:
        return False
    first = min(((str(monomial(engine, m)), c) for m, c in n.terms()), key=lambda t: t[0])
    return bool(first[1] < 0)
