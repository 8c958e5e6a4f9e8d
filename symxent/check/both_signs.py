"""Steps with ± and ∓: both are proved, that with the upper signs and that with the lower ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.check.judged import Judged
from symxent.check.of_chance import or_of_chance
from symxent.check.steps import FAILURES, Outcome, can_judge, judge_values
from symxent.errors import Disagreement
from symxent.language.tree import Add, Call, Name, Negative, Node, rebuild, walk
from symxent.proof import Verdict

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

PLUS_MINUS = {"±": 1, "∓": -1}


def or_both_signs(chain: ChainJudge, step: Judged) -> Judged:
    """The step, proved where it is with the upper and with the lower signs; which belongs to which is not said, and so
    nothing is refuted."""
    sides = [side for side in (step.left, step.right) if isinstance(side, Node)]
    signed = len(sides) == 2 and all(any(is_signed(n) for n in walk(side)) for side in sides)
    if step.status == "proved" or not signed or not can_judge(step.operator.text):
        return step
    verdicts = []
    try:
        for upper in (1, -1):
            outcome = _of_one_sign(chain, step, *(with_signs(side, upper) for side in sides))
            if outcome.status != "proved" or outcome.verdict is None:
                return step
            verdicts.append(outcome.verdict)
    except Disagreement:
        raise
    except FAILURES:
        return step
    both = Outcome("proved", "with the upper signs and with the lower ones", Verdict.together(verdicts))
    return replace(step, kind="claim", outcome=both)


def _of_one_sign(chain: ChainJudge, step: Judged, left: Node, right: Node) -> Outcome:
    """What becomes of the step with these signs, between numbers or between means."""
    by_chance = or_of_chance(chain, replace(step, left=left, right=right))
    if by_chance.status == "proved":
        return by_chance.outcome
    values = chain.value_of(left), chain.value_of(right)
    return judge_values(*values, step.operator.text, chain.setting, chain.judge.seconds / 4, None)


def is_signed(node: Node) -> bool:
    """Whether a tree is a ± b or ∓ b itself."""
    return isinstance(node, Call) and isinstance(node.function, Name) and node.function.name in PLUS_MINUS


def with_signs(node: Node, upper: int) -> Node:
    """a ± b as a + b, or as a − b where the signs are the lower ones."""

    def change(part: Node) -> Node:
        match part:
            case Call(Name(sign), (*before, last)) if sign in PLUS_MINUS:
                term = last if PLUS_MINUS[sign] * upper > 0 else Negative(last)
                return Add((*before, term)) if before else term
        return part

    return rebuild(node, change)
