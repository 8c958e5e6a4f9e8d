r"""One sign of a formula as a token: a command of TeX, a character beyond ASCII, what is left of HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from symxent.read.characters import ENTITIES, UNICODE
from symxent.read.macros import closing_brace
from symxent.read.vocabulary import (
    ACCENTS,
    FUNCTION_WORDS,
    GAPS,
    GAPS_WITH_ARGUMENT,
    GREEK,
    IGNORED,
    IGNORED_WITH_ARGUMENT,
    LAYOUT_ENVIRONMENTS,
    NEGATED,
    PENALTIES,
    PROSE,
    PROSE_COMMANDS,
    RELATIONS,
    STRUCTURE,
    SYMBOLS,
    TEXT_COMMANDS,
)


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is one of number, name, word, operator, prose, command, accent, relation, symbol, begin, end, row,
    column, gap, or error: what could not be read, with the message as its text.

    A word is a name of several letters, an operator the name of a function that \\operatorname declares.
    """

    kind: str
    text: str
    start: int
    end: int


_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*\.?\Z")
_LABEL = re.compile(r"\s*\{[^{}]*\}")
_NO_DELIMITER = re.compile(r"\s*\.")
_DIMENSION = re.compile(r"\s*(?:\{[^{}]*\}|\[[^\[\]]*\]|-?[\d.]+\s*(?:mu|em|ex|pt|mm|cm|in)\b)?")
_PENALTY = re.compile(r"\s*(?:=?\s*-?\d+|\[\d\])")
_SPACE = re.compile(r"\\[,;:!> ]|\\(?:hspace|mkern|kern)\*?\{[^{}]*\}|\\(?:limits|nolimits)\b|[\s~]+")
_SET_IN = re.compile(r"\\(?P<look>bf|rm|it)\s+(?P<letter>[A-Za-z])\Z")
_COUNTED = re.compile(r"\d{1,3}(?:,\d{3})+\Z")
#: \mathrm and its kin: around one word that word, around anything else a matter of looks.
_ALPHABETS = frozenset(("mathrm", "mathit", "mathop", "mathsf", "mathtt", "operatorname"))
_FUNCTION_COMMANDS = frozenset(("operatorname", "mathop"))
#: A d and a T in these are that of a derivative, and that of a transpose.
_PLAIN = frozenset(
    ("mathrm", "mathsf", "mathit", "operatorname", "text", "textrm", "textsf", "textit", "textnormal", "mbox")
)
_PROSE_BODY = frozenset(("text", "mbox", "textrm", "textbf", "textit", "textsc", "textnormal", "emph", "hbox"))


_STANDARD = (GREEK, FUNCTION_WORDS, ACCENTS, RELATIONS, SYMBOLS, STRUCTURE, TEXT_COMMANDS)


def is_standard(name: str) -> bool:
    """Whether LaTeX itself has a command that stands for a sign."""
    return any(name in table for table in _STANDARD)


def command_tokens(name: str, text: str, at: int, begin: int, start: int) -> Generator[Token, None, int]:
    """The tokens of one command whose name ends at ``at``; returns where the text goes on.

    ``begin`` is where it stands on the page, ``start`` where the text begins there.
    """
    end = start + at
    if name in IGNORED:
        delimiter = _NO_DELIMITER.match(text, at) if name in ("left", "right") else None
        return delimiter.end() if delimiter else at
    if name in IGNORED_WITH_ARGUMENT or name in GAPS or name in GAPS_WITH_ARGUMENT:
        if name not in IGNORED_WITH_ARGUMENT:
            yield Token("gap", name, begin, end)
        argument = None if name in GAPS else _DIMENSION.match(text, at)
        return argument.end() if argument else at
    if name in PENALTIES:
        number = _PENALTY.match(text, at)
        return number.end() if number else at
    if name in PROSE_COMMANDS:
        yield Token("prose", name, begin, end)
        return at
    if name in ("begin", "end"):
        label = _LABEL.match(text, at)
        if label is None:
            yield Token("error", f"\\{name} without the name of an environment", begin, end)
            return at
        environment = label.group().strip().strip("{}").rstrip("*")
        if environment not in LAYOUT_ENVIRONMENTS:
            yield Token(name, environment, begin, start + label.end())
        return label.end()
    if name in ("label", "tag", "ref", "eqref", "cite", "footnote", "footnotemark"):
        label = _LABEL.match(text, at)
        return label.end() if label else at
    if name == "newline":
        yield Token("row", "\\\\", begin, end)
    elif name == "not":
        return (yield from _negated(text, at, begin, start))
    elif name in TEXT_COMMANDS:
        return (yield from _in_letters(name, text, at, begin, start))
    elif name in GREEK:
        yield Token("name", GREEK[name], begin, end)
    elif name in FUNCTION_WORDS or name == "Pr":
        yield Token("word", name, begin, end)
    elif name in ACCENTS:
        yield Token("accent", ACCENTS[name], begin, end)
    elif name in RELATIONS:
        yield Token("relation", RELATIONS[name], begin, end)
    elif name in SYMBOLS:
        yield Token("symbol", SYMBOLS[name], begin, end)
    elif name in STRUCTURE:
        yield Token("command", STRUCTURE[name], begin, end)
    else:
        yield Token("error", f"the command \\{name} is not known", begin, end)
    return at


_NEGATABLE = re.compile(r"\s*(?:\\(?P<command>[a-zA-Z]+)|(?P<sign>[=<>∈]))")


def _negated(text: str, at: int, begin: int, start: int) -> Generator[Token, None, int]:
    r"""\not=, \not\in: the relation that says the opposite."""
    match = _NEGATABLE.match(text, at)
    relation = RELATIONS.get(match["command"] or match["sign"], "") if match else ""
    if match is None or relation not in NEGATED:
        yield Token("error", "\\not before what cannot be negated", begin, start + at)
        return at
    yield Token("relation", NEGATED[relation], begin, start + match.end())
    return match.end()


def _in_letters(name: str, text: str, at: int, begin: int, start: int) -> Generator[Token, None, int]:
    r"""\text{…}, \mathrm{…}, \operatorname{…}: a word, the name of a function, prose, or upright mathematics."""
    opening = at + len(text[at:]) - len(text[at:].lstrip())
    if text[opening : opening + 1] != "{":
        if name in _PROSE_BODY:
            yield Token("error", f"\\{name} without its braces", begin, start + at)
        elif name in _PLAIN and text[opening : opening + 1] == "d":  # \mathrm dx
            yield Token("name", "d", begin, start + opening + 1)
            return opening + 1
        elif name == "mathrm":
            yield Token("accent", "roman", begin, start + at)
        return at
    close = closing_brace(text, opening)
    if close < 0:
        yield Token("error", f"\\{name} without a closing brace", begin, start + at)
        return at
    end, after = start + close + 1, close + 1
    plain = text[opening + 1 : close].strip().replace("\\_", "_")
    if name in _FUNCTION_COMMANDS:
        plain = _SPACE.sub("", plain)
    set_in = _SET_IN.match(plain)
    if set_in is not None:  # \mbox{\bf f} is a bold f
        yield Token("accent", "bold" if set_in["look"] == "bf" else "roman", begin, end)
        yield Token("name", set_in["letter"], begin, end)
        return after
    if name in _PROSE_BODY and _COUNTED.match(plain):
        yield Token("number", plain.replace(",", ""), begin, end)
        return after
    word = plain.replace("\\", "")
    if name in _ALPHABETS and not _IDENTIFIER.match(plain):
        return at  # \mathrm{u^T v}: the braces stay, the letters are mathematics
    if plain in ("d", "T") and name in _PLAIN:
        yield Token("name", plain, begin, end)
    elif name == "operatorname" and word.lower() not in PROSE:
        yield Token("word" if word in FUNCTION_WORDS else "operator", word, begin, end)
    elif _IDENTIFIER.match(word) and word.lower() not in PROSE and "\\" not in plain:
        yield Token("word", word, begin, end)
    elif name == "mathrm" or plain:
        yield Token("prose", word, begin, end)
    return after


def character_tokens(character: str, begin: int, end: int) -> Iterator[Token]:
    """The tokens of one character that is no letter and no digit of ASCII."""
    if character == "&":
        yield Token("column", "&", begin, end)
    elif character in RELATIONS:
        yield Token("relation", RELATIONS[character], begin, end)
    elif character in "{}()[]|+-*/^_,.;:!'~":
        if character != "~":
            yield Token("symbol", character, begin, end)
    elif character in UNICODE:
        for kind, text in UNICODE[character]:
            yield Token(kind, text, begin, end)
    else:
        yield from _composed(character, begin, end)


def _composed(character: str, begin: int, end: int) -> Iterator[Token]:
    """ŷ is y with a hat; 𝑥, ｘ and ² are x and 2 in other clothes."""
    parts = unicodedata.normalize("NFD", character)
    accent = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0305": "bar"}.get(parts[1:])
    plain = unicodedata.normalize("NFKC", character)
    if accent is not None and parts[0].isascii() and parts[0].isalpha():
        yield Token("accent", accent, begin, end)
        yield Token("name", parts[0], begin, end)
    elif plain != character and len(plain) == 1 and plain.isascii() and plain.isalpha():
        yield Token("name", plain, begin, end)
    elif plain != character and len(plain) == 1 and plain.isascii() and plain.isdigit():
        yield Token("number", plain, begin, end)
    elif plain != character and len(plain) == 1:
        yield from character_tokens(plain, begin, end)
    else:
        yield Token("error", f"the character {character!r} has no meaning in a formula", begin, end)


def entity_tokens(piece: str, begin: int, end: int) -> Iterator[Token]:
    """What is left of HTML in a formula: &#39; is a prime, &amp; a column mark, &nbsp; nothing."""
    for kind, text in ENTITIES.get(piece.strip("&;"), ()):
        yield Token(kind, text, begin, end)
