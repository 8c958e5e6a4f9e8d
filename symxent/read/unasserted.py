"""Formulas that nobody asserts, by their layout or their paragraph: hypotheses, answers to choose from."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from symxent.read import speech_words as words
from symxent.read.document import Page
from symxent.read.sentences import HEADING, Sentence

if TYPE_CHECKING:
    from symxent.read.speech import Speech

_CHOICES = re.compile(r"\\(begin|end)\s*\{(?:" + "|".join(words.CHOICES) + r")\}")
#: A list that begins soon behind a place.
_LISTED_BEHIND = re.compile(r".{0,300}?\\begin\{(itemize|enumerate)\}.*?\\end\{\1\}", re.DOTALL)


def mark_hypotheses(sentences: list[Sentence], found: list[Speech]) -> None:
    """Between "suppose" and "contradiction" nothing is asserted: in one paragraph, or in a proof that says so."""
    opened = False
    for sentence in sentences:
        text = " ".join(p.text for p in sentence.pieces)
        begins = bool(words.BY_CONTRADICTION.search(text))
        if opened and not begins and (HEADING.search(text) or words.REFUTED.search(text)):
            _suppose([sentence], found)
            opened = False
        opened = opened or begins
        if opened:
            _suppose([sentence], found)
    paragraphs: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        paragraphs.setdefault(sentence.paragraph, []).append(sentence)
    for group in paragraphs.values():
        texts = [" ".join(p.text for p in s.pieces) for s in group]
        absurd = [i for i, t in enumerate(texts) if words.CONTRADICTION.search(t)]
        supposed = [i for i, t in enumerate(texts) if words.GIVEN.search(t)]
        if absurd and (not supposed or supposed[0] > absurd[-1]):
            _suppose(group[: absurd[-1] + 1], found)  # if 1/x < 0, then …, contradicting 1 > 0
        elif absurd:
            last = len(group) - 1 if absurd[-1] == supposed[0] else absurd[-1]
            _suppose(group[supposed[0] : last + 1], found)


def mark_choices(found: list[Speech], page: Page) -> None:
    """An answer among which one is to choose is not asserted."""
    marks = [(m.start(), m.group(1)) for m in _CHOICES.finditer(page.text)]
    lists = [
        m.span() for said in words.TO_JUDGE.finditer(page.text) if (m := _LISTED_BEHIND.match(page.text, said.end()))
    ]
    for number, formula in enumerate(page.formulas):
        opened = [kind for at, kind in marks if at < formula.start][-1:] == ["begin"]
        line = page.text[page.text.rfind("\n", 0, formula.start) + 1 : formula.start]
        if opened or "\\choice" in line or any(start < formula.start < end for start, end in lists):
            found[number] = replace(found[number], act="question", said="choice")


def _suppose(sentences: list[Sentence], found: list[Speech]) -> None:
    for sentence in sentences:
        for piece in sentence.pieces:
            if piece.formula >= 0:
                found[piece.formula] = replace(found[piece.formula], act="hypothesis", said="contradiction")
