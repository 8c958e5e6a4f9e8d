"""What a section says before a step: its equations, and the relations that hold at the step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from symxent.check.names import names_of
from symxent.check.reach import IF, is_of_another_case
from symxent.check.restricted import is_used_outside
from symxent.check.statements import Statement
from symxent.language.stated import Stated
from symxent.language.text import to_text
from symxent.language.tree import Call, Divide, Indexed, Multiply, Name, Node, Number, Power, Words, walk
from symxent.read.sentences import given_anew
from symxent.read.speech import UNASSERTED, Condition
from symxent.read.speech_words import PARTLY, SUPPOSE, TO_SHOW, UNSURE

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge
    from symxent.check.knowledge import Knowledge

#: So many equations are looked back for.
MOST_STATED = 20
#: So far back, in statements: a page without sections is not read anew for every step.
MOST_BACK = 60
#: Characters of a sentence that can be understood.
LONGEST_SENTENCE = 1000
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_MOMENTS = frozenset(("V_blackboard", "Var", "var", "Cov", "cov"))
_INDICES = frozenset("ijklst")
#: What stands for another thing each time: O(h), a constant.
_VAGUE = frozenset(("O", "o", "const", "const.", "constant", "cst"))
_ORDERS = {"=": "=", ":=": "=", "≡": "=", "≤": "≤", "<": "<", "≥": "≥", ">": ">"}


@dataclass(frozen=True)
class Said:
    """``left`` ``operator`` ``right``, as a page says it; ``words``: the same as text."""

    left: Node
    operator: str
    right: Node

    def tells_of(self, names: Set[str], named: Iterable[Set[str]]) -> bool:
        """Whether it says what a letter, a function or a power is that some names can stand for.

        ``named``: the names in each of its sides.
        """
        sides = zip((self.left, self.right), named, strict=True) if self.operator == "=" else ()
        below = (
            (s.below if isinstance(s, Divide) and s.above == Number("1") else s, held) for s, held in sides
        )  # 1/s² = 1/t² + 1/r²
        return any(isinstance(side, Name | Indexed | Call | Power) and held <= names for side, held in below)

    @property
    def words(self) -> str:
        return f"{to_text(self.left)} {self.operator} {to_text(self.right)}"


def relations_before(chain: ChainJudge, left: Node, operator: str, right: Node) -> Iterator[Said]:
    """The relations that the section states before a step and that may be needed for it, the nearest first.

    For an equation these are equations that say what a part of the step is, for an order all that share a letter with
    it.  Of several equations with one left side the nearest counts alone; that a letter is a number, or lies beside
    one, may be said of an example.
    """
    knowledge, here = chain.knowledge, chain.statement
    names, told = frozenset(names_of((left, right))), set[Node]()
    for statement in reversed(knowledge.statements[max(0, here.number - MOST_BACK) : here.number]):
        if statement.section != here.section:
            return
        lost = statement.chain.remark or statement.chain.continues or statement.number in chain.judge.doubted
        if lost or not holds_at(knowledge, statement, here):
            continue
        for place, (token, (one, other)) in enumerate(
            zip(statement.chain.operators, pairwise(statement.members), strict=False)
        ):
            named = statement.names[place], statement.names[place + 1]
            sign = _ORDERS.get(token.text)
            if sign is None or not isinstance(one, Node) or not isinstance(other, Node):
                continue
            said = Said(one, sign, other)
            if (
                not _is_general(knowledge, statement, said)
                or (sign == "=" and one in told)
                or (left, right) in ((one, other), (other, one))
            ):
                continue
            told |= {one} if sign == "=" else set()
            if operator != "=":
                yield from (said,) if names & (named[0] | named[1]) else ()
                continue
            for more in (said, *_said_by_its_chain(statement, place), *_solved(said)) if sign == "=" else (said,):
                held = (named[0] if more.left is one else frozenset(names_of((more.left,))), named[1])
                if more.tells_of(names, held) and (more.left, more.right) not in ((left, right), (right, left)):
                    names = names | named[0] | named[1]
                    yield more


def _said_by_its_chain(statement: Statement, place: int) -> Iterator[Said]:
    """T = lF = x says T = x too."""
    first, last = statement.members[0], statement.members[place + 1]
    whole = (
        place and not statement.chain.continues and {o.text for o in statement.chain.operators[: place + 1]} == {"="}
    )
    if whole and isinstance(first, Name) and isinstance(last, Node):
        yield Said(first, "=", last)


def _solved(said: Said) -> Iterator[Said]:
    """a/b = c says what a is, wherever it has a meaning."""
    for side, other in ((said.left, said.right), (said.right, said.left)):
        if isinstance(side, Divide) and isinstance(side.above, Name | Indexed) and not isinstance(other, Number):
            yield Said(side.above, "=", Multiply((other, side.below)))


def _is_general(knowledge: Knowledge, statement: Statement, said: Said) -> bool:
    """Whether a relation says more than what a letter is in an example, in a case, or at the point that is looked at.

    f = g may hold almost everywhere only.
    """
    speech = knowledge.speeches.at(statement.formula)
    act = speech.act
    end = max(speech.end, statement.chain.end)
    if end - speech.start > LONGEST_SENTENCE or UNSURE.search(knowledge.page.text, speech.start, end):
        return False
    nodes = [n for side in (said.left, said.right) for n in walk(side)]
    labels = [i for n in nodes if isinstance(n, Indexed) for i in (*n.lower, *n.upper)]
    if any((isinstance(n, Words) and n not in labels) or getattr(n, "name", "") in _VAGUE for n in nodes):
        return False
    letters = [side.base if isinstance(side, Indexed) else side for side in (said.left, said.right)]
    if said.operator != "=":
        return act in ("given", "condition", "premise") or not (
            isinstance(letters[0], Name) and isinstance(said.right, Number)
        )
    if act in ("condition", "premise") or any(isinstance(n, Name) and n.key in knowledge.called for n in letters):
        return False
    return not (isinstance(letters[0], Name) and isinstance(said.right, Number))


def stated_before(chain: ChainJudge, left: Node, right: Node, letters: bool = False) -> tuple[Stated, ...]:
    """Equations about means, probabilities and other calls that the section states before a step, the nearest first.

    Before them those that are given as a reason for it right behind it.

    ``letters``: those too that say what a letter is.
    What a page supposes, asks for or is to show is none, and neither is the step itself or a chain with a step that is
    false, or in doubt.
    """
    knowledge, here = chain.knowledge, chain.statement
    heads, names = _heads((left, right)), names_of((left, right))
    found: list[Stated] = []
    before = reversed(knowledge.statements[max(0, here.number - MOST_BACK) : here.number])
    for statement in (*knowledge.reasons_behind(here), *before):
        if statement.section != here.section or len(found) >= MOST_STATED:
            break
        pair = _equation(statement)
        if pair is None or statement.number in chain.judge.doubted:
            continue
        if pair == (left, right) and statement.number not in knowledge.by_number:
            continue
        if statement.number < here.number and not holds_at(knowledge, statement, here):
            continue
        named = isinstance(pair[0], Multiply) or (
            letters
            and isinstance(pair[0], Name | Indexed)
            and _is_general(knowledge, statement, Said(pair[0], "=", pair[1]))
        )
        turned = isinstance(pair[0], Name | Indexed) and isinstance(pair[1], Call) and _heads(pair[1:]) & heads
        pair = pair[::-1] if turned and not letters else pair  # μ = E[X]
        if (named and statement.names[0] <= names) or _heads(pair[:1]) & heads:
            words = f"{to_text(pair[0])} = {to_text(pair[1])}"
            limited = _limited(knowledge, statement)
            found.append(Stated(*pair, tuple(k for k in _indices(pair[0]) if k not in limited), words))
    return tuple(found)


def holds_at(knowledge: Knowledge, statement: Statement, here: Statement) -> bool:
    """Whether what a formula says still holds at a later one: asserted there, under no condition that ended before.

    A condition, or what a condition limits, holds as far as the condition reaches: E[X_i] = 0 for i ≥ 2.  What tells of
    f(x) for x > 1 says nothing of f elsewhere, nor below an integral over other x.
    """
    if any(is_used_outside(d, [*here.trees], knowledge) for d in knowledge.by_number.get(statement.number, ())):
        return False
    act = knowledge.speeches.at(statement.formula).act
    formula = knowledge.page.formulas[statement.formula]
    behind = knowledge.page.text[formula.end : formula.end + 80]
    if TO_SHOW.search(knowledge.speeches.at(statement.formula).before) or PARTLY.match(behind):
        return False
    if _is_of_a_part(knowledge, statement, here) or _is_denied(knowledge, statement, here):
        return False
    anew = given_anew(knowledge.page.text, here.chain.start)
    if any(statement.chain.start < anew.get(key, 0) for names in statement.names for key in names):
        return False
    around = [c for c in knowledge.speeches.conditions if c.start <= statement.chain.start < c.end]
    ended = [c for c in around if c.formula != statement.formula and not c.start <= here.chain.start < c.end]
    lifted = bool(around) and statement.chain.start < anew.get("", 0)
    if lifted or any(_limits(knowledge, c, statement) for c in ended):
        return False
    if is_of_another_case(knowledge, [c for c in around if c.formula != statement.formula], here):
        return False
    if act in ("condition", "premise"):
        own = (c for c in around if c.formula == statement.formula and c.sure)
        return any(c.start <= here.chain.start < c.end for c in own)
    return act not in (*UNASSERTED, "sought")


def _is_of_a_part(knowledge: Knowledge, statement: Statement, here: Statement) -> bool:
    """Whether two letters were equal in a part of a proof that ended since: "we assume x = y", or … ⇒ x = y."""
    speech = knowledge.speeches.at(statement.formula)
    pair = _equation(statement) or ()
    between = knowledge.page.text[speech.end : here.chain.start]
    supposed = statement.chain.implied or SUPPOSE.search(f"{speech.said} {speech.before}")
    letters = bool(pair) and all(isinstance(e, Name | Indexed) for e in pair)
    return bool(letters and supposed) and len(_PARAGRAPHS.findall(between)) > 1


def _is_denied(knowledge: Knowledge, statement: Statement, here: Statement) -> bool:
    """Whether a condition of a later place says that the two sides of an equation differ there: let now a ≠ b."""
    pair = _equation(statement)
    inside = (k for k in knowledge.conditions if k.condition.start <= here.chain.start < k.condition.end)
    relations = (r.relation for k in inside for r in k.restrictions if r.sure and r.relation is not None)
    return pair is not None and any(r[1] in ("≠", "<", ">") and {r[0], r[2]} == set(pair) for r in relations)


def _limits(knowledge: Knowledge, condition: Condition, statement: Statement) -> bool:
    """Whether a condition says when an equation holds, by an if or a letter of it; "with" and "under" say of what."""
    there = names_of(tree for s in knowledge.by_formula.get(condition.formula, ()) for tree in s.trees)
    first = re.match(r"\w*", condition.words.lower())
    return (
        (first is not None and first.group() in IF) or bool(there & names_of(statement.trees)) or bool(condition.names)
    )


def _limited(knowledge: Knowledge, statement: Statement) -> set[str]:
    """The letters that some condition around a formula speaks of: for those it holds for some values only."""
    around = (c for c in knowledge.speeches.conditions if c.start <= statement.chain.start < c.end)
    beside = {c.formula for c in around} - {statement.formula}
    return names_of(tree for number in beside for s in knowledge.by_formula.get(number, ()) for tree in s.trees)


def _equation(statement: Statement) -> tuple[Node, Node] | None:
    """The first and the last member of a chain of equalities."""
    first, last = statement.members[0], statement.members[-1]
    equal = all(o.text in ("=", ":=", "≡") for o in statement.chain.operators) and not statement.chain.continues
    if not equal or statement.chain.remark or not isinstance(first, Node) or not isinstance(last, Node):
        return None
    return first, last


def head_of_call(call: Call) -> Node:
    """The function of a call, without its indices."""
    return call.function.base if isinstance(call.function, Indexed) else call.function


def _heads(trees: Iterable[Node]) -> set[str]:
    """The names that are called in some trees; variances and covariances are means."""
    heads = (head_of_call(n) for tree in trees for n in walk(tree) if isinstance(n, Call))
    found = {head.key for head in heads if isinstance(head, Name)}
    return found | ({"E_blackboard", "E"} if found & _MOMENTS else set())


def _indices(node: Node) -> tuple[str, ...]:
    """The letters that stand as an index somewhere in a tree, and nowhere else."""
    scripts = [s for n in walk(node) if isinstance(n, Indexed) for s in (*n.lower, *n.upper)]
    inside = [n.key for s in scripts for n in walk(s) if isinstance(n, Name)]
    everywhere = [n.key for n in walk(node) if isinstance(n, Name)]
    return tuple(k for k in sorted(set(inside) & _INDICES) if inside.count(k) == everywhere.count(k))
