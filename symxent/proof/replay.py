"""What a proof did, case by case, for those who write it down: its steps, and what both sides came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Abs, Derivative, Expr, Pow, Sum, exp, log

from symxent.logic import rules
from symxent.logic.checker import Checker, Step
from symxent.logic.polynomials import Sign
from symxent.logic.proof import Steps, Theorem, follow
from symxent.logic.ring import Refused, Vacuous
from symxent.logic.statements import Claim


@dataclass(frozen=True)
class Applied:
    """A rule at work: ``before`` is ``after``, or has the sign that ``after`` says."""

    rule: str
    before: Expr
    after: Expr | Sign


@dataclass(frozen=True)
class Settled:
    """A case that rewriting settled: the value of both sides, or the difference and its sign; None: it has no point."""

    applied: tuple[Applied, ...]
    value: Expr | None
    sign: Sign | None = None


def replay(theorem: Theorem) -> tuple[Settled, ...]:
    """Every case of the theorem's proof that ``Steps`` settle, in the order in which they stand in it."""
    found: list[Settled] = []

    def tell(claim: Claim, proof: Steps, c: Checker | None) -> None:
        found.append(Settled((), None) if c is None else _settled(claim, proof, c))

    assert isinstance(theorem.claim, Claim)
    follow(theorem.claim, theorem.proof, tell)
    return tuple(found)


def _settled(claim: Claim, proof: Steps, c: Checker) -> Settled:
    applied = tuple(_applied(c, dict.fromkeys(c.applied)))
    try:
        if claim.op == "=":
            return Settled(applied, c.fraction(c.value(claim.lhs)))
        gap = claim.rhs - claim.lhs if claim.op in ("<", "<=") else claim.lhs - claim.rhs
        seen = gap if proof.instead is None else proof.instead
        value = c.fraction(c.value(seen)) if seen.has(Derivative) else seen
        return Settled(applied, value, c.signs.of_expression(seen))
    except (Refused, Vacuous):  # both sides are one expression, and nothing had to be known of it
        return Settled(applied, claim.lhs)


def _applied(c: Checker, steps: dict[Step, None]) -> Iterator[Applied]:
    for step in steps:
        try:
            if step.rule in rules.SIGN_STEPS:
                yield Applied(step.rule, step.args[0], rules.SIGN_STEPS[step.rule].check(c, step))
            else:
                row = rules.STEPS[step.rule]
                key = row.key(c, step)
                value = c.by_step(key, row.head) if isinstance(key, tuple) else None
                if value is not None:
                    yield Applied(step.rule, _rewritten(step), c.fraction(value))
        except (Refused, Vacuous):
            continue


def _rewritten(step: Step) -> Expr:
    """What a step replaces."""
    heads = {"exponential of a sum": exp, "logarithm of a product": log, "absolute value": Abs, "root": Pow}
    if step.rule in heads:
        return heads[step.rule](*step.args, evaluate=False)
    if len(step.args) == 3:
        body, letter, high = step.args
        return Sum(body, (letter, 1, high))
    return step.args[0]
