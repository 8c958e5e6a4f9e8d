"""Repeated integrals, from the inside out: each inner one is proved to have a value, and the step holds with those."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from sympy import Dummy, Expr, Integral, Interval, Symbol

from symxent.check.judged import Judged
from symxent.check.steps import FAILURES, Outcome, judge_values, written_out
from symxent.errors import Disagreement
from symxent.language.domain import Domain
from symxent.language.linear import Array
from symxent.language.tree import Big, Node, walk
from symxent.proof import Verdict
from symxent.proof.calculus import antiderivatives
from symxent.proof.prove import prove

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: Seconds for the value of one inner integral, and so many of them in a step.
PATIENCE, MOST = 0.3, 6


def or_repeated(chain: ChainJudge, step: Judged) -> Judged:
    """The step, or what is not decided of it for its repeated integrals proved with the values of the inner ones.

    ∫∫ f dx dy = ∫ g dy where ∫ f dx = g for every y between the ends: both are integrals of what is equal.
    """
    if step.status != "unknown" or step.operator.text not in ("=", "≡"):
        return step
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    if not any(
        _is_integral(n) and any(map(_is_integral, walk(n.body))) for s in (step.left, step.right) for n in walk(s)
    ):
        return step
    try:
        sides = chain.sides_of(step)
        if any(isinstance(side, Array) for side in sides):
            return step
        found, verdicts = [], list[Verdict]()
        for side in sides:
            assert isinstance(side, Expr)
            found.append(_with_inner_values(written_out(side, chain.setting), chain.setting.domain, verdicts))
        if not verdicts:
            return step
        outcome = judge_values(found[0], found[1], "=", chain.setting, chain.judge.seconds / 2, None)
    except Disagreement:
        raise
    except FAILURES:
        return step
    if outcome.status != "proved" or outcome.verdict is None:
        return step
    whole = Verdict.together([*verdicts, outcome.verdict])
    return replace(step, outcome=Outcome("proved", "with the values of the inner integrals", whole))


def _is_integral(node: Node) -> TypeGuard[Big]:
    return isinstance(node, Big) and node.kind == "integral"


def _with_inner_values(side: Expr, domain: Domain, verdicts: list[Verdict]) -> Expr:
    """A side with its repeated integrals as single ones; the proofs of the inner values are added to ``verdicts``."""
    repeated = sorted((e for e in side.atoms(Integral) if len(e.limits) > 1), key=str)
    values = {}
    for e in repeated[:MOST]:
        single = _single(e, domain, verdicts)
        if single is not None:
            values[e] = single
    return side.xreplace(values)


def _single(e: Integral, domain: Domain, verdicts: list[Verdict]) -> Expr | None:
    """A repeated integral as one of the value of all inner ones; None where one of them is not found."""
    letters = {limit[0]: Dummy(str(limit[0]).lstrip("_"), real=True) for limit in e.limits}
    if len(letters) < len(e.limits) or any(len(limit) != 3 for limit in e.limits):
        return None
    body = e.function.xreplace(letters)
    limits = [tuple(part.xreplace(letters) for part in limit) for limit in e.limits]
    made = []
    for number, (x, low, high) in enumerate(limits[:-1]):
        within = domain.extended(where=_between(limits[number + 1 :]))
        value = _proved_value(Integral(body, (x, low, high)), x, within)
        if value is None:
            return None
        made.append(value)
        body = value.rhs
    verdicts += made
    return Integral(body, limits[-1])


def _between(limits: list[tuple[Expr, ...]]) -> dict[Symbol, Interval]:
    """Where the letters of the outer integrals lie, as far as their ends are numbers."""
    return {
        x: Interval(min(low, high), max(low, high))
        for x, low, high in limits
        if isinstance(x, Symbol) and low.is_number and high.is_number and low.is_finite and high.is_finite
    }


def _proved_value(e: Integral, x: Expr, domain: Domain) -> Verdict | None:
    assert isinstance(x, Symbol)
    _, low, high = e.limits[0]
    for primitive in antiderivatives(e.function, x)[:2]:
        value = (primitive.xreplace({x: high}) - primitive.xreplace({x: low})).expand()
        verdict = prove(e, value, domain, seconds=PATIENCE, simplest=False)
        if verdict.proved:
            return verdict
    return None
