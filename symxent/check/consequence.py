"""Steps that follow from what the section says before them: a ≤ c from a ≤ b and b ≤ c, 1 − u/v from R² = 1 − u/v.

The letters are opaque.  An order has to be the sum of what is said, each relation as often as is needed; in an equation
what is said to be equal is put in, or it is the equation of the line above times a factor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain as chain_from
from itertools import combinations
from typing import TYPE_CHECKING

from sympy import (
    Add,
    Expr,
    Integer,
    Mul,
    Pow,
    Rational,
    Set,
    Symbol,
    cancel,
    exp,
    expand,
    factor_list,
    fraction,
    log,
    together,
)
from sympy.core.function import AppliedUndef

from symxent.check.judged import Judged
from symxent.check.knowledge import NEAR
from symxent.check.regardless import MOST_NODES, SAID, domain_of, has_capitals, reading
from symxent.check.said_before import Said, holds_at, relations_before
from symxent.check.statements import Statement
from symxent.check.steps import FAILURES, OPERATORS, Outcome, points_before_failure
from symxent.errors import Disagreement
from symxent.language.domain import NONNEGATIVE, POSITIVE
from symxent.language.opaque import Opaque
from symxent.language.tree import Big, Divide, Indexed, Name, Node, Number, walk
from symxent.language.words import MOST_OPERATIONS
from symxent.logic import alike, same
from symxent.proof import Verdict, prove
from symxent.read.sentences import given_anew
from symxent.read.speech import CONDITIONAL, UNASSERTED
from symxent.read.speech_words import CONDITION, GIVEN

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge

#: Seconds for one proof.
PATIENCE = 0.3
#: So many relations are looked back for, and so many of them may be needed.
MOST_SAID = 8
MOST_NEEDED = 3
#: So many lines above are tried.
MOST_ABOVE = 3
_TURNED = {"≥": "≤", ">": "<"}


@dataclass(frozen=True)
class Fact:
    """0 ``operator`` ``gap``, in opaque letters, where the operator is =, ≤ or <; ``sides``: of an equation."""

    gap: Expr
    operator: str
    sides: tuple[Expr, Expr]
    words: str


def or_consequence(chain: ChainJudge, step: Judged) -> Judged:
    """The step, or what is not decided of it proved from what the section says before it.

    What follows from the line above is not false, and more than a condition.
    """
    claimed = chain.knowledge.speeches.at(step.statement.formula).act == "claim"
    open_ = step.status in ("unknown", "needs definition") or (claimed and step.kind == "condition")
    below = step.operator.text == "=" and (step.status == "refuted" or step.kind == "condition")
    if not (open_ or below) or step.operator.text not in OPERATORS:
        return step
    alone = len(step.statement.chain.operators) == 1 and not step.statement.chain.continues
    if alone and chain.knowledge.speeches.at(step.statement.formula).act in CONDITIONAL | UNASSERTED:
        return step  # what is not asserted needs no proof
    assert isinstance(step.left, Node)
    assert isinstance(step.right, Node)
    if sum(1 for side in (step.left, step.right) for _ in walk(side)) > MOST_NODES:
        return step
    operator = "=" if step.operator.text in (":=", "≡") else step.operator.text
    for relaxed in (False, True) if has_capitals((step.left, step.right)) else (False,):
        outcome = _follows(chain, step.left, operator, step.right, relaxed, open_)
        if outcome is not None:
            return replace(step, kind="claim", outcome=outcome)
    return step


def _follows(chain: ChainJudge, left: Node, operator: str, right: Node, relaxed: bool, open_: bool) -> Outcome | None:
    """``open_``: whether it may follow from all that the section says, and not from the line above alone."""
    opaque = reading(chain, (left, right), relaxed)
    try:
        one, other = opaque.number(left), opaque.number(right)
        before = relations_before(chain, left, operator, right) if open_ else ()
        said = chain_from(_sample_means(chain, (left, right)), before)
        facts = cache(partial(facts_of, said, opaque))
        if operator in _TURNED:
            one, other, operator = other, one, _TURNED[operator]
        if operator == "=":
            equations = [f for f in facts() if f.operator == "=" and f.gap.as_numer_denom()[1].free_symbols]
            return _equal(one, other, facts()) or _multiple(one, other, [*_above(chain, opaque), *equations], facts)
        if operator in ("≤", "<"):
            return ordered(one, operator, other, facts)
    except Disagreement:
        raise
    except FAILURES:
        return None
    return None


def _sample_means(chain: ChainJudge, trees: tuple[Node, ...]) -> Iterator[Said]:
    """x̄ = 1/n Σ x_i of each x̄ in a step of a page that calls it a sample mean, as all sums of x_i on the page run."""
    if not _MEANS_IN_WORDS.search(chain.knowledge.page.text):
        return
    nodes = (n for s in chain.knowledge.statements for n in s.nodes)
    sums = [n for n in nodes if isinstance(n, Big) and n.kind == "sum" and len(n.index) == 1]
    bars = {n.name for tree in trees for n in walk(tree) if isinstance(n, Name) and n.accent == "bar"}
    for name in sorted(bars):
        over = [b for b in sums if Indexed(Name(name), b.index) in walk(b.body)]
        ends = {(b.lower, b.upper, b.condition) for b in over}
        if len(ends) == 1 and over[0].upper in _SIZES and over[0].lower == Number("1") and not over[0].condition:
            member = Indexed(Name(name), over[0].index)
            yield Said(Name(name, "bar"), "=", Divide(replace(over[0], body=member), over[0].upper))


#: How many there are in a sample; Σ up to another letter is perhaps over a part of it.
_SIZES = (Name("n"), Name("N"))
_MEANS_IN_WORDS = re.compile(r"\\bar[^.]{0,120}?\b(?:sample|arithmetic) means?\b", re.DOTALL)


def facts_of(relations: Iterable[Said], opaque: Opaque) -> list[Fact]:
    """What is said before about numbers, in the letters of the step."""
    found: list[Fact] = []
    for said in relations:
        if len(found) == MOST_SAID:
            break
        try:
            fact = _fact(said, opaque)
        except FAILURES:
            continue
        if fact.gap.free_symbols and fact.gap not in [f.gap for f in found]:
            found.append(fact)
    return found


def _fact(said: Said, opaque: Opaque) -> Fact:
    one, other, operator = opaque.number(said.left), opaque.number(said.right), said.operator
    if operator in _TURNED:
        one, other, operator = other, one, _TURNED[operator]
    return Fact(_spread(other - one), operator, (one, other), said.words)


def _spread(value: Expr) -> Expr:
    return expand(value) if value.count_ops() <= MOST_OPERATIONS else value


# -- orders


def ordered(one: Expr, operator: str, other: Expr, said: Callable[[], list[Fact]]) -> Outcome | None:
    """one ≤ other: by itself, or other − one = Σ λ · (what is said not to be negative) + a number that is not."""
    alone = _proved(one, OPERATORS[operator], other)
    if alone is not None:
        return Outcome("proved", SAID, alone)
    gap, facts = _spread(other - one), said()
    for count in range(1, MOST_NEEDED + 1):
        for chosen in combinations(facts, count):
            shares = _shares(gap, chosen)
            if shares is not None:
                verdict = _summed(one, operator, other, chosen, shares)
                if verdict is not None:
                    return _outcome(verdict, chosen)
    return None


def _shares(gap: Expr, facts: Sequence[Fact]) -> list[Rational] | None:
    """How often each fact is needed, so that only a number is left of the gap; None where that cannot be."""
    columns = [_terms(f.gap) for f in facts]
    goal = _terms(gap)
    if not all(column.keys() & goal.keys() - {Integer(1)} for column in columns[:1]):
        return None
    rows = sorted((goal.keys() | {t for c in columns for t in c}) - {Integer(1)}, key=str)
    table = [[*(c.get(term, Rational(0)) for c in columns), goal.get(term, Rational(0))] for term in rows]
    shares = _solved(table, len(facts))
    if shares is None or any(s == 0 or (s < 0 and f.operator != "=") for s, f in zip(shares, facts, strict=True)):
        return None
    return shares


def _terms(value: Expr) -> dict[Expr, Rational]:
    found: dict[Expr, Rational] = {}
    for term in Add.make_args(value):
        number, rest = term.as_coeff_Mul()
        if not number.is_Rational:
            number, rest = Rational(1), term
        found[rest] = found.get(rest, Rational(0)) + number
    return found


def _solved(table: list[list[Rational]], unknowns: int) -> list[Rational] | None:
    """The one solution of a system of linear equations; None for none or many."""
    rows = [row[:] for row in table]
    for column in range(unknowns):
        pivot = next((i for i in range(column, len(rows)) if rows[i][column] != 0), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column] = [x / rows[column][column] for x in rows[column]]
        for i, row in enumerate(rows):
            if i != column and row[column] != 0:
                rows[i] = [x - row[column] * y for x, y in zip(row, head, strict=True)]
    if any(row[-1] != 0 for row in rows[unknowns:]):
        return None
    return [row[-1] for row in rows[:unknowns]]


def _summed(one: Expr, operator: str, other: Expr, facts: Sequence[Fact], shares: Sequence[Rational]) -> Verdict | None:
    """other = one + Σ share · gap + rest, and 0 ≤ Σ share · (a number that is not negative) + rest."""
    rest = _spread(other - one - Add(*(s * f.gap for s, f in zip(shares, facts, strict=True))))
    if rest.free_symbols:
        return None
    identity = _proved(other, "=", one + Add(*(s * f.gap for s, f in zip(shares, facts, strict=True))) + rest)
    slack, where = Integer(0), {}
    for number, (share, fact) in enumerate(zip(shares, facts, strict=True)):
        if fact.operator != "=":
            letter = Symbol(f"gap_{number}", real=True)
            where[letter] = POSITIVE if fact.operator == "<" else NONNEGATIVE
            slack += share * letter
    if not where and not rest.is_number:
        return None
    order = _proved(Integer(0), OPERATORS[operator], slack + rest, where)
    return None if identity is None or order is None else Verdict.together([identity, order])


# -- equations


def _equal(one: Expr, other: Expr, facts: Sequence[Fact]) -> Outcome | None:
    """one = other, once what is said to be equal is put in: one equation, or one after the other, the nearest first."""
    equations = [f for f in facts if f.operator == "="]
    put, used = (one, other), list[Fact]()
    for fact in equations:
        for sides, before in (((one, other), []), (put, used)) if used else (((one, other), []),):
            changed = _with(fact, sides)
            if changed is None:
                continue
            verdict = _proved(changed[0], "=", changed[1])
            if verdict is not None:
                return _outcome(verdict, [*before, fact])
        changed = _with(fact, put) if len(used) < MOST_NEEDED else None
        if changed is not None:
            put, used = changed, [*used, fact]
    return None


def _with(fact: Fact, sides: tuple[Expr, ...]) -> tuple[Expr, ...] | None:
    """The sides with what an equation says put in; None where it says nothing of a part of them."""
    there = set().union(*(_parts(side) for side in sides))
    for part, value in _solutions(fact):
        if part in there:
            return tuple(side.xreplace({part: value}) for side in sides)
    return None


def _solutions(fact: Fact) -> Iterator[tuple[Expr, Expr]]:
    """What an equation says that a letter, a call or a function of one is: first its sides as they stand."""
    for part, value in (fact.sides, fact.sides[::-1]):
        if _is_part(part) and not value.has(part):
            yield part, value
    for part in sorted(_parts(fact.gap), key=str):
        share = fact.gap.coeff(part)
        rest = fact.gap - share * part
        if share.is_Rational and share != 0 and not _spread(rest).has(part):
            yield part, -rest / share


def _parts(value: Expr) -> set[Expr]:
    return {p for p in value.atoms(Symbol, AppliedUndef, Pow, log, exp) if _is_part(p)}


def _is_part(value: Expr) -> bool:
    """A letter, a call, a power of one, the logarithm or the exponential of something."""
    if isinstance(value, Pow):
        return isinstance(value.base, Symbol | AppliedUndef) and value.exp.is_Integer and value.exp > 1
    return isinstance(value, Symbol | AppliedUndef | log | exp) and bool(value.free_symbols)


def _above(chain: ChainJudge, opaque: Opaque) -> list[Fact]:
    """The equations of the lines above in the same display, the nearest first; of "hence" that just before it too."""
    here, found = chain.statement, list[Fact]()
    knowledge = chain.knowledge
    claimed = knowledge.speeches.at(here.formula).act == "claim"
    for statement in reversed(knowledge.statements[: here.number]):
        near = statement.section == here.section and here.formula - statement.formula <= NEAR
        beside = claimed and not found and near and _is_of_the_same(statement, chain)
        inside = statement.formula == here.formula
        if not (inside or beside) or statement.number in chain.judge.doubted or len(found) == MOST_ABOVE:
            break
        left, right = statement.members[-2:]
        if statement.chain.operators[-1].text != "=" or not isinstance(left, Node) or not isinstance(right, Node):
            break
        try:
            found.append(_fact(Said(left, "=", right), opaque))
        except FAILURES:
            break
        if not inside:
            break
    return found


def _is_of_the_same(statement: Statement, chain: ChainJudge) -> bool:
    """Whether what a formula says is said of the letters of a later one: none is limited or given anew between them."""
    knowledge, here = chain.knowledge, chain.statement
    between = knowledge.page.text[statement.chain.end : here.chain.start]
    if CONDITION.search(between) or GIVEN.search(between):
        return False
    anew = given_anew(knowledge.page.text, here.chain.start)
    letters = {"", *(k for names in statement.names for k in names)}
    same = all(anew.get(key, 0) <= statement.chain.start for key in letters)
    speech = knowledge.speeches.at(statement.formula)
    sought = speech.act == "sought" or speech.said.lower() in ("with", "such that")  # A and B with …; we multiply by x
    return same and (sought or holds_at(knowledge, statement, here))


def _multiple(one: Expr, other: Expr, above: Sequence[Fact], said: Callable[[], list[Fact]]) -> Outcome | None:
    """one = other, since the gap of its sides is that of an equation above times a factor; with what is said put in."""
    for fact in above:
        if not fact.gap.free_symbols or max(map(_size, (one, other, fact.gap))) > MOST_OPERATIONS:
            continue
        sides, before = (one, other, fact.gap), list[Fact]()
        for more in (None, *said()):
            if more is not None:
                changed = _with(more, sides)
                if changed is None or len(before) == MOST_NEEDED:
                    continue
                sides, before = changed, [*before, more]
            verdict = _times(*sides)
            if verdict is not None:
                return _outcome(verdict, [*before, fact])
    return None


def _size(value: Expr) -> int:
    return int(value.count_ops())


def _times(one: Expr, other: Expr, gap: Expr) -> Verdict | None:
    """one = other + q · gap, where what is below the bar of q is so in one or in other as well, or positive."""
    if gap == 0 or not gap.free_symbols & (one.free_symbols | other.free_symbols):
        return None
    above, below = fraction(cancel(together((one - other) / gap)))
    if above == 0:
        return None
    here = Mul(*(fraction(together(side))[1] for side in (one, other)))
    positive = {s for s, where in domain_of((one, other, gap)).where.items() if where.is_subset(POSITIVE)}
    for factor, _ in factor_list(below)[1]:
        plain = isinstance(factor, Symbol) and (factor.is_positive or factor in positive)
        if not plain and cancel(here / factor).as_numer_denom()[1].has(*factor.free_symbols):
            return None
    return _proved(one, "=", other + above / below * gap)


# -- proofs


def _proved(one: Expr, operator: str, other: Expr, where: Mapping[Symbol, Set] | None = None) -> Verdict | None:
    if operator == "=" and alike(one, other):
        return Verdict.of(same(one, other), ("identity",))
    domain = domain_of((one, other))
    domain = replace(domain, where={**domain.where, **(where or {})})
    seen = points_before_failure(one, other, domain, operator)
    if seen is None:
        return None
    verdict = prove(one, other, domain, op=operator, seconds=PATIENCE, agreed=seen, simplest=False)
    return verdict if verdict.proved else None


def _outcome(verdict: Verdict, facts: Sequence[Fact]) -> Outcome:
    said = tuple(dict.fromkeys(f.words for f in facts))
    words = f"{SAID}, by what was said before: {'; '.join(said)}"
    return Outcome("proved", words, replace(verdict, used=said))
