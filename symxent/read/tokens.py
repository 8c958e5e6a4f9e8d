"""LaTeX mathematics as tokens: every token knows where it stands, spacing and sizing commands are gone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field

from symxent.read.errors import ReadError
from symxent.read.macros import Macro, closing_brace
from symxent.read.vocabulary import (
    ACCENTS,
    FUNCTION_WORDS,
    GAPS,
    GAPS_WITH_ARGUMENT,
    GREEK,
    IGNORED,
    IGNORED_WITH_ARGUMENT,
    PROSE,
    PROSE_COMMANDS,
    RELATIONS,
    STRUCTURE,
    SYMBOLS,
    TEXT_COMMANDS,
    UNICODE,
    WORDS,
)

#: A formula longer than this is not read; the longest of real notes have some thousand characters.
MAX_FORMULA = 50_000
#: Tokens after the expansion of macros: a bomb of \newcommand passes it at once.
MAX_TOKENS = 20_000
MAX_MACRO_DEPTH = 30
#: A longer number is not read; Python itself refuses those of more than 4300 digits.
MAX_DIGITS = 1000


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is one of number, name, word, prose, command, accent, relation, symbol, begin, end, row, column, gap,
    or error: what could not be read, with the message as its text.
    """

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Lexicon:
    """Names of several letters that a page uses, and its macros."""

    words: frozenset[str] = frozenset()
    macros: Mapping[str, Macro] = field(default_factory=dict)


_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<comment>(?<!\\)%[^\n]*)
      | (?P<row>\\\\(?![_\#])(?:\s*\[[^\]\n]*(?:ex|em|pt|mm|cm|in|lineskip)\s*\])?|\\cr\b)
      | \\(?P<command>[a-zA-Z]+)\*?
      | (?P<escaped>\\{1,2}[_\#&%$*])
      | (?P<control>\\.)
      | (?P<number>\d+(?:\.\d+)?|\.\d+)
      | (?P<letters>[A-Za-z]+)
      | (?P<entity>&?(?:\#39|\#x27|apos);|&?(?:amp|lt|gt);)
      | (?P<dots>\.\.\.|\.(?:,\.)+)
      | (?P<define>:=|<=|>=|!=|<-|->)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)

_TEXT_BODY = re.compile(r"\s*\{((?:[^{}\\]|\\.)*)\}", re.DOTALL)
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*\Z")
_LABEL = re.compile(r"\s*\{[^{}]*\}")
_NO_DELIMITER = re.compile(r"\s*\.")
_OPTION = re.compile(r"\s*\[([^\[\]]*)\]")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_DIMENSION = re.compile(r"\s*(?:\{[^{}]*\}|\[[^\[\]]*\])?")


def tokenize(text: str, lexicon: Lexicon = Lexicon(), start: int = 0) -> list[Token]:
    """The tokens of one formula; positions count from ``start``.

    Raises ReadError for a character or a command that mathematics does not use, and for a formula beyond all size.
    """
    if len(text) > MAX_FORMULA:
        raise ReadError(f"this formula has {len(text)} characters, more than {MAX_FORMULA}", start, start + 1)
    tokens: list[Token] = []
    for token in _scan(text, lexicon, start, 0):
        tokens.append(token)
        if len(tokens) > MAX_TOKENS:
            raise ReadError(f"this formula has more than {MAX_TOKENS} tokens", token.start, token.end)
    return tokens


def _scan(text: str, lexicon: Lexicon, start: int, depth: int) -> Iterator[Token]:
    at, previous = 0, ""
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None  # the last alternative takes any character
        begin, end = start + at, start + match.end()
        at = match.end()
        kind, piece = match.lastgroup or "", match.group()
        if kind in ("space", "comment"):
            continue
        if kind == "row":
            yield Token("row", "\\\\", begin, end)
        elif kind == "command":
            name = match.group("command")
            if name in lexicon.macros:
                arguments, at = _macro_arguments(text, at, lexicon.macros[name], begin, end)
                yield from _expand(lexicon, name, arguments, Token("macro", name, begin, start + at), depth)
            else:
                at = yield from _command(name, text, at, begin, end, start)
        elif kind == "number":
            digits = piece if not piece.startswith(".") else "0" + piece
            if previous in ("_", "^", "frac") and "." not in digits and len(digits) > 1:
                # TeX takes one digit only: x^12 is x¹2, and \frac12 is one half.
                digits, at = digits[0], match.start() + 1
                end = start + at
            if len(digits) > MAX_DIGITS:
                yield Token("error", f"a number of more than {MAX_DIGITS} digits", begin, end)
            else:
                yield Token("number", digits, begin, end)
        elif kind == "letters":
            if previous in ("_", "^"):
                piece, at = piece[0], match.start() + 1
            yield from _letters(piece, text[at : at + 1], lexicon, begin)
        elif kind == "entity":
            yield from _entity(piece, begin, end)
        elif kind == "dots":
            yield Token("symbol", "…", begin, end)
        elif kind == "define":
            yield Token("relation", RELATIONS[piece], begin, end)
        elif kind == "escaped":
            if piece.lstrip("\\") == "_":
                yield Token("symbol", "_", begin, end)
            elif piece.lstrip("\\") == "*":
                yield Token("symbol", "*", begin, end)
            else:
                yield Token("error", f"{piece} has no meaning in a formula", begin, end)
        elif kind == "control":
            symbol = SYMBOLS.get(piece)
            if symbol is None:
                if piece in IGNORED:
                    continue
                yield Token("error", f"the command {piece!r} is not known", begin, end)
            else:
                yield Token("symbol", symbol, begin, end)
        else:
            yield from _other(piece, begin, end)
        previous = "frac" if kind == "command" and match.group("command") in ("frac", "dfrac", "tfrac") else piece


def _entity(piece: str, begin: int, end: int) -> Iterator[Token]:
    """What is left of HTML in a formula: &#39; is a prime, &amp; a column mark."""
    name = piece.strip("&;")
    if name == "amp":
        yield Token("column", "&", begin, end)
    elif name in ("lt", "gt"):
        yield Token("relation", "<" if name == "lt" else ">", begin, end)
    else:
        yield Token("symbol", "'", begin, end)


def _letters(run: str, following: str, lexicon: Lexicon, begin: int) -> Iterator[Token]:
    """Split a run of plain letters: xy is a product, tanh a function, and ylog is y log."""
    for part, kind, offset in _split(run, following, lexicon):
        yield Token(kind, part, begin + offset, begin + offset + len(part))


def _split(run: str, following: str, lexicon: Lexicon) -> Iterator[tuple[str, str, int]]:
    if len(run) == 1:
        yield run, "name", 0
    elif run in lexicon.words or run in FUNCTION_WORDS or run in WORDS:
        yield run, "word", 0
    elif run.lower() in PROSE:
        yield run, "prose", 0
    else:
        for word in ("log", "ln", "exp", "tanh"):
            cut = run.find(word)
            if cut >= 0 and cut <= 2 and len(run) - cut - len(word) <= 2:
                yield from ((c, "name", i) for i, c in enumerate(run[:cut]))
                yield word, "word", cut
                after = cut + len(word)
                yield from ((c, "name", after + i) for i, c in enumerate(run[after:]))
                return
        if len(run) >= 4 or (run.isupper() and (len(run) == 3 or following == "(")):
            yield run, "word", 0
        else:
            yield from ((c, "name", i) for i, c in enumerate(run))


def _command(name: str, text: str, at: int, begin: int, end: int, start: int) -> Generator[Token, None, int]:
    """The tokens of one command; returns where the text goes on."""
    if name in IGNORED:
        delimiter = _NO_DELIMITER.match(text, at) if name in ("left", "right") else None
        return delimiter.end() if delimiter else at
    if name in IGNORED_WITH_ARGUMENT:
        argument = _DIMENSION.match(text, at)
        return argument.end() if argument else at
    if name in GAPS or name in GAPS_WITH_ARGUMENT:
        argument = _DIMENSION.match(text, at) if name in GAPS_WITH_ARGUMENT else None
        yield Token("gap", name, begin, end)
        return argument.end() if argument else at
    if name in PROSE_COMMANDS:
        yield Token("prose", name, begin, end)
        return at
    if name in ("begin", "end"):
        label = _LABEL.match(text, at)
        if label is None:
            raise ReadError(f"\\{name} without the name of an environment", begin, end)
        yield Token(name, label.group().strip().strip("{}").rstrip("*"), begin, start + label.end())
        return label.end()
    if name in ("label", "tag", "ref", "eqref"):
        label = _LABEL.match(text, at)
        return label.end() if label else at
    if name in TEXT_COMMANDS:
        body = _TEXT_BODY.match(text, at)
        if body is not None:
            content = body.group(1).strip()
            plain = content.replace("\\_", "_").replace("\\", "")
            if name in ("mathrm", "mathit", "mathop", "mathsf", "operatorname") and not _IDENTIFIER.match(plain):
                return at  # \mathrm{u^T v}: the braces stay, the letters are mathematics
            if plain == "d" and name in ("mathrm", "text"):
                yield Token("name", "d", begin, start + body.end())
            elif _IDENTIFIER.match(plain) and plain.lower() not in PROSE:
                yield Token("word", plain, begin, start + body.end())
            elif name == "mathrm" or plain:
                yield Token("prose", plain, begin, start + body.end())
            return body.end()
        if name in ("text", "mbox", "textrm", "textbf", "textit"):
            raise ReadError(f"\\{name} without a closing brace", begin, end)
        return at
    if name in GREEK:
        yield Token("name", GREEK[name], begin, end)
    elif name in FUNCTION_WORDS:
        yield Token("word", name, begin, end)
    elif name == "Pr":
        yield Token("word", "Pr", begin, end)
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


def _other(character: str, begin: int, end: int) -> Iterator[Token]:
    if character == "&":
        yield Token("column", "&", begin, end)
    elif character in RELATIONS:
        yield Token("relation", RELATIONS[character], begin, end)
    elif character in "{}()[]|+-*/^_,.;:!'~":
        if character != "~":
            yield Token("symbol", character, begin, end)
    elif character in UNICODE:
        kind, text = UNICODE[character]
        if kind:
            yield Token(kind, text, begin, end)
    else:
        parts = unicodedata.normalize("NFD", character)
        accent = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0305": "bar"}.get(parts[1:])
        if accent is not None and parts[0].isascii() and parts[0].isalpha():
            yield Token("accent", accent, begin, end)
            yield Token("name", parts[0], begin, end)
        else:
            yield Token("error", f"the character {character!r} has no meaning in a formula", begin, end)


def _macro_arguments(text: str, at: int, macro: Macro, begin: int, end: int) -> tuple[list[str], int]:
    arguments = []
    if macro.default is not None and macro.arity:
        option = _OPTION.match(text, at)
        arguments.append(option.group(1) if option else macro.default)
        at = option.end() if option else at
    while len(arguments) < macro.arity:
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text):
            raise ReadError("a macro lacks an argument", begin, end)
        close = closing_brace(text, at) if text[at] == "{" else at
        if close < 0:
            raise ReadError("a macro's argument is not closed", begin, end)
        if text[at] == "\\" and (command := _COMMAND.match(text, at)) is not None:
            close = command.end() - 1
        arguments.append(text[at + 1 : close] if text[at] == "{" else text[at : close + 1])
        at = close + 1
    return arguments, at


def _expand(lexicon: Lexicon, name: str, arguments: list[str], use: Token, depth: int) -> Iterator[Token]:
    """The tokens of a macro, all standing where the macro was used."""
    if depth >= MAX_MACRO_DEPTH:
        raise ReadError(f"the macro \\{name} unfolds without end", use.start, use.end)
    body = lexicon.macros[name].body
    for number, argument in enumerate(arguments, 1):
        body = body.replace(f"#{number}", argument)
        if len(body) > MAX_FORMULA:
            raise ReadError(f"the macro \\{name} unfolds beyond all size", use.start, use.end)
    for token in _scan(body, lexicon, 0, depth + 1):
        yield Token(token.kind, token.text, use.start, use.end)
