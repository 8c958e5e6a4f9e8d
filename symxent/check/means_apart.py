"""A step between means that is proved as if E were a function of numbers: it has to hold of what the means are.

Of numbers max(x, y) is x or y, and f(max(x, y)) one of f(x) and f(y); of random variables it is now one and now the
other, and its mean is neither.  So each mean is a number of its own here, and two are one number when what they are of
is equal.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Dummy, Expr
from sympy.core.function import AppliedUndef

from symxent.check.judged import Judged
from symxent.check.of_chance import heads_of_means
from symxent.check.regardless import regardless
from symxent.check.steps import Outcome
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.tree import Node
from symxent.proof import prove

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

PATIENCE = 0.5  # seconds


def or_means_apart(chain: ChainJudge, step: Judged) -> Judged:
    """The step, open where its proof looks into what a mean is of, case by case."""
    verdict = step.outcome.verdict
    if step.status != "proved" or verdict is None:
        return step
    if not isinstance(step.left, Node) or not isinstance(step.right, Node):
        return step
    sides = (verdict.lhs, verdict.rhs)
    if not any(isinstance(side, Expr) and side.atoms(AppliedUndef) for side in sides):
        return step
    heads = heads_of_means((step.left, step.right), chain.knowledge)
    domain = chain.setting.domain
    numbers = _numbers([e for side in sides for e in _outermost(side, heads)], domain)
    if not numbers:
        return step
    one, other = (side.xreplace(numbers) for side in sides)
    try:
        if prove(one, other, domain, op=verdict.op, seconds=PATIENCE).proved:
            return step
    except SymxentError:
        pass
    outcome = regardless(chain, step.left, step.right)
    if outcome is not None:
        return replace(step, outcome=outcome)
    return replace(step, outcome=Outcome("unknown", "a mean is no function of a number: this holds case by case alone"))


def _outermost(e: Expr, heads: set[str]) -> list[AppliedUndef]:
    if isinstance(e, AppliedUndef) and e.func.__name__ in heads:
        return [e]
    return [found for a in e.args if isinstance(a, Expr) for found in _outermost(a, heads)]


def _numbers(means: list[AppliedUndef], domain: Domain) -> dict[Expr, Expr]:
    """A number for each mean, one for those that are of the same."""
    numbers: dict[Expr, Expr] = {}
    for mean in means:
        same = next((n for other, n in numbers.items() if _are_of_the_same(mean, other, domain)), None)
        numbers[mean] = Dummy(mean.func.__name__, real=True) if same is None else same
    return numbers


def _are_of_the_same(mean: Expr, other: Expr, domain: Domain) -> bool:
    if mean.func != other.func or len(mean.args) != len(other.args):
        return False
    try:
        return all(
            a == b or prove(a, b, domain, seconds=PATIENCE).proved for a, b in zip(mean.args, other.args, strict=True)
        )
    except SymxentError:
        return False
