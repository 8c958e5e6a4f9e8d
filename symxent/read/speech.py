"""What a page says with each formula: asserts it, sets a condition, asks for it, supposes it, quotes a mistake.

Only the words around the formulas and the layout are looked at; what the formulas say is not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

from symxent.read import speech_words as words
from symxent.read.document import Page
from symxent.read.sentences import HEADING, Piece, Sentence, reach_of, sentences_of
from symxent.read.unasserted import mark_choices, mark_hypotheses

#: Acts with which a page does not assert a relation.
UNASSERTED = frozenset(("hypothesis", "question", "mistake"))
#: Acts that limit where other formulas hold, or are wished for: a relation of this kind need not be true.
CONDITIONAL = frozenset(("condition", "given", "premise", "sought"))


@dataclass(frozen=True)
class Speech:
    """What is done with one formula.

    ``act``: "claim" (asserted by a word), "stated" (no word says), "given", "condition", "premise", "sought",
    "hypothesis", "question" or "mistake".  ``said``: the word that decides.  ``start``, ``end``: its sentence.
    ``roughly``: the sentence speaks of an approximation.  ``before``: the words just before the formula.
    ``until``: where a condition (if, for, when, unless) ceases to hold.
    """

    act: str = "stated"
    said: str = ""
    start: int = 0
    end: int = 0
    roughly: bool = False
    before: str = ""
    until: float = inf


@dataclass(frozen=True)
class Condition:
    """What limits the formulas from ``start`` to ``end``.

    ``formula``: the number of the formula that says it, or −1 when words alone do; ``words``: those words.
    ``names``: what the words are about, as LaTeX, empty for everything that is governed; ``set``: where these names
    live, "" when the condition has to be read from its formula, or is not understood.  ``sure``: not a wish only.
    ``since``: what stands before it on the page is not even perhaps governed.
    """

    start: int
    end: int
    formula: int = -1
    words: str = ""
    names: tuple[str, ...] = ()
    set: str = ""
    sure: bool = True
    since: int = 0


@dataclass(frozen=True)
class Speeches:
    """Of a page: one Speech for each formula, the conditions, and what is said to be no number."""

    formulas: tuple[Speech, ...]
    conditions: tuple[Condition, ...]
    arrays: tuple[Condition, ...] = ()

    def at(self, formula: int) -> Speech:
        return self.formulas[formula] if formula < len(self.formulas) else Speech()

    def sentence(self, formula: int) -> range:
        """The formulas of the sentence that a formula stands in."""
        here, first, last = self.at(formula).start, formula, formula + 1
        while first and self.at(first - 1).start == here:
            first -= 1
        while last < len(self.formulas) and self.at(last).start == here:
            last += 1
        return range(first, last)

    def leads(self, formula: int) -> bool:
        """Whether its sentence begins with a condition: each leads what follows it, and stands behind it else."""
        return self.at(self.sentence(formula)[0]).act in CONDITIONAL


_NAME = re.compile(r"\\?[A-Za-z]+(?:_(?:\{\w+\}|\w))?")
_DRESSED = re.compile(
    r"\\[A-Za-z]+\s*\{\s*(\\?[A-Za-z]+)\s*\}|\\(?:mathbf|boldsymbol|bm|vec|mathcal|mathbb)\s*([A-Za-z])"
)
_BARE = re.compile(rf"\s*{_NAME.pattern}(?:\s*,\s*(?:\\[lc]?dots\s*,\s*)?{_NAME.pattern})*\s*[.,]?\s*\Z")
_MEMBER = re.compile(r"\\in(?![A-Za-z])|∈")
_LIST = re.compile(r"[\s,、，;；&()]*(?:and|or|und|oder|et|ou|y|e|o|both|also|和|与|或|及)?[\s,、，;；&()]*")
_MEANS = re.compile(r"\s*(?:implies|means|guarantees|ensures|is a condition|意味着|蕴含|意味|保证)", re.IGNORECASE)
_LISTED = re.compile(r"(?:[,，、]|\b(?:and|und|et|[ye])\b(?:\s+(?:any|all|every|some|let))?)\s*\Z", re.IGNORECASE)
_CASE = re.compile(r"\bcase\b[^.]{0,20}[:,.]?\s*\Z|\b(?:fall|cas|caso)\s+\w+\s*:\s*\Z", re.IGNORECASE)


def speeches(page: Page) -> Speeches:
    """The acts of all formulas of a page, and the conditions that its words and formulas set."""
    sentences = list(sentences_of(page))
    found = [Speech()] * len(page.formulas)
    put = False
    for place, sentence in enumerate(sentences):
        for number, speech in _acts(sentence, page, put):
            passing = speech.act == "condition" and speech.said.lower() not in ("with", "where")
            ends = reach_of(sentences, place) if passing else inf
            ends = sentence.start if words.EXCEPTING.fullmatch(speech.said) else ends
            found[number] = replace(speech, until=ends)
        put = _asks_for_the_next(sentence, put)
    mark_hypotheses(sentences, found)
    mark_choices(found, page)
    headings = [m.start() for m in HEADING.finditer(page.text)]
    conditions = tuple(_conditions(sentences, found, page, headings))
    return Speeches(tuple(found), conditions, tuple(_arrays(sentences, page, headings)))


# -- acts

#: A name and what it equals: c = …, \hat{c}_1 = ….
_VALUE = re.compile(r"[\s$\\({\[]*[A-Za-z][^=<>≤≥]{0,20}=")


def _acts(sentence: Sentence, page: Page, put: bool = False) -> Iterator[tuple[int, Speech]]:
    """The acts of the formulas of a sentence; ``put``: the sentence before it puts it to the reader."""
    whole = " ".join(p.text for p in sentence.pieces)
    asked = whole.rstrip().endswith(("?", "？")) or _asked_by_last(sentence, page) or bool(words.ASKED.search(whole))
    asked = asked or put
    mistaken = bool(words.MISTAKE.search(whole))
    roughly = bool(words.ROUGHLY.search(whole))
    before = Speech()
    for number, piece in enumerate(sentence.pieces):
        if piece.formula < 0:
            continue
        act, said = _act(piece, before, page, _text_at(sentence, number + 1))
        if asked:
            act, said = "question", "?"
        elif mistaken:
            righted = before.act == "mistake" and _last(words.RIGHTED, piece.text) > _last(words.MISTAKE, piece.text)
            if not righted:
                act, said = "mistake", words.MISTAKE.search(whole).group()  # type: ignore[union-attr]
        elif denied := _denied(piece.text, page.formulas[piece.formula].text, _text_at(sentence, number + 1)):
            act, said = "mistake", denied
        before = Speech(act, said, sentence.start, sentence.end, roughly, piece.text[-200:])
        yield piece.formula, before


def _denied(before: str, formula: str, behind: str) -> str:
    """The words right beside a formula that say that it does not hold, or that its right side is a bound; else ""."""
    denied = words.DENIES.search(before) or words.FAILS.match(behind)
    denied = denied or (words.BOUNDS.search(before) if _VALUE.match(formula) else None)
    return denied.group().strip() if denied else ""


def _asks_for_the_next(sentence: Sentence, put: bool) -> bool:
    """Whether what follows is put to the reader: "True or false:" as a paragraph of its own."""
    whole = " ".join(p.text for p in sentence.pieces).rstrip()
    if any(p.formula >= 0 for p in sentence.pieces):
        return False
    return put if not whole else whole.endswith((":", "：")) and bool(words.ASKED.search(whole))


def _asked_by_last(sentence: Sentence, page: Page) -> bool:
    last = max((p.formula for p in sentence.pieces), default=-1)
    return last >= 0 and page.formulas[last].text.rstrip(" $\\").endswith("?")


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.end() for m in pattern.finditer(text)), default=-1)


_KINDS = (
    ("claim", words.CLAIM),
    ("condition", words.CONDITION),
    ("given", words.GIVEN),
    ("restated", words.RESTATED),
    ("premise", words.PREMISE),
    ("sought", words.SOUGHT),
    ("stated", words.STATED),
)
#: So many characters may stand between a small word (for, at, is) and the formula that it is about.
_NEAR = 40


def _act(piece: Piece, before: Speech, page: Page, behind: str) -> tuple[str, str]:
    """The act of the formula between two pieces of words: the cue that stands nearest before it."""
    text = piece.text
    if _LIST.fullmatch(text) and before.act != "stated":
        joined = bool(text.strip(" \n,、，;；()&"))  # by "and", not by a comma, behind which a condition ends
        if joined or before.act not in CONDITIONAL or _is_condition_like(page.formulas[piece.formula].text):
            return before.act, before.said
        return ("stated" if before.act in ("sought", "given") else "claim"), before.said
    if _CASE.search(text):
        return "condition", "case"
    if text.strip() in (":", "：") and before.act in CONDITIONAL:
        return "claim", before.said
    best, act, said = -1, "stated", ""
    found: dict[str, int] = {}
    for kind, pattern in _KINDS:
        for match in pattern.finditer(text):
            near = len(text) - match.end() <= _NEAR
            if kind in ("condition", "stated") and not near:
                continue
            ended = re.search(r"[,，]", text[match.end() :])  # since f is convex, …: the clause is over
            if ended and kind in ("condition", "premise"):
                continue
            found[kind] = match.end()
            if match.end() > best:
                best, act, said = match.end(), kind, match.group()
    if act == "restated":
        act = before.act if before.act in CONDITIONAL and before.start >= 0 else "claim"
        if found.get("premise", -1) > found.get("claim", -1):
            act = "premise"
    if act == "stated" and max(found.get("given", -1), found.get("sought", -1), found.get("premise", -1)) > found.get(
        "claim", -1
    ):
        # "Let the loss be …", "The constraint is …", "since the norm is …"
        act = max(("given", "sought", "premise"), key=lambda k: found.get(k, -1))
    if not said and before.act == "condition" and words.CONDITION.search(text):
        act = "claim"  # 当 x > 0 时，…
    if act == "stated" and not said and _MEANS.match(behind):
        return "premise", "implies"  # |x| < 1 implies that …
    if act in ("condition", "stated") and text.rstrip().endswith((":", "：")) and len(text) - best > 3:
        act = "stated"  # "for the sigmoid function:" is a title
    if act == "stated" and before.act in CONDITIONAL and _LISTED.search(text):
        if _is_condition_like(page.formulas[piece.formula].text):
            return before.act, before.said  # Let n be an integer, n ≥ 0; let X be positive and a > 0
    return act, said


_RELATIONS = re.compile(r"[<>=∈≤≥≠]|\\(?:le|ge|leq|geq|leqslant|geqslant|ne|neq|lt|gt|in|subset|subseteq)(?![A-Za-z])")
_NUMERAL = re.compile(r"\s*[-+]?[\d.,]*\d\s*[.,]?\s*\Z")


def _is_condition_like(text: str) -> bool:
    """b > 0, j ≠ k, x ∈ A, m = 2: a name, and where it lies; |x| = x is none."""
    parts = _RELATIONS.split(text)
    if len(parts) < 2 or len(text) > 60:
        return False
    if "=" in text and not re.search(r"[<>]=", text):
        return bool(_BARE.match(parts[0])) and bool(_NUMERAL.match(parts[-1]) or _BARE.match(parts[-1]))
    return bool(_BARE.match(parts[0])) or bool(_NUMERAL.match(parts[0]) and _BARE.match(parts[1]))


# -- conditions


def _conditions(sentences: list[Sentence], found: list[Speech], page: Page, headings: list[int]) -> Iterator[Condition]:
    paragraph = Sentence(0, 0, [], -1)
    for place, sentence in enumerate(sentences):
        if sentence.paragraph != paragraph.paragraph:
            paragraph = sentence
        # What a new paragraph supposes is of no matter to those above it, unless it looks back.
        since = 0 if words.LOOKS_BACK.search(" ".join(p.text for p in sentence.pieces)) else paragraph.start
        for condition in _conditions_of(sentence, reach_of(sentences, place), found, page, headings):
            begun = since and words.BEGINS.fullmatch(condition.words)
            yield replace(condition, since=sentence.start if begun else since)


def _conditions_of(
    sentence: Sentence, reach: int, found: list[Speech], page: Page, headings: list[int]
) -> Iterator[Condition]:
    section = _section_end(sentence.start, headings, len(page.text))
    given = False
    for number, piece in enumerate(sentence.pieces):
        for clause in words.CLAUSE.finditer(piece.text):
            yield Condition(sentence.start, reach, -1, " ".join(clause.group().split())[:60])
        if piece.formula < 0:
            continue
        speech = found[piece.formula]
        formula = page.formulas[piece.formula]
        for said in _properties(sentence, number, page):
            # "If x is positive, …. In general, …": the second sentence knows nothing of it.
            before = " ".join(p.text for p in sentence.pieces[: number + 1])
            closed = said.words.lower() in words.OF_A_SENTENCE or bool(words.CASES.search(before))
            doubtful = speech.act in UNASSERTED or words.OPEN.search(" ".join(p.text for p in sentence.pieces))
            end = reach if closed else section
            yield replace(said, start=sentence.start, end=end, set="" if doubtful else said.set)
        of_what_is_given = given and speech.said in ("with", "where")  # Let X ~ Γ(a, b) with a > 1
        given = given or speech.act == "given"
        supposed = speech.act in CONDITIONAL and not words.NOT_SUPPOSED.search(piece.text)
        if not supposed or not _RELATIONS.search(formula.text):
            continue
        end = section if speech.act == "given" or of_what_is_given else reach
        begin = formula.start if speech.act == "given" else sentence.start
        if words.EXCEPTING.fullmatch(speech.said):  # where its opposite holds, which is not written out
            yield Condition(begin, end, -1, speech.said)
            continue
        sure = speech.act != "sought" and not words.ASIDE.match(piece.text)
        yield Condition(begin, end, piece.formula, speech.said, sure=sure)


def _section_end(at: int, headings: list[int], size: int) -> int:
    place = bisect_right(headings, at)
    return headings[place] if place < len(headings) else size


#: So many characters may stand between a name and a word of a language without spaces, of which a verb is two.
_FAR = 2
_OF_ANOTHER = re.compile(r"\s(?:to|of|for|at|by|with)\Z")


def _properties(sentence: Sentence, number: int, page: Page) -> Iterator[Condition]:
    """What the words beside bare names say of them: positive $x$ and $y$; $a$ and $b$ are positive."""
    piece = sentence.pieces[number]
    if not _names(page.formulas[piece.formula].text):
        return
    beside = words.IS.match(_text_at(sentence, number + 1))
    behind = (beside["said"] or beside["word"]) if beside else ""
    for text, step in ((" ".join(piece.text.split()[-3:]), 1), (behind, -1)):
        for where, pattern in words.PROPERTIES.items():
            for match in pattern.finditer(text):
                if _OF_ANOTHER.search(text, match.end()) or words.DENIED.search(text[: match.start()]):
                    continue  # a linear approximation to f
                if not match.group().isascii() and (len(text) - match.end() if step > 0 else match.start()) > _FAR:
                    continue  # there are no spaces: it is said of something else
                names = tuple(_listed(sentence, number, step, page))
                yield Condition(0, 0, -1, match.group(), names, where)


def _text_at(sentence: Sentence, number: int) -> str:
    return sentence.pieces[number].text if number < len(sentence.pieces) else ""


def _listed(sentence: Sentence, number: int, step: int, page: Page) -> Iterator[str]:
    """The names of a formula, and of those behind it, or before it, that "and" joins to it."""
    while 0 <= number < len(sentence.pieces) and sentence.pieces[number].formula >= 0:
        yield from _names(page.formulas[sentence.pieces[number].formula].text)
        joint = _text_at(sentence, number + (step > 0))
        if not _LIST.fullmatch(joint) or not joint.strip():
            return
        number += step


def _names(text: str) -> tuple[str, ...]:
    """The names of a formula that is nothing else, or puts them in a set: A, B ∈ ℝ^{n×n}; \\mathbf{A} is A."""
    plain = _DRESSED.sub(lambda m: m.group(1) or m.group(2), text)
    first = _MEMBER.split(plain)[0]
    return tuple(_NAME.findall(first)) if _BARE.match(first) else ()


def _arrays(sentences: list[Sentence], page: Page, headings: list[int]) -> Iterator[Condition]:
    """Names that the words beside them call a vector, a matrix, a set: let $A$ and $B$ be square matrices."""
    for sentence in sentences:
        section = _section_end(sentence.start, headings, len(page.text))
        listed: list[str] = []
        calling = False
        for number, piece in enumerate(sentence.pieces):
            names = _names(page.formulas[piece.formula].text) if piece.formula >= 0 else ()
            goes_on = bool(listed) and bool(_LIST.fullmatch(piece.text)) and bool(piece.text.strip())
            called = words.ARRAYS.search(" ".join(piece.text.split()[-4:]))
            listed = [*(listed if goes_on else ()), *names] if names else []
            told = re.match(r"\s*(?:is|are|be|to be|denotes?)\b\s*((?:[\w-]+\s*){1,5})", _text_at(sentence, number + 1))
            if told and words.ARRAYS.search(told.group(1)):
                yield Condition(sentence.start, section, -1, "an array", tuple(listed))
            elif names and (called or (goes_on and calling)):
                yield Condition(sentence.start, section, -1, "an array", names)
            calling = bool(called) or (goes_on and calling)
