"""A claim, and what the evaluator says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from random import Random

from sympy import Basic, Derivative, Expr, Indexed, Product, Sum, Symbol

from claims.meaning import Evaluator, Point
from claims.points import points
from claims.reals import Real, Undefined, Unsure
from symxent.language.domain import Domain

AGREEMENT = Fraction(1, 10**40)


class Truth(Enum):
    TRUE = "true"
    FALSE = "false"
    CONVENTION = "convention"  # false by one of the conventions about sums whose ends cross, never by both
    VACUOUS = "vacuous"  # at no point of a finite domain are both sides defined
    OPEN = "open"  # not known here


@dataclass(frozen=True)
class Claim:
    """``lhs op rhs`` on ``domain``.

    ``holds``: it is true by construction.  ``hints``: points at which it may fail.  ``finite``: the hints are all the
    points of the domain.  ``certificate``: handed to the prover with the claim.  ``reading``: the same claim in real
    letters, where its own are not real.  ``near``: values at which components may make it fail.
    """

    family: str
    rule: str
    lhs: Expr
    rhs: Expr
    op: str = "="
    domain: Domain = field(default_factory=Domain)
    holds: bool = False
    hints: tuple[Mapping[Basic, Fraction], ...] = ()
    finite: bool = False
    certificate: Expr | None = None
    reading: Claim | None = None
    near: tuple[Fraction, ...] = ()
    change: str = ""  # what makes it a mutant

    def but(self, change: str, **changes: object) -> Claim:
        """Another claim made of this one; whether it holds is then open."""
        return replace(self, change=change, **{"holds": False, **changes})  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.lhs}  {self.op}  {self.rhs}{self.setting}"

    @property
    def setting(self) -> str:
        """The domain and the assumptions of symbols, on one line."""
        said = [f"{s} in {where}" for s, where in self.domain.where.items()]
        said += [f"{left} = {right}" for left, right in self.domain.equal]
        said += [f"{e} > 0" for e in self.domain.positive]
        said += [f"{i} in {low}..{high}" for i, (low, high) in self.domain.indices.items()]
        symbols = {s for e in (self.lhs, self.rhs) for s in e.free_symbols if isinstance(s, Symbol)}
        for s in sorted(symbols, key=str):
            facts = ", ".join(f"{k}={v}" for k, v in s._assumptions_orig.items() if k != "commutative")
            if facts and facts != "real=True":
                said.append(f"{s}: {facts}")
        if self.certificate is not None:
            said.append(f"certificate {self.certificate}")
        return f"   [{'; '.join(said)}]" if said else ""


def compared(claim: Claim, point: Point) -> bool | None:
    """Whether the relation holds at the point, by both conventions about sums; None where that is not certain.

    An equality counts as holding where the sides agree to 40 digits.  Raises Undefined where a side has no real value,
    by both conventions.
    """
    answers = by_convention(claim, point)
    if all(answer == "undefined" for answer in answers):
        raise Undefined("a side has no value")
    if len(set(answers)) > 1 or "undefined" in answers:
        return None
    if answers[0] is None and _alike(claim, point):
        return claim.op in ("=", "<=", ">=")
    return answers[0]  # type: ignore[return-value]


def by_convention(claim: Claim, point: Point) -> list[bool | str | None]:
    """The same by each convention about sums on its own: True, False, "undefined", or None where it is not certain."""
    answers: list[bool | str | None] = []
    for karr in (False, True) if claim.lhs.has(Sum, Product) or claim.rhs.has(Sum, Product) else (False,):
        try:
            left, right = (Evaluator(point, karr=karr).value(side) for side in (claim.lhs, claim.rhs))
        except Undefined:
            answers.append("undefined")
        except Unsure:
            answers.append(None)
        else:
            assert isinstance(left, Real)
            assert isinstance(right, Real)
            answers.append(_relation(claim.op, left, right))
    return answers


def _alike(claim: Claim, point: Point) -> bool:
    """Whether both sides, each with a value here, are written alike once the point is put in: then they are equal."""
    if claim.lhs.has(Derivative, Indexed) or claim.rhs.has(Derivative, Indexed) or claim.domain.equal:
        return False
    try:
        both_defined = [Evaluator(point).value(side) for side in (claim.lhs, claim.rhs)]
    except (Undefined, Unsure):
        return False
    return bool(both_defined) and claim.lhs.xreplace(point.spelled) == claim.rhs.xreplace(point.spelled)


def _relation(op: str, a: Real, b: Real) -> bool | None:
    apart = a.hi < b.lo or b.hi < a.lo
    if op == "=":
        return False if apart else True if _narrow(a) and _narrow(b) else None
    if op == "!=":
        return True if apart else False if a.exact and b.exact else None
    if op in ("<", "<="):
        a, b = b, a
    strict = op in ("<", ">")
    if a.lo > b.hi or (not strict and a.lo >= b.hi):
        return True
    if a.hi < b.lo or (strict and a.hi <= b.lo):
        return False
    return None


def _narrow(x: Real) -> bool:
    return x.hi - x.lo <= AGREEMENT * max(1, abs(x.lo))


@dataclass(frozen=True)
class Judged:
    """What is known of a claim; ``point`` is where it fails, ``seen`` at how many points it certainly holds."""

    truth: Truth
    point: Point | None = None
    seen: int = 0


def judged(claim: Claim, rng: Random, count: int = 24) -> Judged:
    """False: it fails at a point.  True: by construction, and no point contradicts; raises AssertionError if one does.

    Where the evaluator is not certain, that is no failure; at least one point has to be certain for True.
    """
    if claim.reading is not None:
        claim = replace(claim.reading, holds=claim.holds)
    seen = doubts = undefined = 0
    by_one: Point | None = None
    if claim.lhs.has(Derivative) or claim.rhs.has(Derivative):
        count = count // 3 + len(claim.hints)
    for point in points((claim.lhs, claim.rhs), claim.domain, rng, claim.hints, count, claim.near):
        try:
            answer = compared(claim, point)
        except Undefined:
            undefined += 1
            continue
        if answer is False:
            if claim.holds:
                raise AssertionError(f"made to be true, but false at {described(point)}: {claim}")
            return Judged(Truth.FALSE, point)
        if answer is None and by_one is None and False in by_convention(claim, point):
            by_one = point
        seen += answer is True
        doubts += answer is None
    if by_one is not None:
        return Judged(Truth.CONVENTION, by_one)
    if claim.holds and seen:
        return Judged(Truth.TRUE, seen=seen)
    if claim.finite and undefined and not seen and not doubts:
        return Judged(Truth.VACUOUS)
    return Judged(Truth.OPEN, seen=seen)


def described(point: Point) -> str:
    """The values of a point, those components included that were asked for."""
    said = [f"{s}={_text(v)}" for s, v in point.values.items()]
    known = getattr(point.component, "known", {})
    said += [f"{base}{list(at)}={_text(v)}" for (base, at), v in known.items()]
    return ", ".join(said)


def _text(value: Real) -> str:
    return str(value.lo) if value.exact else f"{float(value.lo):.6g}…"
