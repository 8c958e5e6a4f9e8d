"""A step about p(y | θ), E(X) or another call, by what the section said before that it is: put in, and judged anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.check.judged import Judged
from symxent.check.of_matrices import or_by_what_may_be_defined
from symxent.check.said_before import MOST_BACK, holds_at
from symxent.check.setting import setting_of
from symxent.check.statements import Statement
from symxent.check.used import definitions_for
from symxent.language.text import to_text
from symxent.language.tree import Call, Derivative, Group, Name, Node, Number, map_children, walk

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: Steps with more nodes than this are not looked at; so many earlier equations are put in, one after another.
MOST_NODES = 300
MOST_TRIED = 4
_PROOF = re.compile(r"^\W*(?:proof|beweis)\b|\\begin\{proof\}", re.IGNORECASE | re.MULTILINE)


def or_by_what_is_said(chain: ChainJudge, step: Judged) -> Judged:
    """The step, proved where it is open and follows by what is perhaps defined, or by what the section said before."""
    return step if chain.putting_in else _or_restated(chain, or_by_what_may_be_defined(chain, step))


def _or_restated(chain: ChainJudge, step: Judged) -> Judged:
    """The step, proved where it is open and follows when a call in it is what the section says that it is."""
    left, right = step.left, step.right
    open_ = step.status in ("unknown", "needs definition") and not step.outcome.assuming
    if not open_ or step.kind != "claim" or step.operator.text != "=":
        return step
    if not isinstance(left, Node) or not isinstance(right, Node):
        return step
    for table in _tables(chain, left, right):
        one, other = _put_in(left, table), _put_in(right, table)
        if sum(1 for side in (one, other) for _ in walk(side)) > MOST_NODES:
            continue
        judge = type(chain)(chain.judge, chain.knowledge, chain.statement)
        judge.setting, judge.putting_in = setting_of(chain.knowledge, chain.statement, [one, other]), True
        held = definitions_for(chain.knowledge, chain.statement, [one, other])
        definitions = (d for key in held for d in chain.knowledge.by_key.get(key, ()))
        if any(d.number >= chain.statement.number and isinstance(d.head, Call) for d in definitions):
            continue  # what this chain itself says, or a later one
        outcome = judge.outcome_of(replace(step, left=one, right=other))
        if outcome.status == "proved":
            words = "; ".join(f"{to_text(call)} = {to_text(said)}" for call, said in table.items())
            reason = ", ".join(filter(None, (outcome.reason, f"by what was said before: {words}")))
            return replace(step, outcome=replace(outcome, reason=reason))
    return step


def _tables(chain: ChainJudge, left: Node, right: Node) -> Iterator[Mapping[Node, Node]]:
    """What the calls of a step are by the nearest earlier equations: by the ends of their chains, then one by one."""
    calls = {n for side in (left, right) for n in walk(side) if isinstance(n, Call | Derivative)}
    said = [pair for pair in _said(chain, left, right) if pair[0] in calls]
    ends: dict[Node, Node] = {}
    for call, members in said:
        ends.setdefault(call, members[-1])
    if not ends:
        return
    yield ends
    others = [{call: m} for call, members in said for m in reversed(members) if ends[call] != m or len(ends) > 1]
    yield from others[:MOST_TRIED]


def _said(chain: ChainJudge, left: Node, right: Node) -> Iterator[tuple[Node, list[Node]]]:
    """The heads of earlier chains of equations of the section with what they are equal to, the nearest first.

    In a proof only what the proof says: what is to be proved is no reason.
    """
    knowledge, here = chain.knowledge, chain.statement
    proofs = [m.start() for m in _PROOF.finditer(knowledge.page.text, 0, here.chain.start)]
    begin = proofs[-1] if proofs else 0
    for statement in reversed(knowledge.statements[max(0, here.number - MOST_BACK) : here.number]):
        if statement.section != here.section or statement.chain.start < begin:
            return
        members = _members(statement)
        if len(members) < 2 or statement.number in chain.judge.doubted or not holds_at(knowledge, statement, here):
            continue
        others = [m for m in members[1:] if {members[0], m} != {left, right} and members[0] not in walk(m)]
        if others and isinstance(members[0], Call | Derivative):
            yield members[0], others


def _members(statement: Statement) -> list[Node]:
    """The members of a chain that are equal to its first one."""
    found: list[Node] = []
    if statement.chain.continues or statement.chain.remark or statement.chain.implied:
        return found
    for place, member in enumerate(statement.members):
        if not isinstance(member, Node) or (
            place and statement.chain.operators[place - 1].text not in ("=", ":=", "≡")
        ):
            break
        found.append(member)
    return found


def _put_in(node: Node, table: Mapping[Node, Node]) -> Node:
    said = table.get(node)
    if said is not None:
        return said if isinstance(said, Name | Number) else Group(said)
    return map_children(node, lambda child: _put_in(child, table))
