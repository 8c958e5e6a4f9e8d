"""The equation that a letter is said to be solved from: by the words between the two, x = 4 behind f′(x) = 0."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from symxent.check.both_signs import is_signed
from symxent.check.implication import FOLLOWS
from symxent.check.numeric import has_decimals
from symxent.language.tree import Call, Derivative, Gradient, Indexed, Name, Node, Number, Words, walk
from symxent.read.sentences import given_anew

if TYPE_CHECKING:
    from symxent.check.chain import ChainJudge
    from symxent.check.statements import Statement

#: So many characters of words may stand between an equation and what it leads to.
MOST_WORDS = 160
ZERO = Number("0")
#: Kinds of steps that set an equation.
_SET = ("condition", "sought", "premise", "definition")
#: What is done to an equation, or what it has.
_DONE = re.compile(
    r"\b(?:then|dividing|divide|adding|add|subtract\w*|multiply\w*|factor\w*|factoring|taking|cancel\w*|collect\w*"
    r"|simplif\w*|expand\w*|complet\w+|ha(?:s|ve|ving)\s+(?:(?:the|as|a|its|two|exactly|only|one|single|unique|real)\s+)*"
    r"(?:solutions?|roots?|zeros?)|(?:solutions?|roots?|zeros?)\s+(?:is|are))\b",
    re.IGNORECASE,
)
#: The roots of E, and: are.
_ROOTS_OF = re.compile(
    r"\b(?:solutions?|roots?|zeros?)\s+(?:of|to)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}\W*\Z", re.IGNORECASE
)
_ANOTHER = re.compile(r"\b(?:parallel|perpendicular|another|different|similar|modulo)\b", re.IGNORECASE)
_ARE = re.compile(r"\W*(?:is|are)\b[^.]{0,40}\Z", re.IGNORECASE)
#: Words that make 0 of what stands before them, or of its derivative.
_SET_TO_ZERO = re.compile(
    r"(?:\b(?:set|setting|equat\w+|put|putting)\b[^.$]{0,60}\b(?:to|equal)\b[^.$]{0,12}(?:\bzero\b|\$?\s*0)"
    r"|\b(?:critical|stationary)\s+points?\b)",
    re.IGNORECASE,
)
_IS_ZERO_AT = re.compile(
    r"\b(?:(?:is|are|becomes?|equals?)\s+(?:zero|\$?0\$?)|vanish\w*|ha(?:s|ve)\s+(?:a|its|the)?\s*(?:roots?|zeros?))\s+"
    r"(?:exactly\s+|only\s+|precisely\s+)?(?:at|when|for|if)?[\s$\\({]*\Z",
    re.IGNORECASE,
)
_EXTREMUM = re.compile(
    r"\b(?:min|max)im\w+\b[^.$]{0,30}\b(?:at|by|when|for|is)[\s$\\({]*\Z|\b(?:arg)?(?:min|max)im\w*\s+is[\s$\\({]*\Z",
    re.IGNORECASE,
)
#: Words with which nothing is said to follow, or to be exact; and those that make a case of what stands behind them.
_OTHERWISE = re.compile(
    r"\b(?:let|given|consider\w*|defin\w+|denot\w+|any|every|all|instead|otherwise|without|not|no|never|cannot|wrong\w*"
    r"|mistake\w*|incorrect\w*|unless|except|suppos\w+|assum\w+|guess\w*|trial|try|tries"
    r"|attempt\w*|approx\w*|about|roughly|numerical\w*|newton\w*|iterat\w*|initial\w*|start\w*|bisection|case|other"
    r"|modulo|mod|constrain\w*|subject|boundary|endpoints?|interval|domain|local\w*|\\in|values?|answers?)\b|n't|\?|\\approx|≈",
    re.IGNORECASE,
)
_AS_A_CASE = re.compile(
    r"\b(?:for|at|when|if|where|with|let|set|take|choose|say|using|put(?:ting)?|because|since|as|while|than|from|by|of|in"
    r"|near|on|and|or)[\s$\\({]*\Z|\([\s$]*\Z",
    re.IGNORECASE,
)
_LIMITS = re.compile(r"\b(?:on|over|between|within|given|under)\b|[\[\]<>≤≥∈]|\\(?:[lg]eq?|in|mathbb)\b", re.IGNORECASE)
_ITEM = re.compile(r"\\item\b|\n\s*(?:[-*+•]|\d+[.)])\s|\A\s*,\s*(?!\\\\|\\\]|\$|\\end|\\q?quad|\\text|\s|\Z)")
_LIST = re.compile(r"(?:[\s$,;&]|\\[,;: ]|\\q?quad|\\text\w*|[{}()]|\band\b|\bor\b)*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Equation:
    """What is solved; ``whole``: its solutions are all told, and not one of them; ``enough``: and no more is said.

    ``sure``: it is an equation that holds, and words or an arrow say that what stands behind it follows.
    """

    sides: tuple[Node, Node]
    whole: bool
    enough: bool = True
    sure: bool = True


@dataclass(frozen=True)
class Premise:
    """An equation of a statement that is solved for a letter of it, and the values that are told."""

    equation: Equation
    letter: Name | Indexed
    values: tuple[Node, ...]
    statement: Statement


def premise_of(chain: ChainJudge, left: Node, right: Node) -> Premise | None:
    """The equation that left = right is said to be solved from, with the values beside right; None where none is."""
    here, statements = chain.statement, chain.knowledge.statements
    if not _is_value(here) or not isinstance(left, Name | Indexed) or has_decimals(right):
        return None
    first, values = here, list[object]((right,))
    while first.number and _LIST.match(_between(chain, statements[first.number - 1], first)):
        other = statements[first.number - 1]
        if first.chain.implied or not _is_value(other) or _plain(other.members[0]) != _plain(left):
            break
        first, values = other, [*values, other.members[1]]
    for other in statements[here.number + 1 :]:
        another = _is_value(other) and not other.chain.implied and _plain(other.members[0]) == _plain(left)
        if not another or not _LIST.match(_between(chain, statements[other.number - 1], other)):
            break
        values.append(other.members[1])
    told = tuple(v for v in values if isinstance(v, Node))
    if not first.number or len(told) < len(values):
        return None
    before = statements[first.number - 1]
    found = _solved_between(chain, before, first)
    letter = None if found is None else _letter_of(left, found.sides)
    if (
        found is None
        or any(is_signed(n) for side in found.sides for n in walk(side))
        or letter is None
        or mentions_any(told, letter)
    ):
        return None
    return Premise(found, letter, told, before)


def equation_before(chain: ChainJudge) -> Equation | None:
    """The equation that words, an arrow or the next row of a display say that a statement follows from."""
    here = chain.statement
    if not here.number or len(here.members) != 2 or here.chain.continues:
        return None
    before = chain.knowledge.statements[here.number - 1]
    return _solved_between(chain, before, here)


def _solved_between(chain: ChainJudge, before: Statement, first: Statement) -> Equation | None:
    near = before.section == first.section and first.formula - before.formula <= 2 and not before.chain.remark
    words = _between(chain, before, first)
    if not near or len(before.members) < 2 or len(words) > MOST_WORDS or is_of_another(chain, before):
        return None
    anew = given_anew(chain.knowledge.page.text, first.chain.start)
    if any(anew.get(key, 0) > before.chain.start for key in {"", *(k for names in before.names for k in names)}):
        return None  # let A be any matrix, without this assumption: it is said of another letter
    around = (c for c in chain.knowledge.speeches.conditions if c.start <= before.chain.start < c.end)
    if any(c.formula != before.formula and first.chain.start >= c.end for c in around):
        return None  # it was said of a case that has ended
    return None if _OTHERWISE.search(words) or _ITEM.search(words) else _equation(chain, before, first, words)


def is_of_another(chain: ChainJudge, before: Statement) -> bool:
    """Whether words before an equation say that it is another one that is solved: parallel to the plane x + y = 1."""
    start = chain.knowledge.speeches.at(before.formula).start
    return bool(_ANOTHER.search(chain.knowledge.page.text, start, before.chain.start))


def _is_value(statement: Statement) -> bool:
    """Whether a statement is letter = value."""
    one = statement.members[0]
    equal = [o.text for o in statement.chain.operators] == ["="]
    return equal and isinstance(one, Name | Indexed) and not statement.chain.continues


def _between(chain: ChainJudge, one: Statement, other: Statement) -> str:
    return chain.knowledge.page.text[one.chain.end : other.chain.start]


def _plain(node: object) -> Node | None:
    """A letter without what marks it as a solution: λ̂, λ*, λ_ML, and x₁ of a list of roots."""
    if isinstance(node, Indexed) and isinstance(node.base, Name) and not node.upper and len(node.lower) == 1:
        return _plain(node.base) if isinstance(node.lower[0], Words | Number) else node
    if isinstance(node, Name):
        return Name(node.name) if node.accent in ("hat", "star", "tilde") else node
    return node if isinstance(node, Node) else None


def _letter_of(head: Name | Indexed, sides: tuple[Node, Node]) -> Name | Indexed | None:
    """The letter of an equation that a head is the value of: itself, or what it is when its marks are taken off."""
    there = [n for side in sides for n in walk(side) if isinstance(n, Name | Indexed)]
    bare = _plain(head)
    for letter in (head, bare):
        if isinstance(letter, Name | Indexed) and letter in there:
            return letter
    return None


def mentions_any(values: Sequence[Node], letter: Node) -> bool:
    """Whether a letter occurs in one of some trees."""
    return any(n == letter for value in values for n in walk(value))


def _equation(chain: ChainJudge, before: Statement, first: Statement, words: str) -> Equation | None:
    """The equation that is solved."""
    *_, one, other = before.members
    head = before.members[0]
    operators = {o.text for o in before.chain.operators}
    if not isinstance(one, Node) or not isinstance(other, Node) or not operators <= {"=", ":=", "≡"}:
        return None
    is_zero, to_zero, extremum = (p.search(words) for p in (_IS_ZERO_AT, _SET_TO_ZERO, _EXTREMUM))
    if other != ZERO and (is_zero or to_zero or extremum):
        if to_zero and _AS_A_CASE.search(words) and not words.rstrip("$ \n").endswith("at"):
            return None
        if extremum and _is_limited(chain, before, words):
            return None
        if _is_derivative(head) or is_zero:
            return Equation((other, ZERO), to_zero is not None, extremum is None)
        if isinstance(head, Call) and len(head.arguments) == 1 and isinstance(by := head.arguments[0], Name):
            return Equation((Derivative(head, (by,)), ZERO), to_zero is not None, extremum is None)
        return None
    said = chain.knowledge.page.text[chain.knowledge.speeches.at(before.formula).start : before.chain.start]
    follows_ = FOLLOWS.search(words) or _DONE.search(words) or (_ARE.match(words) and _ROOTS_OF.search(said))
    leads = first.chain.implied or (follows_ is not None and not _AS_A_CASE.search(words))
    if not leads and (before.formula != first.formula or _AS_A_CASE.search(words)):
        return None
    last = next(reversed(chain.judge.steps_of(before)), None)
    if last is None or (last.status == "given" and last.kind not in _SET):
        return None
    return Equation((one, other), True, sure=leads and last.status in ("given", "proved", "refuted"))


def _is_limited(chain: ChainJudge, before: Statement, words: str) -> bool:
    """Whether a function may be looked at on a part of the numbers only, at whose ends its slope need not be 0."""
    speech = chain.knowledge.speeches.at(before.formula)
    said = chain.knowledge.page.text[speech.start : before.chain.start] + words
    restrictions = chain.judge.chain(before).setting.governed.restrictions
    return bool(_LIMITS.search(said)) or any(r.formula <= before.formula for r in restrictions)


def _is_derivative(node: object) -> bool:
    return isinstance(node, Derivative | Gradient) or (isinstance(node, Call) and node.primes > 0)
