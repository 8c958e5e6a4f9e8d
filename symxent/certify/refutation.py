"""A false claim, certified as false: not for all values of its letters, because not for these."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Basic, Expr, Heaviside, Indexed, Piecewise, Rational, Symbol, sign

from symxent.certify.proofs.facts import block
from symxent.certify.proofs.formula import number
from symxent.certify.proofs.statement import Statement
from symxent.certify.terms import to_coq
from symxent.certify.theorem import NoCertificate, Theorem
from symxent.logic import Claim

_WRONG = {
    "=": ("apply Rlt_not_eq", "apply Rgt_not_eq; red"),
    "<=": ("", "apply Rlt_not_le"),
    "<": ("", "apply Rle_not_lt"),
    ">=": ("apply Rlt_not_ge", ""),
    ">": ("apply Rle_not_gt", ""),
}
#: What is computed with at a point.
WRITTEN_OUT = (
    *("sigmoid", "softplus", "softmax", "logsumexp", "logit", "log1p", "expm1", "tanh", "sinh", "cosh"),
    *("total", "delta", "upd", "Nat.eqb"),
)


def refutation(
    name: str, comment: tuple[str, ...], claim: Claim, point: Mapping[Basic, Expr], *, less: bool
) -> Theorem:
    """The theorem that a claim does not hold for all values; ``less``: its left side is less at the point.

    Raises NoCertificate when the point does not cover the letters, or Coq has no words for the claim.
    """
    if claim.lhs.has(Piecewise, Heaviside, sign) or claim.rhs.has(Piecewise, Heaviside, sign):
        raise NoCertificate("a case distinction is not computed at a point")
    statement = Statement(claim)
    letters = [letter for names in statement.kinds.values() for letter in names]
    tactic = _WRONG.get(claim.op, ("", ""))[0 if less else 1]
    if not letters or not tactic:
        raise NoCertificate(f"a claim with {claim.op} is not told false by two numbers")
    values = named_values(statement, letters, _completed(point, claim))
    script = ["intro claim.", *at_point(letters, values, statement.hypotheses)]
    script.append(f"assert (different : ~ ({statement.relation})).")
    written_out = f"cbv [{' '.join([*letters, *WRITTEN_OUT])}]."
    script += block(["sx_differentiate.", written_out, f"sx_powers. {tactic}; sx_interval."])
    arguments = " ".join([*letters, *(hypothesis for hypothesis, _ in statement.hypotheses)])
    script.append(f"exact (different (claim {arguments})).")
    whole = f"~ (forall {' '.join(statement.binders)},\n    {statement.relation})"
    return Theorem(name, comment, (), whole, tuple(script), "refutation")


def named_values(statement: Statement, letters: list[str], point: Mapping[Basic, Expr]) -> dict[str, str]:
    """The value of each letter of a statement at a point, in Coq's words."""
    keys = {known: key for key, known in statement.words.names.items()}
    kinds = {known: kind for kind, names in statement.kinds.items() for known in names}
    return {letter: _value(kinds[letter], keys[letter], point) for letter in letters}


def at_point(letters: list[str], values: Mapping[str, str], hypotheses: list[tuple[str, str]]) -> list[str]:
    """The tactics that give letters their values, and show that what is assumed of them holds."""
    rows = [f"pose ({letter} := {values[letter]})." for letter in letters]
    into = f"unfold {', '.join(letters)}; " if letters else ""
    return [*rows, *(f"assert ({known} : {text}) by ({into}sx_at_point)." for known, text in hypotheses)]


def _completed(point: Mapping[Basic, Expr], claim: Claim) -> dict[Basic, Expr]:
    """The point with what a declared equality, y₂ = 1 − y₁, gives by the others."""
    whole = dict(point)
    for left, right in claim.hypotheses.equal:
        if isinstance(left, Symbol | Indexed) and left not in whole:
            whole[left] = right.xreplace(whole)
    return whole


def _value(kind: str, key: object, point: Mapping[Basic, Expr]) -> str:
    """The value of a letter, or of each component of a vector, in Coq's words."""
    if isinstance(key, tuple):
        components = {
            x.indices: value for x, value in point.items() if isinstance(x, Indexed) and str(x.base) == key[1]
        }
        if not components or not all(i.is_Integer for at in components for i in at):
            raise NoCertificate(f"the point says nothing of {key[1]}")
        return _rows({tuple(map(int, at)): _exact(value) for at, value in components.items()}, "ij")
    if not isinstance(key, Symbol) or key not in point:
        raise NoCertificate(f"the point says nothing of {key}")
    value = _exact(point[key])
    return f"{value}%nat" if kind == "nat" else to_coq(number(value))


def _exact(value: Expr) -> Rational:
    if not isinstance(value, Rational):
        raise NoCertificate(f"{value} is no exact number")
    return value


def _rows(components: Mapping[tuple[int, ...], Rational], letters: str) -> str:
    """A vector or matrix as a list of cases; what is not said of it is as its first component, which lives there."""
    if () in components:
        return to_coq(number(components[()]))
    index, rest = letters[0], len(next(iter(components))) - 1
    parts: dict[int, dict[tuple[int, ...], Rational]] = {}
    for (first, *others), value in components.items():
        parts.setdefault(first, {})[tuple(others)] = value
    rows = " | ".join(f"{n}%nat => {_rows(part, letters[1:])}" for n, part in sorted(parts.items()))
    other = to_coq(number(next(iter(components.values()))))
    return f"fun {index} : nat => match {index} with {rows} | _ => {'fun _ => ' * rest}{other} end"
