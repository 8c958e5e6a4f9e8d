"""Steps at the points that a page names: what is proved where both sides are defined may have one side alone there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Basic, Expr, FiniteSet, Indexed, Integral, Limit, Rational, S, Set, Symbol, Unequality, evaluate, oo
from sympy.core.function import AppliedUndef

from symxent.check.alternatives import nearest
from symxent.check.in_words import said_before
from symxent.check.judged import Judged
from symxent.check.said_before import head_of_call
from symxent.check.steps import FAILURES, OPERATORS, Outcome, written_out
from symxent.language.chances import MEANS
from symxent.language.domain import Domain
from symxent.language.meaning import to_value
from symxent.language.tree import Call, Name, Node, walk
from symxent.proof.balls import NoValue, ball
from symxent.proof.budget import Budget
from symxent.proof.refute import samples
from symxent.proof.situation import sympified

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: For a point at which both sides are defined, in seconds.
QUICK = 0.2
_TRIED = (0, 1, -1, Rational(1, 2), Rational(-1, 2), 2, -2)
BITS = 64
_CAUCHY = re.compile(r"\bCauchy\b(?!\s*[-–'’]|\s+(?:Schwarz|sequence|product|principal))")


def or_half_defined(chain: ChainJudge, step: Judged) -> Judged:
    """The step, open where one side alone is defined at a point that the page speaks of: |x|' = 1 for x ≥ 0.

    Where nothing is said of a letter, what is written is about the points at which it is defined.  A mean of what
    has Cauchy's law is defined nowhere.
    """
    if step.status == "proved" and _is_mean_of_cauchy(chain, step):
        return replace(step, outcome=Outcome("unknown", "what has Cauchy's law has no mean", step.outcome.verdict))
    limiting = any(r.sure for r in chain.setting.governed.restrictions)
    if step.status != "proved" or not limiting or step.operator.text not in OPERATORS:
        return step
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    try:
        with evaluate(False):  # x²/x has no value at 0
            setting = replace(chain.setting, scope=replace(chain.setting.scope))  # which remembers nothing carried out
            values = [to_value(chain.joined(side), setting.scope) for side in (step.left, step.right)]
            sides = [written_out(v, setting) for v in values if isinstance(v, Expr)]
        words = next(_half_defined(chain, *sides), "") if len(sides) == len(values) else ""
    except FAILURES:
        return step
    return replace(step, outcome=Outcome("unknown", words, step.outcome.verdict)) if words else step


def _is_mean_of_cauchy(chain: ChainJudge, step: Judged) -> bool:
    trees = [side for side in (step.left, step.right) if isinstance(side, Node)]
    heads = (head_of_call(n) for tree in trees for n in walk(tree) if isinstance(n, Call))
    means = any(isinstance(head, Name) and head.name in MEANS for head in heads)
    return means and bool(_CAUCHY.search(said_before(chain.knowledge, chain.statement.chain.start)))


def _half_defined(chain: ChainJudge, a: Expr, b: Expr) -> Iterator[str]:
    """At which of the points that are spoken of one side has no value, in words."""
    if any(side.has(AppliedUndef, Integral, Limit, oo) for side in (a, b)):
        return
    free = a.free_symbols | b.free_symbols
    setting, here = chain.setting, chain.statement.formula
    said = nearest(Domain(), setting.scope, setting.governed, here, chain.knowledge.speeches)
    limits = {s: w for s, w in said.domain.where.items() if w not in (S.Reals, S.Integers)}
    limits = {**{s: S.Reals for left, op, right in said.checks if op == "≠" for s in left.free_symbols}, **limits}
    letters = {s: where for s, where in limits.items() if isinstance(s, Symbol) and s in free}
    if not letters or said.unread or any(side.has(Indexed) for side in (a, b) if any(s.is_integer for s in letters)):
        return
    base = next((s.point for s in samples(a, b, sympified(setting.domain), Budget(QUICK))), None)
    if base is None and free - letters.keys():
        return
    for letter, where in letters.items():
        for value in _values(letter, where):
            at = {**(base or {}), letter: value}
            if base is None and len(letters) > 1:
                continue
            if all(_holds(check, at) for check in said.checks):
                defined = [_has_value(side, at) for side in (a, b)]
                if defined[0] != defined[1]:
                    yield f"at {letter} = {value} the {'right' if defined[0] else 'left'} side has no value"


def _values(letter: Symbol, where: Set) -> Iterator[Expr]:
    """Some numbers of the set in which a page says that a letter lies."""
    ends = where if isinstance(where, FiniteSet) else where.boundary
    for value in (*(ends if isinstance(ends, FiniteSet) else ()), *map(S, _TRIED)):
        if value.is_Rational and where.contains(value) is S.true and (value.is_Integer or not letter.is_integer):
            yield value


def _holds(check: tuple[Expr, str, Expr], at: dict[Basic, Expr]) -> bool:
    left, op, right = check
    gap = (left - right).xreplace(at)
    return op != "≠" or Unequality(gap, 0) is S.true


def _has_value(side: Expr, at: dict[Basic, Expr]) -> bool:
    try:
        ball(side, at, BITS)
    except NoValue:
        return False
    return True
