"""Formulas are found where they stand, and nothing else is taken for one."""

import json

import pytest

from symxent.errors import SymxentError
from symxent.read.document import decode, read_page
from symxent.read.macros import Macro, configured_macros, find_macros

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
    ("value of R", "$a = `r x[2]`$ and `r d$x` is", "a.Rmd", [("a = `r x[2]`", 1, 2)]),
    ("comment in Markdown", "<!-- $a$ --> $b$", "a.md", [("b", 1, 15)]),
    ("comment in LaTeX", "% $a$\n$b$", "a.tex", [("b", 2, 2)]),
    ("verbatim", "\\begin{verbatim}$a$\\end{verbatim}$b$", "a.tex", [("b", 1, 35)]),
    ("two on a line", "$a$ and $b$", "a.md", [("a", 1, 2), ("b", 1, 10)]),
    ("attributes of a tag", '<a href="x" onclick="f(\'$a$\')" id=x>$b$</a>', "a.md", [("b", 1, 38)]),
    ("less than is no tag", "$a<b$ and $c>d$", "a.md", [("a<b", 1, 2), ("c>d", 1, 12)]),
    ("a script", "<script>\nx = '$a$'\n</script>\n$b$", "a.md", [("b", 4, 2)]),
    ("indented code", "Run\n\n    echo $a = $b\n    $c$\n\nand $d$", "a.md", [("d", 6, 6)]),
    ("indented in a list", "- Run\n\n    $a$\n", "a.md", [("a", 3, 6)]),
    ("indented in a display", "$$\na\n\n    = b\n$$", "a.md", [("\na\n\n    = b\n", 1, 3)]),
    ("directive with options", "```{math}\n:label: x\na = b\n```\n", "a.md", [("\n         \na = b\n", 1, 10)]),
    ("directive of prose", "```{prf:theorem} T\n:label: $t$\n\nLet $a$.\n```\n", "a.md", [("a", 4, 6)]),
    ("colons around prose", "::: {.proof}\nLet $a$.\n:::\n", "a.md", [("a", 2, 6)]),
    ("role", "so {math}`a = b` is", "a.md", [("a = b", 1, 11)]),
    ("a tag of Liquid", "{% include x.html a='$b$' %} $c$", "a.md", [("c", 1, 31)]),
    ("verb", "\\verb|$a$| and \\lstinline!$b$! and $c$", "a.tex", [("c", 1, 37)]),
    ("preamble", "\\title{On $a$}\n\\begin{document}\n$b$\\end{document}", "a.tex", [("b", 3, 2)]),
    ("a macro's body", "\\newcommand{\\x}{$a$}\n$b$", "a.tex", [("b", 2, 2)]),
    ("letters beyond ASCII", "ŷ is $b$", "a.md", [("b", 1, 7)]),
]


@pytest.mark.parametrize(("text", "name", "expected"), [c[1:] for c in FOUND], ids=[c[0] for c in FOUND])
def test_formulas_are_found_with_their_line_and_column(text, name, expected):
    page = read_page(text, name)
    found = [(f.text, page.position(f.start).line, page.position(f.start).column) for f in page.formulas]
    assert found == expected
    blanked = ">" in text or ":label:" in text
    assert all(page.text[f.start : f.end] == f.text or blanked for f in page.formulas)


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


MACROS = [
    (r"\newcommand{\norm}[1]{\|#1\|}", "norm", Macro(1, r"\|#1\|")),
    (r"\newcommand\R{\mathbb R}", "R", Macro(0, r"\mathbb R")),
    (r"\newcommand{\bs}\boldsymbol x", "bs", Macro(0, r"\boldsymbol")),
    (r"\providecommand*{\E}[2][X]{E_{#1}[#2]}", "E", Macro(2, "E_{#1}[#2]", "X")),
    (r"\def\inner#1#2{\langle #1, #2 \rangle}", "inner", Macro(2, r"\langle #1, #2 \rangle")),
    (r"\DeclareMathOperator*{\argmax}{arg\,max}", "argmax", Macro(0, r"\operatorname*{arg\,max}")),
    (r"\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}", "abs", Macro(2, r"\left\lvert #2 \right\rvert", "")),
    (r"\NewDocumentCommand{\dd}{m}{\frac{d}{d#1}}", "dd", Macro(1, r"\frac{d}{d#1}")),
    (r"\NewDocumentCommand{\pw}{O{2} m}{#2^{#1}}", "pw", Macro(2, "#2^{#1}", "2")),
    (r"\NewDocumentCommand{\pr}{s m}{\IfBooleanTF{#1}{\left(#2\right)}{(#2)}}", "pr", Macro(1, "(#1)")),
    (r"\let\eps=\varepsilon", "eps", Macro(0, r"\varepsilon")),
]


@pytest.mark.parametrize(("text", "name", "macro"), MACROS, ids=[m[1] for m in MACROS])
def test_a_declaration_becomes_a_macro(text, name, macro):
    assert find_macros(f"before {text} behind") == {name: macro}


CONFIGURED = [
    ("MathJax", 'MathJax = {tex: {macros: {E: "\\\\mathbb{E}", v: ["\\\\mathbf{#1}", 1]}}, x: {Q: "\\\\q"}};'),
    ("KaTeX", "macros: {'\\\\E': '\\\\mathbb{E}', '\\\\v': `\\mathbf{#1}`},\nother: {}"),
    ("YAML", "tex:\n  macros:\n    E: \\mathbb{E}\n    v: ['\\mathbf{#1}', 1]\n  other: \\x"),
    ("MyST", "project:\n  math:\n    '\\E': '\\mathbb{E}'\n    '\\v': '\\mathbf{#1}'\nsite: 1"),
    ("Sphinx", 'mathjax3_config = {"tex": {"macros": {"E": r"\\mathbb{E}", "v": [r"\\mathbf{#1}", 1]}}}'),
]


@pytest.mark.parametrize("text", [c[1] for c in CONFIGURED], ids=[c[0] for c in CONFIGURED])
def test_what_shows_the_mathematics_says_its_macros(text):
    assert configured_macros(text) == {"E": Macro(0, r"\mathbb{E}"), "v": Macro(1, r"\mathbf{#1}")}


def test_a_macro_that_is_commented_out_declares_nothing():
    assert read_page("%\\newcommand{\\x}{1}\n$a$", "a.tex").macros == {}


def test_macros_are_found_with_their_arity():
    page = read_page("\\newcommand{\\norm}[1]{\\|#1\\|} \\def\\R{\\mathbb{R}} \\DeclareMathOperator{\\KL}{KL}", "a.tex")
    assert {name: macro.arity for name, macro in page.macros.items()} == {"norm": 1, "R": 0, "KL": 0}


def test_a_macro_in_a_comment_is_for_another_program():
    declared = (
        "%other \\newcommand{\\half}{x}\n\\newcommand{\\third}{y} % \\newcommand{\\fourth}{z}\n50\\% \\def\\fifth{w}\n"
    )
    assert sorted(find_macros(declared)) == ["fifth", "third"]
