"""Proofs and theorems.  A theorem is made here and nowhere else, of a proof that was checked step by step."""

from __future__ import annotations

import hmac
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from secrets import token_bytes
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from sympy import Add, Derivative, Expr, Indexed, Product, Rational, Subs, Sum, Symbol

from symxent.logic import principles, rounding
from symxent.logic.checker import Checker, Letter, Step
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.letters import alike, free_in, kinds_in, may_be_unreal, put
from symxent.logic.ring import NoRoom, Refused, Vacuous
from symxent.logic.shape import fits
from symxent.logic.statements import Claim, Rounded, Statement

SIZES = (48, 128, 512)  # atoms; most claims need few, and a small ring is quick
MOST_CASES = 400
NET = (Exception,)  # whatever a rule trips over that was given too little, too much or something strange
OPERATORS = ("=", "!=", "<", "<=", ">", ">=")


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
    """The cases u > 0, u < 0 and u = 0, the last where ``symbol`` is ``at`` if that is said; or, without ``zero``, the
    cases u ≥ 0 and u ≤ 0."""

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


@dataclass(frozen=True)
class Alike:
    """Both sides are one expression, but for the names of bound letters."""


@dataclass(frozen=True)
class Enclosed:
    """A number is enclosed so narrowly that its rounding is beyond doubt."""


@dataclass(frozen=True)
class By:
    """What follows from theorems by a principle of ``symxent.logic.principles``; its row says what ``parts`` are."""

    principle: str
    premises: tuple[Theorem, ...] = ()
    parts: tuple[Any, ...] = ()


Proof: TypeAlias = Steps | BySign | ByIndex | ByValue | NoPoint | Alike | Enclosed | By


class Theorem:
    """A statement that has been proved, with the proof.  Only ``check`` can make one.

    It cannot be changed, copied or made up: what ``check`` has seen is remembered beside it, and ``is_theorem`` asks.
    Loaded from a pickle it is checked again, unless this process or one that it was forked from has written it.
    """

    __slots__ = ("__weakref__", "applied", "claim", "proof")
    claim: Statement
    proof: Proof
    applied: tuple[Step, ...]

    def __new__(cls, *_: object, **__: object) -> Theorem:
        raise TypeError("a theorem is made by symxent.logic.check alone")

    def __init_subclass__(cls) -> None:
        raise TypeError("a theorem is made by symxent.logic.check alone")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a theorem cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a theorem cannot be changed")

    def __copy__(self) -> Theorem:
        return self

    def __deepcopy__(self, _: object) -> Theorem:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        written = pickle.dumps(self.claim)
        kept = is_theorem(self) and pickle.loads(written) == self.claim  # SymPy works out what it loads
        return _loaded, (written, _signature(written) if kept else b"", self.proof, self.applied)

    def __repr__(self) -> str:
        return "⊢ {} {} {}".format(*self.claim.said)

    def says(self, lhs: Expr, op: str, rhs: Expr) -> bool:
        """Whether it is about these sides, but for the letters that they bind."""
        left, relation, right = self.claim.said
        return relation == op and alike(left, lhs) and alike(right, rhs)


_THEOREMS: WeakKeyDictionary[Theorem, tuple[Statement, Proof]] = WeakKeyDictionary()
_KEY = token_bytes(32)  # of this process and of those that are forked from it


def is_theorem(found: object) -> bool:
    """Whether ``check`` has made it, and nobody has changed it."""
    made = _THEOREMS.get(found) if type(found) is Theorem else None
    return made is not None and made[0] is found.claim and made[1] is found.proof  # type: ignore[attr-defined]


def _theorem(claim: Statement, proof: Proof, applied: tuple[Step, ...]) -> Theorem:
    made: Theorem = object.__new__(Theorem)
    for name, value in (("claim", claim), ("proof", proof), ("applied", applied)):
        object.__setattr__(made, name, value)
    _THEOREMS[made] = (claim, proof)
    return made


def _signature(written: bytes) -> bytes:
    return hmac.digest(_KEY, written, "sha256")


def _loaded(written: bytes, signature: bytes, proof: Proof, applied: tuple[Step, ...]) -> Theorem:
    claim = pickle.loads(written)
    if hmac.compare_digest(signature, _signature(written)):
        return _theorem(claim, proof, applied)
    return check(claim, proof)


def check(claim: Statement, proof: Proof) -> Theorem:
    """The theorem that the statement holds; raises Refused, saying where, if the proof does not show it."""
    try:
        for given, kind in ((claim, Statement), (proof, Proof)):
            if not fits(given, kind):
                raise Refused(f"{type(given).__name__}: an argument is missing, or is not what it has to be")
        return _checked(claim, proof)
    except RecursionError:
        raise Refused("the expression is nested too deep") from None
    except Refused:
        raise
    except NET as failure:
        raise Refused(f"{type(failure).__name__}: {failure}") from failure


def _checked(claim: Statement, proof: Proof) -> Theorem:
    applied: list[Step] = []
    if isinstance(proof, By):
        if not all(is_theorem(premise) for premise in proof.premises):
            raise Refused(f"{proof.principle}: a premise that is no theorem")
        principles.follows(claim, proof.principle, [premise.claim for premise in proof.premises], proof.parts)
    elif isinstance(proof, Enclosed):
        rounding.follows(claim)
    elif not isinstance(claim, Claim):
        raise Refused(f"a proof by {type(proof).__name__} of {claim}")
    elif isinstance(proof, Alike):
        if claim.op not in ("=", "<=", ">=") or not alike(claim.lhs, claim.rhs):
            raise Refused("the sides are not written alike")
    else:
        follow(claim, proof, lambda _, __, c: applied.extend(c.applied if c is not None else ()))
    return _theorem(claim, proof, tuple(dict.fromkeys(applied)))


Tell: TypeAlias = "Callable[[Claim, Steps, Checker | None], None]"


def follow(claim: Claim, proof: Proof, tell: Tell) -> None:
    """Go through the cases of a proof, and ``tell`` what settled each; raises Refused where one does not hold."""
    counted = iter(range(MOST_CASES))
    strange = [s for e in (claim.lhs, claim.rhs) for s in kinds_in(e, Symbol) if may_be_unreal(s)]
    if strange or any(not e.is_commutative for e in (claim.lhs, claim.rhs)):
        raise Refused(f"{strange[0] if strange else 'a symbol'} is no real number")
    if claim.op not in OPERATORS:
        raise Refused(f"the relation {claim.op} is none of {' '.join(OPERATORS)}")
    hypotheses = replace(claim.hypotheses, values={**_definitions(claim.hypotheses), **claim.hypotheses.values})
    _check(replace(claim, hypotheses=hypotheses), proof, tell, counted)


def same(lhs: Expr, rhs: Expr, hypotheses: Hypotheses | None = None, op: str = "=") -> Theorem:
    """The theorem that two expressions are equal that are written alike; raises Refused."""
    return check(Claim(lhs, rhs, op, hypotheses or Hypotheses()), Alike())


def rounded(value: Expr, printed: Rational, decimals: int) -> Theorem:
    """The theorem that a number rounds to a printed decimal; raises Refused.

    >>> from sympy import exp
    >>> rounded(exp(Rational(5, 4)), Rational(349, 100), 2)
    ⊢ exp(5/4) ≈ 349/100
    """
    return check(Rounded(value, printed, decimals), Enclosed())


def _definitions(h: Hypotheses) -> dict[Expr, Expr]:
    """The declared equalities, which say what a symbol or a component is."""
    return {left: right for left, right in h.equal if not right.has(left)}


def _check(claim: Claim, proof: Proof, tell: Tell, counted: Iterator[int]) -> None:
    if next(counted, None) is None:
        raise Refused(f"more than {MOST_CASES} cases")
    h = claim.hypotheses

    def case(sub: Proof, **more: Any) -> None:
        _check(replace(claim, hypotheses=replace(h, **more)), sub, tell, counted)

    if isinstance(proof, Steps):
        _settle(claim, proof, tell)
    elif isinstance(proof, NoPoint):
        _no_point(claim, proof)
    elif isinstance(proof, BySign) and proof.zero is None:
        case(proof.above, nonnegative=(*h.nonnegative, proof.of))
        case(proof.below, nonnegative=(*h.nonnegative, -proof.of))
    elif isinstance(proof, BySign):
        case(proof.above, positive=(*h.positive, proof.of))
        case(proof.below, positive=(*h.positive, -proof.of))
        assert proof.zero is not None
        if proof.symbol is None:
            _need_pointwise(claim)
            case(proof.zero, zero=(*h.zero, proof.of))
            return
        slope = _slope_of_zero(proof.of, proof.symbol, proof.at)
        case(proof.zero, values={**h.values, proof.symbol: proof.at}, nonzero=(*h.nonzero, slope))
    elif isinstance(proof, ByIndex):
        _need_free(claim, proof.old, proof.new)
        case(proof.apart, distinct=h.distinct | {frozenset((proof.old, proof.new))})
        _check(_with(claim, proof.old, proof.new), proof.same, tell, counted)
    elif not isinstance(proof, ByValue):
        raise Refused(f"a proof by {type(proof).__name__} inside of cases")
    else:
        if set(h.finite(proof.symbol) or ()) - {value for value, _ in proof.cases} or h.finite(proof.symbol) is None:
            raise Refused(f"the cases do not cover the values of {proof.symbol}")
        _need_free(claim, proof.symbol)
        for value, sub in proof.cases:
            _check(_with(claim, proof.symbol, value), sub, tell, counted)


def _with(claim: Claim, old: Symbol, new: Expr) -> Claim:
    lhs, rhs = put(claim.lhs, old, new), put(claim.rhs, old, new)
    return replace(claim, lhs=lhs, rhs=rhs, hypotheses=claim.hypotheses.renamed(old, new))


def _need_free(claim: Claim, symbol: Expr, *others: Expr) -> None:
    """Cases of a symbol or a component, not of what a sum in the claim runs through."""
    bound = {v for e in (claim.lhs, claim.rhs) for s in kinds_in(e, Sum, Product) for v in s.variables}
    if not isinstance(symbol, Symbol | Indexed) or any(free_in(e) & bound for e in (symbol, *others)):
        raise Refused(f"{symbol} has no value of its own: it is bound in the claim")


def _need_pointwise(claim: Claim) -> None:
    """What holds at a point alone says nothing of a derivative there, which a side forms before it looks at the point;
    of what is assumed, and of a derivative at a point of its own, nothing is known around it."""
    for e in (claim.lhs, claim.rhs, *claim.hypotheses.expressions()):
        if e.has(Subs) or (e not in (claim.lhs, claim.rhs) and e.has(Derivative)):
            raise Refused(f"a case of zero, in which {e} is looked at around the point")


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


def _settle(claim: Claim, proof: Steps, tell: Tell) -> None:
    for size in SIZES:
        try:
            c = Checker((claim.lhs, claim.rhs), claim.hypotheses, proof.steps, proof.letters, size)
            _conclude(c, claim, proof.instead)
        except NoRoom:
            continue
        except Vacuous:
            tell(claim, proof, None)
        else:
            tell(claim, proof, c)
        return
    raise Refused(f"more than {SIZES[-1]} different numbers")


def _conclude(c: Checker, claim: Claim, instead: Expr | None) -> None:
    if claim.op in ("=", "<=", ">=") and claim.lhs == claim.rhs:
        return
    if claim.op == "=":
        c.need_equal(c.value(claim.lhs), c.value(claim.rhs), "the values of both sides are not one")
        return
    gap = claim.rhs - claim.lhs if claim.op in ("<", "<=") else claim.lhs - claim.rhs
    if claim.op == "!=" and c.signs.is_nonzero(c.value(gap)):
        return
    if instead is None:
        sign, strict = c.signs.of_expression(gap)
    else:
        c.need_within(frozenset(), (instead,))
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
