"""An equation or inequality that is claimed of a loss, and is false at a point."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Symbol

from symxent.certify.differentiate import NoCertificate
from symxent.certify.expressions import name_of, term_of
from symxent.certify.ground import Ground
from symxent.certify.sums import block
from symxent.certify.terms import Term, to_coq
from symxent.certify.theorem import Theorem
from symxent.certify.unfolding import used

_WRONG = {
    "=": ("apply Rlt_not_eq", "apply Rgt_not_eq; red"),
    "<=": ("", "apply Rlt_not_le"),
    "<": ("", "apply Rle_not_lt"),
    ">=": ("apply Rlt_not_ge", ""),
    ">": ("apply Rle_not_gt", ""),
}


def refuted(
    name: str,
    comment: tuple[str, ...],
    ground: Ground,
    left: Expr,
    op: str,
    right: Expr,
    point: Mapping[Symbol, Expr],
) -> Theorem:
    """The theorem that left op right does not hold for all values, because not at the point."""
    lhs, rhs = term_of(left), term_of(right)
    letters, known = ground.hypotheses(lhs, rhs)
    values = {name_of(s): value for s, value in [*point.items(), *ground.fixed]}
    missing = [letter for letter in letters if letter not in values]
    if missing:
        raise NoCertificate(f"the point says nothing of {missing[0]}")
    less = _less(left, right, dict([*point.items(), *ground.fixed]))
    tactic = _WRONG.get(op, ("", ""))[0 if less else 1]
    if not tactic or not letters:
        raise NoCertificate(f"at the point {left} {op} {right} is not told false by two numbers")
    statement = f"{to_coq(lhs)} {op} {to_coq(rhs)}"
    script = ["intro claim."]
    script += [f"pose ({x} := {to_coq(_value(values[x]))})." for x in letters]
    script += [f"assert ({n} : {text}) by (unfold {', '.join(letters)}; sx_at_point)." for n, text in known]
    functions = list(dict.fromkeys([*used(lhs), *used(rhs)]))
    unfolding = f"unfold {', '.join([*functions, *letters])}."
    script.append(f"assert (different : ~ ({statement})).")
    script += block([unfolding, f"{tactic}; sx_interval."])
    arguments = " ".join([*letters, *(n for n, _ in known)])
    script.append(f"exact (different (claim {arguments})).")
    whole = f"~ (forall {' '.join(ground.binders(lhs, rhs))},\n    {statement})"
    return Theorem(name, comment, (), whole, tuple(script), "refutation")


def _value(value: Expr) -> Term:
    if not value.is_Rational:
        raise NoCertificate(f"{value} is no exact number")
    return term_of(value)


def _less(left: Expr, right: Expr, at: dict[Symbol, Expr]) -> bool:
    difference = (left - right).xreplace(at).evalf(60)
    if not difference.is_number or difference == 0:
        raise NoCertificate("both sides are one number at the point")
    return bool(difference < 0)
