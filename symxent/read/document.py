"""Documents → formulas, each with the position of its first character: Markdown, LaTeX, notebooks.

A formula is a slice of the page, character for character, so that every position in it is one of the file.  What
does not belong to it (the > of a quotation, a comment) is blanked, never cut.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from types import MappingProxyType

from symxent.errors import SymxentError
from symxent.read.blank import blanked, without_comments
from symxent.read.macros import Macro, closing_brace, configured_macros, find_macros, without_declarations
from symxent.read.notebook import Segment, markdown_cells
from symxent.read.tokens import MAX_FORMULA

#: A file beyond this is not read.
MAX_BYTES = 20_000_000

#: A page that is alone in the world.
NO_MACROS: Mapping[str, Macro] = MappingProxyType({})

ENVIRONMENTS = frozenset(
    ("equation", "align", "alignat", "gather", "multline", "eqnarray", "displaymath", "math", "flalign", "dmath")
)


@dataclass(frozen=True)
class Formula:
    """``text`` stands at ``start`` of the page; ``opening``: $, $$, \\(, \\[ or an environment."""

    text: str
    start: int
    opening: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def display(self) -> bool:
        return self.opening not in ("$", "\\(")


@dataclass(frozen=True)
class Problem:
    """Something about the page itself, such as a $$ that nothing closes."""

    message: str
    start: int
    end: int


@dataclass(frozen=True)
class Position:
    """Line and column count from 1; ``cell`` is the number of a notebook's cell."""

    line: int
    column: int
    cell: int | None = None

    def __str__(self) -> str:
        return f"{self.line}:{self.column}" if self.cell is None else f"cell {self.cell}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Page:
    """A document: its text, its formulas in order, what was wrong with it, and its macros."""

    name: str
    text: str
    formulas: tuple[Formula, ...] = ()
    problems: tuple[Problem, ...] = ()
    macros: dict[str, Macro] = field(default_factory=dict)
    segments: tuple[Segment, ...] = ()
    _lines: tuple[int, ...] = ()

    def position(self, offset: int) -> Position:
        """Where a character stands, for people."""
        for segment in self.segments:
            if segment.start <= offset < segment.end:
                before = self.text.rfind("\n", segment.start, offset)
                line = self.text.count("\n", segment.start, offset) + 1
                begin = before + 1 if before >= 0 else segment.start
                return Position(line, offset - begin + 1, segment.cell)
        line = bisect_right(self._lines, offset)
        return Position(line, offset - self._lines[line - 1] + 1)

    @property
    def words(self) -> str:
        """The text without the formulas."""
        ends = [0, *(end for f in self.formulas for end in (f.start, f.end)), len(self.text)]
        return " ".join(self.text[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True))

    def prose(self, start: int, end: int) -> str:
        """The words between two formulas, without the formulas."""
        return self.text[max(0, start) : max(0, end)]


def read_page(text: str, name: str = "<text>", kind: str = "", macros: Mapping[str, Macro] = NO_MACROS) -> Page:
    """Find the formulas of a document; ``kind`` is "markdown", "latex" or "notebook", else told by the name.

    ``macros`` are those of its project, which its own go before.

    >>> [f.text for f in read_page("Let $x = 1$ and\\n$$y = x$$").formulas]
    ['x = 1', 'y = x']
    """
    kind = kind or _kind_of(name)
    if kind == "notebook":
        return _read_notebook(text, name, macros)
    lines = (0, *(m.end() for m in re.finditer("\n", text)))
    blank = blanked(text, kind)
    own = find_macros(without_comments(text)) if kind == "latex" else {**configured_macros(text), **find_macros(blank)}
    formulas, problems = _find(without_declarations(blank))
    return Page(name, text, tuple(formulas), tuple(problems), {**macros, **own}, (), lines)


def decode(data: bytes, name: str) -> tuple[str, Problem | None]:
    """Bytes as text; what is not UTF-8 is replaced and told."""
    if len(data) > MAX_BYTES:
        raise SymxentError(f"{name} has {len(data)} bytes, more than {MAX_BYTES}: split it")
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", errors="replace")
        at = len(data[: error.start].decode("utf-8", errors="replace"))
        return text, Problem(f"byte {error.start} is not UTF-8 ({error.reason}): save the file as UTF-8", at, at + 1)


def _kind_of(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return {".tex": "latex", ".ltx": "latex", ".ipynb": "notebook"}.get(suffix, "markdown")


def _read_notebook(text: str, name: str, macros: Mapping[str, Macro]) -> Page:
    cells, problem = markdown_cells(text)
    if problem is not None:
        message, at = problem
        lines = (0, *(m.end() for m in re.finditer("\n", text)))
        return Page(name, text, (), (Problem(message, at, at + 1),), {}, (), lines)
    joined = "".join(cell.text + "\n\n" for cell in cells)
    segments, at = [], 0
    for cell in cells:
        segments.append(replace(cell, start=at, end=at + len(cell.text) + 2))
        at += len(cell.text) + 2
    blank = blanked(joined, "markdown")
    own = {**configured_macros(joined), **find_macros(blank)}
    formulas, problems = _find(without_declarations(blank))
    return Page(name, joined, tuple(formulas), tuple(problems), {**macros, **own}, tuple(segments), (0,))


# -- finding formulas

_OPENING = re.compile(
    r"(?P<escaped>\\\$)|(?P<dollars>\$\$)|(?P<dollar>\$(?:`(?!r\s))?)|(?P<round>\\{1,2}\()|(?P<square>\\{1,2}\[)"
    r"|\\begin\{(?P<environment>[a-zA-Z]+)\*?\}"
)
_DISPLAY_END = re.compile(r"(?<!\\)\$\$")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_INLINE_END = re.compile(r"(?<!\\)\$(?!\$(?!\$))")


def _find(text: str) -> tuple[list[Formula], list[Problem]]:
    formulas: list[Formula] = []
    problems: list[Problem] = []
    for item in _scan(text):
        if isinstance(item, Formula):
            formulas.append(item)
        else:
            problems.append(item)
    return formulas, problems


def _scan(text: str) -> Iterator[Formula | Problem]:
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        start, at = opening.start(), opening.end()
        sign = opening.group()
        if opening.group("escaped"):
            continue
        if opening.group("dollars"):
            close = _DISPLAY_END.search(text, at)
            if close is None:
                yield Problem("this $$ is never closed", start, at)
                continue
            yield Formula(text[at : close.start()], at, "$$")
            at = close.end()
        elif opening.group("dollar"):
            found = _inline_end(text, at)
            if found is not None:
                yield Formula(text[at : found[0]], at, "$")
                at = found[1]
        elif opening.group("environment"):
            name = opening.group("environment")
            if name not in ENVIRONMENTS:
                continue
            close = re.compile(r"\\end\{" + name + r"\*?\}").search(text, at)
            if close is None:
                yield Problem(f"\\begin{{{name}}} is never closed", start, at)
                continue
            if name == "alignat" and text[at : at + 1] == "{":
                at = closing_brace(text, at) + 1 or at
            yield Formula(text[at : close.start()], at, name)
            at = close.end()
        else:
            ends = sign.replace("(", ")").replace("[", "]")
            stop = text.find(ends, at)
            if stop < 0 or stop - at > MAX_FORMULA:
                if opening.group("square") and len(sign) == 3:
                    continue  # \\[2pt] outside a formula, an escaped bracket
                yield Problem(f"this {sign} is never closed", start, at)
                continue
            yield Formula(text[at:stop], at, "\\(" if opening.group("round") else "\\[")
            at = stop + len(ends)


def _inline_end(text: str, at: int) -> tuple[int, int] | None:
    """Where an inline formula ends, or None when the dollar is one of money."""
    blank = _BLANK_LINE.search(text, at)
    limit = blank.start() if blank else len(text)
    close = _INLINE_END.search(text, at, limit + 1)
    if close is None or close.start() == at or text[at : close.start()] == "`":
        return None
    end = close.start() - (text[at - 1] == "`" == text[close.start() - 1])
    body = text[at:end]
    looks = any(c in body for c in "\\^_=")
    money = text[close.end() : close.end() + 1].isdigit()
    if not looks and (body[0].isspace() or body[-1].isspace() or money):
        return None
    return end, close.end()
