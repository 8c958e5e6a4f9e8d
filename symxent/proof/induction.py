"""Induction over a whole number, and cases of |u|; the logic checks them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from sympy import Abs, Expr, S, Sum, Symbol

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Proof, Refused, Theorem, check
from symxent.logic.induction import halves_of, links, sides_of, without_size
from symxent.logic.letters import kinds_in
from symxent.logic.relations import exchanged
from symxent.proof.budget import Undecided
from symxent.proof.calculus import SIZE, Search, first_theorem


def by_induction(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim about n = n₀, n₀ + 1, … by its first case and its step; raises Undecided."""
    for n in sorted(claim.lhs.free_symbols | claim.rhs.free_symbols, key=str):
        try:
            first, step, ratios, above = links(claim, n, SIZE)
        except Refused:
            continue
        rest = replace(domain, where={x: values for x, values in domain.where.items() if x != n})
        start = first_theorem(first, rest, search)
        if start is None:
            continue
        on = replace(domain, where=dict(step.hypotheses.where))
        for steps in ((step,), (ratios, *above)):
            found = list(_all(steps, on, search))
            if len(found) == len(steps):
                return By("induction", (start, *found), (n,))
    raise Undecided("no induction")


def _all(claims: tuple[Claim, ...], domain: Domain, search: Search) -> Iterator[Theorem]:
    """The theorems, up to the first claim that is not proved."""
    for one in claims:
        theorem = first_theorem(one, domain, search)
        if theorem is None:
            return
        yield theorem


def by_exchange(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim from that with a sum over l <= m in the other order; raises Refused or Undecided."""
    for e in sorted(kinds_in(claim.lhs, Sum) | kinds_in(claim.rhs, Sum), key=str):
        with suppress(Refused):
            at = {e: exchanged(e)}
            made = Claim(claim.lhs.xreplace(at), claim.rhs.xreplace(at), claim.op, claim.hypotheses)
            if (theorem := first_theorem(made, domain, search)) is not None:
                return By("exchange", (theorem,), (e,))
    raise Undecided("no sum over a triangle")


def by_sizes(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim by what each |u| in it is on either side of the zero of u; raises Undecided."""
    try:
        both = [check(one, by_sizes(one, domain, search)) for one in sides_of(claim)]
        return By("both sides of a size", tuple(both))
    except Refused:
        pass
    size = next(
        iter(sorted(kinds_in(claim.lhs, Abs) | kinds_in(claim.rhs, Abs), key=lambda e: (e.count_ops(), str(e)))), None
    )
    if size is None:
        theorem = first_theorem(claim, domain, search)
        if theorem is None:
            raise Undecided("not proved without sizes")
        return theorem.proof
    (u,) = size.args
    for side in (S.One, S.NegativeOne):
        without, sign = without_size(claim, u, side)
        shown = first_theorem(sign, domain, search)
        if shown is not None:
            return By("absolute value", (check(without, by_sizes(without, domain, search)), shown), (u, side))
    x, p = _zero_of(u)
    halves = []
    for half in halves_of(claim, x, p):
        on = replace(domain, where=dict(half.hypotheses.where))
        halves.append(check(half, by_sizes(half, on, search)))
    return By("cut", tuple(halves), (x, p))


def _zero_of(u: Expr) -> tuple[Symbol, Expr]:
    """The number at which something linear in one variable is 0; raises Undecided."""
    for x in sorted(u.free_symbols, key=str):
        slope = u.expand().coeff(x)
        p = -(u.expand() - slope * x) / slope if slope.is_Rational and slope != 0 else S.NaN
        if p.is_Rational and isinstance(x, Symbol):
            return x, p
    raise Undecided(f"no zero of {u}")
