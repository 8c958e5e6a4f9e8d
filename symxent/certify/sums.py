"""A sum of symbolic length in its normal form: split at every +, what does not vary pulled out, δ picking its term."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sympy import Expr, Integer
from sympy import Mul as ProductOf

from symxent.certify.algebra import Atoms
from symxent.certify.terms import (
    Apply,
    At,
    Index,
    Mul,
    Nat,
    Term,
    Total,
    free_names,
    function_of,
    substitute,
    to_coq,
    total_of,
)


@dataclass(frozen=True)
class Known:
    """What a proof may use: equations by the names of their hypotheses, and the names that are taken."""

    equations: tuple[tuple[str, Term, Term], ...] = ()
    names: frozenset[str] = frozenset()

    def with_index(self, name: str) -> Known:
        return Known(self.equations, self.names | {name})


@dataclass(frozen=True)
class Flat:
    """What a sum equals, why, and whether it is again one sum without anything in front."""

    new: Term
    script: list[str]
    single: bool = False


@dataclass(frozen=True)
class Piece:
    """coefficient · Σ body, or, when δ picks the term at ``picked``, coefficient · body there."""

    coefficient: Expr
    body: Term
    picked: Term | None


def block(tactics: Sequence[str]) -> list[str]:
    """Tactics in braces, as the proof of the goal in front."""
    lines = list(tactics)
    if len(lines) == 1:
        return [f"{{ {lines[0]} }}"]
    return [f"{{ {lines[0]}", *(f"  {line}" for line in lines[1:-1]), f"  {lines[-1]} }}"]


class Prover(Protocol):
    """What proves that one term is another, and what brings a term to its own normal form; both may meet sums."""

    def __call__(self, left: Term, right: Term, known: Known, /) -> list[str]: ...


def flattened(total: Total, known: Known, prove: Prover, settled: Callable[[Term, Known], Term]) -> Flat:
    """The sum in its normal form with the proof that it is equal; a sum of a known number of terms written out.

    ``prove``: proves that a term is another; ``settled``: the normal form of a term.  Either may come back here.
    """
    if isinstance(total.size, Nat):
        terms = [substitute(total.body, {Index(total.index): Nat(m)}) for m in range(1, total.size.value + 1)]
        return Flat(total_of(terms), ["cbn [total]. ring."])
    form = _quadratic_form(total)
    if form is not None:
        return form
    index = total.index
    while index in known.names:
        index += "'"
    body = substitute(total.body, {Index(total.index): Index(index)})
    inner = known.with_index(index)
    atoms = Atoms()
    pieces = [_piece(atoms, summand, index) for summand in atoms.expanded(settled(body, inner))]
    size = to_coq(total.size)
    closed = [_closed(atoms, piece, index, total.size) for piece in pieces]
    if not pieces:
        proof = prove(body, total_of([]), inner)
        return Flat(
            total_of([]),
            [
                f"rewrite <- (total_zero {size}). apply total_ext; intros {index} at_{index}.",
                *block(proof),
            ],
        )
    open_terms = [_open(atoms, piece, index) for piece in pieces]
    single = len(pieces) == 1 and pieces[0].coefficient == 1 and pieces[0].picked is None
    combined = total_of(open_terms)
    proof = [f"apply total_ext; intros {index} at_{index}.", *prove(body, combined, inner)]
    if single and isinstance(closed[0], Total):
        return Flat(closed[0], proof, single=True)
    script = [f"transitivity (total {function_of(index, combined)} {size}).", *block(proof)]
    for n in range(len(open_terms) - 1, 0, -1):
        script.append(
            f"rewrite (total_plus {function_of(index, total_of(open_terms[:n]))} "
            f"{function_of(index, open_terms[n])} {size})."
        )
    for piece in pieces:
        script += _closing(atoms, piece, index, size)
    script.append("sx_field.")
    return Flat(total_of(closed), script)


def _piece(atoms: Atoms, summand: Expr, index: str) -> Piece:
    outside, inside = Integer(1), Integer(1)
    picked: Term | None = None
    for factor in ProductOf.make_args(summand):
        base = factor.as_base_exp()[0]
        term = atoms.term(base)
        if index not in free_names(term):
            outside *= factor
        elif picked is None and isinstance(term, Apply) and term.function == "delta":
            i, j = term.arguments
            picked = j if i == Index(index) else i
        else:
            inside *= factor
    return Piece(outside, atoms.term(inside), picked)


def _open(atoms: Atoms, piece: Piece, index: str) -> Term:
    """The summand below the sum sign."""
    body = piece.body
    if piece.picked is not None:
        body = Mul(body, Apply("delta", (Index(index), piece.picked)))
    return body if piece.coefficient == 1 else Mul(atoms.term(piece.coefficient), body)


def _closed(atoms: Atoms, piece: Piece, index: str, size: Term) -> Term:
    """The summand after the sum sign has gone as far in as it can."""
    if piece.picked is not None:
        whole = substitute(piece.body, {Index(index): piece.picked})
    elif index not in free_names(piece.body):
        whole = Mul(piece.body, Apply("INR", (size,)))
    else:
        whole = Total(index, piece.body, size)
    return whole if piece.coefficient == 1 else Mul(atoms.term(piece.coefficient), whole)


def _closing(atoms: Atoms, piece: Piece, index: str, size: str) -> list[str]:
    body = piece.body
    function = function_of(index, body)
    script = []
    if piece.picked is not None:
        picking = function_of(index, Mul(body, Apply("delta", (Index(index), piece.picked))))
        if piece.coefficient != 1:
            script.append(f"rewrite (total_scal ({to_coq(atoms.term(piece.coefficient))}) {picking} {size}).")
        return [*script, f"rewrite (total_delta {function} {size} {to_coq(piece.picked)}) by lia."]
    if piece.coefficient != 1:
        script.append(f"rewrite (total_scal ({to_coq(atoms.term(piece.coefficient))}) {function} {size}).")
    if index not in free_names(body):
        script.append(f"rewrite (total_const ({to_coq(body)}) {size}).")
    return script


def _quadratic_form(total: Total) -> Flat | None:
    """Σⱼ vⱼ Σₗ (Σᵢ Aᵢⱼ sᵢ Aᵢₗ) vₗ = Σᵢ sᵢ (Σⱼ Aᵢⱼ vⱼ)²."""
    match total:
        case Total(
            j,
            Mul(
                At(v, (Index(j1),)),
                Total(
                    l,
                    Mul(
                        Total(i, Mul(Mul(At(a, (Index(i1), Index(j2))), s), At(a2, (Index(i2), Index(l1)))), n),
                        At(v2, (Index(l2),)),
                    ),
                    d,
                ),
            ),
            d2,
        ) if (j1, j2, l1, l2, i1, i2) == (j, j, l, l, i, i) and (v, a, d) == (v2, a2, d2):
            if {j, l} & free_names(s).keys():
                return None
            inner = Total(j, Mul(At(a, (Index(i), Index(j))), At(v, (Index(j),))), d)
            arguments = f"{to_coq(a)} {function_of(i, s)} {to_coq(v)} {to_coq(n)} {to_coq(d)}"
            return Flat(
                Total(i, Mul(s, Mul(inner, inner)), n),
                [f"exact (quadratic_form {arguments})."],
            )
    return None
