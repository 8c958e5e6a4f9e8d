"""The verdict on an equation between means: compared as means of products, or told apart by small tables."""

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
    RandomVariable,
    Refused,
    check,
    obligation,
)
from symxent.probability.tables import separating
from symxent.proof.verdict import Status, Verdict, Witness

#: Judges an equation between numbers, as ``symxent.proof.prove`` does.
Prove = Callable[..., Verdict]
#: Tables at which what is proved is evaluated; tables among which one is sought that refutes.
SEEN, LOOKED = 4, 40


def judge(lhs: Expr, rhs: Expr, domain: Domain, prove: Prove, seconds: float = 5.0) -> Verdict:
    """Judge lhs = rhs for all random variables and events of which the domain's ``given`` holds."""
    facts = frozenset(domain.given)
    strange = [f for f in facts if not isinstance(f, Independent | Identical)]
    if strange:
        raise SymxentError(f"{strange[0]} was given: expected of random variables is Independent(X, Y)")
    verdict = _proved(lhs, rhs, facts, domain, prove, seconds)
    apart = partial(_apart, prove, seconds)
    if verdict.proved:
        clash = next(separating(lhs, rhs, facts, domain, apart, SEEN), None)
        if clash is not None:
            raise Disagreement(f"means proved {lhs} = {rhs}, a table refutes it {clash}; please report this")
        return replace(verdict, used=tuple(_used(lhs, rhs, facts, domain, prove, seconds)))
    missing = supposed(lhs, rhs, facts, domain, prove, seconds)
    words = f"it would hold if {missing}" if missing else ""
    found = verdict.witness if verdict.witness is not None and _is_of_laws(verdict.witness) else None
    method = "ball arithmetic" if found else "exact tables"
    found = found or next(separating(lhs, rhs, facts, domain, apart, LOOKED), None)
    if found is None:
        return replace(verdict, reason=words or verdict.reason, witness=None)
    return Verdict(Status.REFUTED, lhs, rhs, methods=(method,), witness=found, reason=words)


def _is_of_laws(witness: Witness) -> bool:
    """Whether a witness is a point of parameters alone: every mean follows from a law."""
    return not any("‹" in str(letter) for letter, _ in witness.point)


def _apart(prove: Prove, seconds: float, left: Expr, right: Expr) -> Witness | None:
    """The witness that two numbers are not equal."""
    return prove(left, right, seconds=seconds / 4).witness if left != right else None


def by_weights(lhs: Expr, rhs: Expr, domain: Domain, prove: Prove, seconds: float) -> Verdict:
    """The verdict by closed forms of the integrals and sums against weights of laws: Proved, or Unknown."""
    return _proved(lhs, rhs, frozenset(), domain, prove, seconds, simplest=False)


def _proved(
    lhs: Expr, rhs: Expr, facts: frozenset[Basic], domain: Domain, prove: Prove, seconds: float, simplest: bool = True
) -> Verdict:
    """The verdict by the normal form: Proved with its theorem, or Unknown; its witness is of the numbers alone."""
    h = Hypotheses(dict(domain.where), dict(domain.indices), domain.positive, equal=domain.equal)
    claim = ChanceClaim(lhs, rhs, facts, h)
    open_ = Verdict(Status.UNKNOWN, lhs, rhs)
    try:
        left, right, known = obligation(claim)
        if (left, right) == (lhs, rhs):
            return replace(open_, reason="no rule of probability applies")
        inside = Domain(known.where, known.positive, known.equal, domain.indices)
        found = prove(left, right, inside, seconds=seconds, simplest=simplest)
        if found.theorem is None or not found.proved:
            return replace(open_, reason=found.reason, witness=found.witness)
        return Verdict.of(check(claim, By("means", (found.theorem,))), ("means", *found.methods))
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
    whole = sorted({RandomVariable(v.name, v.law) for v in found if isinstance(v, RandomVariable) and v.index}, key=str)
    for pair in combinations([*plain, *whole], 2):
        yield frozenset((Independent(*pair),))
    if len(plain) > 2:
        yield frozenset((Independent(*plain),))
    for v in whole:
        yield frozenset((Independent(v),))
        yield frozenset((Independent(v), Identical(v)))


def _index(v: Basic) -> tuple[Expr, ...]:
    return v.index if isinstance(v, RandomVariable) else ()
