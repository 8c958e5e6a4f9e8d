"""A step with an integral or a sum without end under a law of the page: done before points are looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symxent.check.judged import Judged
from symxent.check.of_chance import MOST_NODES, by_laws
from symxent.language import tree as t

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge


def under_laws(chain: ChainJudge, step: Judged) -> Judged:
    """The step, proved by closed forms where an integral or a sum without end is against the weight of a law that the
    page gives: before points are looked for, at which such an integral takes long."""
    sides = step.left, step.right
    if step.operator.text != "=" or not all(isinstance(s, t.Node) for s in sides):
        return step
    left, right = (chain.joined(s) for s in sides if isinstance(s, t.Node))
    ends = [b for s in (left, right) for b in t.walk(s) if isinstance(b, t.Big) and t.Name("oo") in t.walk(b)]
    small = sum(1 for side in (left, right) for _ in t.walk(side)) <= MOST_NODES
    return by_laws(chain, step, (left, right)) if ends and small else step
