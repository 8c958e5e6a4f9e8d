"""Equations and inequalities: where they have a value, where they may change, and what they are at a point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import product

from sympy import (
    Abs,
    Basic,
    Expr,
    Mul,
    Pow,
    S,
    Symbol,
    cancel,
    cos,
    cot,
    fraction,
    log,
    sec,
    sin,
    tan,
    together,
)

from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.proof import Verdict, prove

MOST_SIZES = 4  # absolute values, each of which may have either sign
PATIENCE = 1.0


@dataclass(frozen=True)
class Relation:
    """``lhs op rhs``, with op one of = != < <= > >=."""

    lhs: Expr
    op: str
    rhs: Expr

    @property
    def gap(self) -> Expr:
        return self.lhs - self.rhs

    @property
    def letters(self) -> set[Symbol]:
        return self.lhs.free_symbols | self.rhs.free_symbols

    def conditions(self) -> Iterator[Relation]:
        """Where both sides have a value."""
        for side in (self.lhs, self.rhs):
            yield from defined(side)

    def at(self, values: Mapping[Symbol, Expr]) -> Relation:
        return Relation(self.lhs.xreplace(values), self.op, self.rhs.xreplace(values))


#: Alternatives, each a list of relations that hold together: () is false, ((),) is true.
Condition = tuple[tuple[Relation, ...], ...]


def critical(gap: Expr, x: Symbol) -> Iterator[Expr]:
    """The polynomials between whose zeros a relation does not change: numerator, denominator, what has a size."""
    sizes = sorted(gap.atoms(Abs), key=lambda a: a.count_ops())
    if len(sizes) > MOST_SIZES:
        raise SymxentError("more absolute values than are looked at")
    for signs in product((1, -1), repeat=len(sizes)):
        plain = {a: s * a.args[0] for a, s in zip(sizes, signs, strict=True)}
        e = gap
        while e.has(Abs):
            e = e.xreplace(plain)
        for part in fraction(together(e)):
            if not part.is_polynomial(x):
                raise SymxentError(f"{part} is no polynomial in {x}")
            if part.has(x):
                yield part
    below = [p.base for p in gap.atoms(Pow) if p.exp.is_negative]
    for u in (*(a.args[0] for a in sizes), *below):
        if u.has(x):
            yield from critical(u, x)


def holds(condition: Condition, point: Mapping[Symbol, Expr], proofs: list[Verdict]) -> bool | None:
    """Whether a condition holds at a point; None where that is not known.  What is proved is put to the proofs."""
    found: bool | None = False
    for one in condition:
        each = [is_so(relation.at(point), proofs) for relation in one]
        if all(each):
            return True
        if not any(so is False for so in each):
            found = None
    return found


def is_so(relation: Relation, proofs: list[Verdict], known: Domain | None = None) -> bool | None:
    for side in (relation.lhs, relation.rhs):
        if side.has(S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity) or side.is_real is False:
            return False  # a side has no value
    try:
        found = prove(relation.lhs, relation.rhs, known, op=relation.op, seconds=PATIENCE)
    except SymxentError:
        return None
    if found.proved:
        proofs.append(found)
    return found.proved or (False if found.refuted else None)


def multiple(h: Expr, f: Expr, known: Domain, apart: Set[Expr], positive: bool = False) -> list[Verdict] | None:
    """That h = c f for a c that has a value, and is > 0 if it is to be; what is ``apart`` from 0 may stand below."""
    if f == 0:
        return None
    c = cancel(together(h / f))
    below = fraction(c)[1]
    if set(defined(c)) - {*defined(h), *defined(f), *defined(1 / below)}:
        return None
    proofs = [prove(h, c * f, known, seconds=PATIENCE)]
    factors = {p.as_base_exp()[0] for p in Mul.make_args(below) if p.free_symbols}
    if not factors <= apart and proofs[0].proved:
        proofs.append(prove(below, S.Zero, known, op="!=", seconds=PATIENCE))
    if positive and all(p.proved for p in proofs):
        proofs.append(prove(c, S.Zero, known, op=">", seconds=PATIENCE))
    return proofs if all(p.proved for p in proofs) else None


def defined(e: Expr) -> Iterator[Relation]:
    """Where an expression has a value."""
    for part in e.atoms(Pow, log, tan, sec, cot):
        u = part.args[0]
        if not u.free_symbols:
            continue
        if isinstance(part, log):
            yield Relation(u, ">", S.Zero)
        elif isinstance(part, Pow) and not part.exp.is_Integer:
            yield Relation(u, ">" if part.exp.is_negative or part.exp.free_symbols else ">=", S.Zero)
        elif isinstance(part, tan | sec | cot):
            yield Relation((sin if isinstance(part, cot) else cos)(u), "!=", S.Zero)
        elif part.exp.is_negative:
            yield Relation(u, "!=", S.Zero)


def implied(one: Relation) -> Iterator[Relation]:
    """What follows from an equation: the squares of both sides are equal, and the roots of what is not negative."""
    if one.op != "=":
        return
    if one.gap.has(Abs) or any(p.exp.is_Rational and not p.exp.is_Integer for p in one.gap.atoms(Pow)):
        yield Relation(one.lhs**2, "=", one.rhs**2)
    if one.lhs.is_nonnegative or one.rhs.is_nonnegative:
        yield Relation(one.lhs**S.Half, "=", one.rhs**S.Half)


def known_of(x: Symbol) -> Iterable[str]:
    if x.is_positive or x.is_nonnegative:
        yield ">" if x.is_positive else ">="
    if x.is_negative or x.is_nonpositive:
        yield "<" if x.is_negative else "<="


def is_undefined(*relations: tuple[Relation, ...]) -> bool:
    every = (r for one in relations for r in (one if isinstance(one, tuple) else (one,)))
    return any(side.has(S.NaN, S.ComplexInfinity) for r in every for side in (r.lhs, r.rhs))


def may_be(x: Basic, value: Expr, domain: Domain) -> bool:
    """Whether a number is one of the values of a letter."""
    kinds = ("positive", "negative", "nonnegative", "nonpositive", "integer")
    if any(getattr(x, f"is_{kind}") and not getattr(value, f"is_{kind}") for kind in kinds):
        return False
    return value.is_real is True and domain.set_of(x).contains(value) == True  # noqa: E712
