"""Formulas are found where they stand, and nothing else is taken for one."""

import json

import pytest

from symxent.errors import SymxentError
from symxent.read.document import decode, read_page

FOUND = [
    ("inline", "Let $x = 1$ be.", "a.md", [("x = 1", 1, 6)]),
    ("display", "$$\na = b\n$$", "a.md", [("\na = b\n", 1, 3)]),
    ("round brackets", r"so \(a\) is", "a.md", [("a", 1, 6)]),
    ("square brackets", "\\[a\\]", "a.tex", [("a", 1, 3)]),
    ("math fence", "```math\na = b\n```\n", "a.md", [("\na = b\n", 1, 8)]),
    ("environment", "\\begin{align*}a &= b\\end{align*}", "a.tex", [("a &= b", 1, 15)]),
    ("quotation", "> $$\n> a = b\n> $$", "a.md", [("\n  a = b\n  ", 1, 5)]),
    ("money", "it costs $5 and then $6 more", "a.md", []),
    ("escaped dollar", r"it costs \$5 = 3\$", "a.md", []),
    ("code fence", "```python\nx = '$a$'\n```\n$b$", "a.md", [("b", 4, 2)]),
    ("code span", "`$a$` and $b$", "a.md", [("b", 1, 12)]),
    ("comment in Markdown", "<!-- $a$ --> $b$", "a.md", [("b", 1, 15)]),
    ("comment in LaTeX", "% $a$\n$b$", "a.tex", [("b", 2, 2)]),
    ("verbatim", "\\begin{verbatim}$a$\\end{verbatim}$b$", "a.tex", [("b", 1, 35)]),
    ("two on a line", "$a$ and $b$", "a.md", [("a", 1, 2), ("b", 1, 10)]),
    ("letters beyond ASCII", "ŷ is $b$", "a.md", [("b", 1, 7)]),
]


@pytest.mark.parametrize(("text", "name", "expected"), [c[1:] for c in FOUND], ids=[c[0] for c in FOUND])
def test_formulas_are_found_with_their_line_and_column(text, name, expected):
    page = read_page(text, name)
    found = [(f.text, page.position(f.start).line, page.position(f.start).column) for f in page.formulas]
    assert found == expected
    assert all(page.text[f.start : f.end] == f.text or ">" in text for f in page.formulas)


UNCLOSED = [
    ("$$a = b", "this $$ is never closed", 0),
    ("text \\begin{align}a", "\\begin{align} is never closed", 5),
    ("\\[a", "this \\[ is never closed", 0),
]


@pytest.mark.parametrize(("text", "message", "start"), UNCLOSED)
def test_what_is_never_closed_is_told_with_its_place(text, message, start):
    (problem,) = read_page(text, "a.tex").problems
    assert (problem.message, problem.start) == (message, start)


def notebook(*sources: str) -> str:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": s.splitlines(keepends=True)} for s in sources]
    code = {"cell_type": "code", "metadata": {"source": ["x"]}, "source": ["a = '$not$'"]}
    return json.dumps({"metadata": {"cells": []}, "cells": [code, *cells]}, indent=1, ensure_ascii=False)


def test_a_notebook_gives_the_formulas_of_its_markdown_cells_by_cell_and_line():
    page = read_page(notebook('# "T"\n$\\sigma(x)$', "ŷ\n\n$$a = b$$"), "n.ipynb")
    places = [(f.text, str(page.position(f.start))) for f in page.formulas]
    assert places == [("\\sigma(x)", "cell 2:2:2"), ("a = b", "cell 3:3:3")]


def test_every_character_of_a_cell_knows_its_place_in_the_file():
    raw = notebook('say "hi" \\\\ then\n$\\alpha = ŷ$')
    page = read_page(raw, "n.ipynb")
    (segment,) = page.segments
    for at, character in enumerate(segment.text):
        piece = raw[segment.raw[at] : segment.raw[at + 1]]
        assert json.loads(f'"{piece[:2] if piece.startswith(chr(92)) else piece[:1]}"') == character


ESCAPES = [
    (r"\ud83d\ude00 $a = b$", "\U0001f600 $a = b$"),
    (r"\uD835\uDC65", "\U0001d465"),
    (r"\ud800 $a = b$", "\ufffd $a = b$"),
    (r"\ude00\ud83d", "\ufffd\ufffd"),
    (r"\u03c3\n\\sigma", "σ\n\\sigma"),
]


@pytest.mark.parametrize(("written", "text"), ESCAPES)
def test_escapes_of_a_notebook_become_characters_that_can_be_printed(written, text):
    raw = f'{{"cells": [{{"cell_type": "markdown", "source": "{written}"}}]}}'
    (segment,) = read_page(raw, "n.ipynb").segments
    assert segment.text == text
    assert raw[segment.raw[0] : segment.raw[-1]] == written


def test_a_notebook_with_a_number_of_any_length_is_read():
    raw = notebook("$a = b$").replace('"cells"', f'"execution_count": {"9" * 5000}, "cells"', 1)
    assert [f.text for f in read_page(raw, "n.ipynb").formulas] == ["a = b"]


BROKEN_NOTEBOOKS = ["{", "[1, 2]", '{"cells": 3}', "", "[" * 100_000]


@pytest.mark.parametrize("text", BROKEN_NOTEBOOKS, ids=["cut off", "a list", "no list of cells", "empty", "deep"])
def test_a_file_that_is_no_notebook_is_a_problem_and_no_exception(text):
    page = read_page(text, "n.ipynb")
    assert page.formulas == ()
    assert len(page.problems) == 1


def test_bytes_that_are_not_utf8_are_told_with_their_place():
    text, problem = decode(b"$a$ \xff $b$", "a.md")
    assert problem is not None
    assert text[problem.start] == "\ufffd"


def test_a_file_beyond_all_size_is_refused_with_the_limit():
    with pytest.raises(SymxentError, match="more than 20000000"):
        decode(b"x" * 20_000_001, "a.md")


def test_macros_are_found_with_their_arity():
    page = read_page("\\newcommand{\\norm}[1]{\\|#1\\|} \\def\\R{\\mathbb{R}} \\DeclareMathOperator{\\KL}{KL}", "a.tex")
    assert {name: macro.arity for name, macro in page.macros.items()} == {"norm": 1, "R": 0, "KL": 0}
