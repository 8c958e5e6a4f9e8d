"""x > 1 ⇔ x² > 1: whether each of two relations follows from the other, where a page says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Expr, Symbol

from symxent.check.implication import equation, of_arrays
from symxent.check.judged import Judged
from symxent.check.names import letters
from symxent.check.regardless import equal, reading
from symxent.check.steps import Outcome
from symxent.derive.consequence import follows
from symxent.derive.relations import Relation
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.tree import Add, Negative, Node
from symxent.proof import Status

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge
    from symxent.check.statements import Statement

#: Between two relations: each follows from the other.
_MUTUAL = re.compile(
    r"\\iff\b|\\(?:Long)?[lL]eftrightarrow\b|[⇔⟺]|\biff\b|if,? and only if|(?:exactly|precisely|just) when"
    r"|\bequivalent(?:ly)?\b|genau dann|si et seulement si|si y s[oó]lo si|se e (?:só|somente) se|当且仅当|等价",
)
_OPERATORS = {"=": "=", "≠": "!=", "<": "<", ">": ">", "≤": "<=", "≥": ">="}


def or_one_way(chain: ChainJudge, step: Judged) -> Judged:
    """The step, open where the page says that it is equivalent to another and that does not follow from it.

    x > 1 ⇔ x² > 1: the second follows from the first, and not the first from the second.
    """
    whole = len(step.statement.chain.operators) == 1  # a = b = c is what stands on one side of the ⇔, or an identity
    for other in _equivalents(chain) if step.status == "proved" and whole else ():
        if not _is_the_same(chain, other) and not _leads_back(chain, other):
            return replace(step, outcome=Outcome("unknown", "only one direction of the equivalence is shown"))
    return step


def _equivalents(chain: ChainJudge) -> Iterator[Statement]:
    """The statements next to this one between which and it there is a ⇔."""
    here, statements, text = chain.statement, chain.knowledge.statements, chain.knowledge.page.text
    if here.number and _MUTUAL.search(text, statements[here.number - 1].chain.end, here.chain.start):
        yield statements[here.number - 1]
    if here.number + 1 < len(statements) and _MUTUAL.search(
        text, here.chain.end, statements[here.number + 1].chain.start
    ):
        yield statements[here.number + 1]


def _is_the_same(chain: ChainJudge, other: Statement) -> bool:
    """Whether two equations are one, terms moved from side to side: y = Xb + e and e = y − Xb, of matrices as well."""
    pairs = [s.members for s in (chain.statement, other) if [o.text for o in s.chain.operators] == ["="]]
    sides = [side for pair in pairs for side in pair if isinstance(side, Node)]
    if len(sides) != 4:
        return False
    one, two, three, four = sides
    here = Add((one, Negative(two)))
    opaque = reading(chain, (here, Add((three, Negative(four)))), False)
    return any(equal(opaque, here, Add((a, Negative(b)))) for a, b in ((three, four), (four, three)))


def _leads_back(chain: ChainJudge, other: Statement) -> bool:
    """Whether a relation next to this one follows from it, each letter being any real number that the page allows."""
    here, governed = chain.statement, chain.setting.governed.restrictions
    formulas = {here.formula, other.formula}
    kept = [r for r in governed if r.sure and r.formula not in formulas]
    pairs = [(*s.members, s.chain.operators[0].text) for s in (here, other) if len(s.members) == 2]
    pairs += [(r.relation[0], r.relation[2], r.relation[1]) for r in kept if r.relation is not None]
    trees = [side for one, two, _ in pairs for side in (one, two) if isinstance(side, Node)]
    known = {key: Symbol(key, real=True) for side in trees for key in letters(side)}
    try:
        made = [Relation(*_sides(one, two, known, _OPERATORS[op])) for one, two, op in pairs]
    except (SymxentError, KeyError):
        return False
    if len(made) < 2 or of_arrays(chain, tuple(trees)):
        return False
    where = {known[r.key]: r.where for r in kept if r.key in known and r.where is not None}
    after, before, *given = made
    return follows(((after, *given),), ((before,),), Domain(where=where), refuting=False).status is Status.PROVED


def _sides(one: object, two: object, known: dict[str, Symbol], operator: str) -> tuple[Expr, str, Expr]:
    if not isinstance(one, Node) or not isinstance(two, Node):
        raise SymxentError("an equation between numbers was expected")
    left, right = equation((one, two), known)
    return left, operator, right
