"""x > 1 ⇔ x² > 1: whether each of two relations follows from the other, where a page says so.

x² = 9 ⇔ x = 3 or x = −3: of several alternatives what is said is that they are all the solutions together.  So it is
of x = ±3, which is both, each a solution.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sympy import Expr, FiniteSet, Rational, Symbol, evaluate

from symxent.check.both_signs import is_signed, with_signs
from symxent.check.imaginary import speaks_of_complex
from symxent.check.implication import FOLLOWS, PATIENCE, equation, of_arrays, solutions
from symxent.check.judged import Judged
from symxent.check.names import letters
from symxent.check.regardless import equal, reading
from symxent.check.steps import Outcome
from symxent.derive.consequence import follows
from symxent.derive.relations import Condition, Relation
from symxent.errors import SymxentError
from symxent.language.domain import Domain
from symxent.language.tree import Add, Negative, Node, walk
from symxent.proof import Status, Verdict, prove
from symxent.read.errors import ReadError

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge
    from symxent.check.statements import Statement

#: Between two relations: each follows from the other.
_MUTUAL = re.compile(
    r"\\iff\b|\\(?:Long)?[lL]eftrightarrow\b|[⇔⟺]|\biff\b|if,? and only if|(?:exactly|precisely|just) when"
    r"|\bequivalent(?:ly)?\b|genau dann|si et seulement si|si y s[oó]lo si|se e (?:só|somente) se|当且仅当|等价",
)
_SPACE = re.compile(r"\\(?:text\w*|mathrm|mbox|quad|qquad|[,;: !()\[\]])|[\s${},;~]|\beither\b")
_OR = frozenset(("or", "oder", "ou", "o", "或", "\\lor", "\\vee", "∨"))
_OPERATORS = {"=": "=", "≠": "!=", "<": "<", ">": ">", "≤": "<=", "≥": ">="}


def or_one_way(chain: ChainJudge, step: Judged) -> Judged:
    """The step, open where the page says that it is equivalent to another and that does not follow from it.

    x > 1 ⇔ x² > 1: the second follows from the first, and not the first from the second.  And ln x² = 4 ⇔ 2 ln x = 4:
    where x < 0 the first alone has a value, and may hold.
    """
    whole = len(step.statement.chain.operators) == 1  # a = b = c is what stands on one side of the ⇔, or an identity
    for other in _equivalents(chain) if step.status == "proved" and whole else ():
        if _is_one_of_several(chain, other):
            continue
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
    #: Where both sides of this one are defined as they are written, and not those of the other.
    needed: frozenset[Relation]

    @staticmethod
    def of(chain: ChainJudge, other: Statement) -> _Pair | None:
        """None for what is no pair of relations between numbers."""
        both = chain.statement, other
        found = _relations(chain, both) if all(len(s.members) == 2 for s in both) else None
        bare = _relations(chain, both, False)  # √x² is x, where it has a value
        if found is None or bare is None or len(found[0]) != 2:  # more are there of x = ±2
            return None
        (here, there), given, domain = found
        first, second = (
            {replace(c, lhs=c.lhs.doit()) for r in pair for c in r.conditions()}
            for pair in zip(*(some[0] for some in (found, bare)), strict=True)
        )
        return _Pair(here, there, given, domain, frozenset(first - second))

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


_Relations = tuple[tuple[Relation, ...], tuple[Relation, ...], Domain]


def _relations(chain: ChainJudge, statements: Sequence[Statement], evaluated: bool = True) -> _Relations | None:
    """What some statements end with as relations between numbers, and what else the page says of their letters.

    Each letter is any real number that it may be; None for what is no relation between numbers.
    """
    if any(len(s.members) < 2 for s in statements):
        return None  # it goes on from another line
    formulas = {s.formula for s in statements}
    kept = [r for r in chain.setting.governed.restrictions if r.sure and r.formula not in formulas]
    said = [end for s in statements for end in _ends(s)]
    count = len(said)
    said += [(r.relation[0], r.relation[2], r.relation[1]) for r in kept if r.relation is not None]
    trees = [side for one, two, _ in said for side in (one, two) if isinstance(side, Node)]
    known = {key: Symbol(key, real=True) for side in trees for key in letters(side)}
    try:
        with evaluate(evaluated):
            made = tuple(Relation(*_sides(one, two, known, _OPERATORS[op])) for one, two, op in said)
    except (SymxentError, KeyError):
        return None
    if len(made) < count or of_arrays(chain, tuple(trees)):
        return None
    where = {known[r.key]: r.where for r in kept if r.key in known and r.where is not None}
    return made[:count], made[count:], Domain(where=where)


def _ends(statement: Statement) -> list[tuple[Node | ReadError, Node | ReadError, str]]:
    """Both sides of the last step of a statement: with the upper sign and with the lower one where it has one ±."""
    one, two, operator = *statement.members[-2:], statement.chain.operators[-1].text
    if not isinstance(one, Node) or not isinstance(two, Node) or not _has_one_sign(statement):
        return [(one, two, operator)]
    return [(with_signs(one, upper), with_signs(two, upper), operator) for upper in (1, -1)]


def _has_one_sign(statement: Statement) -> bool:
    """Whether a statement is an equation with one ±; of two of them it is not said which belongs to which."""
    trees = [side for side in statement.members if isinstance(side, Node)]
    single = len(trees) == 2 and [o.text for o in statement.chain.operators] == ["="]
    return single and sum(is_signed(n) for tree in trees for n in walk(tree)) == 1


def _sides(one: object, two: object, known: dict[str, Symbol], operator: str) -> tuple[Expr, str, Expr]:
    if not isinstance(one, Node) or not isinstance(two, Node):
        raise SymxentError("an equation between numbers was expected")
    left, right = equation((one, two), known)
    return left, operator, right


# -- alternatives


@dataclass(frozen=True)
class _Alternatives:
    """``whole`` ⇒ the alternatives, or ⇔ where it is ``mutual``; ``first``: these stand first, and ⇒ it.

    ``loose``: x = 1 ± 2 stands behind an equation, and it is not said in signs that it follows.
    """

    whole: Statement
    each: tuple[Statement, ...]
    mutual: bool
    first: bool
    loose: bool = False


def or_alternatives(chain: ChainJudge, step: Judged) -> Judged | None:
    """What becomes of a step that is an alternative, or what the alternatives are equivalent to; None for any other.

    Wrong is an alternative that is no solution of a polynomial, where ⇔ stands, or where another solution is lost.
    """
    found = _around(chain, chain.statement)
    if found is None:
        return None
    whole, here = step.statement == found.whole, step.statement.chain
    if found.first and not whole:
        return None
    if found.loose:
        shown = None if whole else _outcome(chain, step, found)
        return replace(step, kind="implication", outcome=shown) if shown and shown.status == "proved" else None
    if whole and not found.first:
        if here.implied or step.place < len(here.operators) - 1:
            return None
        return replace(step, kind="condition", outcome=Outcome("given", "taken as a condition"))
    return replace(step, kind="implication", outcome=_outcome(chain, step, found))


def _is_one_of_several(chain: ChainJudge, statement: Statement) -> bool:
    """Whether a statement is an alternative to another one."""
    found = _around(chain, statement)
    return found is not None and statement in found.each


def _around(chain: ChainJudge, here: Statement) -> _Alternatives | None:
    statements, text = chain.knowledge.statements, chain.knowledge.page.text
    for number in (here.number, here.number + 1, here.number - 1):  # one of them, or what stands before or behind them
        low = high = number
        while 0 < low < len(statements) and _joined(chain, low - 1):
            low -= 1
        while 0 <= high < len(statements) - 1 and _joined(chain, high):
            high += 1
        if not 0 <= low <= high < len(statements):
            continue
        each = tuple(statements[low : high + 1])
        signed = low == high and _has_one_sign(each[0])
        if not signed and not any(_between(chain, n) in _OR for n in range(low, high)):
            continue
        for whole, one, two in ((low - 1, low - 1, low), (high + 1, high, high + 1)):
            if not 0 <= whole < len(statements) or here not in (statements[whole], *each):
                continue
            mutual = _MUTUAL.search(text, statements[one].chain.end, statements[two].chain.start) is not None
            if mutual or statements[two].chain.implied:
                return _Alternatives(statements[whole], each, mutual, whole > high)
            between = _between(chain, one)
            if (
                signed
                and whole < low
                and (not between or FOLLOWS.search(text, statements[one].chain.end, each[0].chain.start))
            ):
                return _Alternatives(statements[whole], each, mutual, False, loose=True)
    return None


def _joined(chain: ChainJudge, number: int) -> bool:
    """Whether the statement behind one is another alternative, or the next of a list of values of one letter."""
    one, two = chain.knowledge.statements[number : number + 2]
    between = _between(chain, number)
    return between in _OR or (not between and one.members[0] == two.members[0] and not two.chain.implied)


def _between(chain: ChainJudge, number: int) -> str:
    one, two = chain.knowledge.statements[number : number + 2]
    return _SPACE.sub("", chain.knowledge.page.text[one.chain.end : two.chain.start])


def _outcome(chain: ChainJudge, step: Judged, found: _Alternatives) -> Outcome:
    made = _relations(chain, (found.whole, *found.each))
    if made is None or speaks_of_complex(chain.knowledge.page.text):  # z⁴ = 16 has two more solutions there
        return Outcome("unknown", "the alternatives are not judged together")
    sizes = [len(_ends(s)) for s in (found.whole, *found.each)]
    if sizes[0] > 1:
        return Outcome("unknown", "of ± on both sides it is not said which belong together")
    (whole, *each), given, domain = made
    ways: list[tuple[Condition, Condition]] = [
        (((whole, *given),), tuple((one,) for one in each)),
        (tuple((one, *given) for one in each), ((whole,),)),
    ]
    both = found.mutual or (sizes[-1] > 1 and not found.first)  # each of x = ±2 is said to be a solution
    asserted = ways if both else ways[found.first : found.first + 1]
    shown = [follows(*way, domain, refuting=False) for way in asserted]
    if all(way.status is Status.PROVED for way in shown):
        words = "together they are its solutions" if both else "it follows from what stands before it"
        return Outcome("proved", words, Verdict.together([p for way in shown for p in way.proofs]))
    wrong = {} if found.first else _wrong(whole, each, found.mutual)
    place = 1 + found.each.index(step.statement) if step.statement in found.each else 0
    for here in () if not place else each[sum(sizes[1:place]) : sum(sizes[1 : place + 1])]:
        if here.rhs in wrong:
            return Outcome("refuted", "this does not satisfy the equation before it", wrong[here.rhs])
    return Outcome("unknown", "that the alternatives together are all the solutions is not shown")


def _wrong(premise: Relation, each: Sequence[Relation], mutual: bool) -> dict[Rational, Verdict]:
    """The alternatives x = … that do not solve a polynomial, with what shows it."""
    letters = premise.letters
    if len(letters) != 1 or premise.op != "=":
        return {}
    (x,) = letters
    if not isinstance(x, Symbol) or any(one.lhs != x or one.op != "=" or not one.rhs.is_Rational for one in each):
        return {}
    roots, values = solutions(premise.gap, x), [one.rhs for one in each]
    if not roots or not (mutual or set(roots) - set(values)):
        return {}
    shown = {v: prove(premise.lhs, premise.rhs, Domain(where={x: FiniteSet(v)}), seconds=PATIENCE) for v in values}
    return {v: verdict for v, verdict in shown.items() if verdict.refuted}
