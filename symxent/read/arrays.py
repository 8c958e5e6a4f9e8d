"""Arrays: matrices, cases, and a brace around rows that nothing closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symxent.language.tree import Cases, Matrix, Node, Words
from symxent.read.cursor import CLOSES, OPENS
from symxent.read.errors import ReadError
from symxent.read.vocabulary import words

if TYPE_CHECKING:
    from symxent.read.parser import Parser

_LAYOUT = frozenset(("aligned", "split", "gathered", "alignedat"))
_BRACKETS = {
    "matrix": "", "smallmatrix": "", "array": "", "pmatrix": "(", "bmatrix": "[", "Bmatrix": "{", "vmatrix": "|",
    "Vmatrix": "‖",
}  # fmt: skip
#: A line above or below a column that is drawn.
_LINE = Words("|")


def environment(p: Parser, name: str, first: int) -> Node:
    """Matrices and cases."""
    if name == "array":
        _skip_columns(p)
    if name in ("cases", "dcases", "rcases"):
        return _cases(p, first)
    if name in _LAYOUT:
        p.at = first
        raise p.error("rows inside an expression are not understood")
    if name not in _BRACKETS:
        p.at = first
        raise p.error("this environment is not known inside an expression")
    rows: list[tuple[Node, ...]] = []
    row: list[Node] = []
    empty = True
    p.enter("&")
    while p.kind() != "end":
        if p.kind() in ("row", "column"):
            if empty and (row or p.kind() == "column"):
                row.append(Words(""))
            empty = True
            if p.take().kind == "row" and row:
                rows.append(tuple(row))
                row = []
        elif p.is_symbol("|") and p.kind(1) in ("row", "column", "end"):
            p.take()
            row.append(_LINE)
            empty = False
        else:
            _strike_lines(p)
            row.append(p.relation())
            empty = False
            if p.kind() == "symbol" and p.peek() in (",", "."):
                p.take()
            if p.kind() not in ("row", "column", "end"):
                raise p.error("this does not fit into a matrix")
    p.leave()
    p.take()
    if row:
        rows.append((*row, Words("")) if empty and row else tuple(row))
    drawn = [r for r in rows if not all(cell in (_LINE, Words("")) for cell in r)]
    return Matrix(_without_empty_columns(drawn or rows), _BRACKETS[name], span=p.span(first))


def _strike_lines(p: Parser) -> None:
    """Of — aᵀ —, a row of a matrix of rows, without the dashes."""
    end, depth = p.at, 0
    while end < len(p.tokens) and (depth or p.tokens[end].kind not in ("row", "column", "end")):
        text = p.tokens[end].text
        depth += (text in OPENS or p.tokens[end].kind == "begin") - (text in CLOSES or p.tokens[end].kind == "end")
        end += 1
    start = p.at
    if p.is_symbol("{") and end > start + 3 and p.closing(start) == end - 1:
        start, end = start + 1, end - 1
    if end > start + 1 and p.tokens[end - 1].kind == "symbol" and p.tokens[end - 1].text == "-":
        del p.tokens[end - 1]
        if p.tokens[start].text == "-":
            del p.tokens[start]


def _without_empty_columns(rows: list[tuple[Node, ...]]) -> tuple[tuple[Node, ...], ...]:
    """The rows without columns that are empty in all of them: && spreads a matrix, and adds nothing to it."""
    if len({len(row) for row in rows}) != 1:
        return tuple(rows)
    kept = [j for j in range(len(rows[0])) if any(row[j] != Words("") for row in rows)]
    return tuple(tuple(row[j] for j in kept) for row in rows)


def _skip_columns(p: Parser) -> None:
    """{ll}, [t]{r|r}: how the columns of an array are laid out."""
    for opening in ("[", "{"):
        if p.is_symbol(opening):
            close = p.closing(p.at)
            if close < 0:
                raise p.error("the columns of this array are never closed")
            p.at = close + 1


def is_open(p: Parser) -> bool:
    """Whether the brace before these rows is closed by nothing behind them: then they are cases."""
    if p.peek() not in ("array", "aligned", "matrix", "split", "gathered", "alignedat"):
        return False
    close = p.closing(p.at)
    return close >= 0 and not (close + 1 < len(p.tokens) and p.tokens[close + 1].text == "\\}")


def braced_rows(p: Parser, first: int) -> Node:
    """{ with rows behind it: cases in other clothes."""
    if p.take().text in ("array", "alignedat"):
        _skip_columns(p)
    return _cases(p, first)


def _cases(p: Parser, first: int) -> Node:
    """value & if condition, a row each."""
    branches: list[tuple[Node, Node | None]] = []
    p.enter("&")
    while p.kind() != "end":
        if p.kind() == "row":
            p.take()
            continue
        value = p.sum()
        branches.append((value, _condition(p)))
        if p.kind() == "row":
            p.take()
        elif p.kind() != "end":
            raise p.error("this does not fit into a row of cases")
    p.leave()
    p.take()
    return Cases(tuple(branches), span=p.span(first))


_IF = frozenset(words("if for when where whenever at and 当 若 如果 si se wenn falls für para"))
_OTHERWISE = frozenset(
    ("otherwise", "else", "其他", "其它", "否则", "sonst", "sinon", "en otro caso", "caso contrário")
)


def _condition(p: Parser) -> Node | None:
    """What stands behind a value: if x > 0; None for otherwise; words that are not understood as words."""
    first = p.at
    braces = 0
    otherwise = False
    while p.kind() in ("column", "prose") or (p.kind() == "symbol" and p.peek() in (",", "{", "~")):
        if p.is_symbol("{") and p.kind(1) != "prose":
            break
        token = p.take()
        said = token.text.strip(" .,:").lower()
        if token.kind == "prose" and said not in _IF and said not in _OTHERWISE:
            return _in_words(p, first)
        braces += token.text == "{"
        otherwise = otherwise or said in _OTHERWISE
    if p.kind() == "word" and p.peek().lower() in _OTHERWISE:
        otherwise = bool(p.take())
    condition: Node | None = None
    if p.kind() not in ("row", "end") and not p.is_symbol("}") and not otherwise and not p.is_symbol("."):
        state = p.at, p.depth, len(p.bars)
        try:
            condition = p.relation()
            _finish(p, braces)
        except ReadError:
            p.at, p.depth = state[:2]
            del p.bars[state[2] :]
            return _in_words(p, first)
        return condition
    if not otherwise and p.at > first + 1:
        p.at = first
        return _in_words(p, first)
    _finish(p, braces)
    return condition


def _finish(p: Parser, braces: int) -> None:
    for _ in range(braces):
        p.expect("}")
    while p.kind() in ("column", "prose") or (p.kind() == "symbol" and p.peek() in (",", ".", ";")):
        if p.kind() == "prose":
            raise p.error("words behind a condition")
        p.take()
    if p.kind() not in ("row", "end"):
        raise p.error("this does not fit into a row of cases")


def _in_words(p: Parser, first: int) -> Node:
    """The rest of a row as words; what could not even be read as signs is told."""
    depth = 0
    while depth > 0 or p.kind() not in ("row", "end"):
        if p.kind() == "error":
            raise p.error("this condition is not understood")
        depth += (p.kind() == "begin") - (p.kind() == "end")
        p.take()
    return Words(p.words(first), span=p.span(first))
