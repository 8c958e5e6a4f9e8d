"""x > 1 ⇔ x² > 1: whether each of two relations follows from the other, where a page says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sympy import Expr, Symbol, evaluate

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

    x > 1 ⇔ x² > 1: the second follows from the first, and not the first from the second.  And ln x² = 4 ⇔ 2 ln x = 4:
    where x < 0 the first alone has a value, and may hold.
    """
    whole = len(step.statement.chain.operators) == 1  # a = b = c is what stands on one side of the ⇔, or an identity
    for other in _equivalents(chain) if step.status == "proved" and whole else ():
        pair = _Pair.of(chain, other)
        if not _is_the_same(chain, other) and not (pair and pair.leads_back):
            return replace(step, outcome=Outcome("unknown", "only one direction of the equivalence is shown"))
        if pair and not pair.has_a_value:
            return replace(
                step, outcome=Outcome("unknown", "it may have no value where what it is equivalent to holds")
            )
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


@dataclass(frozen=True)
class _Pair:
    """Two relations next to each other, and what the page says of their letters, each being any real number else."""

    here: Relation
    other: Relation
    given: tuple[Relation, ...]
    domain: Domain
    needed: frozenset[
        Relation
    ]  # where both sides of this one are defined as they are written, and not those of the other

    @staticmethod
    def of(chain: ChainJudge, other: Statement) -> _Pair | None:
        """None for what is no pair of relations between numbers."""
        here, governed = chain.statement, chain.setting.governed.restrictions
        formulas = {here.formula, other.formula}
        kept = [r for r in governed if r.sure and r.formula not in formulas]
        pairs = [(*s.members, s.chain.operators[0].text) for s in (here, other) if len(s.members) == 2]
        pairs += [(r.relation[0], r.relation[2], r.relation[1]) for r in kept if r.relation is not None]
        trees = [side for one, two, _ in pairs for side in (one, two) if isinstance(side, Node)]
        known = {key: Symbol(key, real=True) for side in trees for key in letters(side)}
        try:
            made = [Relation(*_sides(one, two, known, _OPERATORS[op])) for one, two, op in pairs]
            with evaluate(False):  # √x² is x, where it has a value
                written = [Relation(*_sides(one, two, known, _OPERATORS[op])) for one, two, op in pairs[:2]]
        except (SymxentError, KeyError):
            return None
        if len(made) < 2 or of_arrays(chain, tuple(trees)):
            return None
        where = {known[r.key]: r.where for r in kept if r.key in known and r.where is not None}
        first, second = (
            {replace(c, lhs=c.lhs.doit()) for r in pair for c in r.conditions()}
            for pair in zip(made, written, strict=False)
        )
        return _Pair(made[0], made[1], tuple(made[2:]), Domain(where=where), frozenset(first - second))

    @property
    def leads_back(self) -> bool:
        """Whether the other relation follows from this one."""
        return self._follows(self.here, (self.other,))

    @property
    def has_a_value(self) -> bool:
        """Whether both sides of this relation are defined wherever the other one holds."""
        lost = self.needed - set(self.here.conditions())
        told = (Relation(side, "=", side) for side in (self.here.lhs, self.here.rhs))
        return not self.needed or self._follows(self.other, (*told, *lost))

    def _follows(self, premise: Relation, conclusion: tuple[Relation, ...]) -> bool:
        found = follows(((premise, *self.given),), (conclusion,), self.domain, refuting=False)
        return found.status is Status.PROVED


def _sides(one: object, two: object, known: dict[str, Symbol], operator: str) -> tuple[Expr, str, Expr]:
    if not isinstance(one, Node) or not isinstance(two, Node):
        raise SymxentError("an equation between numbers was expected")
    left, right = equation((one, two), known)
    return left, operator, right
