"""Integrals as numbers, term by term, and differentiated by Leibniz's rule: no antiderivative is looked for."""

from __future__ import annotations

from dataclasses import replace

from sympy import Add, Derivative, Dummy, Expr, Integral, Symbol

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Proof, Refused, Theorem
from symxent.logic.calculus import ends_of, term_by_term
from symxent.logic.letters import kinds_in, put
from symxent.logic.ring import Vacuous
from symxent.proof.budget import Undecided
from symxent.proof.calculus import SIZE, Search, first_theorem
from symxent.proof.derivatives import evaluated


def under_the_sign(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim that holds whatever the integrals of the terms of its integrands are; raises Undecided."""
    sides = claim.lhs, claim.rhs
    moved = {d: Dummy() for side in sides for d in kinds_in(side, Derivative) if isinstance(d.expr, Integral)}
    plain = {e for side in sides for e in kinds_in(side.xreplace(moved), Integral)}
    v = Dummy("v", real=True)
    numbers: dict[tuple[Expr, ...], Symbol] = {}
    parts: list[tuple[Expr, ...]] = []
    bodies: list[Theorem] = []
    values: dict[Expr, Expr] = {}
    for d in (*sorted(moved, key=str), *sorted(plain, key=str)):
        try:
            f, x, *ends = ends_of(d.expr if d in moved else d)
            f = put(f, x, v)
            made: dict[Expr, Expr] = {}
            for term in Add.make_args(evaluated(Derivative(f, d.variables[0]) if d in moved else f).expand()):
                c, g = term.as_independent(v, as_Add=False)
                made[g] = made.get(g, 0) + c
            terms = [(c, g, numbers.setdefault((g, *ends), Dummy("J", real=True))) for g, c in made.items() if c != 0]
            due, values[d] = term_by_term(claim, (d, v, *terms), SIZE)
        except (Refused, Vacuous) as refusal:
            raise Undecided(str(refusal)) from None
        on = replace(domain, where=dict(due.hypotheses.where), positive=due.hypotheses.positive)
        body = first_theorem(due, on, search)
        if body is None:
            raise Undecided(f"the terms of what is integrated in {d}")
        parts.append((d, v, *terms))
        bodies.append(body)
    left, right = (side.xreplace(values) for side in sides)
    whole = first_theorem(Claim(left, right, claim.op, claim.hypotheses), domain, search)
    if whole is None:
        raise Undecided("the terms under the integral signs do not make it true")
    return By("under the integral sign", (whole, *bodies), tuple(parts))
