"""LaTeX mathematics as tokens: every token knows where it stands, spacing and sizing commands are gone."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from symxent.read.braces import unseen
from symxent.read.errors import ReadError
from symxent.read.macros import Macro, closing_brace
from symxent.read.packages import KNOWN, MIXED
from symxent.read.runs import letters
from symxent.read.signs import Token, character_tokens, command_tokens, entity_tokens, is_standard
from symxent.read.vocabulary import (
    FUNCTION_WORDS,
    IGNORED,
    IGNORED_WITH_ARGUMENT,
    RELATIONS,
    SHOWN,
    SYMBOLS,
    TEXT_COMMANDS,
    WORDS,
)

#: A formula longer than this is not read; the longest of real notes have some thousand characters.
MAX_FORMULA = 50_000
#: Tokens after the expansion of macros: a bomb of \newcommand passes it at once.
MAX_TOKENS = 20_000
MAX_MACRO_DEPTH = 30
#: Python itself refuses numbers of more than 4300 digits.
MAX_DIGITS = 1000


@dataclass(frozen=True)
class Lexicon:
    """Names of several letters that a page uses, its macros, and whether it writes 0,5 for 0.5.

    ``products``: runs of capitals that are products on it, H P H of H, P and H.
    """

    words: frozenset[str] = frozenset()
    macros: Mapping[str, Macro] = field(default_factory=dict)
    decimal_comma: bool = False
    products: frozenset[str] = frozenset()


_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<comment>(?<!\\)%[^\n]*)
      | (?P<row>\\\\(?![_\#])(?:\s*\[[^\]\n]*(?:ex|em|pt|mm|cm|in|lineskip)\s*\])?|\\cr\b)
      | \\(?P<command>[a-zA-Z]+)\*?
      | (?P<escaped>\\{1,2}[_\#&%$*])
      | (?P<control>\\.)
      | (?P<grouped>\d{1,3}(?:(?:\{,\}|\\[,\ ;]|~)\d{3})+(?!\d)(?:\.\d+)?|[1-9]\d{0,2}(?:,\d{3})+(?![\d,.])|\d+\{,\}\d+)
      | (?P<comma>\d+,\d+(?![\d,]))
      | (?P<number>\d+(?:\.\d+)?|\.\d+)
      | (?P<abbreviation>(?:s\.\s?t|i\.e|e\.g|w\.r\.t|i\.i\.d|a\.s|w\.p)\.(?![A-Za-z])|s\.t\b)
      | (?P<code>`r\s[^`\n]+`)
      | (?P<letters>[A-Za-z]+)
      | (?P<entity>&?(?:\#39|\#x27|apos);|&?(?:amp|lt|gt);|&(?:prime|le|ge|ne|times|middot|minus|nbsp|[lr]d?quo|quot);)
      | (?P<dots>\.\s*\.\s*\.|\.\.|\.(?:,\.)+|[·⋅]\s*[·⋅]\s*[·⋅])
      | (?P<define>:=|<=|>=|(?<![\w)}\]])!=|<-|->)
      | (?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱᵀ]+)
      | (?P<lowered>[₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₙₘₜ]+)
      | (?P<foreign>[\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_MIXED = re.compile(r"(?:\s*\{[^{}]*\}){3}")
_OVERLAY = re.compile(r"\s*(?:<[^<>{}]*>|\[[^\[\]]*\])?\s*(?=\{)")
_OPTION = re.compile(r"\s*\[([^\[\]]*)\]")
_COMMAND = re.compile(r"\\[A-Za-z]+")
_LAST_COMMAND = re.compile(r"\\([A-Za-z]+)\*?\s*\Z")
_GROUPING = re.compile(r"\{,\}|\\[, ;]|[~,]")
_SCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱᵀ₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₙₘₜ", "0123456789+-niT0123456789+-ijknmt")
#: What a number of several groups of digits stands beside, when it stands in brackets and is no list.
_OPERATES = re.compile(r"\s*(?:[-+*/^=<>]|\\(?:cdot|times|div|le|ge|approx|frac)\b)")


def tokenize(text: str, lexicon: Lexicon = Lexicon(), start: int = 0) -> list[Token]:
    """The tokens of one formula; positions count from ``start``.

    What mathematics does not use becomes a token of kind error.  Raises ReadError for a formula beyond all size.
    """
    if len(text) > MAX_FORMULA:
        raise ReadError(f"this formula has {len(text)} characters, more than {MAX_FORMULA}", start, start + 1)
    tokens: list[Token] = []
    for token in _scan(text, lexicon, start, 0):
        tokens.append(token)
        if len(tokens) > MAX_TOKENS:
            raise ReadError(f"this formula has more than {MAX_TOKENS} tokens", token.start, token.end)
    return _simplified(tokens)


_CAPITALS = re.compile(r"(?<![A-Za-z\\])[A-Z]{2,5}(?![A-Za-z])")
#: Capitals with an inverse or a transpose behind the last of them are matrices: P D P⁻¹, Q R Qᵀ.
_TURNED = re.compile(r"(?<![A-Za-z\\{])([A-Z]{2,5})\s*\^\s*\{?\s*(?:-\s*1\b|T\b|\\top\b)")
_CAPITAL = re.compile(r"(?<![A-Za-z\\])[A-Z](?![A-Za-z])")
_CALLED = re.compile(r"(?<![\\A-Za-z{_^])(?:[A-Z]{2,}|[A-Za-z]{4,})(?=\s*\()")
_DEFINED = re.compile(
    r"(?:\A|\\\\|\\quad|\\begin\{[a-z]+\*?\})\s*([A-Z]{2,5})(?:_(?:\w|\{\s*(?:\w+|\\\w+\s*\{?\w*\}?)\s*\}))?\s*&?\s*(?:=|\\approx)"
)


def words_of(formulas: Iterable[str], prose: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names of several letters that a page calls or defines, and its runs of capitals that are products.

    Each letter of a product stands alone in some formula, and the prose knows no such word; it knows SE of SE = σ/√n.
    """
    texts = [text[:5000] for text in formulas]
    single = {m.group() for text in texts for m in _CAPITAL.finditer(text)}
    runs = {m.group() for text in texts for m in _CAPITALS.finditer(text) if single.issuperset(m.group())}
    named = {m.group(1) for text in texts for m in re.finditer(r"\\[a-z]+\s*\{\s*([A-Z]{2,5})\s*\}", text)}
    defined = {m.group(1) for text in texts for m in _DEFINED.finditer(text)}
    turned = {m.group(1) for text in texts for m in _TURNED.finditer(text)} - defined
    spoken = set(_CAPITALS.findall(prose) if runs or defined or turned else ())
    products = frozenset((runs | turned) - named - spoken - {*FUNCTION_WORDS, *WORDS})
    return frozenset(_CALLED.findall(" ; ".join(texts))).union(defined & spoken) - products, products


_COMMA = re.compile(r"(?<![\d,.({])\d+,\d{2}(?![\d,])")
_POINT = re.compile(r"\d\.\d")


def writes_decimal_commas(text: str) -> bool:
    """Whether a page writes 0,25 for 0.25."""
    commas = len(_COMMA.findall(text))
    return commas >= 3 and commas > 2 * len(_POINT.findall(text))


#: ∪ and ∩ with an index are over all of it.
_OVER_ALL = {"∪": "union", "∩": "intersection"}
_SETS = frozenset((*_OVER_ALL, *_OVER_ALL.values()))


def _simplified(tokens: list[Token]) -> list[Token]:
    """The tokens without braces that nobody sees; a dot on ∪ says that sets are disjoint, V^⊥ is no relation."""
    for i in range(1, len(tokens)):
        before, here = tokens[i - 1], tokens[i]
        if before.kind == "symbol" and before.text in ("_", "^") and here.kind == "relation" and here.text == "⊥":
            tokens[i] = replace(here, kind="symbol")
        elif here.text == "_" and before.kind == "symbol" and before.text in _OVER_ALL:
            tokens[i - 1] = replace(before, kind="command", text=_OVER_ALL[before.text])
        elif here.text == "_" and before.text == "mid":  # F(x) \\mid_a^b
            tokens[i - 1] = replace(before, text="|")
    tokens = _bare(tokens)
    drop = unseen(tokens)
    tokens = _unstacked(tokens)
    return [t for i, t in enumerate(tokens) if i not in drop] if drop else tokens


def _bare(tokens: list[Token]) -> list[Token]:
    r"""The tokens without accents, dots and crosses on signs: \dot\cup, \dot{\cup}, \boldsymbol\times."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        braced = at + 3 < len(tokens) and tokens[at + 1].text == "{" and tokens[at + 3].text == "}"
        sign = tokens[at + 1 + braced] if at + 1 < len(tokens) else tokens[at]
        marked = tokens[at].kind == "accent" and (sign.text in _SETS or sign.text in ("×", "·"))
        if marked or (tokens[at].text in ("·", "+") and not braced and sign.text in _SETS):
            kept.append(sign)
            at += 4 if braced else 2
        else:
            kept.append(tokens[at])
            at += 1
    return kept


def _unstacked(tokens: list[Token]) -> list[Token]:
    """The lines of \\substack{a \\\\ b} are parts of one row."""
    depth, stacks, made = 0, [], []
    for i, token in enumerate(tokens):
        if token.kind == "symbol" and token.text == "{":
            if i and tokens[i - 1].text == "substack":
                stacks.append(depth)
            depth += 1
        elif token.kind == "symbol" and token.text == "}":
            depth -= 1
            if stacks and stacks[-1] == depth:
                stacks.pop()
        made.append(replace(token, kind="symbol", text=";") if token.kind == "row" and stacks else token)
    return made


def _scan(text: str, lexicon: Lexicon, start: int, depth: int) -> Iterator[Token]:
    at, previous = 0, ""
    brackets = _braces_of_sets(text)
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None  # the last alternative takes any character
        begin, end = start + at, start + match.end()
        at = match.end()
        kind, piece = match.lastgroup or "", match.group()
        if kind in ("space", "comment"):
            continue
        if kind == "row" and brackets and text[match.end() : match.end() + 1] in ("{", "}"):
            at += 1  # Markdown took one of the two backslashes of \\\\{
            yield Token("symbol", f"\\{text[at - 1]}", begin, end + 1)
        elif kind == "row":
            yield Token("row", "\\\\", begin, end)
        elif kind == "command":
            name = match.group("command")
            macro = lexicon.macros.get(name) or KNOWN.get(name)
            if macro is not None and "@" in macro.body and is_standard(name):
                macro = None  # how TeX is told to draw it says nothing
            if macro is KNOWN["pdv"] and _MIXED.match(text, at):
                macro = MIXED
            shown = _OVERLAY.match(text, at) if name in SHOWN else None
            if shown is not None and (close := closing_brace(text, shown.end())) > 0:
                held = list(_scan(text[shown.end() : close + 1], lexicon, start + shown.end(), depth + 1))
                parts = any(t.kind in ("relation", "row", "column") for t in held)
                yield from held[1:-1] if parts else held
                at = close + 1
            elif macro is not None:
                at = yield from _macro(lexicon, name, macro, text, at, begin, depth)
            else:
                at = max(at, (yield from command_tokens(name, text, match.end("command"), begin, start)))
        elif kind in ("grouped", "comma", "number"):
            number, at = _number(text, match, previous, lexicon)
            if len(number) > MAX_DIGITS:
                yield Token("error", f"a number of more than {MAX_DIGITS} digits", begin, start + at)
            else:
                yield Token("number", number, begin, start + at)
        elif kind == "letters":
            if previous in ("_", "^"):
                piece, at = piece[0], match.start() + 1
            yield from letters(piece, text[at : at + 1], previous in ("+", "-", "*", "/"), lexicon, begin)
        elif kind == "abbreviation":
            yield Token("prose", piece, begin, end)
        elif kind == "code":  # what R computes when the page is made
            yield Token("word", re.sub(r"\W+", "_", piece).strip("_"), begin, end)
        elif kind == "entity":
            yield from entity_tokens(piece, begin, end)
        elif kind == "dots":
            yield Token("symbol", "…", begin, end)
        elif kind == "define":
            yield Token("relation", RELATIONS[piece], begin, end)
        elif kind in ("raised", "lowered"):
            yield Token("symbol", "^" if kind == "raised" else "_", begin, begin + 1)
            inside = _scan("{" + piece.translate(_SCRIPTS) + "}", lexicon, 0, depth + 1)
            yield from (replace(token, start=begin, end=end) for token in inside)
        elif kind == "foreign":
            yield Token("prose" if len(piece) > 1 or ord(piece) > 0x4FF else "name", piece, begin, end)
        elif kind in ("escaped", "control"):
            yield from _escaped(piece, begin, end)
        elif piece != "?" or text[at:].strip():  # what asks for the formula is no sign of it
            yield from character_tokens(piece, begin, end)
        previous = "frac" if kind == "command" and match.group("command") in ("frac", "dfrac", "tfrac") else piece


def _braces_of_sets(text: str) -> bool:
    """Whether two backslashes stand before braces on both sides of something: \\\\{ a, b \\\\}."""
    return text.count("\\\\{") == text.count("\\\\}") > 0


def _escaped(piece: str, begin: int, end: int) -> Iterator[Token]:
    """A backslash before a character that is no letter."""
    last = piece.lstrip("\\")
    if last in ("_", "*"):
        yield Token("symbol", last, begin, end)
    elif last in ("#", "&", "$"):
        yield Token("name", last, begin, end)
    elif last == "%":
        yield Token("symbol", "%", begin, end)
    elif piece in SYMBOLS:
        yield Token("symbol", SYMBOLS[piece], begin, end)
    elif piece not in IGNORED:
        yield Token("error", f"the command {piece!r} is not known", begin, end)


def _number(text: str, match: re.Match[str], previous: str, lexicon: Lexicon) -> tuple[str, int]:
    """The digits of a number and where it ends: 10{,}000 and 10,000 are one, x^12 is x¹2, and \\frac12 is one half."""
    piece, first = match.group(), re.compile(r"\d+(?:\.\d+)?").match(text, match.start())
    if match.lastgroup == "comma" and not (lexicon.decimal_comma and _stands_alone(text, match)):
        assert first is not None
        piece = first.group()
    elif match.lastgroup == "comma":
        return piece.replace(",", "."), match.end()
    elif match.lastgroup == "grouped" and previous not in ("_", "^", "frac"):
        groups = _GROUPING.split(piece)
        if len(groups) == 2 and "{,}" in piece and len(groups[1]) != 3:
            return ".".join(groups), match.end()  # a decimal comma
        if "," not in _GROUPING.findall(piece) or _stands_alone(text, match):
            return "".join(groups), match.end()
        piece = groups[0]
    elif match.lastgroup == "grouped":
        piece = _GROUPING.split(piece)[0]
    if previous in ("_", "^", "frac") and "." not in piece and len(piece) > 1:
        piece = piece[0]
    end = match.start() + len(piece)
    return ("0" + piece if piece.startswith(".") else piece), end


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether 10,000 is a number and no list of two: outside of brackets, or beside an operator."""
    opened = 0
    for character in text[: match.start()]:
        opened += (character in "([") - (character in ")]")
    behind = text[match.end() :].lstrip()
    index = re.search(r"[_^]\s*\{[^{}]*\Z", text[: match.start()])
    if index or behind.startswith(("…", "\\dots", "\\ldots", "\\cdots", ", ", ",\\", "...")):
        return False
    before = text[: match.start()].rstrip()
    return (
        opened <= 0
        or bool(_OPERATES.match(text, match.end()))
        or before[-1:] in ("+", "-", "*", "/", "^", "=", "<", ">")
    )


def _macro(
    lexicon: Lexicon, name: str, macro: Macro, text: str, at: int, begin: int, depth: int
) -> Generator[Token, None, int]:
    """The tokens of a macro, all standing where it is used; returns where the text goes on."""
    offset, end = begin + len(name) + 1 - at, begin + len(name) + 1
    if depth >= MAX_MACRO_DEPTH:
        yield Token("error", f"the macro \\{name} unfolds without end", begin, end)
        return at
    arguments, at = _macro_arguments(text, at, macro)
    if arguments is None:
        yield Token("error", f"the macro \\{name} lacks an argument", begin, end)
        return at
    body, at = _with_what_follows(macro.body, text, at, lexicon)
    end = max(end, at + offset)
    for number, argument in enumerate(arguments, 1):
        body = body.replace(f"#{number}", argument)
        if len(body) > MAX_FORMULA:
            raise ReadError(f"the macro \\{name} unfolds beyond all size", begin, end)
    if is_standard(name):  # \let\oldlim\lim, and \lim defined by \oldlim: inside, it is TeX's own
        lexicon = replace(lexicon, macros={key: m for key, m in lexicon.macros.items() if key != name})
    for token in _scan(body, lexicon, 0, depth + 1):
        yield replace(token, start=begin, end=end)
    return at


def _with_what_follows(body: str, text: str, at: int, lexicon: Lexicon) -> tuple[str, int]:
    """The body of a macro that ends in a command which takes an argument, together with that argument."""
    last = _LAST_COMMAND.search(body)
    takes = last is not None and (
        last[1] in TEXT_COMMANDS
        or last[1] in IGNORED_WITH_ARGUMENT
        or lexicon.macros.get(last[1], Macro(0, "")).arity > 0
    )
    opening = at + len(text[at:]) - len(text[at:].lstrip())
    if not takes or text[opening : opening + 1] != "{":
        return body, at
    close = closing_brace(text, opening)
    return (body + text[opening : close + 1], close + 1) if close >= 0 else (body, at)


def _macro_arguments(text: str, at: int, macro: Macro) -> tuple[list[str] | None, int]:
    """The arguments of a macro and where they end; None when one is missing."""
    arguments = []
    if macro.default is not None and macro.arity:
        option = _OPTION.match(text, at)
        arguments.append(option.group(1) if option else macro.default)
        at = option.end() if option else at
    while len(arguments) < macro.arity:
        while at < len(text) and text[at].isspace():
            at += 1
        if at >= len(text):
            return None, at
        close = closing_brace(text, at) if text[at] == "{" else at
        if close < 0:
            return None, at
        if text[at] == "\\" and (command := _COMMAND.match(text, at)) is not None:
            close = command.end() - 1
        arguments.append(text[at + 1 : close] if text[at] == "{" else text[at : close + 1])
        at = close + 1
    return arguments, at
