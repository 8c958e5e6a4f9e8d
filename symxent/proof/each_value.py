"""Equations that hold in general, or else for each value of the letters that take a few values only."""

from __future__ import annotations

from dataclasses import replace

from sympy import Derivative, Expr, FiniteSet, Symbol

from symxent.language.domain import Domain
from symxent.logic import ByValue, Proof
from symxent.logic.letters import kinds_in
from symxent.proof.budget import Budget, Undecided
from symxent.proof.cases import Found
from symxent.proof.defined import Defined
from symxent.proof.normal import decide

LABEL_CASES = 32


def zero_somehow(
    sides: tuple[Expr, Expr], known: Defined, budget: Budget, *, jointed: bool, boundaries: bool
) -> tuple[Found, str]:
    """In general, or else for each value of the symbols that take a few values only (y = 0 and y = 1)."""
    domain = known.domain
    found = decide(sides, domain, budget, jointed=jointed, boundaries=boundaries, nonnegative=known.nonnegative)
    if found.held:
        return found, ""
    by = {v for e in sides for d in kinds_in(e, Derivative) for v in d.variables}  # a letter there is no value
    free = sides[0].free_symbols | sides[1].free_symbols
    few = [s for s in sorted(free - by, key=str) if _is_finite(s, domain)]
    count = 1
    for s in few:
        count *= len(domain.set_of(s).args)
    if not few or count > LABEL_CASES:
        return Found(False), ""
    facts: set[str] = set()
    proof = _for_each_value(sides, domain, few, budget, facts, jointed, boundaries)
    if proof is None:
        return Found(False), ""
    words = " and ".join(f"{s} in {domain.set_of(s)}" for s in few)
    how = "holds for each value of " + ", ".join(map(str, few))
    return Found(True, (*sorted(facts), words), proof), how


def _for_each_value(
    sides: tuple[Expr, Expr],
    domain: Domain,
    few: list[Symbol],
    budget: Budget,
    facts: set[str],
    jointed: bool,
    boundaries: bool,
) -> Proof | None:
    if not few:
        found = decide(sides, domain, budget, jointed=jointed, boundaries=boundaries)
        facts |= set(found.used)
        return found.proof if found.held else None
    symbol, *rest = few
    cases = []
    for value in sorted(domain.set_of(symbol).args):
        at = {symbol: value}
        try:
            these = (sides[0].xreplace(at), sides[1].xreplace(at))
        except (TypeError, ValueError) as error:  # SymPy compares numbers, and finds one that is not real
            raise Undecided(f"a side at {symbol} = {value}: {error}") from None
        held = replace(
            domain,
            where={s: v for s, v in domain.where.items() if s != symbol},
            positive=tuple(p.xreplace(at) for p in domain.positive),
            equal=tuple((a.xreplace(at), b.xreplace(at)) for a, b in domain.equal),
        )
        proof = _for_each_value(these, held, rest, budget, facts, jointed, boundaries)
        if proof is None:
            return None
        cases.append((value, proof))
    return ByValue(symbol, tuple(cases))


def _is_finite(s: Expr, domain: Domain) -> bool:
    values = domain.set_of(s)
    return isinstance(s, Symbol) and isinstance(values, FiniteSet) and all(v.is_Rational for v in values.args)
