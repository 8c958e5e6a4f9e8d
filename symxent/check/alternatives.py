"""Conditions of a page that exclude each other: the nearest governs, or each by itself perhaps does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Basic, Expr, FiniteSet, S
from sympy.core.relational import Rel

from symxent.check.conditions import OPPOSITE, Governing, Restriction
from symxent.check.limited import SIGNS, Limits, limited
from symxent.language.domain import Domain
from symxent.language.scope import Scope
from symxent.language.tree import Name, Node
from symxent.read.speech import CONDITIONAL, Speeches

if TYPE_CHECKING:
    from symxent.check.definitions import Definition
    from symxent.check.knowledge import Knowledge
    from symxent.check.statements import Statement

MOST = 4


def is_case(definition: Definition, statement: Statement, speeches: Speeches) -> bool:
    """Whether a number that a letter is given applies: said before, or behind as a condition; "so x = 2" is no case.

    What another section finds of a letter is not said of it here, unless that section supposes it.
    """
    supposed = speeches.at(definition.formula).act in CONDITIONAL
    if definition.number < statement.number:
        return supposed or definition.section == statement.section
    return supposed and definition.number > statement.number


def possible(numeric: dict[Basic, Expr], limits: Limits) -> dict[Basic, Expr]:
    """The numbers of letters without those that the conditions exclude: if a ≠ 0, a = 0 was said of another case."""
    out = {s for s, v in numeric.items() if limits.domain.where.get(s, S.Reals).contains(v) is S.false}
    for letter, sign, bound in limits.checks:
        if letter in numeric and bound.is_number and sign in SIGNS:
            out |= {letter} if Rel(numeric[letter], bound, SIGNS[sign]) is S.false else set()
    return {s: v for s, v in numeric.items() if s not in out}


def attached(governed: Governing, statement: Statement, knowledge: Knowledge) -> Governing:
    """The conditions, those of the same sentence that belong to another of its claims only perhaps.

    "For x ≥ 0, A and for x ≤ 1, B" begins with a condition: each leads what follows it.  "A for x ≥ 0 and B for x ≤ 1"
    begins with what is said: each stands behind it.
    """
    formula, speeches = statement.formula, knowledge.speeches
    sentence = [n for n in speeches.sentence(formula) if n in knowledge.by_formula]
    claims = [n for n in sentence if speeches.at(n).act not in CONDITIONAL]
    if len(claims) < 2 or formula not in claims:
        return governed
    at, leading = claims.index(formula), speeches.leads(formula)
    last, next_claim = max(claims[:at], default=-1), min(claims[at + 1 :], default=sentence[-1] + 1)
    said = {r.formula for r in governed.restrictions if r.sure and r.formula in sentence}
    here = {n for n in said if last < n < formula} if leading else {n for n in said if formula < n < next_claim}
    others = {n for n in said if n > formula} if leading else {n for n in said if n < formula or n > next_claim}
    page = knowledge.page
    first = min(here, default=formula)
    if leading and here and ";" in page.text[page.formulas[first - 1].end : page.formulas[first].start]:
        # For x > 0, A; for x ≠ 0, B: the first says nothing of B.
        told = frozenset[str]().union(*(r.names for r in governed.restrictions if r.formula in here))
        others |= {r.formula for r in governed.restrictions if r.formula in said - here and r.names & told}
    if not here:  # what stands before governs on: we have A for x > 0, so B
        others = {n for n in others if n > formula}
    made = tuple(r.doubted if r.formula in others - here else r for r in governed.restrictions)
    return replace(governed, restrictions=made, surely=frozenset(k for r in made if r.sure for k in r.names))


def nearest(domain: Domain, scope: Scope, governed: Governing, formula: int, speeches: Speeches) -> Limits:
    """What is left under the conditions that surely govern a formula.

    Of some that exclude each other the nearest does: "for x ≥ 0, |x| = x and for x < 0, |x| = −x", or, where what is
    said stands first, "|x| = x for x ≥ 0 and |x| = −x for x < 0".
    """
    sure = [r for r in governed.restrictions if r.sure]
    whole = limited(domain, scope, sure)

    def together(some: list[Restriction]) -> bool:
        found = limited(domain, scope, some)
        return not found.excluded and _possible(Limits(domain), found, some)

    if together(sure) or not all(together([r]) for r in sure):  # log x for x < 0: that is no other case
        return whole
    leading = speeches.leads(formula)
    kept: list[Restriction] = []
    places: list[float] = []
    for r in sure:  # words stand behind the formula before them
        places.append(r.formula if r.formula >= 0 else max((p for p in places if p < formula), default=-1) + 0.5)
    order = sorted(zip(places, sure, strict=True), key=lambda at: ((at[0] < formula) != leading, abs(at[0] - formula)))
    for _, r in order:
        if together([*kept, r]):
            kept.append(r)
    return limited(domain, scope, [r for r in sure if r in kept])


_CONTRARY = {("=", "≠"), ("=", "<"), ("=", ">"), ("<", ">"), ("<", "≥"), ("≤", ">"), ("≤", "≥")}


def alternatives(sure: Limits, scope: Scope, doubtful: Sequence[Restriction]) -> list[Limits]:
    """What is left under all restrictions that may govern together: i = j and i ≠ j, both said on a page, do not.

    More than a few ways are one in which everything governs: a point of it is one of each.
    """
    groups: list[list[Restriction]] = [[]]
    for restriction in doubtful:
        found: list[list[Restriction]] = []
        for group in groups:
            if _possible(sure, limited(sure.domain, scope, [*group, restriction]), [*group, restriction]):
                found.append([*group, restriction])
                continue
            found.append(group)
            if not _possible(sure, limited(sure.domain, scope, [restriction]), [restriction]):
                continue  # what governs for sure excludes it
            other = [restriction]
            for r in group:
                if _possible(sure, limited(sure.domain, scope, [*other, r]), [*other, r]):
                    other.append(r)
            found.append(other)
        groups = [group for place, group in enumerate(found) if group not in found[:place]]
        if len(groups) > MOST:
            return [limited(sure.domain, scope, doubtful)]
    return [limited(sure.domain, scope, group) for group in groups]


def _gives(left: Node, op: str, right: Node) -> bool:
    return op == "=" and (isinstance(left, Name) or isinstance(right, Name))


def _possible(sure: Limits, found: Limits, said: Sequence[Restriction]) -> bool:
    """Whether no set is empty and no two relations of the same sides exclude each other.

    x ≥ 0 and x ≤ 0 are two cases, and not x = 0, which a page says in that way only.
    """
    equal = any(isinstance(r.where, FiniteSet) or (r.relation is not None and _gives(*r.relation)) for r in said)
    for root, where in found.domain.where.items():
        one = isinstance(where, FiniteSet) and len(where) == 1 and where != sure.domain.where.get(root) and not equal
        if where is S.EmptySet or one:
            return False
    told: dict[tuple[Expr, Expr], set[str]] = {}
    for a, op, b in (*sure.checks, *found.checks):
        told.setdefault((a, b), set()).add(op)
        told.setdefault((b, a), set()).add(OPPOSITE.get(op, op))
    return not any({x, y} <= ops for ops in told.values() for x, y in _CONTRARY)
