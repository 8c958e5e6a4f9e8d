"""What a page says its letters are: matrices, vectors or numbers, in words or by a set or a size."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from symxent.language.tree import Name
from symxent.read.document import Formula, Page
from symxent.read.errors import ReadError
from symxent.read.sentences import HEADING
from symxent.read.signs import Token
from symxent.read.tokens import Lexicon, tokenize

T = TypeVar("T")
NUMBER, VECTOR, MATRIX = 0, 1, 2
_KINDS = {
    MATRIX: r"matri(?:x|ces)|matrizen|matriz|matrices|matrice|матриц\w*|矩阵|行列|행렬",
    VECTOR: r"vectors?|vektor(?:en)?|vector(?:es)?|vecteurs?|вектор\w*|向量|ベクトル|벡터",
    NUMBER: r"scalars?|(?:real |complex )?numbers?|skalare?|escalar(?:es)?|scalaires?|reals?|标量|实数|常数",
}
_BEFORE = {kind: re.compile(rf"(?:{words})\s*\Z", re.IGNORECASE) for kind, words in _KINDS.items()}
_BEHIND = {
    kind: re.compile(
        rf"\s*(?:,\s*)?(?:is|be|are|denotes?|being|as|ist|sind|est|sont|es|é|为|是|都)?(?:一个)?\s*"
        rf"(?:an?|the|two|some|any|both|eine?|une?|um[a]?|la|el)?\s*(?:[\w×{{}}$\\^-]+\s+){{0,3}}?\w{{0,4}}(?:{words})",
        re.IGNORECASE,
    )
    for kind, words in _KINDS.items()
}
_SIZES = r"\$?\\?\(?\s*(\w+)\s*(?:\\times|×|\bby\b)\s*(\w+)\s*(?:\\\))?\$?[\s-]+(?:[^\W\d]+\s+){0,2}?"
_SIZES_BEFORE = re.compile(rf"{_SIZES}(?:{_KINDS[MATRIX]})\s*\Z", re.IGNORECASE)
_SIZES_BEHIND = re.compile(rf"\W*(?:[^\W\d]+\s+){{0,3}}?{_SIZES}(?:{_KINDS[MATRIX]})", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|,?\s*(?:and|or|und|et|y|e|o|и)\b|和|与|、|，)\s*[$(\\[]*\s*")
#: So many characters of prose are looked at.
_FAR = 60
#: A formula that only names letters is no longer.
_LIST = 60
_TELLING = re.compile(r"\\in\b|∈|\^\s*\{?\s*-\s*1|\\times|\^\s*\{?\s*(?:T|\\top|\\mathrm)")
_SETS = frozenset("RCQKF")
_COUNTS = frozenset("NZ")


@dataclass
class Said:
    """What is said of each letter, and where; ``sizes``: how many rows and columns, in the page's words."""

    headings: list[int] = field(default_factory=list)
    places: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    sizes: dict[str, list[tuple[int, tuple[str, ...]]]] = field(default_factory=dict)

    def add(self, key: str, place: int, kind: int) -> None:
        self.places.setdefault(key, []).append((place, kind))

    def at(self, place: int) -> Mapping[str, int]:
        """What each letter is at a place of the page: the last word before it counts, else the first one behind it."""
        return self._at(place, self.places)

    def sizes_at(self, place: int) -> Mapping[str, tuple[str, ...]]:
        """The sizes of each letter at a place of the page: ("m", "n") of A in R^{m × n}."""
        return self._at(place, self.sizes)

    def _at(self, place: int, of: Mapping[str, Sequence[tuple[int, T]]]) -> dict[str, T]:
        section = bisect_right(self.headings, place)
        end = self.headings[section] if section < len(self.headings) else math.inf
        found = {}
        for key, said in of.items():
            before = [what for at, what in said if at <= place]
            behind = [what for at, what in said if place < at < end]
            if before or behind:
                found[key] = before[-1] if before else behind[0]
        return found


def said_of(page: Page, lexicon: Lexicon) -> Said:
    """What the words and formulas of a page say about its letters."""
    said = Said([m.start() for m in HEADING.finditer(page.text)])
    listed: int | None = None  # what "matrices A and B" says of B
    waiting: list[tuple[str, int]] = []  # what "A, B and C are matrices" says of A and B
    for number, formula in enumerate(page.formulas):
        listing = len(formula.text) <= _LIST
        if not listing and not _TELLING.search(formula.text):
            listed, waiting = None, []
            continue
        here = _tokens(formula, lexicon)
        names = _names(here) if listing else []
        kind = None
        if names:
            before = page.prose(page.formulas[number - 1].end if number else 0, formula.start)[-_FAR:].rstrip("$ (\\[")
            behind = page.prose(formula.end, formula.end + _FAR).lstrip("$)\\]")
            kind = _in_words(before, behind)
            goes_on = bool(_AND.fullmatch(before.lstrip("$)\\] ")))
            if kind is None and listed is not None and goes_on:
                kind = listed
            waiting = [*(waiting if goes_on else ()), *((key, formula.start) for key in names)]
            sizes = (
                _sizes_in_words(page.text[max(formula.start - _FAR, 0) : formula.start], behind)
                if kind == MATRIX
                else ()
            )
        else:
            waiting, sizes = [], ()
        listed = kind
        if kind is not None:
            for key, place in waiting:
                said.add(key, place, kind)
                said.sizes.setdefault(key, []).append((place, sizes))  # none, too: another matrix than before
            waiting = []
        for key, place, seen, sizes in (*_in_sets(here), *_with_sizes(here)):
            said.add(key, place, seen)
            said.sizes.setdefault(key, []).append((place, sizes))
    for places in said.places.values():
        places.sort()
    return said


def _tokens(formula: Formula, lexicon: Lexicon) -> list[Token]:
    try:
        return tokenize(formula.text, lexicon, formula.start)
    except ReadError:
        return []


def _in_words(before: str, behind: str) -> int | None:
    for kind, pattern in _BEFORE.items():
        if pattern.search(before):
            return kind
    ends = re.split(r"[.;:。；\n]", behind, maxsplit=1)[0]
    for kind, pattern in _BEHIND.items():
        if pattern.match(ends):
            return kind
    return None


def _sizes_in_words(before: str, behind: str) -> tuple[str, ...]:
    """Those of A, "an m × n matrix", and of "the n × p design matrix X"."""
    found = _SIZES_BEFORE.search(before.rstrip("$ (\\[")) or _SIZES_BEHIND.match(
        re.split(r"[.;:。；\n]", behind, maxsplit=1)[0]
    )
    return found.groups() if found else ()


def _names(tokens: Sequence[Token]) -> list[str]:
    """The letters of a formula that is a list of letters, or that begins with one and a relation."""
    names: list[str] = []
    for at, token in enumerate(tokens):
        if token.kind == "relation":
            return names if token.text in ("∈", "=", ":=") else []
        if token.kind == "name":
            names.append(key_at(tokens, at))
        elif token.kind not in ("accent", "gap") and token.text not in (",", "{", "}"):
            return []
    return names


def _in_sets(tokens: Sequence[Token]) -> Iterator[tuple[str, int, int, tuple[str, ...]]]:
    """A, B ∈ R^{m × n} are matrices, x ∈ R^d is a vector, a ∈ R a number."""
    for at, token in enumerate(tokens):
        if token.kind != "relation" or token.text != "∈":
            continue
        kind = _kind_of_set(tokens[at + 1 :])
        if kind is not None:
            sizes = _parted([t.text for t in _raised(tokens[at + 1 :])]) if kind != NUMBER else ()
            yield from ((key, token.start, kind, sizes) for key in _listed_before(tokens, at))


def _kind_of_set(tokens: Sequence[Token]) -> int | None:
    letters = [t for t in tokens[:6] if t.text not in ("{", "}") and t.kind != "accent"]
    if not letters or letters[0].kind != "name" or letters[0].text not in _SETS | _COUNTS:
        return None
    if len(letters) < 2 or letters[1].text != "^":
        return NUMBER
    raised = _raised(tokens)
    if any(t.text == "×" for t in raised):
        return MATRIX
    return None if letters[0].text in _COUNTS or not raised or raised[0].text in "+*" else VECTOR


def _raised(tokens: Sequence[Token]) -> list[Token]:
    """What stands behind the first ^, up to where its braces close."""
    at = next(i for i, t in enumerate(tokens) if t.text == "^") + 1
    if at >= len(tokens) or tokens[at].text != "{":
        return list(tokens[at : at + 1])
    depth, inside = 0, []
    for token in tokens[at:]:
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            break
        inside.append(token)
    return inside[1:]


def _listed_before(tokens: Sequence[Token], at: int) -> Iterator[str]:
    """The letters of the list that ends before a place."""
    for place in range(at - 1, -1, -1):
        token = tokens[place]
        if token.kind == "name":
            yield key_at(tokens, place)
        elif token.kind not in ("accent", "gap") and token.text not in (",", "{", "}"):
            return


def key_at(tokens: Sequence[Token], at: int) -> str:
    """The key of the name at a place, with the hat that stands before it."""
    before = at - 2 if at >= 2 and tokens[at - 1].text == "{" else at - 1
    accent = tokens[before].text if before >= 0 and tokens[before].kind == "accent" else ""
    return Name(tokens[at].text, accent).key


def _parted(texts: Sequence[str]) -> tuple[str, ...]:
    """The sizes between the signs ×, each as a text."""
    return tuple("".join(texts).split("×"))


def _with_sizes(tokens: Sequence[Token]) -> Iterator[tuple[str, int, int, tuple[str, ...]]]:
    """A_{m × n} is a matrix."""
    for at, token in enumerate(tokens):
        if token.kind == "name" and at + 2 < len(tokens) and tokens[at + 1].text == "_" and tokens[at + 2].text == "{":
            close = next((i for i in range(at + 3, len(tokens)) if tokens[i].text == "}"), len(tokens))
            inside = [t.text for t in tokens[at + 3 : close]]
            if len(inside) == 3 and inside[1] == "×":
                yield token.text, token.start, MATRIX, _parted(inside)
