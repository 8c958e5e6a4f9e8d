"""A series beside its first terms and dots, Σ_{k=0}^∞ xᵏ = 1 + x + x² + …, where each term that is written is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.check.judged import Judged
from symxent.check.regardless import equal, readings
from symxent.check.steps import FAILURES, Outcome, judge_values
from symxent.errors import Disagreement
from symxent.language.tree import Add, Big, Dots, Group, Name, Negative, Node, Number, rebuild, walk
from symxent.proof import Verdict

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

FIRST_TERMS = "the terms that are written are the first of the series, and the dots its others"
_OPEN = ("unknown", "needs definition")
#: Fewer terms do not show what the dots stand for; more are not compared.
FEWEST, MOST = 2, 8


def or_series(chain: ChainJudge, step: Judged) -> Judged:
    """The step, or a series proved to be what its first terms and dots beside it stand for."""
    if step.status not in _OPEN or step.operator.text not in ("=", "≡"):
        return step
    for one, other in ((step.left, step.right), (step.right, step.left)):
        series, terms = _series(one), _written(other)
        if series is not None and FEWEST <= len(terms) <= MOST:
            verdicts = [_same(chain, _term(series, k), term) for k, term in enumerate(terms)]
            if all(verdicts):
                whole = Verdict.together(v for v in verdicts if v is not None)
                return replace(step, kind="claim", outcome=Outcome("proved", FIRST_TERMS, whole))
    return step


def _series(node: object) -> Big | None:
    while isinstance(node, Group) and node.bracket in ("(", "["):
        node = node.body
    match node:
        case Big("sum", body, (Name(),), Number(low), Name("oo"), None) if low.isdigit():
            return None if any(isinstance(n, Big) for n in walk(body)) else node
    return None


def _written(node: object) -> tuple[Node, ...]:
    """The terms before the dots with which a sum ends; none for another tree."""
    match node:
        case Add((*terms, Dots() | Negative(Dots()))):
            return tuple(terms)
    return ()


def _term(series: Big, number: int) -> Node:
    """The term of a series at its first index and so many further on."""
    assert isinstance(series.lower, Number)
    at = Number(str(int(series.lower.text) + number))
    return rebuild(series.body, lambda node: at if node == series.index[0] else node)


def _same(chain: ChainJudge, one: Node, other: Node) -> Verdict | None:
    """The verdict that two terms are equal, whatever their letters are or as they are meant here."""
    for opaque in readings(chain, (one, other)):
        verdict = equal(opaque, one, other)
        if verdict is not None:
            return verdict
    try:
        values = chain.value_of(one), chain.value_of(other)
        outcome = judge_values(*values, "=", chain.setting, chain.judge.seconds / 4, None)
    except Disagreement:
        raise
    except FAILURES:
        return None
    return outcome.verdict if outcome.status == "proved" else None
