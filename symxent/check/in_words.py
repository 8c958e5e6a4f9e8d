"""What sentences say of the letters of a step: that A is symmetric, where it is said, and as far as it reaches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from symxent.read.said import Said

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge

#: Words for what a letter may be, and SymPy's for it.
FACTS: Mapping[str, str] = {
    "symmetric": r"symmetric(?:al)?|symmetrisch\w*|simétric[oa]s?|symétriques?|对称"
    r"|(?<!cross )(?:covariance|correlation|precision|Gram)(?= matri\w+ (?!of|between|for|is\b|among))",
    "invertible": r"invertibles?|non-?singular|inverse exists|invertierbar\w*|inversibles?|可逆",
    "orthogonal": r"orthogonal(?:e[nrs]?|es)?|ortogona(?:l|les|is)|正交",
    "positive definite": r"positive[- ]definite|SPD|p\.?d\.|positiv definit\w*|definid[oa]s? positiv[oa]s?|正定",
    "diagonal": r"diagonal(?:e[nrs]?|es)?|对角",
    "idempotent": r"idempotent",
}
#: "If A is symmetric" holds in its own sentence, and in the next one where that goes on from it.
_CONDITIONAL = re.compile(r"\b(?:if|when|whenever|unless|wenn|falls)\b[^.]*", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:then|so|thus|hence|therefore|it follows|in th(?:is|at) case|dann)\b", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.!?。])\s+|\n\s*(?=#)|\n\s*\n\s*(?=[A-Z])")
_NEAR = 200  # characters, before and behind, of which a sentence is made at most
#: A sentence with such a word says perhaps the contrary, or nothing: "need not be", "never", "is it …?"
DENIED = re.compile(
    r"\b(?:not|cannot|never|neither|nor|no|none|without|unlikely|hardly|rarely|may|might|could|would|whether|unless|only"
    r"|instead|nicht|kein\w*|falsch|false)\b|n't\b|[?？不非]",
    re.IGNORECASE,
)


def said_before(knowledge: Knowledge, place: int) -> str:
    """What the section says before a place and in its own sentence; an "if" that ended before is left out."""
    text = knowledge.page.text
    begin, end = section_around(knowledge.said, place, len(text))
    start, own = _sentence_around(text, max(begin, place - _NEAR), place, min(end, place + _NEAR))
    return _CONDITIONAL.sub("", text[begin:start]) + own


def section_around(said: Said, place: int, length: int) -> tuple[int, int]:
    """Where the section of a place begins and ends."""
    before = [h for h in said.headings if h <= place]
    behind = [h for h in said.headings if h > place]
    return (before[-1] if before else 0), (behind[0] if behind else length)


def _sentence_around(text: str, begin: int, place: int, end: int) -> tuple[int, str]:
    """Where the sentence of a place begins, and the sentence, with the one before it where it goes on from that."""
    starts = [begin, *(found.end() for found in SENTENCE.finditer(text, begin, place))]
    behind = SENTENCE.search(text, place, end)
    if len(starts) > 1 and _GOES_ON.match(text, starts[-1]):
        starts.pop()
    return starts[-1], text[starts[-1] : behind.start() if behind else end]


def says(text: str, letter: str, fact: str) -> bool:
    """Whether a sentence says of a letter what it is: "let A be symmetric", "a symmetric matrix A", "A and B are …".

    What was said before the letter is given anew ("now let A be any matrix") is said no longer.
    """
    own = rf"(?<![a-zA-Z\\])(?:\\(?:math(?:bf|rm|bm)|bm|boldsymbol)\s*\{{?\s*)?\\?{re.escape(letter)}(?![a-zA-Z])"
    general = r"(?:any|every|arbitrary|general)\s+(?:[\w-]+\s+){0,2}matri\w+"
    anew = rf"\b(?:let|consider|take|{general})\s+\$?[^$.\w]{{0,9}}{own}"
    text = _DOLLARS.sub("$", text)
    text = text[max((found.start() for found in re.finditer(anew, text, re.IGNORECASE)), default=0) :]
    fact = rf"(?<![a-zA-Z-])(?i:{FACTS[fact]})"
    before = rf"{fact}\s+(?:[\w-]+\s+){{0,3}}\$?[^$.\n]{{0,30}}?(?<![a-zA-Z])\Z"
    a, others = r"(?:an?|eine?|una?|une|uma?)\s+", r"(?:(?!non)[\w-]+,?\s+){0,3}?"
    verb = rf"\b(?:is|be|are|being|ist|sind|sei|es|son|est|sont|é|são)\s+(?:{a})?{others}"
    gap = r"(?P<gap>[^.\n]{0,25}?|[^.\n$]{0,60}?\$?[^.\n$]{0,15}?)"
    of_it = rf"{gap}{verb}|\s*\$?,?\s*(?:{a}{others}|[为是]\w{{0,3}}?)"
    behind = re.compile(rf"(?:{of_it}){fact}")
    for sentence in SENTENCE.split(text):
        if DENIED.search(sentence):
            continue
        for found in re.finditer(own, sentence):
            if _is_alone(sentence, *found.span()):
                told = behind.match(sentence, found.end())
                if (told and _JOINED.fullmatch(told["gap"] or "")) or re.search(before, sentence[: found.start()]):
                    return True
    return False


#: What opens and closes a formula.
_DOLLARS = re.compile(r"\\[()\[\]]|\$\$")
#: Between a letter and what is said of it: other formulas only that are joined to it, A and B, and not A, where AᵀA.
_ENDS = re.compile(r"[ }]*(?:[$,;=∈<>]|\\(?:in|succ|succeq|quad)\b|\Z)")
_JOINED = re.compile(r"[^$]*\$?(?:\s*(?:,|(?:,\s*)?(?:and|or|und|oder|y|e|et|ou|和|与|及))\s*\$[^$]*\$)*[^$]*")


def _is_alone(sentence: str, start: int, end: int) -> bool:
    """Whether a letter in a formula is what the formula names: A, the second of A, B, the A of A ∈ S; none of A B."""
    if sentence[:start].count("$") % 2 == 0:
        return True
    return sentence[:start].rstrip(" {")[-1:] in ("$", ",") and _ENDS.match(sentence, end) is not None
