"""Divergences that are nowhere negative: what a page may add to an order between means over densities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from symxent.check.by_definition import by_definition
from symxent.check.consequence import facts_of, ordered
from symxent.check.judged import Judged
from symxent.check.mean_rules import Densities, as_mean, drawn_from, is_density, is_divergence, with_law
from symxent.check.names import names_of
from symxent.check.regardless import MOST_NODES, SAID, notation_of, reading
from symxent.check.said_before import Said, relations_before
from symxent.check.steps import FAILURES, Outcome
from symxent.check.written import written_out
from symxent.errors import Disagreement
from symxent.language.tree import Big, Call, Group, Multiply, Name, Node, Number, runs_over_all, walk
from symxent.read.speech import CONDITIONAL, UNASSERTED

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge
    from symxent.check.knowledge import Knowledge

_ZERO = Number("0")
#: Words that make q(z) under a sum the probabilities of z.
_OF_DENSITIES = re.compile(
    r"densit|distribution|probabilit|Verteilung|Dichte|分布|densid|distribuci|loi\b", re.IGNORECASE
)


def or_by_divergences(chain: ChainJudge, step: Judged) -> Judged:
    """The step, or an order that is not decided proved by a divergence, as log p(x) ≥ the evidence lower bound."""
    claimed = chain.knowledge.speeches.at(step.statement.formula).act not in CONDITIONAL | UNASSERTED
    open_ = step.status in ("unknown", "needs definition") or step.kind == "condition"
    if not (open_ and claimed) or step.operator.text not in ("≤", "≥"):
        return step
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    sides = (step.left, step.right) if step.operator.text == "≤" else (step.right, step.left)
    for trees in ((sides), *(written[:2] for d in chain.definitions_in_turn() for written in written_out(sides, d))):
        outcome = _by_divergences(chain, trees)
        if outcome is not None:
            return replace(step, kind="claim", outcome=outcome)
    return step


def _by_divergences(chain: ChainJudge, trees: tuple[Node, Node]) -> Outcome | None:
    """small ≤ large, where their gap is made of divergences and of what the section says."""
    if sum(1 for side in trees for _ in walk(side)) > MOST_NODES:
        return None
    notation = notation_of(chain, trees)
    found = list(divergences(chain.knowledge, trees, notation.densities))
    if not found:
        return None
    small, large = by_definition(trees, notation)
    written = (replace(s, right=by_definition((s.right, s.left), notation, trees)[0]) for s in found)
    opaque = replace(reading(chain, (small, large), True), joint=True)
    said = [*written, *relations_before(chain, trees[0], "≤", trees[1])]
    try:
        outcome = ordered(opaque.number(small), "≤", opaque.number(large), cache(partial(facts_of, said, opaque)))
    except Disagreement:
        raise
    except FAILURES:
        return None
    return None if outcome is None else replace(outcome, reason=f"{SAID}, since no divergence is negative")


def divergences(knowledge: Knowledge, trees: tuple[Node, ...], known: Densities) -> Iterator[Said]:
    """0 ≤ KL(q(z) ‖ p(z | rest)) of each q(z) over which the trees average, and each p that is of z."""
    nodes = [n for tree in trees for n in walk(tree)]
    if known.divergence:
        yield from (Said(_ZERO, "≤", n) for n in nodes if is_divergence(n))
    densities = list(dict.fromkeys(n for n in nodes if isinstance(n, Call) and is_density(n)))
    spoken = _OF_DENSITIES.search(knowledge.page.text)
    for n in dict.fromkeys(nodes):
        taken = drawn_from(with_law(n, known)) if isinstance(n, Call) else None
        weights = [taken[1]] if taken is not None and is_density(taken[1]) else []
        if isinstance(n, Big) and n.kind in ("sum", "integral") and runs_over_all(n) and spoken:
            weights += [f for f in _factors(n.body) if isinstance(f, Call) and is_density(f) and f.arguments == n.index]
        for q in weights:
            for p in densities:
                other = _given_the_rest(p, q)
                gap = as_mean(Call(Name("KL"), (q,), (other,))) if other is not None and other != q else None
                if isinstance(gap, Call):
                    weighed = replace(n, body=Multiply((q, Group(gap.arguments[0])))) if isinstance(n, Big) else gap
                    yield Said(_ZERO, "≤", weighed)


def _given_the_rest(p: Call, q: Call) -> Call | None:
    """p(z | x) of p(x, z), and of p(x | z), where q is of z."""
    parts = (*p.arguments, *p.given)
    rest = tuple(a for a in parts if a not in q.arguments)
    if not set(q.arguments) <= set(parts) or names_of(q.arguments) & names_of(rest):
        return None
    return replace(p, arguments=q.arguments, given=rest)


def _factors(node: Node) -> Iterator[Node]:
    match node:
        case Multiply(factors):
            for f in factors:
                yield from _factors(f)
        case Group(Multiply() as body):
            yield from _factors(body)
        case _:
            yield node
