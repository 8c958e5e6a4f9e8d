"""What follows by a principle of the logic: each premise by its own proof, and the lemma of the principle."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Expr, Pow, Sum

from symxent.certify.proofs.facts import block
from symxent.certify.proofs.statement import Statement
from symxent.certify.terms import to_coq
from symxent.certify.theorem import NoCertificate
from symxent.logic import By, Claim, Proof
from symxent.logic import Theorem as Proved

Tell = Callable[[Statement, Proof], list[str]]

_TERM_BY_TERM = {
    "=": "total_ext",
    "<=": "total_le",
    "<": "total_lt; [lia |]",
    ">": "total_lt; [lia |]",
    ">=": "Rle_ge, total_le",
}


def _summand_by_summand(statement: Statement, proof: By, tell: Tell) -> list[str]:
    """What holds of sums because it does of their summands; that those are defined is assumed of each."""
    (premise,), (v,) = proof.premises, proof.parts
    claim = premise.claim
    if not isinstance(claim, Claim) or claim.op not in _TERM_BY_TERM:
        raise NoCertificate("a relation between sums that no lemma speaks of")
    if not all(isinstance(side, Sum) for side in (statement.claim.lhs, statement.claim.rhs)):
        raise NoCertificate("a sum beside what is none")
    statement.words.naturals.add(v)
    inner = Statement(claim, statement.words)
    name = statement.words.name(v)
    script = tell(inner, premise.proof)
    known = dict(inner.hypotheses)
    within = known.pop(f"{name}_range")
    mine = [said for said in known.values() if said not in dict(statement.hypotheses).values()]
    each = [(f"each_{n}", f"forall {name}, {within} -> {said}") for n, said in enumerate(mine, 1)]
    statement.hypotheses += each
    into = [f"apply {_TERM_BY_TERM[claim.op]}; intros {name} {name}_range."]
    into += [f"pose proof ({fact} {name} {name}_range)." for fact, _ in each]
    return [*into, *script]


def _premise(statement: Statement, premise: Proved, name: str, tell: Tell) -> list[str]:
    """The tactics for a premise under what is assumed anyway; that it is defined has to be among that."""
    if not isinstance(premise.claim, Claim):
        raise NoCertificate("a premise that is no claim about numbers")
    inner = Statement(premise.claim, statement.words)
    script, known = tell(inner, premise.proof), dict(statement.hypotheses)
    if any(known.get(one) != said and said not in known.values() for one, said in inner.hypotheses):
        raise NoCertificate("a premise that assumes more than what is proved")
    return [f"assert ({name} : {inner.said}).", *block(script)]


def _increasing(statement: Statement, proof: By, tell: Tell) -> list[str]:
    """f(u) and f(v) compare as u and v do."""
    words, claim = statement.words, statement.claim
    f, g = (words.term(side.as_coeff_Mul()[1]) for side in (claim.lhs, claim.rhs))
    u, v = (to_coq(words.term(_inside(side))) for side in (claim.lhs, claim.rhs))
    rows = _premise(statement, proof.premises[0], "inside", tell)
    return [*rows, f"sx_increasing ({to_coq(f)}) ({to_coq(g)}) ({u}) ({v})."]


def _inside(side: Expr) -> Expr:
    f = side.as_coeff_Mul()[1]
    return f.base if isinstance(f, Pow) else f.args[0]


def _squared_sides(statement: Statement, proof: By, tell: Tell) -> list[str]:
    """a ≤ b for 0 ≤ b and a² ≤ b²."""
    rows = [row for n, one in enumerate(proof.premises, 1) for row in _premise(statement, one, f"part_{n}", tell)]
    return [*rows, "sx_squared part_1."]


#: By the name of a principle, the tactics for what follows by it.
LEMMAS: dict[str, Callable[[Statement, By, Tell], list[str]]] = {
    "summand by summand": _summand_by_summand,
    "increasing": _increasing,
    "squared sides": _squared_sides,
}
