"""Claims, proofs and theorems.  A theorem is made here and nowhere else, of a proof that was checked step by step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sympy import Add, Expr, Indexed, Product, Sum, Symbol

from symxent.logic.checker import Checker, Letter, Step
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.letters import free_in, put
from symxent.logic.ring import NoRoom, Refused, Vacuous

SIZES = (48, 128, 512)  # atoms; most claims need few, and a small ring is quick
MOST_CASES = 400
OPERATORS = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class Claim:
    """``lhs op rhs`` at every point of the hypotheses at which both sides are defined; op is one of = != < <= > >=."""

    lhs: Expr
    rhs: Expr
    op: str
    hypotheses: Hypotheses


@dataclass(frozen=True)
class Steps:
    """A case that is settled by rewriting: both sides have one value, or their difference has the sign.

    ``instead``: an expression equal to the larger side less the smaller one; its sign is looked at.
    """

    steps: tuple[Step, ...] = ()
    letters: tuple[Letter, ...] = ()
    instead: Expr | None = None


@dataclass(frozen=True)
class BySign:
    """The cases u > 0, u < 0 and u = 0, the last where ``symbol`` is ``at``; or u ≥ 0 and u ≤ 0 without ``zero``."""

    of: Expr
    above: Proof
    below: Proof
    zero: Proof | None = None
    symbol: Expr | None = None
    at: Expr | None = None


@dataclass(frozen=True)
class ByIndex:
    """The cases i = j and i ≠ j of two indices."""

    old: Symbol
    new: Expr
    same: Proof
    apart: Proof


@dataclass(frozen=True)
class ByValue:
    """The cases of a symbol that takes a few values only."""

    symbol: Symbol
    cases: tuple[tuple[Expr, Proof], ...]


@dataclass(frozen=True)
class NoPoint:
    """No point is in this case: hypotheses u > 0, v > 0, … that add up to a number that is not positive."""

    sum_of: tuple[Expr, ...]


Proof: TypeAlias = Steps | BySign | ByIndex | ByValue | NoPoint
_SEAL = object()


class Theorem:
    """A claim that has been proved, with the proof.  Only ``check`` can make one."""

    __slots__ = ("applied", "claim", "proof")

    def __init__(self, seal: object, claim: Claim, proof: Proof, applied: tuple[Step, ...]) -> None:
        if seal is not _SEAL:
            raise TypeError("a theorem is made by symxent.logic.check alone")
        self.claim, self.proof, self.applied = claim, proof, applied

    def __repr__(self) -> str:
        return f"⊢ {self.claim.lhs} {self.claim.op} {self.claim.rhs}"


def check(claim: Claim, proof: Proof) -> Theorem:
    """The theorem that the claim holds; raises Refused, saying where, if the proof does not show it."""
    applied: list[Step] = []
    counted = iter(range(MOST_CASES))
    strange = [s for e in (claim.lhs, claim.rhs) for s in e.atoms(Symbol) if s.is_extended_real is False]
    if strange or any(not e.is_commutative for e in (claim.lhs, claim.rhs)):
        raise Refused(f"{strange[0] if strange else 'a symbol'} is no real number")
    if claim.op not in OPERATORS:
        raise Refused(f"the relation {claim.op} is none of {' '.join(OPERATORS)}")
    hypotheses = replace(claim.hypotheses, values={**_definitions(claim.hypotheses), **claim.hypotheses.values})
    _check(replace(claim, hypotheses=hypotheses), proof, applied, counted)
    return Theorem(_SEAL, claim, proof, tuple(dict.fromkeys(applied)))


def _definitions(h: Hypotheses) -> dict[Expr, Expr]:
    """The declared equalities that say what a symbol or a component is."""
    found: dict[Expr, Expr] = {}
    for left, right in h.equal:
        if isinstance(left, Symbol | Indexed) and left not in found and not right.has(left):
            found[left] = right
    return found


def _check(claim: Claim, proof: Proof, applied: list[Step], counted: Iterator[int]) -> None:
    if next(counted, None) is None:
        raise Refused(f"more than {MOST_CASES} cases")
    h = claim.hypotheses

    def case(sub: Proof, **more: Any) -> None:
        _check(replace(claim, hypotheses=replace(h, **more)), sub, applied, counted)

    if isinstance(proof, Steps):
        _settle(claim, proof, applied)
    elif isinstance(proof, NoPoint):
        _no_point(claim, proof)
    elif isinstance(proof, BySign) and proof.zero is None:
        case(proof.above, nonnegative=(*h.nonnegative, proof.of))
        case(proof.below, nonnegative=(*h.nonnegative, -proof.of))
    elif isinstance(proof, BySign):
        case(proof.above, positive=(*h.positive, proof.of))
        case(proof.below, positive=(*h.positive, -proof.of))
        slope = _slope_of_zero(proof.of, proof.symbol, proof.at)
        assert proof.zero is not None
        case(proof.zero, values={**h.values, proof.symbol: proof.at}, nonzero=(*h.nonzero, slope))
    elif isinstance(proof, ByIndex):
        _need_free(claim, proof.old, proof.new)
        case(proof.apart, distinct=h.distinct | {frozenset((proof.old, proof.new))})
        _check(_with(claim, proof.old, proof.new), proof.same, applied, counted)
    else:
        if set(h.finite(proof.symbol) or ()) - {value for value, _ in proof.cases} or h.finite(proof.symbol) is None:
            raise Refused(f"the cases do not cover the values of {proof.symbol}")
        _need_free(claim, proof.symbol)
        for value, sub in proof.cases:
            _check(_with(claim, proof.symbol, value), sub, applied, counted)


def _with(claim: Claim, old: Symbol, new: Expr) -> Claim:
    lhs, rhs = put(claim.lhs, old, new), put(claim.rhs, old, new)
    return replace(claim, lhs=lhs, rhs=rhs, hypotheses=claim.hypotheses.renamed(old, new))


def _need_free(claim: Claim, symbol: Expr, *others: Expr) -> None:
    """Cases of a symbol or a component, not of what a sum in the claim runs through."""
    bound = {v for e in (claim.lhs, claim.rhs) for s in e.atoms(Sum, Product) for v in s.variables}
    if not isinstance(symbol, Symbol | Indexed) or any(free_in(e) & bound for e in (symbol, *others)):
        raise Refused(f"{symbol} has no value of its own: it is bound in the claim")


def _slope_of_zero(u: Expr, symbol: Expr | None, at: Expr | None) -> Expr:
    """u = slope·symbol + rest = 0 is where symbol = at, for a slope that is not zero there: it or the rest is a number.

    Returns the slope; raises Refused.
    """
    if not isinstance(symbol, Symbol | Indexed) or at is None:
        raise Refused("a case of zero without its place")
    slope = u.expand().coeff(symbol)
    rest = (u - slope * symbol).expand()
    if slope.has(symbol) or rest.has(symbol) or (slope * at + rest).cancel() != 0:
        raise Refused(f"{u} = 0 is not where {symbol} = {at} only")
    if not (slope.is_Rational and slope != 0) and not (rest.is_Rational and rest != 0):
        raise Refused(f"whether {slope} is 0")
    return slope


def _settle(claim: Claim, proof: Steps, applied: list[Step]) -> None:
    for size in SIZES:
        try:
            c = Checker((claim.lhs, claim.rhs), claim.hypotheses, proof.steps, proof.letters, size)
            _conclude(c, claim, proof.instead)
        except NoRoom:
            continue
        except Vacuous:
            return
        applied += c.applied
        return
    raise Refused(f"more than {SIZES[-1]} different numbers")


def _conclude(c: Checker, claim: Claim, instead: Expr | None) -> None:
    if claim.op in ("=", "<=", ">=") and claim.lhs == claim.rhs:
        return
    if claim.op == "=":
        c.need_equal(c.value(claim.lhs), c.value(claim.rhs), "the values of both sides are not one")
        return
    gap = claim.rhs - claim.lhs if claim.op in ("<", "<=") else claim.lhs - claim.rhs
    if instead is None:
        sign, strict = c.signs.of_expression(gap)
    else:
        try:
            c.need_equal(c.value(gap), c.value(instead), "the difference is not what is looked at instead")
            sign, strict = c.signs.of_expression(instead)
        except Vacuous:
            raise Refused(f"{instead} is defined nowhere") from None
    if claim.op == "!=":
        c.need(strict, "the sides may be equal")
    else:
        c.need((sign > 0 and (strict or claim.op in ("<=", ">="))), "the difference has no sign that is seen")


def _no_point(claim: Claim, proof: NoPoint) -> None:
    h = claim.hypotheses
    if not all(e in h.positive or e in h.nonnegative for e in proof.sum_of) or not proof.sum_of:
        raise Refused("what is not assumed cannot be impossible")
    total = Add(*proof.sum_of).expand()
    if not total.is_Rational or total > 0 or (total == 0 and not any(e in h.positive for e in proof.sum_of)):
        raise Refused(f"{proof.sum_of} may all hold")
