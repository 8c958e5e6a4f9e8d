"""What a formula is said to be of: the letter that "where" names before it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symxent.read.speech import Speech

if TYPE_CHECKING:
    from symxent.check.knowledge import Knowledge

#: What says of letters that stand before it what they are.
WHERE = frozenset(("where", "wobei", "donde", "onde", "où", "其中", "여기서"))
#: What says why a formula before it holds.
SINCE = frozenset(("since", "because", "weil", "da", "puisque", "porque", "ya que", "pois", "因为", "由于"))
_ONLY_WHERE = re.compile(rf"\W*(?:{'|'.join(sorted(WHERE | SINCE))}|and|und|y|e|et|和)?\W*", re.IGNORECASE)
#: What may stand between a name and the formula that says what it is: where P is the projection on U: P = …
_NAMED = re.compile(
    r"\W*(?:is|denotes|are)\s+(?:the|a|an)\b(?!.*\b(?:if|unless|when\w*|not|no|only|except|never|than|or|some|any"
    r"|approx\w*|about|nearly|almost|otherwise|suppos\w*|assum\w*)\b).*",
    re.IGNORECASE | re.DOTALL,
)
_KEY = re.compile(r"\\?([A-Za-z]+)(?:_\{?(\w+)\}?)?")


def stands_behind(speech: Speech, words: frozenset[str]) -> bool:
    """Whether a formula stands right behind one of the words "where" and "since"."""
    return speech.said.lower() in words and _ONLY_WHERE.fullmatch(speech.before) is not None


def is_named_by_where(knowledge: Knowledge, formula: int, key: str) -> bool:
    """Whether a formula is said to be what a name is: … P y, where P is the projection: P = …"""
    if not 0 < formula < len(knowledge.page.formulas):
        return False  # a convention, which the page does not say
    speech, above = knowledge.speeches.at(formula), knowledge.speeches.at(formula - 1)
    name = knowledge.page.formulas[formula - 1].text.strip()
    alone = key_of(name) == key and _KEY.fullmatch(name) is not None and above.start == speech.start
    return alone and stands_behind(above, WHERE) and _NAMED.fullmatch(speech.before) is not None


def key_of(latex: str) -> str:
    """The key of a name as it stands: \\alpha_i is a component of alpha, w_0 a name of its own."""
    match = _KEY.match(latex)
    if match is None:
        return latex
    name, index = match.groups()
    return f"{name}_{index}" if index and index.isdigit() else name
