"""What stands beside a formula and keeps its correction from being written without the author's word.

A correction is right where the step is asserted, as it stands, by the author.  Under a condition, a hypothesis, a
negation or a question, and in a quotation, the formula may be just as it was meant to be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symxent.read import speech_words as words
from symxent.read.document import Page
from symxent.read.sentences import HEADING, Sentence
from symxent.read.speech import Speech

_ACTS = {
    "condition": "a condition", "given": "a condition", "premise": "a condition", "sought": "a condition",
    "hypothesis": "a hypothesis", "question": "a question", "mistake": "a quotation",
}  # fmt: skip
#: Looked for in the sentence of the formula and in the one before it.
_SAID = (
    ("a negation", words.MISTAKE),
    ("a negation", re.compile(r"\b(?:not|no|never|cannot|neither|nor|instead|\w+n['’]t)\b|≠|~~", re.IGNORECASE)),
    ("a hypothesis", words.CONTRADICTION),
    ("a hypothesis", re.compile(r"\b(?:suppos\w*|assum\w*|hypothes\w*|conjectur\w*|would|were)\b", re.IGNORECASE)),
    ("a condition", words.CONDITION),
    ("a condition", words.GIVEN),
    ("a question", re.compile(r"[?？]|\b(?:exercises?|homework|quiz|questions?)\b", re.IGNORECASE)),
    ("a quotation", re.compile(r"[\"“”„«»]|``|''|\b(?:said|says|wrote|writes|students?|according)\b", re.IGNORECASE)),
)
_UNEQUAL = re.compile(r"\\neq?(?![a-zA-Z])|\\not(?![a-zA-Z])|≠")
_INSIDE = re.compile(r"\\(?:text|textrm|mbox|intertext)\s*\{([^{}]*)\}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: Among three words or more of English, one of these is nearly always found.
_ENGLISH = frozenset(
    (
        *("the", "a", "an", "of", "is", "are", "and", "we", "to", "that", "this", "then", "have", "by", "it", "from"),
        *("thus", "hence", "therefore", "which", "gives", "get", "one", "its"),
    )
)


def beside(page: Page, number: int, speech: Speech, sentences: Sequence[Sentence]) -> str:
    """What stands beside a formula, in words; "" when nothing keeps it from being corrected.

    ``number`` is that of the formula, ``speech`` what the page says with it, ``sentences`` those of the page.
    """
    if speech.act in _ACTS:
        return _ACTS[speech.act]
    formula = page.formulas[number]
    if _UNEQUAL.search(formula.text):
        return "a negation"
    if _is_quoted(page, formula.start):
        return "a quotation"
    at = next((n for n, s in enumerate(sentences) if any(p.formula == number for p in s.pieces)), 0)
    own, before = sentences[at], sentences[max(0, at - 1)]
    near = [own] if HEADING.search(page.text, before.start + 1, formula.start) else [before, own]
    text = " ".join([*(piece.text for s in near for piece in s.pieces), *_INSIDE.findall(formula.text)])
    for reason, pattern in _SAID:
        if pattern.search(text):
            return reason
    found = [word.lower() for word in _WORD.findall(text)]
    foreign = any(not word.isascii() for word in found) or (len(found) >= 3 and not _ENGLISH & set(found))
    return "something in a language that is not understood" if foreign else ""


def _is_quoted(page: Page, start: int) -> bool:
    """Whether a place lies behind the > of a Markdown quotation, or in a quote environment."""
    line = page.text[page.text.rfind("\n", 0, start) + 1 : start]
    opened, closed = (page.text.rfind(sign, 0, start) for sign in (r"\begin{quot", r"\end{quot"))
    return line.lstrip().startswith(">") or opened > closed
