"""What is declared of letters and vectors put in, X_m = t Y_m, where a claim is not proved with rules for them."""

from __future__ import annotations

from sympy import Derivative, Expr, Indexed, Sum, Symbol

from symxent.language.domain import Domain
from symxent.logic import By, Claim, Proof, Refused, Theorem, check, put_in
from symxent.proof.calculus import Search

Pair = tuple[Expr, Expr]


def put_in_all(claim: Claim) -> tuple[Claim, list[tuple[Claim, Pair]]]:
    """The claim with its vectors, and the letters that it is differentiated through, as they are declared; and each
    claim on the way with what was put into it."""
    way: list[tuple[Claim, Pair]] = []
    derived = claim.lhs.has(Derivative) or claim.rhs.has(Derivative)
    for pair in map(_solved, claim.hypotheses.equal):
        if isinstance(pair[0], Indexed) or derived or pair not in claim.hypotheses.equal:
            try:
                made = put_in(claim, *pair)
            except Refused:
                continue
            if (made.lhs, made.rhs) != (claim.lhs, claim.rhs):
                way.append((claim, pair))
                claim = made
    return claim, way


def _solved(pair: Pair) -> Pair:
    """y = 1 − x for x + y = 1, or the pair as it is where a letter stands alone or is none that it is linear in."""
    left, right = pair
    gap = (left - right).expand()
    for x in () if isinstance(left, Symbol | Indexed | Sum) else sorted(left.free_symbols, key=str, reverse=True):
        slope = gap.coeff(x)
        rest = (gap - slope * x).expand()
        if slope.is_Rational and slope != 0 and not rest.has(x):
            return x, (-rest / slope).expand()
    return pair


def domain_of(claim: Claim) -> Domain:
    """Where a claim is made."""
    h = claim.hypotheses
    return Domain(dict(h.where), h.positive, h.equal, dict(h.indices))


def by_declarations(claim: Claim, domain: Domain, search: Search) -> Proof:
    """The proof of a claim from that with all put in; raises Refused."""
    made, way = put_in_all(claim)
    if not way:
        raise Refused("nothing is declared that could be put in")
    for proof in search(made, domain_of(made)):
        theorem = concluded(check(made, proof), way[1:])
        return By("declaration", (theorem,), way[0][1])
    raise Refused("not with what is declared put in")


def concluded(theorem: Theorem, way: list[tuple[Claim, Pair]]) -> Theorem:
    """The theorem of the first claim on the way, from that of the last one."""
    for claim, pair in reversed(way):
        theorem = check(claim, By("declaration", (theorem,), pair))
    return theorem
