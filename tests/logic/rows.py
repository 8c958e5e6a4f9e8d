"""Rows of proofs for the checker: each dishonest one is stopped by one condition, and its claim is false at a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from counterexamples import is_false
from sympy import Expr, Function, IndexedBase, Mul, symbols, sympify

from symxent.logic import Claim, Hypotheses, Proof, Refused, Step, Steps, check

a, b, t, u, w, x, y, z = symbols("a b t u w x y z")
i, j, k, l, m, n, p, q = symbols("i j k l m n p q", integer=True)
X, Y, Z = IndexedBase("X"), IndexedBase("Y"), IndexedBase("Z")
f, g = Function("f"), Function("g")
FREE = Hypotheses()


@dataclass(frozen=True)
class Row:
    """``name``: what the row is about; ``at``: where the claim is false, or None for one that is true and proved."""

    name: str
    claim: Claim
    proof: Proof
    at: Mapping[Any, Any] | None = None


def row(
    name: str,
    lhs: Any,
    op: str,
    rhs: Any,
    proof: Proof | None = None,
    h: Hypotheses = FREE,
    at: Mapping[Any, Any] | None = None,
) -> Row:
    claim = Claim(sympify(lhs, strict=True), sympify(rhs, strict=True), op, h)
    return Row(name, claim, Steps() if proof is None else proof, at)


def by(rule: str, args: Any, *parts: Any) -> Step:
    """A step; a single argument need not stand in a tuple."""
    args = args if isinstance(args, tuple) else (args,)
    return Step(rule, tuple(sympify(e, strict=True) for e in args), parts)


def steps(*them: Step, letters: tuple = (), instead: Expr | None = None) -> Steps:
    return Steps(them, letters, instead)


def plain(*factors: Expr) -> Expr:
    """A product that SymPy leaves alone."""
    return Mul(*factors, evaluate=False)


def rows(*them: Row):
    """The rows as cases of one test, under their names."""
    assert len({r.name for r in them}) == len(them), "two rows of one name"
    return pytest.mark.parametrize("given", [pytest.param(r, id=r.name) for r in them])


def judge(given: Row) -> None:
    """A true row is proved; a false one is false, as it says, and not proved."""
    if given.at is None:
        check(given.claim, given.proof)
        return
    assert is_false(given.claim, given.at), "the row's own point does not refute it"
    with pytest.raises(Refused):
        check(given.claim, given.proof)
