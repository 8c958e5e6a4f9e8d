"""The Markdown cells of a Jupyter notebook, each character with its place in the file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_TOKEN = re.compile(r'\s+|"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
# A character beyond the first 65 536 is written as two escapes, \ud83d\ude00.
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Segment:
    """One Markdown cell: its number, its text, and for each character the offset in the file (one more for the end).

    ``start`` and ``end`` tell where the cell lies in the text of the page.
    """

    cell: int
    text: str
    raw: tuple[int, ...]
    start: int = 0
    end: int = 0


def markdown_cells(text: str) -> tuple[list[Segment], tuple[str, int] | None]:
    """The Markdown cells, or what is wrong with the file and where."""
    try:
        content = json.loads(text, parse_int=str)  # no number is looked at, and Python reads none of 5000 digits
    except json.JSONDecodeError as error:
        return [], (f"this notebook is not JSON: {error.msg}", error.pos)
    except RecursionError:
        return [], ("this notebook is nested beyond all measure", 0)
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        return [], ("this is JSON, but no notebook: it has no list of cells", 0)
    places = _string_places(text)
    cells = []
    for number, cell in enumerate(content["cells"]):
        if not isinstance(cell, dict) or cell.get("cell_type") != "markdown":
            continue
        source: list[str] = []
        raw: list[int] = []
        for begin, end in places.get(number, ()):
            piece, offsets = _decode(text, begin, end)
            source.append(piece)
            raw.extend(offsets)
        raw.append(places[number][-1][1] if places.get(number) else 0)
        cells.append(Segment(number + 1, "".join(source), tuple(raw)))
    return cells, None


def _string_places(text: str) -> dict[int, list[tuple[int, int]]]:
    """For each cell, the literals of its source: where the inside of the quotes begins and ends."""
    places: dict[int, list[tuple[int, int]]] = {}
    path: list[str | int] = []
    expecting_key: list[bool] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token[0].isspace():
            continue
        if token in "{[":
            path.append("" if token == "{" else 0)
            expecting_key.append(token == "{")
        elif token in "}]":
            path.pop()
            expecting_key.pop()
        elif token == ",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
            elif expecting_key:
                expecting_key[-1] = True
        elif token == ":":
            expecting_key[-1] = False
        elif token[0] == '"':
            if expecting_key and expecting_key[-1]:
                path[-1] = json.loads(token)
            elif len(path) in (3, 4) and path[0] == "cells" and isinstance(path[1], int) and path[2] == "source":
                places.setdefault(path[1], []).append((match.start() + 1, match.end() - 1))
    return places


def _decode(text: str, begin: int, end: int) -> tuple[str, list[int]]:
    """The characters of a JSON string and the offset of each."""
    characters: list[str] = []
    offsets: list[int] = []
    at = begin
    while at < end:
        escape = _ESCAPE.match(text, at, end)
        piece = escape.group() if escape else text[at]
        decoded = _HALF.sub("\ufffd", json.loads(f'"{piece}"')) if escape else piece
        characters.append(decoded)
        offsets.extend([at] * len(decoded))
        at += len(piece)
    return "".join(characters), offsets
