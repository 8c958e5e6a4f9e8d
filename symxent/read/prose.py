"""Words inside a formula: what connects statements, what is the name of a quantity, what is a remark beside a row."""

from __future__ import annotations

import re
from dataclasses import replace

from symxent.read.signs import Token
from symxent.read.vocabulary import PROSE, words

#: Words that connect, and never name a quantity, beyond those of PROSE.
_CONNECT = PROSE | frozenset(
    words(
        "using under assuming assume suppose where subject some each every note but implies imply follows yields gives",
        "get obtain minimize maximize via in on with which this it be can must will therefore write define denote",
        "until et si donc ou où avec pour y o se e para con und oder mit für wenn falls also sonst entonces sea como",
        "dass wobei soit alors então",
    )
)
_CONNECTIVE_SIGNS = re.compile("[当若则且或即由故设令因为所以其中如果满足使得对于有可得于是并与和]")
_LETTERS = re.compile(r"[^\W\d_][\w\s'’/-]*\Z")
#: What a quantity may stand between.
_BETWEEN = frozenset("+-·×/*()[]{}") | {"≤", "≥"}


def connects(text: str) -> bool:
    """Whether prose joins statements (where, if, 当), and does not name a quantity (net income)."""
    found = re.findall(r"[^\W\d_]+", text)
    joining = (w.lower() in _CONNECT for w in found if len(w) == 1 or not w.isupper())  # SE is a standard error
    return not found or any(joining) or bool(_CONNECTIVE_SIGNS.search(text))


def with_quantities(row: list[Token]) -> list[Token]:
    """The row with prose that stands in the place of a number, as in net income = …, made a name."""
    if not any(t.kind == "prose" for t in row):
        return row
    return [_quantity(t) if t.kind == "prose" and _is_quantity(row, i) else t for i, t in enumerate(row)]


def _is_quantity(row: list[Token], at: int) -> bool:
    token = row[at]
    if len(token.text) > 60 or not _LETTERS.match(token.text) or connects(token.text):
        return False
    before = next((t for t in reversed(row[:at]) if t.kind not in ("gap", "column")), None)
    after = next((t for t in row[at + 1 :] if t.kind not in ("gap", "column")), None)
    fits_before = before is None or before.kind in ("relation", "command") or before.text in _BETWEEN
    fits_after = after is None or after.kind == "relation" or after.text in _BETWEEN or after.text in (",", ".")
    joined = (before is not None and _joins(before)) or (after is not None and _joins(after))
    return fits_before and fits_after and joined


def _joins(token: Token) -> bool:
    return token.kind == "relation" or token.text in "+-·×/*"


def _quantity(token: Token) -> Token:
    return replace(token, kind="word", text="_".join(token.text.split()))


def without_remarks(row: list[Token]) -> list[Token]:
    """The row without a bracket at its end that holds words or its number: (by definition of X), (11)."""
    last = len(row)
    while last and (row[last - 1].kind == "gap" or row[last - 1].text in (".", ",", ";")):
        last -= 1
    if not last or row[last - 1].text not in (")", "]"):
        return row
    depth = 0
    for at in range(last - 1, -1, -1):
        depth += (row[at].text in (")", "]")) - (row[at].text in ("(", "["))
        if depth == 0:
            aside = at > 0 and (row[at - 1].kind in ("column", "gap"))
            inside = row[at:last]
            spoken = any(t.kind == "word" and len(t.text) > 3 for t in inside) and all(t.kind != "name" for t in inside)
            wordy = spoken or any(t.kind == "prose" for t in inside)
            numbered = last - at == 3 and row[at + 1].kind == "number"
            return row[:at] if aside and (wordy or numbered) else row
    return row
