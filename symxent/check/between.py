"""Steps between ends that are letters: for a ≤ x ≤ b, x is a + s and b is x + t, with s and t not negative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Dummy, Expr, S, Set, Symbol

from symxent.check.conditions import Check
from symxent.check.judged import Judged
from symxent.check.steps import FAILURES, OPERATORS, Outcome, written_out
from symxent.errors import Disagreement
from symxent.language.domain import NONNEGATIVE, POSITIVE
from symxent.language.linear import Array
from symxent.proof import prove

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge


def or_between(chain: ChainJudge, step: Judged) -> Judged:
    """The step, proved where it is not decided and holds for all letters that stand in the order which governs it."""
    open_ = step.status in ("unknown", "refuted") and step.kind == "claim"
    setting = chain.setting
    at, gaps = ordered(setting.sure.checks) if open_ and step.operator.text in ("=", "≤", "≥") else ({}, {})
    if not at:
        return step
    try:
        sides = [written_out(v, setting) for v in chain.sides_of(step) if not isinstance(v, Array)]
        if len(sides) < 2 or not any(side.has(*at) for side in sides):
            return step
        one, other = (side.xreplace(at) for side in sides)
        known = setting.domain
        where = {s: values for s, values in known.where.items() if s not in at}
        positive = tuple(p.xreplace(at) for p in known.positive)
        equal = tuple((left.xreplace(at), right.xreplace(at)) for left, right in known.equal)
        domain = replace(known, where={**where, **gaps}, positive=positive, equal=equal)
        verdict = prove(one, other, domain, op=OPERATORS[step.operator.text], seconds=chain.judge.seconds / 2)
    except Disagreement:
        raise
    except FAILURES:
        return step
    if not verdict.proved:
        return step
    words = " and ".join(f"{left} {op} {right}" for left, op, right in setting.sure.checks if op in _ORDERS)
    return replace(step, outcome=Outcome("proved", f"for {words}", verdict))


_ORDERS = {"≤": NONNEGATIVE, "<": POSITIVE, "≥": NONNEGATIVE, ">": POSITIVE}


def ordered(checks: Sequence[Check]) -> tuple[dict[Symbol, Expr], dict[Symbol, Set]]:
    """Each larger letter of an order as the smaller one and a gap; and where the gaps lie.

    Each letter is larger than one other at most, and none than itself by others: of a ≤ x and b ≤ x the first is used.
    """
    above: dict[Symbol, tuple[Symbol, Symbol]] = {}
    gaps: dict[Symbol, Set] = {}
    for left, op, right in (*checks, *checks):
        if op in _ORDERS and isinstance(left, Symbol) and isinstance(right, Symbol):
            low, high = (left, right) if op in "≤<" else (right, left)
            closer = high not in above or _reaches(low, above[high][0], above)  # of a ≤ b and a ≤ x ≤ b the latter
            if closer and not _reaches(low, high, above) and not (high.is_integer or low.is_integer):
                gap = Dummy("s", real=True)
                above[high], gaps[gap] = (low, gap), _ORDERS[op]
    found: dict[Symbol, Expr] = {}
    for letter in above:
        value, here = S.Zero, letter
        while here in above:
            here, gap = above[here]
            value += gap
        found[letter] = value + here
    return found, gaps


def _reaches(low: Symbol, high: Symbol, above: Mapping[Symbol, tuple[Symbol, Symbol]]) -> bool:
    """Whether a letter is already known to be larger than another."""
    while low in above and low != high:
        low = above[low][0]
    return low == high
