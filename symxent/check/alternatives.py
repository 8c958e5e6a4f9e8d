"""Conditions of a page that exclude each other: the nearest governs, or each by itself perhaps does."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, S

from symxent.check.conditions import OPPOSITE, Governing, Limits, Restriction, limited
from symxent.language.domain import Domain
from symxent.language.scope import Scope
from symxent.read.speech import CONDITIONAL, Speeches

MOST = 4


def nearest(domain: Domain, scope: Scope, governed: Governing, formula: int, speeches: Speeches) -> Limits:
    """What is left under the conditions that surely govern a formula.

    Of some that exclude each other the nearest does: "for x ≥ 0, |x| = x and for x < 0, |x| = −x", or, where what is
    said stands first, "|x| = x for x ≥ 0 and |x| = −x for x < 0".
    """
    sure = [r for r in governed.restrictions if r.sure]
    whole = limited(domain, scope, sure)
    if len(sure) < 2 or _possible(Limits(domain), whole):
        return whole
    start = speeches.at(formula).start
    sentence = [n for n, speech in enumerate(speeches.formulas) if speech.start == start]
    behind = bool(sentence) and speeches.at(sentence[0]).act not in CONDITIONAL
    kept: list[Restriction] = []
    for r in sorted(sure, key=lambda r: ((r.formula > formula) != behind, abs(r.formula - formula))):
        if _possible(Limits(domain), limited(domain, scope, [*kept, r])):
            kept.append(r)
    return limited(domain, scope, [r for r in sure if r in kept])


_CONTRARY = {("=", "≠"), ("=", "<"), ("=", ">"), ("<", ">"), ("<", "≥"), ("≤", ">")}


def alternatives(sure: Limits, scope: Scope, doubtful: Sequence[Restriction]) -> list[Limits]:
    """What is left under all restrictions that may govern together: i = j and i ≠ j, both said on a page, do not.

    More than a few ways are one in which everything governs: a point of it is one of each.
    """
    groups: list[list[Restriction]] = [[]]
    for restriction in doubtful:
        found: list[list[Restriction]] = []
        for group in groups:
            if _possible(sure, limited(sure.domain, scope, [*group, restriction])):
                found.append([*group, restriction])
                continue
            found.append(group)
            if not _possible(sure, limited(sure.domain, scope, [restriction])):
                continue  # what governs for sure excludes it
            other = [restriction]
            for r in group:
                if _possible(sure, limited(sure.domain, scope, [*other, r])):
                    other.append(r)
            found.append(other)
        groups = [group for place, group in enumerate(found) if group not in found[:place]]
        if len(groups) > MOST:
            return [limited(sure.domain, scope, doubtful)]
    return [limited(sure.domain, scope, group) for group in groups]


def _possible(sure: Limits, found: Limits) -> bool:
    """Whether no set is empty and no two relations of the same sides exclude each other."""
    if any(where is S.EmptySet for where in found.domain.where.values()):
        return False
    told: dict[tuple[Expr, Expr], set[str]] = {}
    for a, op, b in (*sure.checks, *found.checks):
        told.setdefault((a, b), set()).add(op)
        told.setdefault((b, a), set()).add(OPPOSITE.get(op, op))
    return not any({x, y} <= ops for ops in told.values() for x, y in _CONTRARY)
