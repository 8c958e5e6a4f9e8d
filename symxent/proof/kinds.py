"""Plain cases: between two whole numbers, on the sides of a joint; and i v for an imaginary u."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Dummy, Expr, I, Integer, Poly, Pow, S, Symbol, ceiling, floor

from symxent.language.domain import Domain
from symxent.logic import JOINTED, By, BySign, Claim, Proof, Refused, Steps, check, deciding
from symxent.logic.letters import kinds_in, put_all
from symxent.proof.budget import Undecided
from symxent.proof.calculus import Search, first_theorem

MOST = 12  # numbers that are tried for a letter
NO_STEPS = Steps()


def letters_of_a_kind(lhs: Expr, rhs: Expr, domain: Domain) -> list[Symbol]:
    """The letters of a claim that stand for whole numbers, or for imaginary ones."""
    free = sorted(kinds_in(lhs, Symbol) | kinds_in(rhs, Symbol), key=str)
    return [x for x in free if x.is_integer or x.is_imaginary or domain.set_of(x).is_subset(S.Integers) is True]


def by_kinds(claim: Claim, domain: Domain, search: Search) -> Proof:
    """With i v for each imaginary u, or the cases x < c, x = c, x > c, in which the logic needs no steps.

    c is next to where the sides meet, for a whole x, or at a joint.  Raises Undecided.
    """
    letters = letters_of_a_kind(claim.lhs, claim.rhs, domain)
    if turned := {u: Dummy(f"Im {u}", real=True, nonzero=True) for u in letters if u.is_imaginary}:
        put_in = {u: I * v for u, v in turned.items()}
        made = Claim(put_all(claim.lhs, put_in), put_all(claim.rhs, put_in), claim.op, claim.hypotheses)
        found = None if made.lhs.has(I) or made.rhs.has(I) else first_theorem(made, domain, search)
        if found is None:
            raise Undecided("it is not proved of the imaginary parts")
        return By("imaginary", (found,), tuple(turned.items()))
    cases = [(x - c, x, Integer(c)) for x in letters for c in _next_to_roots(claim.lhs - claim.rhs, x)]
    for u, x, zero in (*cases, *_at_joints(claim)):
        proof = BySign(u, NO_STEPS, NO_STEPS, NO_STEPS, x, zero)
        try:
            check(claim, proof)
        except Refused:
            continue
        return proof
    raise Undecided("no case parts it")


def _at_joints(claim: Claim) -> Iterator[tuple[Expr, Symbol, Expr]]:
    """What is 0 at a joint of a side, with a letter in it that is then a number."""
    gaps = {u for side in (claim.lhs, claim.rhs) for j in kinds_in(side, *JOINTED) for u in deciding(j)}
    for u in sorted(gaps, key=str)[:MOST]:
        for base in sorted({p.base for p in kinds_in(u, Pow) if p.exp.is_Rational}, key=str) or [u]:
            x = next(iter(base.free_symbols), None)
            if isinstance(x, Symbol) and len(base.free_symbols) == 1 and base.is_polynomial(x):
                slope, rest = base.coeff(x, 1), base.coeff(x, 0)
                if slope.is_Rational and slope != 0 and (base - slope * x - rest).expand() == 0:
                    yield base, x, -rest / slope


def _next_to_roots(gap: Expr, x: Symbol) -> Iterator[int]:
    """0, 1 and the whole numbers around the rational roots of a polynomial in one letter alone."""
    plain = gap.free_symbols == {x} and gap.is_polynomial(x)
    found = Poly(gap, x).ground_roots() if plain else {}
    near = [int(side(root)) for root in found for side in (floor, ceiling)]
    yield from list(dict.fromkeys((0, *near, 1)))[:MOST]
