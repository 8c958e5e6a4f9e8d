"""Steps with ± and ∓: both are proved, that with the upper signs and that with the lower ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.check.judged import Judged
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
    signed = len(sides) == 2 and all(any(_is_signed(n) for n in walk(side)) for side in sides)
    if step.status == "proved" or not signed or not can_judge(step.operator.text):
        return step
    verdicts = []
    try:
        for upper in (1, -1):
            left, right = (chain.value_of(with_signs(side, upper)) for side in sides)
            seconds = chain.judge.seconds / 4
            outcome = judge_values(left, right, step.operator.text, chain.setting, seconds, None)
            if outcome.status != "proved" or outcome.verdict is None:
                return step
            verdicts.append(outcome.verdict)
    except Disagreement:
        raise
    except FAILURES:
        return step
    both = Outcome("proved", "with the upper signs and with the lower ones", Verdict.together(verdicts))
    return replace(step, kind="claim", outcome=both)


def _is_signed(node: Node) -> bool:
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
