"""Findings as HTML: what is printed beside what holds, the change marked, each place linked to its line."""

import json
import re
from html import unescape

import pytest

from symxent.check.report import check_text
from symxent.report import html_check

NOTES = r"""# Notes <script>alert(1)</script>

$$f(x) = x^2$$

and so $$f'(x) = -2x$$

$$\begin{aligned}
g(x) &= (x+1)^2 \\
&= x^2 + 2x - 1
\end{aligned}$$

$$2 + 2 = 4 = 5$$
"""


@pytest.fixture(scope="module")
def report():
    return check_text(NOTES, "notes.md")


@pytest.fixture(scope="module")
def page(report) -> str:
    return html_check.render([report])


def test_every_finding_is_shown_with_its_code_its_message_and_its_line(report, page):
    assert len(report.findings) == 3
    for finding in report.findings:
        assert f">{finding.code}</span>" in page
        assert finding.message in unescape(page)
        assert f'href="#file-1-line-{finding.place.line}">line {finding.place}' in page


def test_every_link_leads_somewhere(page):
    anchors = set(re.findall(r' id="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links
    assert links <= anchors


def test_the_changed_part_is_marked_on_both_sides():
    view = html_check.view(check_text(r"$$h(x) = x + 1$$ $$(h(x))^2 = x^2 - 2x + 1$$", "n.md"), 1).findings[0]
    assert '<mrow class="changed"><mo>−</mo></mrow>' in view.original
    assert '<mrow class="changed"><mo>+</mo></mrow>' in view.corrections[0].formula
    assert "changed" not in view.corrections[0].source


def test_a_step_behind_another_on_its_line_is_shown_with_what_it_continues(report):
    last = html_check.view(report, 1).findings[-1]
    assert last.original.count("<mn>2</mn>") == 2
    assert "<mn>5</mn>" in last.original


def test_the_source_stands_in_the_page_as_text(report, page):
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    listed = "".join("".join(piece.text for piece in line.pieces) + "\n" for line in html_check.view(report, 1).source)
    assert listed == NOTES


def test_a_notebook_is_listed_cell_by_cell_as_a_document_is():
    sources = ["# Title\n\n$$f(x) = x^2$$", "x = 1", "so\n\n$$f'(x) = 3x$$\n"]
    kinds = ["markdown", "code", "markdown"]
    cells = [{"cell_type": k, "metadata": {}, "source": [s]} for k, s in zip(kinds, sources, strict=True)]
    report = check_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "n.ipynb")
    view = html_check.view(report, 1)
    assert [(line.cell, line.number, "".join(p.text for p in line.pieces)) for line in view.source] == [
        ("cell 1", 1, "# Title"), ("", 2, ""), ("", 3, "$$f(x) = x^2$$"),
        ("cell 3", 1, "so"), ("", 2, ""), ("", 3, "$$f'(x) = 3x$$"),
    ]  # fmt: skip
    assert str(view.findings[0].of.place) == "cell 3:3:3"
    (marked,) = [line for line in view.source if line.findings]
    assert marked.anchor == view.findings[0].line == "file-1-cell-3-line-3"
    assert [p.text for p in marked.pieces if p.status == "refuted"] == ["f'(x) = 3x"]
    page = html_check.render([report])
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))


def test_the_rows_of_a_matrix_stay_and_those_of_an_aligned_block_go():
    notes = r"$$X = \begin{bmatrix} x_1 & y \\ x_2 & z \end{bmatrix}$$ $$\begin{aligned} a &= b \\ &= c \end{aligned}$$"
    matrix, *rows = html_check.view(check_text(notes, "n.md"), 1).steps
    assert matrix.formula.count("<mtr") == 2
    assert all("<mtr" not in row.formula for row in rows)


def test_notes_without_mistakes_say_so():
    assert "Nothing was found." in html_check.render([check_text("$$1 + 1 = 2$$", "n.md")])


def test_a_formula_that_only_symxent_reads_is_shown_as_it_was_read():
    view = html_check.view(check_text(r"\newcommand{\half}{\frac{1}{2}} $$\half + \half = 2$$", "n.tex"), 1)
    assert all('class="tex"' not in step.formula for step in view.steps)
