"""The verdict on a relation between means: compared as means of products, or told apart by small tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations

from sympy import Basic, Expr

from symxent.errors import Disagreement, SymxentError
from symxent.language.domain import Domain
from symxent.logic import (
    By,
    ChanceClaim,
    Event,
    Hypotheses,
    Identical,
    Independent,
    IsConvex,
    Partition,
    RandomVariable,
    Refused,
    Theorem,
    check,
    obligation,
    supports,
)
from symxent.probability.orders import ordered
from symxent.probability.tables import separating
from symxent.proof.verdict import Status, Verdict, Witness
from symxent.proof.written import spoken

#: Judges an equation between numbers, as ``symxent.proof.prove`` does.
Prove = Callable[..., Verdict]
#: Tables at which what is proved is evaluated; tables among which one is sought that refutes.
SEEN, LOOKED = 4, 40
WOULD_HOLD = "it would hold if "


def judge(lhs: Expr, rhs: Expr, domain: Domain, prove: Prove, seconds: float = 5.0, op: str = "=") -> Verdict:
    """Judge lhs op rhs, with op one of = <= >=, for all random variables and events of which the domain's ``given``
    holds, and that lie where it says."""
    facts = frozenset(domain.given)
    strange = [f for f in facts if not isinstance(f, Independent | Identical | IsConvex | Partition)]
    if strange:
        raise SymxentError(f"{strange[0]} was given: expected of random variables is Independent(X, Y)")
    claim = _claim(lhs, rhs, facts, domain, op)
    verdict = related(claim, prove, seconds)

    def equal(gap: ChanceClaim) -> Theorem | None:
        same = related(gap, prove, seconds / 4, simplest=False)
        return same.theorem if same.proved else None

    if op != "=" and not verdict.proved and (found := ordered(claim, prove, equal, seconds)) is not None:
        theorem, method, words = found
        verdict = replace(Verdict.of(theorem, ("means", method)), reason=words)
    if any(isinstance(f, IsConvex | Partition) for f in facts):  # no table is made of those
        return verdict if verdict.proved else replace(verdict, witness=None)
    apart = partial(_apart, prove, seconds, op)
    if verdict.proved:
        clash = next(separating(lhs, rhs, facts, domain, apart, SEEN), None)
        if clash is not None:
            raise Disagreement(f"means proved {lhs} {op} {rhs}, a table refutes it {clash}; please report this")
        return verdict if op != "=" else replace(verdict, used=tuple(_used(lhs, rhs, facts, domain, prove, seconds)))
    missing = supposed(lhs, rhs, facts, domain, prove, seconds) if op == "=" else ""
    words = f"{WOULD_HOLD}{missing}" if missing else ""
    found_at = verdict.witness if verdict.witness is not None and _is_of_laws(verdict.witness) else None
    method = "ball arithmetic" if found_at else "exact tables"
    found_at = found_at or next(separating(lhs, rhs, facts, domain, apart, LOOKED), None)
    if found_at is None:
        return replace(verdict, reason=words or verdict.reason, witness=None)
    return Verdict(Status.REFUTED, lhs, rhs, op, methods=(method,), witness=found_at, reason=words)


def _is_of_laws(witness: Witness) -> bool:
    """Whether a witness is a point of parameters alone: every mean follows from a law."""
    return not any("‹" in str(letter) for letter, _ in witness.point)


def _apart(prove: Prove, seconds: float, op: str, left: Expr, right: Expr) -> Witness | None:
    """The witness that two numbers do not stand in a relation."""
    return prove(left, right, op=op, seconds=seconds / 4).witness if left != right else None


def by_weights(lhs: Expr, rhs: Expr, domain: Domain, prove: Prove, seconds: float) -> Verdict:
    """The verdict by closed forms of the integrals and sums against weights of laws: Proved, or Unknown."""
    return _proved(lhs, rhs, frozenset(), domain, prove, seconds, simplest=False)


def _domain(h: Hypotheses) -> Domain:
    return Domain(h.where, h.positive, h.equal, dict(h.indices))


def _claim(lhs: Expr, rhs: Expr, facts: frozenset[Basic], domain: Domain, op: str = "=") -> ChanceClaim:
    h = Hypotheses(dict(domain.where), dict(domain.indices), domain.positive, equal=domain.equal)
    return ChanceClaim(lhs, rhs, facts, h, op)


def values_taken(lhs: Expr, rhs: Expr, domain: Domain) -> tuple[Expr, ...]:
    """What is positive where each letter at which a density is taken is a value of its variable."""
    try:
        return supports(_claim(lhs, rhs, frozenset(), domain), of_densities=True)
    except Refused:
        return ()


def _proved(
    lhs: Expr, rhs: Expr, facts: frozenset[Basic], domain: Domain, prove: Prove, seconds: float, simplest: bool = True
) -> Verdict:
    return related(_claim(lhs, rhs, facts, domain), prove, seconds, simplest)


def related(claim: ChanceClaim, prove: Prove, seconds: float, simplest: bool = True) -> Verdict:
    """The verdict by the normal form: Proved with its theorem, or Unknown; its witness is of the numbers alone."""
    open_ = Verdict(Status.UNKNOWN, claim.lhs, claim.rhs, claim.op)
    try:
        (left, right, known), *existence = obligation(claim)
        if (left, right) == (claim.lhs, claim.rhs):
            return replace(open_, reason="no rule of probability applies")
        found = prove(left, right, _domain(known), op=claim.op, seconds=seconds, simplest=simplest)
        if found.theorem is None or not found.proved:
            if found.witness is not None and (
                inside := supports(claim)
            ):  # outside of a support it may be meant otherwise
                there = _domain(replace(known, positive=(*known.positive, *inside)))
                found = prove(left, right, there, op=claim.op, seconds=seconds, simplest=simplest)
                if found.proved:
                    return replace(open_, reason=f"{WOULD_HOLD}{' and '.join(f'{spoken(e)} > 0' for e in inside)}")
            return replace(open_, reason=found.reason, witness=found.witness)
        theorems = [found.theorem]
        for zero, wanted, known in existence:
            exists = prove(zero, wanted, _domain(known), op="<", seconds=seconds / 4, simplest=False)
            if exists.theorem is None or not exists.proved:
                return replace(open_, reason=f"{WOULD_HOLD}{spoken(wanted)} > 0, so that it exists")
            theorems.append(exists.theorem)
        return Verdict.of(check(claim, By("means", tuple(theorems))), ("means", *found.methods))
    except Refused as error:
        return replace(open_, reason=str(error))


def _used(lhs: Expr, rhs: Expr, facts: frozenset[Basic], domain: Domain, prove: Prove, seconds: float) -> Iterator[str]:
    """The facts without which it is not proved."""
    for fact in sorted(facts, key=str):
        if not _proved(lhs, rhs, facts - {fact}, domain, prove, seconds / 4, simplest=False).proved:
            yield str(fact)


def supposed(lhs: Expr, rhs: Expr, facts: frozenset[Basic], domain: Domain, prove: Prove, seconds: float) -> str:
    """An independence under which the equation would hold, in words; "" where none is known."""
    for more in _independences(lhs, rhs):
        if not more <= facts and _proved(lhs, rhs, facts | more, domain, prove, seconds / 4, simplest=False).proved:
            return " and ".join(sorted(map(str, more)))
    return ""


def _independences(lhs: Expr, rhs: Expr) -> Iterator[frozenset[Basic]]:
    found = lhs.atoms(RandomVariable, Event) | rhs.atoms(RandomVariable, Event)
    plain = sorted({v for v in found if not _index(v)}, key=str)
    whole = sorted({v.family for v in found if isinstance(v, RandomVariable) and v.index}, key=str)
    for pair in combinations([*plain, *whole], 2):
        yield frozenset((Independent(*pair),))
    if len(plain) > 2:
        yield frozenset((Independent(*plain),))
    for v in whole:
        yield frozenset((Independent(v),))
        yield frozenset((Independent(v), Identical(v)))


def _index(v: Basic) -> tuple[Expr, ...]:
    return v.index if isinstance(v, RandomVariable) else ()
