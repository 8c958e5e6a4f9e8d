"""Improper integrals: an antiderivative that SymPy proposes, and its limits at the ends; the logic checks both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from sympy import Derivative, Dummy, Expr, Integral, Symbol

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Hypotheses, Proof, Refused, Theorem, check
from symxent.logic.calculus import ends_of
from symxent.logic.letters import kinds_in
from symxent.logic.limits import INFINITE, at_end, between_ends
from symxent.proof.budget import Undecided
from symxent.proof.calculus import SIZE, Search, antiderivatives, first_theorem
from symxent.proof.limits import Finder, said

Way = Callable[[Claim, Domain, Search], Proof]


def by_improper_integrals(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim whose integrals have the limits of an antiderivative at their ends; raises Undecided."""
    parts, premises, values = [], [], {}
    for e in sorted(kinds_in(claim.lhs, Integral) | kinds_in(claim.rhs, Integral), key=str):
        try:
            body, x, low, high = ends_of(e)
            v, t = Dummy(x.name, real=True), Dummy("t", real=True)
            h = between_ends(claim, e, v, SIZE)
        except Refused as refusal:
            raise Undecided(str(refusal)) from None
        found = _primitive(body.xreplace({x: v}), v, h, domain, search)
        if found is None:
            raise Undecided(f"no antiderivative of {e.function} was found")
        f, slope = found
        try:
            ends = [
                Finder(t, claim.hypotheses, domain, search).of(f.xreplace({v: at_end(end, t, end == low)}))
                for end in (low, high)
            ]
        except Undecided as error:
            raise Undecided(f"{error}, of the antiderivative {f} at the ends") from None
        values[e] = said(ends[1]).value - said(ends[0]).value
        if {said(end).value for end in ends} & set(INFINITE):
            raise Undecided(f"{e} has no value: its antiderivative {f} is without bound")
        parts.append((e, v, f, t))
        premises += [slope, *ends]
    sides = claim.lhs.xreplace(values), claim.rhs.xreplace(values)
    whole = first_theorem(Claim(*sides, claim.op, claim.hypotheses), domain, search)
    if whole is None:
        raise Undecided(f"the integral is {', '.join(map(str, values.values()))}, which does not make it true")
    return By("improper integrals", (whole, *premises), tuple(parts))


def _primitive(body: Expr, v: Symbol, h: Hypotheses, domain: Domain, search: Search) -> tuple[Expr, Theorem] | None:
    """An antiderivative that is proved to be one between the ends."""
    on = replace(domain, where=dict(h.where), positive=h.positive)
    for f in antiderivatives(body, v):
        slope = first_theorem(Claim(Derivative(f, v), body, "=", h), on, search)
        if slope is not None:
            return f, slope
    return None


def value_of(e: Expr, ways: Iterable[Way], search: Search) -> Expr | None:
    """The number that something is by one of several ways, as the logic has proved for all values of its letters."""
    mark = Dummy("I", real=True)
    found: list[Expr] = []

    def without_whole(premise: Claim, on: Domain) -> Iterator[Proof]:
        if premise.rhs == mark:
            found.append(premise.lhs)
        else:
            yield from search(premise, on)

    for way in ways:
        with suppress(Undecided):
            way(Claim(e, mark, "=", Hypotheses()), Domain(), without_whole)
        if found:
            break
    else:
        return None
    claim = Claim(e, found[0], "=", Hypotheses())
    with suppress(Undecided, Refused):  # of an integrand without a value on a piece the premises say nothing
        check(claim, way(claim, Domain(), search))
        return found[0]
    return None
