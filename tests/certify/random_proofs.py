"""True claims by number, proved, and what of their proofs Coq can be told: a second oracle for the logic."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from claims.generator import claim

from symxent import prove
from symxent.certify.page import Certificate, Part, bind, quiet
from symxent.certify.proofs.theorem import theorem_of
from symxent.certify.theorem import NoCertificate, Theorem
from symxent.proof.budget import Work


@dataclass
class Batch:
    """``theorems``: of the proofs that are told; ``left_out``: why others are not, and how often."""

    theorems: list[Theorem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def share_left_out(self) -> float:
        without = sum(self.left_out.values())
        return without / max(1, without + len(self.theorems))

    def certificate(self, name: str) -> Certificate:
        return bind(name, "Random proofs", (Part("What was proved", tuple(self.theorems)),))


def batch(seed: int, proofs: int, seconds: float = 2.0) -> Batch:
    """The first so many claims with this seed that hold by construction and are proved, as theorems of Coq."""
    found, index = Batch(), 0
    while len(found.theorems) + sum(found.left_out.values()) < proofs:
        made, number = claim(seed, index), index
        index += 1
        if not made.holds:
            continue
        try:
            theorem = told(seed, number, seconds)
        except NoCertificate as reason:
            found.left_out[str(reason)] += 1
        else:
            found.theorems += [theorem] if theorem is not None else []
    return found


def told(seed: int, number: int, seconds: float = 2.0) -> Theorem | None:
    """The theorem of Coq for a claim, None if it is not proved; raises NoCertificate."""
    made = claim(seed, number)
    verdict = prove(
        made.lhs, made.rhs, made.domain, op=made.op, certificate=made.certificate, seconds=seconds, clock=Work()
    )
    if verdict.theorem is None:
        return None
    return theorem_of(f"claim_{number}", (quiet(f"{seed}:{number}  {made}"),), verdict.theorem)
